"""The report as JSON Lines: every note, in the order of the inputs, whole or not at all, and not a word of a note."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from converter.batch.advice import fitting
from converter.batch.config import BatchConfig
from converter.batch.html_report import HtmlReport
from converter.batch.jsonl_report import JsonLinesReport, report
from converter.batch.outcome import DONE, KEPT, QUARANTINED, Outcome, Totals
from converter.files.storage import Refused
from converter.findings import Finding
from paths import ROOT
from sample_run import RUN, groups, notify, outcome, peak_memory

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes or limits")
FORMS = ("report.jsonl", "report.html")


def _code(run: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refused:
        run()
    return refused.value.finding.code, refused.value.finding.words


def test_the_name_of_the_file_decides_the_form(tmp_path: Path) -> None:
    for name, form in (
        ("a.html", HtmlReport),
        ("a.HTM", HtmlReport),
        ("a.jsonl", JsonLinesReport),
        ("a", JsonLinesReport),
        ("html", JsonLinesReport),
    ):
        assert isinstance(report(RUN, tmp_path / name), form)


def test_there_is_a_line_a_note_in_the_order_of_the_inputs(tmp_path: Path) -> None:
    file = tmp_path / "report.jsonl"
    notify(JsonLinesReport(file), 230)
    reported = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["number"] for line in reported] == list(range(1, 231))
    assert {line["schema"] for line in reported} == {1}


def test_a_line_says_what_became_of_a_note(tmp_path: Path) -> None:
    file = tmp_path / "report.jsonl"
    listener = JsonLinesReport(file, "en")
    listener.on_outcomes([outcome(1), outcome(2, KEPT), outcome(3, QUARANTINED), Outcome(4, "x", QUARANTINED)])
    listener.on_end(Totals())
    done, kept, bad, unread = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    note = outcome(1)
    assert done == {
        "schema": 1, "number": 1, "id": "", "name": note.name, "status": DONE, "new": False, "withheld": [],
        "findings": [], "input_sha256": note.input_digest,
        "outputs": dict(note.outputs), "bytes": note.size, "seconds": round(note.seconds, 6),
    }  # fmt: skip
    assert kept["status"] == KEPT
    assert bad["findings"][0] == {
        "code": "MVG401", "severity": "error", "line": 3, "column": None,
        "message": "Journaltyp is missing. Export to the record is not possible.",
        "next_step": fitting(Finding("MVG401", words=("Journaltyp", "--journaltyp")), "en"), "targets": [],
    }  # fmt: skip
    assert (bad["outputs"], unread["input_sha256"], unread["findings"]) == ({}, None, [])


def test_a_run_that_stopped_reports_what_it_came_to(tmp_path: Path) -> None:
    file = tmp_path / "report.jsonl"
    notify(JsonLinesReport(file), 30, stopped="MVG805")
    assert len(file.read_text("utf-8").splitlines()) == 30
    notify(JsonLinesReport(file), 0)
    assert file.read_bytes() == b""  # an empty run is an empty report


@pytest.mark.parametrize("name", FORMS)
def test_until_the_end_the_old_report_stands_alone(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("förra")
    listener = report(RUN, file)
    for group in groups(2000):
        listener.on_outcomes(group)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "förra")]
    listener.on_end(Totals())
    assert file.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", FORMS)
def test_what_is_for_files_of_the_output_only_is_in_no_report(tmp_path: Path, name: str) -> None:
    """Keys and ids are names as they are: with whatever identity number somebody put there (P15)."""
    canaries: Any = {field: "Zxqvkanarie" for field in ("key", "id") if field in Outcome._fields}
    listener = report(RUN, tmp_path / name)
    listener.on_outcomes([outcome(1)._replace(**canaries), outcome(2, QUARANTINED)._replace(**canaries)])
    listener.on_end(Totals(1, 0, 1))
    assert b"Zxqv" not in (tmp_path / name).read_bytes()


@needs_posix
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_report_is_private_whatever_the_umask_and_what_stood_there(tmp_path: Path, name: str, mask: int) -> None:
    file = tmp_path / name
    file.touch(0o666)
    before = os.umask(mask)
    try:
        notify(report(RUN, file), 3)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@needs_posix
@pytest.mark.parametrize("name", FORMS)
def test_a_link_is_replaced_and_not_followed(tmp_path: Path, name: str) -> None:
    (tmp_path / "other").write_text("kvar")
    (tmp_path / name).symlink_to(tmp_path / "other")
    notify(report(RUN, tmp_path / name), 3)
    assert ((tmp_path / "other").read_text(), (tmp_path / name).is_symlink()) == ("kvar", False)


@pytest.mark.parametrize("name", FORMS)
def test_a_report_that_cannot_be_written_is_refused_before_the_run(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    for path, number in (
        (tmp_path / name, "EISDIR"),
        (tmp_path / "none" / name, "ENOENT"),
        (tmp_path / f"{'a' * 300}{name}", "ENAMETOOLONG"),
        (tmp_path / f"\0{name}", "?"),
    ):
        assert _code(partial(report, RUN, path)) == ("MVG850", ("--report", number))


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_disk_that_refuses_at_the_end_leaves_the_old_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "Kanariefågel")

    file = tmp_path / name
    file.write_text("förra")
    listener = report(RUN, file)
    listener.on_outcomes([outcome(1)])
    monkeypatch.setattr(os, call, fail)
    assert _code(lambda: listener.on_end(Totals(1))) == ("MVG850", ("--report", "ENOSPC"))
    monkeypatch.undo()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "förra")]


@needs_posix
@pytest.mark.parametrize("name", FORMS)
def test_a_disk_that_is_full_leaves_the_old_report(tmp_path: Path, name: str) -> None:
    """The system itself refuses the bytes: no file may grow beyond a limit."""
    import resource

    (tmp_path / name).write_text("förra")
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "import pathlib, sys; from sample_run import RUN, notify; from converter.batch.jsonl_report import report\n"
            "from converter.files.storage import Refused\n"
            "try: notify(report(RUN, pathlib.Path(sys.argv[1])), 500)\n"
            "except Refused as refused: print(refused.finding.code, *refused.finding.words)",
            str(tmp_path / name),
        ],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}", "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("MVG850 --report ")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "förra")]


def test_a_temporary_file_that_cannot_grow_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = JsonLinesReport(tmp_path / "report.jsonl")
    listener._lines.execute("PRAGMA max_page_count = 4")
    assert _code(lambda: notify(listener, 1000)) == ("MVG850", ("--report", "SQLITE_FULL"))
    listener.on_end(Totals())

    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError

    monkeypatch.setattr(sqlite3, "connect", fail)
    assert _code(lambda: JsonLinesReport(tmp_path / "other.jsonl")) == ("MVG850", ("--report", "?"))


def test_the_draft_of_a_killed_run_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "report.jsonl"
    listener = JsonLinesReport(file)
    for call in ("unlink", "replace"):  # a kill: the draft has been written, and nobody clears it away
        monkeypatch.setattr(os, call, lambda *_, **__: None)
    listener.on_end(Totals())
    monkeypatch.undo()
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".mvg-")
    notify(JsonLinesReport(file), 1)
    assert list(tmp_path.iterdir()) == [file]


def test_an_interrupt_while_it_is_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    listener = JsonLinesReport(tmp_path / "report.jsonl")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        listener.on_end(Totals())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.slow
def test_memory_is_flat_in_the_number_of_notes(tmp_path: Path, name: str) -> None:
    def peak(count: int) -> int:
        return peak_memory(report(RUN, tmp_path / name), count)

    peak(10_000)
    assert peak(40_000) < peak(10_000) + 150_000  # a pointer a note would be more
    assert peak(20_000) < 3_000_000


def test_names_of_any_length_are_cut(tmp_path: Path) -> None:
    for name in FORMS:
        listener = report(RUN, tmp_path / name)
        listener.on_outcomes([Outcome(1, "å" * 1_000_000, QUARANTINED, (Finding("MVG101"),))])
        listener.on_end(Totals(0, 0, 1))
        assert (tmp_path / name).stat().st_size < 20_000


# -- shards -------------------------------------------------------------------------------------------------------


def _shard(tmp_path: Path, config: BatchConfig, number: int, of: int = 2, name: str = "r.jsonl") -> Any:
    config.state.mkdir(parents=True, exist_ok=True)
    return report(RUN, tmp_path / name, config=replace(config, shard=(number, of)))


@pytest.mark.parametrize("name", FORMS)
def test_O9_the_last_shard_that_ends_writes_the_report_of_all(tmp_path: Path, config: BatchConfig, name: str) -> None:
    for number in (2, 1):
        listener = _shard(tmp_path, config, number, name=name)
        listener.on_outcomes([outcome(at) for at in range(number, 200, 2)])
        listener.on_end(Totals(99, 0, 1, 2.0))
    reported = (tmp_path / name).read_text("utf-8")
    if name == "report.jsonl":
        alone = JsonLinesReport(tmp_path / "alone")
        alone.on_outcomes([outcome(at) for at in range(1, 200)])
        alone.on_end(Totals())
        assert reported == (tmp_path / "alone").read_text("utf-8")
    else:
        assert "198" in reported.replace("\N{NO-BREAK SPACE}", "")


def test_a_shard_that_begins_takes_back_what_it_and_other_numbers_reported(tmp_path: Path, config: BatchConfig) -> None:
    for number, of in ((1, 3), (1, 2), (1, 2)):
        listener = _shard(tmp_path, config, number, of)
        listener.on_outcomes([outcome(at) for at in range(1, 4)])
        listener.on_end(Totals(3))
    assert len((tmp_path / "r.jsonl").read_text("utf-8").splitlines()) == 3
    assert len(list(config.state.glob("report-*.jsonl"))) == 1


def test_what_a_shard_cannot_write_stops_it(
    tmp_path: Path, config: BatchConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mapp").mkdir()
    assert _code(lambda: _shard(tmp_path, config, 1, name="mapp"))[0] == "MVG850"
    listener = _shard(tmp_path, config, 1)
    listener.on_outcomes([outcome(1)])
    assert _code(lambda: listener.on_outcomes([outcome(1)])) == ("MVG850", ("--report", "SQLITE_CONSTRAINT_PRIMARYKEY"))

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr("converter.batch.jsonl_report.write_atomically", fail)
    assert _code(lambda: listener.on_end(Totals())) == ("MVG850", ("--report", "ENOSPC"))
