"""The golden pairs of a profile: a note and its expected output.

They are in the folder `tests` of the profile: `NAME.xml` or `NAME.txt`, and for each expected output a file
`NAME.TARGET`, `NAME.fynd` and so on. A suffix is a target of the profile, or a row of `KINDS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Final, NamedTuple

from converter.conversion.result import Result
from converter.findings import Finding
from converter.note.facts import facts_of
from converter.pipeline import JSON, convert, parse, read_note
from converter.profile import Profile
from converter.profile.wording import diagnosis_as_written
from converter.registration import Registration, Subject, load_registration, register, subject_of
from converter.registration.decision_tables import PHRASES
from converter.registration.model import PageItem
from converter.registration.page import page
from converter.testing.properties import broken

FOLDER: Final = "tests"
NOTES: Final = (".xml", ".txt")
_DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")


class GoldenPair(NamedTuple):
    """A note and one expected output."""

    name: str
    """The name of the file with the expected output."""
    note: bytes
    expected: str
    kind: str
    """Its suffix: of `KINDS`, or a target."""
    path: Path
    """The file with the expected output."""


Run = Callable[[GoldenPair, Profile], str]
"""Makes the actual output of a pair by a profile."""


def _findings(pair: GoldenPair, profile: Profile) -> str:
    """Each button and finding once, with its targets unless it is the same for all."""
    seen: dict[str, list[str]] = {}
    parsed = parse(pair.note, profile=profile)
    for target in profile.targets:
        result = parsed.to(target)
        for line in (f"knapp: {result.button}", *map(_finding_line, result.findings)):
            seen.setdefault(line, []).append(target)
    every = len(profile.targets)
    lines = [line if len(targets) == every else f"{line} [{' '.join(targets)}]" for line, targets in seen.items()]
    return "\n".join([*sorted(lines, key=lambda line: not line.startswith("knapp")), ""])


def _finding_line(finding: Finding) -> str:
    at = f" rad {finding.line}" if finding.line else ""
    return f"{finding.code}{at}: {', '.join(finding.words)}".rstrip(" :")


def _output_or_findings(result: Result) -> str:
    return result.output or "".join(f"{_finding_line(finding)}\n" for finding in result.findings)


def _facts_read(pair: GoldenPair, profile: Profile) -> str:
    """The note as read: every fact, every keyword with its text."""
    reading = read_note(pair.note, profile=profile)
    if (note := reading.note) is None:
        return "".join(f"{_finding_line(finding)}\n" for finding in reading.findings)
    facts = [*facts_of(note), ("principal_diagnosis", diagnosis_as_written(note.principal_diagnosis))]
    facts += [("secondary_diagnosis", diagnosis_as_written(diagnosis)) for diagnosis in note.secondary_diagnoses]
    lines = [f"{fact} = {value}" for fact, value in facts if value]
    lines += [f"\n[{entry.keyword}]\n{entry.text}".rstrip() for entry in note.entries]
    return "\n".join([*lines, ""])


def _with_phrases(pair: GoldenPair, profile: Profile) -> str:
    """The record note with the phrases of `--add-phrases`."""
    result = convert(pair.note, next(iter(profile.targets)), profile=profile, add_phrases=True)
    fields = result.record.fields if result.record else ()
    return "\n".join(f"[{field.keyword}]\n{field.text}\n" for field in fields if field.text)


def _in_cp1252(pair: GoldenPair, profile: Profile) -> str:
    """The text for a record system that can show cp1252 only, with the transliterations of the profile."""
    open_ = [name for name, target in profile.targets.items() if not target.gated]
    result = convert(pair.note, (*open_, *profile.targets)[0], profile=profile, charset="cp1252", replace=True)
    return _output_or_findings(result)


def _registered(write: Callable[[Registration, Subject, Profile], str]) -> Run:
    """What is written of the contact registration."""

    def run(pair: GoldenPair, profile: Profile) -> str:
        if (note := read_note(pair.note, profile=profile).note) is None:
            return ""
        subject = subject_of(note, profile)
        return write(register(subject.contact, profile), subject, profile)

    return run


def _summary(registration: Registration, subject: Subject, profile: Profile) -> str:
    """The registration in a few lines: facts, values with their rules, rules of the advice, questions, gaps, all rules.

    `(inferred)` marks what is not stated, `[ ]` a task, `!` a gap that leaves a value open.
    """
    tables, items = load_registration(profile), {item.field: item for item in registration.items}
    either, gaps = dict(registration.either), [f"{gap.id}{'!' * gap.stops}" for gap in registration.gaps]
    lines = []
    for name, fact in subject.contact._asdict().items():
        if fact:
            text = " ".join(fact) if isinstance(fact, tuple) else fact
            lines.append(f"{name} = {text}{_mark(name in subject.inferred)}")
    for name in tables.outputs:
        if value := registration.value(name) or " | ".join(either.get(name, ())):
            lines.append(f"{name} = {value}{_mark(name in registration.inferred)}{_on_page(value, items.get(name))}")
    lines += [f"{name}: {items[name].text}" for name in PHRASES if name in items]
    for section in registration.page:
        advice = [item for item in section.items if not item.field]
        if advice:
            words = (f"{'[ ] ' * item.task}{'+'.join(item.rules)}{_mark(item.inferred)}" for item in advice)
            lines.append(f"{section.id}: {', '.join(words)}")
    lines += [f"question {question.fact}: {question.text}" for question in registration.questions]
    lines += [f"gaps: {' '.join(gaps)}"] if gaps else []
    return "\n".join([*lines, f"rules: {' '.join(registration.rules)}", ""])


def _on_page(value: str, item: PageItem | None) -> str:
    """What the page prints for a value, if it is another text, and the rules that it cites."""
    if item is None:
        return ""
    words = f": {item.text}" if item.text not in (value, "") else ""
    return f"{words} [{' '.join(item.rules)}]" if item.rules else words


def _mark(is_inferred: bool) -> str:
    return " (inferred)" if is_inferred else ""


def _property(pair: GoldenPair, profile: Profile) -> str:
    """The expected name of a property when it holds for the note, else what is wrong."""
    reason = broken(pair.expected.strip(), pair.note, profile)
    return f"{pair.expected.strip()}: {reason}\n" if reason else pair.expected


KINDS: Final[dict[str, Run]] = {
    "uppgifter": _facts_read, "fynd": _findings, "fraser": _with_phrases, "cp1252": _in_cp1252, "property": _property,
    "registrering": _registered(_summary), "registreringssida": _registered(page),
}  # fmt: skip
"""The suffixes that are no target. A new kind is a row here."""


def actual_output(pair: GoldenPair, profile: Profile) -> str:
    """The output of the note of a pair, independent of the date and of digests."""
    unexpired, output = profile.derive(_unexpired), ""
    if pair.kind in KINDS:
        output = KINDS[pair.kind](pair, unexpired)
    elif pair.kind in (JSON, *profile.targets):
        output = _output_or_findings(convert(pair.note, pair.kind, profile=unexpired))
    return _DIGEST.sub("SHA-256", output)


def _unexpired(profile: Profile) -> Profile:
    return profile.replace(
        routine=profile.routine._replace(expired=False),
        registration_routine=profile.registration_routine._replace(expired=False),
    )


def matches(pair: GoldenPair, profile: Profile) -> bool:
    """Whether the actual output is the expected one."""
    return actual_output(pair, profile) == pair.expected


def difference(pair: GoldenPair, profile: Profile) -> str:
    """The expected and the actual output as a diff; `""` when they are the same. It quotes the tester's own note."""
    lines = unified_diff(
        pair.expected.splitlines(), actual_output(pair, profile).splitlines(), "väntat", "blev", lineterm="", n=2
    )
    return "\n".join(lines)


def golden_pairs(profile: Profile) -> tuple[tuple[GoldenPair, ...], tuple[Finding, ...]]:
    """The golden pairs of the profile, quick ones first, and a finding for each file that belongs to none."""
    folder = profile.folder / FOLDER
    paths = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    notes = {path: path.read_bytes() for path in paths if path.suffix in NOTES}
    kinds = (*KINDS, *profile.targets, JSON)
    found, strays, used = [], [], set()
    for path in (path for path in paths if path.suffix not in NOTES):
        beside = [note for note in notes if note.stem == path.name.removesuffix(path.suffix)]
        if path.suffix[1:] in kinds and beside:
            expected = path.read_bytes().decode("utf-8", "replace")
            found += [GoldenPair(path.name, notes[note], expected, path.suffix[1:], path) for note in beside]
            used |= {*beside}
        else:
            strays.append(Finding("MVG731", words=(path.name, ", ".join(kinds))))
    strays += [Finding("MVG731", words=(path.name, ", ".join(kinds))) for path in notes if path not in used]
    if not found and not strays:
        strays.append(Finding("MVG732"))
    return tuple(sorted(found, key=lambda pair: pair.kind == "registrering")), tuple(strays)


def failures(profile: Profile) -> Iterator[tuple[GoldenPair, str]]:
    """Each golden pair that does not match, with the difference."""
    for pair in golden_pairs(profile)[0]:
        if not matches(pair, profile):
            yield pair, difference(pair, profile)
