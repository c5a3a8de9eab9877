"""Whether a test text came back as a field may leave it: cut at its end and folded, but not torn, doubled or mixed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from converter.probe.text import MARKUP, TITLE, character_table, parts

_LONGEST_CELL: Final = 8
"""The most characters that a field makes of one."""
_ANY_SIGN: Final = r"(?:&#?\w+;|\W)?"
"""A character that a field keeps, escapes, replaces by a sign or drops."""
_SEQUENCES: Final = {
    "...": r"(?:\.\.\.|…)", "--": "(?:--|[–—-])", "(c)": r"(?:\(c\)|©)", "1/2": "(?:1/2|½)",
    "->": rf"(?:-{_ANY_SIGN}|[→⇒])", '"': '["”“„‟″»«]', "'": "['’‘‚‛′´`]",
}  # fmt: skip
"""What word processors write in the stead of characters, as expressions."""
_SEQUENCE: Final = "|".join(map(re.escape, _SEQUENCES))
_MARKUP: Final = (
    rf"\s*a\s*(?:{_ANY_SIGN}\s*b\s*{_ANY_SIGN}\s*)?c\s*{_ANY_SIGN}\s*d\s*(?:<i>|&lt;i&gt;|i)?\s*e\s*(?:</i>|&lt;/i&gt;|/i)?"
    r"\s*(?:&amp;amp;|&amp;|&)?\s*(?:amp;)?\|(\s*)"
)
"""What a field may make of `a < b > c & d <i>e</i> &amp;|`."""
_FEW: Final = 3
"""From how many on the white space of one kind shows what a field makes of it."""
_FOLDED: Final = {
    "tabs": r"\t", "spaces": "  |\n ", "trailing_spaces": " \n", "blank_lines": "\n\n", "line_breaks": "\n",
}  # fmt: skip
"""The white space that a change alters."""


class Gap(NamedTuple):
    """White space between two characters of a part, as it was sent and as it came back; `""` for none."""

    label: str
    sent: str
    came: str


def first_damage(
    plain: str, kept: int, cells: Mapping[str, tuple[str, str]], lost: Mapping[str, bool], changes: Collection[str]
) -> str:
    """The name of the first part that is not as it was sent; `""` for none.

    `kept` is how many characters came back, and `cells` what was sent and came back behind each label that is whole;
    `lost` says of each character that was measured if the field lacks it, and `changes` what it changes, of
    `schema.CHANGES`.
    """
    if plain.partition(TITLE)[0].strip("\ufeff"):
        return TITLE
    known = parts()
    whole = {label: gaps_of(label, *cells[label], lost) for label, _ in known if label in cells}
    gaps = [gap for found in whole.values() for gap in found or ()]
    cut, rest = next((part for part in known if part[0] in plain and part[0] not in cells), ("", ""))
    if _is_filler(cut):
        gaps += _gaps_of_same(cut, rest, plain.partition(cut)[2], is_cut=True)
    odd = odd_gaps(gaps, changes)
    labels = [label for label, _ in known if label in plain]
    for label, _ in known[: len(labels)]:
        if label not in labels:  # it is gone though a later one is there
            return label.rstrip("|")
    end = 0
    for (label, rest), (following, _) in pairwise([*known, ("", "")]):
        number = plain.count(label)
        is_doubled = number > 1 or (number == 1 and end + len(label) > kept)
        is_part = number == 1 and label not in cells  # the beginning of the next label may be left
        if (
            is_doubled
            or label in odd
            or (label in cells and whole[label] is None)
            or (is_part and not _is_beginning(plain[plain.index(label) :], label, label + rest + following))
        ):
            return label.rstrip("|")
        end += len(label) + len(rest)
    return ""


def _is_beginning(came: str, label: str, sent: str) -> bool:
    """Whether what came back of a part that was cut is a beginning of it, as far as that can be known."""
    bare, bare_sent = _bare(came), _bare(sent)
    if _is_filler(label):
        return bare_sent.startswith(bare)
    if label.startswith("C") and len(bare.rpartition("|")[2]) > _LONGEST_CELL:
        return False
    return len(bare) <= len(bare_sent) + _LONGEST_CELL


def _is_filler(label: str) -> bool:
    return label.startswith("F")


def _bare(text: str) -> str:
    """A text without white space, which a field may add or take away."""
    return "".join(text.split())


# -- what stands between the characters ---------------------------------------------------------------------------


def gaps_of(label: str, sent: str, came: str, lost: Mapping[str, bool]) -> list[Gap] | None:
    """The white space of a whole part; None for a part that lost or won something else than what a field folds."""
    if _bare(sent) == _bare(came):
        return _gaps_of_same(label, sent, came)
    if _is_filler(label):
        return None
    if label in dict(character_table()):
        *cells, end = came.split("|")
        broken = [Gap(label, "", "\n") for cell in cells if "\n" in cell]
        return [*broken, Gap(label, "\n", end)] if len(cells) == sent.count("|") and not end.strip() else None
    lacks_some = not lost or any(lost.values())  # of marks none is measured by itself
    unsure = "".join(sorted({one for one in sent if not one.isascii() and lost.get(one, lacks_some)}))
    pattern, gaps = (_MARKUP, ("\n",)) if label == MARKUP else _pattern(sent, unsure)
    found = re.fullmatch(pattern, unicodedata.normalize("NFC", came).casefold(), re.DOTALL)
    if found is None:
        return None
    return [Gap(label, one, other) for one, other in zip(gaps, found.groups(), strict=True)]


def _gaps_of_same(label: str, sent: str, came: str, is_cut: bool = False) -> list[Gap]:
    """The white space of two texts whose other characters are the same; of a part that was cut, up to there."""
    gaps = re.split(r"\S", came)
    if is_cut and not gaps[-1]:  # it is not known how long the white space was that begins where it was cut
        gaps.pop()
    return [Gap(label, *pair) for pair in zip(re.split(r"\S", sent), gaps, strict=False) if any(pair)]


@lru_cache(maxsize=64)
def _pattern(sent: str, unsure: str) -> tuple[str, tuple[str, ...]]:
    """What a field may make of the characters of a part, as an expression with a group for each white space of it.

    `unsure` are the characters that the field may lack.
    """
    text, pieces, gaps, at = sent.casefold(), [], [], 0
    for found in re.finditer(rf"({_SEQUENCE})|\S[\u0300-\u036f]?|\Z", text):
        gaps.append(text[at : found.start()])
        at = found.end()
        pieces.append(r"(\s*)" + (_SEQUENCES[found[1]] if found[1] else _letter(found[0], unsure.casefold())))
    return "".join(pieces), tuple(gaps)


def _letter(written: str, unsure: str) -> str:
    """What a field may make of a character, as an expression; a letter and its mark are two where the mark is lost."""
    whole, mark = unicodedata.normalize("NFC", written), written[1:]
    lost = rf"\S{{0,{_LONGEST_CELL}}}"
    if mark and mark in unsure:
        return rf"(?:{re.escape(whole)}|{re.escape(written[0])}{lost})"
    return lost if whole and whole in unsure else re.escape(whole)


def odd_gaps(gaps: Sequence[Gap], changes: Collection[str]) -> set[str]:
    """The labels of the parts in which white space is another one than the field makes of it elsewhere."""
    odd: set[str] = set()
    kinds: dict[str, Counter[str]] = {}
    for gap in gaps:
        kinds.setdefault(gap.sent, Counter())[gap.came] += 1
    for gap in gaps:
        counts = kinds[gap.sent]
        usual = counts.most_common(1)[0][0] if gap.sent and counts.total() >= _FEW else gap.sent
        wrapped = "long_lines" in changes and "\n" in gap.came and gap.sent in ("", " ")
        folded = any(change in changes and re.search(white, gap.sent) for change, white in _FOLDED.items())
        if gap.came != usual and not wrapped and not folded:
            odd.add(gap.label)
    return odd
