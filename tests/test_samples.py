"""Every whole sample, in both forms, to every target; the outputs lie in `golden/` (rewrite with --rewrite)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from converter import convert, read_note
from converter.profile import Profile
from converter.readers.xml_schema import SCHEMA
from paths import ROOT, SAMPLES, WHOLE

GOLDEN = Path(__file__).parent / "golden"
TARGETS = ("pmo", "pmo-text", "pmo-html", "melior", "obstetrix", "other", "json")
COPIED = ("melior", "obstetrix", "other")
KEPT = ("pmo", "pmo-text", "melior")
RECORD_SCHEMA = SCHEMA.with_name("record-note.xsd")


def _comparable(output: str) -> str:
    """Without the digests, which change with every edit of the profile or the sample."""
    return re.sub(r"\b[0-9a-f]{64}\b", "SHA-256", output)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_every_sample_converts_to_every_target_without_a_warning(path: Path, target: str, profile: Profile) -> None:
    result = convert(path.read_bytes(), target, profile=profile)
    assert result.ok
    assert result.output
    assert [finding.code for finding in result.findings if finding.severity == "warning"] == []
    assert result.button == ("Signera och kopiera" if target in COPIED else "Signera och exportera")


@pytest.mark.parametrize("target", KEPT)
@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_the_output_of_a_sample_is_the_golden_one(
    path: Path, target: str, profile: Profile, request: pytest.FixtureRequest
) -> None:
    output = _comparable(convert(path.read_bytes(), target, profile=profile).output or "")
    golden = GOLDEN / f"{path.stem}.{target}"
    if request.config.getoption("--rewrite"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(output.encode())
    assert output == golden.read_bytes().decode()


def test_every_golden_file_has_its_sample() -> None:
    stems = {path.stem for path in WHOLE}
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == stems


@pytest.mark.parametrize("stem", sorted({path.stem for path in WHOLE}))
def test_the_two_forms_of_a_sample_are_the_same_note(stem: str, profile: Profile) -> None:
    xml = read_note((SAMPLES / f"{stem}.xml").read_bytes(), profile=profile)
    text = read_note((SAMPLES / f"{stem}.txt").read_bytes(), profile=profile)
    assert xml.note is not None
    assert xml.note == text.note
    assert (xml.form, text.form) == ("xml", "text")


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_the_pmo_document_fits_its_schema(path: Path, profile: Profile) -> None:
    schema = etree.XMLSchema(etree.parse(RECORD_SCHEMA))
    document = etree.fromstring((convert(path.read_bytes(), profile=profile).output or "").encode())
    assert schema.validate(document), schema.error_log


@pytest.mark.parametrize("path", [path for path in WHOLE if path.suffix == ".xml"], ids=lambda path: path.name)
def test_every_xml_sample_fits_the_schema(path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    assert schema.validate(etree.parse(path)), schema.error_log


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_the_page_has_no_script_and_no_outside_address(path: Path, profile: Profile) -> None:
    page = convert(path.read_bytes(), "pmo-html", profile=profile).output or ""
    root = etree.fromstring(page.replace("<!DOCTYPE html>", "").encode())
    tags = {etree.QName(element).localname for element in root.iter()}
    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "form"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or name in {"src", "href", "style"}}
    assert "url(" not in page.split("</style>")[0]


def test_identity_numbers_in_samples_are_test_numbers(shared: Path) -> None:
    listed = (shared / "standards/identifiers/skatteverket-testnumbers.tsv").read_text("utf-8")
    allowed = {line.split("\t")[1] for line in listed.splitlines() if not line.startswith("#")}
    for path in WHOLE:
        found = set(re.findall(r"(?<![0-9A-Z-])[0-9]{12}(?![0-9A-Z-])", path.read_bytes().decode("utf-8-sig")))
        assert found <= allowed, path.name


def test_the_json_says_what_the_note_says(profile: Profile) -> None:
    result = convert((SAMPLES / "halsont-chatt.xml").read_bytes(), "json", profile=profile)
    data = json.loads(result.output or "")
    assert result.note is not None
    assert data["schema"] == 1
    assert data["note"]["patient"]["number"] == result.note.patient.number
    assert [entry["text"] for entry in data["note"]["entries"]] == [entry.text for entry in result.note.entries]
    assert data["provenance"]["routine"] == "09-663403"


def test_the_samples_are_listed_in_their_readme() -> None:
    readme = (SAMPLES / "README.md").read_text("utf-8")
    assert {path.stem for path in WHOLE} == set(re.findall(r"^\| `([a-z0-9-]+)` \|", readme, re.MULTILINE))
    assert (ROOT / "samples").is_dir()
