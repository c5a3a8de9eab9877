"""How fast and how large a batch is, as ratios against its parts, measured in the same run.

Everything lies in memory (`/dev/shm` where there is one), so that the disk of the day does not count. Run:
`python tests/benchmarks/batch.py`; `--growth` adds the table from 100 to 100,000 notes, which takes minutes.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench import PROFILE, note

from converter import convert
from converter.batch.config import BatchConfig
from converter.batch.inputs import Source, items
from converter.batch.outcome import Run
from converter.batch.run import Batch, BatchJob
from converter.testing.writers import as_xml

MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # noqa: S108 -- measured in memory, on purpose
XML = as_xml(note(1)).encode()
RUN = Run("2026-11-24T08:00:00+01:00", "bench@here", "0", PROFILE.name, PROFILE.version, PROFILE.digest, ("melior",))
NOTES = 2_000
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


def _batch(inbox: Path, out: Path, jobs: int) -> float:
    """Seconds of a batch in this process, workers and all."""
    config = BatchConfig(str(out), PROFILE, ("melior",))
    start = time.perf_counter()
    ended = Batch(BatchJob(items([Source(str(inbox))]), config, RUN, jobs)).run()
    assert ended.fault is None
    return time.perf_counter() - start


def _each(act: Callable[[int], object]) -> float:
    """Seconds of `act` for every note: the quickest of a few rounds."""
    quickest = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for at in range(NOTES):
            act(at)
        quickest = min(quickest, time.perf_counter() - start)
    return quickest


def parts(folder: Path) -> dict[str, float]:
    """Seconds for all notes of what a batch cannot do without, each done alone: convert, read, write and rename."""
    inbox = _notes(folder, NOTES)
    names = sorted(inbox.iterdir())
    (folder / "parts").mkdir()
    drafts, final = folder / "parts/draft", [folder / "parts" / name.name for name in names]
    output = (convert(XML, "melior", profile=PROFILE).output or "").encode()

    def write(at: int) -> None:
        descriptor = os.open(drafts, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, output)
        os.close(descriptor)
        os.replace(drafts, final[at])  # noqa: PTH105 -- the bare call is the floor

    def read(at: int) -> None:
        descriptor = os.open(names[at], os.O_RDONLY)
        os.read(descriptor, 1 << 20)
        os.close(descriptor)

    return {
        "convert": _each(lambda _: convert(XML, "melior", profile=PROFILE)),
        "read": _each(read),
        "write and rename": _each(write),
    }


def speed(folder: Path) -> Iterator[str]:
    """Rows on speed: a note in a batch, two workers, a second run."""
    told = parts(folder)
    inbox = folder / f"in-{NOTES}"
    times: dict[str, list[float]] = {"one": [], "two": [], "again": []}
    for turn in range(ROUNDS):
        times["one"].append(_batch(inbox, folder / f"one-{turn}", 1))
        times["again"].append(_batch(inbox, folder / f"one-{turn}", 1))
        times["two"].append(_batch(inbox, folder / f"two-{turn}", 2))
    one, two, again = (min(times[name]) for name in ("one", "two", "again"))
    floor = sum(told.values())
    listed = ", ".join(f"{name} {seconds / NOTES * 1e6:.0f}" for name, seconds in told.items())
    yield f"| a note in a batch, journal on | its parts alone ({listed} µs) | {one / floor:.2f} | 1.6 |"
    yield f"| two workers against one, {NOTES:,} notes | | {one / two:.2f} times as fast | 1.6 |"
    yield f"| a second run, all hashes verified | the first | {again / one:.2f} | 0.20 |"


def _command(*arguments: str | Path) -> Measured:
    """Runs `mvg batch` and waits for it and its workers."""
    start = time.perf_counter()
    words = [sys.executable, "-m", "converter", "batch", *map(str, arguments), "--to", "melior", "-q"]
    told = subprocess.run([sys.executable, "-c", _SMALL, *words], capture_output=True, check=True)
    return Measured(time.perf_counter() - start, int(told.stdout))


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
    many = _command(_notes(folder, 20_000), "--out", folder / "many", "--jobs", "1")
    yield f"| peak memory, 20,000 notes | 200 notes ({few.peak >> 10} MiB) | {many.peak / few.peak:.2f} | 1.05 |"
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
        ("| what | against | ratio | goal |\n|---|---|---|---|", (speed, memory))
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
