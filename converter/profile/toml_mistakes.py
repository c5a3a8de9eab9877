"""What is wrong with a file that is not valid TOML: the usual mistakes of an author, each with its line.

The parser stops at the first mistake and says what it expected there. Here the line itself is looked at, for what its
author did; then it is left out, and the rest of the file is parsed again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Final, NamedTuple

from converter.profile.schema import ROWS, SCHEMA

MAX_MISTAKES: Final = 20
"""Mistakes that are reported of one file."""
_CURLY: Final = "“”„‟«»‘’‚"
_INVISIBLE: Final = re.compile("[\u00a0\u00ad\u2000-\u200f\u2028\u2029\u202f\u2060\u3000\ufeff]")
_STRING: Final = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_BARE: Final = re.compile(r"[A-Za-z0-9_.\s-]*")
_PAIR: Final = re.compile(r"\s*([^=#\[]+?)\s*=\s*(.*)")
_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\]#]*?)\s*(\]*)\s*(?:#.*)?")
_POSITION: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_ROW_TABLES: Final = tuple(name for name, key in SCHEMA[""].items() if key.kind == ROWS)

Words = tuple[str, ...]


class TomlMistake(NamedTuple):
    """A mistake with its line and column, and the words of its finding: the name of an explanation, and its words."""

    line: int
    column: int
    words: Words
    end: int
    """The last line of the statement."""


def toml_mistakes(text: str) -> list[TomlMistake]:
    """Every mistake of a file that can be distinguished, and the first one in any case. None for a valid file."""
    found: list[TomlMistake] = []
    lines = text.split("\n")
    for _ in range(MAX_MISTAKES):
        mistake = _first_mistake(lines)
        if mistake is None:
            break
        is_repeated = mistake.words[0] == "#single-brackets" and mistake.words in [one.words for one in found]
        if not found or not (is_repeated or mistake.words[0] == "#toml"):  # that one may come of what was left out
            found.append(mistake)
        for number in range(mistake.line, mistake.end + 1):
            # A header becomes one of its own, so that its keys are not taken for those of another table.
            is_header = lines[number - 1].lstrip().startswith("[")
            lines[number - 1] = f'["line {number}"]' if is_header else ""
    return found


def _first_mistake(lines: Sequence[str]) -> TomlMistake | None:
    try:
        tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError) as error:  # plain ones for absurd numbers and nesting
        reason = str(error) if isinstance(error, ValueError) else type(error).__name__
    else:
        return None
    found = _POSITION.search(reason)
    if found is None:  # too deep, or a number without end: the rest of the file cannot be looked at
        return TomlMistake(1, 0, ("#toml", reason), len(lines))
    last = max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)
    at, column = (int(found[1]), int(found[2])) if found[1] else (last, 0)
    reason = _POSITION.sub("", reason)
    line = _start(lines, at, reason)
    end = at if line == at or reason.startswith("Unterminated") else at - 1
    words = _doubled(lines, line) if reason.startswith("Cannot") else _in_line(lines[line - 1].rstrip("\r"), reason)
    return TomlMistake(line, column if line == at else 1, words or ("#toml", reason), end)


def _start(lines: Sequence[str], line: int, reason: str) -> int:
    """The line where a statement begins whose end is missing."""
    before = list(enumerate(lines[:line], 1))
    if reason == "Unclosed array" and not _lacks_comma(lines[line - 1]):
        bare = [(number, _STRING.sub("", one).partition("#")[0]) for number, one in before]
        opens = (number for number, one in bare if "=" in one and one.count("[") > one.count("]"))
        return max(opens, default=line)
    if reason.startswith("Unterminated"):
        return max((number for number, one in before if '"""' in one), default=line)
    return line


def _lacks_comma(line: str) -> bool:
    return re.search(r"\0\s*\0", _STRING.sub("\0", line)) is not None


# -- keys and tables that come twice --------------------------------------------------------------------------


def _doubled(lines: Sequence[str], line: int) -> Words:
    above = list(enumerate(lines[: line - 1], 1))
    if name := _header_name(lines[line - 1]):
        if name in _ROW_TABLES:
            return "#single-brackets", name
        return "#double-table", name, str(next((number for number, one in above if _header_name(one) == name), 1))
    pair = _PAIR.match(lines[line - 1])
    if pair is None:
        return ()
    key = pair[1].strip("\"'")
    for number, one in reversed(above):
        other = _PAIR.match(one)
        if other and other[1].strip("\"'") == key:
            return "#double-key", key, str(number)
        if _header_name(one):
            break
    return ()


def _header_name(line: str) -> str:
    header = _HEADER.fullmatch(line.rstrip())
    return header[2] if header else ""


# -- mistakes within a line -----------------------------------------------------------------------------------


def _in_line(line: str, reason: str) -> Words:
    outside = _STRING.sub('""', line).partition("#")[0]
    if found := _signs(outside):
        return found
    if reason.startswith("Unterminated"):
        return ("#open-quote",)
    if reason.startswith(("Unescaped", "Invalid hex", "Escaped")):
        return ("#backslash",)
    if reason == "Unclosed array" or _lacks_comma(line) or re.search(r"[\[,]\s*,", outside):
        return ("#open-list",)
    if line.lstrip().startswith("[") and "=" not in outside:
        return ("#open-header",) if outside.count("[") != outside.count("]") else ("#unquoted-header",)
    return _in_pair(line, outside)


def _signs(outside: str) -> Words:
    """Characters outside texts that only look like those of TOML."""
    if curly := "".join(sign for sign in dict.fromkeys(outside) if sign in _CURLY):
        return "#curly-quotes", curly
    invisible = _INVISIBLE.search(outside)
    return ("#invisible", f"U+{ord(invisible[0]):04X}") if invisible else ()


def _in_pair(line: str, outside: str) -> Words:
    """A mistake in a key or its value."""
    pair = _PAIR.match(line)
    if pair is None:
        return ("#colon", line.partition(":")[0].strip()) if ":" in outside else ("#no-equals",)
    key, value = pair[1].strip(), pair[2].strip()
    if '"' not in key and "'" not in key and (not _BARE.fullmatch(key) or " " in key):
        return "#unquoted-key", key
    if value[:1] in ("'", '"'):
        return ("#open-quote",) if value.count(value[0]) == 1 else ("#inner-quote",)
    if not value or value.startswith("#"):
        return ("#no-value",)
    return ("#unquoted-value", key) if re.match(r"\w", value) else ()
