"""Redaction of names and sentences: no identity numbers, and no control characters for a terminal."""

from __future__ import annotations

import re
from typing import Final

from converter.note.unicode_text import for_screen

# A date of six or eight digits and four characters with a digit, whatever stands between: personal identity numbers,
# coordination numbers, most temporary numbers; some of these have one letter more. In Stockholm they are 99 and a year.
_GAP: Final = r"[\W_]{0,3}"
_DATE: Final = rf"(?:[0-9]{{2}}{_GAP})?[0-9]{{2}}{_GAP}(?:0[0-9]|1[0-2]){_GAP}[0-9]{{2}}{_GAP}"
_REST: Final = r"(?!T[0-9]{2}:)(?:(?=[A-Z]{0,3}[0-9])[0-9A-Z]{4}|[A-Z]{1,2}[0-9]{2,3})"  # no time of the day
_STOCKHOLM: Final = rf"99{_GAP}(?:19|20)[0-9]{{2}}{_GAP}[0-9]{{6}}"
_NUMBER: Final = rf"(?i)(?<![0-9])(?:{_DATE}{_REST}|{_STOCKHOLM})(?![0-9])"
_FEWEST_DIGITS: Final = 7
"""Six of the date and one more; most names and sentences have fewer, so that a command seldom compiles `_NUMBER`."""


def redact_name(name: str) -> str:
    """A file name on one line, without identity numbers and control characters."""
    try:
        data = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # Windows takes any half of a pair in a name
        data = name.encode("utf-8", "surrogatepass")
    return redact(data.decode("utf-8", "replace"))


def redact(text: str) -> str:
    """A sentence that may quote the command line or a profile, on one line, without identity numbers."""
    line = single_line(text)
    digits = sum(map(line.count, "0123456789"))
    return re.sub(_NUMBER, "…", line) if digits >= _FEWEST_DIGITS else line


def single_line(text: str) -> str:
    """A text on one line, without control characters."""
    return for_screen(text).replace("\n", " ").replace("\t", " ")


def describe_exception(error: Exception) -> str:
    """The type of an exception and the place in the program that raised it; its message may quote the note."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        code = trace.tb_frame.f_code
        if "converter" in code.co_filename:
            place = f"{code.co_qualname}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} {place}"
