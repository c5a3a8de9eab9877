"""The audit log: complete, chained, private; whatever is done to it is seen, and a crash is no trap (P16)."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.batch.audit_log import AuditLog
from converter.batch.hash_chain import Checkpoint, HashChain, Head, head_path
from converter.batch.outcome import DONE, KEPT, QUARANTINED, Outcome, Totals
from converter.batch.verification import Verification, verify
from converter.files.storage import Refused
from converter.findings import Finding
from paths import ROOT
from sample_run import RUN, groups, notify, outcome, totals

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files, modes or limits")


def _events(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def _code(run: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refused:
        run()
    return refused.value.finding.code, refused.value.finding.words


def _first(log: Path, expect: str = "") -> tuple[str, int, tuple[str, ...]]:
    """The code, the line and the words of what is wrong first; nothing when nothing is."""
    found = verify(log, expect).findings
    return (found[0].code, found[0].line, found[0].words) if found else ("", 0, ())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of two runs, 17 lines; tests copy it before they touch it."""
    log = tmp_path_factory.mktemp("written") / "audit.jsonl"
    notify(AuditLog(RUN, log), 8)
    notify(AuditLog(RUN, log), 5, stopped="MVG805")
    return log


@pytest.fixture
def log(written: Path, tmp_path: Path) -> Path:
    for path in (written, head_path(written)):
        shutil.copy2(path, tmp_path)
    return tmp_path / written.name


def test_an_event_says_who_when_what_and_under_which_profile_and_program(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    listener = AuditLog(RUN, log)
    notes = [outcome(1), outcome(2, KEPT), outcome(3, QUARANTINED)]
    listener.on_outcomes(notes)
    listener.on_end(totals(notes, 2.5, "MVG805"))
    start, *reported, end = _events(log)
    assert {name: start[name] for name in ("seq", "event", "who", "program", "profile", "profile_version")} == {
        "seq": 1, "event": "start", "who": "jobb@server", "program": "0.1.0", "profile": "min-vard-gavleborg",
        "profile_version": "1",
    }  # fmt: skip
    assert (start["profile_sha256"], start["targets"]) == (RUN.profile_digest, ["pmo", "melior"])
    for event, note in zip(reported, notes, strict=True):
        assert (event["event"], event["run"], event["number"]) == ("note", 1, note.number)
        assert (event["name"], event["status"]) == (note.name, note.status)
        assert (event["input_sha256"], event["outputs"]) == (note.input_digest, dict(note.outputs))
        assert sum(event["codes"].values()) == len(note.findings)
        assert set(event["codes"]) == {finding.code for finding in note.findings}
    assert (end["event"], end["done"], end["kept"], end["quarantined"]) == ("end", 1, 1, 1)
    assert (end["seconds"], end["stopped"]) == (2.5, "MVG805")
    for event in (start, *reported, end):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00", event["at"])


def test_a_line_holds_the_digest_of_the_line_before_as_a_shell_would_compute_it(log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    digests = ["", *(hashlib.sha256(line).hexdigest() for line in lines)]
    assert [json.loads(line)["previous"] for line in lines] == digests[:-1]
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert verify(log).head.sha256 == digests[-1]


def test_many_runs_append_to_one_log(log: Path) -> None:
    before = log.read_bytes()
    found = verify(log)
    assert (found.findings, found.head.line, found.runs, found.notes) == ((), 17, 2, 13)
    notify(AuditLog(RUN, log), 3)
    assert log.read_bytes().startswith(before)
    found = verify(log)
    assert (found.findings, found.head.line, found.runs, found.notes) == ((), 22, 3, 16)


def test_an_untouched_log_is_whole_and_leaves_nothing_beside_it(log: Path) -> None:
    """The control of all that follows."""
    assert _first(log) == ("", 0, ())
    assert sorted(path.name for path in log.parent.iterdir()) == ["audit.jsonl", "audit.jsonl.head"]


@given(data=st.data())
def test_any_edit_of_one_byte_is_detected(written: Path, data: st.DataObject) -> None:
    raw = bytearray(written.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    assert _altered(written, bytes(raw)).findings[0].severity == "error"


@pytest.mark.slow
@pytest.mark.counted
def test_every_single_bit_of_the_last_line_and_of_the_head_counts(written: Path) -> None:
    raw, head = written.read_bytes(), head_path(written).read_bytes()
    start = raw.rfind(b"\n", 0, -1) + 1
    for at in range(start, len(raw)):
        assert _altered(written, raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).findings[0].severity == "error", at
    for at in range(len(head)):
        edited = head[:at] + bytes([head[at] ^ 1]) + head[at + 1 :]
        assert _altered(written, raw, edited).findings[0].severity == "error", at


def _altered(written: Path, raw: bytes, head: bytes | None = None) -> Verification:
    """What is found in a log that was replaced, beside the head it had."""
    log = written.with_name("altered.jsonl")
    log.write_bytes(raw)
    head_path(log).write_bytes(head_path(written).read_bytes() if head is None else head)
    return verify(log)


@given(data=st.data())
@pytest.mark.slow
def test_any_line_removed_swapped_doubled_or_added_is_detected_at_its_place(written: Path, data: st.DataObject) -> None:
    lines = written.read_bytes().splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 2))
    other = data.draw(st.integers(at + 1, len(lines) - 1))
    swapped = list(lines)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    removed = lines[:at] + lines[at + 1 :]
    doubled = [*lines[:other], lines[at], *lines[other:]]
    for altered, line, found in ((swapped, at, other + 1), (removed, at, at + 2), (doubled, other, at + 1)):
        (finding,) = _altered(written, b"".join(altered)).findings
        first = other if altered is doubled else at
        assert (finding.code, finding.line) == ("MVG853", line + 1)
        assert finding.words == (str(first + 1), str(found))


@given(data=st.data())
@pytest.mark.slow
def test_any_cut_is_detected(written: Path, data: st.DataObject) -> None:
    raw = written.read_bytes()
    (finding,) = _altered(written, raw[: data.draw(st.integers(0, len(raw) - 1))]).findings
    assert finding.code == "MVG854"


def test_a_cut_at_a_line_end_says_which_event_is_missing(log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:-2]))
    assert _first(log) == ("MVG854", 0, (str(len(lines) - 1),))


def test_a_line_that_is_written_anew_with_its_number_and_digest_is_reported_by_its_own_number(log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    forged = lines[4].replace(b'"status":"done"', b'"status":"kept"')
    assert forged != lines[4]
    log.write_bytes(b"".join([*lines[:4], forged, *lines[5:]]))
    assert _first(log) == ("MVG852", 5, ("5",))
    first = lines[0].replace(b"jobb@server", b"nobody@home")
    log.write_bytes(b"".join([first, *lines[1:]]))
    assert _first(log) == ("MVG852", 1, ("1",))
    log.write_bytes(b"".join([lines[0].replace(b'"previous":""', b'"previous":"ab"'), *lines[1:]]))
    assert _first(log) == ("MVG852", 1, ("1",))


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b"7", b"", b"\xff", b"[" * 100_000, b'{"seq":true,"event":"note","previous":""}', b"1" * 5000,
     b'{"seq":3,"event":7,"previous":""}', b'{"seq":3,"event":"note"}'],
    ids=range(10),
)  # fmt: skip
def test_a_line_that_is_no_event_is_reported_by_its_place(log: Path, line: bytes) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([*lines[:2], line + b"\n", *lines[3:]]))
    assert _first(log) == ("MVG852", 3, ("3",))


def test_a_whole_log_written_anew_is_seen_only_by_who_remembers_a_digest(log: Path, tmp_path: Path) -> None:
    remembered = verify(log).head.sha256
    notify(AuditLog(RUN, log), 4)
    assert _first(log, remembered) == ("", 0, ())  # it has grown since then
    forged = tmp_path / "forged.jsonl"
    notify(AuditLog(RUN._replace(who="other@server"), forged), 8)
    assert _first(forged) == ("", 0, ())
    assert _first(forged, remembered) == ("MVG857", 0, ())


def test_without_its_head_a_log_is_believed_only_as_far_as_a_remembered_digest_vouches_for_it(log: Path) -> None:
    remembered = verify(log).head.sha256
    head_path(log).unlink()
    assert _first(log) == ("MVG855", 0, ())
    assert _first(log, remembered) == ("", 0, ())
    with log.open("ab") as file:
        file.write(b"{")
    assert _first(log, remembered)[0] == "MVG854"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-2]))
    assert _first(log, remembered)[0] == "MVG857"


@pytest.mark.parametrize("number", [1, 2, 40, 300])
@given(data=st.data())
@pytest.mark.slow
def test_what_a_crash_tore_is_kept_and_named_and_the_log_goes_on(
    written: Path, number: int, data: st.DataObject
) -> None:
    """A kill in the middle of a write: some lines are whole, one is torn, the head names what was under way."""
    piece, torn = _torn(written, number, data)
    log = written.with_name("torn.jsonl")
    before = log.read_bytes()
    found = verify(log)
    assert found.findings == () or [finding.code for finding in found.findings] == ["MVG856"]
    notify(AuditLog(RUN, log), 2)
    assert log.read_bytes().startswith(before)
    after = verify(log)
    assert after.findings == ()
    assert after.head.line == found.head.line + 4 + bool(piece)
    assert sum(event.get("event") == "torn" for event in _readable(log)) == torn
    (edited := bytearray(log.read_bytes()))[-3] ^= 1
    log.write_bytes(edited)
    assert verify(log).findings[0].severity == "error"


def _torn(written: Path, number: int, data: st.DataObject) -> tuple[bytes, bool]:
    """Leaves `torn.jsonl` as a kill would; gives back its last piece, and whether it lacks more than its line end."""
    log = written.with_name("torn.jsonl")
    shutil.copy2(written, log)
    shutil.copy2(head_path(written), head_path(log))
    listener = AuditLog(RUN, log)
    size, head = log.stat().st_size, head_path(log).read_bytes()
    listener.on_outcomes([outcome(one) for one in range(1, number + 1)])
    raw = log.read_bytes()
    cut = data.draw(st.integers(size, len(raw)))
    log.write_bytes(raw[:cut])
    _under_way(log, head)
    piece = raw[:cut].rpartition(b"\n")[2]
    return piece, piece != b"" and raw[cut : cut + 1] != b"\n"


def _under_way(log: Path, before: bytes) -> None:
    """Makes the head what it is while an append is under way: it promises what was before, and names what is coming."""
    coming = json.loads(head_path(log).read_bytes())["coming"]
    promised = json.loads(before)
    mark = Checkpoint(promised["line"], promised["end"], promised["sha256"])
    head_path(log).write_bytes(Head(mark, Checkpoint(**coming)).as_json())


def _readable(log: Path) -> list[dict[str, Any]]:
    found = []
    for line in log.read_bytes().splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def test_what_was_torn_may_be_anything_and_is_vouched_for_like_the_rest(log: Path) -> None:
    """A power cut may leave pages of zeros, line ends among them, and the run that would name them may die too."""
    listener = AuditLog(RUN, log)
    head, size = head_path(log).read_bytes(), log.stat().st_size
    listener.on_outcomes([outcome(one) for one in range(1, 40)])
    _under_way(log, head)
    with log.open("r+b") as file:
        file.seek(size)
        file.truncate()
        file.write(b"\0" * 5000 + b"\n{}\n" + b'{"seq":19,"event":"torn","bytes":1')
    assert _first(log)[0] == "MVG856"
    notify(AuditLog(RUN, log), 1)
    assert _first(log) == ("", 0, ())
    raw = log.read_bytes()
    log.write_bytes(raw.replace(b"\0" * 5000, b"\0" * 4999 + b"1"))
    assert _first(log)[0] == "MVG852"


def test_a_log_without_line_ends_is_read_piece_by_piece(log: Path) -> None:
    tracemalloc.start()
    with log.open("ab") as file:
        file.truncate(log.stat().st_size + 50 * 1024**2)
    assert _first(log)[0] == "MVG858"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024**2


@pytest.mark.parametrize("harm", ["cut", "edited", "headless", "head edited", "emptied", "removed"])
def test_nothing_is_appended_to_a_log_whose_end_is_not_as_it_was_left(log: Path, harm: str) -> None:
    raw, head = log.read_bytes(), head_path(log).read_bytes()
    match harm:
        case "cut":
            log.write_bytes(raw[:-10])
        case "edited":
            log.write_bytes(raw[:-5] + b"}" + raw[-4:])
        case "headless":
            head_path(log).unlink()
        case "head edited":
            head_path(log).write_bytes(head.replace(b'"line":17', b'"line":16', 1))
        case "emptied":
            log.write_bytes(b"")
        case "removed":
            log.unlink()
    harmed = log.read_bytes() if log.exists() else b""
    code, _ = _code(lambda: AuditLog(RUN, log))
    assert code == {"edited": "MVG852", "headless": "MVG855", "head edited": "MVG855"}.get(harm, "MVG854")
    assert log.read_bytes().rstrip(b"\n") == harmed.rstrip(b"\n")


@needs_posix
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_log_and_head_are_private_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        notify(AuditLog(RUN, tmp_path / "audit.jsonl"), 3)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    assert len(list(tmp_path.iterdir())) == 2


@needs_posix
def test_a_log_that_is_held_for_long_is_refused_and_a_killed_holder_is_no_trap(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, sys, time; from converter.batch.locks import try_lock\n"
            "kept = try_lock(os.open(sys.argv[1], os.O_RDWR)); print('held', flush=True); time.sleep(60)",
            str(log),
        ],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            before = log.read_bytes()
            monkeypatch.setattr("converter.batch.audit_log.SHORT_LOCK_TIMEOUT", 0.05)
            assert _code(lambda: AuditLog(RUN, log)) == ("MVG851", ())
            assert log.read_bytes() == before
        finally:
            holder.kill()
    notify(AuditLog(RUN, log), 1)
    found = verify(log)
    assert (found.findings, found.runs) == ((), 3)


@needs_posix
@pytest.mark.parametrize("kind", ["folder", "missing folder", "link", "fifo", "head is a folder", "NUL"])
def test_a_log_that_cannot_be_one_is_refused_before_the_run(tmp_path: Path, kind: str) -> None:
    log = tmp_path / "audit.jsonl"
    match kind:
        case "folder":
            log.mkdir()
        case "missing folder":
            log = tmp_path / "none" / "audit.jsonl"
        case "link":
            log.symlink_to(tmp_path / "other")
        case "fifo":
            os.mkfifo(log)
        case "head is a folder":
            head_path(log).mkdir()
        case "NUL":
            log = tmp_path / "\0"
    code, words = _code(lambda: AuditLog(RUN, log))
    assert code == ("MVG802" if kind == "fifo" else "MVG850")
    assert words[:1] in ((), ("--audit",))
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("call", ["write", "fsync"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_stops_the_run_and_the_next_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    log = tmp_path / "audit.jsonl"
    listener = AuditLog(RUN, log)
    real = os.write
    room = [300]

    def fail(descriptor: int, data: bytes = b"") -> int:
        if room[0] and data:
            written = real(descriptor, data[: room[0]])
            room[0] -= written
            return written
        raise OSError(number, "Kanariefågel")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        code, words = _code(lambda: listener.on_outcomes([outcome(1), outcome(2)]))
    assert (code, words) == ("MVG850", ("--audit", errno.errorcode[number]))
    listener.on_end(Totals())
    assert {finding.code for finding in verify(log).findings} <= {"MVG856"}
    notify(AuditLog(RUN, log), 2)
    assert verify(log).findings == ()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("call", ["os.fsync", "tempfile.TemporaryFile"])
def test_a_disk_that_refuses_at_the_start_is_reported_at_the_start(
    log: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Kanariefågel")

    monkeypatch.setattr(call, fail)
    assert _code(lambda: AuditLog(RUN, log)) == ("MVG850", ("--audit", "EIO"))


@pytest.mark.parametrize("moment", ["head", "first line"])
def test_a_kill_while_the_log_is_laid_out_is_no_trap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Killed before its first head has its name, or before its first line is promised."""
    log, replaced = tmp_path / "audit.jsonl", []
    real = os.replace

    def killed(draft: str, target: Path) -> None:
        replaced.append(target)
        if moment == "head" or len(replaced) > 1:
            raise KeyboardInterrupt
        real(draft, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            AuditLog(RUN, log)
    notify(AuditLog(RUN, log), 2)
    assert verify(log).findings == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit.jsonl", "audit.jsonl.head"]


def test_the_draft_of_a_killed_run_is_cleared_away(log: Path) -> None:
    name = hashlib.sha256(head_path(log).name.encode()).hexdigest()[:12]
    left, other = log.parent / f".mvg-{name}-0123456789ab.tmp", log.parent / ".mvg-0123456789ab.tmp"
    left.touch()
    other.touch()
    notify(AuditLog(RUN, log), 1)
    assert (left.exists(), other.exists()) == (False, True)


def test_what_is_for_files_of_the_output_only_is_not_in_the_log(tmp_path: Path) -> None:
    """Keys, ids and the words of a finding: the log has codes, digests and names as they may be shown (P15)."""
    canaries: Any = {field: "Zxqvkanarie" for field in ("key", "id") if field in Outcome._fields}
    listener = AuditLog(RUN, tmp_path / "audit.jsonl")
    listener.on_outcomes(
        [outcome(1, QUARANTINED)._replace(findings=(Finding("MVG401", 1, 0, ("Zxqv", "x")),), **canaries)]
    )
    listener.on_end(Totals())
    assert b"Zxqv" not in (tmp_path / "audit.jsonl").read_bytes()


def test_a_group_of_nothing_is_no_event(log: Path) -> None:
    listener = AuditLog(RUN, log)
    before = log.read_bytes()
    listener.on_outcomes([])
    assert log.read_bytes() == before


def test_a_name_of_any_length_is_one_line_of_bounded_length(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    listener = AuditLog(RUN, log)
    listener.on_outcomes([Outcome(1, "å" * 1_000_000, DONE)])
    listener.on_end(Totals())
    assert verify(log).findings == ()
    assert log.stat().st_size < 5000
    assert _events(log)[1]["input_sha256"] is None


@pytest.mark.slow
def test_memory_is_flat_in_the_number_of_notes(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        log = tmp_path / f"{count}.jsonl"
        listener = AuditLog(RUN, log)
        tracemalloc.start()
        for group in groups(count):
            listener.on_outcomes(group)
        assert verify(log).notes == count
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        listener.on_end(Totals())
        return found

    peak(50)
    assert peak(20_000) < peak(200) + 100_000  # a pointer a note would be more


@needs_posix
def test_a_log_that_cannot_be_read_to_its_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.batch.verification.read_head", lambda _: Head())
    assert _code(lambda: verify(Path("/proc/self/mem"))) == ("MVG803", ("EIO",))


def test_a_log_that_is_not_there_is_no_input(tmp_path: Path) -> None:
    assert _code(lambda: verify(tmp_path / "none.jsonl")) == ("MVG801", ())
    assert _code(lambda: verify(tmp_path)) == ("MVG802", ())
    (tmp_path / "audit.jsonl").touch()
    head_path(tmp_path / "audit.jsonl").mkdir()
    assert _code(lambda: verify(tmp_path / "audit.jsonl")) == ("MVG802", ())


def test_random_harm_to_lines_never_raises(written: Path) -> None:
    rng = random.Random(4)  # noqa: S311 -- harm, not secrets
    raw = written.read_bytes()
    for _ in range(300):
        piece = bytearray(raw)
        for _ in range(rng.randrange(1, 20)):
            piece[rng.randrange(len(piece))] = rng.choice(b'{}[]",:0\n\\\xff')
        if bytes(piece) != raw:
            assert _altered(written, bytes(piece)).findings


# -- O8: what was appended by hand ------------------------------------------------------------------------------


def _forge(log: Path, *events: dict[str, Any]) -> None:
    """Appends events that are chained as a run would chain them; the head stays as it is."""
    chain = HashChain()
    for line in log.read_bytes().splitlines(keepends=True):
        chain.take(line)
    with log.open("ab") as file:
        file.write(b"".join(chain.add(event) for event in events))


def _note(run: int, at: str = "2026-11-27T12:00:00+01:00") -> dict[str, Any]:
    return {"at": at, "event": "note", "run": run, "number": 1, "name": "x", "status": "done", "codes": {}}


def test_O8_events_that_were_appended_and_chained_are_found_and_no_run_goes_on_behind_them(log: Path) -> None:
    _forge(log, {"at": "2026-11-27T12:00:00+01:00", "event": "start"}, _note(18))
    assert _first(log) == ("MVG858", 0, ("18",))
    before = log.read_bytes()
    assert _code(lambda: AuditLog(RUN, log)) == ("MVG858", ("18",))
    assert log.read_bytes() == before


def test_O8_no_line_can_be_appended_to_what_a_killed_run_left(log: Path) -> None:
    AuditLog(RUN, log)  # it never ends
    assert _first(log) == ("", 0, ())
    _forge(log, _note(18))
    assert _first(log)[0] == "MVG858"


def test_O8_what_stands_where_an_append_was_under_way_must_be_that_append(log: Path) -> None:
    listener, head = AuditLog(RUN, log), head_path(log).read_bytes()
    size = log.stat().st_size
    listener.on_outcomes([outcome(1)])
    _under_way(log, head_path(log).read_bytes())
    assert _first(log) == ("", 0, ())
    raw = log.read_bytes()
    promised = json.loads(head)
    head_path(log).write_bytes(
        Head(Checkpoint(18, size, promised["sha256"]), Checkpoint(19, len(raw), "0" * 64)).as_json()
    )
    assert _first(log)[0] in ("MVG852", "MVG858")


def test_O8_a_note_of_a_run_that_never_began_or_was_over_is_found(log: Path) -> None:
    """Whoever can write the head too can forge an end; what it says must still be possible."""
    for run in (1, 3, 99):
        forged = log.with_name(f"{run}.jsonl")
        shutil.copy2(log, forged)
        _forge(forged, _note(run))
        chain = HashChain()
        for line in forged.read_bytes().splitlines(keepends=True):
            chain.take(line)
        head_path(forged).write_bytes(Head(chain.head, chain.head).as_json())
        assert _first(forged) == ("MVG860", 18, ("18",))


@pytest.mark.parametrize("at", ["2020-01-01T00:00:00+01:00", "i går", None])
def test_O8_time_that_goes_backwards_is_reported_and_breaks_no_chain(log: Path, at: str | None) -> None:
    AuditLog(RUN, log)
    _forge(log, {**_note(18), "at": at})
    chain = HashChain()
    for line in log.read_bytes().splitlines(keepends=True):
        chain.take(line)
    head_path(log).write_bytes(Head(chain.head, chain.head).as_json())
    (finding,) = verify(log).findings
    assert (finding.code, finding.severity) == ("MVG859", "warning")


def test_O9_runs_that_go_on_at_the_same_time_share_one_log(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    one, other = AuditLog(RUN, log), AuditLog(RUN, log)
    for number in range(1, 4):
        one.on_outcomes([outcome(number)])
        other.on_outcomes([outcome(number + 10)])
    one.on_end(Totals())
    other.on_end(Totals())
    found = verify(log)
    assert (found.findings, found.runs, found.notes) == ((), 2, 6)


def test_a_log_that_grows_while_it_is_verified_is_whole(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The head that is read first is older than the log."""
    from converter.batch import hash_chain, verification

    listener, real, heads = AuditLog(RUN, log), hash_chain.read_head, []

    def read(path: Path) -> Head | None:
        heads.append(real(path))
        if len(heads) == 1:
            monkeypatch.setattr(verification, "read_head", real)
            listener.on_outcomes([outcome(1)])
            monkeypatch.setattr(verification, "read_head", read)
        return heads[-1]

    monkeypatch.setattr(verification, "read_head", read)
    assert verify(log).findings == ()
    assert len(heads) == 2
