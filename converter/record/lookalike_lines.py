"""Lines of a note's text that read like a line which a plain-text target writes itself: a heading or a label.

In plain text nothing but its words tells a heading from the text under it.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.note.model import RecordNote
from converter.note.reading import Reading
from converter.note.unicode_text import fold, with_line_feeds
from converter.profile import Profile, Target
from converter.profile.wording import diagnosis_as_written

TAG: Final = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
"""A tag of Jinja2."""
_LETTER: Final = re.compile(r"[^\W\d_]")


def labels_of(template: str) -> tuple[str, ...]:
    """The lines of a plain-text template that have words of their own, with NUL for what is put into them."""
    return tuple(line.strip() for line in TAG.sub("\0", template).split("\n") if _LETTER.search(line))


class _WrittenLines(NamedTuple):
    """The headings and labels that a target writes, as lines are compared with them."""

    headings: Mapping[str, str]
    """By their folded form."""
    longest: int
    """How long a line with a heading can be."""
    other_initials: frozenset[str]
    """Characters that no heading or label begins with, and `""`: most lines begin so, and are passed over at once."""
    labels: Mapping[str, re.Pattern[str]]
    """Each label as a finding shows it, and the pattern of a line like it."""
    any_label: re.Pattern[str]


def _written_lines(
    profile: Profile, note_headings: bool, prints_outcome: bool, names: tuple[str, ...], labels: tuple[str, ...]
) -> _WrittenLines:
    facts = ("principal_diagnosis", "secondary_diagnosis", *(["triage.outcome"] if prints_outcome else []))
    headings = [(note_headings and row.clinic24) or row.record for row in profile.rows]
    headings += [*(profile.labels[fact] for fact in facts), *names]
    folded = {fold(heading): heading for heading in headings}
    forms = {label: ".*".join(map(re.escape, label.split("\0"))) for label in labels}
    begins = {text[:1].casefold() for text in (*folded, *labels)}
    others = {"", *(sign for sign in map(chr, range(128)) if not sign.isspace() and sign.casefold() not in begins)}
    return _WrittenLines(
        folded,
        max(map(len, headings)) + _MAX_EXTRA,
        frozenset(("",)) if "\0" in begins else frozenset(others),
        {label.replace("\0", "…"): re.compile(form, re.IGNORECASE) for label, form in forms.items()},
        re.compile("|".join(forms.values()) or "(?!)", re.IGNORECASE),
    )


_MAX_EXTRA: Final = 16
"""Spaces and invisible characters that a line may have more than the heading that it reads like."""


def find_lookalikes(
    record: RecordNote, profile: Profile, target: Target, note_headings: bool, labels: tuple[str, ...], reading: Reading
) -> list[Finding]:
    """A warning for each line of a text that reads like a heading of the output, or like one of its `labels`.

    `note_headings` takes the note's headings instead of the record's. `reading` has the lines of the source.
    """
    written = profile.derive(_written_lines, note_headings, target.prints_outcome, tuple(target.names.values()), labels)
    # The outcome of the triage and the diagnoses stand below the fields.
    diagnoses = (record.note.principal_diagnosis, *record.note.secondary_diagnoses)
    below = [record.note.triage.outcome, *map(diagnosis_as_written, diagnoses)]
    lines = with_line_feeds("\n".join([*[text for _, _, text, _, _ in record.fields], *below])).split("\n")
    if not any(_like(line, written) for line in [line for line in lines if line[:1] not in written.other_initials]):
        return []
    texts = [(text, line) for _, _, _, parts, _ in record.fields for _, text, _, line, _ in parts if text]
    found: list[Finding] = []
    for text, above in (*texts, *((text, 0) for text in below)):
        number = above
        for line in with_line_feeds(text).split("\n"):
            if like := _like(line, written):
                number = _line_of(line.partition(":")[0].strip(), reading.lines, number)
                found.append(Finding("MVG510", number, words=(like,)))
    return found


def _like(line: str, written: _WrittenLines) -> str:
    """The heading or label that a line reads like; `""` when there is none."""
    head = line.partition(":")[0].strip()
    if len(head) <= written.longest and (heading := written.headings.get(fold(head))):
        return heading
    if not written.labels:
        return ""
    squeezed = " ".join(line.split())
    if written.any_label.fullmatch(squeezed) is None:
        return ""
    return next(label for label, pattern in written.labels.items() if pattern.fullmatch(squeezed))


def _line_of(head: str, source: Sequence[str], after: int) -> int:
    """The first line behind line `after` that begins with these words, in text or behind a tag; else `after`."""
    begins = re.compile(rf"(?:\A|>)\s*{re.escape(head)}")
    return next((number for number in range(after + 1, len(source) + 1) if begins.search(source[number - 1])), after)
