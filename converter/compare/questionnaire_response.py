"""A FHIR R4 `QuestionnaireResponse`, alone or in a `Bundle`, as a server returns it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from converter.compare.returned import ReturnedNote, ReturnedText, Unreadable
from converter.note.model import Diagnosis

_SIGNED: Final = ("completed", "amended")
"""The values of `status` of a response that holds (FHIR R4, QuestionnaireResponse.status)."""
_TEXTS: Final = ("valueString", "valueUri", "valueDate", "valueDateTime", "valueTime", "valueInteger", "valueDecimal")


def read(content: Any) -> tuple[ReturnedNote, ...]:
    """The responses of the file, in its order. Raises `Unreadable` when there is none."""
    responses = list(_responses(content))
    if not responses:
        raise Unreadable
    return tuple(map(_note, responses))


def _responses(resource: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(resource, dict):
        return
    if resource.get("resourceType") == "QuestionnaireResponse":
        yield resource
    for entry in _list(resource, "entry"):
        yield from _responses(entry.get("resource"))


def _note(response: dict[str, Any]) -> ReturnedNote:
    diagnoses = [
        Diagnosis(str(coding.get("code", "")), "", str(coding.get("display", "")))
        for condition in _list(response, "contained")
        if condition.get("resourceType") == "Condition"
        for coding in _list(_part(condition, "code"), "coding")[:1]
    ]
    facts = {
        "signed_at": _text(response, "authored"),
        "patient.number": _text(_part(_part(response, "subject"), "identifier"), "value"),
        "author.hsa_id": _text(_part(_part(response, "author"), "identifier"), "value"),
    }
    return ReturnedNote(
        tuple(_texts(response)), facts, tuple(diagnoses), response.get("status", "completed") in _SIGNED
    )


def _texts(holder: dict[str, Any]) -> Iterator[ReturnedText]:
    """The items with an answer, those in groups and under answers too, in the order of the response."""
    for item in _list(holder, "item"):
        answers = _list(item, "answer")
        if values := [text for answer in answers if (text := _value(answer)) is not None]:
            yield ReturnedText(str(item.get("text", "")), "\n".join(values), str(item.get("linkId", "")))
        yield from _texts(item)
        for answer in answers:
            yield from _texts(answer)


def _value(answer: dict[str, Any]) -> str | None:
    """The answer as text; None for one that is none, such as a reference to a contained diagnosis."""
    if coding := _part(answer, "valueCoding"):
        return " ".join(str(coding[name]) for name in ("code", "display") if name in coding)
    return next((str(answer[name]) for name in _TEXTS if name in answer), None)


def _list(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    inside = value.get(name)
    return [one for one in inside if isinstance(one, dict)] if isinstance(inside, list) else []


def _part(value: dict[str, Any], name: str) -> dict[str, Any]:
    inside = value.get(name)
    return inside if isinstance(inside, dict) else {}


def _text(value: dict[str, Any], name: str) -> tuple[str, ...]:
    inside = value.get(name)
    return (inside,) if isinstance(inside, str) and inside.strip() else ()
