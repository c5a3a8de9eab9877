"""The truth table: each kind of ambiguous layout, as copied text and as XML, exported and copied."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner

from adversarial.layouts import FACTS, HEAD, LAST, LAYOUTS, OWN, PERSON, PRO, WHOLE, Layout
from converter.cli import cli

KEYWORDS = {OWN: "Patientens egenanamnes", PRO: "Kompletterande anamnes", LAST: "Bedömning"}
TEXTS = {"Besöksorsak": "Hosta.", KEYWORDS[OWN]: "Hostar.", KEYWORDS[PRO]: "Rökare.", KEYWORDS[LAST]: "Vila."}
XML = """<?xml version="1.0" encoding="UTF-8"?>
<triage-note xmlns="urn:mvg-export:triage-note:1">
<patient><name>Astrid Exempelsson</name><number type="personnummer">199104272381</number></patient>
<entries>{}</entries>
<diagnosis type="principal"><code>J03.9</code><title>Akut tonsillit</title></diagnosis>
<signing><record-type>Läkaranteckning</record-type><signing-unit>Exempelby hälsocentral</signing-unit>
<signer>Lisbet Mallgren</signer><signed-at>2024-03-14T09:41:00+01:00</signed-at></signing></triage-note>
"""


def _texts(layout: Layout) -> dict[str, str]:
    return {**TEXTS, KEYWORDS[layout.where]: layout.text} if layout.where in KEYWORDS else TEXTS


def _as_text(layout: Layout) -> str:
    if layout.where == WHOLE:
        return layout.text
    head = f"{PERSON}\n{layout.text}\n" if layout.where == HEAD else PERSON
    return "\n".join([head, *(f"{keyword}\n{text}\n" for keyword, text in _texts(layout).items()), FACTS])


def _as_xml(layout: Layout) -> str:
    entries = (
        f"<entry><keyword>{keyword}</keyword><text>{escape(text)}</text></entry>"
        for keyword, text in _texts(layout).items()
    )
    return XML.format("".join(entries))


def _run(command: str, source: str, folder: Path) -> tuple[str, str]:
    """Exit code with the codes of warnings and errors, and what was written."""
    (folder / "note").write_bytes(source.encode())
    arguments = [command, str(folder / "note"), "-o", str(folder / "out"), "--format", "json"]
    ran = CliRunner().invoke(cli, arguments)
    findings = json.loads(ran.stderr)["notes"][0]["findings"]
    codes = sorted(finding["code"] for finding in findings if finding["severity"] != "info")
    out = folder / "out"
    return " ".join([str(ran.exit_code), *codes]), out.read_text("utf-8") if out.exists() else ""


@pytest.mark.parametrize("command", ["export", "copy"])
@pytest.mark.parametrize("form", ["text", "xml"])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_P24_an_ambiguous_layout_is_never_misplaced_in_silence(
    layout: Layout, form: str, command: str, tmp_path: Path
) -> None:
    if form == "xml" and layout.where not in KEYWORDS:
        pytest.skip("XML says what is a heading and what is a fact: it has no such layout")
    source = _as_text(layout) if form == "text" else _as_xml(layout)
    expected = getattr(layout, command) if form == "text" else _in_xml(layout, command)
    reported, written = _run(command, source, tmp_path)
    assert reported == expected
    assert bool(written) == (expected.split()[0] == "0")


def _in_xml(layout: Layout, command: str) -> str:
    stopped = "1 MVG261" if "\ufffd" in layout.text else ""
    codes = layout.xml if command == "copy" else layout.xml.replace("MVG510", "")
    return stopped or " ".join(["0", *codes.split()])


def test_P24_the_table_has_at_least_sixty_kinds() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS) >= 60
    assert sum(layout.export != "0" for layout in LAYOUTS) >= 60
