"""The texts and passages that came back elsewhere than they were sent: under another keyword, or twice.

A text that came back as a whole is divided at its headings where each of them is certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from converter.compare.alignment import joined_key
from converter.compare.difference import Difference, Kind
from converter.compare.texts import LONG, Part, Piece, part_differences

_MAX_EXTRA: Final = 64
"""How much longer than a passage the one may be in which it is found again: a heading that moved with it."""


def whole_moves(expected: Sequence[tuple[str, str]], returned: Mapping[str, str]) -> Iterator[Difference]:
    """The texts that came back, whole and alone, under the keyword of another one."""
    sent = {heading: joined_key(text) for heading, text in expected}
    came = {heading: joined_key(text) for heading, text in returned.items()}
    for heading, text in expected:
        key = sent[heading]
        if len(key) >= LONG and came.get(heading, "") != key:
            others = (other for other, there in came.items() if there == key and sent.get(other, "") != key)
            if other := next(others, ""):
                yield Difference(Kind.MOVED, heading, 1, 1, len(text), other=other)


def divided(expected: str, actual: str, headings: Sequence[str]) -> dict[str, Part]:
    """The parts of an expected text and of what came back, by the heading that each begins with, as they came.

    `""` is what stands before the first. Empty unless the lines that are a heading once in the expected text are so in
    the other: then it is certain under which heading each passage came back.
    """
    lines = {heading: _only_line(expected, heading) for heading in headings}
    ours = {heading: at for heading, at in lines.items() if at >= 0}
    theirs = {heading: _only_line(actual, heading) for heading in ours}
    if min(theirs.values(), default=-1) < 0:
        return {}
    sent, came = _slices(ours, expected), _slices(theirs, actual)
    return {heading: Part(*sent[heading], actual[slice(*came[heading])]) for heading in came}


def _only_line(text: str, heading: str) -> int:
    """Where the one line begins that is the heading; -1 when there is none, or are several."""
    text, line = f"\n{text}\n", f"\n{heading}\n"
    at = text.find(line)
    return at if text.find(line, at + 1) < 0 else -1


def _slices(lines: Mapping[str, int], text: str) -> dict[str, tuple[int, int]]:
    """Where the part below each heading begins and ends, in their order; that before the first under `""`."""
    starts = sorted([(0, ""), *((at, heading) for heading, at in lines.items())])
    ends = [*(at for at, _ in starts[1:]), len(text)]
    return {heading: (at, end) for (at, heading), end in zip(starts, ends, strict=True)}


def divided_differences(expected: str, pieces: Sequence[Piece], parts: Mapping[str, Part]) -> list[Difference]:
    """The differences of a text that came back in parts (`divided`), each compared under its own heading."""
    bodies = [(heading, _body(heading, expected[part.start : part.end])) for heading, part in parts.items()]
    found = list(whole_moves(bodies, {heading: _body(heading, part.actual) for heading, part in parts.items()}))
    moved, taken = {one.keyword for one in found}, {one.other for one in found}
    in_order = [part.start for part in parts.values()] == sorted(part.start for part in parts.values())
    compared = []
    for heading, part in parts.items():
        came = heading if heading in taken else part.actual
        end = part.start + len(heading) if heading in moved else part.end
        if heading in moved or heading in taken or not in_order:
            end, came = part.start + len(expected[part.start : end].rstrip("\n")), came.rstrip("\n")
        compared.append(Part(part.start, end, came))
    found += part_differences(expected, pieces, compared)
    return found if in_order else [*found, Difference(Kind.REORDERED, "")]


def _body(heading: str, part: str) -> str:
    return part[len(heading) :].strip()


def moves(found: list[Difference], texts: dict[str, str]) -> Iterator[Difference]:
    """The differences with a removed and an added passage that are the same as one: it was moved.

    An added passage that is a text of the note, and was removed nowhere, is doubled.
    """
    removed = [one for one in found if one.kind in (Kind.CUT, Kind.MISSING, Kind.REMOVED) and len(one.key) >= LONG]
    added = [one for one in found if one.kind in (Kind.ADDED, Kind.UNKNOWN) and len(one.key) >= LONG]
    keys = [joined_key(text) for text in texts.values()]
    replaced: dict[int, Difference] = {}
    gone: set[int] = set()
    for one in added:
        origin = next((other for other in removed if other.key in one.key and id(other) not in gone), None)
        if origin is not None and len(one.key) <= len(origin.key) + _MAX_EXTRA:
            replaced[id(origin)] = origin._replace(kind=Kind.MOVED, other=one.keyword or one.other)
            gone |= {id(origin), id(one)}
        elif any(one.key in key or key in one.key for key in keys if len(key) >= LONG):
            replaced[id(one)] = one._replace(kind=Kind.DOUBLED)
    for one in found:
        if id(one) in replaced:
            yield replaced[id(one)]
        elif id(one) not in gone:
            yield one
