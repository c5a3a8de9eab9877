"""What check, export and copy say of a note by the rules of the registration."""

from __future__ import annotations

import pytest

from converter import convert
from converter.conversion.result import Result
from converter.profile import Profile, load_profile
from paths import SECOND_REGION

HEAD = "Besöksorsak\nHosta\n\nPatientens egenanamnes\nHosta sedan en vecka.\n\n"


def _codes(facts: str, texts: str, profile: Profile, target: str = "melior") -> set[str]:
    return {finding.code for finding in convert(f"{facts}\n\n{HEAD}{texts}", target, profile=profile).findings}


CHAT = "Kontaktens kanaler: chatt\n"
ADMINISTRATIVE = f"{CHAT}Kontaktens ursprung: administrativt ärende\n"
LEFT = f"{CHAT}Konsultation av kollega: övertagande\nRollen i kontakten: startade kontakten\n"
ASKED = f"{CHAT}Konsultation av kollega: endast konsultation\nRollen i kontakten: konsulterad kollega\n"


# -- F9: one set of rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["pmo", "melior"])
def test_F9_an_administrative_case_needs_no_phrase(target: str, profile: Profile) -> None:
    assert "MVG420" not in _codes(ADMINISTRATIVE, "Status\nu.a.", profile, target)
    assert "MVG420" in _codes(CHAT, "Status\nu.a.", profile, target)


def test_F9_add_phrases_leaves_a_prescription_renewal_as_it_is(profile: Profile) -> None:
    result = convert(f"{ADMINISTRATIVE}\n{HEAD}", "melior", profile=profile, add_phrases=True)
    assert "Chatt med patient" not in (result.output or "")
    assert "MVG312" not in {finding.code for finding in result.findings}


def test_F9_who_handed_over_a_chat_documents_nothing(profile: Profile) -> None:
    assert "MVG427" in _codes(LEFT, "Status\nu.a.", profile)
    assert "MVG420" not in _codes(LEFT, "Status\nu.a.", profile)
    call = LEFT.replace("chatt", "chatt, video")  # R109: there the one who started documents when needed
    assert "MVG427" not in _codes(call, "Status\nu.a.", profile)
    assert "MVG427" not in _codes(ASKED, "Status\nu.a.", profile)
    assert "MVG427" not in {finding.code for finding in convert(f"{LEFT}\nStatus\n", profile=profile).findings}


@pytest.mark.parametrize(("written", "reported"), [("ingen", True), ("endast konsultation", False), ("", False)])
def test_F9_a_colleague_beside_consultation_none_is_reported(written: str, reported: bool, profile: Profile) -> None:
    facts = f"Kontaktens kanaler: video\nKonsulterad kollega: Karin Mallander\nKonsultation av kollega: {written}\n"
    assert ("MVG428" in _codes(facts, "Status\nu.a.", profile)) is reported


def test_F19_a_colleague_who_is_named_was_consulted(profile: Profile) -> None:
    facts = "Kontaktens kanaler: video\nKonsulterad kollega: Karin Mallander\n"
    assert "MVG421" in _codes(facts, "Status\nu.a.", profile)
    assert "MVG421" not in _codes(facts, "Bedömning\nKonsulterat kollega Karin Mallander.", profile)


def test_a_profile_without_registration_asks_nothing_of_a_note(profile: Profile) -> None:
    bare = profile.replace(tables=type(profile.tables)())
    assert not {"MVG420", "MVG421", "MVG426", "MVG427"} & _codes(LEFT, "Status\nu.a.", bare)


# -- F2: the unit -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("worked_for", "signing", "hsa_id", "reported"),
    [
        ("Exempelby hälsocentral", "Exempelby hälsocentral", "", False),
        ("exempelby  HÄLSOCENTRAL", "Exempelby hälsocentral", "", False),
        ("Exempelby hälsocentral", "Provköpings hälsocentral", "", True),
        ("", "Provköpings hälsocentral", "", False),
        ("Exempelby hälsocentral", "", "", False),
        # HSA-ids decide where both have one.
        ("Exempelby hc (SE2321000016-1A2B)", "Exempelby hälsocentral", "SE2321000016-1A2B", False),
        ("Exempelby hälsocentral SE2321000016-1A2B", "Exempelby hälsocentral", "SE2321000016-9Z9Z", True),
        ("Exempelby hälsocentral (SE2321000016-1A2B)", "Exempelby hälsocentral", "", False),
        ("Exempelby hälsocentral", "Exempelby hälsocentral, SE2321000016-1A2B", "", False),
        # An id alone says nothing against a name alone.
        ("SE2321000016-1A2B", "Exempelby hälsocentral", "", False),
    ],
)
def test_F2_units_that_differ_are_reported(
    worked_for: str, signing: str, hsa_id: str, reported: bool, profile: Profile
) -> None:
    lines = [("Enhet vid kontakten", worked_for), ("Signera från enhet", signing), ("Enhetens HSA-id", hsa_id)]
    facts = "".join(f"{label}: {value}\n" for label, value in lines if value)
    assert ("MVG426" in _codes(f"Kontaktens kanaler: video\n{facts}", "Status\nu.a.", profile)) is reported


def test_F2_the_unit_is_not_asked_of_who_documents_nothing(profile: Profile) -> None:
    facts = "Enhet vid kontakten: Exempelby\nSignera från enhet: Provköping\n"
    assert "MVG426" not in _codes(f"{ASKED}{facts}", "Status\nu.a.", profile)
    assert "MVG426" in _codes(f"{CHAT}{facts}", "Status\nu.a.", profile)


# -- F18: what passes for a phrase, and for a mention -----------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "lacks"),
    [
        ("Chatt med patient", False), ("Chatt med patient. Väs frisk.", False), ("CHATT MED PATIENT: frisk", False),
        ("Chatt med patient\nfrisk", False), ("Chatt med patientens mamma", True), ("Chatt med patienten", True),
        ("Efter chatt med patient", True),
    ],
)  # fmt: skip
def test_F18_the_phrase_ends_where_a_word_ends(opening: str, lacks: bool, profile: Profile) -> None:
    assert ("MVG420" in _codes(CHAT, f"Kompletterande anamnes\n{opening}", profile)) is lacks


@pytest.mark.parametrize(
    ("written", "reported"),
    [
        ("Bokningsbiljett skickad.", False),
        ("Ingen feber. Bokningsbiljett utfärdad för återbesök.", False),
        ("Bokningsbiljett skickad, ingen brådska.", False),
        ("Ingen bokningsbiljett skickad.", True),
        ("Bokningsbiljett är inte skickad.", True),
        ("Ingen bokningsbiljett i går. Bokningsbiljett skickad i dag.", False),
        ("Återbesök bokat.", True),
    ],
)
def test_F18_a_mention_that_is_denied_is_none(written: str, reported: bool, profile: Profile) -> None:
    facts = "Kontaktens kanaler: video\nBokningsbiljett utfärdad: ja\n"
    assert ("MVG423" in _codes(facts, f"Bedömning\n{written}", profile)) is reported


def test_F18_a_consultation_that_is_denied_is_none(profile: Profile) -> None:
    facts = "Kontaktens kanaler: video\nKonsulterad kollega: Karin Mallander\n"
    assert "MVG421" in _codes(facts, "Bedömning\nHar inte konsulterat kollega Karin Mallander.", profile)


@pytest.mark.parametrize(
    ("written", "lacks"),
    [
        ("Inga fynd\nKonsulterat kollega Karin Mallander", False),  # a line of its own is a clause of its own
        ("Inga fynd\n- Konsulterat kollega Karin Mallander", False),
        ("Inga fynd\n\nkonsulterat kollega Karin Mallander", False),
        ("Har inte\nkonsulterat kollega Karin Mallander", True),  # one that goes on is not
        ("Ej konsulterat kollega i går. Konsulterat kollega Karin Mallander", False),
        ("Konsulterat kollega, Karin Mallander", False),
        ("Konsulterat kollegan [Karin Mallander]", False),
        ("Konsulterat\nkollega\nKarin Mallander", False),
        ("Konsulterat kollega Karin Mallanders syster", False),
        ("Konsulterat kollega Karin Mallandersson", True),
        ("Konsulterat kollega NN. Karin Mallander", True),
        ("Konsulterat kollegan. Karin Mallander", True),
    ],
)
def test_R93_the_colleague_is_named_behind_the_phrase_in_any_line(written: str, lacks: bool, profile: Profile) -> None:
    source = f"Kontaktens kanaler: video\nKonsulterad kollega: Karin Mallander\n\n{HEAD}Bedömning\n{written}"
    result = convert(source, "melior", profile=profile, add_phrases=True)
    assert ("MVG312" in {finding.code for finding in result.findings}) is lacks
    assert (result.output or "").endswith(
        f"{written}\nKonsulterat kollega Karin Mallander\n" if lacks else f"{written}\n"
    )


@pytest.mark.parametrize("opening", ["- {}", "”{}”", "* {}. Frisk", "({})", "\u200b{}", "– {}: frisk"])
def test_R55_a_mark_before_the_phrase_is_no_word(opening: str, profile: Profile) -> None:
    written = opening.format("Chatt med patient")
    assert "MVG420" not in _codes(CHAT, f"Kompletterande anamnes\n{written}", profile)
    assert "MVG420" in _codes(CHAT, f"Kompletterande anamnes\n{opening.format('Ej chatt med patient')}", profile)


@pytest.mark.parametrize("placeholder", ["NN", "saknas", "ingen", "-", "N/A"])
def test_K5_a_placeholder_is_no_colleague_and_no_unit(placeholder: str, profile: Profile) -> None:
    named = f"Kontaktens kanaler: video\nKonsulterad kollega: {placeholder}\n"
    unit = f"Enhet vid kontakten: {placeholder}\nSignera från enhet: Provköping\n"
    assert not {"MVG421", "MVG426"} & _codes(f"{named}{unit}", "Status\nu.a.", profile)
    assert "MVG428" not in _codes(f"{named}Konsultation av kollega: ingen\n", "Status\nu.a.", profile)
    consulted = f"{named}Konsultation av kollega: endast konsultation\n"
    result = convert(f"{consulted}\n{HEAD}", "melior", profile=profile, add_phrases=True)
    assert [one.code for one in result.findings if one.code in _REPORTED] == ["MVG422", "MVG421"]
    assert "Konsulterat kollega" not in (result.output or "")
    assert "MVG421" not in _codes(consulted, "Bedömning\nKonsulterat kollega Ylva Provberg", profile)


def test_F18_the_heading_anteckningar_that_is_copied_along_is_passed_over(profile: Profile) -> None:
    """4.8.1: the summary of the triage stands under it in the visit."""
    result = convert(f"Anteckningar\n\n{HEAD}Status\nu.a.", "melior", profile=profile)
    assert result.ok
    assert "Anteckningar" not in (result.output or "")
    refused = convert("Anteckningar\ntext\n\nStatus\nu.a.", profile=profile)
    assert "MVG302" in {finding.code for finding in refused.findings}


# -- F13: where the phrase goes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("history", ["Väs frisk.", ""])
def test_F13_the_phrase_opens_kompletterande_anamnes_never_the_patients_words(history: str, profile: Profile) -> None:
    source = f"{CHAT}\n{HEAD}Kompletterande anamnes\n{history}\n\nStatus\nu.a."
    result = convert(source, "melior", profile=profile, add_phrases=True)
    written = f"Chatt med patient\n{history}".strip()
    assert f"Hosta sedan en vecka.\n\nKompletterande anamnes\n{written}\n\nStatus\n" in (result.output or "")
    again = convert(f"{CHAT}\n{result.output}", "melior", profile=profile, add_phrases=True)
    assert "MVG312" not in {finding.code for finding in again.findings}


@pytest.mark.parametrize("keyword", ["Besöksorsak", "Patientens egenanamnes", "Kompletterande anamnes"])
def test_F13_a_phrase_that_the_professional_wrote_is_accepted_where_it_was(keyword: str, profile: Profile) -> None:
    source = f"{CHAT}\n{keyword}\nChatt med patient. Hosta.\n\nBedömning\nEgenvård."
    assert "MVG420" not in {finding.code for finding in convert(source, profile=profile).findings}


# -- another region: its channels and consultations have other codes --------------------------------------------

_REPORTED = ("MVG312", "MVG420", "MVG421", "MVG422", "MVG428", "MVG602")
_WRITTEN = "Mötets vägar: skriftväxling\nRådgivande kollega: Ylva Provberg\n"


def _with_phrases(facts: str, profile: Profile) -> tuple[Result, list[str]]:
    note = f"{facts}\nVarför kontakt\nHosta\n\nStällningstagande\nEgenvård.\n"
    result = convert(note, "lapp", profile=profile, add_phrases=True)
    return result, [finding.code for finding in result.findings if finding.code in _REPORTED]


@pytest.mark.parametrize(
    ("facts", "codes", "phrases"),
    [
        (_WRITTEN, ["MVG312", "MVG312"], 2),
        (f"{_WRITTEN}Hjälp av kollega: bara råd\n", ["MVG312", "MVG312"], 2),
        (f"{_WRITTEN}Hjälp av kollega: lämnat över\n", ["MVG312"], 1),
        (f"{_WRITTEN}Hjälp av kollega: utan\n", ["MVG312", "MVG428"], 1),
        ("Mötets vägar: bild\nHjälp av kollega: bara råd\n", ["MVG422", "MVG421"], 0),
        ("Mötets vägar: bild\n", [], 0),
    ],
)
def test_add_phrases_goes_by_the_codes_of_the_profile(facts: str, codes: list[str], phrases: int) -> None:
    result, reported = _with_phrases(facts, load_profile(SECOND_REGION))
    assert reported == codes
    added = ("Tillägg till berättelsen\nSkriftväxling förd med patienten", "\nRådgjort med kollegan Ylva Provberg")
    assert sum(phrase in str(result.output) for phrase in added) == phrases


def test_a_phrase_that_the_profile_gives_to_other_contacts_is_asked_for_and_never_added() -> None:
    """Its registration demands a phrase that its `[phrases]` gives to others: the note says so, the proof holds."""
    region = load_profile(SECOND_REGION)
    others = region.phrases._replace(chat_opening_for=("voice",), consulted_for=("several",))
    facts = f"{_WRITTEN}Hjälp av kollega: bara råd\n"
    result, reported = _with_phrases(facts, region.replace(phrases=others))
    assert reported == ["MVG420", "MVG421"]
    assert "kriftväxling förd" not in str(result.output)
