"""The inputs of a batch, one after the other: files, folders, archives member by member, lines of JSON Lines.

Nothing is unpacked to disk and no list is kept in memory. The order depends on the names alone. Whatever cannot be
read is an input too, with the finding that says why (promise P7).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Final, NamedTuple

from converter.batch import jsonl_input, tar_input, zip_input
from converter.batch.names import digest, is_ignored
from converter.batch.tasks import Input, InputPlace
from converter.files.storage import Refused, refused
from converter.files.windows_paths import extended
from converter.findings import Finding


class Source(NamedTuple):
    """A path on the command line."""

    path: str
    recursive: bool = False


class Found(NamedTuple):
    """A file of a source."""

    path: str
    """Its absolute path."""
    key: str
    """Its relative name in this run."""
    fault: Finding | None = None
    """Why it is not read: a folder that could not or shall not be listed, or a name that is ignored."""


CONTAINERS: Final[dict[str, Callable[[str], Iterator[Input]]]] = {
    ".zip": zip_input.members,
    **dict.fromkeys((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"), tar_input.members),
    **dict.fromkeys((".jsonl", ".ndjson"), jsonl_input.members),
}
"""The reader of each kind of container, by the ending of its file name."""
_CONTAINER_ENDINGS: Final = tuple(CONTAINERS)


def items(sources: Iterable[Source]) -> Iterator[Input]:
    """All inputs of the sources. A source that does not exist is one too; reading it gives its finding."""
    for found in files(sources):
        yield from members(found)


def files(sources: Iterable[Source]) -> Iterator[Found]:
    """All files of the sources, and all folders that cannot be listed."""
    for source in sources:
        path = os.path.abspath(source.path)
        if os.path.isdir(extended(path)):
            yield from _of_folder(path, "", source.recursive)
        else:
            # Its relative name: as written, without root and `..`.
            pure = PurePath(os.path.normpath(source.path))
            yield Found(path, "/".join(part for part in pure.parts if part not in (pure.anchor, "..")))


def count(sources: Iterable[Source]) -> int:
    """The number of inputs; 0 when there are containers, whose number of members is not known."""
    number = 0
    for found in files(sources):
        if found.fault is None and found.key.casefold().endswith(_CONTAINER_ENDINGS):
            return 0
        number += 1
    return number


def _of_folder(folder: str, key: str, recursive: bool) -> Iterator[Found]:
    try:
        names, folders = list_folder(folder)
    except OSError as error:
        yield Found(folder, key or os.path.basename(folder), refused("MVG803", error).finding)
        return
    for encoded in names:
        name = os.fsdecode(encoded)
        path, inner = f"{folder}{os.sep}{name}", f"{key}/{name}" if key else name
        if encoded not in folders:
            yield Found(path, inner, Finding("MVG835") if is_ignored(name) else None)
        elif recursive:
            yield from _of_folder(path, inner, recursive)
        else:
            yield Found(path, inner, Finding("MVG836"))


def list_folder(folder: str) -> tuple[list[bytes], set[bytes]]:
    """The names in a folder, sorted, as bytes (half the memory of text), and those of them that are folders.

    A link to a folder is not followed (P18). Raises `OSError`.
    """
    names, folders = [], set()
    with os.scandir(os.fsencode(extended(folder))) as entries:
        for entry in entries:
            names.append(entry.name)
            if entry.is_dir(follow_symlinks=False):
                folders.add(entry.name)
    names.sort()
    return names, folders


def members(found: Found) -> Iterator[Input]:
    """The inputs of a file: itself, or the members of a container and whether it could be read to its end."""
    path, key, fault = found
    folded = key.casefold()
    if fault is not None:
        yield Input(key, origin=digest(path), fault=fault)  # without a path: a folder is neither read nor moved
        return
    if not folded.endswith(_CONTAINER_ENDINGS):
        yield Input(key, path, origin=digest(path))
        return
    take = next(take for ending, take in CONTAINERS.items() if folded.endswith(ending))
    container, number = Input(key, origin=digest(path)), 0
    try:
        for number, item in enumerate(take(path), 1):  # noqa: B007 -- used below
            unread = item.unread_line and InputPlace(*_member(found, item.unread_line.key))
            member_key, origin = _member(found, item.key)
            yield item._replace(key=member_key, origin=origin, unread_line=unread)
    except Refused as error:
        yield container._replace(fault=error.finding)
    else:
        yield container._replace(whole=True) if number else container._replace(fault=Finding("MVG840"))


def _member(container: Found, name: str) -> tuple[str, bytes]:
    """Key and origin of a member of a container."""
    return f"{container.key}/{name}", digest(f"{container.path}\0{name}")
