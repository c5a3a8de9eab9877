"""`mvg quarantine`: list, show, retry and discard, and nothing is lost by any of them."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from batching import BAD, GOOD, OTHER, tree
from converter.batch import quarantine as store
from converter.batch import quarantine_records
from converter.batch.config import BatchConfig
from converter.batch.locks import run_lock
from converter.files.storage import Refused
from converter.findings import Finding
from converter.profile import default_profile
from paths import BROKEN

Mvg = Callable[..., CompletedProcess[str]]
UNPLACED = (BROKEN / "mvg302-text-under-anamnes.txt").read_bytes()
PLACE = ("--place", "Anamnes=Kompletterande anamnes")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ut"


@pytest.fixture
def inbox(mvg: Mvg, tmp_path: Path, out: Path) -> Path:
    """Two notes in quarantine, one of them named by an identity number, and one that is done."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(GOOD)
    (folder / "x.txt").write_bytes(UNPLACED)
    (folder / "19910427-2381.txt").write_bytes(BAD)
    assert mvg("batch", folder, "--out", out, "--to", "pmo", "--to", "melior").returncode == 1
    return folder


def _listed(mvg: Mvg, out: Path) -> dict[str, dict[str, Any]]:
    reported = json.loads(mvg("quarantine", "list", "--out", out, "--format", "json").stdout)
    return {entry["name"]: entry for entry in reported["entries"]}


def test_the_list_names_each_note_by_id_age_codes_and_what_is_missing(mvg: Mvg, inbox: Path, out: Path) -> None:
    ran = mvg("quarantine", "list", "--out", out)
    assert (ran.returncode, ran.stderr) == (0, "2 i karantän.\n")
    assert "19910427" not in ran.stdout
    first, second = sorted(ran.stdout.splitlines(), key=lambda line: line[-5:])
    assert "….txt" in second + first
    assert any("MVG401  (pmo)" in line for line in (first, second))
    assert all("kopia" in line for line in (first, second))
    assert set(_listed(mvg, out)["x.txt"]["withheld"]) == {"pmo"}
    assert _listed(mvg, out)["x.txt"]["targets"] == ["pmo", "melior"]


def test_a_note_is_shown_with_its_findings_in_words_and_where_its_copy_lies(mvg: Mvg, inbox: Path, out: Path) -> None:
    entry = _listed(mvg, out)["x.txt"]
    reported = mvg("quarantine", "show", entry["id"], "--out", out).stdout
    assert "MVG302" in reported
    assert "Gör så här" in reported
    assert entry["note"] in reported
    (data,) = json.loads(mvg("quarantine", "show", entry["id"], "--out", out, "--format", "json").stdout)["entries"]
    assert data == entry


def test_P15_no_identity_number_is_shown_or_in_a_name_of_our_making(mvg: Mvg, inbox: Path, out: Path) -> None:
    entry = _listed(mvg, out)["….txt"]
    assert not [name for name in tree(out / "quarantine") if "19910427" in name]
    for style in ("text", "json"):
        assert "19910427" not in mvg("quarantine", "show", entry["id"], "--out", out, "--format", style).stdout
    mvg(
        "quarantine", "discard", entry["id"], "--out", out, "--reason", "hör till 19910427-2381", "--audit", out / "log"
    )
    assert b"19910427" not in (out / "log").read_bytes()
    assert not [name for name in tree(out / "discarded") if "19910427" in name]


def _broken_records() -> list[tuple[str, object]]:
    members = (
        "key",
        "origin",
        "sequence",
        "input_sha256",
        "copied",
        "text",
        "findings",
        "words",
        "targets",
        "withheld",
    )
    values: tuple[object, ...] = (None, [5], {})
    broken = [(member, value) for member in members for value in values]
    findings = [{}, {"code": "MVG000"}, {"code": []}, {"code": "MVG401", "line": "1", "column": None, "targets": []},
                {"code": "MVG401", "line": 1, "column": None, "targets": "pmo"}]  # fmt: skip
    return [*broken, ("registration", "pdf"), ("findings", []), *(("findings", [each]) for each in findings)]


@pytest.mark.parametrize(("member", "value"), _broken_records())
def test_P27_a_record_that_is_not_whole_is_counted_and_stops_no_command(
    mvg: Mvg, inbox: Path, out: Path, member: str, value: object
) -> None:
    record = next((out / "quarantine").glob("*-x.txt.json"))
    record.write_text(json.dumps({**json.loads(record.read_text("utf-8")), member: value}))
    ran = mvg("quarantine", "list", "--out", out)
    assert (ran.returncode, len(ran.stdout.splitlines())) == (0, 1)
    assert ran.stderr.splitlines()[1].startswith("Utan läsbar post, och därför inte i listan: 1.")
    note = record.with_suffix("").read_bytes()
    assert mvg("quarantine", "retry", "--out", out).returncode == 1
    assert record.with_suffix("").read_bytes() == note


def test_all_or_some_are_tried_again_for_the_targets_they_were_meant_for(mvg: Mvg, inbox: Path, out: Path) -> None:
    ids = {name: entry["id"] for name, entry in _listed(mvg, out).items()}
    assert mvg("quarantine", "retry", ids["….txt"], "--out", out, *PLACE).returncode == 1
    assert len(_listed(mvg, out)) == 2, "only the chosen one was tried, and it is as it was"
    ran = mvg("quarantine", "retry", ids["x.txt"], "--out", out, *PLACE)
    assert ran.returncode == 0
    assert {"x.txt.pmo.xml", "x.txt.melior.txt"} <= tree(out).keys(), "both, though no target was named"
    assert list(_listed(mvg, out)) == ["….txt"]
    assert tree(inbox).keys() == {"a.txt", "x.txt", "19910427-2381.txt"}


@pytest.mark.parametrize("command", [("batch", "--retry"), ("quarantine", "retry")])
def test_O1_a_subset_of_the_targets_is_refused(mvg: Mvg, inbox: Path, out: Path, command: tuple[str, ...]) -> None:
    before = tree(out)
    ran = mvg(*command, "--out", out, "--to", "melior", *PLACE)
    assert (ran.returncode, "pmo" in ran.stderr) == (2, True)
    assert tree(out) == before
    assert mvg(*command, "--out", out, "--to", "melior", "--to", "pmo", "--to", "json", *PLACE).returncode == 1
    assert "x.txt.json" in tree(out), "a target more is welcome"


def test_a_registration_is_made_again_too(mvg: Mvg, tmp_path: Path, out: Path) -> None:
    (tmp_path / "x.txt").write_bytes(UNPLACED)
    mvg("batch", tmp_path / "x.txt", "--out", out, "--registration", "text")
    assert mvg("quarantine", "retry", "--out", out, *PLACE).returncode == 0
    assert [name for name in tree(out) if name.endswith(".registration.txt")]


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((), {"a": ".registration.html", "b": ".registration.json", "c": ".registration.txt", "d": None}),
        (("--to", "pmo", "--to", "json"),
         {"a": ".registration.html", "b": ".registration.json", "c": ".registration.txt", "d": None}),
        (("--registration", "text"), dict.fromkeys("abcd", ".registration.txt")),
    ],
)  # fmt: skip
def test_each_note_gets_the_registration_page_that_its_record_names(
    mvg: Mvg, tmp_path: Path, out: Path, given: tuple[str, ...], wanted: dict[str, str | None]
) -> None:
    for name, form in (("a", "html"), ("b", "json"), ("c", "text"), ("d", None)):
        (tmp_path / f"{name}.txt").write_bytes(UNPLACED)
        more = ("--registration", form) if form else ()
        assert mvg("batch", tmp_path / f"{name}.txt", "--out", out, *more).returncode == 1
    assert mvg("quarantine", "retry", "--out", out, *PLACE, *given).returncode == 0
    pages = [path.rpartition("/")[2] for path in tree(out) if ".txt.registration." in path]
    made = {page[0]: page for page in pages}
    assert len(made) == len(pages)
    assert made == {name: f"{name}.txt{ending}" for name, ending in wanted.items() if ending}


def test_a_discarded_note_is_moved_recorded_and_not_converted_again(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    ids = {name: entry["id"] for name, entry in _listed(mvg, out).items()}
    given = ("--out", out, "--reason", "Dubblett", "--audit", tmp_path / "log")
    ran = mvg("quarantine", "discard", ids["x.txt"], *given)
    assert (ran.returncode, ids["x.txt"] in ran.stdout) == (0, True)
    assert UNPLACED in {data for name, data in tree(out).items() if name.startswith("discarded/")}
    (record,) = (
        json.loads(data) for name, data in tree(out).items() if name.startswith("discarded/") and name[-5:] == ".json"
    )
    assert record["discarded"]["reason"] == "Dubblett"
    assert "@" in record["discarded"]["who"]
    events = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert [event["event"] for event in events] == ["start", "discard", "end"]
    assert events[1]["id"] == ids["x.txt"]
    assert mvg("audit", "verify", tmp_path / "log").returncode == 0
    again = mvg("batch", inbox, "--out", out, "--to", "pmo", "--to", "melior", "-v")
    assert "MVG841" in again.stderr
    assert list(_listed(mvg, out)) == ["….txt"]
    (inbox / "x.txt").write_bytes(UNPLACED + b"\n")
    mvg("batch", inbox, "--out", out, "--to", "pmo", "--to", "melior")
    assert set(_listed(mvg, out)) == {"….txt", "x.txt"}, "other bytes are another note"
    assert mvg("quarantine", "discard", ids["x.txt"], "--out", out, "--reason", "igen").returncode == 0
    kept = [data for name, data in tree(out).items() if name.startswith("discarded/") and name[-5:] != ".json"]
    assert sorted(kept) == sorted([UNPLACED, UNPLACED + b"\n"]), "the first is not written over"


def test_the_second_note_of_a_name_has_an_id_of_its_own(mvg: Mvg, inbox: Path, out: Path) -> None:
    config = BatchConfig(str(out.resolve()), default_profile())
    for entry in store.entries(config):
        if entry.record["key"] == "x.txt":
            quarantine_records.mark(entry, config, holds="source")
    (inbox / "x.txt").write_bytes(UNPLACED + b"\n")
    mvg("batch", inbox, "--out", out, "--to", "pmo", "--to", "melior")
    reported = json.loads(mvg("quarantine", "list", "--out", out, "--format", "json").stdout)["entries"]
    ids = sorted(entry["id"] for entry in reported if entry["name"] == "x.txt")
    assert ids[1] == f"{ids[0]}-2"
    assert "original" in mvg("quarantine", "list", "--out", out).stdout


@pytest.mark.parametrize("command", ["show", "retry", "discard"])
def test_an_id_that_nobody_has_is_reported(mvg: Mvg, inbox: Path, out: Path, command: str) -> None:
    before = tree(out)
    more = ("--reason", "x") if command == "discard" else ()
    ran = mvg("quarantine", command, "0badcafe", "--out", out, *more)
    assert (ran.returncode, "0badcafe" in ran.stderr) == (66, True)
    assert tree(out) == before


@pytest.mark.parametrize("command", [("list",), ("show", "a"), ("discard", "a", "--reason", "x")])
def test_a_folder_without_a_quarantine_is_reported(mvg: Mvg, tmp_path: Path, command: tuple[str, ...]) -> None:
    assert mvg("quarantine", *command, "--out", tmp_path / "borta").returncode == 66


def test_a_journal_that_is_none_is_reported(mvg: Mvg, inbox: Path, out: Path) -> None:
    (out / ".mvg/journal.sqlite").write_bytes(b"x" * 3000)
    assert mvg("quarantine", "list", "--out", out).returncode == 73


def test_P14_nothing_is_discarded_while_a_run_holds_the_folder(
    mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("converter.batch.locks.LOCK_TIMEOUT", 0)
    entry = _listed(mvg, out)["x.txt"]
    with run_lock(out / ".mvg/lock", "annan@dator", "i dag"):
        assert mvg("quarantine", "discard", entry["id"], "--out", out, "--reason", "x").returncode == 75


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize(("mended", "code"), [(BAD + b"\n", 0), (GOOD, 66)])
def test_P16_a_discard_is_of_the_note_that_is_there_when_it_has_the_folder(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mended: bytes, code: int
) -> None:
    """A run that came between the call and the lock has replaced the copy, or has done the note."""

    @contextmanager
    def after_a_run(*given: Any) -> Iterator[None]:
        monkeypatch.setattr("converter.batch.run.run_lock", run_lock)
        (inbox / "x.txt").write_bytes(mended)
        command = ["batch", str(inbox), "--out", str(out), "--to", "pmo", "--to", "melior"]
        subprocess.run([sys.executable, "-m", "converter", *command], check=False, capture_output=True)
        with run_lock(*given):
            yield

    entry = _listed(mvg, out)["x.txt"]
    monkeypatch.setattr("converter.batch.run.run_lock", after_a_run)
    given = ("--out", out, "--reason", "x", "--audit", tmp_path / "log")
    assert mvg("quarantine", "discard", entry["id"], *given).returncode == code
    gone = list(store.entries(BatchConfig(str(out), default_profile()), "discarded"))
    logged = [json.loads(line) for line in (tmp_path / "log").read_bytes().splitlines()] if code == 0 else []
    reported = [event["input_sha256"] for event in logged if event["event"] == "discard"]
    held = [hashlib.sha256(each.note.read_bytes()).hexdigest() for each in gone]
    wanted = [hashlib.sha256(mended).hexdigest()] * (code == 0)
    assert [each.record["input_sha256"] for each in gone] == held == reported == wanted
    assert (tmp_path / "log").exists() == (code == 0), "what was not discarded is not in the log"


@pytest.mark.parametrize(
    ("anew", "given"), [(["pmo", "melior"], ("--to", "pmo")), (["pmo", "annat"], ("--to", "pmo")), (["annat"], ())]
)
def test_O1_a_retry_is_for_the_targets_that_are_wanted_when_it_has_the_folder(
    mvg: Mvg, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, anew: list[str], given: tuple[str, ...]
) -> None:
    """A run that came between the call and the lock wants the note for more targets, or for one of another profile."""
    (tmp_path / "x.txt").write_bytes(UNPLACED)
    assert mvg("batch", tmp_path / "x.txt", "--out", out, "--to", "pmo").returncode == 1
    (record,) = (out / "quarantine").glob("*.json")

    @contextmanager
    def after_a_run(*locked: Any) -> Iterator[None]:
        record.write_text(json.dumps({**json.loads(record.read_text("utf-8")), "targets": anew}), "utf-8")
        with run_lock(*locked):
            yield

    monkeypatch.setattr("converter.batch.run.run_lock", after_a_run)
    refused = mvg("quarantine", "retry", "--out", out, *given, *PLACE)
    assert refused.returncode == 2
    assert json.loads(record.read_text("utf-8"))["targets"] == anew
    assert not list(out.glob("*.xml"))


def test_looking_at_the_quarantine_writes_nothing_and_needs_no_right_to(
    mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reads_only(name: Any, flags: int, *more: Any, **named: Any) -> int:
        if str(name).startswith(str(out)) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "")
        return real(name, flags, *more, **named)

    entry, before, real = _listed(mvg, out)["x.txt"], tree(out), os.open
    stamp = (out / ".mvg/journal.sqlite").stat().st_mtime_ns
    monkeypatch.setattr(os, "open", reads_only)
    monkeypatch.setattr(os, "mkdir", None)
    assert _listed(mvg, out)["x.txt"] == entry
    assert mvg("quarantine", "show", entry["id"], "--out", out).returncode == 0
    assert (tree(out), (out / ".mvg/journal.sqlite").stat().st_mtime_ns) == (before, stamp)


def test_the_quarantine_can_be_looked_at_when_a_damaged_journal_was_removed(mvg: Mvg, inbox: Path, out: Path) -> None:
    shutil.rmtree(out / ".mvg")
    before = {name: entry["id"] for name, entry in _listed(mvg, out).items()}
    assert mvg("quarantine", "show", before["x.txt"], "--out", out).returncode == 0
    assert mvg("batch", inbox, "--out", out, "--to", "pmo", "--to", "melior").returncode == 1
    assert {name: entry["id"] for name, entry in _listed(mvg, out).items()} == before
    shutil.rmtree(out / ".mvg")
    entry = _listed(mvg, out)["x.txt"]
    shutil.rmtree(out / ".mvg")
    assert mvg("quarantine", "discard", entry["id"], "--out", out, "--reason", "x").returncode == 66, "ids are new"


def test_P11_a_disk_that_refuses_a_discard_loses_nothing(
    mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "")

    entry = _listed(mvg, out)["x.txt"]
    with monkeypatch.context() as broken:
        broken.setattr(quarantine_records, "write_file", refuse)
        assert mvg("quarantine", "discard", entry["id"], "--out", out, "--reason", "x").returncode == 73
    assert "x.txt" in _listed(mvg, out)


def test_what_was_made_of_a_discarded_note_stays_in_its_line(mvg: Mvg, tmp_path: Path) -> None:
    lines, note = tmp_path / "ut.jsonl", tmp_path / "x.txt"
    note.write_bytes(UNPLACED)
    run = ("batch", note, "--out", lines, "--to", "pmo", "--to", "melior")
    assert mvg(*run).returncode == 1
    before = json.loads(lines.read_bytes())
    assert list(before["outputs"]) == ["melior"]
    (entry,) = _listed(mvg, lines).values()
    assert mvg("quarantine", "discard", entry["id"], "--out", lines, "--reason", "x").returncode == 0
    report = tmp_path / "r.jsonl"
    for _ in range(2):
        assert mvg(*run, "--report", report).returncode == 0
        after = json.loads(lines.read_bytes())
        assert (after["outputs"], after["findings"]) == (before["outputs"], [{"code": "MVG841", "line": None}])
        reported = json.loads(report.read_bytes())
        assert (list(reported["outputs"]), reported["withheld"]) == (["melior"], ["pmo"])
    (part,) = (path for path in (tmp_path / "ut.jsonl.parts").rglob("*.melior.txt"))
    part.unlink()
    assert mvg(*run).returncode == 0
    assert "outputs" not in json.loads(lines.read_bytes()), "what is not there is not reported"
    note.write_bytes(UNPLACED + b"\n")
    assert mvg(*run).returncode == 1, "other bytes are another note"


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("name", ["write_file", "replace_file", "sync_folder", "unlink"])
def test_P9_a_discard_that_was_killed_is_carried_out_by_the_next(
    mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch, name: str, step: int
) -> None:
    """Killed before or after each step: whatever lay there, it has one record and one note in the end."""
    real = getattr(quarantine_records, name)

    def kill(*given: Any, **named: Any) -> None:
        if step % 2:
            real(*given, **named)
        raise KeyboardInterrupt

    ids = {name: entry["id"] for name, entry in _listed(mvg, out).items()}
    config = BatchConfig(str(out.resolve()), default_profile())
    (entry,) = (entry for entry in store.pending(config) if entry.record["key"] == "x.txt")
    with monkeypatch.context() as killed:
        killed.setattr(quarantine_records, name, kill)
        with pytest.raises(KeyboardInterrupt):
            quarantine_records.discard(entry, config, "någon", "nu", "x")
    if step > 1:
        mvg("batch", inbox, "--out", out, "--to", "pmo", "--to", "melior")
    again = mvg("quarantine", "discard", ids["x.txt"], "--out", out, "--reason", "x").returncode
    assert again == (66 if (name, step % 2) == ("unlink", 1) else 0)
    (done,) = store.entries(config, "discarded")
    assert done.note.read_bytes() == UNPLACED
    assert list(_listed(mvg, out)) == ["….txt"]
    assert len([path for path in tree(out) if path.startswith("discarded/")]) == 2


def test_a_note_without_a_name_of_its_own_stays_discarded(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "A.txt").write_bytes(OTHER)
    assert mvg("batch", inbox, "--out", out).returncode == 1
    entry = next(entry for entry in _listed(mvg, out).values() if entry["findings"][0]["code"] == "MVG815")
    assert mvg("quarantine", "discard", entry["id"], "--out", out, "--reason", "x").returncode == 0
    assert "MVG841" in mvg("batch", inbox, "--out", out, "-v").stderr
    assert entry["id"] not in {entry["id"] for entry in _listed(mvg, out).values()}


def test_old_files_are_removed_when_that_is_asked_for(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = _listed(mvg, out)["x.txt"]
    mvg("quarantine", "discard", entry["id"], "--out", out, "--reason", "x")
    for path in (out / "discarded").iterdir():
        os.utime(path, (1, 1))
    assert mvg("batch", inbox, "--out", out).returncode == 1
    assert len(list((out / "discarded").iterdir())) == 2, "all is kept unless a time is given"
    (inbox / "19910427-2381.txt").unlink()
    (inbox / "x.txt").unlink()
    assert mvg("batch", inbox, "--out", out, "--keep", "30").returncode == 0
    assert list((out / "discarded").iterdir()) == []


def test_old_files_of_a_folder_that_another_run_holds_are_left_to_the_next_time(
    mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Refused(Finding("MVG811", words=("annan@dator", "1", "i dag")))

    monkeypatch.setattr("converter.batch.retention.apply_retention", busy)
    ran = mvg("batch", inbox / "a.txt", "--out", out.with_name("annan"), "--keep", "30")
    assert (ran.returncode, "MVG811" in ran.stderr) == (0, False)


@pytest.mark.parametrize("error", [OSError(5, ""), "refused"])
def test_what_cannot_be_removed_is_reported(
    mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch, error: object
) -> None:
    from converter.files.storage import refused

    def refuse(*_: object, **__: object) -> None:
        raise error if isinstance(error, OSError) else refused("MVG805", OSError(5, ""))

    monkeypatch.setattr("converter.batch.retention.apply_retention", refuse)
    ran = mvg("batch", inbox / "a.txt", "--out", out.with_name("annan"), "--keep", "30")
    assert (ran.returncode, "MVG805" in ran.stderr) == (73, True)
