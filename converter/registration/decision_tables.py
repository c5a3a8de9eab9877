"""The contents of `registration.toml` as frozen data: decision tables, lines of the page, questions."""

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
"""The tables that a profile must have; it may have others on which these depend."""
CODES: Final[dict[str, tuple[str, ...]]] = {
    "documents": ("yes", "no", "hsp_judges", "if_needed", "not_required", "by_hsp", ""),
    "registers": ("yes", "no", "may", "as_before"),
}
"""The tables whose values are codes, not words of the routine; beside these there is `not_covered`."""

BOOKED_FROM: Final = ("patient.name", "patient.number", "author.name")
"""The attributes of a note that a field of a booking can be filled from."""

Conditions = tuple[tuple[str, tuple[str, ...]], ...]
"""Facts with the patterns of which one must match; `*` and `?` as in file names, `""` for an unknown fact."""


class Row(NamedTuple):
    """A row of a decision table: its conditions, and a value, a gap in the routine, or a question to ask again."""

    when: Conditions = ()
    value: str = ""
    shown: str = ""
    """The value as a sentence for the page; `""` when the value itself will do."""
    rules: tuple[str, ...] = ()
    considered_rules: tuple[str, ...] = ()
    """Rules that bear on the value without stating it; the key `also`."""
    gap: str = ""
    ask: str = ""
    """The fact that contradicts the others."""
    inferred: bool = False
    """The routine implies the value but does not state it."""
    either: tuple[str, ...] = ()
    """The values between which an unanswered condition decides; `value` is then empty."""


class OpenQuestion(NamedTuple):
    """A gap in the routine that is mentioned without leaving a value open; a row of `reservations`."""

    gap: str
    when: Conditions = ()


class Group(NamedTuple):
    """A section of the page."""

    id: str
    title: str
    when: Conditions = ()


class Line(NamedTuple):
    """A line of the page: the value of a table with its label, or advice."""

    group: str
    field: str = ""
    label: str = ""
    text: str = ""
    when: Conditions = ()
    rules: tuple[str, ...] = ()
    task: bool = False
    """Something to do, printed with a box to tick."""
    inferred: bool = False
    """The routine implies it but does not state it."""


class FactQuestion(NamedTuple):
    """The question for a missing fact; the key `ask`."""

    question: str
    choices: tuple[tuple[str, str], ...]
    """Codes with their words."""
    conflict: str = ""
    """The question when the known facts contradict each other."""
    optional: bool = False
    """No value depends on the answer, which only shortens the page; asked at a terminal only."""


class Booking(NamedTuple):
    """The fields that make a booking in the resource book complete (R39)."""

    fields: tuple[tuple[str, str], ...]
    template_gives: tuple[str, ...]
    rules: tuple[str, ...]
    when: Conditions
    """When a booking is made."""
    given_by: Mapping[str, str]
    """The attribute of the note that a field is filled from."""


class Tables(NamedTuple):
    """The validated contents of `registration.toml`."""

    same_channel: Mapping[str, str]
    decide: Mapping[str, tuple[Row, ...]]
    open_questions: tuple[OpenQuestion, ...]
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    questions: Mapping[str, FactQuestion]
    booking: Booking
