"""The data of a profile, frozen."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Self, TypeVar, TypeVarTuple

from converter.code_lists.table import CodeList
from converter.findings import FindingError
from converter.note.code_systems import CodeSystems
from converter.note.model import CODED_FACTS, Field
from converter.note.unicode_text import fold
from converter.profile.schema import FORMATS, LINE_ENDS

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

Syntax = Literal["text", "markup", "json"]
"""What a template writes: plain text, XML or HTML, or JSON."""


def syntax_of(template: str) -> Syntax:
    """The syntax of the output of a template, by the end of its name."""
    return "text" if template.endswith(".txt.j2") else "json" if template.endswith(".json.j2") else "markup"


class ProfileError(FindingError):
    """The profile cannot be used. Has every mistake as a finding (exit 78)."""


class Routine(NamedTuple):
    """The document that the profile is based on (G18)."""

    document: str
    revision: str
    title: str
    valid_to: str
    """ISO date, the last day."""
    expired: bool
    """Whether that day was over when the profile was loaded."""


class Row(NamedTuple):
    """One row of the keyword table (section 4.8.2)."""

    record: str
    """The keyword of the record note."""
    clinic24: str = ""
    """The keyword of the note; `""` for one that only the record has: it never gets a text (R132, R133)."""
    aliases: tuple[str, ...] = ()
    fill: str = ""
    """The source of its text when the note has none, of `schema.FILLS`."""
    expected: bool = False
    """An empty text gives a warning (G13)."""
    rules: tuple[str, ...] = ()
    patients_own: bool = False
    """Whether its text is in the patient's own words."""


class Required(NamedTuple):
    """A field without which a target with a gate gets nothing (R138-R140)."""

    heading: str
    """Its label in the copied text, and what messages call it."""
    fact: str
    """Of `note.fields.REQUIRABLE`."""
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


class Blank(NamedTuple):
    """A fact that a profile names but does not know: it stops an output that needs it, and no other."""

    needed: str
    """What is needed, in words for a person."""
    ask: str
    """Who knows it."""


NO_SETTINGS: Final[Mapping[str, Any]] = {}


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
    """A form of output: a template or a format that the program writes itself, and one row."""

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
    """The settings of its format: texts, flags, mappings of texts, and a `Blank` for a fact that is not known yet."""
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
    def own_headings(self) -> bool:
        """Whether its default headings are those of the note."""
        return self.headings == "clinic24"

    @property
    def prints_outcome(self) -> bool:
        """Whether the triage outcome is part of the text, as it is not shown besides it (R123)."""
        return "triage_outcome" not in self.shows


class Heading(NamedTuple):
    """The meaning of a heading of the note."""

    kind: str
    """`keyword`, `group` or `fact`."""
    name: str
    """The keyword of the note as spelt in the profile, or the fact."""


class TableFiles(dict[str, bytes]):
    """Files by name. Its `repr` has the names alone: a failed test prints the profile, and the files are long."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self)})"


class _ProfileFields(NamedTuple):
    """The fields of a profile; a tuple, as a data class of so many fields takes a millisecond to make at each start."""

    folders: tuple[Path, ...]
    """Its own folder and those that it extends, nearest first: what one lacks is taken from the next."""
    name: str
    version: str
    digest: str
    """SHA-256 over the names and contents of the folder's files and of those it extends, as hexadecimal."""
    tables: TableFiles
    """The bytes of `registration.toml` and `rules.toml`, which are parsed when they are first needed."""
    routine: Routine
    registration_routine: Routine
    """The routine that the values of the contact registration come from: that of the folder with its tables."""
    template: str
    signed_title: str
    unsigned_title: str
    """The title of a document without signer or time."""
    placeholders: frozenset[str]
    """Letters and digits (`unicode_text.letters_and_digits`) of what stands in a field that nobody has filled in."""
    button_ready: str
    button_before: str
    rows: tuple[Row, ...]
    """The keyword table, in the order of the record note."""
    groups: tuple[str, ...]
    """The group headings of the note."""
    required: tuple[Required, ...]
    code_systems: CodeSystems
    """The classifications of diagnoses."""
    code_lists: Mapping[str, CodeList]
    """The list of the codes of a system, by the name of the system, for those that the region has one of."""
    phrases: Phrases
    reading: ReadingWords
    label_facts: Mapping[str, str]
    """Each label of the copied text, as written, to its fact; the first label of a fact is the one that is written."""
    word_codes: Mapping[str, Mapping[str, str]]
    """Fact to Swedish word, as written, to code; the first word of a code is the one that is written."""
    targets: Mapping[str, Target]
    templates: Mapping[str, str]
    """The Jinja2 sources, by file name."""
    files: TableFiles
    """The bytes of the files that settings of targets name."""
    swaps: Mapping[str, str]
    """Transliterations: a character to the text that stands in for it where a character set lacks it."""


class Profile(_ProfileFields):
    """A loaded, valid profile. Everything derived from its fields is a cached property."""

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return self._replace(**changes)

    def derive(self, build: Callable[[Self, *Arguments], T], *arguments: *Arguments) -> T:
        """The value that `build` makes of this profile and the arguments, which can be hashed; it is made once."""
        key = (build, *arguments) if arguments else build
        if key not in self._derived:
            self._derived[key] = build(self, *arguments)
        value: T = self._derived[key]
        return value

    def __getstate__(self) -> None:
        """Nothing but the fields is pickled: derived values are made anew where the profile is loaded."""

    @cached_property
    def _derived(self) -> dict[Any, Any]:
        return {}

    @property
    def folder(self) -> Path:
        """Its own folder."""
        return self.folders[0]

    @cached_property
    def first_target(self) -> str:
        """The target that is made when none is named: the first with a gate, else the first."""
        return next((name for name, target in self.targets.items() if target.gated), next(iter(self.targets)))

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The targets that are offered to people, and what they are called: those with a title, or all by name."""
        titles = {name: target.title for name, target in self.targets.items() if target.title}
        return titles or {name: name for name in self.targets}

    def required_for(self, target: str) -> tuple[Required, ...]:
        """The fields that a target needs. The form `json` needs all."""
        return self._required_by_target.get(target, self.required)

    @cached_property
    def _required_by_target(self) -> Mapping[str, tuple[Required, ...]]:
        return {
            name: tuple(field for field in self.required if not field.targets or name in field.targets)
            for name in self.targets
        }

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Keyword of the note to the index of its row."""
        return {row.clinic24: index for index, row in enumerate(self.rows) if row.clinic24}

    @cached_property
    def expected(self) -> tuple[str, ...]:
        """The keywords of the note that ought to have a text (G13)."""
        return tuple(row.clinic24 for row in self.rows if row.expected and row.clinic24)

    @cached_property
    def filled_rows(self) -> frozenset[int]:
        """The indexes of the rows that take a text from elsewhere when the note has none."""
        return frozenset(index for index, row in enumerate(self.rows) if row.fill)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields of a record note, one for each row, without text."""
        return tuple(Field(row.record, row.clinic24, "") for row in self.rows)

    @cached_property
    def headings(self) -> Mapping[str, Heading]:
        """Folded heading (`unicode_text.fold`) to its meaning: labels, group headings, keywords and aliases."""
        meanings = {fold(label): Heading("fact", fact) for label, fact in self.label_facts.items()}
        meanings |= {fold(group): Heading("group", group) for group in self.groups}
        for row in self.rows:
            if row.clinic24:
                meanings |= {fold(name): Heading("keyword", row.clinic24) for name in (row.clinic24, *row.aliases)}
        return meanings

    @cached_property
    def record_keywords(self) -> Mapping[str, Row]:
        """Folded keyword of the record to its row, for those that are no heading of a note."""
        return {name: row for row in self.rows if (name := fold(row.record)) not in self.headings}

    @cached_property
    def longest(self) -> int:
        """The length of the longest of `headings`, in characters."""
        return max(map(len, self.headings))

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Fact to its label in the copied text."""
        return _first_keys(self.label_facts)

    def label(self, fact: str) -> str:
        """The label of a fact in the copied text, and its own name where the profile has none for it."""
        return self.labels.get(fact, fact)

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, str]]:
        """Fact to folded Swedish word to code."""
        return {fact: {fold(word): code for word, code in words.items()} for fact, words in self.word_codes.items()}

    @cached_property
    def contact_codes(self) -> Mapping[str, tuple[str, ...]]:
        """Each fact of the contact that has codes, and `channels`, to its codes in the order of `[values]`."""
        return {fact: tuple(self.words.get(f"contact.{fact}", ())) for fact in ("channels", *CODED_FACTS)}

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """Fact to code to Swedish word."""
        return {fact: _first_keys(words) for fact, words in self.word_codes.items()}


def _first_keys(mapping: Mapping[str, str]) -> dict[str, str]:
    """Each value to the first of its keys."""
    first: dict[str, str] = {}
    for key, value in mapping.items():
        first.setdefault(value, key)
    return first
