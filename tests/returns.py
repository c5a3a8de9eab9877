"""Files as receivers return them: minimal ones, made of keywords and texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from converter.conversion.result import Result
from converter.note import times
from converter.note.model import TriageNote

Sections = Sequence[tuple[str, str]]
_RIV = "urn:riv:clinicalprocess:healthcond:description"


def journal_notes(result: Result, sections: Sections, **changes: Any) -> bytes:
    """The answer of the open read API for journal notes, version 2."""
    return json.dumps([{"journalNoteEHRExtract": [journal_note(result, sections, **changes)]}]).encode()


def journal_note(result: Result, sections: Sections, **changes: Any) -> dict[str, Any]:
    assert result.note is not None
    assert result.record is not None
    note = result.note
    records = [
        {"keyword": heading, "keywordToolType": "Text", "value": [{"value": text, "journalValueType": "Text"}]}
        for heading, text in sections
    ]
    return {
        "note": {
            "noteTemplateName": result.record.template, "noteSignDateTime": {"value": note.signed_at},
            "records": {"record": records}, "noteActive": True,
        } | changes,
        "patient": {"patientID": {"root": "1.2.752.129.2.1.3.1", "extension": note.patient.number}},
        "careProviders": {"careProvider": [
            {"careProviderName": note.signer, "careProviderID": {"extension": note.author.hsa_id}}
        ]},
    }  # fmt: skip


def questionnaire_response(result: Result, sections: Sections, **changes: Any) -> bytes:
    """A `QuestionnaireResponse` in a Bundle."""
    return json.dumps(
        {"resourceType": "Bundle", "entry": [{"resource": response(result, sections, **changes)}]}
    ).encode()


def response(result: Result, sections: Sections, **changes: Any) -> dict[str, Any]:
    assert result.note is not None
    note = result.note
    diagnoses = [note.principal_diagnosis, *note.secondary_diagnoses]
    items = [
        {"linkId": str(number), "text": heading, "answer": [{"valueString": text}]}
        for number, (heading, text) in enumerate(sections) if heading not in ("Huvuddiagnos", "Bidiagnos")
    ]  # fmt: skip
    coded = [one for one in diagnoses if one.label]
    items += [
        {"linkId": f"d{number}", "text": "Huvuddiagnos" if one is note.principal_diagnosis else "Bidiagnos",
         "answer": [{"valueReference": {"reference": f"#d{number}"}}]}
        for number, one in enumerate(coded)
    ]  # fmt: skip
    return {
        "resourceType": "QuestionnaireResponse", "status": "completed", "authored": times.iso(note.signed_at),
        "subject": {"identifier": {"value": note.patient.number}},
        "author": {"identifier": {"value": note.author.hsa_id}},
        "contained": [
            {"resourceType": "Condition", "id": f"d{number}",
             "code": {"coding": [{"code": one.code, "display": one.title} if one.code else {"display": one.title}]}}
            for number, one in enumerate(coded)
        ],
        "item": [{"linkId": "g", "text": "Anamnes", "item": items}],
    } | changes  # fmt: skip


def rivta(result: Result, sections: Sections, verbatim: bool = False) -> bytes:
    """A response of GetCareDocumentation 3.0, its lines as paragraphs or as verbatim text."""
    assert result.note is not None
    parts = "".join(
        f"<section><title>{escape(heading)}</title>{_block(text, verbatim)}</section>" for heading, text in sections
    )
    article = f'<article xmlns="http://docbook.org/ns/docbook" version="5.0"><title>x</title>{parts}</article>'
    return care_documentation(result.note, article)


def _block(text: str, verbatim: bool) -> str:
    if verbatim:
        return f"<literallayout>{escape(text)}</literallayout>"
    return "".join(f"<para>{escape(line)}</para>" for line in text.split("\n"))


def care_documentation(note: TriageNote, text: str) -> bytes:
    time = times.parse(note.signed_at)
    stamp = times.in_stockholm(time)[:19].translate(str.maketrans("", "", "-:T")) if time else ""
    signature = f"<c:signature><c:timestamp>{stamp}</c:timestamp></c:signature>" if stamp else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<GetCareDocumentationResponse xmlns="{_RIV}:GetCareDocumentationResponder:3" xmlns:c="{_RIV}:3">'
        "<careDocumentation><c:header><c:accessControlHeader><c:patientId>"
        f"<c:root>1.2.752.129.2.1.3.1</c:root><c:extension>{escape(note.patient.number)}</c:extension></c:patientId>"
        f"</c:accessControlHeader><c:author><c:name>{escape(note.signer)}</c:name></c:author>{signature}</c:header>"
        f"<c:body><c:clinicalDocumentNoteText>{escape(text)}</c:clinicalDocumentNoteText></c:body>"
        "</careDocumentation></GetCareDocumentationResponse>"
    ).encode()


def pasted(result: Result, sections: Sections) -> bytes:
    """The output with the texts of its sections in place of its own, as it is copied back."""
    assert result.output is not None
    text, at, written = result.output, 0, ""
    for (heading, old), (_, new) in zip([one for one in result.sections if one[1]], sections, strict=True):
        start = text.index(old, text.index(heading, at) + len(heading))
        written += text[at:start] + new
        at = start + len(old)
    return (written + text[at:]).replace("\n", "\r\n").encode("utf-8", "surrogatepass")


FILES: dict[str, Callable[[Result, Sections], bytes]] = {
    "journal-notes": journal_notes, "questionnaire-response": questionnaire_response, "rivta": rivta, "text": pasted,
}  # fmt: skip
"""Each kind of file, and what makes one."""
