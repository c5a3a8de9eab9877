"""The copied text: what Clinic24's copy button gives, or what a clinician types.

A note has a head of facts, sections under keywords, and a tail of facts (`layout`). Every line ends up under a heading,
in a fact, or as text without a place; what a line may be instead is asked (`doubts`), never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from converter.characters import fold, is_blank, name, not_xml, replace_not_xml, trim_blank_lines, with_line_feeds
from converter.facts import assemble, is_reworded, parse_diagnosis
from converter.findings import Finding, has_errors
from converter.model import NO_DIAGNOSIS, Answer, Diagnosis, Entry, TriageNote
from converter.profile import Heading, Profile
from converter.readers.doubts import Doubts, Line, parts_of, several
from converter.readers.headings import at_column
from converter.readers.layout import FREE_TEXT, NUMBERS, Layout, Piece, pieces_of, second_note_in_doubt, value_on_line
from converter.reading import NO_DECISIONS, Block, Decisions, Reading

MAX_CONTROLS: Final = 100
"""How many control characters of one note are told, each once a line."""
_ENDS_A_SENTENCE: Final = (".", "!", "?")
_LISTED: Final = 3
"""From so many headings on that are items of lists, a note may be one list, and they are asked about."""
_NAMES_A_KEYWORD: Final = ("MVG244", "MVG246")
QUESTION_CODES: Final = frozenset(("MVG240", "MVG243", "MVG244", "MVG245", "MVG246", "MVG249", "MVG252"))


class _Cut(NamedTuple):
    """A heading and the lines under it, before anything is made of them."""

    heading: str
    meaning: Heading | None
    line: int
    body: str
    keyword: str = ""
    """The keyword whose text goes on here, behind a fact."""


def read(source: str, profile: Profile, decisions: Decisions = NO_DECISIONS) -> Reading:
    """Reads the copied text. Every line ends up somewhere; what is not understood is kept and reported."""
    text, controls = _without_controls(with_line_feeds(source))
    layout = Layout(pieces_of(text.split("\n"), profile, decisions), profile, decisions)
    cutter = _Cutter(layout, profile, decisions)
    cuts = list(cutter.cuts())
    questions = tuple(sorted((*layout.questions, *cutter.questions), key=lambda finding: finding.line))
    findings = (*controls, *layout.findings, *cutter.findings)
    if questions and not decisions.one_note and not has_errors(findings):
        findings += tuple(second_note_in_doubt(layout.pieces, cutter.possible()))
    possible = bool(questions) and not source.lstrip().startswith("<")  # mark-up has no headings that could be meant
    if not (possible or any(cut.meaning for cut in cuts) or any(piece.placed for piece in layout.pieces)):
        return Reading(None, (*findings, Finding("MVG221")), source, "text")
    built = _Build(profile)
    for cut in cuts:
        built.add(cut)
    findings += tuple(built.close())
    if has_errors(findings):
        return Reading(None, (*controls, *filter(_is_error, findings)), source, "text")
    return Reading(built.note(), findings, source, "text", questions, tuple(built.blocks), decisions)


def _is_error(finding: Finding) -> bool:
    return has_errors((finding,))


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
    """Cuts a text at its headings and facts, and asks about lines in doubt."""

    def __init__(self, layout: Layout, profile: Profile, decisions: Decisions) -> None:
        self.pieces = layout.pieces
        self.facts = layout.facts
        self.profile = profile
        self.decisions = decisions
        self.first = layout.first
        self.compact = layout.compact
        self.listed = sum(piece.in_list for piece in layout.pieces)
        self.split = frozenset(line for line, _ in decisions.splits)
        self.keyword = ""  # whose text is being cut
        self.doubts = Doubts(profile)
        self.findings: list[Finding] = []
        self.questions: list[Finding] = []

    def cuts(self) -> Iterator[_Cut]:
        """The headings and facts with what stands under each, in the order of the text."""
        at = 0
        while at < len(self.pieces):
            piece = self.pieces[at]
            if piece.found and (columns := self._within(at)):
                self._ask(several(piece.number, columns))
            elif at in self.facts:
                cut, at = self._fact(at)
                yield cut
                continue
            if piece.section:
                self.keyword = piece.section
            if piece.keyword:
                self._tell_of_heading(at)
            end = self._end_of_text(at)
            yield self._text(at, end)
            at = end
        self.findings += self.doubts.subheading_note()

    def _within(self, at: int) -> list[int]:
        """The columns of headings that may begin behind the one at the start of a line, where it has text."""
        piece = self.pieces[at]
        is_fact = at in self.facts
        rest = piece.found.rest if piece.found else ""
        if (is_fact and ":" not in rest) or piece.number in self.split or not (piece.keyword or is_fact):
            return []
        before = len(piece.text) - len(rest)
        columns = self.doubts.cuts(rest, facts=is_fact)
        return [column + before for column in columns]

    def _end_of_text(self, start: int) -> int:
        """The index behind the last piece of a text; lines in doubt within it are asked about."""
        row = self.profile.places.get(self.keyword)
        own = row is not None and self.profile.rows[row].patients_own
        for at in range(start, len(self.pieces)):
            piece = self.pieces[at]
            text, found, placed = piece.text, piece.found, piece.placed
            if at > start and (found or placed) and (piece.section or at in self.facts):
                return at
            if not (found or placed or text.isspace()) and text:
                self._doubt(at, own)
        return len(self.pieces)

    def _text(self, start: int, end: int) -> _Cut:
        """The text under a keyword, text that goes on behind a fact, or text without a place."""
        first = self.pieces[start]
        lines = [piece.text for piece in self.pieces[start + 1 : end]]
        if first.keyword and first.found:
            return _Cut(first.found.heading, first.found.meaning, first.number, _body(first.found.rest.lstrip(), lines))
        begins = next((piece.number for piece in self.pieces[start:end] if not piece.blank), first.number)
        return _Cut("", None, begins, _body(first.text, lines), "" if first.placed else self.keyword)

    def _fact(self, start: int) -> tuple[_Cut, int]:
        """A fact with its value, and the index behind it: one line, or free text up to a blank one."""
        piece = self.pieces[start]
        assert piece.found is not None
        end, told = start + 1, bool(value_on_line(piece))
        if not told and (below := self._below(end)) < len(self.pieces) and self._is_text(below):
            end, told = below + 1, True
        if piece.fact in FREE_TEXT:
            end = self._with_added(self._end_of_paragraph(end)) if told else end
            self._ask(self._paragraph_below(piece.fact, end))
        body = _body(piece.found.rest.lstrip(), [under.text for under in self.pieces[start + 1 : end]])
        return _Cut(piece.found.heading, piece.found.meaning, piece.number, body), end

    def _with_added(self, end: int) -> int:
        """The end of a free text with the paragraphs below it that the user said belong to it."""
        while (at := self._below(end)) < len(self.pieces) and self.pieces[at].number in self.decisions.texts:
            end = self._end_of_paragraph(at + 1)
        return end

    def _end_of_paragraph(self, end: int) -> int:
        while end < len(self.pieces) and self._is_text(end):
            end += 1
        return end

    def _below(self, end: int) -> int:
        return next((at for at in range(end, len(self.pieces)) if not self.pieces[at].blank), len(self.pieces))

    def _is_text(self, at: int) -> bool:
        piece = self.pieces[at]
        return not (piece.blank or piece.found or piece.placed)

    def _paragraph_below(self, fact: str, end: int) -> Finding | None:
        """An error for a paragraph below a free text before the first keyword: it may belong to it or not."""
        at = self._below(end)
        if at >= self.first or at == len(self.pieces) or not self._is_text(at):
            return None
        line = str(self.pieces[at].number)
        return Finding("MVG252", int(line), words=(self.profile.labels[fact], line))

    def possible(self) -> Iterator[tuple[int, int, str]]:
        """Line, column and keyword of each heading that is asked about."""
        for question in self.questions:
            if question.code in _NAMES_A_KEYWORD:
                yield question.line, 1, question.words[0]
            elif question.code == "MVG249":
                yield from self._keywords_within(question)

    def _keywords_within(self, question: Finding) -> Iterator[tuple[int, int, str]]:
        text = next(piece.text for piece in self.pieces if piece.number == question.line)
        for place in question.words[0].split(", "):
            column = int(place.partition(":")[2])
            found = at_column(text[column - 1 :], self.profile)
            if found and found.meaning.kind != "fact":
                yield question.line, column, found.meaning.name

    # -- asking and telling ------------------------------------------------------------------------------------

    def _ask(self, finding: Finding | None) -> None:
        if finding is not None:
            (self.questions if finding.code in QUESTION_CODES else self.findings).append(finding)

    def _doubt(self, at: int, own: bool) -> None:
        """Asks or tells about a line of text, where there is something to say of it."""
        number, text, in_list = self.pieces[at].number, self.pieces[at].text, self.pieces[at].in_list
        head, colon, rest = parts_of(text)
        mentions = self.doubts.mentions(text.casefold())
        silent = not mentions and self.doubts.is_long(head) and not self.doubts.may_have_gap(text)
        if silent or number in self.decisions.texts:
            return
        above = self.pieces[at - 1] if at else None
        opens = above is None or above.blank or _is_heading_alone(above)
        if in_list and not (opens or rest or self.listed >= _LISTED) and self.doubts.is_common(head):
            self.findings.append(Finding("MVG254", number))
            return
        next_at = at + 1
        spaced = opens and next_at < len(self.pieces) and self.pieces[next_at].blank
        next_at = self._below(next_at) if spaced else next_at
        below = self.pieces[next_at].text if next_at < len(self.pieces) and self._is_text(next_at) else ""
        ended = above is not None and above.text.rstrip().endswith(_ENDS_A_SENTENCE)
        self._ask(
            self.doubts.of(
                Line(number, text, opens, ended, below, spaced, own, head, colon, rest, self.keyword, mentions)
            )
        )

    def _tell_of_heading(self, at: int) -> None:
        """Tells of a heading in an unusual form, and of one that may be running text."""
        piece = self.pieces[at]
        assert piece.found is not None
        if piece.number in self.split:
            return
        if not piece.found.plain:
            self.findings.append(Finding("MVG253", piece.number, words=(piece.keyword,)))
        within = at > 0 and not self.compact and not self.pieces[at - 1].blank and at - 1 not in self.facts
        followed = bool(value_on_line(piece))
        if within and (followed or piece.text.strip()[0].islower()):
            self.findings.append(Finding("MVG230", piece.number, words=(piece.keyword,)))


def _is_heading_alone(piece: Piece) -> bool:
    return bool(piece.keyword) and not value_on_line(piece)


def _body(rest: str, lines: Sequence[str]) -> str:
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
            self._entry(cut.keyword or cut.heading.strip().rstrip(":").rstrip(), cut)

    def _entry(self, keyword: str, cut: _Cut) -> None:
        self.entries.append(Entry(keyword, cut.body, "note", cut.line or 1, cut.heading))
        self.blocks.append(Block(cut.heading, cut.body, "", cut.line or 1, keyword))

    def _fact(self, fact: str, cut: _Cut) -> bool:
        """Takes the block as a fact if it can be understood as one."""
        value = cut.body if fact in FREE_TEXT else cut.body.strip()
        if fact in ("triage.question", "triage.answer"):
            return self._triage(fact, value, cut.line)
        if not value.strip():
            return True
        if fact in self.diagnoses:
            return self._diagnosis(fact, value, cut)
        if fact in self.profile.codes:
            value = self._codes(fact, value, cut)
        if value and self._is_first(fact, cut):
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
        known.append(diagnosis := parse_diagnosis(value))
        if is_reworded(value, diagnosis):
            self.findings.append(Finding("MVG455", cut.line, words=(self.profile.labels[fact],)))
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

    def _is_first(self, fact: str, cut: _Cut) -> bool:
        alike = NUMBERS if fact in NUMBERS else (fact,)  # a patient has one number, of whatever kind
        if twice := not self.facts.keys().isdisjoint(alike):
            self.findings.append(Finding("MVG223", cut.line, words=(self.profile.labels[fact],)))
        return not twice

    def close(self) -> Iterator[Finding]:
        """What was found; a question that waits for its answer is told of first."""
        self._close_question()
        yield from self.findings

    def note(self) -> TriageNote:
        """The note that was gathered."""
        principal = self.diagnoses["principal_diagnosis"] or [NO_DIAGNOSIS]
        return assemble(self.facts, self.entries, self.answers, principal[0], self.diagnoses["secondary_diagnosis"])
