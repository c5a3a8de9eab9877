"""Data changed in one place at a time: a row or a value dropped, swapped with the next, altered, or renamed."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from copy import copy
from itertools import pairwise
from typing import Any, Final, NamedTuple

from converter.profile.schema import KeyPath

DROPPED, SWAPPED, ALTERED, RENAMED = "dropped", "swapped", "altered", "renamed"


class FileKind(NamedTuple):
    """What is to be known of a file to change it as a person might."""

    free: tuple[str, ...]
    """The tables whose keys are words of the region: they can be swapped and renamed."""
    matters: Callable[[Any, Any], bool]
    """Whether the order of two rows can make a difference."""
    possible: Callable[[KeyPath], tuple[str, ...]]
    """What may stand at a place; `()` for any text."""
    renamed: Callable[[str, str], str]
    """Another key for one in a free table."""


def mutated(
    data: Mapping[str, Any], value_paths: Iterable[KeyPath], kind: FileKind
) -> Iterator[tuple[KeyPath, str, dict[str, Any]]]:
    """The data with one change for each place and each way to change what stands there."""
    for path in value_paths:
        for change, act in _CHANGES.items():
            whole, holder = _copied(data, path)
            if act(holder, path, kind):
                yield path, change, whole


def _copied(data: Mapping[str, Any], path: KeyPath) -> tuple[dict[str, Any], Any]:
    """The data with copies of all that holds a place, and the innermost of them: the rest is shared."""
    holder: Any = dict(data)
    whole = holder
    for part in path[:-1]:
        holder[part] = copy(holder[part])
        holder = holder[part]
    return whole, holder


def value_paths(data: Any, untried: Container[str], above: KeyPath = ()) -> Iterator[KeyPath]:
    """The path of every value and row, but of the tables themselves, of their words, and of what is not to be tried."""
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
    """Changes places with the next: a row with its neighbour, a word of the region with that of the next key."""
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
    value = holder[path[-1]]
    if isinstance(value, bool):
        holder[path[-1]] = not value
    elif isinstance(value, str):
        holder[path[-1]] = _another(value, kind.possible(path))
    else:
        return False
    return True


def _rename(holder: Any, path: KeyPath, kind: FileKind) -> bool:
    """Another label, word or name for the same thing."""
    if path[0] not in kind.free or not isinstance(holder, dict):
        return False
    key = str(path[-1])
    renamed = {kind.renamed(str(path[0]), key) if k == key else k: v for k, v in holder.items()}
    holder.clear()
    holder.update(renamed)
    return True


def _another(value: str, possible: tuple[str, ...]) -> str:
    """Another value of the list, or another text."""
    if value in possible:
        return possible[(possible.index(value) + 1) % len(possible)]
    return f"{value}x"


_CHANGES: Final = {DROPPED: _drop, SWAPPED: _swap, ALTERED: _alter, RENAMED: _rename}
