"""The proof's own table of the facts of a note: their place in the model, in the XML form and in templates.

It is a second copy of `converter.note.facts`, so that the proof does not repeat a mistake of that table. A test
compares it with the model, the schemas and the templates.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from operator import attrgetter
from typing import Final, NamedTuple

from converter.note.model import Diagnosis, TriageNote


class Fact(NamedTuple):
    """A fact of a note that has one value."""

    name: str
    """Attribute path in `TriageNote`, which is the path in the JSON form too."""
    xml_path: str
    """`section/element` or `element@attribute` of the XML form."""
    template_name: str = ""
    """Its name in templates; `""` for a fact that no template can print."""
    record_path: str = ""
    """Its element or attribute in `record-note.xsd`, the form of a record document; `""` for a fact that it has not."""


FACTS: Final = (
    Fact("id", "triage-note@id", "note_id", "overview/note-id"),
    Fact("created", "triage-note@created", "created", "overview/created"),
    Fact("ended", "triage-note@ended", "ended", "overview/ended"),
    Fact("patient.name", "patient/name", "patient", "patient/name"),
    Fact("patient.number", "patient/number", "patient_number", "patient/number"),
    Fact("patient.number_type", "number@type", "patient_number_type", "patient/number/@type"),
    Fact("author.name", "author/name", "author", "author/name"),
    Fact("author.role", "author/role", "author_role", "author/role"),
    Fact("author.hsa_id", "author/hsa-id", "author_hsa_id", "author/hsa-id"),
    Fact("triage.presenting_reason", "triage/presenting-reason"),
    Fact("triage.outcome", "triage/outcome", "triage_outcome", "triage/outcome"),
    Fact("contact.colleague", "contact/colleague"),
    Fact("contact.unit_worked_for", "contact/unit-worked-for"),
    Fact("contact.chat_mode", "contact@chat-mode"),
    Fact("contact.origin", "contact@origin"),
    Fact("contact.prio", "contact@prio", "triage_priority", "triage/priority"),
    Fact("contact.admin_system", "contact@admin-system"),
    Fact("contact.record_system", "contact@record-system"),
    Fact("contact.medical_assessment", "contact@medical-assessment"),
    Fact("contact.decision", "contact@decision"),
    Fact("contact.consultation", "contact@consultation"),
    Fact("contact.role", "contact@role"),
    Fact("contact.registers_self", "contact@registers-self"),
    Fact("contact.dictates", "contact@dictates"),
    Fact("contact.fee_exempt", "contact@fee-exempt"),
    Fact("contact.completed", "contact@completed"),
    Fact("contact.triaged", "contact@triaged"),
    Fact("contact.booking_ticket_issued", "contact@booking-ticket-issued"),
    Fact("contact.forms_sent", "contact@forms-sent"),
    Fact("contact.booked_by_ticket", "contact@booked-by-ticket"),
    Fact("record_type", "signing/record-type", "record_type", "signing/record-type"),
    Fact("signing_unit.name", "signing/signing-unit", "signing_unit", "signing/unit"),
    Fact("signing_unit.hsa_id", "signing/signing-unit-hsa-id", "signing_unit_hsa_id", "signing/unit-hsa-id"),
    Fact("signer", "signing/signer", "signer", "signing/signer"),
    Fact("signed_at", "signing/signed-at", "signed_at", "overview/signed-at"),
)
"""In the order of the model. Channels, answers, entries and diagnoses have several values and stand apart."""
TIMES: Final = ("created", "ended", "signed_at")
SHOWN: Final = tuple(fact for fact in FACTS if fact.template_name)
"""The facts that templates can print."""
PROVENANCE: Final = (
    "routine", "routine_revision", "routine_valid_to", "profile", "profile_version", "profile_digest", "source_digest",
)  # fmt: skip
"""The names in templates of what an output is based on: routine, profile, source."""
DIAGNOSIS: Final = ("kind", "code", "system", "title", "label")
"""The names in templates of the parts of a diagnosis."""

values_of: Final = attrgetter(*(fact.name for fact in FACTS))
"""The values of a note, in the order of `FACTS`."""
template_values_of: Final = attrgetter(*(fact.name for fact in SHOWN))
"""The values of a note that templates can print, in the order of `SHOWN`."""


def diagnoses(note: TriageNote) -> list[tuple[str, Diagnosis]]:
    """Each diagnosis with a code or a title, and its kind: the principal one first."""
    kinds = [("principal", note.principal_diagnosis)]
    kinds += [("secondary", diagnosis) for diagnosis in note.secondary_diagnoses]
    return [(kind, diagnosis) for kind, diagnosis in kinds if diagnosis.code or diagnosis.title]


def diagnosis_text(diagnosis: Diagnosis) -> str:
    """A diagnosis in running text: `J06.9 (system) Akut övre luftvägsinfektion`."""
    code, system, title = diagnosis
    text = f"{code} ({system})" if system else code
    return f"{text} {title}".strip() if title else text.strip()
