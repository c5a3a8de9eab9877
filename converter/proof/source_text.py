"""The first proof, for copied text: the note that was read, compared with the text that it was read from.

A reader of copied text returns the blocks into which it cut the text: each a heading and what stood under it. The note
is proven when the blocks cover the whole text, each block is what its heading means, and the entries and facts of the
note are the blocks.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Mapping, Sequence, Set
from itertools import compress
from typing import Final, NamedTuple

from converter.note.model import Diagnosis, TriageNote
from converter.note.reading import Block, Reading
from converter.profile import Profile
from converter.proof.facts import FACTS, values_of
from converter.proof.heading_meanings import (
    fact_meanings,
    is_heading_of,
    keyword_meanings,
    meaning_of,
    section_keywords,
)
from converter.proof.record import diagnosis_matches
from converter.proof.text_rules import fold, is_blank, replace_not_xml, xml_line_feeds

_OTHER_LINE_ENDS: Final = ("\v", "\f", "\x85", "\u2028", "\u2029")
_NAMES: Final = tuple(fact.name for fact in FACTS)


def text_is_proven(reading: Reading, note: TriageNote, profile: Profile) -> bool:
    """Whether the note holds what the text says: heading by heading, line by line, fact by fact."""
    blocks, decisions = reading.blocks, reading.decisions
    source = with_line_feeds(reading.text)
    body_lines = _plain_body_lines(blocks, source) or _body_lines(blocks, source, bool(decisions.splits))
    return (
        body_lines is not None
        and _headings_are_proven(blocks, note, {keyword for _, keyword in decisions.places}, profile)
        and _are_facts_in_place(reading, profile)
        and _facts_are_proven(blocks, note, profile)
        and _no_heading_within(body_lines, reading, profile)
    )


def with_line_feeds(text: str) -> str:
    """The text with a line feed for each line end, and U+FFFD for each character that XML cannot hold."""
    text = xml_line_feeds(text)
    for end in _OTHER_LINE_ENDS:
        if end in text:
            text = text.replace(end, "\n")
    return replace_not_xml(text)


# -- coverage: every line of the source belongs to one block --------------------------------------------------


def _plain_body_lines(blocks: Sequence[Block], source: str) -> list[int] | None:
    """`_body_lines` of the usual layout, proven in one comparison; None for every other layout.

    Usual are facts on the line of their label, texts on lines of their own under the heading, and empty lines between.
    """
    parts: list[str] = []
    lines: list[int] = []
    line = 1
    for heading, body, fact, number, _ in blocks:
        if number < line or not (heading or body):
            return None
        separator = "" if not (heading and body) else " " if fact else "\n"
        parts += ("\n" * (number - line), heading, separator, body, "\n")
        first = number + 1 if separator == "\n" else number
        lines.append(first)
        line = first + body.count("\n") + 1
    return lines if "".join(parts)[:-1] == source.rstrip("\n") else None


def _body_lines(blocks: Sequence[Block], source: str, split: bool) -> list[int] | None:
    """The line on which the text of each block begins; None unless the blocks are the whole source, in order.

    Between blocks, and between a heading and its text, only white space and invisible characters may stand. With
    `split` a block may end within a line, where the user cut it.
    """
    position, line = 0, 1
    lines: list[int] = []
    for heading, body, _, number, _ in blocks:
        start = source.find(heading or body, position)
        gap = source[position:start]
        line += gap.count("\n")
        if start < 0 or number != line or not is_blank(gap):
            return None
        position = start + len(heading)
        if body:
            start = source.find(body, position)
            gap = source[position:start]
            line += gap.count("\n")
            position = start + len(body)
            if start < 0 or not _is_before_text(gap) or not (split or source[position : position + 1] in ("\n", "")):
                return None
        lines.append(line)
        line += body.count("\n")
    return lines if is_blank(source[position:]) else None


def _is_before_text(gap: str) -> bool:
    """Whether nothing is visible between a heading and its text, and a text on a line of its own has its indent."""
    return is_blank(gap) and ("\n" not in gap or gap[-1] == "\n")


# -- headings: each block is what its heading means -----------------------------------------------------------


def _headings_are_proven(blocks: Sequence[Block], note: TriageNote, chosen: Set[str], profile: Profile) -> bool:
    """Whether the entries of the note are the blocks that are no facts, and each block is what its heading means.

    Text without a heading continues the keyword above it, or has one of the keywords that the user has `chosen`.
    """
    texts = [(keyword, body, line, heading) for heading, body, fact, line, keyword in blocks if not fact]
    if texts != [(keyword, text, line, heading) for keyword, text, _, line, heading in note.entries]:
        return False
    labels, keywords = profile.derive(fact_meanings), profile.derive(keyword_meanings)
    sections, current = profile.derive(section_keywords), ""
    for heading, _, fact, _, keyword in blocks:
        if not heading:
            if fact or (keyword not in ("", current) and keyword not in chosen):
                return False
        elif not (meaning_of(heading, labels) == fact if fact else is_heading_of(keyword, heading, keywords)):
            return False
        elif keyword in sections:
            current = keyword
    return True


def _no_heading_within(body_lines: Sequence[int], reading: Reading, profile: Profile) -> bool:
    """Whether no line of a text is a keyword and nothing else, but for lines with a finding, question or decision."""
    keywords, longest = profile.derive(keyword_meanings), 2 * profile.longest
    suspects = [
        (number, text)
        for (heading, body, fact, line, _), first in zip(reading.blocks, body_lines, strict=True)
        if body and not fact
        for number, text in enumerate(body.split("\n"), first)
        if len(text) <= longest and fold(text) in keywords and not (heading and number == line)
    ]
    if not suspects:
        return True
    decisions = reading.decisions
    reported = {finding.line for finding in (*reading.findings, *reading.questions)} | decisions.texts
    placed = {key.strip() for key, _ in decisions.places} | {fold(key) for key, _ in decisions.places}
    return all(number in reported or str(number) in placed or fold(text) in placed for number, text in suspects)


# -- facts: where they stand, and what they say ---------------------------------------------------------------


def _are_facts_in_place(reading: Reading, profile: Profile) -> bool:
    """Whether facts stand before the first keyword, in one run at the end, or where the user said that they do.

    The run goes on over lines that the user took for text, and over a line of several facts that is asked about.
    """
    blocks, decisions = reading.blocks, reading.decisions
    are_facts = [bool(block.fact) for block in blocks]
    if are_facts == sorted(are_facts, reverse=True):
        return True  # facts, then texts
    labels, sections = profile.derive(fact_meanings), profile.derive(section_keywords)
    first = next((at for at, block in enumerate(blocks) if block.heading and block.keyword in sections), len(blocks))
    asked = {question.line for question in reading.questions}
    in_tail = (
        block.fact
        or meaning_of(block.heading, labels)
        or block.line in decisions.texts
        or (block.line in asked and not block.heading and meaning_of(block.body.partition(":")[0], labels))
        for block in blocks
    )
    last = max((at for at, is_tail in enumerate(in_tail) if not is_tail), default=0)
    return all(block.line in decisions.facts for block in blocks[first:last] if block.fact)


class _Facts(NamedTuple):
    """What the blocks of a text say beside its entries."""

    values: dict[str, str]
    """Facts of one value by their names; the identity number under the label of its kind."""
    answers: list[tuple[str, str]]
    principal: list[str]
    """Principal diagnoses as written."""
    secondary: list[str]


def _facts_of(blocks: Sequence[Block]) -> _Facts | None:
    """The facts of the blocks; None when two of them give one fact a value. Blank values are no facts."""
    facts = _Facts({}, [], [], [])
    lists = {"principal_diagnosis": facts.principal, "secondary_diagnosis": facts.secondary}
    is_asked = False
    for _, body, fact, _, _ in blocks:
        value = body.strip()
        if fact == "triage.question":
            facts.answers.append((value, ""))
            is_asked = True
        elif fact == "triage.answer":
            question = facts.answers.pop()[0] if is_asked else ""
            facts.answers.append((question, value))
            is_asked = False
        elif not (fact and value):
            continue
        elif fact in lists:
            lists[fact].append(value)
        elif fact in facts.values:
            return None
        else:
            facts.values[fact] = value
    return facts


def _facts_are_proven(blocks: Sequence[Block], note: TriageNote, profile: Profile) -> bool:
    """Whether each fact of the note is what a block of that fact says, and each such block is a fact of the note."""
    actual = _facts_of(blocks)
    values = values_of(note)
    expected: dict[str, str] = dict(compress(zip(_NAMES, values, strict=True), values))
    if kind := expected.pop("patient.number_type", ""):
        expected[f"patient.{kind}"] = expected.pop("patient.number", "")
    if note.contact.channels:
        expected["contact.channels"] = " ".join(note.contact.channels)
    principal = [note.principal_diagnosis] if any(note.principal_diagnosis) else []
    return (
        actual is not None
        and (actual.values == expected or _values_match(actual.values, expected, profile))
        and actual.answers == [(question.strip(), answer.strip()) for question, answer in note.triage.answers]
        and _diagnoses_match(principal, actual.principal)
        and _diagnoses_match(note.secondary_diagnoses, actual.secondary)
    )


def _values_match(written: Mapping[str, str], expected: Mapping[str, str], profile: Profile) -> bool:
    """Whether written facts are the expected ones, which may be codes for the words of the profile."""
    return written.keys() == expected.keys() and all(
        expected[fact].strip() == text or _is_code(fact, text, expected[fact], profile)
        for fact, text in written.items()
        if expected[fact] != text
    )


def _is_code(fact: str, text: str, codes: str, profile: Profile) -> bool:
    """Whether a text is words of the profile for codes."""
    known = profile.derive(_folded_codes).get(fact)
    if known is None:
        return False
    parts = text.split(",") if fact == "contact.channels" else [text]
    return [known.get(fold(part)) for part in parts] == codes.split()


def _folded_codes(profile: Profile) -> Mapping[str, Mapping[str, str]]:
    return {fact: {fold(word): code for word, code in codes.items()} for fact, codes in profile.codes.items()}


def _diagnoses_match(diagnoses: Sequence[Diagnosis], written: Sequence[str]) -> bool:
    return len(diagnoses) == len(written) and all(map(diagnosis_matches, diagnoses, written))
