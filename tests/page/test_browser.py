"""The whole task in a real Chromium: by mouse, by keyboard, with axe in every state.

Needs Chromium (`.ci/run` installs it), and for axe-core `npm install --no-save axe-core`; else skipped with a reason.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from converter import convert
from converter.page.security import Access, is_allowed
from converter.profile import Profile
from page.conftest import CHROMIUM, HALSONT, Run
from page.pictures import overview, signed
from paths import ROOT, SAMPLES

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TEN = (
    "barn-feber", "bokningsbiljett-formular", "cystit-video", "flerpartssamtal", "halsont-chatt", "konsultation",
    "lang-anteckning", "overtagande", "receptfornyelse", "utslag-foto",
)  # fmt: skip
LOOSE = HALSONT.replace("Besöksorsak:", "En lös rad.\n\nBesöksorsak:")
NO_TYPE = HALSONT.replace("Journaltyp: Sjuksköterskeanteckning\n", "")
NO_PRIO = HALSONT.replace("Kontaktens prioritet: 3\n", "")
TWO = HALSONT + HALSONT[HALSONT.index("Besöksorsak") :].replace("Ont i halsen", "Hosta")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    with sync_api.sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Any) -> Iterator[Any]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def tab(chromium: Any, run: Run) -> Iterator[Any]:
    """The page, opened by its redirect file as `mvg page` opens it. No error may stand in the browser's console."""
    allowed = ["clipboard-read", "clipboard-write"]
    context = chromium.new_context(permissions=allowed, viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    _open(page, run)
    page.faults = faults
    yield page
    context.close()
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


def _open(page: Any, run: Run) -> None:
    page.goto(run.redirect.as_uri())
    page.wait_for_url(f"{run.origin}/")
    _wait(page, "document.activeElement.id === 'note'")


def _wait(page: Any, expression: str) -> None:
    """Waits until an expression is true; Playwright's own way needs `eval`, which the page forbids."""
    last = time.monotonic() + 20
    while not page.evaluate(expression):
        assert time.monotonic() < last, expression
        page.wait_for_timeout(10)


def _settle(page: Any) -> None:
    _wait(page, "running === null && shown === changes")


def _fill(page: Any, text: str) -> None:
    page.fill("#note", text)
    _settle(page)


def _codes(page: Any) -> list[str]:
    return list(page.locator("#findings li.error .code, #findings li.warning .code").all_inner_texts())


def _clipboard(page: Any) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def _press_tab_to(page: Any, selector: str) -> int:
    """Moves the focus by the keyboard alone. Returns how often Tab was pressed."""
    for count in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return count
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {selector}")


# -- the task ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEN)
def test_a_sample_is_pasted_copied_and_downloaded_as_the_commands_do_it(tab: Any, profile: Profile, name: str) -> None:
    text = (SAMPLES / f"{name}.txt").read_text("utf-8-sig")
    _fill(tab, text)
    with tab.expect_download() as pmo:
        tab.click("#finish")
    expected = convert(text.encode(), "pmo", profile=profile).output
    assert expected is not None
    assert Path(pmo.value.path()).read_bytes() == expected.encode()
    assert pmo.value.suggested_filename == "journalanteckning-pmo.xml"
    tab.check("#target-melior")
    _settle(tab)
    assert tab.inner_text("#finish") == "Signera och kopiera"
    tab.click("#finish")
    _wait(tab, "document.getElementById('done').textContent !== ''")
    copied = convert(text.encode(), "melior", profile=profile).output
    assert _clipboard(tab) == copied
    assert copied is not None
    end = copied.rstrip()
    assert tab.inner_text("#done") == f"Kopierat: {len(end)} tecken, slutar ’… {' '.join(end.split()[-3:])[-40:]}’"


def test_the_task_by_mouse_alone(tab: Any) -> None:
    tab.evaluate("text => navigator.clipboard.writeText(text)", LOOSE)
    tab.click("#paste")
    _wait(tab, "document.getElementById('note').value !== ''")
    _settle(tab)
    assert "MVG303" in _codes(tab)
    tab.click("#findings >> text=Välj plats")
    tab.click("#rows >> text=Lägg under Status")
    _settle(tab)
    assert _codes(tab) == []
    assert tab.locator("#answered").inner_text().startswith("Dina svar")
    tab.click("[id^=copy-]:near(:text('Status')) >> nth=0")
    with tab.expect_download():
        tab.click("#finish")
    tab.click("#answered >> text=Ångra")
    _settle(tab)
    assert "MVG303" in _codes(tab)
    tab.click("#new-patient")
    _settle(tab)
    assert tab.input_value("#note") == ""
    assert tab.locator("#rows").inner_text().startswith("Klistra in en anteckning")
    assert tab.locator("#answered").inner_text() == ""


def test_the_task_by_keyboard_alone(tab: Any, profile: Profile) -> None:
    text = LOOSE.replace("Journaltyp: Sjuksköterskeanteckning\n", "")
    tab.evaluate("text => navigator.clipboard.writeText(text)", text)
    tab.keyboard.press("Control+V")
    _wait(tab, "document.getElementById('note').value !== ''")
    _settle(tab)
    assert tab.input_value("#note") == text
    _press_tab_to(tab, "#rows .unplaced button:nth-of-type(4)")
    tab.keyboard.press("Enter")
    _settle(tab)
    _press_tab_to(tab, "[id='field-record_type']")
    tab.keyboard.type("Sjuksköterskeanteckning")
    _settle(tab)
    assert tab.evaluate("document.activeElement.id") == "field-record_type"
    assert _codes(tab) == []
    _press_tab_to(tab, "#finish")
    with tab.expect_download():
        tab.keyboard.press("Enter")
    _press_tab_to(tab, "#copy-all")
    tab.keyboard.press("Space")
    _wait(tab, "document.getElementById('done').textContent.startsWith('Kopierat')")
    assert "En lös rad." in _clipboard(tab)
    assert "Sjuksköterskeanteckning" in _clipboard(tab)


def test_one_keyword_is_copied_as_it_stands_in_the_record(tab: Any, profile: Profile) -> None:
    _fill(tab, HALSONT)
    sections = dict(convert(HALSONT, "pmo", profile=profile).sections)
    tab.click("button[aria-label='Kopiera Bedömning']")
    _wait(tab, "document.getElementById('done').textContent !== ''")
    assert _clipboard(tab) == sections["Bedömning"]


def test_the_button_changes_its_name_and_says_what_is_missing_when_pressed_early(tab: Any) -> None:
    tab.click("#finish")
    assert tab.locator("#missing a").all_inner_texts() == ["Anteckningen"]
    _fill(tab, NO_TYPE)
    assert tab.inner_text("#finish") == "Signera"
    assert tab.is_enabled("#finish")
    tab.click("#finish")
    tab.click("#missing a >> text=Journaltyp saknas")
    assert tab.evaluate("document.activeElement.id") == "field-record_type"
    tab.keyboard.type("Sjuksköterskeanteckning")
    _settle(tab)
    assert tab.inner_text("#finish") == "Signera och exportera"
    assert tab.inner_text("#missing") == ""


def test_a_finding_vanishes_when_it_is_mended_in_the_text(tab: Any) -> None:
    _fill(tab, NO_TYPE)
    assert "MVG401" in _codes(tab)
    _fill(tab, HALSONT)
    assert _codes(tab) == []
    _fill(tab, HALSONT.replace("199104272381", "199104272380"))
    assert "MVG405" in _codes(tab)
    _fill(tab, HALSONT)
    assert _codes(tab) == []


def _fill_in_without_undo(tab: Any, field: str, value: str) -> None:
    """Fills in a field so that the browser has nothing to undo in it."""
    tab.evaluate(
        """([field, value]) => {
          document.getElementById(field).value = value;
          document.getElementById(field).dispatchEvent(new Event('input', { bubbles: true }));
        }""",
        [field, value],
    )
    _settle(tab)
    assert tab.input_value(f"[id='{field}']") == value


def test_what_was_filled_in_for_one_patient_is_not_used_for_the_next(tab: Any) -> None:
    """The text is exchanged without *Ny patient*."""
    other = (SAMPLES / "cystit-video.txt").read_text("utf-8")
    other = re.sub(r"Journaltyp: .*\n", "", other)
    _fill(tab, NO_TYPE)
    tab.fill("[id='field-record_type']", "Ifyllt för den första")
    _settle(tab)
    assert _codes(tab) == []
    _fill(tab, other)
    assert tab.input_value("[id='field-record_type']") == ""
    assert "MVG401" in _codes(tab)
    unnamed = "\n".join(line for line in NO_TYPE.split("\n") if not re.match("Patientens (namn|pers)|Ärende:", line))
    _fill(tab, unnamed)
    tab.fill("[id='field-record_type']", "Ifyllt för en utan namn")
    _settle(tab)
    tab.evaluate("text => navigator.clipboard.writeText(text)", unnamed.replace("Ont i halsen", "Hosta"))
    tab.focus("#note")
    tab.keyboard.press("Control+A")
    tab.keyboard.press("Control+V")
    _wait(tab, "document.getElementById('note').value.includes('Hosta')")
    _settle(tab)
    assert tab.input_value("[id='field-record_type']") == ""
    tab.fill("[id='field-record_type']", "Ifyllt för den andra")
    _fill(tab, tab.input_value("#note") + "\n")
    tab.evaluate("text => navigator.clipboard.writeText(text)", unnamed.replace("Ont i halsen", "Yrsel"))
    tab.evaluate(
        "document.getElementById('note').setSelectionRange(0, document.getElementById('note').value.trim().length)"
    )
    tab.focus("#note")
    tab.keyboard.press("Control+V")  # all but the line end at the end was selected
    _wait(tab, "document.getElementById('note').value.includes('Yrsel')")
    _settle(tab)
    assert tab.input_value("[id='field-record_type']") == ""
    for key, is_last in (("Control+Z", False), ("Control+Y", True)):  # an undo and a redo exchange the note too
        _fill_in_without_undo(tab, "field-record_type", "Ifyllt för den tredje")
        tab.focus("#note")
        tab.keyboard.press(key)
        _wait(tab, f"document.getElementById('note').value.includes('Yrsel') === {str(is_last).lower()}")
        _settle(tab)
        assert tab.input_value("[id='field-record_type']") == ""
    tab.fill("[id='field-record_type']", "Rättad")  # the control: an edit keeps what was filled in
    _fill(tab, tab.input_value("#note") + "\n")
    assert tab.input_value("[id='field-record_type']") == "Rättad"


def test_two_notes_are_split_and_the_second_waits(tab: Any) -> None:
    _fill(tab, TWO)
    assert "MVG234" in _codes(tab)
    tab.click("text=Dela: ta den första")
    _settle(tab)
    first = tab.input_value("#note")
    assert _codes(tab) == []
    tab.click("#new-patient")
    _settle(tab)
    tab.click("#next-note")
    _settle(tab)
    assert first + tab.input_value("#note") == TWO
    assert tab.is_hidden("#waiting")


def test_the_line_of_a_finding_is_selected_in_the_text(tab: Any) -> None:
    _fill(tab, LOOSE.replace("\n", "\u2028\n", 1))
    tab.click("[id^=line-note]")
    assert tab.evaluate("document.getSelection().toString()") == "En lös rad."


def test_a_question_of_the_registration_is_answered_and_can_be_changed(tab: Any) -> None:
    _fill(tab, NO_PRIO)
    before = tab.inner_text("#registration")
    assert "svar saknas" in before
    tab.check("#contact-prio-3")
    _settle(tab)
    assert tab.is_checked("#contact-prio-3")
    assert "svar saknas" not in tab.inner_text("#registration")
    tab.click("#clear-prio")
    _settle(tab)
    assert tab.inner_text("#registration") == before


@pytest.mark.parametrize("name", ["halsont-chatt.xml", "barn-feber.txt"])
def test_an_opened_file_is_downloaded_as_export_makes_it_of_the_file(tab: Any, profile: Profile, name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    tab.set_input_files("#file", SAMPLES / name)
    _wait(tab, "document.getElementById('note').value !== ''")
    _settle(tab)
    tab.click("details summary >> text=Ladda ner")
    for target in ("pmo", "pmo-html", "melior"):
        with tab.expect_download() as got:
            tab.click(f"#download-{target}")
        expected = convert(data, target, profile=profile).output
        assert expected is not None
        assert Path(got.value.path()).read_bytes() == expected.encode()
    with tab.expect_download() as got:
        tab.click("#download-registration-html")
    assert got.value.suggested_filename == "kontaktregistrering.html"
    assert "<html" in Path(got.value.path()).read_text("utf-8")


# -- nothing is lost --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reported"),
    [(500, "MVG901"), (403, "godtog inte"), (413, "1 MB"), (200, "svarar inte"), (0, "svarar inte")],
)
def test_the_text_stays_whatever_the_server_answers(tab: Any, status: int, reported: str) -> None:
    def answer(route: Any) -> None:
        if status:
            route.fulfill(status=status, body="<b>no JSON</b>")
        else:
            route.abort()

    tab.route("**/api/state", answer)
    tab.fill("#note", HALSONT)
    _wait(tab, "!document.getElementById('failed').hidden")
    assert reported in tab.inner_text("#failed")
    assert tab.input_value("#note") == HALSONT
    assert "Svalg" not in tab.inner_text("#rows")  # nothing old is left to copy
    tab.unroute("**/api/state")
    tab.click("#try-again")
    _settle(tab)
    assert tab.is_hidden("#failed")
    assert "Svalg" in tab.inner_text("#rows")


def test_a_text_above_the_limit_stays_and_is_not_sent(tab: Any) -> None:
    text = "x" * (1 << 20)
    tab.fill("#note", text)
    _wait(tab, "!document.getElementById('failed').hidden")
    assert "1 MB" in tab.inner_text("#failed")
    assert tab.evaluate("document.getElementById('note').value.length") == len(text)


def test_a_clipboard_that_refuses_leaves_the_text_selected(tab: Any) -> None:
    _fill(tab, HALSONT)
    tab.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    tab.click("button[aria-label='Kopiera Kontaktorsak']")
    tab.wait_for_selector("#by-hand", state="visible")
    assert tab.evaluate("document.getSelection().toString()") == "Ont i halsen"
    assert tab.inner_text("#done") == ""


def test_what_is_copied_is_never_older_than_the_text(tab: Any) -> None:
    _fill(tab, HALSONT)
    tab.route("**/api/state", lambda route: (tab.wait_for_timeout(300), route.continue_()))
    tab.fill("#note", HALSONT.replace("Besöksorsak: Ont i halsen", "Besöksorsak: Hosta"))
    tab.click("#copy-all")
    _wait(tab, "document.getElementById('done').textContent !== ''")
    assert "Hosta" in _clipboard(tab)


def test_a_row_that_is_pressed_while_it_shows_an_earlier_note_copies_the_present_text(tab: Any) -> None:
    _fill(tab, HALSONT)
    tab.evaluate("navigator.clipboard.writeText('')")
    tab.route("**/api/state", lambda route: (tab.wait_for_timeout(300), route.continue_()))
    tab.fill("#note", HALSONT.replace("Besöksorsak: Ont i halsen", "Besöksorsak: Hosta"))
    tab.click("button[aria-label='Kopiera Kontaktorsak']")
    _wait(tab, "document.getElementById('done').textContent !== ''")
    assert _clipboard(tab) == "Hosta"
    tab.evaluate("navigator.clipboard.writeText('')")
    tab.fill("#note", "Status\nAndra patienten")
    tab.click("button[aria-label='Kopiera Kontaktorsak']")
    _settle(tab)
    assert _clipboard(tab) == ""


def test_nothing_is_copied_or_downloaded_of_a_text_that_was_exchanged_while_it_was_made(tab: Any) -> None:
    _fill(tab, HALSONT)
    tab.evaluate("navigator.clipboard.writeText('')")
    tab.evaluate("""() => {
      const unwatched = window.fetch;
      window.fetch = async (path, options) => {
        const answer = await unwatched(path, options);
        if (path === '/api/output') {
          const note = document.getElementById('note');
          note.value = 'Status\\nAndra patienten';
          note.dispatchEvent(new Event('input'));
        }
        return answer;
      };
      window.made = 0;
      URL.createObjectURL = () => { window.made += 1; return ''; };
    }""")
    tab.click("#copy-all")
    _wait(tab, "document.getElementById('note').value.startsWith('Status')")
    _settle(tab)
    assert _clipboard(tab) == ""
    _fill(tab, HALSONT)
    tab.click("#finish")
    _wait(tab, "document.getElementById('note').value.startsWith('Status')")
    _settle(tab)
    assert tab.evaluate("window.made") == 0


# -- readable by everyone ---------------------------------------------------------------------------------------

_OUTSIDE = """() => {
  const view = document.documentElement.clientWidth, out = [];
  if (document.documentElement.scrollWidth > view) out.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('main *, header *')) {
    const box = element.getBoundingClientRect();
    if (box.width && (box.right > view + 0.5 || box.left < -0.5)) out.push(element.tagName + '#' + element.id);
  }
  return out;
}"""


def _states(tab: Any) -> Iterator[str]:
    """Every state that the page can be in, one after the other."""
    yield "empty"
    tab.click("#finish")
    yield "pressed early"
    _fill(tab, HALSONT)
    for summary in tab.locator("summary").all():
        summary.click()
    yield "ready"
    tab.click("#copy-all")
    _wait(tab, "document.getElementById('done').textContent !== ''")
    yield "copied"
    _fill(tab, LOOSE.replace("Journaltyp: Sjuksköterskeanteckning\n", "").replace("Kontaktens prioritet: 3\n", ""))
    tab.click("#finish")
    yield "errors"
    tab.click("#rows >> text=Lägg under Status")
    tab.check("#contact-prio-3")
    _settle(tab)
    yield "answered"
    _fill(tab, TWO)
    tab.click("text=Dela: ta den första")
    _settle(tab)
    yield "a note waits"
    tab.evaluate("copyByHand('text')")
    yield "copied by hand"
    _fill(tab, "hej")
    yield "no note"
    tab.evaluate("fail(new Failed('gone'))")
    yield "failed"


@pytest.mark.skipif(not AXE.is_file(), reason=f"axe-core is not at {AXE}")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_violation_in_any_state(tab: Any, scheme: str, width: int) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.evaluate(f"() => {{ {AXE.read_text('utf-8')} }}")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for state in _states(tab):
        found = tab.evaluate("rules => axe.run({runOnly: rules})", rules)["violations"]
        assert [(state, one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.skipif(not AXE.is_file(), reason=f"axe-core is not at {AXE}")
def test_axe_finds_a_violation_that_was_planted(tab: Any) -> None:
    tab.evaluate(f"() => {{ {AXE.read_text('utf-8')} }}")
    tab.evaluate("document.querySelector('label[for=note]').remove()")
    assert [one["id"] for one in tab.evaluate("() => axe.run()")["violations"]] != []


@pytest.mark.parametrize(("width", "height"), [(320, 800), (640, 450), (1280, 900)], ids=["320", "200 %", "desk"])
def test_everything_is_within_the_view_in_every_state(tab: Any, width: int, height: int) -> None:
    """A view of 640 by 450 pixels is what 200 % zoom leaves of 1280 by 900."""
    tab.set_viewport_size({"width": width, "height": height})
    for state in _states(tab):
        assert tab.evaluate(_OUTSIDE) == [], state


def test_the_page_is_in_english_by_setting(chromium: Any, start: Callable[..., Run]) -> None:
    run = start(language="en")
    context = chromium.new_context()
    page = context.new_page()
    _open(page, run)
    _fill(page, NO_TYPE)
    assert page.inner_text("h2 >> nth=0") == "1 Paste"
    assert "is missing" in page.inner_text("#findings")
    assert page.get_attribute("html", "lang") == "en"
    context.close()


# -- security in the browser ------------------------------------------------------------------------------------

XSS = '"><img src=x onerror="window.broken=1"><script>window.broken=1</script>'


def test_no_field_can_bring_a_script_in(tab: Any, chromium: Any) -> None:
    lines = HALSONT.split("\n")
    text = "\n".join(f"{line} {XSS}" if ":" in line and "Huvuddiagnos" not in line else line for line in lines)
    for pasted in (text, HALSONT.replace("Ont i halsen", XSS), XSS, LOOSE.replace("En lös rad.", XSS), XSS + HALSONT):
        _fill(tab, pasted)
        for field in tab.locator("#fields input").all():
            field.fill(XSS)
        tab.click("#finish")
        _settle(tab)
        tab.wait_for_timeout(50)
        assert tab.locator("img, main script").count() == 0
        assert tab.evaluate("window.broken") is None
    with pytest.raises(sync_api.Error, match="TrustedHTML"):
        tab.evaluate("html => { document.getElementById('rows').innerHTML = html; }", XSS)
    tab.faults.clear()
    open_page = chromium.new_page()  # the control: on a page without the policy the same text runs
    open_page.set_content(f"<p>{XSS}</p>")
    _wait(open_page, "window.broken === 1")
    open_page.close()


def test_another_site_cannot_call_and_cannot_frame_the_page(
    chromium: Any, run: Run, start: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions: list[tuple[str, bool]] = []

    def decide(request: Any, access: Access) -> bool:
        allowed = is_allowed(request, access)
        if request.path.startswith("/api/") and access.port == run.port:
            decisions.append((request.method, allowed))
        return allowed

    monkeypatch.setattr("converter.page.app.is_allowed", decide)
    other = start()
    context = chromium.new_context(bypass_csp=True)  # the policy of the other page is not what is tried
    page = context.new_page()
    _open(page, other)
    tried = """async ([origin, token, mode, type]) => {
      const headers = type ? {'Content-Type': type, ...(token ? {'X-MVG-Token': token} : {})} : {};
      const request = {method: 'POST', mode, headers, body: '{"target": "pmo"}'};
      try { return (await fetch(origin + '/api/state', request)).type; }
      catch { return 'refused'; }
    }"""
    assert page.evaluate(tried, [run.origin, run.token, "cors", "application/json"]) == "refused"
    assert page.evaluate(tried, [run.origin, "", "no-cors", "text/plain"]) == "refused"
    assert decisions == [("OPTIONS", False), ("POST", False)]  # both came, the first to ask for leave
    assert run.redirect.exists()  # it goes with the first call that is let through
    page.evaluate("""origin => {
      const frame = document.createElement('iframe');
      frame.src = origin;
      document.body.append(frame);
    }""", run.origin)  # fmt: skip
    page.wait_for_timeout(500)
    assert page.frames[1].evaluate("document.getElementById('note')") is None
    assert page.evaluate(tried, [other.origin, other.token, "cors", "application/json"]) == "basic"  # the control
    _open(page, run)  # the control: its own tab
    assert not run.redirect.exists()
    context.close()


def test_a_name_that_is_rebound_to_this_machine_gets_nothing(playwright: Any, run: Run) -> None:
    arguments = ["--no-sandbox", "--host-resolver-rules=MAP evil.example 127.0.0.1"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
    page = browser.new_page()
    assert page.goto(f"http://evil.example:{run.port}/").status == 403
    assert page.goto(f"{run.origin}/").status == 200  # the control
    browser.close()


def test_two_pages_at_once_know_nothing_of_each_other(chromium: Any, start: Callable[..., Run]) -> None:
    context = chromium.new_context()
    first, second = (context.new_page(), start()), (context.new_page(), start())
    for page, run in (first, second):
        _open(page, run)
    _fill(first[0], HALSONT)
    _fill(second[0], LOOSE)
    assert "En lös rad." not in first[0].inner_text("#rows")
    duplicate = context.new_page()
    duplicate.goto(first[1].origin)  # a second tab on the same server has no token
    duplicate.wait_for_selector("#failed", state="visible")
    duplicate.close()
    _fill(first[0], NO_TYPE)  # and its end ends nothing
    assert "MVG401" in _codes(first[0])
    context.close()


def test_nothing_is_kept_in_the_browser_or_on_disk(playwright: Any, tmp_path: Path, run: Run) -> None:
    canary = "Kanariefågeln sjunger"
    context = playwright.chromium.launch_persistent_context(
        str(tmp_path), executable_path=CHROMIUM, args=["--no-sandbox"]
    )
    page = context.pages[0]
    _open(page, run)
    _fill(page, HALSONT.replace("Ont i halsen sedan", f"{canary} sedan"))
    assert canary in page.inner_text("#rows")
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
    assert page.evaluate("[history.state, location.href]") == [None, f"{run.origin}/"]
    assert context.cookies() == []
    page.close()
    context.close()
    run.thread.join(timeout=20)
    assert not run.thread.is_alive()  # it ended with the tab
    (tmp_path / "control").write_text(canary, "utf-8")
    spellings = [canary.encode(coding) for coding in ("utf-8", "utf-16-le", "latin-1")]
    found = [path.name for path in tmp_path.rglob("*") if path.is_file() and _holds(path, spellings)]
    assert [name for name in found if name != "control"] == []
    assert "control" in found


def _holds(path: Path, spellings: list[bytes]) -> bool:
    data = path.read_bytes()
    return any(re.search(re.escape(spelling), data) for spelling in spellings)


def test_the_picture_of_the_document_on_the_page_shows_what_is_missing(
    tab: Any, request: pytest.FixtureRequest
) -> None:
    _fill(tab, LOOSE.replace("Journaltyp: Sjuksköterskeanteckning\n", ""))
    tab.evaluate("document.activeElement.blur()")
    _compare_picture("page.png", tab.screenshot(), tab.inner_text("body"), request)


def test_the_picture_of_the_readme_shows_its_note_the_page_and_the_text_that_the_page_copies(
    tab: Any, chromium: Any, profile: Profile, request: pytest.FixtureRequest
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    note, text = re.findall(r"^```text\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    tab.set_viewport_size({"width": 1280, "height": 1000})
    _fill(tab, note)
    tab.check("#target-melior")
    _settle(tab)
    tab.click("#finish")
    _wait(tab, "document.getElementById('done').textContent !== ''")
    assert _clipboard(tab) == text == convert(note, "melior", profile=profile).output
    tab.evaluate("document.activeElement.blur(); document.getElementById('note').scrollTo(0, 0); scrollTo(0, 0)")
    shown, words = tab.screenshot(), note + tab.inner_text("body") + text
    context = chromium.new_context(viewport={"width": 1600, "height": 670})
    whole = context.new_page()
    whole.set_content(overview(note, shown, text))
    _compare_picture("overview.png", whole.screenshot(), words, request)
    context.close()


def _compare_picture(name: str, shown: bytes, words: str, request: pytest.FixtureRequest) -> None:
    """Made anew with `--rewrite`; a person looks at it. Else the size and the words must be those of now."""
    path = ROOT / "docs" / name
    if request.config.getoption("--rewrite"):
        path.write_bytes(signed(shown, words))
    kept = path.read_bytes()
    assert kept[:24] == shown[:24]  # kind, width and height
    assert kept == signed(kept, words), "the words of the picture have changed: --rewrite, then look at it"
