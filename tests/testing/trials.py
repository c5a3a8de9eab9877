"""Conversions that planted faults are tried on, and what becomes of each: reported, stopped, or altered in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from converter import Place, convert
from converter.cli.output import registration_page
from converter.files.storage import Refused
from converter.note.model import Author, Contact, Diagnosis, Entry, Patient, Triage, TriageAnswer, TriageNote, Unit
from converter.pipeline import read_note
from converter.profile import PageForm, Profile
from converter.testing import as_text, as_xml
from paths import SAMPLES

NOTE = TriageNote(
    id="C24-7", created="2024-03-14T09:12:00+01:00", ended="2024-03-14T10:05:30+01:00",
    patient=Patient("Astrid Exempelsson", "199104272381", "personnummer"),
    author=Author("Lisbet Mallgren", "distriktssköterska", "SE2321000016-1A2B"),
    triage=Triage("Hosta", (TriageAnswer("Har du feber?", "Ja, 38,5"), TriageAnswer("Hur länge?", "Tre dagar")), "Råd"),
    contact=Contact(("chat", "audio"), colleague="Dr Ek", origin="drop_in", prio="3", role="original",
                    consultation="none", admin_system="pmo", fee_exempt="yes", dictates="no"),
    entries=(
        Entry("Besöksorsak", "Hosta och feber"), Entry("Anamnes", ""),
        Entry("Patientens egenanamnes",
              "Sedan i måndags.\n\n\tSlem:  gult, \u201dsegt\u201d.\n  Inget blod & <inget> mer."),
        Entry("Kompletterande anamnes", "Tempen 38,5\u00a0\u00b0C, ma\u030ar illa"),
        Entry("Status", "AT ua \u2265 95 %"), Entry("Bedömning", "Förkylning\nÅter vid behov"),
    ),
    principal_diagnosis=Diagnosis("J06.9", "ICD-10-SE", "Akut övre luftvägsinfektion"),
    secondary_diagnoses=(Diagnosis("R05.9", "ICD-10-SE", "Hosta"), Diagnosis("R50.9", "ICD-10-SE", "Feber")),
    record_type="Besöksanteckning", signing_unit=Unit("Exempelby hälsocentral", "SE2321000016-EXHC"),
    signer="Sara Provdal", signed_at="2024-03-14T10:15:00+01:00",
)  # fmt: skip
"""Signer and author differ, there are several diagnoses, and the texts hold what is lost most easily."""
_WRITTEN = ("Kompletterande anamnes", "Status", "Bedömning")
BARE = NOTE._replace(
    entries=tuple(entry for entry in NOTE.entries if entry.keyword in _WRITTEN),
    contact=NOTE.contact._replace(channels=("chat",), consultation="consult_only"),
    principal_diagnosis=Diagnosis(), signer="", signed_at="", signing_unit=Unit(),
)  # fmt: skip
"""What the patient said is fetched, the phrases are due, and something can be given."""
GIVEN = {
    "principal_diagnosis": "J06.9 (ICD-10-SE) Akut infektion", "signing_unit.name": "Enheten", "signer": "Dr Givna",
    "signed_at": "2024-03-14T11:00:00+01:00",
}  # fmt: skip
TWICE = NOTE._replace(entries=(*NOTE.entries, Entry("Status", "Andra gången"), Entry("Status", "Tredje gången")))
HOMELESS = NOTE._replace(entries=(Entry("Övrigt", "Röker ej"), *NOTE.entries))


class Trial(NamedTuple):
    """A conversion."""

    source: bytes
    to: str
    options: dict[str, Any]


@cache
def sources() -> dict[str, bytes]:
    from converter.profile import load_profile

    profile = load_profile()
    label = "Status\nua\n\nBedömning\nHan sade:\nSignerad av: Dr Annan\noch gick.\n"
    return {
        "xml": as_xml(NOTE).encode(), "text": as_text(NOTE, profile).encode(), "bare": as_xml(BARE).encode(),
        "bare text": as_text(BARE, profile).encode(), "twice": as_xml(TWICE).encode(),
        "homeless": as_xml(HOMELESS).encode(), "label": label.encode(),
        "older": (SAMPLES / "halsont-chatt.txt").read_bytes().decode("utf-8-sig").encode("cp1252", "replace"),
        "sample": (SAMPLES / "halsont-chatt.xml").read_bytes(),
    }  # fmt: skip


def trials() -> list[Trial]:
    """Every conversion that a fault is tried on."""
    known = sources()
    given = {"given": GIVEN}
    plan: list[tuple[str, str, dict[str, Any]]] = [
        *(("xml", to, {}) for to in ("pmo", "pmo-text", "pmo-html", "melior", "json")),
        *(("text", to, {}) for to in ("pmo", "melior", "json")),
        ("bare", "pmo", given), ("bare", "json", given), ("bare", "melior", {"add_phrases": True}),
        ("bare text", "pmo", given), ("twice", "melior", {}), ("homeless", "melior", {}),
        ("homeless", "pmo", {"places": (Place("Övrigt", "Bedömning"),)}),
        ("xml", "melior", {"charset": "cp1252", "replace": True}), ("xml", "melior", {"section": "Status"}),
        ("xml", "melior", {"section": "Bedömning", "charset": "ascii", "replace": True}),
        ("text", "melior", {"headings": "clinic24"}), ("label", "melior", {}), ("older", "melior", {}),
        ("sample", "pmo", {}),
    ]  # fmt: skip
    return [Trial(known[name], to, options) for name, to, options in plan]


class Outcome(NamedTuple):
    """What became of a trial."""

    output: object
    """Everything that is handed out; None when it was stopped."""
    codes: frozenset[str]


def tried(trial: Trial, profile: Profile) -> Outcome:
    """What the program makes of a trial."""
    result = convert(trial.source, trial.to, profile=profile, **trial.options)
    codes = frozenset(finding.code for finding in result.findings)
    output = result.output
    if output is not None and trial.to == "json":  # the findings about a note are no part of it
        output = json.dumps({name: value for name, value in json.loads(output).items() if name != "findings"})
    return Outcome(None if output is None else (output, result.sections), codes)


def page(form: PageForm, profile: Profile) -> Outcome:
    """What the program hands out as the registration of a contact."""
    note = read_note(sources()["xml"], profile=profile).note
    if note is None:
        return Outcome(None, frozenset())
    try:
        return Outcome(registration_page(note, profile, form), frozenset())
    except Refused as refused:
        return Outcome(None, frozenset([refused.finding.code]))


def everything(profile: Profile) -> list[Outcome]:
    """What becomes of all trials."""
    acts: list[Callable[[], Outcome]] = [lambda trial=trial: tried(trial, profile) for trial in trials()]  # type: ignore[misc]  # a bound default
    acts += [lambda form=form: page(form, profile) for form in ("text", "html", "json")]  # type: ignore[misc]  # a bound default
    return [act() for act in acts]
