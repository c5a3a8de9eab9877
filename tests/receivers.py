"""What the tests of receivers share: an invented region's profile, and a complete note in all its forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from converter.note.model import Author, Contact, Diagnosis, Entry, Patient, Triage, TriageAnswer, TriageNote, Unit
from converter.profile import Profile, load_profile, packaged

EXAMPLE: Final = packaged("templates") / "cosmic-exempel"
QUESTIONNAIRE: Final = "questionnaire-exempel.json"
FHIR: Final = "cosmic-fhir"
NOTE: Final = TriageNote(
    id="C24-1",
    created="2024-03-14T09:12:00+01:00",
    patient=Patient("Astrid Exempelsson", "199104272381", "personnummer"),
    author=Author("Lisbet Mallgren", "distriktssköterska", "SE2321000016-1A2B"),
    triage=Triage("Ont i halsen", (TriageAnswer("Feber?", "Ja"),), "Kontakt inom ett dygn"),
    contact=Contact(("video",)),
    entries=(
        Entry("Besöksorsak", "Ont i halsen"),
        Entry("Patientens egenanamnes", 'Ont sedan tre dagar.\n\n  Feber ≥ 38 \\ "ja" 🙂'),
        Entry("Bedömning", "Halsfluss.\nRåd givna."),
    ),
    principal_diagnosis=Diagnosis("J03.9", "ICD-10-SE", "Akut tonsillit, ospecificerad"),
    secondary_diagnoses=(Diagnosis("R51-", "KSH97-P", "Huvudvärk"), Diagnosis("R05.9", "ICD-10-SE", "Hosta")),
    record_type="Sjuksköterskeanteckning",
    signing_unit=Unit("Exempelby hälsocentral"),
    signer="Lisbet Mallgren",
    signed_at="2024-03-14T09:41:00+01:00",
)
"""A signed note with all that a receiver asks for."""


def region(at: Path, toml: str = "", questionnaire: Any = None, base: str = "cosmic-exempel") -> Path:
    """The folder of an invented region, with additions to the settings and another Questionnaire."""
    at.mkdir(parents=True, exist_ok=True)
    head = f'name = "region"\nversion = "1"\nextends = "{base}"\n\n'
    (at / "profile.toml").write_text(head + toml, "utf-8")
    if questionnaire is not None:
        text = questionnaire if isinstance(questionnaire, str) else json.dumps(questionnaire, ensure_ascii=False)
        (at / QUESTIONNAIRE).write_text(text, "utf-8")
    return at


def example_questionnaire() -> dict[str, Any]:
    """The example Questionnaire, to be changed."""
    data: dict[str, Any] = json.loads((EXAMPLE / QUESTIONNAIRE).read_text("utf-8"))
    return data


def example_profile() -> Profile:
    """The example region."""
    return load_profile("cosmic-exempel")
