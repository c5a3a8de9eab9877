"""What is no JSON: where and why, in words of the program."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.findings import Finding
from converter.profile.json_file import NotJson, parse_json

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("content", "line", "column", "reason"),
    [
        ("", 1, 1, "json-value"),
        ('{"a": 1\n b}', 2, 2, "json-separator"),
        ("{a: 1}", 1, 2, "json-name"),
        ('{"a" 1}', 1, 6, "json-colon"),
        ("[1] 2", 1, 5, "json-extra"),
        ('["a\nb"]', 1, 4, "json-control"),
        (r'["\q"]', 1, 3, "json-escape"),
        ('[\n"a]', 2, 1, "json-open"),
        ("[tru]", 1, 2, "json-value"),
        ('{"a": 1, "b": [{"a": 1}, {"a": 2}],\n "a": 2}', 2, 2, "json-double"),
        (r'{"å": "{\"å\":", "\u00e5": 1}', 1, 18, "json-double"),
        ("[1,\n  -Infinity]", 2, 3, "json-number"),
        ('["NaN", NaN]', 1, 9, "json-number"),
        (f"[{'1' * 5000}]", 1, 2, "json-number"),
        ("[" * 100_000, 1, 0, "json-deep"),
        (b'["\xe5"]', 1, 3, "ansi"),
        (b'["\x81"]', 1, 3, "encoding"),
        (b'\xef\xbb\xbf["a" "b"]', 1, 6, "json-separator"),
        (b'{"a": 1,\n"a": 1}', 2, 1, "json-double"),
    ],
)
def test_what_is_no_json_has_a_place_and_a_reason(content: bytes | str, line: int, column: int, reason: str) -> None:
    with pytest.raises(NotJson) as refused:
        parse_json(content)
    assert (refused.value.line, refused.value.column, refused.value.words) == (line, column, (f"#{reason}",))


@given(values)
def test_json_is_read_as_the_parser_reads_it(value: object) -> None:
    assert parse_json(json.dumps(value)) == parse_json(json.dumps(value, ensure_ascii=False).encode()) == value


@given(values, st.integers(0, 200), st.text(max_size=2))
def test_no_word_of_the_parser_reaches_a_message(value: object, at: int, put: str) -> None:
    text = json.dumps(value, ensure_ascii=False)
    text = text[:at] + put + text[at + 1 :]
    try:
        parse_json(text)
    except NotJson as error:
        message = Finding("MVG761", error.line, error.column, ("mall.json", *error.words)).message()
        assert not any(word in message for word in ("Expecting", "Invalid", "Extra", "Unterminated", "#"))


def test_a_number_that_this_python_cannot_hold_is_refused() -> None:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        with pytest.raises(NotJson) as refused:
            parse_json('{"a": ' + "1" * 700 + "}")
    finally:
        sys.set_int_max_str_digits(before)
    assert (refused.value.line, refused.value.words) == (1, ("#json-number",))
