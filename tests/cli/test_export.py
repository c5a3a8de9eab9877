"""`mvg export`: nothing but the document on standard output, and none until the three fields are filled."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from converter import convert, load_profile
from converter.note.facts import GIVABLE
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "cystit-video.txt"
EMPTY = BROKEN / "mvg401-alla-tre-saknas.xml"
WARNED = BROKEN / "mvg405-fel-kontrollsiffra.txt"
THREE = ("--huvuddiagnos", "R05.9 Hosta", "--journaltyp", "Läkaranteckning", "--signera-fran-enhet", "Provköping")
UNREAD = "finns-inte.txt"


@pytest.mark.parametrize("target", ["pmo", "pmo-text", "pmo-html", "json"])
def test_standard_output_carries_the_document_and_nothing_else(mvg: Mvg, target: str) -> None:
    ran = mvg("export", NOTE, "--to", target)
    assert (ran.returncode, ran.stdout) == (0, convert(NOTE.read_bytes(), target).output)
    assert "MVG430" in ran.stderr
    assert "MVG430" not in ran.stdout or target == "json"


def test_the_target_is_pmo_unless_another_is_named(mvg: Mvg) -> None:
    assert mvg("export", NOTE).stdout == mvg("export", NOTE, "--to", "pmo").stdout


@pytest.mark.parametrize("target", ["melior", "obstetrix", "other", "finns-inte", ""])
def test_a_target_of_copy_is_wrong_usage(mvg: Mvg, target: str) -> None:
    ran = mvg("export", UNREAD, "--to", target)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pmo, pmo-text, pmo-html, json" in ran.stderr


def test_a_dash_reads_standard_input(mvg: Mvg) -> None:
    ran = mvg("export", "-", "--to", "pmo-text", stdin=NOTE.read_bytes())
    assert (ran.returncode, ran.stdout) == (0, convert(NOTE.read_bytes(), "pmo-text").output)
    assert ran.stderr.startswith("-: ")


def test_a_file_called_dash_is_read_by_its_path(mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_bytes(NOTE.read_bytes())
    assert mvg("export", "./-").returncode == 0


def test_without_the_three_fields_each_is_named_and_nothing_is_written(mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("export", EMPTY, "-o", tmp_path / "ut.xml")
    assert (ran.returncode, ran.stdout, list(tmp_path.iterdir())) == (1, "", [])
    assert ran.stderr.count("MVG401") == 3
    for option in THREE[::2]:
        assert option in ran.stderr


@pytest.mark.parametrize("left_out", range(0, 6, 2), ids=lambda number: THREE[number])
def test_two_of_the_three_fields_are_not_enough(mvg: Mvg, left_out: int) -> None:
    ran = mvg("export", EMPTY, *THREE[:left_out], *THREE[left_out + 2 :])
    assert (ran.returncode, ran.stdout, ran.stderr.count("MVG401")) == (1, "", 1)


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b"])
def test_a_field_given_as_blanks_is_not_filled(mvg: Mvg, blank: str) -> None:
    ran = mvg("export", EMPTY, *THREE[:5], blank)
    assert (ran.returncode, ran.stdout, ran.stderr.count("MVG401")) == (1, "", 1)


def test_the_three_fields_can_come_from_the_command_line(mvg: Mvg) -> None:
    ran = mvg("export", EMPTY, *THREE)
    assert ran.returncode == 0
    assert "<keyword>Huvuddiagnos</keyword>\n      <text>R05.9 Hosta</text>" in ran.stdout
    assert "<record-type>Läkaranteckning</record-type>" in ran.stdout
    assert "<unit>Provköping</unit>" in ran.stdout


def test_who_signed_and_when_can_come_from_the_command_line(mvg: Mvg) -> None:
    note = BROKEN / "mvg419-inte-signerad.txt"
    ran = mvg("export", note, "--signed-by", "Karin Mallander", "--signed-at", "2024-03-14T09:40")
    assert ran.returncode == 0
    assert "<signer>Karin Mallander</signer>" in ran.stdout
    assert "<signed-at>2024-03-14T09:40:00+01:00</signed-at>" in ran.stdout
    assert "MVG417" not in ran.stderr


def test_K10_what_contradicts_the_note_is_refused_until_the_old_value_is_named(mvg: Mvg) -> None:
    signed = ("--signed-by", "Karin Mallander")
    ran = mvg("export", NOTE, *signed)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "MVG320" in ran.stderr
    (old,) = re.findall("<signer>(.*)</signer>", mvg("export", NOTE).stdout)
    ran = mvg("export", NOTE, *signed, "--override", f"signerad av={old}")
    assert ran.returncode == 0
    assert "MVG313" in ran.stderr
    assert "<signer>Karin Mallander</signer>" in ran.stdout


@pytest.mark.parametrize("override", ["Huvuddiagnos", "Huvuddiagnos=", "=J06.9", "Patientens namn=Alva", ""])
def test_K10_an_override_of_no_field_or_no_value_is_wrong_usage(mvg: Mvg, override: str) -> None:
    ran = mvg("export", NOTE, "--override", override)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ", ".join(map(load_profile().label, GIVABLE)) in ran.stderr
    assert "Patientens" not in ran.stderr


def test_K13_at_a_terminal_an_export_says_what_it_wrote(mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("export", NOTE, "-o", tmp_path / "ut.xml", terminals=("stderr",))
    assert ran.stderr.splitlines()[-1].startswith(f"Klart: {tmp_path / 'ut.xml'}, ")
    assert re.search(r", \d sökord, Kontaktorsak: \w", ran.stderr)


def test_K13_an_export_that_is_not_seen_says_how_much_it_wrote(mvg: Mvg) -> None:
    assert re.fullmatch(r"Klart: \d sökord", mvg("export", NOTE).stderr.splitlines()[-1])
    assert mvg("export", NOTE, "-q").stderr == ""


def test_K13_what_stops_an_export_comes_last(mvg: Mvg) -> None:
    ran = mvg("export", BROKEN / "mvg401-alla-tre-saknas.xml", "-v")
    assert ran.stderr.splitlines()[-1] == "Kan inte exporteras än: 3 fel."
    graveness = re.findall("(UPPLYSNING|VARNING|FEL) MVG", ran.stderr)
    assert graveness == sorted(graveness, key=["UPPLYSNING", "VARNING", "FEL"].index)
    ran = mvg("export", WARNED, "--strict")
    assert ran.stderr.splitlines()[-1] == "Kan inte exporteras än: 1 varning (--strict)."


def test_a_phrase_is_added_only_when_asked_for(mvg: Mvg) -> None:
    note = BROKEN / "mvg312-fras-laggs-till.txt"
    without, added = mvg("export", note), mvg("export", note, "--add-phrases", "-v")
    assert "<text>Chatt med patient" not in without.stdout
    assert "<text>Chatt med patient" in added.stdout
    assert "MVG312" in added.stderr


def test_warnings_do_not_stop_an_export(mvg: Mvg) -> None:
    ran = mvg("export", WARNED)
    assert ran.returncode == 0
    assert ran.stdout.startswith("<?xml")
    assert "VARNING MVG405" in ran.stderr


def test_strict_refuses_on_a_warning_and_writes_nothing(mvg: Mvg, tmp_path: Path) -> None:
    to_file = mvg("export", WARNED, "--strict", "-o", tmp_path / "ut.xml")
    assert (to_file.returncode, to_file.stdout, list(tmp_path.iterdir())) == (1, "", [])
    assert "MVG405" in to_file.stderr
    printed = mvg("export", WARNED, "--strict")
    assert (printed.returncode, printed.stdout) == (1, "")


def test_strict_lets_a_note_with_mere_information_through(mvg: Mvg) -> None:
    ran = mvg("export", NOTE, "--strict")
    assert (ran.returncode, ran.stdout) == (0, convert(NOTE.read_bytes()).output)


def test_findings_as_json_leave_standard_output_alone(mvg: Mvg) -> None:
    ran = mvg("export", WARNED, "--format", "json")
    reported = json.loads(ran.stderr)
    assert ran.stdout == convert(WARNED.read_bytes()).output
    assert (reported["schema"], [note["ok"] for note in reported["notes"]]) == (1, [True])
    assert "MVG405" in {finding["code"] for finding in reported["notes"][0]["findings"]}


@pytest.mark.parametrize("arguments", [(), ("--format", "json")])
def test_a_refused_note_leaves_standard_output_empty(mvg: Mvg, arguments: tuple[str, ...]) -> None:
    ran = mvg("export", BROKEN / "mvg201-oavslutad-tagg.xml", *arguments)
    assert (ran.returncode, ran.stdout) == (65, "")
    assert "MVG201" in ran.stderr


def test_a_refused_write_is_reported_in_the_same_json_as_the_note(mvg: Mvg, tmp_path: Path) -> None:
    (tmp_path / "ut.xml").touch()
    ran = mvg("export", NOTE, "--format", "json", "-o", tmp_path / "ut.xml")
    codes = {finding["code"] for note in json.loads(ran.stderr)["notes"] for finding in note["findings"]}
    assert ran.returncode == 73
    assert "MVG804" in codes


@pytest.mark.parametrize("command", ["export", "copy", "check"])
@pytest.mark.parametrize("note", [UNREAD, "-"])
def test_a_broken_profile_stops_before_the_note_is_read(mvg: Mvg, command: str, note: str) -> None:
    ran = mvg(command, note, "--profile", BROKEN / "profiles" / "mvg703-okand-nyckel")
    assert ran.returncode == 78
    assert "MVG703" in ran.stderr
    assert "MVG801" not in ran.stderr


def test_every_mistake_of_a_profile_is_reported(mvg: Mvg, tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text("a = 1\nb = 2\n")
    ran = mvg("export", NOTE, "--profile", tmp_path)
    assert (ran.returncode, ran.stderr.count("MVG703")) == (78, 2)


def test_the_encoding_and_the_form_can_be_stated(mvg: Mvg, tmp_path: Path) -> None:
    note = tmp_path / "a.txt"
    note.write_bytes(NOTE.read_text("utf-8").encode("utf-16-le"))
    assert mvg("export", note).returncode == 65
    ran = mvg("export", note, "--encoding", "utf-16-le", "--from", "text", "--to", "pmo-text")
    assert ran.returncode == 0
    assert "Miktionssveda" in ran.stdout
    assert mvg("export", NOTE, "--from", "xml").returncode == 65


def test_bytes_that_are_no_text_on_the_command_line_are_no_fault_of_the_program(mvg: Mvg) -> None:
    """A byte that is not UTF-8 reaches Python as a lone surrogate."""
    ran = mvg("export", EMPTY, *THREE[:5], "Prov\udcff")
    assert ran.returncode in {1, 2}
    assert ran.stdout == ""
