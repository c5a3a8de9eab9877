"""The report as a page: well formed, inert, and true to the run in words, numbers and drawn sizes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import etree

from converter.batch import html_report
from converter.batch.html_report import HtmlReport
from converter.batch.outcome import DONE, KEPT, QUARANTINED, Outcome, Totals
from converter.findings import Finding
from converter.findings.catalogue import CATALOGUE, Code, Language
from sample_run import RUN, groups, notify, outcome, totals

_H = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that a test sets."""
    now = [100.0]
    monkeypatch.setattr(html_report, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., etree._Element]:
    """The page of a run with these outcomes, parsed as strict XML."""

    def draw(outcomes: list[Outcome], ended: Totals | None = None, language: Language = "sv") -> etree._Element:
        file = tmp_path / "report.html"
        listener = HtmlReport(RUN, file, language)
        if outcomes:
            listener.on_outcomes(outcomes)
        listener.on_end(ended or totals(outcomes))
        return etree.fromstring(file.read_bytes())

    return draw


def _words(page: etree._Element) -> str:
    return " ".join("".join(page.find(f"{_H}body").itertext()).split())


def _section(page: etree._Element, title: str) -> etree._Element:
    (found,) = [
        part for part in page.iter(f"{_H}section") if "".join(part.find(f"{_H}h2").itertext()).startswith(title)
    ]
    return found


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("count", [0, 1, 20, 2000])
@pytest.mark.parametrize("stopped", ["", "MVG805"])
def test_a_page_is_well_formed_and_inert(tmp_path: Path, language: Language, count: int, stopped: str) -> None:
    file = tmp_path / "report.html"
    notify(HtmlReport(RUN, file, language), count, stopped)
    page = etree.fromstring(file.read_bytes())
    assert page.get("lang") == language
    for element in page.iter(etree.Element):
        assert etree.QName(element).localname not in {"script", "link", "iframe", "object", "embed", "img", "form", "a"}
        assert not [name for name in element.attrib if name.startswith("on") or name in {"src", "href"}]
    text = file.read_text("utf-8").replace("http://www.w3.org/1999/xhtml", "")
    assert not re.search(r"//|url\(|@import|javascript:", text)
    assert "default-src 'none'" in text


@pytest.mark.parametrize(
    ("outcomes", "title"),
    [
        ([], "0 anteckningar: inget att göra"),
        ([outcome(1)], "1 anteckning: 1 klar"),
        ([outcome(1), outcome(2)], "2 anteckningar: 2 klara"),
        ([outcome(1), outcome(2, KEPT), outcome(3, QUARANTINED)],
         "3 anteckningar: 1 klar, 1 redan klar, 1 i karantän"),
    ],
    ids=range(4),
)  # fmt: skip
def test_the_title_says_how_it_went(drawn: Callable[..., etree._Element], outcomes: list[Outcome], title: str) -> None:
    assert drawn(outcomes).findtext(f".//{_H}h1") == title


def test_the_numbers_and_the_bar_are_the_outcomes(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    listener = HtmlReport(RUN, file)
    listener.on_end(Totals(19_000, 800, 200, 10.0))
    page = etree.fromstring(file.read_bytes())
    section = _section(page, "Utfall")
    values = [row.text for row in section.iter(f"{_H}dd") if row.get("class") == "value"]
    assert values == ["19 000".replace(" ", "\xa0"), "800", "200", "0", "10 s", "2\xa0000"]
    widths = [(part.get("class"), part.get("style")) for part in section.iter(f"{_H}i")]
    assert widths == [("done", "width: 95.000%"), ("kept", "width: 4.000%"), ("quarantined", "width: 1.000%")]


def test_findings_are_counted_by_note_and_reported_in_the_words_of_the_catalogue(
    drawn: Callable[..., etree._Element],
) -> None:
    twice = outcome(1)._replace(findings=(Finding("MVG402", 1), Finding("MVG402", 9), Finding("MVG411", 1)))
    page = drawn([twice, outcome(2)._replace(findings=(Finding("MVG402", 3),)), outcome(3, QUARANTINED)])
    found = _section(page, "Meddelanden").iter(f"{_H}tr")
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in found]
    reported = [(row[0], row[1], row[3]) for row in rows[1:]]
    assert reported[-2:] == [("MVG402", "varning", "2"), ("MVG411", "upplysning", "1")]
    assert reported[:-2] == [("MVG401", "fel", "1")]
    assert rows[-2][2].startswith(CATALOGUE["MVG402"].wording("sv").message.format("…", "…"))
    assert "Inga meddelanden." in _words(drawn([outcome(1)]))


@pytest.mark.slow
@pytest.mark.parametrize("code", CATALOGUE)
def test_any_code_can_be_on_the_page(drawn: Callable[..., etree._Element], code: Code) -> None:
    words = ("<b>&", "\x1b\ufffe", "c", "d", "e", "f", "g")
    targeted_findings = outcome(1, QUARANTINED)._replace(findings=(Finding(code, 1, 0, words),))
    page = drawn([targeted_findings], Totals(0, 0, 1, 1.0, code), "en")
    assert code in _words(page)
    assert not re.search(r"[{}]", _words(page))


def test_a_name_is_shown_as_it_is_and_never_obeyed(drawn: Callable[..., etree._Element]) -> None:
    name = "<script>alert('x')</script>&amp;\ufffe\x0b"
    page = drawn([outcome(1, QUARANTINED)._replace(name=name)])
    assert "<script>alert('x')</script>&amp;\ufffd\ufffd" in _words(page)


def test_the_notes_in_quarantine_are_named_in_order_with_their_errors_and_the_rest_is_counted(
    drawn: Callable[..., etree._Element],
) -> None:
    bad = [outcome(number, QUARANTINED) for number in (3, 1, 2)]
    section = _section(drawn(bad), "I karantän")
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in section.iter(f"{_H}tr")][1:]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert rows[0][1:] == ["mapp/anteckning-000001.xml", "MVG105, MVG401 rad 3"]
    section = _section(drawn([outcome(number, QUARANTINED) for number in range(1, 1301)]), "I karantän")
    assert len(list(section.iter(f"{_H}tr"))) == 101
    assert "Och 1\xa0200 till" in "".join(section.itertext())
    strict = outcome(1, QUARANTINED)._replace(findings=(Finding("MVG402", 7), Finding("MVG411")))
    assert "MVG402 rad 7" in " ".join("".join(_section(drawn([strict]), "I karantän").itertext()).split())


def test_the_slowest_notes_are_the_slowest(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    listener = HtmlReport(RUN, file)
    for group in groups(500):
        listener.on_outcomes([note._replace(seconds=(note.number * 7919 % 500) / 1000) for note in group])
    listener.on_end(Totals(500))
    rows = list(_section(etree.fromstring(file.read_bytes()), "Långsammast").iter(f"{_H}tr"))[1:]
    times = ["".join(row[3].itertext()) for row in rows]
    assert times == [f"{milliseconds},0 ms" for milliseconds in range(499, 489, -1)]
    assert rows[0].find(f".//{_H}i").get("style") == "width: 100.00%"


def test_the_pace_is_drawn_from_the_first_note_to_the_end(tmp_path: Path, clock: list[float]) -> None:
    file = tmp_path / "report.html"
    listener = HtmlReport(RUN, file)
    for second in range(8):
        clock[0] += 1
        listener.on_outcomes([outcome(number, DONE) for number in range(1, 41 if second < 4 else 21)])
    clock[0] += 2
    listener.on_end(Totals(240, 0, 0, 10.0))
    section = _section(etree.fromstring(file.read_bytes()), "Anteckningar i sekunden")
    bars = [
        (float(bar.get("x")), float(bar.get("width")), float(bar.get("height"))) for bar in section.iter(f"{_H}rect")
    ]
    assert sum(width * height for _, width, height in bars) / 10_000 * 10 * 40 == pytest.approx(240, rel=0.01)
    assert max(left + width for left, width, _ in bars) == pytest.approx(80, abs=0.1)
    labels = [label.text for label in section.iter(f"{_H}span")]
    assert labels == ["0 s", "5 s", "10 s", "40", "20", "0"]
    assert "som mest 40" in "".join(section.itertext())


def test_a_run_of_a_moment_or_without_notes_has_no_drawing_of_its_pace(
    drawn: Callable[..., etree._Element], clock: list[float]
) -> None:
    assert next(drawn([outcome(1)]).iter(f"{_H}rect"), None) is None
    clock[0] += 1
    assert next(drawn([]).iter(f"{_H}rect"), None) is None


def test_a_run_that_stopped_says_so_with_the_reason_and_what_to_do(drawn: Callable[..., etree._Element]) -> None:
    words = _words(drawn([outcome(1)], Totals(1, 0, 0, 1.0, "MVG805")))
    assert "Körningen stannade före den sista anteckningen. MVG805: Resultatet går inte att skriva (…)." in words
    assert "stannade" not in _words(drawn([outcome(1)]))


def test_the_facts_of_the_run_are_on_the_page(drawn: Callable[..., etree._Element]) -> None:
    words = _words(drawn([]))
    for fact in ("2024-03-14 09:40 (+01:00)", RUN.who, "pmo, melior", "mvg 0.1.0", "min-vard-gavleborg 1"):
        assert fact in words
    assert RUN.profile_digest in words
