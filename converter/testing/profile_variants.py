"""Hypothesis strategies for profiles: variants of one that a region could have. Each is checked, and made, as a
profile that is loaded from a folder: what a region could not load is not drawn.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from converter.profile import Profile
from converter.profile.building import build
from converter.profile.layers import ProfileSources, read_sources
from converter.profile.schema import NEEDED_LABELS
from converter.profile.validation import mistakes
from converter.testing.template_shapes import FILES, SHAPES

Data = dict[str, Any]
Change = Callable[[Data, int], None]
"""Changes the data of a profile at the row with a number."""
_NEW: Final = ("Läkemedel", "Överkänslighet", "Uppföljning", "Levnadsvanor", "Råd")
"""Keywords that a region could add."""


def _turned(data: Data, at: int) -> None:
    rows = data["keyword"]
    rows[:] = rows[at % len(rows) :] + rows[: at % len(rows)]


def _added(data: Data, at: int) -> None:
    name = _NEW[at % len(_NEW)]
    data["keyword"].insert(at % (len(data["keyword"]) + 1), {"record": name, "clinic24": name})


def _renamed(data: Data, at: int) -> None:
    """Another keyword of the record for a row."""
    row = data["keyword"][at % len(data["keyword"])]
    row["record"] = f"{row['record']} ({at})"


def _aliased(data: Data, at: int) -> None:
    """One more name for a keyword."""
    rows = [row for row in data["keyword"] if row.get("clinic24")]
    row = rows[at % len(rows)]
    row["aliases"] = [*row.get("aliases", ()), f"{_NEW[at % len(_NEW)]} {at}"]


def _plain(data: Data, at: int) -> None:
    """A row without `fill` and `expected`."""
    row = data["keyword"][at % len(data["keyword"])]
    row.pop("fill", None)
    row.pop("expected", None)


def _less_required(data: Data, at: int) -> None:
    if len(data["required"]) > 1:
        del data["required"][at % len(data["required"])]


def _shaped(data: Data, at: int) -> None:
    """One more target, of another shape, with names for the keywords where its template needs them."""
    name = list(SHAPES)[at % len(SHAPES)]
    target: Data = {"template": SHAPES[name].file, "empty": at % 2 == 0}
    if SHAPES[name].has_names:
        labels = {fact: label for label, fact in reversed(data["labels"].items())}
        written = [row["record"] for row in data["keyword"]] + [labels[fact] for fact in NEEDED_LABELS]
        target["names"] = {heading: f"n{number}" for number, heading in enumerate(written)}
    data["targets"][f"shape-{name}"] = target


_CHANGES: Final[tuple[Change, ...]] = (_turned, _added, _renamed, _aliased, _plain, _less_required, _shaped)


def profiles(base: Profile) -> SearchStrategy[Profile]:
    """The profile in the folder of `base` with rows rotated, added, renamed or aliased, fewer required fields, or a
    target of another shape.
    """
    changes = st.lists(st.tuples(st.sampled_from(_CHANGES), st.integers(0, 9)), max_size=4)
    return changes.map(lambda drawn: changed(base, [_at(change, where) for change, where in drawn]))


def _at(change: Change, where: int) -> Callable[[Data], None]:
    return lambda data: change(data, where)


def changed(base: Profile, changes: list[Callable[[Data], None]]) -> Profile:
    """The profile in the folder of `base`, loaded with changes to its data; one that makes it invalid is left out."""
    sources = _sources(base.folder)
    for change in changes:
        data = copy.deepcopy(sources.data)
        change(data)
        variant = sources._replace(data=data, digest=hashlib.sha256(repr(data).encode()).hexdigest())
        sources = sources if list(mistakes(variant)) else variant
    return build(sources)


@lru_cache(maxsize=8)
def _sources(folder: Path) -> ProfileSources:
    sources = read_sources(folder)
    return sources._replace(files={**sources.files, **FILES})
