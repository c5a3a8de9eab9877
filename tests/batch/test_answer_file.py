"""Answers in a file hold for their note alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from converter import ConvertOptions, Place, load_profile
from converter.batch import answer_file
from converter.batch.answer_file import NoteAnswers, parse_answers, read_answers
from converter.files.storage import Refused
from converter.findings import Finding
from converter.note.reading import Decisions

PROFILE = load_profile()


LINE = {
    "id": "C24-1", "sha256": "AB" * 32, "facts": [3], "texts": [7, 9], "splits": [[2, 8]], "places": {"12": "Status"},
    "one_note": True, "damaged_ok": True, "approved_for_patient": False,
}  # fmt: skip


def test_answers_are_read_for_the_id_and_the_digest_of_a_note() -> None:
    found = parse_answers(f"{json.dumps(LINE)}\n\n{json.dumps({'id': '', 'sha256': 'cd' * 32})}\n", PROFILE)
    decisions = Decisions(frozenset([3]), frozenset([7, 9]), frozenset([(2, 8)]), one_note=True)
    assert found["C24-1", "ab" * 32] == NoteAnswers(decisions, (Place("12", "Status"),), True, "no")
    assert found["", "cd" * 32] == NoteAnswers()
    options = found["C24-1", "ab" * 32].added_to(ConvertOptions(places=(Place("1", "Status"),), charset="cp1252"))
    assert options.decisions == decisions
    assert [place.key for place in options.places] == ["1", "12"]
    assert (options.damaged_ok, options.charset, options.approved_for_patient) == (True, "cp1252", "no")
    assert found["", "cd" * 32].added_to(ConvertOptions(approved_for_patient="yes")).approved_for_patient == "yes"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", ("#json-name",)),
        ("[]", ("#answer-object",)),
        ("{}", ("#answer-missing", "id")),
        ("[" * 100_000, ("#json-deep",)),
        ('{"id": "a"}', ("#answer-missing", "sha256")),
        ('{"sha256": "a"}', ("#answer-missing", "id")),
        (f'{{"id": "a", "sha256": "{"a" * 63}"}}', ("#answer-value", "sha256")),
        (f'{{"id": "a", "sha256": "{"g" * 64}"}}', ("#answer-value", "sha256")),
        (f'{{"id": "a", "sha256": {"1" * 64}}}', ("#answer-value", "sha256")),
        ('{"id": 7, "sha256": "a"}', ("#answer-value", "id")),
        ('{"id": "a", "sha256": "a", "colour": 1}', ("#answer-unknown", "3")),
        ('{"id": "a", "id": "b", "sha256": "a"}', ("#json-double",)),
        ('{"id": "a", "sha256": "a", "texts": [0]}', ("#answer-value", "texts")),
        ('{"id": "a", "sha256": "a", "texts": [true]}', ("#answer-value", "texts")),
        ('{"id": "a", "sha256": "a", "facts": "7"}', ("#answer-value", "facts")),
        ('{"id": "a", "sha256": "a", "texts": 7}', ("#answer-value", "texts")),
        ('{"id": "a", "sha256": "a", "splits": [[1]]}', ("#answer-value", "splits")),
        ('{"id": "a", "sha256": "a", "one_note": 1}', ("#answer-value", "one_note")),
        ('{"id": "a", "sha256": "a", "damaged_ok": null}', ("#answer-value", "damaged_ok")),
        ('{"id": "a", "sha256": "a", "approved_for_patient": "yes"}', ("#answer-value", "approved_for_patient")),
        ('{"id": "a", "sha256": "a", "places": {"7": "Okänt"}}', ("#answer-place", ", ".join(PROFILE.places))),
        ('{"id": "a", "sha256": "a", "places": {"7": 7}}', ("#answer-value", "places")),
        ('{"id": "a", "sha256": "a", "places": ["7"]}', ("#answer-value", "places")),
    ],
    ids=lambda line: str(line)[:50],
)
def test_an_answer_that_cannot_be_used_names_its_line_and_the_member(line: str, words: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        parse_answers("\n{}\n".format(line.replace('"sha256": "a"', f'"sha256": "{"ab" * 32}"')), PROFILE)
    finding = refused.value.finding
    assert (finding.code, finding.line, finding.words[: len(words)]) == ("MVG862", 2, words)
    for language in ("sv", "en"):
        assert not re.search(r"#|\{\d", finding.message(language) + finding.next_step(language))


@pytest.mark.parametrize("name", ["19121212-1212", "Oro för hjärtat sedan i går"])
def test_an_unknown_member_is_reported_by_its_number_only(name: str) -> None:
    line = json.dumps({"id": "a", "sha256": "ab" * 32, name: 1})
    with pytest.raises(Refused) as refused:
        parse_answers(line, PROFILE)
    assert name not in refused.value.finding.message() + refused.value.finding.next_step()


def test_the_example_of_each_member_can_be_used() -> None:
    """What the remedy says is what helps."""
    for name, (example, _) in answer_file.MEMBERS.items():
        line = {"id": "a", "sha256": "ab" * 32, name: json.loads(example) if name != "sha256" else "ab" * 32}
        assert len(parse_answers(json.dumps(line), PROFILE)) == 1


def test_two_answers_for_one_note_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        parse_answers(f"\n{json.dumps(LINE)}\n{json.dumps(LINE)}\n", PROFILE)
    assert refused.value.finding == Finding("MVG862", 3, 0, ("#answer-twice", "2"))


def test_two_notes_with_the_same_bytes_have_an_answer_each() -> None:
    found = parse_answers(f"{json.dumps(LINE)}\n{json.dumps({**LINE, 'id': 'C24-2', 'texts': []})}\n", PROFILE)
    assert [key[0] for key in found] == ["C24-1", "C24-2"]
    assert len({answers.digest for answers in found.values()}) == 2


@pytest.mark.parametrize(
    "member", ["facts", "texts", "splits", "places", "one_note", "damaged_ok", "approved_for_patient"]
)
def test_the_digest_differs_when_an_answer_does(member: str) -> None:
    with_all, without = ({**LINE, "sha256": "ab" * 32}, {key: LINE[key] for key in LINE if key != member})
    digests = [
        parse_answers(json.dumps(line), PROFILE)["C24-1", "ab" * 32].digest for line in (with_all, LINE, without)
    ]
    assert digests[0] == digests[1] != digests[2]


def test_a_file_of_answers_is_read(tmp_path: Path) -> None:
    path = tmp_path / "svar.jsonl"
    path.write_text(json.dumps({**LINE, "id": "vård/ö.txt"}, ensure_ascii=False), "utf-8-sig")
    assert list(read_answers(str(path), PROFILE)) == [("vård/ö.txt", "ab" * 32)]


@pytest.mark.parametrize("broken", [b"{", b'{"id": "\xe5"}', b" " * 2000], ids=["json", "utf-8", "size"])
def test_a_file_that_cannot_be_used_is_refused_with_its_line(
    broken: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_file, "MAX_ANSWERS_BYTES", 1000)
    path = tmp_path / "svar.jsonl"
    path.write_bytes(json.dumps(LINE).encode() + b"\n" + broken)
    with pytest.raises(Refused) as refused:
        read_answers(str(path), PROFILE)
    assert (refused.value.finding.code, refused.value.finding.line) == ("MVG862", 2)
