"""Where things stand in a TOML file: every key, row and item, as a parser that knows no places sees them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from converter.profile.toml_positions import positions
from paths import ROOT

FILES = sorted((ROOT / "templates").rglob("*.toml")) + sorted((ROOT / "samples").rglob("profile.toml"))


def _paths(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in items:
        yield (*above, key)
        yield from _paths(inside, (*above, key))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_key_and_item_of_a_file_has_a_place_and_nothing_else_has(path: Path) -> None:
    source = path.read_text("utf-8")
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return
    assert set(positions(source)) == set(_paths(data))


SOURCE = '''\
a = 1 # [not a table]
"b c".d = "x = 1"
[[row]]
 name = ["one", "two", # three
   "four",
 ]
[row.inside]
k = { x = 1, y = [ { z = 2 } ] }
[[row]]
text = """
name = "not a key"
"""
other = \'\'\'[x]\'\'\'
date = 2024-01-01 10:00:00
'''


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("a",), (1, 1)),
        (("b c", "d"), (2, 1)),
        (("row",), (3, 1)),
        (("row", 0), (3, 1)),
        (("row", 0, "name"), (4, 2)),
        (("row", 0, "name", 1), (4, 17)),
        (("row", 0, "name", 2), (5, 4)),
        (("row", 0, "inside"), (7, 1)),
        (("row", 0, "inside", "k", "y", 0, "z"), (8, 22)),
        (("row", 1), (9, 1)),
        (("row", 1, "text"), (10, 1)),
        (("row", 1, "other"), (13, 1)),
        (("row", 1, "date"), (14, 1)),
    ],
)
def test_a_place_is_a_line_and_a_column(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert positions(SOURCE)[path] == place


def test_what_looks_like_a_key_in_a_text_or_a_comment_is_none() -> None:
    assert set(positions(SOURCE)) == set(_paths(tomllib.loads(SOURCE)))
