"""The first proof, of decoding: the decoded text, compared with the bytes in the encoding that they state."""

from __future__ import annotations

import codecs
import re
from typing import Final

from converter.profile import Profile
from converter.proof.text_rules import fold

_BYTE_ORDER_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_MARKS: Final = tuple(_BYTE_ORDER_MARKS)
_DECLARATION: Final = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
_LEGACY_ENCODINGS: Final = ("cp1252", "cp850", "mac-roman")
_LINE_ENDS: Final = "[\n\r\v\f\x85\u2028\u2029]"


def decoded_is_proven(source: bytes | str, text: str, encoding: str, profile: Profile) -> bool:
    """Whether a text is its decoded source without byte-order marks.

    `encoding` is the one that the user named; `""` when none was.
    """
    if isinstance(source, str):
        return text == source.lstrip("\ufeff")
    try:
        decoded = _decode(source, encoding, profile)
    except (UnicodeDecodeError, LookupError):
        return False
    return decoded is not None and decoded.lstrip("\ufeff") == text


def _decode(data: bytes, encoding: str, profile: Profile) -> str | None:
    """The text of the bytes; None when their encoding is not certain.

    The encoding is that of the byte-order mark, the one that is named or declared, UTF-8, or the one legacy encoding in
    which a line begins with a heading of the profile. Raises `UnicodeDecodeError` and `LookupError`.
    """
    if data.startswith(_MARKS) and not encoding:
        return str(data, next(_BYTE_ORDER_MARKS[mark] for mark in _MARKS if data.startswith(mark)))
    declared = _DECLARATION.match(data)
    if named := encoding or (declared[1].decode() if declared else ""):
        return str(data, named)
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError:
        texts = [text for text in (_decode_legacy(data, legacy) for legacy in _LEGACY_ENCODINGS) if text]
        certain = [text for text in texts if _has_swedish_heading(text, profile)]
        return certain[0] if len(certain) == 1 else None


def _decode_legacy(data: bytes, encoding: str) -> str:
    try:
        return str(data, encoding)
    except UnicodeDecodeError:
        return ""


def _has_swedish_heading(text: str, profile: Profile) -> bool:
    """Whether a line begins with a heading of the profile that holds å, ä or ö."""
    heads = (line.partition(":")[0][: 2 * profile.longest] for line in re.split(_LINE_ENDS, text))
    return any(not head.isascii() and fold(head) in profile.headings for head in heads)
