"""Properties: what came back unchanged is equal, and one changed character is found where it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from converter.compare import compare, read_returned
from converter.conversion.result import Result
from converter.note.model import TriageNote
from converter.pipeline import parse
from converter.profile import default_profile
from converter.testing.note_strategies import notes
from converter.testing.writers import as_xml
from returns import FILES

PROFILE = default_profile()
NOTES = notes(PROFILE)
INSERTED = st.sampled_from(["x", "Å", "å", "≥", "?", " ", "\t", "\n", "\u00a0", "\u0301", "”", "-", "🤒", "7"])


def _result(note: TriageNote, kind: str) -> Result:
    result = parse(as_xml(note).encode(), profile=PROFILE).to("melior" if kind == "text" else "pmo")
    assume(result.output is not None)
    return result


def _sections(result: Result, kind: str) -> list[tuple[str, str]]:
    """The sections that a test can change: a diagnosis is a code in a questionnaire's response."""
    labels = [PROFILE.labels[f"{name}_diagnosis"] for name in ("principal", "secondary")]
    coded = kind == "questionnaire-response"
    return [(heading, text) for heading, text in result.sections if text and not (coded and heading in labels)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
@given(note=NOTES)
def test_what_came_back_unchanged_is_equal(kind: str, note: TriageNote) -> None:
    result = _result(note, kind)
    assume(result.output is not None and any(text for _, text in result.sections))
    returned = read_returned(FILES[kind](result, [one for one in result.sections if one[1]]), PROFILE)
    assert returned.kind == kind
    comparison = compare(result, returned, PROFILE)
    assert comparison.differences == ()
    assert all(keyword.equal for keyword in comparison.keywords)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
@given(note=NOTES, data=st.data())
def test_one_changed_character_is_found_at_its_keyword_line_and_column(
    kind: str, note: TriageNote, data: DataObject
) -> None:
    result = _result(note, kind)
    changeable = _sections(result, kind)
    assume(changeable)
    at = data.draw(st.integers(0, len(changeable) - 1))
    heading, text = changeable[at]
    offset = data.draw(st.integers(0, len(text) - 1))
    change = data.draw(st.sampled_from(["replace", "insert", "delete"]))
    character = "" if change == "delete" else data.draw(INSERTED)
    mutant = text[:offset] + character + text[offset + (change != "insert") :]
    assume(mutant != text and mutant.strip())
    sections = [(heading, mutant) if one is changeable[at] else one for one in changeable]
    if kind == "questionnaire-response":
        sections += [one for one in result.sections if one not in changeable and one[1]]
    comparison = compare(result, read_returned(FILES[kind](result, sections), PROFILE), PROFILE)
    differences = comparison.differences
    assert differences
    if kind == "text" and differences[0].keyword == "":  # white space at the end of a text is also that behind it
        assert text[offset:].isspace() or text[: offset + 1].isspace() or offset == 0
        assert not character.strip()
        return
    assert {one.keyword for one in differences} == {heading}
    assert len(differences) <= 2
    if kind != "text":  # texts under one heading are joined
        before = "".join(f"{text}\n" for name, text in changeable[:at] if name == heading)
        after = "".join(f"\n{text}" for name, text in changeable[at + 1 :] if name == heading)
        text, mutant, offset = before + text + after, before + mutant + after, len(before) + offset
    assert any(_is_there(one.line, one.column, text, mutant, offset, change) for one in differences)


def _is_there(line: int, column: int, text: str, mutant: str, offset: int, change: str) -> bool:
    """Whether line and column are those of the change, or of an equal change beside it."""
    found = sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
    between = text[min(found, offset) : max(found, offset)]
    if found == offset or between.isspace() or all(map(unicodedata.combining, between[1:])):
        return True
    if change == "replace":
        return False
    size = len(mutant) - len(text)
    inserted = mutant[found : found + max(size, 0)]
    return text[:found] + inserted + text[found + max(-size, 0) :] == mutant
