"""Changes to files that another program may hold open: Windows then refuses them, mostly for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")
_REFUSALS: Final = (5, 32, 33)
"""ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows."""
_WAITS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds before each further attempt; a virus scanner or an indexer holds a new file for less than that."""


def is_held_open(error: Exception | None) -> bool:
    """Whether the system refused because another program holds the file open; only Windows does."""
    return getattr(error, "winerror", None) in _REFUSALS


def retried(change: Callable[[], T]) -> T:
    """What `change` returns, attempted again for 0.8 s while another program holds its file. Raises `OSError`."""
    for seconds in _WAITS:
        try:
            return change()
        except PermissionError as error:
            if not is_held_open(error):
                raise
        time.sleep(seconds)
    return change()
