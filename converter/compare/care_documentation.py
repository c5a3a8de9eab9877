"""A response of the national service contract GetCareDocumentation (RIV-TA), with DocBook in its notes.

Elements are known by their local names, so that a response of version 2.1 is read as well as one of 3.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.compare.elements import NOTE_TEXT, RESPONSE_OWN, xml_elements
from converter.compare.returned import ReturnedNote, ReturnedText, Unreadable
from converter.note.markup import parse

_VERBATIM: Final = ("literallayout", "programlisting", "screen", "synopsis")
"""DocBook elements whose line ends are kept."""
_ANSWERED: Final = ("OK", "INFO")
"""The result codes of an answer that holds (RIV-TA, ResultCodeEnum)."""
_SECTIONS: Final = ("section", "sect1", "sect2", "sect3", "sect4", "sect5", "chapter", "article")
_BLOCKS: Final = ("para", "simpara", *_VERBATIM)


def read(text: str) -> tuple[ReturnedNote, ...]:
    """The documents of the response, in its order. Raises `Unreadable`."""
    root = _parsed(text)
    documents = [element for element in root.iter() if _name(element) == "careDocumentation"]
    if not documents:
        raise Unreadable
    around = {path.removeprefix("."): text for path, text in xml_elements(root) if ".careDocumentation" not in path}
    around = {path: text for path, text in around.items() if path not in RESPONSE_OWN}
    return tuple(_note(document, around) for document in documents)


def _parsed(text: str) -> Any:
    from lxml import etree

    if "<!DOCTYPE" in text:
        raise Unreadable
    try:
        return parse(text.lstrip().partition("?>")[2] if text.lstrip().startswith("<?xml") else text)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise Unreadable(line=getattr(error, "lineno", 0) or 0) from None


def _note(document: Any, around: Mapping[str, str]) -> ReturnedNote:
    body = "".join(_values(document, "clinicalDocumentNoteText"))
    whole = not body.lstrip().startswith("<")
    article = None if whole else _parsed(body)
    texts = (ReturnedText("", body),) if article is None else tuple(_texts(article))
    elements = {path.removeprefix("."): text for path, text in xml_elements(document)}
    elements |= {f"{NOTE_TEXT}.{path}": text for path, text in _article(article)}
    facts = {
        "patient.number": tuple(_values(document, "patientId", "extension")),
        "signer": tuple(_values(document, "author", "name")) + tuple(_values(document, "signature", "name")),
        "author.hsa_id": tuple(_values(document, "author", "extension")),
        "signed_at": tuple(_values(document, "signature", "timestamp")),
        "record_type": tuple(_values(document, "clinicalDocumentNoteTitle")),
    }
    is_answered = around.get("result.resultCode", "OK") in _ANSWERED
    return ReturnedNote(texts, facts, active=is_answered, whole=whole, elements={**elements, **around})


def _article(article: Any) -> Iterator[tuple[str, str]]:
    """What an article of DocBook has besides the texts of its sections: its own title and its attributes."""
    if article is not None:
        yield from ((f"@{name}", value) for name, value in article.attrib.items())
        for child in article:
            if _name(child) in ("info", "title"):
                yield _name(child), "".join(child.itertext())


def _values(within: Any, *names: str) -> Iterator[str]:
    """The texts of the elements at the end of a path of local names; what lies between them does not matter."""
    name, *rest = names
    for element in within.iter():
        if element is not within and _name(element) == name:
            if rest:
                yield from _values(element, *rest)
            elif text := "".join(element.itertext()):
                yield text if name == "clinicalDocumentNoteText" else text.strip()


def _texts(section: Any) -> Iterator[ReturnedText]:
    """Each section with its title and its text; sections within it come after it."""
    title = next(("".join(child.itertext()) for child in section if _name(child) == "title"), "")
    lines = [line for child in section if _name(child) not in (*_SECTIONS, "title", "info") for line in _lines(child)]
    if title or lines:
        yield ReturnedText(title.strip(), "\n".join(lines))
    for child in section:
        if _name(child) in _SECTIONS:
            yield from _texts(child)


def _lines(block: Any) -> Iterator[str]:
    """The lines of a block: each paragraph is one, verbatim text has its own; lists and tables have those of theirs."""
    if _name(block) in _BLOCKS:
        yield "".join(block.itertext())
        return
    if not len(block):
        yield "".join(block.itertext())
    for child in block:
        yield from _lines(child)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
