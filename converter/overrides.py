"""What the command line adds to a note: the three fields, who signed and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from converter import times
from converter.facts import diagnosis_as_written, is_filled, is_reworded, parse_diagnosis
from converter.findings import Finding
from converter.identifiers import bare_code
from converter.model import TriageNote
from converter.profile import Profile
from converter.unicode_text import fold, is_blank, name, not_xml, replace_not_xml


class _Fact(NamedTuple):
    """How a fact is taken from a note as written, how it is put there, and whether two texts say the same of it."""

    take: Callable[[TriageNote], str]
    put: Callable[[TriageNote, str], TriageNote]
    is_same: Callable[[str, str], bool]


def _same_text(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _same_diagnosis(one: str, other: str) -> bool:
    """By code, and by system where both name one; by title only when neither has a code."""
    first, second = parse_diagnosis(one), parse_diagnosis(other)
    if not (first.code and second.code):
        return not (first.code or second.code) and _same_text(one, other)
    same_system = first.system == second.system or not (first.system and second.system)
    return same_system and bare_code(first.code) == bare_code(second.code)


def _same_time(one: str, other: str) -> bool:
    return _same_text(one, other) or (times.parse(one) is not None and times.iso(one) == times.iso(other))


_FACTS: Final[dict[str, _Fact]] = {
    "principal_diagnosis": _Fact(
        lambda note: diagnosis_as_written(note.principal_diagnosis),
        lambda note, text: note._replace(principal_diagnosis=parse_diagnosis(text)),
        _same_diagnosis,
    ),
    "record_type": _Fact(lambda note: note.record_type, lambda note, text: note._replace(record_type=text), _same_text),
    "signing_unit.name": _Fact(
        lambda note: note.signing_unit.name,
        lambda note, text: note._replace(signing_unit=note.signing_unit._replace(name=text)),
        _same_text,
    ),
    "signer": _Fact(lambda note: note.signer, lambda note, text: note._replace(signer=text), _same_text),
    "signed_at": _Fact(lambda note: note.signed_at, lambda note, text: note._replace(signed_at=text), _same_time),
}
GIVEN_FACTS: Final = tuple(_FACTS)
"""The facts that can be given beside the note."""


def fact_named(field: str, profile: Profile) -> str:
    """The fact that a label of the profile, or the fact's own name, means; `""` when it is none of `GIVEN_FACTS`."""
    wanted = fold(field)
    named = (fact for fact in GIVEN_FACTS if wanted in (fold(fact), fold(profile.labels.get(fact, fact))))
    return next(named, "")


def apply_overrides(
    note: TriageNote, given: Mapping[str, str], profile: Profile, overrides: Sequence[tuple[str, str]] = ()
) -> tuple[TriageNote, tuple[Finding, ...]]:
    """The note with what was given beside it.

    `given` maps facts of `GIVEN_FACTS` to their text; empty ones are not given. What contradicts the note is refused,
    unless `overrides`, pairs of a field and its old value, name the value of the note that it replaces: a command line
    that is used again cannot change another note. Raises `KeyError` for another fact or field.
    """
    named, findings = _named(note, given, profile, overrides)
    for fact, written in given.items():
        note, told = _settled(note, fact, written, profile, fact in named)
        findings += told
    return note, findings


def _named(
    note: TriageNote, given: Mapping[str, str], profile: Profile, overrides: Sequence[tuple[str, str]]
) -> tuple[set[str], tuple[Finding, ...]]:
    """The facts whose value in the note is named and may be replaced; a finding where none is, or nothing is given."""
    named: set[str] = set()
    findings: tuple[Finding, ...] = ()
    for field, old in overrides:
        fact = fact_named(field, profile)
        label, there = (profile.labels.get(fact, fact),), _FACTS[fact].take(note)
        if not (is_filled(there, profile) and _FACTS[fact].is_same(there, old)):
            findings += (Finding("MVG322", words=label),)
        elif is_blank(given.get(fact, "")):
            findings += (Finding("MVG323", words=label),)
        else:
            named.add(fact)
    return named, findings


def _settled(
    note: TriageNote, fact: str, written: str, profile: Profile, named: bool
) -> tuple[TriageNote, tuple[Finding, ...]]:
    """The note with one fact that was given, and what is to be told of it; `named` says that it may be replaced."""
    label, there = (profile.labels.get(fact, fact),), _FACTS[fact].take(note)
    told = tuple(Finding("MVG228", words=(name(character),)) for _, character in not_xml(written))
    text = replace_not_xml(written).strip()
    if is_blank(text) or text == there:
        return note, told
    if not is_filled(text, profile):
        return note, (*told, Finding("MVG321", words=label))
    if fact == "principal_diagnosis" and is_reworded(text, parse_diagnosis(text)):
        told += (Finding("MVG455", words=label),)
    if not is_filled(there, profile):
        return _FACTS[fact].put(note, text), told
    if _FACTS[fact].is_same(there, text):
        more = fact == "principal_diagnosis" and parse_diagnosis(text).title not in ("", note.principal_diagnosis.title)
        return note, (*told, Finding("MVG314", words=label)) if more else told
    if not named:
        return note, (*told, Finding("MVG320", words=label))
    return _FACTS[fact].put(note, text), (*told, Finding("MVG313", words=label))
