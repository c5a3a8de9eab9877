"""An inbox: a file is taken once, when it has come to rest, and looked at again afterwards (P25)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from batching import BAD, GOOD, OTHER, Ran, tree
from converter.batch import inbox as inbox_module
from converter.batch import inputs, quarantine, quarantine_records, recheck
from converter.batch.config import BatchConfig
from converter.batch.inbox import ArrivalRules, Backlog, Inbox
from converter.batch.inputs import Found, Source
from converter.batch.mover import MovedFile, Mover
from converter.batch.outcome import DONE, QUARANTINED
from converter.batch.tasks import Input
from converter.files.leases import is_being_written

Run = Callable[..., Ran]
needs_leases = pytest.mark.skipif(sys.platform != "linux", reason="this system has no leases")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    for module in (inbox_module, recheck):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0], time=time.time))
    return now


@pytest.fixture
def box(inbox: Path, config: BatchConfig, clock: list[float]) -> Inbox:
    return Inbox(Source(str(inbox), recursive=True), config, ArrivalRules(settle=60, recheck=600))


class Watch:
    """A watch whose seconds are counted by hand: `pass_` lets time go by, looks, and converts what comes."""

    def __init__(
        self, run: Run, config: BatchConfig, inbox: Path, clock: list[float], done: Path | None, rules: ArrivalRules
    ) -> None:
        self.box = Inbox(Source(str(inbox), recursive=True), config, rules)
        self._run, self._config, self._clock, self._done, self._rules = run, config, clock, done, rules
        self.alarms: list[str] = []

    def pass_(self, seconds: float) -> dict[str, str]:
        given = self.scan(seconds)
        return self.convert(given) if given else {}

    def scan(self, seconds: float) -> list[Input | Found]:
        self._clock[0] += seconds
        return self.box.scan()

    def convert(self, given: list[Input | Found]) -> dict[str, str]:
        mover = Mover(self._config, str(self._done) if self._done else None, inbox=True, ready=self._rules.ready)
        ran = self._run(self.box.take(given), mover=mover, listeners=[self.box, self.box.recheck])
        self.box.follow(mover.moved)
        self.alarms += [key for key, codes in ran.codes.items() if "MVG842" in codes]
        return ran.statuses


@pytest.fixture
def watch(run: Run, config: BatchConfig, inbox: Path, clock: list[float], tmp_path: Path) -> Callable[..., Watch]:
    def make(move: bool = True, **rules: Any) -> Watch:
        wanted = ArrivalRules(**{"settle": 60, "recheck": 600, **rules})
        return Watch(run, config, inbox, clock, tmp_path / "klara" if move else None, wanted)

    return make


def _keys(given: Sequence[Input | Found]) -> list[str]:
    return [each.key for each in given]


# -- when a file is taken -----------------------------------------------------------------------------------------


def test_O2_a_file_is_taken_when_it_has_rested_for_the_settle_time(box: Inbox, inbox: Path, clock: list[float]) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    taken = []
    for _ in range(8):
        taken.append(_keys(list(box.take(box.scan()))))
        clock[0] += 13
    assert taken == [[], [], [], [], [], ["a.txt"], [], []], "65 seconds after it was first seen, and once"


def test_O2_a_sender_that_stalls_for_less_than_the_settle_time_is_waited_for(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig
) -> None:
    """13 seconds were enough to take half a note before."""
    loop = watch()
    for length in (300, 600, len(GOOD)):
        (inbox / "a.txt").write_bytes(GOOD[:length])
        for _ in range(5):
            assert loop.pass_(10) == {}
    assert [loop.pass_(10), loop.pass_(10)] == [{}, {"a.txt": DONE}]
    assert loop.alarms == []


def test_O2_the_control_a_watch_that_asks_for_two_looks_alone_takes_half_a_note(
    watch: Callable[..., Watch], inbox: Path, tmp_path: Path
) -> None:
    loop = watch(settle=0)
    (inbox / "a.txt").write_bytes(GOOD[:300])
    loop.pass_(5)
    assert loop.pass_(5) != {}
    assert not (inbox / "a.txt").exists()


def test_no_settle_time_means_two_looks(box: Inbox, inbox: Path, config: BatchConfig, clock: list[float]) -> None:
    hasty = Inbox(Source(str(inbox)), config, ArrivalRules(settle=0))
    (inbox / "a.txt").write_bytes(GOOD)
    assert hasty.scan() == []
    clock[0] += 0.1
    assert _keys(hasty.scan()) == ["a.txt"]


def test_a_file_that_was_not_taken_is_given_again(box: Inbox, inbox: Path, clock: list[float]) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    box.scan()
    clock[0] += 60
    assert box.scan() == box.scan() != []


@needs_leases
def test_O2_a_file_that_a_program_holds_open_is_not_taken_however_long_it_rests(
    watch: Callable[..., Watch], inbox: Path
) -> None:
    loop = watch()
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; f = open(sys.argv[1], 'ab', 0); f.write(b'x'); print(flush=True); input()",
         inbox / "a.txt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as sender:  # fmt: skip
        assert sender.stdout is not None
        sender.stdout.readline()
        assert is_being_written(str(inbox / "a.txt"))
        assert [loop.pass_(70) for _ in range(5)] == [{}] * 5
        assert [loop.pass_(600) for _ in range(2)] == [{"a.txt": "skipped"}, {}], "reported once, and left"
        sender.communicate(b"\n")
    assert not is_being_written(str(inbox / "a.txt")), "the control: nobody holds it now"
    assert loop.pass_(1) == {"a.txt": QUARANTINED}


@needs_leases
def test_where_there_are_no_leases_nobody_is_reported_to_write(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(22, "")

    (inbox / "a.txt").write_bytes(GOOD)
    monkeypatch.setattr("fcntl.fcntl", refuse)
    assert not is_being_written(str(inbox / "a.txt"))
    assert not is_being_written(str(inbox / "borta"))


def test_O2_with_marker_files_a_file_is_taken_when_its_own_has_come_and_both_are_moved(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig, tmp_path: Path
) -> None:
    loop = watch(ready=".klar")
    (inbox / "a.txt").write_bytes(GOOD)
    (inbox / "b.txt").write_bytes(BAD)
    assert loop.pass_(1) == {}
    for name in "ab":
        (inbox / f"{name}.txt.klar").write_text("summa")
    assert loop.pass_(1) == {"a.txt": DONE, "b.txt": QUARANTINED}, "at once"
    assert tree(inbox) == {}
    assert sorted(tree(tmp_path / "klara")) == ["a.txt", "a.txt.klar"]
    (entry,) = quarantine.entries(config)
    assert (entry.note.read_bytes(), entry.note.with_name(f"{entry.name}.klar").read_text()) == (BAD, "summa")


def test_a_marker_without_its_file_and_a_file_without_its_marker_are_reported_once(
    watch: Callable[..., Watch], inbox: Path
) -> None:
    loop = watch(ready=".klar")
    (inbox / "a.txt").write_bytes(GOOD)
    (inbox / "b.txt.klar").touch()
    assert loop.pass_(1) == {}
    assert loop.pass_(60) == {"a.txt": "skipped", "b.txt.klar": "skipped"}
    assert loop.pass_(60) == {}
    (inbox / "a.txt.klar").touch()
    assert loop.pass_(1) == {"a.txt": DONE}


def test_O2_an_empty_file_is_left_alone_and_reported_once(watch: Callable[..., Watch], inbox: Path) -> None:
    loop = watch()
    (inbox / "a.txt").touch()
    assert [loop.pass_(40) for _ in range(4)] == [{}, {}, {"a.txt": "skipped"}, {}]
    assert (inbox / "a.txt").exists()
    (inbox / "a.txt").write_bytes(GOOD)
    assert [loop.pass_(40) for _ in range(3)] == [{}, {}, {"a.txt": DONE}]


def test_O14_what_is_left_alone_is_reported_once(watch: Callable[..., Watch], inbox: Path) -> None:
    loop = watch()
    (inbox / "mapp").mkdir()
    for name in (".a", "~$a", "a.tmp", "mapp/a.part"):
        (inbox / name).write_bytes(GOOD)
    assert set(loop.pass_(1).values()) == {"skipped"}
    assert loop.pass_(100) == {}


def test_what_waits_in_the_inbox_is_counted(box: Inbox, inbox: Path, clock: list[float]) -> None:
    assert box.backlog == Backlog()
    (inbox / "a.txt").write_bytes(GOOD)
    box.scan()
    clock[0] += 30
    (inbox / "b.txt").write_bytes(GOOD)
    box.scan()
    assert box.backlog == Backlog(2, 30)
    clock[0] += 30
    list(box.take(box.scan()))
    box.scan()
    assert box.backlog == Backlog(1, 30)


# -- what changes after it was taken ------------------------------------------------------------------------------


def test_O2_a_note_that_was_written_on_after_it_was_moved_is_withdrawn_reported_and_converted_again(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig, tmp_path: Path
) -> None:
    loop = watch()
    half = GOOD[: GOOD.index("Bedömning".encode())]
    run_as = replace(config, targets=("melior",))
    loop._run = lambda found, **named: watch_run(found, targets=run_as.targets, **named)
    watch_run = watch()._run
    (inbox / "a.txt").write_bytes(half)
    with (inbox / "a.txt").open("ab") as sender:
        assert loop.pass_(1) == {}
        with pytest.MonkeyPatch.context() as share:  # a network share has no leases
            for module in (inbox_module, recheck):
                share.setattr(module, "is_being_written", lambda _: False)
            assert loop.pass_(60) == {"a.txt": DONE}
            assert (tmp_path / "klara/a.txt").read_bytes() == half
            sender.write(GOOD[len(half) :])
            sender.flush()
            assert loop.pass_(5) == {"a.txt": QUARANTINED}
            assert [name for name in tree(Path(config.out)) if "quarantine" not in name] == [], "the half is withdrawn"
            assert loop.alarms == ["a.txt"]
            assert loop.pass_(30) == {}
    assert loop.pass_(31) == {"a.txt": DONE}
    assert (tmp_path / "klara/a.txt").read_bytes() == GOOD
    assert list(quarantine.entries(config)) == []
    from converter import convert

    assert tree(Path(config.out))["a.txt.melior.txt"].decode() == convert(GOOD, "melior").output
    assert loop.pass_(700) == {}


@pytest.mark.parametrize("first", [GOOD, BAD])
def test_P25_a_name_that_is_used_again_at_once_is_another_note_and_takes_nothing_away(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig, tmp_path: Path, first: bytes
) -> None:
    loop = watch()
    (inbox / "a.txt").write_bytes(first)
    loop.pass_(1)
    assert loop.pass_(60) == {"a.txt": DONE if first == GOOD else QUARANTINED}
    before = tree(Path(config.out))
    (inbox / "a.txt").write_bytes(OTHER)
    assert loop.pass_(1) == {}, "before any look has seen that the name was free"
    assert {name: tree(Path(config.out))[name] for name in before} == before
    loop.pass_(60)
    assert loop.alarms == []
    assert not (inbox / "a.txt").exists()
    held = [*tree(tmp_path / "klara").values(), *tree(Path(config.out)).values()]
    assert {first, OTHER} <= set(held)


def test_O2_a_note_that_was_refused_half_written_is_reported_and_done_when_it_is_whole(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig, tmp_path: Path
) -> None:
    loop = watch()
    (inbox / "a.txt").write_bytes(GOOD[:200])
    loop.pass_(1)
    assert loop.pass_(60) == {"a.txt": QUARANTINED}
    (entry,) = quarantine.entries(config)
    with entry.note.open("ab") as sender:  # the sender's own descriptor follows the file
        sender.write(GOOD[200:400])
    assert loop.pass_(5) == {"a.txt": QUARANTINED}
    assert loop.alarms == ["a.txt"]
    with entry.note.open("ab") as sender:
        sender.write(GOOD[400:600])
    assert loop.pass_(59) == {}
    assert loop.pass_(60) == {"a.txt": QUARANTINED}, "still not whole"
    with entry.note.open("ab") as sender:
        sender.write(GOOD[600:])
    assert loop.pass_(5) == {"a.txt": QUARANTINED}
    assert loop.pass_(60) == {"a.txt": DONE}
    assert (tmp_path / "klara/a.txt").read_bytes() == GOOD
    assert tree(inbox) == {}
    assert list(quarantine.entries(config)) == [], "it is in one place"


def test_O2_a_note_that_stays_in_the_inbox_is_withdrawn_and_converted_again_when_it_changes(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig
) -> None:
    loop = watch(move=False)
    (inbox / "a.txt").write_bytes(GOOD)
    loop.pass_(1)
    assert loop.pass_(60) == {"a.txt": DONE}
    os.utime(inbox / "a.txt", ns=(1, 1))
    assert loop.pass_(5) == {}, "a touch is no change"
    (inbox / "a.txt").write_bytes(GOOD.replace(b"AT: gott", b"AT: bra"))
    assert loop.pass_(5) == {"a.txt": QUARANTINED}
    assert [name for name in tree(Path(config.out)) if "quarantine" not in name] == []
    assert tree(inbox).keys() == {"a.txt"}
    assert [loop.pass_(31), loop.pass_(31)] == [{}, {"a.txt": DONE}]
    assert loop.alarms == ["a.txt"]
    assert list(quarantine.entries(config)) == []


def test_a_container_that_changes_is_read_again(watch: Callable[..., Watch], inbox: Path) -> None:
    import json

    loop = watch()
    line = json.dumps({"id": "a", "note": GOOD.decode()})
    (inbox / "n.jsonl").write_text(line)
    loop.pass_(1)
    assert loop.pass_(60) == {"n.jsonl/a": DONE}
    (inbox / "n.jsonl").write_text(line + "\n" + line.replace('"a"', '"b"', 1))
    loop.pass_(1)
    assert loop.pass_(60) == {"n.jsonl/a": "kept", "n.jsonl/b": DONE}
    assert loop.alarms == []


def test_after_the_recheck_time_a_moved_file_is_looked_at_no_more(
    watch: Callable[..., Watch], inbox: Path, tmp_path: Path
) -> None:
    loop = watch()
    (inbox / "a.txt").write_bytes(GOOD)
    loop.pass_(1)
    loop.pass_(60)
    os.utime(tmp_path / "klara/a.txt")
    assert loop.pass_(5) == {}, "its bytes are the same"
    loop.pass_(700)
    (tmp_path / "klara/a.txt").write_bytes(BAD)
    assert loop.pass_(5) == {}


def test_a_changed_file_that_somebody_took_away_is_forgotten(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig, tmp_path: Path
) -> None:
    loop = watch()
    for name in ("a.txt", "b.txt"):
        (inbox / name).write_bytes(GOOD)
    loop.pass_(1)
    loop.pass_(60)
    (tmp_path / "klara/b.txt").unlink()
    (tmp_path / "klara/a.txt").write_bytes(GOOD + b"x")
    assert loop.pass_(5) == {"a.txt": QUARANTINED}
    (entry,) = quarantine.entries(config)
    entry.note.unlink()
    assert loop.pass_(600) == {}


def test_a_file_that_vanishes_is_no_fault(
    box: Inbox, inbox: Path, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    box.scan()
    clock[0] += 60
    given = box.scan()
    (inbox / "a.txt").unlink()
    assert list(box.take(given)) == []
    assert recheck.digest_of_file(str(inbox / "a.txt")) == ""
    monkeypatch.setattr(inputs, "list_folder", lambda _: ([b"borta.txt"], set()))
    assert box.scan() == []


def test_a_share_that_is_away_for_a_moment_is_looked_at_again(
    box: Inbox, inbox: Path, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> Iterator[object]:
        raise OSError(5, "")

    (inbox / "a.txt").write_bytes(GOOD)
    with monkeypatch.context() as broken:
        broken.setattr(os, "scandir", away)
        assert [box.scan(), box.scan()] == [[], []], "and the inbox itself is not taken for a note"
    box.scan()
    clock[0] += 60
    assert _keys(box.scan()) == ["a.txt"]


@pytest.mark.parametrize("what", ["done", "quarantined"])
def test_O2_what_a_watch_that_was_killed_had_moved_is_looked_at_by_the_next(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig, tmp_path: Path, what: str
) -> None:
    first = watch()
    first.box.recheck.resume(str(tmp_path / "klara"))
    (inbox / "a.txt").write_bytes(GOOD if what == "done" else GOOD[:300])
    (inbox / "b.txt").write_bytes(GOOD)
    first.pass_(1)
    first.pass_(60)
    moved = tmp_path / "klara/a.txt" if what == "done" else next(quarantine.entries(config)).note
    moved.write_bytes(GOOD + b"\n")
    (tmp_path / "klara/annan.txt").write_bytes(GOOD)
    second = watch()
    second.box.recheck.resume(str(tmp_path / "klara"))
    assert second.pass_(1) == {"a.txt": QUARANTINED}
    assert second.alarms == ["a.txt"]
    assert second.pass_(61) == {"a.txt": DONE}
    assert (tmp_path / "klara/a.txt").read_bytes() == GOOD + b"\n"


def test_what_has_no_bytes_is_not_followed(watch: Callable[..., Watch], inbox: Path) -> None:
    loop = watch()
    os.mkfifo(inbox / "rör")
    loop.pass_(1)
    assert [loop.pass_(60), loop.pass_(5)] == [{"rör": QUARANTINED}, {}]


def test_what_was_moved_long_ago_or_has_gone_is_not_looked_at(
    watch: Callable[..., Watch], inbox: Path, tmp_path: Path
) -> None:
    first = watch()
    (inbox / "a.txt").write_bytes(GOOD)
    first.pass_(1)
    first.pass_(60)
    second = watch(recheck=-10)
    second.box.recheck.resume(str(tmp_path / "klara"))
    (tmp_path / "klara/a.txt").write_bytes(BAD)
    assert second.pass_(1) == {}
    watch().box.recheck.resume("")
    assert not recheck.is_newer(tmp_path / "borta", 0)


def _killed_after_an_alarm(watch: Callable[..., Watch], inbox: Path, config: BatchConfig) -> Watch:
    """A watch that ended when it had reported a changed note in quarantine, and had not converted it again."""
    ended = watch()
    (inbox / "a.txt").write_bytes(GOOD[:300])
    ended.pass_(1)
    ended.pass_(60)
    next(quarantine.entries(config)).note.write_bytes(GOOD)
    assert ended.pass_(5) == {"a.txt": QUARANTINED}
    return ended


def test_O2_a_changed_file_is_converted_again_by_the_next_watch_when_its_own_was_killed(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig, tmp_path: Path
) -> None:
    first = _killed_after_an_alarm(watch, inbox, config)
    second = watch()
    second.box.recheck.resume(str(tmp_path / "klara"))
    assert [second.pass_(1), second.pass_(61)] == [{}, {"a.txt": DONE}]
    assert (first.alarms, second.alarms) == (["a.txt"], [])
    assert (tmp_path / "klara/a.txt").read_bytes() == GOOD


def test_a_changed_source_for_a_target_that_the_profile_lacks_waits_for_a_person(
    watch: Callable[..., Watch], inbox: Path, config: BatchConfig
) -> None:
    _killed_after_an_alarm(watch, inbox, config)
    quarantine_records.mark(next(quarantine.entries(config)), config, targets=["borta"])
    second = watch()
    second.box.recheck.resume("")
    assert [second.pass_(1), second.pass_(61), second.pass_(61)] == [{}, {}, {}]
    (entry,) = quarantine.entries(config)
    assert (entry.note.read_bytes(), entry.is_settled) == (GOOD, False)


def test_O1_a_changed_source_in_quarantine_keeps_its_done_folder_whoever_retries_it(
    watch: Callable[..., Watch], run: Run, inbox: Path, config: BatchConfig, tmp_path: Path
) -> None:
    loop = watch()
    (inbox / "a.txt").write_bytes(GOOD[:300])
    loop.pass_(1)
    loop.pass_(60)
    next(quarantine.entries(config)).note.write_bytes(GOOD)
    loop.pass_(5)
    assert run(quarantine.items(config)).statuses == {"a.txt": DONE}
    assert (tmp_path / "klara/a.txt").read_bytes() == GOOD
    assert list(quarantine.entries(config)) == []
    assert loop.pass_(61) == {}, "the watch does not convert it once more"


@pytest.mark.parametrize("seconds", [5, 61], ids=["the alarm", "the second conversion"])
def test_P7_what_another_command_has_done_between_scan_and_run_stays_done(
    watch: Callable[..., Watch], run: Run, inbox: Path, config: BatchConfig, tmp_path: Path, seconds: int
) -> None:
    loop = watch()
    (inbox / "a.txt").write_bytes(GOOD[:300])
    loop.pass_(1)
    loop.pass_(60)
    next(quarantine.entries(config)).note.write_bytes(GOOD)
    if seconds > 5:
        loop.pass_(5)
    given = loop.scan(seconds)
    assert _keys(given) == ["a.txt"]
    assert run(quarantine.items(config)).statuses == {"a.txt": DONE}
    before = tree(Path(config.out))
    assert loop.convert(given) == {}
    assert tree(Path(config.out)) == before
    assert (tmp_path / "klara/a.txt").read_bytes() == GOOD


def test_O1_a_changed_source_that_another_command_has_settled_is_left_alone(
    watch: Callable[..., Watch], run: Run, inbox: Path, config: BatchConfig
) -> None:
    loop = watch(move=False)
    (inbox / "a.txt").write_bytes(GOOD[:300])
    loop.pass_(1)
    loop.pass_(60)
    next(quarantine.entries(config)).note.write_bytes(GOOD)
    loop.pass_(5)
    assert run(quarantine.items(config)).statuses == {"a.txt": DONE}
    assert loop.pass_(61) == {}


def test_O10_the_backlog_is_as_old_as_its_files_also_for_a_watch_that_has_just_begun(
    config: BatchConfig, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.txt").touch()
    since = (inbox / "a.txt").stat().st_ctime
    monkeypatch.setattr(inbox_module, "time", SimpleNamespace(monotonic=lambda: 5.0, time=lambda: since + 7200))
    box = Inbox(Source(str(inbox)), config, ArrivalRules())
    box.scan()
    assert box.backlog == (1, 7200)
    monkeypatch.setattr(os, "lstat", _gone)
    assert box._age(str(inbox / "a.txt"), 25.0) == 20


def _gone(_: object) -> None:
    raise FileNotFoundError


def test_what_is_gone_or_old_or_was_never_moved_is_not_followed(
    watch: Callable[..., Watch], inbox: Path, tmp_path: Path
) -> None:
    loop = watch(move=False)
    (inbox / "a.txt").write_bytes(GOOD)
    (inbox / "b.txt").write_bytes(GOOD[:300])
    loop.pass_(1)
    assert loop.pass_(60) == {"a.txt": DONE, "b.txt": QUARANTINED}
    (tmp_path / "klara").mkdir()
    (tmp_path / "klara/a.txt").write_bytes(BAD)
    second, third = watch(move=False), watch(move=False, recheck=-10)
    second.box.recheck.resume(str(tmp_path / "klara"))
    third.box.recheck.resume("")
    second.box.recheck.follow([MovedFile(Input("x.txt"), str(tmp_path / "borta"), "0", "")])
    assert (second.pass_(1), third.pass_(1)) == ({}, {})


@pytest.mark.parametrize("half", [GOOD[:300], GOOD], ids=["quarantined", "done"])
def test_O2_a_sender_that_writes_on_before_the_run_has_ended_is_found(
    watch: Callable[..., Watch],
    inbox: Path,
    config: BatchConfig,
    tmp_path: Path,
    half: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = watch()
    follow = loop.box.recheck.follow

    def write_on(moved: Sequence[MovedFile]) -> None:
        for each in moved[:1]:
            Path(each.path).write_bytes(GOOD + b"\n")
            monkeypatch.setattr(loop.box.recheck, "follow", follow)
        follow(moved)

    monkeypatch.setattr(loop.box.recheck, "follow", write_on)
    (inbox / "a.txt").write_bytes(half)
    loop.pass_(1)
    loop.pass_(60)
    assert loop.pass_(5) == {"a.txt": QUARANTINED}
    assert loop.alarms == ["a.txt"]
    assert loop.pass_(61) == {"a.txt": DONE}
    assert (tmp_path / "klara/a.txt").read_bytes() == GOOD + b"\n"
