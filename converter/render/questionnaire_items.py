"""The items of a QuestionnaireResponse: each answer under its item, in the order and nesting of the Questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from converter.findings import Finding
from converter.findings.catalogue import Code
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


class _Built(NamedTuple):
    """The items of one level, and what is found missing in it."""

    items: list[dict[str, Any]]
    missing: list[Finding]


def answered(questionnaire: Questionnaire, answers: ItemAnswers) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The answered items, and every reason why the receiver would refuse them."""
    built = _build(questionnaire.items, answers)
    return built.items, [*_wrong_answers(questionnaire, answers), *built.missing]


def _wrong_answers(questionnaire: Questionnaire, answers: ItemAnswers) -> list[Finding]:
    """Answers that are too long, too many, have characters that cannot be sent, or whose item is not shown."""
    problems: list[Finding] = []

    def report(code: Code, *words: str) -> None:
        problems.append(Finding(code, words=words))

    for item, above in all_items(questionnaire.items):
        given = answers.get(item.link_id, ())
        limit = item.max_length or _LONGEST
        for answer in given:
            if (length := length_in("utf-16", answer.text)) > limit:
                report("MVG524", answer.name, str(length), str(limit), item.link_id)
            if control := NOT_FHIR.search(answer.text):
                report("MVG531", answer.name, f"U+{ord(control[0]):04X}")
            problems.extend(_wrong_text(answer, item))
        problems.extend(_wrong_number(given, item))
        closed = [one for one in above if one.type != GROUP and one.link_id not in answers]
        for answer in given if closed else ():
            report("MVG529", answer.name, closed[0].title or closed[0].link_id)
    return problems


def _wrong_text(answer: ItemAnswer, item: Item) -> Iterator[Finding]:
    """A text that is too short, or not of the form that the receiver has for it."""
    if not answer.text:
        return
    if len(answer.text) < item.limits.min_length:  # the fewest that a receiver may count
        yield Finding("MVG534", words=(answer.name, str(len(answer.text)), str(item.limits.min_length), item.link_id))
    pattern = text_pattern(item.limits.pattern) if item.limits.pattern else None
    if pattern and not pattern.matches(answer.text):
        yield Finding("MVG535", words=(answer.name, item.link_id, item.limits.pattern))


def _wrong_number(given: Sequence[ItemAnswer], item: Item) -> Iterator[Finding]:
    """Answers that are more or fewer than an item takes."""
    most = item.limits.max_occurs if item.repeats else 1
    if len(given) > 1 == most:
        yield Finding("MVG528", words=(given[0].name, str(len(given)), item.link_id))
    elif most and len(given) > most:
        yield Finding("MVG537", words=(given[0].name, str(len(given)), item.link_id, str(most)))
    if given and len(given) < item.limits.min_occurs:
        yield Finding("MVG536", words=(given[0].name, str(len(given)), item.link_id, str(item.limits.min_occurs)))


def _build(items: tuple[Item, ...], answers: ItemAnswers) -> _Built:
    """The answered items of one level, in the order of the Questionnaire."""
    level = _Built([], [])
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
