"""Text that was stiff, ambiguous or spoke of something else, and that has been replaced: none of it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.findings.catalogue import CATALOGUE
from converter.profile import default_profile
from converter.registration import load_registration
from paths import ROOT

REPLACED = (
    "är en annan än längre upp", "Säg vart den hör", ", eller lägg till en rad i profilen", "Hör texten dit, flytta",
    "står under ett sökord som saknar plats", "Hur fynden visas", "Gör om många anteckningar",
    "Gör PMO-dokumentet av en anteckning", "Vägras tills", "Pröva en revisionslogg", "Räkna upp", "Angrip en profil",
    "Källans form; avgörs annars", "Vad målet kan visa", '"Ja eller nej."', "Fyll i dem i källan",
    "har inte formen av tolv", "inleder en rad under precis en av", "Ett namn hittas aldrig på",
    "saknar avvikelse från UTC", "sökas upp med ett känt personnummer", "har skapats av sig självt",
    "genom chatt det relevanta", "då och då utan avsatt tid", "Är patienten triagerad:", "knappen: ",
    "gjorts om", "görs om när", "att göra om:", "behöver en människa", "lutar sig", "Bryt ringen", "föll för samma",
    "tagen som uppgift", "programmets försiktighet", "given vid sidan av", "Det är inte sagt", "prov håller",
)  # fmt: skip
VERB_FIRST = re.compile(r"(Är|Har|Ska|Går|Hör|Börjar|Återkommer|Saknas|Händer|Gäller|Finns|Står|Kan|Dikterar) ")
"""How no condition begins: it begins with *Om*."""
FROM_SWEDISH = re.compile(r"\b(stands?|goes? along|is told|not said|books do not|wins|mend|demands?|behind)\b")
"""English that says word for word what the Swedish says."""
UNCLEAR = ("är okänd", "förstås inte", "fynd")
"""What no message says: that a value is unknown or not understood, or that a message is a clinical finding."""


def _texts() -> Iterator[Path]:
    for folder in ("converter", "templates", "docs", "samples", "deploy"):
        for ending in ("py", "toml", "md", "j2", "html", "js", "cmd", "sh"):
            yield from sorted((ROOT / folder).rglob(f"*.{ending}"))
    yield ROOT / "README.md"


@pytest.mark.slow
@pytest.mark.parametrize("phrase", REPLACED)
def test_a_replaced_phrase_does_not_come_back(phrase: str) -> None:
    assert [str(path) for path in _texts() if phrase in path.read_text("utf-8")] == []


def test_the_texts_are_read() -> None:
    """The control."""
    names = {path.name for path in _texts()}
    assert {"catalogue.py", "registration.toml", "guide.md", "words.py", "page.html"} <= names
    assert any("Klar att exportera" in path.read_text("utf-8") for path in _texts())


@pytest.mark.parametrize("code", CATALOGUE)
def test_no_message_calls_a_value_unknown(code: str) -> None:
    words = CATALOGUE[code].wording("sv")
    for text in (words.message, words.next_step):
        assert not any(phrase in text.casefold() for phrase in UNCLEAR), text


@pytest.mark.parametrize("code", CATALOGUE)
def test_no_remedy_begins_a_condition_with_its_verb(code: str) -> None:
    for sentence in re.split(r"(?<=[.!?]) ", CATALOGUE[code].wording("sv").next_step):
        assert VERB_FIRST.match(sentence) is None, sentence


def test_no_line_of_the_registration_begins_a_condition_with_its_verb() -> None:
    for line in load_registration(default_profile()).lines:
        assert VERB_FIRST.match(line.text) is None, line.text


@pytest.mark.parametrize("code", CATALOGUE)
def test_no_message_in_english_is_swedish_word_for_word(code: str) -> None:
    for text in CATALOGUE[code].wording("en"):
        assert FROM_SWEDISH.search(text) is None, text
