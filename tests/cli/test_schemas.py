"""Every machine-readable output is as its JSON Schema says, and a schema refuses what is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import jsonschema
import pytest

import converter
from batching import BAD, GOOD
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
FOLDER = Path(converter.__file__).parent / "schemas"
NAMES = sorted(path.name.partition(".")[0] for path in FOLDER.glob("*.schema.json"))
Outputs = dict[str, list[Any]]


def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    return schema


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def outputs(mvg: Mvg, tmp_path: Path) -> Outputs:
    """One run of everything, and what it wrote, by schema."""
    inbox, out = tmp_path / "in", tmp_path / "ut"
    (inbox / "mapp").mkdir(parents=True)
    for name, data in (("a.txt", GOOD), ("b.xml", BAD), ("c.txt", BAD), ("tom.txt", b"")):
        (inbox / name).write_bytes(data)
    (inbox / "n.jsonl").write_text("x")
    (inbox / "d.txt").write_bytes((BROKEN / "mvg302-text-under-anamnes.txt").read_bytes())
    given = ("--to", "pmo", "--to", "melior", "--registration", "json", "--to", "json", "--format", "json")
    log, report = tmp_path / "log", tmp_path / "r.jsonl"
    ran = mvg("batch", inbox, "--out", out, *given, "--audit", log, "--report", report, "--severity", "info")
    reported: Outputs = {"log": [json.loads(line) for line in ran.stderr.splitlines()]}
    shown = mvg("quarantine", "list", "--out", out, "--format", "json").stdout
    reported["quarantine-list"] = [json.loads(shown)]
    for entry in reported["quarantine-list"][0]["entries"]:
        if entry["name"] == "c.txt":
            mvg("quarantine", "discard", entry["id"], "--out", out, "--reason", "x", "--audit", log)
    reported["report"] = _lines(report)
    reported["audit"] = _lines(log)
    reported["audit-head"] = _lines(tmp_path / "log.head")
    reported["audit-verify"] = [json.loads(mvg("audit", "verify", log, "--format", "json").stdout)]
    reported["quarantine"] = [
        json.loads(path.read_bytes()) for name in ("quarantine", "discarded") for path in (out / name).glob("*.json")
    ]
    reported["registration"] = [json.loads(path.read_bytes()) for path in out.glob("*.registration.json")]
    reported["note"] = [json.loads((out / "a.txt.json").read_bytes())]
    checked = mvg("check", inbox / "a.txt", inbox / "b.xml", "--format", "json")
    reported["findings"] = [json.loads(checked.stdout or checked.stderr)]
    (tmp_path / "tillbaka.txt").write_bytes((out / "a.txt.melior.txt").read_bytes().replace(b"e", b"E"))
    compared = mvg("compare", inbox / "a.txt", tmp_path / "tillbaka.txt", "--format", "json").stdout
    reported["compare"] = [json.loads(compared)]
    mvg("batch", inbox, "--out", tmp_path / "lines.jsonl")
    reported["lines"] = _lines(tmp_path / "lines.jsonl")
    return reported


def test_every_output_is_as_its_schema_says(outputs: Outputs) -> None:
    assert sorted(outputs) == NAMES, "a schema for each, and each is written"
    for name, reported in outputs.items():
        validator = jsonschema.Draft202012Validator(_schema(name))
        assert reported, name
        for one in reported:
            assert [error.message for error in validator.iter_errors(one)] == [], name
    assert {event["event"] for event in outputs["audit"]} >= {"start", "note", "end", "discard"}
    assert {line["event"] for line in outputs["log"]} >= {"note", "totals"}


def _without_each(schema: dict[str, Any], data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in schema["required"]:
        yield {key: value for key, value in data.items() if key != name}


def test_the_control_a_schema_refuses_an_object_that_lacks_a_member_or_has_one_of_another_type(
    outputs: Outputs,
) -> None:
    for name in NAMES:
        schema = _schema(name)
        validator = jsonschema.Draft202012Validator(schema)
        for harmed in _without_each(schema, outputs[name][0]):
            assert not validator.is_valid(harmed), name
        for member in schema["required"]:
            assert not validator.is_valid({**outputs[name][0], member: {"x": []}}) or member in (
                "facts",
                "note",
                "provenance",
            )


@pytest.mark.parametrize(
    "given",
    [[str(SAMPLES / "cystit-video.txt")], [str(SAMPLES / "halsont-chatt.xml"), "--prio", "2"], ["--channel", "chat"],
     ["--channel", "video", "--role", "third-party"], ["--channel", "video", "--origin", "booked"]],
    ids=" ".join,
)  # fmt: skip
def test_a_registration_by_the_command_is_as_the_schema_says(mvg: Mvg, given: list[str]) -> None:
    reported = json.loads(mvg("register", *given, "--format", "json").stdout)
    validator = jsonschema.Draft202012Validator(_schema("registration"))
    assert [error.message for error in validator.iter_errors(reported)] == []
    columns = {column["name"]: column["value"] for column in reported["columns"]}
    assert {name: reported[name] for name in columns} == columns
    described = set(_schema("registration")["properties"]) | set(columns)
    assert set(reported) == described, "each member that there is, the schema describes"


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_and_lets_later_members_pass(name: str) -> None:
    schema = _schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"].startswith(f"urn:mvg-export:{name}:")
    assert "additionalProperties" not in schema, "members are only ever added: a reader must not stumble over a new one"
