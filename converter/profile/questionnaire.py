"""A Questionnaire of FHIR R4, as a receiver exports it: the items that a note can be written under.

Only what decides what may be answered is read; everything else in the file is left alone.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from converter.findings import Finding
from converter.profile.json_file import NotJson, parse_json
from converter.profile.model import ProfileError
from converter.profile.questionnaire_extensions import AnswerLimits, answer_limits, not_checked, wrong_extensions

GROUP, DISPLAY = "group", "display"
TEXT_TYPES: Final = ("string", "text")
REFERENCE: Final = "reference"
TYPES: Final = (
    GROUP, DISPLAY, "boolean", "decimal", "integer", "date", "dateTime", "time", *TEXT_TYPES, "url", "choice",
    "open-choice", "attachment", REFERENCE, "quantity",
)  # fmt: skip
"""The types of an item in R4 (value set *item-type*); R5 has others."""
ACTIVE, RETIRED = "active", "retired"
_STATUS: Final = ("draft", ACTIVE, RETIRED, "unknown")
_MODIFIERS: Final = ("modifierExtension", "implicitRules")
"""Elements of FHIR that change what the element around them means: who does not know them must not process it."""
_PATIENT: Final = "Patient"
NOT_FHIR: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Characters that a string in FHIR R4 does not have."""
_RESTRICTIONS: Final = ("enableWhen", "answerOption", "answerValueSet", "readOnly")
"""Properties of an item that limit what it may be answered with, or whether."""


class Condition(NamedTuple):
    """A condition of *enableWhen*: another item's answer that decides whether an item is shown."""

    question: str
    needs_no_answer: bool
    """Whether it holds when the other item has no answer."""


class Item(NamedTuple):
    """An item: a heading with items under it, or a field for an answer."""

    link_id: str
    type: str
    """Of `TYPES`."""
    title: str
    """Its *text*; `""` when it has none."""
    required: bool
    repeats: bool
    max_length: int
    """The most characters of a text; 0 for no limit of its own."""
    restrictions: tuple[str, ...]
    """Those of *enableWhen*, *answerOption*, *answerValueSet*, *readOnly* and extensions like them that it has."""
    conditions: tuple[Condition, ...]
    all_conditions: bool
    """Whether every condition must hold, not just one."""
    items: tuple[Item, ...]
    limits: AnswerLimits = AnswerLimits()


class Questionnaire(NamedTuple):
    """A template of notes in a record system."""

    canonical: str
    """Its address, with `|` and its version when it has one."""
    items: tuple[Item, ...]
    status: str = ACTIVE
    """*draft*, *active* or *unknown*."""


def all_items(items: tuple[Item, ...], above: tuple[Item, ...] = ()) -> Iterator[tuple[Item, tuple[Item, ...]]]:
    """Every item in the order of the file, with the items it is nested in, outermost first."""
    for item in items:
        yield item, above
        yield from all_items(item.items, (*above, item))


def may_be_enabled(item: Item, answered: Container[str]) -> bool:
    """Whether the conditions of an item can hold when no other items than these linkIds have an answer."""
    if not item.conditions:
        return True
    possible = [one.question in answered or one.needs_no_answer for one in item.conditions]
    return all(possible) if item.all_conditions else any(possible)


# -- reading --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def parse_questionnaire(content: bytes, name: str) -> Questionnaire:
    """The Questionnaire in a file. Raises `ProfileError` with every mistake in it; `name` is that of the file."""
    try:
        data = parse_json(content)
    except NotJson as error:
        raise ProfileError(Finding("MVG761", error.line, error.column, (name, *error.words))) from None
    found: list[Finding] = [Finding("MVG762", words=(name, key)) for key in _wrong_head(data)]
    if not found:
        # A note about a patient may not be written by a template that is out of use, or about something else.
        if data["status"] == RETIRED:
            found.append(Finding("MVG749", words=(name, f'status = "{RETIRED}"')))
        if (subjects := data.get("subjectType", [])) and _PATIENT not in subjects:
            found.append(Finding("MVG749", words=(name, f"subjectType = {json.dumps(subjects)}")))
        wrong = [Finding("MVG763", words=(name, "Questionnaire", *one)) for one in wrong_extensions(data)]
        limiting = () if wrong else not_checked(data)
        found += wrong
        found += [Finding("MVG748", words=(name, "Questionnaire", what)) for what in (*_modifiers(data), *limiting)]
        found += _wrong_items(data["item"], name, "item")
    if found:
        raise ProfileError(*found)
    version = f"|{data['version']}" if data.get("version") else ""
    questionnaire = Questionnaire(data["url"] + version, tuple(map(_item, data["item"])), data["status"])
    times = Counter(item.link_id for item, _ in all_items(questionnaire.items))
    if found := [Finding("MVG764", words=(name, link_id)) for link_id in times if times[link_id] > 1]:
        raise ProfileError(*found)
    return questionnaire


def _wrong_head(data: Any) -> Iterator[str]:
    """The properties that a Questionnaire of R4 has and this one lacks, or has another value of."""
    if not isinstance(data, dict) or data.get("resourceType") != "Questionnaire":
        yield "resourceType"
        return
    if not is_uri(data.get("url")) or "|" in data["url"]:
        yield "url"
    if data.get("status") not in _STATUS:
        yield "status"
    # `|` comes before a version in an address, `#` behind it, and an address has no space.
    if "version" in data and not (_is_text(data["version"]) and re.fullmatch(r"[^\s|#]+", data["version"])):
        yield "version"
    if not isinstance(data.get("subjectType", []), list):
        yield "subjectType"
    if not isinstance(data.get("item"), list) or not data["item"]:
        yield "item"


def is_uri(value: Any) -> bool:
    """Whether a value is an absolute address, as FHIR has it: `urn:oid:1.2.752.29.4.19`, `https://…`."""
    return isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\ud800-\udfff]+", value) is not None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not NOT_FHIR.search(value)


def _modifiers(data: Mapping[str, Any]) -> list[str]:
    return [key for key in _MODIFIERS if data.get(key)]


_EXPECTED: Final[Mapping[str, tuple[str, Any]]] = {
    "linkId": ('"…"', _is_text),
    "type": (", ".join(TYPES), lambda value: value in TYPES),
    "text": ('"…"', lambda value: value is None or _is_text(value)),
    "required": ("true, false", lambda value: value is None or isinstance(value, bool)),
    "repeats": ("true, false", lambda value: value is None or isinstance(value, bool)),
    "maxLength": ("1, 2, 3 …", lambda value: value is None or (type(value) is int and value > 0)),
    "enableWhen": ("[{…}]", lambda value: value is None or _are_objects(value)),
    "extension": ("[{…}]", lambda value: value is None or _are_objects(value)),
    "item": ("[{…}]", lambda value: value is None or _are_objects(value)),
}
"""How messages show a right value of each property of an item, and whether a value is right."""


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _wrong_items(items: list[Any], name: str, path: str) -> Iterator[Finding]:
    """Wrong values in the items of a list and in those under them."""
    for number, item in enumerate(items):
        at = f"{path}[{number}]"
        if not isinstance(item, dict):
            yield Finding("MVG763", words=(name, at, "item", "{…}"))
            continue
        called = item["linkId"] if _is_text(item.get("linkId")) else at
        for key, (expected, is_right) in _EXPECTED.items():
            if not is_right(item.get(key)):
                yield Finding("MVG763", words=(name, called, key, expected))
        yield from (Finding("MVG763", words=(name, called, *wrong)) for wrong in wrong_extensions(item))
        yield from (Finding("MVG748", words=(name, called, what)) for what in _modifiers(item))
        if _are_objects(item.get("item")):
            yield from _wrong_items(item["item"], name, f"{at}.item")


def _item(data: Mapping[str, Any]) -> Item:
    conditions = [
        Condition(str(one.get("question")), one.get("operator") == "exists" and one.get("answerBoolean") is False)
        for one in data.get("enableWhen") or ()
    ]
    limits = answer_limits(data)
    restrictions = (*(key for key in _RESTRICTIONS if data.get(key)), *not_checked(data))
    return Item(
        data["linkId"], data["type"], title=data.get("text") or "",
        required=bool(data.get("required")) or limits.min_occurs > 0, repeats=bool(data.get("repeats")),
        max_length=data.get("maxLength") or 0, restrictions=restrictions, conditions=tuple(conditions),
        all_conditions=data.get("enableBehavior", "all") == "all",
        items=tuple(map(_item, data.get("item") or ())), limits=limits,
    )  # fmt: skip
