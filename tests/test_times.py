"""Times: ISO 8601 in, Stockholm time with its offset out, and nothing guessed."""

from __future__ import annotations

import pytest

from converter.times import ZONE, fault, iso, parse, shown


def test_the_zone_of_the_routine_is_stockholm() -> None:
    assert ZONE == "Europe/Stockholm"


@pytest.mark.parametrize(
    ("written", "as_iso", "as_shown"),
    [
        ("2024-03-14T09:40:00+01:00", "2024-03-14T09:40:00+01:00", "2024-03-14 09:40 (+01:00)"),
        ("2024-03-14T08:40:00Z", "2024-03-14T09:40:00+01:00", "2024-03-14 09:40 (+01:00)"),
        ("2024-07-14T09:40:00-05:00", "2024-07-14T16:40:00+02:00", "2024-07-14 16:40 (+02:00)"),
        ("2024-03-14T23:30:00Z", "2024-03-15T00:30:00+01:00", "2024-03-15 00:30 (+01:00)"),
        ("2024-03-14T09:40", "2024-03-14T09:40:00+01:00", "2024-03-14 09:40 (+01:00)"),
        ("2024-07-14T09:40", "2024-07-14T09:40:00+02:00", "2024-07-14 09:40 (+02:00)"),
        ("2024-03-14 09:40:59", "2024-03-14T09:40:59+01:00", "2024-03-14 09:40 (+01:00)"),
        ("2024-03-14T09:40:00.250+01:00", "2024-03-14T09:40:00+01:00", "2024-03-14 09:40 (+01:00)"),
        # Both hours of the night that has one twice, told apart by their offsets.
        ("2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00+02:00", "2024-10-27 02:30 (+02:00)"),
        ("2024-10-27T02:30:00+01:00", "2024-10-27T02:30:00+01:00", "2024-10-27 02:30 (+01:00)"),
        # Before 1879 the offset had seconds; a person is shown hours and minutes.
        ("1870-01-01T12:00", "1870-01-01T12:00:00+01:12:12", "1870-01-01 12:00 (+01:12)"),
    ],
)
def test_a_time_is_told_in_stockholm_with_its_offset(written: str, as_iso: str, as_shown: str) -> None:
    assert iso(written) == as_iso
    assert shown(written) == as_shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-03-14",
        "20240314T0940",
        "09:40",
        "2024-02-30T09:40",
        "2024-03-14T25:40",
        "2024-03-14T09:40:00+25:00",
        "14/3 2024 kl 09:40",
        "igår kväll vid tiotiden",
        "2024-03-14T09:40\n",
        # Moved to Stockholm these lie outside the calendar.
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_what_is_no_time_stays_as_it_was_written(text: str) -> None:
    assert parse(text) is None
    assert iso(text) == text
    assert shown(text) == text
    assert fault(text) == "MVG415"


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [
        ("2024-10-27T02:30", True),  # twice
        ("2024-03-31T02:30", True),  # never
        ("2024-10-27T01:59", False),
        ("2024-10-27T03:00", False),
        ("2024-03-31T01:59", False),
        ("2024-03-31T03:00", False),
        ("2024-10-27T02:30:00+01:00", False),
        ("2024-10-27T00:30:00Z", False),
        ("2024-07-14T02:30", False),
    ],
)
def test_a_local_time_in_the_hour_of_the_clock_change_is_ambiguous(text: str, ambiguous: bool) -> None:
    assert fault(text) == ("MVG416" if ambiguous else "")


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_the_zone_of_the_machine_changes_nothing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    parse.cache_clear()
    assert iso("2024-03-14T09:40") == "2024-03-14T09:40:00+01:00"
