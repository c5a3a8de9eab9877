"""The copied text: what Clinic24's copy button gives, or what a clinician types (design 2.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Final, NamedTuple

from converter.characters import fold, is_blank, name, not_xml, replace_not_xml, trim_blank_lines
from converter.facts import assemble, parse_diagnosis
from converter.findings import Finding, has_errors
from converter.model import Answer, Diagnosis, Entry
from converter.profile import Heading, Profile
from converter.reading import Block, Reading

_FREE_TEXT: Final = ("triage.presenting_reason", "triage.question", "triage.answer", "triage.outcome")
_DAMAGED: Final = re.compile("[?\ufffd]")
_LIST_ITEM: Final = re.compile(r"\s*(?:[-–•*·]|[0-9]+[.)])\s")
MAX_CONTROLS: Final = 100
"""How many control characters of one note are told, each once a line."""
MAX_LOOKED_UP: Final = 400
"""How often a line of one note is held against the headings for damage, or for a misspelling: it takes time."""
_HEADING_WORDS: Final = 4
_CLOSE: Final = 0.8
_CLOSER: Final = 0.85
"""How alike a heading a line within a paragraph must be: most of them are text."""
_VERY_CLOSE: Final = 0.9
"""The same for what text follows on the line; and it must be long."""
_LONG: Final = 8
_MARKS: Final = "#*_=>-–—•·.,;!? \t"
"""What stands around a heading in mark-up, in a list or in a hurry."""
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
    cutter = _Cutter(profile)
    cuts = cutter.cuts(text)
    if not any(cut.meaning for cut in cuts):
        return Reading(None, (*controls, *cutter.findings, Finding("MVG221")), text)
    built = _Build(profile)
    for cut in cuts:
        built.add(cut)
    return built.reading(text, (*controls, *cutter.findings))


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
        self.looked_up = 0

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
            found = known.get(bare.casefold()) or known.get(fold(bare))
            if found is None:
                if self._is_pmos_own(bare, number):
                    continue
                finding = self._unknown(lines, number, bare, colon, tail)
                if finding is None:
                    continue
                self.findings.append(finding)
            elif _surprises(found, meaning) and number > start and tail.strip() and lines[number - 1].strip():
                self.findings.append(Finding("MVG230", number + 1, words=(_spelling(fold(bare), self.profile),)))
            if number or heading:
                cuts += _pieces(heading, meaning, start, rest, lines[start:number])
            heading, meaning, start, rest = head + colon, found, number + 1, tail
        return cuts + _pieces(heading, meaning, start, rest, lines[start:])

    def _is_pmos_own(self, bare: str, number: int) -> bool:
        """Whether a line reads like a keyword that only PMO has (R132, R133): it is text, and told."""
        row = self.profile.pmo.get(fold(bare))
        own = row is not None and not row.clinic24
        if row is not None and own:
            self.findings.append(Finding("MVG233", number + 1, words=(row.pmo,)))
        return own

    def _unknown(self, lines: list[str], number: int, bare: str, colon: str, tail: str) -> Finding | None:
        """The finding for a line that looks like a heading and is none, or None when the line is text.

        Looks like one: a keyword of PMO, a damaged heading, or a few words alone on a line that are nearly a heading,
        or that open a paragraph and end in a colon with text after them. Words before a list are text: they open it.
        """
        opens, followed = number == 0 or not lines[number - 1].strip(), bool(tail.strip())
        if row := self.profile.pmo.get(fold(bare)):
            return Finding("MVG224", number + 1, words=(row.clinic24, str(number + 1)))
        if opens and not followed and (framed := fold(bare.strip(_MARKS))) in self.profile.headings:
            return self._nearly(framed, number)
        if len(bare.split()) > _HEADING_WORDS or not any(map(str.isalpha, bare)) or bare.endswith((".", ",", "!")):
            return None
        if (not bare.isascii() or "?" in bare) and (repaired := self._undamaged(bare)):
            return Finding("MVG226", number + 1, words=(_spelling(repaired, self.profile),))
        if close := self._nearest(fold(bare), _VERY_CLOSE if followed else _CLOSE if opens or colon else _CLOSER):
            return self._nearly(close, number)
        below = "" if followed or number + 1 == len(lines) else lines[number + 1]
        looks_like_one = opens and colon and below.strip() and not _LIST_ITEM.match(below)
        return Finding("MVG225", number + 1) if looks_like_one else None

    def _nearly(self, folded: str, number: int) -> Finding:
        """The finding for a line that is nearly this heading."""
        code = "MVG231" if self.profile.headings[folded].kind == "fact" else "MVG224"
        return Finding(code, number + 1, words=(_spelling(folded, self.profile), str(number + 1)))

    def _undamaged(self, bare: str) -> str:
        """The heading that `bare` was before a wrong encoding damaged it, folded; `""` if there is none."""
        return _undamaged(bare, self.profile.headings) if self._looks_up() else ""

    def _looks_up(self) -> bool:
        self.looked_up += 1
        return self.looked_up <= MAX_LOOKED_UP

    def _nearest(self, folded: str, cutoff: float) -> str:
        """The heading that `folded` is a misspelling of; `""` if there is none."""
        if cutoff == _VERY_CLOSE and len(folded) < _LONG:
            return ""
        known = self.profile.headings
        near = [name for name in known if name[0] == folded[0] and abs(len(name) - len(folded)) <= _MISTYPED]
        if not near or not self._looks_up():
            return ""
        from difflib import get_close_matches

        return next(iter(get_close_matches(folded, near, 1, cutoff)), "")


def _surprises(found: Heading, current: Heading | None) -> bool:
    """Whether a heading within a paragraph of the current one may be running text: it takes the lines under it."""
    return not _is_fact(current) and (found.kind != "fact" or found.name in _FREE_TEXT)


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
        self.asked = 0  # the line of a question that still waits for its answer
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
        if fact in ("triage.question", "triage.answer"):
            return self._triage(fact, value, cut.line)
        if not value:
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
        twice = fact in self.facts or (fact.startswith("patient.") and fact != "patient.name" and self._has_number())
        if twice:
            code = "MVG232" if self._is_of_another_patient(fact, value) else "MVG223"
            self.findings.append(Finding(code, cut.line, words=(self.profile.labels[fact],)))
        return not twice

    def _is_of_another_patient(self, fact: str, value: str) -> bool:
        """Whether a name or a number is not the one that was there, however the two are written."""
        return fact.startswith("patient.") and _signs(value) != _signs(self.facts.get(fact, value))

    def _has_number(self) -> bool:
        return any(fact.startswith("patient.") and fact != "patient.name" for fact in self.facts)

    def reading(self, text: str, findings: tuple[Finding, ...]) -> Reading:
        self._close_question()
        principal = self.diagnoses["principal_diagnosis"] or [Diagnosis()]
        secondary = self.diagnoses["secondary_diagnosis"]
        note = assemble(self.facts, self.entries, self.answers, principal[0], secondary)
        told = (*findings, *self.findings)
        return Reading(None if has_errors(told) else note, told, text, "text", tuple(self.blocks))


def _signs(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))
