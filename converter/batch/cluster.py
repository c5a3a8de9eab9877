"""Runs the shards of a batch as tasks of Dask distributed (the extra `cluster`).

A task is the very same command for one shard, in a process of its own on the machine that got it, with the folders
at the same paths everywhere. When a worker of the cluster is lost, Dask gives its shard to another: the shard goes
on where its journal ends, or waits until the process that was left behind has let go of the lock.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from converter.batch.outcome import Totals
from converter.files.storage import Refused
from converter.findings import Finding
from converter.findings.catalogue import BUSY

LOCAL: Final = "local"
_RETRIES: Final = 5
"""How often a shard is moved to another worker when its own was lost."""
RETRY_INTERVAL: Final = 1.0
WORKER_TIMEOUT: Final = 600.0
"""Seconds that a shard waits for the process of a lost worker."""


class ShardResult(NamedTuple):
    """The result of one shard."""

    shard: int
    code: int
    """The exit code of its command."""
    totals: Totals


def run_shard(arguments: Sequence[str], folder: str, shard: int, of: int) -> ShardResult:
    """Runs one shard: `arguments` are those of `mvg batch`, relative to `folder`."""
    command = [sys.executable, "-m", "converter", "batch", *arguments, "--shard", f"{shard}/{of}", "--format", "json"]
    last = time.monotonic() + WORKER_TIMEOUT
    while True:
        ran = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 -- our own command
        if ran.returncode != BUSY or time.monotonic() > last:
            return ShardResult(shard, ran.returncode, _totals(ran.stderr))
        time.sleep(RETRY_INTERVAL)


def _totals(stderr: bytes) -> Totals:
    """The totals on the last line; zeros when the shard did not start."""
    try:
        return Totals(**json.loads(stderr.rstrip().rpartition(b"\n")[2])["totals"])
    except (ValueError, KeyError, TypeError):
        return Totals()


def run_shards(arguments: Sequence[str], folder: str, of: int, address: str, workers: int) -> Iterator[ShardResult]:
    """Runs all shards on the cluster at `address`, or on one of this machine (`local`); each as it ends.

    Raises `Refused` when Dask is not installed (MVG830) or the cluster cannot be reached or used (MVG831).
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise Refused(Finding("MVG830")) from None
    where: dict[str, Any] = {"address": address}
    if address == LOCAL:
        where = {"n_workers": workers, "threads_per_worker": 1, "processes": True}
        where |= {"dashboard_address": None, "silence_logs": "ERROR"}
    try:
        with Client(**where, set_as_default=False) as client:
            tasks = [
                client.submit(run_shard, tuple(arguments), folder, shard, of, retries=_RETRIES, pure=False)
                for shard in range(1, of + 1)
            ]
            for task in as_completed(tasks, loop=client.loop):
                yield task.result()
    except Exception as error:  # whatever Dask calls it; its text may hold addresses and names
        raise Refused(Finding("MVG831", words=(type(error).__name__,))) from None
