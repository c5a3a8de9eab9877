"""Would the fixtures notice? Each row and value of a profile dropped, swapped or altered, one at a time.

A change that the check of the profile refuses is noticed; so is one after which a fixture does not hold. What is left
is a hole in the fixtures: a region could make that mistake and nobody would be told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from typing import Any, Final, NamedTuple

from converter.model import FACTS
from converter.profile import ProfileError
from converter.profile.building import build
from converter.profile.checking import mistakes
from converter.profile.layers import Place, Sources
from converter.profile.schema import SCHEMA, VALUES
from converter.workshop.fixtures import Fixture, holds

ROWS_TABLES: Final = ("keyword", "required")
DROPPED, SWAPPED, ALTERED, RENAMED = "dropped", "swapped", "altered", "renamed"
FREE_TABLES: Final = ("labels", "values", "swaps")
"""The tables whose keys are words of the region."""
_UNTRIED: Final = ("extends", "replaces", "rules")
"""Keys that change no output: where the rest comes from, and the rules that stand behind it."""


class Mutant(NamedTuple):
    """A profile with one thing changed."""

    file: str
    """`profile.toml`, or a template."""
    place: Place
    """The path in the data, or the line of the template."""
    change: str
    """`dropped`, `swapped` (with the next of its kind) or `altered`."""
    sources: Sources


class Score(NamedTuple):
    """How many mutants there were, and those that no fixture noticed."""

    tried: int
    survivors: tuple[Mutant, ...]

    @property
    def percent(self) -> float:
        """The mutation score: 100 when every change is noticed, and when there is nothing to change."""
        return 100 * (1 - len(self.survivors) / self.tried) if self.tried else 100


def score(sources: Sources, fixtures: tuple[Fixture, ...]) -> Score:
    """Tries every mutant of a valid profile on its fixtures."""
    tried, survivors = 0, []
    for mutant in mutants(sources):
        tried += 1
        if not _noticed(mutant.sources, fixtures):
            survivors.append(mutant)
    return Score(tried, tuple(survivors))


def _noticed(sources: Sources, fixtures: tuple[Fixture, ...]) -> bool:
    if next(mistakes(sources), None) is not None:
        return True
    try:
        profile = build(sources)
        return not all(holds(fixture, profile) for fixture in fixtures)
    except (ProfileError, LookupError):  # a page of the registration without its template or its word
        return True


def mutants(sources: Sources) -> Iterator[Mutant]:
    """Every profile that differs from this one in one place that its own folder says: a base has its own fixtures."""
    own = [place for place in _places(sources.data) if sources.is_own(place)]
    for place, change, data in _changed(sources.data, own):
        layer = sources.layers[0]._replace(data=data, files=sources.files)
        changed = sources._replace(
            layers=(layer, *sources.layers[1:]), data=data, digest=_digest(sources, place, change)
        )
        yield Mutant(sources.layers[0].shown, place, change, changed)
    yield from _templates(sources)


def _templates(sources: Sources) -> Iterator[Mutant]:
    """Each line of the templates of the targets dropped."""
    used = dict.fromkeys(target["template"] for target in sources.data["targets"].values())
    for name in (name for name in used if name in sources.layers[0].files):
        lines = sources.files[name].decode().splitlines(keepends=True)
        for number, line in enumerate(lines):
            if line.strip():
                without = "".join(lines[:number] + lines[number + 1 :])
                digest = _digest(sources, (name, number), DROPPED)
                changed = sources._replace(files={**sources.files, name: without.encode()}, digest=digest)
                yield Mutant(name, (number + 1,), DROPPED, changed)


def _digest(sources: Sources, place: Place, change: str) -> str:
    """A digest of its own: what was read or compiled for another profile must not be taken for this one's."""
    return hashlib.sha256(f"{sources.digest} {place} {change}".encode()).hexdigest()


# -- changing data --------------------------------------------------------------------------------------------


def _changed(data: Mapping[str, Any], places: Iterable[Place]) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    for place in places:
        for change, act in _CHANGES.items():
            copy = deepcopy(dict(data))
            holder: Any = copy
            for part in place[:-1]:
                holder = holder[part]
            if act(holder, place):
                yield place, change, copy


def _places(data: Any, above: Place = ()) -> Iterator[Place]:
    """The path of every value and row, but of the tables themselves and of what changes no output."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        if key in _UNTRIED:
            continue
        nested = isinstance(value, dict | list)
        if not nested or (above and above[0] != "values") or len(above) > 1:
            yield (*above, key)
        if nested:
            yield from _places(value, (*above, key))


def _drop(holder: Any, place: Place) -> bool:
    del holder[place[-1]]
    return True


def _swap(holder: Any, place: Place) -> bool:
    """Changes places with the next: a row or an item with its neighbour, a value with that of the next key."""
    keys = list(range(len(holder)) if isinstance(holder, list) else holder)
    following = dict(pairwise(keys)).get(place[-1])
    if following is None or not _are_alike(place) or holder[place[-1]] == holder[following]:
        return False
    holder[place[-1]], holder[following] = holder[following], holder[place[-1]]
    return True


def _are_alike(place: Place) -> bool:
    """Whether what stands at a place has neighbours of its kind and an order or a partner: rows, labels, words."""
    return place[0] in FREE_TABLES or (place[0] in ROWS_TABLES and place[1:] == place[-1:])


def _alter(holder: Any, place: Place) -> bool:
    value = holder[place[-1]]
    if isinstance(value, bool):
        holder[place[-1]] = not value
    elif isinstance(value, str):
        holder[place[-1]] = _another(value, _possible(place))
    else:
        return False
    return True


def _rename(holder: Any, place: Place) -> bool:
    """Another label, word or name of a target for the same thing."""
    if place[0] not in FREE_TABLES or not isinstance(holder, dict):
        return False
    key = str(place[-1])
    renamed = {chr(ord(key) + 1) if place[0] == "swaps" else f"{key}x" if k == key else k: v for k, v in holder.items()}
    holder.clear()
    holder.update(renamed)
    return True


def _possible(place: Place) -> tuple[str, ...]:
    if place[0] == "labels":
        return FACTS
    if place[0] == "values":
        return VALUES[str(place[1])]
    kind = "target" if place[0] == "targets" else str(place[0])
    keys = [part for part in place if isinstance(part, str)]
    key = SCHEMA.get(kind, {}).get(keys[-1])
    return key.values if key else ()


def _another(value: str, possible: tuple[str, ...]) -> str:
    """Another value of the list, or another text."""
    if value in possible:
        return possible[(possible.index(value) + 1) % len(possible)]
    return f"{value}x"


_CHANGES: Final = {DROPPED: _drop, SWAPPED: _swap, ALTERED: _alter, RENAMED: _rename}
