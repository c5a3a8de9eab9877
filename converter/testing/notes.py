"""Hypothesis strategies for notes. What they draw is legal; damage is for the tester to add."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from converter.facts import parse_diagnosis
from converter.model import (
    CHANNELS,
    CONTACT_CODES,
    Answer,
    Author,
    Contact,
    Diagnosis,
    Entry,
    Patient,
    Triage,
    TriageNote,
    Unit,
)  # fmt: skip
from converter.profile import Profile
from converter.readers import text as text_reader

_WORDS = (
    *("halsont", "feber 38,5", "SpO₂ 97 %", "BT ≥ 140", "svullen & röd", "<3 dagar", "½ tablett", "åäö", "emoji 🤒"),
    *("[se foto]", "{{ mall }}", "”citat”", "tab\tmitt i", "Status u.a.", "keyword: text", "<br/>", "]]>", "&amp;"),
    *("a\u030a nfd", "nbsp\u00a0här", "\u202eomvänd", "\u200b", "J06.9", "Patientens", "-", "1.", "*fet*", "x" * 300),
)
_PROSE = "abcdefghijklmnopqrstuvwxyzåäöABCÅÄÖ 0123456789.,;!?<>&\"'()[]{}%/+-–≥°½\u00a0\u0301😀"
_NUMBERS = (
    ("personnummer", "199104272381"), ("personnummer", "189010249804"), ("samordningsnummer", "202601612381"),
    ("samordningsnummer", "191500722390"), ("reservnummer", "98240301AA06"), ("personnummer", "19910427-2381"),
)  # fmt: skip
"""Official test numbers only; the last one is written wrong."""
_DIAGNOSES = (
    "J06.9 (ICD-10-SE) Akut övre luftvägsinfektion, ospecificerad", "N30-P (KSH97-P) Cystit", "R05.9 Hosta",
    "Halsfluss", "J03.9 (ICD-10-SE)",
)  # fmt: skip
_TIMES = ("", "2024-03-14T09:40:00+01:00", "2024-07-01T12:00", "2024-10-27T02:30:00", "2024-03-14T08:40:00Z", "i går")


def lines(profile: Profile) -> SearchStrategy[str]:
    """One line of text that a reader takes as text: no heading of the profile, nothing that looks like one."""
    prose = st.text(_PROSE, max_size=40)
    words = st.lists(st.sampled_from(_WORDS), max_size=5).map(" ".join)
    return st.one_of(words, prose).filter(lambda line: _is_text(line, profile))


def _is_text(line: str, profile: Profile) -> bool:
    reading = text_reader.read(f"{profile.rows[0].clinic24}\n\n{line}\nmer", profile)
    return reading.note is not None and len(reading.note.entries) == 1 and not reading.note.principal_diagnosis.label


def texts(profile: Profile) -> SearchStrategy[str]:
    """A text under a keyword: lines, blank ones within, none at its ends."""
    return st.lists(lines(profile), min_size=1, max_size=5).map("\n".join).filter(_is_trimmed)


def _is_trimmed(text: str) -> bool:
    split = text.split("\n")
    return bool(split[0].strip() and split[-1].strip()) and split[0] == split[0].lstrip()


def _facts(profile: Profile) -> SearchStrategy[str]:
    """A text of a fact: one line, nothing around it."""
    plain = lines(profile).map(lambda line: " ".join(line.split())).filter(lambda line: _is_fact(line, profile))
    return st.one_of(st.just(""), plain)


def _is_fact(line: str, profile: Profile) -> bool:
    return line == line.strip() and _is_text(line, profile)


def contacts(profile: Profile) -> SearchStrategy[Contact]:
    """The facts of a contact, each known or not."""
    codes = {code: st.sampled_from(("", *values)) for code, values in CONTACT_CODES.items()}
    return st.builds(
        Contact,
        channels=st.lists(st.sampled_from(CHANNELS), max_size=3).map(tuple),
        colleague=_facts(profile),
        unit_worked_for=_facts(profile),
        **codes,
    )


def notes(profile: Profile) -> SearchStrategy[TriageNote]:
    """A note that can be written in both forms and read back the same."""
    fact = _facts(profile)
    keywords = st.sampled_from([*profile.places, *profile.groups])
    answer = st.builds(Answer, fact.filter(bool), fact.filter(bool))
    entry = st.tuples(keywords, st.one_of(st.just(""), texts(profile))).map(lambda pair: Entry(*pair))
    diagnosis = st.sampled_from(_DIAGNOSES).map(parse_diagnosis)
    return st.builds(
        TriageNote,
        id=st.sampled_from(("", "C24-1")),
        created=st.sampled_from(_TIMES),
        ended=st.sampled_from(_TIMES),
        patient=st.builds(_patient, fact, st.sampled_from((("", ""), *_NUMBERS))),
        author=st.builds(Author, fact, fact, st.sampled_from(("", "SE2321000016-1A2B", "SE1"))),
        triage=st.builds(Triage, fact, st.lists(answer, max_size=3).map(tuple), fact),
        contact=contacts(profile),
        entries=st.lists(entry, min_size=1, max_size=7).map(tuple),
        principal_diagnosis=st.one_of(st.just(Diagnosis()), diagnosis),
        secondary_diagnoses=st.lists(diagnosis, max_size=2).map(tuple),
        record_type=fact,
        signing_unit=st.builds(Unit, fact, st.sampled_from(("", "SE2321000016-EXHC"))),
        signer=fact,
        signed_at=st.sampled_from(_TIMES),
    )


def _patient(name: str, number: tuple[str, str]) -> Patient:
    return Patient(name, number[1], number[0])
