"""A FHIR R4 `QuestionnaireResponse`, alone or in a `Bundle`, as a server returns it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.compare.elements import resource_elements
from converter.compare.json_parts import leaves, objects_of, part_of, text_of
from converter.compare.returned import ReturnedDiagnosis, ReturnedNote, ReturnedText, Unreadable
from converter.note.model import Diagnosis

_SIGNED: Final = ("completed", "amended")
"""The values of `status` of a response that holds (FHIR R4, QuestionnaireResponse.status)."""
_SHOWN: Final = {"valueCoding": ("code", "display"), "valueReference": ("display",)}
"""The values of which a reader sees only these parts, in this order."""


def read(content: Any) -> tuple[ReturnedNote, ...]:
    """The responses of the file, in its order. Raises `Unreadable` when there is none."""
    responses = list(_responses(content))
    if not responses:
        raise Unreadable
    resources = _resources(content)
    return tuple(_note(response, resources) for response in responses)


def _responses(resource: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(resource, dict):
        return
    if resource.get("resourceType") == "QuestionnaireResponse":
        yield resource
    for entry in objects_of(resource, "entry"):
        yield from _responses(entry.get("resource"))


def _resources(bundle: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The other resources of a Bundle by what a reference to them can be: their address, or their type and id.

    What calls two of them that differ is left out: it is not known which of them a reference means.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in objects_of(bundle, "entry"):
        if (resource := part_of(entry, "resource")) and resource.get("resourceType") != "QuestionnaireResponse":
            for name in (entry.get("fullUrl"), f"{resource.get('resourceType')}/{resource.get('id')}"):
                found.setdefault(str(name), []).append(resource)
    return {name: same[0] for name, same in found.items() if all(one == same[0] for one in same)}


def _note(response: dict[str, Any], resources: Mapping[str, dict[str, Any]]) -> ReturnedNote:
    reachable = {**resources, **{f"#{one.get('id')}": one for one in objects_of(response, "contained")}}
    facts = {
        "signed_at": text_of(response, "authored"),
        "patient.number": text_of(part_of(part_of(response, "subject"), "identifier"), "value"),
        "author.hsa_id": text_of(part_of(part_of(response, "author"), "identifier"), "value"),
    }
    texts, diagnoses = [], []
    for item in _items(response):
        keyword, link, answers = str(item.get("text", "")), str(item.get("linkId", "")), objects_of(item, "answer")
        if values := [text for answer in answers for text in _answers(answer, reachable)]:
            texts.append(ReturnedText(keyword, "\n".join(values), link))
        for condition in (_condition(answer, reachable) for answer in answers):
            for coding in objects_of(part_of(condition, "code"), "coding")[:1]:
                diagnosis = Diagnosis(str(coding.get("code", "")), "", str(coding.get("display", "")))
                diagnoses.append(ReturnedDiagnosis(diagnosis, keyword, link))
    return ReturnedNote(
        tuple(texts), facts, tuple(diagnoses), response.get("status") in _SIGNED,
        elements=resource_elements(response, resources),
    )  # fmt: skip


def _items(holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The items, those in groups and under answers too, in the order of the response."""
    for item in objects_of(holder, "item"):
        yield item
        for inside in (item, *objects_of(item, "answer")):
            yield from _items(inside)


def _condition(answer: dict[str, Any], reachable: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The diagnosis that an answer refers to; an empty one when it refers to none.

    A contained one that no item refers to is no diagnosis of the note.
    """
    resource = reachable.get(str(part_of(answer, "valueReference").get("reference")), {})
    return resource if resource.get("resourceType") == "Condition" else {}


def _answers(answer: dict[str, Any], reachable: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """The values of an answer as texts; none for a reference to a diagnosis."""
    for name, value in answer.items():
        if name.startswith("value") and not (name == "valueReference" and _condition(answer, reachable)):
            is_coded = name in _SHOWN and isinstance(value, dict)
            shown = [*leaves([value.get(part) for part in _SHOWN[name]] if is_coded else value)]
            if shown:
                yield " ".join(shown)
