"""Line and column of each key and item of a TOML file that is known to be valid. Only a mistake needs them."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from converter.profile.schema import KeyPath

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_TEXT: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")|' + r"'''.*?'{3,5}(?!')|" + r'"(?:\\.|[^"\\])*"|' + r"'[^']*'", re.DOTALL
)
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR: Final = re.compile(r"[^\n,\]}#]+")


@lru_cache(maxsize=8)
def positions(source: str) -> Mapping[KeyPath, tuple[int, int]]:
    """Line and column, from 1, of every table, key and list item by its path; of the first, where one comes twice."""
    return _Scanner(source).scan()


class _Scanner:
    """Scans the text once; `rows` counts the rows of each array of tables."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.lines = [0, *(found.end() for found in re.finditer("\n", source))]
        self.rows: dict[KeyPath, int] = {}
        self.found: dict[KeyPath, tuple[int, int]] = {}

    def scan(self) -> dict[KeyPath, tuple[int, int]]:
        table: KeyPath = ()
        while self._next() is not None:
            if self.source[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.found

    def _next(self) -> str | None:
        """Passes over spaces, line ends and comments; the character there, or None at the end of the file."""
        blank = _BLANK.match(self.source, self.at)
        assert blank is not None
        self.at = blank.end()
        return self.source[self.at] if self.at < len(self.source) else None

    def _note(self, path: KeyPath, at: int) -> None:
        """Keeps the position of a path, and of each part of it that had none."""
        line = bisect_right(self.lines, at)
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], (line, at - self.lines[line - 1] + 1))

    def _header(self) -> KeyPath:
        start, many = self.at, self.source.startswith("[[", self.at)
        self.at += 1 + many
        path: KeyPath = ()
        for part in self._key():  # with the number of the row that each of its tables stands for now
            path = (*path, self.rows[path], part) if path in self.rows else (*path, part)
        if many:
            self.rows[path] = self.rows.get(path, -1) + 1
            path = (*path, self.rows[path])
        self.at = self.source.index("]", self.at) + 1 + many
        self._note(path, start)
        return path

    def _key(self) -> KeyPath:
        parts: list[str] = []
        while True:
            self._next()
            quoted = _TEXT.match(self.source, self.at)
            found = quoted or _BARE.match(self.source, self.at)
            assert found is not None
            self.at = found.end()
            parts.append(tomllib.loads(f"x={found[0]}")["x"] if quoted else found[0])
            if self._next() != ".":
                return tuple(parts)
            self.at += 1

    def _pair(self, table: KeyPath) -> None:
        start = self.at
        path = (*table, *self._key())
        self._note(path, start)
        self.at = self.source.index("=", self.at) + 1
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        opens = self._next()
        if opens not in ("[", "{"):
            found = _TEXT.match(self.source, self.at) or _SCALAR.match(self.source, self.at)
            assert found is not None
            self.at = found.end()
            return
        self.at += 1
        end, number = ("]" if opens == "[" else "}"), 0
        while (there := self._next()) != end:
            if there == ",":
                self.at += 1
            elif end == "}":
                self._pair(path)
            else:
                self._note((*path, number), self.at)
                self._value((*path, number))
                number += 1
        self.at += 1
