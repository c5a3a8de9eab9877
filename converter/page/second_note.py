"""Where the second of two notes in one text begins, so that the page can take them one after the other."""

from __future__ import annotations

from typing import Final

from converter.findings import Finding
from converter.note.unicode_text import is_blank
from converter.pipeline import ParsedNote
from converter.profile import Profile
from converter.readers.headings import certain_heading

_LINES_OF: Final = {"MVG232": (1, 2), "MVG234": (0, 1), "MVG235": (0, 1)}
"""Where in the words of a finding about two notes a line of the first and one of the second stands."""


def second_note_line(finding: Finding, parsed: ParsedNote) -> int:
    """The line, from 1, at which the second of two notes begins; 0 for a finding about something else.

    A finding names a line within the second note: a fact of its head, or its first keyword. The note begins at the
    nearest line above that begins as the whole text does, with the same label or keyword.
    """
    if finding.code not in _LINES_OF:
        return 0
    first, second = (int(finding.words[index]) for index in _LINES_OF[finding.code])
    lines, profile = parsed.reading.lines, parsed.profile
    opening = next((_kind(line, profile) for line in lines if not is_blank(line)), "")
    candidates = (number for number in range(second, first, -1) if _kind(lines[number - 1], profile) == opening)
    return next(candidates, second)


def _kind(line: str, profile: Profile) -> str:
    """The fact or keyword that a line begins with; else its words."""
    found = certain_heading(line, profile)
    return found.meaning.name if found else line.strip()
