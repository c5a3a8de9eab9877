"""Reads tar archives member by member, compressed or not, also several in one file (joined by `cat`)."""

from __future__ import annotations

import bz2
import lzma
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, Final

from converter.batch.tasks import Input
from converter.files.storage import open_file, refused
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES

_BLOCK: Final = tarfile.BLOCKSIZE
_ZEROS: Final = bytes(_BLOCK)
_PIECE: Final = 1 << 16
_PACKED: Final[dict[bytes, Callable[[], Any]]] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(16 + zlib.MAX_WBITS),
    b"BZ": bz2.BZ2Decompressor,
    b"\xfd7": lzma.LZMADecompressor,
}
"""The decompressor of each compressed archive, by its first bytes; it checks the checksums."""


class _BlockReader:
    """The archive as a stream of blocks. It stores the last one, for `tarfile` takes a damaged header for the end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._data, self._at = pieces, b"", 0
        self.last = b""

    def read(self, size: int) -> bytes:
        while len(self._data) - self._at < size and (piece := next(self._pieces, b"")):
            self._data, self._at = self._data[self._at :] + piece, 0
        data = self._data[self._at : self._at + size]
        self._at += len(data)
        self.last = data[-_BLOCK:]
        return data

    def next_archive(self) -> bool:
        """Skips the end of an archive, at least two blocks of zeros. Returns whether another archive follows.

        Raises `tarfile.ReadError` when the archive has no such end.
        """
        zeros = int(self.last == _ZEROS)
        while (block := self.read(_BLOCK)) and not block.strip(b"\0"):
            zeros += block == _ZEROS
        if zeros < 2:  # noqa: PLR2004 -- what every whole archive ends with
            raise tarfile.ReadError
        self._data, self._at = block + self._data[self._at :], 0
        return bool(block)


def members(path: str) -> Iterator[Input]:
    """The members of an archive. Raises `Refused` where it is damaged or truncated."""
    with os.fdopen(open_file(path, follow=False), "rb") as file:
        try:
            blocks = _BlockReader(_unpacked(file))
            more = True
            while more:
                # All that it asks of a stream is to be read; block by block, so that it reads nothing of the next one.
                with tarfile.open(fileobj=blocks, mode="r|", bufsize=_BLOCK) as archive:  # type: ignore[call-overload]  # it only reads
                    for member in archive:
                        if not member.isdir():
                            yield _item(archive, member)
                        archive.members = []  # it would remember every one (promise P21)
                more = blocks.next_archive()
        except OSError as error:
            raise refused("MVG803" if error.errno else "MVG817", error if error.errno else None) from None
        except (tarfile.TarError, EOFError, ValueError, zlib.error, lzma.LZMAError):
            raise refused("MVG817") from None


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    start = file.read(2)
    file.seek(0)
    if start in _PACKED:
        yield from _streams(file, _PACKED[start])
    else:
        while piece := file.read(_PIECE):
            yield piece


def _streams(file: IO[bytes], unpacker: Callable[[], Any]) -> Iterator[bytes]:
    """Decompresses all streams of a file; the readers of the modules would skip trailing data that is no stream.

    Zeros may stand between streams and behind them. Raises `EOFError` when the last one is cut off, and what the
    unpacker raises.
    """
    packed = file.read(_PIECE)
    while packed := packed.lstrip(b"\0") or file.read(_PIECE):
        if not packed.strip(b"\0"):
            continue
        stream = unpacker()
        while not stream.eof:
            packed = packed or file.read(_PIECE)
            if not packed and getattr(stream, "needs_input", True):
                raise EOFError
            yield stream.decompress(packed, _PIECE)
            packed = getattr(stream, "unconsumed_tail", b"")
        packed = stream.unused_data


def _item(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Input:
    if not member.isreg():
        return Input(member.name, fault=Finding("MVG802"))
    if member.size > MAX_BYTES:
        return Input(member.name, fault=Finding("MVG104", words=(str(MAX_BYTES),)))
    content = archive.extractfile(member)
    assert content is not None
    return Input(member.name, data=content.read())
