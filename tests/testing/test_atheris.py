"""The coverage-guided target: its seeds, what it asks, and that it steps aside where atheris is not."""

from __future__ import annotations

import contextlib
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from converter.profile import Profile
from converter.record import checks
from converter.testing import PROPERTIES
from converter.testing.atheris_target import NOT_POSSIBLE, BrokenProperty, attack, main, seeds
from paths import ROOT, WHOLE


class Atheris(ModuleType):
    """A stand-in that hands over some inputs and comes back."""

    def __init__(self) -> None:
        super().__init__("atheris")
        self.argv: list[str] = []
        self.attack: Callable[[bytes], None] = print

    @contextlib.contextmanager
    def instrument_imports(self, include: list[str]) -> Iterator[None]:
        assert include == ["converter"]
        yield

    def Setup(self, argv: list[str], target: Callable[[bytes], None]) -> None:
        self.argv, self.attack = argv, target

    def Fuzz(self) -> None:
        for seed in list(seeds().values())[:9]:
            self.attack(seed)


def test_the_samples_are_the_seeds_and_every_property_has_its_turn() -> None:
    assert {path.name for path in WHOLE} <= seeds().keys()
    assert {seed[0] for seed in seeds().values()} == set(range(len(PROPERTIES)))


def test_the_first_byte_names_the_property(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "missing_required", lambda *_: [])
    gate = list(PROPERTIES).index("gate")
    for data in (b"", b"\x00", bytes([gate + 1]) + b"Status\n1"):
        attack(data, profile)
    with pytest.raises(BrokenProperty, match="gate"):
        attack(bytes([gate]) + b"Status\n1", profile)


def test_it_fills_the_corpus_and_hands_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = Atheris()
    monkeypatch.setitem(sys.modules, "atheris", stand_in)
    corpus = tmp_path / "corpus"
    assert main([str(corpus), "-runs=1"]) == 0
    assert stand_in.argv[1:] == [str(corpus), "-runs=1"]
    assert {path.name for path in corpus.iterdir()} == set(seeds())


def test_it_is_run_as_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "atheris", None)
    monkeypatch.setattr(sys, "argv", ["atheris_target"])
    monkeypatch.delitem(sys.modules, "converter.testing.atheris_target")
    with pytest.raises(SystemExit) as left:
        runpy.run_module("converter.testing.atheris_target", run_name="__main__")
    assert left.value.code == NOT_POSSIBLE


def test_without_a_folder_it_says_how_it_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "atheris", Atheris())
    assert main([]) == main(["-runs=1"]) == NOT_POSSIBLE
    assert "atheris_target FOLDER" in capsys.readouterr().err


def test_where_atheris_is_not_it_steps_aside(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "atheris", None)
    assert main(["corpus"]) == NOT_POSSIBLE
    assert "atheris is not installed" in capsys.readouterr().err


def test_a_short_attack_with_atheris_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is for Linux, and not among what CI installs")
    command = [sys.executable, "-m", "converter.testing.atheris_target", str(tmp_path / "corpus"), "-runs=300"]
    ran = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Done 300 runs" in ran.stderr
