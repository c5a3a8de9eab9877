"""The first proof, for the XML form: the note that was read, compared with the texts and attributes of the file."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Final

from converter.note.model import CODED_FACTS, TriageNote
from converter.proof.facts import FACTS, values_of
from converter.proof.text_rules import trim_blank_lines, xml_line_feeds
from converter.proof.xml_tokens import attributes, tokens, unescape


def xml_is_proven(source: str, note: TriageNote) -> bool:
    """Whether the note holds each text, code and time of the file in its own field, and nothing else.

    Order counts where a field has several values.
    """
    return matches_plain_form(source, note) or _matches_content(source, note)


# -- the quick proof: a file in the usual layout --------------------------------------------------------------

_BETWEEN_TAGS: Final = re.compile(r">[ \t\r\n]+<")
_EMPTY_ELEMENT: Final = re.compile(r"<([^\s<>/]++)([^<>]*)/>")
_NAMESPACE: Final = "urn:mvg-export:triage-note:1"


def matches_plain_form(source: str, note: TriageNote) -> bool:
    """Whether the file is the note, written in the order of the schema, each element with a word of the note in it.

    This proves most files at once; one that differs is compared field by field.
    """
    written, expected = _BETWEEN_TAGS.sub("><", source).rstrip(), _as_written(note)
    if written.startswith("<?xml "):
        written = written[written.find("?>") + 2 :]
    return written == expected or ("/>" in written and _EMPTY_ELEMENT.sub(r"<\1\2></\1>", written) == expected)


def _as_written(note: TriageNote) -> str:
    """The note as a file without declaration, white space between tags and elements of what the note does not have.

    `""` for a note with a quotation mark in an attribute.
    """
    diagnoses = (note.principal_diagnosis, *note.secondary_diagnoses)
    words = [
        *_before_answers(note), *chain.from_iterable(note.triage.answers), note.triage.outcome,
        " ".join(note.contact.channels), *_of_contact(note),
        *[word for _, text, _, _, heading in note.entries for word in (heading, text)],
        *[word for code, system, title in diagnoses for word in (system, code, title)], *_of_signing(note),
    ]  # fmt: skip
    shape = _shape(tuple(map(bool, words)), len(note.triage.answers), len(note.entries), len(diagnoses))
    joined = "".join(words)
    if '"' in joined and '"' in "".join(
        (*_of_attributes(note), *note.contact.channels, *(one.system for one in diagnoses))
    ):
        return ""
    if "&" in joined or "<" in joined or ">" in joined:
        words = [word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for word in words]
    pieces = [*shape]
    pieces[1::2] = filter(None, words)
    return "".join(pieces)


def _elements(section: str) -> tuple[str, ...]:
    """The paths of the facts that are elements of a section."""
    return tuple(fact.name for fact in FACTS if fact.xml_path.startswith(f"{section}/"))


_NAMES: Final = {fact.name: re.split("[/@]", fact.xml_path)[1] for fact in FACTS} | {"contact.channels": "channels"}
"""What the element or attribute of a fact is called."""
_ROOT: Final = tuple(fact.name for fact in FACTS if fact.xml_path.startswith("triage-note@"))
_AUTHOR, _CONTACT, _SIGNING = map(_elements, ("author", "contact", "signing"))
_CODES: Final = tuple(f"contact.{name}" for name in CODED_FACTS)
_before_answers: Final = attrgetter(
    *_ROOT, "patient.name", "patient.number_type", "patient.number", *_AUTHOR, "triage.presenting_reason"
)
_of_contact: Final = attrgetter(*_CODES, *_CONTACT)
_of_signing: Final = attrgetter(*_SIGNING)
_of_attributes: Final = attrgetter(*_ROOT, "patient.number_type", *_CODES)


@lru_cache(maxsize=512)
def _shape(filled: tuple[bool, ...], answers: int, entries: int, diagnoses: int) -> tuple[str, ...]:
    """The tags of a note, and `""` for each word between them; `filled` says which of the words, in order, it has."""
    is_filled = iter(filled)

    def word(before: str = "", after: str = "") -> str:
        return f"{before}\0\0{after}" if next(is_filled) else ""

    def attributes(*paths: str) -> str:
        return "".join([word(f' {_NAMES[path]}="', '"') for path in paths])

    def leaves(*paths: str) -> str:
        return "".join([word(f"<{_NAMES[path]}>", f"</{_NAMES[path]}>") for path in paths])

    def section(name: str, inside: str, attributes: str = "") -> str:
        return f"<{name}{attributes}>{inside}</{name}>" if inside or attributes else ""

    def diagnosis(kind: str) -> str:
        system, code, title = word(' system="', '"'), word(), word("<title>", "</title>")
        inside = section("code", code, system) + title
        return f'<diagnosis type="{kind}">{inside}</diagnosis>' if inside else ""

    head = f'<triage-note xmlns="{_NAMESPACE}"{attributes(*_ROOT)}>'
    name, kind, number = leaves("patient.name"), attributes("patient.number_type"), word()
    parts = [section("patient", name + section("number", number, kind)), section("author", leaves(*_AUTHOR))]
    said = leaves("triage.presenting_reason")
    said += "".join([f"<item><question>{word()}</question><answer>{word()}</answer></item>" for _ in range(answers)])
    parts.append(section("triage", said + leaves("triage.outcome")))
    codes = attributes("contact.channels", *_CODES)
    parts.append(section("contact", leaves(*_CONTACT), codes))
    texts = [f"<entry><keyword>{word()}</keyword><text>{word()}</text></entry>" for _ in range(entries)]
    parts.append(section("entries", "".join(texts)))
    parts += [diagnosis("secondary" if number else "principal") for number in range(diagnoses)]
    return tuple("".join([head, *parts, section("signing", leaves(*_SIGNING)), "</triage-note>"]).split("\0"))


# -- the full proof: any file of the schema -------------------------------------------------------------------

SECTIONS: Final = frozenset(
    ("triage-note", "patient", "author", "triage", "contact", "entries", "diagnosis", "signing")
)
_ELEMENTS: Final = tuple(fact.xml_path for fact in FACTS)
_REPEATED: Final = frozenset(("triage/question", "triage/answer", "entries/keyword", "entries/text"))
"""Elements that may occur several times."""
DIAGNOSIS_PLACES: Final = ("diagnosis@type", "diagnosis/code", "code@system", "diagnosis/title")
_CHANNELS: Final = "contact@channels"


_WHITE_SPACE: Final = " \t\r\n"
"""White space of XML 1.0, section 2.3; written as references it is no text between elements either."""


def _foreign_prefixes(source: str) -> tuple[str, ...]:
    """How the names of attributes begin that are none of the form: declarations, and those of XML Schema itself."""
    if "xmlns:" not in source:
        return ("xmlns",)
    declared = [(name, value) for _, _, tag, _ in tokens(source) for name, value in attributes(tag)]
    prefixes = [name.removeprefix("xmlns:") for name, value in declared if value == _SCHEMA_INSTANCE]
    return ("xmlns", *(f"{prefix}:" for prefix in prefixes))


_SCHEMA_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"


class _FileContent:
    """The texts and attributes of a file by their places, named as in `fields.FACTS`."""

    def __init__(self, source: str) -> None:
        self.facts: dict[str, str] = {}
        self.repeated: list[tuple[str, str]] = []
        """Texts of the elements that may occur several times, in order."""
        self.diagnoses: list[dict[str, str]] = []
        self.strays: list[str] = []
        """Names of elements with text where no field is, or with a second value."""
        self._read(source)

    def _read(self, source: str) -> None:
        section, foreign = "", _foreign_prefixes(source)
        for end, prefixed, tag, text in tokens(source):
            name = prefixed.rpartition(":")[2]
            is_section, is_empty = name in SECTIONS, tag.endswith("/")
            if is_section and not end:
                section = name
                if name == "diagnosis":
                    self.diagnoses.append({})
            for attribute, value in attributes(tag) if tag else ():
                if not attribute.startswith(foreign):
                    self._put(f"{name}@{attribute}", value)
            if not (end or is_section):
                self._put(f"{section}/{name}", "" if is_empty else trim_blank_lines(xml_line_feeds(unescape(text))))
            if (end or is_empty or is_section) and unescape(text).strip(_WHITE_SPACE):
                self.strays.append(name)

    def _put(self, place: str, text: str) -> None:
        if place in _REPEATED:
            self.repeated.append((place, text if place == "entries/text" else text.strip()))
        elif place in DIAGNOSIS_PLACES:
            self.diagnoses[-1][place] = _collapsed(text) if "@" in place else text.strip()
        elif text := text.strip():
            if place in self.facts:
                self.strays.append(place)
            self.facts[place] = text


def _matches_content(source: str, note: TriageNote) -> bool:
    content = _FileContent(source)
    facts = {element: text for element, text in zip(_ELEMENTS, values_of(note), strict=True) if text}
    if note.contact.channels:
        facts[_CHANNELS] = " ".join(note.contact.channels)
    if not note.patient.number:  # the type of a blank number is not kept
        content.facts.pop("number@type", None)
    repeated: list[tuple[str, str]] = []
    for question, answer in note.triage.answers:
        repeated += (("triage/question", question.strip()), ("triage/answer", answer.strip()))
    for _, text, _, _, heading in note.entries:
        repeated += (("entries/keyword", heading), ("entries/text", text))
    return (
        not content.strays
        and content.repeated == repeated
        and (content.facts == facts or _normalized(content.facts) == _normalized(facts))
        and _diagnoses_are_proven(content.diagnoses, note)
    )


def _normalized(facts: dict[str, str]) -> dict[str, str]:
    """The facts without spaces at their ends, and with single spaces in attributes."""
    return {place: _collapsed(text) if "@" in place else text.strip() for place, text in facts.items()}


def _collapsed(text: str) -> str:
    """An attribute of the type token: single spaces for its white space (XML Schema 1.1, part 2, section 4.3.6)."""
    return " ".join(filter(None, re.split(f"[{_WHITE_SPACE}]", text)))


def _diagnoses_are_proven(written: list[dict[str, str]], note: TriageNote) -> bool:
    """Whether the diagnoses of a file that have a code or a title are those of the note, in their order."""
    actual = [tuple(diagnosis.get(place, "") for place in DIAGNOSIS_PLACES) for diagnosis in written]
    expected = [("principal", *note.principal_diagnosis), *(("secondary", *one) for one in note.secondary_diagnoses)]
    return [one for one in actual if any(one[1:])] == [one for one in expected if any(one[1:])]
