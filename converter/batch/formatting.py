"""Numbers, times and parts of a whole as a person reads them, in Swedish or English."""

from __future__ import annotations

from typing import Final

from converter.findings.catalogue import Language

POINTS: Final = {"sv": ",", "en": "."}
_THOUSANDS: Final = {"sv": "\N{NO-BREAK SPACE}", "en": ","}
_MINUTE: Final = 60
_HOUR: Final = 3600
_FEW: Final = 10


def number(value: float, language: Language, decimals: int = 0) -> str:
    """`12 345,6` in Swedish (with a no-break space), `12,345.6` in English."""
    return f"{value:,.{decimals}f}".translate({ord(","): _THOUSANDS[language], ord("."): POINTS[language]})


def rate(value: float, language: Language) -> str:
    """So many a second, in two figures at least."""
    return number(value, language, 0 if value >= _FEW or not value else 1 if value >= 1 else 2)


def duration(seconds: float, language: Language) -> str:
    """`40 ms`, `4,2 s`, `47 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 1:
        return f"{1000 * seconds:.0f} ms" if seconds else "0 s"
    if seconds < _FEW:
        return f"{number(seconds, language, 1)} s"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min" + (f" {whole % _MINUTE} s" if whole % _MINUTE else "")
    minutes = whole % _HOUR // _MINUTE
    return f"{number(whole // _HOUR, language)} h" + (f" {minutes} min" if minutes else "")


def size(count: int, language: Language) -> str:
    """`512 byte`, `2,0 kB`, `40,1 MB`: a kB is a thousand bytes."""
    for unit, of in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)):
        if count >= of:
            return f"{number(count / of, language, 1)} {unit}"
    return f"{count} byte" + ("s" if language == "en" and count != 1 else "")


def percent(part: int, whole: int, language: Language) -> str:
    """`99,0 %`; never 100 % of what is not all, and never 0 % of what is something."""
    value = 100 * part / whole if whole else 0
    if 0 < part < whole:
        value = min(max(value, 0.1), 99.9)
    digits = int(0 < part < whole)
    return f"{number(value, language, digits)}\N{NO-BREAK SPACE}%"
