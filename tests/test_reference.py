"""The reference pages are what the program says of itself (rewrite with --rewrite, then read the diff)."""

from __future__ import annotations

import re

import pytest

from converter.findings.catalogue import CATALOGUE
from converter.profile import Profile
from paths import ROOT
from reference_pages import pages, with_fact_tables

FOLDER = ROOT / "docs" / "reference"
NAMES = ("commands.md", "kommandon.md", "codes.md", "koder.md", "json.md", "targets.md")


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_page_is_what_the_program_says(name: str, profile: Profile, request: pytest.FixtureRequest) -> None:
    path, made = FOLDER / name, pages(profile)[name]
    if request.config.getoption("--rewrite"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, "utf-8")
    assert path.read_text("utf-8") == made


def test_the_rows_about_facts_in_the_document_about_profiles_are_those_of_the_program(
    profile: Profile, request: pytest.FixtureRequest
) -> None:
    path = ROOT / "docs" / "profile.md"
    made = with_fact_tables(path.read_text("utf-8"), profile)
    if request.config.getoption("--rewrite"):
        path.write_text(made, "utf-8")
    assert path.read_text("utf-8") == made


def test_every_reference_page_is_there_and_none_other(profile: Profile) -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(NAMES) == sorted(pages(profile))


@pytest.mark.parametrize("name", ["codes.md", "koder.md"])
def test_a_page_of_codes_has_every_code_once(name: str) -> None:
    assert re.findall(r"^### (MVG\d+)", (FOLDER / name).read_text("utf-8"), re.MULTILINE) == list(CATALOGUE)
