"""Decision tables evaluated for one contact.

The rows of a table are tried from the top, and the first that matches gives the outcome. A row with a condition on an
unknown fact may match or not: if that makes a difference, the outcome is the missing facts, never a guess. A fact on
which no such row depends is not asked for. Where the routine is silent the outcome is the id of the gap.
"""

# Annotations are not postponed here: as strings, each field of a tuple would be compiled when the module is imported.

from fnmatch import fnmatchcase
from itertools import groupby
from typing import Any, Final, NamedTuple

from converter.note.model import Contact
from converter.registration.decision_tables import Conditions, DecisionRow, Tables

_NOTHING: Final = (DecisionRow(),)
"""The rows of a table that a profile does without."""
FROM_CHANNELS: Final = ("path", "kinds", "used")
"""Facts that are derived from the channels."""


class Outcome(NamedTuple):
    """The outcome of a table: the row that decides it, or the missing facts that it depends on."""

    row: DecisionRow = DecisionRow()
    """With a value, or a gap in the routine; its `ask` is a missing fact that is known, but contradicts the others."""
    missing: tuple[str, ...] = ()

    @property
    def decision(self) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        """What makes two outcomes different."""
        return self.row.value, self.row.gap, self.missing, self.row.either

    @property
    def words(self) -> str:
        """What the page prints."""
        return self.row.shown or self.row.value


class Match(NamedTuple):
    """Whether conditions can hold, and the missing facts or the gap in the routine that leave it open."""

    possible: bool
    gap: str = ""
    missing: tuple[str, ...] = ()
    inferred: bool = False
    """A table that the conditions depend on is inferred."""

    @property
    def is_certain(self) -> bool:
        """Whether the conditions hold whatever is unknown."""
        return self.possible and not (self.gap or self.missing)


class Evaluation:
    """The tables evaluated for one contact, each table once."""

    def __init__(self, contact: Contact, tables: Tables) -> None:
        self.contact = contact
        self.tables = tables
        stated = {name: value for name, value in contact._asdict().items() if isinstance(value, str)}
        self.facts = stated | channel_facts(contact, tables)
        self.outcomes: dict[str, Outcome] = {}

    def outcome(self, name: str) -> Outcome:
        """The outcome of a table."""
        if name not in self.outcomes:
            self.outcomes[name] = self._first_match(self.tables.decide.get(name, _NOTHING))
        return self.outcomes[name]

    def _first_match(self, rows: tuple[DecisionRow, ...]) -> Outcome:
        """The first row that matches, unless a row above it may match too and has another outcome."""
        possible: list[tuple[Outcome, tuple[str, ...]]] = []
        outcome = Outcome()
        for row in rows:  # pragma: no branch -- the last row of a table has no conditions
            match = self.match(row.when)
            if not match.possible:
                continue
            if match.gap:
                outcome = Outcome(DecisionRow(gap=match.gap))
            elif row.ask:
                outcome = Outcome(DecisionRow(ask=row.ask), (row.ask,))
            else:
                outcome = Outcome(row._replace(inferred=True) if match.inferred else row)
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
            value = self.facts.get(fact)
            if value is None:
                row, unknown = self.outcome(fact)
                if row.gap:
                    return Match(possible=True, gap=row.gap)
                missing += unknown
                inferred = inferred or row.inferred
                value = None if unknown else row.value
            elif not value and "" not in patterns:
                missing += ("channels" if fact in FROM_CHANNELS else fact,)
                value = None
            if value is not None and not fits(value, patterns):
                return Match(possible=False)
        return Match(possible=True, missing=missing, inferred=inferred)

    def replaced(self, fact: str, code: str) -> "Evaluation":
        """The evaluation with another value of a fact."""
        change: dict[str, Any] = {fact: (code,) if fact == "channels" else code}
        return Evaluation(self.contact._replace(**change), self.tables)


def fits(value: str, patterns: tuple[str, ...]) -> bool:
    """Whether a value is one of these, or like one with `*` or `?`; nothing is only like `""`."""
    return value in patterns or any(
        value and fnmatchcase(value, pattern) for pattern in patterns if "*" in pattern or "?" in pattern
    )


def channel_facts(contact: Contact, tables: Tables) -> dict[str, str]:
    """What the channels of a contact give: those that count in their order, which they are, and which were used."""
    channels = [tables.same_channel.get(channel, channel) for channel in contact.channels]
    return {
        "path": ">".join(channel for channel, _ in groupby(channels)),
        "kinds": "+".join(sorted(set(channels))),
        "used": "+".join(sorted(set(contact.channels))),
    }
