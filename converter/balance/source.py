"""The first proof: what was read and the note that was made of it hold the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Final

from converter.balance.gaps import gaps
from converter.characters import fold, is_blank, replace_not_xml, with_line_feeds, xml_line_feeds
from converter.facts import as_written, diagnosis_as_written, facts_of, with_first_words
from converter.markup import attributes, segments
from converter.model import CONTACT_CODES, NO_DIAGNOSIS, Entry, TriageNote
from converter.profile import Profile
from converter.reading import Block, Reading


def source_balances(reading: Reading, profile: Profile) -> bool:
    """Whether the text that was read and the note that was made of it hold the same words, in the same order."""
    note = reading.note
    if note is None:
        return False
    respelt = [entry for entry in note.entries if entry.heading != entry.keyword]
    if not all(_same_keyword(entry, profile) for entry in respelt):
        return False
    if reading.form == "xml":
        words = list(filter(None, map(str.strip, _words_of(note))))
        text = xml_line_feeds(reading.text)
        found = list(map(xml_line_feeds, segments(text)))  # a carriage return may have come as a reference
        return found == words and _codes_balance(text, note)
    return _text_balances(reading, note, profile)


def _same_keyword(entry: Entry, profile: Profile) -> bool:
    """Whether the heading as written means the keyword that the entry has."""
    meaning = profile.headings.get(fold(entry.heading))
    known = meaning is not None and meaning.kind != "fact"
    return entry.keyword == (meaning.name if meaning and known else entry.heading.strip().rstrip(":").rstrip())


def _words_of(note: TriageNote) -> list[str]:
    """All that a person wrote in a note, in the order of the XML form."""
    patient, author, triage, contact = note.patient, note.author, note.triage, note.contact
    words = [patient.name, patient.number, *author, triage.presenting_reason]
    for answer in triage.answers:
        words += answer
    words += (triage.outcome, contact.colleague, contact.unit_worked_for)
    for entry in note.entries:
        words += (entry.heading, entry.text)
    for diagnosis in (note.principal_diagnosis, *note.secondary_diagnoses):
        words += (diagnosis.code, diagnosis.title)
    words += (note.record_type, *note.signing_unit, note.signer, note.signed_at)
    return words


def _codes_balance(source: str, note: TriageNote) -> bool:
    """Whether the codes and times of the file, which are attributes, are those of the note."""
    told = [(name, value) for name, value in attributes(source) if name in _OWED and value]
    told = [pair for pair in told if pair not in _KINDS]
    about = (note.id, note.created, note.ended, " ".join(note.contact.channels))
    said: tuple[str, ...] = (*about, *_codes_of(note.contact))
    owed = [pair for pair in zip(_ATTRIBUTES, said, strict=True) if pair[1]]
    owed += [("system", one.system) for one in (note.principal_diagnosis, *note.secondary_diagnoses) if one.system]
    if note.patient.number:
        owed.append(("type", note.patient.number_type))
    else:  # a number that is blank has a type all the same
        told = [pair for pair in told if pair[0] != "type"]
    return sorted(told) == sorted(owed) or _spaced(told) == _spaced(owed)


def _spaced(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same with single spaces: in an attribute they mean nothing."""
    spaced = [(name, " ".join(value.split())) for name, value in pairs]
    return sorted(pair for pair in spaced if pair[1])


_codes_of: Final = attrgetter(*CONTACT_CODES)
_ATTRIBUTES: Final = ("id", "created", "ended", "channels", *(name.replace("_", "-") for name in CONTACT_CODES))
_OWED: Final = frozenset((*_ATTRIBUTES, "system", "type"))
_KINDS: Final = (("type", "principal"), ("type", "secondary"))
"""What a diagnosis is: told by its place."""


def _text_balances(reading: Reading, note: TriageNote, profile: Profile) -> bool:
    blocks = reading.blocks
    if [block.body for block in blocks if not block.fact] != [entry.text for entry in note.entries]:
        return False
    between = gaps(
        replace_not_xml(with_line_feeds(reading.text)),
        chain.from_iterable((block.heading, block.body) for block in blocks),
    )
    return between is not None and is_blank("".join(between)) and _facts_balance(note, blocks, profile)


def _facts_balance(note: TriageNote, blocks: Iterable[Block], profile: Profile) -> bool:
    """Whether each block that was read as a fact is that fact, written again from the note, and no fact is left."""
    written: dict[str, list[str]] = {}
    for fact, value in chain(facts_of(note), _diagnosis_facts(note)):
        written.setdefault(fact, []).append(as_written(fact, value, profile))
    for block in blocks:
        if block.fact and block.body:
            told = written.get(block.fact)
            if not told or not _same_fact(told.pop(0), block, profile):
                return False
    return not any(written.values())


def _same_fact(written: str, block: Block, profile: Profile) -> bool:
    """Whether a block says the fact, however the words of a list and the spaces between them are written."""
    if block.fact not in profile.codes:
        return written.split() == block.body.split()
    return fold(written) == fold(with_first_words(block.fact, block.body, profile))


def _diagnosis_facts(note: TriageNote) -> Iterator[tuple[str, str]]:
    if note.principal_diagnosis != NO_DIAGNOSIS:
        yield "principal_diagnosis", diagnosis_as_written(note.principal_diagnosis)
    for diagnosis in note.secondary_diagnoses:
        yield "secondary_diagnosis", diagnosis_as_written(diagnosis)
