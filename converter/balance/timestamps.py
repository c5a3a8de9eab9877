"""A time as an output states it: the day and the clock that the note has, and an offset that can be true."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*\(?(?:(Z)|([+-]\d\d):?(\d\d)?(?::?\d\d)?)?\)?"
)
"""Day, hour and minute, second, fraction, offset; in brackets as a person reads it."""
_ZONE: Final = "Europe/Stockholm"


@lru_cache(maxsize=256)
def same_time(told: str, written: str, seconds: bool = True) -> bool:
    """Whether an output states a time as it was written, or with the offset that a time without one has in Sweden.

    A time without offset in an hour that the clock goes through twice must not get one. `seconds` may be left out where
    a person reads it.
    """
    if told == written:
        return True
    ours, theirs = _TIME.fullmatch(told), _TIME.fullmatch(written)
    if ours is None or theirs is None or ours[1] != theirs[1] or ours[2] != theirs[2]:
        return False
    if seconds and (ours[3] or "00", ours[4] or "") != (theirs[3] or "00", theirs[4] or ""):
        return False
    if _offset(theirs):
        return _offset(ours) == _offset(theirs)
    return _offset(ours) in ("", _of_sweden(theirs))


def _offset(time: re.Match[str]) -> str:
    """The offset of a time, `+01:00`; `""` when it has none."""
    _, _, _, _, utc, hours, minutes = time.groups()
    return "+00:00" if utc else f"{hours}:{minutes or '00'}" if hours else ""


def _of_sweden(time: re.Match[str]) -> str:
    """The one offset that a clock in Sweden can have then; `""` when there are two, or no such time."""
    try:
        local = datetime.fromisoformat(f"{time[1]}T{time[2]}").replace(tzinfo=ZoneInfo(_ZONE))
    except ValueError:
        return ""
    first, second = (local.replace(fold=fold).isoformat()[-6:] for fold in (0, 1))
    return first if first == second else ""
