"""The headings of a profile, arranged for comparing the lines of a copied text with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Final

from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.readers.altered_headings import AlteredKeywords, misread
from converter.readers.headings import GLUED

LABEL_LENGTH: Final = 8
"""A label must have so many letters to be recognised when it is misspelt."""
ABBREVIATION: Final = 3
"""The fewest letters of a word that is cut short."""
SHORT_ABBREVIATION: Final = 2
"""The same with a colon behind it, as in `St:`."""
_FEWER: Final = 2
_MORE: Final = 5
"""How many characters a keyword with altered letters may have less, and more."""
LONGEST_COMMON: Final = 9
"""A longer keyword is no word of ordinary sentences."""
_SIGNATURE: Final = ("signer", "signed_at")
"""Facts whose label is recognised by its first word alone, as in `Signerat:`."""
_NO_LETTERS: Final = bytes(code for code in range(128) if not chr(code).isalpha())

ByLength = Mapping[int, Sequence[tuple[str, str, str, str]]]
"""Length to the names of that length, each with its three thirds: two wrong letters leave one third intact."""


class HeadingIndex:
    """The folded names of a profile's headings, by what a line can be looked up with: `profile.derive(HeadingIndex)`.

    Keywords are what is no label of a fact: keywords of the note with their aliases, group headings, and the keywords
    of the record that have another name in the note.
    """

    def __init__(self, profile: Profile) -> None:
        headings = profile.headings
        keywords = [name for name, meaning in headings.items() if meaning.kind != "fact"]
        keywords += [name for name, row in profile.record_keywords.items() if row.clinic24]
        labels = [name for name, meaning in headings.items() if meaning.kind == "fact"]
        self.keywords = tuple(sorted(keywords, key=len, reverse=True))
        """The keywords, the longest first."""
        self.keyword_set = frozenset(keywords)
        self.groups = frozenset(map(fold, profile.groups))
        roots = [name for name in keywords if not any(o in name and o != name for o in keywords)]
        self.keyword_roots = tuple(_composed_or_not(roots))
        """The keywords that contain no other: a text that mentions any keyword mentions one of these."""
        self.keywords_by_beginning = _grouped(self.keywords, lambda name: name[:SHORT_ABBREVIATION])
        self.lengths_by_beginning = _lengths_by_beginning(keywords)
        """How many characters a keyword with altered letters may have, by how it begins; its first may be a digit."""
        self.phrase_lengths = _lengths_by_beginning(name for name in keywords if " " in name)
        """The same of the keywords of several words."""
        self.keywords_by_first_word = _grouped(self.keywords, lambda name: name.split()[0])
        self.keywords_by_letters = {name.replace(" ", ""): name for name in keywords}
        """Keyword without its spaces to keyword."""
        self.keywords_by_length = _by_length(keywords)
        self.asked = {fold(word): row.clinic24 for row in profile.rows for word in row.asked_aliases}
        """Other words for a keyword, folded, to the keyword of the note that the user is asked about."""
        self.altered = AlteredKeywords(keywords)
        """The keywords by how they look when their letters were changed."""
        self.labels = tuple(name for name in labels if len(name) >= LABEL_LENGTH)
        """The labels that are long enough to be recognised when they are misspelt."""
        signature = (name for name in reversed(self.labels) if headings[name].name in _SIGNATURE)
        self.labels_by_first_word = {name.split()[0]: name for name in signature}
        self.first_words_by_length = _by_length(self.labels_by_first_word)
        self.labels_by_length = _by_length(self.labels)
        self.label_letters = re.compile(rf"[^\W\d_]{{{min(map(_letters_together, labels), default=0)}}}")
        """As many letters together as any label has. Most values with a colon have fewer: a time does."""
        self.label_beginnings = frozenset(name[:LABEL_LENGTH] for name in self.labels)
        self.label_endings = frozenset(name[-LABEL_LENGTH:] for name in self.labels)
        self.ascii_letters = frozenset(ascii_letters(name) for name in headings if not name.isascii())
        """What a wrong encoding leaves of the headings that it can damage."""
        own = (fold(row.clinic24) for row in profile.rows if row.clinic24)
        beginnings = sorted({name[:ABBREVIATION] for name in own if len(name) <= LONGEST_COMMON})
        self.sentence_beginnings = tuple(f". {beginning}" for beginning in beginnings)
        """How the end of a sentence and a keyword behind it begin, in small letters."""
        self.shortened_sentence = re.compile(rf"\. ((?:{'|'.join(beginnings)})[^\W\d_]*)\.\s+\w", re.IGNORECASE)
        """A sentence within a text that is a single word with a full stop, and begins as a short keyword does."""
        self.heading_within = re.compile(
            rf"(?:(?<![^\W_])|{GLUED})(?:{_any_of(headings)})(?:(?![^\W_])|{GLUED})", re.IGNORECASE
        )
        """Any heading, as whole words, or glued to others."""
        self.spellings = {name: _spelling(name, profile) for name in (*headings, *profile.record_keywords)}
        """Heading to what the profile calls it: the keyword of the note, or the label of the fact."""

    def starts_with_label(self, lowered: str) -> bool:
        """Whether a text in small letters begins with a label."""
        return lowered[:LABEL_LENGTH] in self.label_beginnings and lowered.startswith(self.labels)


def _lengths_by_beginning(keywords: Iterable[str]) -> Mapping[str, Set[int]]:
    found: dict[str, set[int]] = {}
    for name in keywords:
        lengths = range(len(name) - _FEWER, len(name) + _MORE + 1)
        for start in (name[:SHORT_ABBREVIATION], misread(name)[:SHORT_ABBREVIATION]):
            found.setdefault(start, set()).update(lengths)
    return found


def _letters_together(name: str) -> int:
    """The most letters of a name that stand together."""
    return max(map(len, re.findall(r"[^\W\d_]*", name)))


def ascii_letters(folded: str) -> bytes:
    """The letters of a heading that no wrong encoding changes."""
    return folded.encode("ascii", "ignore").translate(None, _NO_LETTERS)


def _any_of(names: Iterable[str]) -> str:
    """A regular expression for any of the names, with any white space for a space; longer names take precedence."""
    longest_first = sorted(_composed_or_not(names), key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)


def _composed_or_not(names: Iterable[str]) -> Iterable[str]:
    """The names, and those with å, ä or ö also with the marks of the letters as characters of their own (NFD)."""
    return dict.fromkeys((*names, *(unicodedata.normalize("NFD", name) for name in names)))


def _spelling(name: str, profile: Profile) -> str:
    if row := profile.record_keywords.get(name):
        return row.clinic24
    meaning = profile.headings[name]
    return profile.labels[meaning.name] if meaning.kind == "fact" else meaning.name


def _grouped(names: Iterable[str], key: Callable[[str], str]) -> Mapping[str, Sequence[str]]:
    """The names with the same key, in their order."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(key(name), []).append(name)
    return found


def _by_length(names: Iterable[str]) -> ByLength:
    found: dict[int, list[tuple[str, str, str, str]]] = {}
    for name in names:
        third = len(name) // 3
        found.setdefault(len(name), []).append((name, name[:third], name[third : 2 * third], name[2 * third :]))
    return found
