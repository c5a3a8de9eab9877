"""Times: ISO 8601 with the written offset, else that of Stockholm; an ambiguous time gets none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from converter.note.times import ZONE, fault, in_stockholm, is_date, is_foreign, iso, parse, shown, span


def test_the_zone_of_the_routine_is_stockholm() -> None:
    assert ZONE == "Europe/Stockholm"


@pytest.mark.parametrize(
    ("written", "as_iso", "as_shown"),
    [
        ("2024-03-14T09:40:00+01:00", "2024-03-14T09:40:00+01:00", "2024-03-14 09:40 (+01:00)"),
        ("2024-03-14T09:40", "2024-03-14T09:40:00+01:00", "2024-03-14 09:40 (+01:00)"),
        ("2024-07-14T09:40", "2024-07-14T09:40:00+02:00", "2024-07-14 09:40 (+02:00)"),
        ("2024-03-14 09:40:59", "2024-03-14T09:40:59+01:00", "2024-03-14 09:40:59 (+01:00)"),
        # Both hours of the night that has one twice, distinguished by their offsets.
        ("2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00+02:00", "2024-10-27 02:30 (+02:00)"),
        ("2024-10-27T02:30:00+01:00", "2024-10-27T02:30:00+01:00", "2024-10-27 02:30 (+01:00)"),
        # Before 1879 the offset had seconds; a person is shown hours and minutes.
        ("1870-01-01T12:00", "1870-01-01T12:00:00+01:12:12", "1870-01-01 12:00 (+01:12)"),
    ],
)
def test_a_time_is_printed_with_its_offset(written: str, as_iso: str, as_shown: str) -> None:
    assert iso(written) == as_iso
    assert shown(written) == as_shown


@pytest.mark.parametrize(
    ("written", "as_iso", "as_shown"),
    [
        ("2024-03-14T08:40:00Z", "2024-03-14T08:40:00+00:00", "2024-03-14 08:40 (+00:00)"),
        ("2024-07-14T09:40:00-05:00", "2024-07-14T09:40:00-05:00", "2024-07-14 09:40 (-05:00)"),
        ("2024-07-14T09:40-0330", "2024-07-14T09:40:00-03:30", "2024-07-14 09:40 (-03:30)"),
        ("2024-07-14T09:40+09", "2024-07-14T09:40:00+09:00", "2024-07-14 09:40 (+09:00)"),
    ],
)
def test_K11_a_time_with_another_offset_is_not_converted(written: str, as_iso: str, as_shown: str) -> None:
    assert (iso(written), shown(written), is_foreign(written)) == (as_iso, as_shown, True)


@pytest.mark.parametrize(
    ("written", "as_iso", "as_shown"),
    [
        ("2024-03-14T08:41:07.899Z", "2024-03-14T08:41:07.899+00:00", "2024-03-14 08:41:07.899 (+00:00)"),
        ("2024-03-14T09:40:00.250+01:00", "2024-03-14T09:40:00.250+01:00", "2024-03-14 09:40:00.250 (+01:00)"),
        ("2024-03-14T09:40:00.000", "2024-03-14T09:40:00.000+01:00", "2024-03-14 09:40:00.000 (+01:00)"),
        ("2024-03-14T09:40:01,5", "2024-03-14T09:40:01,5+01:00", "2024-03-14 09:40:01,5 (+01:00)"),
        ("2024-03-14T09:40:01.123456789", "2024-03-14T09:40:01.123456789+01:00",
         "2024-03-14 09:40:01.123456789 (+01:00)"),
    ],
)  # fmt: skip
def test_K11_a_fraction_of_a_second_is_kept(written: str, as_iso: str, as_shown: str) -> None:
    assert (iso(written), shown(written)) == (as_iso, as_shown)


@pytest.mark.parametrize(
    ("written", "as_iso", "as_shown"),
    [
        ("2024-10-27T02:30:00", "2024-10-27T02:30:00", "2024-10-27 02:30"),
        ("2024-10-27T02:00", "2024-10-27T02:00:00", "2024-10-27 02:00"),
        ("2024-10-27 02:59:59.9", "2024-10-27T02:59:59.9", "2024-10-27 02:59:59.9"),
        ("2024-03-31T02:30", "2024-03-31T02:30:00", "2024-03-31 02:30"),
    ],
)
def test_K11_a_repeated_or_skipped_hour_gets_no_offset(written: str, as_iso: str, as_shown: str) -> None:
    assert (iso(written), shown(written)) == (as_iso, as_shown)


@pytest.mark.parametrize("text", ["2024-03-14T09:40", "2024-03-14T09:40+01:00", "2024-07-14T09:40+02:00", "i går"])
def test_a_swedish_time_and_an_empty_text_are_not_foreign(text: str) -> None:
    assert not is_foreign(text)


@pytest.mark.parametrize(
    ("text", "first", "lasts"),
    [
        ("2024-03-14T09:40:00Z", datetime(2024, 3, 14, 9, 40, tzinfo=UTC), timedelta()),
        ("2024-03-14T09:40:00", datetime(2024, 3, 14, 8, 40, tzinfo=UTC), timedelta()),
        ("2024-03-14T09:40", datetime(2024, 3, 14, 8, 40, tzinfo=UTC), timedelta(seconds=59, microseconds=999999)),
        ("2024-10-27T02:30:00", datetime(2024, 10, 27, 0, 30, tzinfo=UTC), timedelta(hours=1)),
        ("2024-10-27T02:30:00+01:00", datetime(2024, 10, 27, 1, 30, tzinfo=UTC), timedelta()),
    ],
)
def test_K11_the_span_of_a_time_has_every_moment_it_can_mean(text: str, first: datetime, lasts: timedelta) -> None:
    assert span(text) == (first, first + lasts)


def test_a_text_that_is_no_time_has_no_span() -> None:
    assert span("i går") is None


def test_a_moment_is_printed_as_local_time_of_stockholm() -> None:
    assert in_stockholm(datetime(2024, 3, 14, 8, 40, 7, 5, tzinfo=UTC)) == "2024-03-14T09:40:07+01:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-W11-4T09:40",
        "2024-03-14T09",
        "2024-03-14x09:40",
        "2024-03-14T09:40 +01:00",
        "2024-03-14",
        "20240314T0940",
        "09:40",
        "2024-02-30T09:40",
        "2024-03-14T25:40",
        "2024-03-14T09:40:00+25:00",
        "14/3 2024 kl 09:40",
        "igår kväll vid tiotiden",
        "2024-03-14T09:40\n",
        # In UTC or in Stockholm these lie outside the calendar.
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_a_text_that_is_no_time_is_unchanged(text: str) -> None:
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


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Tokyo"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone of this process while a test runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield str(request.param)
    time.tzset()


def test_the_zone_of_the_machine_changes_nothing(zone: str) -> None:
    second = f"{len(zone):02}"  # a time that is remembered from no other zone
    assert iso(f"2024-03-14T09:40:{second}") == f"2024-03-14T09:40:{second}+01:00"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("20240229", False),
        ("2024-W09-4", False),
        ("idag", False),
        ("", False),
    ],
)
def test_a_date_is_written_with_hyphens_and_exists(text: str, is_one: bool) -> None:
    assert is_date(text) is is_one
