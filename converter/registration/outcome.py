"""What the engine answers: a registration with its questions, its gaps and its page, as frozen data."""

# Annotations are not postponed here: as strings, each field of these tuples would be compiled at import.

from typing import NamedTuple


class Question(NamedTuple):
    """A fact that is missing, or that does not go with the others, and that a rule needs."""

    fact: str
    text: str
    choices: tuple[tuple[str, str], ...]
    """Codes with their words."""


class Gap(NamedTuple):
    """Something that the routine does not say about this contact (`rules.toml` has the words)."""

    id: str
    stops: bool
    """True when a value is missing because of it; false when the answer stands but leaves this open."""


class Item(NamedTuple):
    """A line of the page."""

    text: str
    rules: tuple[str, ...] = ()
    field: str = ""
    """The table that gave it; `""` for advice."""
    label: str = ""
    inferred: bool = False
    gap: str = ""
    """The gap in place of a text."""
    is_open: bool = False
    """True when a question stands in place of a text."""
    task: bool = False
    """Something to do, which gets a box to tick."""
    has_booking: bool = False
    """The fields of the booking stand below it."""


class Part(NamedTuple):
    """A part of the page: its items in the order in which they are followed."""

    id: str
    title: str
    items: tuple[Item, ...]


class Registration(NamedTuple):
    """What to enter in Elvis and in PMO for one contact, by one person's part in it."""

    documents: str = ""
    """`yes`, `no`, `hsp_judges`, `if_needed`, `not_required`, `by_hsp` (somebody else than the reader), `not_covered`;
    `""` where the routine does not come into it."""
    registers: str = ""
    """`yes`, `no`, `may`, `as_before` or `not_covered`."""
    elvis_besokstyp: str = ""
    elvis_besoksform: str = ""
    elvis_kassa: str = ""
    pmo_kontakttyp: str = ""
    pmo_artikel: str = ""
    kva: str = ""
    """The intervention code."""
    fee_basis: str = ""
    """What the fee goes by; never an amount."""
    phrase: str = ""
    """What the note must contain, joined by ` + `."""
    unit: str = ""
    pmo_orsak: str = ""
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
    page: tuple[Part, ...] = ()
    books: bool = False
    """Whether a booking in the resource book belongs to it (R38, R39)."""

    @property
    def is_open(self) -> bool:
        """Whether a question or a gap leaves a value open. A value with a condition counts as answered."""
        return bool(self.questions) or any(gap.stops for gap in self.gaps)

    @property
    def advice(self) -> tuple[Item, ...]:
        """The advice of the page, in order."""
        return tuple(item for part in self.page for item in part.items if not item.field)
