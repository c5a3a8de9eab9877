"""From bytes to text, without a guess."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Final

from converter.findings import Finding, FindingError
from converter.note.unicode_text import (
    C1_CONTROLS,
    REPLACEMENT,
    codec_of,
    fold,
    has_c1_controls,
    is_charset,
    line_and_column,
    with_line_feeds,
)
from converter.profile import Profile

MAX_BYTES: Final = 2 * 1024 * 1024
"""The largest note that is read; a note of a whole day's chat is a twentieth of it."""
MAX_LINES: Final = 20_000
"""The most lines that are read; a chat of a thousand questions has a fifth of it."""

_KINDS: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"PK\x03\x04", "ZIP/Word"),
    (b"\x1f\x8b", "GZIP"),
    (b"\xd0\xcf\x11\xe0", "Office"),
    (b"{\\rtf", "RTF"),
)
_STARTS: Final = tuple(start for start, _ in _KINDS)
_HTML: Final = re.compile(rb"\s*<(?:!doctype\s+)?html\b", re.IGNORECASE)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BYTE_ORDER_MARK: Final = "\ufeff"
"""What a byte-order mark is when it is decoded; a file that was converted twice has two."""
_ALL_MARKS: Final = tuple(mark for mark, _ in _MARKS)
_DECLARED: Final = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_LEGACY_ENCODINGS: Final = ("cp1252", "cp850", "mac-roman")


class Undecodable(FindingError):
    """The bytes are not the text of a note."""


def decode(source: bytes | str, profile: Profile, encoding: str = "") -> tuple[str, tuple[Finding, ...]]:
    """The text of `source` as it came, without byte-order marks, and what was noticed.

    Raises `Undecodable`.
    """
    if len(source) > MAX_BYTES:
        raise Undecodable(Finding("MVG104", words=(str(MAX_BYTES),)))
    text, findings = (source, ()) if isinstance(source, str) else _to_text(source, profile, encoding)
    text = text.lstrip(_BYTE_ORDER_MARK)
    if not text or text.isspace():
        raise Undecodable(Finding("MVG101"))
    if len(text) > MAX_LINES and with_line_feeds(text).count("\n") > MAX_LINES:
        raise Undecodable(Finding("MVG109", words=(str(MAX_LINES),)))
    return _damage(text, findings)


def decode_any(data: bytes, profile: Profile) -> str:
    """The text of a file that is no note, of any size, without byte-order marks; HTML too. Raises `Undecodable`."""
    return _to_text(data, profile, "", may_be_page=True)[0].lstrip(_BYTE_ORDER_MARK)


def _to_text(
    data: bytes, profile: Profile, encoding: str, may_be_page: bool = False
) -> tuple[str, tuple[Finding, ...]]:
    if data.startswith(_STARTS) or (not may_be_page and _HTML.match(data)):
        raise Undecodable(Finding("MVG102", words=(_kind(data),)))
    if encoding:
        return _strict(data, encoding), ()
    if data.startswith(_ALL_MARKS):
        return _strict(data, next(encoding for mark, encoding in _MARKS if data.startswith(mark))), ()
    if b"\0" in data:
        raise Undecodable(Finding("MVG103", words=(str(data.index(b"\0")),)))
    if declared := _DECLARED.match(data):
        return _as_declared(data, declared[1].decode("ascii")), ()
    try:
        return data.decode(), ()
    except UnicodeDecodeError as error:
        return _by_keyword(data, profile, error.start)


def _kind(data: bytes) -> str:
    """What a file that is no note is."""
    return next((kind for start, kind in _KINDS if data.startswith(start)), "HTML")


def _strict(data: bytes, encoding: str) -> str:
    """`data` decoded in a stated encoding, with its byte-order marks. Raises `Undecodable`."""
    try:
        codec = codec_of(encoding)
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise Undecodable(Finding("MVG106", words=(codec, str(error.start)))) from None
    except (LookupError, ValueError):
        raise Undecodable(Finding("MVG107")) from None
    if codec.startswith("iso8859") and (control := re.search(C1_CONTROLS, text)):
        raise Undecodable(Finding("MVG106", words=(codec, str(control.start()))))
    return text


def _as_declared(data: bytes, encoding: str) -> str:
    """`data` decoded as an XML declaration in ASCII says. Raises `Undecodable`.

    One that names UTF-16 or UTF-32 is wrong: some programs write XML into a text in memory, and that as UTF-8.
    """
    if is_charset(encoding) and codec_of(encoding).startswith(("utf-16", "utf-32")):
        raise Undecodable(Finding("MVG106", words=(codec_of(encoding), "0")))
    return _strict(data, encoding)


def _by_keyword(data: bytes, profile: Profile, position: int) -> tuple[str, tuple[Finding, ...]]:
    fits = []
    for encoding in _LEGACY_ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if line := _keyword_line(text, profile):
            fits.append((text, Finding("MVG108", line, words=(encoding,))))
    if len(fits) != 1:
        raise Undecodable(Finding("MVG105", data.count(b"\n", 0, position) + 1, words=(str(position),)))
    return fits[0][0], (fits[0][1],)


def _keyword_line(text: str, profile: Profile) -> int:
    """The first line that begins with a heading of the profile that holds å, ä or ö; 0 when there is none."""
    for number, line in enumerate(with_line_feeds(text).split("\n"), 1):
        head = line.partition(":")[0][: 2 * profile.longest]
        if not head.isascii() and fold(head) in profile.headings:
            return number
    return 0


def _damage(text: str, findings: tuple[Finding, ...]) -> tuple[str, tuple[Finding, ...]]:
    if (lost := text.find(REPLACEMENT)) >= 0:
        findings += (Finding("MVG261", *position_in_source(text, lost)),)
    suspected = "\u00c3" in text or "\u00c2" in text or has_c1_controls(text)
    if suspected and (match := _mojibake().search(text)):
        findings += (Finding("MVG227", *position_in_source(text, match.start())),)
    return text, findings


@lru_cache(maxsize=1)
def _mojibake() -> re.Pattern[str]:
    """UTF-8 that was read as cp1252 or latin-1: Â or Ã and what a second byte becomes; cp1252 read as latin-1."""
    second = "\x80-\xbf" + bytes(range(0x80, 0xA0)).decode("cp1252", "ignore").replace("-", "")
    return re.compile(f"[\u00c2\u00c3][{second}]|{C1_CONTROLS}")


def position_in_source(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in a text with the line ends of its source."""
    return line_and_column(with_line_feeds(text), len(with_line_feeds(text[:position])))
