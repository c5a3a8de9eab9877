"""The values of a profile under readable names, with their paths, and their TOML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from converter.profile.schema import KeyPath


class Value(NamedTuple):
    """A value of a profile."""

    name: str
    """`keyword.Status.record`: a row is named by its subject, not by its number."""
    written: str
    """As TOML."""
    path: KeyPath


def values(table: Mapping[str, Any], name: str = "", path: KeyPath = ()) -> Iterator[Value]:
    """Every value in the order of the data; a list of texts is one value. `name` and `path` are those of the table."""
    for key, value in table.items():
        called, at = f"{name}.{key}".lstrip("."), (*path, key)
        if isinstance(value, dict):
            yield from values(value, called, at)
        elif isinstance(value, list) and all(isinstance(item, dict) for item in value) and value:
            for number, row in enumerate(value):
                yield from values(row, f"{called}.{row_name(row)}", (*at, number))
        else:
            yield Value(called, written(value), at)


def row_name(row: Mapping[str, Any]) -> str:
    """The subject of a row: the keyword of the note, else that of the record, else the fact or the name."""
    return str(row.get("clinic24") or row.get("record") or row.get("fact") or row.get("name"))


_NAMES: Final = frozenset({"clinic24", "record", "fact", "name"})


def written(value: Any) -> str:
    """A text, a flag or a list as TOML."""
    return json.dumps(value, ensure_ascii=False)


def called(data: Mapping[str, Any], path: KeyPath) -> str:
    """The readable name of a path: a row is named by its subject, or else by its number."""
    parts: list[str] = []
    inside: Any = data
    for part in path:
        inside = inside[part]
        if isinstance(part, int):
            parts.append(row_name(inside) if isinstance(inside, dict) and _NAMES & inside.keys() else str(part + 1))
        else:
            parts.append(part)
    return ".".join(parts)


def as_toml(data: Mapping[str, Any]) -> str:
    """Tables, lists, texts and flags as TOML that parses to the same data."""
    return "".join(f"{written(key)} = {_inline(value)}\n" for key, value in data.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)} = {_inline(inside)}" for key, inside in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return written(value)
