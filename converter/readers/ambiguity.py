"""Lines of running text that may be headings: the questions and warnings about them.

A question has the code that stops an export; `findings.as_copy_warning` gives the warning that a copy shows instead.
Nothing here moves text: an ambiguous line stays text until the user decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from converter.findings import Finding
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.readers.altered_headings import undisguised
from converter.readers.altered_in_line import AlteredInLine
from converter.readers.heading_index import ABBREVIATION, LONGEST_COMMON, SHORT_ABBREVIATION, HeadingIndex
from converter.readers.headings import unframed
from converter.readers.keyword_in_line import KeywordInLine
from converter.readers.label_in_line import LabelInLine
from converter.readers.mentioned_headings import MentionedHeadings
from converter.readers.running_line import (
    LABEL_WORDS,
    RunningLine,
    parts_of,
    start_of_words,
    unframed_words,
    words_of,
)
from converter.readers.similarity import HeadingMatcher
from converter.readers.sub_headings import SubHeadings, not_the_patients

_FRAME: Final = 12
"""The most signs around the words of a heading."""
_GAP: Final = re.compile(r"[;=→：\t]|->|[–—]\s|\s(?:-+\s|\s)")
"""What stands where a heading that begins a line has its colon."""
_MORE_WORDS: Final = re.compile(r"[\s.]*(?:[/&+,]\s*|\b(?:och|samt|inkl|inklusive)\b\s*)(?=\w)")
"""What stands between a keyword and more words of its heading."""
_GAP_SIGNS: Final = " \t\u00a0->"
_SENTENCE_WITH_COLON: Final = re.compile(r"[.!?]\s*([^\W\d_](?:\w|[ .]){1,30}?)\s?:")
"""A sentence within a line that begins with a few words and a colon."""


class AmbiguityChecker:
    """Checks the lines of running text of one note by rules, of which the first that applies decides."""

    def __init__(self, profile: Profile, lowered: str) -> None:
        """`lowered` is the running text of the note, case-folded."""
        self.profile = profile
        self.index = profile.derive(HeadingIndex)
        self.matcher = HeadingMatcher(profile, self.index)
        self.keywords = KeywordInLine(profile, self.index)
        self.labels = LabelInLine(profile, self.matcher)
        self.altered = AlteredInLine(self.matcher, self.keywords)
        self.mentioned = MentionedHeadings(self.index, lowered)
        self.mentions = self.mentioned.in_line
        self.has_shortened = any(map(lowered.__contains__, self.index.sentence_beginnings))
        self.longest = profile.longest + _FRAME
        self.subheadings = SubHeadings(profile, self.index, self.keywords)

    def check(self, line: RunningLine) -> Finding | None:
        """The question or the warning about a line that is not blank; None for ordinary text."""
        if line.followed and not line.head[:1].isalpha() and not any(map(str.isalpha, line.head)):
            line = self._behind_number(line)
        if self.mentioned.is_disguised and (plain := undisguised(line.text)) != line.text:
            return self._check(line) or self._check_undisguised(line, plain)
        return self._check(line)

    def _check(self, line: RunningLine) -> Finding | None:
        if self.is_long(line.head):
            rules = _RULES_FOR_LONG_LINES
        else:
            rules = _RULES_FOR_KNOWN_TEXT if line.is_among(self.profile.reading.text_lines) else _RULES
        return self._first(rules, line)

    def _with_parts(self, line: RunningLine, text: str) -> RunningLine:
        """A line with the head, the colon and the rest of a text."""
        head, colon, rest = parts_of(text)
        folded, words = ("", "") if self.is_long(head) else (fold(head), unframed_words(head))
        return line._replace(head=head, colon=colon, rest=rest, folded=folded, unframed=words)

    def _behind_number(self, line: RunningLine) -> RunningLine:
        """A line with a time or another number before its first colon, as what stands behind."""
        return self._with_parts(line, line.rest)

    def _check_undisguised(self, line: RunningLine, plain: str) -> Finding | None:
        """What is said of a line as it looks; not where in it a heading begins, as characters are missing in it."""
        found = self._check(self._with_parts(line._replace(text=plain), plain))
        lowered = plain.casefold()
        if found is None or found.code != "MVG249":
            return found
        return self.keywords.may_be(next(name for name in self.index.keywords if name in lowered), line)

    def _first(self, rules: tuple[_Rule, ...], line: RunningLine) -> Finding | None:
        return next((finding for rule in rules if (finding := rule(self, line))), None)

    # -- rules ---------------------------------------------------------------------------------------------------

    def _record_keyword(self, line: RunningLine) -> Finding | None:
        """A keyword that only the record has: nothing is ever written under it (R132, R133)."""
        row = self.profile.record_keywords.get(line.folded)
        if row is None or row.clinic24:
            return None
        return not_the_patients(line) if line.patients_own else Finding("MVG233", line.number, words=(row.record,))

    def _damaged(self, line: RunningLine) -> Finding | None:
        """A heading with letters that a wrong encoding has changed."""
        repaired = self.matcher.undamaged(line.head, line.folded)
        if repaired in ("", line.folded):
            return None
        spelling = self.index.spellings[repaired]
        if repaired not in self.index.keyword_set:
            return Finding("MVG231", line.number, words=(spelling,))
        return Finding("MVG246", line.number, words=(spelling, str(line.number)))

    def _other_word(self, line: RunningLine) -> Finding | None:
        """Another word for the keyword of another section, or a word of another language, as a heading."""
        keyword = self.index.asked.get(line.folded) or self.index.asked.get(line.unframed)
        if not keyword or keyword == line.keyword or (line.patients_own and self.subheadings.is_professional(line)):
            return None
        is_heading = line.colon or line.opens_paragraph or line.after_sentence or line.set_off
        return Finding("MVG244", line.number, words=(keyword, str(line.number))) if is_heading else None

    def _misspelt_keyword(self, line: RunningLine) -> Finding | None:
        """A keyword with other signs around it, other letters in it, cut short, or misspelt."""
        words = line.unframed
        for known in (line.folded, words):
            if known in self.index.keyword_set:
                return self.keywords.may_be(known, line)
        name = self.matcher.abbreviated_keyword(words, SHORT_ABBREVIATION if line.colon else ABBREVIATION)
        name = name or self.matcher.misspelt_keyword(words, line.followed) or self.matcher.altered_keyword(words)
        return self.keywords.may_be(name, line) if name else None

    def _shortened_and_more(self, line: RunningLine) -> Finding | None:
        """A keyword that is cut short or misspelt, with more words: `Bed/åtg`, `Bedömn och plan`."""
        if line.followed:
            is_beginning = line.unframed[:SHORT_ABBREVIATION] in self.index.keywords_by_beginning
            return self._shortened_before_colon(line) if is_beginning and line.apart else None
        first, *more = _MORE_WORDS.split(line.unframed, maxsplit=1)
        if not more or not line.alone or first in self.profile.reading.text_lines or first in self.index.keyword_set:
            return None  # a whole keyword with more words was judged before
        name = self.matcher.abbreviated_keyword(first) or self.matcher.misspelt_keyword(first, followed=True)
        return self.keywords.may_be(name, line) if name else None

    def _shortened_before_colon(self, line: RunningLine) -> Finding | None:
        """A keyword that is cut short, with another word or two and its text: `Stat loc: rodnat`."""
        words = words_of(line.unframed)
        if not 1 < len(words) < LABEL_WORDS or words[0] in self.profile.reading.text_lines:
            return None
        name = self.matcher.abbreviated_keyword(words[0])
        is_another = name and name not in self.index.groups and self.index.spellings[name] != line.keyword
        return self.keywords.goes_on(name, line) if is_another else None

    def _misspelt_label(self, line: RunningLine) -> Finding | None:
        return self.labels.check(line)

    def _keyword_and_more(self, line: RunningLine) -> Finding | None:
        return self.keywords.check(line)

    def _subheading(self, line: RunningLine) -> Finding | None:
        return self.subheadings.check(line)

    def _before_gap(self, line: RunningLine) -> Finding | None:
        """A heading with a dash, a tab or another gap behind it where others have their colon."""
        start = start_of_words(line.text)
        gap = _GAP.search(line.text, start + 1, start + self.longest)
        rest = line.text[gap.end() :].lstrip(_GAP_SIGNS) if gap else ""
        if not gap or not rest:
            return None
        head = line.text[start : gap.start()].rstrip()
        line = line._replace(head=head, colon=True, rest=rest, folded=fold(head), unframed=unframed(head))
        if line.is_among(self.profile.reading.text_lines):
            return None
        found = self._first(_RULES_BEFORE_GAP, line)
        # White space may stand between the cells of a table; a sign stands for the colon of a heading with more words.
        return found if found or gap[0].isspace() else self.keywords.check(line)

    def _misspelt_within(self, line: RunningLine) -> Finding | None:
        """A misspelt heading with a colon that begins a sentence within the line, or one cut short by a full stop."""
        for shortened in self.index.shortened_sentence.finditer(line.text) if self.has_shortened else ():
            if finding := self.altered.shortened(shortened[1], line):
                return finding
        for start in _SENTENCE_WITH_COLON.finditer(line.text) if ":" in line.text else ():
            written = fold(start[1])
            name = self.matcher.misspelt_keyword(written, followed=True) or self.matcher.abbreviated_keyword(written)
            if name:
                return self.keywords.goes_on(name, line)
        return None

    def _altered_in_line(self, line: RunningLine) -> Finding | None:
        return self.altered.check(line)

    # -- helpers -----------------------------------------------------------------------------------------------

    def may_have_gap(self, text: str) -> bool:
        """Whether the beginning of a line, or of a sentence within it, may be a heading that is set apart from text."""
        start = start_of_words(text)
        if _GAP.search(text, start + 1, start + self.longest) or self.altered.may_begin(text):
            return True
        if self.has_shortened and self.index.shortened_sentence.search(text):
            return True
        return ":" in text and _SENTENCE_WITH_COLON.search(text) is not None

    def is_long(self, head: str) -> bool:
        """Whether words before a colon are too long for a heading; one with spaces between its letters is longer."""
        return len(head) > self.longest and (head[1:2].isalnum() or len(head) > 2 * self.longest)


def is_common_word(head: str) -> bool:
    """Whether a heading is short enough for a word that also is an ordinary item of a list."""
    return len(unframed(head)) <= LONGEST_COMMON


_Rule = Callable[[AmbiguityChecker, RunningLine], Finding | None]
_RULES: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._record_keyword,
    AmbiguityChecker._damaged,
    AmbiguityChecker._other_word,
    AmbiguityChecker._misspelt_keyword,
    AmbiguityChecker._misspelt_label,
    AmbiguityChecker._keyword_and_more,
    AmbiguityChecker._shortened_and_more,
    AmbiguityChecker._subheading,
    AmbiguityChecker._before_gap,
    AmbiguityChecker._altered_in_line,
    AmbiguityChecker._misspelt_within,
)
_RULES_FOR_KNOWN_TEXT: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._record_keyword,
    AmbiguityChecker._subheading,
    AmbiguityChecker._altered_in_line,
)
"""The rules for a line that the profile lists as text although it resembles a heading."""
_RULES_FOR_LONG_LINES: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._misspelt_label,
    AmbiguityChecker._keyword_and_more,
    AmbiguityChecker._before_gap,
    AmbiguityChecker._altered_in_line,
    AmbiguityChecker._misspelt_within,
)
_RULES_BEFORE_GAP: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._record_keyword,
    AmbiguityChecker._damaged,
    AmbiguityChecker._other_word,
    AmbiguityChecker._misspelt_keyword,
)
