"""Notes in a tar archive, packed or not, one after the other as they stand there."""

from __future__ import annotations

import lzma
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import IO, Final

from converter.batch.item import Item
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES
from converter.storage import open_file, refused

_END: Final = bytes(2 * tarfile.BLOCKSIZE)
"""Every whole archive ends with this."""
_PIECE: Final = 1 << 16
_PACKED: Final = {b"\x1f\x8b": "gzip", b"BZ": "bz2", b"\xfd7": "lzma"}
"""How a packed archive begins, and the module that unpacks it and checks its sums."""


class _Remembering:
    """A stream that knows how it ended: `tarfile` takes an archive that was cut between two members for a whole one."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.tail = b""

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.tail = (self.tail + data)[-len(_END) :]
        return data


def members(path: str) -> Iterator[Item]:
    """The notes of an archive. Raises `Refused` at the place where it is damaged or cut off."""
    with os.fdopen(open_file(path, follow=False), "rb") as file:
        try:
            stream = _Remembering(_unpacked(file))
            # All that it asks of a stream is to be read.
            with tarfile.open(fileobj=stream, mode="r|", ignore_zeros=False) as archive:  # type: ignore[call-overload]
                for member in archive:
                    if not member.isdir():
                        yield _item(archive, member)
                    archive.members = []  # it would remember every one (promise P21)
            while stream.read(_PIECE):
                pass
        except OSError as error:
            raise refused("MVG803" if error.errno else "MVG817", error if error.errno else None) from None
        except (tarfile.TarError, EOFError, ValueError, zlib.error, lzma.LZMAError):
            raise refused("MVG817") from None
        if stream.tail != _END:
            raise refused("MVG817")


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    start = file.read(2)
    file.seek(0)
    if start not in _PACKED:
        return file
    open_packed: Callable[..., IO[bytes]] = import_module(_PACKED[start]).open
    return open_packed(file)


def _item(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Item:
    if not member.isreg():
        return Item(member.name, fault=Finding("MVG802"))
    if member.size > MAX_BYTES:
        return Item(member.name, fault=Finding("MVG104", words=(str(MAX_BYTES),)))
    content = archive.extractfile(member)
    assert content is not None
    return Item(member.name, data=content.read())
