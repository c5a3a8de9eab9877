"""Lines of a note's text that read like a line which a plain-text target writes itself: a heading or a label.

In plain text nothing but its words tells a heading from the text under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from converter.characters import fold, with_line_feeds
from converter.facts import diagnosis_as_written
from converter.findings import Finding
from converter.model import RecordNote
from converter.profile import Profile, Target

_TAG: Final = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_LETTER: Final = re.compile(r"[^\W\d_]")


def labels_of(template: str) -> dict[str, re.Pattern[str]]:
    """The lines of a plain-text template that have words of their own, each with what such a line looks like."""
    lines = [line.strip() for line in _TAG.sub("\0", template).split("\n") if _LETTER.search(line)]
    return {line.replace("\0", "…"): _pattern(line) for line in lines}


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, map(fold_spaces, line.split("\0")))), re.IGNORECASE)


def fold_spaces(text: str) -> str:
    """The same with single spaces between words."""
    return re.sub(r"\s+", " ", text)


def like_own_lines(
    record: RecordNote,
    profile: Profile,
    target: Target,
    own: bool,
    labels: Mapping[str, re.Pattern[str]],
    source: Sequence[str],
) -> list[Finding]:
    """A warning for each line of a text that reads like a heading of the output, or like one of its `labels`.

    `own` takes the note's headings instead of the record's. `source` is the lines of the source, to tell where it is.
    """
    headings = _headings(record, profile, target, own)
    longest = max(map(len, headings)) + _SPARE
    found: list[Finding] = []
    for text, above in _texts(record):
        number = above
        for line in with_line_feeds(text).split("\n"):
            head = line.partition(":")[0].strip()
            like = headings.get(fold(head), "") if 0 < len(head) <= longest else ""
            if like or (like := _label(line, labels)):
                number = _line_of(head, source, number)
                found.append(Finding("MVG510", number, words=(like,)))
    return found


_SPARE: Final = 16
"""Spaces and invisible characters that a line may have more than the heading that it reads like."""


def _headings(record: RecordNote, profile: Profile, target: Target, own: bool) -> dict[str, str]:
    """Every heading that the target can write, by its folded form."""
    facts = ["principal_diagnosis", "secondary_diagnosis", *(["triage.outcome"] if target.tells_outcome else [])]
    written = [(own and field.heading) or field.keyword for field in record.fields if field.placed]
    return {fold(heading): heading for heading in [*written, *(profile.labels[fact] for fact in facts)]}


def _texts(record: RecordNote) -> Iterator[tuple[str, int]]:
    """Each text of the note that is written out, with the line of its heading; 0 where there is none."""
    note = record.note
    for field in record.fields:
        yield from ((part.text, part.line) for part in field.parts)
    yield note.triage.outcome, 0
    for diagnosis in (note.principal_diagnosis, *note.secondary_diagnoses):
        yield diagnosis_as_written(diagnosis), 0


def _label(line: str, labels: Mapping[str, re.Pattern[str]]) -> str:
    squeezed = fold_spaces(line.strip()) if labels else ""
    return next((label for label, pattern in labels.items() if pattern.fullmatch(squeezed)), "")


def _line_of(head: str, source: Sequence[str], after: int) -> int:
    """The first line behind line `after` that begins with these words, in text or behind a tag; else `after`."""
    begins = re.compile(rf"(?:\A|>)\s*{re.escape(head)}")
    return next((number for number in range(after + 1, len(source) + 1) if begins.search(source[number - 1])), after)
