"""Hypothesis strategies for notes and contacts. What they draw is valid; `sources` corrupts it.

A note is drawn as a plain one and a few changes to it: cheap to draw, and it shrinks to a note of a few lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from converter.note.facts import (
    CODES,
    FACTS,
    IDENTITY_NUMBER,
    LABELLED,
    LINE,
    NUMBER_TYPE,
    TEXT,
    TIME,
    label_key,
    with_fact,
)
from converter.note.model import (
    CODED_FACTS,
    Author,
    Contact,
    Diagnosis,
    Entry,
    Patient,
    Triage,
    TriageAnswer,
    TriageNote,
    Unit,
)  # fmt: skip
from converter.profile import Profile
from converter.profile.schema import REGISTRATION_FILE
from converter.registration import registration_for_checks
from converter.testing.text_strategies import facts, lines, texts

NUMBERS: Final = (
    ("personnummer", "199104272381"), ("personnummer", "189010249804"), ("samordningsnummer", "202601612381"),
    ("samordningsnummer", "191500722390"), ("reservnummer", "98240301AA06"), ("personnummer", "19910427-2381"),
    ("personnummer", "199002302397"), ("personnummer", "199002222396"), ("reservnummer", "98-240301/AA06"),
    ("personnummer", "202601612381"), ("samordningsnummer", "199104272381"), ("reservnummer", "199104272381"),
)  # fmt: skip
"""Official test numbers; the last seven are written wrong or as another kind, as those of the broken samples."""
TIMES: Final = (
    "2024-03-14T09:40:00+01:00", "2024-07-01T12:00", "2024-10-27T02:30:00", "2024-03-31T02:30", "2024-03-14T08:40Z",
    "2024-03-14T08:41:07.899Z", "2024-03-14T03:40:00-05:00", "2099-01-01 00:00", "2024-02-30T09:40",
)  # fmt: skip
HSA_IDS: Final = ("SE2321000016-1A2B", "SE1")

_MINIMAL_NOTE: Final = TriageNote(
    principal_diagnosis=Diagnosis("J06.9"),
    record_type="1",
    signing_unit=Unit("A"),
    signer="A",
    signed_at=TIMES[0],
)
_FILLED: Final = _MINIMAL_NOTE._replace(
    id="C24-1",
    created=TIMES[0],
    patient=Patient("A", NUMBERS[0][1], NUMBERS[0][0]),
    author=Author("A", "dsk", HSA_IDS[0]),
    triage=Triage("1"),
    signing_unit=Unit("A", "SE2321000016-EXHC"),
)
_STARTING_POINTS: Final = 24
_MAX_ATTEMPTS: Final = 400
_LISTS: Final[dict[str, Callable[[TriageNote, Any], TriageNote]]] = {
    "number": lambda note, value: note._replace(patient=Patient(note.patient.name, value[1], value[0])),
    "answers": lambda note, value: with_fact(note, "triage.answers", (*note.triage.answers, TriageAnswer(*value))),
    "principal": lambda note, value: note._replace(principal_diagnosis=value),
    "secondary": lambda note, value: note._replace(secondary_diagnoses=(*note.secondary_diagnoses, value)),
}
"""What is no fact of the table: the number with its kind, and what is added to a list."""
_OWN_VALUES: Final = {"id": ("C24-1", "Å 1"), "author.hsa_id": HSA_IDS, "signing_unit.hsa_id": HSA_IDS}
"""The facts that only certain values look like."""


def contacts(profile: Profile) -> SearchStrategy[Contact]:
    """Contacts: a starting point, with some facts changed to any of the profile's codes or to unknown."""
    known = profile.contact_codes
    code = st.sampled_from([(fact, code) for fact in CODED_FACTS for code in ("", *known[fact])])
    used = st.lists(st.sampled_from(known["channels"]), max_size=3).map(lambda channels: ("channels", tuple(channels)))
    text = st.tuples(st.sampled_from(("colleague", "unit_worked_for")), facts())
    changes: SearchStrategy[list[tuple[str, Any]]] = st.lists(st.one_of(code, code, used, text), max_size=4)
    start = st.sampled_from(profile.derive(_starting_points))
    return st.tuples(start, changes).map(lambda drawn: drawn[0]._replace(**dict(drawn[1])))


def _starting_points(profile: Profile) -> tuple[Contact, ...]:
    """Contacts to start from: one without facts, and others by one or two channels with most facts known.

    Among them is one for each answer to who documents and who registers, also of those that few contacts have.
    """
    rng, codes = Random(0), profile.contact_codes  # noqa: S311 -- the same in every run
    drawn = []
    for _ in range(_MAX_ATTEMPTS):
        channels = tuple(rng.sample(codes["channels"], min(len(codes["channels"]), rng.choice((1, 1, 2)))))
        known = {fact: rng.choice((*codes[fact], *codes[fact], "")) for fact in CODED_FACTS}
        drawn.append(Contact(channels, rng.choice(("", "A")), **known))
    by_answer: dict[tuple[str, str], Contact] = {}
    for contact in drawn if REGISTRATION_FILE in profile.tables else ():
        registration = registration_for_checks(contact, profile)
        by_answer.setdefault((registration.documents, registration.registers), contact)
    return (Contact(), *by_answer.values(), *drawn[:_STARTING_POINTS])


def notes(profile: Profile) -> SearchStrategy[TriageNote]:
    """A note that can be written in both forms and read back the same, unless one of its texts reads like a note."""
    keyword = st.sampled_from([*profile.places, *profile.groups])
    entry = st.tuples(keyword, st.one_of(texts(profile), st.just(""))).map(lambda drawn: Entry(*drawn))
    entries = st.lists(entry, min_size=1, max_size=6).map(_as_one_note)
    filled = _FILLED._replace(principal_diagnosis=diagnoses(profile)[0])
    base = st.sampled_from((TriageNote(), _MINIMAL_NOTE, filled))
    plain = st.tuples(base, st.sampled_from(profile.derive(_starting_points)), entries)
    drawn = st.tuples(plain, st.lists(_changes(profile), max_size=4)).map(_changed)
    if set(LABELLED) <= set(profile.labels):
        return drawn
    return drawn.map(partial(_without_unlabelled, profile=profile))


def _without_unlabelled(note: TriageNote, profile: Profile) -> TriageNote:
    """The note without the facts that the profile has no label for: they cannot be copied."""
    for fact in FACTS:
        if fact.kind != NUMBER_TYPE and label_key(fact.name, note) not in profile.labels:
            note = with_fact(note, fact.name, () if fact.kind == CODES else "")
    answers = note.triage.answers if {"triage.question", "triage.answer"} <= set(profile.labels) else ()
    note = note._replace(triage=note.triage._replace(answers=answers))
    return note if note.patient.number else with_fact(note, "patient.number_type", "")


def diagnoses(profile: Profile) -> list[Diagnosis]:
    """Diagnoses that are read back from both forms; a text is its title where its code is none of the profile's.

    The first is complete, and names the first code system of the profile.
    """
    systems = profile.code_systems
    first, last, other = systems.names[0], systems.names[-1], "".join(systems.others[:1])
    written = (
        ("J06.9", first, "Akut övre luftvägsinfektion, ospecificerad"), ("N30-P", last, "Cystit"),
        ("R05.9", "", "Hosta"), ("", "", "Halsfluss"),
        ("J03.9", first, ""), ("N30", "", "X9.9 Fel"), ("J06.9", "", "ÖLI, J20.9 Bronkit"),
        ("J06.9", "", f"({other}-10) ÖLI"), ("", "", "-"),
    )  # fmt: skip
    return [
        Diagnosis(code, system, title)
        if not code or systems.is_code(code)
        else Diagnosis(title=f"{code} {title}".strip())
        for code, system, title in written
    ]


def _as_one_note(entries: list[Entry]) -> tuple[Entry, ...]:
    """The entries without repetitions that would make two notes of them: one keyword may come again, not the first."""
    kept: list[Entry] = []
    again: set[str] = set()
    for entry in entries:
        repeats = entry.keyword in {known.keyword for known in kept}
        if not repeats or (entry.keyword != kept[0].keyword and (not again or entry.keyword in again)):
            kept.append(entry)
            again |= {entry.keyword} if repeats else set()
    return tuple(kept)


def _changed(drawn: tuple[tuple[TriageNote, Contact, tuple[Entry, ...]], list[tuple[str, Any]]]) -> TriageNote:
    (note, contact, entries), changes = drawn
    note = note._replace(contact=contact, entries=entries)
    for name, value in changes:
        note = _LISTS[name](note, value) if name in _LISTS else with_fact(note, name, value)
    return note


def _changes(profile: Profile) -> SearchStrategy[tuple[str, Any]]:
    """A change to a note: a fact of the table or one of `_LISTS`, and its value. Every fact is drawn."""

    def change(names: Sequence[str], value: SearchStrategy[Any]) -> SearchStrategy[tuple[str, Any]]:
        return st.tuples(st.sampled_from(names), value)

    def of_kind(*kinds: str) -> list[str]:
        rest = ("contact", IDENTITY_NUMBER, *_OWN_VALUES)
        return [fact.name for fact in FACTS if fact.kind in kinds and not fact.name.startswith(rest)]

    text = st.one_of(facts(), lines(profile).map(str.strip))
    return st.one_of(
        change(("contact",), contacts(profile)),
        change(of_kind(LINE, TEXT), text),
        change(("answers",), st.tuples(text, text)),
        change(("principal", "secondary"), st.sampled_from(diagnoses(profile))),
        change(of_kind(TIME), st.sampled_from(TIMES)),
        change(("number",), st.sampled_from(NUMBERS)),
        st.sampled_from([(name, value) for name, values in _OWN_VALUES.items() for value in values]),
    )
