"""Unicode text: invisible characters, characters of XML, terminal output, folded headings."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from converter.note.unicode_text import (
    C1_CONTROLS,
    case_folded,
    character_name,
    fold,
    for_screen,
    has_c1_controls,
    is_blank,
    is_charset,
    is_latin_1,
    is_plain,
    length_in,
    not_xml,
    replace_not_xml,
    trim_blank_lines,
)

INVISIBLE = {
    "space": " ",
    "tab": "\t",
    "line feed": "\n",
    "no-break space": "\N{NO-BREAK SPACE}",
    "narrow no-break space": "\N{NARROW NO-BREAK SPACE}",
    "ideographic space": "\N{IDEOGRAPHIC SPACE}",
    "en space": "\N{EN SPACE}",
    "next line": "\x85",
    "line separator": "\N{LINE SEPARATOR}",
    "paragraph separator": "\N{PARAGRAPH SEPARATOR}",
    "zero width space": "\N{ZERO WIDTH SPACE}",
    "zero width joiner": "\N{ZERO WIDTH JOINER}",
    "word joiner": "\N{WORD JOINER}",
    "byte order mark": "\ufeff",
    "soft hyphen": "\N{SOFT HYPHEN}",
    "right-to-left override": "\N{RIGHT-TO-LEFT OVERRIDE}",
    "combining grapheme joiner": "\N{COMBINING GRAPHEME JOINER}",
    "braille blank": "\N{BRAILLE PATTERN BLANK}",
    "variation selector 16": "\N{VARIATION SELECTOR-16}",
    "tag space": "\N{TAG SPACE}",
    "unassigned and ignorable": "\U000e0fff",
    "escape": "\x1b",
    "NUL": "\0",
    # The next are letters or marks to Unicode, yet nobody sees them.
    "hangul filler": "\N{HANGUL FILLER}",
    "halfwidth hangul filler": "\N{HALFWIDTH HANGUL FILLER}",
    "hangul choseong filler": "\N{HANGUL CHOSEONG FILLER}",
    "khmer inherent vowel": "\N{KHMER VOWEL INHERENT AQ}",
    "mongolian variation selector": "\N{MONGOLIAN FREE VARIATION SELECTOR ONE}",
    "variation selector 17": "\N{VARIATION SELECTOR-17}",
}
VISIBLE = (
    "\u0378",
    "\U0003fffd",
    "\ue000",
    "x",
    "å",
    "0",
    ".",
    "-",
    "?",
    "\N{REPLACEMENT CHARACTER}",
    "🤒",
    "\N{COMBINING ACUTE ACCENT}",
    "†",
)


@pytest.mark.parametrize("character", INVISIBLE.values(), ids=INVISIBLE)
def test_invisible_characters_are_blank_alone_and_together(character: str) -> None:
    assert is_blank(character)
    assert is_blank(f" \N{ZERO WIDTH SPACE}{character} {character}\N{NO-BREAK SPACE}")


@pytest.mark.parametrize("invisible", INVISIBLE.values(), ids=INVISIBLE)
def test_one_letter_among_invisible_characters_is_not_blank(invisible: str) -> None:
    assert not is_blank(f"{invisible}{invisible}a{invisible}")


@pytest.mark.parametrize("text", VISIBLE)
def test_a_visible_character_is_not_blank(text: str) -> None:
    assert not is_blank(text)


def test_an_empty_text_is_blank() -> None:
    assert is_blank("")


@pytest.mark.parametrize(
    "written",
    [
        "Signera från enhet",
        "SIGNERA FRÅN ENHET",
        "  Signera från enhet  ",
        "Signera från enhet:",
        "Signera från enhet :",
        "Signera \t från\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}enhet",
        unicodedata.normalize("NFD", "Signera från enhet"),
    ],
)
def test_two_spellings_of_a_heading_fold_to_one(written: str) -> None:
    assert fold(written) == "signera från enhet"


@pytest.mark.parametrize(("one", "other"), [("Status", "Statuss"), ("Bedömning", "Bedomning"), ("A: B", "A B")])
def test_headings_with_other_letters_or_punctuation_fold_differently(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def _xml_holds(character: str) -> bool:
    try:
        etree.fromstring(f"<a>&#{ord(character)};</a>")
    except etree.XMLSyntaxError:
        return False
    return True


def test_the_characters_that_xml_cannot_hold_are_those_the_parser_refuses() -> None:
    samples = [*range(0x200), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010), 0x1FFFE, sys.maxunicode]
    for character in map(chr, samples):
        assert not_xml(character) == ([] if _xml_holds(character) else [(0, character)]), hex(ord(character))
        assert replace_not_xml(character) == (character if _xml_holds(character) else "\ufffd"), hex(ord(character))


def test_each_character_that_xml_cannot_hold_is_returned_and_replaced() -> None:
    assert not_xml("a\x1bb\n\x0b") == [(1, "\x1b"), (4, "\x0b")]
    assert replace_not_xml("a\x1bb\n\x0b") == "a\ufffdb\n\ufffd"


def test_a_text_that_xml_can_hold_is_unchanged() -> None:
    text = "Tab\there, å and 🤒 and \N{NO-BREAK SPACE}\n"
    assert not_xml(text) == []
    assert replace_not_xml(text) == text


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("", ""),
        ("a", "a"),
        ("\n\na\n", "a"),
        ("\n \t\n\N{NO-BREAK SPACE}\na\n \n", "a"),
        ("  a  \n", "  a  "),
        ("\n  a\n\n\n\tb  \n\n", "  a\n\n\n\tb  "),
        ("\n \n", ""),
        (" ", ""),
    ],
)
def test_blank_lines_are_removed_at_the_ends_only(text: str, trimmed: str) -> None:
    assert trim_blank_lines(text) == trimmed


@pytest.mark.parametrize(
    ("character", "called"),
    [
        ("≥", "U+2265 GREATER-THAN OR EQUAL TO"),
        ("\x0b", "U+000B"),
        ("\ud800", "U+D800"),
        ("🤒", "U+1F912 FACE WITH THERMOMETER"),
    ],
)
def test_the_name_of_a_character_has_its_code_point(character: str, called: str) -> None:
    assert character_name(character) == called


UNSAFE = "\x1b\x07\x00\r\x7f\x9b\u202e\u2066\u200b\u2028\ue000\ud800\ufeff"


@pytest.mark.parametrize("character", UNSAFE, ids=lambda character: f"U+{ord(character):04X}")
def test_a_character_that_controls_a_terminal_is_escaped(character: str) -> None:
    assert for_screen(f"a{character}b") == f"a<U+{ord(character):04X}>b"


@pytest.mark.parametrize("text", ["åäö 🤒 ≥", "a\n\tb", "a\N{NO-BREAK SPACE}b", ""])
def test_what_a_terminal_can_show_is_unchanged(text: str) -> None:
    assert for_screen(text) == text


@pytest.mark.parametrize("selector", ["\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef"])
def test_the_first_and_the_last_variation_selector_are_blank(selector: str) -> None:
    assert is_blank(selector)


def test_headings_are_normalized_except_for_words_too_long_for_one() -> None:
    letters = unicodedata.normalize("NFD", "Å" * 50)
    assert fold(f"Status  {letters}:") == f"status {'å' * 50}"
    assert fold(letters * 3) == letters.casefold() * 3


def test_the_c1_controls_are_those_that_no_text_has() -> None:
    every = [chr(code) for code in range(0x20, 0x3000)]
    controls = [character for character in every if unicodedata.category(character) == "Cc" and character != "\x85"]
    assert [character for character in every if re.match(C1_CONTROLS, character)] == controls
    assert [character for character in every if has_c1_controls(f"a{character}b")] == controls


_HEADING_SIGNS = "aÅßI \t\n:.\u0301\u0323\u00a0\u00ad\u200b\u0130\u1e69\ufb01"


@given(st.text(_HEADING_SIGNS, max_size=12))
def test_folding_a_plain_heading_changes_only_its_case_and_its_ends(heading: str) -> None:
    if is_plain(heading):
        assert fold(heading) == heading.strip().casefold().rstrip(":").rstrip()


@pytest.mark.parametrize("heading", ["Besöksorsak", "Enhetens HSA-id", "Status:"])
def test_an_ordinary_heading_is_plain(heading: str) -> None:
    assert is_plain(heading)


@pytest.mark.parametrize(
    "heading", ["En  dag", "En\tdag", "En\N{NO-BREAK SPACE}dag", "a\u030a", "Sta\u00adtus", "å" * 201]
)
def test_a_heading_that_folding_changes_or_that_is_too_long_is_not_plain(heading: str) -> None:
    assert not is_plain(heading)


@given(st.text(_HEADING_SIGNS, max_size=12))
def test_blank_lines_are_trimmed_as_whole_lines(text: str) -> None:
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    expected = "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""
    assert trim_blank_lines(text) == expected


def test_latin_1_ends_at_255() -> None:
    assert is_latin_1("Å\xff")
    assert not is_latin_1("\u0100")


@pytest.mark.parametrize("text", ["".join(map(chr, range(256))), "Åß", "µ", "ÅÄÖ É", "ſtatus", "ABC"])
def test_a_text_is_case_folded_as_python_does(text: str) -> None:
    assert case_folded(text) == text.casefold()
    assert [case_folded(character) for character in text] == [character.casefold() for character in text]


def test_a_character_set_is_one_that_python_knows() -> None:
    assert is_charset("cp1252")
    for name in ("cp1253x", "idna", "undefined", "punycode", "unicode_escape", "utf-7", "rot13", "a\0b", "\udcff", ""):
        assert not is_charset(name)


@pytest.mark.parametrize(("unit", "length"), [("characters", 3), ("utf-16", 4), ("bytes", 7), ("unknown", 7)])
def test_a_text_is_as_long_as_the_unit_says(unit: str, length: int) -> None:
    assert length_in(unit, "Åa🤒") == length
