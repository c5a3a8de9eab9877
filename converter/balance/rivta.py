"""The proof of the format `rivta`: the response is parsed with expat, then the article in it, and each node compared.

What must stand in the response is derived here once more, from the record, the source and the profile. The two trees
must be equal, node by node, in order: every text stands once under its keyword, every fact once in its element, and
nothing else stands anywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from converter.balance.record import expected_sections
from converter.balance.text_rules import is_filled
from converter.note.model import RecordNote, TriageNote
from converter.profile import Profile, Target

_CONTRACT: Final = "urn:riv:clinicalprocess:healthcond:description"
_RESPONSE: Final = f"{_CONTRACT}:GetCareDocumentationResponder:3 "
_CORE: Final = f"{_CONTRACT}:3 "
_DOCBOOK: Final = "http://docbook.org/ns/docbook "
_XML: Final = "http://www.w3.org/XML/1998/namespace "
"""Namespaces, each with the space that expat puts before a local name."""
_HSA_ROOT: Final = "1.2.752.129.2.1.4.1"
_HSA_ID: Final = re.compile("SE[0-9]{10}-[0-9A-Za-z]{1,18}")
_NUMBER_ROOTS: Final = {"personnummer": "1.2.752.129.2.1.3.1", "samordningsnummer": "1.2.752.129.2.1.3.3"}
_TITLES: Final = {
    "utr": "Utredning", "atb": "Åtgärd/Behandling", "sam": "Sammanfattning", "sao": "Samordning",
    "ins": "Inskrivning", "slu": "Slutanteckning", "auf": "Anteckning utan fysiskt möte",
    "sva": "Slutenvårdsanteckning", "bes": "Besöksanteckning",
}  # fmt: skip
_URL_NAMESPACE: Final = bytes.fromhex("6ba7b8119dad11d180b400c04fd430c8")
"""The namespace of UUIDs that are made of an address (RFC 9562, appendix A)."""


Node = tuple[int, str, str, tuple[tuple[str, str], ...]]
"""An element: its depth; namespace, space and local name; its text, `""` when it has children; its attributes."""


# -- what a document has --------------------------------------------------------------------------------------


def parse_nodes(document: str) -> list[Node] | None:
    """The elements of an XML document in order, by expat.

    None for a text that is no well-formed XML, or has anything but elements, attributes and text: a comment, a document
    type, text beside elements.
    """
    from pyexpat import ExpatError, ParserCreate

    collector = _Collector()
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = collector.start, collector.end
    parser.CharacterDataHandler, parser.XmlDeclHandler = collector.append, _ignore
    parser.StartNamespaceDeclHandler = parser.EndNamespaceDeclHandler = _ignore
    parser.DefaultHandler = collector.refuse
    try:
        parser.Parse(document, True)
    except (ExpatError, UnicodeEncodeError):
        return None
    return collector.nodes() if collector.is_pure else None


def _ignore(*_: object) -> None:
    """What a parser tells and no node holds: the XML declaration, the scope of a prefix."""


class _Collector:
    """The elements that a parser has come by, and whether there was nothing else."""

    def __init__(self) -> None:
        self.is_pure = True
        self._heads: list[tuple[int, str, tuple[tuple[str, str], ...]]] = []
        self._texts: list[str] = []
        self._open: list[int] = []
        self._parents: set[int] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._open:
            self._parents.add(self._open[-1])
        self._open.append(len(self._heads))
        self._heads.append((len(self._open) - 1, name, tuple(sorted(attributes.items())) if attributes else ()))
        self._texts.append("")

    def append(self, text: str) -> None:
        self._texts[self._open[-1]] += text

    def end(self, _name: str) -> None:
        index = self._open.pop()
        if index in self._parents:
            self.refuse(self._texts[index])
            self._texts[index] = ""

    def refuse(self, markup: str) -> None:
        """Notes what is no element and no text of one; white space between elements is nothing."""
        self.is_pure = self.is_pure and not markup.strip(" \t\n")

    def nodes(self) -> list[Node]:
        return [(depth, name, text, rest) for (depth, name, rest), text in zip(self._heads, self._texts, strict=True)]


# -- what it must have ----------------------------------------------------------------------------------------


def rivta_balances(output: str, record: RecordNote, target: Target, profile: Profile, digest: str) -> bool:
    """Whether a response has the facts of the note and the profile, each in its element, and its texts in an article.

    `digest` is the SHA-256 of the source, in hexadecimal.
    """
    nodes = parse_nodes(output)
    expected = list(_response(record.note, profile, target.settings, digest))
    if nodes is None or len(nodes) != len(expected):
        return False
    index = expected.index(_NOTE_TEXT)
    article = nodes[index][2]
    nodes[index] = (*nodes[index][:2], "", *nodes[index][3:])
    sections = expected_sections(record, profile, target, target.own_headings)
    return nodes == expected and article[:1] == "<" and parse_nodes(article) == list(_article(record, sections))


_NOTE_TEXT: Final[Node] = (3, _CORE + "clinicalDocumentNoteText", "", ())
"""The note text, without the article in it, which is compared for itself."""


def _response(note: TriageNote, profile: Profile, settings: Mapping[str, Any], digest: str) -> Iterator[Node]:
    """The nodes of the response; its note text is left empty."""
    yield 0, _RESPONSE + "GetCareDocumentationResponse", "", ()
    yield 1, _RESPONSE + "careDocumentation", "", ()
    yield from _header(note, profile, settings, digest)
    code = _code(note, settings)
    yield from _branch(2, "body")
    yield from _branch(3, "clinicalDocumentNoteCode", code=code, codeSystem="1.2.752.129.2.2.2.11",
                       displayName=_TITLES.get(code, ""))  # fmt: skip
    yield from _leaf(3, "clinicalDocumentNoteTitle", note.record_type)
    yield _NOTE_TEXT
    yield 1, _RESPONSE + "result", "", ()
    yield from _leaf(2, "resultCode", "OK")


def _header(note: TriageNote, profile: Profile, settings: Mapping[str, Any], digest: str) -> Iterator[Node]:
    filled = (time for time in (note.ended, note.created, note.signed_at) if is_filled(time, profile.placeholders))
    time = local_time(next(filled, ""))
    yield from _branch(2, "header")
    yield from _branch(3, "accessControlHeader")
    yield from _hsa(4, "accountableHealthcareProvider", _known(settings, "care_provider"))
    yield from _hsa(4, "accountableCareUnit", _known(settings, "care_unit"))
    root = _NUMBER_ROOTS.get(note.patient.number_type, _known(settings, "reservnummer_oid"))
    yield from _branch(4, "patientId", root=root, extension=note.patient.number)
    yield from _leaf(4, "blockComparisonTime", time)
    answer, system = _known(settings, "approved_for_patient"), _known(settings, "source_system")
    yield from _leaf(4, "approvedForPatient", {"yes": "true", "no": "false"}.get(answer, ""))
    yield from _hsa(3, "sourceSystemId", system)
    yield from _branch(3, "record")
    yield from _branch(4, "id", root=_uuid(f"urn:mvg-export:{system}:{profile.name}:{digest}"))
    yield from _leaf(4, "timestamp", time)
    yield from _author(note, time)
    if is_filled(note.signer, profile.placeholders) and is_filled(note.signed_at, profile.placeholders):
        yield from _branch(3, "signature", name=note.signer, timestamp=local_time(note.signed_at))


def _author(note: TriageNote, time: str) -> Iterator[Node]:
    unit = note.signing_unit
    who = [*_hsa(4, "id", note.author.hsa_id), *_leaf(4, "name", note.author.name)]
    role = list(_leaf(5, "originalText", note.author.role))
    hsa_id = unit.hsa_id if _HSA_ID.fullmatch(unit.hsa_id) else ""
    where = [*_leaf(5, "orgUnitHSAId", hsa_id), *_leaf(5, "orgUnitName", unit.name)]
    if not (who or role or where):
        return
    yield from _branch(3, "author")
    yield from who
    yield from _leaf(4, "timestamp", time)
    for name, children in (("byRole", role), ("orgUnit", where)):
        if children:
            yield 4, _CORE + name, "", ()
            yield from children


def _article(record: RecordNote, sections: Sequence[tuple[str, str]]) -> Iterator[Node]:
    attributes = ((_XML + "lang", "sv"), ("version", "5.0"))
    yield 0, _DOCBOOK + "article", "", attributes
    yield 1, _DOCBOOK + "info", "", ()
    yield 2, _DOCBOOK + "title", record.template, ()
    for heading, text in sections:
        yield 1, _DOCBOOK + "section", "", ()
        yield 2, _DOCBOOK + "title", heading, ()
        for line in text.split("\n"):
            yield 2, _DOCBOOK + "para", line, ()


def _branch(depth: int, name: str, /, **children: str) -> Iterator[Node]:
    """An element, and those in it that have a text."""
    yield depth, _CORE + name, "", ()
    for child, text in children.items():
        yield from _leaf(depth + 1, child, text)


def _leaf(depth: int, name: str, text: str) -> Iterator[Node]:
    if text.strip(" \t\r\n"):
        yield depth, _CORE + name, text, ()


def _hsa(depth: int, name: str, value: str) -> Iterator[Node]:
    if _HSA_ID.fullmatch(value):
        yield from _branch(depth, name, root=_HSA_ROOT, extension=value)


def _known(settings: Mapping[str, Any], name: str) -> str:
    """A setting that is a text; `""` for any other, such as a blank."""
    value = settings.get(name)
    return value if isinstance(value, str) else ""


def _code(note: TriageNote, settings: Mapping[str, Any]) -> str:
    for channel, code in settings.get("note_codes", {}).items():
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
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?", re.ASCII
)


def local_time(written: str) -> str:
    """A time of a note as `YYYYMMDDhhmmss` on a Swedish clock; `""` for a text that is no time.

    A time without an offset is one already; that of another is carried over.
    """
    found = _TIME.fullmatch(written)
    if found is None:
        return ""
    year, month, day, hour, minute, second, offset = found.groups("")
    stamp = f"{year}{month}{day}{hour}{minute}{second or '00'}"
    if not offset:
        return stamp
    offset = "+0000" if offset == "Z" else offset.replace(":", "").ljust(5, "0")
    try:
        there = datetime.strptime(stamp + offset, "%Y%m%d%H%M%S%z")
        return there.astimezone(ZoneInfo("Europe/Stockholm")).strftime("%Y%m%d%H%M%S").rjust(14, "0")
    except (ValueError, OverflowError):
        return ""
