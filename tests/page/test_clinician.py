"""What a clinician does, in a real Chromium: settings, decisions, the print, and the count of actions."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from converter import convert
from converter.page.app import Suggestions
from converter.profile import Profile
from page.conftest import CHROMIUM, HALSONT, Run
from page.test_browser import (
    LOOSE,
    _clipboard,
    _codes,
    _fill,
    _open,
    _press_tab_to,
    _settle,
    _wait,
    chromium,
    playwright,
    tab,
)
from paths import ROOT

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


# -- while somebody types ---------------------------------------------------------------------------------------


def test_a_part_of_the_page_that_did_not_change_is_not_made_anew_while_somebody_types(tab: Any) -> None:
    _fill(tab, EMPTY)
    parts = {"findings": "#findings .findings", "rows": "#rows .row", "registration": "#registration h3"}

    def mark(value: str) -> None:
        for selector in parts.values():
            tab.evaluate("([at, value]) => { document.querySelector(at).dataset.marked = value; }", [selector, value])

    def kept() -> set[str]:
        return {name for name, at in parts.items() if tab.locator(at).first.get_attribute("data-marked") is not None}

    mark("1")
    tab.fill("[id='field-record_type']", "")
    tab.evaluate("change()")
    _settle(tab)
    assert kept() == {"findings", "rows", "registration"}
    tab.fill("#note", EMPTY.replace("Svalg: rodnat", "Svalg: lätt rodnat"))
    _settle(tab)
    assert kept() == {"findings", "registration"}
    assert "lätt rodnat" in tab.inner_text("#rows")
    mark("2")
    tab.fill("#note", HALSONT)
    _settle(tab)
    assert kept() == set()


# -- print ----------------------------------------------------------------------------------------------------


def test_the_print_has_the_result_and_the_registration_and_nothing_to_press(tab: Any, tmp_path: Path) -> None:
    _fill(tab, HALSONT)
    tab.emulate_media(media="print")
    assert tab.locator("button:visible, input:visible, textarea:visible, select:visible").count() == 0
    shown = tab.inner_text("main")
    for words in ("Kontaktorsak", "Ont i halsen", "Bedömning", "Kontaktregistrering"):
        assert words in shown
    assert tab.locator("#questions").is_hidden()
    printed = tmp_path / "sida.pdf"
    tab.pdf(path=printed)
    assert printed.read_bytes().startswith(b"%PDF-")
    if reader := shutil.which("pdftotext"):
        text = subprocess.run([reader, "-layout", printed, "-"], capture_output=True, check=True).stdout.decode()
        assert "Ont i halsen" in text
        assert "Kontaktregistrering" in text
        assert "Kopiera" not in text
    tab.emulate_media(media="screen")  # the control: on the screen there is something to press
    assert tab.locator("button:visible").count() > 5


# -- how many actions, and how long a person takes -----------------------------------------------------------------


class Person:
    """Does what a person does on the page, and adds up how long it takes by the Keystroke-Level Model.

    Card, Moran and Newell (1980): seconds for a key, to point with the mouse, to press and release it, to move the hand
    between mouse and keyboard, and to decide what to do next.
    """

    KEY, POINT, PRESS, HAND, DECIDE = 0.28, 1.1, 0.2, 0.4, 1.35

    def __init__(self, page: Any) -> None:
        self.page, self.seconds, self.actions, self._at_keys = page, 0.0, 0, True

    def __str__(self) -> str:
        return f"{self.actions} actions, {self.seconds:.1f} s"

    def click(self, selector: str) -> None:
        self.seconds += self.DECIDE + (self.HAND if self._at_keys else 0) + self.POINT + self.PRESS
        self.actions, self._at_keys = self.actions + 1, False
        self.page.click(selector)
        _settle(self.page)

    def keys(self, *names: str) -> None:
        """One action, with modifiers as keys of their own: `Control+V`."""
        self.seconds += self.DECIDE + (0 if self._at_keys else self.HAND)
        self.seconds += self.KEY * sum(len(name.split("+")) for name in names)
        self.actions, self._at_keys = self.actions + 1, True
        for name in names:
            self.page.keyboard.press(name)
        _wait(self.page, "shown === changes && running === null")

    def write(self, text: str) -> None:
        self.seconds += (0 if self._at_keys else self.HAND) + self.KEY * len(text)
        self._at_keys = True
        self.page.keyboard.type(text)
        _settle(self.page)

    def tab_to(self, selector: str) -> None:
        """Tab until the focus is there: one action, a key for each stop."""
        self.seconds += self.DECIDE + self.KEY * _press_tab_to(self.page, selector)
        self.actions += 1

    def paste(self, text: str) -> None:
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.keys("Control+V")
        _wait(self.page, "document.getElementById('note').value !== '' && running === null && shown === changes")


def _written(row: str) -> int:
    """The number of actions that the document says for a way."""
    found = re.search(rf"^\| {row}.*?\| (\d+) \|", (ROOT / "docs" / "page.md").read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return int(found[1])


def test_a_copied_note_is_ready_to_paste_into_the_record_after_two_actions(own_page: Any, profile: Profile) -> None:
    """The third is to paste it there."""
    person = Person(own_page)
    person.paste(HALSONT)
    person.click("#finish")
    _wait(own_page, "document.getElementById('done').textContent.startsWith('Kopierat')")
    assert _clipboard(own_page) == convert(HALSONT, "melior", profile=profile).output
    assert person.actions == _written("to Melior")


def test_missing_fields_and_a_text_without_a_place_take_a_person_less_than_a_minute_with_the_mouse(
    own_page: Any,
) -> None:
    person = Person(own_page)
    person.click("#target-pmo")
    person.click("#note")
    person.paste(EMPTY)
    person.click("#rows >> text=Lägg under Status")
    person.click("[id='field-principal_diagnosis']")
    person.write("J03.9 Akut tonsillit")
    for name in ("Sjuksköterskeanteckning", "Exempelby hälsocentral"):
        person.click(f"#fields button >> text={name}")
    assert own_page.inner_text("#finish") == "Signera och exportera"
    with own_page.expect_download():
        person.click("#finish")
    assert person.actions == _written("to PMO's document")
    assert person.seconds < 60


def test_missing_fields_and_a_text_without_a_place_take_a_person_less_than_a_minute_with_the_keyboard_alone(
    tab: Any,
) -> None:
    """Without settings, so that every value is written out."""
    person = Person(tab)
    person.paste(EMPTY)
    person.tab_to("#findings .actions button")
    person.keys("Enter")  # it leads to the field that is missing, or to the text without a place
    while tab.evaluate("!document.activeElement.closest('#rows .unplaced')"):
        person.tab_to("#rows .unplaced button")
    person.keys("Tab", "Tab", "Tab", "Enter")
    for fact, text in (("principal_diagnosis", "J03.9"), ("record_type", "Sjuksköterskeanteckning"),
                       ("signing_unit.name", "Exempelby hälsocentral")):  # fmt: skip
        person.tab_to(f"[id='field-{fact}']")
        person.write(text)
    assert _codes(tab) == ["MVG419"]
    person.tab_to("#finish")
    with tab.expect_download():
        person.keys("Enter")
    assert person.seconds < 60
    assert person.actions == _written("the same by keyboard")
