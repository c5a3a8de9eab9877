"""The double entry: on every run, by a second and simpler route, that no text was lost, altered or added.

Three proofs, in a chain. The words of the source are the words of the model: for XML the file is cut at its tags,
without the parser that read it; for copied text the blocks are laid against the file again. The entries of the
model are in the fields of the record, each once and under its keyword. The fields of the record are the output,
once and in order; what stands beside them must be a shown fact or a label of the template.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain

from converter.characters import fold, is_blank
from converter.facts import as_written, diagnosis_as_written, facts_of, with_first_words
from converter.markup import escape, segments
from converter.model import Diagnosis, Entry, Field, RecordNote, TriageNote
from converter.profile import Profile
from converter.reading import Block, Reading

# -- source and model -----------------------------------------------------------------------------------------


def source_balances(reading: Reading, profile: Profile) -> bool:
    """Whether the text that was read and the note that was made of it hold the same words, in the same order."""
    note = reading.note
    if note is None:
        return False
    respelt = [entry for entry in note.entries if entry.heading != entry.keyword]
    if not all(_same_keyword(entry, profile) for entry in respelt):
        return False
    if reading.form == "xml":
        return segments(reading.text) == list(filter(None, map(str.strip, _words_of(note))))
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


def _text_balances(reading: Reading, note: TriageNote, profile: Profile) -> bool:
    blocks = reading.blocks
    if [block.body for block in blocks if not block.fact] != [entry.text for entry in note.entries]:
        return False
    between = gaps(reading.text, chain.from_iterable((block.heading, block.body) for block in blocks))
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
    return written == block.body or fold(written) == fold(with_first_words(block.fact, block.body, profile))


def _diagnosis_facts(note: TriageNote) -> Iterator[tuple[str, str]]:
    if note.principal_diagnosis != Diagnosis():
        yield "principal_diagnosis", diagnosis_as_written(note.principal_diagnosis)
    for diagnosis in note.secondary_diagnoses:
        yield "secondary_diagnosis", diagnosis_as_written(diagnosis)


# -- model and record -----------------------------------------------------------------------------------------


def record_balances(record: RecordNote, profile: Profile) -> bool:
    """Whether every entry of the note is in the record once, under its keyword, and nothing else is."""
    told: list[Entry] = []
    for field in record.fields:
        _, heading, text, parts, placed = field
        if parts or text:
            told += parts
            as_it_is = placed and len(parts) == 1 and parts[0][:3] == (heading, text, "note")  # most are
            if not as_it_is and not _field_balances(field, record.note, profile):
                return False
    return _are_the_same(told, record.note.entries, profile)


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


# -- record and output ----------------------------------------------------------------------------------------


def expected_sections(record: RecordNote, profile: Profile, own_headings: bool, empty: bool) -> list[str]:
    """Headings and texts that an output must hold, one after another, told from the record alone."""
    told: list[str] = []
    for keyword, heading, text, _, _ in record.fields:
        if text or empty:
            told += ((own_headings and heading) or keyword, text)
    note = record.note
    if label := note.principal_diagnosis.label:
        told += (profile.labels["principal_diagnosis"], label)
    for diagnosis in note.secondary_diagnoses:
        if label := diagnosis.label:
            told += (profile.labels["secondary_diagnosis"], label)
    return told


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
    there = all(output.count(f'="{escape(value)}"') >= attributes.count(value) for value in attributes)
    return there and (sorted(beside) == sorted(facts) or _is_known(beside, facts, words, apart=True))


def _is_known(beside: Sequence[str], facts: Sequence[str], words: Set[str], apart: bool) -> bool:
    """Whether all facts are among the words beside the text, and nothing but facts and labels is.

    In mark-up a fact stands `apart`, as a piece of its own; on a line of plain text a label may stand before it.
    """
    shown = "\n".join(beside)
    if not facts and not shown.strip():
        return True
    pieces = Counter(beside)
    for fact, times in Counter(facts).items():
        if (pieces[fact] if apart else shown.count(fact)) < times:
            return False
    known = {*words, *chain.from_iterable(fact.split("\n") for fact in facts)}
    longest_first = sorted(known, key=len, reverse=True)
    return not any(_without(line, longest_first) for line in shown.split("\n") if line.strip() not in known)


def _without(line: str, known: Iterable[str]) -> str:
    for word in known:
        line = line.replace(word, "")
    return line.strip()


def gaps(text: str, pieces: Iterable[str], bound: str = "") -> list[str] | None:
    """What stands before, between and after the pieces in `text`; None when they are not there in that order.

    With a `bound`, a piece counts only where it stands between two of them; neighbours share one.
    """
    between, position, shared = [], 0, len(bound)
    for piece in [bound + piece + bound for piece in pieces if piece]:
        at = text.find(piece, position)
        if at < 0:
            return None
        between.append(text[position:at])
        position = at + len(piece) - shared
    between.append(text[position:])
    return between
