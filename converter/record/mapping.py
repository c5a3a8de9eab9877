"""From the note to the record note: the keyword table of the profile (section 4.8.2 of the routine), applied."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Callable, Container, Iterable, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.model import Entry, Field, RecordNote, TriageNote
from converter.note.unicode_text import fold, is_blank
from converter.profile import KeywordRow, Profile


class Place(NamedTuple):
    """Where the user says that text without a place belongs: `--place "12=Status"`."""

    key: str
    """A heading of the note, or the line of its heading as digits."""
    keyword: str
    """The keyword of the note whose row takes the text."""


def to_record(note: TriageNote, profile: Profile, places: Sequence[Place] = ()) -> tuple[RecordNote, list[Finding]]:
    """The record note: the rows of the profile in their order, each with its text, and text without a place."""
    parts, unplaced, findings = _by_row(note.entries, profile, places)
    fields = list(profile.fields)
    for index in sorted(parts.keys() | profile.filled_rows):
        fields[index], found = _field(profile.rows[index], parts.get(index, []), note, profile.groups)
        findings += found
    for offset, (index, entry) in enumerate(sorted(unplaced, key=itemgetter(0))):
        fields.insert(index + 1 + offset, Field(entry.keyword, entry.keyword, entry.text, (entry,), placed=False))
    return RecordNote(profile.template, tuple(fields), note), findings


def _by_row(
    entries: Iterable[Entry], profile: Profile, places: Sequence[Place]
) -> tuple[dict[int, list[Entry]], list[tuple[int, Entry]], list[Finding]]:
    """The entries of each row by its index; those that have none, each with the index of the row it followed; findings.

    The findings are about the places that the user named.
    """
    parts: dict[int, list[Entry]] = {}
    unplaced: list[tuple[int, Entry]] = []
    findings: list[Finding] = []
    unused = dict(enumerate(places, 1))
    last = -1
    rows = profile.places
    for entry in entries:
        index = rows.get(entry.keyword)
        if index is not None:
            last = index
            parts.setdefault(last, []).append(entry)
        elif is_blank(entry.text) and (entry.keyword in profile.groups or is_blank(entry.keyword)):
            continue  # there is nothing in it that could be lost
        elif number := place_number(entry, places, unused):
            unused.pop(number, None)
            keyword = places[number - 1].keyword
            last = rows[keyword]
            parts.setdefault(last, []).append(entry)
            findings.append(Finding("MVG310", entry.line, words=(str(entry.line), keyword)))
        else:
            unplaced.append((last, entry))
    findings += [Finding("MVG311", words=(str(number),)) for number in unused]
    return parts, unplaced, findings


def place_number(entry: Entry, places: Sequence[Place], unused: Container[int]) -> int:
    """The number of the place that takes an entry, from 1; 0 when none does.

    A line takes one text: where a file has several on one, the next place with that line takes the next of them.
    """
    keys = {fold(entry.keyword)} if entry.keyword else {"", fold(entry.text.partition("\n")[0].partition(":")[0])}
    for number, place in enumerate(places, 1):
        key = place.key.strip()
        if (key == str(entry.line) and number in unused) if key.isdigit() else fold(key) in keys:
            return number
    return 0


def _field(
    row: KeywordRow, parts: list[Entry], note: TriageNote, groups: tuple[str, ...]
) -> tuple[Field, tuple[Finding, ...]]:
    """The field of a row: the texts of its entries, or, where they show nothing, what the row is filled from."""
    keyword, heading, fill = row.record, row.clinic24, row.fill
    as_it_is = len(parts) == 1 and parts[0].keyword == heading
    own, found = (parts[0].text, ()) if as_it_is else _joined(row, parts, groups)
    if not fill:
        return Field(keyword, heading, own, tuple(parts)), found
    make, taken, not_taken = FILL_TEXTS[fill]
    made = make(note)
    if is_blank(own):
        if is_blank(made):
            return Field(keyword, heading, ""), found
        filled = Entry(heading, made, origin=fill)
        return Field(keyword, heading, made, (filled,)), (*found, Finding(taken, words=(keyword,)))
    if made != own and not is_blank(made):
        found = (*found, Finding(not_taken, words=(heading,)))
    return Field(keyword, heading, own, tuple(parts)), found


def _joined(row: KeywordRow, parts: list[Entry], groups: tuple[str, ...]) -> tuple[str, tuple[Finding, ...]]:
    """The texts of the entries of a row, one below the other; a finding where its keyword comes twice."""
    known = [part for part in parts if part.keyword == row.clinic24 and (part.heading or not part.line)]
    repeated = len(known) > 1
    found = (Finding("MVG305", known[1].line, words=(row.clinic24, str(known[0].line))),) if repeated else ()
    texts: list[str] = []
    for part in parts:
        # A heading that the profile does not know is words of the note too: it goes along with its text.
        texts += [part.text] if part.keyword == row.clinic24 or part.keyword in groups else [part.keyword, part.text]
    return "\n".join(filter(None, texts)), found


def _triage_answers(note: TriageNote) -> str:
    """Each question and its answer on a line of their own; the spaces around either are layout of the source."""
    pairs = [(question.strip(), answer.strip()) for question, answer in note.triage.answers]
    return "\n".join(filter(None, [" ".join(filter(None, pair)) for pair in pairs]))


FILL_TEXTS: Final[dict[str, tuple[Callable[[TriageNote], str], Code, Code]]] = {
    "presenting_reason": (lambda note: note.triage.presenting_reason, "MVG306", "MVG308"),
    "triage_answers": (_triage_answers, "MVG307", "MVG309"),
}
"""Each of `schema.FILLS`: its text in a note, the code for a row that took it, that for one with another text."""
