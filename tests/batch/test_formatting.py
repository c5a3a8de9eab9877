"""Numbers as people read them, and the pace of a run in bounded memory."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.batch import formatting
from converter.batch.throughput import MOST, Throughput, round_up, time_marks

NBSP = "\xa0"


@pytest.mark.parametrize(
    ("value", "decimals", "swedish", "english"),
    [(0, 0, "0", "0"), (1234567, 0, f"1{NBSP}234{NBSP}567", "1,234,567"), (1234.56, 1, f"1{NBSP}234,6", "1,234.6")],
)
def test_a_number_has_the_marks_of_its_language(value: float, decimals: int, swedish: str, english: str) -> None:
    assert formatting.number(value, "sv", decimals) == swedish
    assert formatting.number(value, "en", decimals) == english


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (0.0421, "42 ms"), (4.25, "4,2 s"), (47.4, "47 s"), (60, "1 min"), (200, "3 min 20 s"),
     (3600, "1 h"), (7500, "2 h 5 min"), (3_600_000, f"1{NBSP}000 h")],
)  # fmt: skip
def test_a_duration_is_written_in_the_units_it_takes(seconds: float, words: str) -> None:
    assert formatting.duration(seconds, "sv") == words


@pytest.mark.parametrize(
    ("count", "swedish", "english"),
    [(0, "0 byte", "0 bytes"), (1, "1 byte", "1 byte"), (2000, "2,0 kB", "2.0 kB"), (40_100_000, "40,1 MB", "40.1 MB"),
     (20_000_000_000, "20,0 GB", "20.0 GB")],
)  # fmt: skip
def test_a_size_is_written_in_the_unit_it_takes(count: int, swedish: str, english: str) -> None:
    assert (formatting.size(count, "sv"), formatting.size(count, "en")) == (swedish, english)


@pytest.mark.parametrize(("value", "words"), [(0, "0"), (0.25, "0,25"), (3.14, "3,1"), (1423.2, f"1{NBSP}423")])
def test_a_rate_has_two_figures_at_least(value: float, words: str) -> None:
    assert formatting.rate(value, "sv") == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "0"), (0, 9, "0"), (9, 9, "100"), (1, 100_000, "0,1"), (99_999, 100_000, "99,9"), (1, 8, "12,5")],
)
def test_a_part_is_never_shown_as_all_or_nothing(part: int, whole: int, words: str) -> None:
    assert formatting.percent(part, whole, "sv") == f"{words}{NBSP}%"


@given(st.lists(st.tuples(st.integers(0, 500), st.just(0.0) | st.floats(1e-6, 1000)), max_size=60))
def test_a_pace_loses_no_note_and_takes_bounded_memory(reported: list[tuple[int, float]]) -> None:
    pace, now = Throughput(), 0.0
    for count, passed in reported:
        now += passed
        pace.add(count, now)
    stretches = pace.rates()
    assert len(stretches) <= MOST
    if now > 0:
        assert sum(length * rate for _, length, rate in stretches) == pytest.approx(sum(count for count, _ in reported))
        assert stretches[-1][0] + stretches[-1][1] == pytest.approx(now)
    for (start, length, _), (after, *_) in pairwise(stretches):
        assert start + length == pytest.approx(after)


def test_a_clock_that_stands_still_or_goes_back_is_no_fault() -> None:
    pace = Throughput()
    pace.add(10, 1.0)
    pace.add(10, 1.0)
    pace.add(10, 0.5)
    assert sum(length * rate for _, length, rate in pace.rates()) == pytest.approx(30)


@given(st.floats(1e-6, 1e9))
def test_an_axis_has_room_and_is_not_much_longer(value: float) -> None:
    assert value <= round_up(value) * (1 + 1e-9)
    assert round_up(value) <= 2.0001 * value


@given(st.floats(0.3, 1e8))
def test_a_time_axis_has_two_to_six_marks_within_it(seconds: float) -> None:
    marks = time_marks(seconds)
    assert marks[0] == 0
    assert 2 <= len(marks) <= 6
    assert marks[-1] <= seconds
