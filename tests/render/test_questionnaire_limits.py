"""What a Questionnaire asks of its answers: obeyed, or refused before any note is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter import convert
from converter.note.model import Diagnosis
from converter.profile import ProfileError, load_profile
from converter.profile.questionnaire import all_items, parse_questionnaire
from converter.profile.questionnaire_settings import notices
from converter.testing import as_xml
from receivers import FHIR, NOTE, example_questionnaire, region

HL7 = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"


def _item(data: dict[str, Any], link_id: str) -> dict[str, Any]:
    waiting = [*data["item"]]
    while waiting:
        item: dict[str, Any] = waiting.pop()
        if item["linkId"] == link_id:
            return item
        waiting += item.get("item", [])
    raise LookupError(link_id)


def _with(link_id: str, *extensions: tuple[str, str, Any], **properties: Any) -> dict[str, Any]:
    data = example_questionnaire()
    own = [{"url": url if "://" in url else HL7 + url, key: value} for url, key, value in extensions]
    _item(data, link_id).update({"extension": own, **properties} if own else properties)
    return data


def _refused_note(tmp_path: Path, data: dict[str, Any], note: Any = NOTE) -> list[tuple[str, ...]]:
    result = convert(as_xml(note), FHIR, profile=load_profile(region(tmp_path, questionnaire=data)))
    assert all(one.exit_code in (0, 1) for one in result.findings)
    found = [(one.code, *one.words) for one in result.findings if one.exit_code]
    assert (result.output is None) is bool(found)
    return found


def _refused_profile(tmp_path: Path, data: Any) -> list[tuple[str, ...]]:
    with pytest.raises(ProfileError) as refused:
        load_profile(region(tmp_path, questionnaire=data))
    assert all(one.exit_code == 78 for one in refused.value.findings)
    return [(one.code, *one.words[1:]) for one in refused.value.findings]


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        (("minLength", "valueInteger", 22), [("MVG534", "Bedömning", "21", "22", "bedomning")]),
        (("minLength", "valueInteger", 21), []),
        (("regex", "valueString", "[a-z]+"), [("MVG535", "Bedömning", "bedomning", "[a-z]+")]),
        (("regex", "valueString", r"Hals[\s\S]*"), []),
        (("https://exempel.invalid/annat", "valueString", "x"), []),
        ((HL7 + "questionnaire-hidden", "valueBoolean", False), []),
    ],
)
def test_a_text_has_the_length_and_the_form_of_its_field(
    extension: tuple[str, str, Any], expected: list[tuple[str, ...]], tmp_path: Path
) -> None:
    assert _refused_note(tmp_path, _with("bedomning", extension)) == expected


@pytest.mark.parametrize(
    ("name", "limit", "expected"),
    [
        ("questionnaire-maxOccurs", 1, [("MVG528", "Bidiagnos", "2", "diagnoser.bi")]),
        ("questionnaire-maxOccurs", 2, []),
        ("questionnaire-minOccurs", 3, [("MVG536", "Bidiagnos", "2", "diagnoser.bi", "3")]),
        ("questionnaire-minOccurs", 2, []),
    ],
)
def test_diagnoses_are_as_many_as_the_field_takes(
    name: str, limit: int, expected: list[tuple[str, ...]], tmp_path: Path
) -> None:
    assert _refused_note(tmp_path, _with("diagnoser.bi", (name, "valueInteger", limit))) == expected


def test_the_limit_of_several_answers_is_named(tmp_path: Path) -> None:
    third = (*NOTE.secondary_diagnoses, Diagnosis("R50.9", "ICD-10-SE", "Feber"))
    found = _refused_note(
        tmp_path, _with("diagnoser.bi", ("questionnaire-maxOccurs", "valueInteger", 2)),
        NOTE._replace(secondary_diagnoses=third),
    )  # fmt: skip
    assert found == [("MVG537", "Bidiagnos", "3", "diagnoser.bi", "2")]


def test_a_field_with_a_least_number_of_answers_must_be_answered(tmp_path: Path) -> None:
    found = _refused_note(tmp_path, _with("status", ("questionnaire-minOccurs", "valueInteger", 1)))
    assert found == [("MVG526", "Status", "status")]


@pytest.mark.parametrize(
    ("extension", "name"),
    [
        (("regex", "valueString", r"(?=a).*"), "regex"),
        (("questionnaire-constraint", "valueString", "x"), "constraint"),
        (("questionnaire-hidden", "valueBoolean", True), "hidden"),
        ((SDC + "enableWhenExpression", "valueExpression", {}), "enableWhenExpression"),
        (("questionnaire-minOccurs", "valueInteger", 2), "minOccurs"),
    ],
)
def test_a_limit_that_cannot_be_checked_refuses_the_profile(
    extension: tuple[str, str, Any], name: str, tmp_path: Path
) -> None:
    found = _refused_profile(tmp_path, _with("bedomning", extension))
    assert found == [("MVG769", "Bedömning", "bedomning", name)]


@pytest.mark.parametrize(
    ("extensions", "key"),
    [
        ([("minLength", "valueInteger", "3")], "minLength"),
        ([("minLength", "valueInteger", -1)], "minLength"),
        ([("regex", "valueString", "")], "regex"),
        ([("questionnaire-maxOccurs", "valueInteger", 0)], "maxOccurs"),
        ([("minLength", "valueInteger", 3), ("minLength", "valueInteger", 4)], "minLength"),
    ],
)
def test_a_limit_with_a_wrong_value_refuses_the_profile(
    extensions: list[tuple[str, str, Any]], key: str, tmp_path: Path
) -> None:
    found = _refused_profile(tmp_path, _with("bedomning", *extensions))
    assert [one[:3] for one in found] == [("MVG763", "bedomning", key)]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({"status": "retired"}, ("MVG749", 'status = "retired"')),
        ({"subjectType": ["Practitioner"]}, ("MVG749", 'subjectType = ["Practitioner"]')),
        ({"subjectType": "Patient"}, ("MVG762", "subjectType")),
        ({"version": "1|2"}, ("MVG762", "version")),
        ({"version": "1 2"}, ("MVG762", "version")),
        ({"modifierExtension": [{"url": "https://a.invalid/x"}]}, ("MVG748", "Questionnaire", "modifierExtension")),
        ({"implicitRules": "https://a.invalid/x"}, ("MVG748", "Questionnaire", "implicitRules")),
        ({"extension": [{"url": HL7 + "questionnaire-constraint"}]}, ("MVG748", "Questionnaire", "constraint")),
    ],
)
def test_a_template_that_no_note_may_answer_refuses_the_profile(
    head: dict[str, Any], expected: tuple[str, ...], tmp_path: Path
) -> None:
    assert _refused_profile(tmp_path, {**example_questionnaire(), **head}) == [expected]


def test_a_modifier_of_any_item_refuses_the_profile(tmp_path: Path) -> None:
    data = _with("anamnes.egen", modifierExtension=[{"url": "https://a.invalid/x"}])
    assert _refused_profile(tmp_path, data) == [("MVG748", "anamnes.egen", "modifierExtension")]


@pytest.mark.parametrize("character", ["\ud800", "\0", "\x1f"])
def test_a_title_with_a_character_that_fhir_does_not_have_refuses_the_profile(character: str, tmp_path: Path) -> None:
    import json

    data = json.dumps(_with("bedomning", text=f"Bedömning{character}"))
    assert [one[:3] for one in _refused_profile(tmp_path, data)] == [("MVG763", "bedomning", "text")]


@pytest.mark.parametrize("twice", ['"status": "retired", "status"', '"url": "https://a.invalid/b", "url"'])
def test_a_name_given_twice_is_refused_whichever_comes_last(twice: str, tmp_path: Path) -> None:
    import json

    name = twice.rpartition(" ")[2]
    text = json.dumps(example_questionnaire()).replace(f"{name}:", f"{twice}:", 1)
    assert [one[0] for one in _refused_profile(tmp_path, text)] == ["MVG761"]


def test_a_null_in_place_of_a_list_is_read_as_nothing() -> None:
    item = b'{"linkId": "1", "type": "text", "enableWhen": null, "item": null, "extension": null}'
    content = b'{"resourceType": "Questionnaire", "url": "a:b", "status": "active", "item": [' + item + b"]}"
    assert len(list(all_items(parse_questionnaire(content, "q").items))) == 1


def test_the_check_says_what_no_field_is_for_and_what_is_not_in_use(tmp_path: Path) -> None:
    toml = f'[targets.{FHIR}.settings.diagnoses]\nprincipal = "diagnoser.huvud"\n'
    data = _with("bedomning", type="string")
    found = [(one.code, *one.words) for one in notices(load_profile(region(tmp_path, toml, data)))]
    name = "questionnaire-exempel.json"
    assert ("MVG750", name, "draft") in found
    assert ("MVG752", name, "bedomning", "Bedömning") in found
    assert {one[1:] for one in found if one[0] == "MVG751"} >= {(FHIR, "Åtgärd, Planering", "items")}
    data["status"] = "active"
    assert "MVG750" not in {one.code for one in notices(load_profile(region(tmp_path / "b", questionnaire=data)))}
    assert not [*notices(load_profile("cosmic"))]
