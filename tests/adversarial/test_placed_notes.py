"""Notes as other people and programs write them, with the place of each sentence: none is misplaced in silence.

The files in `placed/` are read line by line: `X|text`, where X is the place of the text: B, P, K, S and D for the
keywords in their order, F for a fact, T for the facts at the end, H for a heading, - for anything. `‹X›` within a line
begins a text of another place. A note that says *text utan rubrik* has text that no heading stands before: nothing but
its meaning tells where it belongs, and the reader does not judge meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from adversarial.layouts import FACTS
from converter import parse

FOLDER = Path(__file__).parent / "placed"
PLACES = dict(
    zip(
        "BPKSD", ("Besöksorsak", "Patientens egenanamnes", "Kompletterande anamnes", "Status", "Bedömning"), strict=True
    )
)
NO_HEADING = "(text utan rubrik)"
ABOVE = ("H|Besöksorsak", "B|Blandat", "", "H|Patientens egenanamnes", "P|Mår inte bra.")
BELOW = ("", "H|Bedömning", "D|Slutomdöme enligt ovan.")
ABOUT_FACTS = {"MVG236", "MVG240", "MVG243", "MVG303", "MVG310"}
"""Findings about facts, order and text before the first keyword: none says that a heading was not recognized."""


class Part(NamedTuple):
    """A text of a note, and the place where it belongs."""

    line: int
    heading: int
    """The line of the heading above it."""
    place: str
    text: str


def _notes() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.glob("*.txt")):
        for block in path.read_text("utf-8").split("=== ")[1:]:
            name, _, lines = block.partition("\n")
            yield f"{path.stem}: {name}", lines.rstrip("\n")


NOTES = dict(_notes())


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _written(lines: str) -> tuple[str, list[Part]]:
    """The note as it is written, and its parts."""
    written, parts, heading = [], [], 1
    for line in lines.split("\n"):
        place, _, text = line.partition("|")
        if place == "T":
            written += FACTS.rstrip("\n").split("\n")
            continue
        first, *others = re.split(r"‹(.)›", text)
        pieces = [(place, first), *zip(others[::2], others[1::2], strict=True)]
        written.append("".join(piece for _, piece in pieces))
        heading = len(written) if place == "H" else heading
        parts += [Part(len(written), heading, at, _words(piece)) for at, piece in pieces if at in PLACES and piece]
    return "\n".join(written) + "\n", parts


def _misplaced(lines: str) -> list[Part]:
    """The parts that are under another keyword, of which neither a question nor a warning tells."""
    source, parts = _written(lines)
    parsed = parse(source)
    if parsed.reading.note is None:
        return []
    told = [one.line for one in parsed.to("pmo").findings if one.severity != "info" and one.code not in ABOUT_FACTS]
    texts: dict[str, str] = {}
    for entry in parsed.reading.note.entries:
        texts[entry.keyword] = f"{texts.get(entry.keyword, '')}\n{_words(entry.text)}"
    return [
        part
        for part in parts
        if not _is_there(part.text, texts.get(PLACES[part.place], ""))
        and not any(part.heading - 1 <= line <= part.line + 1 for line in told)
    ]


def _is_there(text: str, under: str) -> bool:
    """Whether a text, or what stands behind its colon, is under a keyword."""
    behind = text.partition(": ")[2].strip('", ')
    return text in under or bool(behind and behind in under)


def _with_one_heading(lines: str) -> Iterator[str]:
    """Notes with the headings of a note one by one, each below the patient's words; the others are as the profile's."""
    heading: list[str] = []
    text: list[str] = []
    for line in [*lines.split("\n"), "H|"]:
        place = line[:1]
        if place in PLACES and heading:
            text.append(line)
        elif text:
            if len({one[:1] for one in text}) == 1 and text[0][:1] in "KSD" and not any("‹" in one for one in text):
                yield "\n".join([*ABOVE, *heading, *text, *(() if text[0][:1] == "D" else BELOW), "T|"])
            heading, text = [line] if place == "H" else [], []
        elif place == "H":
            heading.append(line)
        elif line:
            heading = []


@pytest.mark.parametrize("name", NOTES)
def test_P24_no_sentence_of_a_note_by_others_is_misplaced_in_silence(name: str) -> None:
    source, parts = _written(NOTES[name])
    told = [one for one in parse(source).to("pmo").findings if one.severity != "info" and one.code not in ABOUT_FACTS]
    misplaced = _misplaced(NOTES[name])
    if name.endswith(NO_HEADING):
        assert misplaced
    else:
        assert told or not misplaced
    assert parts


@pytest.mark.parametrize("name", [name for name in NOTES if not name.endswith(NO_HEADING)])
def test_P24_no_heading_by_others_below_the_patients_words_is_taken_for_them_in_silence(name: str) -> None:
    assert [_misplaced(note) for note in _with_one_heading(NOTES[name]) if _misplaced(note)] == []


def test_a_note_whose_headings_are_those_of_the_profile_needs_no_question() -> None:
    note = "H|Besöksorsak\nB|Hosta\nH|Patientens egenanamnes\nP|Hostar.\nH|Bedömning\nD|Bronkit.\nT|"
    assert _misplaced(note) == []
    assert _misplaced(note.replace("D|Bronkit", "S|Bronkit")) == [Part(6, 5, "S", "Bronkit.")]
