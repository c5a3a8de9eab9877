"""What a receiver returned, whatever its form: the notes of a file, each with its keywords, texts and facts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from converter.files.storage import Refused
from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.model import Diagnosis
from converter.profile import Profile
from converter.profile.json_file import NotJson, parse_json
from converter.readers.decoding import Undecodable, decode_any

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest file that is read: the notes of a patient over many years."""
FileKind = Literal["journal-notes", "questionnaire-response", "rivta", "text"]
"""What a file can be."""
JOURNAL_NOTES: Final = "journal-notes"
QUESTIONNAIRE_RESPONSE: Final = "questionnaire-response"
RIVTA: Final = "rivta"
TEXT: Final = "text"
KINDS: Final[tuple[FileKind, ...]] = (JOURNAL_NOTES, QUESTIONNAIRE_RESPONSE, RIVTA, TEXT)
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

    kind: FileKind
    notes: tuple[ReturnedNote, ...]


def read_returned(data: bytes, profile: Profile) -> ReturnedFile:
    """The notes of a file, whose kind is recognised by its content. Raises `Unreadable`."""
    try:
        text = decode_any(data, profile)
        if len(data) > MAX_BYTES or not text.strip():
            raise Unreadable
        kind, content = _recognised(text)
        if kind == TEXT:
            return ReturnedFile(TEXT, (ReturnedNote((ReturnedText("", text),), {}, whole=True),))
        return ReturnedFile(kind, import_module(f"converter.compare.{kind.replace('-', '_')}").read(content))
    except Undecodable as refused:
        raise Unreadable(line=refused.finding.line) from None
    except RecursionError:
        raise Unreadable from None


def _recognised(text: str) -> tuple[FileKind, Any]:
    """The kind of a file, and its JSON, or else its text. JSON that is broken raises `Unreadable`."""
    start = text.lstrip()
    if start[0] in "{[":
        try:
            content = parse_json(text)
            is_resource = isinstance(content, dict) and "resourceType" in content
            return QUESTIONNAIRE_RESPONSE if is_resource else JOURNAL_NOTES, content
        except (
            NotJson
        ) as error:  # a text may begin like JSON; of a key that comes twice it is not known which value counts
            if error.words[0] == "#json-double" or start[1:].lstrip()[:1] in ('"', "{", "[", "]", "}"):
                raise Unreadable from None
    return RIVTA if start[0] == "<" and "GetCareDocumentationResponse" in text else TEXT, text


def is_data(text: str) -> bool:
    """Whether a text is JSON, XML or HTML as a whole, rather than words."""
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


def default_target(kind: FileKind, profile: Profile) -> str:
    """The target whose notes come back in such a file: that with its format, else the first one that fits.

    A text is that of a target without a gate, any other file that of one with it.
    """
    format_ = QUESTIONNAIRE_RESPONSE if kind == JOURNAL_NOTES else kind  # the form that was filled in
    named = [name for name, row in profile.targets.items() if row.format == format_]
    fits = [name for name, row in profile.targets.items() if row.gated == (kind != TEXT)]
    return next(iter((*named, *fits, *profile.targets)))
