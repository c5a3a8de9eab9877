"""What a question leaves out until it is answered, and what it does not."""

from __future__ import annotations

import pytest

from converter.conversion.repeated_findings import without_repeated
from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.reading import Reading
from converter.profile import Profile

READING = Reading(None, text="Statüs\nSmärta. Bedömning: Viros\n", form="text")
WITHOUT_PLACE, EMPTY = Finding("MVG303", 2, words=("2",)), Finding("MVG402", words=("Bedömning",))
NAMED = {
    "MVG240": "a label in the text", "MVG241": "its warning", "MVG243": "labels at the end", "MVG247": "its warning",
    "MVG244": "like a keyword", "MVG224": "its warning", "MVG246": "a damaged keyword", "MVG226": "its warning",
}  # fmt: skip


def _left(question: Finding, *findings: Finding, profile: Profile) -> list[Finding]:
    return without_repeated(findings, [question], READING, profile)


@pytest.mark.parametrize("code", NAMED, ids=NAMED.values())
def test_a_keyword_that_a_line_may_be_is_not_called_empty(code: Code, profile: Profile) -> None:
    question, other = Finding(code, 1, words=("Bedömning", "1")), Finding("MVG402", words=("Status",))
    assert _left(question, EMPTY, other, profile=profile) == [other]


def test_several_labels_are_asked_about_at_once(profile: Profile) -> None:
    question = Finding("MVG243", 1, words=("Signerad av, Signeringstid", "1-2"))
    absent = Finding("MVG419", words=("Signerad av, Signeringstid", "Osignerad"))
    more = Finding("MVG419", words=("Signerad av, Patientens namn", "Osignerad"))
    assert _left(question, absent, more, profile=profile) == [more]


@pytest.mark.parametrize("code", ["MVG249", "MVG250"])
def test_the_headings_of_a_line_that_may_be_split_are_those_on_it(code: Code, profile: Profile) -> None:
    other = Finding("MVG402", words=("Status",))
    assert _left(Finding(code, 2, 9, ("2:9", "…")), EMPTY, other, profile=profile) == [other]


@pytest.mark.parametrize("code", ["MVG244", "MVG224", "MVG246", "MVG226", "MVG249", "MVG250", "MVG252"])
def test_a_text_whose_place_is_asked_for_is_not_called_without_place(code: Code, profile: Profile) -> None:
    question, elsewhere = Finding(code, 2, words=("Status", "2")), WITHOUT_PLACE._replace(line=1)
    assert _left(question, WITHOUT_PLACE, elsewhere, profile=profile) == [elsewhere]


@pytest.mark.parametrize("code", ["MVG240", "MVG241", "MVG243", "MVG247"])
def test_a_question_about_a_fact_asks_for_no_place(code: Code, profile: Profile) -> None:
    assert _left(Finding(code, 2, words=("Signerad av", "2")), WITHOUT_PLACE, profile=profile) == [WITHOUT_PLACE]


@pytest.mark.parametrize("code", ["MVG232", "MVG245", "MVG248"])
def test_other_questions_leave_nothing_out(code: Code, profile: Profile) -> None:
    findings = [WITHOUT_PLACE, EMPTY]
    assert _left(Finding(code, 2, words=("Bedömning", "2", "3")), *findings, profile=profile) == findings


def test_nothing_is_said_of_the_part_of_a_code_that_is_asked_about(profile: Profile) -> None:
    question = Finding("MVG491", words=("Huvuddiagnos", "J06.0, J06.9"))
    wrong, other = Finding("MVG410", words=("Huvuddiagnos", "ICD-10-SE")), Finding("MVG412", words=("Bidiagnos 1",))
    assert without_repeated([question, wrong, other], [], READING, profile) == [question, other]
