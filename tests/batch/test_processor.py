"""One input, one outcome: done and written whole, or in quarantine with a true reason, never both (P7, P18, P19)."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from batching import BAD, GOOD, OTHER, changed, tree
from converter import convert, read_note
from converter.batch import output_files, quarantine, quarantine_records
from converter.batch import processor as processors
from converter.batch.advice import fitting
from converter.batch.config import BatchConfig
from converter.batch.journal import JournalEntry
from converter.batch.names import digest, quarantine_name
from converter.batch.outcome import DONE, FAILED, KEPT, QUARANTINED, SKIPPED, Outcome
from converter.batch.processor import NoteProcessor
from converter.batch.run import make_folders
from converter.batch.tasks import Input, Task
from converter.conversion.proven_page import registration_page_of
from converter.conversion.result import digest_of
from converter.files.storage import Refused, write_file
from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.profile import PageForm

Settle = Callable[..., Outcome]


def _item(key: str = "mapp/a.txt", data: bytes | str = GOOD, path: str = "") -> Input:
    return Input(key, path, b"" if path else data, origin=digest(f"/in/{key}"))


def _sha(data: bytes | str) -> bytes:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).digest() if data else b""


@pytest.fixture
def out(config: BatchConfig) -> Path:
    make_folders(config)
    return Path(config.out)


@pytest.fixture
def settle(config: BatchConfig, out: Path) -> Settle:
    """Settles an item; `known` is what the journal says of it."""

    def one(item: Input, known: JournalEntry | None = None, **changes: object) -> Outcome:
        return NoteProcessor(changed(config, **changes)).process(Task(1, item, known))

    return one


def _known(config: BatchConfig, item: Input, outcome: Outcome, **changes: object) -> JournalEntry:
    known = JournalEntry(b"earlier", item.origin, config.digest, bytes.fromhex(outcome.input_digest), outcome.outputs)
    known = known._replace(findings=outcome.findings, finding_targets=outcome.finding_targets)
    return known._replace(**changes)  # type: ignore[arg-type]  # whatever a test changes


def _quarantined(out: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in sorted((out / "quarantine").glob("*.json"))]


# -- done -----------------------------------------------------------------------------------------------------


def test_a_note_is_written_for_every_target_under_its_whole_name(settle: Settle, out: Path) -> None:
    outcome = settle(_item(), targets=("pmo", "melior", "json", "pmo-html"), registration="text")
    wanted = {
        "mapp/a.txt.pmo.xml": "pmo", "mapp/a.txt.melior.txt": "melior", "mapp/a.txt.json": "json",
        "mapp/a.txt.pmo-html.html": "pmo-html",
    }  # fmt: skip
    made = tree(out)
    assert {name: (convert(GOOD, to).output or "").encode() for name, to in wanted.items()} == {
        name: data for name, data in made.items() if name in wanted
    }
    assert made.keys() - wanted.keys() == {"mapp/a.txt.registration.txt"}
    assert outcome.status == DONE
    assert outcome.input_digest == hashlib.sha256(GOOD).hexdigest()
    assert [target for target, _ in outcome.outputs] == ["pmo", "melior", "json", "pmo-html", "registration"]
    assert {digest for _, digest in outcome.outputs} == {hashlib.sha256(data).hexdigest() for data in made.values()}
    assert outcome.size == len(GOOD)


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_the_registration_is_the_one_of_the_command(
    settle: Settle, config: BatchConfig, out: Path, form: PageForm
) -> None:
    settle(_item("a"), registration=form)
    note = read_note(GOOD).note
    assert note is not None
    (page,) = [data.decode() for name, data in tree(out).items() if "registration" in name]
    assert page == registration_page_of(note, config.profile, form, digest_of(GOOD))


def test_text_out_of_json_lines_is_text_whatever_encoding_it_declares(settle: Settle, out: Path) -> None:
    text = OTHER.decode().replace("UTF-8", "ISO-8859-1")
    assert settle(_item(data=text), targets=("melior",)).status == DONE
    assert tree(out)["mapp/a.txt.melior.txt"].decode() == convert(OTHER, "melior").output


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_P17_files_and_folders_are_private_whatever_the_umask(settle: Settle, out: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        settle(_item("mapp/under/a.txt"))
        settle(_item("mapp/b.txt", BAD))
    finally:
        os.umask(before)
    for path in out.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


# -- kept and done again --------------------------------------------------------------------------------------


def test_what_is_proven_done_is_kept_and_not_converted(
    settle: Settle, config: BatchConfig, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = settle(_item())
    monkeypatch.setattr(processors, "parse", None)
    again = settle(_item(), _known(config, _item(), first))
    assert (again.status, again.outputs, again.findings) == (KEPT, first.outputs, first.findings)


@pytest.mark.parametrize("harm", ["change", "remove", "link", "config", "input", "fewer", "more"])
def test_what_is_not_proven_is_done_again(settle: Settle, config: BatchConfig, out: Path, harm: str) -> None:
    file = out / "mapp/a.txt.pmo.xml"
    first = settle(_item())
    whole = file.read_bytes()
    known = _known(config, _item(), first)
    if harm == "change":
        file.write_bytes(whole[:-1])
    elif harm == "remove":
        file.unlink()
    elif harm == "link":
        file.rename(out / "annan")
        file.symlink_to(out / "annan")
    elif harm == "config":
        known = known._replace(config_digest=b"other")
    elif harm == "input":
        known = known._replace(input=_sha(OTHER))
    else:
        known = known._replace(outputs=known.outputs[:-1] if harm == "fewer" else known.outputs * 2)
    again = settle(_item(), known)
    assert (again.status, again.outputs) == (DONE, first.outputs)
    assert not file.is_symlink()
    assert file.read_bytes() == whole


def test_an_input_that_was_mended_where_it_lies_stays_in_quarantine_until_the_journal_knows(
    settle: Settle, config: BatchConfig, out: Path
) -> None:
    bad = settle(_item(data=BAD))
    assert settle(_item(), _known(config, _item(), bad)).status == DONE
    assert len(tree(out)) == 3


def test_an_input_that_was_spoilt_where_it_lies_leaves_the_outputs(
    settle: Settle, config: BatchConfig, out: Path
) -> None:
    good = settle(_item())
    assert settle(_item(data=BAD), _known(config, _item(), good)).status == QUARANTINED
    assert [name.partition("/")[0] for name in tree(out)] == ["quarantine"] * 2


def test_an_input_that_is_bad_in_another_way_is_in_quarantine_once(
    settle: Settle, config: BatchConfig, out: Path
) -> None:
    bad = settle(_item(data=BAD))
    settle(_item(data=b"x"), _known(config, _item(), bad))
    assert [reported["findings"][0]["code"] for reported in _quarantined(out)] == ["MVG221"]
    assert len(tree(out)) == 2


# -- quarantine -----------------------------------------------------------------------------------------------


def test_the_quarantine_holds_the_note_as_it_came_and_says_why(settle: Settle, config: BatchConfig, out: Path) -> None:
    outcome = settle(_item(data=BAD))
    name = quarantine_name("mapp/a.txt", _item().origin, 1)
    assert outcome.status == QUARANTINED
    assert (out / "quarantine" / name).read_bytes() == BAD
    (reported,) = _quarantined(out)
    assert reported["key"] == "mapp/a.txt"
    assert reported["input_sha256"] == hashlib.sha256(BAD).hexdigest()
    assert reported["findings"] == [
        {
            "code": finding.code, "severity": finding.severity, "line": finding.line or None,
            "column": finding.column or None, "message": finding.message(), "next_step": fitting(finding),
            "targets": [],
        }
        for finding in outcome.findings
    ]  # fmt: skip
    assert reported["profile_sha256"] == config.profile.digest


def test_O15_each_target_has_its_own_outcome(settle: Settle, config: BatchConfig, out: Path) -> None:
    outcome = settle(_item(data=BAD), targets=("melior", "pmo"), registration="text")
    assert (outcome.status, outcome.withheld) == (QUARANTINED, ("pmo",))
    assert [target for target, _ in outcome.outputs] == ["melior", "registration"]
    assert [name for name in tree(out) if "quarantine" not in name] == [
        "mapp/a.txt.melior.txt", "mapp/a.txt.registration.txt"
    ]  # fmt: skip
    (reported,) = _quarantined(out)
    assert (reported["targets"], reported["registration"], reported["withheld"]) == (["melior", "pmo"], "text", ["pmo"])
    stopping = [finding for finding in reported["findings"] if finding["severity"] == "error"]
    assert {tuple(finding["targets"]) for finding in stopping} == {("pmo",)}, "each finding says whom it concerns"


def test_O15_what_a_refused_target_had_before_is_withdrawn_and_the_others_stay(
    settle: Settle, config: BatchConfig, out: Path
) -> None:
    both = {"targets": ("pmo", "melior")}
    good = settle(_item(), **both)
    outcome = settle(_item(data=BAD), _known(replace(config, targets=("pmo", "melior")), _item(), good), **both)
    assert outcome.status == QUARANTINED
    assert [name for name in tree(out) if "quarantine" not in name] == ["mapp/a.txt.melior.txt"]
    assert tree(out)["mapp/a.txt.melior.txt"].decode() == convert(BAD, "melior").output


def test_O15_a_note_that_no_target_takes_has_no_registration_either(settle: Settle, out: Path) -> None:
    outcome = settle(_item(data=BAD), registration="text")
    assert (outcome.outputs, outcome.withheld) == ((), ("pmo", "registration"))


def test_an_input_that_is_limited_to_targets_is_made_for_these(settle: Settle, out: Path) -> None:
    outcome = settle(_item("a")._replace(targets=("melior", "registration")), registration="html")
    assert (outcome.status, sorted(tree(out))) == (DONE, ["a.melior.txt", "a.registration.html"])


def test_a_warning_stops_a_note_only_when_it_is_asked_to(settle: Settle) -> None:
    unsigned = GOOD.replace(b"Signerad tid", b"Signerades")
    assert settle(_item("a", GOOD + b"\nRubrik:\nx\n"), targets=("melior",)).status == DONE
    assert settle(_item("b", GOOD + b"\nRubrik:\nx\n"), targets=("melior",), strict=True).status == QUARANTINED
    assert settle(_item("c", unsigned), targets=("melior",)).status == DONE


@pytest.mark.parametrize(
    ("error", "code"), [(MemoryError(), "MVG822"), (ValueError("Kanariefågel"), "MVG901"), (RecursionError(), "MVG901")]
)
def test_a_fault_in_the_program_costs_its_own_note_and_quotes_nothing(
    settle: Settle, out: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(processors, "parse", fail)
    outcome = settle(_item())
    assert (outcome.status, [finding.code for finding in outcome.findings]) == (QUARANTINED, [code])
    assert "Kanariefågel" not in str(_quarantined(out))


def test_a_file_that_cannot_be_read_has_no_copy(settle: Settle, out: Path, tmp_path: Path) -> None:
    outcome = settle(_item(path=str(tmp_path / "finns-inte")))
    assert [finding.code for finding in outcome.findings] == ["MVG801"]
    assert [reported["copied"] for reported in _quarantined(out)] == [False]
    assert len(tree(out)) == 1


def test_a_file_that_is_too_large_has_no_half_copy(settle: Settle, out: Path, tmp_path: Path) -> None:
    with (tmp_path / "stor").open("wb") as file:
        file.truncate(20 * 1024**3)
    outcome = settle(_item(path=str(tmp_path / "stor")))
    assert [finding.code for finding in outcome.findings] == ["MVG104"]
    assert len(tree(out)) == 1


def test_P18_a_link_is_not_followed(settle: Settle, tmp_path: Path) -> None:
    (tmp_path / "note").write_bytes(GOOD)
    (tmp_path / "länk").symlink_to(tmp_path / "note")
    assert settle(_item(path=str(tmp_path / "länk"))).findings[0].code == "MVG802"
    assert settle(_item(path=str(tmp_path / "note"))).status == DONE


# -- whose name it is -----------------------------------------------------------------------------------------


def test_P19_a_file_of_somebody_else_is_never_written_over(settle: Settle, out: Path) -> None:
    (out / "a.pmo.xml").write_text("en annans")
    (out / "b.pmo.xml").mkdir()
    for key in ("a", "b"):
        assert settle(_item(key)).findings[0].code == "MVG816"
    assert (out / "a.pmo.xml").read_text() == "en annans"


def test_P19_a_file_in_the_place_of_an_output_that_is_withheld_is_reported(settle: Settle, out: Path) -> None:
    settle(_item("a"), targets=("pmo", "melior"))
    outcome = settle(_item("a", BAD), targets=("pmo",))
    assert (outcome.status, outcome.findings[-1].code, outcome.finding_targets[-1]) == (QUARANTINED, "MVG816", ())
    assert (out / "a.pmo.xml").read_text("utf-8") == convert(GOOD).output, "nobody knows whose it is"
    assert "MVG816" not in [finding.code for finding in settle(_item("b", BAD)).findings]


def test_when_the_second_output_is_another_s_the_first_is_taken_back(settle: Settle, out: Path) -> None:
    (out / "a.melior.txt").write_text("en annans")
    assert settle(_item("a"), targets=("pmo", "melior")).status == QUARANTINED
    assert [name for name in tree(out) if "quarantine" not in name] == ["a.melior.txt"]


def test_the_very_same_bytes_may_stay_whoever_wrote_them(settle: Settle, out: Path) -> None:
    output = convert(GOOD).output
    assert output is not None
    (out / "a.pmo.xml").write_text(output, "utf-8")
    (out / "a.melior.txt").write_text("en annans")
    assert settle(_item("a"), targets=("pmo", "melior")).findings[0].code == "MVG816"
    assert (out / "a.pmo.xml").read_text("utf-8") == output, "it is not ours to take back"
    assert settle(_item("a"), targets=("pmo",)).status == DONE


@pytest.mark.parametrize("change", [{"moved": True}, {"origin": b"elsewhere"}])
def test_P19_another_note_under_a_used_name_takes_nothing_away(
    settle: Settle, config: BatchConfig, out: Path, change: dict[str, object]
) -> None:
    first = settle(_item())
    before = tree(out)
    known = _known(config, _item(), first, **change)
    for data in (OTHER, BAD):
        outcome = settle(_item(data=data), known)
        assert (outcome.status, outcome.findings[0].code) == (QUARANTINED, "MVG815")
    assert {name: data for name, data in tree(out).items() if "quarantine" not in name} == before
    assert len(_quarantined(out)) == 1, "a copy of what lies there now"
    assert settle(_item(), known).status == KEPT, "the same note is no other"


def test_P18_a_link_out_of_the_output_folder_is_not_written_through(settle: Settle, out: Path, tmp_path: Path) -> None:
    (tmp_path / "annan").mkdir()
    (out / "mapp").symlink_to(tmp_path / "annan")
    assert settle(_item("mapp/a.txt")).findings[0].code == "MVG802"
    assert settle(_item("mapp/ny/a.txt")).findings[0].code == "MVG802"
    assert list((tmp_path / "annan").iterdir()) == []


def test_P18_what_lies_beyond_a_link_is_not_withdrawn(
    settle: Settle, config: BatchConfig, out: Path, tmp_path: Path
) -> None:
    known = _known(config, _item(), settle(_item()))
    (out / "mapp").rename(tmp_path / "annan")
    (out / "mapp").symlink_to(tmp_path / "annan")
    before = tree(tmp_path / "annan")
    for data in (OTHER, BAD):
        assert settle(_item(data=data), known).status == QUARANTINED
    assert tree(tmp_path / "annan") == before
    assert before


# -- a system that refuses ------------------------------------------------------------------------------------


def _folder_for_output(out: Path) -> None:
    (out / "mapp/a.txt.pmo.xml").unlink()
    (out / "mapp/a.txt.pmo.xml").mkdir()


def _pipe_for_output(out: Path) -> None:
    (out / "mapp/a.txt.pmo.xml").unlink()
    os.mkfifo(out / "mapp/a.txt.pmo.xml")


def _file_for_folder(out: Path) -> None:
    (out / "mapp/a.txt.pmo.xml").unlink()
    (out / "mapp").rmdir()
    (out / "mapp").write_text("en annans")


@pytest.mark.parametrize("data", [GOOD, OTHER, BAD])
@pytest.mark.parametrize("change", [_folder_for_output, _pipe_for_output, _file_for_folder])
def test_P11_what_has_taken_the_place_of_an_output_costs_its_own_note(
    settle: Settle, config: BatchConfig, out: Path, change: Callable[[Path], None], data: bytes
) -> None:
    known = _known(config, _item(), settle(_item()))
    change(out)
    outcome = settle(_item(data=data), known)
    codes = {finding.code for finding in outcome.findings}
    assert (outcome.status, "MVG401" in codes, "MVG816" in codes) == (QUARANTINED, data == BAD, data != BAD)


@pytest.mark.parametrize(("number", "status"), [(errno.EACCES, QUARANTINED), (errno.EIO, FAILED)])
def test_P11_an_output_that_cannot_be_withdrawn_is_reported(
    settle: Settle, config: BatchConfig, out: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: str
) -> None:
    known = _known(config, _item(), settle(_item()))

    def refuse(_name: str) -> None:
        raise OSError(number, "")

    monkeypatch.setattr(output_files, "remove", refuse)
    outcome = settle(_item(data=BAD), known)
    assert (outcome.status, outcome.findings[-1].code) == (status, "MVG805")
    if status == QUARANTINED:
        assert "MVG805" in [finding["code"] for finding in _quarantined(out)[0]["findings"]]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("data", [GOOD, BAD])
def test_P11_a_disk_that_refuses_stops_the_run_and_says_nothing_of_the_note(
    settle: Settle, out: Path, monkeypatch: pytest.MonkeyPatch, number: int, data: bytes
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, "")

    monkeypatch.setattr(os, "write", refuse)
    outcome = settle(_item("a", data))
    assert (outcome.status, [finding.code for finding in outcome.findings]) == (FAILED, ["MVG805"])
    assert [path.name for path in out.rglob("*") if path.is_file()] == []


def test_P11_a_name_that_the_system_refuses_costs_its_own_note(settle: Settle, monkeypatch: pytest.MonkeyPatch) -> None:
    real = write_file

    def refuse(data: bytes, target: str | Path, **config: object) -> None:
        if str(target).endswith(".xml"):
            raise PermissionError(errno.EACCES, "")
        real(data, target, **config)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(output_files, "write_file", refuse)
    outcome = settle(_item())
    assert (outcome.status, outcome.findings[0].words) == (QUARANTINED, ("EACCES",))


def test_an_input_that_has_a_fault_already_is_put_aside_with_what_can_be_read(
    settle: Settle, out: Path, tmp_path: Path
) -> None:
    fault = Finding("MVG820")
    assert settle(_item("a")._replace(fault=fault)).findings == (fault,)
    assert settle(_item("b", path=str(tmp_path / "borta"))._replace(fault=fault)).findings == (fault,)
    assert [
        reported["copied"] for reported in sorted(_quarantined(out), key=lambda reported: str(reported["key"]))
    ] == [True, False]


def test_O10_what_a_killed_run_told_nobody_of_is_new(settle: Settle, config: BatchConfig, out: Path) -> None:
    item, good = _item(data=BAD), settle(_item())
    before = settle(item)
    claimed = JournalEntry(b"earlier", item.origin)
    known = {
        "nothing": None, "its name": claimed, "that it was done": _known(config, _item(), good),
        "that it is in quarantine": _known(config, item, before),
        "that it could not be read": claimed._replace(config_digest=config.digest),
    }  # fmt: skip
    new = {name: settle(item, row).is_new for name, row in known.items()}
    assert before.is_new
    assert [name for name, is_new in new.items() if is_new] == ["its name", "that it was done"]


# -- what is left alone, and what lies in quarantine already ------------------------------------------------------


@pytest.mark.parametrize("code", ["MVG835", "MVG843"])
def test_P27_what_a_rule_leaves_alone_is_skipped_and_not_read(
    settle: Settle, out: Path, tmp_path: Path, code: Code
) -> None:
    outcome = settle(_item(path=str(tmp_path / "borta"))._replace(fault=Finding(code)))
    assert (outcome.status, [finding.code for finding in outcome.findings]) == (SKIPPED, [code])
    assert tree(out) == {}


def test_a_discarded_note_is_skipped_while_it_is_the_same(settle: Settle, config: BatchConfig, out: Path) -> None:
    settle(_item(data=BAD))
    (entry,) = quarantine.entries(config)
    quarantine_records.discard(entry, config, "någon", "nu", "dubblett")
    assert [finding.code for finding in settle(_item(data=BAD)).findings] == ["MVG841"]
    assert settle(_item(data=GOOD)).status == DONE
    assert settle(_item(data=BAD + b"\n")).status == QUARANTINED


def test_a_discarded_note_that_has_a_fault_stays_discarded(settle: Settle, config: BatchConfig, out: Path) -> None:
    faulty = _item("a")._replace(fault=Finding("MVG820"))
    settle(faulty)
    (entry,) = quarantine.entries(config)
    quarantine_records.discard(entry, config, "någon", "nu", "dubblett")
    assert [finding.code for finding in settle(faulty).findings] == ["MVG841"]


def test_a_discarded_note_keeps_what_was_made_of_it_for_another_target(
    settle: Settle, config: BatchConfig, out: Path
) -> None:
    both = replace(config, targets=("melior", "pmo"))
    first = settle(_item(data=BAD), targets=both.targets)
    assert [target for target, _ in first.outputs] == ["melior"]
    (entry,) = quarantine.entries(config)
    quarantine_records.discard(entry, config, "någon", "nu", "dubblett")
    again = settle(_item(data=BAD), _known(both, _item(data=BAD), first, config_digest=b""), targets=both.targets)
    assert ([finding.code for finding in again.findings], again.outputs) == (["MVG841"], first.outputs)
    assert "melior" not in again.withheld


def test_O6_an_entry_that_holds_a_source_is_left_and_the_next_note_has_one_of_its_own(
    settle: Settle, config: BatchConfig, out: Path
) -> None:
    settle(_item(data=BAD))
    (entry,) = quarantine.entries(config)
    quarantine_records.mark(entry, config, holds="source")
    again, other = settle(_item(data=BAD)), settle(_item(data=BAD + b"\n"))
    assert (again.entry, again.is_new, other.is_new) == (entry.name, False, True)
    assert {one.note.read_bytes() for one in quarantine.entries(config)} == {BAD, BAD + b"\n"}


def test_a_new_try_of_a_source_that_grew_writes_nothing_over_it(settle: Settle, config: BatchConfig, out: Path) -> None:
    settle(_item(data=BAD))
    (entry,) = quarantine.entries(config)
    entry = quarantine_records.mark(entry, config, holds="source")
    inode = entry.note.stat().st_ino
    entry.note.write_bytes(BAD + b"\n")
    outcome = settle(quarantine.item_of(entry))
    assert (outcome.entry, outcome.status) == (entry.name, QUARANTINED)
    assert (entry.note.stat().st_ino, entry.note.read_bytes()) == (inode, BAD + b"\n")


@pytest.mark.parametrize("harm", ["gone", "broken", "of an earlier version"])
@pytest.mark.parametrize("folder", ["quarantine", "discarded"])
def test_P25_a_note_whose_record_is_lost_is_not_written_over(
    settle: Settle, config: BatchConfig, out: Path, folder: str, harm: str
) -> None:
    def discard() -> None:
        for entry in list(quarantine.entries(config)):
            quarantine_records.discard(entry, config, "någon", "nu", "dubblett")

    first, second = BAD + b"<!-- 1 -->", BAD + b"<!-- 2 -->"
    settle(_item(data=first))
    if folder == "discarded":
        discard()
    (record,) = (out / folder).glob("*.json")
    record.unlink() if harm == "gone" else record.write_text("{" if harm == "broken" else "{}")
    for data in (second, second):
        settle(_item(data=data))
    if folder == "discarded":
        discard()
    held = [path.read_bytes() for path in (out / folder).iterdir() if path.suffix != ".json"]
    assert {first, second} <= set(held)


def test_O10_an_entry_keeps_the_time_when_its_note_came_there(settle: Settle, config: BatchConfig, out: Path) -> None:
    settle(_item(data=BAD))
    (entry,) = quarantine.entries(config)
    os.utime(entry.folder / f"{entry.name}.json", (1000, 1000))
    settle(_item(data=BAD + b"\n"))
    (entry,) = quarantine.entries(config)
    assert entry.since == 1000
    (entry.folder / f"{entry.name}.json").unlink()
    assert entry.since > 1000, "gone by now"


def test_O2_an_input_that_has_changed_since_is_reported_once(settle: Settle, config: BatchConfig, out: Path) -> None:
    first = settle(_item())
    changed = settle(_item(data=GOOD.replace(b"AT: gott", b"AT: bra")), _known(config, _item(), first))
    assert changed.status == DONE
    assert "MVG846" in [finding.code for finding in changed.findings]
    assert len(changed.findings) == len(changed.finding_targets)


@pytest.mark.parametrize("code", ["MVG603", "MVG604"])
def test_O15_a_proof_that_fails_for_one_output_withholds_that_output_alone(
    settle: Settle, out: Path, monkeypatch: pytest.MonkeyPatch, code: Code
) -> None:
    failing = "melior" if code == "MVG603" else "registration"
    encoded = vars(processors)["encoded"]

    def encode(output: str, line_end: str = "\n") -> bytes:
        if code == "MVG603" and not output.startswith("<"):
            raise Refused(Finding(code))
        return bytes(encoded(output, line_end))

    def page(*_: object) -> str:
        if code == "MVG604":
            raise Refused(Finding(code))
        return "<p>"

    monkeypatch.setattr(processors, "encoded", encode)
    monkeypatch.setattr(processors, "registration_page_of", page)
    outcome = settle(_item("a.txt", GOOD), targets=("pmo", "melior"), registration="html")
    assert (outcome.status, outcome.withheld) == (QUARANTINED, (failing,))
    assert (Finding(code), (failing,)) in outcome.targeted_findings
    assert (out / "a.txt.pmo.xml").exists()
    assert [path for path in out.rglob("*melior*") if ".mvg" not in path.parts] == [
        out / "a.txt.melior.txt" for _ in [1] if code == "MVG604"
    ]
