"""What a field keeps, measured by the test text that came back from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from converter.compare.alignment import align, tokens
from converter.note.unicode_text import can_encode, length_in, with_line_feeds
from converter.probe.damage import first_damage
from converter.probe.text import LENGTH, MARKUP, TITLE, VERSION, character_table, parts, probe_text
from converter.profile.schema import CHARACTERS, NO_LINES, UNITS, UNKNOWN
from converter.profile.tables import FieldLimits

CHARSETS: Final = ("iso8859-1", "iso8859-15", "cp1252", "cp850", "mac-roman", "latin2", "cp1250")
"""The character sets that a field is recognized to have, the first that fits what was measured."""
_ASTRAL: Final = "U+10000-U+10FFFF"
"""The characters outside the basic plane, which some fields lack all together."""
_LONG: Final = 2000


class NotAProbe(ValueError):
    """A text that is not a test text that came back."""


class Damaged(ValueError):
    """A test text that came back in a state that no limit explains; the text of the error is the part of it."""


def measure(back: str, measured: str) -> FieldLimits:
    """The limits of the field that a test text came back from. `measured` is the date, as ISO 8601.

    `back` has the line ends as they were returned. Raises `NotAProbe` and `Damaged`.
    """
    if f"{TITLE} {VERSION}|" not in back:
        raise NotAProbe
    line_ends = _line_ends(back)
    with_end = with_line_feeds(back)
    plain = with_end.removesuffix("\n")
    cells, kept = _whole_parts(plain)
    lost = _lost(cells)
    changes = tuple(name for name, is_changed in _changes(cells, line_ends != NO_LINES) if is_changed)
    if damage := first_damage(plain, kept, cells, lost, changes):
        raise Damaged(damage)
    charset, lacks = _characters(lost)
    limit, unit = _limit(probe_text()[:kept], with_end.count("\n") if line_ends == "crlf" else 0)
    return FieldLimits(
        measured=measured,
        probe=VERSION,
        max_length=limit if kept < LENGTH else 0,
        characters=charset,
        lacks=(*lacks, *map(_code_point, _lost_markup(cells))),
        line_ends=line_ends,
        changes=changes,
        counts=unit if kept < LENGTH else "",
    )


def _limit(kept: str, line_ends: int) -> tuple[int, str]:
    """The longest text of a field and the unit that it is counted in, by what was kept of the text.

    Of the lengths in each unit only one is a number that people choose for a field: that is the limit. When none is, or
    several are, the unit cannot be told: the limit is the fewest characters, which holds for every unit. `line_ends` is
    how many of them the field may have counted as two.
    """
    lengths = {unit: length_in(unit, kept) for unit in UNITS}
    chosen = [
        unit for unit, length in lengths.items() if _is_chosen(length, unit) or _is_chosen(length + line_ends, unit)
    ]
    if len({lengths[unit] for unit in chosen}) == 1:
        return lengths[chosen[-1]], chosen[-1]  # units with the same length: the one that counts most
    return len(kept), UNKNOWN


def _is_chosen(length: int, unit: str) -> bool:
    """Whether a length is one that people choose: a round number, or of characters a power of two or one below it.

    Of bytes a power of two is no sign: 3,777 UTF-16 units of the text are 4,096 bytes.
    """
    step = 100 if length < _LONG else 500
    is_power = length & (length - 1) == 0 or length & (length + 1) == 0
    return length % step == 0 or (unit == CHARACTERS and is_power)


def _lost_markup(cells: Mapping[str, tuple[str, str]]) -> list[str]:
    """The characters `<`, `>` and `&` that were dropped, escaped or taken for markup."""
    sent, came = ("".join(text.split()) for text in cells.get(MARKUP, ("", "")))
    if sent == came:
        return []
    return [character for character in "&<>" if sent.count(character) != came.count(character)] or ["&"]


def _line_ends(back: str) -> str:
    """The line ends that most lines have; `NO_LINES` for a text without any."""
    crlf = back.count("\r\n")
    counts = {"crlf": crlf, "cr": back.count("\r") - crlf, "lf": back.count("\n") - crlf}
    most = max(counts, key=lambda end: counts[end])
    return most if counts[most] else NO_LINES


def _whole_parts(plain: str) -> tuple[Mapping[str, tuple[str, str]], int]:
    """What was sent and what came back behind the label of each part that came back whole.

    And how many characters of the text that was sent came back, up to where it was cut.
    """
    cells: dict[str, tuple[str, str]] = {}
    kept, at = 0, 0
    for (label, rest), (following, _) in pairwise([*parts(), ("", "")]):  # pragma: no branch -- `break` ends it
        start = plain.index(label, at) + len(label)
        at = plain.find(following, start) if following else -1
        if at < 0:
            break
        cells[label] = (rest, plain[start:at])
        kept += len(label) + len(rest)
    # It was cut in this part, or in the label behind it; the last one may be whole.
    kept_of_part = _kept_of(label, rest, following, plain[start:])
    if not following and kept_of_part >= len(rest):
        cells[label] = (rest, plain[start:])
    return cells, kept + len(label) + kept_of_part


def _kept_of(label: str, rest: str, following: str, came: str) -> int:
    """How many characters came back of the rest of a part and the label behind it."""
    if came == rest + following:
        return len(came)
    sent = tokens(rest + following)
    if label in dict(character_table()):
        if came.count("|") < rest.count("|"):
            return 2 * came.count("|") + (came[-1:] not in ("", "|"))  # whatever a character became, the bars count
        sent, came = tokens(f"|\n{following}"), came[came.rindex("|") :]
    edits = align(sent, tokens(came)).edits
    lost = len(sent.text) - sent.starts[edits[-1].start] if edits and edits[-1].end == len(sent.keys) else 0
    return len(rest) + len(following) - lost


# -- characters ---------------------------------------------------------------------------------------------------


def _lost(cells: Mapping[str, tuple[str, str]]) -> dict[str, bool]:
    """Each character of the table that was measured, and whether it was lost.

    A typographic variant or another normalization form of a character is no loss of it.
    """
    lost: dict[str, bool] = {}
    for label, row in character_table():
        came = cells.get(label, ("", ""))[1].replace("\n", "").split("|")
        if len(came) > len(row):
            for character, cell in zip(row, came, strict=False):
                lost[character] = unicodedata.normalize("NFC", cell) != unicodedata.normalize("NFC", character)
    return lost


def _characters(lost: Mapping[str, bool]) -> tuple[str, tuple[str, ...]]:
    """The character set that has exactly the characters that were kept, and the characters that are lacking besides."""
    lacking = [character for character, is_lost in lost.items() if is_lost]
    if not lacking:
        return "", ()
    for charset in CHARSETS:
        if all(is_lost != can_encode(character, charset) for character, is_lost in lost.items()):
            return charset, ()
    astral = [character for character in lost if character > "\uffff"]
    if astral and all(lost[character] for character in astral):
        names = [_code_point(character) for character in lacking if character <= "\uffff"]
        return "", (*sorted(names), _ASTRAL)
    return "", tuple(sorted(map(_code_point, lacking)))


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


# -- layout -------------------------------------------------------------------------------------------------------


def _changes(cells: Mapping[str, tuple[str, str]], has_lines: bool) -> Iterator[tuple[str, bool]]:
    """Each kind of change of `schema.CHANGES`, and whether the field makes it."""

    def differs(label: str, part: str = "") -> bool:
        sent, came = cells.get(label, ("", ""))
        return part in sent and part not in came if part else sent.count("\n") != came.count("\n")

    sent, came = cells.get("N01|", ("", ""))
    pairs = list(zip(sent.split("|"), came.split("|"), strict=False))
    yield "line_breaks", not has_lines
    yield "blank_lines", has_lines and any(map(differs, ("B01|", "B02|", "B03|")))
    yield "long_lines", has_lines and cells.get("L01|", ("", ""))[1].strip("\n").count("\n") > 0
    yield "tabs", differs("T01|", "\t")
    yield "spaces", differs("S01|", "b   c") or (has_lines and differs("S01|", "\n   "))
    yield "trailing_spaces", has_lines and differs("E01|", "slut   \n")
    yield "nfc", any(len(one) > len(other) for one, other in pairs)
    yield "nfd", any(len(one) < len(other) for one, other in pairs)
    yield "typography", differs("Q01|", "\"ord\"|'ord'|--|...|(c)|1/2|->|")
    yield "case", differs("K01|", "a. ab ABC|")
