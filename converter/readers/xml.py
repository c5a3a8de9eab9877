"""The documented XML form: `triage-note.xsd`, namespace `urn:mvg-export:triage-note:1`.

The schema is the one place that says what the form is: a file that does not fit it is refused with the place and
the kind of the fault, never mended and never read in part (promises P1 and P4, hazards 1-3 and 8). What fits is
taken as it stands. The order is fixed, so that the balance can hold the words of the file against the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from converter.characters import fold, trim_blank_lines
from converter.facts import assemble
from converter.findings import Finding
from converter.markup import parse
from converter.model import CHANNELS, CONTACT_CODES, NUMBER_TYPES, Answer, Diagnosis, Entry
from converter.profile import Profile
from converter.reading import Reading

if TYPE_CHECKING:
    from lxml.etree import XMLSchema, _Element

NAMESPACE: Final = "urn:mvg-export:triage-note:1"
SCHEMA: Final = Path(__file__).parent.parent / "schemas" / "triage-note.xsd"
MAX_NODES: Final = 20_000
MAX_DEPTH: Final = 256
"""What libxml2 allows; a note is four deep."""
MAX_ATTRIBUTES: Final = 200
MAX_FAULTS: Final = 20
"""How many faults of one file are told."""

_VERSION: Final = re.compile(r"""\s*<\?xml\s+version\s*=\s*["']([^"']*)["']""")
_DOCTYPE: Final = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
# A carriage return that came as a reference is a line end too, as one that stands there is (XML 1.0, 2.11).
_CARRIAGE_RETURN: Final = re.compile(r"&#(?:0*13|x0*[dD]);(?:\n|&#(?:0*10|x0*[aA]);)?")


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


_SECTIONS: Final[dict[str, dict[str, str]]] = {
    _q("triage-note"): {},
    _q("patient"): {_q("name"): "patient.name", _q("number"): "number"},
    _q("author"): {_q("name"): "author.name", _q("role"): "author.role", _q("hsa-id"): "author.hsa_id"},
    _q("triage"): {
        _q("presenting-reason"): "triage.presenting_reason",
        _q("item"): "",
        _q("question"): "question",
        _q("answer"): "answer",
        _q("outcome"): "triage.outcome",
    },
    _q("contact"): {_q("colleague"): "contact.colleague", _q("unit-worked-for"): "contact.unit_worked_for"},
    _q("entries"): {_q("entry"): "", _q("keyword"): "keyword", _q("text"): "text"},
    _q("diagnosis"): {_q("code"): "code", _q("title"): "title"},
    _q("signing"): {
        _q("record-type"): "record_type",
        _q("signing-unit"): "signing_unit.name",
        _q("signing-unit-hsa-id"): "signing_unit.hsa_id",
        _q("signer"): "signer",
        _q("signed-at"): "signed_at",
    },
}
"""Each section of the form and what stands in it: the fact of a leaf, the part of a pair, `""` for a holder."""
_CONTACT, _DIAGNOSIS = _q("contact"), _q("diagnosis")
_ROOT_FACTS: Final = ("id", "created", "ended")


def read(text: str, profile: Profile) -> Reading:
    """Reads the XML form."""
    text = _CARRIAGE_RETURN.sub("&#10;", text) if "&#" in text else text
    if (refused := _refusal(text)) is not None:
        return Reading(None, (refused,))
    from lxml import etree

    try:
        root = parse(text)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        return Reading(None, (_syntax_fault(error),))
    if text.count("=") > MAX_ATTRIBUTES and any(len(element.attrib) > MAX_ATTRIBUTES for element in root.iter()):
        return Reading(None, (Finding("MVG206", words=(str(MAX_ATTRIBUTES),)),))
    schema = _schema()
    if not schema.validate(root):
        return Reading(None, tuple(_faults(schema, root)))
    return _read(root, text, profile)


# -- refusing -------------------------------------------------------------------------------------------------


def _refusal(text: str) -> Finding | None:
    """What can be refused before anything is parsed."""
    version = _VERSION.match(text)
    if version and version[1] != "1.0":
        return Finding("MVG203", 1)
    if "<!DOCTYPE" in text and (doctype := _DOCTYPE.match(text)):
        return Finding("MVG202", text.count("\n", 0, doctype.end()) + 1)
    if text.count("<") > MAX_NODES:
        return Finding("MVG204", words=(str(MAX_NODES),))
    return None


def _syntax_fault(error: Exception) -> Finding:
    from lxml.etree import ErrorTypes

    line, column = getattr(error, "position", (0, 0))
    if getattr(error, "code", 0) == ErrorTypes.ERR_RESOURCE_LIMIT:
        return Finding("MVG205", line, column, (str(MAX_DEPTH),))
    return Finding("MVG201", line, column)


@lru_cache(maxsize=1)
def _schema() -> XMLSchema:
    from lxml import etree

    return etree.XMLSchema(etree.parse(SCHEMA))


# What libxml2 calls the faults (its error types are stable numbers) and what we call them.
_FAULTS: Final = {
    "SCHEMAV_CVC_ELT_1": "MVG207",
    "SCHEMAV_ELEMENT_CONTENT": "MVG210",
    "SCHEMAV_CVC_TYPE_3_1_2": "MVG208",
    "SCHEMAV_CVC_TYPE_3_1_1": "MVG209",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "MVG209",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": "MVG211",
}
_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "channels": CHANNELS,
    "type": (*NUMBER_TYPES, "principal", "secondary"),
    **{code.replace("_", "-"): values for code, values in CONTACT_CODES.items()},
}
_ATTRIBUTE: Final = re.compile(r"attribute '([a-z-]+)'")


def _faults(schema: XMLSchema, root: _Element) -> Iterator[Finding]:
    """The findings for a file that does not fit the schema. The messages quote the file: only names we know leave."""
    told = {_fault(entry, root): None for entry, _ in zip(schema.error_log, range(MAX_FAULTS), strict=False)}
    yield from told


def _fault(entry: Any, root: _Element) -> Finding:
    code = _FAULTS.get(entry.type_name, "MVG212")
    if code == "MVG207":
        return Finding(code, entry.line)
    element = root.getroottree().xpath(entry.path)[0]
    if code == "MVG212":
        named = _ATTRIBUTE.search(entry.message)
        name = named[1] if named and named[1] in _VALUES else "id, created, ended, system"
        return Finding(code, entry.line, 0, (name, ", ".join(_VALUES.get(name, ("allt utom < och >",)))))
    if code == "MVG210" and element.tag not in _KNOWN_NAMES:
        code, element = "MVG208", element.getparent()
    return Finding(code, entry.line, 0, (str(element.tag).rpartition("}")[2],))


_KNOWN_NAMES: Final = frozenset(_SECTIONS).union(*_SECTIONS.values())


# -- reading --------------------------------------------------------------------------------------------------


def _read(root: _Element, text: str, profile: Profile) -> Reading:
    """Takes the note from a tree that fits the schema; the order of the schema makes one pass enough."""
    facts: dict[str, str] = {}
    questions: list[str] = []
    answers: list[str] = []
    entries: list[Entry] = []
    diagnoses: list[list[str]] = []
    here, keyword = _SECTIONS[root.tag], root
    for element in root.iter():
        tag = element.tag
        fact = here.get(tag)
        if fact is None:
            here = _SECTIONS[tag]
            if tag == _CONTACT:
                facts.update((f"contact.{name.replace('-', '_')}", value) for name, value in element.items())
            elif tag == _DIAGNOSIS:
                diagnoses.append([element.get("type", ""), "", "", ""])
        elif fact == "keyword":
            keyword = element
        elif fact == "text":
            entries.append(_entry(keyword, element.text or "", profile))
        elif fact == "question":
            questions.append((element.text or "").strip())
        elif fact == "answer":
            answers.append((element.text or "").strip())
        elif fact == "number":
            facts[f"patient.{element.get('type')}"] = (element.text or "").strip()
        elif fact == "code":
            diagnoses[-1][1:3] = (element.text or "").strip(), element.get("system", "").strip()
        elif fact == "title":
            diagnoses[-1][3] = (element.text or "").strip()
        elif fact:
            facts[fact] = (element.text or "").strip()
    for name in _ROOT_FACTS:
        facts[name] = root.get(name, "").strip()
    kinds = [diagnosis[0] for diagnosis in diagnoses]
    if "principal" in kinds[1:]:  # at most one, and first: what XSD 1.0 cannot say
        return Reading(None, (Finding("MVG210", words=("diagnosis",)),))
    told = [Diagnosis(*diagnosis[1:]) for diagnosis in diagnoses]
    principal = told.pop(0) if kinds[:1] == ["principal"] else Diagnosis()
    note = assemble(facts, entries, tuple(map(Answer, questions, answers)), principal, told)
    aside = "<!--" in text or text.find("<?", len("<?xml")) > 0
    return Reading(note, (Finding("MVG213"),) if aside else (), text, "xml")


def _entry(keyword: _Element, text: str, profile: Profile) -> Entry:
    heading = (keyword.text or "").strip()
    meaning = profile.headings.get(heading.casefold()) or profile.headings.get(fold(heading))
    name = heading if meaning is None or meaning.kind == "fact" else meaning.name
    return Entry(name, trim_blank_lines(text), "note", keyword.sourceline or 0, heading)
