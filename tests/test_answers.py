"""Answers to questions: each choice settles its question, and answers in a file hold for their note alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from converter import ConvertOptions, Place, convert, load_profile, parse
from converter import answers as module
from converter.answers import Answers, choices, parse_answers, questions_of, read_answers
from converter.files.storage import Refused
from converter.findings import Finding
from converter.findings.catalogue import CATALOGUE, Code
from converter.note.reading import Decisions
from decision_cases import CODES, OF_A_TARGET, OPTION, WITHOUT_CHOICES, cases
from paths import BROKEN, SAMPLES

PROFILE = load_profile()


def _asked(source: bytes | str, options: ConvertOptions, target: str = "pmo") -> list[Finding]:
    parsed = parse(source, options=options)
    findings = [one for finding in parsed.to(target, options).findings for one in questions_of(finding)]
    return [finding for finding in findings if choices(finding, PROFILE, parsed.reading)]


@pytest.mark.parametrize("code", CODES)
def test_every_choice_of_a_finding_that_names_an_option_settles_it(code: Code) -> None:
    samples = cases(code)
    assert samples
    for source, target, options in samples:
        question = next(finding for finding in _asked(source, options, target) if finding.code == code)
        possible = choices(question, PROFILE, parse(source, options=options).reading)
        assert possible
        for choice in possible:
            assert choice.swedish
            assert choice.english
            answered = choice.change(options)
            left = [(f.code, f.line, f.words) for f in _asked(source, answered, target)]
            assert (question.code, question.line, question.words) not in left, choice.english


@pytest.mark.parametrize("code", WITHOUT_CHOICES)
def test_a_finding_that_is_listed_with_a_reason_has_no_choices(code: Code) -> None:
    assert choices(Finding(code, 1, words=("Journaltyp", "1")), PROFILE) == ()
    assert OPTION.search(CATALOGUE[code].wording("sv").next_step)


def test_a_phrase_that_ends_in_an_unknown_name_is_no_choice() -> None:
    source = (BROKEN / "mvg421-fras-med-nn.txt").read_bytes()
    assert "MVG421" in [finding.code for finding in convert(source).findings]
    assert "MVG421" not in [finding.code for finding in _asked(source, ConvertOptions())]


@pytest.mark.parametrize("code", OF_A_TARGET)
def test_a_text_that_a_target_has_no_name_for_is_given_a_place(code: Code) -> None:
    possible = choices(Finding(code, 12, words=("12",)), PROFILE)
    assert possible[0].change(ConvertOptions()).places == (Place("12", next(iter(PROFILE.places))),)


def test_a_finding_that_asks_nothing_has_no_choices() -> None:
    assert choices(Finding("MVG430", words=("a", "b", "c")), PROFILE) == ()


def test_a_line_of_an_xml_file_is_no_choice() -> None:
    reading = parse((SAMPLES / "halsont-chatt.xml").read_bytes()).reading
    assert choices(Finding("MVG305", 40, words=("Status", "3")), PROFILE, reading) == ()


def test_a_replacement_is_a_choice_only_where_the_value_of_the_note_is_known() -> None:
    contradiction = Finding("MVG320", words=("Journaltyp",))
    assert choices(contradiction, PROFILE) == ()
    reading = parse((SAMPLES / "halsont-chatt.xml").read_bytes()).reading
    (choice,) = choices(contradiction, PROFILE, reading)
    assert choice.change(ConvertOptions()).overrides == (("Journaltyp", "Sjuksköterskeanteckning"),)


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
def test_an_unknown_member_is_told_by_its_number_only(name: str) -> None:
    line = json.dumps({"id": "a", "sha256": "ab" * 32, name: 1})
    with pytest.raises(Refused) as refused:
        parse_answers(line, PROFILE)
    assert name not in refused.value.finding.message() + refused.value.finding.next_step()


def test_the_example_of_each_member_can_be_used() -> None:
    """What the remedy says is what helps."""
    for name, (example, _) in module._MEMBERS.items():
        line = {"id": "a", "sha256": "ab" * 32, name: json.loads(example) if name != "sha256" else "ab" * 32}
        assert len(parse_answers(json.dumps(line), PROFILE)) == 1


def test_two_answers_for_one_note_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        parse_answers(f"\n{json.dumps(LINE)}\n{json.dumps(LINE)}\n", PROFILE)
    assert refused.value.finding == Finding("MVG862", 3, 0, ("#answer-twice", "2"))


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
    assert (refused.value.finding.code, refused.value.finding.line) == ("MVG862", 2)


def test_the_same_answers_hold_through_the_library() -> None:
    source = (BROKEN / "mvg252-stycke-efter-ett-svar.txt").read_bytes()
    line = next(f.line for f in _asked(source, ConvertOptions()) if f.code == "MVG252")
    result = convert(source, "melior", decisions=Decisions(texts=frozenset([line])))
    assert result.ok
