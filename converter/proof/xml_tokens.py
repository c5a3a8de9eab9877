"""XML cut into its tags and texts, without the parser that read it or the templates that wrote it."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(r"""<(/?)([^\s<>/!?]++)([^<>"']*+(?:"[^"<]*+"[^<>"']*+|'[^'<]*+'[^<>"']*+)*+)>([^<]*+)""")
_ATTRIBUTE: Final = re.compile(r"""\s([^\s=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_COMMENT_OR_CDATA: Final = r"(?s:<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<text>.*?)\]\]>|<![A-Za-z][^>]*>)"
_REFERENCE: Final = re.compile(r"&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|([a-z]+));")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

Token = tuple[str, str, str, str]
"""`/` of an end tag, the name, the attributes with the slash of an empty element, and the text up to the next tag."""


def tokens(source: str) -> list[Token]:
    """Every tag of a document with the text behind it; references are kept as they are written."""
    return _TOKEN.findall(without_comments(source))


def without_comments(source: str) -> str:
    """The document without comments, processing instructions and declarations; CDATA sections become escaped text."""
    start = source.find("?>") + 1 if source.startswith("<?xml ") else 0
    if "<!" in source or source.find("<?", start) >= 0:
        return re.sub(_COMMENT_OR_CDATA, _cdata_text, source)
    return source


def _cdata_text(match: re.Match[str]) -> str:
    return (match["text"] or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text with the characters that its references stand for; an unknown entity is kept."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, entity = reference.groups()
    if entity:
        return _ENTITIES.get(entity, reference[0])
    return chr(int(decimal) if decimal else int(hexadecimal, 16))


def attributes(tag: str) -> list[tuple[str, str]]:
    """Names and values of the attributes, from the third part of a token."""
    return [(name, unescape(double or single)) for name, double, single in _ATTRIBUTE.findall(tag)]
