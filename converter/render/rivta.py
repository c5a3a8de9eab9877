"""The format `rivta`: a response of the national service contract GetCareDocumentation 3.0 with one note.

The elements, their order and their namespaces are those of the contract's schemas (RIV-TA domain
clinicalprocess:healthcond:description, release 3.0.5). The text of the note is a DocBook 5.0 article written with
character references: a section for each keyword, a paragraph for each line. Local times have no offset, as the contract
says. Identifiers that no note states are settings of the target; nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from converter.findings import Finding, has_errors
from converter.findings.catalogue import Code
from converter.note import times
from converter.note.fields import label_key
from converter.note.identifiers import is_hsa_id, number_fault
from converter.note.model import RecordNote, TriageNote
from converter.profile import Blank, Profile, Target
from converter.profile.rivta import NOTE_CODES
from converter.profile.wording import is_filled, is_signed
from converter.render import view
from converter.render.document import Document, not_written

_HSA: Final = "1.2.752.129.2.1.4.1"
"""OID of HSA-ids."""
_NOTE_CODES: Final = "1.2.752.129.2.2.2.11"
"""OID of *KV Anteckningstyp*."""
_NUMBERS: Final = {"personnummer": "1.2.752.129.2.1.3.1", "samordningsnummer": "1.2.752.129.2.1.3.3"}
"""OIDs of the national identity numbers; that of a *reservnummer* is the region's."""
_CONTACT_TIMES: Final = ("ended", "created", "signed_at")
"""The facts that can be the time of the contact, the best first: as on the page of its registration."""
_UNIT: Final = ("care_provider", "care_unit")
"""The settings by which a consumer tells whether the patient has blocked the access to the note."""
_DIGITS: Final = str.maketrans("", "", "-T:")

Element: TypeAlias = "tuple[str, str | list[Element]]"
"""Name, and text or children."""
Settings: TypeAlias = Mapping[str, Any]
"""The settings of the target: texts, flags and one mapping, and a `Blank` for what the region has not said yet."""


def write(record: RecordNote, target: Target, profile: Profile, digest: str) -> Document:
    """The response with one note, or what stops it. `digest` is the SHA-256 of the source, in hexadecimal."""
    sections = view(record, profile, target, "", target.own_headings).sections
    found = tuple(_faults(record, sections, profile, target.settings))
    if has_errors(found):
        return Document(None, found)
    text = _response(record, sections, profile, target.settings, digest)
    return Document(text, (*found, *not_written(record, profile, _shown_facts(record.note, profile, target))))


# -- what stops a document ------------------------------------------------------------------------------------


def _faults(
    record: RecordNote, sections: Sequence[tuple[str, str]], profile: Profile, settings: Settings
) -> Iterator[Finding]:
    """What the contract demands and neither the note, the profile nor the user states; every fault at once."""
    yield from _number_faults(record.note, profile, settings)
    yield from _time_faults(record.note, profile)
    if not sections:
        yield Finding("MVG549")
    if not _stated(settings, "approved_for_patient"):
        yield Finding("MVG545")
    if not _note_code(record.note, settings):
        yield Finding("MVG546", words=("note_code",))
    unit_code: Code = "MVG546" if settings.get("unit_required", True) else "MVG547"
    codes: dict[str, Code] = {"source_system": "MVG546", **dict.fromkeys(_UNIT, unit_code)}
    yield from (Finding(code, words=(name,)) for name, code in codes.items() if not _stated(settings, name))


def _stated(settings: Settings, name: str) -> str:
    """A setting that is a text; `""` for one that is absent or blank."""
    value = settings.get(name, "")
    return "" if isinstance(value, Blank) else str(value)


def _number_faults(note: TriageNote, profile: Profile, settings: Settings) -> Iterator[Finding]:
    """The contract takes twelve characters without a separator, under the OID of their kind."""
    number, kind = note.patient.number, note.patient.number_type
    label = profile.labels.get(label_key("patient.number", note), kind or "patient.number")
    if not number:
        yield Finding("MVG540", words=(profile.labels.get("patient.personnummer", "patient.number"),))
    elif number_fault(number, kind) in ("MVG403", "MVG406", "MVG450"):
        yield Finding("MVG541", words=(label,))
    if number and kind not in _NUMBERS and not _stated(settings, "reservnummer_oid"):
        yield Finding("MVG542")


def _time_faults(note: TriageNote, profile: Profile) -> Iterator[Finding]:
    """Times that are missing, that the contract cannot hold, and those whose offset is lost with a meaning."""
    contact = _contact_time(note, profile)
    if not contact:
        labels = (profile.labels.get(fact, fact) for fact in _CONTACT_TIMES)
        yield Finding("MVG543", words=(", ".join(labels),))
    for fact in dict.fromkeys((contact, "signed_at" if is_signed(note, profile) else "")):
        if fact and not _stamp(getattr(note, fact)):
            yield Finding("MVG544", words=(profile.labels.get(fact, fact),))
        elif fact and _loses_offset(getattr(note, fact)):
            yield Finding("MVG548", words=(profile.labels.get(fact, fact),))


# -- facts ----------------------------------------------------------------------------------------------------


def _contact_time(note: TriageNote, profile: Profile) -> str:
    """The fact that is the time of the contact; `""` when the note has none."""
    return next((fact for fact in _CONTACT_TIMES if is_filled(getattr(note, fact), profile)), "")


@lru_cache(maxsize=256)
def _stamp(text: str) -> str:
    """A time as local time of Sweden, `YYYYMMDDhhmmss`; `""` when it is none, or not of the years 1900 to 2099."""
    time = times.parse(text)
    stamp = times.in_stockholm(time)[:19].translate(_DIGITS) if time else ""
    return stamp if stamp[:2] in ("19", "20") else ""


def _loses_offset(text: str) -> bool:
    """Whether only the offset of a time tells which of two local times it is."""
    time = times.parse(text)
    local = times.in_stockholm(time)[:19] if time else ""
    return times.fault(text) == "" and times.fault(local) == "MVG416"


def _note_code(note: TriageNote, settings: Settings) -> str:
    """The code of the first row of the profile whose channel the contact had, else the profile's code for all."""
    rows: Settings = settings.get("note_codes", {})
    channel = next((channel for channel in rows if channel in note.contact.channels), "")
    return _stated(rows, channel) if channel else _stated(settings, "note_code")


def _shown_facts(note: TriageNote, profile: Profile, target: Target) -> frozenset[str]:
    """The facts of a note that the document holds."""
    ids = {"author.hsa_id": note.author.hsa_id, "signing_unit.hsa_id": note.signing_unit.hsa_id}
    signature = ["signer", "signed_at"] if is_signed(note, profile) else []
    outcome = ["triage.outcome"] if target.tells_outcome else []
    valid = [fact for fact, value in ids.items() if is_hsa_id(value)]
    return frozenset([*_ALWAYS_SHOWN, _contact_time(note, profile), *valid, *signature, *outcome])


_ALWAYS_SHOWN: Final = ("patient.number", "author.name", "author.role", "signing_unit.name", "record_type")


# -- the document ---------------------------------------------------------------------------------------------


def _response(
    record: RecordNote, sections: Sequence[tuple[str, str]], profile: Profile, settings: Settings, digest: str
) -> str:
    """The document of a note without faults."""
    header = _header(record.note, profile, settings, _record_id(settings, profile, digest))
    written = "".join(_written(element, "    ") for element in (header, _body(record, sections, settings)))
    return f"{_HEAD}{written}{_TAIL}"


_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<GetCareDocumentationResponse xmlns="urn:riv:clinicalprocess:healthcond:description:'
    'GetCareDocumentationResponder:3" xmlns:d="urn:riv:clinicalprocess:healthcond:description:3">\n'
    "  <careDocumentation>\n"
)
_TAIL: Final = (
    "  </careDocumentation>\n"
    "  <result>\n"
    "    <d:resultCode>OK</d:resultCode>\n"
    "  </result>\n"
    "</GetCareDocumentationResponse>\n"
)


def _record_id(settings: Settings, profile: Profile, digest: str) -> str:
    """A UUID (version 5) made of source system, profile and source: the same for every conversion of the note."""
    from uuid import NAMESPACE_URL, uuid5

    return str(uuid5(NAMESPACE_URL, f"urn:mvg-export:{settings['source_system']}:{profile.name}:{digest}"))


def _header(note: TriageNote, profile: Profile, settings: Settings, identifier: str) -> Element:
    time, kind = _stamp(getattr(note, _contact_time(note, profile))), note.patient.number_type
    access = [
        *_hsa_id("accountableHealthcareProvider", _stated(settings, "care_provider")),
        *_hsa_id("accountableCareUnit", _stated(settings, "care_unit")),
        _id("patientId", _NUMBERS.get(kind) or _stated(settings, "reservnummer_oid"), note.patient.number),
        ("blockComparisonTime", time),
        ("approvedForPatient", "true" if settings["approved_for_patient"] == "yes" else "false"),
    ]
    return "header", [
        ("accessControlHeader", access),
        *_hsa_id("sourceSystemId", settings["source_system"]),
        ("record", [("id", [("root", identifier)]), ("timestamp", time)]),
        *_author(note, time),
        *_signature(note, profile),
    ]


def _author(note: TriageNote, time: str) -> list[Element]:
    """Who wrote the note, in which role, at which unit; nothing when none of it is known."""
    author, unit = note.author, note.signing_unit
    who = [*_hsa_id("id", author.hsa_id), *_text("name", author.name)]
    where = [*_valid_hsa_id("orgUnitHSAId", unit.hsa_id), *_text("orgUnitName", unit.name)]
    rest = [*_group("byRole", _text("originalText", author.role)), *_group("orgUnit", where)]
    return [("author", [*who, ("timestamp", time), *rest])] if who or rest else []


def _signature(note: TriageNote, profile: Profile) -> list[Element]:
    """Who signed and when; an unsigned note has no signature."""
    if not is_signed(note, profile):
        return []
    return [("signature", [("name", note.signer), ("timestamp", _stamp(note.signed_at))])]


def _body(record: RecordNote, sections: Sequence[tuple[str, str]], settings: Settings) -> Element:
    code = _note_code(record.note, settings)
    coded: list[Element] = [("code", code), ("codeSystem", _NOTE_CODES), ("displayName", NOTE_CODES[code])]
    return "body", [
        ("clinicalDocumentNoteCode", coded),
        *_text("clinicalDocumentNoteTitle", record.note.record_type),
        ("clinicalDocumentNoteText", _docbook(record.template, sections)),
    ]


# -- elements -------------------------------------------------------------------------------------------------


def _id(name: str, root: str, extension: str) -> Element:
    return name, [("root", root), ("extension", extension)]


def _hsa_id(name: str, value: str) -> list[Element]:
    """An identifier of the HSA catalogue; nothing for a text that cannot be one."""
    return [_id(name, _HSA, value)] if is_hsa_id(value) else []


def _valid_hsa_id(name: str, value: str) -> list[Element]:
    return [(name, value)] if is_hsa_id(value) else []


def _text(name: str, text: str) -> list[Element]:
    """An element with a text; nothing for a blank one, as the contract has no empty elements."""
    return [(name, text)] if text.strip(" \t\r\n") else []


def _group(name: str, children: list[Element]) -> list[Element]:
    return [(name, children)] if children else []


def _written(element: Element, indent: str) -> str:
    name, content = element
    if isinstance(content, str):
        return f"{indent}<d:{name}>{_escaped(content)}</d:{name}>\n"
    inner = "".join([_written(child, f"{indent}  ") for child in content])
    return f"{indent}<d:{name}>\n{inner}{indent}</d:{name}>\n"


def _escaped(text: str) -> str:
    """A text between tags, where quotation marks need no reference. A parser would make a line feed of a bare CR."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _docbook(title: str, sections: Sequence[tuple[str, str]]) -> str:
    """The DocBook article of a note. Its first character is `<`, by which consumers tell it from plain text.

    The contract knows no element in which line ends are kept, so that each line, an empty one too, is a paragraph.
    """
    written = [
        f"<section><title>{_escaped(heading)}</title>{_paragraphs(text)}</section>" for heading, text in sections
    ]
    return f"{_ARTICLE}<info><title>{_escaped(title)}</title></info>{''.join(written)}</article>"


_ARTICLE: Final = '<article xmlns="http://docbook.org/ns/docbook" version="5.0" xml:lang="sv">'


def _paragraphs(text: str) -> str:
    lines = _escaped(text).replace("\n", "</para><para>")
    return f"<para>{lines}</para>"
