"""Where each line comes from: every line of text stands on the line of the source that is named."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from converter import Place, convert, read_note
from converter.findings.catalogue import Language
from converter.note.model import TriageNote
from converter.profile import Profile, load_profile
from converter.profile_tools.origins import FACT, FILL, KEYWORD, PHRASE, PROFILE, TEMPLATE, TEXT
from converter.profile_tools.provenance import Line, Provenance, trace_output
from converter.profile_tools.provenance_view import as_html, as_json, as_text, made_by
from converter.proof.leaves import leaves_of
from converter.testing import as_text as as_copied
from converter.testing import as_xml, notes
from converter.testing.profile_variants import SHAPES, changed, shaped
from paths import BROKEN, SAMPLES, WHOLE

TARGETS = ("pmo", "pmo-text", "pmo-html", "melior")


def _trace(source: bytes, to: str, profile: Profile, **how: object) -> Provenance:
    result = convert(source, to, profile=profile, **how)
    return trace_output(source, read_note(source, profile=profile), result, to, profile)


def _by_kind(found: Provenance, kind: str) -> list[Line]:
    return [line for line in found.lines if line.kind == kind]


@pytest.mark.slow
@pytest.mark.parametrize("to", TARGETS)
@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_every_line_of_text_stands_on_the_line_that_is_named(path: Path, to: str, profile: Profile) -> None:
    found = _trace(path.read_bytes(), to, profile)
    assert "\n".join(line.text for line in found.lines) == (
        convert(path.read_bytes(), to, profile=profile).output or ""
    ).rstrip("\n")
    assert found.source == tuple(read_note(path.read_bytes(), profile=profile).lines)
    texts = [line for line in _by_kind(found, TEXT) if re.sub(r"<[^>]*>", "", line.text).strip()]
    assert texts or path.stem == "triage-utan-egenanamnes"
    for line in texts:
        assert line.verbatim, line
        words = unescape(re.sub(r"<[^>]*>", "", line.text)) if to in ("pmo", "pmo-html") else line.text
        assert words.strip() in unescape(found.source[line.source - 1]), line


@pytest.mark.parametrize("path", [path for path in WHOLE if path.suffix == ".txt"], ids=lambda path: path.name)
def test_every_line_of_text_of_a_note_is_on_a_line_of_the_output(path: Path, profile: Profile) -> None:
    """The other way round: no line under a keyword is without one in the output."""
    source = path.read_bytes()
    reported = {line.source for line in _by_kind(_trace(source, "melior", profile), TEXT)}
    reading = read_note(source, profile=profile)
    assert reading.note is not None
    for entry in reading.note.entries:
        below = [number for number in reported if number >= entry.line]
        assert not entry.text or below


@pytest.mark.parametrize("name", ["halsont-chatt.txt", "halsont-chatt.xml"])
def test_a_heading_names_its_keyword_the_rules_and_the_line_of_the_heading(name: str, profile: Profile) -> None:
    found = _trace((SAMPLES / name).read_bytes(), "melior", profile)
    first = _by_kind(found, KEYWORD)[0]
    assert (first.text, first.name, first.rules) == ("Besöksorsak", "Besöksorsak", ("R126", "R137"))
    assert "Besöksorsak" in found.source[first.source - 1]
    assert (first.template, first.template_line) == ("melior.txt.j2", 3)


@pytest.mark.parametrize("name", ["triage-utan-egenanamnes.txt", "triage-utan-egenanamnes.xml"])
def test_R134_R137_what_was_fetched_says_so_and_from_where(name: str, profile: Profile) -> None:
    found = _trace((SAMPLES / name).read_bytes(), "melior", profile)
    reason, *answers = _by_kind(found, FILL)
    assert (reason.rules, reason.verbatim) == (("R137",), True)
    assert len(answers) == 8
    for line in answers:
        assert line.rules == ("R134",)
        assert line.text.split("?")[0] in unescape(found.source[line.source - 1])


def test_questions_and_answers_of_several_lines_keep_to_their_lines(profile: Profile) -> None:
    note = "Triagefråga: Ett\ntvå?\nTriagesvar: tre\nfyra\nTriagesvar: ensam\n\nStatus\nx\n".encode()
    lines = _by_kind(_trace(note, "melior", profile), FILL)
    assert [(line.text, line.source) for line in lines] == [
        ("Ett", 1), ("två? tre", 2), ("fyra", 4), ("ensam", 5),
    ]  # fmt: skip


def test_a_phrase_that_was_asked_for_is_nobodys_line(profile: Profile) -> None:
    note = (BROKEN / "mvg312-fras-laggs-till.txt").read_bytes()
    found = _trace(note, "melior", profile, add_phrases=True)
    line = next(line for line in found.lines if line.text == profile.phrases.chat_opening)
    assert (line.source, line.verbatim) == (0, False)
    assert set(line.rules) == {"R55", "R93"}
    alone = _trace(b"Kontaktens kanaler: chatt\n\nStatus\n", "melior", profile, add_phrases=True)
    assert [line.text for line in _by_kind(alone, PHRASE)] == [profile.phrases.chat_opening]


def test_facts_name_their_line_and_those_given_beside_the_note_none(profile: Profile) -> None:
    source = (SAMPLES / "halsont-chatt.txt").read_bytes()
    facts = {line.name: line for line in _by_kind(_trace(source, "pmo-text", profile), FACT)}
    assert (facts["patient.number"].source, facts["patient.number"].verbatim) == (5, True)
    assert (facts["signed_at"].source, facts["signed_at"].verbatim) == (62, False)
    given = {"principal_diagnosis": "R05.9 Hosta", "record_type": "x", "signing_unit.name": "y"}
    found = _trace(b"Status\nx\n", "pmo-text", profile, given=given)
    facts = {line.name: line for line in _by_kind(found, FACT)}
    assert facts["record_type"].source == facts["principal_diagnosis"].source == 0
    assert "angiven med en flagga" in made_by(facts["record_type"], "sv")


def test_values_of_the_profile_and_words_of_the_template_say_so(profile: Profile) -> None:
    found = _trace((SAMPLES / "halsont-chatt.txt").read_bytes(), "pmo-text", profile)
    assert {"routine.document", "record.template", "labels.Huvuddiagnos"} <= {
        line.name for line in _by_kind(found, PROFILE)
    }
    words = next(line for line in _by_kind(found, TEMPLATE) if line.text == "Löpande text")
    written = profile.templates["pmo.txt.j2"].split("\n")[words.template_line - 1]
    assert written == "Löpande text"


@pytest.mark.parametrize(("signer", "key"), [("A", "record.signed_title"), ("-", "record.unsigned_title")])
def test_K13_the_title_is_that_of_the_profile_for_a_signed_note_or_the_other(
    signer: str, key: str, profile: Profile
) -> None:
    source = (SAMPLES / "ksh97.txt").read_text("utf-8")
    source = re.sub("(?m)^Signerad av: .*$", f"Signerad av: {signer}", source)
    names = {line.name for line in _by_kind(_trace(source.encode(), "pmo", profile), PROFILE)}
    assert {"record.signed_title", "record.unsigned_title"} & names == {key}


def test_text_without_a_place_and_text_that_was_placed_are_traced(profile: Profile) -> None:
    note = "Anamnes\nRöker inte.\n\nStatus\na\n\nStatus\nb\n".encode()
    found = _trace(note, "melior", profile)
    reported = [(line.text, line.source) for line in _by_kind(found, TEXT) if line.text]
    assert reported == [("Röker inte.", 2), ("a", 5), ("b", 8)]
    again = _trace(b"Status\n\nStatus\nb\n", "melior", profile)
    assert [(line.text, line.source) for line in _by_kind(again, TEXT)] == [("b", 4)]
    xml = (BROKEN / "mvg301-okant-sokord.xml").read_bytes()
    placed = _trace(xml, "melior", profile, places=(Place("Levnadsvanor", "Status"),))
    lines = [line for line in _by_kind(placed, TEXT) if line.name == "Status"]
    assert "Levnadsvanor" in [line.text for line in lines]
    assert all(line.verbatim for line in lines)
    aside = _trace(xml, "melior", profile)
    heading = next(line for line in aside.lines if line.text == "Levnadsvanor")
    assert (heading.kind, heading.source) == (KEYWORD, 19)


def test_text_that_moved_within_an_xml_source_is_found_again(profile: Profile) -> None:
    xml = (SAMPLES / "halsont-chatt.xml").read_text("utf-8")
    shifted = xml.replace("Kan dricka men", "<!--\n\n-->Kan dricka men")
    texts = [line for line in _by_kind(_trace(shifted.encode(), "melior", profile), TEXT) if line.text]
    assert all(line.verbatim for line in texts)
    referred = xml.replace("Kan dricka men", "&#10;Kan dricka men")
    lines = _by_kind(_trace(referred.encode(), "melior", profile), TEXT)
    assert any(line.text.startswith("Kan dricka") for line in lines)


def test_an_output_that_was_cut_cannot_be_traced(profile: Profile) -> None:
    source = (SAMPLES / "halsont-chatt.txt").read_bytes()
    with pytest.raises(ValueError, match="not what the template makes"):
        _trace(source, "melior", profile, section="Status")


# -- showing it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_text_has_a_line_for_each_line(language: Language, profile: Profile) -> None:
    found = _trace((SAMPLES / "halsont-chatt.txt").read_bytes(), "melior", profile)
    shown = as_text(found, language).split("\n")
    assert len(shown) == len(found.lines) + 2
    assert "R126, R137, melior.txt.j2:3" in shown[1]
    assert shown[2].endswith(found.lines[1].text)
    signed = as_text(_trace((SAMPLES / "halsont-chatt.txt").read_bytes(), "pmo-text", profile), language)
    assert ("omskriven" in signed) == (language == "sv")


def test_the_json_says_what_the_trace_says(profile: Profile) -> None:
    found = _trace((SAMPLES / "halsont-chatt.txt").read_bytes(), "pmo-text", profile)
    data = json.loads(as_json(found, profile))
    assert (data["schema"], data["profile_sha256"]) == (1, profile.digest)
    assert [line["text"] for line in data["lines"]] == [line.text for line in found.lines]
    assert data["lines"][1]["source"] is None


@pytest.mark.parametrize("name", ["halsont-chatt.txt", "lang-anteckning.xml", "barn-feber.txt"])
def test_P5_the_page_is_inert_and_whole(name: str, profile: Profile) -> None:
    found = _trace((SAMPLES / name).read_bytes(), "pmo", profile)
    page = as_html(found, profile, "sv")
    assert leaves_of(page.replace("<!DOCTYPE html>", ""), "markup") is not None
    root = etree.fromstring(page.replace("<!DOCTYPE html>", "").encode())
    tags = {etree.QName(element).localname for element in root.iter()}
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "form"}
    names = {key for element in root.iter() for key in element.attrib}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style")}
    assert "url(" not in page
    assert "@import" not in page
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    links = [element.get("href") for element in root.iter() if element.get("href")]
    assert links
    assert all(link.startswith("#") and link[1:] in ids for link in links)


def test_the_page_links_each_line_with_its_source_both_ways(profile: Profile) -> None:
    found = _trace((SAMPLES / "halsont-chatt.txt").read_bytes(), "melior", profile)
    page = as_html(found, profile, "en")
    for line in found.lines:
        if line.source:
            assert f'<a id="r{line.number}" href="#s{line.source}">' in page
            assert f'<a id="s{line.source}" ' in page
            rule = rf"body:has\(:is\([^)]*#r{line.number}\b[^)]*\):is\(:hover, :focus\)\) #s{line.source} {{"
            assert re.search(rule, page)
    assert "The note" in page
    unused = {*range(1, len(found.source) + 1)} - {at for line in found.lines for at in (line.source, *line.also)}
    assert page.count('<span class="apart">') == len(unused) > 0
    assert f"Profile {profile.name} {profile.version} · SHA-256 {profile.digest}" in page


def test_of_a_heading_and_a_text_on_one_line_the_text_is_traced(tmp_path: Path) -> None:
    toml = 'name = "a"\nversion = "1"\nextends = "min-vard-gavleborg"\n[targets.own]\ntemplate = "own.xml.j2"\n'
    (tmp_path / "profile.toml").write_text(toml, "utf-8")
    loop = "{% for heading, text in sections %}\n<s><h>{{ heading }}</h><t>{{ text }}</t></s>\n{% endfor %}\n"
    (tmp_path / "own.xml.j2").write_text(f"<a>\n{loop}</a>\n", "utf-8")
    found = _trace("Huvuddiagnos: J06.9\n\nStatus\nOpåverkad\n".encode(), "own", load_profile(tmp_path))
    assert [(line.kind, line.name, line.source, line.also) for line in found.lines if line.source] == [
        (TEXT, "Status", 4, (3,)), (FACT, "principal_diagnosis", 1, ()),
    ]  # fmt: skip
    page = as_html(found, load_profile(tmp_path), "sv")
    assert page.count('<span class="apart">') == 2  # the blank line and the end
    assert "body:has(#s3:is(:hover, :focus)) :is(#r2)" in page


PROFILE_AS_SHIPPED = load_profile()


@pytest.mark.slow
@given(notes(PROFILE_AS_SHIPPED), st.sampled_from(TARGETS), st.booleans())
def test_any_note_can_be_traced_and_each_line_of_its_text_is_found(note: TriageNote, to: str, xml: bool) -> None:
    profile = PROFILE_AS_SHIPPED
    source = (as_xml(note) if xml else as_copied(note, profile)).encode()
    result = convert(source, to, profile=profile)
    if result.output is None:
        return
    found = trace_output(source, read_note(source, profile=profile), result, to, profile)
    for line in _by_kind(found, TEXT):
        words = re.sub(r"<[^>]*>", "", line.text).strip()
        assert line.verbatim or not words, line
    assert leaves_of(as_html(found, profile, "sv").replace("<!DOCTYPE html>", ""), "markup") is not None


def test_a_character_that_xml_cannot_hold_hinders_no_trace(profile: Profile) -> None:
    source = (SAMPLES / "halsont-chatt.txt").read_text("utf-8").replace("rodnat", "rod\ufffenat", 1)
    (line,) = [
        line for line in _by_kind(_trace(source.encode(), "melior", profile), TEXT) if "rod\ufffdnat" in line.text
    ]
    assert line.verbatim
    assert "rod\ufffenat" in source.split("\n")[line.source - 1]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_is_traced_in_a_target_of_any_shape(shape: str, profile: Profile) -> None:
    numbers = [number for number in range(len(SHAPES)) if list(SHAPES)[number] == shape]
    region = changed(profile, [lambda data: shaped(numbers[0], data)])
    source = (SAMPLES / "lang-anteckning.xml").read_bytes()
    found = _trace(source, f"shape-{shape}", region)
    texts = _by_kind(found, "text")
    assert len(texts) >= 5
    first = next(line for line in texts if "Årskontroll diabetes" in line.text)
    assert first.verbatim
    assert "Årskontroll diabetes" in found.source[first.source - 1]
    diagnoses = [line for line in found.lines if "K21.9" in line.text]
    assert [line.name for line in diagnoses] == ["secondary_diagnosis"]


def test_a_note_without_text_has_a_trace_without_lines(profile: Profile) -> None:
    found = _trace("Besöksorsak\n".encode(), "melior", profile)
    assert (found.lines, found.source) == ((), ("Besöksorsak", ""))
    assert as_text(found, "sv").count("\n") == 1
