"""Twins of the program that are broken on purpose: what the fault tests must catch."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from converter.batch import ledger, names, output_files, processor, quarantine_records, run, workers
from converter.batch.config import BatchConfig
from converter.batch.outcome import DONE, Outcome
from converter.batch.tasks import Input, Task
from converter.files import storage


def plant(place: object, **replacements: object) -> None:
    """Replaces attributes of a module or a class, whatever their types."""
    for name, replacement in replacements.items():
        setattr(place, name, replacement)


def writes_under_the_final_name() -> None:
    """No draft and no rename: what is killed half-way leaves half a file."""

    def write_file(data: bytes, target: Path, **_: object) -> None:
        file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(file, data[: len(data) // 2])
        os.write(file, data[len(data) // 2 :])
        os.close(file)

    for room in (output_files, quarantine_records):
        plant(room, write_file=write_file)


def leaves_drafts() -> None:
    """Nobody takes away what a killed worker had begun."""
    run.remove_drafts = lambda *_: None


class _NoFiles(output_files.OutputFiles):
    def write(self, item: Input, outputs: Mapping[str, bytes], ours: bool) -> None: ...


class _Idle(processor.NoteProcessor):
    """Says what it would make, and makes nothing."""

    def __init__(self, config: BatchConfig) -> None:
        super().__init__(config)
        self._files = _NoFiles(config)

    def _quarantine(self, task: Task, *_: object) -> Outcome:
        return Outcome(task.number, "", "skipped")


def journal_first() -> None:
    """Says that notes are done before they are."""
    prepared = ledger.Ledger._prepare_block

    def _prepare_block(self: ledger.Ledger) -> list[Any]:
        claims = prepared(self)
        self._journal.write(claims, ())
        outcomes = [(task, _Idle(self._config).process(task)) for task in self._waiting]
        done = [(task, outcome) for task, outcome in outcomes if outcome.status == DONE]
        rows = [self._row(self._open[task.number], outcome) for task, outcome in done]
        self._journal.write((), [row for row in rows if row is not None])
        return []

    plant(ledger.Ledger, _prepare_block=_prepare_block)


def moves_first() -> None:
    """Moves inputs away before the journal says that they are done."""
    real = ledger.Ledger.flush

    def flush(self: ledger.Ledger, claims: Iterable[Any] = ()) -> None:
        if self._mover:
            ended = [(self._open[outcome.number].task, outcome) for outcome in self._ended]
            self._mover.move([one for one in ended if self._mover.takes(*one)])
        real(self, claims)

    plant(ledger.Ledger, flush=flush)


def waits_for_no_disk() -> None:
    """Takes inputs away while what was made of them is in memory alone."""
    plant(ledger, make_durable=lambda *_: None)


def keeps_drafts_after_errors() -> None:
    """Leaves a draft where it is when it cannot be named."""
    leaves_drafts()
    storage.remove = lambda name: None  # noqa: ARG005 -- called like the one it stands for


def takes_errors_for_done() -> None:
    """Passes over what the system says."""
    write = output_files.OutputFiles._write

    def _write(self: output_files.OutputFiles, *given: Any, **named: Any) -> bool:
        try:
            return write(self, *given, **named)
        except Exception:
            return True

    plant(output_files.OutputFiles, _write=_write)


def shows_tracebacks() -> None:
    """Shows more of a fault than anybody should see."""
    failed = processor.NoteProcessor._failed

    def _failed(self: processor.NoteProcessor, *given: Any) -> Outcome:
        traceback.print_stack()
        os.write(2, b"Traceback")
        return failed(self, *given)

    plant(processor.NoteProcessor, _failed=_failed)


def has_no_lock() -> None:
    """Lets anybody in."""

    @contextmanager
    def held(*_: object) -> Iterator[None]:
        yield

    plant(run, run_lock=held)


def has_a_plain_pool() -> None:
    """The pool of the standard library, which breaks as a whole."""

    def process_all(self: workers.Supervisor, next_tasks: Callable[[int], list[Task]]) -> Iterator[list[Outcome]]:
        with ProcessPoolExecutor(1, mp_context=workers.CONTEXT) as pool:
            while tasks := next_tasks(32):
                yield [
                    future.result()
                    for future in [pool.submit(processor.NoteProcessor(self._config).process, task) for task in tasks]
                ]

    plant(workers.Supervisor, run=process_all)


def reveals_names() -> None:
    """Shows a name as it is."""
    plant(processor, redact_name=lambda name: name)


def journals_names() -> None:
    """Writes a name where a digest belongs."""
    names.claim = lambda key: key.encode("utf-8", "surrogateescape")


def drafts_elsewhere() -> None:
    """Leaves a note in the folder for temporary files."""
    process = processor.NoteProcessor.process

    def _process(self: processor.NoteProcessor, task: Task) -> Outcome:
        with tempfile.NamedTemporaryFile(delete=False) as file:
            if not task.item.fault:
                data = self._read(task.item)
                file.write(data.encode() if isinstance(data, str) else data)
        return process(self, task)

    plant(processor.NoteProcessor, process=_process)


def quotes_exceptions() -> None:
    """Shows the words of an exception."""

    def parse(data: bytes, **_: object) -> None:
        raise ValueError(repr(data))

    plant(processor, parse=parse)
    plant(processor, describe_exception=str)


def writes_under_the_umask() -> None:
    """Lets the umask say who may read."""
    plant(storage, PRIVATE=0o666)


def follows_links() -> None:
    """Reads whatever a link leads to."""
    opened = storage.open_sized
    storage.open_sized = lambda name, follow: opened(name, True)  # noqa: ARG005 -- called like the one it stands for


def knows_names_as_they_are() -> None:
    """Takes two names for two that some file systems take for one."""
    names.claim = names.digest


def trusts_members() -> None:
    """Writes where the name of a member leads."""
    names.fault = lambda *_: None


def gathers_inputs() -> None:
    """Holds all that it is to convert, with what is in it."""
    begin = ledger.Ledger.__init__

    def _begin(self: ledger.Ledger, items: Iterable[tuple[int, Input]], *given: Any) -> None:
        read: Any = processor.NoteProcessor._read
        held = [(one, read(self, one[1])) for one in items]
        plant(self, _held=held)
        begin(self, iter([one for one, _ in held]), *given)

    plant(ledger.Ledger, __init__=_begin)


# -- what the world does to a run: no faults of the program, but ways to bring about what it must stand -----------


def _before_settling(act: Callable[[Task], object], key: str = "b.xml") -> None:
    process = processor.NoteProcessor.process

    def _process(self: processor.NoteProcessor, task: Task) -> Outcome:
        if key in ("", task.item.key):
            act(task)
        return process(self, task)

    plant(processor.NoteProcessor, process=_process)


def _while_converting(act: Callable[[], object]) -> None:
    """Does something instead of converting the note of `b.xml`."""
    parse = vars(processor)["parse"]

    def _parse(data: bytes, **named: Any) -> Any:
        if data.lstrip().startswith(b"<"):
            act()
        return parse(data, **named)

    plant(processor, parse=_parse)


def inputs_vanish() -> None:
    """The file is gone when a worker comes to it."""
    _before_settling(lambda task: Path(task.item.path).unlink(), "a.txt")


def inputs_become_folders() -> None:
    """There is a folder where the file was."""

    def act(task: Task) -> None:
        Path(task.item.path).unlink()
        Path(task.item.path).mkdir()

    _before_settling(act, "a.txt")


def inputs_become_links() -> None:
    """There is a link where the file was."""

    def act(task: Task) -> None:
        Path(task.item.path).unlink()
        Path(task.item.path).symlink_to("b.xml")

    _before_settling(act, "a.txt")


def inputs_grow() -> None:
    """Somebody writes to the file after it was read."""
    process = processor.NoteProcessor.process

    def _process(self: processor.NoteProcessor, task: Task) -> Outcome:
        outcome = process(self, task)
        if task.item.key == "a.txt":
            with Path(task.item.path).open("ab") as file:
                file.write(b"senare")
        return outcome

    plant(processor.NoteProcessor, process=_process)


def hangs_at_first_note() -> None:
    """Nothing goes on."""
    _before_settling(lambda _: time.sleep(600), "")


def takes_its_time() -> None:
    """Half a second a note."""
    _before_settling(lambda _: time.sleep(0.5), "")


def dies_giving_out_notes() -> None:
    """The supervisor is killed when half of what it gives out is in the pipe."""

    def send(self: workers.Worker, tasks: list[Task]) -> None:
        file = self.pipe.fileno()
        os.write(file, (1 << 20).to_bytes(4, "big") + bytes(100))
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGKILL)

    plant(workers.Worker, send=send)


def workers_hold_their_pipe() -> None:
    """A worker has both ends of its pipe, and waits for itself."""
    plant(workers, register_after_fork=lambda *_: None)


def kills_workers() -> None:
    """Something kills the process that works on a note."""
    _while_converting(lambda: os.kill(os.getpid(), signal.SIGKILL))


def ends_workers() -> None:
    """A library ends the process."""
    _while_converting(lambda: os._exit(3))


def hangs() -> None:
    """A note takes for ever."""
    _while_converting(lambda: time.sleep(600))


def eats_memory() -> None:
    """A note takes what there is."""
    held: list[bytes] = []

    def eat() -> None:
        while True:
            held.append(bytes(1 << 24))

    _while_converting(eat)


def overflows_the_stack() -> None:
    """A note is too deep."""

    def fall(depth: int = 0) -> int:
        return fall(depth + 1) + 1

    _while_converting(fall)


def looks_at_itself() -> None:
    """Writes down what others can see of the process that works on a note."""

    def act(_: Task) -> None:
        seen = Path("/proc/self/environ").read_bytes() + Path("/proc/self/cmdline").read_bytes()
        seen += Path("/proc/self/comm").read_bytes() + Path(f"/proc/{os.getppid()}/cmdline").read_bytes()
        seen += repr(dict(os.environ)).encode()
        with Path("../output/looked").open("ab") as file:
            file.write(seen)

    _before_settling(act, "")


def measures_itself() -> None:
    """Says how large the supervisor was, in KiB more than before it began."""

    def peak() -> int:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0])

    Path("/proc/self/clear_refs").write_text("5")
    before = peak()
    atexit.register(lambda: print(peak() - before, file=sys.stderr, flush=True))  # noqa: T201 -- whoever measures it reads this
