"""The documented XML form: `triage-note.xsd`, namespace `urn:mvg-export:triage-note:1`.

The schema is the one place that says what the form is: a file that does not fit it is refused with the place and
the kind of the fault, never mended and never read in part (promises P1 and P4, hazards 1-3 and 8). What fits is
taken as it stands. The order is fixed, so that the balance can hold the words of the file against the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from converter.characters import fold, trim_blank_lines
from converter.facts import assemble
from converter.findings import Finding
from converter.markup import has_asides, parse
from converter.model import CHANNELS, CONTACT_CODES, NUMBER_TYPES, Answer, Diagnosis, Entry
from converter.profile import Profile
from converter.reading import Reading

NAMESPACE: Final = "urn:mvg-export:triage-note:1"
SCHEMA: Final = Path(__file__).parent.parent / "schemas" / "triage-note.xsd"
MAX_NODES: Final = 10_000
"""Tags, comments and instructions; a chat of a thousand questions has six thousand."""
MAX_DEPTH: Final = 256
"""What libxml2 allows; a note is four deep."""
MAX_ATTRIBUTES: Final = 200
MAX_FAULTS: Final = 20
"""How many faults of one file are told."""

_VERSION: Final = re.compile(r"""\s*<\?xml\s+version\s*=\s*["']([^"']*)["']""")
_DOCTYPE: Final = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
# A carriage return that came as a reference is a line end too, as one that stands there is (XML 1.0, 2.11).
_CARRIAGE_RETURN: Final = re.compile(
    r"(?P<cdata><!\[CDATA\[.*?\]\]>)|&#(?:0*13|x0*[dD]);(?:\n|&#(?:0*10|x0*[aA]);)?", re.DOTALL
)


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


_PATIENT, _AUTHOR, _TRIAGE, _CONTACT, _ENTRIES, _DIAGNOSIS, _SIGNING = map(
    _q, ("patient", "author", "triage", "contact", "entries", "diagnosis", "signing")
)
_NUMBER, _ITEM, _CODE, _TITLE = map(_q, ("number", "item", "code", "title"))
_LEAVES: Final[dict[str, dict[str, str]]] = {
    _PATIENT: {_q("name"): "patient.name"},
    _AUTHOR: {_q("name"): "author.name", _q("role"): "author.role", _q("hsa-id"): "author.hsa_id"},
    _TRIAGE: {_q("presenting-reason"): "triage.presenting_reason", _q("outcome"): "triage.outcome"},
    _CONTACT: {_q("colleague"): "contact.colleague", _q("unit-worked-for"): "contact.unit_worked_for"},
    _SIGNING: {
        _q("record-type"): "record_type",
        _q("signing-unit"): "signing_unit.name",
        _q("signing-unit-hsa-id"): "signing_unit.hsa_id",
        _q("signer"): "signer",
        _q("signed-at"): "signed_at",
    },
}
"""Section and leaf to fact, for the leaves that are one."""
_ROOT_FACTS: Final = ("id", "created", "ended")


def read(text: str, profile: Profile) -> Reading:
    """Reads the XML form."""
    text = _CARRIAGE_RETURN.sub(lambda found: found["cdata"] or "&#10;", text) if "&#" in text else text
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
def _schema() -> Any:
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


def _faults(schema: Any, root: Any) -> Iterator[Finding]:
    """The findings for a file that does not fit the schema. The messages quote the file: only names we know leave."""
    told = {_fault(entry, root): None for entry, _ in zip(schema.error_log, range(MAX_FAULTS), strict=False)}
    yield from told


def _fault(entry: Any, root: Any) -> Finding:
    code = _FAULTS.get(entry.type_name, "MVG212")
    if code == "MVG207":
        return Finding(code, entry.line)
    element = _element_at(entry.path, root)
    if code == "MVG212":
        named = _ATTRIBUTE.search(entry.message)
        name = named[1] if named and named[1] in _VALUES else "id, created, ended, system"
        return Finding(code, entry.line, 0, (name, ", ".join(_VALUES.get(name, ("allt utom < och >",)))))
    if code == "MVG210" and element.tag not in _KNOWN_NAMES:
        code, element = "MVG208", element.getparent()
    return Finding(code, entry.line, 0, (str(element.tag).rpartition("}")[2],))


def _element_at(path: str, root: Any) -> Any:
    """The element of a fault; the path names other namespaces by their prefixes in the file."""
    from lxml import etree

    prefixes = {prefix: uri for element in root.iter() for prefix, uri in element.nsmap.items() if prefix}
    try:
        return root.getroottree().xpath(path, namespaces=prefixes)[0]
    except (etree.XPathError, IndexError):
        return root


_KNOWN_NAMES: Final = frozenset(_LEAVES).union(
    *_LEAVES.values(),
    (_ENTRIES, _DIAGNOSIS, _NUMBER, _ITEM, _CODE, _TITLE),
    map(_q, ("triage-note", "entry", "keyword", "text", "question", "answer")),
)


# -- reading --------------------------------------------------------------------------------------------------


class _Gathered:
    """What the sections of one file have given so far."""

    __slots__ = ("answers", "diagnoses", "entries", "facts", "headings", "last_line")

    def __init__(self, profile: Profile) -> None:
        self.headings = profile.headings
        self.facts: dict[str, str] = {}
        self.answers: list[Answer] = []
        self.entries: list[Entry] = []
        self.diagnoses: list[tuple[str, Diagnosis]] = []
        self.last_line = 0


def _read(root: Any, text: str, profile: Profile) -> Reading:
    """Takes the note from a tree that fits the schema."""
    got = _Gathered(profile)
    for name in _ROOT_FACTS:
        got.facts[name] = root.get(name, "").strip()
    for section in root:
        _TAKE[section.tag](section, got)
    kinds = [kind for kind, _ in got.diagnoses]
    if "principal" in kinds[1:]:  # at most one, and first: what XSD 1.0 cannot say
        return Reading(None, (Finding("MVG210", got.last_line, 0, ("diagnosis",)),))
    told = [diagnosis for _, diagnosis in got.diagnoses]
    principal = told.pop(0) if kinds[:1] == ["principal"] else Diagnosis()
    note = assemble(got.facts, got.entries, got.answers, principal, told)
    return Reading(note, (Finding("MVG213"),) if has_asides(text) else (), text, "xml")


def _words(leaf: Any) -> str:
    return (leaf.text or "").strip()


def _facts(section: Any, got: _Gathered) -> None:
    leaves = _LEAVES[section.tag]
    for leaf in section:
        got.facts[leaves[leaf.tag]] = _words(leaf)


def _patient(section: Any, got: _Gathered) -> None:
    for leaf in section:
        kind = leaf.get("type") or "name"
        got.facts[f"patient.{kind}"] = _words(leaf)


def _triage(section: Any, got: _Gathered) -> None:
    leaves = _LEAVES[_TRIAGE]
    for leaf in section:
        if (fact := leaves.get(leaf.tag)) is not None:
            got.facts[fact] = _words(leaf)
        else:
            question, answer = leaf
            got.answers.append(Answer(_words(question), _words(answer)))


def _contact(section: Any, got: _Gathered) -> None:
    _facts(section, got)
    for name, value in section.items():
        got.facts[f"contact.{name.replace('-', '_')}"] = value


def _entries(section: Any, got: _Gathered) -> None:
    for entry in section:
        keyword, text = entry
        heading = _words(keyword)
        meaning = got.headings.get(heading.casefold()) or got.headings.get(fold(heading))
        name = heading if meaning is None or meaning.kind == "fact" else meaning.name
        got.entries.append(Entry(name, trim_blank_lines(text.text or ""), "note", keyword.sourceline, heading))


def _diagnosis(section: Any, got: _Gathered) -> None:
    words = {leaf.tag: _words(leaf) for leaf in section}
    system = section[0].get("system", "").strip()
    got.last_line = section.sourceline
    got.diagnoses.append((section.get("type"), Diagnosis(words.get(_CODE, ""), system, words.get(_TITLE, ""))))


_TAKE: Final[dict[str, Callable[[Any, _Gathered], None]]] = {
    _PATIENT: _patient,
    _AUTHOR: _facts,
    _TRIAGE: _triage,
    _CONTACT: _contact,
    _ENTRIES: _entries,
    _DIAGNOSIS: _diagnosis,
    _SIGNING: _facts,
}
