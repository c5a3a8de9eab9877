"""Overrides: values given beside a note for its required fields and its signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.note import times
from converter.note.code_systems import normalized_code
from converter.note.model import TriageNote
from converter.note.unicode_text import character_name, fold, is_blank, not_xml, replace_not_xml
from converter.profile import Profile
from converter.profile.wording import diagnosis_as_written, is_filled, is_reworded, parse_diagnosis


class _Fact(NamedTuple):
    """A fact that can be given."""

    value_in: Callable[[TriageNote], str]
    """Its value in a note, as written."""
    with_value: Callable[[TriageNote, str, Profile], TriageNote]
    """The note with another value."""
    is_same: Callable[[str, str, Profile], bool]
    """Whether two values state the same."""


def _same_text(one: str, other: str, _: Profile) -> bool:
    return fold(one) == fold(other)


def _same_diagnosis(one: str, other: str, profile: Profile) -> bool:
    """By code, and by system where both have one; by title only when neither has a code."""
    first, second = (parse_diagnosis(text, profile.code_systems) for text in (one, other))
    if not (first.code and second.code):
        return not (first.code or second.code) and _same_text(one, other, profile)
    same_system = first.system == second.system or not (first.system and second.system)
    return same_system and normalized_code(first.code) == normalized_code(second.code)


def _same_time(one: str, other: str, profile: Profile) -> bool:
    return _same_text(one, other, profile) or (times.parse(one) is not None and times.iso(one) == times.iso(other))


_FACTS: Final[dict[str, _Fact]] = {
    "principal_diagnosis": _Fact(
        lambda note: diagnosis_as_written(note.principal_diagnosis),
        lambda note, text, profile: note._replace(principal_diagnosis=parse_diagnosis(text, profile.code_systems)),
        _same_diagnosis,
    ),
    "record_type": _Fact(
        lambda note: note.record_type, lambda note, text, _: note._replace(record_type=text), _same_text
    ),
    "signing_unit.name": _Fact(
        lambda note: note.signing_unit.name,
        lambda note, text, _: note._replace(signing_unit=note.signing_unit._replace(name=text)),
        _same_text,
    ),
    "signer": _Fact(lambda note: note.signer, lambda note, text, _: note._replace(signer=text), _same_text),
    "signed_at": _Fact(lambda note: note.signed_at, lambda note, text, _: note._replace(signed_at=text), _same_time),
}
GIVEN_FACTS: Final = tuple(_FACTS)
"""The facts that can be given beside a note."""


def fact_named(field: str, profile: Profile) -> str:
    """The fact of `GIVEN_FACTS` that has this name, or this label in the profile; `""` when none has."""
    wanted = fold(field)
    named = (fact for fact in GIVEN_FACTS if wanted in (fold(fact), fold(profile.labels.get(fact, fact))))
    return next(named, "")


def value_of(fact: str, note: TriageNote) -> str:
    """The value of a fact of `GIVEN_FACTS` in a note, as it is written there."""
    return _FACTS[fact].value_in(note)


def apply_overrides(
    note: TriageNote, given: Mapping[str, str], profile: Profile, overrides: Sequence[tuple[str, str]] = ()
) -> tuple[TriageNote, tuple[Finding, ...]]:
    """The note with the given values, and the findings about them.

    `given` maps facts of `GIVEN_FACTS` to their text; blank ones count as not given. A value that contradicts the note
    is refused unless `overrides`, pairs of a field and its old value, has the value that it replaces: a command line
    that is used again then cannot change another note. Raises `KeyError` for another fact or field.
    """
    replaceable, findings = _replaceable(note, given, profile, overrides)
    for fact, written in given.items():
        note, found = _with_given(note, fact, written, profile, fact in replaceable)
        findings += found
    return note, findings


def _replaceable(
    note: TriageNote, given: Mapping[str, str], profile: Profile, overrides: Sequence[tuple[str, str]]
) -> tuple[set[str], tuple[Finding, ...]]:
    """The facts whose value in the note is the old one of an override; a finding for each override that is void."""
    replaceable: set[str] = set()
    findings: tuple[Finding, ...] = ()
    for field, old in overrides:
        name = fact_named(field, profile)
        label, fact = (profile.labels.get(name, name),), _FACTS[name]
        value = fact.value_in(note)
        if not (is_filled(value, profile) and fact.is_same(value, old, profile)):
            findings += (Finding("MVG322", words=label),)
        elif is_blank(given.get(name, "")):
            findings += (Finding("MVG323", words=label),)
        else:
            replaceable.add(name)
    return replaceable, findings


def _with_given(
    note: TriageNote, name: str, written: str, profile: Profile, replaceable: bool
) -> tuple[TriageNote, tuple[Finding, ...]]:
    """The note with one given fact, and the findings about it."""
    label, fact = (profile.labels.get(name, name),), _FACTS[name]
    value, text = fact.value_in(note), replace_not_xml(written).strip()
    findings = tuple(Finding("MVG228", words=(character_name(character),)) for _, character in not_xml(written))
    if is_blank(text) or text == value:
        return note, findings
    if not is_filled(text, profile):
        return note, (*findings, Finding("MVG321", words=label))
    if name == "principal_diagnosis" and is_reworded(text, parse_diagnosis(text, profile.code_systems)):
        findings += (Finding("MVG455", words=label),)
    if not is_filled(value, profile):
        return fact.with_value(note, text, profile), findings
    if fact.is_same(value, text, profile):
        has_other_title = name == "principal_diagnosis" and (
            parse_diagnosis(text, profile.code_systems).title not in ("", note.principal_diagnosis.title)
        )
        return note, (*findings, Finding("MVG314", words=label)) if has_other_title else findings
    if not replaceable:
        return note, (*findings, Finding("MVG320", words=label))
    return fact.with_value(note, text, profile), (*findings, Finding("MVG313", words=label))
