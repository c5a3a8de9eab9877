"""The tables of a profile as frozen records: its routine, rows, required fields, phrases, words and targets."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from converter.profile.schema import FORMATS, LINE_ENDS

Syntax = Literal["text", "markup", "json"]
"""What a template writes: plain text, XML or HTML, or JSON."""
PageForm = Literal["text", "html", "json"]
"""The forms of the page of a registration."""
NO_SETTINGS: Final[Mapping[str, Any]] = {}


def syntax_of(template: str) -> Syntax:
    """The syntax of the output of a template, by the end of its name."""
    return "text" if template.endswith(".txt.j2") else "json" if template.endswith(".json.j2") else "markup"


class Routine(NamedTuple):
    """The document that the profile is based on (G18)."""

    document: str
    revision: str
    title: str
    valid_to: str
    """ISO date, the last day."""
    expired: bool
    """Whether that day was over when the profile was loaded."""


class KeywordRow(NamedTuple):
    """One row of the keyword table (section 4.8.2)."""

    record: str
    """The keyword of the record note."""
    clinic24: str = ""
    """The keyword of the note; `""` for one that only the record has: it never gets a text (R132, R133)."""
    aliases: tuple[str, ...] = ()
    asked_aliases: tuple[str, ...] = ()
    """Other words for it: as a heading they lead to a question, as they may head a part of another text."""
    fill: Literal["", "presenting_reason", "triage_answers"] = ""
    """The source of its text when the note has none, of `schema.FILLS`."""
    expected: bool = False
    """An empty text gives a warning (G13)."""
    rules: tuple[str, ...] = ()
    patients_own: bool = False
    """Whether its text is in the patient's own words."""


class RequiredField(NamedTuple):
    """A field without which a target with a gate gets nothing (R138-R140)."""

    heading: str
    """Its label in the copied text, and what messages call it."""
    fact: str
    """Of `note.facts.REQUIRABLE`."""
    option: str = ""
    """The command-line option that gives it; `""` for none of its own."""
    targets: tuple[str, ...] = ()
    """The targets that need it; `()` for every one with a gate."""


class ReadingWords(NamedTuple):
    """Words that decide what a line of a copied text may be; folded (`unicode_text.fold`)."""

    text_after: frozenset[str] = frozenset()
    """Words after a keyword that make the line text: *Status post …*, *Bedömning enligt …*."""
    sentence_after: frozenset[str] = frozenset()
    """Words that do so in a sentence, but not in a short line: *Status vid ankomst:* is ambiguous."""
    text_lines: frozenset[str] = frozenset()
    """Lines that resemble a heading and are text."""
    sub_headings: frozenset[str] = frozenset()
    """Headings that the patient's own text may have within it."""
    professional_headings: frozenset[str] = frozenset()
    """Headings that only a professional writes; under the patient's own keyword they lead to a question."""


class Phrases(NamedTuple):
    """The phrases that a note must have, and the keywords that `--add-phrases` adds them to."""

    chat_opening: str
    chat_opening_keyword: str
    """The keyword whose text it opens when it is added: one with the professional's words, never the patient's."""
    chat_opening_for: tuple[str, ...]
    """The codes of the channels whose notes it may open: no other contact was a chat (R55)."""
    consulted: str
    consulted_keyword: str
    consulted_for: tuple[str, ...]
    """The codes of the consultations whose notes it may be added to (R93, R104)."""
    no_colleague_for: tuple[str, ...]
    """The codes of contacts without a colleague: the name of one contradicts them."""
    booking_ticket_words: tuple[str, ...]
    forms_words: tuple[str, ...]
    negations: tuple[str, ...] = ()
    """Words that negate a mention: *ingen bokningsbiljett*."""


class UnknownSetting(NamedTuple):
    """A setting that nobody knows yet: it stops an output that needs it, and no other."""

    needed: str
    """What is needed, in words for a person."""
    ask: str
    """Who knows it."""


class FieldLimits(NamedTuple):
    """What the field that a target's text is pasted into can hold, as it was measured (`converter.probe`)."""

    measured: str = ""
    """ISO date."""
    probe: int = 0
    """The version of the test text."""
    max_length: int = 0
    """In the unit of `counts`; a line end counts as two where `line_ends` is `crlf`. 0 when no limit was found."""
    characters: str = ""
    """The character set that it can show; `""` for Unicode."""
    lacks: tuple[str, ...] = ()
    """Characters, and ranges of them, that it cannot show besides: `U+2265`, `U+10000-U+10FFFF`."""
    line_ends: str = ""
    """Of `schema.LINE_ENDS`, or `schema.NO_LINES`; `""` when it is not known."""
    changes: tuple[str, ...] = ()
    """What it changes in a text, of `schema.CHANGES`."""
    counts: str = ""
    """Of `schema.UNITS`, or `schema.UNKNOWN`; `""` for characters, or when there is no limit."""


NO_LIMITS: Final = FieldLimits()


class Target(NamedTuple):
    """What a note is converted to: by a template, or as a format that the program writes itself."""

    template: str = ""
    """The file of its template; `""` for a target with a `format`."""
    gated: bool = False
    """Refused until the required fields are filled and all text has a place."""
    writes_empty: bool = False
    """Whether keywords without text are written."""
    shows: tuple[str, ...] = ()
    """The groups of facts that are shown besides the text, of `schema.SHOWN_FACTS`."""
    headings: str = "record"
    """The default headings, of `schema.HEADINGS`."""
    title: str = ""
    """What people call it; `""` for one that is only offered by its name."""
    button: str = ""
    """The button that makes this output (R149); `""` for the two of the record, by the required fields."""
    names: Mapping[str, str] = NO_SETTINGS
    """Keyword or label to the name that the target has for it: an element, an attribute or a key of its output."""
    format: str = ""
    """The format that the program writes itself, of `schema.FORMATS`; `""` for a target with a template."""
    settings: Mapping[str, Any] = NO_SETTINGS
    """The settings of its format: texts, flags, mappings of texts, and `UnknownSetting`s."""
    limits: FieldLimits = NO_LIMITS
    """What the field that it is pasted into can hold."""

    @property
    def ending(self) -> str:
        """The suffix of its files: that of its format, else that of its template before `.j2`."""
        if self.format:
            return FORMATS[self.format].ending
        return self.template.removesuffix(".j2").rpartition(".")[2]

    @property
    def line_end(self) -> str:
        """The line end of its files: that of the field for a plain text, else a line feed."""
        return LINE_ENDS.get(self.limits.line_ends, "\n") if self.template and self.syntax == "text" else "\n"

    @property
    def syntax(self) -> Syntax:
        """The syntax of its output."""
        return syntax_of(self.template)

    @property
    def note_headings(self) -> bool:
        """Whether its default headings are those of the note."""
        return self.headings == "clinic24"

    @property
    def prints_outcome(self) -> bool:
        """Whether the triage outcome is part of the text, as it is not shown besides it (R123)."""
        return "triage_outcome" not in self.shows


class HeadingMeaning(NamedTuple):
    """The meaning of a heading of the note."""

    kind: Literal["keyword", "group", "fact"]
    name: str
    """The keyword of the note as spelt in the profile, or the fact."""


def frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record: those of a table of TOML, its lists as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
