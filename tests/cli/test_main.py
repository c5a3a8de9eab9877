"""The entry point: every way out has its exit code, its one language, and no traceback."""

from __future__ import annotations

import gc
import importlib
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from subprocess import CompletedProcess
from typing import Any

import click
import pytest
from click.testing import CliRunner

import converter
from converter import cli as shell
from converter import pipeline
from converter.cli import files, report
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
NOTE = str(SAMPLES / "ksh97.xml")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["export", NOTE], 0),
        (["export", str(BROKEN / "mvg401-alla-tre-saknas.xml")], 1),
        (["export"], 2),
        (["export", str(BROKEN / "mvg102-pdf.pdf")], 65),
        (["export", "finns-inte.txt"], 66),
        (["export", NOTE, "--profile", str(BROKEN / "profiles" / "mvg602-pahittad-text")], 70),
        (["export", NOTE, "-o", "finns/inte.xml"], 73),
        (["copy", NOTE, "--clipboard"], 75),
        (["export", NOTE, "--profile", "finns-inte"], 78),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_each_exit_code_has_its_reason(mvg: Mvg, clipboard: Any, arguments: list[str], code: int) -> None:
    clipboard.spoils = str.upper
    ran = mvg(*arguments)
    assert ran.returncode == code
    assert bool(ran.stdout) == (code == 0)
    assert "Traceback" not in ran.stderr
    assert ran.stderr


@pytest.mark.parametrize(("lang", "words"), [("sv", "Ett fel i programmet"), ("en", "A fault in the program")])
def test_an_unforeseen_exception_is_one_line_without_its_text(
    mvg: Mvg, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        try:
            raise KeyError("Kanariefågel 199104272381")
        except KeyError as error:
            raise ValueError("Kanariefågel") from error

    monkeypatch.setenv("MVG_LANG", lang)
    monkeypatch.setattr(pipeline, "parse", fail)
    for command, place in (("export", "parse_and_ask"), ("copy", "parse_and_ask"), ("check", "check")):
        ran = mvg(command, NOTE)
        (finding, step) = ran.stderr.splitlines()
        assert (ran.returncode, ran.stdout) == (70, "")
        assert f"MVG901: {words}: ValueError {place}" in finding
        assert converter.__version__ in finding
        assert step.startswith("    ")
        assert not re.search("Traceback|Kanarie|1991", ran.stderr)


@pytest.mark.parametrize("error", [MemoryError, RecursionError, UnicodeError, LookupError, AssertionError])
def test_a_fault_outside_the_program_is_a_fault_all_the_same(
    mvg: Mvg, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(**_: object) -> None:
        raise error("Kanariefågel")

    monkeypatch.setattr(shell.cli, "main", fail)
    ran = mvg("export", NOTE)
    assert ran.returncode == 70
    assert f"MVG901: Ett fel i programmet: {error.__name__} _run:" in ran.stderr
    assert "Kanarie" not in ran.stderr


@pytest.mark.parametrize(("lang", "words"), [("sv", "Avbrutet."), ("en", "Aborted.")])
@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError, click.Abort])
def test_an_abort_ends_with_1_and_a_word(
    mvg: Mvg, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], lang: str, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setenv("MVG_LANG", lang)
    monkeypatch.setattr(pipeline, "parse", fail)
    ran = mvg("export", NOTE)
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (1, "", words)


@pytest.mark.parametrize("name", ["make_context", "_main_shell_completion"])
def test_an_abort_while_the_command_line_is_read_is_no_traceback(
    mvg: Mvg, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shell.cli, name, interrupt)
    ran = mvg("export", NOTE)
    assert (ran.returncode, ran.stdout, ran.stderr.strip()) == (1, "", "Avbrutet.")


@pytest.mark.usefixtures("collector")
def test_an_abort_while_the_process_starts_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shell, "main", interrupt)
    with pytest.raises(SystemExit) as left:
        importlib.import_module("converter.__main__").run()
    assert left.value.code == 1


ENGLISH = re.compile(
    r"No such|Got unexpected|Missing|Invalid|requires|does not|not one of|extra argument|Try ", re.ASCII
)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["finns-inte"], "Det finns inget kommando och ingen fil som heter 'finns-inte'."),
        (["export"], "'ANTECKNING' saknas."),
        (["check"], "'ANTECKNING...' saknas."),
        (["explain"], "'KOD' saknas."),
        (["export", "a", "b"], "b"),
        (["export", "a", "--finns-inte"], "Valet --finns-inte finns inte."),
        (["export", "a", "--forc"], "Valet --forc finns inte. Menade du"),
        (["--finns-inte"], "Valet --finns-inte finns inte."),
        (["export", "a", "--format"], "Valet --format behöver ett värde."),
        (["export", "a", "--force=ja"], "Valet --force tar inget värde."),
        (["--to", "pmo", "export", "a"], "Val skrivs efter kommandot: mvg KOMMANDO --to."),
        (["batch", "a", "--out", "b", "--jobs", "0"], "'--jobs': Ange ett heltal från 1 till 256."),
        (["batch", "a", "--out", "b", "--jobs", "x"], "'--jobs': Ange ett heltal från 1 till 256."),
        (
            ["watch", "a", "--out", "b", "--every", "0,5"],
            "'--every': Ange ett tal från 0.1 till 86400, med punkt före decimalerna.",
        ),
        (["fuzz", "--examples", "0"], "'--examples': Ange ett heltal som är minst 1."),
        (["fuzz", "--time", "0"], "'--time': Ange ett tal som är större än 0, med punkt"),
        (["quarantine", "lst"], "Kommandot 'lst' finns inte."),
        (["export", "a", "--format", "yaml"], "Värdet för '--format' finns inte; välj bland text, json."),
        (["export", "a", "--from", "pdf"], "Värdet för '--from' finns inte; välj bland xml, text."),
        (["export", "a", "--lang", "fi"], "Värdet för '--lang' finns inte; välj bland sv, en."),
        (["copy", "a", "--headings", "x"], "välj bland record, clinic24."),
        (["export", "a", "--to", "x"], "--to: Målet finns inte; välj bland pmo,"),
        (["explain", "MVG000"], "KOD: Koden finns inte"),
        (["copy", "a", "--step"], "--step behöver en terminal."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_2_and_a_sentence_in_the_language_of_the_user(
    mvg: Mvg, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    swedish = mvg(*arguments)
    assert (swedish.returncode, swedish.stdout) == (2, "")
    assert words in swedish.stderr
    assert re.search(r"\nHjälp: mvg.* -h\n\Z", swedish.stderr)
    assert not ENGLISH.search(swedish.stderr)
    monkeypatch.setenv("MVG_LANG", "en")
    english = mvg(*arguments)
    assert (english.returncode, english.stdout) == (2, "")
    assert re.search(r"\nHelp: mvg.* -h\n\Z", english.stderr)
    assert not re.search("finns inte|Hjälp|saknas|behöver|välj|[åäö]", english.stderr.replace("finns-inte", ""))


def test_the_command_alone_shows_what_it_can_do(mvg: Mvg) -> None:
    ran = mvg()
    assert (ran.returncode, ran.stdout) == (2, "")
    for command in ("export", "copy", "check", "explain", "list"):
        assert f"\n  {command} " in ran.stderr


@pytest.mark.parametrize("arguments", [(), ("quarantine",), ("profile",), ("audit",)])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_group_without_a_command_shows_its_help_line_by_line(mvg: Mvg, arguments: tuple[str, ...], lang: str) -> None:
    ran = mvg(*arguments, "--lang", lang)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == mvg(*arguments, "-h", "--lang", lang).stdout


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", "export", "copy", "check", "explain", "list"])
def test_help_is_an_answer_and_not_an_error(mvg: Mvg, command: str, option: str) -> None:
    ran = mvg(*command.split(), option)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"Användning: mvg {command}".strip())


def test_the_version_is_that_of_the_package(mvg: Mvg) -> None:
    ran = mvg("--version")
    assert (ran.returncode, ran.stdout) == (0, f"mvg {converter.__version__}\n")


def test_the_group_can_be_run_by_click_too() -> None:
    result = CliRunner().invoke(shell.cli, ["export", NOTE, "--to", "pmo-text"])
    assert result.exit_code == 0
    assert result.exception is None


@pytest.fixture
def collector() -> Iterator[None]:
    """Python's search for what is unused, as it was before."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collector")
def test_the_module_is_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["mvg", "--version"])
    monkeypatch.delitem(sys.modules, "converter.__main__", raising=False)  # another test may have imported it
    with pytest.raises(SystemExit) as left:
        runpy.run_module("converter", run_name="__main__")
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("mvg ")


def test_what_the_package_offers_is_there_when_it_is_used() -> None:
    for name in converter.__all__:
        assert getattr(converter, name) is not None
    with pytest.raises(AttributeError, match="finns_inte"):
        _ = converter.finns_inte


@pytest.mark.parametrize("arguments", [("check", str(SAMPLES / "ksh97.xml")), ("list", "codes")])
def test_closed_streams_stop_nothing(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["mvg", *arguments])
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit) as left:
        shell.main()
    assert left.value.code == 0


def test_a_standard_output_that_refuses_is_73(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "Kanariefågel")

    monkeypatch.setattr(sys, "argv", ["mvg", "list", "codes"])
    monkeypatch.setattr(files, "discard_stream", lambda _: None)
    monkeypatch.setattr(click, "echo", full)
    monkeypatch.setattr(report, "show", lambda findings, _: sys.stderr.write(repr(findings[0])))
    with pytest.raises(SystemExit) as left:
        shell.main()
    assert left.value.code == 73
    assert "code='MVG805'" in (words := capsys.readouterr().err)
    assert "ENOSPC" in words
    assert "Kanariefågel" not in words


@pytest.mark.usefixtures("collector")
def test_the_process_of_a_command_does_not_search_its_memory_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "main", lambda: sys.exit(3))
    with pytest.raises(SystemExit) as left:
        importlib.import_module("converter.__main__").run()
    assert (left.value.code, gc.get_freeze_count() > 0, gc.isenabled()) == (3, True, True)
