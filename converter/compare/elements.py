"""Every value of a document by its path, so that a document is compared whole with the one that was sent.

The documents are those that the program writes itself. What a receiver sets on its own copy is no part of them: it is
listed in `RESOURCE_OWN` and `RESPONSE_OWN`, and nothing else is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from converter.compare.differences import CASE, Difference
from converter.compare.facts import FACT_DIFFERS, FACT_MISSING
from converter.note.unicode_text import fold

_ITEM: Final = re.compile(r"item\[[^]]*\]")
Elements = Mapping[str, str]
"""Each value by its path: `subject.identifier.value`, `item[status].answer[0].valueString`."""
TEXT_VALUES: Final = ("valueString", "valueUri", "valueDate", "valueDateTime", "valueTime", "valueInteger",
                      "valueDecimal")  # fmt: skip
"""The answers that are compared as texts: here they only have to be there."""
NOTE_TEXT: Final = "body.clinicalDocumentNoteText"
"""The path of the text of a RIV-TA note: a document of its own, or plain text."""
RESOURCE_OWN: Final = ("id", "meta", "text")
"""What a FHIR server sets on a resource: its id and version, and a narrative that it generates (FHIR R4, Resource)."""
RESPONSE_OWN: Final = ("result.logId", "hasMore")
"""What a producer of RIV-TA sets on an answer: the number in its log, and whether it has more notes."""
FACTS: Final = {
    "subject.identifier.value": "patient.number",
    "authored": "signed_at",
    "author.identifier.value": "author.hsa_id",
    "header.accessControlHeader.patientId.extension": "patient.number",
    "header.author.id.extension": "author.hsa_id",
    "header.signature.timestamp": "signed_at",
    "header.signature.name": "signer",
    "body.clinicalDocumentNoteTitle": "record_type",
}
"""The paths of facts of the note, which have a label."""


def resource_elements(resource: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The values of a FHIR resource, with each resource that it refers to in place of the reference.

    `others` are the resources of the same file by what a reference calls them. A contained one without a reference to
    it is listed too.
    """
    contained = [one for one in resource.get("contained") or () if isinstance(one, dict)]
    reachable = {**others, **{f"#{one.get('id')}": one for one in contained}}
    used: set[str] = set()
    found = dict(_values(_own_removed(resource, "contained"), "", reachable, used, ()))
    for number, one in enumerate(contained):
        if f"#{one.get('id')}" not in used:
            found.update(_values(_own_removed(one), f".contained[{number}]", reachable, used, ()))
    return {path.removeprefix("."): value for path, value in found.items()}


def _own_removed(resource: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in (*RESOURCE_OWN, *names)}


def _values(
    value: Any, path: str, reachable: Mapping[str, Mapping[str, Any]], used: set[str], within: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """The path and the text of each value; `within` are the references that lead to it."""
    if isinstance(value, dict):
        for name, inside in value.items():
            if name == "reference" and str(inside) in reachable and str(inside) not in within:
                used.add(str(inside))
                yield from _values(_own_removed(reachable[inside]), path, reachable, used, (*within, str(inside)))
            elif name in TEXT_VALUES and ".answer[" in path:
                yield f"{path}.{name}", ""
            else:
                yield from _values(inside, f"{path}.{name}", reachable, used, within)
    elif isinstance(value, list):
        for number, inside in enumerate(value):
            link = inside.get("linkId") if isinstance(inside, dict) else None
            yield from _values(inside, f"{path}[{number if link is None else link}]", reachable, used, within)
    else:
        yield path, str(value)


def xml_elements(element: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The path by local names and the text of each element without children, and of each attribute."""
    for name, value in element.attrib.items():
        yield f"{path}@{name}", value
    if not len(element):
        yield path, (element.text or "").strip()
    counts: dict[str, int] = {}
    for child in element.iterchildren("{*}*"):
        name = str(child.tag).rpartition("}")[2]
        counts[name] = counts.get(name, -1) + 1
        step = f"{path}.{name}" + (f"[{counts[name]}]" if counts[name] else "")
        if name == "clinicalDocumentNoteText":
            yield step, ""  # compared as texts
        else:
            yield from xml_elements(child, step)


def element_differences(sent: Elements, came: Elements, labels: Mapping[str, str]) -> Iterator[Difference]:
    """The values that are missing, other ones, in another case, or added; each label once with the same code.

    `labels` are names for paths and for items. A path that was not sent is named by the part of it that was.
    """
    found = dict.fromkeys(
        (code, _label(path, labels))
        for path, value in sent.items()
        if (code := _code(value, came.get(path))) is not None
    )
    known = {prefix for path in sent for prefix in _prefixes(path)}
    added = (path for path in came if path not in sent)
    found |= dict.fromkeys((FACT_DIFFERS, _label(_known(path, known), labels)) for path in added)
    for code, label in found:
        if code == FACT_MISSING or (FACT_MISSING, label) not in found:
            yield Difference(code, label, 1, 1) if code == CASE else Difference(code, label)


def _code(value: str, came: str | None) -> Any:
    if came == value:
        return None
    if came is None or not came.strip():
        return FACT_MISSING
    return CASE if fold(came) == fold(value) else FACT_DIFFERS


def _prefixes(path: str) -> Iterable[str]:
    """The path and those of the elements around it."""
    while path:
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), path.rfind("@"), 0)]


def _known(path: str, known: set[str]) -> str:
    return next((prefix for prefix in _prefixes(path) if prefix in known), "")


def _label(path: str, labels: Mapping[str, str]) -> str:
    """The name of a path: that of the innermost item it is in, its own, or the path."""
    for step in reversed(_ITEM.findall(path)):
        if name := labels.get(step):
            return name
    return labels.get(path) or path or labels[""]
