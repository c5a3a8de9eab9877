"""The data files of the registration, read with the line of each mistake."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from converter.findings import Finding
from converter.profile import ProfileError
from converter.profile.layers import SHIPPED, packaged
from converter.profile.shape import unknown


def read_toml(content: bytes | None, name: str) -> tuple[dict[str, Any], str]:
    """The data of a file of the profile, and its text. Raises `ProfileError`; with None, for want of it."""
    if content is None:
        raise ProfileError((Finding("MVG701", words=(name,)),))
    try:
        source = content.decode()
    except UnicodeDecodeError:
        raise ProfileError((Finding("MVG702", words=(name, "invalid UTF-8")),)) from None
    try:
        return tomllib.loads(source), source
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(at[1]), int(at[2])) if at else (source.count("\n") + 1, 0)
        raise ProfileError((Finding("MVG702", line, column, (name, str(error).partition(" (at ")[0])),)) from None


@lru_cache(maxsize=8)
def is_shipped(name: str, content: bytes | None) -> bool:
    """Whether a file of tables is the one that ships: the tests have checked it, so that a command need not."""
    return content == (packaged("templates") / SHIPPED / name).read_bytes()


def row_line(source: str, table: str, number: int = 0) -> int:
    """The line of row `number` of a table, written as `[[table]]` headings or as one `{ … }` a line; else 1."""
    lines = _row_lines(source, table)
    return lines[number] if number < len(lines) else lines[0]


@lru_cache(maxsize=256)
def _row_lines(source: str, table: str) -> tuple[int, ...]:
    """Found once for all the rows of a table: the file is long, and every row of it is asked for its line."""
    headings = re.finditer(rf"^\[+(?:\w+\.)?{re.escape(table)}\]+", source, re.MULTILINE)
    if lines := tuple(_line_at(source, heading.start()) for heading in headings):
        return lines
    start = re.search(rf"^{re.escape(table)} *=", source, re.MULTILINE)
    if start is None:
        return (1,)
    rows = list(re.finditer(r"^\s*\{", source[start.end() :], re.MULTILINE))
    return tuple(_line_at(source, start.end() + row.end()) for row in rows) or (_line_at(source, start.start()),)


def _line_at(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


_WRITTEN: Final = {dict: "{ … }", str: '"…"', list: '["…", "…"]', bool: "true, false"}
"""How a value of each kind is written in TOML."""


def wrong_keys(
    table: object, needed: dict[str, type], optional: dict[str, type], at: tuple[str, str, Callable[[], int]]
) -> list[Finding]:
    """What is missing, unknown or of the wrong kind in a table; `at` is its file, its name, and what finds its line."""
    file, name, line = at
    if not isinstance(table, dict):
        return [Finding("MVG705", line(), 0, (file, name, _WRITTEN[dict]))]
    findings = [Finding("MVG704", line(), 0, (f"{file} [{name}]", key)) for key in needed if key not in table]
    for key, value in table.items():
        kind = needed.get(key) or optional.get(key)
        if kind is None:
            code, said = unknown(key, (*needed, *optional))
            findings.append(Finding(code, line(), 0, (file, *said)))
        elif not isinstance(value, kind) or (isinstance(value, list) and kind is list and not _are_texts(value)):
            findings.append(Finding("MVG705", line(), 0, (file, key, _WRITTEN.get(kind, "[…]"))))
    return findings


def _are_texts(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)
