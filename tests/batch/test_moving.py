"""Inputs are moved when output and journal are on disk, over nothing, and never when they changed (P7, P10, P18)."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batching import BAD, GOOD, OTHER, Ran, tree
from converter.batch import moving, quarantine
from converter.batch.how import How
from converter.batch.inputs import Source, items
from converter.batch.journal import Journal
from converter.batch.moving import Mover
from converter.batch.names import claim
from converter.batch.outcome import DONE, KEPT, QUARANTINED

REVISED = GOOD.replace(b"AT: gott", b"AT: bra")
Run = Callable[..., Ran]


@pytest.fixture
def done(tmp_path: Path) -> Path:
    return tmp_path / "klara"


@pytest.fixture
def mover(how: How, done: Path) -> Mover:
    return Mover(how, str(done), inbox=False)


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
    run: Run, how: How, notes: Path, mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    synced: set[Path] = set()
    real_write, real_move = Journal.write, Mover.move

    def write(self: Journal, claims: Any, settled: Any) -> None:
        order.append("journal")
        real_write(self, claims, settled)

    def move(self: Mover, settled: Any) -> list[int]:
        order.append("move")
        with Journal(how.state) as journal:
            for task, outcome in settled:
                (known,) = journal.known([claim(task.item.key)]).values()
                assert known.moved
                assert (Path(how.out) / f"{outcome.key}.pmo.xml") in synced
        return real_move(self, settled)

    monkeypatch.setattr(Journal, "write", write)
    monkeypatch.setattr(Mover, "move", move)
    monkeypatch.setattr(moving, "sync_file", synced.add)
    monkeypatch.setattr(moving, "sync_folder", synced.add)
    run(recursive=True, mover=mover)
    assert order[-2:] == ["journal", "move"]
    assert {Path(how.out), Path(how.out, "mapp")} <= synced


def test_P19_another_note_under_the_name_of_a_moved_one_overwrites_nothing(
    run: Run, how: How, notes: Path, mover: Mover, done: Path
) -> None:
    run(mover=mover)
    before = tree(Path(how.out))
    (notes / "a.txt").write_bytes(OTHER)
    assert run(mover=mover).codes["a.txt"] == ["MVG815"]
    assert before.items() <= tree(Path(how.out)).items()
    assert (done / "a.txt").read_bytes() == GOOD
    (notes / "a.txt").write_bytes(GOOD)
    assert run(mover=mover).statuses["a.txt"] == KEPT, "the same note again is no other"
    assert not (notes / "a.txt").exists()


def test_P19_what_comes_to_the_place_of_a_moved_note_takes_nothing_of_it(
    run: Run, how: How, notes: Path, mover: Mover
) -> None:
    run(mover=mover)
    before = tree(Path(how.out))
    (notes / "a.txt").symlink_to("nowhere")
    assert run(mover=mover).codes["a.txt"] == ["MVG802"]
    assert before.items() <= tree(Path(how.out)).items()
    (notes / "a.txt").unlink()
    (notes / "a.txt").write_bytes(OTHER)
    for found in (None, quarantine.items(how), quarantine.items(how)):
        assert run(found, mover=mover).codes["a.txt"] in (["MVG815"], ["MVG802"])
        assert before.items() <= tree(Path(how.out)).items()


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

    monkeypatch.setattr(moving, "sync_folder", grow)
    run(mover=mover)
    assert (notes / "a.txt").read_bytes() == REVISED
    assert _codes(mover) == [("MVG825", ("EEXIST",))]
    monkeypatch.undo()
    assert run(mover=mover).statuses["a.txt"] == DONE, "it is read again, as it is now"
    assert (done / "a.txt").read_bytes() == REVISED


def test_an_input_that_vanished_after_it_was_read_is_told(
    run: Run, notes: Path, mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "sync_folder", lambda _: (notes / "a.txt").unlink(missing_ok=True))
    run(mover=mover)
    assert _codes(mover) == [("MVG801", ())]


def test_P18_nothing_is_moved_through_a_link(run: Run, notes: Path, mover: Mover, done: Path, tmp_path: Path) -> None:
    (tmp_path / "annan").mkdir()
    done.mkdir()
    (done / "mapp").symlink_to(tmp_path / "annan")
    run(recursive=True, mover=mover)
    assert tree(tmp_path / "annan") == {}
    assert _codes(mover) == [("MVG825", ("ELOOP",))]


def test_an_input_on_another_disk_stays_and_is_told(
    run: Run, notes: Path, mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "")

    monkeypatch.setattr(Path, "replace", refuse)
    run(mover=mover)
    assert (notes / "a.txt").read_bytes() == GOOD
    assert _codes(mover) == [("MVG825", ("EXDEV",))]


def test_P11_a_disk_that_cannot_be_waited_for_stops_the_run_and_moves_nothing(
    run: Run, notes: Path, mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError(errno.EIO, "")

    monkeypatch.setattr(moving, "sync_file", refuse)
    ran = run(mover=mover)
    assert ran.ended.fault is not None
    assert ran.ended.fault.words == ("EIO",)
    assert len(tree(notes)) == 3
    monkeypatch.undo()
    assert run(mover=mover).statuses["a.txt"] == DONE


# -- an inbox -------------------------------------------------------------------------------------------------


def test_what_needs_a_person_leaves_the_inbox_itself(run: Run, how: How, notes: Path) -> None:
    os.mkfifo(notes / "rör")
    with (notes / "stor.txt").open("wb") as file:
        file.truncate(3 << 20)
    inode = (notes / "dålig.txt").stat().st_ino
    run(mover=Mover(how, None, inbox=True))
    assert tree(notes) == {"a.txt": GOOD, "mapp/b.xml": OTHER}
    assert not (notes / "rör").exists()
    kept = [path for path in (Path(how.out) / "quarantine").iterdir() if path.suffix != ".json"]
    assert inode in {path.stat().st_ino for path in kept}
    assert sorted(path.name[17:] for path in kept) == ["d_lig.txt", "r_r", "stor.txt"]


def test_another_bad_note_of_the_same_name_lies_beside_the_first(run: Run, how: How, notes: Path) -> None:
    for data in (BAD, BAD + b"<!-- -->", BAD):
        (notes / "dålig.txt").write_bytes(data)
        run(mover=Mover(how, None, inbox=True))
    kept = [data for name, data in tree(Path(how.out)).items() if "quarantine" in name and not name.endswith(".json")]
    assert sorted(kept) == sorted([BAD, BAD + b"<!-- -->"])


def test_a_bad_note_on_another_disk_is_taken_away_when_its_copy_is_safe(
    run: Run, how: How, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "")

    os.mkfifo(notes / "rör")
    monkeypatch.setattr(Path, "replace", refuse)
    mover = Mover(how, None, inbox=True)
    run(mover=mover)
    assert not (notes / "dålig.txt").exists()
    assert BAD in tree(Path(how.out)).values()
    assert (notes / "rör").exists(), "what has no copy stays"
    assert _codes(mover) == [("MVG825", ("EXDEV",))]


def test_a_bad_note_that_changed_after_it_was_read_stays(
    run: Run, how: How, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "sync_folder", lambda _: (notes / "dålig.txt").write_bytes(GOOD))
    mover = Mover(how, None, inbox=True)
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


def test_members_of_a_container_have_nothing_to_move(run: Run, how: How, notes: Path, mover: Mover) -> None:
    (notes / "n.jsonl").write_text(json.dumps({"id": "a", "note": GOOD.decode()}), "utf-8")
    ran = run(items([Source(str(notes / "n.jsonl"))]), mover=mover)
    assert list(ran.statuses.values()) == [DONE]
    assert (notes / "n.jsonl").exists()
    assert mover.unmoved == []
