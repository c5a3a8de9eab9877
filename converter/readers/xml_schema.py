"""The XML form as `triage-note.xsd` says it: whether a file fits, and every fault when it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Final

from lxml import etree

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.facts import FACTS, NAMESPACE, TIME
from converter.note.model import NUMBER_TYPES
from converter.profile import Profile

SCHEMA: Final = Path(__file__).parent.parent / "schemas" / "triage-note.xsd"
MAX_FAULTS: Final = 20
"""The largest number of faults that are reported of one file."""

# What libxml2 calls the faults (its error types are stable numbers) and what we call them.
_FAULTS: Final[dict[str, Code]] = {
    "SCHEMAV_CVC_ELT_1": "MVG207",
    "SCHEMAV_ELEMENT_CONTENT": "MVG210",
    "SCHEMAV_CVC_TYPE_3_1_2": "MVG208",
    "SCHEMAV_CVC_TYPE_3_1_1": "MVG209",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "MVG209",
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": "MVG211",
    **dict.fromkeys(
        ("SCHEMAV_CVC_ELT_3_1", "SCHEMAV_CVC_ELT_4_1", "SCHEMAV_CVC_ELT_4_2", "SCHEMAV_CVC_ELT_4_3"), "MVG209"
    ),  # an `xsi:nil` or `xsi:type` that the form does not allow
}
_NAMES: Final = (
    *{name for fact in FACTS for name in re.split("[/@]", fact.xml_path)[: 2 if "/" in fact.xml_path else 1]},
    "item", "question", "answer", "entries", "entry", "keyword", "text", "diagnosis", "code", "title",
)  # fmt: skip
"""Every element of the form."""
_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "number type": NUMBER_TYPES,
    "diagnosis type": ("principal", "secondary"),
}
"""The attributes with the same values in every profile; those that two elements have go by both names."""
_TIMES: Final = tuple(re.split("[/@]", fact.xml_path)[1] for fact in FACTS if fact.kind == TIME)
_TIME: Final = "2024-03-14T09:40, 2024-03-14T09:40:00+01:00"
_ATTRIBUTE: Final = r"attribute '([a-z-]+)'"
_LOCK: Final = Lock()


def element_name(name: str) -> str:
    """An element of the form as lxml calls it."""
    return f"{{{NAMESPACE}}}{name}"


@lru_cache(maxsize=1)
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA))


def faults(root: Any, profile: Profile) -> tuple[Finding, ...]:
    """The findings for a tree that does not fit the schema or has codes that the profile has not; none when it fits.

    What libxml2 says of a fault quotes the file: only names that we know leave.
    """
    schema = _schema()
    with _LOCK:  # the schema keeps the faults of the tree that it saw last
        wrong = () if schema.validate(root) else tuple(islice(schema.error_log, MAX_FAULTS))
    found = [*(_fault(entry, root, profile) for entry in wrong), *_unknown_codes(root, profile)]
    return tuple(dict.fromkeys(sorted(found, key=lambda fault: fault.line)))[:MAX_FAULTS]


def _unknown_codes(root: Any, profile: Profile) -> Iterator[Finding]:
    """A fault for each attribute of the contact with a code that the profile has not."""
    for contact in root.iterfind(element_name("contact")):
        for name, value in contact.attrib.items():
            codes = profile.contact_codes.get(name.replace("-", "_"))
            if codes is not None and not set(value.split() if name == "channels" else [value]) <= set(codes):
                yield Finding("MVG212", contact.sourceline, 0, (name, ", ".join(codes)))


def _fault(entry: Any, root: Any, profile: Profile) -> Finding:
    code: Code = _FAULTS.get(entry.type_name, "MVG212")
    if code == "MVG207":
        return Finding(code, entry.line)
    element = _element_at(entry.path, root)
    if code == "MVG212":
        return Finding(code, entry.line, 0, _possible(entry.message, _name(element), profile))
    if code == "MVG210" and element.tag not in map(element_name, _NAMES):
        code, element = "MVG208", element.getparent()
    return Finding(code, entry.line, 0, (_name(element),))


def _possible(message: str, element: str, profile: Profile) -> tuple[str, str]:
    """The attribute that a message is about, and what may stand there."""
    named = re.search(_ATTRIBUTE, message)
    name = named[1] if named else ""
    if name in _TIMES or element in _TIMES:
        return (name or element, _TIME)
    codes = profile.contact_codes.get(name.replace("-", "_")) if element == "contact" else None
    values = codes or _VALUES.get(name) or _VALUES.get(f"{element} {name}")
    return (name, ", ".join(values)) if values else ("id, system", "allt utom < och >")


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _element_at(path: str, root: Any) -> Any:
    """The element of a fault; the path names other namespaces by their prefixes in the file."""
    prefixes = {prefix: uri for element in root.iter() for prefix, uri in element.nsmap.items() if prefix}
    try:
        return root.getroottree().xpath(path, namespaces=prefixes)[0]
    except (etree.XPathError, IndexError):
        return root
