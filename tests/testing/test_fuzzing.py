"""The attack: the same seed gives the same attack, a fault is found once, small, with what finds it again."""

from __future__ import annotations

import time

import pytest

from converter.profile import Profile
from converter.record import checks
from converter.testing import PROPERTIES, fuzz
from converter.testing.note_under_test import NoteUnderTest, PropertyViolation
from converter.testing.properties import Property
from testing.planting import ERRORS, plant

SMALL = 3 * len(PROPERTIES)


@pytest.mark.slow
@pytest.mark.counted
def test_the_program_stands_an_attack(profile: Profile) -> None:
    report = fuzz(profile, SMALL, 7)
    assert report.failures == ()
    assert report.asked == SMALL
    assert {tally.asked for tally in report.tallies.values()} == {3}
    assert report.targets <= {*profile.targets, "json"}


@pytest.mark.slow
def test_the_same_seed_is_the_same_attack(profile: Profile) -> None:
    assert fuzz(profile, SMALL, 7) == fuzz(profile, SMALL, 7)
    assert fuzz(profile, SMALL, 7) != fuzz(profile, SMALL, 8)


@pytest.mark.slow
def test_a_fault_is_reported_with_the_smallest_note_and_found_again(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, ERRORS["text without a place is not reported"])
    for name in PROPERTIES.keys() - {"answers", "placed"}:
        monkeypatch.delitem(PROPERTIES, name)
    (failure,) = fuzz(profile, 20 * len(PROPERTIES), 3).failures
    assert failure.name == "placed"
    assert failure.source.count(b"\n") <= 4
    assert (failure.seed, failure.examples) == (3, 20 * len(PROPERTIES))
    (again,) = fuzz(profile, failure.examples, failure.seed).failures
    assert again == failure


@pytest.mark.slow
@pytest.mark.counted
def test_with_time_the_attack_goes_on_in_rounds_and_asks_no_more_of_what_failed(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, ERRORS["the button is always ready"])
    clock = iter(range(1_000_000))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock) / 100)
    report = fuzz(profile, SMALL, 5, seconds=3)
    assert [failure.name for failure in report.failures] == ["gate"]
    asked = {name: tally.asked for name, tally in report.tallies.items()}
    assert asked["gate"] < asked["answers"]
    assert asked["answers"] > 3


@pytest.mark.slow
@pytest.mark.counted
def test_time_ends_an_attack_within_a_property(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1_000_000))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    report = fuzz(profile, 100 * len(PROPERTIES), 5, seconds=20)
    assert 0 < report.asked < 100


@pytest.mark.slow
@pytest.mark.counted
def test_progress_is_reported(profile: Profile) -> None:
    reported: list[tuple[str, int]] = []
    fuzz(profile, SMALL, 7, progress=lambda name, asked: reported.append((name, asked)))
    assert [asked for _, asked in reported] == list(range(1, SMALL + 1))
    assert list(dict.fromkeys(name for name, _ in reported)) == list(PROPERTIES)


@pytest.mark.slow
@pytest.mark.counted
def test_a_fault_that_comes_and_goes_is_reported_too(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def once(case: NoteUnderTest) -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise PropertyViolation("then")

    monkeypatch.setitem(PROPERTIES, "answers", Property(once, "a", "b"))
    (failure,) = fuzz(profile, SMALL, 7).failures
    assert (failure.name, failure.reason) == ("answers", "then")


@pytest.mark.slow
@pytest.mark.counted
def test_the_check_that_is_planted_is_the_program_s_own(profile: Profile) -> None:
    """The control of the planting: afterwards the program is whole again."""
    assert checks.unplaced_texts in checks.CHECKS
    assert fuzz(profile, SMALL, 3).failures == ()
