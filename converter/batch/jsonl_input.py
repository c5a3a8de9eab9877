"""Reads JSON Lines: one note per line, `{"id": "…", "note": "…"}` and no other member."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, Any, Final
from urllib.parse import quote

from converter.batch.tasks import Input, InputPlace
from converter.files.storage import open_file, refusing
from converter.findings import Finding
from converter.profile.json_file import NotJson, parse_json
from converter.readers.decoding import MAX_BYTES

LONGEST: Final = 6 * MAX_BYTES + 4096
"""Limit of a line in bytes: each character of a note may be written as `\\u00e5`."""


def members(path: str) -> Iterator[Input]:
    """The notes of a file, named by their ids; a line that cannot be read is named `#` and its number."""
    with os.fdopen(open_file(path, follow=False), "rb") as file, refusing("MVG803"):
        for number, line in enumerate(_lines(file), 1):
            if line.strip():
                found = _object(line)
                unread = InputPlace(f"#{number}", b"")  # no id can be the same, for `#` is escaped there
                if found is None:
                    yield Input(unread.key, fault=Finding("MVG824", number))
                else:
                    name = str(found["id"])
                    yield Input(file_name_of(name), data=found["note"], id=name, unread_line=unread)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines; one above the limit is cut one byte behind it, and its rest is skipped."""
    while line := file.readline(LONGEST + 1):
        yield line
        while len(line) > LONGEST and not line.endswith(b"\n") and (line := file.readline(LONGEST + 1)):
            pass


def _object(line: bytes) -> dict[str, Any] | None:
    """The object of a line; None when a member is missing, unknown, duplicate or of the wrong type."""
    try:
        found = parse_json(line) if len(line) <= LONGEST else None
    except NotJson:
        return None
    if not isinstance(found, dict) or found.keys() != {"id", "note"} or not isinstance(found["note"], str):
        return None
    name = str(found["id"])
    is_text = bool(name) and not any("\ud800" <= sign <= "\udfff" for sign in name)
    return found if type(found["id"]) in (str, int) and is_text else None


def file_name_of(name: str) -> str:
    """An id as a file name: letters, digits and `-._~` as they are, the rest as `%2F`."""
    return "".join(sign if sign.isalnum() else quote(sign, safe="") for sign in name)
