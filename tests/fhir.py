"""Whether a resource of FHIR R4 is valid, by HL7's own JSON Schema and invariants, and by what neither of them sees."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import pytest

from paths import ROOT

_FOLDER: Final = Path(os.environ.get("MVG_SHARED", ROOT.parent / "shared")) / "standards" / "fhir-r4"
needs_fhir: Final = pytest.mark.skipif(not _FOLDER.is_dir(), reason=f"no FHIR R4 schema at {_FOLDER}")
_ITEMS: Final = "repeat(item | answer.item)"
_ELEMENTS: Final = {
    "QuestionnaireResponse": "QuestionnaireResponse",
    "QuestionnaireResponse.item": _ITEMS,
    "QuestionnaireResponse.item.answer": f"{_ITEMS}.answer",
    "Condition": "contained.where(resourceType = 'Condition')",
    "PractitionerRole": "contained.where(resourceType = 'PractitionerRole')",
    "Identifier": "identifier | subject.identifier | author.identifier | encounter.identifier",
    "Reference": f"subject | author | encounter | {_ITEMS}.answer.value | contained.subject | contained.practitioner",
    "Coding": "contained.code.coding | contained.category.coding",
}
"""The elements that the program writes, and data types of R4, with where they stand in the resource."""


def problems(resource: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a resource; no texts of it."""
    return [*schema_errors(resource), *_broken_invariants(resource), *_dangling(resource)]


# -- schema ---------------------------------------------------------------------------------------------------


@cache
def _validator() -> Any:
    import jsonschema

    text = (_FOLDER / "fhir-r4-subset.schema.json").read_text("utf-8")
    # FHIR's expressions are those of XML Schema, where \S is all but four characters; Python's \S is less.
    assert json.dumps(r"^[ \r\n\t\S]+$") in text
    schema = json.loads(text.replace(json.dumps(r"^[ \r\n\t\S]+$"), json.dumps(r"[^ \r\n\t]")))
    return jsonschema.Draft6Validator({**schema, "$ref": "#/definitions/ResourceList"})


def schema_errors(resource: dict[str, Any]) -> list[str]:
    """By the definition of each resource: that of any resource, for contained ones, tries them all one by one."""
    found = []
    for one in ({**resource, "contained": []}, *resource.get("contained", ())):
        own = _validator().evolve(schema={**_validator().schema, "$ref": f"#/definitions/{one['resourceType']}"})
        found += ["/".join(map(str, error.absolute_path)) + f": {error.validator}" for error in own.iter_errors(one)]
    return found


# -- invariants -----------------------------------------------------------------------------------------------


@cache
def invariants() -> dict[str, Callable[..., list[Any]]]:
    """The invariants of severity *error* of the elements that are written, compiled for the whole resource, by name."""
    import fhirpathpy
    from fhirpathpy.models import models

    def has_value(nodes: list[Any]) -> list[bool]:
        return [len(nodes) == 1 and nodes[0] is not None and not isinstance(nodes[0], (dict, list))]

    options = {"userInvocationTable": {"hasValue": {"fn": has_value, "arity": {0: []}}}, "traceFn": lambda *_: None}
    found = {}
    for row in json.loads((_FOLDER / "invariants.json").read_text("utf-8"))["invariants"]:
        where = "descendants()" if row["key"] == "ele-1" else _ELEMENTS.get(row["path"])
        if row["severity"] == "error" and where and row["path"] in _ELEMENTS:
            wanted = row["expression"].replace("descendants().as(", "descendants().ofType(")  # as HL7 has it since R5
            wanted = f"reference.exists() implies ({wanted})" if row["key"] == "ref-1" else wanted  # so has it this
            expression = f"({where}).all({wanted})"
            name = row["key"] if row["key"] == "ele-1" else f"{row['path']}: {row['key']}"
            found[name] = fhirpathpy.compile(expression, model=models["r4"], options=options)
    return found


def _broken_invariants(resource: dict[str, Any]) -> tuple[str, ...]:
    return _broken_by_shape(json.dumps(_shape(resource)))


_SHAPE: Final = ("reference", "id", "resourceType")
"""The texts that an invariant of what is written depends on; of all others only that they are there."""


def _shape(node: Any, key: str = "") -> Any:
    """The resource with one text for all those that no invariant depends on: many notes share their shape."""
    if isinstance(node, dict):
        return {name: _shape(value, name) for name, value in node.items()}
    if isinstance(node, list):
        return [_shape(value) for value in node]
    return "x" if isinstance(node, str) and node and key not in _SHAPE else node


@lru_cache(maxsize=4096)
def _broken_by_shape(text: str) -> tuple[str, ...]:
    resource = json.loads(text)
    variables = {"resource": resource, "rootResource": resource}
    return tuple(name for name, holds in invariants().items() if holds(resource, variables) != [True])


# -- references -----------------------------------------------------------------------------------------------


def _dangling(resource: dict[str, Any]) -> Iterator[str]:
    """References to a contained resource that is not there, contained ones nobody refers to, and ids given twice."""
    ids = [inner["id"] for inner in resource.get("contained", ())]
    referred = [value.removeprefix("#") for value in _references(resource) if value.startswith("#")]
    yield from (f"dangling: {name}" for name in referred if name not in ids)
    yield from (f"not referred to: {name}" for name in ids if name not in referred)
    yield from (f"twice: {name}" for name in set(ids) if ids.count(name) > 1)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            yield node["reference"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
