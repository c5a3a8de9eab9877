"""What a returned document says, read without the program: the oracle of the tests of edits.

Two documents with the same meaning are the same by what `docs/returned.md` lists as no difference. Only the standard
library reads them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final
from xml.etree import ElementTree

OWN: Final = ("id", "meta", "text")
"""What a server sets on a resource of FHIR."""
SPACE: Final = " \t\r\n"
Meaning = Any


def meaning_of_text(data: bytes) -> Meaning:
    """A copied text: line feeds for CRLF, and without a line end at its end."""
    return data.decode("utf-8-sig", "surrogatepass").replace("\r\n", "\n").removesuffix("\n")


# -- RIV-TA -----------------------------------------------------------------------------------------------------------


def meaning_of_response(data: bytes) -> Meaning:
    """The tree of a response of GetCareDocumentation with that of the article in it."""
    name, attributes, parts = _tree(parsed(data.decode("utf-8-sig").lstrip(SPACE)))
    rest = [part for part in parts if isinstance(part, str) or local(part[0]) != "hasMore"]
    return name, attributes, [_without_log_id(part) for part in rest]


def _without_log_id(part: Any) -> Any:
    if isinstance(part, str) or local(part[0]) != "result":
        return part
    name, attributes, parts = part
    return name, attributes, [one for one in parts if isinstance(one, str) or local(one[0]) != "logId"]


def parsed(text: str) -> ElementTree.Element:
    """The tree of a text that the program wrote, or that a test made of one."""
    return ElementTree.fromstring(text)  # noqa: S314 -- a document that the tests made


def _tree(element: ElementTree.Element) -> tuple[str, dict[str, str], list[Any]]:
    """Name, attributes, and in order the children and the texts; between elements a blank one is none."""
    children = [*element]
    texts = [element.text or "", *(child.tail or "" for child in children)]
    name = re.sub(r":[\d.]+}", "}", str(element.tag))
    if local(name) == "clinicalDocumentNoteText" and not children and texts[0].lstrip(SPACE).startswith("<"):
        article = texts[0].lstrip(SPACE)
        texts, children = [texts[0].removesuffix(article), ""], [parsed(article)]
    parts: list[Any] = []
    for text, child in zip(texts, [*children, None], strict=True):
        if text.strip(SPACE) or (text and not children):
            parts.append(text)
        if child is not None:
            parts.append(_tree(child))
    return name, dict(element.attrib), parts


def local(name: str) -> str:
    return name.rpartition("}")[2]


# -- FHIR -------------------------------------------------------------------------------------------------------------


def meaning_of_resource(data: bytes) -> Meaning:
    """A QuestionnaireResponse with each resource that it contains in place of the references to it."""
    resource = json.loads(data.decode("utf-8-sig"), parse_float=str)
    contained = resource.get("contained")
    held = [*contained] if isinstance(contained, list) else []
    by_id = {f"#{one.get('id')}": one for one in held if isinstance(one, dict)}
    used: list[Any] = []

    def placed(value: Any, within: tuple[str, ...]) -> Any:
        if isinstance(value, list):
            return [placed(one, within) for one in value]
        if not isinstance(value, dict):
            return value
        found = {name: placed(inside, within) for name, inside in value.items()}
        reference = value.get("reference")
        if isinstance(reference, str) and reference in by_id and reference not in within:
            used.append(by_id[reference])
            found["reference"] = {"is": placed(_without_own(by_id[reference]), (*within, reference))}
        return found

    rest = {name: inside for name, inside in resource.items() if name not in OWN and (name != "contained" or not held)}
    whole = placed(rest, ())
    unused = [one for one in held if not any(one is other for other in used)]
    return json.dumps([whole, *(placed(_without_own(one), ()) for one in unused)], sort_keys=True)


def _without_own(resource: Any) -> Any:
    if not isinstance(resource, dict):
        return resource
    return {name: inside for name, inside in resource.items() if name not in OWN}


MEANINGS: Final[dict[str, Callable[[bytes], Meaning]]] = {
    "text": meaning_of_text, "rivta": meaning_of_response, "questionnaire-response": meaning_of_resource,
}  # fmt: skip
