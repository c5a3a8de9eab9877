"""A copied text, split at its headings and facts into blocks; lines in doubt are asked about on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from converter.characters import fold, trim_blank_lines
from converter.findings import Finding
from converter.profile import Profile
from converter.readers.doubts import Doubts, Line, parts_of, several
from converter.readers.headings import Found, unframed
from converter.readers.layout import FREE_TEXT, Layout
from converter.reading import Block, Decisions

QUESTION_CODES: Final = frozenset(("MVG240", "MVG243", "MVG244", "MVG245", "MVG246", "MVG249", "MVG252"))
_SENTENCE_ENDS: Final = (".", "!", "?")


class Splitter:
    """Splits a text into blocks, and asks about lines in doubt."""

    def __init__(self, layout: Layout, profile: Profile, decisions: Decisions) -> None:
        self.layout = layout
        self.lines = layout.lines
        self.profile = profile
        self.decisions = decisions
        self.split = frozenset(line for line, _ in decisions.splits)
        self.keyword = ""  # the keyword whose text is being read
        self.doubts = Doubts(profile, self._running_text())
        self.findings: list[Finding] = []
        self.questions: list[Finding] = []

    def blocks(self) -> Iterator[Block]:
        """The facts, the headings with their texts and the texts without a heading, in the order of the text."""
        starts = self.layout.starts
        if not starts or starts[0]:
            starts = [0, *starts]
        for start, end in zip(starts, [*starts[1:], len(self.lines.texts)], strict=True):
            yield from self._blocks_between(start, end)
        self.findings += self.doubts.subheading_note()

    def _running_text(self) -> str:
        headings = self.lines.headings
        return "\n".join([headings[at].rest if at in headings else text for at, text in enumerate(self.lines.texts)])

    def _blocks_between(self, start: int, end: int) -> Iterator[Block]:
        """The blocks from one heading, placed text or fact to the next."""
        found = self.lines.headings.get(start)
        if start in self.layout.facts and found is not None:
            if columns := self._columns_within_fact(start, found):
                self._ask(several(self.lines.numbers[start], columns))
            else:
                block, start = self._fact(start, found)
                yield block
            if start < end and (text := self._text(start, end)):
                yield text
        elif found is not None:
            yield self._section(start, end, found)
        else:
            self.keyword = self.lines.placed.get(start) or self.keyword
            if text := self._text(start, end):
                yield text

    # -- texts -------------------------------------------------------------------------------------------------

    def _section(self, start: int, end: int, found: Found) -> Block:
        """A keyword or group heading and the text under it."""
        lines, number = self.lines, self.lines.numbers[start]
        self.keyword = found.meaning.name
        if number not in self.split:
            if columns := self._columns_behind(start, found):
                self._ask(several(number, columns))
            self._report_heading(start, found)
        self._ask_about_lines(start + 1, end)
        body = trim_blank_lines("\n".join([found.rest.lstrip(), *lines.texts[start + 1 : end]]))
        return Block(found.heading, body, "", number, self.keyword)

    def _text(self, start: int, end: int) -> Block | None:
        """Text without a heading of its own: before the first keyword, behind a fact, or where the user placed it."""
        body = trim_blank_lines("\n".join(self.lines.texts[start:end]))
        if not body:
            return None
        self._ask_about_lines(start, end)
        begins = self.lines.next_filled(start)
        return Block("", body, "", self.lines.numbers[begins], "" if start in self.lines.placed else self.keyword)

    def _report_heading(self, at: int, found: Found) -> None:
        """Reports a heading in an unusual form, and one that may be running text."""
        number, texts = self.lines.numbers[at], self.lines.texts
        if not found.plain:
            self.findings.append(Finding("MVG253", number, words=(self.keyword,)))
        within = at > 0 and not self.lines.is_blank(at - 1) and at - 1 not in self.layout.facts
        if within and (found.rest.strip() or texts[at].strip()[0].islower()):
            self.findings.append(Finding("MVG230", number, words=(self.keyword,)))

    def _columns_behind(self, at: int, found: Found) -> list[int]:
        """The columns of headings that may begin behind a keyword on its line."""
        if not found.rest or found.rest.isspace():
            return []
        before = len(self.lines.texts[at]) - len(found.rest)
        return [column + before for column in self.doubts.cuts(found.rest)]

    # -- facts -------------------------------------------------------------------------------------------------

    def _columns_within_fact(self, at: int, found: Found) -> list[int]:
        """The columns of labels that may begin within the value of a fact."""
        if ":" not in found.rest or self.lines.numbers[at] in self.split:
            return []
        before = len(self.lines.texts[at]) - len(found.rest)
        return [column + before for column in self.doubts.cuts(found.rest, facts=True)]

    def _fact(self, start: int, found: Found) -> tuple[Block, int]:
        """A fact with its value, and the index behind it: one line, or free text up to a blank one."""
        lines, fact, value = self.lines, found.meaning.name, found.rest.lstrip()
        end, filled = start + 1, bool(value)
        if not filled:
            below = lines.next_filled(end)
            if filled := below < len(lines.texts) and lines.is_text(below):
                end = below + 1
        if fact in FREE_TEXT:
            end = self._with_added(self._end_of_paragraph(end)) if filled else end
            self._ask(self._paragraph_below(fact, end))
        if end > start + 1:
            value = trim_blank_lines("\n".join([value, *lines.texts[start + 1 : end]]))
        return Block(found.heading, value, fact, lines.numbers[start]), end

    def _with_added(self, end: int) -> int:
        """The end of a free text with the paragraphs below it that the user said belong to it."""
        lines = self.lines
        while (at := lines.next_filled(end)) < len(lines.texts) and lines.numbers[at] in self.decisions.texts:
            end = self._end_of_paragraph(at + 1)
        return end

    def _end_of_paragraph(self, end: int) -> int:
        while end < len(self.lines.texts) and self.lines.is_text(end):
            end += 1
        return end

    def _paragraph_below(self, fact: str, end: int) -> Finding | None:
        """An error for a paragraph below a free text before the first keyword: it may belong to it or not."""
        at = self.lines.next_filled(end)
        if at >= self.layout.first or at == len(self.lines.texts) or not self.lines.is_text(at):
            return None
        number = self.lines.numbers[at]
        return Finding("MVG252", number, words=(self.profile.labels[fact], str(number)))

    # -- lines in doubt ----------------------------------------------------------------------------------------

    def _ask(self, finding: Finding | None) -> None:
        if finding is not None:
            (self.questions if finding.code in QUESTION_CODES else self.findings).append(finding)

    def _ask_about_lines(self, start: int, end: int) -> None:
        """Asks or reports about lines of text, where there is something to say of them."""
        lines, doubts = self.lines, self.doubts
        row = self.profile.places.get(self.keyword)
        own = row is not None and self.profile.rows[row].patients_own
        for at in range(start, end):
            text = lines.texts[at]
            if not text or text.isspace() or at in lines.headings or at in lines.placed:
                continue
            parts = parts_of(text)
            mentions = doubts.mentions(text.casefold())
            long = doubts.is_long(parts[0])
            if (mentions or not long) and lines.numbers[at] not in self.decisions.texts:
                self._ask_about_line(at, own, parts, long, mentions)

    def _ask_about_line(self, at: int, own: bool, parts: tuple[str, bool, str], long: bool, mentions: bool) -> None:
        texts, number = self.lines.texts, self.lines.numbers[at]
        above = texts[at - 1] if at else ""
        opens = not above.strip() or self._is_heading_alone(at - 1)
        if at in self.lines.list_items and not opens:
            self.findings.append(Finding("MVG254", number))
            return
        ended = above.rstrip().endswith(_SENTENCE_ENDS)
        below = texts[at + 1] if at + 1 < len(texts) else ""
        folded, framed = ("", "") if long else (fold(parts[0]), unframed(parts[0]))
        line = Line(number, texts[at], opens, ended, below, own, *parts, folded, framed, mentions)
        self._ask(self.doubts.of(line))

    def _is_heading_alone(self, at: int) -> bool:
        found = self.lines.headings.get(at)
        return found is not None and found.meaning.kind != "fact" and not found.rest.strip()
