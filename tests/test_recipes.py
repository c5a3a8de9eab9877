"""The recipes of CONTRIBUTING, each carried out in a copy of the program: a fact, a heading, a target, a check."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from paths import ROOT

FACT = {
    "converter/note/model.py": ('    signer: str = ""\n', '    case_manager: str = ""\n    signer: str = ""\n'),
    "converter/note/facts.py": (
        '    Fact("signer", "signing/signer"',
        '    Fact("case_manager", "signing/case-manager", LINE, "case_manager", "signing"),\n'
        '    Fact("signer", "signing/signer"',
    ),
    "converter/proof/facts.py": (
        '    Fact("signer", "signing/signer"',
        '    Fact("case_manager", "signing/case-manager", "case_manager", "signing/case-manager"),\n'
        '    Fact("signer", "signing/signer"',
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

FACT_PROGRAM = """
import json
from pathlib import Path

from hypothesis import HealthCheck, Phase, find, settings
from lxml import etree

import converter
from converter import convert, load_profile, read_note
from converter.proof.label_meanings import RECORD_NOTE_FORM
from converter.profile_tools.source_map import build_source_map
from converter.testing import PROPERTIES, notes
from converter.testing.writers import as_text, as_xml

root = Path(converter.__file__).parent
assert "signing/case-manager case_manager" in RECORD_NOTE_FORM, "the proof does not demand it of PMO's document"
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


HEADING = {
    "templates/min-vard-gavleborg/profile.toml": (
        '[[keyword]]\nclinic24 = "Status"\n',
        '[[keyword]]\nclinic24 = "Levnadsvanor"\nrecord = "Vanor"\naliases = ["Vanor och miljö"]\n\n'
        '[[keyword]]\nclinic24 = "Status"\n',
    ),
}  # fmt: skip
HEADING_PROGRAM = """
from converter import convert, load_profile
from converter.testing import PROPERTIES

profile = load_profile()
for heading in ("Levnadsvanor", "vanor och miljö:"):
    note = f"Besöksorsak\\nUtslag\\n\\nPatientens egenanamnes\\nKliar.\\n\\n{heading}\\nRöker inte."
    text = convert(note, "melior", profile=profile)
    assert text.output and "Levnadsvanor\\nRöker inte.\\n" in text.output, text.findings
    given = {"principal_diagnosis": "L50.9 Urtikaria", "record_type": "Anteckning", "signing_unit.name": "Exempelby"}
    document = convert(note, "pmo", profile=profile, given=given)
    assert document.output and "<keyword>Vanor</keyword>" in document.output, document.findings
    for name in ("balance", "table", "stable"):
        assert PROPERTIES[name].holds(note.encode(), profile).holds, name
print("whole")
"""

TARGET = {
    "templates/min-vard-gavleborg/profile.toml": (
        "[targets.melior]\n",
        '[targets.lista]\ntemplate = "lista.txt.j2"\nshows = ["patient"]\n\n[targets.melior]\n',
    ),
    "templates/min-vard-gavleborg/lista.txt.j2": (
        "",
        "Patient: {{ patient }}\n{% for heading, text in sections %}\n{{ heading }}\n{{ text }}\n{% endfor %}\n",
    ),
}
TARGET_PROGRAM = """
from pathlib import Path

from converter import convert, load_profile
from converter.testing import PROPERTIES

profile = load_profile()
source = Path("samples/cystit-video.xml").read_bytes()
result = convert(source, "lista", profile=profile)
assert result.output and result.output.startswith("Patient: "), result.findings
assert all(f"\\n{heading}\\n{text}\\n" in result.output for heading, text in result.sections if text), result.output
assert PROPERTIES["balance"].holds(source, profile).holds
print("whole")
"""

CHECK = {
    "converter/record/checks.py": (
        "CHECKS: Final[tuple[Check, ...]] = (\n    unplaced_texts,",
        "def long_texts(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:\n"
        '    """A text that nobody will read to its end."""\n'
        "    long = [field for field in record.fields if len(field.text) > 5000]\n"
        '    return [Finding("MVG499", words=(field.keyword,)) for field in long]\n\n\n'
        "CHECKS: Final[tuple[Check, ...]] = (\n    long_texts, unplaced_texts,",
    ),
    "converter/findings/catalogue.py": (
        '    "MVG402": _warn(\n',
        '    "MVG499": _warn(\n        "{0} är mycket lång.", "Texten har fler än 5 000 tecken.", "Korta den.",\n'
        '        "{0} is very long.", "The text has more than 5,000 characters.", "Shorten it.",\n    ),\n'
        '    "MVG402": _warn(\n',
    ),
}
CHECK_PROGRAM = """
from converter import convert, load_profile

profile = load_profile()
for words, codes in ((10, []), (2000, ["MVG499"])):
    note = "Besöksorsak\\nUtslag\\n\\nPatientens egenanamnes\\n" + "Kliar. " * words
    result = convert(note, "melior", profile=profile)
    found = [finding for finding in result.findings if finding.code == "MVG499"]
    assert [finding.code for finding in found] == codes, result.findings
    assert all("lång" in one.message("sv") and "long" in one.message("en") for one in found)
print("whole")
"""

RECIPES = {
    "a fact": (FACT, FACT_PROGRAM, 7),
    "a heading": (HEADING, HEADING_PROGRAM, 1),
    "a target": (TARGET, TARGET_PROGRAM, 2),
    "a check": (CHECK, CHECK_PROGRAM, 2),
}
"""What is edited, a program that ends with `whole` when the addition works, and the most files that it may touch."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("converter", "templates", "samples"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def _outcome(folder: Path, program: str) -> str:
    run = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    return run.stdout.strip() or run.stderr.strip().rpartition("\n")[2]


def _edit(folder: Path, edits: dict[str, tuple[str, str]], *left_out: str) -> None:
    for name, (old, new) in edits.items():
        if name not in left_out:
            text = (folder / name).read_text("utf-8") if old else ""
            assert text.count(old) == 1, name
            (folder / name).write_text(text.replace(old, new), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES)
def test_an_addition_is_made_by_its_recipe(recipe: str, copy: Path) -> None:
    edits, program, most = RECIPES[recipe]
    assert len(edits) <= most
    assert _outcome(copy, program) != "whole"
    _edit(copy, edits)
    assert _outcome(copy, program) == "whole"


@pytest.mark.slow
@pytest.mark.parametrize(("recipe", "left_out"), [(recipe, name) for recipe in RECIPES for name in RECIPES[recipe][0]])
def test_a_step_of_a_recipe_that_is_left_out_is_noticed(recipe: str, left_out: str, copy: Path) -> None:
    edits, program, _ = RECIPES[recipe]
    _edit(copy, edits, left_out)
    assert _outcome(copy, program) != "whole"
