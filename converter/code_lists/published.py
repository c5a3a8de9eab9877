"""Reads a code list in the format in which ICD-10-SE, KSH97-P and KVÅ are published.

UTF-8, with or without a byte order mark; a row a line, cells separated by tabs, each in double quotes that are not
escaped inside; the first row names the columns. A code has one row or several: later ones hold more of its inclusions
and are empty elsewhere, so that the first cell of a column that has something counts. Cells may hold HTML. Chapters and
ranges of codes are rows too, and what holds for all their codes is passed on to these.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from converter.code_lists.table import ListedCode, key_of
from converter.findings import Finding, FindingError
from converter.note.times import is_date

_COLUMNS: Final = {
    "kod": "code",
    "titel": "title",
    "giltig från": "valid_from",
    "giltig till": "valid_to",
    "överordnad kod": "parent",
    "manifestation": "marker",
    "koppling": "partners",
    "ej huvuddiagnos": "never_principal",
    "kodnivå": "level",
}
"""The names of the columns that are used, and what they hold; others are not read."""
_NEEDED: Final = {"code": "Kod", "title": "Titel"}
_EMPTY: Final = ("", '""')
_DATES: Final = ("valid_from", "valid_to")
_SUBCATEGORY: Final = "subkategorikod"
"""How the level of a code begins that divides a category; national codes of a deeper level only add to theirs."""
_CODE_IN_TEXT: Final = re.compile(r"[^\W_][\w.]*[0-9][\w.]*-?")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_MOST_ANCESTORS: Final = 8


class ListMistakes(FindingError):
    """A code list that cannot be used. Has every mistake as a finding (exit 78)."""


class Published(NamedTuple):
    """The contents of a published file."""

    codes: tuple[ListedCode, ...]
    version: str
    """The newest date from which a code is valid; `""` when there is none."""


def read_published(data: bytes, name: str, pattern: str) -> Published:
    """The codes of a file that have the form of `pattern`, a regular expression for a whole code.

    `name` is what messages call the file. Raises `ListMistakes` with every mistake.
    """
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ListMistakes(Finding("MVG755", line, words=(name,))) from None
    header, *rest = (line.rstrip("\r") for line in lines)
    columns = _columns(header)
    if lacking := [shown for field, shown in _NEEDED.items() if field not in columns]:
        raise ListMistakes(Finding("MVG756", 1, words=(name, ", ".join(lacking))))
    return _read(rest, header.count("\t") + 1, columns, name, re.compile(pattern))


def _columns(header: str) -> dict[str, int]:
    """The number of the column that holds each field; the first one where several names begin alike."""
    names = [" ".join(_cell(cell).casefold().split()) for cell in header.split("\t")]
    columns: dict[str, int] = {}
    for number, name in enumerate(names):
        for start, field in _COLUMNS.items():
            if name == start or (field in ("marker", "partners", "level") and name.startswith(start)):
                columns.setdefault(field, number)
    return columns


def _read(lines: list[str], width: int, columns: Mapping[str, int], name: str, pattern: re.Pattern[str]) -> Published:
    rows: dict[str, dict[str, str]] = {}
    mistakes: list[Finding] = []
    for number, line in enumerate(lines, 2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != width:
            mistakes.append(Finding("MVG757", number, words=(name, "#cells", str(len(cells)), str(width))))
            continue
        if not (code := _cell(cells[columns["code"]])):
            mistakes.append(Finding("MVG757", number, words=(name, "#no-code")))
            continue
        row = rows.setdefault(code, {})
        for field, column in columns.items():
            if cells[column] not in _EMPTY and field not in row and (cell := _cell(cells[column])):
                row[field] = cell
                if field in _DATES and not is_date(cell):
                    mistakes.append(Finding("MVG758", number, words=(name,)))
    codes = tuple(_codes(rows, pattern))
    if not codes and not mistakes:
        mistakes.append(Finding("MVG759", words=(name,)))
    if mistakes:
        raise ListMistakes(*mistakes)
    return Published(codes, max((listed.valid_from for listed in codes), default=""))


def _cell(cell: str) -> str:
    """A cell without one pair of quotes around it, and without white space at its ends."""
    return (cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell).strip()


def _codes(rows: Mapping[str, Mapping[str, str]], pattern: re.Pattern[str]) -> Iterator[ListedCode]:
    children = [row for code, row in rows.items() if "parent" in row and pattern.fullmatch(code)]
    own = [row for row in children if row.get("level", _SUBCATEGORY).casefold().startswith(_SUBCATEGORY)]
    divided = {row["parent"] for row in own}
    known: set[str] = set()
    for code, row in rows.items():
        if "title" in row and pattern.fullmatch(code) and (key := key_of(code)) not in known:
            known.add(key)
            above = [row, *_ancestors(row, rows)]
            partners = _CODE_IN_TEXT.findall(_plain(row["partners"])) if "partners" in row else ()
            yield ListedCode(
                code,
                _plain(row["title"]),
                row.get("valid_from", ""),
                row.get("valid_to", ""),
                marker=next(filter(None, map(_marker, above)), ""),
                partners=" ".join(dict.fromkeys(map(key_of, partners))),
                never_principal="1" if any("never_principal" in one for one in above) else "",
                divided="1" if code in divided else "",
            )


def _ancestors(row: Mapping[str, str], rows: Mapping[str, Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    for _ in range(_MOST_ANCESTORS):  # a circle of parents ends too
        if (above := rows.get(row.get("parent", ""))) is None:
            return
        yield above
        row = above


def _marker(row: Mapping[str, str]) -> str:
    cell = row.get("marker", "")
    return "*" if "*" in cell else "†" if any(sign in cell for sign in "†Ɨ") else ""


def _plain(cell: str) -> str:
    """A cell without HTML, on one line."""
    return " ".join((html.unescape(_TAG.sub(" ", cell)) if "<" in cell or "&" in cell else cell).split())
