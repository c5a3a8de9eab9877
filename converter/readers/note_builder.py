"""The note that the blocks of a copied text make."""

from __future__ import annotations

from typing import Final

from converter.characters import fold, is_blank
from converter.facts import assemble, is_reworded, parse_diagnosis
from converter.findings import Finding
from converter.model import NO_DIAGNOSIS, Answer, Diagnosis, Entry, TriageNote
from converter.profile import Profile
from converter.readers.layout import FREE_TEXT, NUMBERS
from converter.reading import Block

_CHANNELS: Final = "contact.channels"
"""The one fact that can have several codes."""


class NoteBuilder:
    """Gathers blocks into a note; a block that cannot be understood as a fact becomes an entry."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.facts: dict[str, str] = {}
        self.entries: list[Entry] = []
        self.answers: list[Answer] = []
        self.asked = 0  # the line of a question that still waits for its answer
        self.diagnoses: dict[str, list[Diagnosis]] = {"principal_diagnosis": [], "secondary_diagnosis": []}
        self.blocks: list[Block] = []
        """The blocks as they were understood."""
        self.findings: list[Finding] = []

    def add(self, block: Block) -> None:
        """Takes a block as the fact it is, or as an entry."""
        heading, body, fact, line, _ = block
        if fact and self._fact(block):
            self.blocks.append(block)
        elif fact:
            self._entry(Block(heading, body, "", line, heading.strip().rstrip(":").rstrip()))
        elif heading or not is_blank(body):
            self._entry(block)

    def close(self) -> None:
        """Reports a question that still waits for its answer."""
        if self.asked:
            self.findings.append(Finding("MVG316", self.asked))

    def note(self) -> TriageNote:
        """The note that was gathered."""
        principal = self.diagnoses["principal_diagnosis"] or [NO_DIAGNOSIS]
        return assemble(self.facts, self.entries, self.answers, principal[0], self.diagnoses["secondary_diagnosis"])

    def _entry(self, block: Block) -> None:
        heading, body, _, line, keyword = block
        self.entries.append(Entry(keyword, body, "note", line, heading))
        self.blocks.append(block)

    def _fact(self, block: Block) -> bool:
        """Takes the block as a fact if it can be understood as one."""
        fact = block.fact
        value = block.body if fact in FREE_TEXT else block.body.strip()
        if fact in ("triage.question", "triage.answer"):
            self._triage(fact, value, block.line)
            return True
        if not value:
            return True
        if fact in self.diagnoses:
            return self._diagnosis(fact, value, block.line)
        if fact in self.profile.codes:
            value = self._codes(fact, value, block.line)
        if value and self._is_first(fact, block.line):
            self.facts[fact] = value
            return True
        return False

    def _triage(self, fact: str, value: str, line: int) -> None:
        if fact == "triage.question":
            self.close()
            self.answers.append(Answer(value, ""))
            self.asked = line
        elif self.asked:
            self.answers[-1] = Answer(self.answers[-1].question, value)
            self.asked = 0
        else:
            self.findings.append(Finding("MVG316", line))
            self.answers.append(Answer("", value))

    def _diagnosis(self, fact: str, value: str, line: int) -> bool:
        known = self.diagnoses[fact]
        if known and fact == "principal_diagnosis":
            self._report("MVG223", line, self.profile.labels[fact])
            return False
        known.append(diagnosis := parse_diagnosis(value))
        if is_reworded(value, diagnosis):
            self._report("MVG455", line, self.profile.labels[fact])
        return True

    def _codes(self, fact: str, value: str, line: int) -> str:
        """The codes that words of the profile stand for, separated by spaces; `""` when one is unknown."""
        known = self.profile.codes[fact]
        codes = [known.get(fold(part), "") for part in (value.split(",") if fact == _CHANNELS else [value])]
        if all(codes):
            return " ".join(codes)
        self._report("MVG222", line, self.profile.labels[fact], ", ".join(self.profile.words[fact].values()))
        return ""

    def _is_first(self, fact: str, line: int) -> bool:
        alike = NUMBERS if fact in NUMBERS else (fact,)  # a patient has one number, of whatever kind
        if again := not self.facts.keys().isdisjoint(alike):
            self._report("MVG223", line, self.profile.labels[fact])
        return not again

    def _report(self, code: str, line: int, *words: str) -> None:
        self.findings.append(Finding(code, line, words=words))
