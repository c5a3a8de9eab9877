"""Archives of notes as the trials send them."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from typing import Final


def packed_zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return file.getvalue()


def packed_tar(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as packed:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            packed.addfile(member, io.BytesIO(data))
    return file.getvalue()


def packed_lines(members: dict[str, bytes]) -> bytes:
    return "".join(f"{json.dumps({'id': name, 'note': data.decode()})}\n" for name, data in members.items()).encode()


PACKERS: Final = ((".zip", packed_zip), (".tar.gz", packed_tar), (".jsonl", packed_lines))
"""Suffix of an archive, and what packs notes by name into one."""
