"""`mvg batch` as an integration job calls it: inputs of every kind, exit codes, and what it says."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from batching import BAD, GOOD, OTHER, tree
from converter import convert
from converter.batch.locks import run_lock
from converter.cli.batch import without_options
from converter.profile import packaged
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


def test_whether_the_patients_may_read_their_notes_is_set_once_for_all_or_note_by_note(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    rivta = ("--to", "rivta", "--profile", BROKEN / "profiles" / "mvg545-rivta")
    answers = tmp_path / "svar.jsonl"
    digest = hashlib.sha256(GOOD).hexdigest()
    answers.write_text(json.dumps({"id": "a.txt", "sha256": digest, "approved_for_patient": True}), "utf-8")
    assert mvg("batch", inbox, "-r", "--out", out, *rivta).returncode == 1
    assert mvg("batch", inbox, "-r", "--out", out, *rivta, "--answers", answers).returncode == 1
    assert _made(out) == ["a.txt.rivta.xml"]
    assert "approvedForPatient>true<" in (out / "a.txt.rivta.xml").read_text("utf-8")
    ran = mvg("batch", inbox, "-r", "--out", out, *rivta, "--answers", answers, "--approved-for-patient", "no")
    assert ran.returncode == 0
    approved = [re.findall("approvedForPatient>(.*?)<", (out / name).read_text("utf-8")) for name in _made(out)]
    assert approved == [["true"], ["false"]]


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
        reported = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
        assert [line["id"] for line in reported] == ["a.txt", "mapp", "x.txt"]
        assert reported[1]["findings"] == [{"code": "MVG836", "line": None}]
        assert reported[0]["outputs"] == {"pmo": convert(GOOD).output}
        assert _made(tmp_path / "ut.jsonl.parts") == ["a.txt.pmo.xml"]


def test_a_file_of_json_lines_that_is_not_its_own_is_left_alone(mvg: Mvg, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "ut.jsonl").write_text("annat", "utf-8")
    ran = mvg("batch", inbox, "--out", tmp_path / "ut.jsonl")
    assert (ran.returncode, "MVG808" in ran.stderr) == (73, True)
    assert (tmp_path / "ut.jsonl").read_text("utf-8") == "annat"


def test_a_note_that_was_corrected_in_its_place_is_converted_by_the_command_that_the_last_line_names(
    mvg: Mvg, inbox: Path, tmp_path: Path
) -> None:
    (inbox / "x.txt").write_bytes(BAD)
    out = tmp_path / "ut"
    ended = mvg("batch", inbox, "--out", out).stderr
    assert "När anteckningen är rättad: kör samma kommando igen. När profilen är rättad: mvg quarantine retry" in ended
    (inbox / "x.txt").write_bytes(GOOD)
    assert mvg("quarantine", "retry", "--out", out).returncode == 1  # it takes the bytes of then
    assert not (out / "x.txt.pmo.xml").exists()
    assert mvg("batch", inbox, "--out", out).returncode == 0
    assert (out / "x.txt.pmo.xml").exists()


@pytest.mark.parametrize("command", [("batch", "--retry"), ("quarantine", "retry")])
@pytest.mark.parametrize("linked", [False, True])
def test_a_retry_never_replaces_json_lines_and_their_own_remedy_works(
    mvg: Mvg, inbox: Path, tmp_path: Path, command: tuple[str, ...], linked: bool
) -> None:
    lines = tmp_path / "ut.jsonl"
    if linked:
        lines.symlink_to(tmp_path / "annan.jsonl")
    (inbox / "x.txt").write_bytes(BAD)
    ended = mvg("batch", inbox, "--out", lines).stderr
    assert ("samma kommando igen." in ended, "quarantine retry" in ended) == (True, False)
    before = lines.read_bytes()
    (listed,) = json.loads(mvg("quarantine", "list", "--out", lines, "--format", "json").stdout)["entries"]
    assert listed["name"] == "x.txt"
    ran = mvg(*command, "--out", lines)
    assert (ran.returncode, lines.read_bytes()) == (2, before)
    assert "kör samma mvg batch igen" in ran.stderr
    (inbox / "x.txt").write_bytes(GOOD)
    assert mvg("batch", inbox, "--out", lines).returncode == 0
    assert len(lines.read_bytes().splitlines()) == 3


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
    named = [re.sub(r"\[[0-9a-f]{8}\]", "[ID]", line) for line in ran.stderr.splitlines()]
    assert named[:2] == [
        "….txt [ID]: MVG401, MVG401, MVG401",
        f"trasig.xml [ID]: MVG201 (rad {OTHER[:-30].count(10) + 1})",
    ]
    assert "1 klara, 2 i karantän, 1 överhoppade (" in ran.stderr
    again = mvg("batch", inbox, "--out", out, "--lang", "en").stderr
    assert "MVG201 (line" in again
    assert again.count("still there") == 2


def test_O16_an_input_has_one_short_id_in_messages_report_log_and_quarantine(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    for name in ("19910427-2381.txt", "19410217-9383.txt"):
        (inbox / name).write_bytes(BAD)
    reported = [mvg("batch", inbox, "--out", out, "--report", tmp_path / "r.jsonl", "--audit", tmp_path / "a").stderr]
    reported.append(mvg("batch", inbox, "--out", out).stderr)
    ids = [re.findall(r"^….txt \[([0-9a-f]{8})\]", text, re.MULTILINE) for text in reported]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2, "two that are shown alike"
    lines = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text("utf-8").splitlines()]
    assert set(ids[0]) <= {line["id"] for line in lines}
    assert set(ids[0]) <= {json.loads(line).get("id") for line in (tmp_path / "a").read_text("utf-8").splitlines()}
    assert {
        one["id"] for one in json.loads(mvg("quarantine", "list", "--out", out, "--format", "json").stdout)["entries"]
    } == set(ids[0])


def test_O10_with_q_only_what_is_new_in_quarantine_is_named(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "x.txt").write_bytes(BAD)
    assert "x.txt [" in mvg("batch", inbox, "--out", out, "-q").stderr
    (inbox / "y.txt").write_bytes(BAD)
    reported = mvg("batch", inbox, "--out", out, "-q").stderr
    assert "y.txt [" in reported
    assert "x.txt" not in reported
    assert "2 i karantän, 1 av dem nya" in reported


def test_O16_warnings_of_done_notes_are_counted_and_reports_hold_what_is_grave_enough(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    (inbox / "a.txt").write_bytes(GOOD + b"\nRubrik:\nx\n")
    severities = {}
    for floor in ("error", "warning", "info"):
        reported = mvg(
            "batch", inbox, "--out", out, "--to", "melior", "--severity", floor, "--report", tmp_path / "r.jsonl"
        )
        assert "1 med varningar" in reported.stderr
        lines = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text("utf-8").splitlines()]
        severities[floor] = {one["severity"] for one in lines[0]["findings"]}
    assert severities == {"error": set(), "warning": {"warning"}, "info": {"warning", "info"}}, "of a rerun too (O11)"


def test_O15_what_is_done_and_what_is_missing_is_reported(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "x.txt").write_bytes(BAD)
    ran = mvg("batch", inbox, "--out", out, "--to", "pmo", "--to", "melior", "--lang", "en")
    assert ran.returncode == 1
    assert "missing: pmo; done: melior" in ran.stderr
    assert "x.txt.melior.txt" in _made(out)


def test_an_orchestrator_can_have_exit_0_for_notes_in_quarantine(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "x.txt").write_bytes(BAD)
    assert mvg("batch", inbox, "--out", out).returncode == 1
    assert mvg("batch", inbox, "--out", out, "--quarantine-ok").returncode == 0


def test_a_list_of_names_may_be_ended_by_nul(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "b\nc.txt").write_bytes(GOOD)
    names = b"\0".join(os.fsencode(inbox / name) for name in ("a.txt", "b\nc.txt")) + b"\0\0"
    for end in (names, names.rstrip(b"\0")):
        assert mvg("batch", "--files-from", "-", "-0", "--out", out, stdin=end).returncode == 0
    assert len(_made(out)) == 2


def test_a_list_that_is_ended_by_nul_and_read_by_lines_is_a_name_that_no_file_has(
    mvg: Mvg, inbox: Path, out: Path
) -> None:
    names = b"\0".join(os.fsencode(path) for path in sorted(inbox.iterdir())) + b"\0"
    ran = mvg("batch", "--files-from", "-", "--out", out, stdin=names)
    assert (ran.returncode, "MVG814" in ran.stderr, "MVG901" in ran.stderr) == (1, True, False)


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_P13_a_name_is_shown_whatever_the_locale_can_write(
    beside: Callable[..., CompletedProcess[str]], tmp_path: Path, locale: str
) -> None:
    note = json.dumps({"id": "Åsa≥", "note": GOOD.decode()})
    (tmp_path / "a.jsonl").write_text(f"{note}\n{note}\n", "utf-8")
    line = f"mvg batch {tmp_path}/a.jsonl --out {tmp_path}/ut --report {tmp_path}/r.jsonl"
    ran = beside(line, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (ran.returncode, "MVG901" in ran.stderr) == (1, False), ran
    names = [json.loads(row)["name"] for row in (tmp_path / "r.jsonl").read_text("utf-8").splitlines()]
    assert [name.rpartition("/")[2] for name in names] == ["Åsa%E2%89%A5"] * 2


def test_with_v_every_finding_is_reported_in_words(mvg: Mvg, inbox: Path, out: Path) -> None:
    reported = mvg("batch", inbox, "--out", out, "-v").stderr
    assert re.search(r"a.txt \[[0-9a-f]{8}\]: UPPLYSNING MVG430", reported)
    assert "mapp [" in reported, "and what was skipped"


def test_as_json_there_is_an_object_a_line(mvg: Mvg, inbox: Path, out: Path, tmp_path: Path) -> None:
    (inbox / "x.txt").write_bytes(BAD)
    (tmp_path / "klara").mkdir()
    (tmp_path / "klara/a.txt").write_text("en annans")
    ran = mvg("batch", inbox, "--out", out, "--format", "json", "--move-done", tmp_path / "klara")
    note, finding, totals = (json.loads(line) for line in ran.stderr.splitlines())
    assert {one["schema"] for one in (note, finding, totals)} == {1}
    assert (note["event"], note["level"], note["name"], note["new"]) == ("note", "error", "x.txt", True)
    assert set(note["codes"]) >= {"MVG401"}
    assert (finding["event"], finding["code"]) == ("finding", "MVG825")
    assert {**totals["totals"], "seconds": 0} == {
        "done": 1, "kept": 0, "quarantined": 1, "seconds": 0, "stopped": "", "skipped": 1, "new": 1, "warned": 0
    }  # fmt: skip


def test_strict_puts_notes_with_warnings_aside(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "a.txt").write_bytes(GOOD + b"\nRubrik:\nx\n")
    assert mvg("batch", inbox, "--out", out, "--to", "melior").returncode == 0
    ran = mvg("batch", inbox, "--out", out, "--to", "melior", "--strict")
    assert (ran.returncode, _made(out)) == (1, [])
    assert "]: MVG225" in ran.stderr


def test_the_quarantine_is_tried_again_after_the_profile_was_mended(mvg: Mvg, inbox: Path, out: Path) -> None:
    (inbox / "x.txt").write_bytes((BROKEN / "mvg302-text-under-anamnes.txt").read_bytes())
    assert mvg("batch", inbox, "--out", out).returncode == 1
    assert mvg("batch", "--retry", "--out", out).returncode == 1
    again = mvg("batch", "--retry", "--out", out, "--place", "Anamnes=Kompletterande anamnes")
    assert (again.returncode, again.stderr[:7]) == (0, "1 klara")
    assert _made(out) == ["a.txt.pmo.xml", "x.txt.pmo.xml"]
    assert list((out / "quarantine").iterdir()) == []


def test_answers_to_single_notes_are_read_before_a_note(mvg: Mvg, inbox: Path, out: Path, tmp_path: Path) -> None:
    note = (BROKEN / "mvg302-text-under-anamnes.txt").read_bytes()
    (inbox / "x.txt").write_bytes(note)
    answer = {
        "id": "x.txt",
        "sha256": hashlib.sha256(note).hexdigest(),
        "places": {"Anamnes": "Kompletterande anamnes"},
    }
    (tmp_path / "svar").write_text(json.dumps(answer))
    assert mvg("batch", inbox, "--out", out, "--answers", tmp_path / "svar").returncode == 0
    (tmp_path / "svar").write_text("x")
    ran = mvg("batch", inbox, "--out", tmp_path / "annan", "--answers", tmp_path / "svar")
    assert (ran.returncode, "MVG862" in ran.stderr) == (65, True)
    assert not (tmp_path / "annan").exists()


# -- those who follow a run ------------------------------------------------------------------------------------


def test_report_log_and_metrics_describe_the_run(mvg: Mvg, inbox: Path, out: Path, tmp_path: Path) -> None:
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
    assert 'mvg_batch_last_run_notes{outcome="quarantined",shard="1/1"} 1.0' in files["metrics"].read_text("utf-8")


@pytest.mark.slow
@pytest.mark.counted
def test_O9_shards_make_one_report_and_one_log_and_metrics_with_a_label_each(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    for number in range(20):
        (inbox / f"{number:02}.txt").write_bytes(BAD if number == 7 else GOOD)
    files = ("--report", tmp_path / "a.html", "--report", tmp_path / "a.jsonl", "--audit", tmp_path / "log")
    for of in (3, 2):
        for number in range(1, of + 1):
            mvg("batch", inbox, "--out", out, "--shard", f"{number}/{of}", *files, "--metrics", tmp_path / "m.prom")
        lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
        assert [line["number"] for line in lines] == list(range(1, 23)), "each note once, in the order of the whole"
    assert "22 anteckningar" in (tmp_path / "a.html").read_text("utf-8")
    assert mvg("audit", "verify", tmp_path / "log").returncode == 0
    assert sorted(path.name for path in tmp_path.glob("a.*")) == ["a.html", "a.jsonl"]
    metrics = "".join(path.read_text("utf-8") for path in tmp_path.glob("m.*.prom"))
    samples = [line.rpartition(" ")[0] for line in metrics.splitlines() if not line.startswith("#")]
    assert len(samples) == len(set(samples)), "no sample of one shard stands for another's"
    assert 'shard="1/3"' in metrics


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
    assert "]: MVG401" in seen
    assert "\r" not in mvg("batch", inbox, "-r", "--out", out, "-q", terminals=("stderr",)).stderr
    with zipfile.ZipFile(inbox / "n.zip", "w") as archive:
        archive.writestr("c.txt", GOOD)
    assert "\r" in mvg("batch", inbox, "-r", "--out", out, terminals=("stderr",)).stderr, "of an unknown number"


# -- wrong calls ----------------------------------------------------------------------------------------------


def test_an_empty_folder_is_reported_and_no_error(mvg: Mvg, tmp_path: Path, out: Path) -> None:
    (tmp_path / "tom").mkdir()
    ran = mvg("batch", tmp_path / "tom", "--out", out)
    assert ran.returncode == 0
    assert "UPPLYSNING MVG810" in ran.stderr


@pytest.mark.parametrize("config", [["{}/borta"], ["--files-from", "{}/borta"]])
def test_a_path_that_is_not_there_is_reported_before_anything_is_done(
    mvg: Mvg, inbox: Path, out: Path, config: list[str]
) -> None:
    ran = mvg("batch", inbox, *(word.format(inbox) for word in config), "--out", out)
    assert (ran.returncode, _made(out)) == (66, [])
    assert "MVG801" in ran.stderr


def test_a_list_that_nobody_gives_is_reported(beside: Callable[..., CompletedProcess[str]], out: Path) -> None:
    assert beside(f"mvg batch --files-from - --out '{out}' <&-").returncode == 66


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
        (["{in}", "--place", " 12=Status"], "--answers"),
        (["{in}", "--jobs", "0"], "--jobs"),
        (["{in}", "--out", "{in}"], "ligger i en inmapp"),
        (["{in}", "-r", "--out", "{in}/ut"], "ligger i en inmapp"),
        (["--retry", "--out", "{in}/a.jsonl"], "samma mvg batch igen"),
        (["{in}", "--out", "{in}/a.jsonl", "--move-done", "{in}/klara"], "--move-done"),
        (["--retry", "--shard", "1/2"], "hel mapp"),
        (["{in}", "-r", "--move-done", "{in}/mapp/klara"], "färdiga filer ligger i en inmapp"),
        (["{in}", "--move-done", "{in}"], "färdiga filer ligger i en inmapp"),
        (["{in}", "--out", "{in}/a.jsonl"], "--out: filen ligger i en inmapp"),
        (["{in}", "-r", "--out", "{in}/mapp/a.jsonl"], "ligger i en inmapp"),
        (["{in}", "--report", "{in}/r.html"], "--report: filen ligger i en inmapp"),
        (["{in}", "-r", "--audit", "{in}/mapp/log"], "--audit: filen ligger i en inmapp"),
        (["{in}", "--metrics", "{in}/m.prom"], "--metrics: filen ligger i en inmapp"),
        (["{in}/a.txt", "--report", "{in}/a.txt"], "--report: filen är själv indata"),
        (["{in}/a.txt", "--out", "{in}/a.txt"], "Utmappen ligger i en inmapp"),
        (["{in}/a.txt", "--audit", "{in}/l", "--metrics", "{in}/l.head"], "samma fil"),
        (["{in}/a.txt", "--report", "{in}/r", "--report", "{in}/r"], "--report och --report"),
        (["--retry", "--audit", "{in}/l", "--report", "{in}/l"], "samma fil"),
        (["{in}", "--shard", "1/2", "--out", "{in}/a.jsonl"], ".jsonl"),
        (["{in}", "--cluster", "local", "--out", "{in}/a.jsonl"], ".jsonl"),
        (["--files-from", "-", "--cluster", "local"], "standard in"),
        (["--files-from", "/dev/stdin", "--cluster", "local"], "standard in"),
        (["{in}/a.txt", "--files-from", "/dev/fd/0", "--cluster", "local"], "standard in"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(mvg: Mvg, inbox: Path, out: Path, arguments: list[str], words: str) -> None:
    given = [argument.replace("{in}", str(inbox)) for argument in arguments]
    ran = mvg("batch", *given, *([] if "--out" in given else ["--out", out]))
    assert ran.returncode == 2
    assert words in ran.stderr
    assert not out.exists()


def test_P25_no_file_of_a_list_is_replaced_by_what_the_run_writes(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "lista").write_text(f"{inbox}/mapp\n{inbox}/a.txt\n")
    for more in (("--report", inbox / "a.txt"), ("--report", inbox / "mapp/r.html"), ("--move-done", inbox / "mapp")):
        before = tree(inbox)
        assert mvg("batch", "--files-from", tmp_path / "lista", "--out", out, *more).returncode == 2
        assert tree(inbox) == before


def test_a_hidden_file_in_an_input_folder_is_no_input_and_may_be_written(mvg: Mvg, inbox: Path, out: Path) -> None:
    for _ in range(2):
        ran = mvg("batch", inbox, "--out", out, "--audit", inbox / ".log", "--metrics", inbox / "m.tmp")
        assert ran.returncode == 0
    assert sorted(tree(out)) == ["a.txt.pmo.xml"]


def test_an_output_folder_inside_a_folder_that_is_not_entered_is_fine(mvg: Mvg, inbox: Path) -> None:
    assert mvg("batch", inbox, "--out", inbox / "mapp").returncode == 0


@pytest.mark.parametrize("profile", ["mvg702-citattecken-saknas", "mvg706-dubbelt-sokord"])
def test_an_invalid_profile_stops_before_a_note_is_read(mvg: Mvg, inbox: Path, out: Path, profile: str) -> None:
    assert mvg("batch", inbox, "--out", out, "--profile", BROKEN / "profiles" / profile).returncode == 78
    assert not out.exists()


def _own_profile(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged("templates") / "min-vard-gavleborg", tmp_path / "profil"))


def test_an_invalid_table_of_registrations_stops_before_a_note_is_read(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    folder = _own_profile(tmp_path)
    (folder / "registration.toml").write_text("x")
    for more in ((), ("--registration", "text")):  # what a note must say is asked of them too
        assert mvg("batch", inbox, "--out", out, "--profile", folder, *more).returncode == 78
    assert not out.exists()


def test_a_profile_without_tables_of_registrations_converts_notes_and_registers_none(
    mvg: Mvg, inbox: Path, out: Path, tmp_path: Path
) -> None:
    folder = _own_profile(tmp_path)
    for name in ("registration.toml", "rules.toml"):
        (folder / name).unlink()
    ran = mvg("batch", inbox, "--out", out, "--profile", folder, "--registration", "text")
    assert (ran.returncode, "MVG446" in ran.stderr, out.exists()) == (78, True, False)
    assert mvg("batch", inbox, "--out", out, "--profile", folder).returncode == 0


def test_json_lines_of_somebody_else_are_not_written_over(mvg: Mvg, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "ut.jsonl").write_text("en annans")
    ran = mvg("batch", inbox, "--out", tmp_path / "ut.jsonl")
    assert ran.returncode == 73
    assert (tmp_path / "ut.jsonl").read_text() == "en annans"


def test_P14_a_busy_folder_says_who_has_it(mvg: Mvg, inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.batch.locks.LOCK_TIMEOUT", 0)
    (out / ".mvg").mkdir(parents=True)
    with run_lock(out / ".mvg/lock", "annan@dator", "i dag"):
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


@pytest.mark.slow
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
    assert list(without_options(given, ("--cluster", "--shards", "--jobs"))) == ["in", "-r", "--out", "ut"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_O18_a_signal_ends_the_run_in_good_order_and_the_next_goes_on(
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
    _, reported = process.communicate(timeout=60)
    assert process.returncode == 75
    assert b"MVG826" in reported
    made = len(_made(out))
    assert 0 < made < 1500
    again = mvg("batch", inbox, "--out", out)
    assert again.returncode == 0
    assert "redan klara" in again.stderr
    assert len(_made(out)) == 1500
