"""`mvg watch`: what comes to a folder is converted, until somebody ends it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from batching import BAD, GOOD, OTHER, tree
from converter.batch import output_files, quarantine_records
from converter.batch.locks import run_lock
from converter.cli.service import GracefulStop
from converter.files.storage import Refused
from converter.profile import building, packaged

Mvg = Callable[..., CompletedProcess[str]]
END = (signal.SIGTERM, signal.SIGINT)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ut"


def _then(*steps: Callable[[], object], number: int = signal.SIGTERM) -> threading.Thread:
    """Takes the steps in turn, each when it holds or a while has passed, then ends the watch."""

    def act() -> None:
        for step in steps:
            last = time.monotonic() + 20
            while step() is False and time.monotonic() < last:
                time.sleep(0.05)
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=act)
    thread.start()
    return thread


@pytest.mark.parametrize("number", END)
def test_what_comes_is_converted_and_what_needs_a_person_leaves(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path, number: int
) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    (inbox / "dålig.txt").write_bytes(BAD)
    (inbox / "b.tmp").write_bytes(GOOD)
    thread = _then(
        (out / "a.txt.pmo.xml").exists,
        lambda: (inbox / "b.xml").write_bytes(OTHER) and None,
        (out / "b.xml.pmo.xml").exists,
        lambda: not (inbox / "b.xml").exists(),
        number=number,
    )
    ran = mvg("watch", inbox, "--out", out, "--every", "0.1", "--settle", "0.2", "--move-done", tmp_path / "klara")
    thread.join()
    assert ran.returncode == 0
    assert tree(inbox) == {"b.tmp": GOOD}
    assert tree(tmp_path / "klara") == {"a.txt": GOOD, "b.xml": OTHER}
    assert BAD in tree(out).values()
    assert "dålig.txt [" in ran.stderr


def test_a_folder_that_another_run_holds_is_tried_again(
    mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("converter.batch.locks.LOCK_TIMEOUT", 0)
    (inbox / "a.txt").write_bytes(GOOD)
    (out / ".mvg").mkdir(parents=True)
    lock = run_lock(out / ".mvg/lock", "annan@dator", "i dag")
    lock.__enter__()
    thread = _then(
        lambda: time.sleep(0.6),
        lambda: lock.__exit__(None, None, None) or None,
        (out / "a.txt.pmo.xml").exists,
    )
    ran = mvg("watch", inbox, "--out", out, "--every", "0.1", "--settle", "0.2")
    thread.join()
    assert ran.returncode == 0
    assert "MVG811" in ran.stderr
    assert "1 klara" in ran.stderr


def test_a_disk_that_refuses_ends_the_watch(mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "")

    (inbox / "a.txt").write_bytes(GOOD)
    monkeypatch.setattr(output_files, "write_file", full)
    monkeypatch.setattr(quarantine_records, "write_file", full)
    ran = mvg("watch", inbox, "--out", out, "--every", "0.1", "--settle", "0.2")
    assert ran.returncode == 73
    assert "MVG805" in ran.stderr


def test_an_output_folder_that_cannot_be_one_ends_the_watch(mvg: Mvg, inbox: Path, out: Path) -> None:
    out.touch()
    (inbox / "a.txt").write_bytes(GOOD)
    assert mvg("watch", inbox, "--out", out, "--every", "0.1", "--settle", "0.2").returncode == 73


@pytest.mark.parametrize(("name", "code"), [("borta", 66), ("a.txt", 66)])
def test_what_is_no_folder_is_not_watched(mvg: Mvg, inbox: Path, out: Path, name: str, code: int) -> None:
    (inbox / "a.txt").touch()
    assert mvg("watch", inbox / name, "--out", out).returncode == code


def test_P13_a_watch_meets_the_day_on_which_its_routine_expires(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        moment = datetime(2000, 1, 1, tzinfo=UTC)

        @classmethod
        def now(cls, *_: object) -> datetime:  # type: ignore[override]  # a fixed time, whatever the zone
            return cls.moment

    def expire() -> None:
        Clock.moment = datetime(2999, 1, 1, tzinfo=UTC)
        (inbox / "b.txt").write_bytes(GOOD)

    monkeypatch.setattr(building, "datetime", Clock)
    (inbox / "a.txt").write_bytes(GOOD)
    thread = _then((out / "a.txt.pmo.xml").exists, expire, (out / "b.txt.pmo.xml").exists)
    log = tmp_path / "log"
    folder = shutil.copytree(packaged("templates") / "min-vard-gavleborg", tmp_path / "profil")
    given = ("--every", "0.1", "--settle", "0.2", "--audit", log, "--profile", folder)
    assert mvg("watch", inbox, "--out", out, *given).returncode == 0
    thread.join()
    events = [json.loads(line) for line in log.read_bytes().splitlines()]
    reported = {event["name"]: "MVG430" in event["codes"] for event in events if event["event"] == "note"}
    assert reported == {"a.txt": False, "b.txt": True}


@pytest.mark.parametrize(
    "given",
    [
        ("-r", "--out", "{in}/ut"),
        ("-r", "--out", "{ut}", "--move-done", "{in}/klara"),
        ("--out", "{ut}", "--audit", "{in}/log"),
        ("--out", "{ut}", "--metrics", "{in}/m.prom"),
    ],
)
def test_P25_a_watch_never_takes_what_it_writes(mvg: Mvg, inbox: Path, out: Path, given: tuple[str, ...]) -> None:
    ran = mvg("watch", inbox, *(word.replace("{in}", str(inbox)).replace("{ut}", str(out)) for word in given))
    assert (ran.returncode, "ligger i en inmapp" in ran.stderr) == (2, True)
    assert not out.exists()


def test_json_lines_cannot_be_written_by_a_watch(mvg: Mvg, inbox: Path) -> None:
    assert mvg("watch", inbox, "--out", inbox / "a.jsonl").returncode == 2


def test_the_second_signal_ends_at_once() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with GracefulStop() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.requested
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_marker_suffix_is_no_path(mvg: Mvg, inbox: Path, out: Path) -> None:
    ran = mvg("watch", inbox, "--out", out, "--ready", "../klar")
    assert (ran.returncode, "--ready" in ran.stderr) == (2, True)


def test_O10_a_watch_writes_its_heartbeat_and_old_files_go_in_time(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    old = out / "discarded/a"
    old.parent.mkdir(parents=True)
    (out / "quarantine").mkdir()
    thread = _then((tmp_path / "m.prom").exists)
    given = ("--every", "0.1", "--metrics", tmp_path / "m.prom", "--keep", "30")
    assert mvg("watch", inbox, "--out", out, *given).returncode == 0
    thread.join()
    reported = (tmp_path / "m.prom").read_text()
    assert "mvg_heartbeat_timestamp_seconds" in reported
    assert 'mvg_inbox_files{shard="1/1"} 0.0' in reported


def test_O2_a_changed_file_is_an_alarm_and_is_tried_when_another_run_lets_go(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("converter.batch.locks.LOCK_TIMEOUT", 0)
    (inbox / "a.txt").write_bytes(GOOD)
    done = tmp_path / "klara/a.txt"

    def write_on() -> object:
        try:
            with run_lock(out / ".mvg/lock", "annan@dator", "i dag"):
                with done.open("ab") as file:
                    file.write(b"\n")
                time.sleep(0.7)
        except Refused:  # the watch is at it
            return False
        return None

    thread = _then(done.exists, write_on, lambda: not done.exists(), done.exists, (out / "a.txt.pmo.xml").exists)
    ran = mvg("watch", inbox, "--out", out, "--every", "0.1", "--settle", "0.3", "--move-done", tmp_path / "klara")
    thread.join()
    assert ran.returncode == 0
    assert "MVG811" in ran.stderr
    assert "MVG842" in ran.stderr
    assert done.read_bytes() == GOOD + b"\n"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_O18_a_hangup_ends_in_good_order_unless_it_is_ignored() -> None:
    before = signal.getsignal(signal.SIGHUP)
    with GracefulStop() as stop:
        os.kill(os.getpid(), signal.SIGHUP)
        assert stop.requested
    try:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with GracefulStop() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.requested, "as under nohup"
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_journal_that_is_none_ends_the_watch(mvg: Mvg, inbox: Path, out: Path) -> None:
    (out / ".mvg").mkdir(parents=True)
    (out / ".mvg/journal.sqlite").write_bytes(b"x" * 3000)
    ran = mvg("watch", inbox, "--out", out, "--every", "0.1")
    assert (ran.returncode, "MVG819" in ran.stderr) == (73, True)
