"""Runs `mvg` again and again without paying for Python's start: a warm process that forks itself for each run.

Each run, and on request each of its workers, first says its process id and waits, so that strace can be put on it.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
import sys
from contextlib import suppress
from ctypes import CDLL
from importlib import import_module
from typing import Any

from converter import cli, convert, load_profile
from converter.batch import worker_process, workers
from converter.registration import load_registration, load_rules
from faults import twins
from paths import WHOLE

_LAZY = (
    "converter.cli.batch",
    "converter.cli.watch",
    "difflib",
    "multiprocessing.heap",
    "multiprocessing.popen_fork",
    "multiprocessing.sharedctypes",
)
_SET_PTRACER, _ANYBODY = 0x59616D61, -1


def _serve(line: socket.socket) -> None:
    """Forks for each order, and reports how that run ended. Returns in the run."""
    while message := _heard(line):
        if message.startswith(b"go"):  # for one that was killed meanwhile
            continue
        order = json.loads(message)
        if not (process := os.fork()):
            _begin(order, line)
            return
        _, status = os.waitpid(process, 0)
        line.send(f"{order['run']} ended {os.waitstatus_to_exitcode(status)}".encode())
    os._exit(0)


def _heard(line: socket.socket) -> bytes:
    """The next word; one that is killed while it waits takes neither the word nor the wake-up from another."""
    while True:
        select.select([line], [], [])
        with suppress(BlockingIOError):
            return line.recv(1 << 16, socket.MSG_DONTWAIT)


def _begin(order: dict[str, Any], line: socket.socket) -> None:
    os.setsid()
    os.chdir(order["folder"])
    os.umask(order["umask"])
    os.environ.update(order["environment"])
    for stream, file in enumerate(order["streams"]):
        if file is None:
            os.close(stream + 1)
        else:
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o666), stream + 1)
    sys.stdout = open(1, "w", closefd=False) if order["streams"][0] else None  # noqa: SIM115 -- it stays open
    sys.stderr = open(2, "w", closefd=False) if order["streams"][1] else None  # noqa: SIM115 -- it stays open
    sys.argv = ["mvg", *order["arguments"]]
    for twin in order["twins"]:
        getattr(twins, twin)()
    if order["gate"] == "worker":
        _gate_workers(line, order["run"])
    with suppress(OSError, AttributeError):
        CDLL(None).prctl(_SET_PTRACER, _ANYBODY, 0, 0, 0)
    for name, most in order["limits"].items():
        resource.setrlimit(getattr(resource, name), (most, most))
    if order["gate"] == "main":
        _wait(line, order["run"])


def _wait(line: socket.socket, run: int) -> None:
    line.send(f"{run} process {os.getpid()}".encode())
    while _heard(line) != f"go {os.getpid()}".encode():
        pass  # that was for one that was killed meanwhile


def _gate_workers(line: socket.socket, run: int) -> None:
    serve = worker_process.serve

    def gated(*given: Any) -> None:
        _wait(line, run)
        serve(*given)

    twins.plant(workers, serve=gated)


def _warm() -> None:
    """Imports all that a run imports, and fills its caches."""

    for name in _LAZY:
        import_module(name)
    profile = load_profile()
    load_registration(profile)
    load_rules(profile)
    for path in WHOLE[:4]:
        for target in ("pmo", "pmo-html", "melior", "json"):
            convert(path.read_bytes(), target)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _warm()
    gc.freeze()  # what is shared stays shared: a child that ends does not look through it
    _serve(socket.socket(fileno=int(sys.argv[1])))
    cli.main()
