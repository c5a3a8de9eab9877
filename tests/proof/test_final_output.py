"""The last proof: JSON, chosen sections, character sets, the page of the registration, and the bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from converter import convert, proof, read_note
from converter.cli import files
from converter.conversion import proven_page
from converter.conversion.output import encoded
from converter.conversion.proven_page import registration_page_of
from converter.files.storage import Refused
from converter.findings import Finding
from converter.note.facts import with_fact
from converter.note.model import NO_DIAGNOSIS, Patient, TriageNote
from converter.profile import PageForm, Profile
from converter.proof import page as page_proof
from converter.record import mapping
from converter.registration import load_registration, register, subject_of
from converter.registration.page import FORMS, document
from paths import WHOLE
from testing.trials import NOTE, sources

# -- JSON -----------------------------------------------------------------------------------------------------


def _json(profile: Profile) -> tuple[dict[str, Any], Callable[[str], bool]]:
    result = convert(sources()["xml"], "json", profile=profile)
    record, button = result.record, result.button
    assert record is not None
    digest = proof.digest_of(sources()["xml"])
    return json.loads(str(result.output)), lambda output: proof.json_is_proven(
        output, record, result.findings, button, profile, digest
    )


def test_a_json_output_that_is_not_proven_is_not_handed_out(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "json_is_proven", lambda *_: False)
    result = convert(sources()["xml"], "json", profile=profile)
    assert (result.output, result.findings[-1]) == (None, Finding("MVG602"))


def test_a_json_output_holds_the_whole_result(profile: Profile) -> None:
    data, is_proven = _json(profile)
    assert is_proven(json.dumps(data))


@pytest.mark.parametrize(
    "path",
    [
        "button",
        "note patient number",
        "note signer",
        "note triage answers",
        "note principal_diagnosis system",
        "note created",
        "note contact channels",
        "note entries",
        "record fields",
        "record template",
        "findings",
        "provenance source_sha256",
        "provenance profile_sha256",
        "provenance revision",
        "note secondary_diagnoses",
    ],
)
def test_K7_a_json_output_with_another_value_is_detected(path: str, profile: Profile) -> None:
    data, is_proven = _json(profile)
    *way, last = path.split()
    place = data
    for name in way:
        place = place[name]
    place[last] = place[last][:-1]
    assert not is_proven(json.dumps(data))
    del place[last]
    assert not is_proven(json.dumps(data))


@pytest.mark.parametrize(("name", "value"), [("code", "MVG000"), ("severity", "error"), ("line", 99), ("message", "")])
def test_a_finding_in_json_is_the_finding(name: str, value: object, profile: Profile) -> None:
    data, is_proven = _json(profile)
    data["findings"][0][name] = value
    assert not is_proven(json.dumps(data))


@pytest.mark.parametrize("output", ["", "{}", "[]", "null"])
def test_other_json_is_not_proven(output: str, profile: Profile) -> None:
    assert not _json(profile)[1](output)


# -- sections and character sets ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keyword", "output", "is_proven"),
    [
        ("Status", "AT ua ≥ 95 %\n", True),
        ("status :", "AT ua ≥ 95 %\n", True),
        ("Status", "AT ua ≥ 95 %", False),
        ("Status", "Status\nAT ua ≥ 95 %\n", False),
        ("Status", "", False),
        ("Besöksorsak", "Hosta och feber\n", True),
        ("Kontaktorsak", "Hosta och feber\n", True),
        ("Huvuddiagnos", "J06.9 (ICD-10-SE) Akut övre luftvägsinfektion\n", True),
        ("Åtgärd", "", True),
        ("Bidiagnos", "R05.9 (ICD-10-SE) Hosta\nR50.9 (ICD-10-SE) Feber\n", True),
    ],
)
def test_a_chosen_section_is_its_text_and_no_more(keyword: str, output: str, is_proven: bool, profile: Profile) -> None:
    record, _ = mapping.to_record(NOTE, profile)
    sections = proof.expected_sections(record, profile, profile.targets["melior"], False)
    assert proof.section_is_proven(output, keyword, sections, record) is is_proven


_Q, _ACUTE, _CIRCUMFLEX = "LATIN SMALL LETTER Q", "COMBINING ACUTE ACCENT", "COMBINING CIRCUMFLEX ACCENT"


@pytest.mark.parametrize(
    ("text", "encodable", "charset", "reported", "is_proven"),
    [
        ("a ≥ b", "a ≥ b", "", 0, True),
        ("a ≥ b", "a >= b", "", 0, False),
        ("aå", "aå", "cp1252", 0, True),
        ("aå", "aå", "cp1252", 1, False),
        ("a ≥ b", "a >= b", "cp1252", 1, True),
        ("a ≥ b", "a >= b", "cp1252", 0, False),
        ("a ≥ b", "a <= b", "cp1252", 1, False),
        ("a ≥ b", "a >= b ", "cp1252", 1, False),
        ("a ≥", "a ", "cp1252", 1, False),
        ("≥≥ å", ">=>= å", "cp1252", 1, True),
        ("≥≤", ">=<=", "cp1252", 2, True),
        ("ma\u030ar", "mår", "cp1252", 1, True),
        ("ma\u030ar", "mar", "cp1252", 1, False),
        ("10⁹", "10^9", "ascii", 1, True),
        ("10⁹", "109", "ascii", 1, False),
        ("ﬁ", "fi", "ascii", 1, True),
        ("😀", "[U+1F600 GRINNING FACE]", "cp1252", 1, True),
        ("😀", "?", "cp1252", 1, False),
        ("", "", "ascii", 0, True),
        ("\u0301å", "[U+0301 COMBINING ACUTE ACCENT]å", "cp1252", 1, True),
        ("\n\u0301", "\n[U+0301 COMBINING ACUTE ACCENT]", "cp1252", 1, True),
        ("½\u2009", "½ ", "cp1252", 1, True),
        ("⒈", "[U+2488 DIGIT ONE FULL STOP]", "ascii", 1, True),
        ("⒈", "1.", "ascii", 1, False),
        ("\ue000", "[U+E000]", "cp1252", 1, True),
        ("q\u0301\u0302", f"[U+0071 {_Q} + U+0301 {_ACUTE} + U+0302 {_CIRCUMFLEX}]", "ascii", 1, True),
    ],
)
def test_only_lacking_characters_are_transliterated_and_each_is_reported(
    text: str, encodable: str, charset: str, reported: int, is_proven: bool, profile: Profile
) -> None:
    assert proof.charset_is_proven(encodable, text, charset, reported, profile) is is_proven


def test_a_letter_has_thirty_marks_at_most(profile: Profile) -> None:
    marks = "\u0301" * 30
    one, other = (
        f"[{' + '.join(names)}]" for names in ([f"U+0071 {_Q}"] + [f"U+0301 {_ACUTE}"] * 30, [f"U+0301 {_ACUTE}"])
    )
    assert proof.charset_is_proven(one, f"q{marks}", "ascii", 1, profile)
    assert proof.charset_is_proven(one + other, f"q{marks}\u0301", "ascii", 2, profile)


def test_a_transliteration_in_xml_is_escaped(profile: Profile) -> None:
    assert proof.charset_is_proven("<a>&gt;=</a>", "<a>≥</a>", "ascii", 1, profile, syntax="markup")
    assert not proof.charset_is_proven("<a>>=</a>", "<a>≥</a>", "ascii", 1, profile, syntax="markup")


def test_sections_one_by_one_are_shown_in_the_character_set(profile: Profile) -> None:
    result = convert(sources()["xml"], "melior", profile=profile, charset="cp1252", replace=True)
    assert ("Status", "AT ua >= 95 %") in result.sections
    assert "\nAT ua >= 95 %\n" in str(result.output)


# -- digests and bytes ----------------------------------------------------------------------------------------


def test_the_digest_is_that_of_the_source_as_it_came() -> None:
    assert proof.digest_of("å") == proof.digest_of("å".encode()) == hashlib.sha256("å".encode()).hexdigest()
    assert proof.digest_of("\ud800")


@pytest.mark.parametrize(
    ("data", "is_proven"),
    [
        ("å\n".encode(), True),
        ("å\r\n".encode(), False),
        ("å\n".encode("utf-8-sig"), False),
        ("å\n".encode("cp1252"), False),
        (b"", False),
    ],
)
def test_bytes_are_the_output_in_utf_8(data: bytes, is_proven: bool) -> None:
    assert proof.bytes_are_proven(data, "å\n") is is_proven


def test_an_output_that_utf_8_cannot_hold_is_refused() -> None:
    assert encoded("å") == "å".encode()
    with pytest.raises(Refused) as refused:
        encoded("\ud800")
    assert refused.value.finding == Finding("MVG603")


def test_files_and_batches_hand_out_the_proven_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write_output("å\n", str(tmp_path / "a"), force=False)
    assert (tmp_path / "a").read_bytes() == "å\n".encode()
    monkeypatch.setattr(proof, "bytes_are_proven", lambda data, *_: data == b"")
    with pytest.raises(Refused):
        files.write_output("å\n", str(tmp_path / "b"), force=False)
    assert not (tmp_path / "b").exists()


# -- the page of the registration -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_the_page_of_every_sample_is_proven(path: Any, profile: Profile) -> None:
    note = read_note(path.read_bytes(), profile=profile).note
    assert note is not None
    for form in ("text", "html", "json"):
        assert registration_page_of(note, profile, form)


def _page(form: PageForm, note: TriageNote, profile: Profile) -> tuple[str, Callable[[str], bool]]:
    subject = subject_of(note, profile)
    registration = register(subject.contact, profile)
    output = document(registration, subject, profile, form)
    owed, template = proven_page.expected_page(registration, subject, profile), profile.templates[FORMS[form]]
    return output, lambda page: page_proof.page_is_proven(page, form, owed, profile, template)


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("chatt", "video"),
        ("prio 3", "prio 2"),
        ("Avgiftsfri kontakt", "Avgift"),
        ("revision 5", "revision 6"),
        ("Exempel & Co", "Exempel"),
        ("Dokumentera", "Dokumentera inte"),
        ("2025-04-10", "2026-04-10"),
    ],
)
def test_a_page_that_states_something_else_is_caught(form: PageForm, old: str, new: str, profile: Profile) -> None:
    note = NOTE._replace(contact=NOTE.contact._replace(unit_worked_for="Exempel & Co"))
    output, is_proven = _page(form, note, profile)
    written = old.replace("&", "&amp;") if form == "html" else old
    assert is_proven(output)
    assert written in output
    assert not is_proven(output.replace(written, new))


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_page_that_states_an_unknown_fact_is_caught(form: PageForm, profile: Profile) -> None:
    note = NOTE._replace(contact=NOTE.contact._replace(fee_exempt=""))
    output, is_proven = _page(form, note, profile)
    assert is_proven(output)
    other, _ = _page(form, NOTE, profile)
    assert not is_proven(other)


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("word", ["ja", "nej"])
def test_a_page_that_states_a_fact_that_is_not_known_is_caught(form: PageForm, word: str, profile: Profile) -> None:
    note = NOTE._replace(contact=NOTE.contact._replace(dictates=""))
    output, is_proven = _page(form, note, profile)
    label = profile.labels["contact.dictates"]
    end, line_end = ("</footer>", "<br>") if form == "html" else ("Det som är märkt", "\n")
    assert is_proven(output.replace(end, f"{line_end}{label}{line_end}{end}"))
    for stated in (f"{label} {word}", f"{label}: {word}"):
        assert not is_proven(output.replace(end, f"{line_end}{stated}{line_end}{end}"))


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_page_that_states_an_unknown_fact_in_the_words_of_the_registration_is_caught(
    form: PageForm, profile: Profile
) -> None:
    note = NOTE._replace(contact=NOTE.contact._replace(chat_mode=""))
    output, is_proven = _page(form, note, profile)
    words = dict(load_registration(profile).questions["chat_mode"].choices)["async"]
    assert words not in profile.words["contact.chat_mode"].values()
    end, line_end = ("</footer>", "<br>") if form == "html" else ("Det som är märkt", "\n")
    stated = f"{line_end}{profile.labels['contact.chat_mode']}: {words}{line_end}{end}"
    assert is_proven(output)
    assert not is_proven(output.replace(end, stated))


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("fact", ["ended", "created", "signed_at"])
@pytest.mark.parametrize(("time", "shown"), [("2024-03-14T09:38:00+01:00", "09:38"), ("i går kväll", "i går kväll")])
def test_a_page_with_another_time_than_the_latest_that_the_note_has_is_caught(
    form: PageForm, fact: str, time: str, shown: str, profile: Profile
) -> None:
    note = with_fact(NOTE._replace(created="", ended="", signed_at=""), fact, time)
    output, is_proven = _page(form, note, profile)
    assert is_proven(output)
    assert shown in output
    assert not is_proven(output.replace(shown, "09:39"))
    assert not is_proven(output.replace(shown, ""))


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_the_page_of_a_note_without_patient_times_and_diagnosis_is_proven(form: PageForm, profile: Profile) -> None:
    bare = NOTE._replace(
        patient=Patient(number="199104272381"), created="", ended="", signed_at="", principal_diagnosis=NO_DIAGNOSIS
    )
    assert ("199104272381" in registration_page_of(bare, profile, form)) is (form != "json")


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("colleague", ["", " ", "Jan Provén"])
def test_a_page_names_the_consulted_colleague_or_the_routines_NN(
    form: PageForm, colleague: str, profile: Profile
) -> None:
    note = NOTE._replace(contact=NOTE.contact._replace(consultation="consult_only", colleague=colleague))
    output, is_proven = _page(form, note, profile)
    named = f"kollega {colleague.strip() or 'NN'}"
    assert is_proven(output)
    assert named in output
    assert not is_proven(output.replace(named, "kollega Någon Annan"))


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("registration", ["Ge penicillin", "Patientens namn Någon Annan", "Kanal"])
def test_a_line_of_a_page_is_a_value_a_fact_or_a_word_of_the_profile(
    form: PageForm, registration: str, profile: Profile
) -> None:
    output, is_proven = _page(form, NOTE, profile)
    end = "</footer>" if form == "html" else "Det som är märkt"
    assert output.count(end) == 1
    own = profile.labels["patient.name"]
    assert is_proven(output.replace(end, f"{own}\n{end}"))
    assert not is_proven(output.replace(end, f"{registration} av NN som inte finns\n{end}"))


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("take", [lambda note: note.patient.name, lambda note: note.patient.number])
def test_a_page_of_another_patient_is_caught(
    form: PageForm, take: Callable[[TriageNote], str], profile: Profile
) -> None:
    output, is_proven = _page(form, NOTE, profile)
    assert take(NOTE)
    assert take(NOTE) in output
    assert not is_proven(output.replace(take(NOTE), "Någon Annan"))


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_name_on_two_lines_is_proven_as_one(form: PageForm, profile: Profile) -> None:
    note = NOTE._replace(patient=NOTE.patient._replace(name="Astrid\nExempelsson"))
    assert registration_page_of(note, profile, form)


def _data(profile: Profile) -> tuple[dict[str, Any], proof.ExpectedPage]:
    """A page as JSON with a booking of which a part is there, and what is expected of it."""
    subject = subject_of(NOTE, profile, "ab" * 32)._replace(booked=("hidden_in_1177",))
    registration = register(subject.contact, profile)
    data = json.loads(document(registration, subject, profile, "json"))
    return data, proven_page.expected_page(registration, subject, profile)


def test_a_page_in_json_has_the_facts_and_the_values(profile: Profile) -> None:
    data, right = _data(profile)
    for expected, is_proven in (
        (right, True),
        (right._replace(values={**right.values, "kva": "XS999"}), False),
        (right._replace(contact=right.contact._replace(prio="1")), False),
        (right._replace(digest=""), False),
        (right._replace(inferred=("prio",)), False),
        (right._replace(lines=right.lines[1:], booking=()), False),
    ):
        assert proof.page_data_is_proven(json.dumps(data), expected, profile) is is_proven
    doubled = '{"note_id": "Hostar.", ' + json.dumps(data)[1:]
    for wrong in ("", "{}", "[]", '{"facts": {}}', doubled, json.dumps({**data, "schema": True})):
        assert not proof.page_data_is_proven(wrong, right, profile)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("revision",), "4"), (("either",), {"kva": ["XS012"]}), (("inferred",), ["kva"]), (("rules",), ["R1"]),
        (("missing_facts",), ["prio"]), (("unit_name",), "Annan"), (("gaps",), []),
        (("questions",), [{"fact": "prio", "text": "?", "choices": {}}]),
        (("sources", "documents"), ["R1"]), (("booking",), {"lacks": []}),
        (("advice", 0, "text"), "Gör ingenting."), (("advice", 0, "rules"), ["R1"]), (("advice", 0, "task"), None),
        (("advice", 0, "sections"), "9"), (("advice", 0, "inferred"), None), (("advice", 0, "part"), "elvis"),
        (("advice",), []), (("facts",), {}), (("schema",), 2), (("expired",), False), (("text",), "Hostar."),
        (("facts", "text"), "Hostar."), (("advice", 0, "note"), "Hostar."),
    ],
)  # fmt: skip
def test_K7_a_page_in_json_with_other_advice_or_values_is_caught(
    path: tuple[str | int, ...], value: object, profile: Profile
) -> None:
    data, expected = _data(profile)
    assert proof.page_data_is_proven(json.dumps(data), expected, profile)
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    assert target.get(path[-1]) != value
    target[path[-1]] = value
    assert not proof.page_data_is_proven(json.dumps(data), expected, profile)


_TICKS = {
    "text": ("[x] rutan dölj i 1177 ibockad", "[ ] rutan dölj i 1177 ibockad"),
    "html": ('<li class="box done">rutan dölj i 1177 ibockad', '<li class="box">rutan dölj i 1177 ibockad'),
}


@pytest.mark.parametrize("form", _TICKS)
def test_F16_a_box_of_the_booking_that_is_ticked_wrongly_is_caught(form: PageForm, profile: Profile) -> None:
    ticked, empty = _TICKS[form]
    for booked, right, wrong in ((("hidden_in_1177",), ticked, empty), ((), empty, ticked)):
        subject = subject_of(NOTE, profile)._replace(booked=booked)
        registration = register(subject.contact, profile)
        output = document(registration, subject, profile, form)
        assert right in output
        assert proven_page.registration_page_is_proven(output, registration, subject, profile, form)
        for other in (
            output.replace(right, wrong),
            output.replace(right, f"{right}\n{right}"),
            output.replace(right, ""),
        ):
            assert not proven_page.registration_page_is_proven(other, registration, subject, profile, form)


@pytest.mark.parametrize("form", _TICKS)
def test_F16_a_schedule_template_ticks_the_care_guarantee(form: PageForm, profile: Profile) -> None:
    subject = subject_of(NOTE, profile)
    registration = register(subject.contact, profile)
    output = document(registration, subject, profile, form)
    with_template = subject._replace(has_template=True)
    other = document(registration, with_template, profile, form)
    assert proven_page.registration_page_is_proven(other, registration, with_template, profile, form)
    assert not proven_page.registration_page_is_proven(output, registration, with_template, profile, form)


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("R56", "R71"),  # another rule of the page
        ("4.3.1", "4.3.2"),  # another section of it
        ("R31", "R31, R33"),
        ("XS012", "XS012 (härlett)"),
        ("Exempelby hälsocentral (den enhet du arbetar åt vid tillfället) (härlett)",
         "Exempelby hälsocentral (den enhet du arbetar åt vid tillfället)"),
        ("Avgiftsfritt (AF)", "Avgiftsfritt (AF) (AF)"),
    ],
)  # fmt: skip
def test_F4_a_line_with_another_rule_section_or_mark_is_caught(
    form: PageForm, old: str, new: str, profile: Profile
) -> None:
    output, is_proven = _page(form, NOTE, profile)
    output = output.replace("</strong>", "").replace("<strong>", "")
    assert is_proven(output)
    assert old in output
    assert not is_proven(output.replace(old, new, 1))


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_a_page_that_is_not_proven_is_not_handed_out(
    form: PageForm, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proven_page, "document", lambda *given: document(*given).replace("2025-04-10", "2026-04-10"))
    with pytest.raises(Refused) as refused:
        registration_page_of(NOTE, profile, form)
    assert refused.value.finding == Finding("MVG604")
