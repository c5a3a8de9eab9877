"""Whether a test text came back as a field may leave it: cut at its end and folded, but not torn, doubled or mixed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from converter.probe.text import TITLE, parts


def first_damage(plain: str, version: int, kept: int, cells: Mapping[str, tuple[str, str]]) -> str:
    """The name of the first part that is not as it was sent; `""` for none.

    `kept` is how many characters came back, and `cells` what was sent and came back behind each label that is whole.
    """
    if plain.partition(TITLE)[0].strip("\ufeff \t\n"):
        return TITLE
    end = 0
    for label, rest in parts(version):
        name = label.rstrip("|")
        is_whole = end + len(label) + len(rest) <= kept
        number = plain.count(label)
        if number > 1 or (number == 1 and end + len(label) > kept):
            return name
        if label in cells and _differs(label, *cells[label]):
            return name
        if number == 1 and label not in cells:
            came, sent = (_bare(text) for text in (plain[plain.index(label) :], label + rest))
            following = _following(label, version)
            is_all = is_whole and not following
            if came != sent if is_all else not _is_beginning(came, sent + following, label):
                return name
        end += len(label) + len(rest)
    return ""


def _is_beginning(came: str, sent: str, label: str) -> bool:
    """Whether what came back of a part that was cut is a beginning of it, as far as that can be known."""
    if _is_filler(label):
        return sent.startswith(came)
    if label.startswith("C") and len(came.rpartition("|")[2]) > _LONGEST_CELL:
        return False
    return len(came) <= len(sent) + _LONGEST_CELL


_LONGEST_CELL: Final = 8
"""The most characters that a field makes of one."""


def _following(label: str, version: int) -> str:
    """The label behind a part, of which a cut may have left the beginning."""
    labels = [one for one, _ in parts(version)]
    return _bare("".join(labels[labels.index(label) + 1 :][:1]))


def _is_filler(label: str) -> bool:
    return label.startswith("F")


def _bare(text: str) -> str:
    """A text without white space, which a field may add or take away."""
    return "".join(text.split())


def _differs(label: str, sent: str, came: str) -> bool:
    """Whether a whole part lost or won something else than what a field folds."""
    if _is_filler(label):
        return _bare(sent) != _bare(came)
    if label.startswith(("B", "E", "L", "S", "T", TITLE)):
        return _plain_letters(sent) != _plain_letters(came)
    return sent.count("|") != came.count("|")


def _plain_letters(text: str) -> list[str]:
    """The letters that every field has, and digits and bars."""
    return re.findall("[0-9a-z|]", unicodedata.normalize("NFC", text).casefold())
