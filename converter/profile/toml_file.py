"""TOML files: parsed, with the line and column of every key and item, which only a mistake needs."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.profile.model import ProfileError
from converter.profile.schema import KeyPath
from converter.profile.shipped import parsed_before

Mistake = tuple[Code, KeyPath, tuple[str | KeyPath, ...]]
"""A code, the path of what is wrong, and the words after the name of the file; a path becomes file and line."""
_FILE_WITH_BACKSLASH: Final = (
    r'(?m)^[ \t]*(extends|template|file|questionnaire)[ \t]*=[ \t]*"(?:[^"\\\n]|\\[^bfnrtuU\n])*\\[bfnrtuU]'
)
"""A file name in which a backslash stands for something else: `"..\\bas"` has a backspace in it."""


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
    ships: bool = False
    """Whether its content is that of a file that ships."""

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
    """Parses a file; a byte-order mark at its start is accepted. Raises `ProfileError` (MVG702) with every mistake.

    A file in another encoding than UTF-8 is reported as that, and with its other mistakes.
    """
    if data := parsed_before(content):
        return TomlFile(name, content.decode(), json.loads(data), ships=True)
    import tomllib

    text, encoding = decoded(content)
    wrong = [Finding("MVG702", encoding.line, encoding.column, (name, encoding.cause))] if encoding else []
    if not wrong:
        try:
            file = TomlFile(name, text, tomllib.loads(text))
        except (ValueError, RecursionError):  # tomllib raises the plain ones for absurd numbers and nesting
            pass
        else:
            lines = [text.count("\n", 0, found.start(1)) + 1 for found in re.finditer(_FILE_WITH_BACKSLASH, text)]
            if not lines:
                return file
            raise ProfileError(*(Finding("MVG702", line, 0, (name, "#backslash")) for line in lines))
    from converter.profile.toml_mistakes import toml_mistakes

    found = [Finding("MVG702", line, column, (name, *words)) for line, column, words, _ in toml_mistakes(text)]
    raise ProfileError(*wrong, *found)


class WrongEncoding(NamedTuple):
    """Where a file is not UTF-8, and the explanation of it."""

    line: int
    column: int
    cause: str


def decoded(content: bytes) -> tuple[str, WrongEncoding | None]:
    """The text of a file that should be UTF-8, without a byte-order mark, and what is wrong with its encoding."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace"), WrongEncoding(1, 0, "#utf-16")
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line, column = content.count(b"\n", 0, error.start) + 1, error.start - content.rfind(b"\n", 0, error.start)
    try:
        return content.decode("cp1252"), WrongEncoding(line, column, "#ansi")
    except UnicodeDecodeError:
        return content.decode("latin-1"), WrongEncoding(line, column, "#encoding")
