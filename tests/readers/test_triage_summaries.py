"""Summaries of other triage systems under the patient's own keyword: every line stays there, and little is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter import convert, load_profile
from converter.conversion.choices import choices
from converter.conversion.options import ConvertOptions

PROFILE = load_profile()
OWN = next(row.clinic24 for row in PROFILE.rows if row.patients_own)
HEAD = f"Patientens namn: Astrid Exempelsson\nPatientens personnummer: 199104272381\n\nBesöksorsak\nHosta.\n\n{OWN}\n"
TAIL = (
    "\n\nStatus\nRodnat.\n\nBedömning\nVila.\n\nHuvuddiagnos: J03.9 Akut tonsillit\nJournaltyp: Läkaranteckning\n"
    "Signera från enhet: Exempelby hälsocentral\nSignerad av: Lisbet Mallgren\n"
    "Signerad tid: 2024-03-14T09:41:00+01:00\n"
)
PRESENT = ("Symtom som finns", "Närvarande symtom", "Har", "Förekommer", "Positiva svar", "Symtom")
UNSURE = ("Osäkert", "Osäkra symtom", "Vet inte", "Oklara svar")
ABSENT = ("Symtom som inte finns", "Frånvarande symtom", "Har inte", "Förekommer inte", "Negativa svar")
ITEMS = st.lists(
    st.sampled_from(("Halsont", "feber över 38", "Svårt att gapa", "utslag på bålen", "Hosta")), min_size=1
)
QUESTIONS = (
    "När började besvären?",
    "Har du feber?",
    "Vad vill du ha hjälp med?",
    "Har du fått en bedömning tidigare?",
)
ANSWERS = ("För tre dagar sedan", "Ja", "nej", "Vet inte", "38,9", "Bättre", "oförändrad status sedan i går")
PAIR = st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(ANSWERS))
WORDS = st.text("aåö ", min_size=1, max_size=9)


def _read(own: str, **options: object) -> tuple[str, list[tuple[str, int]]]:
    """The patient's own text in a copy, and the questions and warnings of an export."""
    copied = convert(HEAD + own + TAIL, "melior", profile=PROFILE)
    assert copied.note is not None
    exported = convert(HEAD + own + TAIL, "pmo", profile=PROFILE, **options)
    found = [(str(finding.code), finding.line) for finding in exported.findings if finding.severity != "info"]
    return next(entry.text for entry in copied.note.entries if entry.keyword == OWN), found


@pytest.mark.slow
@given(
    st.lists(st.text("aåö ", min_size=1, max_size=9).map(lambda words: f"Patienten har {words.strip()}x."), min_size=1)
)
def test_a_sentence_a_line_stays_as_it_is(sentences: list[str]) -> None:
    assert _read("\n".join(sentences)) == ("\n".join(sentences), [])


@pytest.mark.slow
@pytest.mark.counted
@given(
    st.permutations((PRESENT, UNSURE, ABSENT)), st.data(), st.sampled_from(("- ", "• ", "* ", "+ ", "✓ ", "")),
    st.sampled_from(("\n", "\n\n")),
)  # fmt: skip
def test_lists_of_present_unsure_and_absent_symptoms_stay_as_they_are(
    groups: list[tuple[str, ...]], data: st.DataObject, mark: str, gap: str
) -> None:
    own = gap.join(
        "\n".join((f"{data.draw(st.sampled_from(heads))}:", *(mark + item for item in data.draw(ITEMS))))
        for heads in groups
    )
    assert _read(own) == (own, [])


@pytest.mark.slow
@pytest.mark.counted
@given(
    st.lists(st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(ANSWERS)), min_size=1), st.sampled_from(("\n", " "))
)
def test_questions_and_answers_without_labels_stay_as_they_are(pairs: list[tuple[str, str]], between: str) -> None:
    own = "\n".join(question + between + answer for question, answer in pairs)
    assert _read(own) == (own, [])


@pytest.mark.slow
@given(st.lists(PAIR, max_size=3), st.data())
def test_an_answer_that_is_a_keyword_is_asked_about_and_moves_nothing(
    pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    keyword = data.draw(st.sampled_from([name for name in PROFILE.places if name != OWN]))
    lines = [line for pair in pairs for line in pair]
    lines += [data.draw(st.sampled_from(QUESTIONS)), keyword, "Har du svårt att andas?", "Nej"]
    own, at = "\n".join(lines), HEAD.count("\n") + len(lines) - 2
    assert _read(own) == (own, [("MVG244", at)])
    (question,) = [one for one in convert(HEAD + own + TAIL, profile=PROFILE).findings if one.code == "MVG244"]
    for choice in choices(question, PROFILE):
        options = choice.change(ConvertOptions())
        answered = convert(HEAD + own + TAIL, profile=PROFILE, places=options.places, decisions=options.decisions)
        assert "MVG244" not in {finding.code for finding in answered.findings}


def test_a_keyword_below_a_blank_line_is_a_heading_unless_it_comes_again() -> None:
    own = f"Behöver jag antibiotika?{TAIL}"
    found = convert(HEAD + own, profile=PROFILE)
    assert found.ok
    again = "Vad vill du ha hjälp med?\n\nBedömning\n\nSamtycke till foto?\n\nJa"
    assert _read(again) == (again, [("MVG244", HEAD.count("\n") + 3)])


def test_a_keyword_with_a_colon_or_with_text_behind_it_is_a_heading_below_a_question_too() -> None:
    for heading in ("Kompletterande anamnes:\nRökare.", "Kompletterande anamnes: Rökare."):
        _, found = _read(f"Behöver jag antibiotika?\n{heading}")
        assert "MVG244" not in {code for code, _ in found}
