"""The words of a registration that its page can have beside what the note says and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from converter.profile import Profile
from converter.profile.schema import REGISTRATION, RULES
from converter.registration.loading import tables_in
from converter.registration.options import answer_of
from converter.registration.outcome import Registration
from converter.registration.rules import rules_in
from converter.registration.subject import OF_UNIT


def vocabulary(profile: Profile) -> frozenset[str]:
    """Titles, labels, words of facts, fields of a booking, and rules. Raises `ProfileError`."""
    return _vocabulary(profile.tables.get(REGISTRATION), profile.tables.get(RULES))


def asked(registration: Registration, profile: Profile) -> tuple[str, ...]:
    """What the page asks, and the options that answer it."""
    return tuple(_asked(registration, profile))


def _asked(registration: Registration, profile: Profile) -> Iterator[str]:
    for question in registration.questions:
        yield question.text
        yield from (answer_of(question.fact, code, profile) for code, _ in question.choices)


@lru_cache(maxsize=8)
def _vocabulary(registration: bytes | None, rules: bytes | None) -> frozenset[str]:
    tables = tables_in(registration, rules)
    words = {OF_UNIT, *(group.title for group in tables.groups), *(line.label for line in tables.lines)}
    words |= {word for ask in tables.asks.values() for _, word in ask.choices}
    words |= {label for _, label in tables.booking.fields}
    return frozenset(words.union(*((rule.id, rule.section, rule.sv) for rule in rules_in(rules).values())))
