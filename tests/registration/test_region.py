"""An invented region: three systems, columns, channels and codes of its own. None of them is in the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter.note.model import Contact, TriageNote
from converter.profile import Profile, load_profile
from converter.profile_tools.dry_run import validate
from converter.profile_tools.golden_pairs import failures, golden_pairs
from converter.proven_page import registration_page_of
from converter.registration import register

REGION = Path(__file__).parent / "region"


@pytest.fixture(scope="module")
def region() -> Profile:
    return load_profile(REGION)


def test_its_page_in_every_form_is_that_of_its_own_words(region: Profile) -> None:
    note = TriageNote(contact=Contact(("text",), origin="walk_in", role="opener", admin_system="loggen"))
    for form in ("text", "html"):
        page = registration_page_of(note, region, form)
        assert "oanmäld skrift" in page
        assert "Kajutan" not in page
    data = json.loads(registration_page_of(note, region, "json"))
    assert data["systems"] == {"kajutan": "Kajutan", "taxan": "Taxan", "loggen": "Loggen"}
    assert {column["name"]: column["value"] for column in data["columns"]} == {
        "kajutan_sort": "Brev", "kajutan_djup": "3", "taxan_rad": "", "loggen_not": "oanmäld skrift",
    }  # fmt: skip
    assert data["either"] == {"taxan_rad": ["T1", "T0"]}
    assert data["taxan_rad"] == ""


def test_it_is_whole_and_its_golden_values_hold(region: Profile) -> None:
    assert validate(REGION)[1] == ()
    assert len(golden_pairs(region)[0]) == 4
    assert list(failures(region)) == []


def test_a_channel_that_only_it_has_is_a_gap_of_its_routine(region: Profile) -> None:
    found = register(Contact(("hologram",), origin="planned", role="opener"), region)
    assert [gap.id for gap in found.gaps] == ["G1"]
    assert set(found.values.values()) == {""}
