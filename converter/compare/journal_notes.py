"""Journal notes as a record system's open read API answers them (`GET /api/open/journalnotes`): notes with records.

A record is a keyword with values and nested records. The names of the fields are compared without case: version 1 of
the interface begins them with capitals, version 2 with small letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from converter.compare.json_parts import leaves, objects_of, part_of, text_of
from converter.compare.returned import ReturnedDiagnosis, ReturnedNote, ReturnedText, Unreadable
from converter.note.model import Diagnosis

_CODED: Final = ("clinicalcoding", "diagnosis")
"""The kinds of keywords and of values that hold codes of diagnoses, in small letters."""
_TEXTS: Final = ("text", "wordprocessing", "fixvalue", "register", "numeric", "datetime", "boolean", "other")
_DOCUMENTS: Final = ("document", "worddocument", "pdfdocument")
"""The kinds of values that are no text."""
_HOLDERS: Final = ("value", "values")
"""The fields that hold the values of a record, and the text of a value."""
_KIND: Final = "journalvaluetype"
_FALSE_VALUES: Final = ("false", "0")
"""A false value in small letters, as a truth value of JSON or as text."""
_RTF: Final = "{\\rtf"


def read(content: Any) -> tuple[ReturnedNote, ...]:
    """The notes of the answer, in its order. Raises `Unreadable` for JSON that is no such answer."""
    extracts = list(_extracts(_lower(content)))
    if not extracts:
        raise Unreadable
    return tuple(_note(extract) for extract in extracts)


def _lower(value: Any) -> Any:
    """The same JSON with the names of all fields in small letters."""
    if isinstance(value, dict):
        return {str(name).lower(): _lower(inside) for name, inside in value.items()}
    return [_lower(inside) for inside in value] if isinstance(value, list) else value


def _extracts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object that has a note with records, however deep the answer wraps it."""
    if isinstance(value, dict):
        note = value.get("note", value)
        if isinstance(note, dict) and "records" in note:
            yield value if "note" in value else {"note": note}
            return
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _extracts(inside)


def _note(extract: dict[str, Any]) -> ReturnedNote:
    note = extract["note"]
    texts: list[ReturnedText] = []
    diagnoses: list[ReturnedDiagnosis] = []
    opaque: list[str] = []
    coded = False
    for record in _records(note["records"]):
        keyword, values = str(record.get("keyword", "")), list(_values(record))
        if any(kind in _CODED for kind, _ in values):
            coded = True
            diagnoses += [ReturnedDiagnosis(Diagnosis(title=value), keyword) for _, value in values if value.strip()]
        elif any(kind in _DOCUMENTS or value.startswith(_RTF) for kind, value in values):
            opaque.append(keyword)
        else:
            texts.append(ReturnedText(keyword, "\n".join(value for _, value in values)))
    people = objects_of(part_of(extract, "careproviders"), "careprovider")
    facts = {
        "template": text_of(note, "notetemplatename"),
        "signed_at": text_of(part_of(note, "notesigndatetime"), "value"),
        "patient.number": text_of(part_of(part_of(extract, "patient"), "patientid"), "extension"),
        "signer": tuple(name for one in people for name in text_of(one, "careprovidername")),
        "author.hsa_id": tuple(name for one in people for name in text_of(part_of(one, "careproviderid"), "extension")),
    }
    return ReturnedNote(
        tuple(texts), facts, tuple(diagnoses) if coded else None,
        str(note.get("noteactive", True)).strip().lower() not in _FALSE_VALUES, tuple(opaque),
    )  # fmt: skip


def _records(value: Any) -> Iterator[dict[str, Any]]:
    """The records with those nested in them, in the order in which a reader sees them."""
    inside = value.get("record", ()) if isinstance(value, dict) else value
    for record in inside if isinstance(inside, list) else [inside] if isinstance(inside, dict) else ():
        if isinstance(record, dict):
            yield record
            yield from _records(record.get("record", ()))


def _values(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Kind and text of each value of a record."""
    tool = str(record.get("keywordtooltype", "")).lower()
    for value in _listed({name: record[name] for name in _HOLDERS if name in record}):
        kind, shown = "", value
        if isinstance(value, dict):
            kind = str(value.get(_KIND, record.get(_KIND, ""))).lower()
            shown = [value[name] for name in (*_HOLDERS, "valuetext") if name in value]
            shown = shown or [inside for name, inside in value.items() if name != _KIND]
        yield (tool if tool in _CODED else kind), "\n".join(leaves(shown))


def _listed(value: Any) -> Iterator[Any]:
    """The values of a record, which stand alone, in a list, or in an object around either."""
    inside = [value[name] for name in _HOLDERS if name in value] if isinstance(value, dict) else []
    if isinstance(value, list) or any(isinstance(one, list | dict) for one in inside):
        for one in value if isinstance(value, list) else inside:
            yield from _listed(one)
    elif value != {}:
        yield value
