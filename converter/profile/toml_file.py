"""TOML files: parsed, with the line and column of every key and item, which only a mistake needs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.profile.model import ProfileError
from converter.profile.schema import KeyPath

Mistake = tuple[Code, KeyPath, tuple[str | KeyPath, ...]]
"""A code, the path of what is wrong, and the words after the name of the file; a path becomes file and line."""


class Renamed(NamedTuple):
    """A key, or the value of a key, that a file has under an earlier name (`earlier_names`)."""

    path: KeyPath
    """In the data."""
    written: KeyPath
    """In the file."""
    earlier: str
    current: str


class TomlFile(NamedTuple):
    """A TOML file that has been parsed."""

    name: str
    """What findings call it."""
    text: str
    data: dict[str, Any]
    renamed: tuple[Renamed, ...] = ()

    @property
    def positions(self) -> Mapping[KeyPath, tuple[int, int]]:
        """The line and column of every table, key and list item, by its path in `data`."""
        from converter.profile.toml_positions import positions

        known = positions(self.text)
        return {**known, **{key.path: known[key.written] for key in self.renamed}} if self.renamed else known

    def position(self, path: KeyPath) -> tuple[str, int, int]:
        """The name, and the line and column of a path, or of the nearest part of the file above it."""
        known = self.positions
        found = next((known[path[:length]] for length in range(len(path), 0, -1) if path[:length] in known), (1, 1))
        return self.name, *found


def findings_of(mistakes: Iterable[Mistake], position: Callable[[KeyPath], tuple[str, int, int]]) -> Iterator[Finding]:
    """The mistakes as findings with line and column; `position` is that of a `TomlFile` or of what was made of some."""
    for code, path, words in mistakes:
        name, line, column = position(path)
        texts = (word if isinstance(word, str) else "{}:{}".format(*position(word)) for word in words)
        yield Finding(code, line, column, (name, *texts))


def parse_toml(content: bytes, name: str) -> TomlFile:
    """Parses a file. Raises `ProfileError` (MVG702) with the line where it is not UTF-8 or not TOML."""
    try:
        text = content.decode()
        return TomlFile(name, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column, reason = before.count(b"\n") + 1, len(before) - before.rfind(b"\n"), "invalid UTF-8"
    except (ValueError, RecursionError) as error:  # tomllib raises the plain ones for absurd numbers and nesting
        at = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(at[1]), int(at[2])) if at else (text.count("\n") + 1, 0)
        reason = str(error).partition(" (at ")[0]
    raise ProfileError((Finding("MVG702", line, column, (name, reason)),))
