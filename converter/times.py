"""Times of a note: ISO 8601 in, Europe/Stockholm out, the offset kept."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final

ZONE: Final = "Europe/Stockholm"


@lru_cache(maxsize=1)
def _zone() -> tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(ZONE)


@lru_cache(maxsize=256)
def parse(text: str) -> datetime | None:
    """The time with its Stockholm offset; None when it is not a date and time. One without offset is local."""
    try:
        time = datetime.fromisoformat(text)
        local = time.replace(tzinfo=_zone()) if time.tzinfo is None else time.astimezone(_zone())
    except (ValueError, OverflowError):
        return None
    return local if len(text) >= len("2024-03-14T09:40") else None


@lru_cache(maxsize=256)
def fault(text: str) -> str:
    """The finding code for a time that cannot be understood, or not for certain; `""` when it can.

    Not for certain: one without offset in the hour that a change of the clock repeats or leaves out.
    """
    time = parse(text)
    if time is None:
        return "MVG415"
    if datetime.fromisoformat(text).tzinfo is not None:
        return ""
    return "MVG416" if time.utcoffset() != time.replace(fold=1 - time.fold).utcoffset() else ""


def iso(text: str) -> str:
    """`2024-03-14T09:40:00+01:00`; as written when it is no time."""
    time = parse(text)
    return text if time is None else time.isoformat(timespec="seconds")


def shown(text: str) -> str:
    """`2024-03-14 09:40 (+01:00)`, as a person reads it; as written when it is no time."""
    time = parse(text)
    if time is None:
        return text
    written = time.isoformat(" ", "minutes")
    return f"{written[:16]} ({written[16:22]})"
