"""The quarantine: a copy of each note that needs a person, and beside it a JSON file with codes and lines."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from converter import __version__
from converter.batch.how import How
from converter.batch.item import Item
from converter.batch.names import CLASH, QUARANTINE, quarantine_name
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES
from converter.result import finding_data
from converter.storage import remove as discard
from converter.storage import write_file


def put(item: Item, data: bytes | str, digest: bytes, findings: tuple[Finding, ...], how: How) -> None:
    """Writes copy and JSON; there is no copy without data, nor of what is too large to have been read whole.

    Raises `OSError`.
    """
    folder = folder_of(how)
    name = quarantine_name(item.key, item.origin, digest)
    copied = 0 < len(data) <= MAX_BYTES
    if copied:
        write_file(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data, folder / name, **_way(how))
    told: dict[str, Any] = {
        "schema": 1,
        "key": item.key,
        "origin": item.origin.hex(),
        "input_sha256": digest.hex(),
        "copied": copied,
        "text": isinstance(data, str),
        "findings": [finding_data(finding) for finding in findings],
        "words": [list(finding.words) for finding in findings],
        "targets": how.targets,
        "program": __version__,
        "profile": how.profile.name,
        "profile_version": how.profile.version,
        "profile_sha256": how.profile.digest,
    }
    write_file(_readable(told).encode(), folder / f"{name}.json", **_way(how))


def _readable(told: dict[str, Any]) -> str:
    """JSON for people: letters stand as they are, and what a terminal would obey or not show is escaped."""
    text = json.dumps(told, ensure_ascii=False, indent=2)
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text) + "\n"


def _way(how: How) -> dict[str, Any]:
    return {"replace": True, "drafts": how.state, "durable": False}


def holds(name: str, how: How) -> bool:
    """Whether a note of that name is there."""
    return os.path.lexists(f"{how.out}/{QUARANTINE}/{name}.json")


def is_empty(how: How) -> bool:
    """Whether nothing is there, as most of the time: asked once, it saves asking for every note."""
    with os.scandir(folder_of(how)) as entries:
        return next(entries, None) is None


def remove(name: str, how: How) -> None:
    """Takes a note out of the quarantine, if it is there; the JSON last, which says what the copy is."""
    folder = folder_of(how)
    discard(folder / name)
    discard(folder / f"{name}.json")


def folder_of(how: How) -> Path:
    """The folder of the quarantine."""
    return Path(how.out, QUARANTINE)


def items(how: How) -> Iterator[Item]:
    """Each note in quarantine, to be tried again."""
    folder = folder_of(how)
    for name in sorted(os.listdir(folder) if folder.is_dir() else ()):
        copy = folder / name.removesuffix(".json")
        if name.endswith(".json") and (told := _told(folder, copy.name)) is not None:
            if told["copied"] and not os.path.lexists(copy):  # a run was killed while it took the note out
                remove(copy.name, how)
            else:
                yield _item(told, copy)


def _told(folder: Path, name: str) -> dict[str, Any] | None:
    """What stands beside the note of that name; None for a file that is itself a note, whatever it holds."""
    try:
        told: dict[str, Any] = json.loads((folder / f"{name}.json").read_bytes())
        digests = bytes.fromhex(told["origin"]), bytes.fromhex(told["input_sha256"])
        return told if quarantine_name(told["key"], *digests) == name else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _item(told: dict[str, Any], copy: Path) -> Item:
    item = Item(told["key"], str(copy), origin=bytes.fromhex(told["origin"]), again=True)
    if told["copied"] and told["text"]:
        item = item._replace(path="", data=copy.read_bytes().decode("utf-8", "surrogatepass"))
    first = told["findings"][0]
    if not told["copied"] or first["code"] == CLASH:  # a new try cannot mend it
        fault = Finding(first["code"], first["line"] or 0, first["column"] or 0, tuple(told["words"][0]))
        item = item._replace(fault=fault)
    return item
