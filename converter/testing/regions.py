"""Hypothesis strategies for profiles: variants of a valid one that a region could have, valid too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from converter.characters import fold
from converter.model import Field
from converter.profile import Heading, Profile, Row

Change = Callable[[Profile, int], Profile]
_NEW: Final = ("Läkemedel", "Överkänslighet", "Uppföljning", "Levnadsvanor", "Råd")
"""Keywords that a region could add."""


def _with_rows(profile: Profile, rows: tuple[Row, ...]) -> Profile:
    """The profile with these rows, and all that is told from the rows."""
    headings = {name: heading for name, heading in profile.headings.items() if heading.kind != "keyword"}
    for row in rows:
        if row.clinic24:
            headings |= {fold(name): Heading("keyword", row.clinic24) for name in (row.clinic24, *row.aliases)}
    return profile._replace(
        rows=rows,
        fields=tuple(Field(row.pmo, row.clinic24, "") for row in rows),
        places={row.clinic24: index for index, row in enumerate(rows) if row.clinic24},
        headings=headings,
        longest=max(map(len, headings)),
    )


def _turned(profile: Profile, at: int) -> Profile:
    at %= len(profile.rows)
    return _with_rows(profile, profile.rows[at:] + profile.rows[:at])


def _added(profile: Profile, at: int) -> Profile:
    name = _NEW[at % len(_NEW)]
    if fold(name) in profile.headings or any(row.pmo == name for row in profile.rows):
        return profile
    at %= len(profile.rows) + 1
    return _with_rows(profile, (*profile.rows[:at], Row(name, name), *profile.rows[at:]))


def _renamed(profile: Profile, at: int) -> Profile:
    """Another PMO keyword for a row."""
    at %= len(profile.rows)
    row = profile.rows[at]
    return _with_rows(profile, (*profile.rows[:at], row._replace(pmo=f"{row.pmo} ({at})"), *profile.rows[at + 1 :]))


def _aliased(profile: Profile, at: int) -> Profile:
    """One more name for a keyword."""
    alias = f"{_NEW[at % len(_NEW)]} {at}"
    index = profile.places[list(profile.places)[at % len(profile.places)]]
    row = profile.rows[index]
    row = row._replace(aliases=tuple(dict.fromkeys((*row.aliases, alias))))
    return _with_rows(profile, (*profile.rows[:index], row, *profile.rows[index + 1 :]))


def _plain(profile: Profile, at: int) -> Profile:
    """A row that is filled from nowhere and never asked for."""
    at %= len(profile.rows)
    row = profile.rows[at]._replace(fill="", expected=False)
    return _with_rows(profile, (*profile.rows[:at], row, *profile.rows[at + 1 :]))


def _less_required(profile: Profile, at: int) -> Profile:
    at %= len(profile.required)
    return profile._replace(required=(*profile.required[:at], *profile.required[at + 1 :])) if at else profile


_CHANGES: Final[tuple[Change, ...]] = (_turned, _added, _renamed, _aliased, _plain, _less_required)


def profiles(base: Profile) -> SearchStrategy[Profile]:
    """`base` with some rows turned, added, renamed or aliased, or with fewer required fields."""
    changes = st.lists(st.tuples(st.sampled_from(_CHANGES), st.integers(0, 9)), max_size=4)
    return changes.map(lambda drawn: _changed(base, drawn))


def _changed(profile: Profile, changes: list[tuple[Any, int]]) -> Profile:
    for change, at in changes:
        profile = change(profile, at)
    return profile
