"""Where the words of a note stand in its source: the line of each entry's text and of each fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any, Final, NamedTuple

from converter.markup import parse
from converter.model import NUMBER_TYPES
from converter.reading import Block, Reading

_XML_FACTS: Final = {
    "patient/name": "patient.name", "patient/number": "patient.number",
    "author/name": "author.name", "author/role": "author.role", "author/hsa-id": "author.hsa_id",
    "triage/presenting-reason": "triage.presenting_reason", "triage/outcome": "triage.outcome",
    "item/question": "triage.question", "item/answer": "triage.answer",
    "contact/colleague": "contact.colleague",
    "signing/record-type": "record_type", "signing/signing-unit": "signing_unit.name",
    "signing/signing-unit-hsa-id": "signing_unit.hsa_id", "signing/signer": "signer", "signing/signed-at": "signed_at",
}  # fmt: skip
"""Section and leaf of the XML form to the fact."""
_XML_ATTRIBUTES: Final = {
    "triage-note": {"id": "id", "created": "created", "ended": "ended"}, "contact": {"prio": "contact.prio"},
}  # fmt: skip
_PART: Final = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<raw>.*?)\]\]>|<[^>]*>|(?P<text>[^<]+)", re.DOTALL)
_REFERENCE: Final = re.compile(r"&[^;\s]+;")
_SOON: Final = 100
"""Lines that a comment within a text may take."""


class SourceMap(NamedTuple):
    """The lines of a source, from 1, by what stands there."""

    texts: tuple[int, ...]
    """For each entry of the note the line on which its text begins."""
    facts: Mapping[str, Sequence[int]]
    """For each fact the lines where it is told, in order; a diagnosis is `principal_diagnosis` or `secondary_…`."""
    words: tuple[str, ...]
    """Each line of the source as the words on it: without tags and with references replaced, where it is XML."""
    lines: tuple[str, ...]
    """Each line as it stands."""

    def line(self, fact: str, number: int = 0) -> int:
        """The line of a fact, or of its `number`th telling; 0 when the source does not tell it."""
        lines = self.facts.get(fact, ())
        return lines[number] if number < len(lines) else 0

    def holding(self, words: str, near: int) -> int:
        """The line at or soon after `near` that holds these words; 0 when none does."""
        wanted, first = words.strip(), max(near, 1)
        return next((n for n, line in enumerate(self.words[first - 1 : first + _SOON], first) if wanted in line), 0)


def build_source_map(reading: Reading) -> SourceMap:
    """The lines of what was read."""
    lines = tuple(reading.lines)
    if reading.form == "xml":
        texts, facts = _in_xml(parse("\n".join(lines)))
        words = tuple(_PART.sub(_words, "\n".join(lines)).split("\n"))
    else:
        texts, facts = _in_text("\n".join(lines), reading.blocks)
        words = lines
    return SourceMap(texts, facts, words, lines)


def _words(part: re.Match[str]) -> str:
    """What a part of an XML source says, on as many lines as it stands on."""
    if part["raw"] is not None:
        return part["raw"]
    if part["text"] is None:
        return " " + "\n" * part[0].count("\n")
    return _REFERENCE.sub(lambda found: unescape(found[0]).replace("\n", " "), part["text"])


def _in_text(text: str, blocks: Sequence[Block]) -> tuple[tuple[int, ...], dict[str, list[int]]]:
    """The blocks laid against the text again, one after another."""
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
            facts.setdefault(_fact(block.fact), []).append(line)
        else:
            texts.append(line)
    return tuple(texts), facts


def _fact(name: str) -> str:
    return "patient.number" if name.removeprefix("patient.") in NUMBER_TYPES else name


def _in_xml(root: Any) -> tuple[tuple[int, ...], dict[str, list[int]]]:
    texts: list[int] = []
    facts: dict[str, list[int]] = {}
    for fact, line in _xml_facts(root):
        facts.setdefault(fact, []).append(line)
    for element in root.iter(f"{{{root.nsmap[root.prefix]}}}text"):
        text = element.text or ""
        blank = text[: len(text) - len(text.lstrip())]
        texts.append(element.sourceline + blank.count("\n"))
    return tuple(texts), facts


def _xml_facts(root: Any) -> Iterator[tuple[str, int]]:
    for element in root.iter():
        name, parent = _name(element), _name(element.getparent())
        if (fact := _XML_FACTS.get(f"{parent}/{name}")) is not None:
            yield fact, element.sourceline
        elif name == "diagnosis":
            yield f"{element.get('type')}_diagnosis", element.sourceline
        attributes = _XML_ATTRIBUTES.get(name, {})
        yield from ((fact, element.sourceline) for attribute, fact in attributes.items() if element.get(attribute))


def _name(element: Any) -> str:
    return "" if element is None else str(element.tag).rpartition("}")[2]
