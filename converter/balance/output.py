"""The third proof: the output is the fields of the record, and beside them known words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from operator import attrgetter
from typing import Final

from converter import times
from converter.balance.gaps import gaps
from converter.facts import diagnosis_as_written
from converter.markup import escape, segments
from converter.model import Diagnosis, RecordNote, TriageNote
from converter.profile import Profile, Target


def expected_sections(record: RecordNote, profile: Profile, own_headings: bool, target: Target) -> list[str]:
    """Headings and texts that an output must hold, one after another, told from the record alone."""
    told: list[str] = []
    for keyword, heading, text, _, placed in record.fields:
        if text or target.empty or not placed:
            told += ((own_headings and heading) or keyword, text)
    note = record.note
    for kind, diagnosis in _diagnoses(note):
        told += (profile.labels[f"{kind}_diagnosis"], diagnosis_as_written(diagnosis))
    if note.triage.outcome and target.tells_outcome:
        told += (profile.labels["triage.outcome"], note.triage.outcome)
    return told


def _diagnoses(note: TriageNote) -> Iterator[tuple[str, Diagnosis]]:
    for number, diagnosis in enumerate((note.principal_diagnosis, *note.secondary_diagnoses)):
        if diagnosis.code or diagnosis.title:
            yield "secondary" if number else "principal", diagnosis


def view_balances(facts: Mapping[str, str], diagnoses: Sequence[tuple[str, ...]] | None, note: TriageNote) -> bool:
    """Whether each fact that a template is given is what the note says under that name."""
    if facts and not all(facts.get(name, said) == said for name, said in zip(_FACTS, _said(note), strict=True)):
        return False
    if not all(facts.get(name) in (None, times.iso(getattr(note, name))) for name in ("created", "ended", "signed_at")):
        return False
    return diagnoses is None or [row[:4] for row in diagnoses] == [(kind, *one) for kind, one in _diagnoses(note)]


_FACTS: Final = (
    *("note_id", "patient", "patient_number", "patient_number_type", "author", "author_role", "author_hsa_id"),
    *("triage_outcome", "triage_priority", "record_type", "signing_unit", "signing_unit_hsa_id", "signer"),
)
_said: Final = attrgetter(
    *("id", "patient.name", "patient.number", "patient.number_type", "author.name", "author.role", "author.hsa_id"),
    *("triage.outcome", "contact.prio", "record_type", "signing_unit.name", "signing_unit.hsa_id", "signer"),
)


def json_balances(output: str, record: RecordNote) -> bool:
    """Whether a JSON result, read back, holds just the fields of the record and the entries of its note."""
    data = json.loads(output)
    fields = [(field["keyword"], field["text"]) for field in data["record"]["fields"]]
    entries = [(entry["keyword"], entry["text"]) for entry in data["note"]["entries"]]
    return fields == [(field.keyword, field.text) for field in record.fields] and entries == [
        (entry.keyword, entry.text) for entry in record.note.entries
    ]


def text_balances(output: str, told: Iterable[str], facts: Sequence[str], words: Set[str]) -> bool:
    """Whether a plain text is just what was to be told, in order, each on lines of its own."""
    pieces = list(filter(None, told))
    lines = "\n".join(pieces)
    if not facts and list(filter(None, output.split("\n"))) == lines.split("\n"):
        return True  # nothing but these lines; a text with blank ones in it is looked for below
    padded, start = f"\n{output}\n", 0
    while (between := gaps(padded[start:], pieces, "\n")) is not None:
        ahead = padded[:start] + between[0]
        if not "".join(between[1:-1]).strip() and _is_known((ahead, between[-1]), facts, words, apart=False):
            return True
        if not pieces:
            return False
        start = len(ahead) + 1  # a fact ahead of the text may read like its first heading
    return False


def markup_balances(
    output: str, told: Iterable[str], facts: Sequence[str], attributes: Sequence[str], words: Set[str]
) -> bool:
    """Whether the words between the tags are just what was to be told, in one run, and known words beside it.

    `facts` are to be among the words, `attributes` among the attribute values.
    """
    found, wanted = segments(output), list(filter(None, map(str.strip, told)))
    at = 0
    try:
        while found[at : at + len(wanted)] != wanted:
            at = found.index(wanted[0], at + 1)
    except ValueError:
        return False
    beside = found[:at] + found[at + len(wanted) :]
    there = all(output.count(f'="{escape(value)}"') >= attributes.count(value) for value in set(attributes))
    return there and (sorted(beside) == sorted(facts) or _is_known(beside, facts, words, apart=True))


def _is_known(beside: Sequence[str], facts: Sequence[str], words: Set[str], apart: bool) -> bool:
    """Whether all facts are among the words beside the text, and nothing but facts and labels is.

    In mark-up a fact stands `apart`, as a piece of its own; on a line of plain text a label may stand before it.
    """
    shown = "\n".join(beside)
    if not facts and not shown.strip():
        return True
    pieces = Counter(beside)
    for fact, often in Counter(facts).items():
        if (pieces[fact] if apart else shown.count(fact)) < often:
            return False
    known = {*words, *chain.from_iterable(fact.split("\n") for fact in facts)}
    longest_first = sorted(known, key=len, reverse=True)
    return not any(_without(line, longest_first) for line in shown.split("\n") if line.strip() not in known)


def _without(line: str, known: Iterable[str]) -> str:
    for word in known:
        line = line.replace(word, "")
    return line.strip()
