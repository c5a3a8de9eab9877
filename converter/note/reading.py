"""What a reader gives back."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from typing import Final, Literal, NamedTuple

from converter.findings import Finding
from converter.note.model import TriageNote
from converter.note.unicode_text import with_line_feeds, xml_line_feeds

SourceForm = Literal["xml", "text"]
"""The forms that a note can come in: a row each in `readers.FORMS`."""


class Block(NamedTuple):
    """A heading and what stood under it, as written: what the proof compares with the model."""

    heading: str
    """As written, colon and all; `""` for text before the first heading."""
    body: str
    """The text under it with LF as line ends, no blank lines at its ends."""
    fact: str = ""
    """The fact the block was read as (of `fields.LABELLED`); `""` for a keyword entry."""
    line: int = 0
    """The line of the heading, or of the first line of a text without one; from 1."""
    keyword: str = ""
    """The keyword of the note that the block was read as; `""` for a fact and for text without a keyword."""


class Decisions(NamedTuple):
    """What the user decided about lines of a copied text. Lines are numbered from 1, by every line end it has."""

    facts: frozenset[int] = frozenset()
    """Lines with a label that are facts (`--fact`)."""
    texts: frozenset[int] = frozenset()
    """Lines that are text of what stands above them (`--text`)."""
    splits: frozenset[tuple[int, int]] = frozenset()
    """Line and column, from 1, where a heading within a line begins (`--split`)."""
    places: tuple[tuple[str, str], ...] = ()
    """Where texts begin that the user gave a place (`--place`): the line as digits or its words, and the keyword."""
    one_note: bool = False
    """What looks like two notes is one (`--one-note`)."""


NO_DECISIONS: Final = Decisions()


class Reading(NamedTuple):
    """A note as read, or the findings that say why it could not be read."""

    note: TriageNote | None
    findings: tuple[Finding, ...] = ()
    text: str = ""
    """The decoded source as it came, without a byte-order mark."""
    form: SourceForm | Literal[""] = ""
    """Which form it was read as; `""` when it could not be decoded."""
    questions: tuple[Finding, ...] = ()
    """What the user is to decide; each stops an export, and is a warning in a copy (`findings.as_copy_warning`)."""
    blocks: tuple[Block, ...] = ()
    """What the copied text was cut into, in its order; an XML note needs none."""
    decisions: Decisions = NO_DECISIONS
    """What the user had decided about its lines."""

    @property
    def lines(self) -> list[str]:
        """The lines of the source."""
        return (xml_line_feeds if self.form == "xml" else with_line_feeds)(self.text).split("\n")
