"""A line of running text that may be a fact whose label is misspelt, framed, or without its colon."""

from __future__ import annotations

import re
from typing import Final

from converter.findings import Finding
from converter.note.identifiers import number_fault
from converter.note.model import NumberType
from converter.profile import Profile
from converter.readers.headings import GLUED
from converter.readers.running_line import LABEL_WORDS, LINE_START, RunningLine, start_of_words, text_after, words_of
from converter.readers.similarity import HeadingMatcher

_BEFORE_A_VALUE: Final = ("=", "(", "[", "-", "–", "—", "|")
_GLUED: Final = re.compile(GLUED)
_NUMBER: Final = re.compile(r"(?<![0-9])(?:19|20)?[0-9]{6}[-+ ]?[0-9]{4}(?![0-9])")
_DIGITS: Final = 12
_CENTURIES: Final = ("19", "20")
_KINDS: Final[tuple[NumberType, ...]] = ("personnummer", "samordningsnummer")


class LabelInLine:
    """Checks a line for a label: the fact stays text, with a warning."""

    def __init__(self, profile: Profile, matcher: HeadingMatcher) -> None:
        self.profile = profile
        self.index = matcher.index
        self.matcher = matcher

    def check(self, line: RunningLine) -> Finding | None:
        """A label that is misspelt, has other signs around it, or no colon behind it."""
        name = self.matcher.misspelt_label(line.folded) or self._label_at(line)
        if not name and line.colon:
            name = self.matcher.label_of_signature(line.folded)
        if not name and (line.text[-1:].isdigit() or line.text[:1].isdigit()):
            return self._identity_number(line)
        return Finding("MVG231", line.number, words=(self.index.spellings[name],)) if name else None

    def _identity_number(self, line: RunningLine) -> Finding | None:
        """An identity number behind a label or beside a name: another patient's text may begin there."""
        found = _NUMBER.search(line.text)
        label = self.profile.labels.get("patient.personnummer")
        if not (found and label and _is_number(found[0])):
            return None
        beside = _NUMBER.sub("", line.text).replace(",", " ").split()
        is_name = len(beside) > 1 and all(word[0].isupper() for word in beside)
        is_alone = not beside and line.opens_paragraph
        is_named = (line.colon or is_name or is_alone) and len(beside) <= LABEL_WORDS
        return Finding("MVG231", line.number, words=(label,)) if is_named else None

    def _label_at(self, line: RunningLine) -> str:
        """The label that a line begins with, behind other signs, before more words or without a colon."""
        words = line.unframed if line.colon else ""
        if words in self.profile.headings and words not in self.index.keyword_set:
            return words
        head = line.head[start_of_words(line.head) :]
        lowered = head[:LINE_START].casefold()
        if not self.index.starts_with_label(lowered):
            return ""
        name = next(name for name in self.index.labels if lowered.startswith(name))
        if line.colon and len(words_of(head)) <= LABEL_WORDS:
            return name
        rest = text_after(head, name)
        is_set_apart = rest[:1].isupper() or rest[:1].isdigit() or rest.startswith(_BEFORE_A_VALUE)
        return name if is_set_apart or _GLUED.match(head, len(name)) else ""


def _is_number(written: str) -> bool:
    """Whether digits are an identity number of either national kind, to the check digit."""
    digits = "".join(filter(str.isdigit, written))
    numbers = (digits,) if len(digits) == _DIGITS else tuple(century + digits for century in _CENTURIES)
    return any(not number_fault(number, kind) for number in numbers for kind in _KINDS)
