"""A real Prometheus with the shipped alerts, fed by a real node exporter: which alerts fired, and when."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Final, Self

from paths import ROOT

RULES: Final = ROOT / "deploy/mvg-alerts.yml"
INSTALLED: Final = all(shutil.which(name) for name in ("prometheus", "prometheus-node-exporter"))
_SCRAPE: Final = 2
"""Seconds between two scrapes, and between two evaluations."""


class Prometheus:
    """Scrapes the textfiles of a folder and evaluates the alerts; `thresholds` replaces text of their expressions."""

    def __init__(self, root: Path, textfiles: Path, thresholds: dict[str, str]) -> None:
        root.mkdir()
        rules = RULES.read_text("utf-8")
        for shipped, other in thresholds.items():
            assert rules.count(shipped) == 1, shipped
            rules = rules.replace(shipped, other)
        (root / "rules.yml").write_text(rules, "utf-8")
        exporter, self._address = _free_address(), _free_address()
        (root / "prometheus.yml").write_text(
            f"global: {{scrape_interval: {_SCRAPE}s, evaluation_interval: {_SCRAPE}s}}\n"
            "rule_files: [rules.yml]\n"
            f"scrape_configs: [{{job_name: mvg, static_configs: [{{targets: ['{exporter}']}}]}}]\n"
        )
        commands = [
            ["prometheus-node-exporter", "--collector.disable-defaults", "--collector.textfile",
             f"--collector.textfile.directory={textfiles}", f"--web.listen-address={exporter}"],
            ["prometheus", f"--config.file={root / 'prometheus.yml'}", f"--storage.tsdb.path={root / 'data'}",
             f"--web.listen-address={self._address}"],
        ]  # fmt: skip
        self._log = (root / "log").open("wb")
        self._processes = [subprocess.Popen(each, stdout=self._log, stderr=self._log, cwd=root) for each in commands]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.terminate()
            process.wait(30)
        self._log.close()

    def fired(self, since: float) -> dict[str, list[float]]:
        """The times at which each alert fired, in seconds since 1970."""
        now = time.time()
        step = max(_SCRAPE, (now - since) / 5000)  # a query has 11,000 points at most
        found = self._query("query_range", query='ALERTS{alertstate="firing"}', start=since, end=now, step=step)
        times: dict[str, list[float]] = {}
        for series in found["result"]:
            times.setdefault(series["metric"]["alertname"], []).extend(at for at, _ in series["values"])
        return {name: sorted(each) for name, each in times.items()}

    def _query(self, kind: str, **words: Any) -> Any:
        with urllib.request.urlopen(
            f"http://{self._address}/api/v1/{kind}?{urllib.parse.urlencode(words)}", timeout=30
        ) as answer:
            return json.load(answer)["data"]


def _free_address() -> str:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{line.getsockname()[1]}"


def names_of_alerts() -> list[str]:
    """The names of the shipped alerts."""
    return re.findall(r"alert: (\w+)", RULES.read_text("utf-8"))
