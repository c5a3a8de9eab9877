"""Where the proof begins: the text that was read is what the bytes say, in the encoding that they themselves tell."""

from __future__ import annotations

import codecs
import re
from typing import Final

from converter.balance.text_rules import fold
from converter.profile import Profile

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""\A\s*<\?xml\s[^>]*\bencoding\s*=\s*["']([\w.-]+)["']""")
_FIRST: Final = 1000
"""Bytes in which a declaration stands."""
_OLDER: Final = ("cp1252", "cp850", "mac-roman")
_LINE_ENDS: Final = re.compile("[\n\r\v\f\x85\u2028\u2029]")


def decoded_balances(source: bytes | str, text: str, encoding: str, profile: Profile) -> bool:
    """Whether a text is its source, without a byte-order mark. `encoding` is the user's; `""` when none was named."""
    if isinstance(source, str):
        return text == source.removeprefix("\ufeff")
    try:
        return _decoded(source, encoding, profile) == text
    except (UnicodeDecodeError, LookupError):
        return False


def _decoded(data: bytes, encoding: str, profile: Profile) -> str | None:
    """What the bytes say; None when they do not tell in which encoding."""
    for mark, marked in _MARKS:
        if data.startswith(mark) and not encoding:
            return str(data[len(mark) :], marked)
    named = encoding or "".join(name.decode() for name in _DECLARED.findall(data[:_FIRST]))
    if named:
        return str(data, named).removeprefix("\ufeff")
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError:
        fits = [text for text in (_in(data, older) for older in _OLDER) if text and _has_keyword(text, profile)]
        return fits[0] if len(fits) == 1 else None


def _in(data: bytes, encoding: str) -> str:
    try:
        return str(data, encoding)
    except UnicodeDecodeError:
        return ""


def _has_keyword(text: str, profile: Profile) -> bool:
    """Whether a line begins with a heading of the profile that holds å, ä or ö."""
    heads = (line.partition(":")[0][: 2 * profile.longest] for line in _LINE_ENDS.split(text))
    return any(not head.isascii() and fold(head) in profile.headings for head in heads)
