"""Checks a note against the registration of its contact: required phrases, who documents, the unit.

The rules are those of `registration.toml`; none of them is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.model import RecordNote, TriageNote, Unit
from converter.note.unicode_text import fold, is_blank
from converter.profile import Profile
from converter.profile.schema import REGISTRATION_FILE
from converter.profile.wording import is_filled
from converter.registration.model import Registration
from converter.registration.subject import registration_for_checks

_NONE: Final = Registration()
"""The registration of a profile that has none: it requires nothing of a note."""


def contact(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:  # noqa: ARG001 -- as all checks
    """What the registration requires of the text of a note, and contradictions in the facts of its contact."""
    registration, phrases = _registration(record.note, profile), profile.phrases
    found: list[Finding] = []
    # The routine does not say whether a chat that became a call opens with the phrase of one (G9).
    if _lacks_opening(record, registration, profile):
        found.append(Finding("MVG420", words=(phrases.chat_opening,)))
    elif registration.reminds_of_opening:
        found.append(Finding("MVG425", words=(phrases.chat_opening,)))
    if _lacks_consulted(record, registration, profile):
        found.append(Finding("MVG421", words=(phrases.consulted,)))
    found += _unmentioned(record, profile)
    found += contact_faults(record.note, registration, profile)
    if registration.documents == "no" and any(not is_blank(field.text) for field in record.fields):
        found.append(Finding("MVG427"))
    return found


def _registration(note: TriageNote, profile: Profile) -> Registration:
    if REGISTRATION_FILE not in profile.tables:
        return _NONE
    contact = note.contact
    if contact.colleague and not colleague_of(note, profile):  # `saknas` is nobody who was consulted
        contact = contact._replace(colleague="")
    return registration_for_checks(contact, profile)


def colleague_of(note: TriageNote, profile: Profile) -> str:
    """The name of the colleague; `""` where there is none, or a placeholder such as NN."""
    name = note.contact.colleague
    return name if name and is_filled(name, profile) else ""


# -- the phrases ----------------------------------------------------------------------------------------------


def lacks_chat_opening(record: RecordNote, profile: Profile) -> bool:
    """Whether the opening phrase is required and missing, and belongs to the channels of the contact."""
    is_chat = not set(profile.phrases.chat_opening_for).isdisjoint(record.note.contact.channels)
    return is_chat and _lacks_opening(record, _registration(record.note, profile), profile)


def _lacks_opening(record: RecordNote, registration: Registration, profile: Profile) -> bool:
    """Whether a chat note does not open with its phrase (R55).

    The phrase may open any text up to the first that only a professional writes: the texts before that one are
    filled from elsewhere or may be the patient's own (R134, R137).
    """
    phrase = _folded(profile.phrases.chat_opening)
    if not _folded(registration.phrase).startswith(phrase):
        return False
    filled = {profile.rows[index].record for index in profile.filled_rows}
    words = phrase.count(" ") + 1
    for field in record.fields:
        if field.placed and not is_blank(field.text):
            text = field.text if field.text[0].isalnum() else re.sub(_MARKS, "", field.text)
            start = fold(" ".join(text.split(maxsplit=words)[:words]))  # the text may be long
            # The phrase is whole words, unlike *Chatt med patientens mamma*.
            if start.startswith(phrase) and not start[len(phrase) :][:1].isalnum():
                return False
            if field.keyword not in filled:
                break
    return True


_folded: Final = lru_cache(maxsize=64)(fold)
"""Cached for phrases, of which there are few; not for texts."""


def lacks_consulted(record: RecordNote, profile: Profile) -> bool:
    """Whether naming the colleague is required and missing, and belongs to the consultation, where one is stated."""
    is_consulted = record.note.contact.consultation in ("", *profile.phrases.consulted_for)
    return is_consulted and _lacks_consulted(record, _registration(record.note, profile), profile)


def _lacks_consulted(record: RecordNote, registration: Registration, profile: Profile) -> bool:
    """Whether the note of a contact with a consultation does not name the consulted colleague (R93, R104)."""
    phrase = _folded(profile.phrases.consulted)
    if phrase not in _folded(registration.phrase):
        return False
    name = fold(colleague_of(record.note, profile))
    return not any(_names_colleague(_folded_clauses(field.text), phrase, name, profile) for field in record.fields)


def _names_colleague(text: str, phrase: str, name: str, profile: Profile) -> bool:
    """Whether the phrase is followed by the name, or by any but NN where `name` is `""`, and nothing negates it."""
    for found in re.finditer(r"\s".join(map(re.escape, phrase.split())), text):
        after = text[found.end() :]
        first = re.match(_FIRST_WORD, after)
        is_named = first is not None and first[1] != "nn" and re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", after)
        if is_named and not _is_negated(text[: found.start()], "", profile):
            return True
    return False


def _folded_clauses(text: str) -> str:
    """A folded text with a line feed only where a line begins a new clause: with a capital letter, or a blank line."""
    first, *lines = text.split("\n")
    ends = ("\n" if not line or line.lstrip(_LIST_MARKS)[:1].isupper() else " " for line in lines)
    return fold(first) + "".join(f"{end}{fold(line)}" for end, line in zip(ends, lines, strict=True))


_MARKS: Final = r"\A\W+"
"""Quotation marks, a list mark or invisible characters before the first word."""
_LIST_MARKS: Final = " \t-–*•"
_FIRST_WORD: Final = r"\w*+[^\w.!?]*+(\w+)"
"""The word behind the phrase, which may have an ending (`kollegan Anna`), but not that of the next sentence."""


# -- booking tickets and forms --------------------------------------------------------------------------------


def _unmentioned(record: RecordNote, profile: Profile) -> list[Finding]:
    """Booking tickets and forms that the note does not mention, though the contact had them (R151, R152)."""
    facts, phrases = record.note.contact, profile.phrases
    done: tuple[tuple[str, tuple[str, ...], Code], ...] = (
        (facts.booking_ticket_issued, phrases.booking_ticket_words, "MVG423"),
        (facts.forms_sent, phrases.forms_words, "MVG424"),
    )
    found = []
    for words, code in [(words, code) for answer, words, code in done if answer == "yes"]:
        lines = [fold(line) for field in record.fields for line in field.text.split("\n")]
        around = (sides for line in lines for word in words for sides in pairwise(line.split(fold(word))))
        # A negated word does not count, as in *ingen bokningsbiljett*.
        if all(_is_negated(before, after, profile) for before, after in around):
            found.append(Finding(code))
    return found


def _is_negated(before: str, after: str, profile: Profile) -> bool:
    """Whether the clause around a word has a negation."""
    clause = f"{re.split(_CLAUSE, before)[-1]} {re.split(_CLAUSE, after)[0]}"
    return not set(profile.phrases.negations).isdisjoint(re.findall(_WORD, clause))


_CLAUSE: Final = r"[.,;:!?()\n]"
_WORD: Final = r"\w+"


# -- the facts ------------------------------------------------------------------------------------------------


def contact_faults(note: TriageNote, registration: Registration, profile: Profile) -> list[Finding]:
    """Contradictions in the facts of a contact: the unit (R53 and its repetitions), the colleague."""
    facts, labels = note.contact, profile.labels
    found: list[tuple[Code, str, str]] = []
    if registration.unit and _differ(facts.unit_worked_for, note.signing_unit, profile):
        found.append(("MVG426", "contact.unit_worked_for", "signing_unit.name"))
    if facts.consultation in profile.phrases.no_colleague_for and colleague_of(note, profile):
        found.append(("MVG428", "contact.colleague", "contact.consultation"))
    return [Finding(code, words=tuple(labels.get(fact, fact) for fact in named)) for code, *named in found]


def _differ(worked_for: str, signing: Unit, profile: Profile) -> bool:
    """Whether two units differ: by HSA-id when both have one, else by name. A missing unit or name does not differ."""
    if not (is_filled(worked_for, profile) and is_filled(signing.name, profile)):
        return False
    one, other = re.search(_HSA_ID, worked_for), re.search(_HSA_ID, f"{signing.hsa_id} {signing.name}")
    if one and other:
        return one[0].upper() != other[0].upper()
    names = _unit_name(worked_for), _unit_name(signing.name)
    return all(names) and names[0] != names[1]


def _unit_name(text: str) -> str:
    return fold(re.sub(_HSA_ID, "", text)).strip(" ,()")


_HSA_ID: Final = r"(?i)\bSE[0-9]{10}-[A-Z0-9]+\b"
