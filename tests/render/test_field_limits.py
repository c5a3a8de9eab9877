"""What a field cannot hold is refused with numbers, and never cut."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter import convert
from converter.conversion.options import ConvertOptions
from converter.conversion.output import encoded
from converter.conversion.result import Result
from converter.pipeline import parse
from converter.profile import Profile, default_profile
from converter.profile.tables import FieldLimits
from converter.render.charsets import Repertoire
from converter.render.field_limits import limit_findings, size_in_field
from converter.testing.writers import as_xml
from paths import SAMPLES
from receivers import NOTE as RECEIVED
from receivers import example_profile

NOTE = (SAMPLES / "lang-anteckning.txt").read_bytes()
PLAIN = convert(NOTE, "melior")
LONGEST = max(len(text) for _, text in PLAIN.sections)


def _with(limits: FieldLimits, target: str = "melior") -> Profile:
    profile = default_profile()
    return profile.replace(targets={**profile.targets, target: profile.targets[target]._replace(limits=limits)})


def _convert(limits: FieldLimits, target: str = "melior", **options: Any) -> Result:
    return convert(NOTE, target, profile=_with(limits, target), **options)


def _codes(result: Result) -> set[str]:
    return {finding.code for finding in result.findings if finding.code.startswith(("MVG5", "MVG78"))}


def test_without_limits_nothing_changes() -> None:
    assert _convert(FieldLimits(measured="2026-11-27", line_ends="lf")).output == PLAIN.output


def test_a_keyword_that_is_too_long_is_named_with_both_numbers() -> None:
    result = _convert(FieldLimits(max_length=LONGEST - 1))
    assert result.output is None
    (finding,) = [one for one in result.findings if one.code == "MVG780"]
    assert finding.words == ("Kompletterande anamnes", str(LONGEST), "melior", str(LONGEST - 1))
    assert result.exit_code == 1


def test_texts_that_fit_each_but_not_together_are_copied_one_by_one() -> None:
    limits = FieldLimits(max_length=LONGEST)
    whole = _convert(limits)
    assert whole.output is None
    (finding,) = [one for one in whole.findings if one.code == "MVG781"]
    assert finding.words[1:3] == ("melior", str(LONGEST))
    assert finding.words[3] in dict(PLAIN.sections)
    assert _convert(limits, by_section=True).output == PLAIN.output
    assert _convert(limits, section="Status").output == convert(NOTE, "melior", section="Status").output


def test_in_a_structured_target_each_keyword_has_a_field_of_its_own() -> None:
    assert _convert(FieldLimits(max_length=LONGEST), "pmo").output == convert(NOTE, "pmo").output
    assert _codes(_convert(FieldLimits(max_length=LONGEST - 1), "pmo")) == {"MVG780"}


def test_the_limit_is_passed_where_the_text_passes_it() -> None:
    sections = (("A", "aaaa"), ("B", "bbbb"))
    (finding,) = limit_findings(sections, "A\naaaa\n\nB\nbbbb\n", "m", FieldLimits(max_length=8))
    assert finding.words == ("14", "m", "8", "B")
    (finding,) = limit_findings(sections, "aaaa bbbb och mer", "m", FieldLimits(max_length=16))
    assert finding.words[3] == "B"


def test_line_ends_count_as_two_where_the_field_has_two() -> None:
    assert size_in_field("a\nb", FieldLimits(line_ends="crlf")) == 4
    assert size_in_field("a\nb", FieldLimits(line_ends="lf")) == 3


def test_a_character_that_the_field_lacks_stops_unless_it_is_to_be_swapped() -> None:
    limits = FieldLimits(lacks=("U+00E5", "U+2190-U+21FF"))
    stopped = _convert(limits)
    assert stopped.output is None
    named = [one.words for one in stopped.findings if one.code == "MVG505"]
    assert [words[0].split()[0] for words in named] == ["U+00E5", "U+2192"]
    assert {words[1] for words in named} == {"melior"}
    swapped = _convert(limits, replace=True)
    assert swapped.output is not None
    assert not set("å→") & set(swapped.output)
    assert "->" in swapped.output
    assert _codes(swapped) == {"MVG502"}


def test_the_character_set_of_the_field_and_that_of_the_option_both_count() -> None:
    result = _convert(FieldLimits(characters="ascii"), charset="cp1252", replace=True)
    assert result.output is not None
    assert result.output.isascii()


def test_where_there_is_no_output_its_limits_are_not_reported() -> None:
    result = _convert(FieldLimits(max_length=1, characters="ascii"), section="Finns inte")
    assert result.output is None
    assert _codes(result) == {"MVG504"}


def test_what_the_field_changes_is_a_warning_where_the_text_has_it() -> None:
    result = _convert(FieldLimits(changes=("tabs", "nfd", "blank_lines")))
    assert result.output == PLAIN.output
    (finding,) = [one for one in result.findings if one.code == "MVG783"]
    assert finding.words == ("melior", "tabs, blank_lines")
    assert not any(limit_findings((("A", "a"),), "", "m", FieldLimits(changes=("tabs",))))


@pytest.mark.parametrize(
    ("name", "end"), [("lf", b"\n"), ("crlf", b"\r\n"), ("cr", b"\r"), ("none", b"\n"), ("", b"\n")]
)
def test_files_of_plain_text_have_the_line_ends_of_the_field(name: str, end: bytes) -> None:
    target = _with(FieldLimits(line_ends=name)).targets["melior"]
    assert encoded("a\nb\n", target.line_end) == b"a" + end + b"b" + end
    assert _with(FieldLimits(line_ends=name), "pmo").targets["pmo"].line_end == "\n"


@pytest.mark.slow
@given(lacks=st.lists(st.sampled_from(["å", "ä", "ö", "≥", "→", "½"]), unique=True), length=st.integers(1, 4000))
def test_what_is_handed_out_fits_the_field(lacks: list[str], length: int) -> None:
    limits = FieldLimits(max_length=length, lacks=tuple(f"U+{ord(one):04X}" for one in lacks))
    parsed = parse(NOTE, profile=_with(limits))
    output = parsed.to("melior", ConvertOptions(replace=True)).output
    if output is not None:
        assert len(output.rstrip("\n")) <= length
        assert not re.search(f"[{''.join(lacks)}\0]", output)
    elif not lacks:
        assert len((PLAIN.output or "").rstrip("\n")) > length


def test_a_repertoire_has_what_it_does_not_lack() -> None:
    assert Repertoire().has("å😀")
    assert not Repertoire(lacks=("U+10000-U+10FFFF",)).has("å😀")
    assert Repertoire("cp1252", ("U+2265",)).has("å")
    assert not Repertoire("cp1252").has("≥")


def test_a_note_without_texts_that_is_too_long_is_refused_too() -> None:
    (found,) = limit_findings((), "Journaltyp: Anteckning\n", "melior", FieldLimits(max_length=5))
    assert (found.code, found.words[3]) == ("MVG781", "–")


@pytest.mark.parametrize("form", ["rivta", "cosmic-fhir"])
def test_a_document_of_a_standard_is_never_transliterated(form: str) -> None:
    profile = example_profile()
    target = profile.targets[form]._replace(limits=FieldLimits(lacks=("U+2264",)))
    region = profile.replace(targets={**profile.targets, form: target})
    note = as_xml(RECEIVED).replace("Råd givna.", "CRP ≤ 5")
    options: dict[str, Any] = {"profile": region, "approved_for_patient": "yes", "replace": True}
    whole = convert(note, form, **options)
    assert (whole.output, "MVG506" in _codes(whole)) == (None, True)
    assert "CRP <= 5" in (convert(note, form, section="Bedömning", **options).output or "")
