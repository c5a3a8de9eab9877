"""The options that the commands share, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest
from click.testing import CliRunner

from converter import Decisions, parse
from converter.cli import cli
from converter.cli.options import parse_decisions, parse_places, supplied_facts
from converter.cli.reporting import DEFAULT_REPORT, ReportOptions
from converter.conversion.result import Result
from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.profile import Profile, packaged
from converter.record.mapping import Place
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
UNPLACED = BROKEN / "mvg301-okant-sokord.xml"


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("12=Status", Place("12", "Status")),
        ("12=status:", Place("12", "Status")),
        ("Levnadsvanor=Kompletterande anamnes", Place("Levnadsvanor", "Kompletterande anamnes")),
        ("a=b=Bedömning", Place("a=b", "Bedömning")),
        ("12=Kontaktorsak", Place("12", "Besöksorsak")),
        ("12=Patientens egen anamnes (Min vård Gävleborg)", Place("12", "Patientens egenanamnes")),
        ("=Status", Place("", "Status")),
    ],
)
def test_a_place_is_a_line_or_a_keyword_and_where_it_belongs(written: str, place: Place, profile: Profile) -> None:
    assert parse_places([written], profile) == (place,)


@pytest.mark.parametrize(
    "written", ["", "12", "Status", "12=", "12=Anamnes", "12=Åtgärd", "12=Huvuddiagnos", "Status=12"]
)
def test_a_place_without_a_keyword_that_takes_text_is_wrong_usage(written: str, profile: Profile) -> None:
    with pytest.raises(click.BadParameter, match="Besöksorsak, Patientens egenanamnes") as wrong:
        parse_places([written], profile)
    assert wrong.value.param_hint == "--place"


def test_several_places_are_kept_in_order(profile: Profile) -> None:
    assert [place.keyword for place in parse_places(["1=Status", "2=Bedömning"], profile)] == ["Status", "Bedömning"]


def test_answers_about_lines_are_taken_apart() -> None:
    decided = parse_decisions(["3", " 5-6 "], ["9"], ["2:8", "12:1"], one_note=True)
    texts, splits = frozenset([9]), frozenset([(2, 8), (12, 1)])
    assert decided == Decisions(facts=frozenset([3, 5, 6]), texts=texts, splits=splits, one_note=True)


def test_a_line_is_split_where_the_option_says(mvg: Mvg) -> None:
    note = BROKEN / "mvg249-flera-sokord-pa-en-rad.txt"
    asked = [finding for finding in parse(note.read_bytes()).reading.questions if finding.code == "MVG249"]
    assert asked
    places = [place for finding in asked for place in finding.words[0].split(", ")]
    assert "MVG249" in mvg("check", note).stdout
    split = mvg("check", note, *(word for place in places for word in ("--split", place)))
    assert "MVG249" not in split.stdout + split.stderr


@pytest.mark.parametrize("command", ["export", "copy", "check"])
def test_a_text_without_a_place_gets_one_with_the_option(mvg: Mvg, tmp_path: Path, command: str) -> None:
    arguments = ["-o", tmp_path / "ut"] if command != "check" else []
    ran = mvg(command, UNPLACED, "-v", *arguments, "--place", "Levnadsvanor=Status")
    assert ran.returncode == 0
    assert "MVG310" in ran.stdout + ran.stderr
    assert "MVG301" not in ran.stdout + ran.stderr


@pytest.mark.parametrize("command", ["export", "copy", "check"])
@pytest.mark.parametrize(
    ("lang", "words"),
    [("sv", "--place: Skriv ”RAD=SÖKORD”"), ("en", "Invalid value for --place: Write “LINE=KEYWORD”")],
)
def test_a_wrong_place_is_reported_in_the_language_of_the_user(
    mvg: Mvg, monkeypatch: pytest.MonkeyPatch, command: str, lang: str, words: str
) -> None:
    monkeypatch.setenv("MVG_LANG", lang)
    ran = mvg(command, UNPLACED, "--place", "7=Finns inte")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words in ran.stderr


def test_what_is_given_has_the_names_of_the_facts(profile: Profile) -> None:
    values = ("Huvuddiagnos=J06.9", "record_type=Läkaranteckning", "signera från enhet=Provköping")
    assert supplied_facts(values, "2024-03-14T09:40", "Karin", profile) == {
        "principal_diagnosis": "J06.9",
        "record_type": "Läkaranteckning",
        "signing_unit.name": "Provköping",
        "signed_at": "2024-03-14T09:40",
        "signer": "Karin",
    }
    assert supplied_facts((), "", "", profile) == {}


@pytest.mark.parametrize("time", ["2024-03-14", "igår", "09:40", "2024-02-30T09:40", " "])
@pytest.mark.parametrize("command", ["export", "copy", "check"])
def test_a_time_that_is_none_is_wrong_usage_before_anything_is_read(mvg: Mvg, command: str, time: str) -> None:
    ran = mvg(command, "finns-inte.txt", "--signed-at", time)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "--signed-at: Tiden skrivs ÅÅÅÅ-MM-DDTtt:mm." in ran.stderr


@pytest.mark.parametrize(
    ("strict", "codes", "stops"),
    [
        (False, (), False),
        (False, ("MVG402",), False),
        (False, ("MVG402", "MVG401"), True),
        (True, (), False),
        (True, ("MVG411",), False),
        (True, ("MVG402",), True),
        (True, ("MVG401",), True),
    ],
)
def test_an_error_stops_always_and_a_warning_when_strict(strict: bool, codes: tuple[Code, ...], stops: bool) -> None:
    result = Result("ut", tuple(Finding(code, words=("a", "b")) for code in codes))
    assert DEFAULT_REPORT._replace(strict=strict).stops(result) == stops


@pytest.mark.parametrize(
    ("quiet", "verbose", "verbosity"), [(False, False, 0), (False, True, 1), (True, False, -1), (True, True, -1)]
)
def test_quiet_wins_over_verbose(quiet: bool, verbose: bool, verbosity: int) -> None:
    assert ReportOptions(False, "text", quiet, verbose).verbosity == verbosity


@pytest.mark.parametrize("command", ["export", "copy", "check"])
def test_the_options_of_the_design_are_there(command: str) -> None:
    shown = CliRunner().invoke(cli, [command, "--help"]).output
    for option in (
        "--huvuddiagnos", "--journaltyp", "--signera-fran-enhet", "--signed-at", "--signed-by", "--profile", "--from",
        "--encoding", "--strict", "--format", "-q", "-v", "--lang", "--place", "--add-phrases", "--to", "-h",
    ):  # fmt: skip
        assert option in shown
    assert ("--force" in shown) == (command != "check")


def test_each_option_can_be_given_in_the_group_of_its_command_only() -> None:
    for command, option in (("export", "--clipboard"), ("export", "--section"), ("check", "-o"), ("list", "--strict")):
        assert CliRunner().invoke(cli, [command, option]).exit_code == 2


@pytest.mark.parametrize("command", [("export",), ("copy", "--headings", "record")])
def test_the_profile_folder_is_followed(mvg: Mvg, tmp_path: Path, command: tuple[str, ...]) -> None:
    for path in filter(Path.is_file, (SAMPLES.parent / "templates" / "min-vard-gavleborg").iterdir()):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    toml = tmp_path / "profile.toml"
    toml.write_text(
        toml.read_text("utf-8").replace('record = "Kontaktorsak"', 'record = "Orsak till kontakt"'), "utf-8"
    )
    ran = mvg(*command, SAMPLES / "ksh97.xml", "--profile", tmp_path)
    assert ran.returncode == 0
    assert "Orsak till kontakt" in ran.stdout
    assert "Kontaktorsak" not in ran.stdout


@pytest.fixture
def other_targets(tmp_path: Path) -> Path:
    """A profile whose targets have names of their own: an open one, then a gated one."""
    folder = tmp_path / "annat"
    folder.mkdir()
    profile = f"""\
name = "annat"
version = "1"
extends = "{packaged("templates").as_posix()}/min-vard-gavleborg"
replaces = ["targets"]

[targets.klartext]
template = "melior.txt.j2"

[targets.journal]
template = "pmo.xml.j2"
gated = true
empty = true
shows = ["overview", "patient", "author", "triage_outcome", "diagnoses", "signing", "provenance"]
"""
    (folder / "profile.toml").write_text(profile, "utf-8")
    return folder


@pytest.mark.parametrize(("command", "target"), [("export", "journal"), ("copy", "klartext"), ("trace", "klartext")])
def test_without_a_target_the_first_that_the_command_can_make_is_taken(
    mvg: Mvg, other_targets: Path, command: str, target: str
) -> None:
    arguments = (command, SAMPLES / "ksh97.xml", "--profile", other_targets)
    ran = mvg(*arguments)
    assert (ran.returncode, ran.stdout) == (0, mvg(*arguments, "--to", target).stdout)
    assert ran.stdout


def test_a_batch_without_a_target_makes_the_first(mvg: Mvg, other_targets: Path, tmp_path: Path) -> None:
    out = tmp_path / "ut"
    assert mvg("batch", SAMPLES / "ksh97.xml", "--out", out, "--profile", other_targets, "--jobs", "1").returncode == 0
    assert [path.name for path in out.rglob("ksh97*")] == ["ksh97.xml.klartext.txt"]


def test_a_command_without_a_target_to_make_says_so(mvg: Mvg, other_targets: Path) -> None:
    path = other_targets / "profile.toml"
    path.write_text(path.read_text("utf-8").replace('.txt.j2"', '.txt.j2"\ngated = true'), "utf-8")
    ran = mvg("copy", SAMPLES / "ksh97.xml", "--profile", other_targets)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "--to" in ran.stderr
