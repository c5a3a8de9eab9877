"""A keyword with altered letters in a line of running text, where no colon sets it apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from converter.findings import Finding
from converter.note.unicode_text import fold
from converter.readers.heading_index import SHORT_ABBREVIATION
from converter.readers.headings import unframed
from converter.readers.keyword_in_line import KeywordInLine
from converter.readers.running_line import RunningLine, start_of_words
from converter.readers.similarity import HeadingMatcher

_MOST_WORDS: Final = 3
"""The most words of a keyword."""
_WORD: Final = re.compile(r"(\S+)\s+(?=(\S))")
_SPACED: Final = re.compile(r"(?:[^\W\d_] {1,3}){4,}[^\W\d_](?=\s)")
"""Letters with spaces between them."""
_SHORTENED: Final = re.compile(r"([^\W\d_]{3,10})\.\s+\S")
"""A word that is cut short, and a text behind it."""
_HYPHENS: Final = ("-", "\u2010", "\u00ad")


class AlteredInLine:
    """Checks a line for a keyword with altered letters before its text, or at the end of the line."""

    def __init__(self, matcher: HeadingMatcher, keywords: KeywordInLine) -> None:
        self.index = matcher.index
        self.matcher = matcher
        self.keywords = keywords

    def may_begin(self, text: str) -> bool:
        """Whether a line may begin with an altered keyword before its text, or end with half of one."""
        if text.endswith(_HYPHENS):
            return True
        start = text[:SHORT_ABBREVIATION]
        if start.isalpha() and start.casefold() not in self.index.lengths_by_beginning:
            return False
        return next(self._before_text(text), None) is not None or _SHORTENED.match(text) is not None

    def check(self, line: RunningLine) -> Finding | None:
        """The question about an altered keyword right before its text, or one that a hyphen divides."""
        start = (line.unframed or line.text)[:SHORT_ABBREVIATION]
        if not start.isalpha() or start.casefold() in self.index.lengths_by_beginning:
            shortened = _SHORTENED.match(line.text, start_of_words(line.text))
            if shortened and (found := self.shortened(shortened[1], line)):
                return found
            for written, is_set_apart in self._before_text(line.text):
                name = self.matcher.keyword_before_text(written)
                if name and (is_set_apart or " " in name):
                    return self.keywords.may_be(name, line)
        return self._divided(line) if line.text.endswith(_HYPHENS) and line.next_line else None

    def _before_text(self, text: str) -> Iterator[tuple[str, bool]]:
        """The one, two or three words that a line begins with, folded, where they are as long as a keyword.

        Each with whether a capital letter or a digit comes behind; if not, they are as long as one of several words.
        """
        start = start_of_words(text)
        while start and text[start - 1].isdigit():  # a digit that is read for a letter
            start -= 1
        lengths = self.index.lengths_by_beginning.get(text[start : start + SHORT_ABBREVIATION].casefold())
        if lengths is None:
            if text[start + 1 : start + 2] == " " and (spaced := _SPACED.match(text, start)):
                yield unframed(spaced[0]), True
            return
        phrases = self.index.phrase_lengths.get(text[start : start + SHORT_ABBREVIATION].casefold(), ())
        at = start
        for _ in range(_MOST_WORDS):
            if not (word := _WORD.match(text, at)):
                return
            end, at = word.end(1), word.end()
            is_set_apart = word[2].isupper() or word[2].isdigit()
            if end - start in (lengths if is_set_apart else phrases):
                yield unframed(text[start:end]), is_set_apart

    def shortened(self, word: str, line: RunningLine) -> Finding | None:
        """The warning about a keyword that is cut short by a full stop before its text: `Bedömn. vila`."""
        written = fold(word)
        name = "" if written in self.matcher.text_lines else self.matcher.abbreviated_keyword(written)
        return self.keywords.goes_on(name, line) if name and self.index.spellings[name] != line.keyword else None

    def _divided(self, line: RunningLine) -> Finding | None:
        """A capitalised keyword of which the second half is the beginning of the next line: `Bedöm-` over `ning`."""
        first = line.text[:-1]
        whole = first + line.next_line.lstrip()
        for found in self.index.heading_within.finditer(whole):
            name = fold(found[0])
            if found.start() < len(first) < found.end() and found[0][0].isupper() and name in self.index.keyword_set:
                return self.keywords.may_be(name, line)
        return None
