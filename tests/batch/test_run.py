"""A whole batch: the sum of outcomes is that of the inputs, reruns change nothing, names collide with nobody."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from batching import BAD, GOOD, OTHER, RUN, Ran, tree
from converter.batch import ledger as ledger_module
from converter.batch import output_files, quarantine, quarantine_records
from converter.batch.config import BatchConfig
from converter.batch.inputs import Source, items
from converter.batch.locks import run_lock
from converter.batch.outcome import DONE, KEPT, QUARANTINED, SKIPPED, Outcome, Totals
from converter.batch.run import Batch, BatchJob
from converter.files.storage import DRAFT, Refused, refused
from converter.findings import Finding

Run = Callable[..., Ran]


@pytest.fixture
def mixed(inbox: Path) -> Path:
    (inbox / "mapp").mkdir()
    for number in range(20):
        (inbox / f"{number:02}.txt").write_bytes(GOOD)
        (inbox / "mapp" / f"{number:02}.xml").write_bytes(OTHER)
    for number in (3, 11):
        (inbox / f"{number:02}.txt").write_bytes(BAD)
    (inbox / "tom.txt").touch()
    (inbox / "länk.txt").symlink_to(inbox / "00.txt")
    return inbox


# -- one input, one outcome -----------------------------------------------------------------------------------


def test_P7_every_input_has_one_outcome_and_is_unchanged(run: Run, config: BatchConfig, mixed: Path) -> None:
    before = tree(mixed)
    ran = run(recursive=True)
    assert ran.ended == (Totals(38, 0, 4, ran.ended.totals.seconds, new=4), None)
    assert [outcome.number for outcome in ran.outcomes] == list(range(1, 43))
    assert {key for key, status in ran.statuses.items() if status == QUARANTINED} == {
        "03.txt", "11.txt", "tom.txt", "länk.txt"
    }  # fmt: skip
    made = tree(Path(config.out))
    assert sum(name.endswith(".pmo.xml") for name in made) == 38
    assert sum(name.endswith(".json") for name in made) == 4
    assert tree(mixed) == before


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("block", [3, 512])
def test_P13_parallel_is_sequential_is_rerun(
    run: Run, config: BatchConfig, mixed: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, block: int
) -> None:
    run(recursive=True)
    wanted = tree(Path(config.out))
    assert set(run(recursive=True).statuses.values()) == {KEPT, QUARANTINED}
    assert tree(Path(config.out)) == wanted
    shutil.rmtree(config.out)
    monkeypatch.setattr(ledger_module, "BLOCK_SIZE", block)
    run(recursive=True, jobs=jobs)
    assert tree(Path(config.out)) == wanted


def test_a_run_removes_the_drafts_of_killed_workers_in_shards_too_and_nothing_else(
    run: Run, config: BatchConfig, inbox: Path
) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    run()
    (config.state / "1-of-2").mkdir()
    drafts = [folder / f"{DRAFT}1.tmp" for folder in (config.state, config.state / "1-of-2")]
    others = [config.state / "2-of-2", config.state / "1-of-2" / "lock"]
    for file in (*drafts, *others):
        file.touch()
    assert run().statuses == {"a.txt": KEPT}
    assert not any(map(Path.exists, drafts))
    assert all(map(Path.exists, others))


def test_what_a_long_block_has_come_to_is_reported_on_the_way(
    run: Run, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = run(recursive=True).outcomes
    monkeypatch.setattr(ledger_module, "FLUSH_INTERVAL", -1.0)
    again = run(recursive=True)
    assert [outcome.number for outcome in again.outcomes] == [outcome.number for outcome in wanted]
    assert set(again.statuses.values()) == {KEPT, QUARANTINED}


@pytest.mark.slow
@pytest.mark.counted
def test_O7_another_number_of_shards_and_another_option_put_nobody_in_quarantine(
    run: Run, config: BatchConfig, inbox: Path
) -> None:
    for number in range(30):
        (inbox / f"{number:02}.txt").write_bytes(GOOD)
    for number in (1, 2):
        run(shard=(number, 2))
    for number in (1, 2, 3):
        assert set(run(shard=(number, 3), headings="clinic24", targets=("melior",)).statuses.values()) == {DONE}
    assert set(run(headings="clinic24", targets=("melior",)).statuses.values()) == {KEPT}
    assert set(run().statuses.values()) == {DONE}


def test_O7_shards_of_another_number_that_would_meet_the_same_inputs_are_refused(
    run: Run, config: BatchConfig, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("converter.batch.locks.LOCK_TIMEOUT", 0)
    (inbox / "a.txt").write_bytes(GOOD)
    run()
    with run_lock(Path(config.out, ".mvg/lock"), "annan@dator", "i dag", (1, 2)):
        for shard in ((1, 1), (1, 2), (1, 3), (2, 3)):
            with pytest.raises(Refused) as busy:
                run(shard=shard)
            assert busy.value.finding.words[0] == "annan@dator"
        run(shard=(2, 2))
        run(shard=(3, 3))
    run()


def test_P13_shards_make_together_what_one_run_makes(run: Run, config: BatchConfig, mixed: Path) -> None:
    run(recursive=True)
    wanted = tree(Path(config.out))
    shutil.rmtree(config.out)
    parts = [run(recursive=True, shard=(number, 3)) for number in (1, 2, 3)]
    assert tree(Path(config.out)) == wanted
    assert sum(len(part.outcomes) for part in parts) == 42
    assert all(part.outcomes for part in parts)
    assert sorted(outcome.number for part in parts for outcome in part.outcomes) == list(range(1, 43)), "of the whole"


def test_a_changed_option_does_what_it_changes_again(run: Run, config: BatchConfig, mixed: Path) -> None:
    run()
    assert set(run(headings="clinic24").statuses.values()) == {DONE, QUARANTINED, SKIPPED}
    assert set(run(headings="clinic24").statuses.values()) == {KEPT, QUARANTINED, SKIPPED}


def test_nothing_is_left_of_what_the_run_needed_but_journal_and_lock(
    run: Run, config: BatchConfig, mixed: Path
) -> None:
    (Path(config.out) / ".mvg").mkdir(parents=True)
    (Path(config.out) / ".mvg/.mvg-0123.tmp").write_text("kvar efter en som dödades")
    run()
    assert sorted(path.name for path in (Path(config.out) / ".mvg").iterdir()) == ["journal.sqlite", "lock"]


def test_O11_a_rerun_reports_the_findings_of_notes_that_were_done_before(
    run: Run, config: BatchConfig, mixed: Path
) -> None:
    first = run(recursive=True, targets=("pmo", "melior"))
    again = run(recursive=True, targets=("pmo", "melior"))
    assert KEPT in again.statuses.values()
    assert any(outcome.findings for outcome in again.outcomes if outcome.status == KEPT)
    assert [outcome.targeted_findings for outcome in again.outcomes] == [
        outcome.targeted_findings for outcome in first.outcomes
    ]


# -- names that collide ---------------------------------------------------------------------------------------


def test_P19_names_that_differ_in_case_or_composition_alone_overwrite_nobody(
    run: Run, config: BatchConfig, inbox: Path
) -> None:
    for name in ("A.txt", "a.txt", "å.txt", "a\u030a.txt"):
        (inbox / name).write_bytes(GOOD)
    for _ in range(2):
        ran = run()
        assert sorted(codes for codes in ran.codes.values() if "MVG815" in codes) == [["MVG815"]] * 2
        assert len([name for name in tree(Path(config.out)) if name.endswith(".pmo.xml")]) == 2


def test_P19_the_same_name_twice_in_one_run_is_two_notes(run: Run, config: BatchConfig, inbox: Path) -> None:
    lines = [{"id": "a", "note": GOOD.decode()}, {"id": "a", "note": OTHER.decode()}, {"id": "a", "note": BAD.decode()}]
    (inbox / "n.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    for _ in range(2):
        ran = run()
        reported = [[finding.code for finding in outcome.findings[:1]] for outcome in ran.outcomes]
        assert reported[1:] == [["MVG815"], ["MVG815"]]
        assert len(tree(Path(config.out))) == 5, "one output, two notes in quarantine, each with its file"


def test_P19_a_name_that_an_earlier_run_knew_is_one_input_s_alone_in_every_block(
    run: Run, config: BatchConfig, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "BLOCK_SIZE", 1)
    (inbox / "a.txt").write_bytes(GOOD)
    source = Source(str(inbox / "a.txt"))
    for first in (DONE, KEPT):
        assert [outcome.status for outcome in run(items([source, source])).outcomes] == [first, QUARANTINED]
    assert list(Path(config.out, ".mvg").glob(".mvg-*")) == []


def test_a_run_that_changes_nothing_leaves_the_journal_as_it_was(run: Run, config: BatchConfig, inbox: Path) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    run()
    before = Path(config.out, ".mvg", "journal.sqlite").read_bytes()
    assert run().statuses == {"a.txt": KEPT}
    assert Path(config.out, ".mvg", "journal.sqlite").read_bytes() == before


def test_P7_the_very_same_note_three_times_in_one_place_is_three_inputs(
    run: Run, config: BatchConfig, inbox: Path
) -> None:
    line = json.dumps({"id": "a", "note": GOOD.decode()})
    (inbox / "n.jsonl").write_text("\n".join([line] * 3), "utf-8")
    run()
    before = tree(Path(config.out))
    assert sum(name.endswith(".pmo.xml") for name in before) == 1
    assert list(before.values()).count(GOOD) == 2, "two in quarantine, each with its file"
    for found in (None, None, quarantine.items(config), None):
        run(found)
        assert tree(Path(config.out)) == before


def test_P19_the_same_name_from_another_folder_is_another_note(
    run: Run, config: BatchConfig, inbox: Path, tmp_path: Path
) -> None:
    other = tmp_path / "in2"
    other.mkdir()
    (inbox / "a.txt").write_bytes(GOOD)
    run()
    (other / "a.txt").write_bytes(OTHER)
    assert run(items([Source(str(other))])).codes == {"a.txt": ["MVG815"]}
    (other / "a.txt").write_bytes(GOOD)
    assert run(items([Source(str(other))])).statuses == {"a.txt": KEPT}, "the very same note is none"
    assert len([name for name in tree(Path(config.out)) if name.endswith(".pmo.xml")]) == 1


def test_P19_a_file_of_somebody_else_is_kept_run_after_run(run: Run, config: BatchConfig, inbox: Path) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    Path(config.out).mkdir()
    (Path(config.out) / "a.txt.pmo.xml").write_text("en annans")
    for _ in range(3):
        assert run().codes == {"a.txt": ["MVG816"]}
    (inbox / "a.txt").write_bytes(BAD)
    assert "MVG401" in run().codes["a.txt"]
    (inbox / "a.txt").write_bytes(GOOD)
    assert run().codes == {"a.txt": ["MVG816"]}
    assert (Path(config.out) / "a.txt.pmo.xml").read_text() == "en annans"


def test_a_name_that_cannot_be_one_is_in_quarantine_with_its_note(run: Run, config: BatchConfig, inbox: Path) -> None:
    (inbox / ("å" * 124)).write_bytes(GOOD)
    (inbox / os.fsdecode(b"a\xe5.txt")).write_bytes(GOOD)
    assert sorted(codes[0] for codes in run().codes.values()) == ["MVG812", "MVG813"]
    assert list(tree(Path(config.out)).values()).count(GOOD) == 2


def test_P20_the_file_beside_a_note_can_be_read_by_people_and_shown_by_a_terminal(
    run: Run, config: BatchConfig, inbox: Path
) -> None:
    name = os.fsdecode(b"\xe5") + "\u202e\x9b\U000e0001\u00e5.txt"
    (inbox / name).write_bytes(GOOD)
    run()
    (text,) = (data.decode() for made, data in tree(Path(config.out)).items() if made.endswith(".json"))
    assert "Filnamnet är inte läsbar text" in text
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert json.loads(text)["key"] == name


def test_the_inputs_are_numbered_without_a_gap_whatever_they_lie_in(run: Run, config: BatchConfig, inbox: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (inbox / name).write_text(json.dumps({"id": "x", "note": GOOD.decode()}), "utf-8")
    (inbox / "c.txt").write_bytes(GOOD)
    assert [outcome.number for outcome in run().outcomes] == [1, 2, 3]


# -- again ----------------------------------------------------------------------------------------------------


def test_the_quarantine_is_tried_again_from_its_own_copies(run: Run, config: BatchConfig, inbox: Path) -> None:
    (inbox / "a.txt").write_bytes(BAD)
    (inbox / "n.jsonl").write_text(json.dumps({"id": "b", "note": BAD.decode()}), "utf-8")
    (inbox / "tom.txt").touch()
    first = run()
    assert set(first.statuses.values()) == {QUARANTINED}
    shutil.rmtree(inbox)
    inbox.mkdir()
    assert run(quarantine.items(config)).codes == first.codes, "nothing was mended"
    again = run(quarantine.items(replace(config, targets=("melior",)), own_targets=False), targets=("melior",))
    assert again.statuses == {"a.txt": DONE, "n.jsonl/b": DONE, "tom.txt": QUARANTINED}
    done = ["a.txt.melior.txt", "n.jsonl/b.melior.txt"]
    assert [name for name in tree(Path(config.out)) if not name.endswith("-tom.txt.json")] == done


def test_P2_a_new_try_keeps_the_line_ends_of_a_text(run: Run, config: BatchConfig, inbox: Path) -> None:
    note = BAD.decode().replace("\n", "\r\n")
    (inbox / "n.jsonl").write_text(json.dumps({"id": "b", "note": note}), "utf-8")
    run()
    before = tree(Path(config.out))
    assert note.encode() in before.values()
    run(quarantine.items(config))
    assert tree(Path(config.out)) == before


def test_what_a_new_try_cannot_mend_stays_as_it_was_reported(run: Run, config: BatchConfig, inbox: Path) -> None:
    for name in ("A.txt", "a.txt"):
        (inbox / name).write_bytes(GOOD)
    run()
    before = tree(Path(config.out))
    assert list(run(quarantine.items(config)).codes.values()) == [["MVG815"]]
    assert tree(Path(config.out)) == before


def test_a_note_in_quarantine_that_looks_like_its_companion_is_none(run: Run, config: BatchConfig, inbox: Path) -> None:
    (inbox / "a.json").write_text(json.dumps({"key": "x", "origin": "", "input_sha256": "", "findings": []}))
    (inbox / "b.json").write_bytes(b"\xff")
    run()
    assert sorted(item.key for item in quarantine.items(config)) == ["a.json", "b.json"]


def test_a_name_that_was_another_s_can_be_tried_again_when_it_is_free(
    run: Run, config: BatchConfig, inbox: Path
) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    Path(config.out).mkdir()
    (Path(config.out) / "a.txt.pmo.xml").write_text("en annans")
    run()
    (Path(config.out) / "a.txt.pmo.xml").unlink()
    assert run(quarantine.items(config)).statuses == {"a.txt": DONE}
    assert list(tree(Path(config.out))) == ["a.txt.pmo.xml"]


def test_there_is_nothing_to_try_again_where_nothing_was(config: BatchConfig) -> None:
    assert list(quarantine.items(config)) == []


# -- stopping -------------------------------------------------------------------------------------------------


class Stopping:
    """A listener that stops the run, or cannot write."""

    def __init__(self, refuse_listener: bool = False, refuse_end: bool = False) -> None:
        self.batch: Batch | None = None
        self._refuse_listener, self._refuse_end = refuse_listener, refuse_end

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        if self._refuse_listener:
            raise refused("MVG805", OSError(28, ""))
        if self.batch:
            self.batch.stop(Finding("MVG826"))

    def on_end(self, totals: Totals) -> None:
        if self._refuse_end:
            raise refused("MVG805", OSError(28, ""))


def test_a_stopped_run_says_so_and_the_next_goes_on(
    run: Run, config: BatchConfig, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "BLOCK_SIZE", 4)
    stopping = Stopping()
    order = BatchJob(items([Source(str(mixed))]), config, RUN, listeners=lambda: [stopping])
    stopping.batch = Batch(order)
    ended = stopping.batch.run()
    assert ended.fault == Finding("MVG826")
    assert ended.totals.stopped == "MVG826"
    assert 0 < ended.totals.inputs < 22
    again = run()
    assert again.ended.fault is None
    assert len([status for status in again.statuses.values() if status == KEPT]) == ended.totals.done


@pytest.mark.parametrize("harm", [{"refuse_listener": True}, {"refuse_end": True}])
def test_P10_a_listener_that_cannot_write_stops_the_run_before_the_journal_says_done(
    run: Run, config: BatchConfig, mixed: Path, harm: dict[str, bool]
) -> None:
    ran = run(listeners=[Stopping(**harm)])
    assert ran.ended.fault is not None
    assert (ran.ended.fault.code, ran.ended.fault.words) == ("MVG805", ("ENOSPC",))
    kept = [status for status in run().statuses.values() if status == KEPT]
    assert bool(kept) == ("refuse_end" in harm)


def test_P11_a_disk_that_is_full_stops_the_run(
    run: Run, config: BatchConfig, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "")

    with monkeypatch.context() as broken:
        broken.setattr(output_files, "write_file", full)
        broken.setattr(quarantine_records, "write_file", full)
        ran = run()
    assert ran.ended.fault is not None
    assert ran.ended.fault.exit_code == 73
    assert {outcome.status for outcome in ran.outcomes} <= {SKIPPED}
    assert set(run().statuses.values()) == {DONE, QUARANTINED, SKIPPED}


def test_P14_a_busy_folder_is_refused(
    run: Run, config: BatchConfig, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("converter.batch.locks.LOCK_TIMEOUT", 0)
    run()
    with run_lock(Path(config.out, ".mvg/lock"), "annan@dator", "i dag"), pytest.raises(Refused) as busy:
        run()
    assert busy.value.finding.code == "MVG811"
    assert busy.value.finding.words[0] == "annan@dator"


@pytest.mark.parametrize("place", ["", ".mvg/lock"])
def test_an_output_folder_that_cannot_be_one_is_refused(run: Run, config: BatchConfig, inbox: Path, place: str) -> None:
    out = Path(config.out)
    if place:
        (out / place).mkdir(parents=True)
    else:
        out.touch()
    with pytest.raises(Refused) as failed:
        run()
    assert failed.value.finding.code == "MVG805"


def test_P11_a_quarantine_that_cannot_be_cleared_stops_the_run(
    run: Run, config: BatchConfig, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "a.txt").write_bytes(BAD)
    run()

    def refuse(*_: object) -> None:
        raise OSError(5, "")

    with monkeypatch.context() as broken:
        broken.setattr(quarantine_records, "remove", refuse)
        ran = run(quarantine.items(replace(config, targets=("melior",)), own_targets=False), targets=("melior",))
    assert ran.ended.fault is not None
    assert ran.ended.fault.words == ("EIO",)
    assert run(
        quarantine.items(replace(config, targets=("melior",)), own_targets=False), targets=("melior",)
    ).statuses == {"a.txt": KEPT}
    assert list(tree(Path(config.out))) == ["a.txt.melior.txt"]


def test_what_a_killed_run_half_took_out_of_the_quarantine_is_taken_out(
    run: Run, config: BatchConfig, inbox: Path
) -> None:
    (inbox / "a.txt").write_bytes(BAD)
    run()
    (copy,) = (path for path in (Path(config.out) / "quarantine").iterdir() if path.suffix != ".json")
    copy.unlink()
    assert list(quarantine.items(config)) == []
    assert list((Path(config.out) / "quarantine").iterdir()) == []


@pytest.mark.parametrize("note", [GOOD, BAD], ids=["done", "quarantined"])
def test_P27_a_half_written_line_of_json_lines_leaves_the_quarantine_when_it_is_complete(
    run: Callable[..., Ran], inbox: Path, config: BatchConfig, note: bytes
) -> None:
    line = json.dumps({"id": "b", "note": note.decode()})
    (inbox / "n.jsonl").write_text(f"{line[:80]}\n{line[:70]}\n", "utf-8")
    assert run().statuses == {"n.jsonl/#1": QUARANTINED, "n.jsonl/#2": QUARANTINED}
    (inbox / "n.jsonl").write_text(f"{line}\n{line[:70]}\n", "utf-8")
    second = run()
    assert second.codes["n.jsonl/#2"] == ["MVG824"]
    kept = {entry.record["key"] for entry in quarantine.entries(config)}
    assert kept == {"n.jsonl/#2"} | ({"n.jsonl/b"} if note == BAD else set()), "the unreadable line alone stays"
