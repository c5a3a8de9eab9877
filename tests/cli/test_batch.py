"""`mvg batch` as an integration job calls it: inputs of every kind, exit codes, and what it says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from batching import BAD, GOOD, OTHER, tree
from converter import convert
from converter.batch.lock import held
from converter.cli.batch import _without
from paths import BROKEN, ROOT

Mvg = Callable[..., CompletedProcess[str]]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "mapp").mkdir(parents=True)
    (folder / "a.txt").write_bytes(GOOD)
    (folder / "mapp/b.xml").write_bytes(OTHER)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ut"


def _made(out: Path) -> list[str]:
    return [name for name in tree(out) if not name.startswith("quarantine")]


# -- in and out -----------------------------------------------------------------------------------------------


def test_a_folder_is_converted_and_the_second_run_finds_it_done(mvg: Mvg, inbox: Path, out: Path) -> None:
    ran = mvg("batch", inbox, "-r", "--out", out)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr.startswith("2 klara (")
    assert (out / "a.txt.pmo.xml").read_bytes().decode() == convert(GOOD).output
    assert (out / "mapp/b.xml.pmo.xml").read_bytes().decode() == convert(OTHER).output
    assert mvg("batch", inbox, "-r", "--out", out).stderr.startswith("2 redan klara (")


def test_every_kind_of_target_is_written_beside_the_other(mvg: Mvg, inbox: Path, out: Path) -> None:
    targets = ("pmo", "pmo-text", "pmo-html", "melior", "obstetrix", "other", "json")
    mvg("batch", inbox, "--out", out, "--registration", "json", *(word for to in targets for word in ("--to", to)))
    assert _made(out) == [
        "a.txt.json", "a.txt.melior.txt", "a.txt.obstetrix.txt", "a.txt.other.txt", "a.txt.pmo-html.html",
        "a.txt.pmo-text.txt", "a.txt.pmo.xml", "a.txt.registration.json",
    ]  # fmt: skip


def test_options_of_export_and_copy_do_here_what_they_do_there(mvg: Mvg, inbox: Path, out: Path) -> None:
    mvg("batch", inbox, "--out", out, "--to", "melior", "--headings", "clinic24", "--charset", "ascii", "--replace")
    wanted = convert(GOOD, "melior", headings="clinic24", charset="ascii", replace=True).output
    assert (out / "a.txt.melior.txt").read_bytes().decode() == wanted


def test_archives_lines_and_lists_are_taken_together(
    mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(inbox)
    with zipfile.ZipFile("n.zip", "w") as archive:
        archive.writestr("c.txt", GOOD)
    Path("n.jsonl").write_text(json.dumps({"id": 1, "note": GOOD.decode()}), "utf-8")
    Path("lista").write_text("a.txt\r\n\nmapp\n")
    assert mvg("batch", "n.zip", "n.jsonl", "--files-from", "lista", "--out", out).returncode == 0
    assert _made(out) == ["a.txt.pmo.xml", "b.xml.pmo.xml", "n.jsonl/1.pmo.xml", "n.zip/c.txt.pmo.xml"]


def test_a_list_can_come_on_standard_input(mvg: Mvg, inbox: Path, out: Path) -> None:
    ran = mvg("batch", "--files-from", "-", "--out", out, stdin=os.fsencode(inbox / "a.txt") + b"\n")
    assert ran.returncode == 0
    assert len(_made(out)) == 1


def test_json_lines_gather_what_the_folder_beside_them_holds(mvg: Mvg, inbox: Path, tmp_path: Path) -> None:
    lines = tmp_path / "ut.jsonl"
    (inbox / "x.txt").write_bytes(BAD)
    for _ in range(2):
        assert mvg("batch", inbox, "--out", lines).returncode == 1
        told = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
        assert [line["id"] for line in told] == ["a.txt", "x.txt"]
        assert told[0]["outputs"] == {"pmo": convert(GOOD).output}
        assert _made(tmp_path / "ut.jsonl.parts") == ["a.txt.pmo.xml"]


def test_done_files_are_moved_when_that_is_asked_for(mvg: Mvg, inbox: Path, out: Path, tmp_path: Path) -> None:
    (inbox / "x.txt").write_bytes(BAD)
    (tmp_path / "klara").mkdir()
    (tmp_path / "klara/a.txt").write_text("en annans")
    ran = mvg("batch", inbox, "-r", "--out", out, "--move-done", tmp_path / "klara")
    assert ran.returncode == 1
    assert "a.txt: VARNING MVG825" in ran.stderr
    assert sorted(tree(inbox)) == ["a.txt", "x.txt"]


def test_the_shards_of_a_run_make_the_whole(mvg: Mvg, inbox: Path, out: Path) -> None:
    for number in (1, 2, 3):
        assert mvg("batch", inbox, "-r", "--out", out, "--shard", f"{number}/3").returncode == 0
    assert _made(out) == ["a.txt.pmo.xml", "mapp/b.xml.pmo.xml"]


# -- quarantine -----------------------------------------------------------------------------------------------


def test_a_bad_note_stops_nobody_and_is_named_with_its_codes(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "19910427-2381.txt").write_bytes(BAD)
    (inbox / "trasig.xml").write_bytes(OTHER[:-30])
    ran = mvg("batch", inbox, "--out", out)
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[:2] == [
        "….txt: MVG401, MVG401, MVG401",
        f"trasig.xml: MVG201 (rad {OTHER[:-30].count(10) + 1})",
    ]
    assert "1 klara, 2 i karantän (" in ran.stderr
    assert (
        mvg("batch", inbox, "--out", out, "--lang", "en").stderr.splitlines()[1].startswith("trasig.xml: MVG201 (line")
    )


def test_with_v_every_finding_is_told_in_words(mvg: Mvg, inbox: Path, out: Path) -> None:
    told = mvg("batch", inbox, "--out", out, "-v").stderr
    assert "a.txt: UPPLYSNING MVG430" in told


def test_as_json_only_the_totals_are_told(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "x.txt").write_bytes(BAD)
    told = json.loads(mvg("batch", inbox, "--out", out, "--format", "json").stderr)
    assert told["schema"] == 1
    assert {**told["totals"], "seconds": 0} == {"done": 1, "kept": 0, "quarantined": 1, "seconds": 0, "stopped": ""}


def test_strict_puts_notes_with_warnings_aside(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "a.txt").write_bytes(GOOD + b"\nRubrik:\nx\n")
    assert mvg("batch", inbox, "--out", out, "--to", "melior").returncode == 0
    ran = mvg("batch", inbox, "--out", out, "--to", "melior", "--strict")
    assert (ran.returncode, _made(out)) == (1, [])
    assert "a.txt: MVG225" in ran.stderr


def test_the_quarantine_is_tried_again_after_the_profile_was_mended(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "x.txt").write_bytes((BROKEN / "mvg302-text-under-anamnes.txt").read_bytes())
    assert mvg("batch", inbox, "--out", out).returncode == 1
    assert mvg("batch", "--retry", "--out", out).returncode == 1
    again = mvg("batch", "--retry", "--out", out, "--place", "Anamnes=Kompletterande anamnes")
    assert (again.returncode, again.stderr[:7]) == (0, "1 klara")
    assert _made(out) == ["a.txt.pmo.xml", "x.txt.pmo.xml"]
    assert list((out / "quarantine").iterdir()) == []


# -- those who follow a run ------------------------------------------------------------------------------------


def test_report_log_and_metrics_tell_of_the_run(mvg: Mvg, inbox: Path, out: Path, tmp_path: Path) -> None:
    (inbox / "x.txt").write_bytes(BAD)
    files = {name: tmp_path / f"{name}.{ending}" for name, ending in (
        ("a", "jsonl"), ("b", "html"), ("audit", "log"), ("metrics", "prom"),
    )}  # fmt: skip
    given = ("--report", files["a"], "--report", files["b"], "--audit", files["audit"], "--metrics", files["metrics"])
    assert mvg("batch", inbox, "-r", "--out", out, *given).returncode == 1
    lines = [json.loads(line) for line in files["a"].read_text("utf-8").splitlines()]
    assert [(line["name"], line["status"]) for line in lines] == [
        ("a.txt", "done"), ("mapp/b.xml", "done"), ("x.txt", "quarantined")
    ]  # fmt: skip
    assert "x.txt" in files["b"].read_text("utf-8")
    assert mvg("audit", "verify", files["audit"]).returncode == 0
    assert 'mvg_batch_last_run_notes{outcome="quarantined"} 1' in files["metrics"].read_text("utf-8")


def test_the_parts_of_a_run_have_a_report_each(mvg: Mvg, inbox: Path, out: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        mvg("batch", inbox, "--out", out, "--shard", f"{number}/2", "--report", tmp_path / "a.html")
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["a.1-of-2.html", "a.2-of-2.html"]


@pytest.mark.parametrize("option", ["--report", "--audit", "--metrics"])
def test_a_file_that_cannot_be_written_stops_the_run_before_it_begins(
    mvg: Mvg, inbox: Path, out: Path, option: str
) -> None:
    ran = mvg("batch", inbox, "--out", out, option, inbox)
    assert ran.returncode == 73
    assert f"Filen för {option} går inte att skriva" in ran.stderr
    assert _made(out) == []


def test_who_looks_sees_a_bar_and_the_names_beside_it(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "x.txt").write_bytes(BAD)
    seen = mvg("batch", inbox, "-r", "--out", out, terminals=("stderr",)).stderr
    assert "\r" in seen
    assert "x.txt: MVG401" in seen
    assert "\r" not in mvg("batch", inbox, "-r", "--out", out, "-q", terminals=("stderr",)).stderr
    with zipfile.ZipFile(inbox / "n.zip", "w") as archive:
        archive.writestr("c.txt", GOOD)
    assert "\r" in mvg("batch", inbox, "-r", "--out", out, terminals=("stderr",)).stderr, "of an unknown number"


# -- wrong calls ----------------------------------------------------------------------------------------------


def test_an_empty_folder_is_told_and_no_error(mvg: Mvg, tmp_path: Path, out: Path) -> None:
    (tmp_path / "tom").mkdir()
    ran = mvg("batch", tmp_path / "tom", "--out", out)
    assert ran.returncode == 0
    assert "UPPLYSNING MVG810" in ran.stderr


@pytest.mark.parametrize("how", [["{}/borta"], ["--files-from", "{}/borta"]])
def test_a_path_that_is_not_there_is_told_before_anything_is_done(
    mvg: Mvg, inbox: Path, out: Path, how: list[str]
) -> None:
    ran = mvg("batch", inbox, *(word.format(inbox) for word in how), "--out", out)
    assert (ran.returncode, _made(out)) == (66, [])
    assert "MVG801" in ran.stderr


def test_a_list_that_nobody_gives_is_told(mvg: Mvg, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from converter.cli import batch

    real = batch._list

    def closed(*asked: Any) -> Any:
        monkeypatch.setattr(sys, "stdin", None)  # it was closed before the command began
        return real(*asked)

    monkeypatch.setattr(batch, "_list", closed)
    assert mvg("batch", "--files-from", "-", "--out", out).returncode == 66


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "indata eller --retry"),
        (["{in}", "--retry"], "indata eller --retry"),
        (["{in}", "--shard", "3/2"], "--shard"),
        (["{in}", "--shard", "x"], "--shard"),
        (["{in}", "--shard", "0/2"], "--shard"),
        (["{in}", "--to", "word"], "--to"),
        (["{in}", "--charset", "klingon"], "--charset"),
        (["{in}", "--place", "x"], "--place"),
        (["{in}", "--jobs", "0"], "--jobs"),
        (["{in}", "--out", "{in}"], "ligger i en inmapp"),
        (["{in}", "-r", "--out", "{in}/ut"], "ligger i en inmapp"),
        (["--retry", "--out", "{in}/a.jsonl"], ".jsonl"),
        (["{in}", "--shard", "1/2", "--out", "{in}/a.jsonl"], ".jsonl"),
        (["{in}", "--cluster", "local", "--out", "{in}/a.jsonl"], ".jsonl"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(mvg: Mvg, inbox: Path, out: Path, arguments: list[str], words: str) -> None:
    given = [argument.replace("{in}", str(inbox)) for argument in arguments]
    ran = mvg("batch", *given, *([] if "--out" in given else ["--out", out]))
    assert ran.returncode == 2
    assert words in ran.stderr
    assert not out.exists()


def test_an_output_folder_inside_a_folder_that_is_not_entered_is_fine(mvg: Mvg, inbox: Path) -> None:
    assert mvg("batch", inbox, "--out", inbox / "mapp").returncode == 0


@pytest.mark.parametrize("profile", ["mvg702-citattecken-saknas", "mvg706-dubbelt-sokord"])
def test_an_invalid_profile_stops_before_a_note_is_read(mvg: Mvg, inbox: Path, out: Path, profile: str) -> None:
    assert mvg("batch", inbox, "--out", out, "--profile", BROKEN / "profiles" / profile).returncode == 78
    assert not out.exists()


def test_an_invalid_table_of_registrations_stops_before_a_note_is_read(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    import shutil

    from converter.profile import packaged

    folder = tmp_path / "profil"
    shutil.copytree(packaged("templates") / "min-vard-gavleborg", folder)
    (folder / "registration.toml").write_text("x")
    assert mvg("batch", inbox, "--out", out, "--profile", folder).returncode == 0
    assert mvg("batch", inbox, "--out", out, "--profile", folder, "--registration", "text").returncode == 78


def test_json_lines_of_somebody_else_are_not_written_over(mvg: Mvg, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "ut.jsonl").write_text("en annans")
    ran = mvg("batch", inbox, "--out", tmp_path / "ut.jsonl")
    assert ran.returncode == 73
    assert (tmp_path / "ut.jsonl").read_text() == "en annans"


def test_P14_a_busy_folder_says_who_has_it(mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.batch.lock.LOCK_TIMEOUT", 0)
    (out / ".mvg").mkdir(parents=True)
    with held(out / ".mvg/lock", "annan@dator", "i dag"):
        ran = mvg("batch", inbox, "--out", out)
    assert ran.returncode == 75
    assert "annan@dator" in ran.stderr


def test_who_runs_it_need_not_have_a_name(mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import getpass

    def nobody() -> str:
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert mvg("batch", inbox, "--out", out).returncode == 0
    assert json.loads((out / ".mvg/lock").read_text())["who"].startswith("?@")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("stream", ["> /dev/full", "2> /dev/full", ">&-", "2>&-", "| true", "2>&1 | true"])
def test_broken_standard_streams_stop_no_run(
    beside: Callable[..., CompletedProcess[str]], out: Path, stream: str
) -> None:
    ran = beside(f"mvg batch cystit-video.txt broken/mvg101-tom-fil.txt -v --out {out} {stream}")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert len(tree(out)) == 2


def test_the_parts_of_a_cluster_are_called_without_what_makes_it_one() -> None:
    given = ("in", "--cluster", "local", "-r", "--shards=3", "--jobs", "2", "--out", "ut")
    assert list(_without(given, ("--cluster", "--shards", "--jobs"))) == ["in", "-r", "--out", "ut"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_in_good_order_and_the_next_goes_on(
    mvg: Mvg, tmp_path: Path, out: Path, number: int
) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    for at in range(1500):
        (inbox / f"{at}.txt").write_bytes(GOOD)
    process = subprocess.Popen(
        [sys.executable, "-m", "converter", "batch", inbox, "--out", out], cwd=ROOT, stderr=subprocess.PIPE
    )
    while not list(out.glob("*.xml")):
        time.sleep(0.02)
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 75
    assert b"MVG826" in told
    made = len(_made(out))
    assert 0 < made < 1500
    again = mvg("batch", inbox, "--out", out)
    assert again.returncode == 0
    assert "redan klara" in again.stderr
    assert len(_made(out)) == 1500
