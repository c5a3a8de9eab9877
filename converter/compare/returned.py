"""What a receiver returned, whatever its form: the notes of a file, each with its keywords, texts and facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from converter.files.storage import Refused
from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.model import Diagnosis
from converter.profile import Profile
from converter.profile.json_file import NotJson, parse_json
from converter.readers.decoding import Undecodable, decode_any

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest file that is read: the notes of a patient over many years."""
JOURNAL_NOTES, QUESTIONNAIRE_RESPONSE, RIVTA, TEXT = "journal-notes", "questionnaire-response", "rivta", "text"
KINDS: Final = (JOURNAL_NOTES, QUESTIONNAIRE_RESPONSE, RIVTA, TEXT)
"""What a file can be."""
_FORMATS: Final = {JOURNAL_NOTES: QUESTIONNAIRE_RESPONSE, QUESTIONNAIRE_RESPONSE: QUESTIONNAIRE_RESPONSE, RIVTA: RIVTA}
"""The format of the target whose notes a kind of file returns."""


_MARKUP: Final = re.compile(r"\s*<(?:\?xml\b|(?:!doctype\s+)?html\b)", re.IGNORECASE)
"""How XML and HTML begin, well-formed or not."""


class Unreadable(Refused):
    """A file that cannot be read as something returned."""

    def __init__(self, code: Code = "MVG560", line: int = 0) -> None:
        super().__init__(Finding(code, line))


class ReturnedText(NamedTuple):
    """A keyword and the text under it."""

    keyword: str
    """As the file has it."""
    text: str
    link: str = ""
    """The linkId of the item, in a questionnaire's response."""


class ReturnedDiagnosis(NamedTuple):
    """A diagnosis with the keyword it stands under."""

    diagnosis: Diagnosis
    """With a code, or with a title that begins with it."""
    keyword: str = ""
    """As the file has it; `""` for a diagnosis that no keyword holds."""
    link: str = ""
    """The linkId of the item, in a questionnaire's response."""


class ReturnedNote(NamedTuple):
    """One note of a file."""

    texts: tuple[ReturnedText, ...]
    facts: Mapping[str, tuple[str, ...]]
    """Facts by their path in the note, with every value that the file has; none for a fact that it lacks."""
    diagnoses: tuple[ReturnedDiagnosis, ...] | None = None
    """The diagnoses that do not stand in texts. None where the file has no place for them."""
    active: bool = True
    """False for a note that the receiver has nullified, or does not hold as signed."""
    opaque: tuple[str, ...] = ()
    """Keywords whose value is no text, such as a word processor's document."""
    whole: bool = False
    """Whether its only text is the whole of what was handed out, headings and all."""
    elements: Mapping[str, str] = MappingProxyType({})
    """Every value of a document by its path (`elements`), where the program writes such documents itself."""


class ReturnedFile(NamedTuple):
    """The notes of a file."""

    kind: str
    notes: tuple[ReturnedNote, ...]


_MODULES: Final = {
    JOURNAL_NOTES: "journal_notes", QUESTIONNAIRE_RESPONSE: "questionnaire_response", RIVTA: "care_documentation",
}  # fmt: skip


def read_returned(data: bytes, profile: Profile) -> ReturnedFile:
    """The notes of a file, whose kind is recognised by its content. Raises `Unreadable`."""
    try:
        return _read(_text(data, profile), data)
    except RecursionError:
        raise Unreadable from None


def _read(text: str, data: bytes) -> ReturnedFile:
    if len(data) > MAX_BYTES or not text.strip():
        raise Unreadable
    start = text.lstrip()[:1]
    if start in ("{", "["):
        content = _json(text)
        if content is not None:
            kind = QUESTIONNAIRE_RESPONSE if _has_resources(content) else JOURNAL_NOTES
            return ReturnedFile(kind, _reader(kind)(content))
    if text.lstrip().startswith("<") and "GetCareDocumentationResponse" in text:
        return ReturnedFile(RIVTA, _reader(RIVTA)(text))
    return ReturnedFile(TEXT, (ReturnedNote((ReturnedText("", text),), {}, whole=True),))


def _text(data: bytes, profile: Profile) -> str:
    try:
        return decode_any(data, profile)
    except Undecodable as refused:
        raise Unreadable(line=refused.finding.line) from None


def _json(text: str) -> Any:
    """The content of a JSON text; None for a text that only begins like one."""
    try:
        return parse_json(text)
    except NotJson as error:
        # Of a key that comes twice it is not known which value counts.
        if error.words[0] == "#json-double" or text.lstrip()[1:].lstrip()[:1] in ('"', "{", "[", "]", "}"):
            raise Unreadable from None
        return None


def is_data(text: str) -> bool:
    """Whether a text is JSON, XML or HTML as a whole, rather than words."""
    import json

    from lxml import etree

    from converter.note.markup import parse

    if _MARKUP.match(text):
        return True
    try:
        if not text.lstrip().startswith("<"):
            json.loads(text)
        else:
            parse(text)
    except (ValueError, RecursionError, etree.XMLSyntaxError):
        return False
    return True


def _has_resources(content: Any) -> bool:
    return isinstance(content, dict) and "resourceType" in content


@lru_cache
def _reader(kind: str) -> Callable[[Any], tuple[ReturnedNote, ...]]:
    read: Callable[[Any], tuple[ReturnedNote, ...]] = import_module(f"converter.compare.{_MODULES[kind]}").read
    return read


def default_target(kind: str, profile: Profile) -> str:
    """The target whose notes come back in such a file: that with its format, else the first one that fits.

    A text is that of a target without a gate, any other file that of one with it.
    """
    named = [name for name, row in profile.targets.items() if row.format and row.format == _FORMATS.get(kind)]
    fits = [name for name, row in profile.targets.items() if row.gated == (kind != TEXT)]
    return next(iter((*named, *fits, *profile.targets)))
