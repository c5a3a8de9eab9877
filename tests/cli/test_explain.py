"""`mvg explain` and `mvg list`: what a code means, and what there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import cast

import pytest

from converter.cli.report import label
from converter.findings import Finding
from converter.findings.catalogue import CATALOGUE, CAUTION, Code, Language
from converter.profile import Profile
from paths import BROKEN, ROOT

Mvg = Callable[..., CompletedProcess[str]]
LEADS = {"sv": ("Orsak: ", "Gör så här: ", "Bygger på: "), "en": ("Cause: ", "What to do: ", "Based on: ")}


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_explained_without_a_brace_left_over(mvg: Mvg, code: str, lang: Language) -> None:
    ran = mvg("explain", code, "--lang", lang)
    kind, (cause, step, rests) = CATALOGUE[code], LEADS[lang]
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"{code} ({label(kind.severity, lang).lower()}")
    assert not re.search(r"[{}]", ran.stdout)
    assert f"\n{cause}" in ran.stdout
    assert (f"\n{step}" in ran.stdout) == bool(kind.wording(lang).next_step)
    assert (f"\n{rests}" in ran.stdout) == bool(kind.rules)
    for rule in kind.rules:
        assert rule in ran.stdout.splitlines()[-1]


def test_an_error_is_explained_with_the_exit_code_it_gives(mvg: Mvg) -> None:
    assert mvg("explain", "MVG401").stdout.startswith("MVG401 (fel, slutkod 1)\n\n")
    assert mvg("explain", "MVG402").stdout.startswith("MVG402 (varning)\n\n")
    assert mvg("explain", "MVG411").stdout.startswith("MVG411 (upplysning)\n\n")
    assert mvg("explain", "--lang", "en", "MVG401").stdout.startswith("MVG401 (error, exit 1)\n\n")


def test_a_stop_of_the_program_s_own_says_that_the_routine_does_not_demand_it(mvg: Mvg) -> None:
    """The routine's gate is the three required fields; R138 to R142 stand behind MVG401 alone."""
    cautious: list[Code] = [code for code in cast("list[Code]", list(CATALOGUE)) if CATALOGUE[code].caution]
    assert "MVG401" not in cautious
    assert {"MVG260", "MVG261", "MVG301", "MVG302", "MVG303", "MVG320", "MVG321", "MVG322", "MVG453"} <= set(cautious)
    for code in cautious:
        assert CATALOGUE[code].exit_code in (1, 65)
        assert CAUTION["sv"] in mvg("explain", code).stdout
        assert CAUTION["en"] in mvg("explain", code, "--lang", "en").stdout
        words = ("x", "y", "z")
        assert Finding(code, words=words).message().endswith(CAUTION["sv"])
        assert Finding(code, words=words).message("en").endswith(CAUTION["en"])
    assert CAUTION["sv"] not in mvg("explain", "MVG401").stdout


def test_a_code_may_be_written_in_small_letters(mvg: Mvg) -> None:
    assert mvg("explain", "mvg401").stdout == mvg("explain", "MVG401").stdout


def test_the_language_follows_mvg_lang_and_the_option_wins(mvg: Mvg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MVG_LANG", "EN")
    assert "Cause: " in mvg("explain", "MVG401").stdout
    assert "Orsak: " in mvg("explain", "MVG401", "--lang", "sv").stdout


@pytest.mark.parametrize(("lang", "words"), [("sv", "Koden finns inte; se mvg list codes."), ("en", "No such code")])
def test_an_unknown_code_is_wrong_usage(mvg: Mvg, monkeypatch: pytest.MonkeyPatch, lang: Language, words: str) -> None:
    monkeypatch.setenv("MVG_LANG", lang)
    ran = mvg("explain", "MVG999")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words in ran.stderr


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_list_codes_has_a_line_for_every_code(mvg: Mvg, lang: Language) -> None:
    ran = mvg("list", "codes", "--lang", lang)
    assert [line.split()[0] for line in ran.stdout.splitlines()] == list(CATALOGUE)
    assert all(len(line.split()) > 1 for line in ran.stdout.splitlines())
    assert not re.search(r"[{}]", ran.stdout)


@pytest.mark.parametrize(("lang", "word"), [("sv", "anteckning"), ("en", "note")])
def test_list_formats_has_the_forms_that_from_takes(mvg: Mvg, lang: Language, word: str) -> None:
    lines = mvg("list", "formats", "--lang", lang).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["xml", "text"]
    assert word in lines[0]


@pytest.mark.parametrize(("lang", "gated"), [("sv", "kräver de obligatoriska uppgifterna"), ("en", "gated")])
def test_list_targets_says_which_command_has_the_target(mvg: Mvg, profile: Profile, lang: Language, gated: str) -> None:
    lines = mvg("list", "targets", "--lang", lang).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [*profile.targets, "json"]
    for line in lines:
        name = line.split()[0]
        is_gated = name == "json" or profile.targets[name].gated
        assert (gated in line, "mvg export" in line, "mvg copy" in line) == (is_gated, is_gated, not is_gated)


def test_list_targets_follows_the_profile(mvg: Mvg, tmp_path: Path) -> None:
    for path in filter(Path.is_file, (ROOT / "templates" / "min-vard-gavleborg").iterdir()):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    toml = tmp_path / "profile.toml"
    toml.write_text(toml.read_text("utf-8").replace("[targets.obstetrix]", "[targets.cosmic]"), "utf-8")
    listed = mvg("list", "targets", "--profile", tmp_path).stdout
    assert "cosmic" in listed
    assert "obstetrix" not in listed


def test_list_targets_of_a_broken_profile_ends_with_78(mvg: Mvg) -> None:
    ran = mvg("list", "targets", "--profile", BROKEN / "profiles" / "mvg702-citattecken-saknas")
    assert (ran.returncode, ran.stdout) == (78, "")
    assert "MVG702" in ran.stderr


@pytest.mark.parametrize("arguments", [(), ("finns-inte",)])
def test_a_list_of_nothing_is_wrong_usage(mvg: Mvg, arguments: tuple[str, ...]) -> None:
    ran = mvg("list", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "formats|targets|codes" in ran.stderr
