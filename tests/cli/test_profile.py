"""`mvg profile` by hand: a profile is started, checked, shown, tested, mutated, covered and compared."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest

from converter.cli.profile import profile as group
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
SHIPPED = SAMPLES.parent / "templates" / "min-vard-gavleborg"


@pytest.fixture
def region(mvg: Mvg, tmp_path: Path) -> Path:
    """A profile that was just started."""
    assert mvg("profile", "new", tmp_path / "region").returncode == 0
    return tmp_path / "region"


def _say(folder: Path, toml: str) -> None:
    path = folder / "profile.toml"
    path.write_text(path.read_text("utf-8") + toml, "utf-8")


RENAME = '\n[[keyword]]\nclinic24 = "Status"\npmo = "Statusfynd"\n'


@pytest.mark.parametrize("arguments", [("profile", "-h"), ("profile", "check", "-h"), ("profile", "mutate", "--help")])
def test_the_group_and_its_commands_have_help(mvg: Mvg, arguments: tuple[str, ...]) -> None:
    ran = mvg(*arguments)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Användning: mvg profile")
    if arguments[1] == "-h":
        assert isinstance(group, click.Group)
        assert all(f"\n  {name}" in ran.stdout for name in group.list_commands(click.Context(group)))


def test_an_unknown_command_is_wrong_usage(mvg: Mvg) -> None:
    ran = mvg("profile", "polera")
    assert ran.returncode == 2
    assert "polera" in ran.stderr


@pytest.mark.slow
@pytest.mark.counted
def test_a_new_profile_is_whole_and_its_golden_pairs_hold_and_miss_nothing(mvg: Mvg, region: Path) -> None:
    assert "är giltig" in mvg("profile", "check", region).stdout
    assert mvg("profile", "test", region).stdout == "4 av 4 prov går igenom.\n"
    ran = mvg("profile", "mutate", region)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("100.0 %.\n")


def test_the_comments_of_a_new_profile_teach_what_works(mvg: Mvg, region: Path) -> None:
    """Each example of the file, its comment signs taken off, is a profile that is whole."""
    lines = (region / "profile.toml").read_text("utf-8").split("\n")
    example = [
        line.removeprefix("# ") for line in lines if line.startswith(("# [", '# clinic24 = "', '# record = "', "# al"))
    ]
    _say(region, "\n".join(line for line in example if "vardsystem" not in line))
    ran = mvg("profile", "check", region)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_template_in_the_comments_of_a_new_profile_is_whole(mvg: Mvg, region: Path) -> None:
    lines = (region / "profile.toml").read_text("utf-8").split("\n")
    target = [line.removeprefix("# ") for line in lines if line.startswith(("# [targets", "# template", "# shows"))]
    template = lines[lines.index(next(line for line in lines if "{{ patient }}" in line)) :]
    (region / "vardsystem.txt.j2").write_text("\n".join(line[4:] for line in template), "utf-8")
    _say(region, "\n".join(target))
    assert "7 mål" in mvg("profile", "check", region).stdout


@pytest.mark.slow
@pytest.mark.counted
def test_a_whole_copy_is_the_profile_that_ships(mvg: Mvg, tmp_path: Path) -> None:
    assert mvg("profile", "new", "--whole", tmp_path / "p").returncode == 0
    mine = {
        path.relative_to(tmp_path / "p"): path.read_bytes() for path in (tmp_path / "p").rglob("*") if path.is_file()
    }
    shipped = {path.relative_to(SHIPPED): path.read_bytes() for path in SHIPPED.rglob("*") if path.is_file()}
    assert mine[Path("profile.toml")].count(b'\nname = "p"\n') == 1
    mine[Path("profile.toml")] = mine[Path("profile.toml")].replace(b'name = "p"', b'name = "min-vard-gavleborg"')
    top = [path for path in shipped if path.parent == Path()]
    assert [mine[path] for path in top] == [shipped[path] for path in top]
    assert mine.keys() == shipped.keys()
    assert mvg("profile", "test", tmp_path / "p").returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in SHIPPED.parent.iterdir() if path.is_dir()))
def test_a_copy_of_a_profile_that_ships_is_checked_as_that_is(name: str, mvg: Mvg, tmp_path: Path) -> None:
    assert mvg("profile", "new", tmp_path / "min-region", "--from", name).returncode == 0
    copy, original = mvg("profile", "check", tmp_path / "min-region"), mvg("profile", "check", name)
    assert (copy.returncode, copy.stderr) == (0, original.stderr)
    assert copy.stdout == original.stdout.replace(f"Profilen {name} ", "Profilen min-region ")
    pairs = list((SHIPPED.parent / name).glob("tests/*"))
    assert mvg("profile", "test", tmp_path / "min-region").returncode == (0 if pairs else 1)


def test_only_a_profile_that_ships_is_copied(mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("profile", "new", tmp_path / "p", "--from", "cosmisk")
    assert ran.returncode == 2
    assert "cosmic, cosmic-exempel, min-vard-gavleborg" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_or_cannot_be_made_is_left_alone(mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("profile", "new", tmp_path)
    assert ran.returncode == 73
    assert "MVG808" in ran.stderr
    (tmp_path / "fil").touch()
    ran = mvg("profile", "new", tmp_path / "fil" / "p")
    assert ran.returncode == 73
    assert "MVG805" in ran.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "fil"]


def test_a_name_with_quotation_marks_is_a_name(mvg: Mvg, tmp_path: Path) -> None:
    folder = tmp_path / 'p"å'
    assert mvg("profile", "new", folder).returncode == 0
    assert 'p"å' in mvg("profile", "check", folder).stdout


def test_the_check_reports_all_mistakes_in_text_and_json(mvg: Mvg, region: Path) -> None:
    _say(region, '\n[record]\ncolour = "red"\n[routine]\nvalid_to = "i vår"\n')
    (region / "melior.txt.j2").write_text("{{ ''.__class__ }}", "utf-8")
    ran = mvg("profile", "check", region)
    assert ran.returncode == 78
    assert all(code in ran.stderr for code in ("MVG703", "MVG705", "MVG718"))
    reported = json.loads(mvg("profile", "check", region, "--format", "json").stderr)
    places = [(found["code"], found["line"], found["column"]) for found in reported["notes"][0]["findings"]]
    lines = (region / "profile.toml").read_text("utf-8").split("\n")
    assert ("MVG703", lines.index('colour = "red"') + 1, 1) in places
    assert ("MVG718", 1, None) in places


@pytest.mark.parametrize("command", [("export",), ("copy",), ("check",), ("register",), ("trace",)])
def test_an_invalid_profile_stops_every_command_before_a_note_is_read(
    mvg: Mvg, region: Path, command: tuple[str]
) -> None:
    _say(region, '\n[record]\ncolour = "red"\n')
    ran = mvg(*command, region / "finns-inte.txt", "--profile", region)
    assert ran.returncode == 78
    assert "MVG703" in ran.stderr
    assert "MVG801" not in ran.stderr


def test_show_names_where_each_value_stands(mvg: Mvg, region: Path) -> None:
    _say(region, RENAME)
    shown = mvg("profile", "show", region).stdout
    at = (region / "profile.toml").read_text("utf-8").split("\n").index('pmo = "Statusfynd"') + 1
    assert any(
        line.startswith('keyword.Status.record = "Statusfynd"') and line.endswith(f"# profile.toml:{at}")
        for line in shown.split("\n")
    )
    assert "# min-vard-gavleborg/profile.toml:" in shown
    assert re.search(r"^swaps\.<U\+202F> = \" \" ", shown, re.MULTILINE)
    assert re.search(r"^swaps\.<U\+FE0F> = \"\" ", shown, re.MULTILINE)
    data = json.loads(mvg("profile", "show", region, "--format", "json").stdout)
    assert data["folders"] == ["region", "min-vard-gavleborg"]
    rows = {row["name"]: row for row in data["values"]}
    assert (rows["keyword.Status.record"]["value"], rows["keyword.Status.record"]["line"]) == ("Statusfynd", at)
    assert json.loads(mvg("profile", "show", "--format", "json").stdout)["name"] == "min-vard-gavleborg"


@pytest.mark.slow
@pytest.mark.counted
def test_a_golden_pair_that_does_not_hold_is_shown_and_can_be_accepted(mvg: Mvg, region: Path) -> None:
    _say(region, RENAME)
    ran = mvg("profile", "test", region)
    assert ran.returncode == 1
    assert "MVG730" in ran.stderr
    assert "exempel.pmo-text" in ran.stderr
    assert "-Status\n+Statusfynd\n" in ran.stdout
    assert ran.stdout.endswith("3 av 4 prov går igenom.\n")
    assert mvg("profile", "test", region, "--accept").stdout == "1 av 4 prov godkända på nytt.\n"
    assert mvg("profile", "test", region, "--lang", "en").stdout == "4 of 4 golden pairs pass.\n"


def test_a_golden_pair_that_cannot_be_written_is_reported(
    mvg: Mvg, region: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from converter.cli import files

    def full(*_: object) -> None:
        raise OSError(28, "full")

    _say(region, RENAME)
    monkeypatch.setattr(files, "write_file", full)
    ran = mvg("profile", "test", region, "--accept")
    assert ran.returncode == 73
    assert "ENOSPC" in ran.stderr


@pytest.mark.parametrize("command", ["test", "mutate"])
def test_without_golden_pairs_there_is_nothing_to_run(mvg: Mvg, command: str) -> None:
    ran = mvg("profile", command, BROKEN / "profiles" / "mvg732-utan-prov")
    assert ran.returncode == 1
    assert "MVG732" in ran.stderr


@pytest.mark.slow
@pytest.mark.counted
def test_mutate_names_a_hole_and_its_exit_code_goes_by_the_least_score(mvg: Mvg, region: Path) -> None:
    _say(region, '\n[[keyword]]\nclinic24 = "Bedömning"\naliases = ["Slutsats"]\n')
    (region / "melior.txt.j2").write_bytes(b"{# none misses me #}\n" + (SHIPPED / "melior.txt.j2").read_bytes())
    (region / "tests" / "exempel.melior").unlink()
    ran = mvg("profile", "mutate", region)
    assert ran.returncode == 1
    assert "keyword.Bedömning.aliases.1 ändrad\n" in ran.stdout
    assert "melior.txt.j2:1: borttagen\n" in ran.stdout
    assert ran.stdout.startswith("Det här skulle proven inte märka:\n")
    assert re.search(r"^profile.toml: \d+ av \d+\nmelior.txt.j2: 6 av \d+\n", ran.stdout, re.MULTILINE)
    ran = mvg("profile", "mutate", region, "--format", "json", "--min-score", "5")
    assert ran.returncode == 0
    data = json.loads(ran.stdout)
    assert sum(data["files"].values()) == data["tried"] > len(data["survivors"]) > 0
    assert {"file": "melior.txt.j2", "line": 1, "what": "", "change": "dropped"} in data["survivors"]


def test_mutate_wants_golden_pairs_that_hold(mvg: Mvg, region: Path) -> None:
    _say(region, RENAME)
    ran = mvg("profile", "mutate", region)
    assert ran.returncode == 2
    assert "mvg profile test" in ran.stderr


def test_coverage_counts_over_files_and_folders(mvg: Mvg, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    (notes / "more").mkdir(parents=True)
    (notes / "a.txt").write_text("Egen anamnes\nx\n\nEgenanamnes\ny\n\nHemligt ord:\nz\n", "utf-8")
    (notes / "more" / "b.xml").write_bytes((SAMPLES / "ksh97.xml").read_bytes())
    (notes / "c.txt").write_text("bara text", "utf-8")
    (notes / "läsmig.md").write_text("Status", "utf-8")
    ran = mvg("profile", "coverage", notes, SAMPLES / "ksh97.txt")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Lästa anteckningar: 3\nGick inte att läsa: 1\n" in ran.stdout
    assert "Rubriker utan plats: 1\n" in ran.stdout
    assert "a.txt, rad 7\n" in ran.stdout
    assert "Egen anamnes / Egenanamnes (1)" in ran.stdout
    assert "Hemligt" not in ran.stdout
    data = json.loads(mvg("profile", "coverage", notes, "--format", "json", "--profile", SHIPPED).stdout)
    assert (data["read"], len(data["unread"]), len(data["unmapped"])) == (2, 1, 1)
    assert data["used"]["keyword.Besöksorsak"] == 1
    assert "values.prio.5" in data["unused"]


def test_a_note_that_is_not_there_ends_the_command(mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("profile", "coverage", tmp_path / "finns-inte.txt")
    assert ran.returncode == 66
    assert "MVG801" in ran.stderr


@pytest.mark.slow
@pytest.mark.counted
def test_diff_shows_what_would_change_and_shows_text_only_when_asked(mvg: Mvg, region: Path) -> None:
    _say(region, RENAME + '\n[[keyword]]\nclinic24 = "Levnadsvanor"\npmo = "Vanor"\n')
    unknown = BROKEN / "mvg301-okant-sokord.xml"
    ran = mvg("profile", "diff", SHIPPED, region, unknown, SAMPLES / "ksh97.txt")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert 'keyword.Status.record: "Status" → "Statusfynd"\n' in ran.stdout
    assert 'keyword.Levnadsvanor.record: – → "Vanor"\n' in ran.stdout
    assert "[pmo]: resultat som inte fanns\n" in ran.stdout
    assert "  fältet Statusfynd\n" in ran.stdout
    assert "  - MVG301 " in ran.stdout
    assert ran.stdout.endswith("2 av 2 anteckningar skulle ge något annat.\n")
    assert "+Statusfynd" not in ran.stdout
    assert "+ MVG301 " in mvg("profile", "diff", region, SHIPPED, unknown).stdout
    assert "+Statusfynd" in mvg("profile", "diff", SHIPPED, region, unknown, "--show-text").stdout
    reported = json.loads(mvg("profile", "diff", SHIPPED, region, unknown, "--format", "json").stdout)
    assert reported["read"] == 1
    assert "lines" not in reported["notes"][0]
    assert [found["code"] for found in reported["notes"][0]["lost"]] == ["MVG301"]
    shown = json.loads(mvg("profile", "diff", SHIPPED, region, unknown, "--format", "json", "--show-text").stdout)
    assert shown["notes"][0]["lines"]


@pytest.mark.slow
@pytest.mark.counted
def test_targets_that_would_give_the_same_otherwise_are_reported_together(mvg: Mvg, region: Path) -> None:
    _say(region, '\n[[keyword]]\nclinic24 = "Levnadsvanor"\npmo = "Vanor"\n')
    ran = mvg("profile", "diff", "min-vard-gavleborg", region, BROKEN / "mvg301-okant-sokord.xml")
    assert "[pmo]: resultat som inte fanns\n" in ran.stdout
    assert "[melior, obstetrix, other]: annat resultat\n" in ran.stdout


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("command", [("test",), ("mutate",), ("diff", SHIPPED)])
def test_what_tries_a_profile_stops_at_a_template_that_loses_text(
    mvg: Mvg, region: Path, command: tuple[str, ...]
) -> None:
    (region / "melior.txt.j2").write_text("{% for heading, text in sections %}\n{{ text }}\n{% endfor %}", "utf-8")
    ran = mvg("profile", *command, region)
    assert (ran.returncode, ran.stdout) == (78, "")
    assert ran.stderr.startswith("melior.txt.j2, rad 1: FEL MVG725")


def test_two_profiles_that_are_the_same_differ_in_nothing(mvg: Mvg) -> None:
    ran = mvg("profile", "diff", SHIPPED, SHIPPED, SAMPLES / "ksh97.txt", "--lang", "en")
    assert ran.stdout == "0 values differ; 0 of 1 notes would give something else.\n"
