"""The comparison of a note with what a receiver returned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from converter.compare.alignment import joined_key
from converter.compare.difference import Difference, Kind
from converter.compare.elements import FACTS, NOTE_TEXT, element_differences, place
from converter.compare.facts import common_facts, fact_differences, is_of_patient
from converter.compare.moves import divided, divided_differences, moves, whole_moves
from converter.compare.returned import (
    TEXT,
    ReturnedDiagnosis,
    ReturnedFile,
    ReturnedNote,
    Unreadable,
    is_data,
    read_returned,
)  # fmt: skip
from converter.compare.texts import Piece, text_differences
from converter.findings import Finding
from converter.note.fields import label_key, values_of
from converter.note.markup import escape
from converter.note.model import Diagnosis, RecordNote
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.profile.wording import diagnosis_as_written
from converter.result import Result


class KeywordResult(NamedTuple):
    """How one keyword came back."""

    keyword: str
    characters: int
    equal: bool


class Comparison(NamedTuple):
    """What differs between a note and what a receiver returned."""

    kind: str
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
    sections = _Sections(result, result.record, profile)
    chosen = sections.choose(returned)
    note = sections.with_diagnoses(chosen)
    found = [*sections.compare(note)] if not note.whole else [*sections.compare_whole(note.texts[0].text)]
    found += sections.compare_facts(note, found, returned.kind)
    if sections.sent_kind:  # a document has no field to measure
        found = [one._replace(kind=Kind.LACKED_IN_DOCUMENT) if one.kind == Kind.LACKED else one for one in found]
    if not note.active:
        found.append(Difference(Kind.INACTIVE, ""))
    found += [Difference(Kind.OPAQUE, sections.name_of(keyword)) for keyword in note.opaque]
    texts = sections.texts_of(chosen)
    if (copies := sum(sections.texts_of(other) == texts for other in returned.notes)) > 1:
        found.append(Difference(Kind.TWICE, "", size=copies))
    others = len(returned.notes) - 1
    differing = {difference.keyword for difference in found} | {difference.other for difference in found}
    if note.whole and not all(one.keyword for one in found):
        differing |= sections.unplaced() | sections.without_heading(note.texts[0].text)
    keywords = tuple(
        KeywordResult(heading, len(text), heading not in differing) for heading, text in _joined(sections.expected)
    )
    remarks = (Finding("MVG588", words=(str(others),)),) if others else ()
    return Comparison(returned.kind, keywords, tuple(sections.in_order(found)), remarks)


class _Sections:
    """The headings and texts that were sent."""

    def __init__(self, result: Result, record: RecordNote, profile: Profile) -> None:
        self._record, self._profile = record, profile
        self._output = result.output or ""
        self._sent: ReturnedNote | None = None
        """The document that was sent, as it is read when it comes back; None for an output of another kind."""
        self.sent_kind = ""
        try:
            sent = read_returned(self._output.encode("utf-8", "surrogatepass"), profile)
            if sent.kind != TEXT:
                self._sent, self.sent_kind = sent.notes[0], sent.kind
        except Unreadable:
            pass
        self.expected = [(heading, text) for heading, text in result.sections if text]
        self._names = _names(profile)
        self._links = _links(profile, record, self._names)
        if self._sent:
            for text in self._sent.texts:
                self._names.setdefault(fold(text.keyword), self._links.get(text.link, fold(text.keyword)))
                if self._id(text.keyword, text.link) not in map(self._id, dict(self.expected)):
                    self.expected.append((text.keyword, text.text))
            order = [self._id(text.keyword, text.link) for text in self._sent.texts]
            self.expected.sort(key=lambda section: (*order, self._id(section[0])).index(self._id(section[0])))
        self._places = {self._id(heading): heading for heading, _ in reversed(self.expected)}

    def _id(self, heading: str, link: str = "") -> str:
        """What headings of one keyword have in common, whether they are those of the record or of the note."""
        folded = fold(heading)
        return self._links.get(link) or self._names.get(folded, folded)

    def name_of(self, keyword: str, link: str = "") -> str:
        """The heading that was sent for a keyword of the file; `""` for one that the note does not have."""
        return self._places.get(self._id(keyword, link), "")

    def in_order(self, found: Sequence[Difference]) -> list[Difference]:
        """Differences in the order of the keywords."""
        order = {heading: number for number, (heading, _) in enumerate(self.expected)}
        return sorted(found, key=lambda one: (order.get(one.keyword, len(order)), one.line, one.column))

    # -- which note it is -------------------------------------------------------------------------------------

    def choose(self, returned: ReturnedFile) -> ReturnedNote:
        """The note of the file that is most like the one that was sent. Raises `Unreadable`."""
        best = max(returned.notes, key=self._likeness)
        if returned.kind == TEXT:  # data can only come back where data was sent, not of a known kind
            if (self._sent or not is_data(self._output)) and is_data(best.texts[0].text):
                raise Unreadable
        elif not self._likeness(best)[1]:
            raise Unreadable("MVG561")
        return best

    def _likeness(self, note: ReturnedNote) -> tuple[bool, int]:
        """Whether a note of the file has the identity number that was sent, and how many words and facts they share.

        A word under its own keyword counts more.
        """
        if note.whole:
            sent = self._output if self._sent is None else self._laid_out(*_LAYOUTS[0])
            words = _common(sent, note.texts[0].text)
        else:
            returned, whole = self.texts_of(note), "\n".join(text.text for text in note.texts)
            placed = sum(_common(text, returned.get(heading, "")) for heading, text in self.expected)
            words = 2 * placed + sum(_common(text, whole) for _, text in self.expected)
        return is_of_patient(self._record, note), words + common_facts(self._record, note, self._profile)

    def texts_of(self, note: ReturnedNote) -> dict[str, str]:
        """The texts of a note by the heading that was sent."""
        known = ((self.name_of(text.keyword, text.link), text.text) for text in note.texts)
        return dict(_joined([(heading, text) for heading, text in known if heading]))

    # -- comparing ----------------------------------------------------------------------------------------------

    def compare(self, note: ReturnedNote) -> Iterator[Difference]:
        """The differences of texts that came back keyword by keyword."""
        returned, opaque = self.texts_of(note), [fold(self.name_of(keyword)) for keyword in note.opaque]
        expected = _joined([
            (heading, text)
            for heading, text in self.expected
            if fold(heading) not in opaque
            # not a diagnosis that came back as a code
            and (note.diagnoses is None or not self.diagnosis_kind(heading) or heading in returned)
        ])  # fmt: skip
        found = list(whole_moves(expected, returned))
        moved = {difference.keyword for difference in found}
        taken = {difference.other for difference in found}
        for heading, text in expected:
            sent, came = "" if heading in moved else text, "" if heading in taken else returned.get(heading, "")
            found += text_differences(sent, [Piece(heading, 0, len(sent))], came)
        yield from moves([*found, *self._unknown(note)], dict(expected))
        headings = [heading for heading, _ in expected]
        order = dict.fromkeys(self.name_of(text.keyword, text.link) for text in note.texts)
        came_in = [heading for heading in order if heading in headings]
        if came_in != [heading for heading in headings if heading in came_in]:
            yield Difference(Kind.REORDERED, "")

    def _unknown(self, note: ReturnedNote) -> Iterator[Difference]:
        """The texts of a note under keywords that have none in the note that was sent; a fact of it may stand there."""
        sent = self._record.note
        diagnoses = (sent.principal_diagnosis, *sent.secondary_diagnoses)
        written = [text for one in diagnoses for text in (diagnosis_as_written(one), one.label)]
        facts = {fold(value) for value in (*values_of(sent), *written) if isinstance(value, str)}
        keywords = {fold(row.record): row.record for row in self._profile.rows}
        for number, text in enumerate(note.texts, 1):
            body = text.text.strip()
            if body and not self.name_of(text.keyword, text.link) and (self._sent or fold(body) not in facts):
                name = keywords.get(self._id(text.keyword, text.link), f"#{number}")
                yield Difference(Kind.UNKNOWN, "", size=len(body), other=name, key=joined_key(body))

    def with_diagnoses(self, note: ReturnedNote) -> ReturnedNote:
        """A note with its diagnoses taken from its texts, where they were sent as codes and came back as texts."""
        if self._sent is None or self._sent.diagnoses is None or note.diagnoses is not None or note.whole:
            return note
        texts = [text for text in note.texts if self.diagnosis_kind(text.keyword, text.link)]
        lines = [(line, text) for text in texts for line in text.text.splitlines()]
        coded = (ReturnedDiagnosis(Diagnosis(title=line), text.keyword, text.link) for line, text in lines)
        return note._replace(texts=tuple(text for text in note.texts if text not in texts), diagnoses=tuple(coded))

    def diagnosis_kind(self, keyword: str, link: str = "") -> str:
        """`principal` or `secondary` for the keyword or the item of a diagnosis; `""` for any other."""
        key = self._id(keyword, link)
        return key[1:] if key.startswith("\0") else ""

    def compare_facts(self, note: ReturnedNote, texts: Sequence[Difference], kind: str) -> Iterator[Difference]:
        """The differences of what stands beside the texts: of every element where the file is of the kind sent."""
        if self._sent is None or kind != self.sent_kind:
            yield from fact_differences(self._record, note, self._profile, self.diagnosis_kind)
            return
        located = {keyword for one in texts for keyword in (one.keyword, one.other)}
        elements, came = self._sent.elements, note.elements
        if note.whole:  # a text has no attributes and no title of its own
            elements = {path: value for path, value in elements.items() if not path.startswith(f"{NOTE_TEXT}.")}
            came = {path: value for path, value in came.items() if path != NOTE_TEXT}
        found = element_differences(elements, came, self._labels())
        yield from (one for one in found if one.keyword not in located)

    def _labels(self) -> dict[str, str]:
        """The names of paths and of items of the document."""
        note, labels = self._record.note, self._profile.labels
        named = {path: labels.get(label_key(fact, note), path) for path, fact in FACTS.items()}
        for link, key in self._links.items():
            named[place("item", link)] = self._places.get(key) or labels.get(f"{key[1:]}_diagnosis", link)
        for text in self._sent.texts if self._sent else ():
            kind, name = ("item", text.link) if text.link else ("section", text.keyword)
            named[place(kind, name)] = self.name_of(text.keyword, text.link)
        return {**named, "": self._record.template}

    def compare_whole(self, text: str) -> list[Difference]:
        """The differences of a text that came back as a whole, headings and all.

        A receiver that made a text of a document chose the layout: the one that fits best is the expected one.
        """
        layouts = [self._output] if self._sent is None else [self._laid_out(*layout) for layout in _LAYOUTS]
        actual = text.replace("\r\n", "\n").removesuffix("\n")
        tried: list[list[Difference]] = []
        for expected in (layout.removesuffix("\n") for layout in layouts):
            pieces: list[Piece] = []
            at = 0
            for piece in self._placed(expected):
                pieces += [Piece("", at, piece.start), piece]
                at = piece.end
            if at < len(expected) or not pieces:
                pieces.append(Piece("", at, len(expected)))
            parts = divided(expected, actual, [heading for heading, _ in self.expected])
            found = divided_differences(expected, pieces, parts) or text_differences(expected, pieces, actual)
            tried.append(list(moves(found, dict(_joined(self.expected)))))
        return min(tried, key=lambda found: (len(found), sum(one.size for one in found)))

    def _laid_out(self, behind_heading: str, between: str) -> str:
        """What was sent in a document as a text."""
        return between.join(f"{heading}{behind_heading}{text}" for heading, text in self.expected)

    def unplaced(self) -> set[str]:
        """The keywords with a text that the layout does not print as it is: what differs in it has no place in it."""
        placed = Counter(piece.keyword for piece in self._placed(self._output))
        return {*Counter(heading for heading, _ in self.expected) - placed} if self._sent is None else set()

    def without_heading(self, text: str) -> set[str]:
        """The keywords whose text does not stand right under its heading in a text, but for white space and case."""
        if self._sent is not None:
            return set()
        came, at, missing = joined_key(text), 0, set[str]()
        for piece in self._placed(self._output):
            heading = max(self._output.rfind(piece.keyword, at, piece.start), at)
            if joined_key(self._output[heading : piece.end]) not in came:
                missing.add(piece.keyword)
            at = piece.end
        return missing

    def _placed(self, whole: str) -> Iterator[Piece]:
        """Where the texts of the keywords stand in a text, those of mark-up with references for characters."""
        at = 0
        for heading, body in self.expected:
            behind = max(whole.find(heading, at), at - len(heading)) + len(heading)
            for written in (body, escape(body)):
                if (start := whole.find(written, behind)) >= 0:
                    at = start + len(written)
                    yield Piece(heading, start, at)
                    break


_LAYOUTS: Final = (("\n", "\n\n"), ("\n", "\n"), (": ", "\n"), (": ", "\n\n"))
"""What stands behind a heading and between two texts, in the texts that receivers make of a document."""


def _names(profile: Profile) -> dict[str, str]:
    """Each folded name of a keyword to what all its names have in common; of a diagnosis it begins with NUL."""
    names = {fold(profile.labels[f"{kind}_diagnosis"]): f"\0{kind}" for kind in ("principal", "secondary")}
    for row in profile.rows:
        names |= {fold(name): fold(row.record) for name in (row.record, row.clinic24, *row.aliases) if name}
    given = [pair for target in profile.targets.values() for pair in target.names.items()]
    return {fold(name): names.get(fold(heading), fold(heading)) for heading, name in given} | names


_LINKED: Final = ("items", "facts", "diagnoses")
"""The settings of a target that map keywords, facts and kinds of diagnoses to linkIds."""


def _links(profile: Profile, record: RecordNote, names: Mapping[str, str]) -> dict[str, str]:
    """Each linkId that a target maps a keyword to, and what the names of that keyword have in common."""
    return {
        link: f"\0{keyword}"
        if table == "diagnoses"
        else names.get(named := fold(profile.labels.get(label_key(keyword, record.note), keyword)), named)
        for target in profile.targets.values()
        for table in _LINKED
        if isinstance(settings := target.settings.get(table), Mapping)
        for keyword, link in settings.items()
        if isinstance(link, str)
    }


def _joined(sections: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sections with the texts of one heading joined."""
    texts: dict[str, list[str]] = {}
    for heading, text in sections:
        texts.setdefault(heading, []).append(text)
    return [(heading, "\n".join(parts)) for heading, parts in texts.items()]


def _common(one: str, other: str) -> int:
    return (Counter(one.split()) & Counter(other.split())).total()
