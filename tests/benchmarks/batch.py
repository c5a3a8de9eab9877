"""How fast and how large a batch is, as ratios against its parts, measured in the same run.

Everything lies in memory (`/dev/shm` where there is one), so that the disk of the day does not count. Run:
`python tests/benchmarks/batch.py`; `--growth` adds the table from 100 to 100,000 notes, which takes minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench import PROFILE, note
from lxml import etree

from converter.batch.audit_log import AuditLog
from converter.batch.config import BatchConfig
from converter.batch.inputs import Source, items
from converter.batch.jsonl_report import report
from converter.batch.metrics import Metrics
from converter.batch.outcome import Listener, Outcome, Run, Totals
from converter.batch.run import Batch, BatchJob
from converter.findings.catalogue import WARNING
from converter.testing.writers import as_xml

MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # noqa: S108 -- measured in memory, on purpose
XML = as_xml(note(1)).encode()
RUN = Run("2026-11-24T08:00:00+01:00", "bench@here", "0", PROFILE.name, PROFILE.version, PROFILE.digest, ("melior",))
NOTES = 2_000
MANY = 20_000
ROUNDS = 5


# Linux counts the memory of whoever starts a program as the program's own: a small one must start it.
_SMALL = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


class Measured(NamedTuple):
    """One command that has ended."""

    seconds: float
    peak: int
    """The largest resident set of any of its processes, in KiB."""


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _notes(folder: Path, number: int) -> Path:
    inbox = folder / f"in-{number}"
    inbox.mkdir()
    for at in range(number):
        (inbox / f"{at:06}.xml").write_bytes(XML.replace(b"C24-1", b"C24-%d" % at))
    return inbox


def _batch(
    inbox: Path, out: Path, jobs: int, targets: tuple[str, ...] = ("melior",), listeners: Sequence[Listener] = ()
) -> float:
    """Seconds of a batch in this process, workers and all."""
    config = BatchConfig(str(out), PROFILE, targets)
    start = time.perf_counter()
    result = Batch(BatchJob(items([Source(str(inbox))]), config, RUN, jobs, listeners=lambda: listeners)).run()
    assert result.fault is None
    return time.perf_counter() - start


class _Recorder:
    """Keeps the outcomes of a run in the groups that listeners receive."""

    def __init__(self) -> None:
        self.groups: list[list[Outcome]] = []

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        self.groups.append(list(outcomes))

    def on_end(self, totals: Totals) -> None:
        pass


def _cpu() -> float:
    """Processor seconds of this process and of the workers that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def records(folder: Path) -> Iterator[str]:
    """What both reports, audit log and metrics take of the processor, against the whole batch."""
    inbox, recorder, log = _notes(folder, NOTES), _Recorder(), folder / "log"
    log.mkdir()
    start = _cpu()
    _batch(inbox, folder / "out", 1, listeners=(recorder,))
    whole, start = _cpu() - start, time.process_time()
    reports = [report(RUN, log / f"report.{ending}", "sv", WARNING) for ending in ("jsonl", "html")]
    for listener in (*reports, AuditLog(RUN, log / "audit.jsonl"), Metrics(RUN, log / "mvg.prom")):
        for group in recorder.groups:
            listener.on_outcomes(group)
    share = (time.process_time() - start) / whole
    yield f"| reports, audit log and metrics (processor time) | the batch without | {share:.1%} | 5 % |"


def _floor() -> float:
    """Seconds that lxml takes to parse and serialise the note: the quickest of a few rounds."""
    return min(_time(lambda: etree.tostring(etree.fromstring(XML))) for _ in range(ROUNDS))


def _time(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(NOTES):
        act()
    return (time.perf_counter() - start) / NOTES


def _hashed(inbox: Path, out: Path) -> float:
    """Seconds to read and hash every input and output, which a second run cannot do without."""
    start = time.perf_counter()
    for folder in (inbox, out):
        for path in folder.iterdir():
            if path.is_file():
                hashlib.sha256(path.read_bytes()).digest()
    return time.perf_counter() - start


def speed(folder: Path) -> Iterator[str]:
    """Rows on speed: a note in a batch, a second run."""
    inbox = _notes(folder, NOTES)
    both = ("pmo", "melior")
    times: dict[str, list[float]] = {name: [] for name in ("floor", "one", "both", "again", "hashed")}
    for turn in range(ROUNDS):
        out = folder / f"one-{turn}"
        times["floor"].append(_floor())
        times["one"].append(_batch(inbox, out, 1))
        times["again"].append(_batch(inbox, out, 1))
        times["hashed"].append(_hashed(inbox, out))
        times["both"].append(_batch(inbox, folder / f"both-{turn}", 1, both))
    best = {name: min(measured) for name, measured in times.items()}
    floor = best["floor"] * NOTES
    yield f"| a note to Melior, one worker | lxml parsing and serialising it | {best['one'] / floor:.1f} | 11 |"
    yield f"| a note to PMO and Melior, one worker | the same | {best['both'] / floor:.1f} | 16 |"
    yield f"| a second run, all hashes verified | reading and hashing | {best['again'] / best['hashed']:.2f} | 1.5 |"


def workers(folder: Path) -> Iterator[str]:
    """The row on two workers; each starts once, which takes as long as some 200 notes."""
    inbox = _notes(folder, MANY)
    one, two = (min(_batch(inbox, folder / f"{jobs}-{turn}", jobs) for turn in range(ROUNDS // 2)) for jobs in (1, 2))
    yield f"| two workers, {MANY:,} notes | one | {one / two:.2f} times as fast | 1.6 |"


def _command(*arguments: str | Path) -> Measured:
    """Runs `mvg batch` and waits for it and its workers."""
    start = time.perf_counter()
    words = [sys.executable, "-m", "converter", "batch", *map(str, arguments), "--to", "melior", "-q"]
    reported = subprocess.run([sys.executable, "-c", _SMALL, *words], capture_output=True, check=True)
    return Measured(time.perf_counter() - start, int(reported.stdout))


def _zip(file: Path, number: int) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for at in range(number):
            archive.writestr(f"{at:06}.xml", XML)
    return file


def _tar(file: Path, number: int) -> Path:
    with tarfile.open(file, "w") as archive:
        for at in range(number):
            member = tarfile.TarInfo(f"{at:06}.xml")
            member.size = len(XML)
            archive.addfile(member, io.BytesIO(XML))
    return file


def memory(folder: Path) -> Iterator[str]:
    """Rows on memory: many notes against few, a large archive against a small one."""
    few = _command(_notes(folder, 200), "--out", folder / "few", "--jobs", "1")
    many = _command(_notes(folder, MANY), "--out", folder / "many", "--jobs", "1")
    yield f"| peak memory, {MANY:,} notes | 200 notes ({few.peak >> 10} MiB) | {many.peak / few.peak:.2f} | 1.05 |"
    for name, pack in (("zip", _zip), ("tar", _tar)):
        size = len(XML) if name == "zip" else 512 * (2 + len(XML) // 512)
        small = _command(pack(folder / f"s.{name}", 400_000 // size), "--out", folder / f"s-{name}", "--jobs", "1")
        large = _command(pack(folder / f"l.{name}", 40_000_000 // size), "--out", folder / f"l-{name}", "--jobs", "1")
        yield f"| peak memory, {name} of 40 MB | {name} of 0.4 MB | {large.peak / small.peak:.2f} | 1.05 |"


def growth(folder: Path) -> Iterator[str]:
    """Rows on how the cost of a note changes with their number."""
    for number in (100, 1_000, 10_000, 100_000):
        inbox = _notes(folder, number)
        ran = _command(inbox, "--out", folder / f"out-{number}", "--jobs", "2")
        shutil.rmtree(folder / f"out-{number}")
        shutil.rmtree(inbox)
        yield f"| {number:,} notes, two workers | {ran.seconds / number * 1e6:.0f} µs a note | {ran.peak >> 10} MiB |"


def main() -> None:
    """Prints the tables."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--growth", action="store_true")
    tables: list[tuple[str, tuple[Callable[[Path], Iterator[str]], ...]]] = [
        ("| what | against | ratio | goal |\n|---|---|---|---|", (speed, workers, records, memory))
    ]
    if asked.parse_args().growth:
        tables.append(("\n| notes | time | peak memory |\n|---|---|---|", (growth,)))
    for head, makers in tables:
        print(head)
        for rows in makers:
            with _folder() as folder:
                for row in rows(folder):
                    print(row, flush=True)


if __name__ == "__main__":
    main()
