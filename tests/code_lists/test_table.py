"""Looking codes up in the table of a list: every code that is there is found, and no other."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from code_lists.published_files import INVENTED, PATTERN, published
from converter.code_lists.published import read_published
from converter.code_lists.table import CodeList, ListedCode, key_of, table_of

CODES = read_published(published(INVENTED), "", PATTERN).codes
LIST = CodeList("paahittad.tsv", "d" * 64, "2026-01-01", table_of(CODES))


@pytest.mark.parametrize("written", ["Y10.9", "Y109", "y10.9", "Y10.9†", "Y109*"])
def test_a_code_is_found_in_every_spelling(written: str) -> None:
    assert LIST.find(written) == CODES[2]


@pytest.mark.parametrize("written", ["", "Y", "Y1", "Y10.99", "A00", "Z99", "Ö", "Y10.9\t", "Y10\n"])
def test_a_code_that_is_not_there_is_not_found(written: str) -> None:
    assert LIST.find(written) is None


def test_the_codes_that_begin_alike_come_in_order() -> None:
    assert [listed.code for listed in LIST.beginning_with("Y10")] == ["Y10", "Y10.0", "Y10.9", "Y10.9A"]
    assert [listed.code for listed in LIST.beginning_with("Y4")] == ["Y40", "Y40.1"]
    assert [*LIST.beginning_with("Z")] == []
    assert len([*LIST.beginning_with("")]) == len(CODES)


def test_a_line_is_found_by_code_and_title_in_full() -> None:
    assert LIST.has_line("Y10.0", "Kittelsjuka i fot")
    assert not LIST.has_line("Y10.0", "Kittelsjuka")
    assert not LIST.has_line("Y10", "Kittelsjuka i fot")


def test_a_list_is_a_value_that_goes_to_other_processes() -> None:
    again = pickle.loads(pickle.dumps(LIST))  # noqa: S301 -- it was written a moment ago
    assert again == LIST
    assert hash(again) == hash(LIST)
    assert again.find("Y10.0") == LIST.find("Y10.0")
    assert CodeList("other.tsv", "", "", b"") != LIST
    assert repr(LIST) == "CodeList(paahittad.tsv (2026-01-01))"


def test_what_was_found_is_remembered() -> None:
    assert LIST.find("Y10.0") is LIST.find("Y100") is not None


WRITTEN = st.text(st.sampled_from("ABÅ019.†*"), min_size=1, max_size=4)


@given(st.lists(WRITTEN, max_size=30), st.lists(WRITTEN, max_size=10))
def test_exactly_the_codes_of_a_list_are_found(codes: list[str], others: list[str]) -> None:
    listed = {key_of(code): ListedCode(code, f"titel {code}") for code in reversed(codes) if key_of(code)}
    some = CodeList("", "", "", table_of(listed.values()))
    for code in (*codes, *others):
        assert some.find(code) == listed.get(key_of(code))
        expected = [listed[key] for key in sorted(listed, key=str.encode) if key.startswith(key_of(code))]
        assert [*some.beginning_with(key_of(code))] == expected
