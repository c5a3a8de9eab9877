"""Hypothesis strategies for whole files: a note in one of its forms, corrupted or not, in some encoding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from converter.note.model import TriageNote
from converter.note.reading import SourceForm
from converter.profile import Profile
from converter.testing.corruptions import TO_ANY, TO_BYTES, TO_TEXT, TO_XML
from converter.testing.note_strategies import notes
from converter.testing.writers import as_text, as_xml

ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "cp850", "mac-roman", "utf-16-le")
LINE_ENDS: Final = ("\n", "\r\n", "\r")
FORMS: Final[dict[SourceForm, Callable[[TriageNote, Profile, str], str]]] = {
    "text": as_text,
    "xml": lambda note, _, around: as_xml(note, around),
}
"""The writer of each form, with white space around facts."""
AROUND: Final = {"text": ("", "", "  ", "\t", " \u00a0"), "xml": ("", "", " ", "\t", "\n      ")}
"""White space around facts, questions and answers."""
CORRUPTIONS: Final = {"text": {**TO_TEXT, **TO_ANY}, "xml": {**TO_XML, **TO_ANY}}
_POSITION: Final = st.integers(0, 99)

Corruptions = list[tuple[str, int]]
"""Names of corruptions, each with the number of the place it changes."""


def encodings() -> SearchStrategy[str]:
    """Encodings of a note, mostly UTF-8."""
    return st.sampled_from(("utf-8",) * len(ENCODINGS) + ENCODINGS)


def line_ends() -> SearchStrategy[str]:
    """Line ends."""
    return st.sampled_from(LINE_ENDS)


def corruption_lists(form: SourceForm) -> SearchStrategy[Corruptions]:
    """None, one or two corruptions of a form, `xml` or `text`."""
    corruption = st.tuples(st.sampled_from(sorted(CORRUPTIONS[form])), _POSITION)
    one = corruption.map(lambda drawn: [drawn])
    return st.one_of(st.just([]), one, one, st.tuples(corruption, corruption).map(list))


def corrupt(text: str, form: SourceForm, corruptions: Corruptions, profile: Profile) -> str:
    """The text of a note in that form with these corruptions."""
    for name, at in corruptions:
        text = CORRUPTIONS[form][name](text, at, profile)
    return text


def sources(profile: Profile) -> SearchStrategy[bytes]:
    """Input files: a note as XML or copied text, corrupted or not, in any encoding, complete or not."""
    return st.one_of(*(_files(form, notes(profile), profile) for form in FORMS))


def _files(form: SourceForm, drawn: SearchStrategy[TriageNote], profile: Profile) -> SearchStrategy[bytes]:
    def write(parts: tuple[TriageNote, str, Corruptions, str, str, str]) -> bytes:
        note, around, corruptions, encoding, line_end, loss = parts
        text = corrupt(FORMS[form](note, profile, around), form, corruptions, profile).replace("\n", line_end)
        text = text.replace('encoding="UTF-8"', f'encoding="{encoding}"', 1) if form == "xml" else text
        return TO_BYTES.get(loss, bytes)(text.encode(encoding, "replace"))

    whole = ("",) * 4 * len(TO_BYTES)
    losses = st.sampled_from((*whole, *TO_BYTES))
    around = st.sampled_from(AROUND[form])
    return st.tuples(drawn, around, corruption_lists(form), encodings(), line_ends(), losses).map(write)
