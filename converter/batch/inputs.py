"""The inputs of a batch, one after the other: files, folders, archives member by member, lines of JSON Lines.

Nothing is unpacked to disk and no list is kept: what comes out is one stream of jobs, in an order that depends on
the names alone. Whatever cannot be an input is a job too, with the finding that says why (promise P7).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import Final, NamedTuple

from converter.batch import jsonl_input, tar_input, zip_input
from converter.batch.names import digest, is_ignored
from converter.batch.tasks import Input, Place
from converter.findings import Finding
from converter.storage import Refused, refused


class Source(NamedTuple):
    """One thing that the command line names."""

    path: str
    recursive: bool = False


class Found(NamedTuple):
    """A file that a source holds."""

    path: str
    """Its absolute path."""
    key: str
    """Its name in this run."""
    fault: Finding | None = None
    """Why it is no file to read: a folder that could not be listed or is not to be, or a name that is left alone."""


_CONTAINERS: Final[dict[str, Callable[[str], Iterator[Input]]]] = {
    ".zip": zip_input.members,
    ".tar": tar_input.members,
    ".tar.gz": tar_input.members,
    ".tgz": tar_input.members,
    ".tar.bz2": tar_input.members,
    ".tar.xz": tar_input.members,
    ".jsonl": jsonl_input.members,
    ".ndjson": jsonl_input.members,
}
"""Ending of a file that holds many notes, and how they are taken out of it."""
_ENDINGS: Final = tuple(_CONTAINERS)


def items(sources: Iterable[Source]) -> Iterator[Input]:
    """Every input that the sources hold; a source that is not there is one too, and whoever reads it will say so."""
    for found in files(sources):
        yield from members(found)


def files(sources: Iterable[Source]) -> Iterator[Found]:
    """Every file of the sources, and every folder that cannot be listed."""
    for source in sources:
        path = os.path.abspath(source.path)
        if os.path.isdir(path):
            yield from _of_folder(path, "", source.recursive)
        else:
            yield Found(path, _key(source.path))


def count(sources: Iterable[Source]) -> int:
    """How many inputs the sources hold; 0 when only opening a container would tell."""
    number = 0
    for found in files(sources):
        if found.fault is None and found.key.casefold().endswith(_ENDINGS):
            return 0
        number += 1
    return number


def _key(path: str) -> str:
    """The name of a file that is named itself: as it was written, without a root and without steps upwards."""
    pure = PurePath(os.path.normpath(path))
    parts = [part for part in pure.parts if part not in (pure.anchor, "..")]
    return "/".join(parts)


def _of_folder(folder: str, key: str, recursive: bool) -> Iterator[Found]:
    try:
        names, folders = _listed(folder)
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


def _listed(folder: str) -> tuple[list[bytes], set[bytes]]:
    """The names in a folder, sorted, as bytes, which take half the memory; and those that are folders themselves.

    A link to one is none, and is not followed (P18). Raises `OSError`.
    """
    names, folders = [], set()
    with os.scandir(os.fsencode(folder)) as entries:
        for entry in entries:
            names.append(entry.name)
            if entry.is_dir(follow_symlinks=False):
                folders.add(entry.name)
    names.sort()
    return names, folders


def members(found: Found) -> Iterator[Input]:
    """The inputs that a file holds: itself, or those of a container and a word about where it is damaged."""
    path, key, fault = found
    folded = key.casefold()
    if fault is not None:
        yield Input(key, origin=digest(path), fault=fault)  # without a path: a folder is nothing to read or to move
        return
    if not folded.endswith(_ENDINGS):
        yield Input(key, path, origin=digest(path))
        return
    take = next(take for ending, take in _CONTAINERS.items() if folded.endswith(ending))
    container, number = Input(key, origin=digest(path)), 0
    try:
        for number, item in enumerate(take(path), 1):  # noqa: B007 -- it is asked for below
            unread = item.unread_line and Place(*_member(found, item.unread_line.key))
            member_key, origin = _member(found, item.key)
            yield item._replace(key=member_key, origin=origin, unread_line=unread)
    except Refused as error:
        yield container._replace(fault=error.finding)
    else:
        yield container._replace(whole=True) if number else container._replace(fault=Finding("MVG840"))


def _member(container: Found, name: str) -> tuple[str, bytes]:
    """Key and origin of a member of a container."""
    return f"{container.key}/{name}", digest(f"{container.path}\0{name}")
