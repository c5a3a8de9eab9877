"""An inbox that is looked at again and again: network shares tell nobody of a new file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from converter.batch.inputs import Source, files, members
from converter.batch.item import Item
from converter.batch.names import is_temporary


class _State(NamedTuple):
    """What changes when somebody still writes a file."""

    size: int
    changed: int
    """Nanoseconds since the epoch, by the clock of the share: only held against itself."""
    inode: int


class Inbox:
    """The files of a folder that have come to rest since the last look and have not been taken as they are."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: dict[str, _State] = {}
        self._taken: dict[str, _State] = {}

    def look(self) -> list[tuple[str, str]]:
        """Path and name of each file to be taken now; those that are new or grow are seen to at the next look."""
        seen = dict(self._states())
        self._taken = {path: state for path, state in self._taken.items() if seen.get(path, ("", None))[1] == state}
        rested = [
            (path, key)
            for path, (key, state) in seen.items()
            if self._seen.get(path) == state and path not in self._taken
        ]
        self._seen = {path: state for path, (_, state) in seen.items()}
        return rested

    def take(self, rested: list[tuple[str, str]]) -> Iterator[Item]:
        """The inputs of these files, which are not given again unless they change."""
        for path, key in rested:
            self._taken[path] = self._seen[path]
            yield from members(path, key)

    def _states(self) -> Iterator[tuple[str, tuple[str, _State]]]:
        for path, key in files([self._source]):
            if is_temporary(key.rpartition("/")[2]):
                continue
            try:
                status = os.lstat(path)
            except OSError:  # it has gone meanwhile
                continue
            yield path, (key, _State(status.st_size, status.st_mtime_ns, status.st_ino))
