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
from converter.readers.headings import QUOTES, list_kind, unframed

SIGNATURE: Final = ("signer", "signed_at")
"""Facts whose label is recognised by its first word alone, as in `Signerat:`."""
MAX_COMPARED: Final = 4_000
"""The most lines of one note that are compared with the headings for a misspelling, and for damage: it takes time."""
_SHORT: Final = 6
"""The most words of a line that may be a heading with more words."""
_SUBHEADING_WORDS: Final = 4
_SENTENCE_WORDS: Final = 4
"""From so many words on, a full stop at the end makes a sentence of a line."""
_LONG_LABEL: Final = 8
"""A label must have so many letters to be recognised when it is misspelt."""
_FEW: Final = 3
"""Fewer words may stand before a keyword that is no word of ordinary sentences."""
_COMMON: Final = 9
"""A longer keyword is no word of ordinary sentences."""
_ABBREVIATED: Final = 3
"""The fewest letters of a word that is cut short, without a colon behind it."""
_CUT_SHORT: Final = 2
"""The same with a colon, as in `St:`."""
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
    """The next line; behind a blank one, where one is above, too."""
    spaced: bool
    """Whether a blank line stands between it and the next."""
    own: bool
    """Whether it stands under the patient's own keyword."""
    head: str
    """What stands before the first colon, without spaces around it; the colon of a time of day is none."""
    colon: bool
    """Whether it has a colon."""
    rest: str
    """What stands behind the first colon, without spaces around it."""
    section: str
    """The keyword whose text it stands in; `""` before the first."""
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


_COLON: Final = re.compile(r"(?<![0-9]):|:(?![0-9])")


def parts_of(text: str) -> tuple[str, bool, str]:
    """What stands before the first colon, whether there is one, and what stands behind; the colon of a time is none."""
    found = _COLON.search(text) if ":" in text else None
    return (text[: found.start()].strip(), True, text[found.end() :].strip()) if found else (text.strip(), False, "")


class Names:
    """The headings of a profile, arranged for comparing lines with them."""

    def __init__(self, profile: Profile) -> None:
        headings = profile.headings
        keywords = [name for name, meaning in headings.items() if meaning.kind != "fact"]
        keywords += [name for name, row in profile.pmo.items() if row.clinic24]
        labels = [n for n, meaning in headings.items() if meaning.kind == "fact" and len(n) >= _LONG_LABEL]
        self.keywords = tuple(sorted(keywords, key=len, reverse=True))
        self.known = frozenset(keywords)
        self.in_one = {name.replace(" ", ""): name for name in keywords}
        self.labels = tuple(labels)
        self.letters = frozenset(_plain_letters(name) for name in headings if not name.isascii())
        self.keywords_by_length = _by_length(keywords)
        self.labels_by_length = _by_length(labels)
        signatures = (name for name in reversed(labels) if headings[name].name in SIGNATURE)
        self.first_words = {name.split()[0]: name for name in signatures}
        self.first_by_length = _by_length(tuple(self.first_words))
        either = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in sorted(headings, key=len, reverse=True))
        self.within = re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])", re.IGNORECASE)


ByLength = Mapping[int, Sequence[tuple[str, tuple[str, str, str]]]]


def _by_length(names: Sequence[str]) -> ByLength:
    """The names of each length, each with its three thirds: two letters cannot be wrong in all three."""
    found: dict[int, list[tuple[str, tuple[str, str, str]]]] = {}
    for name in names:
        third = len(name) // 3
        parts = name[:third], name[third : 2 * third], name[2 * third :]
        found.setdefault(len(name), []).append((name, parts))
    return found


_last: tuple[Profile, Names] | None = None


def names_of(profile: Profile) -> Names:
    """The names of a profile, arranged once for as long as the same profile is read with."""
    global _last  # noqa: PLW0603 -- arranging takes longer than reading a note
    if _last is None or _last[0].headings is not profile.headings or _last[0].pmo is not profile.pmo:
        _last = profile, Names(profile)
    return _last[1]


class Doubts:
    """What is to be asked or told about the lines of one note."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.names = names_of(profile)
        self.keywords = self.names.keywords
        self.longest = profile.longest + _FRAME
        self.framed = ""  # the words of the line at hand, without the signs around them
        self.compared = self.repaired = 0
        self.subheadings: list[int] = []

    def of(self, line: Line) -> Finding | None:
        """The question or the warning about a line that is not blank; None for ordinary text."""
        if self.is_long(line.head):
            self.framed = ""
            found = self._misspelt_label(line, "") or self._keyword_and_more(line, "")
            return found or self._before_a_gap(line) or self._misspelt_within(line)
        folded, self.framed = fold(line.head), unframed(line.head)
        if _NUMBERED.match(self.framed):
            self.framed = unframed(line.head[_first_letter(line.head) :])
        known = not self.profile.reading.text_lines.isdisjoint((folded, self.framed))
        for ask in _ASKED_OF_ANY if known else _ASKED:
            if finding := ask(self, line, folded):
                return finding
        return None if known else self._before_a_gap(line) or self._misspelt_within(line)

    def _before_a_gap(self, line: Line) -> Finding | None:
        """What a line leads to that has a dash, a tab or another gap where a heading has its colon."""
        start = _first_letter(line.text)
        gap = _GAP.search(line.text, start + 1, start + self.longest)
        if gap is None:
            return None
        head = line.text[start : gap.start()].rstrip()
        line, folded = (
            line._replace(head=head, colon=True, rest=line.text[gap.end() :].lstrip(" \t\u00a0->")),
            fold(head),
        )
        self.framed = unframed(head)
        if not self.profile.reading.text_lines.isdisjoint((folded, self.framed)):
            return None
        asked = (ask(self, line, folded) for ask in _ASKED_BEFORE_A_GAP)
        return next(filter(None, asked), None) if line.rest else None

    def subheading_note(self) -> tuple[Finding, ...]:
        """One warning for all sub-headings in texts of a professional."""
        lines = ", ".join(map(str, self.subheadings))
        return (Finding("MVG225", self.subheadings[0], words=(lines,)),) if self.subheadings else ()

    # -- one rule each, in the order in which they are asked ---------------------------------------------------

    def _pmo_keyword(self, line: Line, folded: str) -> Finding | None:
        """A keyword that only PMO has: nothing is ever written under it (R132, R133)."""
        row = self.profile.pmo.get(folded)
        if row is None or row.clinic24:
            return None
        return self._not_the_patients(line) if line.own else Finding("MVG233", line.number, words=(row.pmo,))

    def _damaged(self, line: Line, folded: str) -> Finding | None:
        """A heading with letters that a wrong encoding has changed."""
        suspect = (not line.head.isascii() or "?" in line.head) and _plain_letters(folded) in self.names.letters
        if not suspect or self.repaired >= MAX_COMPARED:
            return None
        self.repaired += 1
        repaired = _undamaged(line.head, self.profile.headings)
        if not repaired:
            return None
        code = "MVG246" if self._is_keyword(repaired) else "MVG231"
        return Finding(code, line.number, words=(self._name(repaired), str(line.number)))

    def _misspelt_keyword(self, line: Line, folded: str) -> Finding | None:
        """A keyword with other signs around it, other letters in it, cut short, or misspelt."""
        framed = self.framed
        for known in (folded, framed):
            if known in self.names.known:
                return self._may_be(known, line)
        if name := self._spaced_or_cut_short(framed, _CUT_SHORT if line.colon else _ABBREVIATED):
            return self._may_be(name, line)
        close = self._nearest(framed, self.names.keywords_by_length, _distance_allowed(framed, line.followed))
        return self._may_be(close, line) if close else None

    def _spaced_or_cut_short(self, framed: str, fewest: int) -> str:
        """The keyword that is written with spaces between its letters, or with words cut short; `""` without one.

        The first word has at least `fewest` letters.
        """
        if not framed[1:2].isalnum():
            letters = re.split(r"[\s._-]+", framed)
            spaced = len(letters) >= _SPACED_LETTERS and max(map(len, letters)) == 1
            return self.names.in_one.get("".join(letters), "") if spaced else ""
        beginning = framed[:fewest]
        alike = (name for name in self.keywords if name.startswith(beginning))
        return next((name for name in alike if _abbreviates(framed, name, fewest)), "")

    def _misspelt_label(self, line: Line, folded: str) -> Finding | None:
        """A label that is misspelt, has other signs around it, or no colon behind it: the fact stays text."""
        allowed = 2 if len(folded) > 2 * _LONG_LABEL else int(len(folded) >= _LONG_LABEL - 1)
        close = self._nearest(folded, self.names.labels_by_length, allowed) or self._label_at(line)
        if not close and line.colon and len(folded) >= _LONG_LABEL:
            close = self.names.first_words.get(self._nearest(folded, self.names.first_by_length, 1), "")
        return Finding("MVG231", line.number, words=(self._name(close), str(line.number))) if close else None

    def _label_at(self, line: Line) -> str:
        """The label that a line begins with, behind other signs or before its value without a colon."""
        framed = self.framed if line.colon else ""
        if framed in self.profile.headings and not self._is_keyword(framed):
            return framed
        lowered = line.head[:_LINE].casefold()
        if not lowered.startswith(self.names.labels):
            return ""
        name = next(name for name in self.names.labels if lowered.startswith(name))
        if line.colon and len(_words(line.head)) <= _SUBHEADING_WORDS:
            return name
        rest = _after(line.head, name)
        return name if rest[:1].isupper() or rest[:1].isdigit() or rest.startswith(_BEFORE_A_VALUE) else ""

    def _keyword_and_more(self, line: Line, _: str) -> Finding | None:
        """A keyword as a whole word in a short line of its own, at the start of a line, or within a paragraph."""
        if not line.mentions:
            return None
        words = _words(line.head[_first_letter(line.head) :])
        name, at = self._keyword_in(words)
        if name and not self._is_text_after(words[at + len(name.split()) :], line):
            if at == 0:
                return self._starting(name, line, len(words))
            if self._is_quoted(name, line.head) or _is_cell(name, line):
                return None
            short = len(words) <= _SHORT and not _is_sentence(line.text, words)
            over = (
                line.apart and bool(line.below.strip()) and (not line.spaced or (at == 1 and words[1:] == name.split()))
            )
            if (short and not line.followed and (over or line.colon)) or (
                line.own and line.colon and len(words) <= _SHORT
            ):
                return self._several(line, finished=not line.followed) or self._may_be(name, line)
            is_rare = len(name) > _COMMON and at < _FEW and line.apart and _is_capitalised(name, line.text)
            if is_rare or self._labels_text(name, line, words):
                return self._several(line) or self._goes_on(name, line)
        behind = unframed(line.rest[:_LINE]) if line.apart and line.rest[:1].isupper() else ""
        return self._may_be(behind, line) if behind in self.keywords else self._several(line)

    def _misspelt_within(self, line: Line) -> Finding | None:
        """A misspelt heading with a colon that begins a sentence within the line."""
        for start in _SENTENCE_WITH_COLON.finditer(line.text):
            written = fold(start[1])
            name = self._nearest(written, self.names.keywords_by_length, _distance_allowed(written, True))
            if name or (name := self._spaced_or_cut_short(written, _ABBREVIATED)):
                return self._goes_on(name, line)
        return None

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
        gap = _SEPARATOR.match(line.text, _end_of(line.text, name))
        if gap and ":" not in gap[0] and line.apart and rest:
            return self._several(line) if len(self.cuts(line.text)) > 1 else self._may_be(name, line)
        if short and re.match(_HEADING_GOES_ON, rest):
            return self._may_be(name, line)
        if several := self._several(line):
            return several
        if rest[:1].isupper() or rest[:1].isdigit() or (short and line.apart and not line.followed):
            return self._may_be(name, line)
        return self._goes_on(name, line)

    def _labels_text(self, name: str, line: Line, words: Sequence[str]) -> bool:
        """Whether a line begins with a few words that end in the keyword of another section, and a colon."""
        ends = len(words) <= _SUBHEADING_WORDS and words[-len(name.split()) :] == name.split()
        written = line.head.rstrip("*_~])> ")[-len(name) :]
        is_text = line.rest[:1].isupper() or len(name) > _COMMON or (written[:1].isupper() and " " in line.rest)
        return ends and line.followed and line.apart and is_text and self._name(name) != line.section

    def _is_quoted(self, name: str, head: str) -> bool:
        """Whether a keyword stands right behind a quotation mark within a line: somebody's words are quoted."""
        return any(
            fold(at[0]) == name and head[: at.start()].rstrip()[-1:] in _QUOTES
            for at in self.names.within.finditer(head)
            if at.start()
        )

    def _several(self, line: Line, finished: bool = False) -> Finding | None:
        """Headings that may begin within the line; the user is shown where."""
        return several(line.number, self.cuts(line.text, finished=finished) or self._at_the_end(line))

    def _at_the_end(self, line: Line) -> list[int]:
        """The column of a capitalised keyword at the end of a line, whose text begins on the next line."""
        within = self.names.within.finditer(line.text) if line.mentions else ()
        found = [at for at in within if at[0][0].isupper() and self._is_keyword(fold(at[0]))]
        below = _words(line.below) if found else []
        if not below or below[0] in self.profile.reading.text_after or line.below.lstrip()[0].islower():
            return []
        at = found[-1]
        before = line.text[: at.start()].rstrip()
        alone = not _LETTER.search(line.text, at.end()) and before[-1:] not in _QUOTES and _LETTER.search(before)
        return [at.start() + 1] if alone else []

    def _professional_heading(self, line: Line, folded: str) -> Finding | None:
        """A heading that only a professional writes, or a word that ends as a keyword, under the patient's own."""
        if not (line.colon or line.alone):
            return None
        known = folded in self.profile.reading.professional_headings
        if not line.own:
            if known and line.opens and line.alone and not line.colon:
                self.subheadings.append(line.number)
            name = next((name for name in self.keywords if known and folded.endswith(name)), "")
            is_another = name and line.followed and line.apart and self._name(name) != line.section
            return self._goes_on(name, line) if is_another else None
        ends = folded.isalpha() and not line.followed and folded.endswith(tuple(self.keywords))
        return self._not_the_patients(line) if known or ends else None

    def _subheading(self, line: Line, folded: str) -> Finding | None:
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
            known = folded in self.profile.reading.sub_headings or "\t" in line.below
            return None if known else self._not_the_patients(line)
        if line.opens and not (line.spaced or list_kind(line.below) or "\t" in line.below or line.below[:1].isspace()):
            self.subheadings.append(line.number)
        return None

    # -- helpers -----------------------------------------------------------------------------------------------

    def cuts(self, text: str, facts: bool = False, finished: bool = False) -> list[int]:
        """The columns, from 1, where headings may begin within a line.

        Each is capitalised and has a colon behind it or others beside it; one that opens a quotation is text.
        `finished` asks for those that begin a line or a sentence, `facts` for labels alone, anywhere.
        """
        if not (":" in text if facts else self.mentions(text.casefold())):
            return []
        found = [
            (at.start(), fold(at[0]), bool(self._separator(text, at.start()).match(text, at.end())))
            for at in self.names.within.finditer(text)
            if at[0][0].isupper()
        ]
        if facts:
            return [at + 1 for at, name, colon in found if colon and self.profile.headings[name].kind == "fact"]
        keywords = {name for _, name, _ in found if self._is_keyword(name)}
        many = len(keywords) >= _MANY
        cuts, end = [], 0
        for at, name, colon in found:
            before = text[:at].rstrip()
            starts = not _LETTER.search(before) or before[-1:] in ".!?;" or not text[end:at].strip(" \t:")
            begins = (
                (colon and not finished and _is_unfinished(before, text[at + len(name) :]))
                or (starts and (colon or len(keywords) > 1))
                or many
            )
            if begins if self._is_keyword(name) else (colon and bool(keywords)):
                cuts.append(at + 1)
                end = at + len(name)
        return cuts

    @staticmethod
    def _separator(text: str, at: int) -> re.Pattern[str]:
        """What sets a heading at a place of a line apart from the text behind it: more than a colon within a line."""
        return _SEPARATOR if _LETTER.search(text, 0, at) else _COLON_BEHIND

    def is_common(self, head: str) -> bool:
        """Whether a heading is a word that also is an ordinary item of a list."""
        return len(unframed(head)) <= _COMMON

    def may_have_gap(self, text: str) -> bool:
        """Whether the beginning of a line, or of a sentence within it, may be a heading that is set apart from text."""
        start = _first_letter(text)
        gap = _GAP.search(text, start + 1, start + self.longest)
        return gap is not None or (":" in text and _SENTENCE_WITH_COLON.search(text) is not None)

    def is_long(self, head: str) -> bool:
        """Whether words before a colon are too long for a heading; one with spaces between its letters is longer."""
        return len(head) > self.longest and (head[1:2].isalnum() or len(head) > 2 * self.longest)

    def mentions(self, lowered: str) -> bool:
        """Whether a keyword stands in a text in small letters, as a word or within one, or a label at its start."""
        return any(name in lowered for name in self.keywords) or lowered.lstrip().startswith(self.names.labels)

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
        """The first keyword among words, the longest that begins there, and its place; `""` without one."""
        first, place = "", len(words)
        for name in self.keywords:
            wanted = name.split()
            for at in range(min(len(words) - len(wanted) + 1, place)):
                if words[at : at + len(wanted)] == wanted:
                    first, place = name, at
                    break
        return (first, place) if first else ("", 0)

    def _nearest(self, written: str, names: ByLength, allowed: int) -> str:
        """The name with the fewest wrong letters, at most `allowed`; `""` without one."""
        length, near = len(written), []
        for other in range(length - allowed, length + allowed + 1) if allowed else ():
            for name, (start, middle, end) in names.get(other, ()):
                if start in written or middle in written or end in written:
                    near.append(name)
        if not near or self.compared >= MAX_COMPARED:
            return ""
        self.compared += 1
        wrong = {name: distance(written, name, allowed) for name in near}
        closest = min(near, key=lambda name: wrong[name])
        return closest if wrong[closest] <= allowed else ""


_ASKED_OF_ANY: Final[tuple[Callable[[Doubts, Line, str], Finding | None], ...]] = (
    Doubts._pmo_keyword, Doubts._professional_heading, Doubts._subheading,
)  # fmt: skip
_ASKED: Final = (
    Doubts._pmo_keyword, Doubts._damaged, Doubts._misspelt_keyword, Doubts._misspelt_label, Doubts._keyword_and_more,
    Doubts._professional_heading, Doubts._subheading,
)  # fmt: skip


_ASKED_BEFORE_A_GAP: Final = (Doubts._pmo_keyword, Doubts._damaged, Doubts._misspelt_keyword)


def several(line: int, columns: Sequence[int]) -> Finding | None:
    """The question about headings that may begin within a line, with where to split it."""
    if not columns:
        return None
    places = [f"{line}:{column}" for column in columns]
    return Finding("MVG249", line, columns[0], (", ".join(places), " ".join(f"--split {place}" for place in places)))


def _plain_letters(folded: str) -> bytes:
    """The letters of a heading that no wrong encoding changes."""
    return folded.encode("ascii", "ignore").translate(None, _NO_LETTERS)


_NO_LETTERS: Final = bytes(code for code in range(128) if not chr(code).isalpha())


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


def _abbreviates(framed: str, name: str, fewest: int) -> bool:
    """Whether each word is the beginning of a word of the heading, as in `Kompl anamnes` and `Kompletterande`.

    The first word has at least `fewest` letters.
    """
    words, full = [word for word in re.split(r"[\s.]+", framed) if word], name.split()
    if words == full or len(words) > len(full) or (len(words) < len(full) and len(framed) < _LONG_LABEL):
        return False
    return len(words[0]) >= fewest and all(whole.startswith(word) for word, whole in zip(words, full, strict=False))


def _distance_allowed(written: str, followed: bool) -> int:
    """How many letters may be wrong: 2, fewer in a short word and where text follows."""
    length = len(written)
    if followed:
        return 2 if length > _LONG_LABEL + 2 else 1 if length >= _LONG_LABEL - 3 else 0
    return 2 if length > _ABBREVIATED else 0


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


def _is_unfinished(before: str, behind: str) -> bool:
    """Whether words before a keyword may be a sentence without its full stop, and not the opening of a quotation.

    A single word, as in *Se Bedömning: nedan*, is none unless a new sentence or nothing follows.
    """
    text = _SEPARATOR.sub("", behind, 1).lstrip()
    return before[-1:] not in _QUOTES and (len(before.split()) > 1 or not text[:1].islower())


def _is_capitalised(name: str, text: str) -> bool:
    """Whether a keyword stands in a text with a capital letter."""
    at = text.casefold().find(name)
    return at >= 0 and text[at : at + 1].isupper()


def _is_cell(name: str, line: Line) -> bool:
    """Whether a keyword is a later cell in the row of a table: the row below has as many cells."""
    cells = line.text.split("\t")
    return fold(cells[0]) != name and 1 < len(cells) == len(line.below.split("\t"))


def _words(line: str) -> list[str]:
    """The words of a line, folded, without the signs between them."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", line[:_LINE]).casefold())


_LINE: Final = 200
"""How much of a line is looked at for a keyword at its start."""


def _is_sentence(text: str, words: Sequence[str]) -> bool:
    """Whether a line ends as a sentence does, or goes on after a comma."""
    return text.rstrip()[-1:] in ".!?;," and len(words) >= _SENTENCE_WORDS


def _after(text: str, name: str) -> str:
    """What follows the words of a keyword at the start of a line."""
    return _CLOSING.sub("", text[_end_of(text, name) :]).strip()


def _end_of(text: str, name: str) -> int:
    """Where the words of a keyword at the start of a line end."""
    words = re.compile(r"\W+".join([r"\w+"] * len(name.split()))).match(text, _first_letter(text))
    return words.end() if words else len(text)


def _first_letter(text: str) -> int:
    """Where the words of a line begin, behind indentation, signs, numbers and a list mark."""
    if text[:1].isalpha() and text[1:2].isalpha():
        return 0
    start = _BEFORE_WORDS.match(text)
    return start.end() if start else 0


_CLOSING: Final = re.compile(r"^(?:</[^<>]{0,20}>|[*_~])+")
"""Marks behind a word that was emphasised."""
_NUMBERED: Final = re.compile(r"[0-9]{1,2}\s+[^\W\d]")
_BEFORE_WORDS: Final = re.compile(r"(?:<[^<>]{0,20}>|[\W\d_])*(?:[a-zA-Z][.)]\s+)?")


_LETTER: Final = re.compile(r"[^\W\d_]")
_QUOTES: Final = frozenset(QUOTES)
_SENTENCE_WITH_COLON: Final = re.compile(r"[.!?]\s+([^\W\d_](?:\w|[ .]){1,30}?)\s?:")
_COLON_BEHIND: Final = re.compile(r"\s*(?::|kolon\b)")
"""A colon, also as it was dictated."""
_SEPARATOR: Final = re.compile(
    r"(?:</[^<>]{0,20}>|[*_~\])>])*"
    r"(?:\s*(?:[:：;=→]|->|[–—]+(?:\s|$)|kolon\b)|\s+-+(?:\s|$)|\.?\s+(?=[A-ZÅÄÖ][a-zåäö]|[0-9])|\t|\s{2,})"
)
"""A colon, another sign or a gap that sets a heading apart from the text behind it, or a capital letter or digit."""
_GAP: Final = re.compile(r"[;=→：\t]|->|[–—]\s|\s(?:-+\s|\s)")
"""The same behind a heading that begins a line."""
_BEFORE_A_VALUE: Final = ("=", "(", "[", "-", "–", "—")
_HEADING_GOES_ON: Final = r"[(\[/&+–—-]|(?:och|samt|inkl|inklusive|eller)\b"
"""How a heading with more words goes on behind its keyword."""
_MANY: Final = 3
"""So many keywords in one line are headings wherever they stand in it."""
