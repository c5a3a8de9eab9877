"""Lines of a copied text that may be a heading, or may not: what the user is asked and told about them.

A question has the code that stops an export; `findings.in_copy` gives the warning that a copy shows instead. Nothing
here moves text: a line in doubt stays where it stands until the user decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from converter.characters import fold
from converter.findings import Finding
from converter.profile import Heading, Profile
from converter.profile.heading_index import BEGINNING, LABEL_LENGTH, ByLength, ascii_letters
from converter.readers.headings import list_kind, unframed

MAX_COMPARED: Final = 4_000
"""The most lines of one note that are compared with the headings for a misspelling, and for damage: it takes time."""
_SHORT: Final = 6
"""The most words of a line that may be a heading with more words."""
_SUBHEADING_WORDS: Final = 4
_SENTENCE_WORDS: Final = 4
"""From so many words on, a full stop at the end makes a sentence of a line."""
_SPACED_LETTERS: Final = 4
_FRAME: Final = 12
"""The most signs around the words of a heading."""
_DAMAGED: Final = "[?\ufffd]"
_WRONG_PAIRS: Final = tuple(
    (wrong, right)
    for wrong in ("cp1252", "latin-1", "cp850", "mac-roman")
    for right in ("utf-8", "cp1252", "cp850", "mac-roman")
    if wrong != right
)


class Line(NamedTuple):
    """A line of running text and what stands around it."""

    number: int
    text: str
    opens: bool
    """Whether a blank line, a heading or nothing stands above it."""
    ended: bool
    """Whether the line above it ends a sentence."""
    below: str
    """The next line."""
    own: bool
    """Whether it stands under the patient's own keyword."""
    head: str
    """What stands before the first colon, without spaces around it; the colon of a time of day is none."""
    colon: bool
    """Whether it has a colon."""
    rest: str
    """What stands behind the first colon, without spaces around it."""
    folded: str
    """The head as headings are compared (`characters.fold`); `""` when it is too long for a heading."""
    framed: str
    """The same without the signs around its words (`headings.unframed`)."""
    mentions: bool
    """Whether a keyword stands in it, as a word or within one, or a label at its start."""

    @property
    def followed(self) -> bool:
        """Whether text stands behind the first colon."""
        return bool(self.rest)

    @property
    def apart(self) -> bool:
        """Whether it is no part of a sentence that began above it: it opens a paragraph, or begins like a line."""
        return self.opens or (self.ended and not self.text.lstrip()[:1].islower())

    @property
    def alone(self) -> bool:
        """Whether it stands over other text as a heading does: short, apart, nothing behind a colon, no sentence."""
        if self.followed or not self.apart or not self.below.strip():
            return False
        words = _words(self.text)
        return len(words) <= _SHORT and not _is_sentence(self.text, words)


_BETWEEN_LETTERS: Final = re.compile(r"[\s._-]+")
_COLON: Final = re.compile(r"(?<![0-9]):|:(?![0-9])")


def parts_of(text: str) -> tuple[str, bool, str]:
    """What stands before the first colon, whether there is one, and what stands behind; the colon of a time is none."""
    at = text.find(":")
    while at >= 0 and not _COLON.match(text, at):
        at = text.find(":", at + 1)
    return (text.strip(), False, "") if at < 0 else (text[:at].strip(), True, text[at + 1 :].strip())


class AmbiguityChecker:
    """What is to be asked or told about the lines of one note."""

    def __init__(self, profile: Profile, lowered: str) -> None:
        """`lowered` is the running text of the note, case-folded."""
        self.profile = profile
        self.index = profile.heading_index
        self.keywords = self.index.keywords
        self.mentioned = [name for name in self.index.keyword_roots if name in lowered]
        self.longest = profile.longest + _FRAME
        self.compared = self.repaired = 0
        self.subheadings: list[int] = []

    def check(self, line: Line) -> Finding | None:
        """The question or the warning about a line that is not blank; None for ordinary text."""
        if self.is_long(line.head):
            return self._misspelt_label(line) or self._keyword_and_more(line)
        known = not self.profile.reading.text_lines.isdisjoint((line.folded, line.framed))
        for ask in _RULES_FOR_KNOWN_TEXT if known else _RULES:
            if finding := ask(self, line):
                return finding
        return None

    def subheading_warning(self) -> tuple[Finding, ...]:
        """One warning for all sub-headings in texts of a professional."""
        lines = ", ".join(map(str, self.subheadings))
        return (Finding("MVG225", self.subheadings[0], words=(lines,)),) if self.subheadings else ()

    # -- one rule each, in the order in which they are asked ---------------------------------------------------

    def _pmo_keyword(self, line: Line) -> Finding | None:
        """A keyword that only PMO has: nothing is ever written under it (R132, R133)."""
        row = self.profile.pmo.get(line.folded)
        if row is None or row.clinic24:
            return None
        return self._not_the_patients(line) if line.own else Finding("MVG233", line.number, words=(row.pmo,))

    def _damaged(self, line: Line) -> Finding | None:
        """A heading with letters that a wrong encoding has changed."""
        suspect = (not line.head.isascii() or "?" in line.head) and ascii_letters(
            line.folded
        ) in self.index.ascii_letters
        if not suspect or self.repaired >= MAX_COMPARED:
            return None
        self.repaired += 1
        repaired = _undamaged(line.head, self.profile.headings)
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
        if not line.followed and (name := self._spaced_or_cut_short(framed)):
            return self._may_be(name, line)
        close = self._nearest(framed, self.index.keywords_by_length, _distance_allowed(framed, line.followed))
        return self._may_be(close, line) if close else None

    def _spaced_or_cut_short(self, framed: str) -> str:
        """The keyword that is written with spaces between its letters, or with words cut short; `""` without one."""
        if not framed[1:2].isalnum():
            letters = _BETWEEN_LETTERS.split(framed)
            spaced = len(letters) >= _SPACED_LETTERS and max(map(len, letters)) == 1
            return self.index.keywords_by_letters.get("".join(letters), "") if spaced else ""
        alike = self.index.keywords_by_beginning.get(framed[:BEGINNING], ())
        return next((name for name in alike if _abbreviates(framed, name)), "")

    def _misspelt_label(self, line: Line) -> Finding | None:
        """A label that is misspelt, has other signs around it, or no colon behind it: the fact stays text."""
        allowed = 2 if len(line.folded) > 2 * LABEL_LENGTH else int(len(line.folded) >= LABEL_LENGTH - 1)
        close = self._nearest(line.folded, self.index.labels_by_length, allowed) or self._label_at(line)
        return Finding("MVG231", line.number, words=(self._name(close), str(line.number))) if close else None

    def _label_at(self, line: Line) -> str:
        """The label that a line begins with, behind other signs or before its value without a colon."""
        framed = line.framed if line.colon else ""
        if framed in self.profile.headings and not self._is_keyword(framed):
            return framed
        lowered = line.head[:_LINE].casefold()
        if not self.index.starts_with_label(lowered):
            return ""
        name = next(name for name in self.index.labels if lowered.startswith(name))
        rest = _after(line.head, name)
        return name if rest[:1].isupper() or rest[:1].isdigit() or rest.startswith(_BEFORE_A_VALUE) else ""

    def _keyword_and_more(self, line: Line) -> Finding | None:
        """A keyword as a whole word in a short line of its own, at the start of a line, or within a paragraph."""
        if not line.mentions:
            return None
        words = _words(line.head)
        name, at = self._keyword_in(words)
        if name and not self._is_text_after(words[at + len(name.split()) :], line):
            if at == 0:
                return self._starting(name, line, len(words))
            short = len(words) <= _SHORT and not _is_sentence(line.text, words)
            over = line.apart and bool(line.below.strip())
            if (short and not line.followed and (over or line.colon)) or (
                line.own and line.colon and len(words) <= _SHORT
            ):
                return self._split_question(line) or self._may_be(name, line)
        behind = unframed(line.rest[:_LINE]) if line.apart and line.rest[:1].isupper() else ""
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
        rest = _after(line.text, name)
        short = words <= _SHORT and not _is_sentence(line.text, _words(line.text))
        if short and re.match(_HEADING_GOES_ON, rest):
            return self._may_be(name, line)
        if question := self._split_question(line):
            return question
        if rest[:1].isupper() or rest[:1].isdigit() or (short and line.apart and not line.followed):
            return self._may_be(name, line)
        return Finding("MVG251", line.number, words=(self._name(name),))

    def _split_question(self, line: Line) -> Finding | None:
        """Headings that may begin within the line; the user is shown where."""
        return split_question(line.number, self.heading_columns(line.text))

    def _professional_heading(self, line: Line) -> Finding | None:
        """A heading that only a professional writes, or a word that ends as a keyword, under the patient's own."""
        if not line.own or not (line.colon or line.alone):
            return None
        known = line.folded in self.profile.reading.professional_headings
        ends = line.folded.isalpha() and not line.followed and line.folded.endswith(tuple(self.keywords))
        return self._not_the_patients(line) if known or ends else None

    def _subheading(self, line: Line) -> Finding | None:
        """A few words and a colon on a line of their own: a heading within the text."""
        head = line.head
        if line.followed or not line.colon or not line.below.strip() or not head[:1].isupper():
            return None
        if len(head.split()) > _SUBHEADING_WORDS or head.endswith((",", "!")) or (head.endswith(".") and " " in head):
            return None
        words = _words(head)
        name, at = self._keyword_in(words)
        if name and self._is_text_after(words[at + len(name.split()) :], line):
            return None
        if line.own:
            known = line.folded in self.profile.reading.sub_headings or "\t" in line.below
            return None if known else self._not_the_patients(line)
        if line.opens and not (list_kind(line.below) or "\t" in line.below or line.below[:1].isspace()):
            self.subheadings.append(line.number)
        return None

    # -- helpers -----------------------------------------------------------------------------------------------

    def heading_columns(self, text: str, facts: bool = False) -> list[int]:
        """The columns, from 1, where headings may begin within a line.

        Each is capitalised and has a colon behind it or others beside it. `facts` asks for labels alone, anywhere.
        """
        if not (self.index.label_end.search(text) if facts else self.mentions(text.casefold())):
            return []
        found = [
            (at.start(), name, text[at.end() :].lstrip()[:1] == ":")
            for at in self.index.heading_within.finditer(text)
            if at[0][0].isupper() and (name := fold(at[0])) in self.profile.headings
        ]
        if facts:
            return [at + 1 for at, name, colon in found if colon and self.profile.headings[name].kind == "fact"]
        keywords = {name for _, name, _ in found if self._is_keyword(name)}
        many = len(keywords) >= _MANY
        cuts, end = [], 0
        for at, name, colon in found:
            before = text[:at].rstrip()
            starts = not _LETTER.search(before) or before[-1:] in ".!?;" or not text[end:at].strip(" \t:")
            begins = (starts and (colon or len(keywords) > 1)) or many
            if begins if self._is_keyword(name) else (colon and bool(keywords)):
                cuts.append(at + 1)
                end = at + len(name)
        return cuts

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
        """The longest keyword among words, and its place; `""` without one."""
        for name in self.keywords:
            wanted = name.split()
            for at in range(len(words) - len(wanted) + 1):
                if words[at : at + len(wanted)] == wanted:
                    return name, at
        return "", 0

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


_Rule = Callable[[AmbiguityChecker, Line], Finding | None]
_RULES: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._pmo_keyword,
    AmbiguityChecker._damaged,
    AmbiguityChecker._misspelt_keyword,
    AmbiguityChecker._misspelt_label,
    AmbiguityChecker._keyword_and_more,
    AmbiguityChecker._professional_heading,
    AmbiguityChecker._subheading,
)
_RULES_FOR_KNOWN_TEXT: Final[tuple[_Rule, ...]] = (
    AmbiguityChecker._pmo_keyword,
    AmbiguityChecker._professional_heading,
    AmbiguityChecker._subheading,
)
"""The rules for a line that the profile lists as text although it resembles a heading."""


def split_question(line: int, columns: Sequence[int]) -> Finding | None:
    """The question about headings that may begin within a line, with where to split it."""
    if not columns:
        return None
    places = [f"{line}:{column}" for column in columns]
    return Finding("MVG249", line, columns[0], (", ".join(places), " ".join(f"--split {place}" for place in places)))


def _undamaged(head: str, headings: Mapping[str, Heading]) -> str:
    """The heading that `head` was before a wrong encoding damaged it, folded; `""` if there is none."""
    for wrong, right in _WRONG_PAIRS:
        try:
            repaired = fold(head.encode(wrong).decode(right))
        except UnicodeError:
            continue
        if repaired in headings:
            return repaired
    if not re.search(_DAMAGED, head):
        return ""
    pattern = re.compile(".".join(map(re.escape, re.split(_DAMAGED, fold(head)))))
    return next((known for known in headings if not known.isascii() and pattern.fullmatch(known)), "")


def _abbreviates(framed: str, name: str) -> bool:
    """Whether each word is the beginning of a word of the heading, as in `Kompl anamnes` and `Kompletterande`."""
    words, full = [word for word in re.split(r"[\s.]+", framed) if word], name.split()
    if words == full or len(words) > len(full) or (len(words) < len(full) and len(framed) < LABEL_LENGTH):
        return False
    return all(len(word) >= BEGINNING and whole.startswith(word) for word, whole in zip(words, full, strict=False))


def _distance_allowed(written: str, followed: bool) -> int:
    """How many letters may be wrong: 2, fewer in a short word and where text follows."""
    length = len(written)
    if followed:
        return 2 if length > LABEL_LENGTH + 2 else 1 if length >= LABEL_LENGTH - 2 else 0
    return 2 if length > BEGINNING else 0


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be put in, taken out, changed or swapped to make one word of the other.

    A number above `most` when there are more than that.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return last[-1]


def _words(line: str) -> list[str]:
    """The words of a line, folded, without the signs between them."""
    return _WORD.findall(unicodedata.normalize("NFC", line[:_LINE]).casefold())


_WORD: Final = re.compile(r"[^\W_]+")
_LINE: Final = 200
"""How much of a line is looked at for a keyword at its start."""


def _is_sentence(text: str, words: Sequence[str]) -> bool:
    """Whether a line ends as a sentence does, or goes on after a comma."""
    return text.rstrip()[-1:] in ".!?;," and len(words) >= _SENTENCE_WORDS


def _after(text: str, name: str) -> str:
    """What follows the words of a keyword at the start of a line."""
    start = re.match(r"\W*" + r"\W+".join([r"\w+"] * len(name.split())), text)
    return text[start.end() :].strip() if start else ""


_LETTER: Final = re.compile(r"[^\W\d_]")
_BEFORE_A_VALUE: Final = ("=", "(", "[", "-", "–", "—")
_HEADING_GOES_ON: Final = r"[(\[/&+–—-]|(?:och|samt|inkl|inklusive|eller)\b"
"""How a heading with more words goes on behind its keyword."""
_MANY: Final = 3
"""So many keywords in one line are headings wherever they stand in it."""
