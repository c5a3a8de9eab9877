"""The units for systemd: it accepts them, they shut the program in, and they call it as it can be called."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import click
import pytest

from converter.batch.config import BatchConfig
from converter.batch.inbox import Backlog
from converter.batch.metrics import Metrics
from converter.batch.outcome import Totals
from converter.batch.report_files import shard_path
from converter.cli import cli
from converter.profile import default_profile
from paths import ROOT
from sample_run import RUN

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


# -- the node exporter reads the metrics of shards ---------------------------------------------------------------

_PORT = 19_187


def _scraped(folder: Path) -> str:
    """What a node exporter reports of the textfiles in a folder."""
    exporter = shutil.which("prometheus-node-exporter")
    if exporter is None:
        pytest.skip("this system has no prometheus-node-exporter")
    command = [
        exporter,
        "--collector.disable-defaults",
        "--collector.textfile",
        f"--web.listen-address=127.0.0.1:{_PORT}",
    ]
    with subprocess.Popen([*command, f"--collector.textfile.directory={folder}"], stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/metrics", timeout=5) as answer:
                        return str(answer.read().decode())
                except OSError:
                    time.sleep(0.1)
            raise AssertionError("it does not answer")
        finally:
            process.terminate()


def _metrics_of_two_shards(folder: Path) -> None:
    config = BatchConfig(str(folder / "ut"), default_profile())
    for number in (1, 2):
        file = shard_path(str(folder / "m.prom"), (number, 2))
        Metrics(RUN, file, config=replace(config, shard=(number, 2))).on_end(Totals(done=number))


def test_O9_a_node_exporter_reads_the_metrics_of_two_shards(tmp_path: Path) -> None:
    _metrics_of_two_shards(tmp_path)
    reported = _scraped(tmp_path)
    assert "node_textfile_scrape_error 0" in reported
    for number in (1, 2):
        assert f'mvg_batch_notes_total{{outcome="done",shard="{number}/2"}} {number}' in reported


def test_the_control_without_the_label_it_reports_a_collision(tmp_path: Path) -> None:
    _metrics_of_two_shards(tmp_path)
    for file in tmp_path.glob("*.prom"):
        file.write_text(re.sub(r'shard="./2",?', "", file.read_text("utf-8")), "utf-8")
    reported = _scraped(tmp_path)
    assert (
        'mvg_batch_notes_total{outcome="done"} 1' not in reported
        or 'mvg_batch_notes_total{outcome="done"} 2' not in reported
    )


# -- the alerts ---------------------------------------------------------------------------------------------------

ALERTS = ROOT / "deploy/mvg-alerts.yml"


def _rules_of(text: str) -> dict[str, str]:
    """The alerts and their expressions."""
    return dict(re.findall(r"- alert: (\w+)\n +expr: (.+)", text))


def test_O10_every_alert_asks_for_metrics_that_there_are_and_is_documented(tmp_path: Path) -> None:
    file = tmp_path / "m.prom"
    metrics = Metrics(RUN, file, "2027-03-31", BatchConfig(str(tmp_path), default_profile()))
    metrics.on_end(Totals())
    metrics.beat(Backlog(1, 5))
    names = set(re.findall(r"^# TYPE (\w+)", file.read_text("utf-8"), re.MULTILINE))
    rules = _rules_of(ALERTS.read_text("utf-8"))
    asked = {name for rule in rules.values() for name in re.findall(r"mvg_\w+", rule)}
    assert asked <= names | {"mvg_quarantine_oldest_timestamp_seconds"}, "that one is there when a note is"
    documented = re.findall(r"^\| `(Mvg\w+)` \|", (ROOT / "docs/operations.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(rules)


_CASES = {
    "MvgFileChanged": ('mvg_batch_findings_total{code="MVG842"}', "0x10 1x60 1x60", "20m", "90m"),
    "MvgQuarantineNew": ("mvg_quarantine_entered_total", "0x10 2x60 2x60", "20m", "90m"),
    "MvgWatchSilent": ("mvg_heartbeat_timestamp_seconds", "0+60x10 600x30 2460+60x60", "20m", "60m"),
    "MvgInboxOld": ("mvg_inbox_oldest_timestamp_seconds", "0x80 5400+0x30", "70m", "95m"),
}
"""Of an alert, a series by the minute, when it fires, and when it does not."""


@pytest.mark.parametrize("alert", _CASES)
def test_O10_prometheus_fires_an_alert_when_it_should_and_only_then(tmp_path: Path, alert: str) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("this system has no promtool")
    series, values, fires, silent = _CASES[alert]
    tests = [f"{{eval_time: {at}, alertname: {alert}, exp_alerts: [{found}]}}" for at, found in
             (("5m", ""), (fires, "{}"), (silent, ""))]  # fmt: skip
    labels = f"{{exp_labels: {{code: MVG842}}, exp_annotations: {{summary: {_summary(alert)!r}}}}}"
    plain = f"{{exp_annotations: {{summary: {_summary(alert)!r}}}}}"
    found = labels if "MVG842" in series else plain
    lines = "".join(f"      - {one.replace('[{}]', f'[{found}]')}\n" for one in tests)
    (tmp_path / "test.yml").write_text(
        f"rule_files: [{ALERTS}]\ntests:\n  - interval: 1m\n    input_series:\n"
        f"      - {{series: '{series}', values: '{values}'}}\n    alert_rule_test:\n{lines}",
        "utf-8",
    )
    ran = subprocess.run(
        [promtool, "test", "rules", tmp_path / "test.yml"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def _summary(alert: str) -> str:
    text = ALERTS.read_text("utf-8")
    return "".join(re.findall(rf"alert: {alert}\n(?:.*\n)+? +summary: (.+)", text))
