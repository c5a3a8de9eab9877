"""Writes the entries of the quarantine: the note, its record, and what changes in the record later."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Final

from converter import __version__
from converter.batch.advice import data_of
from converter.batch.config import REGISTRATION_OUTPUT, BatchConfig
from converter.batch.names import DISCARDED, QUARANTINE, quarantine_name
from converter.batch.outcome import Outcome
from converter.batch.quarantine import COPY, Distant, QuarantineEntry, entries_of, read
from converter.batch.tasks import Input
from converter.files.storage import Refused, make_folder, read_file, replace_file, sync_folder, write_file
from converter.files.storage import remove as unlink
from converter.files.windows_paths import extended
from converter.readers.decoding import MAX_BYTES

SCHEMA: Final = 2


def put(
    item: Input, data: bytes | str, outcome: Outcome, config: BatchConfig, distant: Distant | None = None
) -> tuple[str, bool]:
    """Writes note and record. Returns the name of the entry, and whether it is new or its note has changed.

    `distant` is what the run knows already, here and below. No note is written without data, or when it is too large.
    Raises `OSError`.
    """
    folder = config.quarantine
    name, sequence, before = _place(item, outcome.input_digest, config, distant or Distant(config))
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    copied = 0 < len(content) <= MAX_BYTES
    if copied and not _holds(before, outcome.input_digest):
        _write(content, folder / name, config)
    record = {
        "schema": SCHEMA,
        "key": item.key,
        "origin": item.origin.hex(),
        "sequence": sequence,
        "input_sha256": outcome.input_digest,
        "copied": copied,
        "text": isinstance(data, str),
        "holds": before.record["holds"] if before is not None else COPY,
        "settled": False,
        "findings": [data_of(finding, targets) for finding, targets in outcome.targeted_findings],
        "words": [list(finding.words) for finding in outcome.findings],
        "targets": [target for target, _ in config.endings_of(item) if target != REGISTRATION_OUTPUT],
        "registration": config.registration_of(item) if not item.targets or REGISTRATION_OUTPUT in item.targets else "",
        "withheld": list(outcome.withheld),
        "done_folder": item.done_folder or (before.record["done_folder"] if before is not None else ""),
        "program": __version__,
        "profile": config.profile.name,
        "profile_version": config.profile.version,
        "profile_sha256": config.profile.digest,
    }
    _write_record(folder / f"{name}.json", record, config, before)
    return name, before is None or before.is_settled or item.changed


def _place(item: Input, digest: str, config: BatchConfig, distant: Distant) -> tuple[str, int, QuarantineEntry | None]:
    """Name and sequence number for an input, and its existing entry when there is one of the same note."""
    if item.entry and (entry := read(config.quarantine, item.entry)) is not None:
        return entry.name, entry.record["sequence"], entry
    for entry in entries_of(item, config, distant=distant):
        if not entry.holds_source or entry.record["input_sha256"] == digest:
            return entry.name, entry.record["sequence"], entry
    return *_free(item, digest, config, QUARANTINE, distant), None


def _free(item: Input, digest: str, config: BatchConfig, folder: str, distant: Distant) -> tuple[str, int]:
    """The first unused name and sequence number for an origin, for a note with this digest.

    A file whose record is lost has its name still: it may be the only copy of another note.
    """
    taken = {entry.record["sequence"] for entry in entries_of(item, config, folder, distant)}
    names = ((quarantine_name(item.key, item.origin, number), number) for number in count(1) if number not in taken)
    return next(found for found in names if not _is_another(Path(config.out, folder, found[0]), digest))


def _is_another(path: Path, digest: str) -> bool:
    """Whether a file lies there that has not the bytes with this digest, or cannot be read."""
    try:
        return hashlib.sha256(read_file(path, MAX_BYTES + 1, follow=False)).hexdigest() != digest
    except Refused:
        return os.path.lexists(extended(path))


def _holds(entry: QuarantineEntry | None, digest: str) -> bool:
    """Whether the file of an entry must not be overwritten: it is the source, or has the same bytes already."""
    if entry is None or not os.path.lexists(extended(entry.note)):
        return False
    return entry.holds_source or entry.record["input_sha256"] == digest


def _write_record(
    path: Path, record: dict[str, Any], config: BatchConfig, before: QuarantineEntry | None, durable: bool = False
) -> None:
    """Writes a record unless it is unchanged. Its modification time is that of `QuarantineEntry.since`."""
    if before is not None and before.record == record:
        return
    reopened = before is not None and before.record["settled"] != record["settled"]
    since = None
    if not reopened:
        with suppress(FileNotFoundError):
            since = os.stat(extended(path)).st_mtime_ns
    _write(_readable(record).encode(), path, config, durable)
    if since is not None:
        os.utime(extended(path), ns=(since, since))


def _readable(record: dict[str, Any]) -> str:
    """JSON for people: letters as they are; control characters and what cannot be displayed are escaped."""
    text = json.dumps(record, ensure_ascii=False, indent=2)
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text) + "\n"


def _write(content: bytes, path: Path, config: BatchConfig, durable: bool = False) -> None:
    write_file(content, path, replace=True, drafts=config.drafts, durable=durable)


def mark(entry: QuarantineEntry, config: BatchConfig, **changes: Any) -> QuarantineEntry:
    """Changes the record of an entry, and syncs it to disk. Raises `OSError`."""
    path = entry.folder / f"{entry.name}.json"
    changed = entry._replace(record={**entry.record, **changes})
    _write_record(path, changed.record, config, entry, durable=True)
    sync_folder(entry.folder)
    return changed


def discard(entry: QuarantineEntry, config: BatchConfig, who: str, when: str, reason: str) -> Path:
    """Moves an entry to the folder of discarded notes, with the decision in its record. Returns the note's path.

    Raises `OSError`.
    """
    folder = Path(config.out, DISCARDED)
    make_folder(folder)
    name, sequence = _begun(entry, config) or _free(
        _place_of(entry), entry.record["input_sha256"], config, DISCARDED, Distant(config)
    )
    decided = {"who": who, "when": when, "reason": reason}
    record = {**entry.record, "sequence": sequence, "discarded": decided}
    _write(_readable(record).encode(), folder / f"{name}.json", config, durable=True)
    with suppress(FileNotFoundError):
        replace_file(entry.note, folder / name)
    sync_folder(folder)
    unlink(entry.folder / f"{entry.name}.json")
    return folder / name


def _begun(entry: QuarantineEntry, config: BatchConfig) -> tuple[str, int] | None:
    """Name and sequence number of a discard of this entry that was killed: one of the two holds the note."""
    for other in entries_of(_place_of(entry), config, DISCARDED) if entry.record["copied"] else ():
        same = other.record["input_sha256"] == entry.record["input_sha256"]
        if same and not all(os.path.lexists(extended(each.note)) for each in (other, entry)):
            return other.name, other.record["sequence"]
    return None


def _place_of(entry: QuarantineEntry) -> Input:
    return Input(entry.record["key"], origin=entry.origin)


def remove(entry: QuarantineEntry) -> None:
    """Removes the copy of a note, and then its record, which says what the copy is. Raises `OSError`."""
    assert not entry.holds_source
    unlink(entry.note)
    unlink(entry.folder / f"{entry.name}.json")
