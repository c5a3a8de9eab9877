"""The result of a registration: values, questions, gaps and the page, as frozen data."""

# Annotations are not postponed here: as strings, each field of these tuples would be compiled at import.

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Question(NamedTuple):
    """A question for a fact that a value depends on: it is unknown, or contradicts the other facts."""

    fact: str
    text: str
    choices: tuple[tuple[str, str], ...]
    """The possible answers: codes and their words."""


class Gap(NamedTuple):
    """A gap in the routine that concerns the contact; `rules.toml` has its words."""

    id: str
    stops: bool
    """Whether it leaves a value open; else the values stand and this is mentioned."""


class PageItem(NamedTuple):
    """A line of the page."""

    text: str
    rules: tuple[str, ...] = ()
    field: str = ""
    """The decision table of a value; `""` for advice."""
    label: str = ""
    inferred: bool = False
    gap: str = ""
    """The gap that stands in place of a text."""
    is_open: bool = False
    """Whether a question stands in place of a text."""
    task: bool = False
    """Something to do, printed with a box to tick."""
    has_booking: bool = False
    """The fields of the booking follow it."""


class PageSection(NamedTuple):
    """A section of the page, its lines in the order in which they are followed."""

    id: str
    title: str
    items: tuple[PageItem, ...]
    diagnosis: bool = False
    """Whether the principal diagnosis stands in it, where the contact is registered."""


class Registration(NamedTuple):
    """What to enter for a contact, for one person's part in it."""

    documents: str = ""
    """`yes`, `no`, `hsp_judges`, `if_needed`, `not_required`, `by_hsp` (somebody else than the reader), `not_covered`;
    `""` where the routine does not come into it."""
    registers: str = ""
    """`yes`, `no`, `may`, `as_before` or `not_covered`."""
    phrase: str = ""
    """What the note must contain, joined by ` + `."""
    unit: str = ""
    values: Mapping[str, str] = MappingProxyType({})
    """The value of each column of the profile, by its name; `""` where nothing is entered."""
    rules: tuple[str, ...] = ()
    """Every rule behind the answer, its advice too."""
    inferred: tuple[str, ...] = ()
    """The columns whose value the routine implies but does not state."""
    either: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The columns that a condition leaves open, each with the values it chooses from."""
    questions: tuple[Question, ...] = ()
    """Every one that can still matter, in one round."""
    gaps: tuple[Gap, ...] = ()
    """Those that stop an answer first."""
    page: tuple[PageSection, ...] = ()
    needs_booking: bool = False
    """Whether a booking in the resource book belongs to it (R38, R39)."""
    reminds_of_opening: bool = False
    """Whether the routine leaves open if the note begins with the phrase (G9)."""

    def value(self, name: str) -> str:
        """The value of a column, or of `documents`, `registers`, `phrase` and `unit`."""
        return self.values[name] if name in self.values else str(getattr(self, name))

    @property
    def is_open(self) -> bool:
        """Whether a question or a gap leaves a value open. A value with a condition counts as answered."""
        return bool(self.questions) or any(gap.stops for gap in self.gaps)

    @property
    def items(self) -> tuple[PageItem, ...]:
        """The lines of the page, in order."""
        return tuple(item for section in self.page for item in section.items)

    @property
    def advice(self) -> tuple[PageItem, ...]:
        """The lines of the page that are advice."""
        return tuple(item for item in self.items if not item.field)
