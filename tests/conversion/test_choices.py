"""Answers to questions: each choice settles its question."""

from __future__ import annotations

import pytest

from converter import ConvertOptions, Place, convert, load_profile, parse
from converter.conversion.choices import choices, questions_of
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


def test_the_same_answers_hold_through_the_library() -> None:
    source = (BROKEN / "mvg252-stycke-efter-ett-svar.txt").read_bytes()
    line = next(f.line for f in _asked(source, ConvertOptions()) if f.code == "MVG252")
    result = convert(source, "melior", decisions=Decisions(texts=frozenset([line])))
    assert result.ok
