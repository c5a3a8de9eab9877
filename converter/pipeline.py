"""The whole way of a note, on one screen: read, settle, map, check, render, balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from converter import balance, checks, mapping, readers, render
from converter.characters import fold
from converter.charsets import fit, is_charset
from converter.findings import Finding, has_errors
from converter.given import GIVEN_FACTS, settle
from converter.mapping import Place
from converter.markup import is_well_formed
from converter.model import RecordNote
from converter.profile import Profile, Target, default_profile
from converter.reading import NO_DECISIONS, Decisions, Reading
from converter.result import Result, as_json, digest_of
from converter.sandbox import TemplateFault

JSON: Final = "json"
HEADINGS: Final = ("pmo", "clinic24")
_JSON_TARGET: Final = Target(template="", gated=True, empty=True)


@dataclass(frozen=True, kw_only=True)
class ConvertOptions:
    """How a note is to be read and converted; everything has a plain default."""

    form: str = ""
    """One of `readers.FORMS`; `""` to tell it by the content."""
    encoding: str = ""
    """The character encoding of the source; `""` to tell it by the content."""
    decisions: Decisions = NO_DECISIONS
    """What the user decided about lines of a copied text."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Facts given beside the note (`given.GIVEN_FACTS`)."""
    overrides: tuple[tuple[str, str], ...] = ()
    """Field and its value in the note, for each value of the note that a given one may replace."""
    places: tuple[Place, ...] = ()
    """Where text without a place belongs."""
    damaged_ok: bool = False
    """Convert a text that looks damaged by a wrong encoding."""
    add_phrases: bool = False
    """Add the phrases that the routine asks for, where they are missing."""
    headings: str = "pmo"
    """`pmo`, or `clinic24` for the note's own headings in a plain text."""
    charset: str = ""
    """The character set of the target; `""` for Unicode."""
    replace: bool = False
    """Swap what the character set lacks for something readable, with a finding each."""
    section: str = ""
    """Only the text under this keyword of Clinic24 or PMO; `""` for the whole note."""

    def check(self, profile: Profile) -> None:
        """Raises `ValueError` for a value that no note can be converted with."""
        if self.form and self.form not in readers.FORMS:
            raise ValueError(f"form must be one of {', '.join(readers.FORMS)}")
        if self.headings not in HEADINGS:
            raise ValueError(f"headings must be one of {', '.join(HEADINGS)}")
        if self.charset and not is_charset(self.charset):
            raise ValueError("charset must be a character set that Python knows")
        if unknown := [fact for fact in self.given if fact not in GIVEN_FACTS]:
            raise ValueError(f"given must be facts of {', '.join(GIVEN_FACTS)}, not {', '.join(unknown)}")
        if any(place.keyword not in profile.places for place in self.places):
            raise ValueError(f"a place must be one of {', '.join(profile.places)}")


DEFAULT: Final = ConvertOptions()


class ParsedNote(NamedTuple):
    """A note that was read once, to be converted to any number of targets."""

    source: bytes | str
    """The file as it came in."""
    profile: Profile
    reading: Reading
    """The note, or why it could not be read; it was held against the source."""

    def to(self, target: str = "pmo", options: ConvertOptions = DEFAULT) -> Result:
        """Converts to a target of the profile or to `json`. What concerns reading in `options` has had its effect.

        Raises `ValueError` for a target that the profile does not have and for a wrong option.
        """
        row = target_of(target, self.profile)
        options.check(self.profile)
        if self.reading.note is None:
            return Result(None, self.reading.findings)
        return _converted(self.reading, self.source, target, row, self.profile, options)


def convert(source: bytes | str, to: str = "pmo", *, profile: Profile | None = None, **options: Any) -> Result:
    """Converts one note. Never raises for anything a note can contain; raises `ValueError` for a wrong argument.

    `source` is the file as bytes, or text. `to` is a target of the profile or `json`. `options` are fields of
    `ConvertOptions`. Nothing is read, written or printed.
    """
    profile = profile or default_profile()
    target_of(to, profile)
    chosen = ConvertOptions(**options)
    return parse(source, profile=profile, options=chosen).to(to, chosen)


def parse(source: bytes | str, *, profile: Profile | None = None, options: ConvertOptions = DEFAULT) -> ParsedNote:
    """Reads one note, in whatever form it is, and proves that none of its text was lost on the way.

    Of `options` form, encoding and decisions count. Raises `ValueError` for a wrong option.
    """
    profile = profile or default_profile()
    options.check(profile)
    reading = readers.read(source, profile, options.form, options.encoding, options.decisions)
    if reading.note is not None and not balance.source_balances(reading, profile):
        reading = reading._replace(note=None, findings=(*reading.findings, Finding("MVG601")))
    return ParsedNote(source, profile, reading)


def read_note(source: bytes | str, *, profile: Profile | None = None, **options: Any) -> Reading:
    """What `parse` read; `options` are fields of `ConvertOptions`."""
    return parse(source, profile=profile, options=ConvertOptions(**options)).reading


def target_of(name: str, profile: Profile) -> Target:
    """The row of a target. Raises `ValueError` for one that the profile does not have."""
    target = _JSON_TARGET if name == JSON else profile.targets.get(name)
    if target is None:
        raise ValueError(f"to must be one of {', '.join((*profile.targets, JSON))}")
    return target


def _converted(
    reading: Reading, source: bytes | str, to: str, target: Target, profile: Profile, options: ConvertOptions
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
    if not (balance.is_settled(note, reading.note) and balance.record_balances(record, profile)):
        findings.append(Finding("MVG602"))
    elif to != JSON and not has_errors(findings):
        output, sections = _rendered(record, source, target, profile, options, findings)
    result = Result(output, tuple(findings), note, record, sections, checks.button(note, profile))
    return _with_json(result, record, source, profile) if to == JSON and result.ok else result


def _with_json(result: Result, record: RecordNote, source: bytes | str, profile: Profile) -> Result:
    output = as_json(result, digest_of(source), profile)
    if balance.json_balances(output, record):
        return result._replace(output=output)
    return result._replace(findings=(*result.findings, Finding("MVG602")))


def _rendered(
    record: RecordNote,
    source: bytes | str,
    target: Target,
    profile: Profile,
    options: ConvertOptions,
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
    told = balance.expected_sections(record, profile, own, target)
    honest = balance.view_balances(shown.facts, shown.diagnoses, record.note)
    if not (honest and balances(output, shown, sheet, told)):
        findings.append(Finding("MVG602"))
        return None, ()
    findings += render.not_shown(record, profile, target, sheet)
    if options.section and not (output := _section(shown, record, options.section)):
        findings.append(Finding("MVG504"))
        return None, ()
    output, lacking = fit(output, options.charset, options.replace, profile, sheet.plain)
    findings += lacking
    return None if has_errors(lacking) else output, shown.sections


def _section(shown: render.View, record: RecordNote, keyword: str) -> str:
    """The text under one keyword of Clinic24 or PMO, with a line feed at its end; `""` when it has none."""
    wanted = fold(keyword)
    texts = [text for heading, text in shown.sections if fold(heading) == wanted]
    texts += [
        field.text for field in record.fields if not texts and wanted in (fold(field.keyword), fold(field.heading))
    ]
    return "".join(f"{text}\n" for text in texts if text)


def balances(output: str, shown: render.View, sheet: render.Sheet, told: list[str]) -> bool:
    """Whether the output is well formed and holds just the text of the record, beside facts and labels."""
    facts = render.told_facts(shown, sheet.names)
    if sheet.plain:
        return balance.text_balances(output, told, facts, sheet.words)
    attributes = render.told_facts(shown, sheet.attributes)
    return is_well_formed(output) and balance.markup_balances(output, told, facts, attributes, sheet.words)


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
