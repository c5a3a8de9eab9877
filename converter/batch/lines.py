"""JSON Lines: one note a line, `{"id": "…", "note": "…"}`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import IO, Any, Final
from urllib.parse import quote

from converter.batch.item import Item
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES
from converter.storage import open_file, refused

LONGEST: Final = 6 * MAX_BYTES + 4096
"""Bytes of the longest line: each character of a note may stand there as `\\u00e5`."""


def members(path: str) -> Iterator[Item]:
    """The notes of a file, by their ids; a line that is none goes by its number, with the fault."""
    with os.fdopen(open_file(path, follow=False), "rb") as file:
        try:
            for number, line in enumerate(_lines(file), 1):
                if line.strip():
                    yield _item(line, number)
        except OSError as error:
            raise refused("MVG803", error) from None


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines, each without more than one byte over the limit: the rest of such a line is passed over."""
    while line := file.readline(LONGEST + 1):
        yield line
        while len(line) > LONGEST and not line.endswith(b"\n") and (line := file.readline(LONGEST + 1)):
            pass


def _item(line: bytes, number: int) -> Item:
    found = _object(line)
    if found is None:
        return Item(f"{number}", fault=Finding("MVG824", number))
    return Item(safe(str(found["id"])), data=found["note"], id=str(found["id"]))


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line) if len(line) <= LONGEST else None
        if not isinstance(found, dict) or not isinstance(found.get("note"), str):
            return None
        return found if isinstance(found.get("id"), str | int) and str(found["id"]).encode() else None
    except (ValueError, RecursionError):
        return None


def safe(name: str) -> str:
    """An id as a file name: letters, digits and `-._~` as they are, the rest as `%2F`."""
    return "".join(sign if sign.isalnum() else quote(sign, safe="") for sign in name)
