"""The words of a registration that its page may have beside what the note says and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from converter.profile import Profile
from converter.registration.fact_options import answer_of
from converter.registration.loading import TableSources, sources_of, tables_in
from converter.registration.model import Registration
from converter.registration.rules import load_rules


def vocabulary(profile: Profile) -> frozenset[str]:
    """The words that any page may have: titles, labels, words of facts, fields of a booking. Raises `ProfileError`."""
    return _vocabulary(profile.derive(sources_of))


@lru_cache(maxsize=8)
def _vocabulary(sources: TableSources) -> frozenset[str]:
    tables = tables_in(sources)
    words = {*(section.title for section in tables.sections), *(line.label for line in tables.lines)}
    words.add(tables.unit_words.replace("{unit}", "").strip())
    words |= {word for question in tables.questions.values() for _, word in question.choices}
    return frozenset(words | {label for _, label in tables.booking.fields})


def page_words(registration: Registration, profile: Profile) -> tuple[str, ...]:
    """The words that the page of this registration may have: its questions and their answers, its rules and gaps.

    Only the rules that the page cites are among them, so that a citation of any other is noticed.
    """
    return tuple(_page_words(registration, profile))


def _page_words(registration: Registration, profile: Profile) -> Iterator[str]:
    for question in registration.questions:
        yield question.text
        yield from (answer_of(question.fact, code, profile) for code, _ in question.choices)
    rules = load_rules(profile)
    for name in dict.fromkeys(rule for item in registration.items for rule in item.rules):
        yield from (name, rules[name].section)
    for gap in registration.gaps:
        for name in (gap.id, *rules[gap.id].nearby):
            yield from (name, rules[name].section, rules[name].sv)
