"""JSON Lines in: one note a line, its id as its name; what is no such line is reported by its number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.batch import jsonl_input, names
from converter.batch.tasks import Input, InputPlace
from converter.files.storage import Refused


def _members(file: Path, data: bytes) -> list[Input]:
    file.write_bytes(data)
    return list(jsonl_input.members(str(file)))


def test_each_line_is_a_note_under_its_id(tmp_path: Path) -> None:
    data = b'{"id": "C24-1", "note": "Status\\nu.a."}\n\n  \n{"id": 7, "note": ""}'
    assert _members(tmp_path / "a", data) == [
        Input("C24-1", data="Status\nu.a.", id="C24-1", unread_line=InputPlace("#1", b"")),
        Input("7", data="", id="7", unread_line=InputPlace("#4", b"")),
    ]


@pytest.mark.parametrize(
    "line",
    ["x", "[]", "{}", "1", '{"id": "a"}', '{"note": "a"}', '{"id": null, "note": "a"}', '{"id": "a", "note": 1}',
     '{"id": "\\ud800", "note": "a"}', "[" * 100_000, '{"id": "a", "note": "b"',
     '{"id": "a", "note": "b", "mer": []}', '{"id": "a", "note": "b", "note": "c"}', '{"id": true, "note": "a"}',
     '{"id": 1.5, "note": "a"}', '{"id": "", "note": "a"}'],
    ids=range(16),
)  # fmt: skip
def test_O4_a_line_that_is_no_note_goes_by_its_number(tmp_path: Path, line: str) -> None:
    first, broken, last = _members(
        tmp_path / "a", f'{{"id": "a", "note": "b"}}\n{line}\n{{"id": "c", "note": ""}}'.encode()
    )
    assert (first.key, last.key) == ("a", "c")
    assert (broken.key, broken.data) == ("#2", b"")
    assert broken.fault is not None
    assert (broken.fault.code, broken.fault.line) == ("MVG824", 2)


def test_a_line_that_is_too_long_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl_input, "LONGEST", 40)
    good = b'{"id": "a", "note": "b"}'
    found = _members(tmp_path / "a", b"\n".join([good, b'{"id": "x", "note": "' + b"y" * 300 + b'"}', good, b"z" * 99]))
    assert [item.fault.code if item.fault else "" for item in found] == ["", "MVG824", "", "MVG824"]
    assert [item.key for item in found] == ["a", "#2", "a", "#4"]


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_P18_an_id_makes_a_name_that_stays_in_its_folder(written: str) -> None:
    name = jsonl_input.file_name_of(written)
    assert "/" not in name
    fault = names.fault(f"a.jsonl/{name}", 8)
    assert fault is None or (written in (".", "..")) or len(name) > 100


def test_two_ids_never_make_one_name() -> None:
    assert len({jsonl_input.file_name_of(text) for text in ("a/b", "a%2Fb", "a b", "a+b", "å", "a%b")}) == 6


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this system has no file that fails when it is read")
def test_a_file_that_fails_while_it_is_read_is_reported() -> None:
    with pytest.raises(Refused) as refused:
        list(jsonl_input.members("/proc/self/mem"))
    assert refused.value.finding.code == "MVG803"
