"""Everything that a document holds, by its path, so that a document is compared whole with the one that was sent.

The documents are those that the program writes itself. Two documents have the same paths with the same values in the
same order only when one is the other, written otherwise: white space between elements, comments, prefixes of
namespaces, references for characters, the order of keys and of attributes. What a receiver sets on its own copy is no
part of them: it is listed in `RESOURCE_OWN` and `RESPONSE_OWN`, and nothing else is passed over.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from converter.compare.difference import Difference, Kind

_PLACE: Final = re.compile(r"(?:item|section)\[[^]~]*")
"""An item or a section in a path, without the number of a repeated one and the bracket."""
Elements = Mapping[str, str]
"""Each value by its path: `subject.identifier.value`, `item[status].answer[0].valueString`. In the document's order."""
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
_DATA: Final = "\0"
"""What begins a value that is no text: a number, a truth value, an empty list, a reference that is resolved."""
_XML: Final = "http://www.w3.org/XML/1998/namespace"
XML_SPACE: Final = " \t\r\n"
"""White space between elements. A no-break space is none: it is text."""
_CUT: Final = re.compile(r"[.@](?![^][]*\])|\[")
"""What a path can be cut before: a step, but not the characters of a linkId or a title."""
_VERSION: Final = re.compile(r"(?<=:)\d+(?:\.\d+)*$")
"""The version at the end of a namespace of RIV-TA."""


def keyed(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The values by their paths; the second value at one path, and each one after it, has a number behind the path."""
    found: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for path, value in pairs:
        counts[path] += 1
        found[path if counts[path] == 1 else f"{path}#{counts[path]}"] = value
    return found


def place(kind: str, name: str) -> str:
    """The step of a path to an item (by its linkId) or a section (by its title), without the bracket that ends it."""
    return f"{kind}[{_escaped(name, r'[]%#~]')}"


def _step(name: str) -> str:
    """A name in a path, in which no character can be taken for one that divides paths."""
    return _escaped(name, r"[^\w:-]")


def _escaped(name: str, dividing: str) -> str:
    return re.sub(dividing, lambda found: f"%{ord(found[0]):x};", name)


# -- JSON -----------------------------------------------------------------------------------------------------


def resource_elements(resource: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The values of a FHIR resource, with each resource that it refers to at the first reference to it.

    `others` are the resources of the same file by what a reference calls them. A contained one without a reference to
    it is listed too.
    """
    contained = inside if isinstance(inside := resource.get("contained"), list) else []
    reachable = {**others, **{f"#{one.get('id')}": one for one in contained if isinstance(one, dict)}}
    used: dict[int, str] = {}
    found = [*_values(_own_removed(resource, *(["contained"] if contained else [])), "", reachable, used)]
    for number, one in enumerate(one for one in contained if id(one) not in used):
        rest = _own_removed(one) if isinstance(one, dict) else one
        found += _values(rest, f".contained[{number}]", reachable, used)
    return keyed((path.removeprefix("."), value) for path, value in found)


def _own_removed(resource: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in (*RESOURCE_OWN, *names)}


def _values(
    value: Any, path: str, reachable: Mapping[str, Mapping[str, Any]], used: dict[int, str]
) -> Iterator[tuple[str, str]]:
    """The path and the text of each value; `used` are the resources met so far, and the path at which each was met."""
    if isinstance(value, dict) and value:
        for name, inside in sorted(value.items()):
            one = reachable.get(inside) if name == "reference" and isinstance(inside, str) else None
            if one is None:
                yield from _values(inside, f"{path}.{_step(name)}", reachable, used)
                continue
            yield f"{path}.{name}", _DATA + used.get(id(one), "")
            if id(one) not in used:
                used[id(one)] = path
                yield from _values(_own_removed(one), path, reachable, used)
    elif isinstance(value, list) and value:
        counts: Counter[str] = Counter()
        for number, inside in enumerate(value):
            link = str(inside["linkId"]) if isinstance(inside, dict) and "linkId" in inside else str(number)
            counts[link] += 1
            step = place("", link) + (f"~{counts[link]}]" if counts[link] > 1 else "]")
            yield from _values(inside, f"{path}{step}", reachable, used)
    elif isinstance(value, str):
        yield path, f"{_DATA}{_DATA}{value}" if value.startswith(_DATA) else value
    else:
        yield path, _DATA + json.dumps(value, default=str)


# -- XML ------------------------------------------------------------------------------------------------------


def xml_elements(element: Any, path: str = "", around: str = "") -> Iterator[tuple[str, str]]:
    """The path by local names and the text of each part of an element.

    That is each element without children, each attribute, the text between children that is not blank, and each
    namespace, without its version, that is not the one `around` the element.
    """
    space = _VERSION.sub("", str(element.tag).rpartition("}")[0])
    if space != around:
        yield f"{path}@", space
    for name, value in sorted(element.attrib.items()):
        within, _, local = name.removeprefix("{").rpartition("}")
        yield f"{path}@{':'.join(map(_step, filter(None, ('xml' if within == _XML else within, local))))}", value
    children = list(element.iterchildren("{*}*"))
    if not children:
        yield path, element.text or ""
    counts: Counter[str] = Counter()
    for number, text in enumerate([element.text, *(child.tail for child in children)]):
        if children and text and text.strip(XML_SPACE):
            yield f"{path}.({number})", text
        if number < len(children):
            step = _child_step(children[number], counts)
            yield from xml_elements(children[number], f"{path}.{step}", space)


def _child_step(child: Any, counts: Counter[str]) -> str:
    """The step to a child: a section is known by its title, any other element by its number among those of its name."""
    name = str(child.tag).rpartition("}")[2]
    title = child.find("{*}title") if name == "section" else None
    step = _step(name) if title is None else place(name, "".join(title.itertext()).strip())
    counts[step] += 1
    number = counts[step] - 1
    if title is not None:
        return f"{step}~{number}]" if number else f"{step}]"
    return f"{step}[{number}]" if number else step


# -- what differs ---------------------------------------------------------------------------------------------


def element_differences(sent: Elements, came: Elements, labels: Mapping[str, str]) -> Iterator[Difference]:
    """The values that are missing, other ones, in another case, added, or in another order.

    Each label comes once with the same kind. `labels` are names for paths, and for items and sections by their
    `place`. A path that was not sent is named by the part of it that was.
    """
    sent_parts = {part for path in sent for part in _with_parts(path)}

    def label(path: str) -> str:
        """The name of the innermost item or section that a path is in, else of the part of it that was sent."""
        names = (labels.get(step) for step in reversed(_PLACE.findall(path)))
        known = next((part for part in _with_parts(path) if part in sent_parts), "")
        return next(filter(None, names), "") or labels.get(known) or known or labels[""]

    found = [(kind, label(path)) for path, value in sent.items() if (kind := _kind(value, came.get(path)))]
    found += [(Kind.FACT_DIFFERS, label(path)) for path in came if path not in sent]
    if not found and (moved := [path for path, other in zip(sent, came, strict=True) if path != other]):
        found = [(Kind.REORDERED, "") if _PLACE.search(moved[0]) else (Kind.FACT_DIFFERS, label(moved[0]))]
    for kind, name in dict.fromkeys(found):
        if kind == Kind.FACT_MISSING or (Kind.FACT_MISSING, name) not in found:
            yield Difference(kind, name, 1, 1) if kind == Kind.CASE else Difference(kind, name)


def _kind(value: str, came: str | None) -> Kind | None:
    """How a value differs from the one that was sent; None where it does not."""
    if came == value:
        return None
    if came is None or came == f"{_DATA}null" or not came.strip():
        return Kind.FACT_MISSING
    return Kind.CASE if came.casefold() == value.casefold() else Kind.FACT_DIFFERS


def _with_parts(path: str) -> Iterator[str]:
    """The path and those of the elements around it."""
    yield path
    yield from (path[: cut.start()] for cut in reversed([*_CUT.finditer(path)]))
