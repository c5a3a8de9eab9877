"""What was sent: the texts of a note by their headings, and what those of a file have in common with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from converter.compare.alignment import joined_key
from converter.compare.difference import Difference
from converter.compare.elements import FACTS, place
from converter.compare.returned import TEXT, FileKind, ReturnedDiagnosis, ReturnedNote, Unreadable, read_returned
from converter.compare.texts import Piece
from converter.conversion.result import Result
from converter.note.facts import label_key
from converter.note.markup import escape
from converter.note.model import Diagnosis, RecordNote
from converter.note.unicode_text import fold
from converter.profile import Profile

LAYOUTS: Final = (("\n", "\n\n"), ("\n", "\n"), (": ", "\n"), (": ", "\n\n"))
"""What stands behind a heading and between two texts, in the texts that receivers make of a document."""
_LINKED: Final = ("items", "facts", "diagnoses")
"""The settings of a target that map keywords, facts and kinds of diagnoses to linkIds."""


class SentNote:
    """The headings and texts that were sent."""

    def __init__(self, result: Result, record: RecordNote, profile: Profile) -> None:
        self.record, self.profile = record, profile
        self.output = result.output or ""
        self.document: ReturnedNote | None = None
        """The document that was sent, as it is read when it comes back; None for an output of another kind."""
        self.kind: FileKind | None = None
        try:
            sent = read_returned(self.output.encode("utf-8", "surrogatepass"), profile)
            if sent.kind != TEXT:
                self.document, self.kind = sent.notes[0], sent.kind
        except Unreadable:
            pass
        self.expected = [(heading, text) for heading, text in result.sections if text]
        self._names = _names(profile)
        self._links = _links(profile, record, self._names)
        if self.document:
            for text in self.document.texts:
                self._names.setdefault(fold(text.keyword), self._links.get(text.link, fold(text.keyword)))
                if self.identity(text.keyword, text.link) not in map(self.identity, dict(self.expected)):
                    self.expected.append((text.keyword, text.text))
            order = [self.identity(text.keyword, text.link) for text in self.document.texts]
            self.expected.sort(key=lambda section: (*order, self.identity(section[0])).index(self.identity(section[0])))
        self._places = {self.identity(heading): heading for heading, _ in reversed(self.expected)}

    def identity(self, heading: str, link: str = "") -> str:
        """What headings of one keyword have in common, whether they are those of the record or of the note."""
        folded = fold(heading)
        return self._links.get(link) or self._names.get(folded, folded)

    def name_of(self, keyword: str, link: str = "") -> str:
        """The heading that was sent for a keyword of the file; `""` for one that the note does not have."""
        return self._places.get(self.identity(keyword, link), "")

    def in_order(self, found: Sequence[Difference]) -> list[Difference]:
        """Differences in the order of the keywords."""
        order = {heading: number for number, (heading, _) in enumerate(self.expected)}
        return sorted(found, key=lambda one: (order.get(one.keyword, len(order)), one.line, one.column))

    def texts_of(self, note: ReturnedNote) -> dict[str, str]:
        """The texts of a note by the heading that was sent."""
        known = ((self.name_of(text.keyword, text.link), text.text) for text in note.texts)
        return dict(joined([(heading, text) for heading, text in known if heading]))

    def with_diagnoses(self, note: ReturnedNote) -> ReturnedNote:
        """A note with its diagnoses taken from its texts, where they were sent as codes and came back as texts."""
        if self.document is None or self.document.diagnoses is None or note.diagnoses is not None or note.whole:
            return note
        texts = [text for text in note.texts if self.diagnosis_kind(text.keyword, text.link)]
        lines = [(line, text) for text in texts for line in text.text.splitlines()]
        coded = (ReturnedDiagnosis(Diagnosis(title=line), text.keyword, text.link) for line, text in lines)
        return note._replace(texts=tuple(text for text in note.texts if text not in texts), diagnoses=tuple(coded))

    def diagnosis_kind(self, keyword: str, link: str = "") -> str:
        """`principal` or `secondary` for the keyword or the item of a diagnosis; `""` for any other."""
        key = self.identity(keyword, link)
        return key[1:] if key.startswith("\0") else ""

    def labels(self) -> dict[str, str]:
        """The names of paths and of items of the document."""
        note, labels = self.record.note, self.profile.labels
        named = {path: labels.get(label_key(fact, note), path) for path, fact in FACTS.items()}
        for link, key in self._links.items():
            named[place("item", link)] = self._places.get(key) or labels.get(f"{key[1:]}_diagnosis", link)
        for text in self.document.texts if self.document else ():
            kind, name = ("item", text.link) if text.link else ("section", text.keyword)
            named[place(kind, name)] = self.name_of(text.keyword, text.link)
        return {**named, "": self.record.template}

    def laid_out(self, behind_heading: str, between: str) -> str:
        """What was sent in a document as a text."""
        return between.join(f"{heading}{behind_heading}{text}" for heading, text in self.expected)

    def unplaced(self) -> set[str]:
        """The keywords with a text that the layout does not print as it is: what differs in it has no place in it."""
        placed = Counter(piece.keyword for piece in self.placed(self.output))
        return {*Counter(heading for heading, _ in self.expected) - placed} if self.document is None else set()

    def without_heading(self, text: str) -> set[str]:
        """The keywords whose text does not stand right under its heading in a text, but for white space and case."""
        if self.document is not None:
            return set()
        came, at, missing = joined_key(text), 0, set[str]()
        for piece in self.placed(self.output):
            heading = max(self.output.rfind(piece.keyword, at, piece.start), at)
            if joined_key(self.output[heading : piece.end]) not in came:
                missing.add(piece.keyword)
            at = piece.end
        return missing

    def placed(self, whole: str) -> Iterator[Piece]:
        """Where the texts of the keywords stand in a text, those of mark-up with references for characters."""
        at = 0
        for heading, body in self.expected:
            behind = max(whole.find(heading, at), at - len(heading)) + len(heading)
            for written in (body, escape(body)):
                if (start := whole.find(written, behind)) >= 0:
                    at = start + len(written)
                    yield Piece(heading, start, at)
                    break


def _names(profile: Profile) -> dict[str, str]:
    """Each folded name of a keyword to what all its names have in common; of a diagnosis it begins with NUL."""
    names = {fold(profile.labels[f"{kind}_diagnosis"]): f"\0{kind}" for kind in ("principal", "secondary")}
    for row in profile.rows:
        names |= {fold(name): fold(row.record) for name in (row.record, row.clinic24, *row.aliases) if name}
    given = [pair for target in profile.targets.values() for pair in target.names.items()]
    return {fold(name): names.get(fold(heading), fold(heading)) for heading, name in given} | names


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


def joined(sections: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sections with the texts of one heading joined."""
    texts: dict[str, list[str]] = {}
    for heading, text in sections:
        texts.setdefault(heading, []).append(text)
    return [(heading, "\n".join(parts)) for heading, parts in texts.items()]
