"""Lines of a copied text that look like a heading and are none: PMO's, damaged, misspelt, unknown (design 2.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from converter.characters import fold
from converter.findings import Finding
from converter.profile import Heading, Profile

_DAMAGED: Final = "[?\ufffd]"
_LIST_ITEM: Final = r"\s*(?:[-–•*·]|[0-9]+[.)])\s"
_MARKS: Final = "#*_=>-–—•·.,;!? \t"
"""What stands around a heading in mark-up, in a list or in a hurry."""
MAX_LOOKED_UP: Final = 4_000
"""How often a line of one note is held against the headings for damage, or for a misspelling: it takes time."""
_HEADING_WORDS: Final = 4
_CLOSE: Final = 0.8
_CLOSER: Final = 0.85
"""How alike a heading a line within a paragraph must be: most of them are text."""
_VERY_CLOSE: Final = 0.9
"""The same for what text follows on the line; and it must be long."""
_LONG: Final = 8
_MISTYPED: Final = 3
"""How many characters a mistyped heading may be longer or shorter."""
_WRONG_PAIRS: Final = tuple(
    (wrong, right)
    for wrong in ("cp1252", "latin-1", "cp850", "mac-roman")
    for right in ("utf-8", "cp1252", "cp850", "mac-roman")
    if wrong != right
)


class Line(NamedTuple):
    """A line that is no heading, as it stands in its text."""

    number: int
    """From 1."""
    bare: str
    """What stands before the first colon, without spaces around it."""
    folded: str
    """The same as headings are compared."""
    colon: str
    followed: bool
    """Whether text stands behind the colon."""
    opens: bool
    """Whether it is the first of a paragraph."""
    below: str
    """The next line."""


class Lookalikes:
    """Tells of such lines of one note; what takes time it does only so often."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.looked_up = 0

    def pmos_own(self, line: Line) -> str:
        """The keyword that only PMO has (R132, R133) and that a line reads like; `""` when it does not."""
        row = self.profile.pmo.get(line.folded)
        return "" if row is None or row.clinic24 else row.pmo

    def finding(self, line: Line) -> Finding | None:
        """The finding for a line that looks like a heading and is none, or None when the line is text.

        Looks like one: a keyword of PMO, a damaged heading, or a few words alone on a line that are nearly a heading,
        or that open a paragraph and end in a colon with text after them. Words before a list are text: they open it.
        """
        bare, alone = line.bare, line.opens and not line.followed
        if row := self.profile.pmo.get(line.folded):
            return Finding("MVG224", line.number, words=(row.clinic24, str(line.number)))
        if alone and (framed := fold(bare.strip(_MARKS))) in self.profile.headings:
            return self._nearly(framed, line)
        if len(bare.split()) > _HEADING_WORDS or not any(map(str.isalpha, bare)) or bare.endswith((".", ",", "!")):
            return None
        suspect = (not bare.isascii() or "?" in bare) and self._looks_up()
        if suspect and (repaired := _undamaged(bare, self.profile.headings)):
            return Finding("MVG226", line.number, words=(spelling(repaired, self.profile),))
        if close := self._nearest(line):
            return self._nearly(close, line)
        unknown = alone and line.colon and line.below.strip() and not re.match(_LIST_ITEM, line.below)
        return Finding("MVG225", line.number) if unknown else None

    def _nearly(self, folded: str, line: Line) -> Finding:
        """The finding for a line that is nearly this heading."""
        code = "MVG231" if self.profile.headings[folded].kind == "fact" else "MVG224"
        return Finding(code, line.number, words=(spelling(folded, self.profile), str(line.number)))

    def _looks_up(self) -> bool:
        self.looked_up += 1
        return self.looked_up <= MAX_LOOKED_UP

    def _nearest(self, line: Line) -> str:
        """The heading that a line is a misspelling of; `""` if there is none."""
        folded = line.folded
        if line.followed and len(folded) < _LONG:
            return ""
        known = self.profile.headings
        near = [name for name in known if name[0] == folded[0] and abs(len(name) - len(folded)) <= _MISTYPED]
        if not near or not self._looks_up():
            return ""
        from difflib import get_close_matches

        cutoff = _VERY_CLOSE if line.followed else _CLOSE if line.opens or line.colon else _CLOSER
        return next(iter(get_close_matches(folded, near, 1, cutoff)), "")


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


def spelling(folded: str, profile: Profile) -> str:
    """A heading as the profile spells it, by its folded form."""
    meaning = profile.headings[folded]
    return profile.labels[meaning.name] if meaning.kind == "fact" else meaning.name
