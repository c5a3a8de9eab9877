"""The proof of the format `rivta`: the response is parsed with expat, and each node compared.

What must stand in the response is derived here once more, from the record, the source and the profile. The two trees
must be equal, node by node, in order, and the article in the note text the same to the character: every text stands
once under its keyword, every fact once in its element, and nothing else stands anywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from html import escape
from itertools import chain
from typing import Any, Final
from xml.etree.ElementTree import ParseError, fromstring
from zoneinfo import ZoneInfo

from converter.note.model import RecordNote, TriageNote
from converter.profile import Profile, Target
from converter.proof.record import expected_sections
from converter.proof.text_rules import is_filled

_CONTRACT: Final = "urn:riv:clinicalprocess:healthcond:description"
_RESPONSE: Final = f"{{{_CONTRACT}:GetCareDocumentationResponder:3}}"
_CORE: Final = f"{{{_CONTRACT}:3}}"
"""Namespaces, in the braces that they have before a local name."""
_HSA_ROOT: Final = "1.2.752.129.2.1.4.1"
_HSA_ID: Final = re.compile("SE[0-9]{10}-[0-9A-Za-z]{1,18}")
_CODE_SYSTEM: Final = "1.2.752.129.2.2.2.11"
_NUMBER_ROOTS: Final = {"personnummer": "1.2.752.129.2.1.3.1", "samordningsnummer": "1.2.752.129.2.1.3.3"}
_TITLES: Final = {
    "utr": "Utredning", "atb": "Åtgärd/Behandling", "sam": "Sammanfattning", "sao": "Samordning",
    "ins": "Inskrivning", "slu": "Slutanteckning", "auf": "Anteckning utan fysiskt möte",
    "sva": "Slutenvårdsanteckning", "bes": "Besöksanteckning",
}  # fmt: skip
_URL_NAMESPACE: Final = bytes.fromhex("6ba7b8119dad11d180b400c04fd430c8")
"""The namespace of UUIDs that are made of an address (RFC 9562, appendix A)."""


Node = tuple[int, str, str, tuple[tuple[str, str], ...]]
"""An element: the number of its children, its namespace and name, its text, its attributes.

The text of an element with children is `""`. Nodes in the order of the document are equal only for equal trees.
"""


# -- what a document has --------------------------------------------------------------------------------------


def parse_nodes(document: str) -> list[Node] | None:
    """The elements of an XML document in order, by expat.

    None for a text that is no well-formed XML, or has anything but elements, attributes and text: a comment, a document
    type, a CDATA section, text beside elements.
    """
    document = document.removeprefix(_DECLARATION)
    # Neither stands in a text, where `<` is a reference. One character is found ten times faster than two.
    if ("!" in document and "<!" in document) or ("?" in document and "<?" in document):
        return None
    try:
        root = fromstring(document)  # noqa: S314 -- it has no document type, so that no entity can be declared
    except (ParseError, UnicodeEncodeError):
        return None
    nodes: list[Node] = []
    for element in root.iter():
        count, text, tail = len(element), element.text or "", element.tail
        if tail not in _BETWEEN_ELEMENTS or (count and text not in _BETWEEN_ELEMENTS):
            return None
        nodes.append((count, element.tag, "" if count else text, tuple(element.items()) if element.keys() else ()))
    return nodes


_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_BETWEEN_ELEMENTS: Final = (None, "", "\n")
"""What may stand between elements."""


# -- what it must have ----------------------------------------------------------------------------------------


def rivta_is_proven(output: str, record: RecordNote, target: Target, profile: Profile, digest: str) -> bool:
    """Whether a response has the facts of the note and the profile, each in its element, and its texts in an article.

    `digest` is the SHA-256 of the source, in hexadecimal.
    """
    note, settings = record.note, target.settings
    article = _article(record.template, expected_sections(record, profile, target, target.note_headings))
    title, text = _leaf("clinicalDocumentNoteTitle", note.record_type), _leaf("clinicalDocumentNoteText", article)
    body = _branch("body", _coded(_code(note, settings)), title, text)
    document = _branch("careDocumentation", _header(note, profile, settings, digest), body, namespace=_RESPONSE)
    result = _branch("result", _leaf("resultCode", "OK"), namespace=_RESPONSE)
    return parse_nodes(output) == _branch("GetCareDocumentationResponse", document, result, namespace=_RESPONSE)


@lru_cache(maxsize=64)
def _coded(code: str) -> list[Node]:
    name = _leaf("displayName", _TITLES.get(code, ""))
    return _branch("clinicalDocumentNoteCode", _leaf("code", code), _leaf("codeSystem", _CODE_SYSTEM), name)


def _header(note: TriageNote, profile: Profile, settings: Mapping[str, Any], digest: str) -> list[Node]:
    words = profile.placeholders
    time = next((local_time(time) for time in (note.ended, note.created, note.signed_at) if is_filled(time, words)), "")
    root = _NUMBER_ROOTS.get(note.patient.number_type, _known(settings, "reservnummer_oid"))
    answer, system = _known(settings, "approved_for_patient"), _known(settings, "source_system")
    access = _branch(
        "accessControlHeader",
        _hsa("accountableHealthcareProvider", _known(settings, "care_provider")),
        _hsa("accountableCareUnit", _known(settings, "care_unit")),
        _branch("patientId", _leaf("root", root), _leaf("extension", note.patient.number)),
        _leaf("blockComparisonTime", time),
        _leaf("approvedForPatient", {"yes": "true", "no": "false"}.get(answer, "")),
    )
    identifier = _uuid(f"urn:mvg-export:{system}:{profile.name}:{digest}")
    entry = _branch("record", _branch("id", _leaf("root", identifier)), _leaf("timestamp", time))
    signature = _branch("signature", _leaf("name", note.signer), _leaf("timestamp", local_time(note.signed_at)))
    signed = is_filled(note.signer, words) and is_filled(note.signed_at, words)
    return _branch(
        "header", access, _hsa("sourceSystemId", system), entry, _author(note, time), signature if signed else []
    )


def _author(note: TriageNote, time: str) -> list[Node]:
    """The author, unless only the time is known."""
    unit = note.signing_unit
    hsa_id = unit.hsa_id if _HSA_ID.fullmatch(unit.hsa_id) else ""
    parts = [
        _hsa("id", note.author.hsa_id),
        _leaf("name", note.author.name),
        _leaf("timestamp", time),
        _branch("byRole", _leaf("originalText", note.author.role)),
        _branch("orgUnit", _leaf("orgUnitHSAId", hsa_id), _leaf("orgUnitName", unit.name)),
    ]
    return _branch("author", *parts) if sum(map(bool, parts)) > 1 else []


def _article(title: str, sections: Sequence[tuple[str, str]]) -> str:
    """The DocBook article, written out: it is compared whole, which takes far less time than parsing it."""
    parts = ['<article xmlns="http://docbook.org/ns/docbook" version="5.0" xml:lang="sv">']
    parts.append(f"<info><title>{_referenced(title)}</title></info>")
    for heading, text in sections:
        lines = [f"<para>{line}</para>" for line in _referenced(text).split("\n")]
        parts += ["<section><title>", _referenced(heading), "</title>", *lines, "</section>"]
    return "".join([*parts, "</article>"])


def _referenced(text: str) -> str:
    """A text with references for the characters that a parser would take for others."""
    return escape(text, quote=False).replace("\r", "&#13;")


# -- its parts: each is the nodes of one element, or of none --------------------------------------------------


def _leaf(name: str, text: str) -> list[Node]:
    return [(0, _CORE + name, text, ())] if text.strip(" \t\r\n") else []


def _branch(name: str, *parts: list[Node], namespace: str = _CORE) -> list[Node]:
    """An element with those parts that there are."""
    count = len(parts) - parts.count([])
    return [(count, namespace + name, "", ()), *chain.from_iterable(parts)] if count else []


@lru_cache(maxsize=64)  # a region has few of them
def _hsa(name: str, value: str) -> list[Node]:
    return _branch(name, _leaf("root", _HSA_ROOT), _leaf("extension", value)) if _HSA_ID.fullmatch(value) else []


def _known(settings: Mapping[str, Any], name: str) -> str:
    """A setting that is a text; `""` for any other, such as a blank."""
    value = settings.get(name)
    return value if isinstance(value, str) else ""


def _code(note: TriageNote, settings: Mapping[str, Any]) -> str:
    codes = settings.get("note_codes", {})
    if not isinstance(codes, Mapping):
        return ""
    for channel, code in codes.items():
        if channel in note.contact.channels:
            return code if isinstance(code, str) else ""
    return _known(settings, "note_code")


def _uuid(name: str) -> str:
    """The name-based UUID of an address: the first 16 bytes of its SHA-1 with version 5 and the variant set."""
    data = bytearray(hashlib.sha1(_URL_NAMESPACE + name.encode(), usedforsecurity=False).digest()[:16])
    data[6], data[8] = data[6] & 0x0F | 0x50, data[8] & 0x3F | 0x80
    digits = data.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?", re.ASCII
)
"""Date, hour and minute, second, offset."""


@lru_cache(maxsize=256)
def local_time(written: str) -> str:
    """A time of a note as `YYYYMMDDhhmmss` on a Swedish clock; `""` for a text that is no time.

    A time without an offset is one already; that of another is carried over.
    """
    found = _TIME.fullmatch(written)
    if found is None:
        return ""
    date, minute, second, offset = found.groups("")
    try:
        time = datetime.fromisoformat(f"{date} {minute}{second}{offset}")
        local = time.astimezone(ZoneInfo("Europe/Stockholm")) if offset else time
    except (ValueError, OverflowError):
        return ""
    return re.sub("[^0-9]", "", local.isoformat()[:19])
