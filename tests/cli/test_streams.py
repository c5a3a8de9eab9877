"""The command in a process of its own: pipes that close, disks that are full, modules that stay unloaded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from converter import convert
from paths import ROOT, SAMPLES

Beside = Callable[..., CompletedProcess[str]]
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


def test_python_m_converter_is_the_command(beside: Beside) -> None:
    ran = beside("mvg export ksh97.xml")
    assert (ran.returncode, ran.stdout) == (0, convert((SAMPLES / "ksh97.xml").read_bytes()).output)
    assert "ksh97.xml: UPPLYSNING MVG430" in ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("coding", ["ascii", "cp1252", "utf-16"])
@pytest.mark.parametrize("command", ["export ksh97.xml --to pmo-text", "copy utslag-foto.txt"])
def test_the_output_is_utf_8_whatever_the_system_says(beside: Beside, command: str, coding: str) -> None:
    expected = beside(f"mvg {command}").stdout
    ran = beside(f"mvg {command} 2>/dev/null", PYTHONIOENCODING=coding)
    assert (ran.returncode, ran.stdout) == (0, expected)


@pytest.mark.parametrize("command", ["check ksh97.xml", "list codes", "explain MVG401"])
def test_a_narrow_standard_output_is_no_fault_of_the_program(beside: Beside, command: str) -> None:
    assert beside(f"mvg {command}", PYTHONIOENCODING="ascii", LC_ALL="C").returncode == 0


@needs_full
@pytest.mark.parametrize("command", ["export ksh97.xml", "copy ksh97.xml", "check ksh97.xml", "list codes", "--help"])
def test_a_full_standard_output_ends_with_73_and_no_traceback(beside: Beside, command: str) -> None:
    ran = beside(f"mvg {command} > /dev/full")
    assert ran.returncode == 73
    assert "MVG805: Resultatet går inte att skriva (ENOSPC)." in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("command", ["export lang-anteckning.xml", "copy ksh97.xml", "check *.xml", "list codes"])
def test_a_reader_that_leaves_gets_no_traceback(beside: Beside, command: str) -> None:
    ran = beside(f"{{ sleep 0.3; mvg {command}; echo code=$? >&2; }} | true")
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr
    assert "MVG901" not in ran.stderr
    assert ("code=1" in ran.stderr) or ("code=73" in ran.stderr)


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("command", ["export", "copy"])
def test_a_closed_standard_output_ends_with_73(beside: Beside, command: str) -> None:
    ran = beside(f"mvg {command} ksh97.xml >&-")
    assert ran.returncode == 73
    assert "MVG901" not in ran.stderr


def test_a_closed_standard_error_does_not_stop_the_output(beside: Beside) -> None:
    ran = beside("mvg export ksh97.xml 2>&-")
    assert (ran.returncode, ran.stdout) == (0, convert((SAMPLES / "ksh97.xml").read_bytes()).output)


def test_standard_input_feeds_a_pipeline(beside: Beside) -> None:
    ran = beside("cat cystit-video.txt | mvg copy - -q | cat")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == convert((SAMPLES / "cystit-video.txt").read_bytes(), "melior").output


@pytest.mark.parametrize(("lang", "words"), [("sv", "Skapa journaldokumentet"), ("en", "Make the record document")])
def test_help_is_in_the_language_of_the_user(beside: Beside, lang: str, words: str) -> None:
    assert words in beside("mvg export -h", MVG_LANG=lang).stdout


def test_the_terminal_gets_colour_only_if_it_may(terminal: Callable[..., Any]) -> None:
    opened = terminal("export", "finns-inte.txt")
    screen = opened.wait()
    assert "\x1b[31mFEL\x1b[0m MVG801" in screen


# -- what is loaded ---------------------------------------------------------------------------------------------


def _loaded(line: str) -> set[str]:
    code = f"import sys\n{line}\nprint(*sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ran.stderr.split())


def test_importing_the_package_loads_neither_lxml_nor_jinja2_nor_click() -> None:
    assert not _loaded("import converter") & {"lxml", "jinja2", "click", "converter.cli", "converter.pipeline"}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["export", "-h"], ["explain", "MVG401"], ["list", "codes"]]
)
def test_asking_for_help_loads_neither_lxml_nor_jinja2(arguments: list[str]) -> None:
    line = f"sys.argv[1:] = {arguments}\nfrom converter.cli import main\ntry: main()\nexcept SystemExit: pass"
    assert not _loaded(line) & {"lxml", "lxml.etree", "jinja2", "pyperclip", "zoneinfo"}


NOTE, COPIED = str(SAMPLES / "halsont-chatt.xml"), str(SAMPLES / "halsont-chatt.txt")
OF_ANOTHER_KIND = {
    "converter.proof.json_output", "converter.code_lists.cache", "converter.code_lists.published",
    "converter.batch.answer_file", "converter.conversion.choices", "converter.proof.rivta",
    "converter.proof.questionnaire_response",
    "converter.profile.toml_mistakes", "converter.registration.validation", "html.entities", "tomllib", "lxml.etree",
    "difflib", "importlib.metadata",
}  # fmt: skip
"""What no command for one whole note needs."""
OF_A_PAGE = {"converter.proof.page", "converter.registration.page", "converter.conversion.proven_page"}
RULES = {"converter.registration.rules"}
OF_XML = {"converter.readers.xml", "converter.proof.source_xml"}
OF_TEXT = {"converter.readers.text", "converter.readers.sections", "converter.proof.source_text"}
LEFT_OUT = [
    (["export", NOTE], OF_A_PAGE | OF_TEXT | RULES),
    (["copy", COPIED], OF_A_PAGE | OF_XML | RULES),
    (["register", COPIED], OF_XML | {"converter.proof.output", "converter.proof.template_steps"}),
]


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize(("arguments", "others"), LEFT_OUT, ids=[arguments[0] for arguments, _ in LEFT_OUT])
def test_a_command_for_a_note_loads_what_it_needs_and_no_more(arguments: list[str], others: set[str]) -> None:
    """What takes time at the start of a command is named here; the benchmark measures it."""
    line = f"sys.argv[1:] = {arguments}\nfrom converter.cli import main\ntry: main()\nexcept SystemExit: pass"
    loaded = _loaded(line)
    assert "converter.pipeline" in loaded
    assert not loaded & (OF_ANOTHER_KIND | others)


def test_the_check_of_what_is_loaded_sees_what_is_loaded() -> None:
    """The control: a conversion does load them."""
    assert {"lxml.etree", "jinja2"} <= _loaded("import converter; converter.convert('<a/>')\nimport jinja2")
    assert "converter.pipeline" in _loaded("import converter; converter.convert")


ENDS = {
    "export ksh97.xml -o {}/a": 0, "export nix": 66, "batch ksh97.xml --out {}/ut": 0, "batch nix --out {}/ut": 66,
    "export": 2, "batch --out": 2, "check nix --format json": 66,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.counted
@needs_full
@pytest.mark.parametrize("command", ENDS)
def test_a_full_standard_error_changes_no_exit_code(beside: Beside, tmp_path: Path, command: str) -> None:
    ran = beside(f"mvg {command.format(tmp_path)} >/dev/null 2>/dev/full", PYTHONUNBUFFERED="")
    assert ran.returncode == ENDS[command]


@pytest.mark.slow
@pytest.mark.parametrize("coding", ["cp850", "cp437", "cp1252", "latin-1", "ascii"])
@pytest.mark.parametrize("command", ["export -h", "batch -h", "check ksh97.xml", "list codes", "explain MVG401"])
def test_a_screen_that_cannot_show_all_signs_is_no_fault_of_the_program(
    beside: Beside, command: str, coding: str
) -> None:
    assert beside(f"mvg {command} > /dev/null 2>&1", PYTHONIOENCODING=coding).returncode == 0


@pytest.mark.parametrize("coding", ["cp1252", "utf-8"])
def test_json_is_json_whatever_the_screen_can_show(beside: Beside, tmp_path: Path, coding: str) -> None:
    name = tmp_path / "Åsa \U0001f600 漢.xml"
    name.write_bytes((SAMPLES / "ksh97.xml").read_bytes())
    ran = beside(f"mvg check '{name}' --format json", PYTHONIOENCODING=coding)
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["notes"][0]["name"] == str(name)


@pytest.mark.parametrize(
    "command", ["list codes", "explain MVG401", "check cystit-video.txt", "-h", "export cystit-video.txt", "check -h"]
)
def test_O17_a_pipe_that_is_closed_is_reported_as_a_shell_reports_sigpipe(beside: Beside, command: str) -> None:
    ran = beside(f"{{ sleep 0.3; mvg {command}; }} | true; exit ${{PIPESTATUS[0]}}")  # `true` has ended by then
    assert ran.returncode == 141, "never 1: no note needs a person"
    assert "Traceback" not in ran.stderr
