"""The comparison of a note with what a receiver returned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from converter.compare.alignment import joined_key
from converter.compare.difference import Difference, Kind
from converter.compare.elements import NOTE_TEXT, element_differences
from converter.compare.facts import common_facts, fact_differences, is_of_patient
from converter.compare.moves import divided, divided_differences, moves, whole_moves
from converter.compare.returned import TEXT, FileKind, ReturnedFile, ReturnedNote, Unreadable, is_data
from converter.compare.sent import LAYOUTS, SentNote, joined
from converter.compare.texts import Piece, text_differences
from converter.conversion.result import Result
from converter.findings import Finding
from converter.note.facts import values_of
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.profile.wording import diagnosis_as_written


class KeywordResult(NamedTuple):
    """How one keyword came back."""

    keyword: str
    characters: int
    equal: bool


class Comparison(NamedTuple):
    """What differs between a note and what a receiver returned."""

    kind: FileKind
    keywords: tuple[KeywordResult, ...]
    """Every keyword of the note that has a text, in the order of the target."""
    differences: tuple[Difference, ...]
    remarks: tuple[Finding, ...] = ()
    """What was not compared."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The differences as findings, and the remarks."""
        return (*(difference.finding for difference in self.differences), *self.remarks)


def compare(result: Result, returned: ReturnedFile, profile: Profile) -> Comparison:
    """Compares the output of a note for the target it was sent to with what a file holds.

    `result` is a conversion without errors. Raises `Unreadable` (MVG561) when no note of the file is like it.
    """
    assert result.record is not None
    sent = SentNote(result, result.record, profile)
    chosen = _chosen(sent, returned)
    note = sent.with_diagnoses(chosen)
    found = [*_differences(sent, note)] if not note.whole else [*_whole_differences(sent, note.texts[0].text)]
    found += _fact_differences(sent, note, found, returned.kind)
    if sent.kind:  # a document has no field to measure
        found = [one._replace(kind=Kind.LACKED_IN_DOCUMENT) if one.kind == Kind.LACKED else one for one in found]
    if not note.active:
        found.append(Difference(Kind.INACTIVE, ""))
    found += [Difference(Kind.OPAQUE, sent.name_of(keyword)) for keyword in note.opaque]
    texts = sent.texts_of(chosen)
    if (copies := sum(sent.texts_of(other) == texts for other in returned.notes)) > 1:
        found.append(Difference(Kind.TWICE, "", size=copies))
    others = len(returned.notes) - 1
    differing = {difference.keyword for difference in found} | {difference.other for difference in found}
    if note.whole and not all(one.keyword for one in found):
        differing |= sent.unplaced() | sent.without_heading(note.texts[0].text)
    keywords = tuple(
        KeywordResult(heading, len(text), heading not in differing) for heading, text in joined(sent.expected)
    )
    remarks = (Finding("MVG588", words=(str(others),)),) if others else ()
    return Comparison(returned.kind, keywords, tuple(sent.in_order(found)), remarks)


# -- which note it is -----------------------------------------------------------------------------------------


def _chosen(sent: SentNote, returned: ReturnedFile) -> ReturnedNote:
    """The note of the file that is most like the one that was sent. Raises `Unreadable`."""
    best = max(returned.notes, key=lambda note: _likeness(sent, note))
    if returned.kind == TEXT:  # data can only come back where data was sent, not of a known kind
        if (sent.document or not is_data(sent.output)) and is_data(best.texts[0].text):
            raise Unreadable
    elif not _likeness(sent, best)[1]:
        raise Unreadable("MVG561")
    return best


def _likeness(sent: SentNote, note: ReturnedNote) -> tuple[bool, int]:
    """Whether a note of the file has the identity number that was sent, and how many words and facts they share.

    A word under its own keyword counts more.
    """
    if note.whole:
        whole = sent.output if sent.document is None else sent.laid_out(*LAYOUTS[0])
        words = _common(whole, note.texts[0].text)
    else:
        returned, whole = sent.texts_of(note), "\n".join(text.text for text in note.texts)
        placed = sum(_common(text, returned.get(heading, "")) for heading, text in sent.expected)
        words = 2 * placed + sum(_common(text, whole) for _, text in sent.expected)
    return is_of_patient(sent.record, note), words + common_facts(sent.record, note, sent.profile)


# -- comparing -------------------------------------------------------------------------------------------------


def _differences(sent: SentNote, note: ReturnedNote) -> Iterator[Difference]:
    """The differences of texts that came back keyword by keyword."""
    returned, opaque = sent.texts_of(note), [fold(sent.name_of(keyword)) for keyword in note.opaque]
    expected = joined([
        (heading, text)
        for heading, text in sent.expected
        if fold(heading) not in opaque
        # not a diagnosis that came back as a code
        and (note.diagnoses is None or not sent.diagnosis_kind(heading) or heading in returned)
    ])  # fmt: skip
    found = list(whole_moves(expected, returned))
    moved = {difference.keyword for difference in found}
    taken = {difference.other for difference in found}
    for heading, text in expected:
        ours, came = "" if heading in moved else text, "" if heading in taken else returned.get(heading, "")
        found += text_differences(ours, [Piece(heading, 0, len(ours))], came)
    yield from moves([*found, *_unknown(sent, note)], dict(expected))
    headings = [heading for heading, _ in expected]
    order = dict.fromkeys(sent.name_of(text.keyword, text.link) for text in note.texts)
    came_in = [heading for heading in order if heading in headings]
    if came_in != [heading for heading in headings if heading in came_in]:
        yield Difference(Kind.REORDERED, "")


def _unknown(sent: SentNote, note: ReturnedNote) -> Iterator[Difference]:
    """The texts of a note under keywords that have none in the note that was sent; a fact of it may stand there."""
    ours = sent.record.note
    diagnoses = (ours.principal_diagnosis, *ours.secondary_diagnoses)
    written = [text for one in diagnoses for text in (diagnosis_as_written(one), one.label)]
    facts = {fold(value) for value in (*values_of(ours), *written) if isinstance(value, str)}
    keywords = {fold(row.record): row.record for row in sent.profile.rows}
    for number, text in enumerate(note.texts, 1):
        body = text.text.strip()
        if body and not sent.name_of(text.keyword, text.link) and (sent.document or fold(body) not in facts):
            name = keywords.get(sent.identity(text.keyword, text.link), f"#{number}")
            yield Difference(Kind.UNKNOWN, "", size=len(body), other=name, key=joined_key(body))


def _fact_differences(
    sent: SentNote, note: ReturnedNote, texts: Sequence[Difference], kind: FileKind
) -> Iterator[Difference]:
    """The differences of what stands beside the texts: of every element where the file is of the kind sent."""
    if sent.document is None or kind != sent.kind:
        yield from fact_differences(sent.record, note, sent.profile, sent.diagnosis_kind)
        return
    located = {keyword for one in texts for keyword in (one.keyword, one.other)}
    elements, came = sent.document.elements, note.elements
    if note.whole:  # a text has no attributes and no title of its own
        elements = {path: value for path, value in elements.items() if not path.startswith(f"{NOTE_TEXT}.")}
        came = {path: value for path, value in came.items() if path != NOTE_TEXT}
    found = element_differences(elements, came, sent.labels())
    yield from (one for one in found if one.keyword not in located)


def _whole_differences(sent: SentNote, text: str) -> list[Difference]:
    """The differences of a text that came back as a whole, headings and all.

    A receiver that made a text of a document chose the layout: the one that fits best is the expected one.
    """
    layouts = [sent.output] if sent.document is None else [sent.laid_out(*layout) for layout in LAYOUTS]
    actual = text.replace("\r\n", "\n").removesuffix("\n")
    tried: list[list[Difference]] = []
    for expected in (layout.removesuffix("\n") for layout in layouts):
        pieces: list[Piece] = []
        at = 0
        for piece in sent.placed(expected):
            pieces += [Piece("", at, piece.start), piece]
            at = piece.end
        if at < len(expected) or not pieces:
            pieces.append(Piece("", at, len(expected)))
        parts = divided(expected, actual, [heading for heading, _ in sent.expected])
        found = divided_differences(expected, pieces, parts) or text_differences(expected, pieces, actual)
        tried.append(list(moves(found, dict(joined(sent.expected)))))
    return min(tried, key=lambda found: (len(found), sum(one.size for one in found)))


def _common(one: str, other: str) -> int:
    return (Counter(one.split()) & Counter(other.split())).total()
