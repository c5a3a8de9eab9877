"""How fast it is, as ratios against what is physically there, measured in the same run.

Each row is measured in turns with its floor, many short rounds of each. The quickest round of each counts: it is the
one that the rest of the machine disturbed least. Run: `python tests/benchmarks/bench.py`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment
from lxml import etree

from converter import convert, load_profile
from converter.model import Contact, Diagnosis, Entry, Patient, Triage, TriageNote, Unit
from converter.testing.writers import as_text, as_xml

PROFILE = load_profile()
SENTENCE = "Ont i halsen sedan tre dagar, feber på kvällen, svårt att svälja och hosta. "
FOLDER = Path(__file__).parent


class Row(NamedTuple):
    """One comparison: the ratio of `measured` to `floor` is to be at most `goal`."""

    name: str
    measured: Callable[[], object]
    floor: Callable[[], object]
    floor_name: str
    goal: float
    rounds: int = 300
    calls: int = 5


def note(size: int) -> TriageNote:
    """A note of eight sections whose texts are `size` times as long as those of a short one."""
    texts = {"Besöksorsak": 1, "Patientens egenanamnes": 3 * size, "Kompletterande anamnes": 2 * size}
    texts |= {"Status": 3 * size, "Bedömning": 3 * size}
    entries = [Entry(keyword, (SENTENCE * count).strip()) for keyword, count in texts.items()]
    entries.insert(1, Entry("Anamnes", ""))
    return TriageNote(
        id="C24-1",
        created="2024-03-14T09:12:00+01:00",
        patient=Patient("Astrid Exempelsson", "199104272381", "personnummer"),
        triage=Triage("Halsont"),
        contact=Contact(("video",), origin="drop_in", prio="3", consultation="none"),
        entries=tuple(entries),
        principal_diagnosis=Diagnosis("J03.9", "ICD-10-SE", "Akut tonsillit, ospecificerad"),
        record_type="Besöksanteckning",
        signing_unit=Unit("Exempelby hälsocentral"),
        signer="Lisbet Mallgren",
        signed_at="2024-03-14T09:41:00+01:00",
    )


def rows() -> list[Row]:
    """The rows of the table that are measured inside one process."""
    found = []
    for label, size, melior, pmo in (("2 KB", 1, 3.0, 4.5), ("8 KB", 8, 2.2, 3.5)):
        xml = as_xml(note(size)).encode()
        floor = _lxml(xml)
        found += [
            Row(f"XML {label} -> Melior", _convert(xml, "melior"), floor, "lxml parse + serialise", melior),
            Row(f"XML {label} -> PMO XML", _convert(xml, "pmo"), floor, "lxml parse + serialise", pmo),
            Row(f"XSLT of the table alone, {label}", _xslt(xml), floor, "lxml parse + serialise", 0),
        ]
    for label, size, goal in (("1 KB", 1, 4.0), ("7 KB", 8, 2.5)):
        text = as_text(note(size), PROFILE).encode()
        found.append(Row(f"text {label} -> Melior", _convert(text, "melior"), _split(text), "one regex split", goal))
    good = as_xml(note(1)).encode()
    incomplete = as_xml(note(1)._replace(record_type="")).encode()
    found += [
        Row("refusing an incomplete note", _convert(incomplete, "pmo"), _convert(good, "pmo"), "a good one", 1.2),
        Row("refusing a broken note", _convert(good[:-20], "pmo"), _convert(good, "pmo"), "a good one", 1.2),
        Row("profile load", load_profile, _compile(), "compiling pmo.xml.j2", 3.0, 40, 1),
    ]
    return found


def _lxml(xml: bytes) -> Callable[[], object]:
    return lambda: etree.tostring(etree.fromstring(xml))


def _convert(source: bytes, target: str) -> Callable[[], object]:
    return lambda: convert(source, target, profile=PROFILE)


def _xslt(xml: bytes) -> Callable[[], object]:
    transform = etree.XSLT(etree.parse(FOLDER / "mapping.xsl"))
    return lambda: str(transform(etree.fromstring(xml)))


def _split(text: bytes) -> Callable[[], object]:
    keywords = "|".join(re.escape(keyword) for keyword in (*PROFILE.places, *PROFILE.groups))
    pattern = re.compile(rf"^[ \t]*({keywords})[ \t]*:?[ \t]*$", re.MULTILINE | re.IGNORECASE)
    decoded = text.decode()
    return lambda: pattern.split(decoded)


def _compile() -> Callable[[], object]:
    environment, source = Environment(autoescape=True), PROFILE.templates["pmo.xml.j2"]
    return lambda: environment.compile(source)


def ratio(row: Row) -> tuple[float, float]:
    """The floor in microseconds, and how many times it the measured thing takes."""
    floors, measured = [], []
    for _ in range(row.rounds):
        floors.append(_time(row.floor, row.calls))
        measured.append(_time(row.measured, row.calls))
    return min(floors) * 1e6, min(measured) / min(floors)


def _time(act: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        act()
    return (time.perf_counter() - start) / calls


COMMANDS = (
    ("cold: one note", ["-m", "converter", "export", "{note}"], "import lxml.etree, jinja2, click", 1.25),
    ("mvg --help", ["-m", "converter", "--help"], "import click", 1.25),
    ("mvg --version", ["-m", "converter", "--version"], "import click", 1.25),
)


def cold(arguments: list[str], imports: str, rounds: int = 15) -> tuple[float, float]:
    """The floor in microseconds and the ratio, for whole commands."""
    sample = FOLDER.parent.parent / "samples" / "halsont-chatt.xml"
    floors, measured = [], []
    for _ in range(rounds):
        floors.append(_time(lambda: _run(["-c", imports]), 1))
        measured.append(_time(lambda: _run([word.format(note=sample) for word in arguments]), 1))
    return min(floors) * 1e6, min(measured) / min(floors)


def _run(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def main() -> None:
    """Prints the table."""
    print("| what | floor | µs | ratio | goal |\n|---|---|---|---|---|")
    for row in rows():
        floor, times = ratio(row)
        print(f"| {row.name} | {row.floor_name} | {floor:.0f} | {times:.2f} | {row.goal or '-'} |", flush=True)
    for name, arguments, imports, goal in COMMANDS:
        floor, times = cold(arguments, imports)
        print(f"| {name} | `{imports}` | {floor:.0f} | {times:.2f} | {goal} |", flush=True)


if __name__ == "__main__":
    main()
