"""Coverage of a profile by notes: the rows and words that no note uses, and the headings that no row covers.

Never shows text of a note: a heading that the profile does not know is reported by file and line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from converter.note.model import TriageNote
from converter.note.reading import Block, Reading
from converter.note.unicode_text import fold
from converter.pipeline import read_note
from converter.profile import Profile

_LIKE_A_HEADING: Final = ("MVG231", "MVG233", "MVG244", "MVG245", "MVG246", "MVG249")


class Competing(NamedTuple):
    """Spellings of one keyword that occur in the same note."""

    keyword: str
    spellings: tuple[str, ...]
    """As in the profile."""
    notes: int


class Coverage(NamedTuple):
    """What some notes use of a profile."""

    read: int
    unread: tuple[str, ...]
    """The notes that could not be read."""
    used: Counter[str]
    """The number of notes that use each name of `names`."""
    unmapped: tuple[tuple[str, int], ...]
    """The note and the line of each heading that the profile does not know."""
    competing: tuple[Competing, ...]

    def unused(self, profile: Profile) -> tuple[str, ...]:
        """The names that no note uses."""
        return tuple(name for name in names(profile) if not self.used[name])


def names(profile: Profile) -> Iterator[str]:
    """Everything in a profile that a note can use: keywords, their spellings, labels, words of facts."""
    for row in profile.rows:
        if row.clinic24:
            yield f"keyword.{row.clinic24}"
            yield from (_spelling(row.clinic24, name) for name in (row.clinic24, *row.aliases))
    yield from (_spelling(group, group) for group in profile.groups)
    yield from (f"labels.{label}" for label in profile.labels.values())
    for fact, words in profile.words.items():
        yield from (f"values.{fact.removeprefix('contact.')}.{word}" for word in words.values())


def _spelling(keyword: str, spelling: str) -> str:
    return f"keyword.{keyword} ”{spelling}”"


def cover(notes: Iterable[tuple[str, bytes]], profile: Profile) -> Coverage:
    """The coverage of the profile by these notes, each given with its name."""
    read, unread, unmapped = 0, [], []
    used: Counter[str] = Counter()
    together: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for name, source in notes:
        reading = read_note(source, profile=profile)
        if reading.note is None:
            unread.append(name)
            continue
        read += 1
        spelled: dict[str, set[str]] = {}
        for entry in reading.note.entries:
            if spelling := profile.derive(_spellings).get(fold(entry.heading)):
                spelled.setdefault(spelling[0], set()).add(spelling[1])
        spellings = (_spelling(keyword, each) for keyword, several in spelled.items() for each in several)
        used.update({*spellings, *_used(reading.note, reading.blocks, profile)})
        unmapped += [(name, line) for line in _unmapped(reading, reading.note, profile)]
        together.update((keyword, tuple(sorted(found))) for keyword, found in spelled.items() if len(found) > 1)
    competing = tuple(Competing(keyword, spellings, times) for (keyword, spellings), times in together.items())
    return Coverage(read, tuple(unread), used, tuple(unmapped), competing)


def _used(note: TriageNote, blocks: Iterable[Block], profile: Profile) -> Iterator[str]:
    """The names but spellings that one note uses. Copied text uses labels of facts; XML uses only their words."""
    for entry in note.entries:
        if entry.keyword in profile.places and entry.text.strip():
            yield f"keyword.{entry.keyword}"
    yield from (f"labels.{profile.labels[block.fact]}" for block in blocks if block.fact)
    for fact, words in profile.words.items():
        name = fact.removeprefix("contact.")
        value = getattr(note.contact, name)
        codes = value if isinstance(value, tuple) else (value,)
        yield from (f"values.{name}.{words[code]}" for code in codes if code)


def _spellings(profile: Profile) -> dict[str, tuple[str, str]]:
    """Folded heading to its keyword and its spelling in the profile."""
    rows = [(row.clinic24, name) for row in profile.rows if row.clinic24 for name in (row.clinic24, *row.aliases)]
    return {fold(name): (keyword, name) for keyword, name in (*rows, *((group, group) for group in profile.groups))}


def _unmapped(reading: Reading, note: TriageNote, profile: Profile) -> list[int]:
    """The lines of unknown headings, and of lines that were left in a text but may be headings."""
    known = {*profile.places, *profile.groups}
    lines = {entry.line for entry in note.entries if entry.keyword not in known}
    for finding in (*reading.findings, *reading.questions):
        if finding.code == "MVG225":
            lines.update(map(int, finding.words[0].split(", ")))
        elif finding.code in _LIKE_A_HEADING:
            lines.add(finding.line)
    return sorted(lines)
