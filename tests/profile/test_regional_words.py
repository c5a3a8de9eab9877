"""No word of a region stands in the program: every one is the profile's. Strings, comments and names are searched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.profile import Profile, default_profile
from paths import ROOT

PACKAGE = ROOT / "converter"
ENDINGS = ("*.py", "*.json", "*.xsd", "*.html", "*.js", "*.css", "*.j2")
SYSTEMS = (
    "PMO", "Elvis", "Melior", "Obstetrix", "COSMIC", "Gävleborg", "Gavleborg", "Min vård", "09-663403", "KSH97-P",
    "KSH97", "Clinic24",
)  # fmt: skip
GENERAL = frozenset(("status", "bedömning", "planering", "åtgärd", "anamnes", "anteckningar"))
"""Keywords of the profile that are words of any record, in any region."""
ALLOWED: dict[str, frozenset[str]] = {
    "profile/layers.py": frozenset(("gavleborg",)),  # the name of the folder that is taken without --profile
    # What labels of a template of any region mean; the proof knows them beside those of the profile.
    "balance/label_meanings.py": frozenset(("triageutfall", "journaltyp", "signera från enhet")),
}
"""The words that a file may have."""
KEY = "clinic24"
"""The name of a key of the profile, and of a value of `headings`."""


def _terms(profile: Profile) -> frozenset[str]:
    keywords = {name for row in profile.rows for name in (row.record, row.clinic24, *row.aliases) if name}
    required = {name for field in profile.required for name in (field.heading, field.option.removeprefix("--"))}
    labels = {profile.labels[fact] for fact in ("principal_diagnosis", "secondary_diagnosis", "triage.outcome")}
    titles = {target.title for target in profile.targets.values() if target.title} - {"Annat"}
    buttons = {profile.button_ready, *(target.button for target in profile.targets.values() if target.button)}
    named = {*SYSTEMS, *keywords, *required, *labels, *titles, *buttons, *profile.groups, profile.routine.title}
    return frozenset(term.casefold() for term in named) - GENERAL


def _pattern(terms: frozenset[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)


def _found(text: str, terms: frozenset[str]) -> set[str]:
    """The terms in a text, as whole words and as parts of a name."""
    bare = re.sub(rf'\b{KEY}\b(?=[" =`,)\]}}:]|$)|\.{KEY}\b', "", text)
    return {found.casefold() for found in _pattern(terms).findall(bare)}


def _files() -> Iterator[Path]:
    for ending in ENDINGS:
        yield from sorted(PACKAGE.rglob(ending))


@pytest.fixture(scope="module")
def terms() -> frozenset[str]:
    return _terms(default_profile())


def test_no_file_of_the_program_has_a_word_of_a_region(terms: frozenset[str]) -> None:
    found = {str(path.relative_to(PACKAGE)): _found(path.read_text("utf-8"), terms) for path in _files()}
    left = {name: words - ALLOWED.get(name, frozenset()) for name, words in found.items()}
    assert {name: sorted(words) for name, words in left.items() if words} == {}
    unused = {name: words - found[name] for name, words in ALLOWED.items()}
    assert {name: sorted(words) for name, words in unused.items() if words} == {}


@pytest.mark.parametrize(
    "planted",
    ['x = "Export till PMO"', "# as Elvis has it", "def _pmo_words(): ...", "elvis_kassa = 1", "MELIOR = 3",
     '"""The Clinic24 keyword."""', "Patientens Egenanamnes", 'option("--signera-fran-enhet")', "Signera och kopiera"],
)  # fmt: skip
def test_a_planted_word_is_found(planted: str, terms: frozenset[str]) -> None:
    """The control."""
    assert _found(planted, terms)


@pytest.mark.parametrize(
    "general", ["row.clinic24", 'data["clinic24"]', "clinic24: str", "`clinic24`", "Status", "pmod"]
)
def test_a_word_of_any_region_is_none(general: str, terms: frozenset[str]) -> None:
    assert not _found(general, terms)
