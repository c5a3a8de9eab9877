"""The options of `mvg register` for the facts of a contact: their names in both languages and their questions."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from typing import Final, NamedTuple

from converter.profile import Profile


class Option(NamedTuple):
    """The option for a fact: two flags for yes and no, else an option with a value."""

    swedish: str
    sv: str
    """The question that it answers."""
    en: str
    swedish_no: str = ""
    """The flag for no."""


OPTIONS: Final[dict[str, Option]] = {
    "channels": Option("kanal", "Vilken kanal användes? Upprepas i ordning.", "Which channel? Repeat in order."),
    "origin": Option("ursprung", "Hur kom kontakten till?", "How did the contact come about?"),
    "prio": Option("prioritet", "Vilken prioritet hade ärendet?", "Which priority did the case have?"),
    "admin_system": Option("registreras-i", "Var registreras vårdkontakten?", "Where is the contact registered?"),
    "record_system": Option("journalsystem", "Var förs journalen?", "Where is the record kept?"),
    "consultation": Option("konsultation", "Var en kollega inblandad?", "Was a colleague involved?"),
    "role": Option("roll", "Vem är du i kontakten?", "Who are you in the contact?"),
    "chat_mode": Option("chattens-form", "Hur fördes chatten?", "How was the chat held?"),
    "medical_assessment": Option("medicinsk-bedomning", "Gjordes en medicinsk bedömning?",
                                 "Was a medical assessment made?", "ingen-medicinsk-bedomning"),
    "decision": Option("beslut", "Vilket beslut fattades?", "What was decided?"),
    "fee_exempt": Option("avgiftsfri", "Är kontakten avgiftsfri?", "Is the contact exempt from the fee?",
                         "inte-avgiftsfri"),
    "registers_self": Option("registrerar-sjalv", "Registrerar du själv vårdkontakten?",
                             "Do you register the contact yourself?", "registrerar-inte-sjalv"),
    "dictates": Option("dikterar", "Dikterar du anteckningen?", "Do you dictate the note?", "dikterar-inte"),
    "completed": Option("avslutad", "Är ärendet avslutat?", "Is the case ended?", "inte-avslutad"),
    "triaged": Option("triagerad", "Är patienten triagerad?", "Was the patient triaged?", "inte-triagerad"),
    "booking_ticket_issued": Option("bokningsbiljett-utfardad", "Är en bokningsbiljett utfärdad?",
                                    "Was a booking ticket issued?", "ingen-bokningsbiljett-utfardad"),
    "forms_sent": Option("formular-skickade", "Är formulär skickade till patienten?", "Were forms sent to the patient?",
                         "inga-formular-skickade"),
    "booked_by_ticket": Option("bokad-via-bokningsbiljett", "Är kontakten bokad via bokningsbiljett?",
                               "Was it booked by a booking ticket?", "inte-bokad-via-bokningsbiljett"),
    "colleague": Option("kollega", "Vad heter kollegan som konsulterades?", "Which colleague was consulted?"),
    "unit_worked_for": Option("enhet", "Vilken enhet gällde kontakten?", "Which unit was the contact for?"),
}  # fmt: skip
"""The option for each fact of the contact, in the order of the help."""


def english_of(fact: str) -> str:
    """The English name of the option for a fact, without dashes."""
    return "channel" if fact == "channels" else fact.replace("_", "-")


def options_of(fact: str) -> str:
    """The option for a fact; both flags where there are two, so that neither answer is suggested."""
    option = OPTIONS[fact]
    return f"--{option.swedish}/--{option.swedish_no}" if option.swedish_no else f"--{option.swedish}"


def answer_of(fact: str, code: str, profile: Profile) -> str:
    """The option with its value for a code of a fact: `--prioritet 3`, `--inte-avgiftsfri`."""
    option = OPTIONS[fact]
    if option.swedish_no:
        return f"--{option.swedish if code == 'yes' else option.swedish_no}"
    word = profile.words[f"contact.{fact}"][code]
    return f'--{option.swedish} "{word}"' if " " in word else f"--{option.swedish} {word}"


def code_of(fact: str, written: str, profile: Profile) -> str | None:
    """The code for a word of the profile, or for the code itself, written with `_` or `-`. None for other words."""
    from converter.note.unicode_text import fold

    code = written.strip().lower().replace("-", "_")
    if code in profile.contact_codes[fact]:
        return code
    return profile.codes.get(f"contact.{fact}", {}).get(fold(written))
