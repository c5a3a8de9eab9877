"""The words of a registration that its page can have beside what the note says and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from converter.profile import Profile
from converter.profile.schema import REGISTRATION, RULES
from converter.registration.loading import tables_in
from converter.registration.options import answer_of
from converter.registration.outcome import Registration
from converter.registration.rules import load_rules
from converter.registration.subject import OF_UNIT


def vocabulary(profile: Profile) -> frozenset[str]:
    """The words that any page of the profile may have: titles, labels, words of facts, fields of a booking.

    Raises `ProfileError`.
    """
    return _vocabulary(profile.tables.get(REGISTRATION), profile.tables.get(RULES))


def page_words(registration: Registration, profile: Profile) -> tuple[str, ...]:
    """The words that this page may have: its questions with the options that answer them, its rules and gaps.

    Only the rules that the page cites are among them, so that a citation of any other is noticed.
    """
    return tuple(_page_words(registration, profile))


def _page_words(registration: Registration, profile: Profile) -> Iterator[str]:
    for question in registration.questions:
        yield question.text
        yield from (answer_of(question.fact, code, profile) for code, _ in question.choices)
    rules = load_rules(profile)
    cited = dict.fromkeys(rule for part in registration.page for item in part.items for rule in item.rules)
    for rule in cited:
        yield from (rule, rules[rule].section)
    for gap in registration.gaps:
        for name in (gap.id, *rules[gap.id].nearby):
            yield from (name, rules[name].section, rules[name].sv)


@lru_cache(maxsize=8)
def _vocabulary(registration: bytes | None, rules: bytes | None) -> frozenset[str]:
    tables = tables_in(registration, rules)
    words = {OF_UNIT, *(group.title for group in tables.groups), *(line.label for line in tables.lines)}
    words |= {word for ask in tables.asks.values() for _, word in ask.choices}
    return frozenset(words | {label for _, label in tables.booking.fields})
