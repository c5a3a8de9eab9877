"""What the checks of meaning of `registration.toml` look at, and what they share."""

# Annotations are not postponed here: as strings, each field of these tuples would be compiled at import.

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from converter.note.fields import FACTS
from converter.profile.schema import KeyPath
from converter.profile.structure import unknown_name
from converter.profile.toml_file import Mistake
from converter.registration.building import ParsedTables
from converter.registration.decision_tables import ANOTHER_COLLEAGUE, KIND
from converter.registration.rules import Rule

Codes = Mapping[str, tuple[str, ...]]
"""The facts of a contact with their codes; `channels` too."""
NOTE_FACTS: Final = (
    *(fact.name for fact in FACTS),
    "triage.answers",
    "colleague",
    "unit_worked_for",
    ANOTHER_COLLEAGUE,
)
"""What a condition of an inference can name beside the facts of the contact that have codes."""


class Checked(NamedTuple):
    """What the checks of meaning look at."""

    data: Mapping[str, Any]
    """The data without what has mistakes of structure."""
    parsed: ParsedTables
    rules: Mapping[str, Rule]
    codes: Codes
    tables: tuple[str, ...]
    """The names of all tables, also of those that were left out."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of contacts that a column has a value for."""
        return tuple(dict.fromkeys(row.value for row in self.parsed.tables.decide.get(KIND, ()) if row.value))


def not_known(name: str, known: Mapping[str, object], path: KeyPath) -> Mistake:
    """The mistake for a name that is not known, with the one that was probably meant."""
    mistake = unknown_name(path, name, known)
    return ("MVG708", path, (name,)) if mistake[0] == "MVG703" else mistake
