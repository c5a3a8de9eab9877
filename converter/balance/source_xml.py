"""The first proof, of the XML form: every text, code and time of the file is in the note, in its own field."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import Final

from converter.balance.fields import FACTS, values_of
from converter.balance.text_rules import trim_blank_lines, xml_line_feeds
from converter.balance.xml_tokens import attributes, tokens, unescape
from converter.model import CONTACT_CODES, TriageNote

_SECTIONS: Final = frozenset(
    ("triage-note", "patient", "author", "triage", "contact", "entries", "diagnosis", "signing")
)
_PLACES: Final = tuple(fact.element for fact in FACTS)
_IN_ORDER: Final = frozenset(("triage/question", "triage/answer", "entries/keyword", "entries/text"))
"""What there can be several of."""
_KIND, _CODE, _SYSTEM, _TITLE = "diagnosis@type", "diagnosis/code", "code@system", "diagnosis/title"
_OF_A_DIAGNOSIS: Final = (_KIND, _CODE, _SYSTEM, _TITLE)
_CHANNELS: Final = "contact@channels"


class _FileContent:
    """What a file says, each text by the place where it stands."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}
        self.in_order: list[tuple[str, str]] = []
        self.diagnoses: list[dict[str, str]] = []
        self.strays: list[str] = []
        """What stands where no field is."""

    def put(self, place: str, text: str) -> None:
        if place in _IN_ORDER:
            self.in_order.append((place, text if place == "entries/text" else text.strip()))
        elif place in _OF_A_DIAGNOSIS:
            self.diagnoses[-1][place] = text.strip()
        elif text := text.strip():
            if place in self.facts:
                self.strays.append(place)
            self.facts[place] = text


def xml_balances(source: str, note: TriageNote) -> bool:
    """Whether the note is what the file says, field by field; order counts where there can be several."""
    return _matches_plain_form(source, note) or _matches_content(source, note)


# -- a file in its simplest form ------------------------------------------------------------------------------

_TEXT: Final = re.compile(r"<([^\s<>/!?]*+)[^<>]*+>([^<]++)")
_TAG: Final = re.compile(r"<[^\s<>/!?]++(\s[^<>]*+)>")
_ATTRIBUTE: Final = re.compile(r'\s([^\s="]++)="([^"&]*+)"')
_CODES: Final = ("id", "created", "ended", *(name.replace("_", "-") for name in CONTACT_CODES))
_codes_of: Final = attrgetter("id", "created", "ended", *(f"contact.{name}" for name in CONTACT_CODES))


def _matches_plain_form(source: str, note: TriageNote) -> bool:
    """Whether the file is the note written out with nothing around its texts: sufficient, and quickly told."""
    patient, author = note.patient, note.author
    if not (patient.name and author.name) and "<author" in source and "<patient" in source:
        return False  # whose name it is only its section tells
    texts = [pair for pair in _TEXT.findall(source) if not pair[1].isspace()]
    if "&" in source:
        texts = [(name, unescape(text)) for name, text in texts]
    return texts == _texts_of(note) and _attributes_in(source) == _attributes_of(note)


def _texts_of(note: TriageNote) -> list[tuple[str, str]]:
    """The elements that a note fills and their texts, in the order of the form."""
    patient, author, triage, contact, unit = note.patient, note.author, note.triage, note.contact, note.signing_unit
    pairs = [("name", patient.name), ("number", patient.number), ("name", author.name), ("role", author.role)]
    pairs += (("hsa-id", author.hsa_id), ("presenting-reason", triage.presenting_reason))
    for question, answer in triage.answers:
        pairs += (("question", question), ("answer", answer))
    pairs += (("outcome", triage.outcome), ("colleague", contact.colleague))
    pairs.append(("unit-worked-for", contact.unit_worked_for))
    for _, text, _, _, heading in note.entries:
        pairs += (("keyword", heading), ("text", text))
    for code, _, title in (note.principal_diagnosis, *note.secondary_diagnoses):
        pairs += (("code", code), ("title", title))
    pairs += (("record-type", note.record_type), ("signing-unit", unit.name), ("signing-unit-hsa-id", unit.hsa_id))
    pairs += (("signer", note.signer), ("signed-at", note.signed_at))
    return [pair for pair in pairs if pair[1]]


def _attributes_in(source: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The attributes that can stand once, and those of the diagnoses in their order."""
    found = _ATTRIBUTE.findall("".join(_TAG.findall(source)))
    several = [pair for pair in found if pair[0] in ("type", "system") and pair[1]]
    return {name: value for name, value in found if value and name not in ("type", "system", "xmlns")}, several


def _attributes_of(note: TriageNote) -> tuple[dict[str, str], list[tuple[str, str]]]:
    once = {name: code for name, code in zip(_CODES, _codes_of(note), strict=True) if code}
    if note.contact.channels:
        once["channels"] = " ".join(note.contact.channels)
    several = [("type", note.patient.number_type)] if note.patient.number else []
    for number, one in enumerate((note.principal_diagnosis, *note.secondary_diagnoses)):
        if any(one):
            several.append(("type", "secondary" if number else "principal"))
            several += [("system", one.system)] if one.system else []
    return once, several


# -- any file -------------------------------------------------------------------------------------------------


def _matches_content(source: str, note: TriageNote) -> bool:
    told = _content_of(source)
    facts = {place: text for place, text in zip(_PLACES, values_of(note), strict=True) if text}
    if note.contact.channels:
        facts[_CHANNELS] = " ".join(note.contact.channels)
    if not note.patient.number:  # a number that is blank has a kind all the same
        told.facts.pop("number@type", None)
    in_order: list[tuple[str, str]] = []
    for question, answer in note.triage.answers:
        in_order += (("triage/question", question.strip()), ("triage/answer", answer.strip()))
    for _, text, _, _, heading in note.entries:
        in_order += (("entries/keyword", heading), ("entries/text", text))
    return (
        not told.strays
        and told.in_order == in_order
        and (told.facts == facts or _spaced(told.facts) == _spaced(facts))
        and _diagnoses_balance(told.diagnoses, note)
    )


def _spaced(facts: dict[str, str]) -> dict[str, str]:
    """The same with single spaces in attributes, where more mean nothing (XML 1.0, 3.3.3), and facts without ends."""
    return {place: " ".join(text.split()) if "@" in place else text.strip() for place, text in facts.items()}


def _content_of(source: str) -> _FileContent:
    """Cuts a file into what it says."""
    told, section = _FileContent(), ""
    for end, prefixed, written, text in tokens(source):
        name = prefixed.rpartition(":")[2]
        if name in _SECTIONS and not end:
            section = name
            if name == "diagnosis":
                told.diagnoses.append({})
        empty = written.endswith("/")
        if written:
            for attribute, value in attributes(written):
                if not attribute.startswith("xmlns"):
                    told.put(f"{name}@{attribute}", value)
        if not end and name not in _SECTIONS:
            told.put(f"{section}/{name}", "" if empty else trim_blank_lines(xml_line_feeds(unescape(text))))
        if (end or empty or name in _SECTIONS) and text and not text.isspace():
            told.strays.append(name)
    return told


def _diagnoses_balance(told: list[dict[str, str]], note: TriageNote) -> bool:
    found = [tuple(one.get(place, "") for place in _OF_A_DIAGNOSIS) for one in told]
    expected = [("principal", *note.principal_diagnosis), *(("secondary", *one) for one in note.secondary_diagnoses)]
    return [one for one in found if any(one[1:])] == [one for one in expected if any(one[1:])]
