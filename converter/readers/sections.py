"""Splits a copied text into blocks at its headings and facts, and asks about ambiguous lines."""

from __future__ import annotations

from typing import Final

from converter.findings import Finding
from converter.note.reading import Block, Decisions
from converter.note.unicode_text import case_folded, fold, trim_blank_lines
from converter.profile import Profile
from converter.readers.ambiguity import AmbiguityChecker, is_common_word
from converter.readers.headings import HeadingMatch
from converter.readers.headings_within import column_at_end, keyword_columns, label_columns, split_question
from converter.readers.layout import FREE_TEXT, Layout
from converter.readers.running_line import RunningLine, parts_of, unframed_words

QUESTION_CODES: Final = frozenset(("MVG240", "MVG243", "MVG244", "MVG245", "MVG246", "MVG249", "MVG252"))
_ONE_LIST: Final = 3
"""From so many headings on that are items of lists, a note may be one list, and they are asked about."""
_SENTENCE_ENDS: Final = (".", "!", "?")


class Splitter:
    """Splits a text into blocks; collects the questions and findings about its lines."""

    def __init__(self, layout: Layout, profile: Profile, decisions: Decisions) -> None:
        self.layout = layout
        self.lines = layout.lines
        self.profile = profile
        self.decisions = decisions
        self.split = frozenset(line for line, _ in decisions.splits)
        self.keyword = ""  # the keyword whose text is being read
        running_text = [*self.lines.texts]
        for at, found in self.lines.headings.items():
            running_text[at] = found.rest
        lowered = case_folded("\n".join(running_text))
        self.lowered = lowered.split("\n")
        """Each line as the keywords are looked for in it."""
        self.checker = AmbiguityChecker(profile, lowered)
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self.questions: list[Finding] = []

    def split_text(self) -> list[Block]:
        """The facts, the headings with their texts and the texts without a heading, in the order of the text."""
        starts = self.layout.starts
        if not starts or starts[0]:
            starts = [0, *starts]
        for start, end in zip(starts, [*starts[1:], len(self.lines.texts)], strict=True):
            found = self.lines.headings.get(start)
            if found is not None and start in self.layout.facts:
                self._add_fact(start, end, found)
            elif found is None or found.is_fact:  # a label that is no fact is text
                self.keyword = self.lines.placed.get(start) or self.keyword
                self._add_text(start, end)
            else:
                self._add_section(start, end, found)
        self.findings += self.checker.subheadings.warning()
        return self.blocks

    # -- texts -------------------------------------------------------------------------------------------------

    def _add_section(self, start: int, end: int, found: HeadingMatch) -> None:
        """A keyword or group heading and the text under it."""
        lines, number = self.lines, self.lines.numbers[start]
        self.keyword = found.meaning.name
        if number not in self.split:
            if columns := self._columns_within(start, found.rest):
                before = len(lines.texts[start]) - len(found.rest)
                self._ask(split_question(number, [column + before for column in columns]))
            self._report_heading(start, found)
        self._ask_about_lines(start + 1, end)
        body = trim_blank_lines(lines.text_between(start, end, found.rest.lstrip()))
        self.blocks.append(Block(found.heading, body, "", number, self.keyword))

    def _add_text(self, start: int, end: int) -> None:
        """Text without a heading of its own: before the first keyword, behind a fact, or where the user placed it."""
        body = trim_blank_lines(self.lines.text_between(start, end))
        if not body:
            return
        self._ask_about_lines(start, end)
        number = self.lines.numbers[self.lines.next_filled(start)]
        self.blocks.append(Block("", body, "", number, "" if start in self.lines.placed else self.keyword))

    def _report_heading(self, at: int, found: HeadingMatch) -> None:
        """Reports a heading in an unusual form, and one that may be running text."""
        number, texts = self.lines.numbers[at], self.lines.texts
        if not found.plain:
            self.findings.append(Finding("MVG253", number, words=(self.keyword,)))
        within = at > 0 and not self.lines.is_blank(at - 1) and at - 1 not in self.layout.facts
        if within and not self.layout.compact and (found.rest.strip() or texts[at].strip()[0].islower()):
            self.findings.append(Finding("MVG230", number, words=(self.keyword,)))

    # -- facts -------------------------------------------------------------------------------------------------

    def _add_fact(self, start: int, end: int, found: HeadingMatch) -> None:
        """A fact with its value, and the text behind it; a value with other headings is text until it is split."""
        (_, fact), heading, rest, _, _ = found
        number, value, fact_end = self.lines.numbers[start], rest.lstrip(), start
        may_hold_others = ":" in value or (value and fact in FREE_TEXT)
        if may_hold_others and (columns := self._columns_within_value(start, rest, fact)):
            self._ask(split_question(number, columns))
        else:
            fact_end = start + 1 if value and fact not in FREE_TEXT else self._end_of_fact(start, fact, bool(value))
            if fact_end > start + 1:
                value = trim_blank_lines(self.lines.text_between(start, fact_end, value))
                for at in range(start + 1, fact_end):
                    self._ask(split_question(self.lines.numbers[at], self._columns_within(at, self.lines.texts[at])))
            self.blocks.append(Block(heading, value, fact, number))
        if fact_end < end:
            self._add_text(fact_end, end)

    def _columns_within_value(self, at: int, rest: str, fact: str) -> list[int]:
        """The columns of headings that may begin within the value of a fact, in the rest of its line."""
        if self.lines.numbers[at] in self.split:
            return []
        columns = label_columns(rest, self.profile) if ":" in rest else []
        if fact in FREE_TEXT:
            columns = columns or self._columns_within(at, rest)
        before = len(self.lines.texts[at]) - len(rest)
        return [column + before for column in columns]

    def _columns_within(self, at: int, text: str) -> list[int]:
        """The columns in a text, which is a line or the rest of one, of headings that may begin there."""
        if not text or not self.checker.mentions(self.lowered[at]) or self.lines.numbers[at] in self.decisions.texts:
            return []
        return keyword_columns(text, self.profile) or column_at_end(text, self._next_text(at + 1), self.profile)

    def _end_of_fact(self, start: int, fact: str, filled: bool) -> int:
        """The index behind a fact: it is one line, or the next with text when nothing stands on its own (`filled`).

        Free text goes on to a blank line.
        """
        lines, end = self.lines, start + 1
        if not filled:
            below = lines.next_filled(end)
            is_value = below < len(lines.texts) and lines.is_text(below) and self.layout.doubtful_value(start) < 0
            if filled := is_value:
                end = below + 1
        if fact in FREE_TEXT:
            end = self._with_added(self._end_of_paragraph(end)) if filled else end
            self._ask(self._paragraph_below(fact, end))
        return end

    def _with_added(self, end: int) -> int:
        """The end of a free text, with the paragraphs below it that the user decided are its text (`--text`)."""
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

    # -- ambiguous lines ----------------------------------------------------------------------------------------

    def _ask(self, finding: Finding | None) -> None:
        if finding is not None:
            (self.questions if finding.code in QUESTION_CODES else self.findings).append(finding)

    def _ask_about_lines(self, start: int, end: int) -> None:
        """Asks or reports about lines of text, where there is something to say of them."""
        lines, checker = self.lines, self.checker
        row = self.profile.places.get(self.keyword)
        patients_own = row is not None and self.profile.rows[row].patients_own
        for at in range(start, end):
            text = lines.texts[at]
            if not text or text.isspace() or at in lines.headings or at in lines.placed:
                continue
            parts = parts_of(text)
            mentions = checker.mentions(self.lowered[at])
            is_candidate = mentions or not checker.is_long(parts[0]) or checker.may_have_gap(text)
            if is_candidate and lines.numbers[at] not in self.decisions.texts:
                self._ask_about_line(at, parts, patients_own, mentions)

    def _ask_about_line(self, at: int, parts: tuple[str, bool, str], patients_own: bool, mentions: bool) -> None:
        lines, number = self.lines, self.lines.numbers[at]
        above = lines.texts[at - 1] if at else ""
        opens_paragraph = not above.strip() or self._is_heading_alone(at - 1)
        head, colon, rest = parts
        is_one_item = at in lines.list_items and len(lines.list_items) < _ONE_LIST
        # A short word beside other items of a list is no heading, though it reads like one.
        if is_one_item and not (opens_paragraph or rest) and is_common_word(head):
            self.findings.append(Finding("MVG254", number))
            return
        blank_below = opens_paragraph and at + 1 < len(lines.texts) and lines.is_blank(at + 1)
        is_long = self.checker.is_long(head)
        line = RunningLine(
            number=number,
            text=lines.texts[at],
            opens_paragraph=opens_paragraph,
            after_sentence=above.rstrip().endswith(_SENTENCE_ENDS),
            next_line=self._next_text(lines.next_filled(at + 1) if blank_below else at + 1),
            blank_below=blank_below,
            keyword=self.keyword,
            patients_own=patients_own,
            head=head,
            colon=colon,
            rest=rest,
            folded="" if is_long else fold(head),
            unframed="" if is_long else unframed_words(head),
            mentions=mentions,
        )
        self._ask(self.checker.check(line))

    def _next_text(self, at: int) -> str:
        """A line that is running text; `""` for any other."""
        return self.lines.texts[at] if at < len(self.lines.texts) and self.lines.is_text(at) else ""

    def _is_heading_alone(self, at: int) -> bool:
        found = self.lines.headings.get(at)
        return found is not None and found.meaning.kind != "fact" and not found.rest.strip()
