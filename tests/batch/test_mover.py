"""Inputs are moved when output and journal are on disk, over nothing, and never when they changed (P7, P10, P18)."""

from __future__ import annotations

import errno
import json
import os
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from batching import BAD, GOOD, OTHER, Ran, tree
from converter.batch import mover as mover_module
from converter.batch import quarantine
from converter.batch.config import BatchConfig
from converter.batch.inputs import Source, items
from converter.batch.journal import Journal
from converter.batch.mover import Mover
from converter.batch.names import claim
from converter.batch.outcome import DONE, KEPT, QUARANTINED
from converter.batch.report_files import write_atomically

REVISED = GOOD.replace(b"AT: gott", b"AT: bra")
Run = Callable[..., Ran]


@pytest.fixture
def done(tmp_path: Path) -> Path:
    return tmp_path / "klara"


@pytest.fixture
def mover(config: BatchConfig, done: Path) -> Mover:
    return Mover(config, str(done), inbox=False)


@pytest.fixture
def notes(inbox: Path) -> Path:
    (inbox / "mapp").mkdir()
    (inbox / "a.txt").write_bytes(GOOD)
    (inbox / "mapp/b.xml").write_bytes(OTHER)
    (inbox / "dålig.txt").write_bytes(BAD)
    return inbox


def _codes(mover: Mover) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.code, finding.words) for _, finding in mover.unmoved]


def test_what_is_done_is_moved_whole_and_what_is_not_stays(run: Run, notes: Path, mover: Mover, done: Path) -> None:
    run(recursive=True, mover=mover)
    assert tree(done) == {"a.txt": GOOD, "mapp/b.xml": OTHER}
    assert tree(notes) == {"dålig.txt": BAD}
    assert stat.S_IMODE(done.stat().st_mode) == stat.S_IMODE((done / "mapp").stat().st_mode) == 0o700
    assert mover.unmoved == []


def test_what_an_earlier_run_did_is_moved_by_the_next(run: Run, notes: Path, mover: Mover, done: Path) -> None:
    run(recursive=True)
    assert set(run(recursive=True, mover=mover).statuses.values()) == {KEPT, QUARANTINED}
    assert tree(done) == {"a.txt": GOOD, "mapp/b.xml": OTHER}


def test_P10_nothing_is_moved_before_disk_and_journal_have_it(
    run: Run, config: BatchConfig, notes: Path, mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    synced: set[Path] = set()
    real_write, real_move = Journal.write, Mover.move

    def write(self: Journal, claims: Any, settled: Any) -> None:
        order.append("journal")
        real_write(self, claims, settled)

    def move(self: Mover, settled: Any) -> list[int]:
        order.append("move")
        with Journal(config.state) as journal:
            for task, outcome in settled:
                (known,) = journal.known([claim(task.item.key)]).values()
                assert known.moved
                assert (Path(config.out) / f"{outcome.key}.pmo.xml") in synced
        return real_move(self, settled)

    monkeypatch.setattr(Journal, "write", write)
    monkeypatch.setattr(Mover, "move", move)
    monkeypatch.setattr(mover_module, "sync_file", synced.add)
    monkeypatch.setattr(mover_module, "sync_folder", synced.add)
    run(recursive=True, mover=mover)
    assert order[-2:] == ["journal", "move"]
    assert {Path(config.out), Path(config.out, "mapp")} <= synced


def test_P19_another_note_under_the_name_of_a_moved_one_overwrites_nothing(
    run: Run, config: BatchConfig, notes: Path, mover: Mover, done: Path
) -> None:
    run(mover=mover)
    before = tree(Path(config.out))
    (notes / "a.txt").write_bytes(OTHER)
    assert run(mover=mover).codes["a.txt"] == ["MVG815"]
    assert before.items() <= tree(Path(config.out)).items()
    assert (done / "a.txt").read_bytes() == GOOD
    (notes / "a.txt").write_bytes(GOOD)
    assert run(mover=mover).statuses["a.txt"] == KEPT, "the same note again is no other"
    assert not (notes / "a.txt").exists()


def test_P19_what_comes_to_the_place_of_a_moved_note_takes_nothing_of_it(
    run: Run, config: BatchConfig, notes: Path, mover: Mover
) -> None:
    run(mover=mover)
    before = tree(Path(config.out))
    (notes / "a.txt").symlink_to("nowhere")
    assert run(mover=mover).codes["a.txt"] == ["MVG802"]
    assert before.items() <= tree(Path(config.out)).items()
    (notes / "a.txt").unlink()
    (notes / "a.txt").write_bytes(OTHER)
    for found in (None, quarantine.items(config), quarantine.items(config)):
        assert run(found, mover=mover).codes["a.txt"] in (["MVG815"], ["MVG802"])
        assert before.items() <= tree(Path(config.out)).items()


def test_what_lies_where_an_input_would_go_is_not_written_over(run: Run, notes: Path, mover: Mover, done: Path) -> None:
    done.mkdir()
    (done / "a.txt").write_text("en annans")
    run(mover=mover)
    assert ((done / "a.txt").read_text(), (notes / "a.txt").read_bytes()) == ("en annans", GOOD)
    assert _codes(mover) == [("MVG825", ("EEXIST",))]


def test_an_input_that_changed_after_it_was_read_is_not_moved(
    run: Run, notes: Path, mover: Mover, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grow(path: Path) -> None:
        (notes / "a.txt").write_bytes(REVISED)

    monkeypatch.setattr(mover_module, "sync_folder", grow)
    run(mover=mover)
    assert (notes / "a.txt").read_bytes() == REVISED
    assert _codes(mover) == [("MVG825", ("EEXIST",))]
    monkeypatch.undo()
    assert run(mover=mover).statuses["a.txt"] == DONE, "it is read again, as it is now"
    assert (done / "a.txt").read_bytes() == REVISED


def test_an_input_that_vanished_after_it_was_read_is_reported(
    run: Run, notes: Path, mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mover_module, "sync_folder", lambda _: (notes / "a.txt").unlink(missing_ok=True))
    run(mover=mover)
    assert _codes(mover) == [("MVG801", ())]


def test_P18_nothing_is_moved_through_a_link(run: Run, notes: Path, mover: Mover, done: Path, tmp_path: Path) -> None:
    (tmp_path / "annan").mkdir()
    done.mkdir()
    (done / "mapp").symlink_to(tmp_path / "annan")
    run(recursive=True, mover=mover)
    assert tree(tmp_path / "annan") == {}
    assert _codes(mover) == [("MVG825", ("ELOOP",))]


def _other_volume(*_: object) -> None:
    raise OSError(errno.EXDEV, "")


def test_O13_an_input_of_another_volume_is_copied_read_back_and_then_removed(
    run: Run, notes: Path, mover: Mover, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mover_module, "replace_file", _other_volume)
    run(recursive=True, mover=mover)
    assert tree(done) == {"a.txt": GOOD, "mapp/b.xml": OTHER}
    assert tree(notes) == {"dålig.txt": BAD}
    assert mover.unmoved == []


def test_O13_a_copy_that_is_not_what_was_written_is_removed_and_the_input_stays(
    run: Run, notes: Path, mover: Mover, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = write_atomically

    def spoil(pieces: Any, target: Path) -> None:
        real(pieces, target)
        target.write_bytes(b"")

    monkeypatch.setattr(mover_module, "replace_file", _other_volume)
    monkeypatch.setattr(mover_module, "write_atomically", spoil)
    run(mover=mover)
    assert (notes / "a.txt").read_bytes() == GOOD
    assert tree(done) == {}
    assert _codes(mover) == [("MVG825", ("EEXIST",))]


def test_P11_a_disk_that_cannot_be_waited_for_stops_the_run_and_moves_nothing(
    run: Run, notes: Path, mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError(errno.EIO, "")

    monkeypatch.setattr(mover_module, "sync_file", refuse)
    ran = run(mover=mover)
    assert ran.ended.fault is not None
    assert ran.ended.fault.words == ("EIO",)
    assert len(tree(notes)) == 3
    monkeypatch.undo()
    assert run(mover=mover).statuses["a.txt"] == DONE


# -- an inbox -------------------------------------------------------------------------------------------------


def test_what_needs_a_person_leaves_the_inbox_itself(run: Run, config: BatchConfig, notes: Path) -> None:
    os.mkfifo(notes / "rör")
    with (notes / "stor.txt").open("wb") as file:
        file.truncate(3 << 20)
    inode = (notes / "dålig.txt").stat().st_ino
    run(mover=Mover(config, None, inbox=True))
    assert tree(notes) == {"a.txt": GOOD, "mapp/b.xml": OTHER}
    assert not (notes / "rör").exists()
    kept = [path for path in (Path(config.out) / "quarantine").iterdir() if path.suffix != ".json"]
    assert inode in {path.stat().st_ino for path in kept}
    assert sorted(path.name[19:] for path in kept) == ["d_lig.txt", "r_r", "stor.txt"]


def test_another_bad_note_of_the_same_name_lies_beside_the_first(run: Run, config: BatchConfig, notes: Path) -> None:
    for data in (BAD, BAD + b"<!-- -->", BAD):
        (notes / "dålig.txt").write_bytes(data)
        run(mover=Mover(config, None, inbox=True))
    kept = [
        data for name, data in tree(Path(config.out)).items() if "quarantine" in name and not name.endswith(".json")
    ]
    assert sorted(kept) == sorted([BAD, BAD + b"<!-- -->"])


def test_a_bad_note_on_another_disk_is_taken_away_when_its_copy_is_safe(
    run: Run, config: BatchConfig, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(notes / "rör")
    monkeypatch.setattr(mover_module, "replace_file", _other_volume)
    mover = Mover(config, None, inbox=True)
    run(mover=mover)
    assert not (notes / "dålig.txt").exists()
    assert BAD in tree(Path(config.out)).values()
    assert (notes / "rör").exists(), "what is no file stays"
    assert _codes(mover) == [("MVG825", ("EXDEV",))]
    holds = {entry.record["key"]: entry.holds_source for entry in quarantine.entries(config)}
    assert holds == {"dålig.txt": True, "rör": False}


def test_a_bad_note_that_changed_after_it_was_read_stays(
    run: Run, config: BatchConfig, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mover_module, "sync_folder", lambda _: (notes / "dålig.txt").write_bytes(GOOD))
    mover = Mover(config, None, inbox=True)
    run(mover=mover)
    assert (notes / "dålig.txt").read_bytes() == GOOD
    assert _codes(mover) == [("MVG825", ("EEXIST",))]


def test_a_container_that_is_filled_up_is_no_other_though_done_files_are_moved(
    run: Run, notes: Path, mover: Mover
) -> None:
    for number in (1, 2):
        lines = [
            {"id": "a", "note": (GOOD if number == 1 else REVISED).decode()},
            {"id": "b", "note": GOOD.decode()},
        ]
        (notes / "n.jsonl").write_text("\n".join(map(json.dumps, lines[:number])), "utf-8")
        ran = run(items([Source(str(notes / "n.jsonl"))]), mover=mover)
        assert set(ran.statuses.values()) == {DONE}, "it was never moved, so what lies there is the same input, revised"


def test_members_of_a_container_have_nothing_to_move(run: Run, config: BatchConfig, notes: Path, mover: Mover) -> None:
    (notes / "n.jsonl").write_text(json.dumps({"id": "a", "note": GOOD.decode()}), "utf-8")
    ran = run(items([Source(str(notes / "n.jsonl"))]), mover=mover)
    assert list(ran.statuses.values()) == [DONE]
    assert (notes / "n.jsonl").exists()
    assert mover.unmoved == []


# -- sources in quarantine survive ------------------------------------------------------------------------------


def _in_quarantine(config: BatchConfig) -> dict[str, tuple[bytes, bool]]:
    """The bytes of each note in quarantine, and whether it is marked settled, by the name of its entry."""
    return {
        entry.name: (entry.note.read_bytes() if entry.note.exists() else b"", entry.is_settled)
        for entry in quarantine.entries(config)
    }


def _again(run: Run, config: BatchConfig, **named: Any) -> Ran:
    return run(quarantine.items(replace(config, targets=("melior",)), own_targets=False), targets=("melior",), **named)


def test_O1_a_source_whose_new_try_succeeds_goes_to_the_done_folder(
    run: Run, config: BatchConfig, notes: Path, done: Path
) -> None:
    run(mover=Mover(config, str(done), inbox=True))
    assert not (notes / "dålig.txt").exists()
    assert _again(run, config).statuses == {"dålig.txt": DONE}
    assert (done / "dålig.txt").read_bytes() == BAD, "the folder that the watch moved done files to"
    assert _in_quarantine(config) == {}


def test_O1_a_source_without_a_done_folder_stays_and_is_marked_settled(
    run: Run, config: BatchConfig, notes: Path
) -> None:
    run(mover=Mover(config, None, inbox=True))
    assert _again(run, config).statuses == {"dålig.txt": DONE}
    assert list(_in_quarantine(config).values()) == [(BAD, True)]
    assert _again(run, config).statuses == {}, "it is not tried again"
    (notes / "dålig.txt").write_bytes(BAD)
    assert run(mover=Mover(config, None, inbox=True)).statuses["dålig.txt"] == QUARANTINED
    assert list(_in_quarantine(config).values()) == [(BAD, False)], "the same note needs a person again"


def test_O1_what_lies_in_the_done_folder_already_is_not_replaced(
    run: Run, config: BatchConfig, notes: Path, done: Path
) -> None:
    run(mover=Mover(config, str(done), inbox=True))
    (done / "dålig.txt").write_bytes(GOOD)
    mover = Mover(config, str(done), inbox=False)
    assert _again(run, config, mover=mover).statuses == {"dålig.txt": DONE}
    assert (done / "dålig.txt").read_bytes() == GOOD
    assert list(_in_quarantine(config).values()) == [(BAD, True)]
    assert _codes(mover) == [("MVG825", ("EEXIST",))]


@pytest.mark.slow
@pytest.mark.counted
def test_O1_no_run_of_any_kind_removes_the_only_copy_of_a_source(
    run: Run, config: BatchConfig, notes: Path, done: Path
) -> None:
    """Whatever the order of watch, retry, the same name again and a mended note: every content lies somewhere."""
    seen: set[bytes] = set()
    for data in (BAD, BAD + b"<!-- -->", BAD, GOOD, REVISED):
        (notes / "dålig.txt").write_bytes(data)
        seen.add(data)
        run(mover=Mover(config, str(done), inbox=True))
        _again(run, config)
        left = {*tree(notes).values(), *tree(done).values(), *tree(Path(config.out)).values()}
        assert seen <= left


def test_O6_an_input_that_was_taken_half_written_is_in_one_place_in_the_end(
    run: Run, config: BatchConfig, inbox: Path
) -> None:
    (inbox / "a.txt").write_bytes(GOOD[:200])
    assert run().statuses["a.txt"] == QUARANTINED
    (inbox / "a.txt").write_bytes(GOOD[:300])
    assert run().statuses["a.txt"] == QUARANTINED
    assert [data for data, _ in _in_quarantine(config).values()] == [GOOD[:300]], "one entry, what lies there now"
    (inbox / "a.txt").write_bytes(GOOD)
    assert run().statuses["a.txt"] == DONE
    assert _in_quarantine(config) == {}


def test_O6_a_half_container_leaves_nothing_behind_when_it_is_whole(run: Run, config: BatchConfig, inbox: Path) -> None:
    with zipfile.ZipFile(inbox / "hel", "w") as archive:
        archive.writestr("a.txt", GOOD)
    whole = (inbox / "hel").read_bytes()
    (inbox / "hel").unlink()
    (inbox / "n.zip").write_bytes(whole[:-40])
    assert run().codes == {"n.zip": ["MVG817"]}
    (inbox / "n.zip").write_bytes(whole)
    assert run().statuses == {"n.zip/a.txt": DONE}
    assert _in_quarantine(config) == {}


def test_O6_a_reused_name_never_overwrites_an_older_source(run: Run, config: BatchConfig, inbox: Path) -> None:
    notes = [BAD, BAD + b"<!-- -->", BAD + b"<!--  -->"]
    for data in notes:
        (inbox / "a.txt").write_bytes(data)
        run(mover=Mover(config, None, inbox=True))
    assert sorted(data for data, _ in _in_quarantine(config).values()) == sorted(notes)
    assert sorted(name.split("-")[1] for name in _in_quarantine(config)) == ["1", "2", "3"]


def test_O1_a_run_that_is_killed_before_the_source_is_moved_finds_it_where_it_lay(
    run: Run, config: BatchConfig, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    (inbox / "a.txt").write_bytes(BAD)
    monkeypatch.setattr(mover_module, "relocate", kill)
    with pytest.raises(Killed):
        run(mover=Mover(config, None, inbox=True))
    monkeypatch.undo()
    assert (inbox / "a.txt").read_bytes() == BAD
    run(mover=Mover(config, None, inbox=True))
    assert tree(inbox) == {}
    assert [data for data, _ in _in_quarantine(config).values()] == [BAD]


def test_O1_the_control_a_program_that_removes_settled_sources_loses_one(
    run: Run, config: BatchConfig, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the tests above must notice: it is what `--retry` did once."""
    monkeypatch.setattr(Mover, "settle", lambda _, entry, *__: (entry.note.unlink(), None)[1])
    (inbox / "a.txt").write_bytes(BAD)
    run(mover=Mover(config, None, inbox=True))
    _again(run, config)
    assert BAD not in {*tree(inbox).values(), *tree(Path(config.out)).values()}


def test_O6_a_good_note_under_the_name_of_a_source_in_quarantine_leaves_that_source(
    run: Run, config: BatchConfig, inbox: Path, done: Path
) -> None:
    for data in (BAD, GOOD):
        (inbox / "a.txt").write_bytes(data)
        run(mover=Mover(config, str(done), inbox=True))
    assert (done / "a.txt").read_bytes() == GOOD
    assert [data for data, _ in _in_quarantine(config).values()] == [BAD]


def test_an_entry_that_somebody_took_away_leaves_the_input_where_it_is(
    run: Run, config: BatchConfig, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.txt").write_bytes(BAD)
    mover = Mover(config, None, inbox=True)
    monkeypatch.setattr(quarantine, "read", lambda *_: None)
    run(mover=mover)
    assert (inbox / "a.txt").read_bytes() == BAD
    assert _codes(mover) == [("MVG825", ("ENOENT",))]
