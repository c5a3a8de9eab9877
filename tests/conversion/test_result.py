"""Results: when they stop the output, and each key of their JSON form, which scripts rely on."""

from __future__ import annotations

import hashlib
import json

import pytest

from converter import convert
from converter.conversion.result import Result, digest_of, finding_data
from converter.findings import Finding
from converter.note.model import Entry
from converter.profile import Profile

NOTE = (
    "Huvuddiagnos: J06.9\nJournaltyp: a\nSignera från enhet: b\nSignerad av: c\nSignerad tid: 2024-03-14T09:40Z\n\n"
    "Besöksorsak\n1\n\nPatientens egenanamnes\nå\n"
)
ERROR, WARNING, INFO = Finding("MVG401", words=("a", "b")), Finding("MVG402", words=("a",)), Finding("MVG411")


@pytest.mark.parametrize(
    ("findings", "ok", "strictly", "code"),
    [((), True, True, 0), ((INFO,), True, True, 0), ((WARNING, INFO), True, False, 0), ((ERROR,), False, False, 1)],
)
def test_an_error_stops_the_output_and_with_strict_a_warning(
    findings: tuple[Finding, ...], ok: bool, strictly: bool, code: int
) -> None:
    result = Result(None, findings)
    assert (result.ok, result.stops(strict=False), result.stops(strict=True)) == (ok, not ok, not strictly)
    assert result.exit_code == code


def test_the_json_has_these_keys_and_no_others(profile: Profile) -> None:
    output = convert(NOTE, "json", profile=profile).output
    assert output is not None
    assert "å" in output, "Swedish stays readable"
    assert output.startswith('{\n  "schema": 1,\n')
    assert output.endswith("}\n")
    data = json.loads(output)
    assert list(data) == ["schema", "button", "note", "record", "findings", "provenance"]
    assert data["button"] == "Signera och exportera"
    assert data["record"]["template"] == "Min vård Gävleborg"
    assert list(data["record"]["fields"][0]) == ["keyword", "text"]
    assert data["note"]["entries"][1]["text"] == "å"
    assert data["provenance"] == {
        "routine": profile.routine.document,
        "revision": profile.routine.revision,
        "valid_to": profile.routine.valid_to,
        "profile": profile.name,
        "profile_version": profile.version,
        "profile_sha256": profile.digest,
        "source_sha256": hashlib.sha256(NOTE.encode()).hexdigest(),
    }
    assert data["findings"] == [finding_data(found) for found in convert(NOTE, "json", profile=profile).findings]
    assert finding_data(Finding("MVG411")) in data["findings"]


def test_a_finding_as_data_has_its_position_and_is_in_swedish_by_default() -> None:
    finding = Finding("MVG228", 3, 4, ("U+000B",))
    assert finding_data(finding) == {
        "code": "MVG228",
        "severity": "warning",
        "line": 3,
        "column": 4,
        "message": finding.message("sv"),
        "next_step": finding.next_step("sv"),
    }
    assert finding_data(finding, "en")["message"] == finding.message("en") != finding.message("sv")
    assert finding_data(finding, "en")["next_step"] == finding.next_step("en") != finding.next_step("sv")
    assert (finding_data(INFO)["line"], finding_data(INFO)["column"]) == (None, None)


@pytest.mark.parametrize("text", ["å", "\ud800"])
def test_the_digest_of_a_text_is_that_of_its_bytes(text: str) -> None:
    assert digest_of(text) == digest_of(text.encode("utf-8", "surrogatepass"))


def test_equal_entries_are_one_in_a_set() -> None:
    assert len({Entry("Status", "1", line=1), Entry("Status", "1", line=2), Entry("Status", "2")}) == 2
    assert hash(Entry("Status", "1")) != hash(Entry("Status", "2"))
