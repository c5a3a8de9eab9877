"""The whole way of a note: it is read, mapped, checked and rendered, and each step is proven."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from converter import proof, readers
from converter.conversion.options import DEFAULT, ConvertOptions
from converter.conversion.output import produce
from converter.conversion.repeated_findings import without_repeated
from converter.conversion.result import Result, as_json, digest_of
from converter.findings import Finding, as_copy_warning, has_errors
from converter.findings.catalogue import INFO
from converter.note.model import RecordNote
from converter.note.reading import Reading
from converter.profile import Profile, RequiredField, Target, default_profile
from converter.record import checks, mapping, value_checks
from converter.record.given_facts import apply_given
from converter.record.lookalike_lines import find_lookalikes
from converter.record.phrases import add_phrases
from converter.render.templates import compiled_template

JSON: Final = "json"
_JSON_TARGET: Final = Target(template="", gated=True, writes_empty=True)


def convert(source: bytes | str, to: str = "", *, profile: Profile | None = None, **options: Any) -> Result:
    """Converts one note. Never raises for anything a note can contain; raises `ValueError` for a wrong argument.

    Raises `ProfileError` when the registration tables of the profile, which say what a note must hold, cannot be used.

    `source` is the file as bytes, or text. `to` is a target of the profile or `json`; `""` for the profile's first with
    a gate. `options` are fields of `ConvertOptions`. Nothing is read, written or printed.
    """
    profile = profile or default_profile()
    to = to or profile.first_target
    target_of(to, profile)
    chosen = ConvertOptions(**options) if options else DEFAULT
    return parse(source, profile=profile, options=chosen).to(to, chosen)


def parse(source: bytes | str, *, profile: Profile | None = None, options: ConvertOptions = DEFAULT) -> ParsedNote:
    """Reads one note, in whatever form it is, and proves that none of its text was lost on the way.

    Of `options` form, encoding and decisions count. Raises `ValueError` for a wrong option.
    """
    profile = profile or default_profile()
    options.check(profile)
    reading = readers.read(source, profile, options.form, options.encoding, options.reading_decisions)
    if reading.note is not None and not proof.source_is_proven(source, reading, profile, options.encoding):
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


Gate = tuple[RequiredField, ...] | None
"""The fields that a target requires; None for a target without a gate."""


class ParsedNote:
    """A note that was read once, to be converted to any number of targets."""

    def __init__(self, source: bytes | str, profile: Profile, reading: Reading) -> None:
        self.source = source
        """The file as it came in."""
        self.profile = profile
        self.reading = reading
        """The note, or why it could not be read; it was held against the source."""
        self._mapped: _MappedNote | None = None
        """What the note came to with the options that were used last."""

    def to(self, target: str = "", options: ConvertOptions = DEFAULT) -> Result:
        """Converts to a target of the profile or to `json`. What concerns reading in `options` has had its effect.

        Raises `ValueError` for a target that the profile does not have and for a wrong option.
        """
        target = target or self.profile.first_target
        row = target_of(target, self.profile)
        options.check(self.profile)
        if self.reading.note is None:
            return Result(None, self.reading.findings)
        required = self.profile.required_for(target)
        mapped = self._map(options)
        record, findings = mapped.record, mapped.findings(required if row.gated else None)
        button = checks.button(self.profile, row, () if row.button else mapped.missing(required))
        if has_errors(findings) or target == JSON:
            result = Result(None, findings, note=record.note, record=record, button=button)
            return result if has_errors(findings) else _as_json(result, record, self.source, self.profile)
        output = produce(record, self.source, row, self.profile, options)
        findings += output.findings
        if output.text is not None and row.template and not options.section:
            findings += tuple(_find_lookalikes(record, self.reading, row, self.profile, options, findings))
        return Result(output.text, findings, note=record.note, record=record, sections=output.sections, button=button)

    def _map(self, options: ConvertOptions) -> _MappedNote:
        """The record note, mapped once for all targets."""
        mapped = self._mapped  # another thread may put its own there at any time
        if mapped is None or mapped.options is not options:
            mapped = self._mapped = _MappedNote(self.reading, self.profile, options)
        return mapped


class _MappedNote:
    """The record note of a note with the facts given beside it, and its findings, each found once for all targets."""

    def __init__(self, reading: Reading, profile: Profile, options: ConvertOptions) -> None:
        """Applies what was given, maps the note and proves it; none of it depends on the target."""
        assert reading.note is not None
        note, given_findings = apply_given(reading.note, options.given, profile, options.overrides)
        record, mapped = mapping.to_record(note, profile, options.places)
        record, phrases = add_phrases(record, profile) if options.add_phrases else (record, ())
        self.reading, self.profile, self.options, self.record = reading, profile, options, record
        self.is_proven = proof.given_is_proven(
            note, reading.note, options.given, profile, has_errors(given_findings)
        ) and proof.record_is_proven(record, profile, options.places, options.add_phrases)
        """Whether the note with what was given and the record are proven."""
        self._of_mapping = (*given_findings, *mapped, *phrases)
        """The findings about what was given, the mapping and the phrases that were added."""
        self._by_gate: dict[Gate, tuple[Finding, ...]] = {}
        self._missing: dict[tuple[RequiredField, ...], list[Finding]] = {}
        self._by_check: dict[checks.Check, Sequence[Finding]] = {}
        """What was found already: for a gate, for required fields, by a check that is the same for all targets."""

    def missing(self, required: tuple[RequiredField, ...]) -> list[Finding]:
        """The required fields that are empty."""
        if required not in self._missing:
            self._missing[required] = checks.missing_required(self.record.note, self.profile, required)
        return self._missing[required]

    def findings(self, gate: Gate) -> tuple[Finding, ...]:
        """All findings but those of the output, for a target with this gate; MVG602 where the record is not proven."""
        if gate not in self._by_gate:
            self._by_gate[gate] = self._find(gate)
        return self._by_gate[gate]

    def _find(self, gate: Gate) -> tuple[Finding, ...]:
        reading, gated = self.reading, gate is not None
        questions = reading.questions if gated else tuple(map(as_copy_warning, reading.questions))
        read = [*reading.findings, *questions, *value_checks.damage(self.record.note, reading)]
        findings = [*(value_checks.accept_damage(read) if self.options.damaged_ok else read), *self._of_mapping]
        findings += () if gate is None else self.missing(gate)
        for check in checks.CHECKS:
            findings += self._run_check(check, gated)
        findings = without_repeated(findings, questions, reading, self.profile)
        if reading.form == "text":
            findings = value_checks.join_absences(findings)
        if not self.is_proven:
            findings.append(Finding("MVG602"))
        return tuple(findings)

    def _run_check(self, check: checks.Check, gated: bool) -> Sequence[Finding]:
        """What a check finds; one that finds the same for every target is run once."""
        if check not in checks.SAME_FOR_ALL_TARGETS:
            return check(self.record, self.profile, gated)
        if check not in self._by_check:
            self._by_check[check] = check(self.record, self.profile, gated)
        return self._by_check[check]


def _find_lookalikes(
    record: RecordNote, reading: Reading, target: Target, profile: Profile, options: ConvertOptions,
    findings: Sequence[Finding],
) -> list[Finding]:  # fmt: skip
    """Lines that read like the headings of a plain text, but for those that the reader of a text has asked about.

    A line of an XML file can hold the whole note: a finding about it does not apply to a line of a text.
    """
    template = compiled_template(profile, target.template)
    if template.syntax != "text" or "indent" in template.names:  # a line that is indented is no heading
        return []
    asked = {finding.line for finding in findings if finding.severity != INFO} if reading.form == "text" else set()
    note_headings = options.has_note_headings(target)
    found = find_lookalikes(record, profile, target, note_headings, template.labels, reading)
    return [finding for finding in found if not finding.line or finding.line not in asked]


def _as_json(result: Result, record: RecordNote, source: bytes | str, profile: Profile) -> Result:
    """The result with itself as JSON for its output, proven."""
    output = as_json(result, digest_of(source), profile)
    digest = proof.digest_of(source)
    if proof.json_is_proven(output, record, result.findings, result.button, profile, digest):
        return result._replace(output=output)
    return result._replace(findings=(*result.findings, Finding("MVG602")))
