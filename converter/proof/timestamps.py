"""Whether a time in an output is the time of the note: same date and clock, and an offset that is right in Sweden."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Final

_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*\(?(?:(Z)|([+-]\d\d):?(\d\d)?(?::?(\d\d))?)?\)?"
)
"""Date, hour and minute, second, fraction, offset; the offset in brackets where a person reads it."""
_ZONE: Final = "Europe/Stockholm"


@lru_cache(maxsize=256)
def same_time(printed: str, written: str, seconds: bool = True) -> bool:
    """Whether a printed time is the `written` one of the note, or that with the offset of Sweden where it had none.

    In the hour that is repeated when summer time ends, a time without offset must not get one. `seconds` is false where
    they may be left out, also of an offset, because a person reads the time. A text that is no time must be printed as
    it is.
    """
    if printed == written:
        return True
    actual, expected = _TIME.fullmatch(printed), _TIME.fullmatch(written)
    if actual is None or expected is None or actual[1] != expected[1] or actual[2] != expected[2]:
        return False
    if seconds and (actual[3] or "00", actual[4] or "") != (expected[3] or "00", expected[4] or ""):
        return False
    offset = _offset(expected, seconds)
    return _offset(actual, seconds) in ((offset,) if offset else ("", _swedish_offset(expected, seconds)))


def _offset(time: re.Match[str], seconds: bool) -> str:
    """The offset of a time, `+01:00:00`, or `+01:00` without seconds; `""` when it has none. `-00:00` is `+00:00`."""
    _, _, _, _, utc, hours, *rest = time.groups()
    if not (utc or hours):
        return ""
    offset = ":".join((hours or "+00", *(part or "00" for part in rest[: 2 if seconds else 1])))
    return offset if offset.strip("-:0") else f"+{offset[1:]}"


def _swedish_offset(time: re.Match[str], seconds: bool) -> str:
    """The offset of Sweden at a local time; `""` when two are possible, or the time does not exist.

    Before 1900 it has seconds.
    """
    from zoneinfo import ZoneInfo

    try:
        local = datetime.fromisoformat(f"{time[1]}T{time[2]}").replace(tzinfo=ZoneInfo(_ZONE))
    except ValueError:
        return ""
    first, second = (f"{local.replace(fold=fold):%z}" for fold in (0, 1))
    parts = (first[:3], first[3:5], first[5:] or "00")
    return ":".join(parts if seconds else parts[:2]) if first == second else ""
