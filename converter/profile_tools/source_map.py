"""Source map: the line of each text and each fact of a note in its source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any, Final, NamedTuple

from converter.note.facts import FACTS
from converter.note.markup import parse
from converter.note.model import NUMBER_TYPES
from converter.note.reading import Block, Reading
from converter.note.unicode_text import replace_not_xml

_XML_FACTS: Final = {fact.xml_path: fact.name for fact in FACTS} | {
    "item/question": "triage.question", "item/answer": "triage.answer",
}  # fmt: skip
"""Place in the XML form, `parent/element` or `element@attribute`, to the fact."""
_PART: Final = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<raw>.*?)\]\]>|<[^>]*>|(?P<text>[^<]+)", re.DOTALL)
_REFERENCE: Final = re.compile(r"&[^;\s]+;")
_COMMENT_LINES: Final = 100
"""The most lines that comments within a text are expected to take."""


class SourceMap(NamedTuple):
    """The lines of a source, counted from 1, by what they hold."""

    texts: tuple[int, ...]
    """The first line of each entry's text."""
    facts: Mapping[str, Sequence[int]]
    """The lines of each fact, in order; a diagnosis is `principal_diagnosis` or `secondary_diagnosis`."""
    words: tuple[str, ...]
    """Each line of the source without mark-up: for XML without tags and with references replaced."""
    lines: tuple[str, ...]
    """Each line as it is."""

    def line(self, fact: str, number: int = 0) -> int:
        """The line of a fact, of its `number`th occurrence; 0 when the source does not have it."""
        lines = self.facts.get(fact, ())
        return lines[number] if number < len(lines) else 0

    def find(self, words: str, near: int) -> int:
        """The line at or soon after `near` that contains these words; 0 when none does."""
        text, first = words.strip(), max(near, 1)
        return next(
            (n for n, line in enumerate(self.words[first - 1 : first + _COMMENT_LINES], first) if text in line), 0
        )


def build_source_map(reading: Reading) -> SourceMap:
    """The source map of a note as read."""
    lines = tuple(reading.lines)
    if reading.form == "xml":
        texts, facts = _in_xml(parse("\n".join(lines)))
        words = tuple(_PART.sub(_words, "\n".join(lines)).split("\n"))
    else:
        text = replace_not_xml("\n".join(lines))  # as the reader takes it
        texts, facts = _in_text(text, reading.blocks)
        words = tuple(text.split("\n"))
    return SourceMap(texts, facts, words, lines)


def _words(part: re.Match[str]) -> str:
    """The text of a part of an XML source, with as many line ends as the part."""
    if part["raw"] is not None:
        return part["raw"]
    if part["text"] is None:
        return " " + "\n" * part[0].count("\n")
    return _REFERENCE.sub(lambda found: unescape(found[0]).replace("\n", " "), part["text"])


def _in_text(text: str, blocks: Sequence[Block]) -> tuple[tuple[int, ...], dict[str, list[int]]]:
    """The lines of the blocks, found again in the text one after another."""
    texts: list[int] = []
    facts: dict[str, list[int]] = {}
    at, line, counted = 0, 1, 0
    for block in blocks:
        heading = text.index(block.heading, at)
        at = text.index(block.body, heading + len(block.heading))
        begins = at if block.body else heading
        line, counted = line + text.count("\n", counted, begins), begins
        at += len(block.body)
        if block.fact:
            is_number = block.fact.removeprefix("patient.") in NUMBER_TYPES
            facts.setdefault("patient.number" if is_number else block.fact, []).append(line)
        else:
            texts.append(line)
    return tuple(texts), facts


def _in_xml(root: Any) -> tuple[tuple[int, ...], dict[str, list[int]]]:
    texts: list[int] = []
    facts: defaultdict[str, list[int]] = defaultdict(list)
    for element in root.iter():
        name, parent = _name(element), _name(element.getparent())
        if (fact := _XML_FACTS.get(f"{parent}/{name}")) is not None:
            facts[fact].append(element.sourceline)
        elif name == "diagnosis":
            facts[f"{element.get('type')}_diagnosis"].append(element.sourceline)
        elif name == "text":
            text = element.text or ""
            blank = text[: len(text) - len(text.lstrip())]
            texts.append(element.sourceline + blank.count("\n"))
        for attribute, value in element.items():
            if value and (fact := _XML_FACTS.get(f"{name}@{attribute}")):
                facts[fact].append(element.sourceline)
    return tuple(texts), facts


def _name(element: Any) -> str:
    return "" if element is None else str(element.tag).rpartition("}")[2]
