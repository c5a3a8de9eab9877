"""Decides the registration of one contact by the tables of the profile. Pure: no clock, no files, no Swedish value.

A table is tried from the top and its first row that holds gives the answer. A row whose conditions touch an unknown
fact may hold or not: if that makes a difference, the answer is the questions for such facts, never a guess. A fact
that no row in question touches is not asked for. Where the routine is silent the answer is the number of the gap.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from converter.model import Contact
from converter.profile import Profile, default_profile
from converter.profile.schema import REGISTRATION, RULES
from converter.registration.contact_registration import Gap, Item, Part, Question, Registration
from converter.registration.decision_tables import COLUMNS, EXTRAS, PHRASES, TABLES, Ask, Conditions, Line, Row, Tables
from converter.registration.loading import tables_in

NOT_COVERED: Final = "not_covered"
_ANSWERS: Final = ("documents", "registers")
"""The columns that say so when the routine is silent; the others are blank."""
_OF_CHANNELS: Final = ("path", "kinds", "used")
"""Facts that are made of the channels."""
BOOKING: Final = "{booking}"
"""Stands in a line for the fields of the booking."""


def register(contact: Contact, profile: Profile | None = None) -> Registration:
    """The registration of a contact. Raises `ProfileError` when the profile's tables cannot be used."""
    tables = (profile or default_profile()).tables
    return _remembered(contact._replace(colleague="", unit_worked_for=""), tables.get(REGISTRATION), tables.get(RULES))


@lru_cache(maxsize=1024)
def _remembered(contact: Contact, registration: bytes | None, rules: bytes | None) -> Registration:
    """Decided once for each combination of facts: names apart, a contact is a few codes, and most are alike."""
    return decide(contact, tables_in(registration, rules))


def decide(contact: Contact, tables: Tables) -> Registration:
    """The registration of a contact by these tables."""
    evaluation = _Evaluation(contact, tables)
    settled = {name: evaluation.settle(name) for name in TABLES}
    columns = {name: _column(name, settled[name]) for name in (*COLUMNS, *EXTRAS)}
    page = tuple(evaluation.page())
    return Registration(
        **columns,
        phrase=" + ".join(settled[name].value for name in PHRASES if settled[name].value),
        rules=_sorted({*evaluation.rules(), *(rule for part in page for item in part.items for rule in item.rules)}),
        inferred=tuple(name for name in TABLES if settled[name].inferred and _says(settled[name])),
        either=tuple((name, settled[name].either) for name in COLUMNS if settled[name].either),
        questions=tuple(evaluation.questions(settled.values())),
        gaps=tuple(evaluation.gaps(settled.values())),
        page=page,
        books=evaluation.holds(tables.booking.when).is_certain,
    )


def optional_questions(contact: Contact, tables: Tables) -> tuple[Question, ...]:
    """The questions that no value waits for but that would make the page shorter."""
    evaluation = _Evaluation(contact, tables)
    return tuple(evaluation.shortening(tuple(evaluation.page())))


def booking_lacks(there: Collection[str], tables: Tables, has_template: bool = False) -> tuple[str, ...]:
    """What a booking in the resource book still lacks, of the fields in the profile (R39).

    A schedule template in the book has ticked some of them already (R44).
    """
    given = {*there, *(tables.booking.template_gives if has_template else ())}
    return tuple(name for name, _ in tables.booking.fields if name not in given)


def _column(name: str, outcome: _Outcome) -> str:
    return NOT_COVERED if outcome.gap and name in _ANSWERS else outcome.value


def _sorted(rules: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(rules, key=lambda rule: (rule[0], int(rule[1:]))))


class _Outcome(NamedTuple):
    """What a table or a fact comes to: a value, a gap, or the facts to ask for."""

    value: str = ""
    gap: str = ""
    asks: tuple[str, ...] = ()
    conflict: bool = False
    shown: str = ""
    rules: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    inferred: bool = False
    either: tuple[str, ...] = ()


class _Holds(NamedTuple):
    """Whether conditions hold: certainly not, or yes unless something is asked or the routine is silent."""

    possible: bool
    gap: str = ""
    asks: tuple[str, ...] = ()
    inferred: bool = False
    """Whether a table that they lean on is inferred."""

    @property
    def is_certain(self) -> bool:
        return self.possible and not (self.gap or self.asks)


class _Evaluation:
    """Works through the tables for one contact; each table is settled once."""

    def __init__(self, contact: Contact, tables: Tables) -> None:
        self.contact = contact
        self.tables = tables
        self.facts = _facts(contact, tables)
        self.settled: dict[str, _Outcome] = {}

    def settle(self, name: str) -> _Outcome:
        """The outcome of a table."""
        if name not in self.settled:
            self.settled[name] = self._first(self.tables.decide[name])
        return self.settled[name]

    def _first(self, rows: tuple[Row, ...]) -> _Outcome:
        """The first row that holds, unless a row above it may hold too and would make a difference."""
        waiting: list[tuple[_Outcome, tuple[str, ...]]] = []
        outcome = _Outcome()
        for row in rows:  # pragma: no branch -- the last row of a table holds whatever the facts are
            holds = self.holds(row.when)
            if not holds.possible:
                continue
            outcome = _Outcome(gap=holds.gap) if holds.gap else _of_row(row, holds.inferred)
            if holds.gap or not holds.asks:
                break
            waiting.append((outcome, holds.asks))
        asks = [ask for other, asked in waiting if _answer(other) != _answer(outcome) for ask in asked]
        return _Outcome(asks=tuple(dict.fromkeys(asks))) if asks else outcome

    def holds(self, when: Conditions) -> _Holds:
        """Whether all conditions hold. A gap ends the matter; a certain no wins over a question."""
        asks: tuple[str, ...] = ()
        inferred = False
        for fact, wanted in when:
            known = self._known(fact)
            if fact in self.facts and known.asks and "" in wanted:
                continue
            if known.gap:
                return _Holds(possible=True, gap=known.gap)
            if not known.asks and not _fits(known.value, wanted):
                return _Holds(possible=False)
            asks += known.asks
            inferred = inferred or known.inferred
        return _Holds(possible=True, asks=asks, inferred=inferred)

    def _known(self, fact: str) -> _Outcome:
        if fact not in self.facts:
            return self.settle(fact)
        value = self.facts[fact]
        return _Outcome(value) if value else _Outcome(asks=("channels" if fact in _OF_CHANNELS else fact,))

    # -- what stands beside the values --

    def shortening(self, page: tuple[Part, ...]) -> Iterable[Question]:
        """The optional questions whose answer would change the page."""
        for fact, ask in self.tables.asks.items():
            if ask.optional and not self.facts[fact]:
                others = (
                    _Evaluation(self.contact._replace(**_changes(fact, code)), self.tables) for code, _ in ask.choices
                )
                if any(tuple(other.page()) != page for other in others):
                    yield self._question(fact, ask, conflict=False)

    def rules(self) -> Iterable[str]:
        """The rules of every table that was settled."""
        for outcome in self.settled.values():
            yield from (*outcome.rules, *outcome.also)

    def questions(self, outcomes: Collection[_Outcome]) -> Iterable[Question]:
        """The questions that these outcomes leave open, in the order of the profile."""
        asked = {fact for outcome in outcomes for fact in outcome.asks}
        conflicts = {fact for outcome in self.settled.values() if outcome.conflict for fact in outcome.asks}
        for fact, ask in self.tables.asks.items():
            if fact in asked and not ask.optional:
                yield self._question(fact, ask, fact in conflicts)

    def _question(self, fact: str, ask: Ask, conflict: bool) -> Question:
        fitting = tuple(choice for choice in ask.choices if self._goes_with_the_rest(fact, choice[0]))
        return Question(fact, ask.conflict if conflict and ask.conflict else ask.question, fitting)

    def _goes_with_the_rest(self, fact: str, code: str) -> bool:
        other = _Evaluation(self.contact._replace(**_changes(fact, code)), self.tables)
        asking = (name for name in self.settled if any(row.ask for row in self.tables.decide[name]))
        return not any(fact in (outcome := other.settle(name)).asks and outcome.conflict for name in asking)

    def gaps(self, outcomes: Collection[_Outcome]) -> Iterable[Gap]:
        """The gaps that these outcomes come to, then the reservations."""
        stopping = dict.fromkeys(outcome.gap for outcome in outcomes if outcome.gap)
        yield from (Gap(gap, stops=True) for gap in stopping)
        for row in self.tables.reservations:
            if row.gap not in stopping and self.holds(row.when).is_certain:
                yield Gap(row.gap, stops=False)

    def page(self) -> Iterable[Part]:
        """The parts of the page that have something to say."""
        for group in self.tables.groups:
            if self.holds(group.when).is_certain:
                items = (self._item(line) for line in self.tables.lines if line.group == group.id)
                told = tuple(item for item in items if item)
                yield from [Part(group.id, group.title, told)] if told else []

    def _item(self, line: Line) -> Item | None:
        holds = self.holds(line.when)
        if not holds.is_certain:
            return None
        if not line.field:
            has_booking = BOOKING in line.text
            return Item(line.text, line.rules, inferred=line.inferred or holds.inferred, task=line.task,
                        has_booking=has_booking)  # fmt: skip
        outcome = self.settle(line.field)
        if not _says(outcome) and not (line.field in COLUMNS and (outcome.gap or outcome.asks)):
            return None
        text, rules, inferred, gap = outcome.shown or outcome.value, outcome.rules, outcome.inferred, outcome.gap
        return Item(text, rules, line.field, line.label, inferred, gap, bool(outcome.asks))


def _changes(fact: str, code: str) -> dict[str, Any]:
    return {fact: (code,) if fact == "channels" else code}


def _says(outcome: _Outcome) -> bool:
    return bool(outcome.shown or outcome.value)


def _fits(value: str, wanted: tuple[str, ...]) -> bool:
    return value in wanted or any(fnmatchcase(value, pattern) for pattern in wanted if "*" in pattern or "?" in pattern)


def _of_row(row: Row, leans_on_inferred: bool) -> _Outcome:
    if row.ask:
        return _Outcome(asks=(row.ask,), conflict=True)
    inferred = row.inferred or leans_on_inferred
    return _Outcome(row.value, row.gap, (), False, row.shown, row.rules, row.also, inferred, row.either)


def _answer(outcome: _Outcome) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    return outcome.value, outcome.gap, outcome.asks, outcome.either


def _facts(contact: Contact, tables: Tables) -> dict[str, str]:
    """The facts of the contact by name, with what its channels come to: their order and their kinds."""
    channels = [tables.same_channel.get(channel, channel) for channel in contact.channels]
    facts = {name: value for name, value in contact._asdict().items() if isinstance(value, str)}
    facts["path"] = ">".join(channel for channel, _ in groupby(channels))
    facts["kinds"] = "+".join(sorted(set(channels)))
    facts["used"] = "+".join(sorted(set(contact.channels)))
    return facts
