"""Properties: no value of a document that the program wrote can come back changed, removed or swapped unseen."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from lxml import etree

from converter import convert
from converter.compare import Comparison, Unreadable, compare, read_returned
from converter.compare.elements import RESOURCE_OWN, RESPONSE_OWN, element_differences, resource_elements
from converter.conversion.result import Result
from converter.profile import Profile
from paths import SAMPLES
from receivers import example_profile
from returns import journal_note

NOTE = (SAMPLES / "lang-anteckning.txt").read_bytes()
Path = tuple[str | int, ...]


@lru_cache
def _region() -> Profile:
    return example_profile()


@lru_cache
def _sent(target: str) -> Result:
    return convert(NOTE, target, profile=_region(), approved_for_patient="yes")


def _response() -> Any:
    return json.loads(_sent("cosmic-fhir").output or "")


def _of(data: bytes, target: str = "cosmic-fhir") -> Comparison:
    return compare(_sent(target), read_returned(data, _region()), _region())


def _fhir(content: Any) -> list[tuple[str, str]]:
    return sorted((one.code, one.keyword) for one in _of(json.dumps(content).encode()).differences)


def _is_noticed(data: bytes, target: str) -> bool:
    try:
        return bool(_of(data, target).differences)
    except Unreadable:
        return True


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    for name, inside in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, name)
        if isinstance(inside, dict | list):
            yield from _paths(inside, (*path, name))


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("target", ["cosmic-fhir", "rivta"])
def test_a_document_that_came_back_as_it_was_sent_is_equal(target: str) -> None:
    assert _of((_sent(target).output or "").encode(), target).differences == ()


@pytest.mark.slow
def test_a_response_without_any_one_of_its_parts_differs() -> None:
    for path in _paths(_response()):
        mutant = _response()
        del _at(mutant, path[:-1])[path[-1]]
        assert _is_noticed(json.dumps(mutant).encode(), "cosmic-fhir"), path


@pytest.mark.slow
@pytest.mark.parametrize("change", [lambda text: text + "x", str.swapcase, lambda _: ""])
def test_a_response_with_any_one_of_its_values_changed_differs(change: Any) -> None:
    for path in _paths(_response()):
        mutant = _response()
        old = _at(mutant, path)
        if isinstance(old, str) and change(old) != old:
            _at(mutant, path[:-1])[path[-1]] = change(old)
            assert _is_noticed(json.dumps(mutant).encode(), "cosmic-fhir"), path


@pytest.mark.slow
@given(data=st.data())
def test_a_response_with_two_values_swapped_differs(data: DataObject) -> None:
    content = _response()
    paths = [path for path in _paths(content) if isinstance(_at(content, path), str)]
    one, other = (data.draw(st.sampled_from(paths)) for _ in range(2))
    first, second = _at(content, one), _at(content, other)
    assume(first != second)
    mutant = copy.deepcopy(content)
    _at(mutant, one[:-1])[one[-1]], _at(mutant, other[:-1])[other[-1]] = second, first
    assert _is_noticed(json.dumps(mutant).encode(), "cosmic-fhir")


@pytest.mark.slow
@pytest.mark.parametrize("change", ["remove", "add", "case", "empty"])
def test_a_care_document_with_any_one_element_changed_differs(change: str) -> None:
    source = (_sent("rivta").output or "").encode()
    for number in range(1, len(list(etree.fromstring(source).iter()))):
        root = etree.fromstring(source)
        element = list(root.iter())[number]
        old = element.text or ""
        if change == "remove":
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
        elif not len(element) and not str(element.tag).endswith("NoteText"):
            element.text = {"add": old + "x", "case": old.swapcase(), "empty": ""}[change]
        if element.text != old or change == "remove":
            assert _is_noticed(etree.tostring(root), "rivta"), element.tag


@pytest.mark.parametrize("old", ["Min vård Gävleborg", 'lang="sv', "&lt;title&gt;Status"])
def test_the_titles_and_the_language_of_an_article_are_compared(old: str) -> None:
    text = _sent("rivta").output or ""
    assert old in text
    assert _is_noticed(text.replace(old, f"{old}x").encode(), "rivta")


def test_what_a_receiver_sets_on_its_own_copy_is_no_difference() -> None:
    own = {"id": "77", "meta": {"versionId": "2", "lastUpdated": "2024-08-26T12:00:00Z"}, "text": {"status": "x"}}
    assert tuple(own) == RESOURCE_OWN
    content = _response() | own
    content["contained"][1] |= {"id": "other"}
    content["item"][-1]["item"][0]["answer"][0]["valueReference"]["reference"] = "#other"
    assert _fhir(content) == []
    assert RESPONSE_OWN[0] == "result.logId"
    text = (_sent("rivta").output or "").replace("</d:resultCode>", "</d:resultCode><d:logId>7</d:logId>")
    assert _of(text.encode(), "rivta").differences == ()


def test_a_contained_diagnosis_may_be_an_entry_of_the_bundle_instead() -> None:
    content = _response()
    entries: list[Any] = [{"resource": content}]
    for number, resource in enumerate(content.pop("contained")):
        entries.append({"fullUrl": f"urn:x:{number}", "resource": resource})
    content["author"]["reference"] = "urn:x:0"
    (principal, secondary) = content["item"][-1]["item"]
    principal["answer"][0]["valueReference"]["reference"] = "Condition/diagnosis-1"
    for number, answer in enumerate(secondary["answer"], 2):
        answer["valueReference"]["reference"] = f"urn:x:{number}"
    assert _fhir({"resourceType": "Bundle", "entry": entries}) == []


def test_resources_that_refer_to_each_other_end() -> None:
    contained = [{"id": "a", "reference": "#b"}, {"id": "b", "reference": "#a"}, {"id": "c", "x": 1}, 5]
    content = {"x": {"reference": "#a"}, "contained": contained}
    met = {"x.reference": "\0", "x.reference#2": "\0", "x.reference#3": "\0.x"}
    assert resource_elements(content, {}) == {**met, "contained[0].x": "\x001", "contained[1]": "\x005"}


def test_a_difference_is_named_by_its_keyword_or_its_path() -> None:
    content = _response()
    content["status"] = "amended"
    content["subject"]["identifier"]["value"] = "199001012385"
    content["subject"]["secret name"] = "x"
    content["authored"] = content["authored"][:19]
    content["contained"][1]["verificationStatus"] = {"coding": [{"code": "refuted"}]}
    content["contained"].append({"resourceType": "Condition", "id": "z"})
    assert _fhir(content) == [
        ("MVG585", "Huvuddiagnos"), ("MVG585", "Min vård Gävleborg"), ("MVG585", "Patientens personnummer"),
        ("MVG585", "Signerad tid"), ("MVG585", "status"), ("MVG585", "subject"),
    ]  # fmt: skip


def test_another_case_is_reported_as_that() -> None:
    content = _response()
    content["contained"][1]["code"]["coding"][0]["code"] = "e11.9"
    assert _fhir(content) == [("MVG577", "Huvuddiagnos")]
    changed = (_sent("rivta").output or "").replace("Title>Läkar", "Title>läkar")
    assert [one.code for one in _of(changed.encode(), "rivta").differences] == ["MVG577"]


def test_an_attribute_that_was_added_differs() -> None:
    changed = (_sent("rivta").output or "").replace("<d:body>", '<d:body x="Astrid">')
    (found,) = _of(changed.encode(), "rivta").differences
    assert (found.code, found.keyword) == ("MVG585", "body")


def test_an_answer_of_an_error_does_not_hold() -> None:
    changed = (_sent("rivta").output or "").replace(">OK<", ">ERROR<")
    assert {one.code for one in _of(changed.encode(), "rivta").differences} == {"MVG585", "MVG587"}


def test_a_character_of_an_answer_besides_the_texts_is_located() -> None:
    content = json.dumps(_response(), ensure_ascii=False).replace("Inga akuta", "Inga akuba")
    (found,) = _of(content.encode()).differences
    assert (found.code, found.keyword, found.line, found.column) == ("MVG566", "Triageutfall", 1, 27)


@pytest.mark.parametrize("target", ["cosmic-fhir", "rivta"])
def test_no_field_is_measured_for_a_document_that_lost_a_character(target: str) -> None:
    sent = _sent(target).output or ""
    assert "å" in sent
    found = {one.code: one.finding.next_step() for one in _of(sent.replace("å", "?").encode(), target).differences}
    assert "MVG591" in found
    assert "MVG590" not in found
    assert "--replace" not in found["MVG591"]
    assert "probe" not in found["MVG591"]


# -- a response that comes back as journal notes ------------------------------------------------------------------


def _diagnoses() -> list[tuple[str, list[str]]]:
    note = _sent("cosmic-fhir").note
    assert note is not None
    secondary = [one.label for one in note.secondary_diagnoses]
    return [("Huvuddiagnos", [note.principal_diagnosis.label]), ("Bidiagnos", secondary)]


def _texts() -> dict[str, str]:
    sent = read_returned((_sent("cosmic-fhir").output or "").encode(), _region())
    return {text.keyword: text.text for text in sent.notes[0].texts}


def _notes(texts: dict[str, str], diagnoses: list[tuple[str, list[str]]], kind: str = "Diagnosis") -> list[Any]:
    note = journal_note(_sent("cosmic-fhir"), [*texts.items()])
    note["note"]["records"]["record"] += [
        {"keyword": keyword, "keywordToolType": kind, "value": [{"value": value} for value in values]}
        for keyword, values in diagnoses
    ]
    found = _of(json.dumps([note]).encode()).differences
    return [(one.code, one.keyword) for one in found]


@pytest.mark.parametrize("kind", ["Diagnosis", "Text"])
def test_journal_notes_with_all_that_a_response_holds_are_equal(kind: str) -> None:
    assert _notes(_texts(), _diagnoses(), kind) == []


def test_journal_notes_without_any_one_of_its_answers_differ() -> None:
    for keyword in _texts():
        left = {name: text for name, text in _texts().items() if name != keyword}
        assert [code for code, _ in _notes(left, _diagnoses())] == ["MVG563"]
    assert {code for code, _ in _notes(_texts(), [])} == {"MVG584"}


def test_journal_notes_with_answers_or_diagnoses_swapped_differ() -> None:
    texts = _texts()
    texts["Triageutfall"], texts["Journaltyp"] = texts["Journaltyp"], texts["Triageutfall"]
    assert [code for code, _ in _notes(texts, _diagnoses())] == ["MVG580", "MVG580"]
    (principal, one), (secondary, others) = _diagnoses()
    swapped = [(principal, others[:1]), (secondary, [*one, *others[1:]])]
    assert _notes(_texts(), swapped) == [("MVG585", "Huvuddiagnos"), ("MVG585", "Bidiagnos")]


def test_a_diagnosis_in_another_case_is_reported() -> None:
    (principal, (one,)), secondary = _diagnoses()
    assert _notes(_texts(), [(principal, [one.lower()]), secondary]) == [("MVG577", "Huvuddiagnos")]
    assert _notes(_texts(), [(principal, [one.replace(".", "", 1)]), secondary]) == [("MVG577", "Huvuddiagnos")]


def test_every_name_of_a_keyword_is_one_keyword() -> None:
    texts = _texts()
    assert "Kontaktorsak" in texts or "Besöksorsak" in texts
    for name in ("Kontaktorsak", "Besöksorsak"):
        renamed = {name if old in ("Kontaktorsak", "Besöksorsak") else old: text for old, text in texts.items()}
        assert _notes(renamed, _diagnoses()) == []


# -- which note ---------------------------------------------------------------------------------------------------


def test_the_note_of_the_right_patient_is_compared_though_another_is_more_like_it() -> None:
    other, right = _response(), _response()
    other["subject"]["identifier"]["value"] = "199001012385"
    answer = right["item"][2]["answer"][0]
    answer["valueString"] = answer["valueString"].replace("gott", "gutt")
    entries = [{"resource": one} for one in (other, right)]
    assert _fhir({"resourceType": "Bundle", "entry": entries}) == [("MVG566", "Status")]


# -- a response whose note is plain text --------------------------------------------------------------------------

LAYOUTS = {"lines": ("\n", "\n\n"), "dense": ("\n", "\n"), "colon": (": ", "\n"), "spaced": (": ", "\n\n")}


def _plain(layout: tuple[str, str], at: int = -1, put: str = "") -> bytes:
    """The response with its article made into plain text, and one character of that replaced by another text."""
    sent = _sent("rivta")
    text = layout[1].join(f"{heading}{layout[0]}{body}" for heading, body in sent.sections if body)
    text = text if at < 0 else text[:at] + put + text[at + 1 :]
    begin, end = "<d:clinicalDocumentNoteText>", "</d:clinicalDocumentNoteText>"
    before, _, rest = (sent.output or "").partition(begin)
    return f"{before}{begin}{escape(text)}{end}{rest.partition(end)[2]}".encode()


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_note_that_became_plain_text_is_compared_with_the_texts_that_were_sent(layout: tuple[str, str]) -> None:
    assert _of(_plain(layout), "rivta").findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_changed_character_of_a_note_that_became_plain_text_is_located(layout: tuple[str, str]) -> None:
    at = 0
    for heading, body in ((heading, body) for heading, body in _sent("rivta").sections if body):
        start = at + len(heading) + len(layout[0])
        for offset in range(0, len(body), 97):
            if body[offset].isalnum():
                (found,) = _of(_plain(layout, start + offset, "#"), "rivta").differences
                line, column = body.count("\n", 0, offset) + 1, offset - body.rfind("\n", 0, offset)
                assert (found.keyword, found.line, found.column) == (heading, line, column)
        at = start + len(body) + len(layout[1])


@pytest.mark.parametrize(("path", "code"), [("item[a].answer", "MVG583"), ("status", "MVG585")])
def test_the_same_values_in_another_order_differ(path: str, code: str) -> None:
    sent = {path: "1", "z": "2"}
    assert [one.code for one in element_differences(sent, {"z": "2", path: "1"}, {})] == [code]
    assert [*element_differences(sent, dict(sent), {})] == []
