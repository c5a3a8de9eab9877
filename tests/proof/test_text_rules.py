"""The small rules of the proof: blank texts, folded headings, XML tokens, times, and text between fragments."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.note import times
from converter.proof import text_rules, xml_tokens
from converter.proof.fragments import unmatched
from converter.proof.timestamps import same_time


@pytest.mark.parametrize(
    ("text", "blank"),
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
def test_a_text_of_invisible_characters_is_blank(text: str, blank: bool) -> None:
    assert text_rules.is_blank(text) is blank


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STATUS :", "Status"),
        ("Bedo\u0308mning", "BEDÖMNING"),
        ("Egen\u00a0 anamnes", "egen anamnes"),
        ("St\u00adatus", "status"),
    ],
)
def test_headings_are_the_same_in_every_spelling(one: str, other: str) -> None:
    assert text_rules.fold(one) == text_rules.fold(other)
    assert text_rules.fold(one + "x") != text_rules.fold(other)


def test_a_word_with_very_many_marks_is_compared_as_it_is() -> None:
    assert text_rules.fold("a" + "\u0301" * 300) == "a" + "\u0301" * 300


@pytest.mark.parametrize(
    ("text", "without"),
    [("", ""), ("a", "a"), (" a ", " a "), ("\n\n a\n\nb \n \n", " a\n\nb "), (" \n ", ""), ("a\n", "a"), (" ", "")],
)
def test_blank_lines_at_the_ends_are_removed(text: str, without: str) -> None:
    assert text_rules.trim_blank_lines(text) == without


@pytest.mark.parametrize(
    ("text", "filled"), [("Ek", True), ("-", False), ("", False), ("N/A", False), ("\u3164", False)]
)
def test_a_field_is_filled_by_a_letter_or_a_digit(text: str, filled: bool) -> None:
    assert text_rules.is_filled(text, frozenset(["na"])) is filled


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_a_character_that_xml_cannot_hold_is_replaced(character: str) -> None:
    assert not text_rules.is_xml_text(f"a{character}")
    assert text_rules.replace_not_xml(f"a{character}å") == "a\ufffdå"
    assert text_rules.is_xml_text("a\tå\n\r\x85")


def test_text_is_escaped_for_text_and_attributes() -> None:
    assert text_rules.escape("a<b>&\"'") == "a&lt;b&gt;&amp;&#34;&#39;"
    assert text_rules.xml_line_feeds("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_xml_is_cut_at_its_tags() -> None:
    actual = xml_tokens.tokens('<?xml version="1.0"?><!DOCTYPE a><a b="1"><!-- <x> --><c/>t<?x y?>u<![CDATA[<&>]]></a>')
    assert actual == [("", "a", ' b="1"', ""), ("", "c", "/", "tu&lt;&amp;&gt;"), ("/", "a", "", "")]
    assert xml_tokens.unescape("&#65;&#x42;&#X43;&lt;&nbsp;") == "ABC<&nbsp;"
    assert xml_tokens.attributes(""" a="1" b = '2&amp;'""") == [("a", "1"), ("b", "2&")]


def test_unmatched_is_the_text_between_the_fragments() -> None:
    assert unmatched("a b c", ["a", "c"]) == ["", " b ", ""]
    assert unmatched("a b", ["b", "a"]) is None
    assert unmatched("\nab\na\n", ["a"], "\n") == ["\nab", "\n"]


@pytest.mark.parametrize(
    ("printed", "written", "same"),
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
        ("2024-03-14T09:40:00+00:00", "2024-03-14T09:40-00:00", True),
        ("2024-03-14T09:40:00+00:00", "2024-03-14T09:40-00", True),
        ("2024-03-14T09:40:00-00:30", "2024-03-14T09:40+00:30", False),
        ("2024-03-14T09:40:00+01:00:14", "2024-03-14T09:40+010014", True),
        ("2024-03-14T09:40:00+01:00", "2024-03-14T09:40+01:00:14", False),
        ("1899-03-14T09:40:00+01:00:14", "1899-03-14T09:40", True),
        ("1899-03-14T09:40:00+01:00", "1899-03-14T09:40", False),
    ],
)
def test_a_time_has_its_date_and_clock_and_a_possible_offset(printed: str, written: str, same: bool) -> None:
    assert same_time(printed, written) is same


def test_seconds_may_be_left_out_where_a_person_reads_the_time() -> None:
    assert same_time("2024-03-14 09:40 (+01:00)", "2024-03-14T09:40:30+01:00", seconds=False)
    assert not same_time("2024-03-14 09:41 (+01:00)", "2024-03-14T09:40:30+01:00", seconds=False)
    assert not same_time("2024-03-14 09:40", "2024-03-14T09:40:30+01:00", seconds=False)
    assert same_time("1899-03-14 09:40 (+01:00)", "1899-03-14T09:40", seconds=False)
    assert same_time("2024-03-14 09:40 (-00:00)", "2024-03-14T09:40-00:00:30", seconds=False)
    assert not same_time("2024-03-14 09:40 (-01:00)", "2024-03-14T09:40+01:00:30", seconds=False)


@given(
    day=st.dates(),
    clock=st.sampled_from(("00:00", "02:30", "09:40:00", "23:59:59.5")),
    offset=st.sampled_from(("", "Z", "-00:00", "-00", "+14:30", "-00:00:30", "+01:00:14", "-233059")),
)
def test_every_time_that_is_printed_is_the_one_that_was_written(day: date, clock: str, offset: str) -> None:
    written = f"{day.isoformat()}T{clock}{offset}"
    assert same_time(times.iso(written), written)
    assert same_time(times.shown(written), written, seconds=False)
