"""Notes in a zip archive, one after the other, by its directory.

Python's own `zipfile` holds the whole directory in memory, 600 bytes a note; a batch must not grow with its archive
(promise P21). Sizes and positions are those of PKWARE's APPNOTE 6.3, sections 4.3 and 4.5.3.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from collections.abc import Iterator
from typing import IO, Final, NamedTuple

from converter.batch.item import Item
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES
from converter.storage import Refused, open_file, refused

_SIGN: Final = b"PK\5\6"
_END: Final = struct.Struct("<4s4H2LH")
_LOCATOR: Final = struct.Struct("<4sLQL")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT: Final = 0xFFFF
_FULL: Final = 0xFFFFFFFF
"""A number that did not fit and stands in an extra field."""
_LARGE_NUMBERS: Final = 1
_ENCRYPTED: Final = 1
_UTF_8: Final = 0x800
_STORED, _DEFLATED = 0, 8
_PIECE: Final = 1 << 16


class _Entry(NamedTuple):
    """What the directory says of a member."""

    name: str
    flags: int
    method: int
    check: int
    packed: int
    size: int
    mode: int
    """The Unix mode; 0 when another system packed it."""
    at: int


def members(path: str) -> Iterator[Item]:
    """The notes of an archive. Raises `Refused` when it is no archive, or damaged where its directory lies."""
    with os.fdopen(open_file(path, follow=False), "rb") as directory, os.fdopen(open_file(path, False), "rb") as file:
        try:
            for entry in _directory(directory):
                if not entry.name.endswith("/"):
                    yield _item(entry, file)
        except (struct.error, ValueError):
            raise refused("MVG817") from None
        except OSError as error:
            raise refused("MVG803", error) from None


def _item(entry: _Entry, file: IO[bytes]) -> Item:
    try:
        return Item(entry.name, data=_data(entry, file))
    except Refused as error:
        return Item(entry.name, fault=error.finding)
    except (struct.error, zlib.error, ValueError):
        return Item(entry.name, fault=Finding("MVG817"))


# -- the directory --------------------------------------------------------------------------------------------


def _directory(file: IO[bytes]) -> Iterator[_Entry]:
    position, end, shift = _span(file)
    file.seek(position)
    while file.tell() < end:
        fields = _ENTRY.unpack(file.read(_ENTRY.size))
        sign, made_by, flags, method = fields[0], fields[1], fields[3], fields[4]
        check, packed, size, name_size, extra_size, comment_size = fields[7:13]
        mode, at = fields[15] >> 16 if made_by >> 8 else 0, fields[16]
        if sign != b"PK\1\2":
            raise refused("MVG817")
        name = file.read(name_size).decode("utf-8" if flags & _UTF_8 else "cp437", "surrogateescape")
        size, packed, at = _large(file.read(extra_size), (size, packed, at))
        file.seek(comment_size, os.SEEK_CUR)
        yield _Entry(name, flags, method, check, packed, size, mode, at + shift)


def _span(file: IO[bytes]) -> tuple[int, int, int]:
    """Where the directory begins and ends, and how far everything is shifted by what stands before the archive."""
    size = file.seek(0, os.SEEK_END)
    tail_at = file.seek(max(size - _LONGEST_COMMENT - _END.size, 0))
    tail = file.read()
    at = _end_in(tail)
    length, start = _END.unpack_from(tail, at)[5:7]
    end = tail_at + at
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size :].startswith(b"PK\6\7"):
        end -= _LOCATOR.size + _END_64.size
        file.seek(end)
        length, start = _END_64.unpack(file.read(_END_64.size))[8:10]
    if start + length > end:
        raise refused("MVG817")
    return end - length, end, end - length - start


def _end_in(tail: bytes) -> int:
    """Where the last record begins: the one whose comment reaches to the end of the file."""
    at = len(tail) - _END.size + len(_SIGN)
    while (at := tail.rfind(_SIGN, 0, max(at, 0))) >= 0:
        if at + _END.size + _END.unpack_from(tail, at)[7] == len(tail):
            return at
    raise refused("MVG817")


def _large(extra: bytes, numbers: tuple[int, int, int]) -> list[int]:
    """Sizes and position with those that did not fit taken from the extra field, where they stand in this order."""
    told = list(numbers)
    while len(extra) > struct.calcsize("<2H"):
        kind, size = struct.unpack_from("<2H", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _LARGE_NUMBERS:
            for place in (place for place, number in enumerate(told) if number == _FULL):
                told[place], body = struct.unpack_from("<Q", body)[0], body[8:]
    return told


# -- a member -------------------------------------------------------------------------------------------------


def _data(entry: _Entry, file: IO[bytes]) -> bytes:
    """The bytes of a member, checked. Raises `Refused`, `zlib.error` or `struct.error`."""
    if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG):
        raise refused("MVG802")
    if entry.flags & _ENCRYPTED or entry.method not in (_STORED, _DEFLATED):
        raise refused("MVG823")
    if entry.size > MAX_BYTES:
        raise Refused(Finding("MVG104", words=(str(MAX_BYTES),)))
    file.seek(entry.at)
    sign, *_, name_size, extra_size = _LOCAL.unpack(file.read(_LOCAL.size))
    file.seek(name_size + extra_size, os.SEEK_CUR)
    data = file.read(entry.size) if entry.method == _STORED else _inflated(file, entry)
    if sign != b"PK\3\4" or len(data) != entry.size or zlib.crc32(data) != entry.check:
        raise refused("MVG817")
    return data


def _inflated(file: IO[bytes], entry: _Entry) -> bytes:
    """At most one byte more than the directory says: a packed bomb is not unpacked."""
    inflater, left, data = zlib.decompressobj(-zlib.MAX_WBITS), entry.packed, b""
    while left > 0 and not inflater.eof and len(data) <= entry.size:
        piece = file.read(min(left, _PIECE))
        if not piece:
            break
        left -= len(piece)
        data += inflater.decompress(piece, entry.size + 1 - len(data))
    return data
