"""The data files of the registration, read with the line of each mistake."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from converter.findings import Finding
from converter.profile import ProfileError
from converter.profile.layers import unreadable


def read_toml(folders: Sequence[Path], name: str) -> tuple[dict[str, Any], str]:
    """The data of a file of the profile, of the first folder that has it, and its text. Raises `ProfileError`."""
    folder = next((folder for folder in folders if (folder / name).is_file()), folders[0])
    try:
        source = (folder / name).read_bytes().decode()
    except FileNotFoundError:
        raise ProfileError((Finding("MVG701", words=(name,)),)) from None
    except OSError as error:
        raise ProfileError((unreadable(name, error),)) from None
    except UnicodeDecodeError:
        raise ProfileError((Finding("MVG702", words=(name,)),)) from None
    try:
        return tomllib.loads(source), source
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(at[1]), int(at[2])) if at else (source.count("\n") + 1, 0)
        raise ProfileError((Finding("MVG702", line, column, (name,)),)) from None


def row_line(source: str, table: str, number: int = 0) -> int:
    """The line of row `number` of a table, written as `[[table]]` headings or as one `{ … }` a line; else 1."""
    headings = list(re.finditer(rf"^\[+(?:\w+\.)?{re.escape(table)}\]+", source, re.MULTILINE))
    if number < len(headings):
        return _line_at(source, headings[number].start())
    start = re.search(rf"^{re.escape(table)} *=", source, re.MULTILINE)
    if start is None:
        return 1
    rows = list(re.finditer(r"^\s*\{", source[start.end() :], re.MULTILINE))
    return _line_at(source, start.end() + rows[number].end() if number < len(rows) else start.start())


def _line_at(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


def wrong_keys(
    table: object, needed: dict[str, type], optional: dict[str, type], at: tuple[str, str, int]
) -> list[Finding]:
    """What is missing, unknown or of the wrong kind in one table; `at` is the file, the table's name and its line."""
    file, name, line = at
    if not isinstance(table, dict):
        return [Finding("MVG705", line, 0, (file, name))]
    findings = [Finding("MVG704", line, 0, (f"{file} [{name}]", key)) for key in needed if key not in table]
    for key, value in table.items():
        kind = needed.get(key) or optional.get(key)
        if kind is None:
            findings.append(Finding("MVG703", line, 0, (file, key)))
        elif not isinstance(value, kind) or (isinstance(value, list) and kind is list and not _are_texts(value)):
            findings.append(Finding("MVG705", line, 0, (file, key)))
    return findings


def _are_texts(values: list[object]) -> bool:
    return all(isinstance(value, str) for value in values)
