"""The settings of a target that answers a Questionnaire: each mistake with its line, all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from converter.profile import load_profile
from receivers import FHIR, QUESTIONNAIRE, example_questionnaire, region
from regional import refused

SETTINGS = f"[targets.{FHIR}.settings"
Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("toml", "code", "words"),
    [
        ('.items]\n"Bedömning" = "bedömning"', "MVG765", ("Bedömning", "bedömning", QUESTIONNAIRE)),
        ('.items]\n"Bedömning" = "status"', "MVG706", ("status", "cosmic-exempel/profile.toml:22")),
        ('.items]\n"Bedömning" = "anamnes"', "MVG766", ("Bedömning", "anamnes", "group", "string, text")),
        ('.items]\n"Bedömning" = "diagnoser.huvud"', "MVG766",
         ("Bedömning", "diagnoser.huvud", "reference", "string, text")),
        ('.items]\n"Bedomning" = "bedomning"', "MVG728", ("Bedomning", "Bedömning")),
        ('.diagnoses]\nprincipal = "status"', "MVG766", ("principal", "status", "text", "reference")),
        ('.facts]\nrecord_type = "finns-inte"', "MVG765", ("record_type", "finns-inte", QUESTIONNAIRE)),
        (']\nstaff_system = "1.2.752.29.4.19"', "MVG705", ("staff_system", '"urn:oid:1.2.752.…", "https://…"')),
        (']\nidentifier_system = "vår egen"', "MVG705", ("identifier_system", '"urn:oid:1.2.752.…", "https://…"')),
        ('.code_systems]\n"ICD-10-SE" = "1.2.752.116.1.1.1"', "MVG705",
         ("ICD-10-SE", '"urn:oid:1.2.752.…", "https://…"')),
        ('.code_systems]\n"ICD-10" = "urn:oid:1.2"', "MVG728", ("ICD-10", "ICD-10-SE")),
        ('.identity_systems]\nreservnummer = "x"', "MVG705", ("reservnummer", '"urn:oid:1.2.752.…", "https://…"')),
        ('.units]\n"Enheten" = "EXHC"', "MVG705", ("Enheten", '"SE2321000016-…"')),
        (']\nquestionnaire = "annan.json"', "MVG707", ("annan.json", "profile.toml")),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_reported_where_it_stands(
    toml: str, code: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    found = refused(load_profile, region(tmp_path, SETTINGS + toml + "\n"))
    (finding,) = [one for one in found if one.code == code][:1]
    assert (finding.line, finding.exit_code) == (6, 78)
    assert (finding.words if code == "MVG707" else finding.words[1:]) == words


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda data: data["item"][2].update(enableWhen=[{"question": "anamnes.egen", "operator": "exists"}]),
         "MVG769", ("Status", "status", "enableWhen")),
        (lambda data: data["item"][2].update(answerOption=[{"valueString": "ua"}]),
         "MVG769", ("Status", "status", "answerOption")),
        (lambda data: data["item"][2].update(readOnly=True), "MVG769", ("Status", "status", "readOnly")),
        (lambda data: data["item"][1].update(enableWhen=[{"question": "status", "operator": "exists"}]),
         "MVG769", ("Patientens egenanamnes", "anamnes", "enableWhen")),
        (lambda data: data["item"][1].update(type="boolean"),
         "MVG769", ("Patientens egenanamnes", "anamnes", "type boolean")),
        (lambda data: data["item"].append({"linkId": "x", "text": "Smitta", "type": "choice", "required": True}),
         "MVG768", ("x", "Smitta", QUESTIONNAIRE)),
        (lambda data: data["item"][0]["item"].append({"linkId": "x", "type": "text", "required": True}),
         "MVG768", ("x", "x", QUESTIONNAIRE)),
        (lambda data: data["item"].append(
            {"linkId": "g", "type": "group", "required": True, "item": [{"linkId": "x", "type": "text"}]}),
         "MVG768", ("g", "g", QUESTIONNAIRE)),
        (lambda data: data["item"].append({"linkId": "x", "type": "text", "required": True, "enableWhen": [
            {"question": "status", "operator": "exists", "answerBoolean": True}]}),
         "MVG768", ("x", "x", QUESTIONNAIRE)),
        (lambda data: data["item"][2].update(item=[{"linkId": "x", "type": "text", "required": True}]),
         "MVG768", ("x", "x", QUESTIONNAIRE)),
        (lambda data: data["item"].insert(0, data["item"].pop(3)), "MVG767", ("Bedömning", "Status")),
    ],
)  # fmt: skip
def test_a_template_that_the_mapping_does_not_fit_is_reported_with_its_link_id(
    change: Change, code: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    data = example_questionnaire()
    change(data)
    found = refused(load_profile, region(tmp_path, questionnaire=data))
    assert (code, *words) in [(one.code, *one.words[1:]) for one in found]
    assert all(one.exit_code == 78 and one.line for one in found)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["item"].append({"linkId": "x", "type": "display", "required": True}),
        lambda data: data["item"].append(
            {"linkId": "g", "type": "group", "item": [{"linkId": "x", "type": "text", "required": True}]}
        ),
        lambda data: data["item"].append(
            {"linkId": "x", "type": "text", "required": True, "enableWhen": [{"question": "y", "operator": "="}]}
        ),
        lambda data: data["item"][2].update(item=[{"linkId": "x", "type": "text"}]),
    ],
)
def test_a_field_that_may_be_left_empty_needs_no_source(change: Change, tmp_path: Path) -> None:
    data = example_questionnaire()
    change(data)
    assert load_profile(region(tmp_path, questionnaire=data)).targets[FHIR].format


def test_all_mistakes_of_profile_and_template_come_at_once(tmp_path: Path) -> None:
    data = example_questionnaire()
    data["item"][2].update(type="boolean", readOnly=True)
    data["item"].append({"linkId": "x", "type": "text", "required": True})
    toml = f'{SETTINGS}]\nstaff_system = "x"\n{SETTINGS}.items]\n"Bedömning" = "y"\n"Statuss" = "z"\n'
    found = [one.code for one in refused(load_profile, region(tmp_path, toml, data))]
    assert sorted(found) == ["MVG705", "MVG728", "MVG765", "MVG765", "MVG766", "MVG768", "MVG769"]


def test_mistakes_of_the_file_itself_come_with_those_of_the_settings(tmp_path: Path) -> None:
    data = example_questionnaire()
    data["item"][2]["maxLength"] = "lång"
    found = refused(load_profile, region(tmp_path, f'{SETTINGS}]\nstaff_system = "x"\n', data))
    assert [one.code for one in found] == ["MVG705", "MVG763"]


def test_nothing_is_checked_of_what_is_left_blank(tmp_path: Path) -> None:
    blank = '{ blank = "x", ask = "y" }'
    toml = f'{SETTINGS}]\nquestionnaire = {blank}\n{SETTINGS}.code_systems]\n"ICD-10-SE" = {blank}\n'
    assert load_profile(region(tmp_path / "a", toml))
    items = f'{SETTINGS}]\nquestionnaire = "{QUESTIONNAIRE}"\nstaff_system = {blank}\n'
    items += f"{SETTINGS}.code_systems]\n"
    assert load_profile(region(tmp_path / "b", items, example_questionnaire(), base="cosmic"))


def test_a_mistake_elsewhere_does_not_hide_those_of_the_settings_unless_they_rest_on_it(tmp_path: Path) -> None:
    toml = f'[swaps]\n"x" = 1\n{SETTINGS}]\nstaff_system = "x"\n'
    assert {one.code for one in refused(load_profile, region(tmp_path / "a", toml))} == {"MVG705"}
    toml = f'keyword = 3\n{SETTINGS}.items]\n"Bedomning" = "x"\n'
    assert [one.code for one in refused(load_profile, region(tmp_path / "b", toml))] == ["MVG705"]
    toml = f'[targets.{FHIR}]\ntemplate = "cosmic.txt.j2"\n'
    assert [one.code for one in refused(load_profile, region(tmp_path / "c", toml))] == ["MVG760"]
