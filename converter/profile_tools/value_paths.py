"""The values of a profile: their paths and readable names, their TOML, and the data with one of them changed.

A change drops, swaps, alters or renames the row or value at one path.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from copy import copy
from itertools import pairwise
from typing import Any, Final, NamedTuple

from converter.profile.schema import KeyPath

DROPPED, SWAPPED, ALTERED, RENAMED = "dropped", "swapped", "altered", "renamed"


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
                yield from values(row, f"{called}.{_row_name(row, number)}", (*at, number))
        else:
            yield Value(called, _written(value), at)


def called(data: Mapping[str, Any], path: KeyPath) -> str:
    """The readable name of a path: a row is named by its subject, or else by its number."""
    parts: list[str] = []
    inside: Any = data
    for part in path:
        inside = inside[part]
        parts.append(_row_name(inside, part) if isinstance(part, int) else part)
    return ".".join(parts)


def _row_name(row: Any, number: int) -> str:
    """The subject of a row: the keyword of the note, else that of the record, the fact or the name; else its number."""
    names = [row.get(key) for key in ("clinic24", "record", "fact", "name")] if isinstance(row, dict) else []
    return str(next(filter(None, names), number + 1))


# -- TOML -----------------------------------------------------------------------------------------------------


def as_toml(data: Mapping[str, Any]) -> str:
    """Tables, lists, texts and flags as TOML that parses to the same data."""
    return "".join(f"{_written(key)} = {_inline(value)}\n" for key, value in data.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_written(key)} = {_inline(inside)}" for key, inside in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return _written(value)


def _written(value: Any) -> str:
    """A text, a flag or a list as TOML."""
    return json.dumps(value, ensure_ascii=False)


# -- changes --------------------------------------------------------------------------------------------------


class FileKind(NamedTuple):
    """How a file can be changed as a person might change it."""

    free: tuple[str, ...]
    """The tables whose keys are words of the region: they can be swapped and renamed."""
    matters: Callable[[Any, Any], bool]
    """Whether the order of two rows can change an output."""
    possible: Callable[[KeyPath], tuple[str, ...]]
    """The values allowed at a path; `()` for any text."""
    renamed: Callable[[str, str], str]
    """Another key for one in a free table."""


def mutated(
    data: Mapping[str, Any], value_paths: Iterable[KeyPath], kind: FileKind
) -> Iterator[tuple[KeyPath, str, dict[str, Any]]]:
    """Each path that was changed, how, and the data with that one change: a copy along the path."""
    for path in value_paths:
        for change, act in _CHANGES.items():
            whole = dict(data)
            holder: Any = whole
            for part in path[:-1]:
                holder[part] = copy(holder[part])
                holder = holder[part]
            if act(holder, path, kind):
                yield path, change, whole


def value_paths(data: Any, untried: Container[str], above: KeyPath = ()) -> Iterator[KeyPath]:
    """The path of every value and row, except of tables, of their keys, and of the `untried` keys."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        if key in untried:
            continue
        nested = isinstance(value, dict | list)
        if not nested or (above and above[0] != "values") or len(above) > 1:
            yield (*above, key)
        if nested:
            yield from value_paths(value, untried, (*above, key))


def _drop(holder: Any, path: KeyPath, kind: FileKind) -> bool:  # noqa: ARG001 -- every change has the same shape
    del holder[path[-1]]
    return True


def _swap(holder: Any, path: KeyPath, kind: FileKind) -> bool:
    """Swaps a row with the next row, or the value of a free key with that of the next key."""
    keys = list(range(len(holder)) if isinstance(holder, list) else holder)
    following = dict(pairwise(keys)).get(path[-1])
    if following is None or holder[path[-1]] == holder[following]:
        return False
    this, other = holder[path[-1]], holder[following]
    are_rows = isinstance(holder, list) and isinstance(this, dict)
    if not (kind.matters(this, other) if are_rows else path[0] in kind.free):
        return False
    holder[path[-1]], holder[following] = other, this
    return True


def _alter(holder: Any, path: KeyPath, kind: FileKind) -> bool:
    """Turns a flag, and replaces a text by the next of the allowed values, or by another text."""
    value = holder[path[-1]]
    if isinstance(value, bool):
        holder[path[-1]] = not value
    elif isinstance(value, str):
        values = kind.possible(path)
        others = values[values.index(value) + 1 :] or values if value in values else (f"{value}x",)
        holder[path[-1]] = others[0]
    else:
        return False
    return True


def _rename(holder: Any, path: KeyPath, kind: FileKind) -> bool:
    """Renames a key of a free table."""
    if path[0] not in kind.free or not isinstance(holder, dict):
        return False
    key = str(path[-1])
    renamed = {kind.renamed(str(path[0]), key) if k == key else k: v for k, v in holder.items()}
    holder.clear()
    holder.update(renamed)
    return True


_CHANGES: Final = {DROPPED: _drop, SWAPPED: _swap, ALTERED: _alter, RENAMED: _rename}
