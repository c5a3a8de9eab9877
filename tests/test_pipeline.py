"""The library calls: what they give, what they raise, what they leave alone."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from typing import Any

import pytest

import converter
from converter import ConvertOptions, Decisions, Place, Result, convert, parse, read_note
from converter.note.facts import GIVABLE
from converter.profile import Profile, default_profile
from paths import SAMPLES

NOTE = (SAMPLES / "cystit-video.xml").read_bytes()


def test_convert_takes_the_shipped_profile_by_itself() -> None:
    result = convert(NOTE)
    assert result.ok
    assert (result.output or "").startswith('<?xml version="1.0" encoding="UTF-8"?>')


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"to": "pdf"}, f"to must be one of {', '.join((*default_profile().targets, 'json'))}"),
        ({"form": "json"}, "form must be one of xml, text"),
        ({"headings": "melior"}, "headings must be one of record, clinic24"),
        ({"charset": "klingon"}, "charset must be a character set that Python knows"),
    ],
    ids=str,
)
def test_misuse_raises_and_says_what_is_possible(wrong: dict[str, str], message: str, profile: Profile) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        convert(NOTE, profile=profile, **wrong)


def test_an_unknown_given_fact_raises(profile: Profile) -> None:
    with pytest.raises(ValueError, match=f"^given must be facts of {', '.join(GIVABLE)}, not colour, size$"):
        convert(NOTE, profile=profile, given={"colour": "red", "size": "2"})
    with pytest.raises(ValueError, match=r"^overrides must name .*signed_at or their labels, not colour$"):
        convert(NOTE, profile=profile, overrides=(("Huvuddiagnos", "x"), ("colour", "red")))
    with pytest.raises(ValueError, match=f"^a place must be one of {', '.join(profile.places)}$"):
        convert(NOTE, profile=profile, places=[Place("12", "Åtgärd")])
    with pytest.raises(ValueError, match=r"^decisions have no places: those are an option of their own$"):
        convert(NOTE, profile=profile, decisions=Decisions(places=(("12", "Status"),)))


def test_a_result_is_frozen_and_picklable(profile: Profile) -> None:
    result = convert(NOTE, profile=profile)
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 -- our own bytes
    with pytest.raises(AttributeError):
        result.output = ""  # type: ignore[misc]  # that it fails is tested


def test_bytes_and_text_give_the_same_note(profile: Profile) -> None:
    assert read_note(NOTE, profile=profile).note == read_note(NOTE.decode(), profile=profile).note
    assert convert(NOTE, profile=profile).output == convert(NOTE.decode(), profile=profile).output


def test_the_form_can_be_named(profile: Profile) -> None:
    assert read_note(NOTE, profile=profile, form="xml").form == "xml"
    assert read_note(NOTE, profile=profile, form="text").note is None


def test_a_note_that_cannot_be_read_has_no_record_and_no_button(profile: Profile) -> None:
    result = convert(b"%PDF-1.7", profile=profile)
    assert result == Result(None, result.findings)
    assert (result.ok, result.exit_code, result.button) == (False, 65, "")


def test_json_is_the_whole_result(profile: Profile) -> None:
    data = json.loads(convert(NOTE, "json", profile=profile).output or "")
    assert set(data) == {"schema", "button", "note", "record", "findings", "provenance"}
    assert {finding["code"] for finding in data["findings"]} >= {"MVG430"}
    assert data["record"]["fields"][0]["keyword"] == "Kontaktorsak"


def test_every_public_name_is_there() -> None:
    for name in converter.__all__:
        assert getattr(converter, name) is not None
    with pytest.raises(AttributeError, match="nobody"):
        _ = converter.nobody


def test_import_converter_loads_neither_lxml_nor_jinja2() -> None:
    check = "import sys, converter; print([name for name in ('lxml', 'jinja2', 'click', 're') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-X", "importtime", "-c", check], capture_output=True, text=True, check=True)
    assert "lxml" not in done.stdout
    assert "jinja2" not in done.stdout


def test_the_result_does_not_depend_on_place_locale_or_hash_seed() -> None:
    script = (
        "import sys; from pathlib import Path; from converter import convert;"
        "sys.stdout.buffer.write(convert(Path(sys.argv[1]).read_bytes()).output.encode())"
    )
    outputs = set()
    for environment in (
        {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "UTC", "PYTHONHASHSEED": "2"},
    ):
        done = subprocess.run(
            [sys.executable, "-c", script, SAMPLES / "cystit-video.xml"], capture_output=True, check=True, cwd="/",
            env={"PYTHONPATH": str(SAMPLES.parent), "PATH": "/usr/bin:/bin", **environment},
        )  # fmt: skip
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_each_phrase_that_is_added_is_reported_with_the_keyword_that_took_it(profile: Profile) -> None:
    source = (
        "Kontaktens kanaler: chatt\nKonsultation av kollega: endast konsultation\nKonsulterad kollega: A B\n\n"
        "Status\n1\n\nBedömning\n2"
    )
    reported = convert(source, "melior", profile=profile, add_phrases=True).findings
    words = [finding.words for finding in reported if finding.code == "MVG312"]
    assert words == [
        ("Chatt med patient", "Kompletterande anamnes (Min vård Gävleborg)"),
        ("Konsulterat kollega", "Bedömning"),
    ]
    nameless = source.replace("Konsulterad kollega: A B\n", "")
    reported = convert(nameless, "melior", profile=profile, add_phrases=True).findings
    assert [finding.words for finding in reported if finding.code == "MVG422"] == [("Konsulterat kollega",)]


def test_a_section_that_stands_twice_gives_both_texts_and_nothing_between(profile: Profile) -> None:
    source = "Bidiagnos: J06.9 a\nBidiagnos: J03.9 b\n\nStatus\n1"
    assert convert(source, "melior", profile=profile, section="Bidiagnos").output == "J06.9 a\nJ03.9 b\n"


def test_a_character_that_the_target_lacks_stops_the_output_until_it_may_be_swapped(profile: Profile) -> None:
    source = "Status\nCRP ≥ 5\n\nStatus\nu.a."
    stopped = convert(source, "melior", profile=profile, charset="cp1252")
    assert (stopped.output, stopped.ok) == (None, False)
    assert {"MVG305", "MVG501"} <= {finding.code for finding in stopped.findings}
    swapped = convert(source, "melior", profile=profile, charset="cp1252", replace=True)
    assert swapped.output == "Status\nCRP >= 5\nu.a.\n"
    assert (swapped.sections, stopped.sections) == ((("Status", "CRP >= 5\nu.a."),), ())
    assert {"MVG305", "MVG502"} <= {finding.code for finding in swapped.findings}


def test_a_chosen_section_needs_only_its_own_text_to_fit_a_character_set(profile: Profile) -> None:
    source = "Status\nCRP ≥ 5\n\nBedömning\nFrisk"
    one = convert(source, "melior", profile=profile, section="Bedömning", charset="cp1252")
    assert (one.output, one.sections) == ("Frisk\n", (("Bedömning", "Frisk"),))
    assert convert(source, "melior", profile=profile, section="Status", charset="cp1252").output is None


def test_a_place_takes_text_that_has_none(profile: Profile) -> None:
    result = convert("Status\n1\n\nQvw:\n2", "melior", profile=profile, places=[Place("Qvw", "Bedömning")])
    assert result.output == "Status\n1\n\nBedömning\nQvw:\n2\n"


def test_a_result_that_was_stopped_has_no_sections(profile: Profile) -> None:
    stopped = convert("Status\n1", "pmo", profile=profile)
    assert (stopped.output, stopped.sections) == (None, ())


def test_the_profile_and_the_encoding_that_are_given_are_those_it_is_read_with(profile: Profile) -> None:
    words = {**profile.word_codes["contact.channels"], "videosamtal": "video"}
    region = profile.replace(word_codes={**profile.word_codes, "contact.channels": words})
    source = "Kontaktens kanaler: videosamtal\n\nStatus\nå".encode("utf-16-le")
    note = convert(source, "melior", profile=region, encoding="utf-16-le").note
    assert note is not None
    assert (note.contact.channels, note.entries[0].text) == (("video",), "å")


def test_a_note_that_is_mapped_once_gives_each_target_what_converting_alone_gives(profile: Profile) -> None:
    """Targets with and without the gate, and options that differ, in turns: none sees what the others found."""
    source = (SAMPLES / "halsont-chatt.txt").read_bytes()
    parsed = parse(source, profile=profile)
    choices: list[dict[str, Any]] = [{}, {"add_phrases": True}, {"given": {"record_type": "Annan"}}, {}]
    for options in choices:
        chosen = ConvertOptions(**options)
        for target in (*profile.targets, "json"):
            assert parsed.to(target, chosen) == convert(source, target, profile=profile, **options), (target, options)


FACTS_ON_ONE_LINE = """Besöksorsak: Hosta

Status
Gott.

Huvuddiagnos: J06.9 ÖLI
Journaltyp: Besöksanteckning Signera från enhet: Exempelby hälsocentral
"""


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        (FACTS_ON_ONE_LINE, []),
        (FACTS_ON_ONE_LINE.replace("Huvuddiagnos: J06.9 ÖLI\n", ""), ["Huvuddiagnos"]),
        (FACTS_ON_ONE_LINE.replace(" Signera från enhet: Exempelby hälsocentral", ""), ["Signera från enhet"]),
        (
            FACTS_ON_ONE_LINE.replace("Besöksanteckning", "Huvuddiagnoser").replace("Huvuddiagnos: J06.9 ÖLI\n", ""),
            ["Huvuddiagnos"],
        ),
    ],
    ids=["on the line", "not on the line", "no question", "in a longer word of the line"],
)
def test_a_field_on_a_line_that_is_asked_about_is_not_called_missing(
    written: str, missing: list[str], profile: Profile
) -> None:
    found = convert(written, profile=profile).findings
    assert [finding.words[0] for finding in found if finding.code == "MVG401"] == missing
