"""The second proof: every entry of the note is in the record, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from converter.balance.gaps import gaps
from converter.characters import is_blank
from converter.model import Entry, Field, RecordNote, TriageNote
from converter.profile import Profile


def is_settled(note: TriageNote, read: TriageNote) -> bool:
    """Whether a note is the one that was read, but for what can be given beside it."""
    return note is read or all(
        ours is theirs for name, ours, theirs in zip(note._fields, note, read, strict=True) if name not in _GIVEN
    )


_GIVEN: Final = ("principal_diagnosis", "record_type", "signing_unit", "signer", "signed_at")


def record_balances(record: RecordNote, profile: Profile) -> bool:
    """Whether every entry of the note is in the record once, in order, under its keyword, and nothing else is."""
    rows = [field[:2] for field in record.fields if field.placed]
    if record.template != profile.template or rows != [(row.pmo, row.clinic24) for row in profile.rows]:
        return False
    order = {id(entry): number for number, entry in enumerate(record.note.entries)}
    told: list[Entry] = []
    for field in record.fields:
        _, heading, text, parts, placed = field
        if parts or text:
            told += parts
            as_it_is = placed and len(parts) == 1 and parts[0][:3] == (heading, text, "note")  # most are
            if not as_it_is and not (_field_balances(field, record.note, profile) and _is_in_order(parts, order)):
                return False
    return _are_the_same(told, record.note.entries, profile)


def _is_in_order(parts: Iterable[Entry], order: Mapping[int, int]) -> bool:
    numbers = [order[id(part)] for part in parts if id(part) in order]
    return numbers == sorted(numbers)


def _are_the_same(told: Sequence[Entry], owed: Sequence[Entry], profile: Profile) -> bool:
    """Whether each entry is told once, and none that is not the note's; what says nothing need not be."""
    told_by, owed_by = {id(entry): entry for entry in told}, {id(entry): entry for entry in owed}
    if len(told_by) < len(told):
        return False
    of_one_side = told_by.keys() ^ owed_by.keys()
    both = told_by | owed_by
    return all(both[key].origin != "note" or _says_nothing(both[key], profile) for key in of_one_side)


def _says_nothing(entry: Entry, profile: Profile) -> bool:
    """Whether an entry is a keyword of the profile, or none at all, without a text."""
    known = entry.keyword in profile.places or entry.keyword in profile.groups or is_blank(entry.keyword)
    return known and is_blank(entry.text)


def _field_balances(field: Field, note: TriageNote, profile: Profile) -> bool:
    parts = field.parts
    if not field.placed:
        return len(parts) == 1 and field.text == parts[0].text and field.keyword == parts[0].keyword
    if not all(_belongs(part, field, note, profile) for part in parts):
        return False
    between = gaps(field.text, chain.from_iterable(_words(part, field, profile) for part in parts))
    return between is not None and not "".join(between).strip()


def _belongs(part: Entry, field: Field, note: TriageNote, profile: Profile) -> bool:
    if part.origin == "note":
        return part.keyword == field.heading or part.keyword not in profile.places
    if part.keyword != field.heading:
        return False
    if part.origin == "phrase":
        return part.text in (profile.phrases.chat_opening, f"{profile.phrases.consulted} {note.contact.colleague}")
    if part.origin == "presenting_reason":
        return part.text == note.triage.presenting_reason
    between = gaps(part.text, chain.from_iterable(note.triage.answers))
    return between is not None and not "".join(between).strip()


def _words(part: Entry, field: Field, profile: Profile) -> tuple[str, ...]:
    known = part.keyword == field.heading or part.keyword in profile.groups
    return (part.text,) if known else (part.keyword, part.text)
