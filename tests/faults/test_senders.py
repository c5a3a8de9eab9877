"""Senders as they are: slow, bursting, renaming, stalling, writing on. Every source is accounted for (P25)."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from paths import BROKEN, ROOT, SAMPLES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="senders that hold files open are recognised by leases")
NUMBER: Final = int(os.environ.get("MVG_SENDERS", "40"))
"""Files of each kind of sender; `MVG_SENDERS=1000` is an hour's trial."""
GOOD: Final = (SAMPLES / "cystit-video.txt").read_bytes()
UNPLACED: Final = (BROKEN / "mvg302-text-under-anamnes.txt").read_bytes()
PLACE: Final = ("--place", "Anamnes=Kompletterande anamnes")
_SETTLE: Final = 1.5
_PATIENCE: Final = 120 + NUMBER


def _note(number: int, note: bytes = GOOD) -> bytes:
    """A note with a number of its own, so that no content stands for another's."""
    return note.replace(b"C24-", f"C24-{number:06}-".encode(), 1).replace(b"frisk.", f"frisk {number}.".encode())


class Watching:
    """`mvg watch` in a process of its own, and the folders that it works on."""

    def __init__(self, root: Path, *more: str) -> None:
        self.inbox, self.out, self.done, self.log = root / "in", root / "ut", root / "klara", root / "audit"
        self.inbox.mkdir()
        command = [
            "watch", self.inbox, "--out", self.out, "--move-done", self.done, "--to", "melior", "--to", "pmo-text",
            "--every", "0.3", "--settle", str(_SETTLE), "--recheck", "60", "--audit", self.log, *more,
        ]  # fmt: skip
        with (root / "output").open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "converter", *map(str, command)], cwd=ROOT, stderr=output, stdout=output
            )

    def wait(self, until: Callable[[], bool]) -> None:
        last = time.monotonic() + _PATIENCE
        while not until():
            assert time.monotonic() < last, "it never came"
            assert self.process.poll() is None, "the watch has ended"
            time.sleep(0.1)

    def mvg(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "converter", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=_PATIENCE)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def codes(self) -> list[str]:
        """The codes of every event of the audit log."""
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [code for line in lines for code in json.loads(line).get("codes", {})]


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def start(*more: str) -> Watching:
        started.append(Watching(tmp_path, *more))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


# -- senders: each writes its file and says what it holds in the end ----------------------------------------------


def _renames(inbox: Path, number: int) -> None:
    draft = inbox / f".r{number}"
    draft.write_bytes(_note(number))
    draft.rename(inbox / f"r{number}.txt")


def _stalls_with_the_file_open(inbox: Path, number: int) -> None:
    data = _note(number)
    with (inbox / f"s{number}.txt").open("wb", 0) as file:
        file.write(data[: len(data) // 2])
        time.sleep(2 * _SETTLE + 1)
        file.write(data[len(data) // 2 :])


def _dribbles(inbox: Path, number: int) -> None:
    data = _note(number)
    for at in range(0, len(data), len(data) // 6 + 1):
        with (inbox / f"d{number}.txt").open("ab") as file:
            file.write(data[at : at + len(data) // 6 + 1])
        time.sleep(0.3)


def _writes_on(inbox: Path, number: int) -> None:
    """Closes half a note, waits for longer than the settle time, and writes the rest wherever the file is by then."""
    data, name = _note(number), f"w{number}.txt"
    half = data.index("Bedömning".encode())
    (inbox / name).write_bytes(data[:half])
    descriptor = os.open(inbox / name, os.O_RDONLY)  # it follows the file, and is no writer
    time.sleep(_SETTLE + 3)
    with open(f"/proc/self/fd/{descriptor}", "ab") as file:  # noqa: PTH123 -- whatever it is called now
        file.write(data[half:])
    os.close(descriptor)


_SENDERS: Final = (_renames, _stalls_with_the_file_open, _dribbles, _writes_on)


def _send(watch: Watching, senders: tuple[Callable[[Path, int], None], ...], number: int) -> dict[bytes, str]:
    """Lets the senders send, many at a time; the digest of each whole note."""
    chance = random.Random(5)  # noqa: S311 -- an order
    jobs = [(sender, at * len(senders) + which) for at in range(number) for which, sender in enumerate(senders)]
    chance.shuffle(jobs)
    for first in range(0, len(jobs), 40):
        threads = [threading.Thread(target=sender, args=(watch.inbox, at)) for sender, at in jobs[first : first + 40]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return {hashlib.sha256(_note(at)).digest(): f"{at}" for _, at in jobs}


def _contents(*folders: Path) -> dict[bytes, list[Path]]:
    found: dict[bytes, list[Path]] = {}
    for path in (
        path for folder in folders for path in folder.rglob("*") if path.is_file() and ".mvg" not in path.parts
    ):
        found.setdefault(hashlib.sha256(path.read_bytes()).digest(), []).append(path)
    return found


def _outputs_of(watch: Watching, data: bytes) -> Any:
    from converter import convert

    return [hashlib.sha256(str(convert(data, to).output).encode()).digest() for to in ("melior", "pmo-text")]


def test_every_source_of_every_kind_of_sender_is_accounted_for_by_content(watching: Callable[..., Watching]) -> None:
    watch = watching()
    bad = {hashlib.sha256(_note(at, UNPLACED)).digest() for at in range(900_000, 900_000 + 5)}
    for at in range(900_000, 900_000 + 5):
        (watch.inbox / f"b{at}.txt").write_bytes(_note(at, UNPLACED))
    with zipfile.ZipFile(watch.inbox / ".z", "w") as packed:
        packed.writestr("z.txt", _note(800_001))
    with tarfile.open(watch.inbox / ".t", "w:gz") as tar:
        (watch.inbox / ".x").write_bytes(_note(800_002))
        tar.add(watch.inbox / ".x", "t.txt")
    (watch.inbox / ".x").unlink()
    (watch.inbox / ".z").rename(watch.inbox / "z.zip")
    (watch.inbox / ".t").rename(watch.inbox / "t.tar.gz")
    sent = _send(watch, _SENDERS, NUMBER // len(_SENDERS))

    def arrived() -> bool:
        return sent.keys() <= _contents(watch.done).keys() and bad <= _contents(watch.out / "quarantine").keys()

    watch.wait(arrived)
    # The profile, or here an option, is corrected: the quarantine is cleared while the watch goes on.
    ran = watch.mvg("quarantine", "retry", "--out", watch.out, *PLACE)
    last = time.monotonic() + 30
    while ran.returncode == 75 and time.monotonic() < last:  # the watch holds the folder for a moment
        ran = watch.mvg("quarantine", "retry", "--out", watch.out, *PLACE)
    assert ran.returncode == 0, ran.stderr
    watch.wait(lambda: bad <= _contents(watch.done).keys())
    assert watch.end() == 0
    assert list((watch.out / "quarantine").glob("*.json")) == []
    assert sorted(path.name for path in watch.inbox.iterdir()) == ["t.tar.gz", "z.zip"]
    places = _contents(watch.inbox, watch.done, watch.out / "quarantine")
    assert [places[digest] for digest in (*sent, *bad) if len(places[digest]) != 1] == [], "each in one place"
    made = _contents(watch.out).keys()
    for at in [int(name) for name in sent.values()] + [800_001, 800_002]:
        assert set(_outputs_of(watch, _note(at))) <= made
    assert watch.mvg("audit", "verify", watch.log).returncode == 0
    alarms = watch.codes().count("MVG842")
    assert alarms == NUMBER // len(_SENDERS), "the alarm comes when it should, and only then"


def test_the_control_a_watch_that_trusts_a_moment_of_rest_and_never_looks_again_takes_half_notes(
    watching: Callable[..., Watching],
) -> None:
    watch = watching("--settle", "0", "--recheck", "0")
    (watch.inbox / "x.txt").write_bytes(_note(1)[:700])
    watch.wait(lambda: not (watch.inbox / "x.txt").exists())
    _writes_on(watch.inbox, 2)
    watch.wait(lambda: not (watch.inbox / "w2.txt").exists())
    time.sleep(1)
    watch.end()
    made = _contents(watch.out).keys()
    assert not set(_outputs_of(watch, _note(2))) <= made, "half a note stands as done"
    assert "MVG842" not in watch.codes()
