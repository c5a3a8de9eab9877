"""What a clinician does, in a real Chromium: settings, decisions, the print, and the count of actions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from converter.page.app import Suggestions
from page.conftest import CHROMIUM, HALSONT, Run
from page.test_browser import LOOSE, _codes, _fill, _open, _settle, _wait, chromium, playwright, tab

__all__ = ["chromium", "playwright", "tab"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
EMPTY = re.sub("(Huvuddiagnos|Journaltyp|Signera från enhet|Signerad av|Signerad tid|Kontaktens prioritet): .*\n", "",
               LOOSE)  # fmt: skip
SETTINGS = Suggestions(
    {"signing_unit.name": ("Exempelby hälsocentral", "Exempelby jourcentral"), "signer": ("Lisbet Mallgren",),
     "record_type": ("Sjuksköterskeanteckning",), "admin_system": ("pmo",)},
    "melior",
)  # fmt: skip


@pytest.fixture
def own_page(chromium: Any, start: Callable[..., Run]) -> Iterator[Any]:
    """The page of a user with settings."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    page = context.new_page()
    _open(page, start(suggestions=SETTINGS))
    _wait(page, "document.getElementById('target-setting').textContent !== ''")
    yield page
    context.close()


# -- settings -------------------------------------------------------------------------------------------------


def test_a_setting_is_offered_at_its_field_and_used_when_it_is_clicked(own_page: Any) -> None:
    assert own_page.is_checked("#target-melior")
    assert own_page.inner_text("#target-setting") == "din inställning: Melior"
    own_page.check("#target-pmo")
    _fill(own_page, EMPTY)
    assert own_page.input_value("[id='field-signing_unit.name']") == ""
    assert own_page.inner_text("#finish") == "Signera"
    for name in ("Exempelby jourcentral", "Sjuksköterskeanteckning", "Lisbet Mallgren"):
        own_page.click(f"#fields button >> text={name}")
        _settle(own_page)
    assert own_page.input_value("[id='field-signing_unit.name']") == "Exempelby jourcentral"
    assert own_page.locator("#fields button:visible").count() == 0
    own_page.fill("[id='field-principal_diagnosis']", "J03.9 Akut tonsillit")
    _settle(own_page)
    assert "MVG401" not in _codes(own_page)
    own_page.click("#new-patient")
    _fill(own_page, EMPTY)
    assert own_page.input_value("[id='field-signer']") == ""
    assert own_page.locator("#fields button:visible").count() == 4


def test_a_setting_marks_the_answer_of_a_question_and_does_not_give_it(own_page: Any) -> None:
    _fill(own_page, re.sub("Registreras i: .*\n", "", HALSONT))
    marked = own_page.locator("#questions label", has_text="din inställning")
    assert marked.count() == 1
    assert not marked.locator("input").is_checked()


# -- decisions ------------------------------------------------------------------------------------------------


def test_two_patients_are_split_by_a_click_and_the_second_waits(tab: Any) -> None:
    second = HALSONT.replace("199104272381", "191212121212").replace("Astrid Exempelsson", "Tolvan Tolvansson")
    _fill(tab, HALSONT + "\n" + second)
    assert _codes(tab) == ["MVG232"]
    tab.click("#findings >> text=Dela: ta den första")
    _settle(tab)
    assert _codes(tab) == []
    tab.click("#next-note")
    _settle(tab)
    assert tab.input_value("#note") == second
    assert _codes(tab) == []


def test_a_replacement_lapses_when_the_field_gets_the_value_of_the_note_again(tab: Any) -> None:
    _fill(tab, HALSONT)
    field = "[id='field-record_type']"
    tab.fill(field, "Läkaranteckning")
    _settle(tab)
    tab.click("#findings >> text=Ersätt Journaltyp i anteckningen.")
    _settle(tab)
    assert _codes(tab) == ["MVG313"]
    tab.fill(field, "Sjuksköterskeanteckning")
    _settle(tab)
    assert _codes(tab) == []
    tab.fill(field, "Läkaranteckning")
    _settle(tab)
    assert "MVG320" in _codes(tab)
