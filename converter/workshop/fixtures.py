"""The golden pairs of a profile: a note, and beside it what is to come of it.

They lie in the folder `tests` of the profile: `NAME.xml` or `NAME.txt`, and for each thing that is kept a file
`NAME.melior`, `NAME.fynd` and so on. What an ending means is a row of `KINDS`; every target of the profile is one too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Final, NamedTuple

from converter.facts import diagnosis_as_written, facts_of
from converter.findings import Finding
from converter.pipeline import JSON, convert, read_note
from converter.profile import Profile
from converter.registration import register, subject_of
from converter.registration.page import page
from converter.registration.summary import summary
from converter.testing.fixtures import broken

FOLDER: Final = "tests"
NOTES: Final = (".xml", ".txt")
_DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")


class Fixture(NamedTuple):
    """A note and one thing that is to come of it."""

    name: str
    """That of the file that is kept."""
    note: bytes
    kept: str
    kind: str
    """Its ending: of `KINDS`, or a target."""
    path: Path
    """The file that is kept."""


Run = Callable[[bytes, str, Profile], str]
"""What comes of a note: the source, what is kept, the profile. A fixture holds when that is what is kept."""


class Kind(NamedTuple):
    """A kind of fixture."""

    run: Run
    describes: Mapping[str, str]


def _findings(source: bytes, kept: str, profile: Profile) -> str:
    """Each button and each finding once, with the targets that have it."""
    seen: dict[str, list[str]] = {}
    for target in profile.targets:
        result = convert(source, target, profile=profile)
        for line in (f"knapp: {result.button}", *map(_told, result.findings)):
            seen.setdefault(line, []).append(target)
    every = len(profile.targets)
    lines = [line if len(targets) == every else f"{line} [{' '.join(targets)}]" for line, targets in seen.items()]
    return "\n".join([*sorted(lines, key=lambda line: not line.startswith("knapp")), ""])


def _told(finding: Finding) -> str:
    at = f" rad {finding.line}" if finding.line else ""
    return f"{finding.code}{at}: {', '.join(finding.words)}".rstrip(" :")


def _read(source: bytes, kept: str, profile: Profile) -> str:
    """What was read: every fact, every keyword with its text."""
    reading = read_note(source, profile=profile)
    if (note := reading.note) is None:
        return "".join(f"{_told(finding)}\n" for finding in reading.findings)
    facts = [*facts_of(note), ("principal_diagnosis", diagnosis_as_written(note.principal_diagnosis))]
    facts += [("secondary_diagnosis", diagnosis_as_written(diagnosis)) for diagnosis in note.secondary_diagnoses]
    lines = [f"{fact} = {value}" for fact, value in facts if value]
    lines += [f"\n[{entry.keyword}]\n{entry.text}".rstrip() for entry in note.entries]
    return "\n".join([*lines, ""])


def _phrases(source: bytes, kept: str, profile: Profile) -> str:
    """The record note with the phrases that `--add-phrases` puts in."""
    result = convert(source, next(iter(profile.targets)), profile=profile, add_phrases=True)
    fields = result.record.fields if result.record else ()
    return "\n".join(f"[{field.keyword}]\n{field.text}\n" for field in fields if field.text)


def _narrow(source: bytes, kept: str, profile: Profile) -> str:
    """The text for a record system that shows cp1252 only, with the swaps of the profile."""
    open_ = [name for name, target in profile.targets.items() if not target.gated]
    result = convert(source, (*open_, *profile.targets)[0], profile=profile, charset="cp1252", replace=True)
    return result.output or "".join(f"{_told(finding)}\n" for finding in result.findings)


def _registration(source: bytes, kept: str, profile: Profile) -> str:
    """The facts, values, rules, questions and gaps of the contact registration."""
    if (note := read_note(source, profile=profile).note) is None:
        return ""
    subject = subject_of(note)
    return summary(register(subject.contact, profile), subject)


def _registration_page(source: bytes, kept: str, profile: Profile) -> str:
    """The page of the contact registration as text."""
    if (note := read_note(source, profile=profile).note) is None:
        return ""
    subject = subject_of(note)
    return page(register(subject.contact, profile), subject, profile)


def _property(source: bytes, kept: str, profile: Profile) -> str:
    """The name that is kept when that property of the program holds for the note, else what is wrong."""
    reason = broken(kept.strip(), source, profile)
    return f"{kept.strip()}: {reason}\n" if reason else kept


KINDS: Final[dict[str, Kind]] = {
    "uppgifter": Kind(_read, {"sv": "det som lästes ur anteckningen", "en": "what was read from the note"}),
    "fynd": Kind(_findings, {"sv": "knappen och fynden för alla mål", "en": "the button and findings of all targets"}),
    "fraser": Kind(_phrases, {"sv": "journaltexten med --add-phrases", "en": "the record with --add-phrases"}),
    "cp1252": Kind(_narrow, {"sv": "texten med --charset cp1252 --replace", "en": "the text in cp1252, swapped"}),
    "property": Kind(_property, {"sv": "egenskapen som ska gälla (mvg fuzz)", "en": "the property that must hold"}),
    "registrering": Kind(_registration, {"sv": "kontaktregistreringens värden", "en": "the registration's values"}),
    "registreringssida": Kind(
        _registration_page, {"sv": "kontaktregistreringens sida", "en": "the registration's page"}
    ),
}
"""The endings that are no target. A new kind is a row here."""


def _target(name: str) -> Run:
    def run(source: bytes, kept: str, profile: Profile) -> str:
        if name != JSON and name not in profile.targets:
            return ""
        result = convert(source, name, profile=profile)
        return result.output or "".join(f"{_told(finding)}\n" for finding in result.findings)

    return run


def outcome(fixture: Fixture, profile: Profile) -> str:
    """What comes of the note of a fixture: the same on every day, whatever the digests."""
    run = KINDS[fixture.kind].run if fixture.kind in KINDS else _target(fixture.kind)
    lasting = profile._replace(routine=profile.routine._replace(expired=False))
    return _DIGEST.sub("SHA-256", run(fixture.note, fixture.kept, lasting))


def holds(fixture: Fixture, profile: Profile) -> bool:
    """Whether what comes of the note is what is kept."""
    return outcome(fixture, profile) == fixture.kept


def difference(fixture: Fixture, profile: Profile) -> str:
    """What is kept against what came, line by line; `""` when they are the same. It quotes the tester's own note."""
    lines = unified_diff(
        fixture.kept.splitlines(), outcome(fixture, profile).splitlines(), "väntat", "blev", lineterm="", n=2
    )
    return "\n".join(lines)


def fixtures(profile: Profile) -> tuple[tuple[Fixture, ...], tuple[Finding, ...]]:
    """The fixtures in the folder of the profile, quick ones first, and what lies there that belongs to none."""
    folder = profile.folder / FOLDER
    paths = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    notes = {path: path.read_bytes() for path in paths if path.suffix in NOTES}
    kinds = (*KINDS, *profile.targets, JSON)
    found, told, used = [], [], set()
    for path in (path for path in paths if path.suffix not in NOTES):
        beside = [note for note in notes if note.stem == path.name.removesuffix(path.suffix)]
        if path.suffix[1:] in kinds and beside:
            found += [Fixture(path.name, notes[note], _text(path), path.suffix[1:], path) for note in beside]
            used |= {*beside}
        else:
            told.append(Finding("MVG731", words=(path.name, ", ".join(kinds))))
    told += [Finding("MVG731", words=(path.name, ", ".join(kinds))) for path in notes if path not in used]
    if not found and not told:
        told.append(Finding("MVG732"))
    return tuple(sorted(found, key=lambda fixture: fixture.kind == "registrering")), tuple(told)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def failures(profile: Profile) -> Iterator[tuple[Fixture, str]]:
    """Each fixture that does not hold, with the difference."""
    for fixture in fixtures(profile)[0]:
        if not holds(fixture, profile):
            yield fixture, difference(fixture, profile)
