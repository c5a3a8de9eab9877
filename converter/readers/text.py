"""The copied text: what Clinic24's copy button gives, or what a clinician types (design 2.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from converter.characters import fold, is_blank, name, not_xml, replace_not_xml, trim_blank_lines
from converter.facts import assemble, parse_diagnosis
from converter.findings import Finding
from converter.model import Answer, Diagnosis, Entry
from converter.profile import Heading, Profile
from converter.readers.decoding import place
from converter.reading import Block, Reading

_FREE_TEXT: Final = ("triage.presenting_reason", "triage.question", "triage.answer", "triage.outcome")
_DAMAGED: Final = re.compile("[?\ufffd]")
_LIST_ITEM: Final = re.compile(r"\s*(?:[-–•*·]|[0-9]+[.)])\s")
_HEADING_WORDS: Final = 4
_CLOSE: Final = 0.8
_MISTYPED: Final = 3
"""How many characters a mistyped heading may be longer or shorter."""
_WRONG_PAIRS: Final = tuple(
    (wrong, right)
    for wrong in ("cp1252", "latin-1", "cp850", "mac-roman")
    for right in ("utf-8", "cp1252", "cp850", "mac-roman")
    if wrong != right
)


class _Cut(NamedTuple):
    """A heading and the lines under it, before anything is made of them."""

    heading: str
    meaning: Heading | None
    line: int
    body: str


def read(text: str, profile: Profile) -> Reading:
    """Reads the copied text. Every line ends up under a heading; what is not understood is kept and reported."""
    text, controls = _without_controls(text)
    headings: list[Finding] = []
    cuts = tuple(_cut(text, profile, headings))
    if not any(cut.meaning for cut in cuts):
        return Reading(None, (*controls, *headings, Finding("MVG221")), text)
    built = _Build(profile)
    for cut in cuts:
        built.add(cut)
    return built.reading(text, (*controls, *headings))


def _without_controls(text: str) -> tuple[str, tuple[Finding, ...]]:
    if text.replace("\n", "").isprintable() or not (found := not_xml(text)):
        return text, ()
    seen = {(*place(text, position), name(character)): None for position, character in found}
    return replace_not_xml(text), tuple(Finding("MVG228", line, column, (what,)) for line, column, what in seen)


# -- cutting at the headings ----------------------------------------------------------------------------------


def _cut(text: str, profile: Profile, findings: list[Finding]) -> Iterator[_Cut]:
    known, longest = profile.headings, 2 * profile.longest
    lines = text.split("\n")
    heading, meaning, start, rest = "", None, 0, ""
    for number, line in enumerate(lines):
        head, colon, tail = line.partition(":")
        if len(head) > longest or not head or head.isspace():
            continue
        found = known.get(head.strip().casefold()) or known.get(fold(head))
        if found is None:
            if tail and not tail.isspace():
                continue
            finding = _unknown_heading(lines, number, head, colon, profile)
            if finding is None:
                continue
            findings.append(finding)
            head, colon, tail = line, "", ""
        elif tail and number > start and lines[number - 1].strip() and found.kind != "fact":
            findings.append(Finding("MVG230", number + 1, words=(found.name,)))
        if number or heading:
            yield _Cut(heading, meaning, start, _body(rest, lines[start:number]))
        heading, meaning, start, rest = head + colon, found, number + 1, tail
    yield _Cut(heading, meaning, start, _body(rest, lines[start:]))


def _body(rest: str, lines: list[str]) -> str:
    rest = rest.lstrip()
    return trim_blank_lines("\n".join([rest, *lines]) if rest else "\n".join(lines))


def _unknown_heading(lines: list[str], number: int, head: str, colon: str, profile: Profile) -> Finding | None:
    """The finding for a line that looks like a heading and is none, or None when the line is text.

    Looks like one: a few words alone on a line that are nearly a heading, or that open a paragraph and end in a
    colon with text after them. Words before a list are text: they open the list.
    """
    words = head.split()
    if len(words) > _HEADING_WORDS or not any(map(str.isalpha, head)) or head.rstrip().endswith((".", ",", "!")):
        return None
    if (not head.isascii() or "?" in head) and (repaired := _undamaged(head.strip(), profile.headings)):
        return Finding("MVG226", number + 1, words=(_spelling(repaired, profile),))
    opens = number == 0 or not lines[number - 1].strip()
    if (opens or colon) and (close := _nearest(fold(head), profile.headings)):
        return Finding("MVG224", number + 1, words=(_spelling(close, profile),))
    followed = number + 1 < len(lines) and bool(lines[number + 1].strip())
    if not (opens and colon and followed) or _LIST_ITEM.match(lines[number + 1]):
        return None
    return Finding("MVG225", number + 1)


def _nearest(folded: str, headings: Mapping[str, Heading]) -> str:
    near = [known for known in headings if known[0] == folded[:1] and abs(len(known) - len(folded)) <= _MISTYPED]
    if not near:
        return ""
    from difflib import get_close_matches

    return next(iter(get_close_matches(folded, near, 1, _CLOSE)), "")


def _spelling(folded: str, profile: Profile) -> str:
    meaning = profile.headings[folded]
    return profile.labels[meaning.name] if meaning.kind == "fact" else meaning.name


def _undamaged(head: str, headings: Mapping[str, Heading]) -> str:
    """The heading that `head` was before a wrong encoding damaged it, folded; `""` if there is none."""
    for wrong, right in _WRONG_PAIRS:
        try:
            repaired = fold(head.encode(wrong).decode(right))
        except UnicodeError:
            continue
        if repaired in headings:
            return repaired
    if not _DAMAGED.search(head):
        return ""
    pattern = re.compile(".".join(map(re.escape, _DAMAGED.split(fold(head)))))
    return next((known for known in headings if not known.isascii() and pattern.fullmatch(known)), "")


# -- making sense of what was cut -----------------------------------------------------------------------------


class _Build:
    """Gathers cuts into a note."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.facts: dict[str, str] = {}
        self.entries: list[Entry] = []
        self.answers: list[Answer] = []
        self.diagnoses: dict[str, list[Diagnosis]] = {"principal_diagnosis": [], "secondary_diagnosis": []}
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []

    def add(self, cut: _Cut) -> None:
        meaning = cut.meaning
        if meaning is not None and meaning.kind == "fact" and self._fact(meaning.name, cut):
            self.blocks.append(Block(cut.heading, cut.body, meaning.name))
        elif meaning is not None and meaning.kind != "fact":
            self._entry(meaning.name, cut)
        elif cut.heading or not is_blank(cut.body):
            self._entry(cut.heading.strip().rstrip(":").rstrip(), cut)

    def _entry(self, keyword: str, cut: _Cut) -> None:
        self.entries.append(Entry(keyword, cut.body, "note", cut.line or 1, cut.heading))
        self.blocks.append(Block(cut.heading, cut.body))

    def _fact(self, fact: str, cut: _Cut) -> bool:
        """Takes the block as a fact if it can be understood as one."""
        value = cut.body.strip()
        if not value:
            return True
        if fact in ("triage.question", "triage.answer"):
            return self._triage(fact, value, cut.line)
        if fact in self.diagnoses:
            return self._diagnosis(fact, value, cut)
        if "\n" in value and fact not in _FREE_TEXT:
            return self._not_understood(cut, "en rad")
        if fact in self.profile.values:
            value = self._codes(fact, value, cut)
        if value and self._is_first(fact, cut):
            self.facts[fact] = value
            return True
        return False

    def _triage(self, fact: str, value: str, line: int) -> bool:
        if fact == "triage.question":
            self._pair_open(line)
            self.answers.append(Answer(value, ""))
        elif self.answers and not self.answers[-1].answer:
            self.answers[-1] = Answer(self.answers[-1].question, value)
        else:
            self.findings.append(Finding("MVG316", line))
            self.answers.append(Answer("", value))
        return True

    def _pair_open(self, line: int) -> None:
        if self.answers and not self.answers[-1].answer:
            self.findings.append(Finding("MVG316", line))

    def _diagnosis(self, fact: str, value: str, cut: _Cut) -> bool:
        if "\n" in value:
            return self._not_understood(cut, "en rad")
        known = self.diagnoses[fact]
        if known and fact == "principal_diagnosis":
            self.findings.append(Finding("MVG223", cut.line, words=(self.profile.labels[fact],)))
            return False
        known.append(parse_diagnosis(value))
        return True

    def _codes(self, fact: str, value: str, cut: _Cut) -> str:
        words = self.profile.values[fact]
        parts = value.split(",") if fact == "contact.channels" else [value]
        codes = [next((code for word, code in words.items() if fold(word) == fold(part)), "") for part in parts]
        if not all(codes):
            self._not_understood(cut, ", ".join(words))
            return ""
        return " ".join(codes)

    def _is_first(self, fact: str, cut: _Cut) -> bool:
        twice = fact in self.facts or (fact.startswith("patient.") and fact != "patient.name" and self._has_number())
        if twice:
            self.findings.append(Finding("MVG223", cut.line, words=(self.profile.labels[fact],)))
        return not twice

    def _has_number(self) -> bool:
        return any(fact.startswith("patient.") and fact != "patient.name" for fact in self.facts)

    def _not_understood(self, cut: _Cut, possible: str) -> bool:
        assert cut.meaning is not None
        self.findings.append(Finding("MVG222", cut.line, words=(self.profile.labels[cut.meaning.name], possible)))
        return False

    def reading(self, text: str, findings: tuple[Finding, ...]) -> Reading:
        self._pair_open(0)
        principal = self.diagnoses["principal_diagnosis"] or [Diagnosis()]
        secondary = self.diagnoses["secondary_diagnosis"]
        note = assemble(self.facts, self.entries, self.answers, principal[0], secondary)
        return Reading(note, (*findings, *self.findings), text, "text", tuple(self.blocks))
