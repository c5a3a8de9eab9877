"""The property of the registration: what it says of a contact holds whatever the unknown facts turn out to be.

The decision tables are evaluated here in a second way, for known facts only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import groupby
from random import Random
from typing import Any, Final

from converter.note.model import Contact
from converter.profile import Profile
from converter.profile.schema import REGISTRATION_FILE
from converter.registration import Registration, load_registration, register, subject_of
from converter.registration.decision_tables import CODES, Tables
from converter.registration.findings import findings as findings_of
from converter.testing.note_under_test import NotApplicable, NoteUnderTest

_SILENT: Final = "not_covered"
_VARIANTS: Final = 4
"""The number of ways in which the unknown facts are filled in; a guess is right in some of them only."""
_WAYS_OF_CHANNELS: Final = ("path", "kinds", "used")


def registration(case: NoteUnderTest) -> None:
    """Registration has a value, a question or a gap for everything; facts that it does not ask for change nothing."""
    contact, profile = case.note.contact, case.profile
    if REGISTRATION_FILE not in profile.tables:
        raise NotApplicable  # a profile without contact registration
    tables = load_registration(profile)
    asked = _registered(case, contact)
    for whole in _completions(contact, tables, profile):
        says = _reader_of(tables, _facts(whole, tables))
        for column in tables.required_tables:
            value = asked.value(column)
            case.require(value in ("", _SILENT) or value == says(column), column)
    answered = _registered(case, whole)
    stopped = any(gap.stops for gap in answered.gaps) or bool(answered.questions)
    for column in tables.required_tables:
        value = answered.value(column)
        case.require(value == says(column) or (stopped and value in ("", _SILENT)), column)


def _registered(case: NoteUnderTest, contact: Contact) -> Registration:
    answer, subject = register(contact, case.profile), subject_of(case.note, case.profile)._replace(contact=contact)
    case.codes.update(finding.code for finding in findings_of(answer, subject, case.profile))
    for column in CODES:
        case.require(getattr(answer, column) in (*CODES[column], _SILENT, ""), column)
    return answer


def _completions(contact: Contact, tables: Tables, profile: Profile) -> Iterator[Contact]:
    """The contact with all unknown facts filled in, in a few different ways."""
    rng = Random(repr(contact))  # noqa: S311 -- repeatable
    for _ in range(_VARIANTS):
        channels = contact.channels or (rng.choice(profile.contact_codes["channels"]),)
        whole = contact._replace(channels=channels)
        codes = _as_if_unknown(whole, tables, profile).items()
        changes: dict[str, Any] = {fact: rng.choice(each) for fact, each in codes if each and not getattr(whole, fact)}
        yield whole._replace(**changes)


def _as_if_unknown(contact: Contact, tables: Tables, profile: Profile) -> Mapping[str, tuple[str, ...]]:
    """Each fact with the codes that can be the answer where it is unknown.

    A row that holds for an unknown fact and for some of its codes has decided already: the others contradict it.
    """
    codes, ways = dict(profile.contact_codes), _facts(contact, tables)
    for row in (row for rows in tables.decide.values() for row in rows):
        for fact, patterns in row.when:
            can_hold = all(_fits(ways[way], of) for way, of in row.when if way in _WAYS_OF_CHANNELS)
            if can_hold and fact in codes and "" in patterns and len(patterns) > 1:
                codes[fact] = tuple(code for code in codes[fact] if code in patterns)
    return codes


def _facts(contact: Contact, tables: Tables) -> Mapping[str, str]:
    channels = [tables.same_channel.get(channel, channel) for channel in contact.channels]
    ways = {"path": ">".join(way for way, _ in groupby(channels)), "kinds": "+".join(sorted(set(channels)))}
    ways["used"] = "+".join(sorted(set(contact.channels)))
    return ways | {fact: value for fact, value in contact._asdict().items() if isinstance(value, str)}


def _reader_of(tables: Tables, facts: Mapping[str, str]) -> Callable[[str], str]:
    """The value of a table for known facts, by its first matching row; `""` for a gap or a question."""
    known = dict(facts)

    def value(fact: str) -> str:
        if fact not in known:
            rows = tables.decide[fact]
            known[fact] = next(row.value for row in rows if all(holds(*condition) for condition in row.when))
        return known[fact]

    def holds(fact: str, patterns: tuple[str, ...]) -> bool:
        return _fits(value(fact), patterns)

    return value


def _fits(value: str, patterns: tuple[str, ...]) -> bool:
    return value in patterns or any("*" in pattern and fnmatchcase(value, pattern) for pattern in patterns)
