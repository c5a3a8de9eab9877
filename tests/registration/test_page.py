"""The page and its JSON: everything there, in order, escaped, with document, revision and validity."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from converter.note.model import Contact, TriageNote
from converter.profile import PageForm, Profile, default_profile, load_profile
from converter.registration import Subject, load_registration, register, subject_of
from converter.registration.findings import findings
from converter.registration.json_page import as_json
from converter.registration.page import FORMS, page
from regional import refused

VIDEO = Contact(
    ("chat", "phone", "video"), "", "Exempelby hälsocentral", "sync", "drop_in", "3",
    consultation="none", role="original", fee_exempt="no",
)  # fmt: skip
COLUMNS = ("documents", "registers", "elvis_besokstyp", "elvis_besoksform", "elvis_kassa", "pmo_kontakttyp",
           "pmo_artikel", "kva", "fee_basis", "phrase")  # fmt: skip


def shown(contact: Contact, form: PageForm = "text", profile: Profile | None = None) -> str:
    profile = profile or default_profile()
    return page(register(contact, profile), of(contact), profile, form)


def of(contact: Contact) -> Subject:
    return subject_of(TriageNote(contact=contact), default_profile())


@pytest.mark.parametrize("form", FORMS)
def test_every_page_shows_document_revision_and_validity(form: PageForm) -> None:
    text = shown(VIDEO, form)
    assert "09-663403 revision 5, giltig t.o.m. 2025-04-10" in text
    assert "giltighetstiden har gått ut" in text


@pytest.mark.parametrize("form", FORMS)
def test_the_fields_stand_in_the_order_in_which_they_are_filled(form: PageForm) -> None:
    text = shown(VIDEO, form)
    labels = ["Dokumentera", "Registrera", "Besökstyp", "Besöksform", "Kassaregistrering", "Orsak i bokningen",
              "Kontakttyp", "Artikel", "Åtgärdskod"]  # fmt: skip
    places = [text.index(label, text.lower().index("vem gör vad")) for label in labels]
    assert places == sorted(places)
    for value in ("Distanskontakt via videolänk (DV)", "Telefonkontakt (T)", "Videolänk", "XS012", "R83", "4.4.2"):
        assert value in text
    assert "chatt → telefon → video" in text
    assert "Exempelby hälsocentral" in text


def test_what_is_needed_is_written_down_before_the_case_is_closed() -> None:
    text = shown(VIDEO)
    assert text.index("R18") < text.index("VEM GÖR VAD")
    assert text.index("R33") < text.index("VEM GÖR VAD")


@pytest.mark.parametrize("form", FORMS)
def test_a_gap_is_named_with_what_the_routine_says_nearby(form: PageForm) -> None:
    text = shown(Contact(("video", "audio"), origin="booked"), form)
    assert "G3" in text
    assert "Chatt som övergår till video" in text
    assert text.count("täcks inte av rutinen, se G3") == 9


@pytest.mark.parametrize("form", FORMS)
def test_a_question_stands_on_the_page_with_its_choices(form: PageForm) -> None:
    text = shown(VIDEO._replace(consultation=""), form)
    assert "Var en kollega inblandad?" in text
    assert "svar saknas, se frågorna" in text
    assert ("--konsultation ingen: nej" in text) == (form == "text")


def test_a_page_of_nothing_asks() -> None:
    assert "inga uppgifter" in shown(Contact())


def test_a_third_party_reads_that_xs012_is_inferred() -> None:
    third = VIDEO._replace(consultation="multi_party", role="third_party")
    for form in FORMS:
        assert re.search(r"XS012(</strong>)? \(härlett\)", shown(third, form))


def test_the_html_is_one_inert_page() -> None:
    text = shown(VIDEO._replace(unit_worked_for="<script>alert(1)</script>"), "html")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"(?:src|href)=", text)


def test_json_has_the_columns_of_the_worked_cases_and_more() -> None:
    profile = default_profile()
    found = register(VIDEO, profile)
    booking = ", ".join(words for _, words in load_registration(profile).booking.fields)
    data = json.loads(as_json(found, of(VIDEO), profile))
    assert {name: data[name] for name in COLUMNS} == {name: found.value(name) for name in COLUMNS}
    assert data["rules"] == list(found.rules)
    assert data["questions"] == []
    assert {gap["id"]: gap["stops"] for gap in data["gaps"]} == dict(found.gaps)
    assert [advice["text"] for advice in data["advice"]] == [
        item.text.replace("{booking}", booking) for item in found.advice
    ]
    assert data["sources"]["elvis_besokstyp"] == ["R83"]
    assert (data["document"], data["revision"], data["valid_to"]) == ("09-663403", "5", "2025-04-10")
    asked = json.loads(as_json(register(Contact(), profile), of(Contact()), profile))["questions"]
    assert asked[0]["fact"] == "channels"
    assert asked[0]["choices"]["chat"] == "chatt"


def test_findings_name_what_is_missing_silent_inferred_and_expired() -> None:
    profile = default_profile()
    fresh = profile.replace(registration_routine=profile.routine._replace(expired=False))

    def codes(contact: Contact) -> list[str]:
        contact = contact._replace(admin_system="pmo")
        return [finding.code for finding in findings(register(contact, profile), of(contact), fresh)]

    assert codes(VIDEO) == []
    assert codes(Contact()) == ["MVG440"]
    assert codes(Contact(("video", "audio"), origin="booked")) == ["MVG441"]
    assert codes(VIDEO._replace(consultation="multi_party", role="third_party")) == ["MVG442"]
    assert [finding.code for finding in findings(register(VIDEO, profile), of(VIDEO), profile)] == ["MVG444", "MVG430"]
    assert "har gått ut" not in page(register(VIDEO, profile), of(VIDEO), fresh)


@pytest.mark.parametrize("content", ["{{ nothing }}", "{% if %}"])
def test_a_template_that_cannot_be_used_is_a_fault_of_the_profile(content: str, tmp_path: Path) -> None:
    shutil.copytree(default_profile().folder, tmp_path / "profile")
    (tmp_path / "profile" / FORMS["text"]).write_text(content)
    assert refused(shown, VIDEO, "text", load_profile(tmp_path / "profile"))[0].code == "MVG503"
