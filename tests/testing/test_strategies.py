"""What the strategies draw: legal notes, corruption that is seen, files of every kind; every code can be reached."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from functools import partial
from random import Random

import pytest
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import converter.testing
from converter import convert, load_profile, read_note
from converter.findings.catalogue import CATALOGUE
from converter.note.model import Contact, TriageNote
from converter.note.reading import SourceForm
from converter.profile import Profile
from converter.profile.schema import NEEDED_LABELS
from converter.testing import (
    PROPERTIES,
    as_text,
    as_xml,
    contacts,
    corrupt,
    corruption_lists,
    encodings,
    facts,
    line_ends,
    lines,
    notes,
    profiles,
    sources,
    texts,
)
from converter.testing.corruptions import TO_BYTES
from converter.testing.file_strategies import CORRUPTIONS
from converter.testing.profile_variants import changed, less_required
from converter.testing.reachable_codes import FROM_A_NOTE, NOT_FROM_A_NOTE
from paths import SAMPLES

PROFILE = load_profile()
XML, TEXT = ((SAMPLES / f"lang-anteckning.{form}").read_text("utf-8-sig") for form in ("xml", "txt"))


@pytest.mark.slow
@pytest.mark.counted
@given(notes(PROFILE))
def test_a_note_is_read_back_the_same_from_either_form(note: TriageNote) -> None:
    assert read_note(as_xml(note), profile=PROFILE).note == note
    assert _copied(note, PROFILE) == note


def _copied(note: TriageNote, profile: Profile) -> TriageNote | None:
    """The note read back from its copied text; a draw with a text that reads like a second note is passed over."""
    reading = read_note(as_text(note, profile), profile=profile)
    assume("MVG234" not in [finding.code for finding in reading.findings])
    return reading.note


NEEDED = PROFILE.replace(label_facts={
    label: fact for label, fact in PROFILE.label_facts.items() if fact in (*NEEDED_LABELS, "patient.personnummer")
})  # fmt: skip


@pytest.mark.slow
@pytest.mark.counted
@given(notes(NEEDED), contacts(PROFILE))
def test_a_note_holds_no_fact_that_the_profile_has_no_label_for(note: TriageNote, contact: Contact) -> None:
    assert _copied(note, NEEDED) == note
    with_contact = note._replace(contact=contact, signer="Lisbet Mallgren")
    assert as_text(with_contact, NEEDED) == as_text(note, NEEDED)


@pytest.mark.slow
@pytest.mark.counted
@given(notes(PROFILE), st.sampled_from([" ", "\t", "  "]), st.sampled_from([" ", "\t", "\n      "]))
@settings(max_examples=60)
def test_K8_white_space_around_facts_and_answers_changes_no_output(note: TriageNote, text: str, xml: str) -> None:
    for target in ("melior", "pmo-text"):
        pairs = ((as_xml(note), as_xml(note, xml)), (as_text(note, PROFILE), as_text(note, PROFILE, text)))
        for plain, spaced in pairs:
            one, other = (convert(source, target, profile=PROFILE) for source in (plain, spaced))
            assert one.exit_code == other.exit_code != 70
            assert (one.output is None) is (other.output is None)
            assert one.sections == other.sections


@pytest.mark.slow
@pytest.mark.counted
@given(st.data())
def test_a_line_is_text_wherever_it_stands(data: st.DataObject) -> None:
    first, second = data.draw(lines(PROFILE)), data.draw(lines(PROFILE))
    for source in (
        f"Status\n{first}\n{second}",
        f"Status\n1\n\n{first}\n{second}",
        f"Journaltyp: 1\n\nStatus\n{first}",
    ):
        note = read_note(source, profile=PROFILE).note
        assert note is not None
        assert len(note.entries) == 1
        assert first in note.entries[0].text


@given(texts(PROFILE))
def test_a_text_has_no_blank_lines_at_its_ends(text: str) -> None:
    assert text.strip("\n") == text
    assert text.partition("\n")[0].strip()


@given(facts())
def test_a_fact_is_one_line_with_nothing_around_it(fact: str) -> None:
    assert fact.strip() == fact != ""


@given(contacts(PROFILE))
def test_a_contact_has_codes_that_the_xml_form_knows(contact: Contact) -> None:
    assert read_note(as_xml(TriageNote(contact=contact)), profile=PROFILE).note is not None


@given(encodings(), line_ends())
def test_an_encoding_and_a_line_end_are_known_to_python(encoding: str, line_end: str) -> None:
    assert "Status\n".replace("\n", line_end).encode(encoding)


@pytest.mark.slow
@pytest.mark.counted
@given(st.sampled_from(["xml", "text"]), st.data())
def test_a_corrupted_note_still_gives_a_result(form: SourceForm, data: st.DataObject) -> None:
    text = corrupt(XML if form == "xml" else TEXT, form, data.draw(corruption_lists(form)), PROFILE)
    result = convert(text, "melior", profile=PROFILE)
    assert result.ok == (result.output is not None)


@pytest.mark.parametrize(("form", "name"), [(form, name) for form, known in CORRUPTIONS.items() for name in known])
def test_a_corruption_changes_a_note_that_has_what_it_changes(form: SourceForm, name: str) -> None:
    text = XML if form == "xml" else TEXT
    assert any(corrupt(text, form, [(name, at)], PROFILE) != text for at in (0, 1))


@pytest.mark.parametrize(("form", "name"), [(form, name) for form, known in CORRUPTIONS.items() for name in known])
def test_a_corruption_takes_any_text(form: SourceForm, name: str) -> None:
    for text in ("", "\n", "<a>", "x"):
        assert isinstance(corrupt(text, form, [(name, 0)], PROFILE), str)


@pytest.mark.parametrize("name", TO_BYTES)
def test_a_loss_changes_the_file(name: str) -> None:
    assert TO_BYTES[name](XML.encode()) != XML.encode()


def test_a_region_keeps_its_codes_of_facts_in_a_corruption_of_its_headings(profile: Profile) -> None:
    bare = profile.replace(label_facts={}, groups=())
    assert "x: fax" in corrupt(TEXT, "text", [("unknown code", 0)], bare)


TOGETHER = (14, 6, 7, 12, 22, 36, 13, 31, 11, 57)
"""Seeds whose searches reached every code together when they were chosen; others follow where they no longer do."""


def test_a_region_never_loses_its_last_required_field(profile: Profile) -> None:
    region = changed(profile, [partial(less_required, number) for number in range(5)])
    assert len(region.required_for(region.first_target)) == 1


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_every_code_a_note_can_cause_is_reached() -> None:
    """The rest is caused by a profile, a file or the program, and the table says by what."""
    reached: set[str] = set()
    handled = ("placed", "given", "phrases", "charsets", "sections", "registration")

    def all_are_reached(source: bytes) -> bool:
        for name in ("answers", *(handled if len(source) % 10 == 0 else ())):
            reached.update(PROPERTIES[name].holds(source, PROFILE).codes)
        return reached >= FROM_A_NOTE

    generate = settings(max_examples=60, database=None, deadline=None, phases=[Phase.generate])
    drawn = sources(PROFILE)
    for seed in (*TOGETHER, *range(100)):  # many short searches: one long search stays near what it has found
        with contextlib.suppress(NoSuchExample):
            find(drawn, all_are_reached, settings=generate, random=Random(seed))  # noqa: S311 -- to be repeated
            break
    assert FROM_A_NOTE - reached == frozenset()
    assert not reached & NOT_FROM_A_NOTE.keys()
    assert {code for code in CATALOGUE if code[3] in "123456"} == FROM_A_NOTE | NOT_FROM_A_NOTE.keys()


@pytest.mark.slow
def test_a_planted_fault_shrinks_to_a_note_of_a_few_lines() -> None:
    """The fault: a text of two lines and more under the second keyword loses its last line."""

    def breaks(source: bytes) -> bool:
        note = read_note(source, profile=PROFILE).note
        return note is not None and any(
            entry.keyword == list(PROFILE.places)[1] and "\n" in entry.text for entry in note.entries
        )

    opened = settings(max_examples=2000, database=None)
    for seed in (4, 5, 6):  # one search may end where only two changes at once would go on
        smallest = find(sources(PROFILE), breaks, settings=opened, random=Random(seed)).decode()  # noqa: S311 -- to be repeated
        if is_small := smallest.count("\n") <= 6 and "Patientens egenanamnes\n1\n" in smallest:
            break
    assert is_small


@pytest.mark.slow
@given(profiles(PROFILE), st.data())
@settings(max_examples=40)
def test_a_region_s_profile_is_one_that_notes_can_be_drawn_for(region: Profile, data: st.DataObject) -> None:
    note = data.draw(notes(region))
    result = convert(as_text(note, region), "melior", profile=region)
    assume("MVG234" not in [finding.code for finding in result.findings])  # its lines may read like two notes
    assert result.note is not None
    assert result.note.entries == note.entries
    assert result.exit_code != 70


@given(profiles(PROFILE))
@settings(max_examples=40)
def test_K7_a_region_s_profile_is_what_loading_makes(region: Profile) -> None:
    assert region.places == {row.clinic24: at for at, row in enumerate(region.rows) if row.clinic24}
    assert region.expected == tuple(row.clinic24 for row in region.rows if row.expected and row.clinic24)
    assert region.filled_rows == {at for at, row in enumerate(region.rows) if row.fill}
    assert [(field.keyword, field.heading) for field in region.fields] == [
        (row.record, row.clinic24) for row in region.rows
    ]
    assert len({row.record for row in region.rows}) == len(region.rows)


def test_K7_a_change_that_no_region_could_load_is_left_out() -> None:
    doubled = changed(PROFILE, [lambda data: data["keyword"].append(dict(data["keyword"][0]))])
    assert doubled.rows == PROFILE.rows
    assert doubled.digest == PROFILE.digest


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_regions_differ_in_rows_names_order_and_required_fields() -> None:
    drawn, unshrunk = profiles(PROFILE), settings(max_examples=3000, database=None, phases=[Phase.generate])
    for differs in (
        lambda region: len(region.rows) > len(PROFILE.rows) + 1,
        lambda region: region.rows[0].record != PROFILE.rows[0].record,
        lambda region: any(len(row.aliases) > 3 for row in region.rows),
        lambda region: len(region.required) < 3,
        lambda region: not any(row.fill for row in region.rows),
    ):
        assert find(drawn, differs, settings=unshrunk)


def test_only_the_strategies_need_hypothesis() -> None:
    imports = "from converter.testing import PROPERTIES, as_text, as_xml"
    code = f"import sys; sys.modules['hypothesis'] = None; {imports}"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_name_of_the_kit_can_be_had() -> None:
    for name in converter.testing.__all__:
        assert getattr(converter.testing, name).__doc__
    with pytest.raises(AttributeError, match="nothing"):
        _ = converter.testing.nothing
