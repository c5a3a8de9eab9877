"""Reads zip archives with `zipfile`, under limits; data outside the members is refused."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from converter.batch.tasks import Input
from converter.files.storage import Refused, open_file, refused
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES

MOST_MEMBERS: Final = 100_000
"""Limit of members: the directory is held in memory, some 700 bytes per member."""
MOST_DIRECTORY: Final = 16 << 20
"""Limit of the directory in bytes; `zipfile` reads it whole."""
_ENCRYPTED: Final = 1
_UTF8: Final = 0x800
"""The flag of a name in UTF-8; any other has a byte for each character."""
_READ: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END_SIGNATURE: Final = b"PK\5\6"
"""How the last record begins."""
_LOCAL_HEADER: Final = 30
"""Bytes of the header before a member, without its name."""
_END_RECORD: Final = 22
"""Bytes of the last record, without its comment."""


class _Limited(io.FileIO):
    """A file that refuses reads above the limit of the directory, and reads that fail.

    `zipfile` takes a file that cannot be read, such as one on a share that is away, for no archive.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_DIRECTORY:
            raise Refused(Finding("MVG837", words=(str(MOST_MEMBERS),)))
        try:
            return super().read(size) or b""
        except OSError as error:
            raise refused("MVG803", error) from None


def members(path: str) -> Iterator[Input]:
    """The members of an archive.

    Raises `Refused` when it is no archive, is damaged where its directory lies, has too many members (MVG837), or when
    something stands before or behind it, or two members in the same place (MVG838).
    """
    with _Limited(open_file(path, follow=False)) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                infos = archive.infolist()
                _check(archive, infos, file)
                for info in infos:
                    if not info.orig_filename.endswith("/"):
                        yield _item(archive, info)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
            # An OSError here is a place that no file has, in a damaged directory: a failed read is `Refused` already.
            raise refused("MVG817") from None


def _check(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], file: _Limited) -> None:
    if len(infos) > MOST_MEMBERS:
        raise Refused(Finding("MVG837", words=(str(MOST_MEMBERS),)))
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end or (end == 0 and info.header_offset > 0):
            raise refused("MVG838")
        name = info.orig_filename.encode() if info.flag_bits & _UTF8 else info.orig_filename
        end = info.header_offset + _LOCAL_HEADER + len(name) + info.compress_size
    file.seek(-_END_RECORD - len(archive.comment), os.SEEK_END)
    if file.read(len(_END_SIGNATURE)) != _END_SIGNATURE or (not infos and file.tell() > len(_END_SIGNATURE)):
        raise refused("MVG838")


def _item(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Input:
    name = info.orig_filename  # `filename` ends where a NUL stands
    try:
        return Input(name, data=_data(archive, info))
    except Refused as error:
        if error.finding.code == "MVG803":  # no member of the archive can be read
            raise
        return Input(name, fault=error.finding)
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError):
        return Input(name, fault=Finding("MVG817"))


def _data(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member, checked by length and sum. Raises `Refused` and what `zipfile` raises."""
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG) and info.create_system:
        raise refused("MVG802")
    if info.flag_bits & _ENCRYPTED or info.compress_type not in _READ:
        raise refused("MVG823")
    if info.file_size > MAX_BYTES:
        raise Refused(Finding("MVG104", words=(str(MAX_BYTES),)))
    with archive.open(info) as member:
        data = member.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise refused("MVG817")
    return data
