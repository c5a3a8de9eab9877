"""Which headings the running text of a note mentions: a quick test that most lines need no more than."""

from __future__ import annotations

from converter.readers.altered_headings import may_be_disguised, undisguised
from converter.readers.heading_index import LABEL_LENGTH, HeadingIndex


class MentionedHeadings:
    """The keywords and labels that one note mentions in its running text."""

    def __init__(self, index: HeadingIndex, lowered: str) -> None:
        """`lowered` is the running text of the note, case-folded."""
        self.index = index
        plain = undisguised(lowered).casefold() if may_be_disguised(lowered) else lowered
        self.keywords = [name for name in index.keyword_roots if name in plain]
        self.is_disguised = plain != lowered and any(plain.count(name) > lowered.count(name) for name in index.keywords)
        """Whether a keyword has characters that only look like letters, or invisible ones between them."""
        self.has_label = self._has_label(lowered)

    def in_line(self, lowered: str) -> bool:
        """Whether a keyword stands in a line in small letters, as a word or within one, or a label.

        Labels count at the start of a line, at its end and before a colon.
        """
        if self.is_disguised:
            lowered = undisguised(lowered).casefold()
        if self.keywords and any(name in lowered for name in self.keywords):
            return True
        return self.index.starts_with_label(lowered.lstrip()) or (self.has_label and self._has_label(lowered))

    def _has_label(self, lowered: str) -> bool:
        """Whether a label stands at the end of a line of a text, or before a colon."""
        if ":" not in lowered and "\n" not in lowered:
            return lowered[-LABEL_LENGTH:] in self.index.label_endings
        ends = [part[-LABEL_LENGTH:] for part in lowered.replace(" :", ":").replace(":", "\n").split("\n")]
        return not self.index.label_endings.isdisjoint(ends)
