"""A text as tokens: each run of white space, and each other character with its combining marks.

Tokens are aligned by their keys, in which case, normalization form, typographic variants and the amount of white space
do not count; whether two tokens with the same key differ is a question of its own.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

_MAX_MARKS: Final = 30
"""The most combining marks in one token (Unicode, stream-safe text format)."""
_VARIANTS: Final = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4`",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
}
"""A plain character to those that word processors and record systems write in its stead."""
_PLAIN: Final = {variant: plain for plain, variants in _VARIANTS.items() for variant in variants}
SEQUENCES: Final = {"...": "\u2026", "--": "\u2013", "->": "\u2192", "(c)": "\u00a9", "1/2": "\u00bd"}
"""Sequences that word processors replace by one character."""
WHITE: Final = " "
"""The key of a run of white space."""


class Tokens(NamedTuple):
    """The tokens of a text."""

    text: str
    keys: list[str]
    starts: list[int]
    """Where each token begins in the text; one more, for the end of the text."""

    def raw(self, start: int, end: int | None = None) -> str:
        """The text of the tokens from `start` up to `end`; of one token without `end`."""
        return self.text[self.starts[start] : self.starts[start + 1 if end is None else end]]


def tokens(text: str) -> Tokens:
    """Splits a text into tokens."""
    keys: list[str] = []
    starts: list[int] = []
    length, at = len(text), 0
    while at < length:
        end = at + 1
        if text[at].isspace():
            while end < length and text[end].isspace():
                end += 1
            keys.append(WHITE)
        else:
            while end < length and end - at <= _MAX_MARKS and text[end] > "\u02ff" and unicodedata.combining(text[end]):
                end += 1
            keys.append(key_of(text[at:end]))
        starts.append(at)
        at = end
    starts.append(length)
    return Tokens(text, keys, starts)


@lru_cache(maxsize=4096)
def key_of(token: str) -> str:
    """The key of a token that is no white space."""
    composed = unicodedata.normalize("NFC", token)
    return _PLAIN.get(composed, composed).casefold() or composed


def is_variant(one: str, other: str) -> bool:
    """Whether two tokens are typographic variants of one character."""
    return _PLAIN.get(one, one) == _PLAIN.get(other, other)


def joined_key(text: str) -> str:
    """The keys of a text as one string, without white space at the ends."""
    return "".join(tokens(text).keys).strip()
