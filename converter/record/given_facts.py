"""Facts given beside a note, put into it; an override names a value of the note that one of them may replace."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.note import times
from converter.note.code_systems import bare_code, normalized_code
from converter.note.facts import CODE, CODES, FACTS, GIVABLE, TIME, FactKind, with_fact
from converter.note.model import TriageNote
from converter.note.unicode_text import character_name, fold, is_blank, not_xml, replace_not_xml, with_line_feeds
from converter.profile import Profile
from converter.profile.wording import diagnosis_as_written, is_filled, is_reworded, parse_diagnosis
from converter.record.listed_codes import complete_diagnosis

_SEVERAL_CODES: Final = "contact.channels"


class _Access(NamedTuple):
    """How a fact that can be given is read, set and compared."""

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


def _is_equal(one: str, other: str, _: Profile) -> bool:
    return one == other


def _access_to(name: str, kind: FactKind) -> _Access:
    """The access to a fact of the table `FACTS`; several codes stand in one text, separated by spaces."""
    take = attrgetter(name)
    if kind == CODES:
        return _Access(
            lambda note: " ".join(take(note)),
            lambda note, text, _: with_fact(note, name, tuple(text.split())),
            _is_equal,
        )
    same = _same_time if kind == TIME else _is_equal if kind == CODE else _same_text
    return _Access(take, lambda note, text, _: with_fact(note, name, text), same)


_ACCESS: Final[dict[str, _Access]] = {
    "principal_diagnosis": _Access(
        lambda note: diagnosis_as_written(note.principal_diagnosis),
        lambda note, text, profile: note._replace(principal_diagnosis=parse_diagnosis(text, profile.code_systems)),
        _same_diagnosis,
    ),
    **{fact.name: _access_to(fact.name, fact.kind) for fact in FACTS if fact.name in GIVABLE},
}


def fact_named(field: str, profile: Profile) -> str:
    """The fact of `GIVABLE` that has this name, or this label in the profile; `""` when none has."""
    folded = fold(field)
    meaning = profile.headings.get(folded)
    named = meaning.name if meaning is not None and meaning.kind == "fact" else folded
    return named if named in _ACCESS else ""


def code_given(fact: str, text: str, profile: Profile) -> str:
    """The code, or the codes, that a given text states in words of the profile or as codes; `""` for other words."""
    known = profile.codes[fact]
    parts = text.split(",") if fact == _SEVERAL_CODES else [text]
    codes = [part.strip() if part.strip() in profile.words[fact] else known.get(fold(part), "") for part in parts]
    return " ".join(codes) if all(codes) else ""


def value_of(fact: str, note: TriageNote) -> str:
    """The value of a fact of `note.facts.GIVABLE` in a note, as it is written there."""
    return _ACCESS[fact].value_in(note)


def apply_given(
    note: TriageNote, given: Mapping[str, str], profile: Profile, overrides: Sequence[tuple[str, str]] = ()
) -> tuple[TriageNote, tuple[Finding, ...]]:
    """The note with the given values, and the findings about them.

    `given` maps facts of `note.facts.GIVABLE` to their text, those with codes to a word of the profile; blank ones
    count as not given. A value that contradicts the note is refused unless `overrides`, pairs of a field and its old
    value, has the value that it replaces: a command line that is used again then cannot change another note. Raises
    `KeyError` for another fact or field.
    """
    replaceable, findings = _replaceable(note, given, profile, overrides)
    for fact, written in given.items():
        note, found = _with_given(note, fact, written, profile, fact in replaceable)
        findings += found
    return note, findings


def _is_stated(fact: str, value: str, profile: Profile) -> bool:
    """Whether a note has a value for a fact: a code, or a text that is no placeholder."""
    return bool(value) if fact in profile.codes else is_filled(value, profile)


def _replaceable(
    note: TriageNote, given: Mapping[str, str], profile: Profile, overrides: Sequence[tuple[str, str]]
) -> tuple[set[str], tuple[Finding, ...]]:
    """The facts whose value in the note is the old one of an override; a finding for each override that is void."""
    replaceable: set[str] = set()
    findings: tuple[Finding, ...] = ()
    for field, old in overrides:
        name = fact_named(field, profile)
        label, fact = (profile.label(name),), _ACCESS[name]
        value = fact.value_in(note)
        former = code_given(name, old, profile) if name in profile.codes else old
        if not (_is_stated(name, value, profile) and fact.is_same(value, former, profile)):
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
    label, fact = (profile.label(name),), _ACCESS[name]
    value = fact.value_in(note)
    text, findings = _usable(name, written, value, profile)
    if text in ("", value):
        return note, findings
    if _is_stated(name, value, profile):
        if _states(note, name, text, profile):
            has_other_title = name == "principal_diagnosis" and (
                parse_diagnosis(text, profile.code_systems).title not in ("", note.principal_diagnosis.title)
            )
            return note, (*findings, Finding("MVG314", words=label)) if has_other_title else findings
        if not replaceable:
            return note, (*findings, Finding("MVG320", words=label))
        findings += (Finding("MVG313", words=label),)
    if name == "principal_diagnosis":
        text, found = complete_diagnosis(text, *label, profile)
        findings += found
    return fact.with_value(note, text, profile), findings


def _states(note: TriageNote, name: str, text: str, profile: Profile) -> bool:
    """Whether a note states the same as a text. A code in the title of its diagnosis is not the diagnosis' code."""
    value = _ACCESS[name].value_in(note)
    if name == "principal_diagnosis":
        own, other = bare_code(note.principal_diagnosis.code), parse_diagnosis(text, profile.code_systems).code
        if normalized_code(own) != normalized_code(other):
            return _same_text(value, text, profile)
    return _ACCESS[name].is_same(value, text, profile)


def _usable(name: str, written: str, value: str, profile: Profile) -> tuple[str, tuple[Finding, ...]]:
    """The given text as a note has it, `""` where there is none to use, and the findings about it."""
    label, text = profile.label(name), replace_not_xml(written).strip()
    findings = tuple(Finding("MVG228", words=(character_name(character),)) for _, character in not_xml(written))
    if is_blank(text):
        return "", findings
    if name in profile.codes:
        code = code_given(name, text, profile)
        words = ", ".join(profile.words[name].values())
        return code, findings if code else (*findings, Finding("MVG465", words=(label, words)))
    if text == value:
        return text, findings
    if not text.isprintable() and "\n" in with_line_feeds(text):
        return "", (*findings, Finding("MVG214", words=(label,)))
    if not is_filled(text, profile):
        return "", (*findings, Finding("MVG321", words=(label,)))
    if name == "principal_diagnosis" and is_reworded(text, parse_diagnosis(text, profile.code_systems)):
        findings += (Finding("MVG455", words=(label,)),)
    return text, findings
