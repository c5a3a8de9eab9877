"""The properties of every note hold for targets whose format the program writes itself."""

from __future__ import annotations

import pytest
from hypothesis import given

from converter import load_profile
from converter.note.model import TriageNote
from converter.testing import as_xml, notes
from converter.testing.note_under_test import NoteUnderTest, strings
from converter.testing.output_properties import balance
from paths import SAMPLES
from rivta import with_rivta

PROFILE = with_rivta(load_profile())


@pytest.mark.slow
@pytest.mark.counted
@given(notes(PROFILE))
def test_every_text_is_in_the_document_and_none_becomes_markup(note: TriageNote) -> None:
    case = NoteUnderTest(as_xml(note).encode(), PROFILE)
    balance(case)


def test_the_property_reads_the_article_in_the_response() -> None:
    case = NoteUnderTest((SAMPLES / "lang-anteckning.xml").read_bytes(), PROFILE)
    balance(case)
    assert "rivta" in case.targets


def test_numbers_and_flags_of_a_document_are_none_of_its_texts() -> None:
    assert list(strings({"a": [1, "b", None, {"c": True, "d": "e"}]})) == ["b", "e"]
