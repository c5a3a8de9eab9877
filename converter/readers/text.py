"""The copied text: what Clinic24's copy button gives, or what a clinician types (design 2.4)."""

from __future__ import annotations

from itertools import islice
from typing import Final, NamedTuple

from converter.characters import fold, is_blank, name, not_xml, replace_not_xml, trim_blank_lines, with_line_feeds
from converter.facts import assemble, parse_diagnosis
from converter.findings import Finding, has_errors
from converter.model import NO_DIAGNOSIS, NUMBER_TYPES, Answer, Diagnosis, Entry
from converter.profile import Heading, Profile
from converter.readers.lookalikes import Line, Lookalikes, spelling
from converter.reading import NO_DECISIONS, Block, Decisions, Reading

_AT_THE_END: Final = (
    *("principal_diagnosis", "secondary_diagnosis", "record_type", "signing_unit.name", "signing_unit.hsa_id"),
    *("signer", "signed_at"),
)
"""Facts that often stand right under the last text."""
_FREE_TEXT: Final = ("triage.presenting_reason", "triage.question", "triage.answer", "triage.outcome")
_NUMBERS: Final = tuple(f"patient.{kind}" for kind in NUMBER_TYPES)
MAX_CONTROLS: Final = 100
"""How many control characters of one note are told, each once a line."""


class _Cut(NamedTuple):
    """A heading and the lines under it, before anything is made of them."""

    heading: str
    meaning: Heading | None
    line: int
    body: str


def read(source: str, profile: Profile, _: Decisions = NO_DECISIONS) -> Reading:
    """Reads the copied text. Every line ends up under a heading; what is not understood is kept and reported."""
    text, controls = _without_controls(with_line_feeds(source))
    cutter = _Cutter(profile)
    cuts = cutter.cuts(text)
    if not any(cut.meaning for cut in cuts):
        return Reading(None, (*controls, *cutter.findings, Finding("MVG221")), source)
    built = _Build(profile)
    for cut in cuts:
        built.add(cut)
    return built.reading(source, (*controls, *cutter.findings))


def _without_controls(text: str) -> tuple[str, tuple[Finding, ...]]:
    """U+FFFD in the place of what XML cannot hold, and a finding for each such character and line."""
    clean = replace_not_xml(text)
    if clean == text:
        return text, ()
    places = (
        Finding("MVG228", number, position + 1, (name(character),))
        for number, line in enumerate(text.split("\n"), 1)
        for position, character in not_xml(line)
    )
    return clean, tuple(islice(places, MAX_CONTROLS))


# -- cutting at the headings ----------------------------------------------------------------------------------


class _Cutter:
    """Cuts a text at its headings, and tells of lines that only look like one."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.findings: list[Finding] = []
        self.lookalikes = Lookalikes(profile)

    def cuts(self, text: str) -> list[_Cut]:
        cuts: list[_Cut] = []
        known, longest = self.profile.headings, 2 * self.profile.longest
        lines = text.split("\n")
        heading, meaning, start, rest = "", None, 0, ""
        for number, line in enumerate(lines):
            head, colon, tail = line.partition(":")
            bare = head.strip()
            if not bare or len(bare) > longest:
                continue
            found = known.get(folded := bare.casefold()) or known.get(folded := fold(bare))
            if found is None:
                if not self._cuts_at(_line(lines, number, bare, folded, colon, tail)):
                    continue
            elif number > start and lines[number - 1].strip() and _surprises(found, meaning, bare, bool(tail.strip())):
                self.findings.append(Finding("MVG230", number + 1, words=(spelling(folded, self.profile),)))
            if number or heading:
                cuts += _pieces(heading, meaning, start, rest, lines[start:number])
            heading, meaning, start, rest = head + colon, found, number + 1, tail
        return cuts + _pieces(heading, meaning, start, rest, lines[start:])

    def _cuts_at(self, line: Line) -> bool:
        """Whether a line looks like a heading; what is to be told of it is told."""
        if own := self.lookalikes.pmos_own(line):
            self.findings.append(Finding("MVG233", line.number, words=(own,)))
            return False
        finding = self.lookalikes.finding(line)
        self.findings += [finding] if finding else []
        return finding is not None


def _line(lines: list[str], number: int, bare: str, folded: str, colon: str, tail: str) -> Line:
    opens = number == 0 or not lines[number - 1].strip()
    below = lines[number + 1] if number + 1 < len(lines) else ""
    return Line(number + 1, bare, folded, colon, bool(tail.strip()), opens, below)


def _surprises(found: Heading, current: Heading | None, bare: str, followed: bool) -> bool:
    """Whether a heading within a paragraph may be running text: words before a colon, or a line that was wrapped."""
    if _is_fact(current) or found.name in _AT_THE_END:
        return False
    return followed or (found.kind != "fact" and bare[0].islower())


def _is_fact(meaning: Heading | None) -> bool:
    return meaning is not None and meaning.kind == "fact"


def _pieces(heading: str, meaning: Heading | None, line: int, rest: str, lines: list[str]) -> list[_Cut]:
    """A heading and the lines under it. A fact is one line, or free text up to a blank one: the rest is another cut."""
    rest = rest.lstrip()
    if not lines:
        return [_Cut(heading, meaning, line, rest)]
    if meaning is None or meaning.kind != "fact":
        return [_Cut(heading, meaning, line, _body(rest, lines))]
    filled = [number for number, under in enumerate(lines) if under.strip()]
    first = 0 if rest or not filled else filled[0]
    end = first + (not rest)
    if meaning.name in _FREE_TEXT:
        end = next((number for number in range(first, len(lines)) if not lines[number].strip()), len(lines))
    cuts = [_Cut(heading, meaning, line, _body(rest, lines[:end]))]
    if after := [number for number in filled if number >= end]:
        cuts.append(_Cut("", None, line + after[0] + 1, _body("", lines[end:])))
    return cuts


def _body(rest: str, lines: list[str]) -> str:
    return trim_blank_lines("\n".join([rest, *lines]))


# -- making sense of what was cut -----------------------------------------------------------------------------


class _Build:
    """Gathers cuts into a note."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.facts: dict[str, str] = {}
        self.entries: list[Entry] = []
        self.answers: list[Answer] = []
        self.asked = 0  # the line of a question that still waits for its answer
        self.diagnoses: dict[str, list[Diagnosis]] = {"principal_diagnosis": [], "secondary_diagnosis": []}
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []

    def add(self, cut: _Cut) -> None:
        meaning = cut.meaning
        if meaning is not None and meaning.kind == "fact" and self._fact(meaning.name, cut):
            self.blocks.append(Block(cut.heading, cut.body, meaning.name, cut.line))
        elif meaning is not None and meaning.kind != "fact":
            self._entry(meaning.name, cut)
        elif cut.heading or not is_blank(cut.body):
            self._entry(cut.heading.strip().rstrip(":").rstrip(), cut)

    def _entry(self, keyword: str, cut: _Cut) -> None:
        self.entries.append(Entry(keyword, cut.body, "note", cut.line or 1, cut.heading))
        self.blocks.append(Block(cut.heading, cut.body, "", cut.line or 1, keyword))

    def _fact(self, fact: str, cut: _Cut) -> bool:
        """Takes the block as a fact if it can be understood as one."""
        value = cut.body if fact in _FREE_TEXT else cut.body.strip()
        if fact in ("triage.question", "triage.answer"):
            return self._triage(fact, value, cut.line)
        if not value.strip():
            return True
        if fact in self.diagnoses:
            return self._diagnosis(fact, value, cut)
        if fact in self.profile.codes:
            value = self._codes(fact, value, cut)
        if value and self._is_first(fact, value, cut):
            self.facts[fact] = value
            return True
        return False

    def _triage(self, fact: str, value: str, line: int) -> bool:
        if fact == "triage.question":
            self._close_question()
            self.answers.append(Answer(value, ""))
            self.asked = line
        elif self.asked:
            self.answers[-1] = Answer(self.answers[-1].question, value)
            self.asked = 0
        else:
            self.findings.append(Finding("MVG316", line))
            self.answers.append(Answer("", value))
        return True

    def _close_question(self) -> None:
        if self.asked:
            self.findings.append(Finding("MVG316", self.asked))

    def _diagnosis(self, fact: str, value: str, cut: _Cut) -> bool:
        known = self.diagnoses[fact]
        if known and fact == "principal_diagnosis":
            self.findings.append(Finding("MVG223", cut.line, words=(self.profile.labels[fact],)))
            return False
        known.append(parse_diagnosis(value))
        return True

    def _codes(self, fact: str, value: str, cut: _Cut) -> str:
        known = self.profile.codes[fact]
        parts = value.split(",") if fact == "contact.channels" else [value]
        codes = [known.get(fold(part), "") for part in parts]
        if not all(codes):
            words = self.profile.labels[fact], ", ".join(self.profile.words[fact].values())
            self.findings.append(Finding("MVG222", cut.line, words=words))
            return ""
        return " ".join(codes)

    def _is_first(self, fact: str, value: str, cut: _Cut) -> bool:
        alike = _NUMBERS if fact in _NUMBERS else (fact,)  # a patient has one number, of whatever kind
        if twice := not self.facts.keys().isdisjoint(alike):
            code = "MVG232" if self._is_of_another_patient(fact, value) else "MVG223"
            self.findings.append(Finding(code, cut.line, words=(self.profile.labels[fact],)))
        return not twice

    def _is_of_another_patient(self, fact: str, value: str) -> bool:
        """Whether a name or a number is not the one that was there, however the two are written."""
        return fact.startswith("patient.") and _signs(value) != _signs(self.facts.get(fact, value))

    def reading(self, text: str, findings: tuple[Finding, ...]) -> Reading:
        self._close_question()
        principal = self.diagnoses["principal_diagnosis"] or [NO_DIAGNOSIS]
        secondary = self.diagnoses["secondary_diagnosis"]
        note = assemble(self.facts, self.entries, self.answers, principal[0], secondary)
        told = (*findings, *self.findings)
        return Reading(None if has_errors(told) else note, told, text, "text", tuple(self.blocks))


def _signs(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))
