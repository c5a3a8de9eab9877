"""What is shown of a name: no identity number, nothing that a terminal would obey."""

from __future__ import annotations

import re

import pytest

from converter.files.redaction import redact_name

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@pytest.mark.parametrize(
    "number", ["199104272381", "19910427-2381", "9104272381", "910427-2381", "910427+2381", "199104672381"]
)
@pytest.mark.parametrize("around", ["{}", "note-{}.txt", "/hem/{}/a.txt", "a_{}_b", "å{}", "{0}-{0}.xml"])
def test_a_name_is_shown_without_the_identity_number_in_it(number: str, around: str) -> None:
    shown = redact_name(around.format(number))
    assert shown == around.format("…")


def test_what_is_no_unicode_in_a_name_is_shown_as_a_sign_for_it() -> None:
    assert redact_name("a\udce5.txt") == "a\ufffd.txt"
    assert redact_name("\ud800b.txt").strip("\ufffd") == "b.txt"


@pytest.mark.parametrize(
    "number", ["19910427 2381", "19910427_2381", "910427 2381", "1991-04-27-2381", "19910427\u20132381"]
)
def test_an_identity_number_with_another_separator_is_not_shown_either(number: str) -> None:
    assert "2381" not in redact_name(f"note {number}.txt")


@pytest.mark.parametrize(
    "name",
    [
        "pnr199104272381.txt",
        "Anna199104272381",
        "p19910427-2381",
        "19910427 - 2381",
        "19910427--2381",
        "1991_04_27_2381",
    ],
)
def test_letters_before_it_and_wide_gaps_hide_no_identity_number(name: str) -> None:
    assert not re.search("2381|0427", redact_name(name))


@pytest.mark.parametrize(
    "number",
    ["98240301AA06", "98-240301/AA06", "20210325K069", "20240314AB01", "20240314A12B", "240314AB012", "992024123451",
     "99-2024-123451", "98240301aa06"],
)  # fmt: skip
def test_a_temporary_number_is_not_shown_either(number: str) -> None:
    """The formats of the nation and of the regions: standards, section 4.3."""
    assert redact_name(f"note-{number}.txt") == "note-….txt"


@pytest.mark.parametrize(
    "name",
    [
        "cystit-video.txt",
        "2024-05-22-halsont1.txt",
        "20240522T101500.xml",
        "2024-03-14T09:40",
        "20240522101500.xml",
        "C24-2024-052201.xml",
        "2024-05-22.txt",
        "-",
        "å ä ö.txt",
    ],
)
def test_an_ordinary_name_is_shown_as_it_is(name: str) -> None:
    assert redact_name(name) == name


@pytest.mark.parametrize(
    "code", [0x00, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x9B, 0x200E, 0x2028, 0x202E, 0x2066, 0xDCFF]
)
def test_a_name_is_shown_without_control_and_direction_characters(code: int) -> None:
    shown = redact_name(f"a{chr(code)}b")
    assert not UNSAFE.search(shown)
    assert shown.startswith("a")
    assert shown.endswith("b")


@pytest.mark.parametrize("number", ["000101-A1BC", "000101-T12", "000101_0ABC"])
def test_the_number_with_the_fewest_digits_of_its_kind_is_not_shown(number: str) -> None:
    assert redact_name(f"a {number}") == "a …"
