"""A line of running text in a copied text, and what stands around it."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
import unicodedata
from collections.abc import Sequence, Set
from typing import Final, NamedTuple

from converter.readers.headings import TAG, unframed

LABEL_WORDS: Final = 4
"""The most words of a sub-heading, or of the words before the colon of a label."""
SHORT_LINE: Final = 6
"""The most words of a line that may be a heading with more words."""
_SENTENCE_WORDS: Final = 4
"""From so many words on, a full stop at the end makes a sentence of a line."""
_WORD: Final = re.compile(r"[^\W_]+")
LINE_START: Final = 200
"""How much of a line is looked at for a keyword at its start."""
_NUMBERED: Final = re.compile(r"[0-9]{1,2}\s+[^\W\d]")
_BEFORE_WORDS: Final = re.compile(rf"(?:{TAG}|[\W\d_])*(?:[a-zA-Z][.)]\s+)?")
_END_OF_EMPHASIS: Final = re.compile(r"^(?:</[^<>]{0,20}>|[*_~\])>}])+")
_COLON: Final = re.compile(r"(?:(?<![0-9]):|:(?![0-9]))(?!s\b)")
"""A colon, but that of a time of day or of a genitive: *Ssk:s bedömning*."""


class RunningLine(NamedTuple):
    """A line of running text and what stands around it."""

    number: int
    text: str
    opens_paragraph: bool
    """Whether a blank line, a heading or nothing stands above it."""
    after_sentence: bool
    """Whether the line above it ends a sentence."""
    next_line: str
    """The next line of its text, behind blank ones where it opens a paragraph; `""` without one."""
    blank_below: bool
    """Whether it opens a paragraph and a blank line stands below it."""
    keyword: str
    """The keyword whose text it stands in; `""` before the first."""
    patients_own: bool
    """Whether that is the patient's own keyword."""
    head: str
    """What stands before the first colon, without spaces around it; the colon of a time of day is none."""
    colon: bool
    """Whether it has a colon."""
    rest: str
    """What stands behind the first colon, without spaces around it."""
    folded: str
    """The head as headings are compared (`unicode_text.fold`); `""` when it is too long for a heading."""
    unframed: str
    """The same without the number and the signs around its words (`unframed_words`)."""
    mentions: bool
    """Whether a keyword stands in it, as a word or within one, or a label at its start."""

    def is_among(self, lines: Set[str]) -> bool:
        """Whether it is one of some folded lines, as it is written or without the signs around its words."""
        return not lines.isdisjoint((self.folded, self.unframed))

    @property
    def followed(self) -> bool:
        """Whether text stands behind the first colon."""
        return bool(self.rest)

    @property
    def apart(self) -> bool:
        """Whether it is no part of a sentence that began above it: it opens a paragraph, or begins like a line."""
        return self.opens_paragraph or (self.after_sentence and not self.text.lstrip()[:1].islower())

    @property
    def set_off(self) -> bool:
        """Whether it is no part of a sentence though no sentence ends above it: both it and the next begin anew."""
        start = start_of_words(self.text)
        return self.text[start : start + 1].isupper() and not self.next_line.lstrip()[:1].islower()

    @property
    def alone(self) -> bool:
        """Whether it stands over other text as a heading does: short, apart, nothing behind a colon, no sentence."""
        if self.followed or not self.next_line.strip() or not (self.apart or self.set_off):
            return False
        words = words_of(self.text)
        return len(words) <= (SHORT_LINE if self.apart else LABEL_WORDS) and not is_sentence(self.text, words)


def parts_of(text: str) -> tuple[str, bool, str]:
    """What stands before the first colon, whether there is one, and what stands behind; the colon of a time is none."""
    at = text.find(":")
    while at >= 0 and not _COLON.match(text, at):
        at = text.find(":", at + 1)
    return (text.strip(), False, "") if at < 0 else (text[:at].strip(), True, text[at + 1 :].strip())


def words_of(line: str) -> list[str]:
    """The words of a line, folded, without the signs between them."""
    return _WORD.findall(unicodedata.normalize("NFC", line[:LINE_START]).casefold())


def is_sentence(text: str, words: Sequence[str]) -> bool:
    """Whether a line ends as a sentence does, or goes on after a comma."""
    return text.rstrip()[-1:] in ".!?;," and len(words) >= _SENTENCE_WORDS


def unframed_words(head: str) -> str:
    """Words before a colon as `headings.unframed` has them, without a number before them."""
    words = unframed(head)
    return unframed(head[start_of_words(head) :]) if _NUMBERED.match(words) else words


def start_of_words(text: str) -> int:
    """Where the words of a line begin, behind indentation, signs, tags, numbers and a list mark."""
    if text[:2].isalpha():
        return 0
    before = _BEFORE_WORDS.match(text)
    return before.end() if before else 0


def end_of_words(text: str, name: str) -> int:
    """Where the words of a keyword at the start of a line end."""
    words = re.compile(r"\W+".join([r"\w+"] * len(name.split()))).match(text, start_of_words(text))
    return words.end() if words else len(text)


def text_after(text: str, name: str) -> str:
    """What follows the words of a keyword at the start of a line, and the marks that end their emphasis."""
    return _END_OF_EMPHASIS.sub("", text[end_of_words(text, name) :]).strip()
