"""What a receiver can do to a note, and what is reported about it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from converter import convert
from converter.compare import Comparison, Unreadable, compare, default_target, read_returned
from converter.compare.alignment import align, tokens
from converter.compare.texts import Piece, text_differences
from converter.conversion.result import Result
from converter.profile import default_profile
from paths import SAMPLES
from returns import care_documentation, journal_note, journal_notes, pasted, questionnaire_response, response, rivta

PROFILE = default_profile()
NOTE = (SAMPLES / "lang-anteckning.txt").read_bytes()
RESULT = convert(NOTE, "pmo")
TEXT = convert(NOTE, "melior")
SECTIONS = [section for section in RESULT.sections if section[1]]
STATUS = dict(SECTIONS)["Status"]
DIAGNOSES = [one for one in SECTIONS if one[0] in ("Huvuddiagnos", "Bidiagnos")]
Sections = list[tuple[str, str]]


def _of(data: bytes, result: Result = RESULT) -> Comparison:
    return compare(result, read_returned(data, PROFILE), PROFILE)


def _with(heading: str, text: str) -> Sections:
    return [(name, text if name == heading else old) for name, old in SECTIONS]


def _codes(comparison: Comparison) -> list[str]:
    return [difference.code for difference in comparison.differences]


def _status(change: Callable[[str], str]) -> list[Any]:
    """The differences when the status came back changed."""
    return [*_of(journal_notes(RESULT, _with("Status", change(STATUS)))).differences]


# -- one text ------------------------------------------------------------------------------------------------------


def test_a_cut_text_says_where_and_how_much_is_missing() -> None:
    (cut,) = _status(lambda text: text[:100])
    kept = STATUS[:100]
    assert cut.code == "MVG562"
    assert (cut.line, cut.column) == (kept.count("\n") + 1, 100 - kept.rfind("\n"))
    assert cut.size == len(STATUS[100:].strip())


def test_a_cut_text_that_is_folded_too_says_both() -> None:
    codes = {difference.code for difference in _status(lambda text: text.replace("\t", " ")[: text.index("\t") + 30])}
    assert codes == {"MVG562", "MVG574"}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("MVG563", lambda _: ""),
        ("MVG564", lambda text: text.replace("-alb", "", 1)),
        ("MVG566", lambda text: text.replace("U", "?")),
        ("MVG570", lambda text: text.replace("\n", "\r\n")),
        ("MVG571", lambda text: text.replace("\n", " ")),
        ("MVG572", lambda text: text.replace(" ", "\n", 3)),
        ("MVG573", lambda text: text.replace("\n", "\n\n", 2)),
        ("MVG574", lambda text: text.replace("\t", "  ")),
        ("MVG575", lambda text: text.replace(" ", "  ", 2)),
        ("MVG577", str.upper),
        ("MVG578", lambda text: unicodedata.normalize("NFD", text)),
        ("MVG579", lambda text: text.replace("-", "–")),
    ],
)
def test_a_fold_has_its_code_and_is_reported_once(code: str, change: Callable[[str], str]) -> None:
    found = _status(change)
    assert {difference.code for difference in found} == {code}
    assert {difference.keyword for difference in found} == {"Status"}
    assert len(found) == 1 or code == "MVG566"


def _texts(expected: str, actual: str) -> list[tuple[str, int, int, int]]:
    found = text_differences(expected, [Piece("K", 0, len(expected))], actual)
    return [(one.code, one.line, one.column, one.size) for one in found]


@pytest.mark.parametrize(
    ("expected", "actual", "found"),
    [
        ("a\nb c", "a\nb c", []),
        ("a  \nb", "a\nb", [("MVG576", 1, 2, 1)]),
        ("a ", "a", [("MVG576", 1, 2, 1)]),
        ("a  b", "ab", [("MVG575", 1, 2, 1)]),
        ("a\n\nb", "ab", [("MVG571", 1, 2, 1)]),
        ("a", "a\n\n", [("MVG573", 1, 2, 1)]),
        ("a", "a  ", [("MVG575", 1, 2, 1)]),
        ("a\n\nB B\nC", "a\nC", [("MVG564", 3, 1, 3)]),
        ("a\nC", "a\n\nB B\nC", [("MVG565", 1, 2, 3)]),
        ("a b", "a\r\nb", [("MVG570", 1, 2, 1), ("MVG572", 1, 2, 1)]),
        ("a\u00a0b", "a b", [("MVG590", 1, 2, 1)]),
        ("så... bra", "så… bra", [("MVG579", 1, 3, 1)]),
        ("se 👩🏽 nu", "se ?? nu", [("MVG567", 1, 4, 2)]),
        ("ett två tre", "ett xyzzyq tre", [("MVG567", 1, 5, 3)]),
        ("≥ 5 ≥ 6", "? 5 ? 6", [("MVG590", 1, 1, 2)]),
        ("a\x0bb".replace("\x0b", "\n"), "a\x0bb", [("MVG570", 1, 2, 1)]),
    ],
)
def test_a_difference_has_its_place(expected: str, actual: str, found: list[Any]) -> None:
    assert _texts(expected, actual) == found


def test_letters_are_not_named_when_they_could_spell_the_text() -> None:
    text = "abcdefghij klm"
    found = text_differences(text, [Piece("K", 0, len(text))], "a1c2e3g4i5 6l7")
    assert all("LATIN" not in difference.expected + difference.actual for difference in found)


@pytest.mark.parametrize("lost", [True, False], ids=["removed", "added"])
def test_scattered_letters_that_came_or_went_are_not_named_either(lost: bool) -> None:
    spelt = " ".join(f"{letter}..{letter}" for letter in "abcdefghij")
    plain = " ".join(f"..{letter}" for letter in "abcdefghij")
    sent, came = (spelt, plain) if lost else (plain, spelt)
    found = text_differences(sent, [Piece("K", 0, len(sent))], came)
    assert found
    assert all("LATIN" not in difference.expected + difference.actual for difference in found)


def test_nothing_outside_the_keywords_is_named() -> None:
    text = "Nummer: 1"
    (found,) = text_differences(text, [Piece("", 0, len(text))], "Nummer: 2")
    assert (found.code, found.line, found.column, found.expected, found.actual) == ("MVG569", 1, 9, "", "")


def test_texts_that_would_be_slow_to_align_are_one_edit_or_pairs() -> None:
    same, other = "x y " * 1500, "x z " * 1500
    assert align(tokens(same), tokens(other + "q")).edits
    lines, others = ("a b\n" * 1200, "a c\n" * 1200)
    edits = align(tokens(lines), tokens(others)).edits
    assert len(edits) == 1200


def test_a_letter_with_many_marks_is_compared_in_linear_time() -> None:
    marks = "a" + "\u0301" * 5000
    assert text_differences(marks, [Piece("K", 0, len(marks))], marks + "x")


# -- keywords ------------------------------------------------------------------------------------------------------


def test_two_texts_that_changed_places_are_moved() -> None:
    swapped = {"Status": dict(SECTIONS)["Bedömning"], "Bedömning": STATUS}
    found = _of(journal_notes(RESULT, [(name, swapped.get(name, text)) for name, text in SECTIONS])).differences
    assert [(one.code, one.keyword, one.other) for one in found] == [
        ("MVG580", "Status", "Bedömning"),
        ("MVG580", "Bedömning", "Status"),
    ]


def test_a_paragraph_under_another_keyword_is_moved() -> None:
    last = "\n".join(STATUS.split("\n")[-3:])
    sections = _with("Status", STATUS.removesuffix("\n" + last))
    sections = [(name, f"{text}\n{last}" if name == "Bedömning" else text) for name, text in sections]
    (moved,) = _of(journal_notes(RESULT, sections)).differences
    assert (moved.code, moved.keyword, moved.other) == ("MVG580", "Status", "Bedömning")


def test_a_text_under_a_keyword_that_the_note_does_not_have_is_moved_there() -> None:
    sections = [("Åtgärd" if name == "Status" else name, text) for name, text in SECTIONS]
    (moved,) = _of(journal_notes(RESULT, sections)).differences
    assert (moved.code, moved.keyword, moved.other) == ("MVG580", "Status", "Åtgärd")


def test_a_text_that_stands_twice_is_doubled() -> None:
    (doubled,) = _of(journal_notes(RESULT, [*SECTIONS, ("Status", STATUS)])).differences
    assert (doubled.code, doubled.keyword) == ("MVG581", "Status")


def test_an_unknown_keyword_is_not_named() -> None:
    (added,) = _of(journal_notes(RESULT, [*SECTIONS, ("Astrids hemlighet", "Något annat helt och hållet")])).differences
    assert (added.code, added.other) == ("MVG582", f"#{len(SECTIONS) + 1}")
    assert "Astrid" not in added.finding.message()


def test_a_pasted_text_with_a_paragraph_moved_doubled_or_cut() -> None:
    whole = pasted(TEXT, [one for one in TEXT.sections if one[1]]).decode()
    (cut,) = [one for one in _of(whole[:1500].encode(), TEXT).differences if one.code == "MVG562"]
    assert cut.keyword == "Kompletterande anamnes"
    assert "MVG563" in _codes(_of(whole[:1500].encode(), TEXT))
    assert set(_codes(_of((whole + whole).encode(), TEXT))) == {"MVG581"}


_MOVED_NOTE = """\
Besöksorsak
Ont i ryggen sedan en vecka

Patientens egenanamnes
Jag har mycket ont. Det började i går kväll.
Jag sover illa om natten.

Kompletterande anamnes
Arbetar som snickare hos sin bror. Aldrig haft feber.

Status
Gott allmäntillstånd och rörlig. Buken är mjuk.

Bedömning
Akut lumbago, opåverkad patient. Råd är givna.
"""
_MOVED = convert(_MOVED_NOTE, "melior")
_HEADINGS = [heading for heading, text in _MOVED.sections if text]


@pytest.mark.parametrize("join", ["{moved} {kept}", "{moved}\n{kept}", "{kept} {moved}", "{kept}\n{moved}"])
@pytest.mark.parametrize(
    "taken",
    [lambda text: text, lambda text: text[: text.index(".") + 1], lambda text: text[text.rindex(".", 0, -1) + 2 :]],
)
@pytest.mark.parametrize(("source", "other"), [pair for pair in permutations(_HEADINGS, 2) if pair[0] != "Besöksorsak"])
def test_a_pasted_text_with_a_passage_under_another_heading_says_from_where_to_where(
    source: str, other: str, taken: Callable[[str], str], join: str
) -> None:
    texts = dict(_MOVED.sections)
    moved = taken(texts[source])
    changed = {source: texts[source].replace(moved, "").strip(), other: join.format(moved=moved, kept=texts[other])}
    came = pasted(_MOVED, [(heading, changed.get(heading, texts[heading])) for heading in _HEADINGS])
    compared = _of(came, _MOVED)
    assert {one.keyword for one in compared.keywords if not one.equal} == {source, other}
    assert {one.keyword for one in compared.differences} <= {source, other}
    for one in compared.differences:
        assert one.code != "MVG580" or (one.keyword, one.other) == (source, other)


def test_a_pasted_text_whose_texts_or_headings_changed_places_is_moved() -> None:
    texts = dict(_MOVED.sections)
    changed = {"Status": texts["Bedömning"], "Bedömning": texts["Status"]}
    came = pasted(_MOVED, [(heading, changed.get(heading, texts[heading])) for heading in _HEADINGS])
    moved = [("MVG580", "Status", "Bedömning"), ("MVG580", "Bedömning", "Status")]
    assert [(one.code, one.keyword, one.other) for one in _of(came, _MOVED).differences] == moved
    renamed = (
        (_MOVED.output or "")
        .replace("Status\n", "#\n")
        .replace("Bedömning\n", "Status\n")
        .replace("#\n", "Bedömning\n")
    )
    compared = _of(renamed.encode(), _MOVED)
    assert [(one.code, one.keyword, one.other) for one in compared.differences] == [*moved, ("MVG583", "", "")]
    assert [one.keyword for one in compared.keywords if not one.equal] == ["Status", "Bedömning"]


def test_a_pasted_text_whose_whole_text_moved_and_left_another_one_says_both() -> None:
    texts = dict(_MOVED.sections)
    changed = {"Status": "Något helt annat skrivet här.", "Bedömning": texts["Status"]}
    came = pasted(_MOVED, [(heading, changed.get(heading, texts[heading])) for heading in _HEADINGS])
    found = [(one.code, one.keyword, one.other) for one in _of(came, _MOVED).differences]
    assert found == [("MVG580", "Status", "Bedömning"), ("MVG565", "Status", ""), ("MVG563", "Bedömning", "")]


def test_a_pasted_text_without_one_of_its_headings_is_not_equal_under_that_one() -> None:
    compared = _of((_MOVED.output or "").replace("Bedömning\n", "").encode(), _MOVED)
    assert _codes(compared) == ["MVG569"]
    assert [one.keyword for one in compared.keywords if not one.equal] == ["Bedömning"]


def test_blank_lines_between_keywords_are_layout() -> None:
    whole = (TEXT.output or "").replace("\n\nStatus", "\nStatus")
    (found,) = _of(whole.encode(), TEXT).differences
    assert (found.code, found.keyword) == ("MVG569", "")


# -- notes and facts -----------------------------------------------------------------------------------------------


NUMBER = RESULT.note.patient.number.encode() if RESULT.note else b""
CAME: dict[str, tuple[bytes, list[str]]] = {
    "keywords in another order": (journal_notes(RESULT, [*SECTIONS[1:], SECTIONS[0]]), ["MVG583"]),
    "the note twice": (json.dumps([journal_note(RESULT, SECTIONS) for _ in range(2)]).encode(), ["MVG586"]),
    **{f"nullified, {inactive!r}": (journal_notes(RESULT, SECTIONS, noteActive=inactive), ["MVG587"])
       for inactive in (False, "false", " FALSE", 0)},
    "active": (journal_notes(RESULT, SECTIONS, noteActive="true"), []),
    "entered in error": (questionnaire_response(RESULT, SECTIONS, status="entered-in-error"), ["MVG587"]),
    "another template": (journal_notes(RESULT, SECTIONS, noteTemplateName="Annan"), ["MVG568"]),
    "a word processor's document": (journal_notes(RESULT, _with("Status", "{\\rtf1 x}")), ["MVG589"]),
    "an empty element": (rivta(RESULT, SECTIONS).replace(NUMBER, b""), ["MVG584"]),
    "a bundle with an entry that is no resource": (json.dumps({"resourceType": "Bundle", "entry": [
        {"resource": None}, {"resource": response(RESULT, SECTIONS)}]}).encode(), []),
}  # fmt: skip


@pytest.mark.parametrize(("data", "codes"), CAME.values(), ids=CAME)
def test_what_came_back_otherwise_has_its_code(data: bytes, codes: list[str]) -> None:
    comparison = _of(data)
    assert _codes(comparison) == codes
    assert [finding.code for finding in comparison.findings] == [*codes, *(one.code for one in comparison.remarks)]


def test_the_note_that_is_like_it_is_found_among_others() -> None:
    other = convert((SAMPLES / "halsont-chatt.txt").read_bytes(), "pmo")
    notes = [journal_note(one, [section for section in one.sections if section[1]]) for one in (other, RESULT)]
    comparison = _of(json.dumps([{"journalNoteEHRExtract": notes}]).encode())
    assert comparison.differences == ()
    assert [(remark.code, remark.words) for remark in comparison.remarks] == [("MVG588", ("1",))]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"subject": {"identifier": {"value": "199001012385"}}}, ["MVG585"]),
        ({"subject": {}}, ["MVG584"]),
        ({"author": {"identifier": {"value": "SE1"}}}, ["MVG585"]),
        ({"authored": "2024-03-14T09:42:00+01:00"}, ["MVG585"]),
        ({"authored": "2024-08-26T10:31:00"}, ["MVG585"]),
        ({"authored": "i går"}, ["MVG585"]),
        ({"authored": None}, ["MVG584"]),
        ({"contained": []}, ["MVG584"] * len(DIAGNOSES)),
    ],
)
def test_a_fact_that_is_another_or_missing_is_reported(changes: dict[str, Any], codes: list[str]) -> None:
    assert sorted(_codes(_of(questionnaire_response(RESULT, SECTIONS, **changes)))) == codes


def test_a_diagnosis_with_another_title_and_one_that_was_added_are_reported() -> None:
    data = response(RESULT, SECTIONS)
    data["contained"][0]["code"]["coding"][0]["display"] = "Annan"
    data["contained"].append({"resourceType": "Condition", "id": "z", "code": {"coding": [{"code": "Z00.0"}]}})
    data["item"].append({"linkId": "z", "text": "Bidiagnos", "answer": [{"valueReference": {"reference": "#z"}}]})
    assert _codes(_of(json.dumps(data).encode())) == ["MVG585", "MVG585"]


def test_coded_diagnoses_of_journal_notes_are_compared_by_their_codes() -> None:
    assert RESULT.note is not None
    labels = {PROFILE.labels["principal_diagnosis"], PROFILE.labels["secondary_diagnosis"]}
    note = journal_note(RESULT, [section for section in SECTIONS if section[0] not in labels])
    codes = [one.label for one in (RESULT.note.principal_diagnosis, *RESULT.note.secondary_diagnoses)]
    coded: dict[str, Any] = {
        "keyword": "Diagnos",
        "keywordToolType": "ClinicalCoding",
        "value": [{"value": code} for code in codes],
    }
    note["note"]["records"]["record"].append(coded)
    assert _codes(_of(json.dumps(note).encode())) == []
    del coded["value"][0]
    assert _codes(_of(json.dumps(note).encode())) == ["MVG584"]


def test_the_older_names_of_fields_and_nested_records_are_read() -> None:
    assert RESULT.note is not None
    inner = [
        {"Keyword": name, "KeywordToolType": "Text", "Values": {"Value": {"ValueText": text}}}
        for name, text in SECTIONS
    ]
    data = {"Note": {
        "NoteTemplateName": PROFILE.template, "NoteSignDateTime": {"Value": "20240314150200"},
        "Records": {"Record": {"Keyword": "Anamnes", "Record": inner}}},
        "Patient": {"PatientID": {"Extension": RESULT.note.patient.number}},
    }  # fmt: skip
    assert [code for code in _codes(_of(json.dumps(data).encode())) if code != "MVG585"] == []


def test_verbatim_and_plain_text_in_a_care_document_are_read() -> None:
    assert _of(rivta(RESULT, SECTIONS, verbatim=True)).differences == ()
    assert TEXT.note is not None
    assert _codes(_of(care_documentation(TEXT.note, TEXT.output or ""), TEXT)) == []


@pytest.mark.parametrize(
    "data",
    [b"<GetCareDocumentationResponse/>", b"<GetCareDocumentationResponse>", b'{"resourceType": "Patient"}',
     b"<!DOCTYPE a><GetCareDocumentationResponse/>", b'[{"note": 1}]', b"\xff\xfe\xfa",
     b"[" * 900 + b"{}" + b"]" * 900, b"[" * 90000, b'{"note": {"records": []}, "note": {"records": []}}',
     b"<GetCareDocumentationResponse>" + b"<a>" * 9000 + b"</a>" * 9000 + b"</GetCareDocumentationResponse>"],
)  # fmt: skip
def test_what_holds_no_note_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_returned(data, PROFILE)
    assert refused.value.finding.code == "MVG560"


@pytest.mark.parametrize(
    "data",
    [b"5", b"null", b'"x"', b"<a/>", b"<a>" * 200 + b"</a>" * 200,
     b"<?xml version='1.0'?><a/>", b"<?xml version='1.0'?>x",
     b"<!DOCTYPE HTML><p>x", b"\n<html>x"],
)  # fmt: skip
def test_data_of_no_known_kind_is_no_pasted_text(data: bytes) -> None:
    with pytest.raises(Unreadable):
        _of(data, TEXT)


def test_a_text_that_is_a_number_itself_is_compared() -> None:
    number = TEXT._replace(output="58\n", sections=(("Status", "58"),))
    assert _of(b"58", number).differences == ()
    assert _codes(_of(b"5", number)) == ["MVG569"]


def test_a_text_in_angle_brackets_is_compared() -> None:
    assert _of(b"<5 mmol", TEXT._replace(output="<5 mmol\n", sections=(("Status", "<5 mmol"),))).differences == ()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("careProviderName", str.upper, "MVG577"), ("careProviderName", str.lower, "MVG577")],
)
def test_a_fact_in_another_case_is_reported(name: str, value: Callable[[str], str], code: str) -> None:
    note = journal_note(RESULT, SECTIONS)
    provider = note["careProviders"]["careProvider"][0]
    provider[name] = value(provider[name])
    assert _codes(_of(json.dumps(note).encode())) == [code]


def test_a_file_of_another_note_is_reported() -> None:
    with pytest.raises(Unreadable) as refused:
        _of(
            b'{"resourceType": "QuestionnaireResponse", "item": [{"text": "Status", "answer": [{"valueString": "q"}]}]}'
        )
    assert refused.value.finding.code == "MVG561"


def test_text_that_only_begins_like_json_is_text() -> None:
    assert read_returned("{5} år, frisk".encode(), PROFILE).kind == "text"


def test_the_target_follows_the_kind_of_file() -> None:
    assert default_target("text", PROFILE) == "melior"
    assert default_target("rivta", PROFILE) == "pmo"
    rows = {**PROFILE.targets, "kontrakt": PROFILE.targets["pmo"]._replace(format="rivta", template="")}
    assert default_target("rivta", PROFILE.replace(targets=rows)) == "kontrakt"


# -- the forms of files --------------------------------------------------------------------------------------------


def _article(body: str) -> dict[str, str]:
    assert RESULT.note is not None
    article = f'<article xmlns="http://docbook.org/ns/docbook"><section><title>Status</title>{body}</section></article>'
    (note,) = read_returned(care_documentation(RESULT.note, article), PROFILE).notes
    return {text.keyword: text.text for text in note.texts}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<para>a</para><para/><para>b</para>", "a\n\nb"),
        ("<itemizedlist><listitem><para>a</para></listitem><listitem><para>b</para></listitem></itemizedlist>", "a\nb"),
        ("<formalpara><title>x</title><para>a</para></formalpara>", "x\na"),
        ("<literallayout> a\n  b</literallayout>", " a\n  b"),
    ],
)  # fmt: skip
def test_the_blocks_of_docbook_are_lines(body: str, text: str) -> None:
    assert _article(body) == {"Status": text}


def test_sections_within_sections_come_after_them() -> None:
    body = "<para>a</para><section><title>Bedömning</title><para>b</para></section>"
    assert _article(body) == {"Status": "a", "Bedömning": "b"}


@pytest.mark.parametrize(
    ("answer", "text"),
    [({"valueCoding": {"code": "1", "display": "x"}}, "1 x"), ({"valueInteger": 3}, "3"),
     ({"valueBoolean": True}, "true"),
     ({"valueQuantity": {"value": 37.5, "unit": "°C"}}, "37.5 °C"), ({"valueString": "a", "valueDate": "b"}, "a\nb"),
     ({"valueReference": {"reference": "#gone"}}, ""), ({"valueReference": {"display": "x"}}, "x"),
     ({"valueCoding": "x"}, "x"), ({"other": "x"}, "")],
)  # fmt: skip
def test_answers_of_other_kinds_are_texts_where_they_can_be(answer: dict[str, Any], text: str) -> None:
    inner = {"linkId": "2", "text": "Bedömning", "answer": [{"valueString": "b"}]}
    items = [{"linkId": "1", "text": "Status", "answer": [{**answer, "item": [inner]}, "x"]}, "x"]
    data = {"resourceType": "QuestionnaireResponse", "item": items}
    (note,) = read_returned(json.dumps(data).encode(), PROFILE).notes
    expected = [("Status", text), ("Bedömning", "b")] if text else [("Bedömning", "b")]
    assert [(one.keyword, one.text) for one in note.texts] == expected


@pytest.mark.parametrize(
    ("record", "texts"),
    [
        ({"value": ["a", {"value": 7}, {"value": "b"}, {"value": None}]}, ["a\n7\nb\n"]),
        ({"value": "a", "values": {"value": ["b", {"valueText": "c", "value": "d"}]}}, ["a\nb\nd\nc"]),
        ({"value": {"value": {"other": "a", "journalValueType": "Text"}}}, ["a"]),
        ({"value": {"value": "a"}}, ["a"]),
        ({}, [""]),
        ({"record": ["x", {"keyword": "Bedömning", "value": "b"}]}, ["", "b"]),
    ],
)
def test_values_and_records_come_alone_and_in_lists(record: dict[str, Any], texts: list[str]) -> None:
    data = {"note": {"records": {"record": [{"keyword": "Status", **record}]}}}
    (note,) = read_returned(json.dumps(data).encode(), PROFILE).notes
    assert [text.text for text in note.texts] == texts


def test_a_diagnosis_without_a_code_is_looked_for_by_its_title() -> None:
    plain = convert((SAMPLES / "broken" / "mvg412-diagnos-utan-kod.txt").read_bytes(), "pmo")
    sections = [section for section in plain.sections if section[1]]
    data = response(plain, sections)
    assert _codes(_of(json.dumps(data).encode(), plain)) == []
    data["contained"][0]["code"]["coding"][0]["display"] += " x"
    assert _codes(_of(json.dumps(data).encode(), plain)) == ["MVG584", "MVG585"]
    item = data["item"][0]["item"].pop()
    assert _codes(_of(json.dumps(data).encode(), plain)) == ["MVG584"]
    item["answer"] = [{"valueString": dict(sections)["Huvuddiagnos"]}]
    data["item"][0]["item"].insert([name for name, _ in sections].index("Huvuddiagnos"), item)
    assert _codes(_of(json.dumps(data).encode(), plain)) == []


def test_a_layout_that_prints_a_text_otherwise_is_compared_as_a_whole() -> None:
    odd = TEXT._replace(sections=(*TEXT.sections, ("Rubrik", "text som inte finns")))
    (found,) = _of((TEXT.output or "").replace("Bokas", "bokas").replace("Hb\t", "hb\t").encode(), odd).differences
    assert found.code == "MVG577"


def test_a_sent_document_that_cannot_be_read_back_is_compared_as_a_text() -> None:
    pasted_text = (TEXT.output or "").encode()
    assert _codes(_of(pasted_text, TEXT._replace(output='{"a": 1}'))) == ["MVG569"]


@pytest.mark.parametrize("data", ["[" * 200_000, '{"a":' * 100_000, '{"a": ' + "1" * 5000 + "}", '{"a": NaN}'])
def test_json_that_no_parser_takes_is_unreadable(data: str) -> None:
    with pytest.raises(Unreadable):
        read_returned(data.encode(), PROFILE)
