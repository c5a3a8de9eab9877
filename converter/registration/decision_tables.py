"""The contents of `registration.toml` as frozen data: columns of systems, decision tables, the page, questions."""

# Annotations are not postponed here: as strings, each field of these tuples would be compiled at import.

from collections.abc import Mapping
from typing import Final, NamedTuple

DECIDED: Final = ("documents", "registers")
"""The tables that every profile has: who documents, and who registers."""
PHRASES: Final = ("opening", "consulted")
"""The tables whose values make `phrase`."""
UNIT: Final = "unit"
"""The table for the unit on which a contact is documented."""
REMINDER: Final = "opening_optional"
"""The table that says `yes` where the routine leaves open whether the note begins with the phrase (G9)."""
KIND: Final = "entry"
"""The table for the kind of a contact, by which the columns have their values."""
CODES: Final[dict[str, tuple[str, ...]]] = {
    "documents": ("yes", "no", "hsp_judges", "if_needed", "not_required", "by_hsp", ""),
    "registers": ("yes", "no", "may", "as_before"),
}
"""The tables whose values are codes, not words of the routine; beside these there is `not_covered`."""
SYSTEM: Final = "admin_system"
"""The fact that says in which system a contact is registered."""
ANOTHER_COLLEAGUE: Final = "another_colleague"
"""What a condition of an inference can ask for beside facts: whether the colleague is another than the author."""

BOOKED_FROM: Final = ("patient.name", "patient.number", "author.name")
"""The attributes of a note that a field of a booking can be filled from."""

Conditions = tuple[tuple[str, tuple[str, ...]], ...]
"""Facts with the patterns of which one must match; `*` and `?` as in file names, `""` for an unknown fact."""


class System(NamedTuple):
    """A system that contacts are registered in."""

    id: str
    """The code of the fact `SYSTEM`."""
    name: str


class Column(NamedTuple):
    """A field to fill in for a contact, in a system or for all of them; its decision table has the same name."""

    name: str
    label: str
    system: str = ""
    optional: bool = False
    """Shown only where it has a value: nobody waits for it."""


class DecisionRow(NamedTuple):
    """A row of a decision table: its conditions, and a value, a gap in the routine, or a question to ask again."""

    when: Conditions = ()
    value: str = ""
    shown: str = ""
    """The value as a sentence for the page; `""` when the value itself will do."""
    rules: tuple[str, ...] = ()
    considered_rules: tuple[str, ...] = ()
    """Rules that bear on the value without stating it."""
    gap: str = ""
    ask: str = ""
    """The fact that contradicts the others."""
    inferred: bool = False
    """The routine implies the value but does not state it."""
    either: tuple[str, ...] = ()
    """The values between which an unanswered condition decides; `value` is then empty."""


class MentionedGap(NamedTuple):
    """A gap in the routine that is mentioned without leaving a value open."""

    gap: str
    when: Conditions = ()


class Section(NamedTuple):
    """A section of the page."""

    id: str
    title: str
    when: Conditions = ()
    diagnosis: bool = False
    """Whether the principal diagnosis stands in it, where the contact is registered."""


class Line(NamedTuple):
    """A line of the page: the value of a table with its label, or advice."""

    section: str
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

    fields: tuple[tuple[str, str], ...] = ()
    template_gives: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    when: Conditions = ()
    """When a booking is made."""
    given_by: Mapping[str, str] = {}
    """The attribute of the note that a field is filled from."""


class Inference(NamedTuple):
    """A fact of the contact that follows from its note and its other facts."""

    fact: str
    value: str
    """A code, or the path of a text of the note in braces: `{signing_unit.name}`."""
    when: Conditions = ()


class Tables(NamedTuple):
    """The validated contents of `registration.toml`."""

    systems: tuple[System, ...]
    columns: tuple[Column, ...]
    same_channel: Mapping[str, str]
    decide: Mapping[str, tuple[DecisionRow, ...]]
    """The decision tables by name, those of the columns too."""
    mentioned_gaps: tuple[MentionedGap, ...]
    inferences: tuple[Inference, ...]
    assumed: Mapping[str, str]
    """The usual value of a fact that a note leaves out; for the checks of a note alone."""
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]
    questions: Mapping[str, FactQuestion]
    booking: Booking
    unit_words: str = "{unit}"
    """How the page writes the unit on which a contact is documented."""

    @property
    def required_tables(self) -> tuple[str, ...]:
        """The tables that leave a registration open when they have no answer, in the order of the output."""
        return (*DECIDED, *(column.name for column in self.columns if not column.optional))

    @property
    def optional_tables(self) -> tuple[str, ...]:
        """The tables that are shown only where they have a value."""
        return (UNIT, *(column.name for column in self.columns if column.optional))

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of all values of a registration, in their order."""
        return (*self.required_tables, "phrase", *self.optional_tables)
