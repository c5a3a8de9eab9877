"""Times of a note: ISO 8601 with an offset, or local time in Europe/Stockholm; an ambiguous time is never resolved."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, Literal

from converter.findings.catalogue import Code

ZONE: Final = "Europe/Stockholm"
_FORM: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})([.,][0-9]+)?)?"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2})?)?)?"
)
"""Date, hour and minute, second, fraction, offset. The type `Time` of `triage-note.xsd` is the same expression."""
_LAST_OF_A_MINUTE: Final = timedelta(seconds=59, microseconds=999_999)


@lru_cache(maxsize=1)
def _zone() -> tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(ZONE)


def is_date(text: str) -> bool:
    """Whether a text is a day as `YYYY-MM-DD`; a week date, which ISO 8601 has too, is none."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@lru_cache(maxsize=256)
def parse(text: str) -> datetime | None:
    """The time with its written offset, else with that of Stockholm; None when the text is no date and time."""
    if _FORM.fullmatch(text) is None:
        return None
    try:
        time = datetime.fromisoformat(text)
        time = time.replace(tzinfo=_zone()) if time.tzinfo is None else time
        time.astimezone(UTC), time.astimezone(_zone())
    except (ValueError, OverflowError):
        return None
    return time


@lru_cache(maxsize=256)
def fault(text: str) -> Code | Literal[""]:
    """The finding code for a text that is no time, or an ambiguous one; `""` for a certain time.

    Ambiguous is a time without offset in the hour that is repeated or skipped when summer time ends or begins.
    """
    time = parse(text)
    if time is None:
        return "MVG415"
    return "MVG416" if _is_ambiguous(time) else ""


def _is_ambiguous(time: datetime) -> bool:
    if isinstance(time.tzinfo, timezone):
        return False
    return time.utcoffset() != time.replace(fold=1 - time.fold).utcoffset()


@lru_cache(maxsize=256)
def is_foreign(text: str) -> bool:
    """Whether a time has another offset than Stockholm at that time."""
    time = parse(text)
    if time is None or not isinstance(time.tzinfo, timezone):
        return False
    return time.utcoffset() != time.astimezone(_zone()).utcoffset()


def iso(text: str) -> str:
    """A time in the form `2024-03-14T09:40:00+01:00`; a text that is no time is returned as it is.

    Fractions and a written offset are kept. A local time gets the offset of Stockholm unless it is ambiguous.
    """
    return _formatted(text, machine=True)


def shown(text: str) -> str:
    """A time for people, `2024-03-14 09:40 (+01:00)`, with seconds unless they are 0; any other text as it is."""
    return _formatted(text, machine=False)


@lru_cache(maxsize=256)
def _formatted(text: str, machine: bool) -> str:
    time = parse(text)
    parts = _FORM.fullmatch(text)
    if time is None or parts is None:
        return text
    date, minute, second, fraction, _ = parts.groups("")
    offset = "" if _is_ambiguous(time) else time.isoformat(" ", "microseconds")[26:]
    if machine:
        return f"{date}T{minute}:{second or '00'}{fraction}{offset}"
    seconds = f":{second}{fraction}" if second.strip("0") or fraction else ""
    return f"{date} {minute}{seconds}" + (f" ({offset[:6]})" if offset else "")


def in_stockholm(time: datetime) -> str:
    """A time as local time of Stockholm, to the second: `2024-03-14T09:40:00+01:00`."""
    return time.astimezone(_zone()).isoformat(timespec="seconds")


@lru_cache(maxsize=256)
def span(text: str) -> tuple[datetime, datetime] | None:
    """The earliest and latest time (UTC) that a text can mean; None when it is no time.

    A time without seconds can be any of its minute, a local one in the repeated hour can be either.
    """
    time = parse(text)
    if time is None:
        return None
    earliest, latest = sorted(time.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    parts = _FORM.fullmatch(text)
    return earliest, latest + (timedelta() if parts is not None and parts[3] else _LAST_OF_A_MINUTE)
