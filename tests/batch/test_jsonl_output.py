"""JSON Lines out: one line an input, in the order of the inputs, whole or not at all."""

from __future__ import annotations

import json
import os
import random
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from batching import BAD, GOOD, OTHER, Ran
from converter import convert
from converter.batch.config import BatchConfig
from converter.batch.jsonl_output import ORDER, JsonLinesOutput
from converter.batch.names import digest
from converter.batch.outcome import DONE, Outcome, Totals
from converter.batch.run import make_folders
from converter.batch.tasks import Input
from converter.files.storage import Refused

Run = Callable[..., Ran]
BOTH = ("melior", "pmo")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ut.jsonl"


def _items(number: int) -> list[Input]:
    notes = [(GOOD, OTHER, BAD)[at % 3] for at in range(number)]
    found = [Input(f"n.jsonl/{at}", data=note, id=f"C24/{at}", origin=digest(str(at))) for at, note in enumerate(notes)]
    random.Random(7).shuffle(found)  # noqa: S311 -- an order, no secret
    return found


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.slow
def test_the_lines_come_in_the_order_of_the_inputs(run: Run, config: BatchConfig, file: Path, jobs: int) -> None:
    found = _items(200)
    for _ in range(2):
        run(iter(found), jobs=jobs, targets=BOTH, listeners=[JsonLinesOutput(file, replace(config, targets=BOTH))])
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        assert [line["id"] for line in lines] == [item.id for item in found]
        for line, item in zip(lines, found, strict=True):
            if item.data == BAD:
                assert {"code": "MVG401", "line": None} in line["findings"]
            else:
                assert line["outputs"] == {to: convert(item.data, to).output for to in BOTH}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not (config.state / ORDER).exists()


def test_an_input_that_is_no_line_goes_by_its_name(run: Run, config: BatchConfig, inbox: Path, file: Path) -> None:
    (inbox / os.fsdecode(b"\xe5.txt")).write_bytes(GOOD)
    (inbox / "å.txt").write_bytes(GOOD)
    run(listeners=[JsonLinesOutput(file, config)])
    lines = file.read_bytes().decode("utf-8", "surrogateescape").splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == ["å.txt", "\udce5.txt"]


def test_P13_a_name_is_the_same_in_every_locale(
    config: BatchConfig, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_folders(config)
    (Path(config.out) / "å.txt.pmo.xml").write_bytes(b"<a/>")
    collector = JsonLinesOutput(file, config)
    collector.on_outcomes([Outcome(1, "å.txt", DONE, outputs=(("pmo", "00"),), key="å.txt", id="å.txt")])
    monkeypatch.setattr(os, "fsdecode", lambda name: name.decode("latin-1"))  # as where the locale is sv_SE.ISO-8859-1
    collector.on_end(Totals(1))
    assert json.loads(file.read_bytes()) == {"id": "å.txt", "outputs": {"pmo": "<a/>"}}


def test_a_run_that_stopped_writes_no_lines(config: BatchConfig, file: Path) -> None:
    make_folders(config)
    collector = JsonLinesOutput(file, config)
    collector.on_outcomes([Outcome(1, "a", DONE, key="a", id="a")])
    collector.on_end(Totals(stopped="MVG826"))
    assert not file.exists()


def test_an_output_that_has_gone_meanwhile_is_reported(config: BatchConfig, file: Path) -> None:
    make_folders(config)
    collector = JsonLinesOutput(file, config)
    collector.on_outcomes([Outcome(1, "a", DONE, outputs=(("pmo", "00"),), key="a", id="a")])
    with pytest.raises(Refused) as refused:
        collector.on_end(Totals(1))
    assert refused.value.finding.code == "MVG801"
    assert not file.exists()


def test_a_disk_that_refuses_is_reported(config: BatchConfig, file: Path) -> None:
    with pytest.raises(Refused) as refused:
        JsonLinesOutput(file, config).on_outcomes([Outcome(1, "a", DONE)])
    assert refused.value.finding.words == ("ENOENT",), "the folder of the run is not there"
    make_folders(config)
    with pytest.raises(Refused) as refused:
        JsonLinesOutput(file / "finns/inte", config).on_end(Totals())
    assert refused.value.finding.code == "MVG805"
