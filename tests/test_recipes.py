"""The recipe of CONTRIBUTING for a fact, carried out in a copy: a case manager, in every form and output."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from paths import ROOT

EDITS = {
    "converter/note/model.py": ('    signer: str = ""\n', '    case_manager: str = ""\n    signer: str = ""\n'),
    "converter/note/fields.py": (
        '    Fact("signer", "signing/signer"',
        '    Fact("case_manager", "signing/case-manager", LINE, "case_manager", "signing"),\n'
        '    Fact("signer", "signing/signer"',
    ),
    "converter/balance/fields.py": (
        '    Fact("signer", "signing/signer"',
        '    Fact("case_manager", "signing/case-manager", "case_manager"),\n    Fact("signer", "signing/signer"',
    ),
    "converter/balance/label_meanings.py": (
        '    "signing/signer signer",\n',
        '    "signing/case-manager case_manager", "signing/signer signer",\n',
    ),
    "converter/schemas/triage-note.xsd": (
        '      <xs:element name="signer" type="xs:string" minOccurs="0"/>\n',
        '      <xs:element name="case-manager" type="xs:string" minOccurs="0"/>\n'
        '      <xs:element name="signer" type="xs:string" minOccurs="0"/>\n',
    ),
    "converter/schemas/record-note.xsd": (
        '      <xs:element name="signer" ',
        '      <xs:element name="case-manager" type="xs:string"/>\n      <xs:element name="signer" ',
    ),
    "templates/min-vard-gavleborg/profile.toml": (
        '"Signerad av" = "signer"\n', '"Fast kontakt" = "case_manager"\n"Signerad av" = "signer"\n',
    ),
    "templates/min-vard-gavleborg/pmo.xml.j2": (
        "    <signer>", "    <case-manager>{{ case_manager }}</case-manager>\n    <signer>",
    ),
}  # fmt: skip
"""One row in each file: what stands there, and the same with the new fact."""

PROGRAM = """
import json
from pathlib import Path

from hypothesis import HealthCheck, Phase, find, settings
from lxml import etree

import converter
from converter import convert, load_profile, read_note
from converter.balance.label_meanings import _FORM
from converter.profile_tools.source_map import build_source_map
from converter.testing import PROPERTIES, notes
from converter.testing.writers import as_text, as_xml

root = Path(converter.__file__).parent
assert "signing/case-manager case_manager" in _FORM, "the proof does not demand it of PMO's document"
profile = load_profile()
schema = etree.XMLSchema(etree.parse(root / "schemas" / "record-note.xsd"))
sample = (root.parent / "samples" / "cystit-video.xml").read_text("utf-8")
note = read_note(sample).note._replace(case_manager="Kim Fastkontakt")
for source in (as_xml(note), as_text(note, profile)):
    reading = read_note(source, profile=profile)
    assert reading.note == note, reading.findings
    assert build_source_map(reading).line("case_manager"), "no line in the source map"
    pmo = convert(source, "pmo", profile=profile)
    assert pmo.output and "<case-manager>Kim Fastkontakt</case-manager>" in pmo.output, pmo.findings
    schema.assertValid(etree.fromstring(pmo.output.encode()))
    assert json.loads(convert(source, "json", profile=profile).output)["note"]["case_manager"] == "Kim Fastkontakt"
    omitted = [one.words[0] for one in convert(source, "melior", profile=profile).findings if one.code == "MVG315"]
    assert any("Fast kontakt" in words for words in omitted), "left out of Melior without a word"
    for name in ("balance", "encodings", "answers"):
        assert PROPERTIES[name].holds(source.encode(), profile).holds, name
quickly = settings(
    max_examples=2000, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
assert find(notes(profile), lambda one: one.case_manager, settings=quickly).case_manager
print("whole")
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("converter", "templates", "samples"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def _outcome(folder: Path) -> str:
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=folder, capture_output=True, text=True, check=False)
    return run.stdout.strip() or run.stderr.strip().rpartition("\n")[2]


def _edit(folder: Path, *left_out: str) -> None:
    for name, (old, new) in EDITS.items():
        if name not in left_out:
            text = (folder / name).read_text("utf-8")
            assert text.count(old) == 1, name
            (folder / name).write_text(text.replace(old, new), "utf-8")


def test_a_fact_is_added_by_the_recipe(copy: Path) -> None:
    assert len(EDITS) <= 8
    _edit(copy)
    assert _outcome(copy) == "whole"


@pytest.mark.slow
@pytest.mark.parametrize("left_out", EDITS)
def test_a_step_of_the_recipe_that_is_left_out_is_noticed(left_out: str, copy: Path) -> None:
    _edit(copy, left_out)
    assert _outcome(copy) != "whole"
