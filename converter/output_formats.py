"""The output formats that the program writes itself: what writes each, and what proves it.

The keys are those of `profile.schema.FORMATS`, which has the settings of each. A format is imported when a note is
converted to it.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Callable
from typing import Final, NamedTuple

from converter.note.model import RecordNote
from converter.profile import Profile, Target
from converter.render.document import Document


class OutputFormat(NamedTuple):
    """The two functions of a format. Their last argument is the SHA-256 of the source, in hexadecimal."""

    write: Callable[[RecordNote, Target, Profile, str], Document]
    """Writes a record note, or says why it cannot be written."""
    balances: Callable[[str, RecordNote, Target, Profile, str], bool]
    """Whether a written text holds the record note, each part in its place, and nothing else."""


def _questionnaire_response() -> OutputFormat:
    from converter.balance.questionnaire_response import response_balances
    from converter.render.questionnaire_response import write

    return OutputFormat(write, response_balances)


def _rivta() -> OutputFormat:
    from converter.balance.rivta import rivta_balances
    from converter.render.rivta import write

    return OutputFormat(write, rivta_balances)


OUTPUT_FORMATS: Final[dict[str, Callable[[], OutputFormat]]] = {
    "questionnaire-response": _questionnaire_response,
    "rivta": _rivta,
}
"""Each format by its name."""
