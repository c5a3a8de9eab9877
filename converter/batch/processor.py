"""What a worker does with one input: read it, convert it, write what came of it, or put it in quarantine."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from converter import __version__
from converter.batch import quarantine
from converter.batch.config import REGISTRATION, BatchConfig
from converter.batch.journal import JournalEntry
from converter.batch.names import CLASH, output_name
from converter.batch.outcome import DONE, FAILED, KEPT, QUARANTINED, SKIPPED, Outcome
from converter.batch.tasks import Input, Task
from converter.catalogue import ERROR
from converter.findings import Finding
from converter.output import encoded
from converter.pipeline import parse
from converter.proven_page import registration_page_of
from converter.readers.decoding import MAX_BYTES
from converter.redaction import describe_exception, redact_name
from converter.result import Result
from converter.storage import Refused, read_file, refused, remove, write_file

_LARGEST_OUTPUT: Final = 64 * MAX_BYTES
_STOPPING: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Errors of the system that the next note would meet too: the run stops and nothing is said of the note (P11)."""
_FOLDER: Final = 0o700
REPLACED: Final = "MVG846"
"""The input was converted before with other bytes. It is told once, and the journal does not keep it."""
_NOTHING: Final[Mapping[str, bytes]] = {}


class NoteProcessor:
    """A place where notes are worked on, one after the other."""

    def __init__(self, config: BatchConfig) -> None:
        self._config = config
        self._setting = config.setting
        self._endings = config.endings
        self._drafts = str(config.drafts)
        self._folders: set[str] = set()

    def settle(self, task: Task) -> Outcome:
        """What becomes of one input. Never raises: whatever happens to a note happens to that note alone."""
        start = time.perf_counter()
        data: bytes | str = b""
        fault = task.item.fault
        if fault is not None and fault.severity != ERROR:  # a rule says that it is left alone
            return self._outcome_of(task, SKIPPED, (fault,))
        try:
            data = self._data(task.item)
            outcome = self._processed(task, data) if fault is None else self.quarantine_input(task, data, (fault,))
        except Refused as error:
            stops = error.number in _STOPPING
            outcome = self._failed(task, error) if stops else self.quarantine_input(task, data, (error.finding,))
        except MemoryError:
            outcome = self.quarantine_input(task, data, (Finding("MVG822", words=(str(self._config.limits.allowed),)),))
        except Exception as error:  # a fault in the program costs one note, and its text is not shown
            outcome = self.quarantine_input(task, data, (fault_of(error),))
        return outcome._replace(size=len(data), seconds=time.perf_counter() - start)

    def quarantine_input(
        self, task: Task, data: bytes | str, findings: tuple[Finding, ...],
        finding_targets: tuple[tuple[str, ...], ...] = (), made: dict[str, bytes] | None = None,
    ) -> Outcome:  # fmt: skip
        """Puts an input in quarantine and withdraws what an earlier run made of it for the targets that are refused."""
        digest = _sha256(data)
        if task.belongs_to_another(digest):
            task = task._replace(known=None)
        outcome = self._outcome_of(task, QUARANTINED, findings, digest, made or {}, finding_targets)
        try:
            entry, is_new = quarantine.put(task.item, data, outcome, self._config)
            if task.known is not None:
                for target, path in self._paths(task):
                    if target in outcome.withheld:
                        remove(path)
        except OSError as error:
            return self._failed(task, refused("MVG805", error))
        return outcome._replace(entry=entry, is_new=is_new)

    # -- reading ----------------------------------------------------------------------------------------------

    def _data(self, item: Input) -> bytes | str:
        """The bytes of an input. Raises `Refused`, unless it has a fault already: that is told then."""
        try:
            return read_file(item.path, MAX_BYTES + 1, follow=False) if item.path else item.data
        except Refused:
            if item.fault is None:
                raise
            return b""

    def _processed(self, task: Task, data: bytes | str) -> Outcome:
        known, digest = task.known, _sha256(data)
        if quarantine.is_discarded(task.item, digest.hex(), self._config):
            return self._outcome_of(task, SKIPPED, (Finding("MVG841"),), digest)
        if known is None:
            return self._converted(task, data, digest)
        if task.belongs_to_another(digest):
            return self.quarantine_input(task, data, (Finding(CLASH),))
        setting = self._config.setting_of(_id(task.item), digest.hex()) if self._config.answers else self._setting
        if known.setting == setting and known.input == digest and self._stands(task, known):
            kept = self._outcome_of(task, KEPT, known.findings, digest, {}, known.finding_targets)
            return kept._replace(outputs=known.outputs, withheld=())
        return self._converted(task, data, digest)

    def _stands(self, task: Task, known: JournalEntry) -> bool:
        """Whether the outputs of all targets lie there as the journal says."""
        paths = self._paths(task)
        if [target for target, _ in known.outputs] != [target for target, _ in paths]:
            return False
        try:
            written = [_sha256(read_file(path, _LARGEST_OUTPUT, follow=False)).hex() for _, path in paths]
        except Refused:
            return False
        return written == [digest for _, digest in known.outputs]

    # -- converting and writing -------------------------------------------------------------------------------

    def _converted(self, task: Task, data: bytes | str, digest: bytes) -> Outcome:
        """Each target has its own outcome: what one refuses does not withhold the others."""
        wanted = [target for target, _ in self._config.endings_of(task.item)]
        options = self._config.conversion_of(_id(task.item), digest.hex())
        parsed = parse(data, profile=self._config.profile, options=options)
        results = {to: parsed.to(to, options) for to in wanted if to != REGISTRATION}
        findings, finding_targets = _joined(results)
        made = {to: _output(result) for to, result in results.items() if not result.stops(self._config.strict)}
        if made and REGISTRATION in wanted:
            made[REGISTRATION] = self._registration(results, digest.hex())
        self._write_all(task, made)
        if len(made) < len(wanted):
            return self.quarantine_input(task, data, findings, finding_targets, made)
        if task.known is not None and task.known.outputs and task.known.input != digest:
            findings, finding_targets = (*findings, Finding(REPLACED)), (*finding_targets, ())
        return self._outcome_of(task, DONE, findings, digest, made, finding_targets)

    def _registration(self, results: dict[str, Result], digest: str) -> bytes:
        note = next(iter(results.values())).note
        assert note is not None
        return encoded(registration_page_of(note, self._config.profile, self._config.registration, digest))

    def _write_all(self, task: Task, made: dict[str, bytes]) -> None:
        """Writes every output that was made, or none."""
        written: list[str] = []
        try:
            for target, path in self._paths(task):
                if target in made and self._write(made[target], path, ours=task.known is not None):
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
        if not Path(os.path.realpath(folder)).is_relative_to(self._config.out):
            raise refused("MVG802")
        for missing in reversed([Path(folder), *Path(folder).parents]):
            if not missing.exists():
                missing.mkdir(_FOLDER, exist_ok=True)
        self._folders.add(folder)

    # -- telling ----------------------------------------------------------------------------------------------

    def _paths(self, task: Task) -> list[tuple[str, str]]:
        """Each target of an input, and where its output lies."""
        endings = self._config.endings_of(task.item) if task.item.targets else self._endings
        return [(ending[0], f"{self._config.out}/{output_name(task.item.key, *ending)}") for ending in endings]

    def _failed(self, task: Task, error: Refused) -> Outcome:
        return self._outcome_of(task, FAILED, (error.finding,))

    def _outcome_of(
        self, task: Task, status: str, findings: tuple[Finding, ...], digest: bytes = b"",
        made: Mapping[str, bytes] = _NOTHING, finding_targets: tuple[tuple[str, ...], ...] = (),
    ) -> Outcome:  # fmt: skip
        wanted = [target for target, _ in self._paths(task)]
        outputs = tuple((target, _sha256(made[target]).hex()) for target in wanted if target in made)
        withheld = tuple(target for target in wanted if target not in made)
        item = task.item
        return Outcome(
            task.number, redact_name(item.key), status, findings, digest.hex(), outputs, item.key, _id(item),
            finding_targets=finding_targets or ((),) * len(findings), withheld=withheld,
        )  # fmt: skip


def _id(item: Input) -> str:
    """What a note is called: its id in JSON Lines, else its whole name."""
    return item.id or item.key


def _joined(results: dict[str, Result]) -> tuple[tuple[Finding, ...], tuple[tuple[str, ...], ...]]:
    """The findings of all targets, each once, and the targets that each concerns; none when it concerns them all."""
    targets: dict[Finding, list[str]] = {}
    for to, result in results.items():
        for finding in dict.fromkeys(result.findings):
            targets.setdefault(finding, []).append(to)
    finding_targets = tuple(() if len(of) == len(results) else tuple(of) for of in targets.values())
    return tuple(targets), finding_targets


def _output(result: Result) -> bytes:
    assert result.output is not None
    return encoded(result.output)


def fault_of(error: Exception) -> Finding:
    """A fault in the program as a finding that quotes nothing."""
    return Finding("MVG901", words=(f"{describe_exception(error)} (mvg {__version__})",))


def _sha256(data: bytes | str) -> bytes:
    """The digest of a note's bytes; empty when there are none."""
    if not data:
        return b""
    return hashlib.sha256(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).digest()
