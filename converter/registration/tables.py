"""What `registration.toml` holds, as frozen data: tables of conditions and values, the page, the questions."""

# Annotations are not postponed here: as strings, each field of these tuples would be compiled at import.

from collections.abc import Mapping
from typing import Final, NamedTuple

COLUMNS: Final = (
    "documents", "registers", "elvis_besokstyp", "elvis_besoksform", "elvis_kassa", "pmo_kontakttyp", "pmo_artikel",
    "kva", "fee_basis",
)  # fmt: skip
"""The columns of a registration that are one table each; `phrase` is made of two."""
PHRASES: Final = ("opening", "consulted")
EXTRAS: Final = ("unit", "pmo_orsak")
TABLES: Final = (*COLUMNS, *PHRASES, *EXTRAS)
"""The tables that a profile must have; it may have others, for these to lean on."""
CODES: Final[dict[str, tuple[str, ...]]] = {
    "documents": ("yes", "no", "hsp_judges", "if_needed", "not_required", "by_hsp", ""),
    "registers": ("yes", "no", "may", "as_before"),
}
"""The tables whose values are codes, not words of the routine; beside these there is `not_covered`."""

BOOKED_FROM: Final = ("patient.name", "patient.number", "author.name")
"""The attributes of a note that can give a field of a booking."""

Conditions = tuple[tuple[str, tuple[str, ...]], ...]
"""Facts, each with the patterns of which one must fit; `*` and `?` as in file names, `""` for an unknown fact."""


class Row(NamedTuple):
    """One row of a table: when it holds, and then a value, a gap of the routine, or a question to ask again."""

    when: Conditions = ()
    value: str = ""
    shown: str = ""
    """The value as a sentence for the page; `""` when the value itself will do."""
    rules: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Rules that were weighed without giving the value."""
    gap: str = ""
    ask: str = ""
    """The fact that does not go with the others."""
    inferred: bool = False
    """The routine implies the value but does not state it."""
    either: tuple[str, ...] = ()
    """The values that a condition which nobody answered chooses from; the value is empty then."""


class Reservation(NamedTuple):
    """Something that the routine leaves open without stopping the answer."""

    gap: str
    when: Conditions = ()


class Group(NamedTuple):
    """A part of the page."""

    id: str
    title: str
    when: Conditions = ()


class Line(NamedTuple):
    """A line of the page: a value of a table with its label, or a piece of advice."""

    group: str
    field: str = ""
    label: str = ""
    text: str = ""
    when: Conditions = ()
    rules: tuple[str, ...] = ()
    task: bool = False
    """Something to do, which gets a box to tick."""
    inferred: bool = False
    """The routine implies it but does not state it."""


class Ask(NamedTuple):
    """How a missing fact is asked for."""

    question: str
    choices: tuple[tuple[str, str], ...]
    """Codes with their words."""
    conflict: str = ""
    """How it is asked for when what is known does not go together."""
    optional: bool = False
    """No value waits for the answer; it only makes the page shorter. It is asked for at a terminal alone."""


class Booking(NamedTuple):
    """What makes a booking in the resource book complete (R39)."""

    fields: tuple[tuple[str, str], ...]
    template_gives: tuple[str, ...]
    rules: tuple[str, ...]
    when: Conditions
    """When a booking is made at all."""
    given_by: Mapping[str, str]
    """Field to the attribute of the note that gives it."""


class Tables(NamedTuple):
    """The registration part of a profile, checked."""

    same_channel: Mapping[str, str]
    decide: Mapping[str, tuple[Row, ...]]
    reservations: tuple[Reservation, ...]
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    asks: Mapping[str, Ask]
    booking: Booking
