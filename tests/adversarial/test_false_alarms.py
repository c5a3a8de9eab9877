"""Ordinary Swedish text is left alone: how many warnings and errors 5,000 lines of prose lead to."""

from __future__ import annotations

import pytest

from adversarial.prose import LINES, MOST, OWN, PROFESSIONALS, from_samples, measure


@pytest.mark.slow
@pytest.mark.parametrize("keyword", [PROFESSIONALS, OWN])
@pytest.mark.parametrize("seed", [1, 2])
def test_P24_prose_without_headings_leads_to_at_most_one_alarm_in_a_thousand_lines(keyword: str, seed: int) -> None:
    measured = measure(from_samples(LINES, seed), keyword)
    assert measured.lines >= LINES
    assert measured.rate <= MOST, measured.at


@pytest.mark.parametrize("keyword", [PROFESSIONALS, OWN])
def test_the_measure_sees_each_alarm(keyword: str) -> None:
    lines = ["Hosta sedan i går.", "", "Status (ssk)", "Svalg rodnat.", "", "Signerad av: Dr Annan", "Åter vid feber."]
    assert measure(lines, keyword).alarms == {"MVG244": 1, "MVG240": 1}


def test_the_text_is_the_same_every_time_and_has_lines_of_every_length() -> None:
    lines = from_samples(500)
    assert lines == from_samples(500)
    assert {len(line) > 100 for line in lines} == {len(line) < 30 for line in lines} == {True, False}
