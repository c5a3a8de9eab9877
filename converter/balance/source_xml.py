"""The first proof, for the XML form: the note that was read, compared with the texts and attributes of the file."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import Final

from converter.balance.fields import FACTS, values_of
from converter.balance.text_rules import trim_blank_lines, xml_line_feeds
from converter.balance.xml_tokens import attributes, tokens, unescape
from converter.note.model import CODED_FACTS, TriageNote


def xml_balances(source: str, note: TriageNote) -> bool:
    """Whether the note holds each text, code and time of the file in its own field, and nothing else.

    Order counts where a field has several values.
    """
    return _matches_plain_form(source, note) or _matches_content(source, note)


# -- the quick proof: a file in the usual layout --------------------------------------------------------------

_TEXT: Final = re.compile(r"<([^\s<>/!?]*+)[^<>]*+>([^<]++)")
_TAG: Final = re.compile(r"<[^\s<>/!?]++(\s[^<>]*+)>")
_ATTRIBUTE: Final = re.compile(r'\s([^\s="]++)="([^"&]*+)"')
_CODES: Final = ("id", "created", "ended", *(name.replace("_", "-") for name in CODED_FACTS))
_codes_of: Final = attrgetter("id", "created", "ended", *(f"contact.{name}" for name in CODED_FACTS))

Attributes = tuple[dict[str, str], list[tuple[str, str]]]
"""Attributes that occur once, and those of identity number and diagnoses, which share their names, in order."""


def _matches_plain_form(source: str, note: TriageNote) -> bool:
    """Whether the file is the note in the order of the schema, without white space around its texts.

    This proves most files at once; one that differs is compared field by field.
    """
    patient, author = note.patient, note.author
    if not (patient.name and author.name) and "<author" in source and "<patient" in source:
        return False  # only the section tells whose name it is
    texts = [pair for pair in _TEXT.findall(source) if not pair[1].isspace()]
    if "&" in source:
        texts = [(name, unescape(text)) for name, text in texts]
    return texts == _texts_of(note) and _attributes_in(source) == _attributes_of(note)


def _texts_of(note: TriageNote) -> list[tuple[str, str]]:
    """The elements that have text in the form of the note, with their texts, in the order of the schema."""
    facts = list(zip(_LEAVES, _leaves_of(note), strict=True))
    pairs = facts[:_ANSWERS]
    for question, answer in note.triage.answers:
        pairs += (("question", question), ("answer", answer))
    pairs += facts[_ANSWERS:_ENTRIES]
    for _, text, _, _, heading in note.entries:
        pairs += (("keyword", heading), ("text", text))
    for code, _, title in (note.principal_diagnosis, *note.secondary_diagnoses):
        pairs += (("code", code), ("title", title))
    return [pair for pair in [*pairs, *facts[_ENTRIES:]] if pair[1]]


_IN_ELEMENTS: Final = tuple(fact for fact in FACTS if "/" in fact.element)
_LEAVES: Final = tuple(fact.element.rpartition("/")[2] for fact in _IN_ELEMENTS)
_leaves_of: Final = attrgetter(*(fact.path for fact in _IN_ELEMENTS))
_PLACES: Final = [fact.element for fact in _IN_ELEMENTS]
_ANSWERS: Final = _PLACES.index("triage/presenting-reason") + 1
_ENTRIES: Final = next(at for at, place in enumerate(_PLACES) if place.startswith("signing/"))
"""How many elements of facts stand before the answers, and before the entries and diagnoses."""


def _attributes_in(source: str) -> Attributes:
    pairs = _ATTRIBUTE.findall("".join(_TAG.findall(source)))
    shared = [pair for pair in pairs if pair[0] in ("type", "system") and pair[1]]
    return {name: value for name, value in pairs if value and name not in ("type", "system", "xmlns")}, shared


def _attributes_of(note: TriageNote) -> Attributes:
    single = {name: code for name, code in zip(_CODES, _codes_of(note), strict=True) if code}
    if note.contact.channels:
        single["channels"] = " ".join(note.contact.channels)
    shared = [("type", note.patient.number_type)] if note.patient.number_type else []
    for number, diagnosis in enumerate((note.principal_diagnosis, *note.secondary_diagnoses)):
        if any(diagnosis):
            shared.append(("type", "secondary" if number else "principal"))
            shared += [("system", diagnosis.system)] if diagnosis.system else []
    return single, shared


# -- the full proof: any file of the schema -------------------------------------------------------------------

_SECTIONS: Final = frozenset(
    ("triage-note", "patient", "author", "triage", "contact", "entries", "diagnosis", "signing")
)
_ELEMENTS: Final = tuple(fact.element for fact in FACTS)
_REPEATED: Final = frozenset(("triage/question", "triage/answer", "entries/keyword", "entries/text"))
"""Elements that may occur several times."""
_OF_A_DIAGNOSIS: Final = ("diagnosis@type", "diagnosis/code", "code@system", "diagnosis/title")
_CHANNELS: Final = "contact@channels"


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
        section = ""
        for end, prefixed, tag, text in tokens(source):
            name = prefixed.rpartition(":")[2]
            is_section, is_empty = name in _SECTIONS, tag.endswith("/")
            if is_section and not end:
                section = name
                if name == "diagnosis":
                    self.diagnoses.append({})
            for attribute, value in attributes(tag) if tag else ():
                if not attribute.startswith("xmlns"):
                    self._put(f"{name}@{attribute}", value)
            if not (end or is_section):
                self._put(f"{section}/{name}", "" if is_empty else trim_blank_lines(xml_line_feeds(unescape(text))))
            if (end or is_empty or is_section) and text and not text.isspace():
                self.strays.append(name)

    def _put(self, place: str, text: str) -> None:
        if place in _REPEATED:
            self.repeated.append((place, text if place == "entries/text" else text.strip()))
        elif place in _OF_A_DIAGNOSIS:
            self.diagnoses[-1][place] = text.strip()
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
        and _diagnoses_balance(content.diagnoses, note)
    )


def _normalized(facts: dict[str, str]) -> dict[str, str]:
    """The facts without spaces at their ends, and with single spaces in attributes (XML 1.0, section 3.3.3)."""
    return {place: " ".join(text.split()) if "@" in place else text.strip() for place, text in facts.items()}


def _diagnoses_balance(written: list[dict[str, str]], note: TriageNote) -> bool:
    """Whether the diagnoses of a file that have a code or a title are those of the note, in their order."""
    actual = [tuple(diagnosis.get(place, "") for place in _OF_A_DIAGNOSIS) for diagnosis in written]
    expected = [("principal", *note.principal_diagnosis), *(("secondary", *one) for one in note.secondary_diagnoses)]
    return [one for one in actual if any(one[1:])] == [one for one in expected if any(one[1:])]
