"""`mvg audit verify`: what an audit log is worth, for a person and as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from converter.batch.audit_log import AuditLog
from converter.batch.hash_chain import Checkpoint, Head, head_path
from converter.batch.verification import verify as verified
from sample_run import RUN, notify

Mvg = Callable[..., CompletedProcess[str]]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    log = tmp_path / "audit.jsonl"
    notify(AuditLog(RUN, log), 5)
    return log


def test_a_whole_log_is_reported_with_its_counts_and_the_digest_to_remember(mvg: Mvg, log: Path) -> None:
    ran = mvg("audit", "verify", log)
    digest = hashlib.sha256(log.read_bytes().splitlines(keepends=True)[-1]).hexdigest()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"Kedjan är hel. Händelser: 7, körningar: 1, anteckningar: 5.\nKontrollsumma: {digest}\n"
    assert "The chain is whole. Events: 7, runs: 1, notes: 5." in mvg("audit", "verify", log, "--lang", "en").stdout
    assert mvg("audit", "verify", log, "--expect", f" {digest.upper()}").returncode == 0


def test_an_edited_log_is_reported_by_its_first_broken_line(mvg: Mvg, log: Path) -> None:
    log.write_bytes(log.read_bytes().replace(b'"number":3', b'"number":4'))
    ran = mvg("audit", "verify", log)
    assert (ran.returncode, ran.stderr) == (65, "")
    assert "audit.jsonl, rad 4: FEL MVG852: Händelse 4 i revisionsloggen är inte som den skrevs." in ran.stdout
    assert "Kontrollsumma:" not in ran.stdout


def test_a_log_that_was_cut_and_one_that_is_another_are_reported(mvg: Mvg, log: Path) -> None:
    digest = mvg("audit", "verify", log).stdout.split()[-1]
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    assert "MVG854" in (cut := mvg("audit", "verify", log)).stdout
    assert "MVG857" in (other := mvg("audit", "verify", log, "--expect", digest)).stdout
    assert (cut.returncode, other.returncode) == (65, 65)


def test_a_torn_end_is_a_warning(mvg: Mvg, log: Path) -> None:
    size = log.stat().st_size
    mark = Checkpoint(7, size, verified(log).head.sha256)
    head_path(log).write_bytes(Head(mark, Checkpoint(8, size + 300, "0" * 64)).as_json())  # an append was under way
    with log.open("ab") as file:
        file.write(b'{"seq":8,"at":"20')
    ran = mvg("audit", "verify", log)
    assert ran.returncode == 0
    assert "VARNING MVG856: De sista 17 byten" in ran.stdout
    assert "Kedjan är hel. Händelser: 7" in ran.stdout


def test_a_log_that_is_not_there_is_no_input(mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("audit", "verify", tmp_path / "none")
    assert (ran.returncode, ran.stdout.count("MVG801")) == (66, 1)
    assert mvg("audit", "verify", tmp_path).returncode == 66


def test_the_same_as_json(mvg: Mvg, log: Path) -> None:
    reported = json.loads(mvg("audit", "verify", log, "--format", "json").stdout)
    digest = hashlib.sha256(log.read_bytes().splitlines(keepends=True)[-1]).hexdigest()
    assert reported == {
        "schema": 1, "name": str(log), "ok": True, "events": 7, "runs": 1, "notes": 5, "sha256": digest, "findings": [],
    }  # fmt: skip
    log.write_bytes(log.read_bytes()[:-1])
    ran = mvg("audit", "verify", log, "--format", "json", "--lang", "en")
    reported = json.loads(ran.stdout)
    assert (ran.returncode, reported["ok"], reported["events"]) == (65, False, 6)
    assert (reported["findings"][0]["code"], reported["findings"][0]["severity"]) == ("MVG854", "error")
    log.unlink()
    reported = json.loads(mvg("audit", "verify", log, "--format", "json").stdout)
    assert (reported["ok"], reported["sha256"]) == (False, None)


def test_a_name_with_an_identity_number_is_not_shown(mvg: Mvg, log: Path) -> None:
    named = log.rename(log.with_name("logg-19010203-9801.jsonl"))
    for style in ("text", "json"):
        ran = mvg("audit", "verify", named, "--format", style)
        assert ran.returncode == 65
        assert "9801" not in ran.stdout + ran.stderr


def test_the_help_says_what_is_proven(mvg: Mvg) -> None:
    assert "verify" in mvg("audit", "-h").stdout
    assert "--expect" in mvg("audit", "verify", "-h").stdout
