"""The units for systemd: it accepts them, they shut the program in, and they call it as it can be called."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from converter.cli import cli
from paths import ROOT

DEPLOY = ROOT / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as they would be installed, with a program that is there."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("this system has no systemd-analyze")
    shutil.copytree(DEPLOY, tmp_path, dirs_exist_ok=True)
    for service in tmp_path.glob("*.service"):
        service.write_text(service.read_text("utf-8").replace("/opt/mvg/bin/mvg", shutil.which("true") or ""), "utf-8")
    return tmp_path


def _analyze(units: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *map(str, arguments)],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_systemd_accepts_the_units(units: Path) -> None:
    for unit in [*units.glob("*.service"), *units.glob("*.timer")]:
        ran = _analyze(units, "verify", unit)
        assert (ran.returncode, ran.stderr) == (0, ""), unit.name


def test_systemd_refuses_a_unit_that_is_wrong(units: Path) -> None:
    """The control: what is accepted above is read."""
    unit = units / "mvg-watch.service"
    unit.write_text(unit.read_text("utf-8").replace("KillMode=mixed", "KillMode=maybe"), "utf-8")
    assert "mvg-watch.service:18: " in _analyze(units, "verify", unit).stderr


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_is_shut_in(units: Path, service: Path) -> None:
    ran = _analyze(units, "security", "--offline=true", units / service.name)
    level = re.search(r"Overall exposure level for .*: ([0-9.]+)", ran.stdout)
    if level is None:
        pytest.skip("this systemd-analyze cannot judge a unit offline")
    assert float(level[1]) <= 1.0


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_a_service_calls_the_program_as_it_can_be_called(service: Path) -> None:
    (line,) = re.findall(r"^ExecStart=/opt/mvg/bin/mvg (\w+) (.*)$", service.read_text("utf-8"), re.MULTILINE)
    command = cli.get_command(click.Context(cli), line[0])
    if command is None:
        pytest.skip(f"mvg {line[0]} is not there yet")
    command.make_context(line[0], shlex.split(line[1]))
