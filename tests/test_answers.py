"""Answers to questions: each choice settles its question, and answers in a file hold for their note alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter import ConvertOptions, Place, convert, load_profile, parse
from converter import answers as module
from converter.answers import Answers, choices, parse_answers, read_answers
from converter.files.storage import Refused
from converter.findings import Finding
from converter.note.reading import Decisions
from paths import BROKEN

PROFILE = load_profile()
QUESTIONS = {
    "MVG234": ("mvg234-tva-anteckningar-utan-namn.txt", 1),
    "MVG235": ("mvg235-samma-anteckning-tva-ganger.txt", 1),
    "MVG240": ("mvg240-etiketter-i-patientens-text.txt", 2),
    "MVG243": ("mvg243-uppgifter-efter-patientens-text.txt", 2),
    "MVG244": ("mvg244-sokord-med-fler-ord.txt", 3),
    "MVG245": ("mvg245-lokalstatus-i-patientens-text.txt", 1 + len(PROFILE.places)),
    "MVG246": ("mvg226-fel-avkodat-sokord.txt", 2),
    "MVG249": ("mvg249-flera-sokord-pa-en-rad.txt", 2),
    "MVG252": ("mvg252-stycke-efter-ett-svar.txt", 1 + len(PROFILE.places)),
}


def _asked(source: bytes, options: ConvertOptions) -> list[Finding]:
    reading = parse(source, options=options).reading
    return [finding for finding in (*reading.findings, *reading.questions) if choices(finding, PROFILE)]


@pytest.mark.parametrize("code", QUESTIONS)
def test_every_choice_settles_its_question(code: str) -> None:
    name, count = QUESTIONS[code]
    source = (BROKEN / name).read_bytes()
    question = next(finding for finding in _asked(source, ConvertOptions()) if finding.code == code)
    possible = choices(question, PROFILE)
    assert len(possible) == count
    for choice in possible:
        assert choice.swedish
        assert choice.english
        answered = choice.change(ConvertOptions())
        assert (question.code, question.line) not in [(f.code, f.line) for f in _asked(source, answered)]


def test_a_finding_that_asks_nothing_has_no_choices() -> None:
    assert choices(Finding("MVG430", words=("a", "b", "c")), PROFILE) == ()


def test_answers_are_added_one_by_one() -> None:
    source = (BROKEN / "mvg240-etiketter-i-patientens-text.txt").read_bytes()
    options = ConvertOptions()
    while asked := _asked(source, options):
        options = choices(asked[0], PROFILE)[-1].change(options)
    assert len(options.decisions.texts) == 3
    assert parse(source, options=options).to("pmo", options).ok


def test_the_question_whether_the_patient_may_read_it_has_both_answers() -> None:
    answers = [choice.change(ConvertOptions()) for choice in choices(Finding("MVG545"), PROFILE)]
    assert [options.approved_for_patient for options in answers] == ["yes", "no"]
    with pytest.raises(ValueError, match="approved_for_patient must be yes or no"):
        ConvertOptions(approved_for_patient="ja").check(PROFILE)


# -- answers in a file ----------------------------------------------------------------------------------------

LINE = {
    "id": "C24-1", "sha256": "AB" * 32, "facts": [3], "texts": [7, 9], "splits": [[2, 8]], "places": {"12": "Status"},
    "one_note": True, "damaged_ok": True, "approved_for_patient": False,
}  # fmt: skip


def test_answers_are_read_for_the_id_and_the_digest_of_a_note() -> None:
    book = parse_answers(f"{json.dumps(LINE)}\n\n{json.dumps({'id': '', 'sha256': 'cd' * 32})}\n", PROFILE)
    decisions = Decisions(frozenset([3]), frozenset([7, 9]), frozenset([(2, 8)]), one_note=True)
    assert book["C24-1", "ab" * 32] == Answers(decisions, (Place("12", "Status"),), True, "no")
    assert book["", "cd" * 32] == Answers()
    options = book["C24-1", "ab" * 32].added_to(ConvertOptions(places=(Place("1", "Status"),), charset="cp1252"))
    assert options.decisions == decisions
    assert [place.key for place in options.places] == ["1", "12"]
    assert (options.damaged_ok, options.charset, options.approved_for_patient) == (True, "cp1252", "no")
    assert book["", "cd" * 32].added_to(ConvertOptions(approved_for_patient="yes")).approved_for_patient == "yes"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        "[" * 100_000,
        '{"id": "a"}',
        f'{{"id": "a", "sha256": "{"a" * 63}"}}',
        f'{{"id": "a", "sha256": "{"g" * 64}"}}',
        f'{{"id": "a", "sha256": {"1" * 64}}}',
        '{"id": 7, "sha256": "a"}',
        '{"id": "a", "sha256": "a", "colour": 1}',
        '{"id": "a", "id": "b", "sha256": "a"}',
        '{"id": "a", "sha256": "a", "texts": [0]}',
        '{"id": "a", "sha256": "a", "texts": [true]}',
        '{"id": "a", "sha256": "a", "texts": "7"}',
        '{"id": "a", "sha256": "a", "texts": 7}',
        '{"id": "a", "sha256": "a", "splits": [[1]]}',
        '{"id": "a", "sha256": "a", "one_note": 1}',
        '{"id": "a", "sha256": "a", "approved_for_patient": "yes"}',
        '{"id": "a", "sha256": "a", "places": {"7": "Okänt"}}',
        '{"id": "a", "sha256": "a", "places": ["7"]}',
    ],
    ids=lambda line: line[:50],
)
def test_an_answer_that_cannot_be_used_names_its_line_and_nothing_else(line: str) -> None:
    with pytest.raises(ValueError, match=r"^2$"):
        parse_answers("\n{}\n".format(line.replace('"sha256": "a"', f'"sha256": "{"ab" * 32}"')), PROFILE)


def test_two_answers_for_one_note_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^2$"):
        parse_answers(f"{json.dumps(LINE)}\n{json.dumps(LINE)}\n", PROFILE)


def test_two_notes_with_the_same_bytes_have_an_answer_each() -> None:
    book = parse_answers(f"{json.dumps(LINE)}\n{json.dumps({**LINE, 'id': 'C24-2', 'texts': []})}\n", PROFILE)
    assert [key[0] for key in book] == ["C24-1", "C24-2"]
    assert len({answers.digest for answers in book.values()}) == 2


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
    monkeypatch.setattr(module, "MAX_BOOK_BYTES", 1000)
    path = tmp_path / "svar.jsonl"
    path.write_bytes(json.dumps(LINE).encode() + b"\n" + broken)
    with pytest.raises(Refused) as refused:
        read_answers(str(path), PROFILE)
    assert refused.value.finding == Finding("MVG862", 2)


def test_the_same_answers_hold_through_the_library() -> None:
    source = (BROKEN / "mvg252-stycke-efter-ett-svar.txt").read_bytes()
    line = next(f.line for f in _asked(source, ConvertOptions()) if f.code == "MVG252")
    result = convert(source, "melior", decisions=Decisions(texts=frozenset([line])))
    assert result.ok
