"""The small inputs of the review, each with its outcome in export and copy: codes, lines and exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter import convert
from converter.findings.catalogue import INFO

FOLDER = Path(__file__).parent / "cases"
ROWS = [line.split("\t") for line in (FOLDER / "outcomes.tsv").read_text("utf-8").splitlines()[1:]]
TARGETS = {"export": "pmo", "copy": "melior"}


@pytest.mark.parametrize(("file", "command", "exit_code", "reported"), ROWS, ids=lambda value: str(value)[:40])
def test_a_case_of_the_review_has_its_outcome(file: str, command: str, exit_code: str, reported: str) -> None:
    result = convert((FOLDER / file).read_bytes(), TARGETS[command])
    found = [
        f"{finding.code}:{finding.line}" if finding.line else finding.code
        for finding in result.findings
        if finding.severity != INFO or finding.code == "MVG253"
    ]
    assert sorted(found) == sorted(reported.split())
    assert result.exit_code == int(exit_code)
    assert (result.output is None) == (exit_code != "0")


def test_every_case_is_tried_in_both_commands() -> None:
    files = {path.name for path in FOLDER.iterdir() if path.suffix in (".txt", ".xml")}
    assert {(file, command) for file, command, *_ in ROWS} == {(file, way) for file in files for way in TARGETS}


def test_K1_K4_the_lines_of_the_cases_are_in_the_copy() -> None:
    """No line under a keyword is missing from the copied text."""
    for name in ("labels-in-patient-text", "labels-dropped-from-copy", "label-under-keyword", "heading-compound"):
        source = (FOLDER / f"{name}.txt").read_text("utf-8")
        output = convert(source, "melior", headings="clinic24").output
        assert output is not None
        body = (
            source.split("Patientens egenanamnes\n")[1].split("\nHuvuddiagnos: F43")[0].split("\nHuvuddiagnos: J44")[0]
        )
        missing = [line for line in body.split("\n") if line.strip() and line not in output.split("\n")]
        assert missing == []
