"""The first proof, of the XML form: every text, code and time of the file is in the note, in its own field."""

from __future__ import annotations

from typing import Final

from converter.balance.cut import attributes, pieces, resolved
from converter.balance.fields import FACTS, said
from converter.balance.words import with_line_feeds, without_blank_ends
from converter.model import TriageNote

_SECTIONS: Final = frozenset(("triage-note", "patient", "author", "triage", "contact", "entries", "diagnosis", "signing"))
_PLACES: Final = tuple(fact.element for fact in FACTS)
_IN_ORDER: Final = frozenset(("triage/question", "triage/answer", "entries/keyword", "entries/text"))
"""What there can be several of."""
_KIND, _CODE, _SYSTEM, _TITLE = "diagnosis@type", "diagnosis/code", "code@system", "diagnosis/title"
_OF_A_DIAGNOSIS: Final = (_KIND, _CODE, _SYSTEM, _TITLE)
_CHANNELS: Final = "contact@channels"


class _Told:
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
    told = _told(source)
    facts = {place: text for place, text in zip(_PLACES, said(note), strict=True) if text}
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


def _told(source: str) -> _Told:
    """Cuts a file into what it says."""
    told, section = _Told(), ""
    for end, name, written, text in pieces(source):
        name = name.rpartition(":")[2]
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
            told.put(f"{section}/{name}", "" if empty else without_blank_ends(with_line_feeds(resolved(text))))
        if (end or empty or name in _SECTIONS) and text and not text.isspace():
            told.strays.append(name)
    return told


def _diagnoses_balance(told: list[dict[str, str]], note: TriageNote) -> bool:
    found = [tuple(one.get(place, "") for place in _OF_A_DIAGNOSIS) for one in told]
    owed = [("principal", *note.principal_diagnosis), *(("secondary", *one) for one in note.secondary_diagnoses)]
    return [one for one in found if any(one[1:])] == [one for one in owed if any(one[1:])]
