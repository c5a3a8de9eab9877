"""Head, sections and tail: where a label is a fact, what is asked elsewhere, and when a text is two notes."""

from __future__ import annotations

import pytest

from converter import ConvertOptions, Decisions, Place, convert, load_profile, parse, read_note
from converter.note.model import Entry, TriageNote
from converter.note.reading import Reading
from converter.readers.layout import FREE_TEXT

PROFILE = load_profile()
HEAD = "Patientens namn: Astrid Exempelsson\nPatientens personnummer: 199104272381\n"
TAIL = "Huvuddiagnos: J06.9 ÖLI\nJournaltyp: Ssk-anteckning\nSignera från enhet: Exempelby hälsocentral\n"
BODY = "Besöksorsak\nHosta\n\nPatientens egenanamnes\nHostat.\n\nStatus\nu.a.\n"
COPIES = ("melior", "obstetrix", "other")


def _reported(reading: Reading) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in (*reading.findings, *reading.questions)]


def _note(reading: Reading) -> TriageNote:
    assert reading.note is not None
    return reading.note


def _entries(reading: Reading) -> list[tuple[str, str]]:
    return [(entry.keyword, entry.text) for entry in _note(reading).entries]


# -- labels ---------------------------------------------------------------------------------------------------

LABELS = {label: fact for fact, label in PROFILE.labels.items()}
GRAVE = {
    "principal_diagnosis", "secondary_diagnosis", "record_type", "signing_unit.name", "signing_unit.hsa_id", "signer",
    "signed_at",
}  # fmt: skip


ONE_LINE = [label for label, fact in LABELS.items() if fact not in FREE_TEXT]
SENTENCES = ("Patienten uppmanas höra av sig.", "Har ont i halsen sedan i går", "Ring oss, vi har öppet till 20.")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("label", ONE_LINE)
def test_K1_a_sentence_below_a_label_without_a_value_is_no_value(label: str, sentence: str, gap: str) -> None:
    line = BODY.count("\n") + 2
    for text, first in ((f"{label}:{gap}{sentence}\n\n{BODY}", 1), (f"{BODY}\n{label}:{gap}{sentence}\n", line)):
        reading = read_note(text)
        assert _note(reading)._replace(entries=()) == TriageNote()
        assert ("MVG240" if LABELS[label] in GRAVE else "MVG242", first) in _reported(reading)
        copied = convert(text, "melior").output
        assert copied is not None
        assert sentence in copied.split("\n")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_K1_a_sentence_below_a_label_is_what_the_user_decides(gap: str) -> None:
    label = f"Signera från enhet:{gap}{SENTENCES[0]}"
    (question,) = read_note(f"{BODY}\n{label}\n").questions
    first, last = map(int, question.words[-1].split("-"))
    lines = frozenset(range(first, last + 1))
    as_fact = read_note(f"{BODY}\n{label}\n", decisions=Decisions(facts=lines))
    as_text = read_note(f"{BODY}\n{label}\n", decisions=Decisions(texts=lines))
    assert (_note(as_fact).signing_unit.name, _entries(as_fact)[-1][1]) == (SENTENCES[0], "u.a.")
    assert (_note(as_text).signing_unit.name, _entries(as_text)[-1][1]) == ("", f"u.a.\n\n{label}")
    assert _reported(as_fact) == _reported(as_text) == []


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("label", "value"),
    [("Patientens namn", "Anna-Karin Provinger"), ("Huvuddiagnos", "J06.9 Akut övre luftvägsinfektion, ospecificerad"),
     ("Signera från enhet", "Exempelby hälsocentral"), ("Signerad tid", "2024-03-14 09:41")],
)  # fmt: skip
def test_a_value_may_stand_below_its_label(label: str, value: str, gap: str) -> None:
    for text in (f"{label}:{gap}{value}\n\n{BODY}", f"{BODY}\n{label}:{gap}{value}\n"):
        reading = read_note(text)
        assert _reported(reading) == []
        assert _entries(reading) == _entries(read_note(BODY))
        assert value.rpartition(" ")[2] in repr(_note(reading)._replace(entries=()))


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("section", ["Patientens egenanamnes", "Kompletterande anamnes", "Bedömning"])
def test_K1_a_label_within_the_text_stays_there_and_is_reported(label: str, section: str) -> None:
    line = f"{label}: ja"
    text = f"Besöksorsak\nHosta\n\n{section}\nHon skrev:\n{line}\noch mer.\n\nBedömning\nvila\n"
    if section == "Bedömning":
        text = text.replace("\n\nBedömning\nvila", "")
    reading = read_note(text)
    assert (section, f"Hon skrev:\n{line}\noch mer.") in _entries(reading)
    grave = LABELS[label] in GRAVE
    assert ("MVG240" if grave else "MVG242", 6) in _reported(reading)
    assert _note(reading)._replace(entries=()) == TriageNote()
    for target in COPIES:
        result = convert(text, target)
        assert result.output is not None
        assert line in result.output.split("\n")
        assert ("MVG241" if grave else "MVG242") in [finding.code for finding in result.findings]
    if grave:
        assert convert(text + "\n" + TAIL, "pmo").output is None


@pytest.mark.parametrize("line", ["Huvuddiagnos: F20.0 Paranoid schizofreni", "Signerad av: Dr Annan"])
def test_K1_a_label_is_a_fact_or_text_when_the_user_says_so(line: str) -> None:
    text = f"Besöksorsak\nHosta\n\nBedömning\nvila\n{line}\nåter v b\n\n"
    as_text = read_note(text, decisions=Decisions(texts=frozenset([6])))
    assert _reported(as_text) == []
    assert _entries(as_text)[1] == ("Bedömning", f"vila\n{line}\nåter v b")
    as_fact = read_note(text, decisions=Decisions(facts=frozenset([6])))
    assert _reported(as_fact) == []
    assert _note(as_fact)._replace(entries=()) != TriageNote()
    assert _entries(as_fact)[1:] == [("Bedömning", "vila"), ("Bedömning", "åter v b")]
    result = parse(text).to("melior", ConvertOptions())
    assert result.output is not None
    joined = parse(text, options=ConvertOptions(decisions=Decisions(facts=frozenset([6])))).to("melior")
    assert joined.output is not None
    assert "vila\nåter v b" in joined.output


def test_K1_the_head_and_the_tail_hold_facts() -> None:
    note = _note(read_note(f"{HEAD}\n{BODY}\n{TAIL}"))
    assert note.patient.name == "Astrid Exempelsson"
    assert note.principal_diagnosis.code == "J06.9"
    assert (note.record_type, note.signing_unit.name) == ("Ssk-anteckning", "Exempelby hälsocentral")
    assert _reported(read_note(f"{HEAD}\n{BODY}\n{TAIL}")) == []


@pytest.mark.parametrize("gap", ["", "\n", "\n\n"])
@pytest.mark.parametrize("form", ["{}: {}", "{}\n{}", "{}:\n\n{}"])
def test_K1_a_tail_may_have_blank_lines_and_values_below_their_labels(gap: str, form: str) -> None:
    pairs = [line.split(": ") for line in TAIL.strip().split("\n")]
    tail = gap.join(form.format(*pair) + "\n" for pair in pairs)
    reading = read_note(f"{BODY}{gap}{tail}{gap}")
    assert _note(reading).record_type == "Ssk-anteckning"
    assert [entry.keyword for entry in _note(reading).entries] == ["Besöksorsak", "Patientens egenanamnes", "Status"]


def test_K1_bidiagnosis_may_repeat_in_a_tail() -> None:
    reading = read_note(f"{BODY}\n{TAIL}Bidiagnos: R05.9\nBidiagnos: K21.9\n")
    assert len(_note(reading).secondary_diagnoses) == 2
    assert _reported(reading) == []


def test_K1_a_label_that_stands_twice_in_the_tail_makes_text_of_it() -> None:
    reading = read_note(f"{BODY}\n{TAIL}Journaltyp: Annan\n")
    assert _note(reading).record_type == ""
    assert _reported(reading) == [("MVG223", 13), ("MVG240", 10), ("MVG240", 11), ("MVG240", 12), ("MVG240", 13)]
    decided = read_note(f"{BODY}\n{TAIL}Journaltyp: Annan\n", decisions=Decisions(texts=frozenset([13])))
    assert _note(decided).record_type == "Ssk-anteckning"
    assert _entries(decided)[-2:] == [("Status", "u.a."), ("Status", "Journaltyp: Annan")]


def test_K1_a_tail_that_contradicts_the_head_is_text() -> None:
    reading = read_note(f"Journaltyp: Annan\n{HEAD}\n{BODY}\n{TAIL}")
    assert _note(reading).record_type == "Annan"
    assert _note(reading).principal_diagnosis.code == ""
    assert ("MVG223", 15) in _reported(reading)


def test_K1_text_behind_the_last_label_makes_text_of_the_labels() -> None:
    reading = read_note(f"{BODY}\n{TAIL}\nUtskrivet i går\n")
    assert _note(reading).record_type == ""
    assert [code for code, _ in _reported(reading)] == ["MVG243"]
    assert _entries(reading)[-1] == ("Status", f"u.a.\n\n{TAIL}\nUtskrivet i går")


@pytest.mark.parametrize("tail", [TAIL, TAIL.replace("\n", "\n\n"), TAIL.replace(": ", ":\n")])
def test_K1_one_answer_makes_facts_of_all_labels_above_a_closing_line(tail: str) -> None:
    source = f"{BODY}\n{tail}\nMvh Lisbet\n"
    lines = read_note(source).questions[0].words[-1]
    first, last = map(int, lines.split("-"))
    answered = read_note(source, decisions=Decisions(facts=frozenset(range(first, last + 1))))
    assert _note(answered).record_type
    assert [code for code, _ in _reported(answered)] == []
    assert "Mvh Lisbet" in _entries(answered)[-1][1]


@pytest.mark.parametrize(("tail", "lines"), [("Journaltyp: A\n", "7"), ("Journaltyp: A\nSignerad av: B\n", "7-8")])
def test_K1_a_question_about_a_tail_names_its_line_or_its_lines(tail: str, lines: str) -> None:
    (question,) = read_note(f"Besöksorsak\nhosta\n\nPatientens egenanamnes\nHostat.\n\n{tail}").questions
    assert (question.code, question.words[-1]) == ("MVG243", lines)


def test_K1_an_answer_for_lines_without_a_label_has_no_effect() -> None:
    reading = read_note(f"{BODY}\n{TAIL}", decisions=Decisions(facts=frozenset({2, 3})))
    assert [finding.words for finding in reading.findings if finding.code == "MVG255"] == [("--fact 2",), ("--fact 3",)]


@pytest.mark.parametrize(
    "body",
    [
        "Besöksorsak\nHosta\n\nPatientens egenanamnes\nHostat.\n\n",
        "Patientens egenanamnes: Hostat.\n",
        "Besöksorsak\nHosta\n\nBedömning\nUr remissen:\n\n",
    ],
)
def test_K1_a_tail_below_the_patients_words_or_a_colon_is_asked_about(body: str) -> None:
    text = body + TAIL
    first = body.count("\n") + 1
    reading = read_note(text)
    assert ("MVG243", first) in _reported(reading)
    assert _note(reading).record_type == ""
    assert _entries(reading)[-1][1].endswith(TAIL.strip())
    assert convert(text, "pmo").output is None
    copied = convert(text, "melior")
    assert copied.output is not None
    assert TAIL.strip() in copied.output
    assert "MVG247" in [finding.code for finding in copied.findings]
    lines = frozenset(range(first, first + 3))
    as_facts = read_note(text, decisions=Decisions(facts=lines))
    assert _reported(as_facts) == []
    assert _note(as_facts).record_type == "Ssk-anteckning"
    assert _reported(read_note(text, decisions=Decisions(texts=lines))) == []


def test_K1_a_given_place_before_the_tail_makes_the_last_section_another() -> None:
    text = f"Besöksorsak\nHosta\n\nPatientens egenanamnes\nHostat.\n\nBedömning och plan\nvila\n\n{TAIL}"
    assert [code for code, _ in _reported(read_note(text))] == ["MVG244", "MVG243"]
    result = convert(text, "pmo", places=[Place("7", "Bedömning")])
    assert result.output is not None
    assert "Bedömning och plan\nvila" in result.output


def test_a_text_is_placed_by_the_words_before_its_colon() -> None:
    text = "Besöksorsak\nHosta\n\nStatus\nbra\n\nOrdination: Alvedon\nvila\n"
    result = convert(text, "melior", places=[Place("ordination", "Bedömning")])
    assert result.output == "Besöksorsak\nHosta\n\nStatus\nbra\n\nBedömning\nOrdination: Alvedon\nvila\n"


def test_a_label_within_the_value_of_another_is_asked_about() -> None:
    text = f"{BODY}\nHuvuddiagnos: J06.9 Journaltyp: Ssk Signera från enhet: X\n"
    reading = read_note(text)
    assert ("MVG249", 10) in _reported(reading)
    assert _note(reading).principal_diagnosis.code == ""
    (question,) = reading.questions
    assert question.words[0] == "10:21, 10:37"
    splits = Decisions(splits=frozenset([(10, 21), (10, 37)]))
    note = _note(read_note(text, decisions=splits))
    assert (note.principal_diagnosis.code, note.record_type, note.signing_unit.name) == ("J06.9", "Ssk", "X")


# -- facts that stand twice -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "first", "second"),
    [
        ("Journaltyp", "Läkaranteckning", "Annan"),
        ("Huvuddiagnos", "J06.9", "R05.9"),
        ("Kontaktens prioritet", "3", "4"),
        ("Patientens namn", "Alva Testgren", "alva  testgren"),
        ("Patientens personnummer", "199104272381", "19910427-2381"),
    ],
)
def test_a_fact_that_stands_twice_in_the_head_is_taken_once_and_kept(label: str, first: str, second: str) -> None:
    alone = _note(read_note(f"{label}: {first}\n"))
    reading = read_note(f"{label}: {first}\n{label}: {second}\n")
    assert _note(reading) == alone._replace(entries=(Entry(label, second),))
    assert _reported(reading) == [("MVG223", 2)]


# -- two notes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "first", "second"),
    [
        ("Patientens namn", "Alva", "Anna"),
        ("Patientens namn", "Alva Testgren", "Testgren Alva"),
        ("Patientens personnummer", "199104272381", "199002222397"),
        ("Patientens reservnummer", "2403141234", "2403141235"),
        ("Ärende", "C24-2024-1", "C24-2024-2"),
        ("Ärendet skapat", "2024-03-14T09:12", "2024-03-15T09:12"),
        ("Ärendet avslutat", "2024-03-14 09:12", "2024-03-15 09:12"),
    ],
)
def test_K3_another_patient_or_case_stops_every_target(label: str, first: str, second: str) -> None:
    text = f"{label}: {first}\n\nStatus\nu.a.\n\n{label}: {second}\n\nBedömning\nröd\n"
    reading = read_note(text)
    assert reading.note is None
    assert [(finding.code, finding.line, finding.words) for finding in reading.findings] == [
        ("MVG232", 6, (label, "1", "6"))
    ]
    for target in (*PROFILE.targets, "json"):
        result = convert(text, target)
        assert (result.output, result.exit_code) == (None, 65)
    patient = label.startswith("Patientens")
    assert (read_note(text, decisions=Decisions(one_note=True)).note is None) == patient
    assert read_note(text, decisions=Decisions(texts=frozenset([6]))).note is not None


def test_K3_words_of_the_patient_under_a_case_label_are_no_second_note() -> None:
    reading = read_note(f"Ärende: C24-2024-1\n\n{BODY}Ärende: angående knät\nBedömning\nvila\n")
    assert ("MVG242", 11) in _reported(reading)
    assert _note(reading).id == "C24-2024-1"


@pytest.mark.parametrize("second", ["Besöksorsak\nYrsel\n\nStatus\nröd\n", "Status\nröd\n\nBedömning\nvila\n"])
def test_K3_a_keyword_sequence_that_restarts_is_a_second_note(second: str) -> None:
    text = f"{BODY}\nBedömning\nvila\n\n{second}"
    reading = read_note(text)
    assert reading.note is None
    assert [(finding.code, finding.line) for finding in reading.findings] == [("MVG234", 13)]
    assert reading.findings[0].words == ("1", "13")
    assert {convert(text, target).exit_code for target in PROFILE.targets} == {65}
    assert read_note(text, decisions=Decisions(one_note=True)).note is not None


def test_K3_the_same_note_twice_is_named_as_such() -> None:
    text = f"{BODY}\n{TAIL}\n"
    assert [finding.code for finding in read_note(text + text).findings] == ["MVG235"]


@pytest.mark.parametrize(
    "text",
    [
        "Status\na\n\nStatus\nb\n\nBedömning\nc\n\nBedömning\nd\n",
        "Status\na\n\nBedömning\nb\n\nStatus\nc\n",
        "Besöksorsak\na\n\nStatus\nb\n\nBedömning\nc\n",
    ],
)
def test_K3_one_keyword_that_comes_again_is_no_second_note(text: str) -> None:
    assert read_note(text).note is not None


@pytest.mark.slow
@pytest.mark.counted
def test_K3_many_keywords_take_linear_time() -> None:
    assert read_note("Status\n" * 9_000 + "x").note is not None


# -- order ----------------------------------------------------------------------------------------------------


def test_K2_a_keyword_in_unusual_order_is_reported() -> None:
    text = "Besöksorsak\nOnt.\n\nStatus\nJag tror det är bra.\n\nPatientens egenanamnes\nOnt.\n\nBedömning\nvila\n"
    reading = read_note(text)
    assert [(finding.code, finding.line, finding.words) for finding in reading.findings] == [
        ("MVG236", 7, ("Patientens egenanamnes", "4"))
    ]


def test_K2_a_repeated_keyword_is_reported_with_both_lines() -> None:
    result = convert("Patientens egenanamnes\nOnt.\nStatus\nbra\n\nBedömning\nvila\n\nStatus\nu.a.\n", "melior")
    (finding,) = [finding for finding in result.findings if finding.code == "MVG305"]
    assert (finding.line, finding.words) == (9, ("Status", "3"))


# -- paragraphs below what the patient said -------------------------------------------------------------------


@pytest.mark.parametrize("label", ["Triagesvar", "Triageutfall", "Patientens sökorsak", "Triagefråga"])
@pytest.mark.parametrize("gap", ["\n\n", "\n \n\n"])
def test_K4_a_paragraph_below_a_free_text_stops_every_target_until_it_has_a_place(label: str, gap: str) -> None:
    text = f"{label}: Ont i halsen.{gap}Tål inte penicillin.\n\nStatus\nu.a.\n\nBedömning\nvila\n\n{TAIL}"
    line = gap.count("\n") + 1
    for target in (*PROFILE.targets, "json"):
        result = convert(text, target)
        assert (result.output, result.exit_code) == (None, 1)
        assert [finding.line for finding in result.findings if finding.code == "MVG252"] == [line]
        assert not {"MVG303", "MVG304"} & {finding.code for finding in result.findings}
    joined = read_note(text, decisions=Decisions(texts=frozenset([line])))
    assert _reported(joined) == [] or label.startswith("Triage")
    texts = [*_note(joined).triage.answers, (_note(joined).triage.outcome, _note(joined).triage.presenting_reason)]
    assert any(f"Ont i halsen.{gap}Tål inte penicillin." in pair for pair in texts)
    placed = convert(text, "melior", places=[Place(str(line), "Status")])
    assert placed.output is not None
    assert "Status\nTål inte penicillin.\nu.a." in placed.output


def test_K4_each_paragraph_is_asked_about() -> None:
    text = "Triagesvar: Ont.\n\nEtt.\n\nTvå.\n\nStatus\nu.a.\n"
    assert [line for code, line in _reported(read_note(text)) if code == "MVG252"] == [3]
    one = read_note(text, decisions=Decisions(texts=frozenset([3])))
    assert [line for code, line in _reported(one) if code == "MVG252"] == [5]
    both = read_note(text, decisions=Decisions(texts=frozenset([3, 5])))
    assert _note(both).triage.answers[0].answer == "Ont.\n\nEtt.\n\nTvå."


@pytest.mark.parametrize("label", ["Signerad tid: x", "Journaltyp: y"])
def test_a_paragraph_below_another_fact_is_text_without_a_place(label: str) -> None:
    reading = read_note(f"{label}\n\nOBS! Waran.\n\nMer.\nStatus\nu.a.")
    assert [(entry.keyword, entry.text, entry.line) for entry in _note(reading).entries] == [
        ("", "OBS! Waran.\n\nMer.", 3),
        ("Status", "u.a.", 6),
    ]


# -- sub-headings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["", "\n"])
def test_K12_sub_headings_of_a_professional_stay_and_give_one_warning(blank: str) -> None:
    text = f"Kompletterande anamnes\nFrisk.\n\nAktuella läkemedel:\n{blank}Alvedon\n\nSocialt:\n{blank}Gift\n"
    reading = read_note(text)
    assert len(_note(reading).entries) == 1
    assert reading.questions == ()
    assert [code for code, _ in _reported(reading)] == (["MVG225"] if not blank else [])


@pytest.mark.parametrize("heading", ["Läkemedel:", "Överkänslighet:", "Socialt:", "Tidigare sjukdomar:", "Feber: ja"])
def test_K12_a_known_sub_heading_may_stand_in_the_patients_text(heading: str) -> None:
    assert _reported(read_note(f"Patientens egenanamnes\nOnt.\n\n{heading}\nAlvedon\n\nStatus\nu.a.\n")) == []


@pytest.mark.parametrize(
    "heading",
    ["Lokalstatus:", "Sammanfattning:", "Lokalstatus: röd", "Diagnos: J06", "Somatisk status: ua", "Planering"],
)
@pytest.mark.parametrize("opens", ["", "\n"])
def test_K12_a_heading_of_a_professional_in_the_patients_text_is_asked_about(heading: str, opens: str) -> None:
    text = f"Patientens egenanamnes\nOnt.\n{opens}{heading}\nRöd.\n\nStatus\nu.a.\n\n{TAIL}"
    line = 3 + len(opens)
    result = convert(text, "pmo")
    assert result.output is None
    assert {"MVG245", "MVG244"} & {finding.code for finding in result.findings if finding.line == line}
    assert convert(text, "pmo", decisions=Decisions(texts=frozenset([line]))).output is not None
    assert convert(text, "pmo", places=[Place(str(line), "Status")]).output is not None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Bedömning\n\nJournaltyp: Läkaranteckning Journaltyp", (3, 29)),
        ("Status\n\nHostar. Huvuddiagnos\n\nHuvuddiagnos", (3, 9)),
    ],
)
def test_a_split_before_a_label_that_stays_text_leaves_its_line_whole(text: str, at: tuple[int, int]) -> None:
    (entry,) = _note(read_note(text, decisions=Decisions(splits=frozenset([at])))).entries
    assert entry.text == text.partition("\n")[2].strip("\n")


def test_facts_on_one_line_are_read_where_the_user_splits_it() -> None:
    text = "Bedömning\nVila.\n\nJournaltyp: Läkaranteckning Signerad av: Vera Signerad tid: 2024-03-14T09:41"
    note = _note(read_note(text, decisions=Decisions(splits=frozenset([(4, 29), (4, 47)]))))
    assert (note.record_type, note.signer, note.signed_at) == ("Läkaranteckning", "Vera", "2024-03-14T09:41")


# -- answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decisions", "named"),
    [
        (Decisions(facts=frozenset([2])), "--fact 2"),
        (Decisions(facts=frozenset([99])), "--fact 99"),
        (Decisions(texts=frozenset([6, 99])), "--text 99"),  # the last line is the sixth
        (Decisions(splits=frozenset([(2, 2)])), "--split 2"),
        (Decisions(splits=frozenset([(4, 1), (4, 3)])), "--split 4"),
        (Decisions(splits=frozenset([(4, 1), (2, -1), (2, 0)])), "--split 2"),
        (Decisions(splits=frozenset([(99, 1)])), "--split 99"),
    ],
)
def test_an_answer_without_effect_is_reported(decisions: Decisions, named: str) -> None:
    reading = read_note("Status\nHosta\n\nBedömning\nvila\n", decisions=decisions)
    assert [(finding.code, finding.words) for finding in reading.findings] == [("MVG255", (named,))]


def test_a_group_heading_that_may_stand_at_the_end_of_a_line_is_no_sign_of_a_second_note() -> None:
    text = "Anamnes\nInga besvär\n\nBesöksorsak\nhosta (se foto) Anamnes\n\nBesöksorsak\nyrsel\n"
    assert [code for code, _ in _reported(read_note(text))] == ["MVG249"]
