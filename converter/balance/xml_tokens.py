"""Mark-up cut at its tags, without the parser that read it or the templates that wrote it."""

from __future__ import annotations

import re
from typing import Final

_PIECE: Final = re.compile(r"<(/?)([^\s<>/!?]++)([^<>]*+)>([^<]*+)")
_ATTRIBUTE: Final = re.compile(r"""\s([^\s=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_ASIDE: Final = r"(?s:<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<text>.*?)\]\]>|<![A-Za-z][^>]*>)"
_REFERENCE: Final = re.compile(r"&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|([a-z]+));")
_NAMES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


Token = tuple[str, str, str, str]
"""`/` of an end tag, the name, the attributes with the slash of an empty element, and the text up to the next tag."""


def tokens(source: str) -> list[Token]:
    """Every tag of a document with the text behind it, as it stands there: character references are kept.

    Attribute values must hold neither `<` nor `>`.
    """
    return _PIECE.findall(without_comments(source))


def without_comments(source: str) -> str:
    """The document without comments and instructions, marked sections as plain text."""
    start = source.find("?>") + 1 if source.startswith("<?xml ") else 0
    if "<!" in source or source.find("<?", start) >= 0:
        return re.sub(_ASIDE, _plain, source)
    return source


def _plain(aside: re.Match[str]) -> str:
    return (aside["text"] or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text that mark-up stands for."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return _NAMES.get(name, found[0])
    return chr(int(decimal) if decimal else int(hexadecimal, 16))


def attributes(written: str) -> list[tuple[str, str]]:
    """Names and values of the attributes of a tag."""
    return [(name, unescape(one or other)) for name, one, other in _ATTRIBUTE.findall(written)]
