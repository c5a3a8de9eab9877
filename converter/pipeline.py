"""The whole way of a note, on one screen: read, settle, map, check, render, balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from converter import balance, checks, mapping, readers, render
from converter.characters import fold
from converter.charsets import fit, is_charset
from converter.findings import Finding, has_errors
from converter.given import GIVEN_FACTS, settle
from converter.mapping import Place
from converter.model import RecordNote
from converter.profile import Profile, Target, default_profile
from converter.reading import Reading
from converter.result import Result, as_json, digest_of
from converter.sandbox import TemplateFault

JSON: Final = "json"
HEADINGS: Final = ("pmo", "clinic24")
_JSON_TARGET: Final = Target(template="", gated=True, empty=True)


class Options(NamedTuple):
    """How a note is to be converted; everything has a plain default."""

    given: Mapping[str, str] = {}
    """Facts given beside the note (`given.GIVEN_FACTS`)."""
    places: tuple[Place, ...] = ()
    add_phrases: bool = False
    headings: str = "pmo"
    """`pmo`, or `clinic24` for the note's own headings in a plain text."""
    charset: str = ""
    """The character set of the target; `""` for Unicode."""
    replace: bool = False
    """Swap what the character set lacks for something readable, with a finding each."""
    section: str = ""
    """Only the text under this keyword of Clinic24 or PMO; `""` for the whole note."""


def convert(
    source: bytes | str,
    to: str = "pmo",
    *,
    profile: Profile | None = None,
    form: str = "",
    encoding: str = "",
    given: Mapping[str, str] | None = None,
    places: Iterable[Place] = (),
    add_phrases: bool = False,
    headings: str = "pmo",
    charset: str = "",
    replace: bool = False,
    section: str = "",
) -> Result:
    """Converts one note. Never raises for anything a note can contain; raises `ValueError` for a wrong argument.

    `source` is the file as bytes, or text. `to` is a target of the profile or `json`. `form` and `encoding` are
    found out when they are not given. Nothing is read, written or printed.
    """
    profile = profile or default_profile()
    target = target_of(to, profile)
    if headings not in HEADINGS:
        raise ValueError(f"headings must be one of {', '.join(HEADINGS)}")
    if charset and not is_charset(charset):
        raise ValueError("charset must be a character set that Python knows")
    if unknown := [fact for fact in given or {} if fact not in GIVEN_FACTS]:
        raise ValueError(f"given must be facts of {', '.join(GIVEN_FACTS)}, not {', '.join(unknown)}")
    places = tuple(places)
    if any(place.keyword not in profile.places for place in places):
        raise ValueError(f"a place must be one of {', '.join(profile.places)}")
    options = Options(given or {}, places, add_phrases, headings, charset, replace, section)
    reading = read_note(source, profile=profile, form=form, encoding=encoding)
    if reading.note is None:
        return Result(None, reading.findings)
    return _converted(reading, source, to, target, profile, options)


def read_note(source: bytes | str, *, profile: Profile | None = None, form: str = "", encoding: str = "") -> Reading:
    """Reads one note, in whatever form it is, and proves that none of its text was lost on the way."""
    profile = profile or default_profile()
    if form and form not in readers.FORMS:
        raise ValueError(f"form must be one of {', '.join(readers.FORMS)}")
    reading = readers.read(source, profile, form, encoding)
    if reading.note is not None and not balance.source_balances(reading, profile):
        return reading._replace(note=None, findings=(*reading.findings, Finding("MVG601")))
    return reading


def target_of(name: str, profile: Profile) -> Target:
    """The row of a target. Raises `ValueError` for one that the profile does not have."""
    target = _JSON_TARGET if name == JSON else profile.targets.get(name)
    if target is None:
        raise ValueError(f"to must be one of {', '.join((*profile.targets, JSON))}")
    return target


def _converted(
    reading: Reading, source: bytes | str, to: str, target: Target, profile: Profile, options: Options
) -> Result:
    assert reading.note is not None
    note, settled = settle(reading.note, options.given, profile)
    record, mapped = mapping.to_record(note, profile, options.places)
    record, phrases = _with_phrases(record, profile) if options.add_phrases else (record, ())
    findings = [*reading.findings, *settled, *mapped, *phrases]
    for check in checks.CHECKS:
        findings += check(record, profile, target.gated)
    output: str | None = None
    sections: tuple[tuple[str, str], ...] = ()
    whole = balance.settled_balances(note, reading.note, options.given)
    if not (whole and balance.record_balances(record, profile, options.places, options.add_phrases)):
        findings.append(Finding("MVG602"))
    elif to != JSON and not has_errors(findings):
        output, sections = _rendered(record, source, target, profile, options, findings)
    result = Result(output, tuple(findings), note, record, sections, checks.button(note, profile))
    return _with_json(result, record, source, profile) if to == JSON and result.ok else result


def _with_json(result: Result, record: RecordNote, source: bytes | str, profile: Profile) -> Result:
    output = as_json(result, digest_of(source), profile)
    digest = balance.digest_of(source)
    if balance.json_balances(output, record, result.findings, result.button, profile, digest):
        return result._replace(output=output)
    return result._replace(findings=(*result.findings, Finding("MVG602")))


def _rendered(
    record: RecordNote,
    source: bytes | str,
    target: Target,
    profile: Profile,
    options: Options,
    findings: list[Finding],
) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The output and its sections; what stopped it is added to the findings."""
    own = options.headings == "clinic24"
    digest = digest_of(source) if "provenance" in target.shows else ""
    shown = render.view(record, profile, target, digest, own)
    try:
        sheet = render.sheet(profile, target.template)
        output = render.render(shown, sheet)
    except TemplateFault as fault:
        findings.append(fault.finding)
        return None, ()
    if not balances(output, record, shown, target, profile, source, own):
        findings.append(Finding("MVG602"))
        return None, ()
    findings += render.not_shown(record, profile, target, sheet)
    return _handed_out(output, shown.sections, record, sheet.plain, profile, options, findings)


def _handed_out(
    output: str,
    sections: tuple[tuple[str, str], ...],
    record: RecordNote,
    plain: bool,
    profile: Profile,
    options: Options,
    findings: list[Finding],
) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The chosen part of an output and its sections, as the character set can show them; faults go to the findings."""
    if options.section:
        output = _section(sections, record, options.section)
        if not output:
            findings.append(Finding("MVG504"))
            return None, ()
        if not balance.section_balances(output, options.section, sections, record):
            findings.append(Finding("MVG602"))
            return None, ()
    if not options.charset:
        return output, sections
    whole = [(output, plain), *((text, True) for _, text in sections)]
    fitted = [fit(text, options.charset, options.replace, profile, is_plain) for text, is_plain in whole]
    findings += fitted[0].findings
    if has_errors(fitted[0].findings):
        return None, ()
    for (text, is_plain), (shown, lacking) in zip(whole, fitted, strict=True):
        if not balance.charset_balances(shown, text, options.charset, len(lacking), profile, is_plain):
            findings.append(Finding("MVG602"))
            return None, ()
    return fitted[0].text, tuple((heading, one.text) for (heading, _), one in zip(sections, fitted[1:], strict=True))


def _section(sections: tuple[tuple[str, str], ...], record: RecordNote, keyword: str) -> str:
    """The text under one keyword of Clinic24 or PMO, with a line feed at its end; `""` when it has none."""
    wanted = fold(keyword)
    texts = [text for heading, text in sections if fold(heading) == wanted]
    texts += [
        field.text for field in record.fields if not texts and wanted in (fold(field.keyword), fold(field.heading))
    ]
    return "".join(f"{text}\n" for text in texts if text)


def balances(
    output: str, record: RecordNote, shown: render.View, target: Target, profile: Profile, source: bytes | str, own: bool
) -> bool:
    """Whether an output holds the record and the facts of its note, each in its place, and nothing else."""
    told = balance.sections(record, profile, target, own)
    digest = balance.digest_of(source) if "provenance" in target.shows else ""
    owed = balance.owed_by(record, profile, told, shown.facts, digest)
    if owed is None or shown.sections != told:
        return False
    template = profile.templates[target.template]
    return balance.output_balances(output, owed, template, target.template.endswith(".txt.j2"))


def _with_phrases(record: RecordNote, profile: Profile) -> tuple[RecordNote, tuple[Finding, ...]]:
    """The record with the phrases of R55 and R93 where they are missing; a name is never invented."""
    phrases, findings = profile.phrases, []
    if checks.lacks_chat_opening(record, profile):
        record, keyword = mapping.with_phrase(record, "", phrases.chat_opening)
        findings.append(Finding("MVG312", words=(phrases.chat_opening, keyword)))
    if checks.lacks_consulted(record, profile):
        if colleague := record.note.contact.colleague:
            phrase = f"{phrases.consulted} {colleague}"
            record, keyword = mapping.with_phrase(record, phrases.consulted_keyword, phrase)
            findings.append(Finding("MVG312", words=(phrases.consulted, keyword)))
        else:
            findings.append(Finding("MVG422", words=(phrases.consulted,)))
    return record, tuple(findings)
