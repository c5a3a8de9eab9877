"""Character sets of targets: each lacking character is reported, and transliterated only with `replace`."""

from __future__ import annotations

import json
import unicodedata

import pytest
from lxml import etree

from converter import convert
from converter.note.markup import escape
from converter.note.model import Entry
from converter.profile import Profile, Target
from converter.profile.tables import FieldLimits
from converter.render.charsets import encode_for_target
from converter.testing import as_xml
from paths import SAMPLES
from receivers import FHIR, NOTE, example_profile

NFD = unicodedata.normalize("NFD", "åäö")
THUMB = "\N{THUMBS UP SIGN}"


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Åäö – “citat” … €", "cp1252"),
        ("Åäö ½ °", "latin-1"),
        ("Hosta\nfeber\t39", "ascii"),
        (f"≥ {THUMB} {NFD}", "utf-8"),
        ("", "ascii"),
    ],
)
@pytest.mark.parametrize("replace", [False, True])
def test_a_text_that_can_be_encoded_is_returned_unchanged(
    text: str, charset: str, replace: bool, profile: Profile
) -> None:
    assert encode_for_target(text, charset, replace, profile) == (text, ())


def test_without_replace_a_lacking_character_is_an_error_and_the_text_is_unchanged(profile: Profile) -> None:
    text, findings = encode_for_target("CRP ≥ 5", "cp1252", False, profile)
    assert text == "CRP ≥ 5"
    assert [(finding.code, finding.severity) for finding in findings] == [("MVG501", "error")]
    assert findings[0].words == ("U+2265 GREATER-THAN OR EQUAL TO", "cp1252", "”>=”")


@pytest.mark.parametrize(
    ("text", "charset", "transliterated"),
    [
        ("CRP ≥ 5", "cp1252", "CRP >= 5"),  # a transliteration of the profile
        ("a\u200bb\u202fc", "latin-1", "ab c"),  # to nothing, and to a space
        ("€", "latin-1", "[U+20AC EURO SIGN]"),  # no plain form: its name
        (THUMB, "cp1252", "[U+1F44D THUMBS UP SIGN]"),
        (NFD, "cp1252", "åäö"),  # the composed letter, for a base and a mark
        (f"{NFD} a\u030a\u0301", "cp1252", "åäö [U+0061 LATIN SMALL LETTER A + U+030A COMBINING RING ABOVE"
                                           " + U+0301 COMBINING ACUTE ACCENT]"),
        ("ﬁber ５", "ascii", "fiber 5"),  # the plain form
        ("10⁹ 10⁻³ m² SpO₂ 2⅓", "ascii", "10^9 10^-^3 m^2 SpO2 2 1/3"),  # no number becomes another
        ("5⑨ 3⅐", "ascii", "5[U+2468 CIRCLED DIGIT NINE] 3[U+2150 VULGAR FRACTION ONE SEVENTH]"),
        ("\u0301a", "ascii", "[U+0301 COMBINING ACUTE ACCENT]a"),  # a mark with no letter before it
        ("\ud800", "utf-8", "[U+D800]"),
    ],
)  # fmt: skip
def test_with_replace_each_lacking_character_is_transliterated(
    text: str, charset: str, transliterated: str, profile: Profile
) -> None:
    encodable = encode_for_target(text, charset, True, profile)
    assert encodable.text == transliterated
    assert encodable.text.encode(charset)
    assert {(finding.code, finding.severity) for finding in encodable.findings} == {("MVG502", "warning")}


def test_a_letter_with_marks_is_named_by_all_its_characters(profile: Profile) -> None:
    (finding,) = encode_for_target("a\u030a", "cp1252", False, profile).findings
    assert finding.words[0] == "U+0061 LATIN SMALL LETTER A + U+030A COMBINING RING ABOVE"


def test_a_transliteration_of_the_profile_comes_before_the_plain_form(profile: Profile) -> None:
    ohm = "\N{GREEK CAPITAL LETTER OMEGA}"
    assert encode_for_target(ohm, "ascii", True, profile).text == "ohm"
    assert (
        encode_for_target(ohm, "ascii", True, profile.replace(swaps={})).text == "[U+03A9 GREEK CAPITAL LETTER OMEGA]"
    )


def test_a_transliteration_that_cannot_be_encoded_is_passed_over(profile: Profile) -> None:
    odd = profile.replace(swaps={"ﬁ": "≥"})
    assert encode_for_target("ﬁ", "ascii", True, odd).text == "fi"


def test_a_character_is_reported_once_however_often_it_occurs(profile: Profile) -> None:
    encodable = encode_for_target("≥ ≤ ≥ ≥", "cp1252", True, profile)
    assert encodable.text == ">= <= >= >="
    assert len(encodable.findings) == 2


def test_a_letter_with_marks_is_transliterated_as_one(profile: Profile) -> None:
    text = f"\u0301 e\u0301 {THUMB}"
    assert (
        encode_for_target(text, "cp1252", True, profile).text
        == "[U+0301 COMBINING ACUTE ACCENT] é [U+1F44D THUMBS UP SIGN]"
    )


def test_characters_are_reported_in_an_order_that_spells_no_word(profile: Profile) -> None:
    names = [finding.words[0] for finding in encode_for_target("王小明 小王", "cp1252", False, profile).findings]
    assert names == sorted(names)
    assert len(names) == 3


@pytest.mark.parametrize("target", ["pmo", "pmo-html"])
@pytest.mark.parametrize("sign", ["≤", "\uff1c", "\ufe64", "\uff06", "\uff02"])
def test_a_transliteration_in_xml_is_escaped(target: str, sign: str, profile: Profile) -> None:
    source = (SAMPLES / "halsont-chatt.xml").read_text("utf-8").replace("Väs frisk.", f"CRP {sign} 5.")
    result = convert(source, target, profile=profile, charset="cp1252", replace=True)
    assert result.output is not None
    readable = profile.swaps.get(sign) or unicodedata.normalize("NFKC", sign)
    assert f"CRP {readable} 5." in "".join(etree.fromstring(result.output.encode()).itertext())


MARKS = ("\u0301", "\u0338", "\u0301\u0302")
"""Marks that may begin a text; the second makes another sign of `<`, `>` and `=`."""
BEFORE = ("", "a", '"', "'", ">", "<", "&", ";", "\\", "=", " ", "\n", "\t", "a\n", "1", "\u2028")


def _texts_in(output: str, target: str) -> list[str]:
    """What a parser finds in an output."""
    if target == "json-template":
        return [text for one in json.loads(output) for text in one.values()]
    return [element.text or "" for element in etree.fromstring(output.encode()).iter()]


@pytest.mark.parametrize("target", ["pmo", "pmo-html", "json-template"])
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("mark", MARKS)
def test_P5_a_mark_behind_mark_up_is_no_part_of_it(mark: str, before: str, target: str, profile: Profile) -> None:
    """The end of the tag before it was transliterated along with it."""
    template = '[{% for heading, text in sections %}{"k": "{{ heading }}", "t": "{{ text }}"},{% endfor %}{"k": ""}]'
    written = f"Väs{before}{mark}frisk."
    for text in (written, written.removeprefix("Väs")):
        source = (SAMPLES / "halsont-chatt.xml").read_text("utf-8").replace("Väs frisk.", escape(text))
        region = profile.replace(
            templates={**profile.templates, "x.json.j2": template},
            targets={**profile.targets, "json-template": Target("x.json.j2", gated=True)},
        )
        result = convert(source, target, profile=region, charset="cp1252", replace=True)
        expected = encode_for_target(text.strip("\n"), "cp1252", True, profile).text
        assert any(expected in one for one in _texts_in(result.output or "", target))


@pytest.mark.parametrize("sign", ["\t", '"', "\\"])
def test_a_character_that_a_document_has_as_an_escape_only_is_reported(sign: str) -> None:
    region = example_profile()
    target = region.targets[FHIR]._replace(limits=FieldLimits(lacks=(f"U+{ord(sign):04X}",)))
    note = NOTE._replace(entries=(*NOTE.entries[:2], Entry("Bedömning", f"a{sign}b")))
    result = convert(as_xml(note), FHIR, profile=region.replace(targets={FHIR: target}))
    assert (result.output, {one.code for one in result.findings if one.exit_code}) == (None, {"MVG506"})


def test_a_mark_at_the_start_of_a_line_stands_for_itself(profile: Profile) -> None:
    encodable = encode_for_target("a\n\u0301b", "cp1252", True, profile)
    assert encodable.text == "a\n[U+0301 COMBINING ACUTE ACCENT]b"
    assert [finding.words[0] for finding in encodable.findings] == ["U+0301 COMBINING ACUTE ACCENT"]


def test_a_letter_with_more_marks_than_any_has_is_reported_in_parts(profile: Profile) -> None:
    encodable = encode_for_target("a" + "\u0316" * 100, "cp1252", True, profile)
    assert encodable.text.count("U+0316") == 100
    assert [finding.words[0].count("+ U+0316") for finding in encodable.findings] == [30, 7, 30]
