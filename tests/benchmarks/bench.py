"""How fast it is, as ratios against what is physically there, measured in the same run.

Each row is measured in turns with its floor, many short rounds of each. The quickest round of each counts: it is the
one that the rest of the machine disturbed least. Run: `python tests/benchmarks/bench.py`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment
from lxml import etree

from converter import convert, load_profile, parse, readers, render
from converter.note import markup
from converter.note.facts import NAMESPACE
from converter.note.model import Contact, Diagnosis, Entry, Patient, Triage, TriageNote, Unit
from converter.profile import Target
from converter.proof.xml_tokens import tokens
from converter.readers import xml_schema
from converter.record import mapping
from converter.registration import register, subject_of
from converter.render.templates import compiled_template
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
    for label, size, melior, pmo in (("2 KB", 1, 5.0, 6.6), ("8 KB", 8, 2.2, 3.3)):
        xml = as_xml(note(size)).encode()
        floor = _lxml(xml)
        found += [
            Row(f"XML {label} -> Melior", _convert(xml, "melior"), floor, "lxml parse + serialise", melior),
            Row(f"XML {label} -> PMO XML", _convert(xml, "pmo"), floor, "lxml parse + serialise", pmo),
            Row(f"XSLT of the table alone, {label}", _xslt(xml), floor, "lxml parse + serialise", 0),
        ]
    for label, size, goal in (("1 KB", 1, 14.0), ("7 KB", 8, 5.0)):
        text = as_text(note(size), PROFILE).encode()
        found.append(Row(f"text {label} -> Melior", _convert(text, "melior"), _split(text), "one regex split", goal))
    good = as_xml(note(1)).encode()
    incomplete = as_xml(note(1)._replace(record_type="")).encode()
    found += [
        Row("refusing an incomplete note", _convert(incomplete, "pmo"), _convert(good, "pmo"), "a good one", 0.8),
        Row("refusing a broken note", _convert(good[:-20], "pmo"), _convert(good, "pmo"), "a good one", 0.8),
        Row("PMO + Melior + PMO as text", _three(good), _convert(good, "pmo"), "PMO alone", 1.5),
        *(
            Row(f"GetCareDocumentation response, {label}", _rivta(xml), _convert(xml, "pmo"), "PMO XML", 1.5)
            for label, xml in (("2 KB", good), ("8 KB", as_xml(note(8)).encode()))
        ),
        Row("registration, facts seen before", _register(note(1)), _lxml(good), "lxml parse + serialise", 1.5),
        Row("profile load", load_profile, _compile(), "compiling pmo.xml.j2", 3.0, 40, 1),
    ]
    return found


def _lxml(xml: bytes) -> Callable[[], object]:
    return lambda: etree.tostring(etree.fromstring(xml))


def _convert(source: bytes, target: str) -> Callable[[], object]:
    return lambda: convert(source, target, profile=PROFILE)


def _three(source: bytes) -> Callable[[], object]:
    def convert_to_three() -> None:
        parsed = parse(source, profile=PROFILE)
        for target in ("pmo", "melior", "pmo-text"):
            parsed.to(target)

    return convert_to_three


def _rivta(source: bytes) -> Callable[[], object]:
    hsa_ids = dict.fromkeys(("source_system", "care_provider", "care_unit"), "SE5560000001-ENHET")
    target = Target(format="rivta", gated=True, settings={**hsa_ids, "approved_for_patient": "no", "note_code": "auf"})
    region = PROFILE.replace(targets={"rivta": target})
    return lambda: convert(source, "rivta", profile=region)


def _register(of: TriageNote) -> Callable[[], object]:
    return lambda: register(subject_of(of, PROFILE).contact, PROFILE)


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


MVG = str(Path(sys.executable).with_name("mvg"))
"""The command as it is installed beside the interpreter."""
COMMANDS = (
    ("cold: one note", [MVG, "export", "{note}"], "import lxml.etree, jinja2, click", 1.15),
    ("cold: one copied text", [MVG, "copy", "{text}"], "import lxml.etree, jinja2, click", 1.15),
    ("cold: mvg register", [MVG, "register", "{text}"], "import lxml.etree, jinja2, click", 1.2),
    ("mvg --help", [MVG, "--help"], "import click", 1.05),
    ("mvg --version", [MVG, "--version"], "import click", 1.05),
)


def cold(arguments: list[str], imports: str, rounds: int = 15) -> tuple[float, float]:
    """The floor in microseconds and the ratio, for whole commands."""
    floors, measured = [], []
    for _ in range(rounds):
        floors.append(_time(lambda: _run(["-c", imports]), 1))
        measured.append(_time(lambda: _run(_with_sample(arguments)), 1))
    return min(floors) * 1e6, min(measured) / min(floors)


def _with_sample(arguments: list[str]) -> list[str]:
    samples = FOLDER.parent.parent / "samples"
    names = {"note": samples / "halsont-chatt.xml", "text": samples / "halsont-chatt.txt"}
    return [word.format(**names) for word in arguments]


def _run(arguments: list[str]) -> None:
    quiet = subprocess.DEVNULL
    subprocess.run([sys.executable, *arguments], stdout=quiet, stderr=quiet, check=True, env=_AS_INSTALLED)


# Modules are compiled when the program is installed; the first round does that for a checkout.
_AS_INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def memory() -> tuple[float, float]:
    """The peak memory (kB) of importing what the command needs, and the ratio of one conversion to it."""
    floor = _peak(["-c", "import lxml.etree, jinja2, click"])
    return floor, _peak(_with_sample([MVG, "export", "{note}"])) / floor


# A child of its own starts the command: what a process had before it became another counts in its peak.
_LAUNCH = """
import os, subprocess, sys
process = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(os.wait4(process.pid, 0)[2].ru_maxrss)
"""


def _peak(arguments: list[str]) -> int:
    launched = subprocess.run(
        [sys.executable, "-c", _LAUNCH, *arguments], capture_output=True, check=True, env=_AS_INSTALLED
    )
    return int(launched.stdout)


def foreign() -> Row | None:
    """One conversion against python-fhir-converter's engine with a template of the same mapping, if it is there.

    It pins an old lxml: install it and its needs with `pip install --no-deps` for this row alone.
    """
    try:
        from fhir_converter.renderers import CcdaRenderer, ccda_default_loader, make_environment
        from liquid import DictLoader
    except ImportError:
        return None
    template = DictLoader({"mapping": (FOLDER / "mapping.liquid").read_text("utf-8")})
    engine = CcdaRenderer(make_environment(ccda_default_loader, additional_loaders=[template]))
    xml = as_xml(note(1)).encode()
    floor = lambda: engine.render_fhir_string("mapping", xml)  # noqa: E731 -- as the other floors
    return Row("XML 2 KB -> Melior", _convert(xml, "melior"), floor, "python-fhir-converter", 0.42)


def parts(size: int) -> list[Row]:
    """What no conversion of a note can do without, each alone, against the same floor."""
    xml = as_xml(note(size)).encode()
    reading = readers.read(xml, PROFILE)
    assert reading.note is not None
    record, _ = mapping.to_record(reading.note, PROFILE)
    tree, schema, floor = markup.parse(reading.text), etree.XMLSchema(etree.parse(xml_schema.SCHEMA)), _lxml(xml)
    measured = [
        ("parse", lambda: etree.fromstring(xml)),
        ("judge by the schema", lambda: schema.validate(tree)),
        ("touch each element and text", lambda: [(leaf.tag, leaf.text) for leaf in tree.iter()]),
        ("cut the source at its tags, for the proof", lambda: tokens(reading.text)),
    ]
    for name in ("melior", "pmo"):
        target = PROFILE.targets[name]
        template, shown = (
            compiled_template(PROFILE, target.template),
            render.render_context(record, PROFILE, target, "0" * 64, False),
        )
        measured.append((f"lay out {name} with Jinja2", partial(render.render, shown, template)))
    output = convert(xml, "pmo", profile=PROFILE).output or ""
    measured.append(("all of these to Melior in one go, and the words compared", partial(_bare, xml, schema)))
    measured.append(("cut pmo at its tags, for the proof", lambda: tokens(output)))
    return [Row(name, act, floor, "lxml parse + serialise", 0) for name, act in measured]


def _bare(xml: bytes, schema: etree.XMLSchema) -> str:
    """The shortest way to Melior there is: no facts, no records, no checks, no findings, one proof of three."""
    text = xml.decode()
    root = markup.parse(text)
    leaves = [(leaf.tag, leaf.text) for leaf in root.iter()]
    words = [words for _, words in leaves if words and words.strip()]
    assert schema.validate(root)
    assert words == markup.texts_between_tags(text)
    entries = dict(zip(*(_texts(leaves, name) for name in ("keyword", "text")), strict=True))
    sections = [(row.record, entries[row.clinic24]) for row in PROFILE.rows if entries.get(row.clinic24)]
    template = compiled_template(PROFILE, PROFILE.targets["melior"].template)
    return render.render(render.RenderContext(tuple(sections), {}), template)


def _texts(leaves: list[tuple[str, str | None]], name: str) -> list[str]:
    tag = f"{{{NAMESPACE}}}{name}"
    return [text or "" for found, text in leaves if found == tag]


def main() -> None:
    """Prints the tables."""
    print("| what | floor | µs | ratio | goal |\n|---|---|---|---|---|")
    for row in [*rows(), *filter(None, [foreign()])]:
        floor, times = ratio(row)
        print(f"| {row.name} | {row.floor_name} | {floor:.0f} | {times:.2f} | {row.goal or '-'} |", flush=True)
    for name, arguments, imports, goal in COMMANDS:
        floor, times = cold(arguments, imports)
        print(f"| {name} | `{imports}` | {floor:.0f} | {times:.2f} | {goal} |", flush=True)
    peak, times = memory()
    print(f"| peak memory of one note | the three imports | {peak / 1024:.0f} MiB | {times:.2f} | 1.15 |")
    if foreign() is None:
        print("python-fhir-converter is not installed: its row is left out.")
    print("\n| of these, alone | 2 KB | 8 KB |\n|---|---|---|")
    for small, large in zip(parts(1), parts(8), strict=True):
        print(f"| {small.name} | {ratio(small)[1]:.2f} | {ratio(large)[1]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
