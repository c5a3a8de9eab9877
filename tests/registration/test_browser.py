"""F20: the registration page in a real browser, at three widths and in print, and by axe-core.

Needs Chromium with chromedriver, and for axe-core `npm install --no-save axe-core`; skipped with a reason without.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter import read_note
from converter.conversion.proven_page import registration_page_of
from converter.note.model import Contact, TriageNote
from converter.profile import default_profile
from paths import ROOT, SAMPLES
from webdriver import BROWSER, DRIVER, Browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 768, 1280)
pytestmark = pytest.mark.skipif(not (DRIVER and BROWSER), reason="no chromedriver with Chromium is installed")

_LONG = "x" * 80
_NOTES = {
    "drop in, video": SAMPLES / "overtagande.txt",
    "booked by letter": SAMPLES / "flerpartssamtal.txt",
    "asynchronous chat": SAMPLES / "utslag-foto.txt",
    "administrative": SAMPLES / "receptfornyelse.txt",
}


def _note_of(path: Path) -> TriageNote:
    note = read_note(path.read_bytes()).note
    assert note is not None
    return note


def _notes() -> dict[str, TriageNote]:
    whole = _note_of(SAMPLES / "halsont-chatt.txt")
    contact = whole.contact._replace(unit_worked_for=_LONG, colleague=_LONG, admin_system="")
    return {
        **{name: _note_of(path) for name, path in _NOTES.items()},
        "nothing is known": TriageNote(),
        "a gap": TriageNote(contact=Contact(("video", "audio"), origin="booked")),
        "long words": whole._replace(contact=contact, patient=whole.patient._replace(name=_LONG)),
    }


NOTES = _notes()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser.started() as started:
        yield started


@pytest.fixture(params=NOTES, ids=lambda name: str(name).replace(" ", "-"))
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(registration_page_of(NOTES[request.param], default_profile(), "html"), "utf-8")
    return path


# The right edge of every text, and the narrowest line of words that could have been longer.
_OUTSIDE = """
const view = document.documentElement.clientWidth, out = [];
for (const element of document.querySelectorAll('main *')) {
  const box = element.getBoundingClientRect();
  if (box.width && (box.right > view + 0.5 || box.left < -0.5)) out.push(element.tagName + '.' + element.className);
  const isCut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow !== 'visible';
  if (isCut) out.push('cut');
}
if (document.documentElement.scrollWidth > view) out.push('the page scrolls sideways');
return out;
"""
_NARROWEST = """
const boxes = [...document.querySelectorAll('dd, li, p, h1, h3')].map(element => element.getBoundingClientRect().width);
return Math.min(...boxes.filter(width => width > 0));
"""
_SMALLEST = """
const sizes = [...document.querySelectorAll('main *')].filter(element => element.getBoundingClientRect().width)
  .map(element => parseFloat(getComputedStyle(element).fontSize));
return Math.min(...sizes);
"""

_VIOLATIONS = """
const done = arguments[0];
axe.run().then(found => done(found.violations.map(each => [each.id, each.nodes.map(node => node.html)])));
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_F20_everything_is_readable_at_every_width(browser: Browser, page: Path, width: int) -> None:
    browser.show(page, width)
    assert browser.run("return document.documentElement.clientWidth;") == width
    assert browser.run(_OUTSIDE) == []
    assert browser.run(_NARROWEST) >= 150  # words, not letters, on a line
    assert browser.run(_SMALLEST) >= 12


def test_F20_the_patient_is_on_every_printed_page(browser: Browser, page: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads the printed page")
    browser.show(page, 1280)
    patient, number = browser.run("return [...document.querySelectorAll('.running span')].map(s => s.textContent);")[:2]
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(browser.printed())).pages]
    for sheet in sheets:
        text = "".join(sheet.split())
        assert "".join(patient.split()) in text
        assert "".join(number.split()) in text
    assert "".join(sheets).count("Kontaktregistrering i Elvis och PMO") == 1


@pytest.mark.slow
@pytest.mark.counted
def test_a_page_of_a_whole_contact_is_more_than_one_sheet(browser: Browser, tmp_path: Path) -> None:
    """Otherwise the print of the patient on every page would show nothing."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads the printed page")
    path = tmp_path / "page.html"
    path.write_text(registration_page_of(NOTES["drop in, video"], default_profile(), "html"), "utf-8")
    browser.show(path, 1280)
    assert len(pypdf.PdfReader(io.BytesIO(browser.printed())).pages) > 1


@pytest.mark.slow
@pytest.mark.skipif(not AXE.is_file(), reason=f"axe-core is not at {AXE}")
@pytest.mark.parametrize("width", [320, 1280])
def test_F20_axe_finds_no_violation(browser: Browser, page: Path, width: int) -> None:
    browser.show(page, width)
    browser.run(AXE.read_text("utf-8"))
    assert browser.run_async(_VIOLATIONS) == []
