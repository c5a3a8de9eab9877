"""An invented region: three systems, columns, channels and codes of its own. None of them is in the program."""

from __future__ import annotations

import json

import pytest

from converter.conversion.proven_page import registration_page_of
from converter.note.model import Contact, TriageNote
from converter.profile import Profile, load_profile
from converter.registration import load_registration, register
from paths import SECOND_REGION


@pytest.fixture(scope="module")
def region() -> Profile:
    return load_profile(SECOND_REGION)


_WRITTEN = Contact(("text",), origin="walk_in", role="opener", admin_system="loggen", consultation="alone")


def test_its_page_in_every_form_is_that_of_its_own_words(region: Profile) -> None:
    note = TriageNote(contact=_WRITTEN)
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


@pytest.mark.parametrize("system", ["kajutan", "taxan", "loggen"])
def test_each_of_its_systems_has_columns_of_its_own(system: str, region: Profile) -> None:
    titles = dict(load_registration(region).systems)
    page = registration_page_of(TriageNote(contact=_WRITTEN._replace(admin_system=system)), region, "text")
    assert titles.pop(system).upper() in page
    assert not [title for title in titles.values() if title.upper() in page]


def test_a_channel_that_only_it_has_is_a_gap_of_its_routine(region: Profile) -> None:
    found = register(Contact(("hologram",), origin="planned", role="opener", consultation="alone"), region)
    assert [gap.id for gap in found.gaps] == ["G1"]
    assert set(found.values.values()) == {""}
