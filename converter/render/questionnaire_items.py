"""The items of a QuestionnaireResponse: each answer under its item, in the order and nesting of the Questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from converter.findings import Finding
from converter.note.unicode_text import length_in
from converter.profile.questionnaire import GROUP, NOT_FHIR, Item, Questionnaire, all_items, may_be_enabled
from converter.profile.questionnaire_extensions import text_pattern

_LONGEST: Final = 1024 * 1024
"""The most characters of a string in FHIR R4."""


class ItemAnswer(NamedTuple):
    """A text or a reference, and the keyword or label that findings name it by."""

    name: str
    text: str = ""
    reference: str = ""

    @property
    def value(self) -> dict[str, Any]:
        """The answer as FHIR has it; line feeds are kept."""
        return {"valueString": self.text} if self.text else {"valueReference": {"reference": self.reference}}


ItemAnswers = Mapping[str, Sequence[ItemAnswer]]
"""The answers of each item, by its linkId."""


class _Level(NamedTuple):
    """The items of one level, and what is found missing in it."""

    items: list[dict[str, Any]]
    missing: list[Finding]


def answered(questionnaire: Questionnaire, answers: ItemAnswers) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The answered items, and every reason why the receiver would refuse them."""
    level = _build(questionnaire.items, answers)
    return level.items, [*_wrong_answers(questionnaire, answers), *level.missing]


def _wrong_answers(questionnaire: Questionnaire, answers: ItemAnswers) -> Iterator[Finding]:
    """Answers that the receiver has no room or no form for, too many or too few, and those whose item is not shown."""
    for item, above in all_items(questionnaire.items):
        given = answers.get(item.link_id, ())
        for answer in given:
            yield from _wrong_text(answer, item)
        number, least = len(given), item.limits.min_occurs
        most = item.limits.max_occurs if item.repeats else 1
        if number > 1 == most:
            yield Finding("MVG528", words=(given[0].name, str(number), item.link_id))
        elif most and number > most:
            yield Finding("MVG537", words=(given[0].name, str(number), item.link_id, str(most)))
        if 0 < number < least:
            yield Finding("MVG536", words=(given[0].name, str(number), item.link_id, str(least)))
        closed = [one for one in above if one.type != GROUP and one.link_id not in answers]
        for answer in given if closed else ():
            yield Finding("MVG529", words=(answer.name, closed[0].title or closed[0].link_id))


def _wrong_text(answer: ItemAnswer, item: Item) -> Iterator[Finding]:
    """A text that is too long or too short, or not of the form that FHIR or the receiver has for it."""
    name, text, link_id = answer.name, answer.text, item.link_id
    limit, least = item.max_length or _LONGEST, item.limits.min_length
    if (length := length_in("utf-16", text)) > limit:
        yield Finding("MVG524", words=(name, str(length), str(limit), link_id))
    if control := NOT_FHIR.search(text):
        yield Finding("MVG531", words=(name, f"U+{ord(control[0]):04X}"))
    if text and len(text) < least:  # the fewest that a receiver may count
        yield Finding("MVG534", words=(name, str(len(text)), str(least), link_id))
    pattern = text_pattern(item.limits.pattern) if text and item.limits.pattern else None
    if pattern and not pattern.matches(text):
        yield Finding("MVG535", words=(name, link_id, item.limits.pattern))


def _build(items: tuple[Item, ...], answers: ItemAnswers) -> _Level:
    """The answered items of one level, in the order of the Questionnaire."""
    level = _Level([], [])
    for item in items:
        inside = _build(item.items, answers)
        given = answers.get(item.link_id, ())
        data: dict[str, Any] = {"linkId": item.link_id}
        if item.title:
            data["text"] = item.title
        if given:
            data["answer"] = [answer.value for answer in given]
            if inside.items:
                data["answer"][0]["item"] = inside.items
        elif inside.items:
            data["item"] = inside.items
        if given or inside.items:
            level.items.append(data)
            level.missing.extend(inside.missing)
        elif item.required and may_be_enabled(item, answers):
            level.missing.append(Finding("MVG526", words=(item.title or item.link_id, item.link_id)))
    return level
