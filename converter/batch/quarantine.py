"""The quarantine: each note that needs a person, and beside it a JSON record with codes, lines and what is missing.

An entry is named by where its note came from and a sequence number, never by its bytes. It holds a *copy* while the
input lies in its place, or the *source* itself when `mvg watch` took it from the inbox. A copy is replaced when its
input changed and removed when its input is done. A source is never removed: it is moved to the folder of done files,
or stays and is marked settled.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import NoneType
from typing import Any, Final, NamedTuple

from converter.batch.config import REGISTRATION_ENDINGS, REGISTRATION_OUTPUT, BatchConfig
from converter.batch.names import CLASH, DISCARDED, QUARANTINE, quarantine_name
from converter.batch.tasks import Input
from converter.files.storage import Refused, read_file
from converter.files.storage import remove as unlink
from converter.files.windows_paths import extended
from converter.findings import Finding
from converter.findings.catalogue import CATALOGUE

COPY, SOURCE = "copy", "source"
_LARGEST_RECORD: Final = 4 << 20
_GAP: Final = 3
"""Missing sequence numbers in a row that end the step by step search for entries of one origin."""
_NAME: Final = re.compile(r"([0-9a-f]{16})-([0-9]{1,18})-.*\.json", re.DOTALL)


class QuarantineEntry(NamedTuple):
    """An entry on disk."""

    folder: Path
    name: str
    record: dict[str, Any]

    @property
    def note(self) -> Path:
        """The file of the note; it does not exist when the note could not be read or was too large."""
        return self.folder / self.name

    @property
    def holds_source(self) -> bool:
        """Whether it holds the input itself rather than a copy."""
        return bool(self.record["holds"] == SOURCE)

    @property
    def is_settled(self) -> bool:
        """Whether its note is done; it stays only because it holds the source."""
        return bool(self.record["settled"])

    @property
    def since(self) -> float:
        """When its note came into quarantine, or was settled or discarded there, in seconds since 1970."""
        with suppress(OSError):  # it is gone by now
            return os.stat(extended(self.folder / f"{self.name}.json")).st_mtime
        return time.time()

    @property
    def origin(self) -> bytes:
        """Digest of where the note came from."""
        return bytes.fromhex(self.record["origin"])

    @property
    def wanted(self) -> tuple[str, ...]:
        """The targets that it is to be converted for, the registration among them."""
        return (*self.record["targets"], *([REGISTRATION_OUTPUT] if self.record["registration"] else []))


class Distant:
    """The entries that a step by step search may not reach, for those before them are gone: few, or none.

    A folder is listed once. A run that holds it needs no later list: what it adds itself gets the lowest free number,
    and nobody discards a note meanwhile.
    """

    def __init__(self, config: BatchConfig) -> None:
        self._config = config
        self._found: dict[str, dict[str, list[int]]] = {}

    @cached_property
    def none_discarded(self) -> bool:
        """Whether no note has been discarded, as is mostly so: one look saves a search for every note."""
        return is_empty(self._config, DISCARDED)

    def of(self, folder: str, mark: str) -> list[int]:
        """The higher sequence numbers of an origin, ascending; `mark` is what its names begin with."""
        if folder not in self._found:
            found = self._found[folder] = {}
            with suppress(FileNotFoundError), os.scandir(extended(Path(self._config.out, folder))) as entries:
                for entry in entries:
                    if (match := _NAME.fullmatch(entry.name)) and int(match[2]) > _GAP:
                        found.setdefault(match[1], []).append(int(match[2]))
        return sorted(self._found[folder].get(mark, []))


def entries_of(
    item: Input, config: BatchConfig, folder: str = QUARANTINE, distant: Distant | None = None
) -> Iterator[QuarantineEntry]:
    """The entries with the origin of an input."""
    place, missing, sequence = Path(config.out, folder), 0, 1
    while missing < _GAP:
        entry = read(place, quarantine_name(item.key, item.origin, sequence))
        missing, sequence = (missing + 1 if entry is None else 0), sequence + 1
        if entry is not None:
            yield entry
    mark = quarantine_name(item.key, item.origin, sequence).partition("-")[0]
    for number in (distant or Distant(config)).of(folder, mark):
        if number >= sequence and (entry := read(place, quarantine_name(item.key, item.origin, number))) is not None:
            yield entry


def is_discarded(item: Input, digest: str, config: BatchConfig, distant: Distant) -> bool:
    """Whether a person has discarded the note with this origin and digest."""
    if distant.none_discarded:
        return False
    return any(entry.record["input_sha256"] == digest for entry in entries_of(item, config, DISCARDED, distant))


def is_empty(config: BatchConfig, folder: str = QUARANTINE) -> bool:
    """Whether the folder is empty, as it mostly is: one check saves a search for every note."""
    try:
        with os.scandir(extended(os.path.join(config.out, folder))) as entries:
            return next(entries, None) is None
    except FileNotFoundError:
        return True


def read(folder: Path, name: str) -> QuarantineEntry | None:
    """The entry of that name; None when there is none or the file is no record."""
    try:
        record = json.loads(read_file(folder / f"{name}.json", _LARGEST_RECORD, follow=False))
        entry = QuarantineEntry(folder, name, {**_DEFAULTS, **record})
        if not _is_whole(entry.record):
            return None
        return entry if quarantine_name(record["key"], entry.origin, record["sequence"]) == name else None
    except (Refused, ValueError, KeyError, TypeError):
        return None


def _is_whole(record: dict[str, Any]) -> bool:
    """Whether a record has every member that the commands use, each of its type: anybody may have edited it."""
    if any(type(record.get(name)) is not kind for name, kind in _MEMBERS.items()):
        return False
    findings, words = record["findings"], record["words"]
    texts = [*record["targets"], *record["withheld"], *chain.from_iterable(words)]
    return (
        0 < len(findings) == len(words)
        and all(finding["code"] in CATALOGUE and type(finding["targets"]) is list for finding in findings)
        and all(type(finding[at]) in (int, NoneType) for finding in findings for at in ("line", "column"))
        and all(type(text) is str for text in texts)
        and record["registration"] in ("", *REGISTRATION_ENDINGS)
    )


_MEMBERS: Final[dict[str, type]] = {
    **dict.fromkeys(("key", "origin", "input_sha256", "holds", "registration", "done_folder"), str),
    **dict.fromkeys(("findings", "words", "targets", "withheld"), list),
    **dict.fromkeys(("copied", "text", "settled"), bool),
    "sequence": int,
}
_DEFAULTS: Final[dict[str, Any]] = {"holds": COPY, "settled": False, "registration": "", "done_folder": ""}
"""The meaning of a member that a record lacks."""


def entries(config: BatchConfig, folder: str = QUARANTINE) -> Iterator[QuarantineEntry]:
    """All entries, by name."""
    place = Path(config.out, folder)
    for name in sorted(os.listdir(extended(place)) if os.path.isdir(extended(place)) else ()):
        if name.endswith(".json") and (entry := read(place, name.removesuffix(".json"))) is not None:
            yield entry


def unrecorded(config: BatchConfig) -> set[str]:
    """The notes in quarantine whose records are lost or cannot be read, and the records of that kind, by name."""
    recorded = tuple(entry.name for entry in entries(config))
    names = os.listdir(extended(config.quarantine)) if os.path.isdir(extended(config.quarantine)) else []
    return {name.removesuffix(".json") for name in names if _NAME.fullmatch(f"{name}.json")
            and not name.startswith(recorded)}  # fmt: skip


def pending(config: BatchConfig) -> Iterator[QuarantineEntry]:
    """The entries whose notes are not done."""
    return (entry for entry in entries(config) if not entry.is_settled)


def items(config: BatchConfig, chosen: Collection[str] | None = None, own_targets: bool = True) -> Iterator[Input]:
    """The inputs of all pending entries, or the chosen ones, for the targets of their records or those of the run.

    Each gets a registration page when its record wants one, in the form of its record.
    """
    for entry in pending(config):
        if chosen is not None and entry.name not in chosen:
            continue
        if entry.record["copied"] and not os.path.lexists(extended(entry.note)):
            # A run was killed while it removed the entry.
            unlink(entry.folder / f"{entry.name}.json")
        else:
            item = item_of(entry)
            page = [REGISTRATION_OUTPUT] if item.registration else []
            yield item if own_targets else item._replace(targets=(*config.targets, *page))


def item_of(entry: QuarantineEntry) -> Input:
    """The input to try an entry again."""
    record = entry.record
    item = Input(
        record["key"], str(entry.note), origin=entry.origin, entry=entry.name,
        targets=entry.wanted, registration=record["registration"], done_folder=record["done_folder"],
    )  # fmt: skip
    if record["copied"] and record["text"]:
        item = item._replace(path="", data=Path(extended(entry.note)).read_bytes().decode("utf-8", "surrogatepass"))
    first = record["findings"][0]
    if not record["copied"] or first["code"] == CLASH:  # converting it again cannot help
        fault = Finding(first["code"], first["line"] or 0, first["column"] or 0, tuple(record["words"][0]))
        item = item._replace(fault=fault)
    return item
