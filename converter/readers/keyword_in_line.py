"""A keyword as whole words in a line of running text: a heading with more words, one with its text, or a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from converter.findings import Finding
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.readers.heading_index import LONGEST_COMMON, HeadingIndex
from converter.readers.headings import unframed
from converter.readers.headings_within import (
    column_at_end,
    is_quoted,
    is_set_apart,
    keyword_columns,
    sentences_with_keyword,
    split_question,
)
from converter.readers.running_line import (
    LABEL_WORDS,
    LINE_START,
    SHORT_LINE,
    RunningLine,
    end_of_words,
    is_sentence,
    start_of_words,
    text_after,
    words_of,
)

_FEW: Final = 3
"""Fewer words may stand before a keyword that is no word of ordinary sentences."""
_HEADING_GOES_ON: Final = re.compile(r"[(\[/&+–—-]|(?:och|samt|inkl|inklusive|eller)\b")
"""How a heading with more words goes on behind its keyword."""


class KeywordInLine:
    """Checks a line that mentions a keyword."""

    def __init__(self, profile: Profile, index: HeadingIndex) -> None:
        self.profile = profile
        self.index = index

    def check(self, line: RunningLine) -> Finding | None:
        """A keyword as a whole word in a short line of its own, at the start of a line, or within a paragraph."""
        if not line.mentions:
            return None
        words = words_of(line.head[start_of_words(line.head) :])
        name, at = self.keyword_in(words)
        if name and not self.is_text_after(words[at + len(name.split()) :], line, _opens_bracket(name, at, line)):
            if at == 0:
                return self._at_start(name, line, len(words))
            if _is_cell(name, line):
                return None
            if found := self._behind_words(name, line, words, at):
                return found
        return self._behind_colon(line)

    def _behind_words(self, name: str, line: RunningLine, words: Sequence[str], at: int) -> Finding | None:
        """A keyword behind a few words: a heading with more words, or the beginning of a text."""
        if is_quoted(name, line.head, self.profile):
            return None
        if _is_over_text(name, line, words):
            return self._split_question(line, complete=not line.followed) or self.may_be(name, line)
        if _is_rare(name, words[:at], line) or self._labels_text(name, line, words):
            return self._split_question(line) or self.goes_on(name, line)
        return None

    def _behind_colon(self, line: RunningLine) -> Finding | None:
        """A keyword that is all that stands behind a colon, or headings that begin within the line."""
        behind = unframed(line.rest[:LINE_START]) if line.rest[:1].isupper() else ""
        if behind in self.index.keyword_set and (line.apart or len(behind) > LONGEST_COMMON):
            return self.may_be(behind, line)
        return self._split_question(line) or self._sentence(line)

    def _sentence(self, line: RunningLine) -> Finding | None:
        """The warning about a sentence within the line that begins with the keyword of another section."""
        for name, behind in sentences_with_keyword(line.text, self.profile):
            words = words_of(behind) or words_of(line.next_line)
            if self.index.spellings[name] != line.keyword and words and not self.is_text_after(words, line):
                return self.goes_on(name, line)
        return None

    def keyword_in(self, words: Sequence[str]) -> tuple[str, int]:
        """The first keyword among words, the longest that begins there, and its index; `""` without one."""
        for at, word in enumerate(words):
            for name in self.index.keywords_by_first_word.get(word, ()):
                parts = name.split()
                if words[at : at + len(parts)] == parts:
                    return name, at
        return "", 0

    def is_text_after(self, words: Sequence[str], line: RunningLine, in_bracket: bool = False) -> bool:
        """Whether the words behind a keyword make text of it, as in *Status post …*.

        Some do so in a sentence only: *Status vid ankomst:* and *Status (vid ankomst)* are headings with more words.
        """
        reading = self.profile.reading
        if not words or words[0] in reading.text_after or " ".join(words[:2]) in reading.text_after:
            return bool(words)
        return words[0] in reading.sentence_after and not (line.colon or line.alone or in_bracket)

    def may_be(self, name: str, line: RunningLine) -> Finding:
        """The question whether a line is the heading of a keyword."""
        return Finding("MVG244", line.number, words=(self.index.spellings[name], str(line.number)))

    def goes_on(self, name: str, line: RunningLine) -> Finding:
        """The warning about a line that has a keyword and goes on as running text."""
        return Finding("MVG251", line.number, words=(self.index.spellings[name],))

    def _at_start(self, name: str, line: RunningLine, words: int) -> Finding | None:
        """A line that starts with a keyword and goes on: a longer heading, a heading with its text, or a sentence."""
        rest = text_after(line.text, name)
        if rest and line.apart and is_set_apart(line.text, end_of_words(line.text, name)):
            columns = keyword_columns(line.text, self.profile)
            return split_question(line.number, columns) if len(columns) > 1 else self.may_be(name, line)
        short = words <= SHORT_LINE and not is_sentence(line.text, words_of(line.text))
        if short and _HEADING_GOES_ON.match(rest):
            return self.may_be(name, line)
        if question := self._split_question(line):
            return question
        is_alone = line.apart or (line.set_off and not rest)
        if rest[:1].isupper() or rest[:1].isdigit() or (short and is_alone and not line.followed):
            return self.may_be(name, line)
        return self.goes_on(name, line)

    def _labels_text(self, name: str, line: RunningLine, words: Sequence[str]) -> bool:
        """Whether a line begins with a few words that end in the keyword of another section, and a colon."""
        ends = len(words) <= LABEL_WORDS and words[-len(name.split()) :] == name.split()
        if not (ends and line.followed and line.apart) or self.index.spellings[name] == line.keyword:
            return False
        written = line.head.rstrip("*_~])> ")[-len(name) :]
        is_capitalised = (written[:1].isupper() or line.text[:1].isupper()) and " " in line.rest
        return line.rest[:1].isupper() or len(name) > LONGEST_COMMON or is_capitalised

    def _split_question(self, line: RunningLine, complete: bool = False) -> Finding | None:
        """Headings that may begin within the line; the user is shown where."""
        columns = keyword_columns(line.text, self.profile, complete) or column_at_end(
            line.text, line.next_line, self.profile
        )
        return split_question(line.number, columns)


def _opens_bracket(name: str, at: int, line: RunningLine) -> bool:
    """Whether a bracket opens behind a keyword at the start of a line."""
    return at == 0 and text_after(line.text, name)[:1] in ("(", "[")


def _is_over_text(name: str, line: RunningLine, words: Sequence[str]) -> bool:
    """Whether a line with a keyword behind other words is a heading: a short one over text, or with a colon."""
    if len(words) > SHORT_LINE:
        return False
    if line.patients_own and line.colon:
        return True
    over = line.apart or (line.set_off and len(words) <= LABEL_WORDS)
    over = over and bool(line.next_line.strip()) and not (line.blank_below and list(words[1:]) != name.split())
    return not line.followed and (over or line.colon) and not is_sentence(line.text, words)


def _is_rare(name: str, before: Sequence[str], line: RunningLine) -> bool:
    """Whether a keyword that is no word of ordinary sentences stands capitalised behind a few words."""
    if len(name) <= LONGEST_COMMON or sum(map(str.isalpha, before)) >= _FEW:
        return False
    start = line.text.casefold().find(name)
    return start >= 0 and line.text[start : start + 1].isupper()


def _is_cell(name: str, line: RunningLine) -> bool:
    """Whether a keyword is a later cell in the row of a table: the row below has as many cells."""
    cells = line.text.split("\t")
    return fold(cells[0]) != name and 1 < len(cells) == len(line.next_line.split("\t"))
