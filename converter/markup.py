"""XML and HTML two ways: under a safe parser, and by the words between the tags, without one."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

_ASIDE: Final = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]*>")


def segments(source: str) -> list[str]:
    """What stands between the tags, in order, without blank pieces and with spaces off the ends.

    Attribute values must not hold `<` or `>`; a comment is nothing, and text goes on behind it.
    """
    if "<!" in source or source.find("<?", 5) > 0:
        source = _CDATA.sub(_escaped, _ASIDE.sub("", source))
    found = [part for piece in _TAG.split(source) if (part := piece.strip())]
    if "&" in source:
        found = [unescape(part).strip() if "&" in part else part for part in found]
    return found


def _escaped(cdata: re.Match[str]) -> str:
    return cdata[1].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=1)
def _parser() -> XMLParser:
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,  # a comment inside a field would cut its text in two (hazard 3)
        remove_pis=True,
        decompress=False,
    )


def parse(text: str) -> _Element:
    """The tree of an XML text under the safe parser. Raises `lxml.etree.XMLSyntaxError`."""
    from lxml import etree

    return etree.fromstring(text.encode(), _parser())


def is_well_formed(text: str) -> bool:
    """Whether an output can be read back as XML."""
    from lxml import etree

    try:
        parse(text)
    except etree.XMLSyntaxError:
        return False
    return True
