"""Reads the TOML files of the registration, and finds the line of each mistake in them."""

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
    """The data of a file of the profile, and its text. Raises `ProfileError`; `content` None is a missing file."""
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
    """Whether a file is the one that ships, which the tests validate, so that a command need not."""
    return content == (packaged("templates") / SHIPPED / name).read_bytes()


def row_line(source: str, table: str, number: int = 0) -> int:
    """The line of row `number` of a table, written as `[[table]]` or as one `{ … }` a line; 1 when it is not found."""
    lines = _row_lines(source, table)
    return lines[number] if number < len(lines) else lines[0]


@lru_cache(maxsize=256)
def _row_lines(source: str, table: str) -> tuple[int, ...]:
    """The lines of all rows of a table. Cached, since validation asks for each row of a long file."""
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
"""How a value of each type is written in TOML."""


def wrong_keys(
    table: object, required: dict[str, type], optional: dict[str, type], at: tuple[str, str, Callable[[], int]]
) -> list[Finding]:
    """The keys of a table that are missing, unknown or of the wrong type.

    `at` is the name of its file, its own name, and a function that finds its line.
    """
    file, name, line = at
    if not isinstance(table, dict):
        return [Finding("MVG705", line(), 0, (file, name, _WRITTEN[dict]))]
    findings = [Finding("MVG704", line(), 0, (f"{file} [{name}]", key)) for key in required if key not in table]
    for key, value in table.items():
        kind = required.get(key) or optional.get(key)
        if kind is None:
            code, words = unknown(key, (*required, *optional))
            findings.append(Finding(code, line(), 0, (file, *words)))
        elif not isinstance(value, kind) or (isinstance(value, list) and kind is list and not _are_texts(value)):
            findings.append(Finding("MVG705", line(), 0, (file, key, _WRITTEN.get(kind, "[…]"))))
    return findings


def _are_texts(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)
