"""The table of properties: each holds for every sample, says where it does not, and never quotes the note."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from converter import pipeline, render
from converter.conversion import output as producing
from converter.note.model import Contact, Entry, TriageNote
from converter.profile import Profile, load_profile
from converter.record import mapping
from converter.testing import PROPERTIES, Property, as_text, as_xml
from converter.testing.note_under_test import NoteUnderTest, PropertyViolation, is_visible
from converter.testing.profile_variants import changed
from converter.testing.reading_properties import fits_text, is_plain
from paths import BROKEN, WHOLE
from regional import region_at

SAMPLES = [*WHOLE, *(path for path in sorted(BROKEN.iterdir()) if path.suffix in {".txt", ".xml", ".pdf", ".png"})]
STATUS = b"Status\nu.a.\n"


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_holds_for_every_sample_and_speaks_of_the_whole_ones(name: str, profile: Profile) -> None:
    spoken = 0
    for path in SAMPLES:
        verdict = PROPERTIES[name].holds(path.read_bytes(), profile)
        assert verdict.holds, f"{path.name}: {verdict.reason}"
        spoken += verdict.applies and path in WHOLE
    assert spoken > len(WHOLE) / 2, "of XML with lines that read like headings the copied text says nothing"


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_is_worded_twice(name: str) -> None:
    known = PROPERTIES[name]
    assert known.words("sv") != known.words("en")
    assert known.words() == known.swedish


@pytest.mark.parametrize("name", [name for name in PROPERTIES if name not in ("answers", "repeat")])
def test_a_property_says_nothing_of_what_cannot_be_read(name: str, profile: Profile) -> None:
    assert not PROPERTIES[name].holds(b"%PDF-1.7", profile).applies


def test_a_required_field_that_no_option_gives_gets_no_value(profile: Profile) -> None:
    region = profile.replace(required=(profile.required[0]._replace(fact="patient.number"), *profile.required[1:]))
    assert NoteUnderTest(STATUS, region).missing.keys() == {field.fact for field in region.required[1:]}


def test_what_was_met_is_counted(profile: Profile) -> None:
    verdict = PROPERTIES["answers"].holds(STATUS, profile)
    assert {"MVG401", "MVG430"} <= verdict.codes
    assert verdict.targets == {"melior"}


@pytest.mark.parametrize("fault", [KeyError("ASTRID"), RecursionError("ASTRID"), AssertionError("ASTRID")])
def test_an_exception_of_the_program_is_a_verdict_that_does_not_quote_it(
    fault: Exception, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise fault

    monkeypatch.setattr(mapping, "to_record", fails)
    verdict = PROPERTIES["answers"].holds(STATUS, profile)
    assert not verdict.holds
    assert type(fault).__name__ in verdict.reason
    assert "ASTRID" not in verdict.reason


def test_an_exception_outside_the_program_is_a_verdict_too(profile: Profile) -> None:
    def fails(case: NoteUnderTest) -> None:
        raise ValueError(case.source.decode())

    assert Property(fails, "a", "b").holds(b"ASTRID", profile).reason.startswith("ValueError Property.holds")


def test_a_property_that_says_nothing_of_where_still_does_not_hold(profile: Profile) -> None:
    def fails(_: NoteUnderTest) -> None:
        raise PropertyViolation

    assert not Property(fails, "a", "b").holds(STATUS, profile).holds


def test_of_an_id_that_xml_cannot_hold_the_forms_say_nothing(profile: Profile) -> None:
    verdict = PROPERTIES["forms"].holds("Ärende: a<b\n\nStatus\n1\n".encode(), profile)
    assert (verdict.applies, verdict.holds) == (False, True)


@pytest.mark.parametrize("colleague", ["", "saknas", "NN", "-", "Anna Ek", "Anna\u2028Ek"])
@pytest.mark.parametrize(
    "text", ["Ua", "– Chatt med patient", "Konsulterat kollega NN", "Inga fynd\nKonsulterat kollega Anna Ek"]
)
def test_the_phrases_are_due_by_the_same_rules_for_the_property(text: str, colleague: str, profile: Profile) -> None:
    for consultation in ("", *profile.words["contact.consultation"]):
        contact = Contact(("chat",), colleague, consultation=consultation)
        entries = (Entry("Besöksorsak", "Ont"), Entry("Kompletterande anamnes", text), Entry("Status", "x"))
        note = as_xml(TriageNote(contact=contact, entries=entries)).encode()
        assert PROPERTIES["phrases"].holds(note, profile).reason == "", consultation


def test_mark_up_that_is_not_well_formed_is_no_output(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second parser notices what the program's own proof would let pass."""
    whole = render.render
    monkeypatch.setattr(producing, "is_proven", lambda *_: True)
    monkeypatch.setattr(render, "render", lambda *given: whole(*given)[:-40])
    assert PROPERTIES["balance"].holds(STATUS, profile).reason == "pmo"


def test_sections_do_not_need_a_keyword_without_text(profile: Profile) -> None:
    region = changed(profile, [lambda data: data.update(keyword=[row for row in data["keyword"] if "clinic24" in row])])
    assert all(row.clinic24 for row in region.rows)
    verdict = PROPERTIES["sections"].holds(STATUS, region)
    assert verdict.applies
    assert verdict.holds


NO_TARGETS: tuple[Callable[[bool], bool], ...] = (lambda gated: gated, lambda gated: not gated)


@pytest.mark.parametrize("keep", NO_TARGETS, ids=["only gated", "only free"])
@pytest.mark.parametrize("name", PROPERTIES)
def test_a_profile_with_one_kind_of_target_breaks_nothing(
    name: str, keep: Callable[[bool], bool], profile: Profile
) -> None:
    some = profile.replace(targets={name: one for name, one in profile.targets.items() if keep(one.gated)})
    assert PROPERTIES[name].holds((BROKEN.parent / "cystit-video.xml").read_bytes(), some).holds


def _region(folder: Path, toml: str, **files: str) -> Profile:
    return load_profile(region_at(folder, toml, **files))


def test_a_profile_that_takes_its_registration_from_its_base_is_asked_of_it(tmp_path: Path) -> None:
    assert PROPERTIES["registration"].holds(STATUS, _region(tmp_path, "")).applies


def test_a_keyword_of_the_record_may_be_called_as_a_group_of_the_note(tmp_path: Path) -> None:
    region = _region(tmp_path, '[[keyword]]\nclinic24 = "Patientens egenanamnes"\npmo = "Anamnes"\n')
    verdict = PROPERTIES["table"].holds(b"Anamnes\n1\n\nPatientens egenanamnes\n2\n", region)
    assert (verdict.applies, verdict.reason) == (True, "")


@pytest.mark.parametrize(
    ("shows", "frame"),
    [('["diagnoses"]', "{% for a, b, c, d, e in diagnoses %}\n{{ e }}\n{% endfor %}"), ("[]", "Slut")],
)
def test_a_text_with_words_of_its_template_is_not_asked_to_be_a_note_again(
    shows: str, frame: str, tmp_path: Path
) -> None:
    loop = "{% for heading, text in sections %}\n{{ heading }}\n{{ text }}\n\n{% endfor %}\n"
    toml = f'replaces = ["targets"]\n[targets.own]\ntemplate = "own.txt.j2"\nshows = {shows}\n'
    source = b"Huvuddiagnos: J06.9\n\nStatus\n1\n"
    assert not PROPERTIES["stable"].holds(source, _region(tmp_path, toml, own__txt__j2=loop + frame)).applies
    bare = toml.replace(shows, "[]")
    assert PROPERTIES["stable"].holds(source, _region(tmp_path / "own", bare, own__txt__j2=loop)).applies


def test_places_that_make_a_text_read_like_two_notes_are_refused_and_that_is_no_fault(profile: Profile) -> None:
    text = "Besöksorsak\n1\n\nKompletterande anamnes\n1\n\nAnamnes\n1\n- 1\n- Kompletterande anamnes\n- 2\n"
    verdict = PROPERTIES["placed"].holds(text.encode(), profile)
    assert (verdict.holds, "MVG234" in verdict.codes) == (True, True)


def test_a_note_of_facts_alone_is_copied_as_nothing_and_no_note_again(profile: Profile) -> None:
    verdict = PROPERTIES["stable"].holds("Vårdpersonalens HSA-id: SE2321000016-1A2B\n\nStatus\n".encode(), profile)
    assert (verdict.applies, "MVG101" in verdict.codes) == (False, True)


def test_a_profile_without_registration_has_no_law_of_it(profile: Profile, tmp_path: Path) -> None:
    verdict = PROPERTIES["registration"].holds(STATUS, profile.replace(tables={}))
    assert not verdict.applies
    assert verdict.holds


@pytest.mark.parametrize(("text", "visible"), [("a", True), ("½", True), ("\u200b \u00a0\u3164", False), ("", False)])
def test_what_can_be_seen_is_reported_without_the_program(text: str, visible: bool) -> None:
    assert is_visible(text) is visible


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("<br/> Status", False), ("<b>* Status</b>", False), ("<52 %", True),
        ("- feber", True), ("", True), ("Statuss", False), ("1 2 3 4 5: x", True), ("1: x", False), ("?", False),
        (": x", False), ("åäö", False), ("Status i dag är utan anmärkning", True), ("STATUS : 1", False),
    ],
)  # fmt: skip
def test_a_line_is_plain_when_it_begins_as_no_heading_does(line: str, plain: bool, profile: Profile) -> None:
    assert is_plain(line, profile) is plain


def test_every_whole_sample_says_whether_the_copied_text_can_hold_it(profile: Profile) -> None:
    """The samples have lines that begin as headings do; those are read right, the property is not about them."""
    notes = [pipeline.read_note(path.read_bytes(), profile=profile).note for path in WHOLE if path.suffix == ".xml"]
    held = [note for note in notes if note is not None and fits_text(note, profile)]
    for note in held:
        assert pipeline.read_note(as_text(note, profile), profile=profile).note == note
        assert pipeline.read_note(as_xml(note), profile=profile).note == note


def test_a_heading_that_comes_twice_is_no_section_of_its_own(profile: Profile) -> None:
    text = "Status\nu.a.\n\nHuvuddiagnos: J03.9 Akut tonsillit\nBidiagnos: J06.9 ÖLI\nBidiagnos: R05.9 Hosta\n"
    verdict = PROPERTIES["sections"].holds(text.encode(), profile)
    assert (verdict.applies, verdict.holds) == (True, True)


def test_a_text_with_two_values_of_a_fact_need_not_stay_the_same(profile: Profile) -> None:
    """Copied, both are lines under the same heading, the fact below: read again, the first is the fact."""
    source = "Huvuddiagnos: J06.9 ÖLI\nHuvuddiagnos: R05.9\n\nBesöksorsak\nhosta\n".encode()
    verdict = PROPERTIES["stable"].holds(source, profile)
    assert (verdict.applies, verdict.holds, "MVG223" in verdict.codes) == (False, True, True)
