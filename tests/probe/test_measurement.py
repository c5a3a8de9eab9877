"""The limits of a field are recovered from what came back of the test text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.probe import NotAProbe, measure, probe_text
from converter.probe.measurement import CHARSETS
from converter.probe.text import LENGTH, MARKS, character_table, parts
from converter.profile.model import Limits
from converter.profile.schema import CHANGES as KINDS
from probe_receivers import CHANGES, Receiver, basic_plane, charset, cr, crlf, cut, lacks

DATE = "2026-11-27"
ENDS: dict[str, Receiver] = {"lf": str, "crlf": crlf, "cr": cr}


def test_the_text_says_that_it_is_a_test_and_has_its_marks() -> None:
    text = probe_text()
    assert len(text) == LENGTH
    assert "testtext, ingen anteckning" in text
    assert [text.index(f"[{mark}]") + len(f"[{mark}]") for mark in MARKS[:2]] == [mark - 1 for mark in MARKS[:2]]
    assert text.endswith(f"[{LENGTH}]")


def test_no_character_is_tried_twice_and_every_label_is_found_once() -> None:
    characters = [character for _, row in character_table() for character in row]
    assert len(set(characters)) == len(characters)
    assert all(probe_text().count(label) == 1 for label, _ in parts())


def test_only_a_version_that_there_has_been_can_be_made() -> None:
    with pytest.raises(ValueError, match="version"):
        parts(99)


def test_a_field_that_keeps_everything_has_no_limits() -> None:
    assert measure(probe_text(), DATE) == Limits(DATE, 1, line_ends="lf")


def test_a_final_line_end_that_an_editor_adds_does_not_matter() -> None:
    assert measure(probe_text() + "\n", DATE) == measure(probe_text(), DATE)


@pytest.mark.parametrize("back", ["", "något annat", "MVG-PROVTEXT 99| x"])
def test_another_text_is_no_test_text(back: str) -> None:
    with pytest.raises(NotAProbe):
        measure(back, DATE)


@pytest.mark.parametrize("name", CHARSETS)
def test_a_character_set_is_recognized(name: str) -> None:
    limits = measure(charset(name)(probe_text()), DATE)
    assert (limits.characters, limits.lacks) == (name, ())


def test_a_field_without_characters_beyond_the_basic_plane_is_recognized() -> None:
    limits = measure(basic_plane(probe_text()), DATE)
    assert (limits.characters, limits.lacks) == ("", ("U+10000-U+10FFFF",))


def test_a_field_that_lacks_single_characters_names_them() -> None:
    assert measure(lacks("≥€")(probe_text()), DATE).lacks == ("U+20AC", "U+2265")


def test_the_kinds_of_changes_are_those_of_the_schema() -> None:
    assert tuple(CHANGES) == KINDS


@pytest.mark.parametrize("name", CHANGES)
def test_a_single_change_is_recognized(name: str) -> None:
    assert name in measure(CHANGES[name](probe_text()), DATE).changes


@given(
    length=st.one_of(st.just(0), st.integers(600, LENGTH - 1)),
    end=st.sampled_from([*ENDS]),
    name=st.sampled_from(["", *CHARSETS]),
    changes=st.lists(st.sampled_from(["blank_lines", "tabs", "trailing_spaces", "spaces", "long_lines", "case"]),
                     unique=True, max_size=3),
)  # fmt: skip
def test_the_planted_limits_are_recovered(length: int, end: str, name: str, changes: list[str]) -> None:
    """Also when they come together: what is cut first and then folded, as a field with a maximum length does."""
    text = probe_text()[: length or None]
    for change in changes:
        text = CHANGES[change](text)
    back = ENDS[end](charset(name)(text) if name else text)
    limits = measure(back, DATE)
    lost = len(probe_text()[:length]) - len(probe_text()[:length].rstrip())
    assert limits.max_length in ((length, length - lost) if length else (0,))
    assert limits.line_ends == end
    measured = [change for change in KINDS if change in changes]
    assert list(limits.changes) == measured  # the lines that show them are among the first
    if name and (not length or length > LENGTH // 4):
        assert (limits.characters, limits.lacks) == (name, ())


def test_what_was_cut_away_is_not_called_lost() -> None:
    limits = measure(cut(700)(probe_text()), DATE)
    assert (limits.max_length, limits.characters, limits.lacks, limits.changes) == (700, "", (), ())
