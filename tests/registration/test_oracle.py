"""The registration held against an oracle over every combination of facts.

The oracle is written from the text of the routine (sections named below) and reads no table of the profile. Where the
routine gives no answer it gives none either.
"""

from __future__ import annotations

from itertools import permutations, product
from typing import NamedTuple

import pytest

from converter.note.model import Contact
from converter.profile import default_profile
from converter.registration import register

WRITTEN, PHONE, VIDEO = "Skriftlig distanskontakt", "Telefonkontakt", "Distanskontakt via videolänk"
SILENT = "not_covered"


class Values(NamedTuple):
    """What the routine says of one contact and one person's part in it."""

    documents: str = ""
    registers: str = ""
    elvis_besokstyp: str = ""
    elvis_besoksform: str = ""
    elvis_kassa: str = ""
    pmo_kontakttyp: str = ""
    pmo_artikel: str = ""
    kva: str = ""
    phrase: str = ""


# 4.2.2, 4.3.2, 4.4.2: besökstyp, besöksform, kassaregistrering, kontakttyp, artikel, åtgärdskod.
_CHAT = (f"{WRITTEN} (B)", "Brevkontakt inkl. chatt (B)", "Chatt", WRITTEN, "Chatt Min Vård Gävleborg", "")
_AUDIO = (f"{PHONE} (T)", f"{PHONE} (T)", PHONE, PHONE, "Kval telefonkontakt", "XS012")
_VIDEO = (f"{VIDEO} (DV)", f"{PHONE} (T)", "Videolänk", VIDEO, "Distanskontakt video", "XS012")
_THIRD = (f"{VIDEO} (DV)", f"{PHONE} (T)", "Avgiftsfritt", VIDEO, "0-kvitto", "XS012")  # 4.7.2
_LETTER = (f"{WRITTEN} (B)", "", "", WRITTEN, "", "")  # 2.1 names the contact type alone
_OF = {"chat": _CHAT, "audio": _AUDIO, "video": _VIDEO}
_PART = {  # 4.5, 4.6 and 4.7: who asked, who was asked, who handed over, who received, who invited, who was invited
    ("none", "original"): "own",
    ("consult_only", "original"): "asking",
    ("consult_only", "consulted_colleague"): "asked",
    ("takeover", "original"): "leaving",
    ("takeover", "receiving_colleague"): "receiving",
    ("multi_party", "original"): "host",
    ("multi_party", "third_party"): "third",
    ("multi_party", "consulted_colleague"): "third",  # "HSP bjuder in kollega att delta via video"
}


def registered(path: tuple[str, ...]) -> str:
    """The channel that is registered; `""` where the routine does not say (4.2.2, 4.3.2, 4.4.2)."""
    if set(path) in ({"chat"}, {"audio"}, {"video"}):
        return path[0]
    if set(path) == {"chat", "audio"}:
        return "audio"  # "Används både chatt och ljud vid samma tillfälle så skall endast ljudkontakt registreras."
    return "video" if path in (("chat", "video"), ("chat", "audio", "video")) else ""


def documented(path: tuple[str, ...]) -> str:
    """As what the contact is documented: a chat that went over to a call is, whatever is registered (4.2.1)."""
    if "letter" in path or (not registered(path) and "chat" not in path):
        return ""
    if path[0] == "chat" and not registered(path):
        return "video" if "video" in path else "audio"
    after = path.index("audio") if "audio" in path else len(path)
    if "chat" in path and "video" in path and path[0] != "chat" and after < len(path):
        return ""  # a call that changed its kind, with a chat somewhere: G2, G3
    return registered(path) or "video"


def documents(part: str, held: str, chat_mode: str) -> str:
    """Who documents (4.2.1, 4.3.1, 4.4.1, 4.5.1, 4.6.1, 4.7.1)."""
    if part == "desk":
        return "by_hsp"
    if held == "chat":
        own = "yes" if chat_mode == "sync" else "hsp_judges"
        table = {"own": own, "asking": "yes", "asked": "not_required", "leaving": "no", "receiving": "yes"}
    else:
        table = {"own": "yes", "asking": "yes", "asked": "not_required", "leaving": "if_needed", "receiving": "yes"}
        if held == "video":
            table |= {"host": "yes", "third": "yes"}
    return table.get(part, SILENT)


def registers(part: str, channel: str, replaces: bool) -> str:
    """Who registers (4.2.2, 4.5.2, 4.6.2, 4.7.2)."""
    if part in ("asked", "leaving"):
        return "no"
    if part in ("host", "third"):
        return {"host": "yes", "third": "may"}[part] if channel == "video" else SILENT
    return "no" if channel == "chat" and not replaces else "yes"


def part_of(contact: Contact) -> str | None:
    """The reader's part in a contact; None where role and consultation contradict each other."""
    desk = contact.role in ("administrator", "reception")
    return "desk" if desk else _PART.get((contact.consultation, contact.role))


def oracle(contact: Contact) -> Values:
    """What the routine says; every fact of the contact is known but the fee."""
    part = part_of(contact)
    if contact.origin == "administrative":
        return Values(registers="as_before")  # 4.2.3
    if contact.channels == ("letter",):
        if part not in ("own", "desk"):
            return Values(SILENT, SILENT if part else "")
        return Values(SILENT, "yes", *_LETTER)
    if contact.origin == "drop_in" and contact.prio == "1":
        return Values(SILENT, SILENT)  # only prio 2-5 are treated (4.1.1.2, 4.1.2.2)
    path = tuple("audio" if channel == "phone" else channel for channel in contact.channels)
    path = tuple(channel for number, channel in enumerate(path) if not number or path[number - 1] != channel)
    channel, held = registered(path), documented(path)
    if part is None:
        return Values("" if held else SILENT, "" if channel else SILENT)  # the role is asked about
    noted = documents(part, held, contact.chat_mode) if held else SILENT
    replaces = contact.medical_assessment == "yes" and contact.decision != "none"
    who_registers = registers(part, channel, replaces) if channel else SILENT
    phrases = ["Chatt med patient"] if held == "chat" and noted in ("yes", "hsp_judges", "by_hsp") else []
    phrases += ["konsulterat kollega NN"] if part == "asking" and noted == "yes" else []
    values = (
        _fees(_THIRD if part == "third" else _OF[channel], contact, part)
        if who_registers in ("yes", "may")
        else ("",) * 6
    )
    besokstyp, besoksform, kassa, kontakttyp, artikel, kva = values
    phrase = " + ".join(phrases)
    return Values(noted, who_registers, besokstyp, besoksform, kassa, kontakttyp, artikel, kva, phrase)


def _fees(values: tuple[str, ...], contact: Contact, part: str) -> tuple[str, ...]:
    """ "… eller Avgiftsfritt (AF) de gånger det är relevant"; unknown when that is unknown."""
    if part == "third" or contact.fee_exempt == "no":
        return values
    fee = "Avgiftsfritt (AF)" if contact.fee_exempt == "yes" else ""
    return (*values[:2], fee, values[3], fee, values[5])


CODES = default_profile().contact_codes
PATHS = [path for length in (1, 2, 3) for path in permutations(CODES["channels"], length)]
PATHS += [("chat", "video", "chat"), ("chat", "audio", "chat"), ("audio", "chat", "audio"), ("chat", "phone", "chat")]
ORIGINS = [("booked", ""), ("drop_in", "1"), ("drop_in", "3"), ("administrative", "")]
JUDGED = [("yes", "treatment"), ("yes", "none"), ("no", "further_investigation")]
PEOPLE = list(product(CODES["consultation"], CODES["role"]))


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=">".join)
def test_the_registration_is_the_routines_over_every_combination(path: tuple[str, ...]) -> None:
    """Facts that make a difference for a chat alone vary for chats alone."""
    modes = CODES["chat_mode"] if set(path) == {"chat"} else ("sync",)
    judged = JUDGED if set(path) == {"chat"} else JUDGED[:1]
    for origin, mode, (assessed, decided), (consulted, role), fee in product(
        ORIGINS, modes, judged, PEOPLE, ("yes", "no", "")
    ):
        contact = Contact(
            path, chat_mode=mode, origin=origin[0], prio=origin[1], medical_assessment=assessed, decision=decided,
            consultation=consulted, role=role, fee_exempt=fee,
        )  # fmt: skip
        found = register(contact)
        assert Values(*(found.value(name) for name in Values._fields)) == oracle(contact), contact


ADVICE = {"R14", "R15", "R17", "R20", "R29", "R123", "R151", "R152"}


def advice(contact: Contact, part: str) -> set[str]:
    """What the routine says whatever the channels, also where it gives no values for them."""
    found, kinds, care = set(), set(contact.channels), contact.origin != "administrative"
    with_patient = part in ("own", "asking", "receiving", "host")
    if not care or (part not in ("desk", "asked") and (part, kinds) != ("leaving", {"chat"})):
        found |= {"R151", "R152"}  # 4.9
    if with_patient and care:
        found.add("R123")  # 4.8.1: "oavsett besöksform"
    registers = (with_patient or part == "desk") and kinds != {"letter"}  # a letter is none of the platform's contacts
    if kinds == {"chat"} and (contact.medical_assessment == "no" or contact.decision == "none" or part == "host"):
        registers = False  # 4.2.2; of a chat with a third party 4.7 says nothing
    if registers and contact.origin == "booked":
        found |= {"R14", "R15", "R29"}  # 4.1.1.1, 4.1.2.1
    if registers and contact.origin == "drop_in" and contact.prio != "1":
        found |= {"R17", "R20"} if with_patient else {"R17"}  # 4.1.1.2
    return found


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=">".join)
def test_what_holds_whatever_the_channels_is_advised_where_values_are_missing_too(path: tuple[str, ...]) -> None:
    for origin, (assessed, decided), (consulted, role) in product(ORIGINS, JUDGED, PEOPLE):
        contact = Contact(
            path, chat_mode="sync", origin=origin[0], prio=origin[1], medical_assessment=assessed, decision=decided,
            consultation=consulted, role=role, triaged="yes", booking_ticket_issued="yes", forms_sent="yes",
            booked_by_ticket="yes", dictates="yes",
        )  # fmt: skip
        if part := part_of(contact):
            found = {rule for item in register(contact).advice for rule in item.rules}
            assert found & ADVICE == advice(contact, part), contact
