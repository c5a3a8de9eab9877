"""A FHIR R4 `QuestionnaireResponse`, alone or in a `Bundle`, as a server returns it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.compare.elements import TEXT_VALUES, resource_elements
from converter.compare.json_parts import part_of, text_of
from converter.compare.returned import ReturnedDiagnosis, ReturnedNote, ReturnedText, Unreadable
from converter.note.model import Diagnosis

_SIGNED: Final = ("completed", "amended")
"""The values of `status` of a response that holds (FHIR R4, QuestionnaireResponse.status)."""


def read(content: Any) -> tuple[ReturnedNote, ...]:
    """The responses of the file, in its order. Raises `Unreadable` when there is none."""
    responses = list(_responses(content))
    if not responses:
        raise Unreadable
    resources = dict(_resources(content))
    return tuple(_note(response, resources) for response in responses)


def _responses(resource: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(resource, dict):
        return
    if resource.get("resourceType") == "QuestionnaireResponse":
        yield resource
    for entry in _list(resource, "entry"):
        yield from _responses(entry.get("resource"))


def _resources(bundle: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The other resources of a Bundle by what a reference to them can be: their address, or their type and id."""
    for entry in _list(bundle, "entry"):
        if (resource := part_of(entry, "resource")) and resource.get("resourceType") != "QuestionnaireResponse":
            yield str(entry.get("fullUrl", "")), resource
            yield f"{resource.get('resourceType')}/{resource.get('id')}", resource


def _note(response: dict[str, Any], resources: Mapping[str, dict[str, Any]]) -> ReturnedNote:
    reachable = {**resources, **{f"#{one.get('id')}": one for one in _list(response, "contained")}}
    facts = {
        "signed_at": text_of(response, "authored"),
        "patient.number": text_of(part_of(part_of(response, "subject"), "identifier"), "value"),
        "author.hsa_id": text_of(part_of(part_of(response, "author"), "identifier"), "value"),
    }
    return ReturnedNote(
        tuple(_texts(response)), facts, tuple(_diagnoses(response, reachable)), response.get("status") in _SIGNED,
        elements=resource_elements(response, resources),
    )  # fmt: skip


def _diagnoses(holder: dict[str, Any], reachable: Mapping[str, dict[str, Any]]) -> Iterator[ReturnedDiagnosis]:
    """The diagnoses that items refer to. A contained one that no item refers to is no diagnosis of the note."""
    for item in _list(holder, "item"):
        keyword, link = str(item.get("text", "")), str(item.get("linkId", ""))
        for answer in _list(item, "answer"):
            resource = reachable.get(str(part_of(answer, "valueReference").get("reference")), {})
            if resource.get("resourceType") == "Condition":
                for coding in _list(part_of(resource, "code"), "coding")[:1]:
                    diagnosis = Diagnosis(str(coding.get("code", "")), "", str(coding.get("display", "")))
                    yield ReturnedDiagnosis(diagnosis, keyword, link)
            yield from _diagnoses(answer, reachable)
        yield from _diagnoses(item, reachable)


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
    if coding := part_of(answer, "valueCoding"):
        return " ".join(str(coding[name]) for name in ("code", "display") if name in coding)
    return next((str(answer[name]) for name in TEXT_VALUES if name in answer), None)


def _list(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    inside = value.get(name)
    return [one for one in inside if isinstance(one, dict)] if isinstance(inside, list) else []
