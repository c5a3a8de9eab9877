"""The extensions of HL7 that limit the answers to an item of a Questionnaire: read, and checked as the file is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from converter.profile.text_pattern import TextPattern, Unsupported

_HL7: Final = "http://hl7.org/fhir/StructureDefinition/"
_SDC: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
_VALUES: Final = {
    f"{_HL7}minLength": ("minLength", "valueInteger", "min_length"),
    f"{_HL7}regex": ("regex", "valueString", "pattern"),
    f"{_HL7}questionnaire-minOccurs": ("minOccurs", "valueInteger", "min_occurs"),
    f"{_HL7}questionnaire-maxOccurs": ("maxOccurs", "valueInteger", "max_occurs"),
}
"""The extensions that notes are checked by: the name of each, the key of its value, and the field of the limits."""
_NOT_CHECKED: Final = {
    f"{_HL7}questionnaire-constraint": "constraint",
    f"{_HL7}questionnaire-hidden": "hidden",
    f"{_HL7}questionnaire-referenceResource": "referenceResource",
    f"{_HL7}questionnaire-referenceProfile": "referenceProfile",
    f"{_SDC}enableWhenExpression": "enableWhenExpression",
    f"{_SDC}calculatedExpression": "calculatedExpression",
    f"{_SDC}answerExpression": "answerExpression",
}
"""The extensions that limit answers in a way that the program does not check, and the name of each."""


class AnswerLimits(NamedTuple):
    """What the extensions of an item ask of its answers."""

    min_length: int = 0
    """The fewest characters of a text."""
    pattern: str = ""
    """The regular expression that the whole of a text matches; `""` for none."""
    min_occurs: int = 0
    """The fewest answers."""
    max_occurs: int = 0
    """The most answers; 0 for no limit."""


def wrong_extensions(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The extensions of an item, or of the whole, that are wrong: name, and how a right value looks."""
    seen = set()
    for one in extensions_of(data):
        if not isinstance(one.get("url"), str):
            yield "url", '"https://…"'
            continue
        name, key, _ = _VALUES.get(one["url"], ("", "", ""))
        value = one.get(key)
        least = 1 if name == "maxOccurs" else 0
        is_right = isinstance(value, str) and value if name == "regex" else type(value) is int and value >= least
        if name and (name in seen or not is_right):
            yield name, '"[A-Z].*"' if name == "regex" else f"{least}, {least + 1}, {least + 2} …"
        seen.add(name)


def answer_limits(data: Mapping[str, Any]) -> AnswerLimits:
    """The limits of an item whose extensions are right."""
    known = [(one, *_VALUES[one["url"]]) for one in extensions_of(data) if one["url"] in _VALUES]
    return AnswerLimits(**{field: one[key] for one, _, key, field in known})


def not_checked(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The extensions of an item, or of the whole, that limit answers in a way that cannot be checked here."""
    limiting = (
        one  # a field that is not hidden, and a reference to a diagnosis, limit nothing
        for one in extensions_of(data)
        if one.get("valueBoolean") is not False and one.get("valueCode") != "Condition"
    )
    names = [_NOT_CHECKED[one["url"]] for one in limiting if one["url"] in _NOT_CHECKED]
    limits = answer_limits(data)
    if limits.pattern and text_pattern(limits.pattern) is None:
        names.append("regex")
    if limits.min_occurs > 1 and (data.get("type") == "group" or not data.get("repeats")):  # a group is written once
        names.append("minOccurs")
    return tuple(dict.fromkeys(names))


def extensions_of(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The extensions that an element has."""
    found = data.get("extension")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


@lru_cache(maxsize=64)
def text_pattern(expression: str) -> TextPattern | None:
    """An expression, ready to be matched; None when that cannot be done in bounded time."""
    try:
        return TextPattern(expression)
    except Unsupported:
        return None
