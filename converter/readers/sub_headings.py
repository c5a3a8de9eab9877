"""Sub-headings within a text, and headings that only a professional writes."""

from __future__ import annotations

from converter.findings import Finding
from converter.profile import Profile
from converter.readers.heading_index import HeadingIndex
from converter.readers.headings import list_kind
from converter.readers.keyword_in_line import KeywordInLine
from converter.readers.running_line import LABEL_WORDS, RunningLine, words_of


class SubHeadings:
    """Checks the lines of one note for sub-headings, and gathers those in the texts of a professional."""

    def __init__(self, profile: Profile, index: HeadingIndex, keywords: KeywordInLine) -> None:
        self.profile = profile
        self.index = index
        self.keywords = keywords
        self.lines: list[int] = []
        """The lines of sub-headings in the texts of a professional."""

    def check(self, line: RunningLine) -> Finding | None:
        """What is said of a heading that only a professional writes, and of a sub-heading."""
        return self._professional_heading(line) or self._other_professional_heading(line) or self._subheading(line)

    def warning(self) -> tuple[Finding, ...]:
        """One warning for all sub-headings in texts of a professional."""
        lines = ", ".join(map(str, self.lines))
        return (Finding("MVG225", self.lines[0], words=(lines,)),) if self.lines else ()

    def _professional_heading(self, line: RunningLine) -> Finding | None:
        """A heading that only a professional writes, or a word that ends as a keyword, under the patient's own."""
        if not line.patients_own:
            return None
        known = self.is_professional(line)
        name = "" if known else self._end_of_compound(line)
        if name and line.followed:
            return self.keywords.goes_on(name, line)
        return not_the_patients(line) if (known or name) and (line.colon or line.alone) else None

    def is_professional(self, line: RunningLine) -> bool:
        """Whether a line is a heading that only a professional writes, by the profile's list."""
        return line.folded in self.profile.reading.professional_headings

    def _end_of_compound(self, line: RunningLine) -> str:
        """The keyword that a single word ends as, such as *Lokalstatus*; `""` for none, and for a group heading."""
        if not (line.folded.isalpha() and line.folded.endswith(self.index.keywords)) or line.is_among(
            self.profile.reading.text_lines
        ):
            return ""
        return next(filter(line.folded.endswith, self.index.keywords))

    def _other_professional_heading(self, line: RunningLine) -> Finding | None:
        """A heading that only a professional writes, in a text of a professional: a sub-heading, or another section."""
        if line.patients_own:
            return None
        known, name = self.is_professional(line), self._end_of_compound(line)
        if name and name not in self.index.groups and self.index.spellings[name] != line.keyword:
            if line.alone and not known:
                return self.keywords.may_be(name, line)
            if (line.followed and line.apart) or (line.alone and not line.opens_paragraph):
                return self.keywords.goes_on(name, line)
        if known and not line.colon and line.alone:
            self.lines.append(line.number)
        return None

    def _subheading(self, line: RunningLine) -> Finding | None:
        """A few words and a colon on a line of their own: a heading within the text."""
        head = line.head
        if line.followed or not line.colon or not line.next_line.strip() or not head[:1].isupper():
            return None
        if len(head.split()) > LABEL_WORDS or head.endswith((",", "!")) or (head.endswith(".") and " " in head):
            return None
        words = words_of(head)
        name, at = self.keywords.keyword_in(words)
        if name and self.keywords.is_text_after(words[at + len(name.split()) :], line):
            return None
        if line.patients_own:
            known = line.folded in self.profile.reading.sub_headings or "\t" in line.next_line
            return None if known else not_the_patients(line)
        if line.opens_paragraph and not (
            line.blank_below or list_kind(line.next_line) or "\t" in line.next_line or line.next_line[:1].isspace()
        ):
            self.lines.append(line.number)
        return None


def not_the_patients(line: RunningLine) -> Finding:
    """The question about a heading under the patient's own keyword: the text below it may be a professional's."""
    return Finding("MVG245", line.number, words=(str(line.number),))
