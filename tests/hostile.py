"""Notes of every shape that could cost more than its size: each a function of how much of it there is to be, 0 to 1."""

from __future__ import annotations

from collections.abc import Callable

from converter.note.facts import NAMESPACE
from converter.readers.decoding import MAX_BYTES, MAX_LINES
from converter.readers.xml_tree import MAX_NODES

SAME = MAX_BYTES - 2000
"""Bytes of the part that repeats."""
LINES = MAX_LINES - 100


def _bytes(unit: str, before: str = "Status\n") -> Callable[[float], str]:
    return lambda share: before + unit * int(share * SAME / len(unit.encode()))


def _lines(unit: str, before: str = "Status\na\n") -> Callable[[float], str]:
    return lambda share: (before + unit * int(share * LINES / unit.count("\n")))[:SAME]


def _nodes(unit: str, before: str, after: str) -> Callable[[float], str]:
    number = (MAX_NODES - 20) // unit.count("<")
    return lambda share: _note(before + unit * int(share * number) + after)


def _text(unit: str) -> Callable[[float], str]:
    return lambda share: _note(_ENTRY.format(unit * int(share * SAME / len(unit.encode()))))


def _note(body: str) -> str:
    return f'<triage-note xmlns="{NAMESPACE}">{body}</triage-note>'


_ENTRY = "<entries><entry><keyword>Status</keyword><text>{}</text></entry></entries>"
SHAPES: dict[str, Callable[[float], str]] = {
    "text: one line": _bytes("a"),
    "text: one line of words": _bytes("a "),
    "text: spaces": _bytes(" ", "Status\na"),
    "text: controls in one line": _bytes("\x01\x02"),
    "text: controls in every line": _lines("\x01\x02a\n"),
    "text: invisible characters": _bytes("\u200b"),
    "text: composed letters": _bytes("a\u030a"),
    "text: marks on one letter": _bytes("\u0315\u0316", "Status\na"),
    "text: characters that all differ": lambda share: (
        "Status\n" + "".join(map(chr, range(0x20000, int(0x20000 + share * 0xA6D0))))
    ),
    "text: colons": _bytes(":"),
    "text: lines": _lines("a\n"),
    "text: blank lines": _lines("\n", "Status\n"),
    "text: blank lines before text": lambda share: _lines("\n", "Status\n")(share) + "a",
    "text: one keyword again and again": _lines("Status\n", ""),
    "text: a keyword and text on each line": _lines(f"Status: {'a' * 80}\n"),
    "text: keywords within a paragraph": _lines("Status: a\nBedömning: b\n"),
    "text: nearly keywords": _lines("Statuss\n\nx\n\n"),
    "text: unknown headings": _lines("Okänt ord:\na\n\n", "Status\na\n\n"),
    "text: damaged headings": _lines("Ã¶?rende:\n"),
    "text: question marks": _lines("?\n"),
    "text: one fact again and again": _lines("Journaltyp: x\n"),
    "text: facts and text in turns": _lines("Journaltyp: x\n\nb\n\n"),
    "text: questions and answers": _lines("Triagefråga: a\nTriagesvar: b\n"),
    "text: answers without a question": _lines("Triagesvar: b\n"),
    "text: diagnoses": _lines("Bidiagnos: J03.9 x\n"),
    "XML: references": _text("&amp;"),
    "XML: returns as references": _text("a&#13;"),
    "XML: blank lines as references": _text("&#10;"),
    "XML: marks on one letter of a keyword": lambda share: _note(
        _ENTRY.replace("Status", "a" + "\u0315\u0316" * int(share * SAME / 4)).format("a")
    ),
    "XML: CDATA": _text("<![CDATA[a]]>"),
    "XML: entries": _nodes("<entry><keyword>Status</keyword><text>a</text></entry>", "<entries>", "</entries>"),
    "XML: unknown keywords": _nodes("<entry><keyword>Okänt</keyword><text>a</text></entry>", "<entries>", "</entries>"),
    "XML: answers": _nodes("<item><question>q</question><answer>a</answer></item>", "<triage>", "</triage>"),
    "XML: diagnoses": _nodes('<diagnosis type="secondary"><code>J03.9</code></diagnosis>', "", ""),
    "XML: faults": _nodes("<diagnosis/>", "", ""),
    "XML: comments": _nodes("<!-- a -->", "", ""),
}
