"""Mutation testing of a profile: its rows and values are dropped, swapped or altered, one at a time.

A mutant is detected when the profile is no longer valid, or when a golden pair no longer matches. A mutant that
survives is a mistake that a region could make without any of its golden pairs failing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import Any, Final, NamedTuple

from converter.note.facts import LABELLED
from converter.profile import ProfileError
from converter.profile.building import build
from converter.profile.layers import ProfileSources
from converter.profile.schema import REGISTRATION_FILE, SCHEMA, KeyPath
from converter.profile.toml_file import parse_toml
from converter.profile.validation import mistakes
from converter.profile_tools.golden_pairs import GoldenPair, matches
from converter.profile_tools.notation_parts import put_together, taken_apart
from converter.profile_tools.value_paths import DROPPED, FileKind, as_toml, called, mutated, value_paths
from converter.registration import load_registration
from converter.registration.decision_tables import CODES
from converter.registration.page import FORMS

_PAGE_FILES: Final = (REGISTRATION_FILE, FORMS["text"])
_UNTRIED: Final = ("extends", "replaces", "rules")
"""Keys that change no output."""
_CONDITIONS: Final = ("when", "only", "conditions")


class Mutant(NamedTuple):
    """A profile with one change."""

    file: str
    """The changed file: `profile.toml`, a template or `registration.toml`."""
    line: int
    what: str
    """The readable name of the path; `""` for a line of a template."""
    path: KeyPath
    """The path in the data, or the line of the template."""
    change: str
    """One of the changes of `value_paths`."""
    sources: Callable[[], ProfileSources]
    """Makes the changed profile: to write a file of it takes longer than to know what is changed."""


class Score(NamedTuple):
    """The number of mutants of each file, and those that survived."""

    tried: Mapping[str, int]
    survivors: tuple[Mutant, ...]

    @property
    def percent(self) -> float:
        """The mutation score in per cent: 100 when no mutant survived, and when there was none."""
        return 100 * (1 - len(self.survivors) / sum(self.tried.values())) if self.tried else 100


def score(sources: ProfileSources, golden_pairs: tuple[GoldenPair, ...]) -> Score:
    """Tests every mutant of a valid profile with its golden pairs."""
    tried: Counter[str] = Counter()
    survivors = []
    for mutant in mutants(sources):
        tried[mutant.file] += 1
        if not noticed(mutant, golden_pairs):
            survivors.append(mutant)
    return Score(tried, tuple(survivors))


def noticed(mutant: Mutant, golden_pairs: tuple[GoldenPair, ...]) -> bool:
    """Whether a mutant is detected: it is no valid profile, or a golden pair does not match."""
    is_of_page = mutant.file in _PAGE_FILES
    sources = mutant.sources()
    if not is_of_page and next(mistakes(sources), None) is not None:
        return True
    try:
        profile = build(sources)
        if mutant.file == REGISTRATION_FILE:
            load_registration(profile)
        # Only pairs of the registration can come to something else when it alone does.
        asked = (pair for pair in golden_pairs if not is_of_page or pair.kind.startswith("registrering")
                 or (pair.kind == "property" and pair.expected.strip() == "registration"))  # fmt: skip
        return not all(matches(pair, profile) for pair in asked)
    except (ProfileError, LookupError):  # a page of the registration without its template or its word
        return True


def mutants(sources: ProfileSources) -> Iterator[Mutant]:
    """Every mutant of what the profile's own folder defines: a base has its own golden pairs."""
    yield from _of_profile(sources)
    yield from _of_templates(sources)
    if REGISTRATION_FILE in sources.layers[0].files:
        yield from _of_registration(sources)


def _digest(sources: ProfileSources, *path: object) -> str:
    """A digest of the mutant's own: caches must not take one profile for another."""
    return hashlib.sha256(f"{sources.digest} {path}".encode()).hexdigest()


# -- profile.toml ---------------------------------------------------------------------------------------------


def _of_profile(sources: ProfileSources) -> Iterator[Mutant]:
    own = [path for path in value_paths(sources.data, _UNTRIED) if sources.is_own(path)]
    kind = FileKind(
        free=("labels", "values", "swaps"),
        matters=lambda _this, _other: True,  # the order of keywords is that of the record
        possible=lambda path: _in_profile(path, sources.data),
        renamed=lambda table, key: chr(ord(key) + 1) if table == "swaps" else f"{key}x",
    )
    for path, change, data in mutated(sources.data, own, kind):
        layer = sources.layers[0]._replace(toml=sources.layers[0].toml._replace(data=data), files=sources.files)
        digest = _digest(sources, path, change)
        make = partial(sources._replace, layers=(layer, *sources.layers[1:]), data=data, digest=digest)
        file, line, _ = sources.position(path)
        yield Mutant(file, line, what=called(sources.data, path), path=path, change=change, sources=make)


def _in_profile(path: KeyPath, data: Mapping[str, Any]) -> tuple[str, ...]:
    if path[0] == "labels":
        return LABELLED
    if path[0] == "values":
        codes = tuple(dict.fromkeys(data["values"][path[1]].values()))
        return codes if len(codes) > 1 else ()
    kind = "target" if path[0] == "targets" else str(path[0])
    keys = [part for part in path if isinstance(part, str)]
    key = SCHEMA.get(kind, {}).get(keys[-1])
    return key.values if key else ()


# -- templates ------------------------------------------------------------------------------------------------


def _of_templates(sources: ProfileSources) -> Iterator[Mutant]:
    """Each line dropped of the templates of the targets and of the registration's text page."""
    targets = sources.data["targets"].values()
    used = dict.fromkeys([*(target["template"] for target in targets if "template" in target), FORMS["text"]])
    for name in (name for name in used if name in sources.layers[0].files):
        lines = sources.files[name].decode().splitlines(keepends=True)
        for number, line in enumerate(lines):
            if line.strip():
                without = "".join(lines[:number] + lines[number + 1 :])
                files = {**sources.files, name: without.encode()}
                make = partial(sources._replace, files=files, digest=_digest(sources, name, number))
                yield Mutant(name, number + 1, what="", path=(number + 1,), change=DROPPED, sources=make)


# -- registration.toml ----------------------------------------------------------------------------------------


def _of_registration(sources: ProfileSources) -> Iterator[Mutant]:
    toml = parse_toml(sources.files[REGISTRATION_FILE], REGISTRATION_FILE)
    data = taken_apart(toml.data)
    possible = dict(build(sources).contact_codes)
    possible |= {fact: tuple(row.get("value", "") for row in rows) for fact, rows in data["decide"].items()}
    kind = FileKind((), _can_both_hold, lambda path: _in_tables(path, possible), renamed=lambda _table, key: key)
    for path, change, other in mutated(data, value_paths(data, ()), kind):
        _, line, _ = toml.position(path)
        make = partial(_with_tables, sources, other, _digest(sources, REGISTRATION_FILE, path, change))
        yield Mutant(REGISTRATION_FILE, line, what=called(data, path), path=path, change=change, sources=make)


def _with_tables(sources: ProfileSources, parts: Mapping[str, Any], digest: str) -> ProfileSources:
    files = {**sources.files, REGISTRATION_FILE: as_toml(put_together(parts)).encode()}
    return sources._replace(files=files, digest=digest)


def _in_tables(path: KeyPath, tables: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The possible values at a path: those of the fact or table of a condition, or the codes of a value's table."""
    condition = next((path.index(key) for key in _CONDITIONS if key in path), len(path))
    if condition + 1 < len(path):
        fact = str(path[condition + 1 + (path[0] == "conditions")])
        return tuple(value for value in tables.get(fact, ()) if value)
    if path[0] == "same_channel":
        return tables["channels"]
    return CODES.get(str(path[1]), ()) if path[-1] == "value" else ()


def _can_both_hold(this: Any, other: Any) -> bool:
    """Whether the order of two rows can matter: both can apply to one contact, with different results."""
    shared = this.get("when", {}).keys() & other.get("when", {}).keys()
    differ = {**this, "when": None} != {**other, "when": None}
    return differ and all(_overlap(this["when"][fact], other["when"][fact]) for fact in shared)


def _overlap(these: str | list[str], those: str | list[str]) -> bool:
    ours, others = ([patterns] if isinstance(patterns, str) else patterns for patterns in (these, those))
    return any(fnmatchcase(one, other) or fnmatchcase(other, one) for one in ours for other in others)
