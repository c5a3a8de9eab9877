"""The harness of the fault tests: a small world of inputs, `mvg batch` run on it, faults put into it by strace."""

from __future__ import annotations

import hashlib
import json
import os
import re
import select
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import pytest

from paths import ROOT

KILLS: Final = int(os.environ.get("MVG_KILLS", "64"))
"""Random kills of a test run, and at 1,000 or more every system call rather than some of each."""
THOROUGH: Final = KILLS >= 1000
_PATIENCE: Final = 60.0
JOURNAL, LOCK = ".mvg/journal.sqlite", ".mvg/lock"


class Ran(NamedTuple):
    """How a run ended."""

    code: int
    """Its exit code; minus the signal that killed it."""
    out: str
    err: str
    fired: bool = False
    """Whether the fault came about."""


class Zygote:
    """The warm process, and a line to it."""

    def __init__(self) -> None:
        self._line, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.settimeout(_PATIENCE)
        self._run = 0
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}", "MVG_LANG": "en"}
        command = [sys.executable, str(Path(__file__).with_name("zygote.py")), str(end.fileno())]
        self._process = subprocess.Popen(command, pass_fds=[end.fileno()], env=environment, stdin=subprocess.DEVNULL)
        end.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()
        self._process.wait(_PATIENCE)

    def start(self, order: dict[str, Any]) -> None:
        """Starts the run that is heard from now on."""
        self._run += 1
        self._line.send(json.dumps(order | {"run": self._run}).encode())

    def hear(self) -> tuple[str, int]:
        """The next word of this run: `process` with the id of one that waits, or `ended` with the exit code."""
        while True:
            run, word, number = self._line.recv(100).decode().split()
            if int(run) == self._run:
                return word, int(number)

    def go(self, process: int) -> None:
        """Lets the process that waits go on."""
        self._line.send(f"go {process}".encode())

    def heard(self) -> bool:
        """Whether there is something to hear already."""
        return bool(select.select([self._line], [], [], 0)[0])


def kill_run(process: int, everybody: bool = True) -> None:
    """Kills a run that the warm process started, or it and all its workers; never anything else on the machine."""
    assert process > 1, "to the system 0, 1 and -1 stand for more than a run"
    assert process != os.getpgrp()
    with suppress(ProcessLookupError):
        (os.killpg if everybody else os.kill)(process, signal.SIGKILL)


class World:
    """A folder that is filled anew for each try: inputs in `in`, results in `ut`."""

    def __init__(self, root: Path, zygote: Zygote, fill: Callable[[Path], object], *arguments: str) -> None:
        self.root, self.output, self.temporary, self._first = (
            root / name for name in ("world", "output", "temporary", "first")
        )
        for folder in (self.root, self.output, self.temporary):
            folder.mkdir()
        fill(self.root)
        self._zygote = zygote
        self.arguments = [*arguments]

    def beside(self, other: Zygote) -> World:
        """The same world, for a run at the same time."""
        twin = copy(self)
        twin._zygote, twin.output = other, self.output.with_name("output-beside")
        twin.output.mkdir(exist_ok=True)
        return twin

    def build(self) -> Self:
        """Makes the world as it was when this was called first."""
        if not self._first.exists():
            shutil.copytree(self.root, self._first, symlinks=True)
        shutil.rmtree(self.root)
        shutil.copytree(self._first, self.root, symlinks=True)
        return self

    def run(self, *more: str, fault: Fault | None = None, twins: tuple[str, ...] = (), **order: Any) -> Ran:
        """One `mvg batch` to its end, whatever the end is."""
        self.start(*more, gate=fault.gate if fault else "", twins=twins, **order)
        return self.end(fault)

    def start(self, *more: str, **order: Any) -> None:
        out, err = (str(self.output / name) for name in ("out", "err"))
        reported: dict[str, Any] = {"folder": str(self.root), "umask": 0o022, "environment": {}, "streams": [out, err]}
        reported |= {"limits": {}, "gate": "", "twins": (), "arguments": ["batch", *(more or self.arguments)]} | order
        reported["environment"] = {"TMPDIR": str(self.temporary), "MVG_LANG": "en"} | reported["environment"]
        self._zygote.start(reported)

    def end(self, fault: Fault | None = None) -> Ran:
        """Waits until the run that was started has ended; puts strace on those that ask."""
        tracers: list[_Tracer] = []
        while (heard := self._zygote.hear())[0] == "process":
            if fault is not None and len(tracers) < fault.most:
                tracers.append(_Tracer(fault, heard[1], self.output / f"trace-{len(tracers)}"))
            self._zygote.go(heard[1])
        fired = [tracer.fired() for tracer in tracers]
        err = re.sub(r" \[[0-9a-f]{8}\]", "", self._output("err"))  # the short ids differ from folder to folder
        return Ran(heard[1], self._output("out"), err, any(fired))

    def _output(self, name: str) -> str:
        file = self.output / name
        return file.read_text("utf-8", "replace") if file.is_file() else ""

    def calls(self, gate: str, among: tuple[str, ...]) -> list[Fault]:
        """Every system call of these that a process makes in an undisturbed run, as the place of a fault."""
        fault = Fault(",".join(f"?{call}" for call in among), "delay_enter=0", "1+", gate)
        self.build().run(fault=fault)
        counts = Counter(
            line.partition("(")[0] for line in (self.output / "trace-0").read_text("utf-8", "replace").split("\n")
        )
        return [Fault(call, "", str(n + 1), gate) for call in among for n in range(counts[call])]

    def killed_after(self, seconds: float, everybody: bool, twins: tuple[str, ...] = ()) -> bool:
        """Kills a run, or it and its workers, at that moment of it. Was it in time?"""
        self.start(gate="main", twins=twins)
        word, process = self._zygote.hear()
        assert word == "process"
        self._zygote.go(process)
        time.sleep(seconds)
        in_time = not self._zygote.heard()
        kill_run(process, everybody)
        assert self._zygote.hear()[0] == "ended"
        return in_time

    # -- what lies there --------------------------------------------------------------------------------------

    def tree(self) -> dict[str, tuple[str, int, bytes]]:
        """Everything on the disk but journal and lock: kind, mode, content."""
        return {
            name: reported
            for name, reported in _tree(self.root)
            if not name.endswith((JOURNAL, f"{JOURNAL}-journal", LOCK))
        } | {f"temporary/{name}": reported for name, reported in _tree(self.temporary)}

    def journal(self) -> list[tuple[bytes, ...]]:
        """What the journal says, but for the number of the run; none when there is no journal yet."""
        out = next((path.parent.parent for path in self.root.glob(f"*/{JOURNAL}")), None)
        if out is None:
            return []
        beside = self.output / "copy"
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(out / ".mvg", beside)  # SQLite would take back what was begun
        with closing(sqlite3.connect(beside / "journal.sqlite")) as base:
            if not base.execute("SELECT name FROM sqlite_master WHERE name = 'note'").fetchone():
                return []
            return base.execute("SELECT claim, origin, setting, input, outputs, moved FROM note ORDER BY 1").fetchall()


class Undisturbed(NamedTuple):
    """What a run that nobody disturbs makes of a world."""

    before: dict[str, tuple[str, int, bytes]]
    after: dict[str, tuple[str, int, bytes]]
    journal: list[tuple[bytes, ...]]
    code: int
    seconds: float

    @classmethod
    def of(cls, world: World, **order: Any) -> Undisturbed:
        """Runs it."""
        before = world.build().tree()
        start = time.monotonic()
        ran = world.run(**order)
        return cls(before, world.tree(), world.journal(), ran.code, time.monotonic() - start)


def halfway(world: World, sound: Undisturbed, over: bool = False, drafts: bool = False) -> None:
    """What must hold at any moment: no torn file under a final name, no input lost, the journal's claims true.

    When a run is over there are no `drafts`, unless the system would not even list them, and a note may be in
    quarantine for what the system did to it.
    """
    now = world.tree()
    for name, reported in now.items():
        right = reported in (sound.after.get(name), sound.before.get(name))
        draft = "/.mvg/" in name and (drafts or not over)
        assert right or draft or (over and "/quarantine/" in name), f"torn or left: {name}"
    there = {content for _, _, content in now.values()}
    for name, (kind, _, content) in sound.before.items():
        assert kind != "file" or not name.startswith("in/") or content in there, f"lost: {name}"
    # What an earlier run made is done anew with other options, and the journal says so afterwards.
    earlier = {content for name, (_, _, content) in sound.before.items() if not name.startswith("in/")}
    digests = {hashlib.sha256(content).digest() for content in there | earlier}
    aside = {json.loads(text)["input_sha256"] for name, (_, _, text) in now.items() if _is_report(name)}
    for _, _, config_digest, content, outputs, _ in world.journal():
        made = json.loads(outputs)
        assert all(bytes.fromhex(digest) in digests for _, digest in made), "reported as done"
        retried = "--retry" in world.arguments
        assert not config_digest or made or retried or content.hex() in aside, "reported as in quarantine"


def _is_report(name: str) -> bool:
    return "/quarantine/" in name and name.endswith(".json")


def finished(world: World, sound: Undisturbed, twins: tuple[str, ...] = ()) -> None:
    """What must hold after the rerun: all as if nothing had happened."""
    ran = world.run(twins=twins)
    assert "Traceback" not in ran.err
    assert ran.code in (0, 1), ran
    assert _named(world.tree()) == _named(sound.after)
    assert world.tree() == sound.after
    assert world.journal() == sound.journal


def _named(tree: dict[str, tuple[str, int, bytes]]) -> list[str]:
    return sorted(tree)


def _tree(root: Path) -> Iterator[tuple[str, tuple[str, int, bytes]]]:
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            try:
                status = path.lstat()
                content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
            except FileNotFoundError:  # a worker that outlives its supervisor is still at it
                continue
            kind = {stat.S_IFREG: "file", stat.S_IFDIR: "folder"}.get(stat.S_IFMT(status.st_mode), "other")
            yield str(path.relative_to(root)), (kind, stat.S_IMODE(status.st_mode), content)


# -- faults -------------------------------------------------------------------------------------------------------


class Fault(NamedTuple):
    """What strace does to a process at its `when`-th call of `call`."""

    call: str
    what: str = ""
    """`signal=SIGKILL`, `error=ENOSPC`."""
    when: str = "1"
    """`3`: the third; `3+`: it and all after it."""
    gate: str = "main"
    """`main` or `worker`."""
    most: int = 1
    """So many processes are traced."""
    traced: str = ""
    """Other calls that are reported, with their files."""
    everybody: bool = False
    """Whether all die when the traced one is killed: as when the machine is reset."""


class _Tracer:
    """A strace on a process that waits."""

    def __init__(self, fault: Fault, process: int, log: Path) -> None:
        self._log, self._group = log, os.getpgid(process)
        inject = f"inject={fault.call}:{fault.what}:when={fault.when}"
        traced = f"trace={fault.call},{fault.traced}".rstrip(",")
        command = ["strace", "-y", "-p", str(process), "-o", str(log), "-e", traced, "-e", inject]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        output = self._process.stderr.readline()
        assert "attached" in output, output
        self._everybody, self._fired = fault.everybody, False
        self._waiting = threading.Thread(target=self._wait)
        self._waiting.start()

    def _wait(self) -> None:
        self._process.communicate()
        reported = self._log.read_text("utf-8", "replace")
        self._fired = any(word in reported for word in ("INJECTED", "killed by SIGKILL"))
        if self._fired and self._everybody:
            kill_run(self._group)

    def fired(self) -> bool:
        """Whether it came about; waits until the traced process has ended."""
        self._waiting.join(_PATIENCE)
        return self._fired


def some(faults: Sequence[Fault], most: int) -> Sequence[Fault]:
    """All of them in a thorough run, else at most so many, from all over."""
    return faults if THOROUGH else faults[:: -(-len(faults) // most)]


@lru_cache
def without_strace() -> str:
    """Why no fault can be put in; `""` when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    with subprocess.Popen(["sleep", "9"]) as sleeper:
        traced = subprocess.Popen(["strace", "-p", str(sleeper.pid)], stderr=subprocess.PIPE, text=True)
        assert traced.stderr is not None
        output = traced.stderr.readline()
        traced.terminate()
        traced.communicate()
        sleeper.kill()
    return "" if "attached" in output else "strace may not trace here"


needs_strace = pytest.mark.skipif(bool(without_strace()), reason=without_strace())
