"""The note that the blocks of a copied text make."""

from __future__ import annotations

from typing import Final

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.facts import assemble
from converter.note.model import NO_DIAGNOSIS, Diagnosis, Entry, TriageAnswer, TriageNote
from converter.note.reading import Block
from converter.note.unicode_text import fold, is_blank
from converter.profile import Profile
from converter.profile.wording import is_reworded, parse_diagnosis
from converter.readers.layout import FREE_TEXT
from converter.readers.second_note import NUMBERS

_CHANNELS: Final = "contact.channels"
"""The one fact that can have several codes."""
_ANSWERS: Final = ("triage.question", "triage.answer")


class NoteBuilder:
    """Builds a note from blocks; a block that cannot be parsed as a fact becomes an entry."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.facts: dict[str, str] = {}
        self.entries: list[Entry] = []
        self.answers: list[TriageAnswer] = []
        self.open_question = 0  # the line of a question without an answer so far
        self.diagnoses: dict[str, list[Diagnosis]] = {"principal_diagnosis": [], "secondary_diagnosis": []}
        self.blocks: list[Block] = []
        """The blocks as they were understood."""
        self.findings: list[Finding] = []

    def add(self, block: Block) -> None:
        """Takes a block as the fact it is, or as an entry."""
        heading, body, fact, line, keyword = block
        if fact and not self._takes_fact(fact, body, line):
            fact, keyword = "", heading.strip().rstrip(":").rstrip()
            block = Block(heading, body, "", line, keyword)
        elif not (fact or heading) and is_blank(body):
            return
        if not fact:
            self.entries.append(Entry(keyword, body, "note", line, heading))
        self.blocks.append(block)

    def close(self) -> None:
        """Reports a question that still waits for its answer."""
        if self.open_question:
            self.findings.append(Finding("MVG316", self.open_question))

    def note(self) -> TriageNote:
        """The note that the blocks make."""
        principal = self.diagnoses["principal_diagnosis"] or [NO_DIAGNOSIS]
        return assemble(self.facts, self.entries, self.answers, principal[0], self.diagnoses["secondary_diagnosis"])

    def _takes_fact(self, fact: str, body: str, line: int) -> bool:
        """Takes the text of a block as a fact if it can be understood as one; False when it cannot."""
        value = body if fact in FREE_TEXT else body.strip()
        if fact in _ANSWERS:
            self._triage(fact, value, line)
            return True
        if not value:
            return True
        if fact in self.diagnoses:
            return self._diagnosis(fact, value, line)
        if known := self.profile.codes.get(fact):
            codes = [known.get(fold(part), "") for part in (value.split(",") if fact == _CHANNELS else (value,))]
            if not all(codes):
                self._report("MVG222", line, self.profile.labels[fact], ", ".join(self.profile.words[fact].values()))
                return False
            value = " ".join(codes)
        # A patient has one number, of whatever kind.
        if fact in self.facts or (fact in NUMBERS and not self.facts.keys().isdisjoint(NUMBERS)):
            self._report("MVG223", line, self.profile.labels[fact])
            return False
        self.facts[fact] = value
        return True

    def _triage(self, fact: str, value: str, line: int) -> None:
        if fact == "triage.question":
            self.close()
            self.answers.append(TriageAnswer(value, ""))
            self.open_question = line
        elif self.open_question:
            self.answers[-1] = TriageAnswer(self.answers[-1].question, value)
            self.open_question = 0
        else:
            self.findings.append(Finding("MVG316", line))
            self.answers.append(TriageAnswer("", value))

    def _diagnosis(self, fact: str, value: str, line: int) -> bool:
        known = self.diagnoses[fact]
        if known and fact == "principal_diagnosis":
            self._report("MVG223", line, self.profile.labels[fact])
            return False
        known.append(diagnosis := parse_diagnosis(value, self.profile.code_systems))
        if is_reworded(value, diagnosis):
            self._report("MVG455", line, self.profile.labels[fact])
        return True

    def _report(self, code: Code, line: int, *words: str) -> None:
        self.findings.append(Finding(code, line, words=words))
