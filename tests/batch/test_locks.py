"""The lock: one run a folder, and no trap when its holder is gone (P14)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from converter.batch import locks
from converter.batch.locks import run_lock
from converter.files.storage import Refused
from paths import ROOT

HOLDER = """
import sys
from pathlib import Path
from converter.batch.locks import run_lock
with run_lock(Path(sys.argv[1]), "annan@dator", "i dag"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", 0.1)


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path / "lock"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process


def test_P14_the_second_is_refused_and_the_holder_is_named(other: subprocess.Popen[bytes], tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused, run_lock(tmp_path / "lock", "jag", "nu"):
        pass
    assert refused.value.finding.code == "MVG811"
    assert refused.value.finding.words == ("annan@dator", str(other.pid), "i dag")
    other.communicate()
    with run_lock(tmp_path / "lock", "jag", "nu"):
        pass


def test_P14_the_lock_of_a_holder_that_was_killed_is_free(other: subprocess.Popen[bytes], tmp_path: Path) -> None:
    other.kill()
    other.communicate()
    with run_lock(tmp_path / "lock", "jag", "nu"):
        assert json.loads((tmp_path / "lock").read_bytes())["pid"] == os.getpid()


def test_a_lock_that_says_nothing_of_its_holder_is_a_lock_all_the_same(
    other: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    (tmp_path / "lock").write_bytes(b"{}")
    with pytest.raises(Refused) as refused, run_lock(tmp_path / "lock", "jag", "nu"):
        pass
    assert refused.value.finding.words == ("?", "?", "?")
    other.communicate()


def test_who_waits_gets_the_lock_when_it_is_free(
    other: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", 20)
    other.kill()  # it is still dying when the lock is asked for
    with run_lock(tmp_path / "lock", "jag", "nu"):
        pass
    other.communicate()


def test_a_lock_that_is_held_for_a_moment_is_waited_for_and_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = iter([False, True])
    with monkeypatch.context() as busy:
        busy.setattr(locks, "try_lock", lambda *_, **__: next(free))
        with locks.short_lock(tmp_path / "lock"):
            pass
    monkeypatch.setattr(locks, "SHORT_LOCK_TIMEOUT", -1)
    monkeypatch.setattr(locks, "try_lock", lambda *_, **__: False)
    with pytest.raises(BlockingIOError), locks.short_lock(tmp_path / "lock"):
        pass


def test_where_nobody_says_who_holds_a_range_the_whole_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from converter.batch import locks

    monkeypatch.setattr(locks, "GET_COMMAND", None)
    with run_lock(tmp_path / "lock", "jag", "nu", (1, 2)):
        assert locks.conflicting_range(0, (0, 0)) is None
    assert not list(tmp_path.glob("lock.*")), "what says who held a part is gone with it"
