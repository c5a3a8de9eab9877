"""Expressions of a receiver: the same answer as Python's matcher gives, and never more time than the text is long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.profile.text_pattern import TextPattern, Unsupported

SUPPORTED = [
    "", "a", "^a$", "a|b", "^a|b$", "(a|b)*", "(?:ab)+c?", "a{2}", "a{2,}", "a{1,3}b", "[^a]*", r"\s*b", ".*a.*",
    "a+?b", "(a+)+b", r"[\s\S]{2,4}", r"\x61+", "(|a)b", "(a*)*",
]  # fmt: skip


@pytest.mark.parametrize("expression", SUPPORTED)
@given(text=st.text("ab\n c", max_size=8))
def test_a_text_matches_as_it_does_in_python(expression: str, text: str) -> None:
    assert TextPattern(expression).matches(text) is (re.fullmatch(f"(?:{expression})", text, re.ASCII) is not None)


@pytest.mark.parametrize(
    "expression",
    ["(", ")", "[", r"\bx", "(?=a)", "a**", "a++", "a{3,2}", r"(a)\1", "a{9999}", "(a{90}){90}", "x^y", "a$b", r"\p{L}",
     "(" * 5000, "*", "[b-a]"],
)  # fmt: skip
def test_what_cannot_be_decided_in_bounded_time_is_refused(expression: str) -> None:
    with pytest.raises(Unsupported):
        TextPattern(expression)


def test_an_expression_that_takes_exponential_time_elsewhere_is_answered() -> None:
    assert not TextPattern("(a+)+b").matches("a" * 20_000)
