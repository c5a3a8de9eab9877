"""The texts and passages that came back elsewhere than they were sent: under another keyword, or twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from converter.compare.alignment import joined_key
from converter.compare.difference import Difference, Kind
from converter.compare.texts import LONG

_SPARE: Final = 64
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
        if origin is not None and len(one.key) <= len(origin.key) + _SPARE:
            replaced[id(origin)] = origin._replace(kind=Kind.MOVED, other=one.keyword or one.other)
            gone |= {id(origin), id(one)}
        elif any(one.key in key or key in one.key for key in keys if len(key) >= LONG):
            replaced[id(one)] = one._replace(kind=Kind.DOUBLED)
    for one in found:
        if id(one) in replaced:
            yield replaced[id(one)]
        elif id(one) not in gone:
            yield one
