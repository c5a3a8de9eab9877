"""Processes one input in a worker: read, convert, write the outputs or quarantine the input."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Final

from converter import __version__
from converter.batch import quarantine, quarantine_records
from converter.batch.config import REGISTRATION_OUTPUT, BatchConfig
from converter.batch.names import CLASH
from converter.batch.outcome import DONE, FAILED, KEPT, QUARANTINED, SKIPPED, Outcome, Status
from converter.batch.output_files import FATAL_ERRNOS, OutputFiles
from converter.batch.tasks import Input, Task
from converter.conversion.output import encoded
from converter.conversion.proven_page import registration_page_of
from converter.files.redaction import describe_exception, redact_name
from converter.files.storage import Refused, read_file, refused
from converter.findings import Finding
from converter.findings.catalogue import ERROR
from converter.pipeline import parse, target_of
from converter.readers.decoding import MAX_BYTES

REPLACED: Final = "MVG846"
"""The input was converted before with other bytes. Reported once; the journal does not store it."""
_NO_OUTPUTS: Final[Mapping[str, str]] = {}
_Findings = dict[Finding, list[str]]
"""Each finding once, with the targets that it concerns."""


class NoteProcessor:
    """Processes tasks one after the other; each worker process has one."""

    def __init__(self, config: BatchConfig) -> None:
        self._config = config
        self._files = OutputFiles(config)
        self._distant = quarantine.Distant(config)

    def process(self, task: Task) -> Outcome:
        """The outcome of one input. Never raises: whatever happens to a note happens to that note alone."""
        start = time.perf_counter()
        data: bytes | str = b""
        fault = task.item.fault
        if fault is not None and fault.severity != ERROR:  # left alone by a rule
            return self._outcome(task, SKIPPED, (fault,))
        try:
            data = self._read(task.item)
            outcome = self._process(task, data)
        except Refused as error:
            fatal = error.number in FATAL_ERRNOS
            outcome = self._failed(task, error) if fatal else self._quarantine(task, data, (error.finding,))
        except MemoryError:
            outcome = self._quarantine(task, data, (Finding("MVG822", words=(str(self._config.limits.allowed),)),))
        except Exception as error:  # a program fault costs one note, and its text is not shown
            outcome = self._quarantine(task, data, (fault_of(error),))
        return outcome._replace(size=len(data), seconds=time.perf_counter() - start)

    def _read(self, item: Input) -> bytes | str:
        """The bytes of an input. Raises `Refused`, unless the input has a fault already, which is reported then."""
        try:
            return read_file(item.path, MAX_BYTES + 1, follow=False) if item.path else item.data
        except Refused:
            if item.fault is None:
                raise
            return b""

    def _process(self, task: Task, data: bytes | str) -> Outcome:
        """Skips what a person has discarded, quarantines what cannot be converted, keeps what is done, or converts.

        Of what has a fault, that it has changed is told anyway, and what could not be read is not known as discarded.
        """
        item, known, digest = task.item, task.known, _sha256(data)
        may_be_discarded = item.fault is None or (digest and not item.changed)
        if may_be_discarded and quarantine.is_discarded(item, digest.hex(), self._config, self._distant):
            return self._discarded(task, digest)
        if item.fault is not None:
            return self._quarantine(task, data, (item.fault,))
        if known is None:
            return self._convert(task, data, digest)
        if task.belongs_to_another(digest):
            return self._quarantine(task, data, (Finding(CLASH),))
        config_digest = self._config.digest_of(_id(item), digest.hex())
        if known.config_digest == config_digest and known.input == digest and self._files.are_intact(item, known):
            return self._outcome(task, KEPT, known.findings, digest, dict(known.outputs), known.finding_targets)
        return self._convert(task, data, digest)

    def _discarded(self, task: Task, digest: bytes) -> Outcome:
        """Skips a note that a person has discarded; what was made of it before for some targets is told as made."""
        before = dict(task.known.outputs) if task.known is not None and task.known.input == digest else {}
        return self._outcome(task, SKIPPED, (Finding("MVG841"),), digest, self._files.intact_of(task.item, before))

    # -- converting and writing -------------------------------------------------------------------------------

    def _convert(self, task: Task, data: bytes | str, digest: bytes) -> Outcome:
        """Converts the note for every target; each has its own outcome, so that one refusal withholds one output."""
        targets = [target for target, _ in self._config.endings_of(task.item)]
        found, outputs = self._convert_all(task.item, data, digest.hex(), targets)
        self._files.write(task.item, outputs, ours=task.known is not None)
        digests = {target: _sha256(output).hex() for target, output in outputs.items()}
        conversions = [target for target in targets if target != REGISTRATION_OUTPUT]
        finding_targets = tuple(() if of == conversions else tuple(of) for of in found.values())
        if len(outputs) < len(targets):
            return self._quarantine(task, data, tuple(found), finding_targets, digests)
        findings = tuple(found)
        if task.known is not None and task.known.outputs and task.known.input != digest:
            findings, finding_targets = (*findings, Finding(REPLACED)), (*finding_targets, ())
        return self._outcome(task, DONE, findings, digest, digests, finding_targets)

    def _convert_all(
        self, item: Input, data: bytes | str, digest: str, targets: list[str]
    ) -> tuple[_Findings, dict[str, bytes]]:
        """The findings of all targets and the outputs of those that are not refused.

        A proof that fails when an output is encoded (MVG603, MVG604) withholds that output alone: the others were
        proven by themselves.
        """
        options = self._config.options_of(_id(item), digest)
        parsed = parse(data, profile=self._config.profile, options=options)
        results = {to: parsed.to(to, options) for to in targets if to != REGISTRATION_OUTPUT}
        found: _Findings = {}
        outputs: dict[str, bytes] = {}
        for to, result in results.items():
            for finding in dict.fromkeys(result.findings):
                found.setdefault(finding, []).append(to)
        for to in targets:
            try:
                if to != REGISTRATION_OUTPUT and not results[to].stops(self._config.strict):
                    text = results[to].output
                    assert text is not None
                    outputs[to] = encoded(text, target_of(to, self._config.profile).line_end)
                elif to == REGISTRATION_OUTPUT and outputs and (form := self._config.registration_of(item)):
                    note = next(iter(results.values())).note
                    assert note is not None
                    outputs[to] = encoded(registration_page_of(note, self._config.profile, form, digest))
            except Refused as error:
                found.setdefault(error.finding, []).append(to)
        return found, outputs

    # -- outcomes ---------------------------------------------------------------------------------------------

    def _quarantine(
        self, task: Task, data: bytes | str, findings: tuple[Finding, ...],
        finding_targets: tuple[tuple[str, ...], ...] = (), digests: Mapping[str, str] = _NO_OUTPUTS,
    ) -> Outcome:  # fmt: skip
        """Quarantines an input, and withdraws what an earlier run made of it for the targets that are refused."""
        digest = _sha256(data)
        is_unknown = task.known is None and task.item.fault is None
        foreign = self._files.foreign(task.item, digests) if is_unknown else None
        if foreign is not None and foreign not in findings:
            findings, finding_targets = (*findings, foreign), (*(finding_targets or ((),) * len(findings)), ())
        if task.belongs_to_another(digest):
            task = task._replace(known=None)
        outcome = self._outcome(task, QUARANTINED, findings, digest, digests, finding_targets)
        try:
            entry, is_new = quarantine_records.put(task.item, data, outcome, self._config, self._distant)
            fault = self._files.withdraw(task.item, outcome.withheld) if task.known is not None else None
            if fault is not None and fault not in findings:
                findings, finding_targets = (*findings, fault), (*outcome.finding_targets, ())
                outcome = self._outcome(task, QUARANTINED, findings, digest, digests, finding_targets)
                quarantine_records.put(task.item, data, outcome, self._config, self._distant)
        except OSError as error:
            return self._failed(task, refused("MVG805", error))
        except Refused as error:
            return self._failed(task, error)
        return outcome._replace(entry=entry, is_new=is_new or self._was_not_recorded(task))

    def _was_not_recorded(self, task: Task) -> bool:
        """Whether the journal knows an input, and not as quarantined: a run was killed before it told of its entry."""
        known = task.known
        if known is None:
            return False
        made = {target for target, _ in known.outputs}
        return not known.config_digest or made.issuperset(target for target, _ in self._config.endings_of(task.item))

    def _failed(self, task: Task, error: Refused) -> Outcome:
        return self._outcome(task, FAILED, (error.finding,))

    def _outcome(
        self, task: Task, status: Status, findings: tuple[Finding, ...], digest: bytes = b"",
        digests: Mapping[str, str] = _NO_OUTPUTS, finding_targets: tuple[tuple[str, ...], ...] = (),
    ) -> Outcome:  # fmt: skip
        item = task.item
        targets = [target for target, _ in self._config.endings_of(item)]
        return Outcome(
            task.number, redact_name(item.key), status, findings, digest.hex(),
            outputs=tuple((target, digests[target]) for target in targets if target in digests),
            key=item.key, id=_id(item), finding_targets=finding_targets or ((),) * len(findings),
            withheld=tuple(target for target in targets if target not in digests),
        )  # fmt: skip


def _id(item: Input) -> str:
    """The id of a note in JSON Lines, else its whole name."""
    return item.id or item.key


def fault_of(error: Exception) -> Finding:
    """A program fault as a finding that quotes nothing."""
    return Finding("MVG901", words=(f"{describe_exception(error)} (mvg {__version__})",))


def _sha256(data: bytes | str) -> bytes:
    """The digest of a note's bytes; empty when there are none."""
    if not data:
        return b""
    return hashlib.sha256(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).digest()
