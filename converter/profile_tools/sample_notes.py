"""Notes for dry runs of templates: an empty, a full and a hostile one, and notes with a single fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

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

_CONTACTS: Final = 200
_HOSTILE: Final = (
    "{{ 7 * 7 }} {% for x in y %} ''.__class__ {# #}",
    "<b>&amp;</b> ]]> <!-- --> \"'>",
    "\u202eomvänd \u200b \ufeff å a\u030a \U0001f912 %s %(x)s \\n $1",
    "\tindraget\n\n\nrad efter tomrader  ",
)


def notes(profile: Profile) -> Mapping[str, TriageNote]:
    """The three notes by Swedish names: without any fact, with every fact, with mark-up and control characters."""
    keywords = list(profile.places)
    system = profile.code_systems.names[0]
    full = TriageNote(
        id="C24-1",
        created="2024-03-14T09:12:00+01:00",
        ended="2024-03-14T09:38:00+01:00",
        patient=Patient("Prov Provsson", "199104272381", "personnummer"),
        author=Author("Vera Provare", "distriktssköterska", "SE2321000016-1A2B"),
        triage=Triage("Prov av sökorsak", (TriageAnswer("Prov av fråga?", "Prov av svar"),), "Prov av utfall"),
        contact=Contact(
            profile.contact_codes["channels"][:1],
            "Karl Kollega",
            "Provby",
            **{fact: next(iter(profile.contact_codes[fact]), "") for fact in CODED_FACTS},
        ),
        entries=tuple(
            Entry(keyword, f"Text {number} rad ett.\nText {number} rad två.") for number, keyword in enumerate(keywords)
        ),
        principal_diagnosis=Diagnosis("J06.9", system, "Provdiagnos"),
        secondary_diagnoses=(Diagnosis("R05.9", system, "Provbidiagnos"),),
        record_type="Provtyp",
        signing_unit=Unit("Provenheten", "SE2321000016-EXHC"),
        signer="Vera Provare",
        signed_at="2024-03-14T09:41:00+01:00",
    )
    texts = (_HOSTILE[number % len(_HOSTILE)] for number in range(len(keywords)))
    hostile = full._replace(
        patient=Patient("<script>alert(1)</script>", "199104272381", "personnummer"),
        entries=tuple(map(Entry, keywords, texts)),
        signer="{{ signer }}",
    )
    return {"tom": TriageNote(), "full": full, "elak": hostile}


def parts(note: TriageNote) -> Iterator[TriageNote]:
    """A note for each fact alone, for all entries, and for each kind of diagnosis; a number keeps its type."""
    for name, value in note._asdict().items():
        alone = [value]
        if isinstance(value, Patient):
            alone = [Patient(value.name), value._replace(name="")]
        elif isinstance(value, Author | Triage | Contact | Unit):
            alone = [type(value)(**{part: fact}) for part, fact in value._asdict().items()]
        yield from (TriageNote(**{name: one}) for one in alone)


def contacts(profile: Profile) -> Iterator[Contact]:
    """Contacts with many combinations of facts, the same ones in every run."""
    rng, codes = Random(0), profile.contact_codes  # noqa: S311 -- the same in every run
    for _ in range(_CONTACTS):
        channels = rng.sample(codes["channels"], min(len(codes["channels"]), rng.choice((1, 1, 2))))
        yield Contact(tuple(channels), **{fact: rng.choice((*codes[fact], "")) for fact in CODED_FACTS})
