"""No edit of a note's characters or bytes, as people, programs and accidents make them, ends in a failed proof."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter import Place, convert, load_profile, read_note
from converter.note.reading import Decisions
from edited_notes import edited

PROFILE = load_profile()
LINES = st.integers(1, 40)
DECISIONS = st.builds(
    Decisions,
    texts=st.frozensets(LINES, max_size=2),
    facts=st.frozensets(LINES, max_size=2),
    splits=st.lists(st.tuples(LINES, st.integers(1, 60)), max_size=2).map(frozenset),
    places=st.just(()),
    one_note=st.booleans(),
)
PLACES = st.lists(
    st.builds(Place, LINES.map(str) | st.just("Anamnes"), st.sampled_from(list(PROFILE.places))), max_size=2
).map(tuple)


def _split_as_asked(source: bytes | str, decisions: Decisions) -> Decisions:
    """The decisions, and each line split where a question of the note says that it may be."""
    questions = read_note(source, profile=PROFILE, damaged_ok=True).questions
    asked = [words[0].split(", ") for code, *_, words in questions if code == "MVG249"]
    found = [at.partition(":") for positions in asked for at in positions]
    return decisions._replace(splits=decisions.splits | {(int(line), int(column)) for line, _, column in found})


@pytest.mark.slow
@given(edited(), st.sampled_from(list(PROFILE.targets)), DECISIONS, PLACES, st.booleans())
@settings(max_examples=2000)
def test_no_decision_about_an_edited_note_ends_in_a_failed_proof(
    source: bytes | str, to: str, decisions: Decisions, places: tuple[Place, ...], as_asked: bool
) -> None:
    decisions = _split_as_asked(source, decisions) if as_asked else decisions
    result = convert(source, to, profile=PROFILE, decisions=decisions, places=places, damaged_ok=True)
    assert result.exit_code != 70, [finding.code for finding in result.findings]


@pytest.mark.slow
@given(edited(), st.sampled_from((*PROFILE.targets, "json")), st.booleans())
@settings(max_examples=2000)
def test_no_edit_of_a_note_ends_in_a_failed_proof(source: bytes | str, to: str, damaged_ok: bool) -> None:
    result = convert(source, to, profile=PROFILE, damaged_ok=damaged_ok)
    assert result.exit_code != 70, [finding.code for finding in result.findings]
