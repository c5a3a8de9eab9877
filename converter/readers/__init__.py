"""Readers: one file a form, and the table of forms. A form is a row; nothing else knows how many there are."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from string import ascii_letters
from typing import Final, Literal, NamedTuple

from converter.note.reading import NO_DECISIONS, Decisions, Reading, SourceForm
from converter.profile import Profile
from converter.readers.decoding import Undecodable, decode

_TAGS: Final = ("<?", "<!", *(f"<{letter}" for letter in f"{ascii_letters}_"))
"""How mark-up begins; text may begin with a `<` too."""
Reader = Callable[[str, Profile, Decisions], Reading]


class Form(NamedTuple):
    """A form a note can come in."""

    module: str
    """Its `read` takes decoded text, profile and decisions. Imported when first needed: the XML reader needs lxml."""
    describes: dict[str, str]


FORMS: Final[dict[SourceForm, Form]] = {
    "xml": Form(
        "converter.readers.xml",
        {"sv": "anteckning som XML enligt triage-note.xsd", "en": "note as XML by triage-note.xsd"},
    ),
    "text": Form(
        "converter.readers.text",
        {"sv": "kopierad text", "en": "copied text"},
    ),
}


def read(
    source: bytes | str,
    profile: Profile,
    form: SourceForm | Literal[""] = "",
    encoding: str = "",
    decisions: Decisions = NO_DECISIONS,
) -> Reading:
    """Reads a note of any form. What cannot be read comes back as a reading without a note, never as an exception."""
    try:
        text, findings = decode(source, profile, encoding)
    except Undecodable as refused:
        return Reading(None, (refused.finding,))
    form = form or ("xml" if text.lstrip().startswith(_TAGS) else "text")
    reading = reader_of(form)(text, profile, decisions)
    return reading._replace(findings=findings + reading.findings) if findings else reading


@lru_cache
def reader_of(form: SourceForm) -> Reader:
    """The reader of a form, imported when it is first asked for."""
    reader: Reader = import_module(FORMS[form].module).read
    return reader
