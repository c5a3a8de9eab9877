"""The small rules of the proof: blank texts, folded headings, XML tokens, times, and text between fragments."""

from __future__ import annotations

import pytest

from converter.balance import text_rules, xml_tokens
from converter.balance.gaps import unmatched
from converter.balance.timestamps import same_time


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("", True),
        (" \n\t", True),
        ("\u200b \u00a0\u3164", True),
        ("a", False),
        ("\u200ba", False),
        ("-", False),
        ("½", False),
        ("\u2800", True),
        ("\ufe0f", True),
    ],
)
def test_what_nobody_sees_says_nothing(text: str, nothing: bool) -> None:
    assert text_rules.is_blank(text) is nothing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STATUS :", "Status"),
        ("Bedo\u0308mning", "BEDÖMNING"),
        ("Egen\u00a0 anamnes", "egen anamnes"),
        ("St\u00adatus", "status"),
    ],
)
def test_headings_are_alike_however_they_are_written(one: str, other: str) -> None:
    assert text_rules.fold(one) == text_rules.fold(other)
    assert text_rules.fold(one + "x") != text_rules.fold(other)


def test_a_word_with_ever_so_many_marks_is_compared_as_it_stands() -> None:
    assert text_rules.fold("a" + "\u0301" * 300) == "a" + "\u0301" * 300


@pytest.mark.parametrize(
    ("text", "without"),
    [("", ""), ("a", "a"), (" a ", " a "), ("\n\n a\n\nb \n \n", " a\n\nb "), (" \n ", ""), ("a\n", "a"), (" ", "")],
)
def test_blank_lines_at_the_ends_are_no_text(text: str, without: str) -> None:
    assert text_rules.trim_blank_lines(text) == without


@pytest.mark.parametrize(
    ("text", "filled"), [("Ek", True), ("-", False), ("", False), ("N/A", False), ("\u3164", False)]
)
def test_a_field_is_filled_by_a_letter_or_a_digit(text: str, filled: bool) -> None:
    assert text_rules.is_filled(text, frozenset(["na"])) is filled


@pytest.mark.parametrize("sign", ["\0", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_a_sign_that_xml_cannot_hold_is_not_legal(sign: str) -> None:
    assert not text_rules.is_xml_text(f"a{sign}")
    assert text_rules.replace_not_xml(f"a{sign}å") == "a\ufffdå"
    assert text_rules.is_xml_text("a\tå\n\r\x85")


def test_text_is_escaped_for_text_and_attributes() -> None:
    assert text_rules.escape("a<b>&\"'") == "a&lt;b&gt;&amp;&#34;&#39;"
    assert text_rules.xml_line_feeds("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_mark_up_is_cut_at_its_tags() -> None:
    found = xml_tokens.tokens('<?xml version="1.0"?><!DOCTYPE a><a b="1"><!-- <x> --><c/>t<?x y?>u<![CDATA[<&>]]></a>')
    assert found == [("", "a", ' b="1"', ""), ("", "c", "/", "tu&lt;&amp;&gt;"), ("/", "a", "", "")]
    assert xml_tokens.unescape("&#65;&#x42;&#X43;&lt;&nbsp;") == "ABC<&nbsp;"
    assert xml_tokens.attributes(""" a="1" b = '2&amp;'""") == [("a", "1"), ("b", "2&")]


def test_gaps_are_what_stands_between() -> None:
    assert unmatched("a b c", ["a", "c"]) == ["", " b ", ""]
    assert unmatched("a b", ["b", "a"]) is None
    assert unmatched("\nab\na\n", ["a"], "\n") == ["\nab", "\n"]


@pytest.mark.parametrize(
    ("told", "written", "stated"),
    [
        ("2024-03-14T09:40:00+01:00", "2024-03-14T09:40:00+01:00", True),
        ("i går", "i går", True),
        ("", "", True),
        ("2024-03-14T09:40:00+01:00", "2024-03-14T09:40+0100", True),
        ("2024-03-14T09:40:00Z", "2024-03-14 09:40Z", True),
        ("2024-03-14T09:40:00+00:00", "2024-03-14T09:40Z", True),
        ("2024-03-14T09:40:00+01", "2024-03-14T09:40+01:00", True),
        ("2024-03-14T09:40:00+01:00", "2024-03-14T09:40", True),
        ("2024-03-14T09:40:00", "2024-03-14T09:40", True),
        ("2024-03-14T09:40:00+02:00", "2024-03-14T09:40", False),
        ("2024-07-14T09:40:00+02:00", "2024-07-14T09:40", True),
        ("2024-03-14T09:40:00", "2024-03-14T09:40:00+01:00", False),
        ("2024-03-14T09:40:00.5", "2024-03-14T09:40:00", False),
        ("2024-03-14T09:40:01+01:00", "2024-03-14T09:40+01:00", False),
        ("2024-03-15T09:40", "2024-03-14T09:40", False),
        ("2024-03-14T09:41", "2024-03-14T09:40", False),
        ("i går", "2024-03-14T09:40", False),
        ("", "2024-03-14T09:40", False),
        ("2024-03-14T08:40:00+00:00", "2024-03-14T09:40+01:00", False),
        ("2024-10-27T02:30:00", "2024-10-27T02:30", True),
        ("2024-10-27T02:30:00+02:00", "2024-10-27T02:30", False),
        ("2024-10-27T02:30:00+01:00", "2024-10-27T02:30", False),
        ("2024-02-31T09:40:00+01:00", "2024-02-31T09:40", False),
        ("2024-03-14T09:40:00.5+01:00", "2024-03-14T09:40:00,5", True),
    ],
)
def test_a_time_is_stated_with_its_clock_and_an_offset_that_can_be_true(told: str, written: str, stated: bool) -> None:
    assert same_time(told, written) is stated


def test_a_person_reads_no_seconds() -> None:
    assert same_time("2024-03-14 09:40 (+01:00)", "2024-03-14T09:40:30+01:00", seconds=False)
    assert not same_time("2024-03-14 09:41 (+01:00)", "2024-03-14T09:40:30+01:00", seconds=False)
    assert not same_time("2024-03-14 09:40", "2024-03-14T09:40:30+01:00", seconds=False)
