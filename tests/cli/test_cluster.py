"""The shards of a batch on Dask: the same bytes, even when a worker is killed in mid-run (P9, P13)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from batching import BAD, GOOD, OTHER, tree
from converter.batch import cluster
from converter.batch.cluster import ShardResult, run_shard, run_shards
from converter.batch.outcome import Totals
from converter.files.storage import Refused

Mvg = Callable[..., CompletedProcess[str]]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    inbox = tmp_path / "in"
    inbox.mkdir()
    for number in range(120):
        (inbox / f"{number:03}.txt").write_bytes(GOOD if number % 2 else OTHER)
    (inbox / "dålig.txt").write_bytes(BAD)
    return inbox


@pytest.fixture
def wanted(notes: Path, tmp_path: Path) -> dict[str, bytes]:
    run_shard(["in", "--out", "ensam"], str(tmp_path), 1, 1)
    return tree(tmp_path / "ensam")


@pytest.mark.slow
@pytest.mark.counted
def test_one_shard_is_the_same_command_and_reports_its_totals(notes: Path, tmp_path: Path) -> None:
    parts = [run_shard(["in", "--out", "ut"], str(tmp_path), number, 2) for number in (1, 2)]
    assert [part.shard for part in parts] == [1, 2]
    assert sorted(part.code for part in parts) == [0, 1]
    assert sum(part.totals.done for part in parts) == 120
    assert sum(part.totals.quarantined for part in parts) == 1


def test_a_shard_that_cannot_begin_has_no_totals(tmp_path: Path) -> None:
    assert run_shard(["borta", "--out", "ut"], str(tmp_path), 1, 1) == ShardResult(1, 66, Totals())


def test_a_shard_waits_for_the_process_that_a_lost_worker_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [75, 75, 0]
    reported = json.dumps({"schema": 1, "totals": Totals(3)._asdict()}).encode()

    def ran(*_: object, **__: object) -> CompletedProcess[bytes]:
        return CompletedProcess([], codes.pop(0), b"", b"MVG811\n" + reported + b"\n")

    monkeypatch.setattr(subprocess, "run", ran)
    monkeypatch.setattr(cluster, "RETRY_INTERVAL", 0)
    assert run_shard([], ".", 1, 1) == ShardResult(1, 0, Totals(3))
    codes.append(75)
    monkeypatch.setattr(cluster, "WORKER_TIMEOUT", -1)
    assert run_shard([], ".", 1, 1).code == 75


@pytest.mark.slow
def test_P9_a_worker_killed_in_mid_run_costs_nothing(notes: Path, tmp_path: Path, wanted: dict[str, bytes]) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL"
    ) as local:
        pids = [worker.pid for worker in local.workers.values()]
        parts = run_shards(["in", "--out", "ut"], str(tmp_path), 6, local.scheduler_address, 2)
        first = next(parts)
        os.kill(pids[0], signal.SIGKILL)
        rest = list(parts)
    assert sorted(part.shard for part in [first, *rest]) == [1, 2, 3, 4, 5, 6]
    assert max(part.code for part in [first, *rest]) == 1
    assert tree(tmp_path / "ut") == wanted


@pytest.mark.slow
@pytest.mark.counted
def test_the_command_runs_on_a_cluster_of_this_machine(
    mvg: Mvg, notes: Path, tmp_path: Path, wanted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.chdir(tmp_path)
    ran = mvg("batch", "in", "--out", "ut", "--cluster", "local", "--shards", "3", "--jobs", "2")
    assert ran.returncode == 1
    assert ran.stderr.startswith("120 klara, 1 i karantän (")
    assert tree(tmp_path / "ut") == wanted


def test_P27_a_part_that_failed_is_named(mvg: Mvg, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = [ShardResult(1, 0, Totals(3)), ShardResult(2, 73, Totals()), ShardResult(3, 1, Totals(quarantined=1))]
    monkeypatch.setattr(cluster, "run_shards", lambda *_: results)
    ran = mvg("batch", notes, "--out", "ut", "--cluster", "local", "--shards", "3", "-q")
    assert ran.returncode == 73
    assert (
        ran.stderr.splitlines()[0] == "Del 2 slutade med slutkod 73; --shard 2/3 i stället för --cluster visar varför."
    )
    assert ran.stderr.count("Del ") == 1


@pytest.mark.slow
@pytest.mark.counted
def test_a_cluster_that_does_not_answer_is_reported(mvg: Mvg, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dask = pytest.importorskip("dask")
    with dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}):
        ran = mvg("batch", notes, "--out", "ut", "--cluster", "tcp://127.0.0.1:1")
    assert ran.returncode == 75
    assert "MVG831" in ran.stderr
    assert "127.0.0.1:1" not in ran.stderr.partition("MVG831")[2]


def test_without_dask_the_extra_is_named(mvg: Mvg, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = mvg("batch", notes, "--out", "ut", "--cluster", "local")
    assert ran.returncode == 73
    assert "mvg-export[cluster]" in ran.stderr


def test_a_refusal_of_ours_goes_through_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused):
        next(run_shards([], ".", 1, "local", 1))
