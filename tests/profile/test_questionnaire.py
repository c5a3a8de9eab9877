"""A Questionnaire of a receiver: what is read of it, and every mistake in it at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from converter.profile.questionnaire import TYPES, all_items, may_be_enabled, parse_questionnaire
from receivers import QUESTIONNAIRE, example_questionnaire
from regional import refused

HEAD = {"resourceType": "Questionnaire", "url": "https://a.invalid/q", "status": "active"}


def _parse(data: Any) -> Any:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return parse_questionnaire(content, "q.json")


def _mistakes(data: Any) -> list[tuple[str, ...]]:
    findings = refused(_parse, data)
    assert all(finding.exit_code == 78 and finding.words[0] == "q.json" for finding in findings)
    return [(finding.code, *finding.words[1:3]) for finding in findings]


def test_the_example_is_read_with_its_nesting_limits_and_address() -> None:
    found = parse_questionnaire(json.dumps(example_questionnaire()).encode(), QUESTIONNAIRE)
    assert found.canonical == "https://exempel.invalid/fhir/Questionnaire/min-vard|1"
    items = {item.link_id: (item, [one.link_id for one in above]) for item, above in all_items(found.items)}
    reason, above = items["kontakt.orsak"]
    assert (reason.type, reason.title, reason.required, reason.repeats, reason.max_length, above) == (
        "text", "Kontaktorsak", True, False, 2000, ["kontakt"],
    )  # fmt: skip
    assert items["diagnoser.bi"][0].repeats


def test_an_address_without_a_version_stands_alone_and_a_byte_order_mark_does_not_matter() -> None:
    text = json.dumps({**HEAD, "item": [{"linkId": "1", "type": "text"}]})
    assert _parse(b"\xef\xbb\xbf" + text.encode()).canonical == "https://a.invalid/q"


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        (b'{\n"resourceType": "Questionnaire",,\n}', "#json-name", 2),
        (b"", "#json-value", 1),
        (b'{\n"url": "\xe5"}', "#ansi", 2),
        (b'{"url": "a", "url": "b"}', "#json-double", 1),
        (b'{"item": NaN}', "#json-number", 1),
        (b"[" * 100_000, "#json-deep", 1),
    ],
)
def test_a_file_that_is_not_json_is_reported_with_line_and_reason(content: bytes, reason: str, line: int) -> None:
    (finding,) = refused(_parse, content)
    assert (finding.code, finding.line) == ("MVG761", line)
    assert finding.words[1:] == (reason,)


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"resourceType": "QuestionnaireResponse"}, ["resourceType"]),
        ({"url": "min mall"}, ["url"]),
        ({"url": "https://a.invalid/q|2"}, ["url"]),
        ({"url": None, "status": "klar", "item": []}, ["url", "status", "item"]),
        ({"version": 3}, ["version"]),
    ],
)
def test_what_a_questionnaire_of_r4_has_is_asked_for_at_once(changed: dict[str, Any], missing: list[str]) -> None:
    data = {**HEAD, "item": [{"linkId": "1", "type": "text"}], **changed}
    assert _mistakes(data) == [("MVG762", name) for name in missing]
    assert _mistakes([]) == [("MVG762", "resourceType")]


@pytest.mark.parametrize(
    ("item", "wrong"),
    [
        ({"linkId": "1", "type": "text", "maxLength": "200"}, ("1", "maxLength")),
        ({"linkId": "1", "type": "text", "maxLength": 0}, ("1", "maxLength")),
        ({"linkId": "1", "type": "text", "maxLength": True}, ("1", "maxLength")),
        ({"linkId": "1", "type": "coding"}, ("1", "type")),
        ({"linkId": "1", "type": ["text"]}, ("1", "type")),
        ({"linkId": " ", "type": "text"}, ("item[0]", "linkId")),
        ({"type": "text"}, ("item[0]", "linkId")),
        ({"linkId": "1", "type": "text", "text": 3}, ("1", "text")),
        ({"linkId": "1", "type": "text", "required": "ja"}, ("1", "required")),
        ({"linkId": "1", "type": "text", "repeats": 1}, ("1", "repeats")),
        ({"linkId": "1", "type": "text", "enableWhen": {}}, ("1", "enableWhen")),
        ({"linkId": "1", "type": "group", "item": {}}, ("1", "item")),
        ("text", ("item[0]", "item")),
    ],
)
def test_a_wrong_value_of_an_item_is_reported_by_its_link_id(item: Any, wrong: tuple[str, str]) -> None:
    assert _mistakes({**HEAD, "item": [item]}) == [("MVG763", *wrong)]


def test_mistakes_in_nested_items_come_all_at_once() -> None:
    inner = [{"linkId": "2", "type": "memo", "maxLength": 1.5}, {"linkId": "3", "type": "text", "repeats": "x"}]
    data = {**HEAD, "item": [{"linkId": "1", "type": "group", "item": inner}]}
    assert _mistakes(data) == [("MVG763", "2", "type"), ("MVG763", "2", "maxLength"), ("MVG763", "3", "repeats")]


def test_a_link_id_that_two_items_have_is_reported_once() -> None:
    inner = [{"linkId": "1", "type": "text"}, {"linkId": "1", "type": "text"}]
    assert _mistakes({**HEAD, "item": [{"linkId": "1", "type": "group", "item": inner}]}) == [("MVG764", "1")]


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_r4_is_known(kind: str) -> None:
    assert _parse({**HEAD, "item": [{"linkId": "1", "type": kind}]}).items[0].type == kind


@pytest.mark.parametrize(
    ("behavior", "conditions", "answered", "may"),
    [
        ("any", [], "", True),
        ("any", [{"question": "a", "operator": "="}], "", False),
        ("any", [{"question": "a", "operator": "="}], "a", True),
        ("any", [{"question": "a", "operator": "exists", "answerBoolean": False}], "", True),
        ("any", [{"question": "a", "operator": "exists", "answerBoolean": True}], "", False),
        ("any", [{"question": "a", "operator": "="}, {"question": "b", "operator": "="}], "b", True),
        ("all", [{"question": "a", "operator": "="}, {"question": "b", "operator": "="}], "b", False),
    ],
)
def test_an_item_may_be_enabled_when_its_conditions_can_hold(
    behavior: str, conditions: list[dict[str, Any]], answered: str, may: bool
) -> None:
    row = {"linkId": "1", "type": "text", "enableWhen": conditions, "enableBehavior": behavior}
    assert may_be_enabled(_parse({**HEAD, "item": [row]}).items[0], answered) is may


@pytest.mark.parametrize("extension", [{}, {"url": 5}, {"url": ["a"]}, {"valueInteger": 1}])
def test_an_extension_without_an_address_is_a_mistake_of_the_author(extension: dict[str, Any]) -> None:
    item = {"linkId": "1", "text": "A", "type": "string"}
    assert _mistakes({**HEAD, "item": [item], "extension": [extension]}) == [("MVG763", "Questionnaire", "url")]
    assert ("MVG763", "1", "url") in _mistakes({**HEAD, "item": [{**item, "extension": [extension]}]})
