"""The format `rivta`: a response of the national service contract GetCareDocumentation 3.0 with one note.

The elements, their order and their namespaces are those of the contract's schemas (RIV-TA domain
clinicalprocess:healthcond:description, release 3.0.5). The text of the note is a DocBook 5.0 article written with
character references: a section for each keyword, a paragraph for each line. Local times have no offset, as the contract
says. Identifiers that no note states are settings of the target; nothing is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, TypeAlias
from uuid import NAMESPACE_URL, uuid5

from converter.findings import Finding, has_errors
from converter.findings.catalogue import Code
from converter.note import times
from converter.note.facts import label_key
from converter.note.identifiers import is_hsa_id, number_fault
from converter.note.model import RecordNote, TriageNote
from converter.profile import Profile, Target, UnknownSetting
from converter.profile.target_settings import NOTE_CODES
from converter.profile.wording import is_filled, is_signed
from converter.render import render_context
from converter.render.document import Document, facts_omitted

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

SettingValues: TypeAlias = Mapping[str, Any]
"""The settings of the target: texts, flags and one mapping, and an `UnknownSetting` for what nobody knows yet."""


class _Times(NamedTuple):
    """What the document needs of the times of a note."""

    contact: str
    """The fact that is the time of the contact, of `_CONTACT_TIMES`; `""` when the note has none."""
    signed: bool
    """Whether the note states who signed it and when."""


def write(record: RecordNote, target: Target, profile: Profile, digest: str) -> Document:
    """The response with one note, or what stops it. `digest` is the SHA-256 of the source, in hexadecimal."""
    note, settings = record.note, target.settings
    contact = next((fact for fact in _CONTACT_TIMES if is_filled(getattr(note, fact), profile)), "")
    known = _Times(contact, is_signed(note, profile))
    sections = render_context(record, profile, target, "", target.note_headings).sections
    found = tuple(_faults(note, sections, known, profile, settings))
    if has_errors(found):
        return Document(None, found)
    # The same for every conversion of the note: made of source system, profile and source.
    identifier = uuid5(NAMESPACE_URL, f"urn:mvg-export:{settings['source_system']}:{profile.name}:{digest}")
    header = _header(note, known, settings, str(identifier))
    body = _group(
        "body",
        _coded(_note_code(note, settings)),
        _text("clinicalDocumentNoteTitle", note.record_type),
        _text("clinicalDocumentNoteText", _docbook(record.template, sections)),
    )
    omitted = facts_omitted(record, profile, _written_facts(note, known, target))
    return Document(f"{_HEAD}{header}{body}{_TAIL}", (*found, *omitted), sections)


# -- what stops a document ------------------------------------------------------------------------------------


def _faults(
    note: TriageNote, sections: Sequence[tuple[str, str]], known: _Times, profile: Profile, settings: SettingValues
) -> Iterator[Finding]:
    """What the contract demands and neither the note, the profile nor the user states; every fault at once."""
    yield from _number_faults(note, profile, settings)
    yield from _time_faults(note, known, profile)
    if not sections:
        yield Finding("MVG549")
    if not _stated(settings, "approved_for_patient"):
        yield Finding("MVG545")
    if not _note_code(note, settings):
        yield Finding("MVG546", words=("note_code",))
    unit_code: Code = "MVG546" if settings.get("unit_required", True) else "MVG547"
    codes: dict[str, Code] = {"source_system": "MVG546", **dict.fromkeys(_UNIT, unit_code)}
    yield from (Finding(code, words=(name,)) for name, code in codes.items() if not _stated(settings, name))


def _stated(settings: SettingValues, name: str) -> str:
    """A setting that is a text; `""` for one that is absent or not known."""
    value = settings.get(name, "")
    return "" if isinstance(value, UnknownSetting) else str(value)


def _number_faults(note: TriageNote, profile: Profile, settings: SettingValues) -> Iterator[Finding]:
    """The contract takes twelve characters without a separator, under the OID of their kind."""
    number, kind = note.patient.number, note.patient.number_type
    label = profile.labels.get(label_key("patient.number", note), kind or "patient.number")
    if not number:
        yield Finding("MVG540", words=(profile.labels.get("patient.personnummer", "patient.number"),))
    elif number_fault(number, kind) in (("MVG406",) if kind == "reservnummer" else ("MVG403", "MVG450")):
        yield Finding("MVG541", words=(label,))
    if number and kind not in _NUMBERS and not _stated(settings, "reservnummer_oid"):
        yield Finding("MVG542")


def _time_faults(note: TriageNote, known: _Times, profile: Profile) -> Iterator[Finding]:
    """Times that are missing, that the contract cannot hold, and those whose offset is lost with a meaning."""
    if not known.contact:
        labels = (profile.label(fact) for fact in _CONTACT_TIMES)
        yield Finding("MVG543", words=(", ".join(labels),))
    for fact in dict.fromkeys((known.contact, "signed_at" if known.signed else "")):
        if fact and (code := _time_fault(getattr(note, fact))):
            yield Finding(code, words=(profile.label(fact),))


@lru_cache(maxsize=256)
def _time_fault(text: str) -> Code | Literal[""]:
    """The finding code for a time that the contract cannot hold, or of which only the offset says which one it is."""
    if not timestamp(text):
        return "MVG544"
    time = times.parse(text)
    local = times.in_stockholm(time)[:19] if time else ""
    return "MVG548" if times.fault(text) == "" and times.fault(local) == "MVG416" else ""


# -- facts ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def timestamp(text: str) -> str:
    """A time as local time of Sweden, `YYYYMMDDhhmmss`; `""` when it is none, or not of the years 1900 to 2099."""
    time = times.parse(text)
    stamp = times.in_stockholm(time)[:19].translate(_DIGITS) if time else ""
    return stamp if stamp[:2] in ("19", "20") else ""


def _note_code(note: TriageNote, settings: SettingValues) -> str:
    """The code of the first row of the profile whose channel the contact had, else the profile's code for all."""
    rows: SettingValues | UnknownSetting = settings.get("note_codes", {})
    if isinstance(rows, UnknownSetting):  # any channel may have a row that nobody knows yet
        return ""
    channel = next((channel for channel in rows if channel in note.contact.channels), "")
    return _stated(rows, channel) if channel else _stated(settings, "note_code")


def _written_facts(note: TriageNote, known: _Times, target: Target) -> frozenset[str]:
    """The facts of a note that the document holds."""
    ids = (("author.hsa_id", note.author.hsa_id), ("signing_unit.hsa_id", note.signing_unit.hsa_id))
    signature = ["signer", "signed_at"] if known.signed else []
    outcome = ["triage.outcome"] if target.prints_outcome else []
    valid = [fact for fact, value in ids if is_hsa_id(value)]
    return frozenset([*_ALWAYS_WRITTEN, known.contact, *valid, *signature, *outcome])


_ALWAYS_WRITTEN: Final = ("patient.number", "author.name", "author.role", "signing_unit.name", "record_type")


# -- the document ---------------------------------------------------------------------------------------------

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<GetCareDocumentationResponse xmlns="urn:riv:clinicalprocess:healthcond:description:'
    'GetCareDocumentationResponder:3" xmlns:d="urn:riv:clinicalprocess:healthcond:description:3">\n'
    "<careDocumentation>\n"
)
_TAIL: Final = (
    "</careDocumentation>\n<result>\n<d:resultCode>OK</d:resultCode>\n</result>\n</GetCareDocumentationResponse>\n"
)


def _header(note: TriageNote, known: _Times, settings: SettingValues, identifier: str) -> str:
    time, kind = timestamp(getattr(note, known.contact)), note.patient.number_type
    root = _NUMBERS.get(kind) or _stated(settings, "reservnummer_oid")
    access = _group(
        "accessControlHeader",
        _hsa_id("accountableHealthcareProvider", _stated(settings, "care_provider")),
        _hsa_id("accountableCareUnit", _stated(settings, "care_unit")),
        _group("patientId", _text("root", root), _text("extension", note.patient.number)),
        _text("blockComparisonTime", time),
        _text("approvedForPatient", "true" if settings["approved_for_patient"] == "yes" else "false"),
    )
    source = _hsa_id("sourceSystemId", settings["source_system"])
    entry = _group("record", _group("id", _text("root", identifier)), _text("timestamp", time))
    signature = _group("signature", _text("name", note.signer), _text("timestamp", timestamp(note.signed_at)))
    return _group("header", access, source, entry, _author(note, time), signature if known.signed else "")


def _author(note: TriageNote, time: str) -> str:
    """Who wrote the note, in which role, at which unit; nothing when none of it is known."""
    author, unit = note.author, note.signing_unit
    who = _hsa_id("id", author.hsa_id) + _text("name", author.name)
    role = _group("byRole", _text("originalText", author.role))
    unit_id = unit.hsa_id if is_hsa_id(unit.hsa_id) else ""
    where = _group("orgUnit", _text("orgUnitHSAId", unit_id), _text("orgUnitName", unit.name))
    return _group("author", who, _text("timestamp", time), role, where) if who or role or where else ""


@lru_cache(maxsize=64)
def _coded(code: str) -> str:
    name = _text("displayName", NOTE_CODES[code])
    return _group("clinicalDocumentNoteCode", _text("code", code), _text("codeSystem", _NOTE_CODES), name)


# -- elements: each one on lines of its own, `""` for one that would be empty ---------------------------------


def _text(name: str, text: str) -> str:
    """An element with a text; nothing for a blank one, as the contract has no empty elements."""
    return f"<d:{name}>{_escaped(text)}</d:{name}>\n" if text.strip(" \t\r\n") else ""


def _group(name: str, *children: str) -> str:
    """An element with the elements in it; nothing when there are none."""
    inside = "".join(children)
    return f"<d:{name}>\n{inside}</d:{name}>\n" if inside else ""


@lru_cache(maxsize=64)  # a region has few of them
def _hsa_id(name: str, value: str) -> str:
    """An identifier of the HSA catalogue; nothing for a text that cannot be one."""
    return _group(name, _text("root", _HSA), _text("extension", value)) if is_hsa_id(value) else ""


def _escaped(text: str) -> str:
    """A text between tags, where quotation marks need no reference. A parser would make a line feed of a bare CR."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


# -- the article ----------------------------------------------------------------------------------------------


def _docbook(title: str, sections: Sequence[tuple[str, str]]) -> str:
    """The DocBook article of a note as the contract has it.

    Its first character is `<`, by which consumers tell it from plain text. The contract knows no element in which line
    ends are kept, so that each line, an empty one too, is a paragraph.
    """
    parts = [
        f'<article xmlns="http://docbook.org/ns/docbook" version="5.0" xml:lang="sv">'
        f"<info><title>{_escaped(title)}</title></info>"
    ]
    for heading, text in sections:
        paragraphs = _escaped(text).replace("\n", "</para><para>")
        parts.append(f"<section><title>{_escaped(heading)}</title><para>{paragraphs}</para></section>")
    return "".join([*parts, "</article>"])
