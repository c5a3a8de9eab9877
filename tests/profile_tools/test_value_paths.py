"""Data changed in one place: it differs there and nowhere else, and the data it came from is left alone."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

import pytest

from converter.profile import Profile
from converter.profile_tools.value_paths import (
    ALTERED,
    DROPPED,
    RENAMED,
    SWAPPED,
    FileKind,
    as_toml,
    called,
    mutated,
    value_paths,
)

DATA: dict[str, Any] = {
    "row": [{"a": "x", "on": True}, {"a": "y", "list": ["p", "q"]}, {"a": "y", "list": ["p", "q"]}],
    "words": {"ett": "1", "två": "2"},
    "rules": ["R1"],
}
KIND = FileKind(
    free=("words",),
    matters=lambda _this, _other: True,
    possible=lambda place: ("x", "y", "z") if place[-1] == "a" else (),
    renamed=lambda _table, key: f"{key}!",
)


def _made(place: tuple[str | int, ...], kind: FileKind = KIND) -> dict[str, dict[str, Any]]:
    return {change: data for _, change, data in mutated(DATA, [place], kind)}


def test_every_value_and_row_has_a_place_but_the_tables_and_what_is_not_tried() -> None:
    found = list(value_paths(DATA, ("rules",)))
    assert ("row", 0) in found
    assert ("row", 1, "list", 1) in found
    assert ("words", "två") in found
    assert not {("row",), ("words",), ("rules",), ("rules", 0)} & {*found}


def test_each_way_to_change_a_thing_is_tried_where_it_means_something() -> None:
    assert _made(("row", 0)) == {
        DROPPED: {**DATA, "row": DATA["row"][1:]},
        SWAPPED: {**DATA, "row": [DATA["row"][1], DATA["row"][0], DATA["row"][2]]},
    }
    assert _made(("row", 0, "on"))[ALTERED]["row"][0] == {"a": "x", "on": False}
    assert _made(("row", 1, "a"))[ALTERED]["row"][1]["a"] == "z"
    assert _made(("row", 1, "list", 0))[ALTERED]["row"][1]["list"] == ["px", "q"]
    assert {change: data["words"] for change, data in _made(("words", "ett")).items()} == {
        DROPPED: {"två": "2"},
        SWAPPED: {"ett": "2", "två": "1"},
        ALTERED: {"ett": "1x", "två": "2"},
        RENAMED: {"ett!": "1", "två": "2"},
    }


@pytest.mark.parametrize("place", [("row", 1), ("row", 2), ("row", 1, "list", 0), ("words", "två")])
def test_what_is_alike_last_or_a_text_in_a_list_is_not_swapped(place: tuple[str | int, ...]) -> None:
    assert SWAPPED not in _made(place)


def test_rows_whose_order_does_not_matter_are_not_swapped() -> None:
    assert SWAPPED not in _made(("row", 0), KIND._replace(matters=lambda _this, _other: False))


def test_the_data_itself_is_never_changed() -> None:
    before = deepcopy(DATA)
    assert len(list(mutated(DATA, value_paths(DATA, ()), KIND))) > len(list(value_paths(DATA, ())))
    assert before == DATA


def test_data_written_as_toml_reads_back_as_the_same(profile: Profile) -> None:
    tables = tomllib.loads(profile.tables["registration.toml"].decode())
    for data in (tables, DATA, {"å b": {'"\\\n': ["\u200b", "\u0007"]}, "tom": {}, "inga": []}):
        assert tomllib.loads(as_toml(data)) == data


def test_a_row_without_a_name_is_called_by_its_number() -> None:
    assert called({"decide": {"kva": [{"value": "XS012"}]}}, ("decide", "kva", 0, "value")) == "decide.kva.1.value"
    assert called(DATA, ("row", 1, "list", 1)) == "row.2.list.2"
