"""An inbox that is looked at again and again: network shares tell nobody of a new file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from converter.batch.inputs import Found, Source, files, members
from converter.batch.item import Item
from converter.batch.names import is_left_alone


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

    def look(self) -> list[Found]:
        """The files to be taken now; those that are new or grow are seen to at the next look."""
        seen = dict(self._states())
        states = {found.path: state for found, state in seen.items()}
        self._taken = {path: state for path, state in self._taken.items() if states.get(path) == state}
        before, self._seen = self._seen, states
        return [
            found for found, state in seen.items() if before.get(found.path) == state and found.path not in self._taken
        ]

    def take(self, rested: list[Found]) -> Iterator[Item]:
        """The inputs of these files, which are not given again unless they change."""
        for found in rested:
            self._taken[found.path] = self._seen[found.path]
            yield from members(found)

    def _states(self) -> Iterator[tuple[Found, _State]]:
        for found in files([self._source]):
            # A folder that cannot be listed, as when a share is away for a moment, is listed at the next look.
            if found.fault is not None or is_left_alone(found.key.rpartition("/")[2]):
                continue
            try:
                status = os.lstat(found.path)
            except OSError:  # it has gone meanwhile
                continue
            yield found, _State(status.st_size, status.st_mtime_ns, status.st_ino)
