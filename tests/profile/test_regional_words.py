"""No word of a region stands in the program: every one is the profile's. Strings, comments and names are searched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.profile import default_profile
from paths import ROOT
from regional import found
from regional import terms as regional_terms

PACKAGE = ROOT / "converter"
ENDINGS = ("*.py", "*.json", "*.xsd", "*.html", "*.js", "*.css", "*.j2")
ALLOWED: dict[str, frozenset[str]] = {
    "profile/shipped.py": frozenset(("gavleborg",)),  # the name of the folder that is taken without --profile
    "profile/earlier_names.py": frozenset(("pmo",)),  # the earlier name of a key and of a value
    # The national format of code lists has them: a column, and the names of the lists.
    "code_lists/published.py": frozenset(("huvuddiagnos", "ksh97-p")),
    # What labels of a template of any region mean; the proof knows them beside those of the profile.
    "proof/label_meanings.py": frozenset(("triageutfall", "journaltyp", "signera från enhet")),
}
"""The words that a file may have."""


def _files() -> Iterator[Path]:
    for ending in ENDINGS:
        yield from sorted(PACKAGE.rglob(ending))


@pytest.fixture(scope="module")
def terms() -> frozenset[str]:
    return regional_terms(default_profile())


@pytest.mark.slow
@pytest.mark.counted
def test_no_file_of_the_program_has_a_word_of_a_region(terms: frozenset[str]) -> None:
    there = {str(path.relative_to(PACKAGE)): found(path.read_text("utf-8"), terms) for path in _files()}
    left = {name: words - ALLOWED.get(name, frozenset()) for name, words in there.items()}
    assert {name: sorted(words) for name, words in left.items() if words} == {}
    unused = {name: words - there[name] for name, words in ALLOWED.items()}
    assert {name: sorted(words) for name, words in unused.items() if words} == {}


@pytest.mark.parametrize(
    "planted",
    ['x = "Export till PMO"', "# as Elvis has it", "def _pmo_words(): ...", "elvis_kassa = 1", "MELIOR = 3",
     '"""The Clinic24 keyword."""', "Patientens Egenanamnes", 'option("--signera-fran-enhet")', "Signera och kopiera"],
)  # fmt: skip
def test_a_planted_word_isfound(planted: str, terms: frozenset[str]) -> None:
    """The control."""
    assert found(planted, terms)


@pytest.mark.parametrize(
    "general", ["row.clinic24", 'data["clinic24"]', "clinic24: str", "`clinic24`", "Status", "pmod"]
)
def test_a_word_of_any_region_is_none(general: str, terms: frozenset[str]) -> None:
    assert not found(general, terms)
