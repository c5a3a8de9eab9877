"""Workers that die, hang or cannot begin: each costs its own note, and the others are done (P12)."""

from __future__ import annotations

import mmap
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from batching import GOOD, tree
from converter.batch import processor as processors
from converter.batch import worker_process, workers
from converter.batch.config import BatchConfig, ResourceLimits
from converter.batch.names import digest
from converter.batch.outcome import DONE, QUARANTINED, Outcome
from converter.batch.run import make_folders
from converter.batch.tasks import Input, Task
from converter.batch.worker_process import serve
from converter.batch.workers import Supervisor
from converter.files.storage import Refused
from converter.pipeline import ParsedNote, parse

resource = pytest.importorskip("resource", reason="this system has no limits for processes")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is put in the way of a worker needs a fork")
KILLER = b"Anteckning som d\xc3\xb6dar"


def _tasks(number: int, killers: tuple[int, ...] = ()) -> list[Task]:
    data = {at: KILLER if at in killers else GOOD for at in range(1, number + 1)}
    return [Task(at, Input(f"{at:03}", data=data[at], origin=digest(str(at)))) for at in data]


def _outcomes(config: BatchConfig, tasks: list[Task], jobs: int = 1) -> dict[str, list[str]]:
    """Status and codes of each task, by its name, in the order in which they were reported."""
    left = deque(tasks)
    supervisor = Supervisor(config, jobs)
    reported: list[Outcome] = []
    for outcomes in supervisor.run(lambda most: [left.popleft() for _ in range(min(most, len(left)))]):
        reported += outcomes
    assert sorted(outcome.number for outcome in reported) == [task.number for task in tasks], "each is reported once"
    return {outcome.key: [outcome.status, *(finding.code for finding in outcome.findings[:1])] for outcome in reported}


@pytest.fixture(autouse=True)
def _folders(config: BatchConfig) -> None:
    make_folders(config)


@pytest.fixture
def harm(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Does something to the worker that meets a note of the killing kind."""

    def with_harm(act: Callable[[], None]) -> None:
        def parsed(source: bytes, **named: Any) -> ParsedNote:
            if source == KILLER:
                act()
            return parse(source, **named)

        monkeypatch.setattr(processors, "parse", parsed)

    return with_harm


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("jobs", [1, 3])
def test_P12_a_note_that_kills_its_worker_goes_to_quarantine_alone(config: BatchConfig, harm: Any, jobs: int) -> None:
    harm(_die)
    reported = _outcomes(config, _tasks(80, killers=(1, 40, 41, 80)), jobs)
    killed = {key for key, (status, *_) in reported.items() if status == QUARANTINED}
    assert killed == {"001", "040", "041", "080"}
    assert {reported[key][1] for key in killed} == {"MVG820"}
    made = tree(Path(config.out))
    assert len([name for name in made if not name.startswith("quarantine")]) == 76
    assert len([name for name in made if name.endswith(".json")]) == 4
    assert KILLER in made.values(), "the note itself is in quarantine"


def test_P12_a_worker_that_died_of_something_else_is_tried_once_more(
    config: BatchConfig, harm: Any, tmp_path: Path
) -> None:
    def die_once() -> None:
        if not (tmp_path / "en gång").exists():
            (tmp_path / "en gång").touch()
            _die()

    harm(die_once)
    reported = _outcomes(config, _tasks(5, killers=(3,)))
    assert reported["003"] == [QUARANTINED, "MVG221"], "what it says when nobody dies"
    assert [status for status, *_ in reported.values()].count(DONE) == 4


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.slow
@pytest.mark.counted
def test_P12_a_note_that_hangs_goes_to_quarantine_alone(config: BatchConfig, harm: Any, jobs: int) -> None:
    harm(lambda: time.sleep(600))
    hurried = replace(config, limits=ResourceLimits(seconds=1.5))
    reported = _outcomes(hurried, _tasks(40, killers=(7,)), jobs)
    assert reported.pop("007") == [QUARANTINED, "MVG821"]
    assert all(status == DONE for status, *_ in reported.values())


def test_P12_a_note_that_eats_memory_goes_to_quarantine_alone(config: BatchConfig, harm: Any) -> None:
    def eat() -> None:
        bytearray(1 << 40)

    harm(eat)
    reported = _outcomes(config, _tasks(5, killers=(2,)))
    assert reported.pop("002") == [QUARANTINED, "MVG822"]
    assert all(status == DONE for status, *_ in reported.values())


@pytest.mark.parametrize("mapped", [0, 3 << 30])
def test_P12_memory_is_counted_from_what_the_program_had_that_began_the_run(
    config: BatchConfig, harm: Any, mapped: int
) -> None:
    def eat() -> None:
        bytearray(3 << 29)

    harm(eat)
    with mmap.mmap(-1, mapped or 1):
        reported = _outcomes(config, _tasks(5, killers=(2,)))
    assert reported.pop("002") == [QUARANTINED, "MVG822"]
    assert all(status == DONE for status, *_ in reported.values())


def test_a_run_whose_workers_cannot_live_stops_and_blames_no_note(
    config: BatchConfig, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise MemoryError("Kanariefågel")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    with pytest.raises(Refused) as refused:
        _outcomes(config, _tasks(3))
    assert refused.value.finding.code == "MVG827"
    assert tree(Path(config.out)) == {}
    assert capfd.readouterr() == ("", ""), "a worker that ends says nothing"


def test_P12_a_worker_that_is_killed_while_it_starts_costs_no_note(
    config: BatchConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = worker_process._limit_memory

    def die_twice(mebibytes: int) -> None:
        killed = len(list(tmp_path.glob("död-*")))
        if killed < workers.START_ATTEMPTS - 1:
            (tmp_path / f"död-{killed}").touch()
            _die()
        real(mebibytes)

    monkeypatch.setattr(worker_process, "_limit_memory", die_twice)
    reported = _outcomes(config, _tasks(40))
    assert [status for status, *_ in reported.values()] == [DONE] * 40
    assert len(list(tmp_path.glob("död-*"))) == workers.START_ATTEMPTS - 1


def test_a_worker_that_ends_by_a_fault_ends_without_a_word(config: BatchConfig, quiet: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        _serve(_Pipe(iter([])), _Here(), config)
    assert left.value.code == 70


def test_the_control_a_pool_of_the_standard_library_loses_the_notes_of_others(config: BatchConfig, harm: Any) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    harm(_die)
    lost = 0
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        for job in [pool.submit(processors.NoteProcessor(config).process, task) for task in _tasks(80, killers=(3,))]:
            lost += job.exception() is not None
    assert lost > 1


def test_a_run_that_is_stopped_ends_after_the_notes_at_hand(config: BatchConfig, harm: Any) -> None:
    harm(lambda: time.sleep(0.4))
    left = deque(_tasks(200, killers=tuple(range(1, 201, 2))))
    supervisor = Supervisor(config, 2)
    start, reported = time.monotonic(), 0
    for outcomes in supervisor.run(lambda most: [left.popleft() for _ in range(min(most, len(left)))]):
        supervisor.stopping = True
        reported += len(outcomes)
    assert 0 < reported < 20
    assert time.monotonic() - start < 10
    assert len(left) >= 200 - 5 * workers.CHUNK_SIZE, "two handfuls each, and one that is held"


@pytest.mark.slow
def test_notes_that_are_large_wait_for_a_worker_that_is_idle(config: BatchConfig, harm: Any) -> None:
    """A pipe that is full would keep the supervisor from seeing a worker that hangs."""
    harm(lambda: time.sleep(600))
    large = [Task(at, Input(f"stor {at}", data=GOOD + b" " * (1 << 20), origin=digest(str(at)))) for at in range(2, 6)]
    reported = _outcomes(replace(config, limits=ResourceLimits(seconds=1.5)), [*_tasks(1, killers=(1,)), *large])
    assert reported.pop("001") == [QUARANTINED, "MVG821"]
    assert [status for status, *_ in reported.values()] == [DONE] * 4


class _Pipe:
    """The worker's end of a pipe, in this process."""

    def __init__(self, given: Iterator[list[Task]]) -> None:
        self._given = given
        self.sent: list[Any] = []

    def poll(self, _: float) -> bool:
        return True

    def recv(self) -> list[Task]:
        return next(self._given)

    def send(self, reported: object) -> None:
        self.sent.append(reported)


class _Here:
    value = 0


def _serve(pipe: _Pipe, here: _Here, config: BatchConfig, supervisor: int = 0) -> None:
    """Runs a worker in this process; `supervisor` is the process that it works for, by default the one that it has."""
    serve(pipe, here, config, supervisor or os.getppid())  # type: ignore[arg-type]  # stand-ins for what two processes share


def _refuse(*_: object) -> str:
    raise FileNotFoundError


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a worker would do to its own process, on a system that does not tell how large a process is."""
    done: list[str] = []
    monkeypatch.setattr(Path, "read_text", _refuse)
    monkeypatch.setattr(signal, "signal", lambda number, act: done.append(f"{number}:{act}"))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: done.append(f"memory {limits[0] >> 20}"))
    monkeypatch.setattr(signal, "setitimer", lambda _, seconds: done.append(f"alarm {seconds}"))
    return done


def test_a_worker_says_that_it_lives_then_which_note_it_has_then_what_became_of_it(
    config: BatchConfig, quiet: list[str]
) -> None:
    pipe, here = _Pipe(iter([_tasks(3), []])), _Here()
    _serve(pipe, here, config)
    ready, *reported = pipe.sent
    assert ready == []
    assert [outcome.key for outcomes in reported for outcome in outcomes] == ["001", "002", "003"]
    assert here.value == 3
    assert quiet[3:] == ["memory 1024", *["alarm 130.0"] * 3, "alarm 0"], "twice the limit of a note, and ten seconds"


def test_a_worker_reports_slow_notes_before_its_handful_is_done(
    config: BatchConfig, quiet: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "POLL_INTERVAL", 0)
    pipe = _Pipe(iter([_tasks(2), []]))
    _serve(pipe, _Here(), config)
    assert [len(reported) for reported in pipe.sent] == [0, 1, 1, 0]


def test_a_worker_waits_while_its_supervisor_lives(
    config: BatchConfig, quiet: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe, looks = _Pipe(iter([_tasks(1), []])), iter([False, False, True, True])
    monkeypatch.setattr(pipe, "poll", lambda _: next(looks))
    _serve(pipe, _Here(), config)
    assert [len(reported) for reported in pipe.sent] == [0, 1]


def test_a_worker_ends_when_its_supervisor_is_gone(
    config: BatchConfig, quiet: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = _Pipe(iter([_tasks(3), []]))
    _serve(pipe, _Here(), config, supervisor=-1)
    assert pipe.sent == [[]], "after the note at hand"
    monkeypatch.setattr(pipe, "poll", lambda _: False)
    _serve(pipe, _Here(), config, supervisor=-1)


def test_a_worker_asks_for_no_more_memory_than_the_system_allows(
    config: BatchConfig, quiet: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (0, 512 << 20))
    _serve(_Pipe(iter([_tasks(1), []])), _Here(), config)
    assert "memory 512" in quiet, "O13"


def test_O13_a_message_names_the_limit_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    assert ResourceLimits(memory=64).allowed == 64
    monkeypatch.setattr(resource, "getrlimit", lambda _: (0, 32 << 20))
    assert ResourceLimits(memory=64).allowed == 32
    monkeypatch.setitem(sys.modules, "resource", None)
    assert ResourceLimits(memory=64).allowed == 64
