"""Evaluates the decision tables of the profile for one contact. Pure: no clock, no files, no Swedish value.

The rows of a table are tried from the top, and the first that matches gives the outcome. A row with a condition on an
unknown fact may match or not: if that makes a difference, the outcome is the missing facts, never a guess. A fact on
which no such row depends is not asked for. Where the routine is silent the outcome is the id of the gap.
"""

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from converter.model import Contact
from converter.profile import Profile, default_profile
from converter.profile.schema import REGISTRATION, RULES
from converter.registration.contact_registration import Gap, PageItem, PageSection, Question, Registration
from converter.registration.decision_tables import (
    COLUMNS, EXTRAS, PHRASES, TABLES, Conditions, FactQuestion, Line, Row, Tables,
)  # fmt: skip
from converter.registration.loading import tables_in

# Annotations are not postponed here: as strings, each field of a tuple would be compiled when the module is imported.

NOT_COVERED: Final = "not_covered"
_WITH_NOT_COVERED: Final = ("documents", "registers")
"""The columns that have a code for a gap in the routine; the others are then empty."""
_FROM_CHANNELS: Final = ("path", "kinds", "used")
"""Facts that are derived from the channels."""
BOOKING: Final = "{booking}"
"""Stands in a line for the fields of the booking."""


class Outcome(NamedTuple):
    """The outcome of a table or fact: a value, a gap in the routine, or the missing facts that it depends on."""

    value: str = ""
    gap: str = ""
    missing: tuple[str, ...] = ()
    conflict: bool = False
    """The missing fact is known, but contradicts the others."""
    shown: str = ""
    """The value as a sentence."""
    rules: tuple[str, ...] = ()
    considered_rules: tuple[str, ...] = ()
    inferred: bool = False
    either: tuple[str, ...] = ()

    @property
    def decision(self) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        """What makes two outcomes different."""
        return self.value, self.gap, self.missing, self.either

    @property
    def words(self) -> str:
        """What the page prints."""
        return self.shown or self.value


class Match(NamedTuple):
    """Whether conditions hold: not at all, or unless a fact is missing or the routine is silent."""

    possible: bool
    gap: str = ""
    missing: tuple[str, ...] = ()
    inferred: bool = False
    """A table that the conditions depend on is inferred."""

    @property
    def is_certain(self) -> bool:
        """Whether the conditions hold whatever is unknown."""
        return self.possible and not (self.gap or self.missing)


def register(contact: Contact, profile: Profile | None = None) -> Registration:
    """The registration of a contact. Raises `ProfileError` when the profile's tables cannot be used."""
    tables = (profile or default_profile()).tables
    return _cached(contact._replace(colleague="", unit_worked_for=""), tables.get(REGISTRATION), tables.get(RULES))


@lru_cache(maxsize=1024)
def _cached(contact: Contact, registration: bytes | None, rules: bytes | None) -> Registration:
    """Without its names a contact is a few codes, and most contacts are alike: each combination is decided once."""
    return decide(contact, tables_in(registration, rules))


def decide(contact: Contact, tables: Tables) -> Registration:
    """The registration of a contact by these tables."""
    evaluation = _Evaluation(contact, tables)
    outcomes = {name: evaluation.outcome(name) for name in TABLES}
    columns = {name: _column(name, outcomes[name]) for name in (*COLUMNS, *EXTRAS)}
    page = tuple(evaluation.page())
    cited = (rule for section in page for item in section.items for rule in item.rules)
    return Registration(
        **columns,
        phrase=" + ".join(outcomes[name].value for name in PHRASES if outcomes[name].value),
        rules=_sorted({*evaluation.rules(), *cited}),
        inferred=tuple(name for name in TABLES if outcomes[name].inferred and outcomes[name].words),
        either=tuple((name, outcomes[name].either) for name in COLUMNS if outcomes[name].either),
        questions=tuple(evaluation.questions(outcomes.values())),
        gaps=tuple(evaluation.gaps(outcomes.values())),
        page=page,
        needs_booking=evaluation.match(tables.booking.when).is_certain,
    )


def optional_questions(contact: Contact, tables: Tables) -> tuple[Question, ...]:
    """The questions that no value depends on but whose answer would change the page."""
    evaluation = _Evaluation(contact, tables)
    return tuple(evaluation.optional_questions(tuple(evaluation.page())))


def missing_booking_fields(present: Collection[str], tables: Tables, has_template: bool = False) -> tuple[str, ...]:
    """The fields that a booking in the resource book still lacks (R39).

    `has_template`: a schedule template in the book has filled in some of them (R44).
    """
    filled = {*present, *(tables.booking.template_gives if has_template else ())}
    return tuple(name for name, _ in tables.booking.fields if name not in filled)


def _column(name: str, outcome: Outcome) -> str:
    return NOT_COVERED if outcome.gap and name in _WITH_NOT_COVERED else outcome.value


def _sorted(rules: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(rules, key=lambda rule: (rule[0], int(rule[1:]))))


class _Evaluation:
    """The tables evaluated for one contact, each table once."""

    def __init__(self, contact: Contact, tables: Tables) -> None:
        self.contact = contact
        self.tables = tables
        self.facts = _facts(contact, tables)
        self.outcomes: dict[str, Outcome] = {}

    def outcome(self, name: str) -> Outcome:
        """The outcome of a table."""
        if name not in self.outcomes:
            self.outcomes[name] = self._first_match(self.tables.decide[name])
        return self.outcomes[name]

    def _first_match(self, rows: tuple[Row, ...]) -> Outcome:
        """The first row that matches, unless a row above it may match too and has another outcome."""
        possible: list[tuple[Outcome, tuple[str, ...]]] = []
        outcome = Outcome()
        for row in rows:  # pragma: no branch -- the last row of a table has no conditions
            match = self.match(row.when)
            if not match.possible:
                continue
            outcome = Outcome(gap=match.gap) if match.gap else _of_row(row, match.inferred)
            if match.gap or not match.missing:
                break
            possible.append((outcome, match.missing))
        missing = [fact for other, facts in possible if other.decision != outcome.decision for fact in facts]
        return Outcome(missing=tuple(dict.fromkeys(missing))) if missing else outcome

    def match(self, when: Conditions) -> Match:
        """Whether all conditions hold. A gap ends the evaluation; a condition that fails outweighs a missing fact."""
        missing: tuple[str, ...] = ()
        inferred = False
        for fact, patterns in when:
            known = self._known(fact)
            if fact in self.facts and known.missing and "" in patterns:
                continue
            if known.gap:
                return Match(possible=True, gap=known.gap)
            if not known.missing and not _fits(known.value, patterns):
                return Match(possible=False)
            missing += known.missing
            inferred = inferred or known.inferred
        return Match(possible=True, missing=missing, inferred=inferred)

    def _known(self, fact: str) -> Outcome:
        if fact not in self.facts:
            return self.outcome(fact)
        value = self.facts[fact]
        return Outcome(value) if value else Outcome(missing=("channels" if fact in _FROM_CHANNELS else fact,))

    # -- rules, questions and gaps --

    def rules(self) -> Iterable[str]:
        """The rules of every table that was evaluated."""
        for outcome in self.outcomes.values():
            yield from (*outcome.rules, *outcome.considered_rules)

    def questions(self, outcomes: Collection[Outcome]) -> Iterable[Question]:
        """The questions for the facts that these outcomes lack, in the order of the profile."""
        missing = {fact for outcome in outcomes for fact in outcome.missing}
        conflicts = {fact for outcome in self.outcomes.values() if outcome.conflict for fact in outcome.missing}
        for fact, question in self.tables.questions.items():
            if fact in missing and not question.optional:
                yield self._question(fact, question, fact in conflicts)

    def optional_questions(self, page: tuple[PageSection, ...]) -> Iterable[Question]:
        """The optional questions of which an answer gives another page than this."""
        for fact, question in self.tables.questions.items():
            if question.optional and not self.facts[fact]:
                pages = (tuple(self._with(fact, code).page()) for code, _ in question.choices)
                if any(other != page for other in pages):
                    yield self._question(fact, question, conflict=False)

    def _with(self, fact: str, code: str) -> "_Evaluation":
        """The evaluation with another value of a fact."""
        change: dict[str, Any] = {fact: (code,) if fact == "channels" else code}
        return _Evaluation(self.contact._replace(**change), self.tables)

    def _question(self, fact: str, question: FactQuestion, conflict: bool) -> Question:
        choices = tuple(choice for choice in question.choices if not self._contradicts(fact, choice[0]))
        return Question(fact, question.conflict if conflict and question.conflict else question.question, choices)

    def _contradicts(self, fact: str, code: str) -> bool:
        """Whether a value of a fact contradicts the other facts."""
        other = self._with(fact, code)
        asking = [name for name in self.outcomes if any(row.ask for row in self.tables.decide[name])]
        return any(outcome.conflict and fact in outcome.missing for outcome in map(other.outcome, asking))

    def gaps(self, outcomes: Collection[Outcome]) -> Iterable[Gap]:
        """The gaps that leave a value open, then those that do not."""
        stopping = dict.fromkeys(outcome.gap for outcome in outcomes if outcome.gap)
        yield from (Gap(gap, stops=True) for gap in stopping)
        for row in self.tables.open_questions:
            if row.gap not in stopping and self.match(row.when).is_certain:
                yield Gap(row.gap, stops=False)

    # -- the page --

    def page(self) -> Iterable[PageSection]:
        """The sections of the page that have a line."""
        for group in self.tables.groups:
            if self.match(group.when).is_certain:
                items = (self._item(line) for line in self.tables.lines if line.group == group.id)
                if shown := tuple(item for item in items if item):
                    yield PageSection(group.id, group.title, shown)

    def _item(self, line: Line) -> PageItem | None:
        match = self.match(line.when)
        if not match.is_certain:
            return None
        if not line.field:
            inferred = line.inferred or match.inferred
            return PageItem(line.text, line.rules, inferred=inferred, task=line.task, has_booking=BOOKING in line.text)
        outcome = self.outcome(line.field)
        is_open = line.field in COLUMNS and (outcome.gap or outcome.missing)
        if not (outcome.words or is_open):
            return None
        return PageItem(
            outcome.words, outcome.rules, line.field, line.label, outcome.inferred, outcome.gap, bool(outcome.missing)
        )  # fmt: skip


def _fits(value: str, patterns: tuple[str, ...]) -> bool:
    return value in patterns or any(
        fnmatchcase(value, pattern) for pattern in patterns if "*" in pattern or "?" in pattern
    )


def _of_row(row: Row, depends_on_inferred: bool) -> Outcome:
    if row.ask:
        return Outcome(missing=(row.ask,), conflict=True)
    return Outcome(
        value=row.value,
        gap=row.gap,
        shown=row.shown,
        rules=row.rules,
        considered_rules=row.considered_rules,
        inferred=row.inferred or depends_on_inferred,
        either=row.either,
    )


def _facts(contact: Contact, tables: Tables) -> dict[str, str]:
    """The facts of the contact by name, and those that its channels give: their order and their kinds."""
    channels = [tables.same_channel.get(channel, channel) for channel in contact.channels]
    facts = {name: value for name, value in contact._asdict().items() if isinstance(value, str)}
    facts["path"] = ">".join(channel for channel, _ in groupby(channels))
    facts["kinds"] = "+".join(sorted(set(channels)))
    facts["used"] = "+".join(sorted(set(contact.channels)))
    return facts
