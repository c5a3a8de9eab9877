"""What PMO and Melior are shown: the outputs by rule, templates as code of a region, headings, sections."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from converter import convert, load_profile, read_note
from converter.note.facts import LABELLED, assemble
from converter.note.model import (
    CODED_FACTS,
    Diagnosis,
    Entry,
    NumberType,
    Patient,
    Triage,
    TriageAnswer,
    TriageNote,
    Unit,
)
from converter.profile import Profile
from converter.record.mapping import to_record
from converter.render import RenderContext, omitted_facts, render, render_context
from converter.render.templates import compile_source, compiled_template
from converter.testing.writers import as_xml
from paths import SAMPLES

NOTE = (SAMPLES / "halsont-chatt.xml").read_bytes()
LONG = (SAMPLES / "lang-anteckning.xml").read_bytes()
CODES = {f"contact.{code}" for code in CODED_FACTS} - {"contact.prio"}
"""What the contact registration is about (`mvg register`), not the record."""
IN_THE_TEXTS = {"triage.presenting_reason", "triage.question", "triage.answer"}
DIAGNOSES = {"principal_diagnosis", "secondary_diagnosis"}
OTHER_NUMBERS = {"patient.samordningsnummer", "patient.reservnummer"}
BESIDE = [fact for fact in LABELLED if fact not in CODES | IN_THE_TEXTS | DIAGNOSES | OTHER_NUMBERS]
NS = {"r": "urn:mvg-export:record-note:1"}


def _pmo(profile: Profile, source: bytes = NOTE) -> etree._Element:
    return etree.fromstring((convert(source, profile=profile).output or "").encode())


def _texts(root: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in root.iterfind(path, NS)]


def _copy_of_profile(profile: Profile, folder: Path, **edits: tuple[str, str]) -> Profile:
    """The shipped profile in another folder, with `name=(old, new)` edits; `__` in a name stands for a point."""
    for file in filter(Path.is_file, profile.folder.iterdir()):
        text = file.read_text("utf-8")
        if (edit := edits.get(file.name.replace(".", "__").replace("-", "_"))) is not None:
            assert edit[0] in text
            text = text.replace(*edit)
        (folder / file.name).write_text(text, "utf-8")
    return load_profile(folder)


def test_R122_R123_the_triage_summary_is_in_the_record_whatever_the_channel(profile: Profile) -> None:
    for source in SAMPLES.glob("*.xml"):
        root = _pmo(profile, source.read_bytes())
        note = read_note(source.read_bytes(), profile=profile).note
        assert note is not None
        texts = _texts(root, ".//r:section/r:text")
        own = [entry.text for entry in note.entries if entry.keyword == "Patientens egenanamnes" and entry.text]
        assert texts[1] == (
            own[0] if own else "\n".join(f"{question} {answer}" for question, answer in note.triage.answers)
        )
        assert _texts(root, "r:triage/r:outcome") in ([], [note.triage.outcome])


def test_R124_the_note_names_the_unit_it_is_signed_from(profile: Profile) -> None:
    assert _texts(_pmo(profile), "r:signing/r:unit") == ["Exempelby hälsocentral"]


def test_R132_R133_the_keywords_stand_in_pmos_order_with_the_empty_ones(profile: Profile) -> None:
    keywords = _texts(_pmo(profile), ".//r:section/r:keyword")
    assert keywords == [*(row.record for row in profile.rows), "Huvuddiagnos"]


def test_R143_one_act_gives_the_whole_signed_document(profile: Profile) -> None:
    result = convert(NOTE, profile=profile)
    assert (result.ok, result.button) == (True, "Signera och exportera")
    assert _texts(_pmo(profile), "r:signing/r:signer") == ["Lisbet Mallgren"]


@pytest.mark.parametrize("target", ["pmo", "pmo-text", "pmo-html"])
def test_R144_the_overview_says_signed_note_with_date_and_time(target: str, profile: Profile) -> None:
    output = convert(NOTE, target, profile=profile).output or ""
    assert "Signerad anteckning" in output
    assert ("2024-03-14T09:41:00+01:00" if target == "pmo" else "2024-03-14 09:41 (+01:00)") in output


def test_R145_R146_the_running_text_holds_the_note_and_the_diagnosis(profile: Profile) -> None:
    root = _pmo(profile, LONG)
    label = "Huvuddiagnos"
    reported = dict(zip(_texts(root, ".//r:section/r:keyword"), _texts(root, ".//r:section/r:text"), strict=True))
    codes, titles = (
        _texts(root, ".//r:visit-diagnoses/r:diagnosis/r:code"),
        _texts(root, ".//r:visit-diagnoses//r:title"),
    )
    assert reported[label] == f"{codes[0]} (ICD-10-SE) {titles[0]}"
    assert len(codes) == 1 + 3
    kinds = [element.get("type") for element in root.iterfind(".//r:diagnosis", NS)]
    assert kinds == ["principal", "secondary", "secondary", "secondary"]


def test_a_diagnosis_without_a_word_is_not_shown(profile: Profile) -> None:
    source = NOTE.replace(b"<signing>", b'<diagnosis type="secondary"><code> </code></diagnosis><signing>')
    assert convert(source, "pmo", profile=profile).sections == convert(NOTE, "pmo", profile=profile).sections


def test_R147_R148_R149_melior_gets_one_piece_with_the_split_kept(profile: Profile) -> None:
    output = convert(NOTE, "melior", profile=profile).output or ""
    blocks = output.rstrip("\n").split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == [
        "Besöksorsak",
        "Patientens egenanamnes",
        "Kompletterande anamnes",
        "Status",
        "Bedömning",
        "Huvuddiagnos",
        "Triageutfall",  # R123: Melior gets it too
    ]
    for target in ("obstetrix", "other"):
        assert convert(NOTE, target, profile=profile).output == output


@pytest.mark.parametrize("target", ["pmo-text", "melior"])
def test_the_headings_can_be_those_of_the_pmo_template(target: str, profile: Profile) -> None:
    output = convert(NOTE, target, profile=profile, headings="record").output or ""
    assert "\nKontaktorsak\n" in f"\n{output}"
    assert "Besöksorsak" not in output


@pytest.mark.parametrize("target", ["melior", "obstetrix", "other"])
def test_F14_another_record_system_gets_the_notes_own_headings(target: str, profile: Profile) -> None:
    output = convert(NOTE, target, profile=profile).output or ""
    assert output == convert(NOTE, target, profile=profile, headings="clinic24").output
    assert [heading for heading in ("Besöksorsak\n", "Patientens egenanamnes\n") if heading in output] != []
    assert "Kontaktorsak" not in output
    again = read_note(output, profile=profile).note
    first = read_note(NOTE, profile=profile).note
    assert again is not None
    assert first is not None
    filled = [entry for entry in first.entries if entry.text]
    assert list(again.entries) == filled


@pytest.mark.parametrize("keyword", ["Status", "status:", "Kontaktorsak", "Besöksorsak"])
def test_one_section_is_the_text_of_one_keyword(keyword: str, profile: Profile) -> None:
    note = read_note(NOTE, profile=profile).note
    assert note is not None
    wanted = "Besöksorsak" if keyword == "Kontaktorsak" else keyword.capitalize().rstrip(":")
    text = next(entry.text for entry in note.entries if entry.keyword == wanted)
    assert convert(NOTE, "melior", profile=profile, section=keyword).output == f"{text}\n"


def test_a_section_without_text_is_reported(profile: Profile) -> None:
    result = convert(NOTE, "melior", profile=profile, section="Planering")
    assert (result.output, result.findings[-1].code) == (None, "MVG504")


def test_what_a_target_does_not_show_is_named(profile: Profile) -> None:
    named = [
        finding.words[0] for finding in convert(NOTE, "melior", profile=profile).findings if finding.code == "MVG315"
    ]
    assert "Patientens namn" in named[0]
    assert "Triageutfall" not in named[0]  # it stands in the text
    everything = [finding for finding in convert(NOTE, "pmo", profile=profile).findings if finding.code == "MVG315"]
    assert [finding.words for finding in everything] == [("Kontaktens kanaler, Enhet vid kontakten",)]


@pytest.mark.parametrize("target", ["pmo", "pmo-text", "pmo-html", "melior", "obstetrix", "other"])
def test_P1_every_fact_is_in_the_output_or_is_named_as_left_out(target: str, profile: Profile) -> None:
    words = {fact: f"ord{number:02}x" for number, fact in enumerate(BESIDE)}
    note = assemble(words | {"signed_at": "2024-03-14T09:41"}, [Entry("Status", "1")])
    record, _ = to_record(note, profile)
    used = compiled_template(profile, profile.targets[target].template)
    output = render(render_context(record, profile, profile.targets[target], "", note_headings=False), used)
    (finding,) = omitted_facts(record, profile, profile.targets[target], used)
    left_out = finding.words[0].split(", ")
    for fact, word in words.items():
        assert (word in output or (fact == "signed_at" and "2024-03-14" in output)) != (
            profile.labels[fact] in left_out
        ), fact


def test_G18_the_output_says_what_it_rests_on(profile: Profile) -> None:
    root = _pmo(profile)
    reported = {etree.QName(element).localname: element.text for element in root.find("r:provenance", NS)}
    assert reported["routine"] == "09-663403"
    assert (reported["revision"], reported["valid-to"]) == ("5", "2025-04-10")
    assert reported["profile-sha256"] == profile.digest


def test_a_label_of_a_template_is_no_text_of_the_note(profile: Profile) -> None:
    words = compiled_template(profile, "pmo.html.j2").words
    assert {"Besöksdiagnoser", "Löpande text", "Journaltyp"} <= words


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{{ text }}\n", "{{ text }}\nAllt är bra.\n"),
        ("{{ text }}\n", "{{ text|upper }}\n"),
        ("{{ text }}\n", "{{ text|title }}\n"),
        ("{{ text }}\n", "{{ text[:20] }}\n"),
        ("{% for heading, text in sections %}", "{% for heading, text in sections[::-1] %}"),
        ("{{ text }}\n", "{{ text }}\n{{ text }}\n"),
        ("{{ text }}\n", "{{ heading }}\n"),
    ],
)
def test_a_template_that_alters_the_text_is_caught(old: str, new: str, profile: Profile, tmp_path: Path) -> None:
    edited = _copy_of_profile(profile, tmp_path, melior__txt__j2=(old, new))
    result = convert(LONG, "melior", profile=edited)
    assert (result.output, result.findings[-1].code) == (None, "MVG602")


@pytest.mark.parametrize(
    ("new", "code"),
    [("{{ text|e }}", "MVG602"), ("{{ text|upper }}", "MVG602"), ("{{ text|replace('&lt;', '<') }}", "MVG718")],
)
def test_a_template_that_escapes_anew_or_undoes_it_is_caught(
    new: str, code: str, profile: Profile, tmp_path: Path
) -> None:
    edited = _copy_of_profile(profile, tmp_path, pmo__xml__j2=("{{ text }}", new))
    source = NOTE.replace(b"<text>", b"<text>&lt;b&gt; ", 1)
    assert convert(source, "pmo", profile=profile).ok
    assert convert(source, "pmo", profile=edited).findings[-1].code == code


def test_what_mark_up_would_take_for_its_own_is_escaped_in_texts_and_values(profile: Profile) -> None:
    source = NOTE.replace(b'system="ICD-10-SE"', b'system="&quot;A&amp;B&apos;"').replace(
        b"<text>", b"<text>&lt;b&gt; ", 1
    )
    result = convert(source, "pmo", profile=profile)
    assert result.ok
    root = etree.fromstring((result.output or "").encode())
    assert root.find(".//r:code", NS).get("system") == "\"A&B'"
    assert root.find(".//r:text", NS).text.startswith("<b> ")


@pytest.mark.parametrize(
    "new", ["{{ nobody }}", "{{ text.nothing }}", "{% for %}", "{{ 1 / 0 }}", "{{ text + 1 }}", "{{ ''.__class__ }}"]
)
def test_a_template_that_fails_is_named_and_quotes_nothing(new: str, profile: Profile, tmp_path: Path) -> None:
    edited = _copy_of_profile(profile, tmp_path, melior__txt__j2=("{{ text }}", new))
    result = convert(NOTE, "melior", profile=edited)
    assert (result.output, result.exit_code) == (None, 78)
    assert result.findings[-1].words[0] == "melior.txt.j2"


def test_an_edited_template_is_read_anew(profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    first = _copy_of_profile(profile, tmp_path / "a")
    assert convert(NOTE, "pmo-text", profile=first).ok
    edited = _copy_of_profile(profile, tmp_path / "a", pmo__txt__j2=("Besöksdiagnoser", "Diagnoser"))
    assert "\nDiagnoser\n" in (convert(NOTE, "pmo-text", profile=edited).output or "")


def test_a_template_gets_strings_only(profile: Profile) -> None:
    note = read_note(LONG, profile=profile).note
    assert note is not None
    target = profile.targets["pmo"]
    shown = render_context(to_record(note, profile)[0], profile, target, "0" * 64, False)
    for row in (*shown.sections, shown.facts.values(), *(shown.diagnoses or ())):
        assert all(isinstance(word, str) for word in row)
    assert render(shown, compiled_template(profile, target.template))


def test_a_page_that_is_not_well_formed_is_not_written(profile: Profile, tmp_path: Path) -> None:
    edited = _copy_of_profile(profile, tmp_path, pmo__html__j2=("</main>", ""))
    result = convert(NOTE, "pmo-html", profile=edited)
    assert (result.output, result.findings[-1].code) == (None, "MVG602")


@pytest.mark.parametrize(
    ("name", "source", "words", "names", "attributes"),
    [
        ("a.txt.j2", 'L: {{ one }}="{{ two }}"\n{% if three %}M{% endif %}{# {{ four }} #}\n',
         {"L:", '="', '"', "M"}, {"one", "two"}, set()),
        ("a.xml.j2", '<a b="{{ one }}">L {{ two|upper }}</a>{% if three %}<c>M</c>{% endif %}',
         {"L", "M"}, {"two", "upper"}, {"one"}),
    ],
)  # fmt: skip
def test_a_compiled_template_lists_the_labels_and_the_names_of_its_template(
    name: str, source: str, words: set[str], names: set[str], attributes: set[str]
) -> None:
    made = compile_source.__wrapped__(source, name)
    assert (set(made.words), set(made.names), set(made.attributes)) == (words, names, attributes)
    assert (made.syntax == "text") is name.endswith(".txt.j2")


@pytest.mark.parametrize(("name", "end"), [("a.txt.j2", "\u00a0 \n"), ("a.xml.j2", "\u00a0 \n\n")])
def test_only_blank_lines_at_the_end_of_a_plain_text_are_taken_away(name: str, end: str) -> None:
    made = compile_source.__wrapped__("{{ one }}\n", name)
    assert render(RenderContext((), {"one": "a\u00a0 \n"}, None), made) == f"a{end}"


def test_no_letter_at_the_end_of_a_plain_text_is_taken_away() -> None:
    assert (
        render(RenderContext((), {"one": "RTX"}, None), compile_source.__wrapped__("{{ one }}\n", "a.txt.j2"))
        == "RTX\n"
    )


def test_diagnoses_stand_under_the_profiles_labels_and_as_rows_where_the_target_shows_them(profile: Profile) -> None:
    labels = {"Diagnos": "principal_diagnosis", "Ytterligare": "secondary_diagnosis"}
    region = profile.replace(label_facts={**labels, **profile.label_facts})
    further = Diagnosis("R05.9", "", "Hosta"), Diagnosis(title="Feber")
    record, _ = to_record(TriageNote(principal_diagnosis=Diagnosis("J06.9"), secondary_diagnoses=further), region)
    pmo, melior = (render_context(record, region, region.targets[name], "", False) for name in ("pmo", "melior"))
    reported = (("Diagnos", "J06.9"), ("Ytterligare", "R05.9 Hosta"), ("Ytterligare", "Feber"))
    assert pmo.sections[-3:] == melior.sections == reported
    assert [row[0] for row in pmo.diagnoses or ()] == ["principal", "secondary", "secondary"]
    assert melior.diagnoses is None


@pytest.mark.parametrize(
    ("signer", "signed_at", "title"),
    [
        ("", "", "Osignerad anteckning"),
        ("A", "", "Osignerad anteckning"),
        ("", "2024-03-14T09:40", "Osignerad anteckning 2024-03-14 09:40 (+01:00)"),
        ("-", "2024-03-14T09:40", "Osignerad anteckning 2024-03-14 09:40 (+01:00)"),
        ("A", "2024-03-14T09:40", "Signerad anteckning 2024-03-14 09:40 (+01:00)"),
    ],
)
def test_K13_only_a_note_with_signer_and_time_is_titled_as_signed(
    signer: str, signed_at: str, title: str, profile: Profile
) -> None:
    note = TriageNote(entries=(Entry("Status", "1"),), principal_diagnosis=Diagnosis("J06.9"), record_type="a",
                      signing_unit=Unit("b"), signer=signer, signed_at=signed_at)  # fmt: skip
    result = convert(as_xml(note), "pmo-text", profile=profile)
    assert result.output is not None
    assert result.output.startswith(f"{title}\n")
    titles = [finding.words[-1] for finding in result.findings if finding.code == "MVG419"]
    assert titles == ([] if title.startswith("Signerad") else ["Osignerad anteckning"])


def test_what_a_target_does_not_show_is_named_by_its_label_or_by_its_fact(profile: Profile) -> None:
    note = TriageNote(signer="a", record_type="b", entries=(Entry("Status", "1"),))
    labels = {label: fact for label, fact in profile.label_facts.items() if fact != "signer"}
    bare = profile.replace(label_facts=labels)
    record, _ = to_record(note, bare)
    (finding,) = omitted_facts(record, bare, bare.targets["melior"], compiled_template(bare, "melior.txt.j2"))
    assert finding.words == ("Journaltyp, signer",)
    nothing, _ = to_record(TriageNote(entries=note.entries), profile)
    assert omitted_facts(nothing, profile, profile.targets["melior"], compiled_template(profile, "melior.txt.j2")) == []


@pytest.mark.parametrize(
    ("number_type", "label"),
    [("personnummer", "Patientens personnummer"), ("reservnummer", "Patientens reservnummer")],
)
def test_a_number_that_is_not_shown_is_named_by_its_kind(number_type: NumberType, label: str, profile: Profile) -> None:
    note = TriageNote(patient=Patient("", "2403141234", number_type))
    record, _ = to_record(note, profile)
    (finding,) = omitted_facts(record, profile, profile.targets["melior"], compiled_template(profile, "melior.txt.j2"))
    assert finding.words == (label,)


def test_what_the_patient_said_is_named_where_no_row_takes_it(profile: Profile) -> None:
    rows = tuple(row._replace(fill="") for row in profile.rows)
    region = profile.replace(rows=rows)
    note = TriageNote(triage=Triage("Halsont", (TriageAnswer("Feber?", "Ja"),), "Inom ett dygn"))
    record, _ = to_record(note, region)
    (finding,) = omitted_facts(record, region, region.targets["melior"], compiled_template(region, "melior.txt.j2"))
    assert finding.words == ("Patientens sökorsak, Triagesvar",)
    silent, _ = to_record(TriageNote(signer="A", triage=Triage("Halsont")), region)
    (finding,) = omitted_facts(silent, region, region.targets["melior"], compiled_template(region, "melior.txt.j2"))
    assert finding.words == ("Signerad av, Patientens sökorsak",)
    assert omitted_facts(record, profile, profile.targets["melior"], compiled_template(profile, "melior.txt.j2")) == []


@pytest.mark.parametrize("target", ["melior", "pmo-text", "other"])
def test_R123_the_outcome_of_the_triage_stands_in_a_text_that_has_no_other_place_for_it(
    target: str, profile: Profile
) -> None:
    result = convert(NOTE, target, profile=profile)
    assert result.note is not None
    assert ("Triageutfall", result.note.triage.outcome) in result.sections
    assert f"Triageutfall\n{result.note.triage.outcome}\n" in str(result.output)
