"""Laying pieces against a text: what all proofs rest on."""

from __future__ import annotations

from collections.abc import Iterable


def unmatched(text: str, pieces: Iterable[str], bound: str = "") -> list[str] | None:
    """What stands before, between and after the pieces in `text`; None when they are not there in that order.

    With a `bound`, a piece counts only where it stands between two of them; neighbours share one.
    """
    between, position, shared = [], 0, len(bound)
    for piece in [bound + piece + bound for piece in pieces if piece]:
        at = text.find(piece, position)
        if at < 0:
            return None
        between.append(text[position:at])
        position = at + len(piece) - shared
    between.append(text[position:])
    return between
