"""Coverage of a profile by notes: the rows and words that no note uses, and the headings that no row covers.

Never shows text of a note: a heading that the profile does not know is reported by file and line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from converter.note.reading import Reading
from converter.note.unicode_text import fold
from converter.pipeline import read_note
from converter.profile import Profile

_LIKE_A_HEADING: Final = ("MVG231", "MVG233", "MVG244", "MVG245", "MVG246", "MVG249")


class Unmapped(NamedTuple):
    """A heading of a note that the profile does not know."""

    note: str
    line: int


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
    unmapped: tuple[Unmapped, ...]
    competing: tuple[Competing, ...]

    def unused(self, profile: Profile) -> tuple[str, ...]:
        """The names that no note uses."""
        return tuple(name for name in names(profile) if not self.used[name])


def names(profile: Profile) -> Iterator[str]:
    """Everything in a profile that a note can use: keywords, their spellings, labels, words of facts."""
    for row in profile.rows:
        if row.clinic24:
            yield _keyword(row.clinic24)
            yield from (_spelling(row.clinic24, name) for name in (row.clinic24, *row.aliases))
    yield from (_spelling(group, group) for group in profile.groups)
    yield from (f"labels.{label}" for label in profile.labels.values())
    for fact, words in profile.words.items():
        yield from (f"values.{fact.removeprefix('contact.')}.{word}" for word in words.values())


def _keyword(clinic24: str) -> str:
    return f"keyword.{clinic24}"


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
        used.update(set(_used(reading, profile)))
        unmapped += [Unmapped(name, line) for line in _unmapped(reading, profile)]
        together.update(_together(reading, profile))
    competing = tuple(Competing(keyword, spellings, times) for (keyword, spellings), times in together.items())
    return Coverage(read, tuple(unread), used, tuple(unmapped), competing)


def _used(reading: Reading, profile: Profile) -> Iterator[str]:
    """The names that one note uses. Copied text uses labels of facts; XML uses only their words."""
    assert reading.note is not None
    for entry in reading.note.entries:
        if entry.keyword in profile.places and entry.text.strip():
            yield _keyword(entry.keyword)
        if spelling := profile.derive(_spellings).get(fold(entry.heading)):
            yield _spelling(*spelling)
    for block in reading.blocks:
        if block.fact:
            yield f"labels.{profile.labels[block.fact]}"
    for fact, words in profile.words.items():
        value = getattr(reading.note.contact, fact.removeprefix("contact."))
        codes = value if isinstance(value, tuple) else (value,)
        yield from (f"values.{fact.removeprefix('contact.')}.{words[code]}" for code in codes if code)


def _spellings(profile: Profile) -> dict[str, tuple[str, str]]:
    """Folded heading to its keyword and its spelling in the profile."""
    rows = [(row.clinic24, name) for row in profile.rows if row.clinic24 for name in (row.clinic24, *row.aliases)]
    return {fold(name): (keyword, name) for keyword, name in (*rows, *((group, group) for group in profile.groups))}


def _unmapped(reading: Reading, profile: Profile) -> list[int]:
    """The lines of unknown headings, and of lines that were left in a text but may be headings."""
    assert reading.note is not None
    known = {*profile.places, *profile.groups}
    lines = {entry.line for entry in reading.note.entries if entry.keyword not in known}
    for finding in (*reading.findings, *reading.questions):
        if finding.code == "MVG225":
            lines.update(map(int, finding.words[0].split(", ")))
        elif finding.code in _LIKE_A_HEADING:
            lines.add(finding.line)
    return sorted(lines)


def _together(reading: Reading, profile: Profile) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keywords that one note spells in more than one way."""
    assert reading.note is not None
    ways: dict[str, dict[str, None]] = {}
    for entry in reading.note.entries:
        if spelling := profile.derive(_spellings).get(fold(entry.heading)):
            ways.setdefault(spelling[0], {})[spelling[1]] = None
    yield from ((keyword, tuple(sorted(found))) for keyword, found in ways.items() if len(found) > 1)
