"""Lines of running text that may be headings: the questions and warnings about them.

A question has the code that stops an export; `findings.in_copy` gives the warning that a copy shows instead. Nothing
here moves text: an ambiguous line stays text until the user decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from converter.findings import Finding
from converter.profile import Profile
from converter.readers.heading_index import (
    ABBREVIATION_LENGTH,
    LABEL_LENGTH,
    SHORTEST_ABBREVIATION,
    ByLength,
    HeadingIndex,
    ascii_letters,
)
from converter.readers.headings import list_kind, unframed
from converter.readers.headings_within import (
    is_quoted,
    is_set_apart_without_colon,
    keyword_columns,
    last_keyword_column,
    split_question,
)
from converter.readers.running_line import (
    LINE_START,
    SHORT_LINE,
    Line,
    end_of_words,
    first_letter,
    is_sentence,
    text_after,
    words_of,
)
from converter.readers.similarity import abbreviates, distance, distance_allowed, undamaged
from converter.unicode_text import fold

MAX_COMPARED: Final = 4_000
"""The most lines of one note that are compared with the headings for a misspelling, and for damage: it takes time."""
_SUBHEADING_WORDS: Final = 4
_FRAME: Final = 12
"""The most signs around the words of a heading."""
_SPACED_LETTERS: Final = 4
"""The fewest letters of a keyword with signs between its letters."""
_BETWEEN_LETTERS: Final = re.compile(r"[\s._-]+")
_FEW: Final = 3
"""Fewer words may stand before a keyword that is no word of ordinary sentences."""
_COMMON: Final = 9
"""A longer keyword is no word of ordinary sentences."""
_NUMBERED: Final = re.compile(r"[0-9]{1,2}\s+[^\W\d]")
_SENTENCE_WITH_COLON: Final = re.compile(r"[.!?]\s+([^\W\d_](?:\w|[ .]){1,30}?)\s?:")
_GAP: Final = re.compile(r"[;=→：\t]|->|[–—]\s|\s(?:-+\s|\s)")
"""What sets a heading at the beginning of a line apart from the text behind it, besides a colon."""
_BEFORE_A_VALUE: Final = ("=", "(", "[", "-", "–", "—")
_HEADING_GOES_ON: Final = re.compile(r"[(\[/&+–—-]|(?:och|samt|inkl|inklusive|eller)\b")
"""How a heading with more words goes on behind its keyword."""


class AmbiguityChecker:
    """Checks the lines of running text of one note by rules, of which the first that applies decides."""

    def __init__(self, profile: Profile, lowered: str) -> None:
        """`lowered` is the running text of the note, case-folded."""
        self.profile = profile
        self.index = profile.derive(HeadingIndex)
        self.keywords = self.index.keywords
        self.mentioned = [name for name in self.index.keyword_roots if name in lowered]
        self.longest = profile.longest + _FRAME
        self.compared = self.repaired = 0
        self.subheadings: list[int] = []

    def check(self, line: Line) -> Finding | None:
        """The question or the warning about a line that is not blank; None for ordinary text."""
        if self.is_long(line.head):
            return self._first_of(_RULES_FOR_LONG_LINES, line)
        if _NUMBERED.match(line.framed):
            line = line._replace(framed=unframed(line.head[first_letter(line.head) :]))
        return self._first_of(_RULES_FOR_KNOWN_TEXT if self._is_known_text(line) else _RULES, line)

    def _is_known_text(self, line: Line) -> bool:
        """Whether the profile lists the line as text that resembles a heading."""
        return not self.profile.reading.text_lines.isdisjoint((line.folded, line.framed))

    def _first_of(self, rules: Sequence[_Rule], line: Line) -> Finding | None:
        for rule in rules:
            if finding := rule(self, line):
                return finding
        return None

    def subheading_warning(self) -> tuple[Finding, ...]:
        """One warning for all sub-headings in texts of a professional."""
        lines = ", ".join(map(str, self.subheadings))
        return (Finding("MVG225", self.subheadings[0], words=(lines,)),) if self.subheadings else ()

    # -- rules ---------------------------------------------------------------------------------------------------

    def _pmo_keyword(self, line: Line) -> Finding | None:
        """A keyword that only PMO has: nothing is ever written under it (R132, R133)."""
        row = self.profile.pmo.get(line.folded)
        if row is None or row.clinic24:
            return None
        return self._not_the_patients(line) if line.patients_own else Finding("MVG233", line.number, words=(row.pmo,))

    def _damaged(self, line: Line) -> Finding | None:
        """A heading with letters that a wrong encoding has changed."""
        if (line.head.isascii() and "?" not in line.head) or self.repaired >= MAX_COMPARED:
            return None
        if ascii_letters(line.folded) not in self.index.ascii_letters:
            return None
        self.repaired += 1
        repaired = undamaged(line.head, self.profile.headings)
        if not repaired:
            return None
        code = "MVG246" if self._is_keyword(repaired) else "MVG231"
        return Finding(code, line.number, words=(self._name(repaired), str(line.number)))

    def _misspelt_keyword(self, line: Line) -> Finding | None:
        """A keyword with other signs around it, other letters in it, cut short, or misspelt."""
        framed = line.framed
        for known in (line.folded, framed):
            if known in self.index.keyword_set:
                return self._may_be(known, line)
        if name := self._spaced_or_cut_short(framed, SHORTEST_ABBREVIATION if line.colon else ABBREVIATION_LENGTH):
            return self._may_be(name, line)
        close = self._nearest(framed, self.index.keywords_by_length, distance_allowed(framed, line.followed))
        return self._may_be(close, line) if close else None

    def _spaced_or_cut_short(self, framed: str, fewest: int) -> str:
        """The keyword that is written with spaces between its letters, or with words cut short; `""` without one.

        The first word has at least `fewest` letters.
        """
        if not framed[1:2].isalnum():
            letters = _BETWEEN_LETTERS.split(framed)
            spaced = len(letters) >= _SPACED_LETTERS and max(map(len, letters)) == 1
            return self.index.keywords_by_letters.get("".join(letters), "") if spaced else ""
        alike = self.index.keywords_by_beginning.get(framed[:SHORTEST_ABBREVIATION], ())
        return next((name for name in alike if abbreviates(framed, name, fewest)), "")

    def _misspelt_label(self, line: Line) -> Finding | None:
        """A label that is misspelt, has other signs around it, or no colon behind it: the fact stays text."""
        allowed = 2 if len(line.folded) > 2 * LABEL_LENGTH else int(len(line.folded) >= LABEL_LENGTH - 1)
        close = self._nearest(line.folded, self.index.labels_by_length, allowed) or self._label_at(line)
        if not close and line.colon and len(line.folded) >= LABEL_LENGTH:
            close = self.index.signature_labels.get(self._nearest(line.folded, self.index.signatures_by_length, 1), "")
        return Finding("MVG231", line.number, words=(self._name(close), str(line.number))) if close else None

    def _label_at(self, line: Line) -> str:
        """The label that a line begins with, behind other signs or before its value without a colon."""
        framed = line.framed if line.colon else ""
        if framed in self.profile.headings and not self._is_keyword(framed):
            return framed
        lowered = line.head[:LINE_START].casefold()
        if not self.index.starts_with_label(lowered):
            return ""
        name = next(name for name in self.index.labels if lowered.startswith(name))
        if line.colon and len(words_of(line.head)) <= _SUBHEADING_WORDS:
            return name
        rest = text_after(line.head, name)
        return name if rest[:1].isupper() or rest[:1].isdigit() or rest.startswith(_BEFORE_A_VALUE) else ""

    def _keyword_and_more(self, line: Line) -> Finding | None:
        """A keyword as a whole word in a short line of its own, at the start of a line, or within a paragraph."""
        if not line.mentions:
            return None
        words = words_of(line.head[first_letter(line.head) :])
        name, at = self._keyword_in(words)
        if name and not self._is_text_after(words[at + len(name.split()) :], line):
            if at == 0:
                return self._starting(name, line, len(words))
            if is_quoted(name, line.head, self.profile) or _is_cell(name, line):
                return None
            short = len(words) <= SHORT_LINE and not is_sentence(line.text, words)
            is_compound = at == 1 and words[1:] == name.split()
            over = line.apart and bool(line.next_line.strip()) and (not line.spaced or is_compound)
            if (short and not line.followed and (over or line.colon)) or (
                line.patients_own and line.colon and len(words) <= SHORT_LINE
            ):
                return self._split_question(line, finished=not line.followed) or self._may_be(name, line)
            is_rare = len(name) > _COMMON and at < _FEW and line.apart and _is_capitalised(name, line.text)
            if is_rare or self._labels_text(name, line, words):
                return self._split_question(line) or self._goes_on(name, line)
        behind = unframed(line.rest[:LINE_START]) if line.apart and line.rest[:1].isupper() else ""
        return self._may_be(behind, line) if behind in self.keywords else self._split_question(line)

    def _is_text_after(self, words: Sequence[str], line: Line) -> bool:
        """Whether the words behind a keyword make text of it, as in *Status post …*.

        Some do so in a sentence only: *Status vid ankomst:* is a heading with more words.
        """
        reading = self.profile.reading
        if not words or words[0] in reading.text_after or " ".join(words[:2]) in reading.text_after:
            return bool(words)
        return words[0] in reading.sentence_after and not line.colon and not line.alone

    def _starting(self, name: str, line: Line, words: int) -> Finding | None:
        """A line that starts with a keyword and goes on: a longer heading, a heading with its text, or a sentence."""
        rest = text_after(line.text, name)
        short = words <= SHORT_LINE and not is_sentence(line.text, words_of(line.text))
        if rest and line.apart and is_set_apart_without_colon(line.text, end_of_words(line.text, name)):
            several = len(self.columns_within(line.text)) > 1
            return self._split_question(line) if several else self._may_be(name, line)
        if short and _HEADING_GOES_ON.match(rest):
            return self._may_be(name, line)
        if question := self._split_question(line):
            return question
        if rest[:1].isupper() or rest[:1].isdigit() or (short and line.apart and not line.followed):
            return self._may_be(name, line)
        return self._goes_on(name, line)

    def _labels_text(self, name: str, line: Line, words: Sequence[str]) -> bool:
        """Whether a line begins with a few words that end in the keyword of another section, and a colon."""
        ends = len(words) <= _SUBHEADING_WORDS and words[-len(name.split()) :] == name.split()
        written = line.head.rstrip("*_~])> ")[-len(name) :]
        is_text = line.rest[:1].isupper() or len(name) > _COMMON or (written[:1].isupper() and " " in line.rest)
        return ends and line.followed and line.apart and is_text and self._name(name) != line.section

    def _split_question(self, line: Line, finished: bool = False) -> Finding | None:
        """Headings that may begin within the line; the user is shown where."""
        columns = self.columns_within(line.text, finished) or last_keyword_column(
            line.text, line.next_line, self.profile
        )
        return split_question(line.number, columns)

    def _before_a_gap(self, line: Line) -> Finding | None:
        """A keyword with a dash, a tab or another gap behind it instead of a colon, and text on its line."""
        start = first_letter(line.text)
        gap = _GAP.search(line.text, start + 1, start + self.longest)
        rest = line.text[gap.end() :].lstrip(" \t\u00a0->") if gap else ""
        if gap is None or not rest:
            return None
        head = line.text[start : gap.start()].rstrip()
        line = line._replace(head=head, colon=True, rest=rest, folded=fold(head), framed=unframed(head))
        return None if self._is_known_text(line) else self._first_of(_RULES_BEFORE_A_GAP, line)

    def _misspelt_within(self, line: Line) -> Finding | None:
        """A misspelt keyword with a colon that begins a sentence within the line."""
        for start in _SENTENCE_WITH_COLON.finditer(line.text):
            written = fold(start[1])
            name = self._nearest(written, self.index.keywords_by_length, distance_allowed(written, True))
            if name or (name := self._spaced_or_cut_short(written, ABBREVIATION_LENGTH)):
                return self._goes_on(name, line)
        return None

    def _professional_heading(self, line: Line) -> Finding | None:
        """A heading that only a professional writes, or a word that ends as a keyword, under the patient's own.

        In a professional's section it is a sub-heading, or one of another section that goes on with its text.
        """
        if not (line.colon or line.alone):
            return None
        known = line.folded in self.profile.reading.professional_headings
        if not line.patients_own:
            return self._professional_subheading(line) if known else None
        ends = line.folded.isalpha() and not line.followed and line.folded.endswith(tuple(self.keywords))
        return self._not_the_patients(line) if known or ends else None

    def _professional_subheading(self, line: Line) -> Finding | None:
        if line.opens_paragraph and line.alone and not line.colon:
            self.subheadings.append(line.number)
        name = next((name for name in self.keywords if line.folded.endswith(name)), "")
        is_another = name and line.followed and line.apart and self._name(name) != line.section
        return self._goes_on(name, line) if is_another else None

    def _subheading(self, line: Line) -> Finding | None:
        """A few words and a colon on a line of their own: a heading within the text."""
        head = line.head
        if line.followed or not line.colon or not line.next_line.strip() or not head[:1].isupper():
            return None
        if len(head.split()) > _SUBHEADING_WORDS or head.endswith((",", "!")) or (head.endswith(".") and " " in head):
            return None
        words = words_of(head)
        name, at = self._keyword_in(words)
        if name and self._is_text_after(words[at + len(name.split()) :], line):
            return None
        if line.patients_own:
            known = line.folded in self.profile.reading.sub_headings or "\t" in line.next_line
            return None if known else self._not_the_patients(line)
        if line.opens_paragraph and not (
            line.spaced or list_kind(line.next_line) or "\t" in line.next_line or line.next_line[:1].isspace()
        ):
            self.subheadings.append(line.number)
        return None

    # -- helpers -----------------------------------------------------------------------------------------------

    def columns_within(self, text: str, finished: bool = False) -> list[int]:
        """The columns, from 1, where headings may begin within a text that mentions a keyword."""
        return keyword_columns(text, self.profile, finished) if self.mentions(text.casefold()) else []

    def is_common(self, head: str) -> bool:
        """Whether a heading is a word that also is an ordinary item of a list."""
        return len(unframed(head)) <= _COMMON

    def may_have_gap(self, text: str) -> bool:
        """Whether the beginning of a line, or of a sentence within it, may be a heading that is set apart from text."""
        start = first_letter(text)
        gap = _GAP.search(text, start + 1, start + self.longest)
        return gap is not None or (":" in text and _SENTENCE_WITH_COLON.search(text) is not None)

    def is_long(self, head: str) -> bool:
        """Whether words before a colon are too long for a heading; one with spaces between its letters is longer."""
        return len(head) > self.longest and (head[1:2].isalnum() or len(head) > 2 * self.longest)

    def mentions(self, lowered: str) -> bool:
        """Whether a keyword stands in a text in small letters, as a word or within one, or a label at its start."""
        if self.mentioned and any(name in lowered for name in self.mentioned):
            return True
        return self.index.starts_with_label(lowered.lstrip())

    def _is_keyword(self, name: str) -> bool:
        return self.profile.headings[name].kind != "fact"

    def _goes_on(self, name: str, line: Line) -> Finding:
        return Finding("MVG251", line.number, words=(self._name(name),))

    def _may_be(self, name: str, line: Line) -> Finding:
        return Finding("MVG244", line.number, words=(self._name(name), str(line.number)))

    @staticmethod
    def _not_the_patients(line: Line) -> Finding:
        return Finding("MVG245", line.number, words=(str(line.number),))

    def _name(self, folded: str) -> str:
        """A heading as the profile spells it."""
        if row := self.profile.pmo.get(folded):
            return row.clinic24
        meaning = self.profile.headings[folded]
        return self.profile.labels[meaning.name] if meaning.kind == "fact" else meaning.name

    def _keyword_in(self, words: list[str]) -> tuple[str, int]:
        """The first keyword among words, the longest that begins there, and its index; `""` without one."""
        first, index = "", len(words)
        for name in self.keywords:
            parts = name.split()
            for at in range(min(len(words) - len(parts) + 1, index)):
                if words[at : at + len(parts)] == parts:
                    first, index = name, at
                    break
        return (first, index) if first else ("", 0)

    def _nearest(self, written: str, names: ByLength, allowed: int) -> str:
        """The name with the fewest wrong letters, at most `allowed`; `""` without one."""
        if not allowed:
            return ""
        near = [
            name
            for length in range(len(written) - allowed, len(written) + allowed + 1)
            for name, start, middle, end in names.get(length, ())
            if start in written or middle in written or end in written
        ]
        if not near or self.compared >= MAX_COMPARED:
            return ""
        self.compared += 1
        wrong = {name: distance(written, name, allowed) for name in near}
        closest = min(near, key=lambda name: wrong[name])
        return closest if wrong[closest] <= allowed else ""


def _is_capitalised(name: str, text: str) -> bool:
    """Whether a keyword stands in a text with a capital letter."""
    at = text.casefold().find(name)
    return at >= 0 and text[at : at + 1].isupper()


def _is_cell(name: str, line: Line) -> bool:
    """Whether a keyword is a later cell in the row of a table: the row below has as many cells."""
    cells = line.text.split("\t")
    return fold(cells[0]) != name and 1 < len(cells) == len(line.next_line.split("\t"))


_Rule = Callable[[AmbiguityChecker, Line], Finding | None]
_RULES: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._pmo_keyword,
    AmbiguityChecker._damaged,
    AmbiguityChecker._misspelt_keyword,
    AmbiguityChecker._misspelt_label,
    AmbiguityChecker._keyword_and_more,
    AmbiguityChecker._professional_heading,
    AmbiguityChecker._subheading,
    AmbiguityChecker._before_a_gap,
    AmbiguityChecker._misspelt_within,
)
_RULES_FOR_LONG_LINES: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._misspelt_label,
    AmbiguityChecker._keyword_and_more,
    AmbiguityChecker._before_a_gap,
    AmbiguityChecker._misspelt_within,
)
_RULES_BEFORE_A_GAP: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._pmo_keyword,
    AmbiguityChecker._damaged,
    AmbiguityChecker._misspelt_keyword,
)
_RULES_FOR_KNOWN_TEXT: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._pmo_keyword,
    AmbiguityChecker._professional_heading,
    AmbiguityChecker._subheading,
)
"""The rules for a line that the profile lists as text although it resembles a heading."""
