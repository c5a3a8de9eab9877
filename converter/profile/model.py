"""A loaded profile: its tables, and all that is derived from them."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar, TypeVarTuple

from converter.code_lists.table import CodeList
from converter.findings import FindingError
from converter.note.code_systems import CodeSystems
from converter.note.model import CODED_FACTS, Field
from converter.note.unicode_text import fold
from converter.profile.tables import (
    HeadingMeaning,
    KeywordRow,
    Phrases,
    ReadingWords,
    RequiredField,
    Routine,
    Target,
)

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


class ProfileError(FindingError):
    """The profile cannot be used. Has every mistake as a finding (exit 78)."""


class _ProfileFields(NamedTuple):
    """The fields of a profile; a tuple, as a data class of so many fields takes a millisecond to make at each start."""

    folders: tuple[Path, ...]
    """Its own folder and those that it extends, nearest first: what one lacks is taken from the next."""
    name: str
    version: str
    digest: str
    """SHA-256 over the names and contents of the folder's files and of those it extends, as hexadecimal."""
    tables: Mapping[str, bytes]
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
    rows: tuple[KeywordRow, ...]
    """The keyword table, in the order of the record note."""
    groups: tuple[str, ...]
    """The group headings of the note."""
    required: tuple[RequiredField, ...]
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
    files: Mapping[str, bytes]
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

    def required_for(self, target: str) -> tuple[RequiredField, ...]:
        """The fields that a target needs. The form `json` needs all."""
        return self._required_by_target.get(target, self.required)

    @cached_property
    def _required_by_target(self) -> Mapping[str, tuple[RequiredField, ...]]:
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
    def headings(self) -> Mapping[str, HeadingMeaning]:
        """Folded heading (`unicode_text.fold`) to its meaning: labels, group headings, keywords and aliases."""
        meanings = {fold(label): HeadingMeaning("fact", fact) for label, fact in self.label_facts.items()}
        meanings |= {fold(group): HeadingMeaning("group", group) for group in self.groups}
        for row in self.rows:
            if row.clinic24:
                meanings |= {
                    fold(name): HeadingMeaning("keyword", row.clinic24) for name in (row.clinic24, *row.aliases)
                }
        return meanings

    @cached_property
    def record_keywords(self) -> Mapping[str, KeywordRow]:
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
