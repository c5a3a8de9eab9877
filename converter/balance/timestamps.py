"""Whether a time in an output is the time of the note: same date and clock, and an offset that is right in Sweden."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Final

_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*\(?(?:(Z)|([+-]\d\d):?(\d\d)?(?::?\d\d)?)?\)?"
)
"""Date, hour and minute, second, fraction, offset; the offset in brackets where a person reads it."""
_ZONE: Final = "Europe/Stockholm"


@lru_cache(maxsize=256)
def same_time(printed: str, written: str, seconds: bool = True) -> bool:
    """Whether a printed time is the `written` one of the note, or that with the offset of Sweden where it had none.

    In the hour that is repeated when summer time ends, a time without offset must not get one. `seconds` is false where
    they may be left out, because a person reads the time. A text that is no time must be printed as it is.
    """
    if printed == written:
        return True
    actual, expected = _TIME.fullmatch(printed), _TIME.fullmatch(written)
    if actual is None or expected is None or actual[1] != expected[1] or actual[2] != expected[2]:
        return False
    if seconds and (actual[3] or "00", actual[4] or "") != (expected[3] or "00", expected[4] or ""):
        return False
    if _offset(expected):
        return _offset(actual) == _offset(expected)
    return _offset(actual) in ("", _swedish_offset(expected))


def _offset(time: re.Match[str]) -> str:
    """The offset of a time, `+01:00`; `""` when it has none."""
    _, _, _, _, utc, hours, minutes = time.groups()
    return "+00:00" if utc else f"{hours}:{minutes or '00'}" if hours else ""


def _swedish_offset(time: re.Match[str]) -> str:
    """The offset of Sweden at a local time; `""` when two are possible, or the time does not exist."""
    from zoneinfo import ZoneInfo

    try:
        local = datetime.fromisoformat(f"{time[1]}T{time[2]}").replace(tzinfo=ZoneInfo(_ZONE))
    except ValueError:
        return ""
    first, second = (local.replace(fold=fold).isoformat()[-6:] for fold in (0, 1))
    return first if first == second else ""
