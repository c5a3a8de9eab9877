"""Keeps the table of a code list on disk, in the private cache folder of the user; a list that changed is read anew.

The published list takes hundreds of milliseconds to read, its table less than one. A table is used only for the very
file that it was made of (device, inode, size and both times), and is not kept for a file that changed a moment ago:
such a change could be followed by another one with the same times. Where nothing can be kept the list is read each
time.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import time
from binascii import crc32
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from converter.code_lists.published import ListMistakes, read_published
from converter.code_lists.table import CodeList, table_of
from converter.files.storage import Refused, read_file, write_file
from converter.findings import Finding

MAX_BYTES: Final = 256 << 20
"""The largest list that is read; ICD-10-SE has some 20 million bytes."""
_FORMAT: Final = "mvg-code-list 1"
SETTLING_TIME: Final = 2.0
"""The seconds after a change before a table is kept: the coarsest times of a file system."""
_SHORT_DIGEST: Final = 8


State = tuple[int, ...]
"""What a file is known by, without reading it: device, inode, size, and the times of both kinds of changes."""


def load_list(path: Path, pattern: str) -> CodeList:
    """The code list in a file, for the codes that have the form of `pattern`.

    Raises `ListMistakes` with every mistake of the file (78).
    """
    try:
        return list_in_state(path, pattern, _state(path))
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, "?")
    except (Refused, ValueError) as error:
        code = error.finding.words[0] if isinstance(error, Refused) and error.finding.words else "EINVAL"
    raise ListMistakes(Finding("MVG754", words=(path.name, code)))


def _state(path: Path) -> State:
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


@lru_cache(maxsize=8)
def list_in_state(path: Path, pattern: str, state: State) -> CodeList:
    """The list of a file in this state, by its kept table; without one it is read, and its table is kept."""
    folder = cache_folder()
    kept = folder / f"{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:32]}.codes" if folder else None
    key = "\t".join((_FORMAT, pattern, *map(str, state)))
    if kept and (known := _read_cache(kept, key, path.name)):
        return known
    data = read_file(path, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise OSError(errno.EFBIG, "too large")
    digest = hashlib.sha256(data).hexdigest()
    published = read_published(data, path.name, pattern)
    built = CodeList(path.name, digest, published.version or digest[:_SHORT_DIGEST], table_of(published.codes))
    is_settled = max(state[-2:]) / 1e9 + SETTLING_TIME < time.time()
    if kept and is_settled and _state(path) == state:
        body = f"{built.digest}\t{built.version}\n".encode() + built.table
        with suppress(OSError):
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(f"{key}\t{crc32(body)}\n".encode() + body, kept, replace=True, durable=False)
    return built


# -- the file of the table ------------------------------------------------------------------------------------


def cache_folder() -> Path | None:
    """The folder for tables; None where the user has none."""
    home = os.environ.get("HOME", "")
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME") or (
        home and f"{home}/.cache"
    )
    return Path(base) / "mvg-export" if Path(base).is_absolute() else None


def _read_cache(kept: Path, key: str, name: str) -> CodeList | None:
    """The list of a kept table; None when there is none for this key, or its file is another user's or damaged."""
    try:
        status = kept.lstat()
        if sys.platform != "win32" and (status.st_uid != os.geteuid() or status.st_mode & 0o077):
            return None
        head, _, body = read_file(kept, MAX_BYTES, follow=False).partition(b"\n")
        facts, _, table = body.partition(b"\n")
        digest, version = facts.decode().split("\t")
        is_whole = head == f"{key}\t{crc32(body)}".encode()
    except (OSError, Refused, ValueError):
        return None
    return CodeList(name, digest, version, table) if is_whole else None
