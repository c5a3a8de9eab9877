"""The model: what makes two notes the same."""

from __future__ import annotations

from converter.note.model import Entry


def test_where_and_how_a_heading_was_written_does_not_count() -> None:
    one, other = Entry("Status", "x", line=3, heading="STATUS:"), Entry("Status", "x", line=9, heading="Status")
    assert one == other
    assert not one != other  # noqa: SIM202 -- the operator itself is tested
    assert len({one, other}) == 1


def test_what_an_entry_says_counts() -> None:
    assert Entry("Status", "x") != Entry("Status", "y")
    assert Entry("Status", "x") != Entry("Bedömning", "x")
    assert Entry("Status", "x") != Entry("Status", "x", "phrase")
    assert Entry("Status", "x") != ("Status", "x", "note")
