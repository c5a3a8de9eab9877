"""What a worker does with one input: read it, convert it, write what came of it, or put it in quarantine."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from converter import __version__
from converter.batch import quarantine
from converter.batch.how import How
from converter.batch.item import Item
from converter.batch.names import CLASH, output_name, quarantine_name
from converter.batch.outcome import DONE, FAILED, KEPT, QUARANTINED, Outcome
from converter.batch.task import Task
from converter.findings import Finding
from converter.pipeline import convert, encoded, registration_page_of
from converter.readers.decoding import MAX_BYTES
from converter.result import Result
from converter.shown import shown_fault, shown_name
from converter.storage import Refused, read_file, refused, remove, write_file

_LARGEST_OUTPUT: Final = 64 * MAX_BYTES
_STOPPING: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Errors of the system that the next note would meet too: the run stops and nothing is said of the note (P11)."""
_FOLDER: Final = 0o700


class Desk:
    """A place where notes are worked on, one after the other."""

    def __init__(self, how: How) -> None:
        self._how = how
        self._setting = how.setting
        self._endings = how.endings
        self._conversion = how.conversion
        self._drafts = str(how.state)
        self._folders: set[str] = set()

    def settle(self, task: Task) -> Outcome:
        """What becomes of one input. Never raises: whatever happens to a note happens to that note alone."""
        start = time.perf_counter()
        data: bytes | str = b""
        try:
            data = self._data(task.item)
            fault = task.item.fault
            outcome = self._outcome(task, data) if fault is None else self.set_aside(task, data, (fault,))
        except Refused as error:
            stops = error.number in _STOPPING
            outcome = self._failed(task, error) if stops else self.set_aside(task, data, (error.finding,))
        except MemoryError:
            outcome = self.set_aside(task, data, (Finding("MVG822", words=(str(self._how.limits.memory),)),))
        except Exception as error:  # a fault in the program costs one note, and its text is not shown
            outcome = self.set_aside(task, data, (_fault(error),))
        return outcome._replace(size=len(data), seconds=time.perf_counter() - start)

    def set_aside(self, task: Task, data: bytes | str, findings: tuple[Finding, ...]) -> Outcome:
        """Puts an input in quarantine; what an earlier run made of it is taken back, so that it is in one place."""
        digest = _sha256(data)
        if task.is_anothers(digest):
            task = task._replace(known=None, met=False)
        try:
            quarantine.put(task.item, data, digest, findings, self._how)
            if task.known is not None:
                for path in self._paths(task):
                    remove(path)
            if task.met:
                for earlier in task.digests(digest) - {digest}:
                    quarantine.remove(quarantine_name(task.item.key, task.item.origin, earlier), self._how)
        except OSError as error:
            return self._failed(task, refused("MVG805", error))
        return self._told(task, QUARANTINED, findings, digest)

    # -- reading ----------------------------------------------------------------------------------------------

    def _data(self, item: Item) -> bytes | str:
        """The bytes of an input. Raises `Refused`, unless it has a fault already: that is told then."""
        try:
            return read_file(item.path, MAX_BYTES + 1, follow=False) if item.path else item.data
        except Refused:
            if item.fault is None:
                raise
            return b""

    def _outcome(self, task: Task, data: bytes | str) -> Outcome:
        known, digest = task.known, _sha256(data)
        if known is None:
            return self._converted(task, data, digest)
        if task.is_anothers(digest):
            return self.set_aside(task, data, (Finding(CLASH),))
        if known.setting == self._setting and known.input == digest and self._stands(task):
            return self._told(task, KEPT, (), digest, _split(known.outputs))
        return self._converted(task, data, digest)

    def _stands(self, task: Task) -> bool:
        """Whether the outputs lie there as the journal says."""
        assert task.known is not None
        digests = _split(task.known.outputs)
        if len(digests) != len(self._endings):
            return False
        try:
            written = [_sha256(read_file(path, _LARGEST_OUTPUT, follow=False)) for path in self._paths(task)]
        except Refused:
            return False
        return written == digests

    # -- converting and writing -------------------------------------------------------------------------------

    def _converted(self, task: Task, data: bytes | str, digest: bytes) -> Outcome:
        how = self._how
        results = [convert(data, to, **self._conversion) for to in how.targets]
        findings = tuple(dict.fromkeys(finding for result in results for finding in result.findings))
        if any(result.stops(how.strict) for result in results):
            return self.set_aside(task, data, findings)
        outputs = [encoded(text) for text in self._texts(results, digest.hex())]
        self._write_all(task, outputs)
        return self._told(task, DONE, findings, digest, map(_sha256, outputs))

    def _texts(self, results: list[Result], digest: str) -> Iterator[str]:
        for result in results:
            assert result.output is not None
            yield result.output
        if self._how.registration:
            note = results[0].note
            assert note is not None
            yield registration_page_of(note, self._how.profile, self._how.registration, digest)

    def _write_all(self, task: Task, outputs: list[bytes]) -> None:
        """Writes every output, or none."""
        written: list[str] = []
        try:
            for path, output in zip(self._paths(task), outputs, strict=True):
                if self._write(output, path, ours=task.known is not None):
                    written.append(path)
        except Refused:
            for path in written:
                remove(path)
            raise

    def _write(self, output: bytes, path: str, ours: bool) -> bool:
        """Writes over our own output, or where nothing is. Is it needless, the very same bytes being there?"""
        try:
            self._make_folder(os.path.dirname(path))
            write_file(output, path, replace=ours, drafts=self._drafts, durable=False)
        except FileExistsError:
            ordinary = os.path.isfile(path) and not os.path.islink(path)
            if not ordinary or read_file(path, _LARGEST_OUTPUT, follow=False) != output:
                raise refused("MVG816") from None
            return False
        except (OSError, ValueError) as error:
            raise refused("MVG805", error) from None
        return True

    def _make_folder(self, folder: str) -> None:
        """Makes a private folder. Raises `Refused` when a link leads out of the output folder (P18)."""
        if folder in self._folders:
            return
        if not Path(os.path.realpath(folder)).is_relative_to(self._how.out):
            raise refused("MVG802")
        for missing in reversed([Path(folder), *Path(folder).parents]):
            if not missing.exists():
                missing.mkdir(_FOLDER, exist_ok=True)
        self._folders.add(folder)

    # -- telling ----------------------------------------------------------------------------------------------

    def _paths(self, task: Task) -> list[str]:
        return [f"{self._how.out}/{output_name(task.item.key, *ending)}" for ending in self._endings]

    def _failed(self, task: Task, error: Refused) -> Outcome:
        return self._told(task, FAILED, (error.finding,))

    def _told(
        self, task: Task, status: str, findings: tuple[Finding, ...], digest: bytes = b"", outputs: Iterable[bytes] = ()
    ) -> Outcome:
        made = tuple((target, output.hex()) for (target, _), output in zip(self._endings, outputs, strict=False))
        item = task.item
        name = shown_name(item.key)
        return Outcome(task.number, name, status, findings, digest.hex(), made, item.key, item.id or item.key)


def _fault(error: Exception) -> Finding:
    return Finding("MVG901", words=(f"{shown_fault(error)} (mvg {__version__})",))


def _sha256(data: bytes | str) -> bytes:
    """The digest of a note's bytes; empty when there are none."""
    if not data:
        return b""
    return hashlib.sha256(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).digest()


def _split(digests: bytes) -> list[bytes]:
    size = hashlib.sha256().digest_size
    return [digests[at : at + size] for at in range(0, len(digests), size)]
