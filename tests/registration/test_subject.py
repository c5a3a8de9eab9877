"""What a registration takes from its note: whom it is about, what follows from what is stated, what is still open."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from converter import read_note
from converter.conversion.proven_page import registration_page_of
from converter.note.model import Author, Contact, Diagnosis, Patient, Triage, TriageAnswer, TriageNote, Unit
from converter.profile import PageForm, Profile, default_profile, load_profile
from converter.registration import load_registration, register, subject_of
from converter.registration.engine import optional_questions
from converter.registration.fact_options import OPTIONS
from paths import SAMPLES
from regional import refused, region_at

CHAT = Contact(
    ("chat",), "", "", "sync", "drop_in", "3", "pmo", medical_assessment="yes", decision="treatment",
    consultation="none", role="original",
)  # fmt: skip
NOTE = TriageNote(
    "C24-1", "2024-03-14T09:00:00+01:00", "2024-03-14T09:40:00+01:00",
    Patient("Astrid Exempelsson", "199104272381", "personnummer"), Author("Lisbet Mallgren"), contact=CHAT,
    principal_diagnosis=Diagnosis("J03.9", "ICD-10-SE", "Akut tonsillit"), signing_unit=Unit("Exempelby hälsocentral"),
)  # fmt: skip
BLANK = "______________"


def _page(note: TriageNote, form: PageForm = "text") -> str:
    return registration_page_of(note, default_profile(), form)


def _with(**facts: Any) -> TriageNote:
    return NOTE._replace(contact=CHAT._replace(**facts))


def _json(note: TriageNote) -> dict[str, Any]:
    data: dict[str, object] = json.loads(registration_page_of(note, default_profile(), "json", "ab" * 32))
    return data


# -- F3: whose contact it is ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "html"])
def test_F3_the_page_says_whose_contact_it_is(form: PageForm) -> None:
    page = _page(NOTE, form)
    for fact in ("Astrid Exempelsson", "199104272381", "Lisbet Mallgren", "2024-03-14 09:40", "C24-1"):
        assert page.index(fact) < page.lower().index("sidan bygger på")
    diagnosis = page.index("J03.9 (ICD-10-SE) Akut tonsillit")
    assert page.lower().index("diagnos- och åtgärdsregistrering") < diagnosis


def test_F3_a_missing_fact_is_a_line_to_fill_in() -> None:
    page = _page(TriageNote(contact=CHAT))
    for label in ("Patientens namn", "Patientens personnummer", "Vårdpersonalens namn", "Ärendet avslutat", "Ärende"):
        assert f"{label:28}{BLANK}" in page
    assert f"{'Huvuddiagnos':24}{BLANK}" in page
    assert f"{BLANK} (den enhet du arbetar åt vid tillfället)" in page
    assert _page(TriageNote(contact=CHAT), "html").count('<span class="blank"></span>') == 5


def test_F3_a_reservnummer_goes_by_its_name() -> None:
    note = NOTE._replace(patient=Patient("Mira", "98240301AA06", "reservnummer"))
    assert f"{'Patientens reservnummer':28}98240301AA06" in _page(note)


def test_F3_the_json_can_be_joined_to_its_note_and_has_nothing_of_the_patient() -> None:
    data = _json(NOTE)
    assert (data["note_id"], data["source_sha256"]) == ("C24-1", "ab" * 32)
    assert data["missing_facts"] == []
    assert not {"Astrid Exempelsson", "199104272381"} & set(str(data).split("'"))


# -- F2, F12: names in place of stand-ins -----------------------------------------------------------------------


def test_F2_the_unit_is_named() -> None:
    assert "Provköping (den enhet du arbetar åt vid tillfället)  [R53" in _page(_with(unit_worked_for="Provköping"))
    assert "Exempelby hälsocentral (den enhet du arbetar åt vid tillfället) (härlett)" in _page(NOTE)
    assert _json(NOTE)["unit_name"] == "Exempelby hälsocentral"


def test_F12_the_colleague_is_named_and_NN_stands_where_nobody_is() -> None:
    asked = {"consultation": "consult_only"}
    assert "konsulterat kollega Karin Mallander" in _page(_with(**asked, colleague=" Karin Mallander "))
    assert "konsulterat kollega NN" in _page(_with(**asked))
    assert _json(_with(**asked, colleague="Karin"))["phrase"] == "Chatt med patient + konsulterat kollega Karin"
    assert _json(_with(**asked))["phrase"] == "Chatt med patient + konsulterat kollega NN"


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("name", ["{unit}", "{colleague}", "{diagnosis}", "{booking}", "{{ unit }}"])
def test_a_name_that_looks_like_a_placeholder_is_printed_as_it_is(form: PageForm, name: str) -> None:
    contact = CHAT._replace(consultation="consult_only", colleague=name, unit_worked_for=f"Enhet {name}")
    note = NOTE._replace(contact=contact, principal_diagnosis=Diagnosis(title=f"Diagnos {name}"))
    page = _page(note, form)
    for text in (f"konsulterat kollega {name}", f"Enhet {name} (den enhet", f"Diagnos {name}"):
        assert text in page.replace("</strong>", "").replace("<strong>", "")


# -- F1, F5, F6, F10, F17: what the routine gives is not withheld -----------------------------------------------


@pytest.mark.parametrize("registers_self", ["yes", "no", ""])
@pytest.mark.parametrize("system", ["elvis", "pmo"])
def test_F1_both_recommendations_stand_whatever_the_reader_does(system: str, registers_self: str) -> None:
    contact = Contact(origin="administrative", admin_system=system, registers_self=registers_self)
    rules = {rule for item in register(contact).advice for rule in item.rules}
    assert rules >= ({"R26", "R27"} if system == "elvis" else {"R48", "R49"})


def test_F5_the_colleague_who_is_invited_is_the_third_party() -> None:
    third = CHAT._replace(channels=("video",), consultation="multi_party", role="third_party")
    invited = third._replace(role="consulted_colleague")
    one, other = register(third), register(invited)
    values = ("elvis_besokstyp", "elvis_besoksform", "elvis_kassa", "pmo_kontakttyp", "pmo_artikel", "kva")
    assert [one.value(name) for name in values] == [other.value(name) for name in values]
    assert (other.documents, other.registers) == ("yes", "may")
    assert {*values, "registers"} <= set(other.inferred)
    assert "documents" not in other.inferred  # R116 says it of the consulted colleague


@pytest.mark.parametrize("role", ["reception", "administrator"])
def test_F6_the_desk_gets_the_values_and_who_documents(role: str) -> None:
    page = _page(_with(role=role, consultation=""))
    assert "Görs av den HSP som hade kontakten." in page
    assert "Chatt Min Vård Gävleborg" in page
    assert register(CHAT._replace(role=role, consultation="")).questions == ()


def test_F10_in_an_asynchronous_chat_the_professional_judges() -> None:
    assert register(CHAT._replace(chat_mode="async")).documents == "hsp_judges"
    assert "Du bedömer vad och när" in _page(_with(chat_mode="async"))


@pytest.mark.parametrize("channels", [("chat", "video", "chat"), ("video", "chat"), ("chat", "video", "audio")])
def test_F17_a_chat_that_became_a_call_is_documented_whatever_is_registered(channels: tuple[str, ...]) -> None:
    found = register(CHAT._replace(channels=channels))
    assert (found.documents, found.registers, found.values["elvis_besokstyp"]) == ("yes", "not_covered", "")


# -- F8: a condition is an answer -------------------------------------------------------------------------------


def test_F8_a_condition_that_is_open_shows_both_values_and_asks_nothing() -> None:
    page = _page(NOTE)
    for value in ("Chatt", "Chatt Min Vård Gävleborg"):
        assert (
            f"{value}; Avgiftsfritt (AF) om kontakten är avgiftsfri enligt Avgiftshandboken" in page or value == "Chatt"
        )
    found = register(CHAT)
    assert (found.values["elvis_kassa"], found.values["pmo_artikel"], found.is_open) == ("", "", False)
    data = _json(NOTE)
    assert data["pmo_artikel"] == ""
    assert data["either"] == {
        "elvis_kassa": ["Chatt", "Avgiftsfritt (AF)"],
        "pmo_artikel": ["Chatt Min Vård Gävleborg", "Avgiftsfritt (AF)"],
        "fee_basis": ["Avgiftshandboken", "free"],
    }


# -- F15, F18: no more on the page than the contact needs -------------------------------------------------------


def test_F15_an_answered_condition_disappears() -> None:
    facts = {"booking_ticket_issued": "yes", "forms_sent": "no", "triaged": "yes", "dictates": "no"}
    page = _page(_with(**facts))
    assert "Dokumentera i journalsystemet att en bokningsbiljett är utfärdad." in page
    assert "formulär" not in page
    assert "Är en bokningsbiljett" not in page
    assert "Om du dikterar" not in page
    assert "Om patienten är triagerad" not in page


def test_F15_gaps_that_do_not_touch_the_contact_are_not_on_its_page() -> None:
    for channels in (("chat",), ("audio",), ("video",)):
        gaps = {gap.id for gap in register(CHAT._replace(channels=channels)).gaps}
        assert not gaps & {"G8", "G9", "G12", "G14", "G15", "G17"}


def test_F18_the_third_party_makes_an_entry_of_their_own_in_elvis() -> None:
    third = Contact(("video",), origin="booked", consultation="multi_party", role="third_party", admin_system="elvis")
    assert "Ny, därefter Öppenvårdskontakt, om du registrerar. (härlett)" in _page(TriageNote(contact=third))


def test_F18_where_no_system_is_named_the_parts_say_so() -> None:
    page = _page(_with(admin_system=""))
    assert "OM ENHETEN REGISTRERAR I ELVIS" in page
    assert "OM ENHETEN REGISTRERAR I PMO" in page
    assert "\nELVIS\n" not in _page(NOTE)
    assert "\nPMO\n" in _page(NOTE)
    tables = load_registration(default_profile())
    asked = [question.fact for question in optional_questions(CHAT._replace(admin_system=""), tables)]
    assert asked == ["admin_system", "fee_exempt"]
    assert optional_questions(CHAT._replace(fee_exempt="no"), tables) == ()
    # A prescription renewal has no fee of its own here, so that nobody is asked about it.
    assert optional_questions(Contact(origin="administrative", admin_system="pmo"), tables) == ()


# -- F16: bookings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fact", "shown"), [("yes", True), ("", True), ("no", False)])
def test_F16_a_booking_ticket_is_a_fact_of_its_own(fact: str, shown: bool) -> None:
    contact = CHAT._replace(origin="booked", prio="", booked_by_ticket=fact, admin_system="elvis")
    texts = " ".join(item.text for item in register(contact).advice)
    assert ("planeringsunderlag" in texts) is shown
    assert ("Om patienten har använt" in texts) is (fact == "")


def test_F16_what_the_note_gives_stands_in_the_booking() -> None:
    page = _page(NOTE)
    for line in ("patientens namn: Astrid Exempelsson", "patientens personnummer: 199104272381",
                 "aktuell HSP: Lisbet Mallgren", "[ ] rutan dölj i 1177 ibockad"):  # fmt: skip
        assert line in page
    assert _json(NOTE)["booking"] == {"lacks": ["hidden_in_1177", "care_guarantee"]}
    assert _json(_with(origin="booked", prio=""))["booking"] == {}


# -- F19: what follows from the note ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "fact", "value"),
    [
        (TriageNote(ended="2024-03-14T09:40:00"), "completed", "yes"),
        (TriageNote(triage=Triage(answers=(TriageAnswer("Hur?", "Så"),))), "triaged", "yes"),
        (TriageNote(triage=Triage(outcome="Egenvård")), "triaged", "yes"),
        (TriageNote(contact=Contact(booked_by_ticket="yes")), "origin", "booked"),
        (TriageNote(contact=Contact(colleague="Karin")), "consultation", "consult_only"),
        (TriageNote(contact=Contact(colleague="Karin", role="receiving_colleague")), "consultation", "takeover"),
        (TriageNote(contact=Contact(role="third_party")), "consultation", "multi_party"),
        (TriageNote(contact=Contact(consultation="none")), "role", "original"),
        (TriageNote(author=Author("Lisbet"), contact=Contact(colleague="Karin")), "role", "original"),
        (TriageNote(contact=Contact(("chat", "video"), origin="booked")), "chat_mode", "sync"),
        (TriageNote(contact=Contact(("chat",), booked_by_ticket="yes")), "chat_mode", "sync"),
        (TriageNote(signing_unit=Unit("Exempelby")), "unit_worked_for", "Exempelby"),
    ],
)
def test_F19_a_fact_that_follows_from_the_note_is_inferred_and_marked(
    note: TriageNote, fact: str, value: str, profile: Profile
) -> None:
    subject = subject_of(note, default_profile())
    assert getattr(subject.contact, fact) == value
    assert fact in subject.inferred
    if fact != "unit_worked_for":
        assert f"{profile.labels[f'contact.{fact}']:28}" in _page(note)
        assert "(härlett)" in _page(note).split("VEM GÖR VAD")[0]
    assert fact in _json(note)["inferred_facts"]


@pytest.mark.parametrize(
    ("note", "fact"),
    [
        *((TriageNote(), fact) for fact in ("completed", "triaged", "origin", "consultation", "role")),
        (TriageNote(contact=Contact(role="consulted_colleague", colleague="Karin")), "consultation"),
        (TriageNote(contact=Contact(consultation="takeover")), "role"),
        (TriageNote(author=Author("Lisbet"), contact=Contact(colleague="Karin", consultation="takeover")), "role"),
        (TriageNote(author=Author("Lisbet"), contact=Contact(colleague="Karin", consultation="multi_party")), "role"),
        (TriageNote(author=Author("Karin Ek"), contact=Contact(colleague="Karin Ek, fysioterapeut")), "role"),
        (TriageNote(author=Author("Karin Ek, fysioterapeut"), contact=Contact(colleague="karin ek")), "role"),
        (TriageNote(author=Author(" "), contact=Contact(colleague="Karin")), "role"),
        (TriageNote(contact=Contact(colleague=" ")), "consultation"),
        (TriageNote(contact=Contact(booked_by_ticket="no")), "origin"),
        (TriageNote(contact=Contact(("chat",), origin="drop_in")), "chat_mode"),
        (TriageNote(contact=Contact(("video",), origin="booked")), "chat_mode"),
    ],
)
def test_F19_what_does_not_follow_stays_unknown(note: TriageNote, fact: str) -> None:
    assert getattr(subject_of(note, default_profile()).contact, fact) == ""


def test_F19_what_the_note_says_is_never_replaced() -> None:
    contact = Contact(completed="no", triaged="no", role="reception", consultation="none", colleague="Karin")
    note = TriageNote(ended="2024-03-14T09:40:00", triage=Triage(outcome="x"), contact=contact)
    assert subject_of(note, default_profile()).contact == contact


def test_F19_every_open_question_is_asked_in_one_round() -> None:
    asked = [question.fact for question in register(Contact()).questions]
    assert asked == [
        "channels", "origin", "prio", "consultation", "role", "chat_mode", "medical_assessment", "decision",
    ]  # fmt: skip
    later = register(Contact(("video",))).questions
    assert [question.fact for question in later] == ["origin", "prio", "consultation", "role"]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_F19_no_sample_is_asked_what_it_answers(path: Path) -> None:
    note = read_note(path.read_bytes()).note
    assert note is not None
    for question in register(subject_of(note, default_profile()).contact).questions:
        assert getattr(note.contact, question.fact) in ("", ())


# -- F21: whose registration it is ------------------------------------------------------------------------------


def _region(folder: Path, routine: str, *files: str) -> Path:
    region_at(folder, f"[routine]\n{routine}")
    for name in files:
        shutil.copy(default_profile().folder / name, folder / name)
    return folder


OWN = 'document = "00-000001"\nrevision = "1"\ntitle = "En annan"\nvalid_to = "2099-12-31"\n'


def test_F21_a_changed_routine_must_say_where_its_registration_comes_from(tmp_path: Path) -> None:
    for number, routine in enumerate((OWN, f'{OWN}registration = "own"\n', 'revision = "6"\n')):
        findings = refused(load_profile, _region(tmp_path / str(number), routine))
        assert [finding.code for finding in findings] == ["MVG445"]


def test_F21_an_inherited_registration_names_the_routine_it_is_of(tmp_path: Path) -> None:
    profile = load_profile(_region(tmp_path / "a", f'{OWN}registration = "inherited"\n'))
    page = registration_page_of(NOTE, profile, "text")
    assert "Rutin 09-663403 revision 5, giltig t.o.m. 2025-04-10 (giltighetstiden har gått ut)" in page
    assert "Registreringen är ärvd: profilens egen rutin är 00-000001 revision 1" in page
    assert json.loads(registration_page_of(NOTE, profile, "json"))["document"] == "09-663403"
    assert "ärvd" in registration_page_of(NOTE, profile, "html")
    assert "ärvd" not in _page(NOTE)


def test_F21_a_registration_of_ones_own_goes_by_ones_own_routine(tmp_path: Path) -> None:
    profile = load_profile(_region(tmp_path / "a", OWN, "registration.toml", "rules.toml"))
    page = registration_page_of(NOTE, profile, "text")
    assert "Rutin 00-000001 revision 1, giltig t.o.m. 2099-12-31\n" in page
    assert "ärvd" not in page


# -- F22: decided once ------------------------------------------------------------------------------------------


def test_F22_a_combination_of_facts_is_decided_once_whatever_the_names_are() -> None:
    one = register(CHAT._replace(colleague="Karin Mallander", unit_worked_for="Exempelby"))
    assert register(CHAT._replace(colleague="Anna Berg")) is one
    assert register(CHAT._replace(prio="4")) is not one
    assert not {"Karin Mallander", "Exempelby"} & set(str(one).split("'"))


def test_F22_another_registration_is_not_taken_for_this_one(tmp_path: Path) -> None:
    folder = _region(tmp_path / "a", OWN, "registration.toml", "rules.toml")
    path = folder / "registration.toml"
    path.write_text(path.read_text("utf-8").replace("Brevkontakt inkl. chatt (B)", "Annat"), "utf-8")
    assert register(CHAT, load_profile(folder)).values["elvis_besoksform"] == "Annat"
    assert register(CHAT).values["elvis_besoksform"] == "Brevkontakt inkl. chatt (B)"


# -- options ----------------------------------------------------------------------------------------------------


def test_every_fact_has_an_option_and_a_question() -> None:
    assert set(OPTIONS) == set(Contact._fields)
    assert all(option.sv.endswith(("?", ".")) and option.en for option in OPTIONS.values())


# -- K5: what only looks filled in ------------------------------------------------------------------------------


@pytest.mark.parametrize("placeholder", ["ingen", "saknas", "NN", "-", "N/A", "\u200b"])
@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_K5_nothing_follows_from_a_placeholder(form: PageForm, placeholder: str) -> None:
    note = TriageNote(
        ended=placeholder, triage=Triage(outcome=placeholder), signing_unit=Unit(placeholder),
        contact=Contact(("video",), placeholder, placeholder),
    )  # fmt: skip
    subject = subject_of(note, default_profile())
    assert (subject.contact, subject.inferred) == (Contact(("video",)), ())
    assert _page(note, form)  # and it is proven
    assert subject_of(note._replace(contact=Contact(("video",), "Karin Ek")), default_profile()).inferred
