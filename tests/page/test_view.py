"""What the page is given of a note: rows, findings with remedies, answers, fields, registration."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from itertools import permutations
from typing import Any, cast

import pytest

from converter import convert
from converter.files.storage import Refused
from converter.findings import Finding
from converter.findings.catalogue import CATALOGUE, Code
from converter.page.request import PageRequest, parse_request
from converter.page.view import page_view
from converter.page.words import page_message, page_words
from converter.profile import Profile
from converter.render import is_shown
from decision_cases import CODES, cases
from page.conftest import HALSONT
from paths import SAMPLES, WHOLE
from rivta import with_rivta

View = Callable[..., dict[str, Any]]
LOOSE = HALSONT.replace("Besöksorsak:", "En lös rad.\n\nBesöksorsak:")
TWO = f"{HALSONT}\n{HALSONT.replace('Ont i halsen', 'Hosta')}"


def _codes(view: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in view["findings"]]


def _remedies(view: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [remedy for finding in view["findings"] if finding["code"] == code for remedy in finding["remedies"]]


@pytest.mark.slow
@pytest.mark.parametrize("target", ["pmo", "melior"])
@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_the_page_gets_what_convert_finds(path: Any, target: str, profile: Profile) -> None:
    data = path.read_bytes()
    request = parse_request({"file": base64.b64encode(data).decode(), "target": target})
    view, result = page_view(request, profile, "sv"), convert(data, target, profile=profile)
    assert sorted(_codes(view)) == sorted(finding.code for finding in result.findings)
    assert (view["ok"], view["button"]) == (result.ok, result.button)
    shown = [(row["target"], row["text"]) for row in view["rows"] if row["text"]]
    shown += [(section["heading"], section["text"]) for section in view["sections"]]
    assert set(shown) >= {(heading, text) for heading, text in result.sections if text}
    assert view["text"] == data.decode("utf-8-sig")


def test_a_row_names_the_heading_of_the_note_and_of_the_record(view: View) -> None:
    rows = {row["target"]: row for row in view(HALSONT)["rows"]}
    assert rows["Kontaktorsak"]["source"] == "Besöksorsak"
    assert rows["Kontaktorsak"]["lines"] == [37]
    assert rows["Planering"]["text"] == ""
    assert next(row["target"] for row in view(HALSONT, "melior")["rows"]) == "Besöksorsak"


def test_a_text_without_a_place_has_a_row_and_a_remedy_and_goes_where_it_is_put(view: View) -> None:
    before = view(LOOSE)
    (row,) = [row for row in before["rows"] if not row["placed"]]
    assert (row["text"], _remedies(before, "MVG303")) == ("En lös rad.", [{"kind": "place", "line": row["lines"][0]}])
    choice = row["choices"][3]
    assert choice["label"] == "Lägg under Status"
    after = view(LOOSE, answers=[[choice["id"], choice["choice"]]])
    assert after["ok"]
    assert [row["target"] for row in after["rows"] if "En lös rad." in row["text"]] == ["Status"]
    assert [(one["id"], one["label"]) for one in after["answered"]] == [(choice["id"], "Lägg under Status")]


def test_an_answer_keeps_to_its_line_and_lapses_when_the_line_is_edited(view: View) -> None:
    choice = next(row for row in view(LOOSE)["rows"] if not row["placed"])["choices"][3]
    answers = [[choice["id"], choice["choice"]]]
    assert view("\n\n" + LOOSE, answers=answers)["ok"]
    edited = view(LOOSE.replace("En lös rad.", "En annan rad."), answers=answers)
    assert (edited["ok"], edited["answered"]) == (False, [])
    assert view(HALSONT, answers=answers)["answered"] == []
    assert view(LOOSE, answers=[[choice["id"], 99]])["answered"] == []


def test_a_question_of_the_reading_is_a_choice_in_both_kinds_of_target(view: View) -> None:
    text = HALSONT.replace("Status\n", "Statsu\n")
    for target, code in (("pmo", "MVG244"), ("melior", "MVG224")):
        remedy = _remedies(view(text, target), code)[0]
        assert remedy["label"] == "Raden är sökordet Status."
        after = view(text, target, answers=[[remedy["id"], remedy["choice"]]])
        assert code not in _codes(after)
        assert after["ok"]
    assert _remedies(view(text, "pmo", "en"), "MVG244")[0]["label"] == "The line is the keyword Status."


def test_two_notes_can_be_split_at_the_line_of_the_second_or_declared_to_be_one(view: View) -> None:
    text = HALSONT + HALSONT[HALSONT.index("Besöksorsak") :].replace("Ont i halsen", "Hosta")
    remedies = _remedies(view(text), "MVG234")
    assert [remedy["kind"] for remedy in remedies] == ["split", "answer"]  # the first button never joins two patients
    assert text.split("\n")[remedies[0]["line"] - 1].startswith("Besöksorsak")


@pytest.mark.parametrize("between", ["", "\n", "\n\n-----\n\n"])
@pytest.mark.parametrize(
    "names", [*permutations(("halsont-chatt", "cystit-video", "konsultation", "receptfornyelse"), 2)]
)
def test_two_whole_notes_are_split_where_the_second_begins(view: View, names: tuple[str, str], between: str) -> None:
    first, second = ((SAMPLES / f"{name}.txt").read_text("utf-8-sig") for name in names)
    reported = view(first + between + second)
    (line,) = {remedy["line"] for finding in reported["findings"] for remedy in finding["remedies"]
               if remedy["kind"] == "split"}  # fmt: skip
    lines = (first + between + second).split("\n")
    assert "\n".join(lines[line - 1 :]) == second
    assert view("\n".join(lines[: line - 1]))["patient"] == view(first)["patient"]


def test_a_second_note_that_begins_in_another_way_is_split_at_the_line_that_is_named(view: View) -> None:
    text = HALSONT + "Patientens personnummer: 19121212-1212\n"
    (remedy,) = [one for one in _remedies(view(text), "MVG232") if one["kind"] == "split"]
    assert text.split("\n")[remedy["line"] - 1].startswith("Patientens personnummer")


def test_a_missing_field_is_named_and_the_button_follows_it(view: View) -> None:
    text = HALSONT.replace("Journaltyp: Sjuksköterskeanteckning\n", "")
    before, after = view(text), view(text, given={"record_type": "Sjuksköterskeanteckning"})
    assert (before["button"], after["button"]) == ("Signera", "Signera och exportera")
    assert _remedies(before, "MVG401") == [{"kind": "field", "fact": "record_type", "label": "Journaltyp"}]
    assert [field["fact"] for field in before["fields"] if field["missing"]] == ["record_type"]
    assert "MVG401" not in _codes(after)
    assert not any(field["missing"] for field in [*after["fields"], *view(text, "melior")["fields"]])
    assert view(text, "melior")["button"] == "Signera och kopiera"


def test_a_value_that_contradicts_the_note_replaces_it_only_when_the_user_says_so(view: View) -> None:
    for fact, value in (("record_type", "Läkaranteckning"), ("principal_diagnosis", "J06.9 Akut infektion")):
        before = view(HALSONT, given={fact: value})
        (remedy,) = _remedies(before, "MVG320")
        assert not before["ok"]
        answers = [[remedy["id"], remedy["choice"]]]
        after = view(HALSONT, given={fact: value}, answers=answers)
        assert after["ok"]
        assert "MVG313" in _codes(after)
        assert [one["fact"] for one in after["answered"]] == [fact]
        other = HALSONT.replace("Sjuksköterskeanteckning", "Undersköterskeanteckning").replace("J03.9", "J02.9")
        assert not view(other, given={fact: value}, answers=answers)["ok"]  # it is about the value that was there


def test_a_damaged_text_and_a_missing_phrase_are_answered(view: View) -> None:
    damaged = HALSONT.replace("Kan dricka", "Kan \ufffddricka")
    (remedy,) = _remedies(view(damaged), "MVG261")
    answers = [[remedy["id"], remedy["choice"]]]
    assert view(damaged, answers=answers)["ok"]
    assert not view(damaged.replace("Kan ", "Kan inte "), answers=answers)["ok"]
    silent = HALSONT.replace("Chatt med patient. ", "")
    (remedy,) = _remedies(view(silent), "MVG420")
    assert "MVG312" in _codes(view(silent, answers=[[remedy["id"], remedy["choice"]]]))


@pytest.mark.parametrize("code", CODES)
def test_every_decision_that_a_finding_leaves_has_a_button(code: Code, profile: Profile) -> None:
    for source, target, options in cases(code):
        body = {"file": base64.b64encode(source).decode(), "target": target, "given": dict(options.given)}
        before = page_view(parse_request(body), profile, "sv")
        remedies = [remedy for remedy in _remedies(before, code) if remedy["kind"] != "split"]
        assert remedies
        rows = [choice for row in before["rows"] for choice in row["choices"]]
        (first, *_) = rows if remedies[0]["kind"] == "place" else remedies
        after = page_view(parse_request({**body, "answers": [[first["id"], first["choice"]]]}), profile, "sv")
        assert [one["id"] for one in after["answered"]] == [first["id"]]
        assert first["id"] not in [one.get("id") for one in _remedies(after, code)]


def test_who_signed_and_when_are_fields_where_the_target_shows_them(view: View) -> None:
    facts = [field["fact"] for field in view(HALSONT)["fields"]]
    assert facts == ["principal_diagnosis", "record_type", "signing_unit.name", "signer", "signed_at"]
    assert [field["fact"] for field in view(HALSONT, "melior")["fields"]] == facts[:3]
    unsigned = re.sub("(Signerad|Signerat).*\n", "", HALSONT)
    before = view(unsigned)
    assert [remedy["fact"] for remedy in _remedies(before, "MVG419")] == ["signer", "signed_at"]
    after = view(unsigned, given={"signer": "Lisbet Mallgren", "signed_at": "2024-03-14 09:40"})
    assert "MVG419" not in _codes(after)
    assert not any(field["missing"] for field in before["fields"])
    assert "MVG453" in _codes(view(unsigned, given={"signer": "Lisbet Mallgren", "signed_at": "i går"}))


def test_findings_are_worst_first_with_the_words_of_their_line(view: View) -> None:
    findings = view(LOOSE.replace("Huvuddiagnos: J03.9", "Huvuddiagnos: j03.9"))["findings"]
    order = [["error", "warning", "info"].index(finding["severity"]) for finding in findings]
    assert order == sorted(order)
    assert len(set(order)) == 3
    assert findings[0]["quote"] == "En lös rad."
    assert [finding["code"] for finding in findings if finding["folded"]] == ["MVG411"]


def test_a_text_that_is_no_note_has_findings_and_nothing_else(view: View) -> None:
    reported = view("hej")
    assert (reported["readable"], reported["rows"], reported["registration"], reported["button"]) == (
        False,
        [],
        None,
        "Signera",
    )
    assert _codes(reported)
    assert reported["fields"] == []


def test_another_patient_or_case_is_another_identity_and_no_name_stands_in_it(view: View) -> None:
    whole = view(HALSONT)["patient"]
    assert len(whole) == 64
    assert view(HALSONT.replace("Svalg", "Hals"))["patient"] == whole
    for other in ("Astrid Exempelsson", "199104272381", "C24-2024-031407"):
        assert view(HALSONT.replace(other, ""))["patient"] not in (whole, "")
    assert view("hej")["patient"] == view("Status\nBra.")["patient"] == ""


# -- registration -----------------------------------------------------------------------------------------------


def test_the_questions_of_the_registration_are_answered_one_by_one(view: View) -> None:
    text = HALSONT.replace("Kontaktens prioritet: 3\n", "")
    asked = view(text)["registration"]
    assert [(question["fact"], question["codes"]) for question in asked["questions"]] == [("prio", [])]
    answered = view(text, contact={"prio": ["3"]})["registration"]
    assert ("prio", ["3"]) in [(question["fact"], question["codes"]) for question in answered["questions"]]
    whole = view(HALSONT)["registration"]
    assert answered["parts"] == whole["parts"]
    assert asked["parts"] != whole["parts"]


def test_an_answer_never_replaces_what_the_note_says_and_a_wrong_one_counts_for_nothing(view: View) -> None:
    assert view(HALSONT, contact={"prio": ["1"]})["registration"] == view(HALSONT)["registration"]
    text = HALSONT.replace("Kontaktens prioritet: 3\n", "")
    for codes in ([], ["9"]):
        assert view(text, contact={"prio": codes})["registration"] == view(text)["registration"]


def test_several_channels_are_one_answer(view: View) -> None:
    text = HALSONT.replace("Kontaktens kanaler: chatt\n", "")
    question = view(text)["registration"]["questions"][0]
    assert (question["fact"], question["several"]) == ("channels", True)
    parts = view(text, contact={"channels": ["chat", "video"]})["registration"]["facts"]
    assert parts[0][1].startswith("chatt → video")


def test_a_registration_that_is_not_proven_is_not_shown(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> str:
        raise Refused(Finding("MVG604"))

    monkeypatch.setattr("converter.page.registration.registration_page", refuse)
    reported = view(HALSONT)["registration"]
    assert reported["parts"] == ()
    assert [finding["code"] for finding in reported["findings"]] == ["MVG604"]


def test_a_profile_whose_page_cannot_be_made_says_so_and_shows_the_note(profile: Profile) -> None:
    templates = {name: text for name, text in profile.templates.items() if name != "registration.txt.j2"}
    reported = page_view(parse_request({"text": HALSONT, "target": "pmo"}), profile.replace(templates=templates), "sv")
    assert [finding["code"] for finding in reported["registration"]["findings"]] == ["MVG503"]
    assert reported["ok"]


def test_a_profile_without_registration_has_none_on_the_page(profile: Profile) -> None:
    bare = profile.replace(tables=type(profile.tables)())
    assert page_view(parse_request({"text": "hej", "target": "pmo"}), bare, "sv")["registration"] is None


# -- words ------------------------------------------------------------------------------------------------------


def test_no_finding_speaks_of_the_command_line_on_the_page() -> None:
    for code in cast("list[Code]", list(CATALOGUE)):
        if code[3] not in "1234":
            continue
        for language in ("sv", "en"):
            step = page_message(Finding(code, 1, words=("A", "1", "2", "B")), language)[1]
            assert "--" not in step, (code, step)
            assert "mvg " not in step, (code, step)
            assert step == step.strip()
            assert step == "" or step[0].isupper() or step[0] in "A{", (code, step)


def test_a_step_keeps_what_it_says_beside_the_option() -> None:
    assert page_message(Finding("MVG261", 1), "sv")[1] == "Hämta texten på nytt ur källan."


def test_the_words_are_there_in_both_languages() -> None:
    swedish, english = page_words("sv"), page_words("en")
    assert swedish.keys() == english.keys()
    assert all(swedish.values())
    assert all(english.values())


def test_a_request_holds_what_was_stated() -> None:
    assert parse_request({}) == PageRequest(given={}, contact={})


def test_the_page_asks_whether_the_patient_may_read_the_note(profile: Profile) -> None:
    region = with_rivta(profile, "approved_for_patient")

    def shown(**data: Any) -> dict[str, Any]:
        return page_view(parse_request({"text": HALSONT, "target": "rivta", **data}), region, "sv")

    remedy, _ = _remedies(shown(), "MVG545")
    assert (shown()["ok"], remedy["label"]) == (False, "Patienten får läsa den.")
    answered = shown(answers=[[remedy["id"], remedy["choice"]]])
    assert (answered["ok"], [one["label"] for one in answered["answered"]]) == (True, ["Patienten får läsa den."])


def test_a_target_whose_template_is_broken_shows_no_field_for_the_signature(profile: Profile) -> None:
    template = profile.targets["pmo"].template
    broken = profile.replace(templates={**profile.templates, template: "{% if %}"})
    reported = page_view(parse_request({"text": HALSONT, "target": "pmo"}), broken, "sv")
    assert [field["fact"] for field in reported["fields"]] == [
        "principal_diagnosis",
        "record_type",
        "signing_unit.name",
    ]
    assert not reported["ok"]


def test_a_time_that_is_no_field_of_the_page_has_no_button(view: View) -> None:
    text = re.sub("Ärendet skapat: .*", "Ärendet skapat: i går", HALSONT)
    assert _remedies(view(text), "MVG453") == []
    assert "MVG453" in _codes(view(text))


def test_a_target_of_a_format_shows_the_signature(profile: Profile) -> None:
    target = profile.targets["pmo"]._replace(template="", format="any")
    assert is_shown("signer", profile, target)
