"""The layout of a copied text: a head of facts, sections under keywords, a tail of facts.

A line with a label is a fact in the head (before the first keyword) and in the tail (a run of such lines that reaches
the end of the text). Anywhere else it is text, with a question to the user or a warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from converter.findings import Finding
from converter.note.facts import REQUIRABLE
from converter.note.reading import NO_DECISIONS, Decisions
from converter.note.unicode_text import folded_letters
from converter.profile import Profile
from converter.readers.lines import SourceLines
from converter.readers.running_line import LABEL_WORDS, SHORT_LINE, is_sentence, words_of
from converter.readers.second_note import second_note

FREE_TEXT: Final = ("triage.presenting_reason", "triage.question", "triage.answer", "triage.outcome")
"""Facts of several lines, up to a blank one."""
_REPEATED: Final = ("secondary_diagnosis",)
_SEVERAL: Final = 2
_ALSO_GRAVE: Final = ("secondary_diagnosis", "signing_unit.hsa_id", "signer", "signed_at")


class Layout:
    """Which lines of a text are facts and where its sections begin, with the questions and warnings about that."""

    def __init__(self, lines: SourceLines, profile: Profile, decisions: Decisions) -> None:
        self.lines = lines
        self.profile = profile
        self.decisions = decisions
        self.findings: list[Finding] = []
        self.questions: list[Finding] = []
        self.labels: list[int] = []
        keywords: list[int] = []
        for at, found in lines.headings.items():
            (self.labels if found.meaning.kind == "fact" else keywords).append(at)
        self.first = keywords[0] if keywords else len(lines.texts)
        """The index of the first keyword."""
        self.last = max([keywords[-1], *lines.placed]) if keywords else len(lines.texts)
        """The index of the last keyword, or of the last text that the user placed."""
        self.facts = self._facts()
        """The indexes of the lines that are facts."""
        self.starts = sorted({*keywords, *lines.placed, *self.facts})
        """The indexes of the lines where a section, a placed text or a fact begins."""
        self.compact = is_compact(lines, keywords)
        """Whether it is the note's style to have the text of a heading behind it and no blank line above."""
        if keywords:
            self.findings += self._order(keywords)
        if decisions != NO_DECISIONS:
            self.findings += without_effect(lines, self.labels, decisions)
        self.findings += second_note(lines, keywords, self.labels, self.facts, profile, decisions.one_note)

    def _facts(self) -> frozenset[int]:
        """The indexes of the labels that are facts: those of head and tail, and those that the user decided so."""
        labels = self.labels
        decided = {at for at in labels if self.lines.numbers[at] in self.decisions.facts}
        facts = {at for at in labels if at < self.first and self.doubtful_value(at) < 0} | decided
        if not labels or labels[-1] < self.first:
            self._ask_for_labels(at for at in labels if at not in facts)
            return frozenset(facts)
        if len(facts) == len(labels):
            return frozenset(facts)
        tail = [at for at in self._tail(len(self.lines.texts)) if at not in facts]
        above_text = [] if tail else self._tail_above_text()
        tail = tail or above_text
        if tail and not self._is_accepted(tail, facts):
            tail = []
        body = [at for at in labels if at not in facts and at not in tail]
        if tail and (above_text or self._is_doubtful(tail[0])):
            self._ask_for_tail(tail)
            tail = []
        self._ask_for_labels(body)
        return frozenset((*facts, *tail))

    def doubtful_value(self, at: int) -> int:
        """The index of the line below a label that may be its value or a text; -1 where there is no doubt.

        A value is no sentence, and short where a blank line stands between. The user may have decided that it is one.
        """
        lines = self.lines
        if lines.value_on_line(at) or self._fact(at) in FREE_TEXT:
            return -1
        below = lines.next_filled(at + 1)
        if below == len(lines.texts) or not lines.is_text(below) or lines.numbers[below] in self.decisions.facts:
            return -1
        most_words = SHORT_LINE if below == at + 1 else LABEL_WORDS
        return below if _reads_like_text(lines.texts[below], most_words) else -1

    def _tail_above_text(self) -> list[int]:
        """The last run of labels, where it has what the head lacks of the required facts, and other text follows.

        Under the patient's own keyword there is none: each label is asked about. Nor where the user named a fact.
        """
        last = self.labels[-1]
        if (
            last < self.last
            or self._is_patients_own()
            or any(self.lines.numbers[at] in self.decisions.facts for at in self.labels)
        ):
            return []
        run = self._tail(self._end_of_value(last))
        stated, head = {self._fact(at) for at in run}, {self._fact(at) for at in self.labels if at < self.first}
        fields = [REQUIRABLE[field.fact] for field in self.profile.required]
        whole = all(any(label in stated or label in head for label in labels) for labels in fields)
        return run if whole and not stated.isdisjoint(self._required()) else []

    def _end_of_value(self, at: int) -> int:
        """The index behind a label and its value, which may stand on the line below."""
        below = at + 1
        ends = self.lines.value_on_line(at) or below == len(self.lines.texts) or self.lines.is_blank(below)
        return below if ends or self.doubtful_value(at) >= 0 else below + 1

    def _tail(self, end: int) -> list[int]:
        """The run of labels, each with its value, that reaches an index; decided text may stand in it."""
        lines, tail, at = self.lines, [], end - 1
        while at > self.last:
            if at in lines.headings:
                tail.append(at)
            elif not lines.is_blank(at) and lines.numbers[at] not in self.decisions.texts:
                label = self._label_above(at)
                if label <= self.last:
                    break
                tail.append(label)
                at = label
            at -= 1
        return tail[::-1]

    def _label_above(self, at: int) -> int:
        """The index of the label whose value stands here, alone on a line above; -1 without one."""
        lines = self.lines
        above = next((other for other in range(at - 1, self.last, -1) if not lines.is_blank(other)), -1)
        is_label = above in lines.headings and not lines.value_on_line(above)
        return above if is_label and self.doubtful_value(above) < 0 else -1

    def _is_accepted(self, tail: Sequence[int], known: Iterable[int]) -> bool:
        """Whether each label occurs once in the tail, and none contradicts the head. Reports each that does."""
        head = {self._fact(at): at for at in sorted(known)}
        seen: set[str] = set()
        accepted = True
        for at in tail:
            fact = self._fact(at)
            if fact in _REPEATED:
                continue
            if fact in seen or (fact in head and not self._is_same_value(head[fact], at)):
                self.findings.append(Finding("MVG223", self.lines.numbers[at], words=(self.profile.labels[fact],)))
                accepted = False
            seen.add(fact)
        return accepted

    def _is_same_value(self, one: int, other: int) -> bool:
        """Whether two labels have the same value, but for signs, spaces and case."""
        return folded_letters(self.lines.value(one)) == folded_letters(self.lines.value(other))

    def _is_doubtful(self, first: int) -> bool:
        """Whether the tail may belong to the text above it: the patient's own, or a line that ends in a colon."""
        lines = self.lines
        if self._is_patients_own():
            return True
        above = next((at for at in range(first - 1, self.last, -1) if not lines.is_blank(at)), None)
        return above is not None and lines.texts[above].rstrip().endswith(":")

    def _is_patients_own(self) -> bool:
        """Whether the last keyword is the patient's own."""
        keyword = self.lines.placed.get(self.last) or self._fact(self.last)
        row = self.profile.places.get(keyword)
        return row is not None and self.profile.rows[row].patients_own

    def _ask_for_tail(self, tail: Sequence[int]) -> None:
        first, last = self.lines.numbers[tail[0]], self.lines.numbers[tail[-1]]
        labels = ", ".join(dict.fromkeys(self.profile.labels[self._fact(at)] for at in tail))
        self.questions.append(
            Finding("MVG243", first, words=(labels, str(first) if first == last else f"{first}-{last}"))
        )

    def _ask_for_labels(self, labels: Iterable[int]) -> None:
        """A question for each label in the body that would open the gate or name a signer; a warning for others."""
        grave = {*_ALSO_GRAVE, *self._required()}
        for at in labels:
            number, fact = self.lines.numbers[at], self._fact(at)
            value = self.doubtful_value(at)
            lines = str(number) if value < 0 else f"{number}-{self.lines.numbers[value]}"
            words = (self.profile.labels[fact], lines)
            if fact in grave:
                self.questions.append(Finding("MVG240", number, words=words))
            else:
                self.findings.append(Finding("MVG242", number, words=words))

    def _order(self, keywords: Sequence[int]) -> Iterator[Finding]:
        """A warning for each keyword that comes after one that the keyword table has further down."""
        rows, last, above = self.profile.places, -1, 0
        seen: set[str] = set()
        for at in keywords:
            keyword = self.lines.headings[at].meaning.name
            row = rows.get(keyword)
            if row is None:
                continue
            if row < last and keyword not in seen:
                yield Finding("MVG236", self.lines.numbers[at], words=(keyword, str(above)))
            seen.add(keyword)
            if row >= last:
                last, above = row, self.lines.numbers[at]

    def _required(self) -> set[str]:
        """The keys of the labels of the facts that a note must have."""
        return {label for field in self.profile.required for label in REQUIRABLE[field.fact]}

    def _fact(self, at: int) -> str:
        return self.lines.headings[at].meaning.name


def _reads_like_text(line: str, most_words: int) -> bool:
    """Whether a line ends as a sentence does, or has more words, and no digit, than a value may have."""
    words = words_of(line)
    return is_sentence(line, words) or (len(words) > most_words and not any(map(str.isdigit, line)))


def is_compact(lines: SourceLines, keywords: Sequence[int]) -> bool:
    """Whether each heading but the first has no blank line above it and its text behind it, and there are several."""
    return len(keywords) > _SEVERAL and all(
        lines.value_on_line(at) and not lines.is_blank(at - 1) and lines.texts[at].lstrip()[0].isupper()
        for at in keywords[1:]
    )


def without_effect(lines: SourceLines, labels: Iterable[int], decisions: Decisions) -> Iterator[Finding]:
    """A warning for each decision without effect: no such line, no label on it, no heading at that column."""
    labelled = {lines.numbers[at] for at in labels}
    unused = sorted(line for run in _runs(decisions.facts) if labelled.isdisjoint(run) for line in run)
    yield from (Finding("MVG255", words=(f"--fact {line}",)) for line in unused)
    last = lines.numbers[-1]
    yield from (Finding("MVG255", words=(f"--text {line}",)) for line in sorted(decisions.texts) if line > last)
    begun = Counter(lines.numbers[at] for at in lines.headings)
    requested = Counter(line for line, _ in decisions.splits)
    yield from (
        Finding("MVG255", words=(f"--split {line}",)) for line in sorted(requested) if begun[line] < requested[line]
    )


def _runs(lines: Iterable[int]) -> list[list[int]]:
    """The numbers in runs without a gap: a decision about several lines includes the blank ones and the values."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and runs[-1][-1] == line - 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs
