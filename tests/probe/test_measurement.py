"""The limits of a field are recovered from what came back of the test text."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Callable, Iterator
from functools import cache, partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.note.unicode_text import length_in
from converter.probe import VERSION, Damaged, NotAProbe, measure, probe_text
from converter.probe.measurement import CHARSETS
from converter.probe.text import LENGTH, MARKS, character_table, parts
from converter.profile.schema import CHANGES as KINDS
from converter.profile.schema import UNKNOWN
from converter.profile.tables import FieldLimits
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


def test_a_field_that_keeps_everything_has_no_limits() -> None:
    assert measure(probe_text(), DATE) == FieldLimits(DATE, VERSION, line_ends="lf")


def test_a_final_line_end_that_an_editor_adds_does_not_matter() -> None:
    assert measure(probe_text() + "\n", DATE) == measure(probe_text(), DATE)


@pytest.mark.parametrize("back", ["", "något annat", "MVG-PROVTEXT 99| x", "MVG-PROVTEXT 1| x"])
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


@pytest.mark.slow
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
    sent = probe_text()[:length]
    assert limits.max_length in ([_least(limits, sent), _least(limits, sent.rstrip())] if length else [0])
    assert limits.line_ends == end
    measured = [change for change in KINDS if change in changes]
    assert list(limits.changes) == measured  # the lines that show them are among the first
    if name and (not length or length > LENGTH // 4):
        assert (limits.characters, limits.lacks) == (name, ())


def test_what_was_cut_away_is_not_called_lost() -> None:
    limits = measure(cut(700)(probe_text()), DATE)
    assert (limits.max_length, limits.characters, limits.lacks, limits.changes) == (700, "", (), ())


def _least(limits: FieldLimits, kept: str) -> int:
    """The limit that a field with this part of the text has, by the unit that was measured; the safe one for none."""
    return len(kept) if limits.counts == UNKNOWN else length_in(limits.counts, kept)


# -- units --------------------------------------------------------------------------------------------------------

UNITS: dict[str, Callable[[str, int], str]] = {
    "characters": lambda text, most: text[:most],
    "utf-16": lambda text, most: text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore"),
    "bytes": lambda text, most: text.encode()[:most].decode("utf-8", "ignore"),
}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("most", [1000, 2000, 4000, 8000, 32000])
def test_the_unit_that_a_field_counts_in_is_found(unit: str, most: int) -> None:
    limits = measure(UNITS[unit](probe_text(), most), DATE)
    assert (limits.max_length, limits.counts) == (most, unit)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("most", [777, 3717, 9973])
@pytest.mark.parametrize("text", ["😀" * 40_000, "å" * 40_000, "a" * 40_000, "aå😀" * 20_000])
def test_what_passes_the_limits_of_an_unusual_length_is_never_cut(unit: str, most: int, text: str) -> None:
    limits = measure(UNITS[unit](probe_text(), most), DATE)
    passing = next(
        text[:n] for n in range(limits.max_length, 0, -1) if length_in(limits.counts, text[:n]) <= limits.max_length
    )
    assert UNITS[unit](passing, most) == passing


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("most", [777, 3777, 9973])
def test_a_length_that_is_round_in_no_unit_is_of_no_unit(unit: str, most: int) -> None:
    kept = UNITS[unit](probe_text(), most)
    limits = measure(kept, DATE)
    assert (limits.max_length, limits.counts) == (len(kept), UNKNOWN)


# -- one character ------------------------------------------------------------------------------------------------

CUT = probe_text()[: MARKS[1]]
TEXT = probe_text()


def _edited(text: str, at: int) -> Iterator[str]:
    """The text with one character removed, replaced, added, or moved behind the next one."""
    character, following = text[at], text[at + 1 : at + 2]
    yield text[:at] + text[at + 1 :]
    yield text[:at] + ("x" if character != "x" else "y") + text[at + 1 :]
    yield f"{text[:at]}x{text[at:]}"
    yield f"{text[:at]} {text[at:]}"
    if following.strip(character):
        yield text[:at] + following + character + text[at + 2 :]


def _near(at: int) -> set[str]:
    """The names of the parts that a place is in, or beside."""
    names, end = [], 0
    for label, rest in parts():
        end += len(label) + len(rest)
        names.append((end, label.rstrip("|")))
    places = range(max(at - len("C01|"), 0), min(at + 2, LENGTH))
    return {next(name for end, name in names if place < end) for place in places}


_measured = cache(partial(measure, measured=DATE))


def _is_located(text: str, at: int) -> bool:
    """Whether each edit of a character is another measurement, or damage that is named where it is."""
    for back in _edited(text, at):
        try:
            if measure(back, DATE) == _measured(text):
                return False
        except Damaged as damaged:
            if str(damaged) not in _near(at) | {"MVG-PROVTEXT"} and at > len("MVG-PROVTEXT"):
                return False
        except NotAProbe:
            if at > len("MVG-PROVTEXT 2|"):
                return False
    return True


@pytest.mark.slow
@pytest.mark.counted
@given(st.integers(0, len(CUT) - 2))
def test_one_edited_character_is_noticed_and_located(at: int) -> None:
    assert _is_located(CUT, at)


@pytest.mark.slow
def test_one_edited_character_of_every_kind_of_part_is_noticed_and_located() -> None:
    """The first, the last and the middle one of each part and of its label; `MVG_EDITS=1` tries every character."""
    step, end = int(os.environ.get("MVG_EDITS", "800")), 0
    places = {*range(0, LENGTH, step)}
    for label, rest in parts():
        start, inside, end = end, end + len(label), end + len(label) + len(rest)
        places |= {start, (start + inside) // 2, inside - 1, inside, (inside + end) // 2, end - 1}
    assert [at for at in places if at < len(CUT) - 1 and not _is_located(CUT, at)] == []


@pytest.mark.slow
@pytest.mark.parametrize("at", [5000, 20_011, LENGTH - 2, LENGTH - 1])
def test_one_edited_character_of_the_end_of_the_whole_text_is_noticed(at: int) -> None:
    assert _is_located(TEXT, at)


# -- damage -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("back", "place"),
    [
        (TEXT[:2000] + TEXT[2500:], "F02"),
        (TEXT[:200] + TEXT[260:], "Q01"),
        (TEXT[:1100] + TEXT[1130:], "C05"),
        (TEXT + TEXT, f"MVG-PROVTEXT {VERSION}"),
        ("Rad ett\n" + TEXT, "MVG-PROVTEXT"),
        (TEXT + "\nmer", "F03"),
        (TEXT[:5000] + "x" + TEXT[5000:], "F03"),
        (TEXT[:1500] + "x", "C09"),
        (TEXT[:3000] + "x", "F02"),
        (TEXT[:600] + TEXT[4200:], "C01"),
    ],
)
def test_a_text_that_was_torn_doubled_or_mixed_is_no_measurement(back: str, place: str) -> None:
    with pytest.raises(Damaged) as refused:
        measure(back, DATE)
    assert str(refused.value)


@pytest.mark.slow
@given(start=st.integers(0, LENGTH - 200), length=st.integers(60, 5000))
def test_a_hole_anywhere_but_at_the_end_is_seen(start: int, length: int) -> None:
    with pytest.raises((Damaged, NotAProbe)):
        measure(TEXT[:start] + TEXT[min(start + length, LENGTH - 100) :], DATE)


# -- markup -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "lacking"),
    [
        (lambda text: html.escape(text, quote=False), ("U+0026", "U+003C", "U+003E")),
        (lambda text: re.sub("</?i>", "", text), ("U+003C", "U+003E")),
        (lambda text: text.replace("&amp;", "&"), ("U+0026",)),
        (lambda text: text.replace("&", ""), ("U+0026",)),
    ],
)
def test_a_field_that_takes_characters_for_markup_lacks_them(field: Receiver, lacking: tuple[str, ...]) -> None:
    assert measure(field(TEXT), DATE).lacks == lacking
