"""The whole way of a note, on one screen: read, settle, map, check, render, balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from converter import balance, checks, contact_checks, mapping, readers, render, values
from converter.catalogue import INFO
from converter.characters import fold
from converter.charsets import fit, is_charset
from converter.findings import Finding, has_errors, in_copy
from converter.given import GIVEN_FACTS, fact_named, settle
from converter.mapping import Place
from converter.model import RecordNote
from converter.own_lines import like_own_lines
from converter.profile import Profile, Target, default_profile
from converter.profile.schema import HEADINGS
from converter.reading import NO_DECISIONS, Decisions, Reading
from converter.result import Result, as_json, digest_of
from converter.sandbox import TemplateFault
from converter.storage import Refused

if TYPE_CHECKING:
    from converter.model import TriageNote
    from converter.registration.contact_registration import Registration
    from converter.registration.subject import Subject

JSON: Final = "json"
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
    headings: str = ""
    """Of `HEADINGS`: `clinic24` for the note's own; `""` for those that the target has by the profile."""
    charset: str = ""
    """The character set of the target; `""` for Unicode."""
    replace: bool = False
    """Swap what the character set lacks for something readable, with a finding each."""
    section: str = ""
    """Only the text under this keyword of Clinic24 or PMO; `""` for the whole note."""

    @property
    def reading_decisions(self) -> Decisions:
        """What was decided about lines, with where the texts begin that were given a place."""
        return self.decisions._replace(places=tuple((place.key, place.keyword) for place in self.places))

    def has_own_headings(self, target: Target) -> bool:
        """Whether an output has the note's own headings: as chosen, else as the target has it."""
        return self.headings == "clinic24" if self.headings else target.own_headings

    def check(self, profile: Profile) -> None:
        """Raises `ValueError` for a value that no note can be converted with."""
        if self.form and self.form not in readers.FORMS:
            raise ValueError(f"form must be one of {', '.join(readers.FORMS)}")
        if self.headings and self.headings not in HEADINGS:
            raise ValueError(f"headings must be one of {', '.join(HEADINGS)}")
        if self.charset and not is_charset(self.charset):
            raise ValueError("charset must be a character set that Python knows")
        if unknown := [fact for fact in self.given if fact not in GIVEN_FACTS]:
            raise ValueError(f"given must be facts of {', '.join(GIVEN_FACTS)}, not {', '.join(unknown)}")
        if unknown := [name for name, _ in self.overrides if not fact_named(name, profile)]:
            raise ValueError(f"overrides must name {', '.join(GIVEN_FACTS)} or their labels, not {', '.join(unknown)}")
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

    Raises `ProfileError` when the registration tables of the profile, which say what a note must hold, cannot be used.

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
    reading = readers.read(source, profile, options.form, options.encoding, options.reading_decisions)
    if reading.note is not None and not balance.source_balances(source, reading, profile, options.encoding):
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
    note, settled = settle(reading.note, options.given, profile, options.overrides)
    questions = reading.questions if target.gated else tuple(map(in_copy, reading.questions))
    record, mapped = mapping.to_record(note, profile, options.places)
    record, phrases = _with_phrases(record, profile) if options.add_phrases else (record, ())
    read = [*reading.findings, *questions, *values.damage(note, reading.lines)]
    findings = [*(values.accepted(read) if options.damaged_ok else read), *settled, *mapped, *phrases]
    for check in checks.CHECKS:
        findings += check(record, profile, target.gated)
    findings = _without_doubles(findings, questions)
    if reading.form == "text":
        findings = values.together(findings)
    output: str | None = None
    sections: tuple[tuple[str, str], ...] = ()
    whole = balance.settled_balances(note, reading.note, options.given, profile, has_errors(settled))
    if not (whole and balance.record_balances(record, profile, options.places, options.add_phrases)):
        findings.append(Finding("MVG602"))
    elif to != JSON and not has_errors(findings):
        output, sections = _rendered(record, source, target, profile, options, findings)
        if output is not None and not options.section:
            findings += _like_own_lines(record, reading, target, profile, options, findings)
    result = Result(output, tuple(findings), note, record, sections, checks.button(note, profile, target))
    return _with_json(result, record, source, profile) if to == JSON and result.ok else result


def _without_doubles(findings: list[Finding], questions: Iterable[Finding]) -> list[Finding]:
    """The findings without those that say again that a text has no place, where the user is asked for one."""
    asked = {question.line for question in questions if question.code in _ASKS_FOR_A_PLACE}
    return [finding for finding in findings if finding.code not in _WITHOUT_PLACE or finding.line not in asked]


_ASKS_FOR_A_PLACE: Final = ("MVG244", "MVG246", "MVG249", "MVG252", "MVG224", "MVG226", "MVG250")
_WITHOUT_PLACE: Final = ("MVG303", "MVG304")


def _like_own_lines(
    record: RecordNote, reading: Reading, target: Target, profile: Profile, options: ConvertOptions,
    findings: list[Finding],
) -> list[Finding]:  # fmt: skip
    """Lines that read like the headings of a plain text, but for those that the reader of a text has asked about.

    A line of an XML file can hold the whole note: what is told of it says nothing of the lines of a text.
    """
    sheet = render.sheet(profile, target.template)
    if not sheet.plain:
        return []
    told = {finding.line for finding in findings if finding.severity != INFO} if reading.form == "text" else set()
    own = options.has_own_headings(target)
    found = like_own_lines(record, profile, target, own, sheet.labels, reading.lines)
    return [finding for finding in found if not finding.line or finding.line not in told]


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
    options: ConvertOptions,
    findings: list[Finding],
) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The output and its sections; what stopped it is added to the findings."""
    own = options.has_own_headings(target)
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
    options: ConvertOptions,
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
        sections = ((options.section, output.removesuffix("\n")),)
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
    output: str,
    record: RecordNote,
    shown: render.View,
    target: Target,
    profile: Profile,
    source: bytes | str,
    own: bool,
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
    if contact_checks.lacks_chat_opening(record, profile):
        record, keyword = mapping.with_phrase(record, phrases.chat_opening_keyword, phrases.chat_opening, opens=True)
        findings.append(Finding("MVG312", words=(phrases.chat_opening, keyword)))
    if contact_checks.lacks_consulted(record, profile):
        if colleague := record.note.contact.colleague:
            phrase = f"{phrases.consulted} {colleague}"
            record, keyword = mapping.with_phrase(record, phrases.consulted_keyword, phrase)
            findings.append(Finding("MVG312", words=(phrases.consulted, keyword)))
        else:
            findings.append(Finding("MVG422", words=(phrases.consulted,)))
    return record, tuple(findings)


def registration_page(registration: Registration, subject: Subject, profile: Profile, form: str) -> str:
    """The page of a registration in a form of `registration.page`, held against its note and the decided values.

    Raises `ProfileError` when its template cannot be used, `Refused` when it does not state what it should.
    """
    from converter.registration.page import document

    output = document(registration, subject, profile, form)
    if not registration_page_balances(output, registration, subject, profile, form):
        raise Refused(Finding("MVG604"))
    return output


def registration_page_balances(
    output: str, registration: Registration, subject: Subject, profile: Profile, form: str
) -> bool:
    """Whether a page states its registration, and nothing else."""
    from converter.registration.page import FORMS

    expected = _expected_page(registration, subject, profile)
    if form == "json":
        return balance.page_data_balances(output, expected, profile)
    return balance.page_balances(output, form, expected, profile, profile.templates[FORMS[form]])


def registration_page_of(note: TriageNote, profile: Profile, form: str, digest: str = "") -> str:
    """The page of a note's contact, proven; nothing is asked. `digest` is that of its source.

    Raises `ProfileError` and `Refused` as `registration_page` does.
    """
    from converter.registration import register, subject_of

    subject = subject_of(note, digest)
    return registration_page(register(subject.contact, profile), subject, profile, form)


def _expected_page(registration: Registration, subject: Subject, profile: Profile) -> balance.ExpectedPage:
    """What a page is held against: its values and advice in order, and the words that it may have beside them."""
    from converter.registration.loading import load_registration
    from converter.registration.page import OF_UNIT
    from converter.registration.page_vocabulary import page_words, vocabulary
    from converter.registration.rules import load_rules

    tables, rules = load_registration(profile), load_rules(profile)
    lines: list[balance.PageLine] = []
    for part in registration.page:
        if part.id == "code" and registration.registers in ("yes", "may"):
            lines.append(balance.PageLine("{diagnosis}", profile.labels["principal_diagnosis"], "fact"))
        for item in (item for item in part.items if not (item.gap or item.is_open)):
            text = item.text.replace("{unit}", f"{{unit}} {OF_UNIT}")
            sections = tuple(dict.fromkeys(rules[rule].section for rule in item.rules))
            inferred = item.inferred or (item.field == "unit" and "unit_worked_for" in subject.inferred)
            lines.append(
                balance.PageLine(text, item.label, item.field, part.id, item.rules, sections, inferred, item.task)
            )
    booking = tuple(
        balance.BookingField(
            name,
            label,
            attrgetter(tables.booking.given_by[name])(subject.note) if name in tables.booking.given_by else "",
            name in subject.booked or (subject.has_template and name in tables.booking.template_gives),
        )
        for name, label in tables.booking.fields
    )
    return balance.ExpectedPage(
        subject.note, subject.contact, subject.inferred, subject.digest, tuple(lines),
        booking if registration.needs_booking else (), _values(registration),
        {fact: dict(ask.choices) for fact, ask in tables.questions.items()},
        vocabulary(profile), page_words(registration, profile),
    )  # fmt: skip


def _values(registration: Registration) -> dict[str, object]:
    """What the page as JSON has of a registration beside its advice, by key."""
    return {
        **{name: value for name, value in registration._asdict().items() if isinstance(value, str)},
        "either": {name: [*values] for name, values in registration.either},
        "inferred": [*registration.inferred],
        "rules": [*registration.rules],
        "missing_facts": [question.fact for question in registration.questions],
        "sources": {item.field: [*item.rules] for item in registration.items if item.field},
    }


def encoded(output: str) -> bytes:
    """The bytes of an output as they are handed out: UTF-8, no mark before it. Raises `Refused` if they are not it."""
    data = output.encode("utf-8", "surrogatepass")
    if not balance.bytes_balance(data, output):
        raise Refused(Finding("MVG603"))
    return data
