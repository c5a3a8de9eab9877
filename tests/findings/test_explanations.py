"""Explanations: complete, in two languages, and each of them used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import converter
from converter.findings import Finding
from converter.findings.finding import explanations

WORDS = tuple("ABCD")


@pytest.mark.parametrize("name", explanations())
def test_an_explanation_has_cause_and_remedy_in_both_languages(name: str) -> None:
    row = explanations()[name]
    assert set(row) == {"cause", "remedy", "english_cause", "english_remedy"}
    assert all(row.values())
    for part in ("cause", "remedy"):
        swedish, english = row[part], row[f"english_{part}"]
        assert swedish.format(*WORDS)
        assert set(re.findall(r"(?<!{){\d}", swedish)) == set(re.findall(r"(?<!{){\d}", english))


def test_every_explanation_is_used_and_every_one_that_is_used_exists() -> None:
    used = {
        name
        for path in Path(converter.__file__).parent.rglob("*.py")
        for name in re.findall(r'"#([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert used & set(explanations()) == set(explanations())


def test_a_word_becomes_the_cause_in_the_message_and_the_remedy_in_the_next_step() -> None:
    finding = Finding("MVG702", 1, 0, ("profile.toml", "#double-key", "namn", "7"))
    assert (
        finding.message()
        == "profile.toml är inte giltig TOML: namn står två gånger i samma tabell; den första står på rad 7."
    )
    assert finding.next_step() == "Ta bort den ena."
    assert "name" in Finding("MVG702", 1, 0, ("x", "#unquoted-key", "a b")).message("en")
    assert Finding("MVG702", 1, 0, ("x", "#hittepå")).message().endswith("#hittepå.")
