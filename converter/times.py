"""Times of a note: ISO 8601 with the offset that was written, or local time in Europe/Stockholm. Nothing is guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

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


@lru_cache(maxsize=256)
def parse(text: str) -> datetime | None:
    """The time with the offset that was written, else that of Stockholm; None when it is not a date and time."""
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
def fault(text: str) -> str:
    """The finding code for a time that cannot be understood, or not for certain; `""` when it can.

    Not for certain: one without offset in the hour that a change of the clock repeats or leaves out.
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
    """Whether a time has an offset that Stockholm did not have then."""
    time = parse(text)
    if time is None or not isinstance(time.tzinfo, timezone):
        return False
    return time.utcoffset() != time.astimezone(_zone()).utcoffset()


def iso(text: str) -> str:
    """`2024-03-14T09:40:00+01:00`, fractions and a written offset as they stand; as written when it is no time.

    A local time gets the offset of Stockholm, unless the clock was changed in that hour: then it has none.
    """
    return _told(text, whole=True)


def shown(text: str) -> str:
    """`2024-03-14 09:40 (+01:00)`, as a person reads it, with seconds if they are not 0; as written when no time."""
    return _told(text, whole=False)


@lru_cache(maxsize=256)
def _told(text: str, whole: bool) -> str:
    time = parse(text)
    found = _FORM.fullmatch(text)
    if time is None or found is None:
        return text
    date, minute, second, fraction, _ = found.groups("")
    offset = "" if _is_ambiguous(time) else time.isoformat(" ", "microseconds")[26:]
    if whole:
        return f"{date}T{minute}:{second or '00'}{fraction}{offset}"
    seconds = f":{second}{fraction}" if second.strip("0") or fraction else ""
    return f"{date} {minute}{seconds}" + (f" ({offset[:6]})" if offset else "")


def in_stockholm(time: datetime) -> str:
    """A moment as Stockholm's clocks show it, to the second: `2024-03-14T09:40:00+01:00`."""
    return time.astimezone(_zone()).isoformat(timespec="seconds")


@lru_cache(maxsize=256)
def span(text: str) -> tuple[datetime, datetime] | None:
    """The first and the last moment (UTC) that a time can mean; None when it is no time.

    One without seconds may be any of its minute, one in the hour that the clock repeats may be either.
    """
    time = parse(text)
    if time is None:
        return None
    moments = sorted(time.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    found = _FORM.fullmatch(text)
    rest = timedelta() if found is not None and found[3] else _LAST_OF_A_MINUTE
    return moments[0], moments[1] + rest
