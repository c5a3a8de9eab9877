"""Paths that are longer than Windows takes: it takes them with a prefix, whatever its settings are."""

from __future__ import annotations

import ntpath
import os
import sys
from typing import Final

IS_WINDOWS: Final = sys.platform == "win32"
LONGEST: Final = 247
"""Characters of a path without the prefix: a folder may have so many, and a file twelve more (MAX_PATH is 260)."""
_PREFIX: Final = "\\\\?\\"
_SHARE: Final = "\\\\?\\UNC\\"


def extended(name: str | os.PathLike[str], below: bool = False) -> str:
    """The name as the system takes it: on Windows a long path gets the prefix `\\\\?\\`; the file is the same.

    With `below` a short one gets it too: it is a folder, and paths below it are searched that may be long.
    """
    written = os.fspath(name)
    return _with_prefix(written, 0 if below else LONGEST) if IS_WINDOWS else written


def _with_prefix(written: str, longest: int) -> str:
    whole = ntpath.abspath(written)
    if len(whole) <= longest or whole.startswith(_PREFIX):
        return written
    return _SHARE + whole[2:] if whole.startswith("\\\\") else _PREFIX + whole
