"""The comparison of a note with what a receiver returned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from converter.compare.differences import ADDED, CUT, LONG, MISSING, REMOVED, Difference, Piece, differences
from converter.compare.facts import common_facts, fact_differences
from converter.compare.returned import TEXT, ReturnedFile, ReturnedNote, Unreadable
from converter.compare.tokens import joined_key
from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.fields import values_of
from converter.note.model import RecordNote
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.profile.wording import diagnosis_as_written
from converter.result import Result

MOVED: Final[Code] = "MVG580"
DOUBLED: Final[Code] = "MVG581"
UNKNOWN: Final[Code] = "MVG582"
REORDERED: Final[Code] = "MVG583"
TWICE: Final[Code] = "MVG586"
INACTIVE: Final[Code] = "MVG587"
OTHERS: Final[Code] = "MVG588"
OPAQUE: Final[Code] = "MVG589"


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
    record, sections = result.record, _Sections(result, result.record, profile)
    note = _chosen(sections, returned)
    found = [*sections.compare(note)] if not note.whole else [*sections.compare_whole(note.texts[0].text)]
    found += fact_differences(record, note, profile)
    if not note.active:
        found.append(Difference(INACTIVE, ""))
    found += [Difference(OPAQUE, sections.name_of(keyword)) for keyword in note.opaque]
    same = sum(other is not note and sections.is_same(other, note) for other in returned.notes)
    if same:
        found.append(Difference(TWICE, "", size=same + 1))
    remarks = (Finding(OTHERS, words=(str(len(returned.notes) - 1),)),) if len(returned.notes) > 1 else ()
    differing = {difference.keyword for difference in found} | {difference.other for difference in found}
    keywords = tuple(
        KeywordResult(heading, len(text), heading not in differing) for heading, text in _joined(sections.expected)
    )
    return Comparison(returned.kind, keywords, tuple(sections.in_order(found)), remarks)


def _chosen(sections: _Sections, returned: ReturnedFile) -> ReturnedNote:
    """The note of the file that is most like the one that was sent. Raises `Unreadable`."""
    best = max(returned.notes, key=sections.likeness)
    if returned.kind != TEXT and not sections.likeness(best):
        raise Unreadable("MVG561")
    return best


class _Sections:
    """The headings and texts that were sent."""

    def __init__(self, result: Result, record: RecordNote, profile: Profile) -> None:
        self._record, self._profile = record, profile
        diagnoses = (record.note.principal_diagnosis, *record.note.secondary_diagnoses)
        written = [text for one in diagnoses for text in (diagnosis_as_written(one), one.label)]
        self._facts = {fold(value) for value in (*values_of(record.note), *written) if isinstance(value, str)}
        self.output = result.output or ""
        self.expected = [(heading, text) for heading, text in result.sections if text]
        self._names = _names(profile)
        self._keywords = {fold(row.record): row.record for row in profile.rows}
        self._links = _links(profile)
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

    def likeness(self, note: ReturnedNote) -> int:
        """How many words and facts a note of the file has in common with the one that was sent.

        A word under its own keyword counts more.
        """
        if note.whole:
            return _common(self.output, note.texts[0].text) + common_facts(self._record, note, self._profile)
        returned = self._returned(note)
        placed = sum(_common(text, returned.get(heading, "")) for heading, text in self.expected)
        whole = "\n".join(text.text for text in note.texts)
        return (
            2 * placed
            + sum(_common(text, whole) for _, text in self.expected)
            + common_facts(self._record, note, self._profile)
        )

    def is_same(self, one: ReturnedNote, other: ReturnedNote) -> bool:
        """Whether two notes of a file have the same texts."""
        return self._returned(one) == self._returned(other)

    def _returned(self, note: ReturnedNote) -> dict[str, str]:
        """The texts of a note by the heading that was sent."""
        known = ((self.name_of(text.keyword, text.link), text.text) for text in note.texts)
        return dict(_joined([(heading, text) for heading, text in known if heading]))

    def _unknown(self, note: ReturnedNote) -> Iterator[Difference]:
        """The texts of a note under keywords that have none in the note that was sent; a fact of it may stand there."""
        for number, text in enumerate(note.texts, 1):
            body = text.text.strip()
            if body and not self.name_of(text.keyword, text.link) and fold(body) not in self._facts:
                name = self._keywords.get(self._id(text.keyword, text.link), f"nr {number}")
                yield Difference(UNKNOWN, "", size=len(body), other=name, key=joined_key(body))

    # -- comparing ----------------------------------------------------------------------------------------------

    def compare(self, note: ReturnedNote) -> Iterator[Difference]:
        """The differences of texts that came back keyword by keyword."""
        returned = self._returned(note)
        expected = _joined([section for section in self.expected if self._is_text(section[0], note, returned)])
        found = list(_whole_moves(expected, returned))
        moved = {difference.keyword for difference in found}
        taken = {difference.other for difference in found}
        for heading, text in expected:
            sent, came = "" if heading in moved else text, "" if heading in taken else returned.get(heading, "")
            found += differences(sent, [Piece(heading, 0, len(sent))], came)
        yield from _moves([*found, *self._unknown(note)], dict(expected))
        order = [heading for text in note.texts if (heading := self.name_of(text.keyword, text.link)) in dict(expected)]
        came_in = list(dict.fromkeys(order))
        if came_in != [heading for heading, _ in expected if heading in came_in]:
            yield Difference(REORDERED, "")

    def _is_text(self, heading: str, note: ReturnedNote, returned: Mapping[str, str]) -> bool:
        """Whether a section is compared as text: not a diagnosis that came back as a code, nor a document."""
        is_coded = note.diagnoses is not None and self._id(heading).startswith("\0") and heading not in returned
        return not is_coded and fold(heading) not in map(fold, map(self.name_of, note.opaque))

    def compare_whole(self, text: str) -> Iterator[Difference]:
        """The differences of a text that came back as a whole, headings and all."""
        expected, actual = self.output.removesuffix("\n"), text.replace("\r\n", "\n").removesuffix("\n")
        pieces: list[Piece] = []
        at = 0
        for heading, body in self.expected:
            start = expected.find(body, max(expected.find(heading, at), at - len(heading)) + len(heading))
            if start < 0:  # a layout that does not print it as it is
                continue
            pieces += [Piece("", at, start)] if start > at else []
            at = start + len(body)
            pieces.append(Piece(heading, start, at))
        pieces += [Piece("", at, len(expected))] if at < len(expected) or not pieces else []
        yield from _moves(differences(expected, pieces, actual), dict(_joined(self.expected)))


def _names(profile: Profile) -> dict[str, str]:
    """Each folded name of a keyword to what all its names have in common; of a diagnosis it begins with NUL."""
    names = {fold(profile.labels[f"{kind}_diagnosis"]): f"\0{kind}" for kind in ("principal", "secondary")}
    for row in profile.rows:
        names |= {fold(name): fold(row.record) for name in (row.record, row.clinic24, *row.aliases) if name}
    for target in profile.targets.values():
        for heading, name in target.names.items():
            names.setdefault(fold(name), names.get(fold(heading), fold(heading)))
    return names


def _links(profile: Profile) -> dict[str, str]:
    """Each linkId that a target maps a keyword to, and what the names of that keyword have in common."""
    names = _names(profile)
    return {
        link: names.get(fold(keyword), fold(keyword))
        for target in profile.targets.values()
        for settings in target.settings.values()
        if isinstance(settings, Mapping)
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


def _whole_moves(expected: Sequence[tuple[str, str]], returned: Mapping[str, str]) -> Iterator[Difference]:
    """The texts that came back, whole and alone, under the keyword of another one."""
    sent = {heading: joined_key(text) for heading, text in expected}
    came = {heading: joined_key(text) for heading, text in returned.items()}
    for heading, text in expected:
        key = sent[heading]
        if len(key) >= LONG and came.get(heading, "") != key:
            others = (other for other, there in came.items() if there == key and sent.get(other, "") != key)
            if other := next(others, ""):
                yield Difference(MOVED, heading, 1, 1, len(text), other=other)


def _moves(found: list[Difference], texts: dict[str, str]) -> Iterator[Difference]:
    """The differences with a removed and an added passage that are the same as one: it was moved.

    An added passage that is a text of the note, and was removed nowhere, is doubled.
    """
    removed = [one for one in found if one.code in (CUT, MISSING, REMOVED) and len(one.key) >= LONG]
    added = [one for one in found if one.code in (ADDED, UNKNOWN) and len(one.key) >= LONG]
    keys = [joined_key(text) for text in texts.values()]
    replaced: dict[int, Difference] = {}
    gone: set[int] = set()
    for one in added:
        origin = next((other for other in removed if other.key in one.key and id(other) not in gone), None)
        if origin is not None and len(one.key) <= len(origin.key) + _SPARE:
            replaced[id(origin)] = origin._replace(code=MOVED, other=one.keyword or one.other)
            gone |= {id(origin), id(one)}
        elif any(one.key in key or key in one.key for key in keys if len(key) >= LONG):
            replaced[id(one)] = one._replace(code=DOUBLED)
    for one in found:
        if id(one) in replaced:
            yield replaced[id(one)]
        elif id(one) not in gone:
            yield one


_SPARE: Final = 64
"""How much longer than a passage the one may be in which it is found again: a heading that moved with it."""
