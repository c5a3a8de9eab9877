"""Would the fixtures notice? Each row and value of a profile dropped, swapped or altered, one at a time.

A change that the check of the profile refuses is noticed; so is one after which a fixture does not hold. What is left
is a hole in the fixtures: a region could make that mistake and nobody would be told.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple

from converter.model import CHANNELS, CONTACT_CODES, FACTS
from converter.profile import ProfileError
from converter.profile.building import build
from converter.profile.checking import mistakes
from converter.profile.layers import Place, Sources
from converter.profile.positions import positions
from converter.profile.schema import SCHEMA, VALUES
from converter.registration import load_registration
from converter.registration.decision_tables import CODES
from converter.registration.page import FORMS
from converter.registration.toml_files import read_toml
from converter.registration.validation import FILE as TABLES
from converter.workshop.changes import DROPPED, Kind, changed, places
from converter.workshop.data import as_toml, called, known_toml
from converter.workshop.fixtures import Fixture, holds


class Mutant(NamedTuple):
    """A profile with one thing changed."""

    file: str
    """The file that says it: `profile.toml`, a template or `registration.toml`."""
    line: int
    what: str
    """Its name; `""` for a line of a template."""
    place: Place
    """The path in the data, or the line of the template."""
    change: str
    """Of `changes`."""
    sources: Sources


class Score(NamedTuple):
    """How many mutants there were of each file, and those that no fixture noticed."""

    tried: Mapping[str, int]
    survivors: tuple[Mutant, ...]

    @property
    def percent(self) -> float:
        """The mutation score: 100 when every change is noticed, and when there is nothing to change."""
        return 100 * (1 - len(self.survivors) / sum(self.tried.values())) if self.tried else 100


def score(sources: Sources, fixtures: tuple[Fixture, ...]) -> Score:
    """Tries every mutant of a valid profile on its fixtures."""
    tried: Counter[str] = Counter()
    survivors = []
    for mutant in mutants(sources):
        tried[mutant.file] += 1
        if not noticed(mutant, fixtures):
            survivors.append(mutant)
    return Score(tried, tuple(survivors))


def noticed(mutant: Mutant, fixtures: tuple[Fixture, ...]) -> bool:
    """Whether the check of the profile refuses a mutant, or a fixture does not hold of it."""
    is_of_page = mutant.file in _OF_THE_PAGE
    if not is_of_page and next(mistakes(mutant.sources), None) is not None:
        return True
    try:
        profile = build(mutant.sources)
        if mutant.file == TABLES:
            load_registration(profile)
        return not all(holds(fixture, profile) for fixture in fixtures if not is_of_page or _asks_the_page(fixture))
    except (ProfileError, LookupError):  # a page of the registration without its template or its word
        return True


_OF_THE_PAGE: Final = (TABLES, FORMS["text"])


def _asks_the_page(fixture: Fixture) -> bool:
    """Whether a fixture can come to something else when only the registration does."""
    return fixture.kind.startswith("registrering") or (
        fixture.kind == "property" and fixture.kept.strip() == "registration"
    )


def mutants(sources: Sources) -> Iterator[Mutant]:
    """Every profile that differs from this one in one place that its own folder says: a base has its own fixtures."""
    yield from _of_profile(sources)
    yield from _of_templates(sources)
    if TABLES in sources.layers[0].files:
        yield from _of_registration(sources)


def _digest(sources: Sources, *place: object) -> str:
    """A digest of its own: what was read or compiled for another profile must not be taken for this one's."""
    return hashlib.sha256(f"{sources.digest} {place}".encode()).hexdigest()


# -- profile.toml ---------------------------------------------------------------------------------------------


def _of_profile(sources: Sources) -> Iterator[Mutant]:
    own = [place for place in places(sources.data, _UNTRIED) if sources.is_own(place)]
    for place, change, data in changed(sources.data, own, _PROFILE):
        layer = sources.layers[0]._replace(data=data, files=sources.files)
        digest = _digest(sources, place, change)
        other = sources._replace(layers=(layer, *sources.layers[1:]), data=data, digest=digest)
        file, line, _ = sources.place(place)
        yield Mutant(file, line, called(sources.data, place), place, change, other)


_UNTRIED: Final = ("extends", "replaces", "rules")
"""Keys that change no output: where the rest comes from, and the rules that stand behind it."""


def _in_profile(place: Place) -> tuple[str, ...]:
    if place[0] == "labels":
        return FACTS
    if place[0] == "values":
        return VALUES[str(place[1])]
    kind = "target" if place[0] == "targets" else str(place[0])
    keys = [part for part in place if isinstance(part, str)]
    key = SCHEMA.get(kind, {}).get(keys[-1])
    return key.values if key else ()


_PROFILE: Final = Kind(
    free=("labels", "values", "swaps"),
    matters=lambda _this, _other: True,  # the order of keywords is that of the record
    possible=_in_profile,
    renamed=lambda table, key: chr(ord(key) + 1) if table == "swaps" else f"{key}x",
)


# -- templates ------------------------------------------------------------------------------------------------


def _of_templates(sources: Sources) -> Iterator[Mutant]:
    """Each line of the templates of the targets, and of that of the page of the registration, dropped."""
    used = dict.fromkeys([*(target["template"] for target in sources.data["targets"].values()), FORMS["text"]])
    for name in (name for name in used if name in sources.layers[0].files):
        lines = sources.files[name].decode().splitlines(keepends=True)
        for number, line in enumerate(lines):
            if line.strip():
                without = "".join(lines[:number] + lines[number + 1 :])
                files = {**sources.files, name: without.encode()}
                other = sources._replace(files=files, digest=_digest(sources, name, number))
                yield Mutant(name, number + 1, "", (number + 1,), DROPPED, other)


# -- registration.toml ----------------------------------------------------------------------------------------


def _of_registration(sources: Sources) -> Iterator[Mutant]:
    data, text = read_toml(sources.files[TABLES], TABLES)
    possible = {fact: tuple(row.get("value", "") for row in rows) for fact, rows in data["decide"].items()}
    kind = _TABLES._replace(possible=lambda place: _in_tables(place, possible))
    lines, known = positions(text), known_toml(data)
    for place, change, other in changed(data, places(data, ()), kind):
        files = {**sources.files, TABLES: as_toml(other, known).encode()}
        line = next(lines[place[:length]][0] for length in range(len(place), 0, -1) if place[:length] in lines)
        mutant = sources._replace(files=files, digest=_digest(sources, TABLES, place, change))
        yield Mutant(TABLES, line, called(data, place), place, change, mutant)


def _in_tables(place: Place, tables: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The values of the fact or the table that a condition is about, or the codes of the table that a value is of."""
    if "when" in place:
        fact = str(place[place.index("when") + 1])
        return CONTACT_CODES.get(fact) or tuple(value for value in tables.get(fact, ()) if value)
    if place[0] == "same_channel":
        return CHANNELS
    return CODES.get(str(place[1]), ()) if place[-1] == "value" else ()


def _can_both_hold(this: Any, other: Any) -> bool:
    """Whether the order of two rows can matter: both can hold for one contact, and they say different things there."""
    shared = this.get("when", {}).keys() & other.get("when", {}).keys()
    return (
        this.get("group") == other.get("group")  # of the page; the parts of it keep their order
        and {**this, "when": None} != {**other, "when": None}
        and all(_overlap(this["when"][fact], other["when"][fact]) for fact in shared)
    )


def _overlap(these: str | list[str], those: str | list[str]) -> bool:
    wanted, others = ([patterns] if isinstance(patterns, str) else patterns for patterns in (these, those))
    return any(fnmatchcase(one, other) or fnmatchcase(other, one) for one in wanted for other in others)


_TABLES: Final = Kind(free=(), matters=_can_both_hold, possible=lambda _place: (), renamed=lambda _table, key: key)
