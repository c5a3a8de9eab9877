"""The one model in the middle: what a triage note says and what is written in the record. Frozen data, nothing else.

Texts are `str` and absent is `""`: an unknown fact stays unknown, it is never guessed. Codes of the contact
are the values that the registration needs, as the profile lists them.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from typing import Final, Literal, NamedTuple

NumberType = Literal["personnummer", "samordningsnummer", "reservnummer"]
"""A kind of identity number; a reservnummer is as good as the others and is never refused."""
NUMBER_TYPES: Final[tuple[NumberType, ...]] = ("personnummer", "samordningsnummer", "reservnummer")
TextOrigin = Literal["note", "presenting_reason", "triage_answers", "phrase"]
"""The note itself, or what a text was made from: the patient's *sökorsak* (R137), the answers, a phrase (R55, R93)."""

YES_NO: Final = ("yes", "no")
CODED_FACTS: Final = (
    "chat_mode", "origin", "prio", "admin_system", "record_system", "medical_assessment", "decision", "consultation",
    "role", "registers_self", "dictates", "fee_exempt", "completed", "triaged", "booking_ticket_issued", "forms_sent",
    "booked_by_ticket",
)  # fmt: skip
"""The facts of a contact that have one code; which codes, the profile says (`Profile.contact_codes`)."""
YES_NO_FACTS: Final = (
    "medical_assessment", "registers_self", "dictates", "fee_exempt", "completed", "triaged", "booking_ticket_issued",
    "forms_sent", "booked_by_ticket",
)  # fmt: skip
"""Those of them that are `yes` or `no`."""


class Entry(NamedTuple):
    """One keyword of the note and the text under it.

    Two entries are equal when they say the same: where and how the heading was written does not count.
    """

    keyword: str
    """The keyword of the note as the profile spells it; as written if the profile does not know it; `""` before any."""
    text: str
    """The text as it came in, with line feeds as line ends and no blank lines at its ends."""
    origin: TextOrigin = "note"
    line: int = 0
    """The line of its heading in the source, from 1."""
    heading: str = ""
    """The heading as it was written, colon and all."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and self[:3] == other[:3]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:3])


class Patient(NamedTuple):
    """Who the note is about."""

    name: str = ""
    number: str = ""
    """The identity number as written."""
    number_type: NumberType | Literal[""] = ""
    """`""` when there is no number."""


class Author(NamedTuple):
    """The health care professional (HSP) who wrote the note."""

    name: str = ""
    role: str = ""
    hsa_id: str = ""


class TriageAnswer(NamedTuple):
    """One triage question and what the patient answered."""

    question: str
    answer: str


class Triage(NamedTuple):
    """What the patient said before the contact."""

    presenting_reason: str = ""
    """The patient's *sökorsak*, from which a keyword is filled (R137)."""
    answers: tuple[TriageAnswer, ...] = ()
    outcome: str = ""


class Contact(NamedTuple):
    """The facts of the care contact that its registration needs. Codes, but for the two texts."""

    channels: tuple[str, ...] = ()
    """Codes, in the order in which the channels were used."""
    colleague: str = ""
    """Who was consulted, for the phrase *konsulterat kollega NN* (R93, R104)."""
    unit_worked_for: str = ""
    chat_mode: str = ""
    origin: str = ""
    prio: str = ""
    admin_system: str = ""
    record_system: str = ""
    medical_assessment: str = ""
    decision: str = ""
    consultation: str = ""
    role: str = ""
    registers_self: str = ""
    dictates: str = ""
    fee_exempt: str = ""
    completed: str = ""
    triaged: str = ""
    booking_ticket_issued: str = ""
    forms_sent: str = ""
    booked_by_ticket: str = ""
    """Whether the patient booked with a *bokningsbiljett* (R14, R15, R29)."""


class Diagnosis(NamedTuple):
    """A diagnosis: code, the classification it is from, title."""

    code: str = ""
    system: str = ""
    """The name of a code system of the profile; `""` when the source does not say."""
    title: str = ""

    @property
    def label(self) -> str:
        """Code and title as one text, as a record shows it."""
        return f"{self.code} {self.title}".strip()


NO_DIAGNOSIS: Final = Diagnosis()
"""Where none was given."""


class Unit(NamedTuple):
    """The signing unit."""

    name: str = ""
    hsa_id: str = ""


class TriageNote(NamedTuple):
    """A triage note, whatever form it came in. The same note in two forms is the same value."""

    id: str = ""
    created: str = ""
    """ISO 8601, as written."""
    ended: str = ""
    patient: Patient = Patient()
    author: Author = Author()
    triage: Triage = Triage()
    contact: Contact = Contact()
    entries: tuple[Entry, ...] = ()
    """In the order of the source; a repeated keyword is two entries."""
    principal_diagnosis: Diagnosis = NO_DIAGNOSIS
    secondary_diagnoses: tuple[Diagnosis, ...] = ()
    record_type: str = ""
    """Which values it can take the routine does not say (G7)."""
    signing_unit: Unit = Unit()
    signer: str = ""
    signed_at: str = ""


class Field(NamedTuple):
    """One keyword of the record note and what goes under it."""

    keyword: str
    """The keyword of the record; for text without a place there, the heading it had in the note."""
    heading: str
    """The keyword of the note; `""` for one that only the record has."""
    text: str
    parts: tuple[Entry, ...] = ()
    """The entries the text was joined from, in order."""
    placed: bool = True
    """False for text that has no place in the record; a target with a gate refuses such a note (R127)."""


class RecordNote(NamedTuple):
    """The note as the record is to hold it: the template's keywords in the template's order, empty ones too."""

    template: str
    fields: tuple[Field, ...]
    note: TriageNote
    """Where the facts around the text come from: patient, diagnoses, unit, signer."""
