"""A response of the national service contract GetCareDocumentation (RIV-TA), with DocBook in its notes.

Elements are known by their local names, so that a response of version 2.1 is read as well as one of 3.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from converter.compare.elements import RESPONSE_OWN, XML_SPACE, keyed, xml_elements
from converter.compare.returned import ReturnedNote, ReturnedText, Unreadable
from converter.note.markup import parse

_VERBATIM: Final = ("literallayout", "programlisting", "screen", "synopsis")
"""DocBook elements whose line ends are kept."""
_DOCUMENT: Final = "careDocumentation"
_TEXT: Final = "clinicalDocumentNoteText"
_ANSWERED: Final = ("OK", "INFO")
"""The result codes of an answer that holds (RIV-TA, ResultCodeEnum)."""
_SECTIONS: Final = ("section", "sect1", "sect2", "sect3", "sect4", "sect5", "chapter", "article")
_BLOCKS: Final = ("para", "simpara", *_VERBATIM)
Pairs = list[tuple[str, str]]


def read(text: str) -> tuple[ReturnedNote, ...]:
    """The documents of the response, in its order. Raises `Unreadable`."""
    root = _parsed(text)
    documents = [*root.iterdescendants(f"{{*}}{_DOCUMENT}")]
    if not documents:
        raise Unreadable
    around = _around(root, documents)
    return tuple(_note(document, around) for document in documents)


def _parsed(text: str) -> Any:
    from lxml import etree

    if "<!DOCTYPE" in text:
        raise Unreadable
    try:
        return parse(text.lstrip(XML_SPACE))
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise Unreadable(line=getattr(error, "lineno", 0) or 0) from None


def _around(root: Any, documents: list[Any]) -> Pairs:
    """The name of the response, what it has besides its documents, and the place of the first.

    Each document is taken out of the response.
    """
    for document in documents:
        place = document.makeelement(document.tag)
        place.tail, document.tail = document.tail, None
        document.getparent().replace(document, place)
    return [(_name(root), "")] + [
        (path, text)
        for path, text in _elements(root)
        if path.removesuffix("@") not in RESPONSE_OWN and not path.rpartition(".")[2].startswith(f"{_DOCUMENT}[")
    ]


def _elements(element: Any) -> Pairs:
    return [(path.removeprefix("."), text) for path, text in xml_elements(element)]


def _note(document: Any, around: Pairs) -> ReturnedNote:
    body = "".join(_values(document, _TEXT))
    whole = not body.lstrip(XML_SPACE).startswith("<")
    texts = (ReturnedText("", body),) if whole else tuple(_texts(_parsed(body)))
    facts = {
        "patient.number": tuple(_values(document, "patientId", "extension")),
        "signer": tuple(_values(document, "author", "name")) + tuple(_values(document, "signature", "name")),
        "author.hsa_id": tuple(_values(document, "author", "extension")),
        "signed_at": tuple(_values(document, "signature", "timestamp")),
        "record_type": tuple(_values(document, "clinicalDocumentNoteTitle")),
    }
    for element in [one for one in document.iter(f"{{*}}{_TEXT}") if not len(one)]:
        text = element.text or ""
        if (article := text.lstrip(XML_SPACE)).startswith("<"):  # put into the document in place of the text
            element.text = text.removesuffix(article)
            element.append(_parsed(article))
    is_answered = dict(around).get("result.resultCode", "OK").strip() in _ANSWERED
    elements = keyed([*_elements(document), *around])
    return ReturnedNote(texts, facts, active=is_answered, whole=whole, elements=elements)


def _values(within: Any, *names: str) -> Iterator[str]:
    """The texts of the elements at the end of a path of local names; what lies between them does not matter."""
    for element in within.iterfind(".//{*}" + "//{*}".join(names)):
        if text := "".join(element.itertext()):
            yield text if names[-1] == _TEXT else text.strip()


def _texts(section: Any) -> Iterator[ReturnedText]:
    """Each section with its title and its text; sections within it come after it."""
    first = section.find("{*}title")
    title = "" if first is None else "".join(first.itertext()).strip()
    apart = {child for child in section if child is first or _name(child) in (*_SECTIONS, "info")}
    lines = [*_lines(section, apart)]
    if title or lines:
        yield ReturnedText(title, "\n".join(lines))
    for child in section:
        if _name(child) in _SECTIONS:
            yield from _texts(child)


def _lines(block: Any, apart: set[Any]) -> Iterator[str]:
    """The lines of a block without the elements set apart.

    Each paragraph is one, verbatim text has its own; lists and tables have those of theirs, and so has text between
    elements.
    """
    if _name(block) in _BLOCKS or not (len(block) or block in apart):
        yield "".join(block.itertext())
        return
    for text, child in zip([block.text, *(child.tail for child in block)], [*block, None], strict=True):
        if text and text.strip(XML_SPACE):
            yield text
        if child is not None and child not in apart:
            yield from _lines(child, apart)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
