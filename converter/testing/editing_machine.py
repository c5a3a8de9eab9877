"""A Hypothesis state machine that edits a note as a clinician does, and checks properties after each step.

After each step the gate, the balance and XML = text must hold. Subclass it with a profile of your own:

    class TestMine(NoteEditing.TestCase): ...
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from converter.note.model import Contact, Diagnosis, Entry, TriageNote, Unit
from converter.profile import Profile, default_profile
from converter.testing.note_strategies import contacts, diagnoses
from converter.testing.properties import PROPERTIES
from converter.testing.text_strategies import facts, texts
from converter.testing.writers import as_text, as_xml

HELD_AT_EACH_STEP = ("gate", "balance", "forms")


def editing(profile: Profile) -> type[RuleBasedStateMachine]:  # noqa: C901 -- it counts the rules of the machine
    """The state machine for a profile: edits a note as a clinician would, and checks after each step."""
    keywords = st.sampled_from([*profile.places, *profile.groups])
    written = st.one_of(texts(profile), st.just(""))

    class NoteEditing(RuleBasedStateMachine):
        """A note being written."""

        note: TriageNote
        """Its facts."""
        entries: list[Entry]

        @initialize(keyword=keywords, text=written)
        def begin(self, keyword: str, text: str) -> None:
            self.note, self.entries = TriageNote(), [Entry(keyword, text)]

        @rule(keyword=keywords, text=written)
        def write(self, keyword: str, text: str) -> None:
            """Adds a keyword with its text at the end."""
            self.entries.append(Entry(keyword, text))

        @rule(at=st.integers(0, 9), text=written)
        def rewrite(self, at: int, text: str) -> None:
            """Replaces the text under a keyword."""
            self.entries[at % len(self.entries)] = self.entries[at % len(self.entries)]._replace(text=text)

        @precondition(lambda self: len(self.entries) > 1)
        @rule(at=st.integers(0, 9))
        def strike(self, at: int) -> None:
            """Removes a keyword with its text."""
            del self.entries[at % len(self.entries)]

        @rule(at=st.integers(0, 9))
        def move(self, at: int) -> None:
            """Moves a keyword to the top."""
            self.entries.insert(0, self.entries.pop(at % len(self.entries)))

        @rule(diagnosis=st.sampled_from((Diagnosis(), *diagnoses(profile))))
        def diagnose(self, diagnosis: Diagnosis) -> None:
            """Sets or removes the principal diagnosis."""
            self.note = self.note._replace(principal_diagnosis=diagnosis)

        @rule(record_type=st.one_of(st.just(""), facts()), unit=st.one_of(st.just(""), facts()))
        def sign(self, record_type: str, unit: str) -> None:
            """Fills in or empties record type and signing unit."""
            self.note = self.note._replace(record_type=record_type, signing_unit=Unit(unit))

        @rule(contact=contacts(profile))
        def contact(self, contact: Contact) -> None:
            """Sets the facts of the contact."""
            self.note = self.note._replace(contact=contact)

        @invariant()
        def holds(self) -> None:
            """The properties hold for both forms of the note."""
            note = self.note._replace(entries=tuple(self.entries))
            for source in (as_xml(note), as_text(note, profile)):
                for name in HELD_AT_EACH_STEP:
                    verdict = PROPERTIES[name].holds(source.encode(), profile)
                    assert not verdict.reason, f"{name}: {verdict.reason}"

    return NoteEditing


NoteEditing: Any = editing(default_profile())
"""The state machine for the shipped profile."""
