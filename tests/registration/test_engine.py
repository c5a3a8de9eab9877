"""The registration engine against worked cases, rule by rule, over all facts, and with errors planted in its data."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import converter
from converter.note.model import Contact, TriageNote
from converter.profile import default_profile
from converter.registration import Registration, Subject, load_registration, load_rules, register
from converter.registration.decision_tables import PHRASES, UNIT, DecisionRow, Tables
from converter.registration.engine import NOT_COVERED, decide
from paths import ROOT

OWN = ROOT / "tests" / "data" / "registration-cases.tsv"
SHARED = Path(os.environ.get("MVG_SHARED", ROOT.parent / "shared"))
OFFICIAL = SHARED / "routine" / "registration-cases.tsv"
COLUMNS = (
    "documents", "registers", "elvis_besokstyp", "elvis_besoksform", "elvis_kassa", "pmo_kontakttyp", "pmo_artikel",
    "kva", "fee_basis",
)  # fmt: skip
VALUES = COLUMNS[2:]
DECIDED_BY = (*COLUMNS, *PHRASES, UNIT, "pmo_orsak")
CODES = {fact: codes for fact, codes in default_profile().contact_codes.items() if fact != "channels"}
CHANNELS = default_profile().contact_codes["channels"]
READ = ("chat_mode", "origin", "prio", "consultation", "role", "medical_assessment", "decision", "fee_exempt")
"""The facts beside the channels that a value can depend on."""

# Table 3.2 of the rule book, written down a second time: what stands in the fields, by the kind of contact.
FIELDS = {
    "": ("",) * 7,
    "phone": (
        "Telefonkontakt (T)", "Telefonkontakt (T)", "Telefonkontakt",
        "Telefonkontakt", "Kval telefonkontakt", "XS012", "as telephone call",
    ),
    "letter": ("Skriftlig distanskontakt (B)", "", "", "Skriftlig distanskontakt", "", "", ""),
    "chat": (
        "Skriftlig distanskontakt (B)", "Brevkontakt inkl. chatt (B)", "Chatt",
        "Skriftlig distanskontakt", "Chatt Min Vård Gävleborg", "", "Avgiftshandboken",
    ),
    "audio": (
        "Telefonkontakt (T)", "Telefonkontakt (T)", "Telefonkontakt",
        "Telefonkontakt", "Kval telefonkontakt", "XS012", "as telephone call",
    ),
    "video": (
        "Distanskontakt via videolänk (DV)", "Telefonkontakt (T)", "Videolänk",
        "Distanskontakt via videolänk", "Distanskontakt video", "XS012", "as öppenvårdsbesök",
    ),
    "third": (
        "Distanskontakt via videolänk (DV)", "Telefonkontakt (T)", "Avgiftsfritt",
        "Distanskontakt via videolänk", "0-kvitto", "XS012", "free",
    ),
}  # fmt: skip
EXEMPT = {"elvis_kassa": "Avgiftsfritt (AF)", "pmo_artikel": "Avgiftsfritt (AF)", "fee_basis": "free"}
OPEN = dict.fromkeys(EXEMPT, "")


def tables() -> Tables:
    return load_registration(default_profile())


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def contact_of(row: Mapping[str, str]) -> Contact:
    facts: dict[str, Any] = {name: row.get(name) or "" for name in READ}
    if both := row.get("assessment_and_decision"):
        facts |= {"medical_assessment": both, "decision": "treatment" if both == "yes" else "none"}
    return Contact(tuple(filter(None, row["channels"].split(">"))), **facts)


def rules_named(text: str) -> set[str]:
    """`R60-R64,R67` as single rules."""
    found = re.findall(r"R(\d+)(?:-R(\d+))?", text)
    return {f"R{number}" for first, last in found for number in range(int(first), int(last or first) + 1)}


# -- the worked cases of the rule book -------------------------------------------------------------------------


@pytest.mark.skipif(not OFFICIAL.exists(), reason=f"the worked cases are not at {OFFICIAL}; set MVG_SHARED")
def test_every_worked_case_of_the_rule_book_gives_exactly_its_columns() -> None:
    for row in rows_of(OFFICIAL):
        found = register(contact_of(row))
        actual_values = {name: found.value(name) for name in (*COLUMNS, "phrase")}
        assert actual_values == {name: row[name] for name in actual_values}, row["case"]
        assert found.questions == (), row["case"]
        gaps = set(re.findall(r"G\d+", row["rules"]))
        assert gaps <= {gap.id for gap in found.gaps if gap.stops}, row["case"]
        assert rules_named(row["rules"]) <= set(found.rules), row["case"]


# -- our own cases ---------------------------------------------------------------------------------------------


def expected(row: Mapping[str, str]) -> dict[str, Any]:
    kind, _, fee = row["values"].partition("_")
    values = dict(zip(VALUES, FIELDS[kind], strict=True)) | {"free": EXEMPT, "open": OPEN}.get(fee, {})
    spoken = {"chat": "chatt", "audio": "ljud", "phone": "ljud", "video": "video"}.get(kind, "")
    noted = row["documents"] in ("yes", "hsp_judges", "if_needed")
    return {
        **{name: row[name] for name in ("documents", "registers", "phrase")},
        **values,
        "unit": "Den enhet du arbetar åt vid tillfället" if noted else "",
        "pmo_orsak": spoken if row["origin"] == "drop_in" else "",
        "reminds": "chat" in row["channels"].split(">") and set(row["channels"].split(">")) != {"chat"},
        "gaps": row["gaps"],
        "questions": row["questions"],
        "inferred": row["inferred"],
        "cites": row["cites"],
        "silent": ["elvis_besoksform", "elvis_kassa", "pmo_artikel", "kva", "fee_basis"] if kind == "letter" else [],
    }


def actual(found: Registration) -> dict[str, Any]:
    names = (*COLUMNS, "phrase", "unit", "pmo_orsak")
    return {
        **{name: found.value(name) for name in names},
        "reminds": found.reminds_of_opening,
        "gaps": " ".join(gap.id + "!" * gap.stops for gap in found.gaps),
        "questions": " ".join(question.fact for question in found.questions),
        "inferred": " ".join(found.inferred),
        "cites": " / ".join(" ".join(cited(found, name)) for name in ("documents", "registers")),
        "silent": [
            item.field
            for part in found.page
            for item in part.items
            if item.gap and item.field in VALUES and found.registers == "yes"
        ],
    }


def cited(found: Registration, field: str) -> tuple[str, ...]:
    """The rules that the line of a field cites."""
    return next((item.rules for part in found.page for item in part.items if item.field == field), ())


def holds(row: Mapping[str, str], data: Tables) -> bool:
    found = decide(contact_of(row), data)
    return actual(found) == expected(row) and has_rules(row, found)


def has_rules(row: Mapping[str, str], found: Registration) -> bool:
    """Whether the rules of a case are behind the answer, and those after a minus are not."""
    named = row["rules"].split()
    barred = {rule.removeprefix("-") for rule in named if rule.startswith("-")}
    return {rule for rule in named if not rule.startswith("-")} <= set(found.rules) and barred.isdisjoint(found.rules)


OWN_CASES = rows_of(OWN)


@pytest.mark.parametrize("row", OWN_CASES, ids=[row["case"] for row in OWN_CASES])
def test_every_own_case_holds(row: dict[str, str]) -> None:
    found = register(contact_of(row))
    assert actual(found) == expected(row)
    assert has_rules(row, found)


# -- planted errors --------------------------------------------------------------------------------------------


def with_rows(data: Tables, name: str, rows: tuple[DecisionRow, ...]) -> Tables:
    return data._replace(decide={**data.decide, name: rows})


def dropped(data: Tables) -> Iterator[tuple[str, Tables]]:
    for name, rows in data.decide.items():
        for number, row in enumerate(rows[:-1]):
            if row._replace(when=()) == rows[-1]:
                continue  # it says what the last row says, of a kind of contact
            yield f"{name} {number}", with_rows(data, name, rows[:number] + rows[number + 1 :])
    for number, question in enumerate(data.mentioned_gaps):
        fewer = data.mentioned_gaps[:number] + data.mentioned_gaps[number + 1 :]
        yield f"reservation {question.gap}", data._replace(mentioned_gaps=fewer)


def swapped(data: Tables) -> Iterator[tuple[str, Tables]]:
    for name, rows in data.decide.items():
        for one, other in combinations(range(len(rows)), 2):
            a, b = rows[one], rows[other]
            if (a.value, a.gap, a.ask) != (b.value, b.gap, b.ask):
                changed = list(rows)
                changed[one] = a._replace(value=b.value, gap=b.gap, ask=b.ask)
                changed[other] = b._replace(value=a.value, gap=a.gap, ask=a.ask)
                yield f"{name} {one}-{other}", with_rows(data, name, tuple(changed))


# Rows that only hold when another table has already failed: nothing can show that they are gone.
SAFETY_NETS = {"X6"}
# These depend on facts that the cases do not carry; they have tests of their own.
ELSEWHERE = {
    "reservation G11",
    "case 1",
    "case 2",
    *(f"fee_basis {number}" for number in (0, 1, 2, 7, 8, 10, 11, 13, 14, 16, 17)),
}


_LIKELY = list(OWN_CASES)


def is_caught(data: Tables) -> bool:
    """Whether a case does not hold. The case that found an error is tried first on the next, which is often near it."""
    for at, row in enumerate(_LIKELY):
        if not holds(row, data):
            _LIKELY.insert(0, _LIKELY.pop(at))
            return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data"), [pytest.param(name, data, id=name) for name, data in dropped(tables()) if name not in ELSEWHERE]
)
def test_a_dropped_row_is_caught(name: str, data: Tables) -> None:
    assert is_caught(data), name


@pytest.mark.slow
def test_two_swapped_values_are_caught() -> None:
    missed = [name for name, data in swapped(tables()) if not is_caught(data) and not _only_nets(name, tables())]
    assert missed == []


def _only_nets(name: str, data: Tables) -> bool:
    """Whether the swap touches a safety net alone: the row before it answered already, so nothing can be seen."""
    table, _, pair = name.rpartition(" ")
    return any(data.decide[table][int(number)].gap in SAFETY_NETS for number in pair.split("-"))


# -- rule by rule ----------------------------------------------------------------------------------------------

CHAT = Contact(
    ("chat",), "", "", "sync", "drop_in", "3", medical_assessment="yes", decision="treatment", consultation="none",
    role="original", fee_exempt="no",
)  # fmt: skip
AUDIO = CHAT._replace(channels=("audio",), chat_mode="", medical_assessment="", decision="")
VIDEO = AUDIO._replace(channels=("video",))
CHAT_VIDEO = VIDEO._replace(channels=("chat", "video"))
BOOKED = {"origin": "booked", "prio": ""}
TICKET = {**BOOKED, "booked_by_ticket": "yes"}
DESK = {"role": "reception", "consultation": ""}
ASKING = {"consultation": "consult_only", "role": "original"}
ASKED = {"consultation": "consult_only", "role": "consulted_colleague"}
LEAVING = {"consultation": "takeover", "role": "original"}
RECEIVING = {"consultation": "takeover", "role": "receiving_colleague"}
HOST = {"consultation": "multi_party", "role": "original"}
THIRD = {"consultation": "multi_party", "role": "third_party"}
INVITED = {"consultation": "multi_party", "role": "consulted_colleague"}
ADMIN = Contact(origin="administrative")
WRITTEN = {"elvis_besokstyp": "Skriftlig distanskontakt (B)", "pmo_kontakttyp": "Skriftlig distanskontakt"}
TELEPHONE = {"elvis_besokstyp": "Telefonkontakt (T)", "pmo_kontakttyp": "Telefonkontakt"}
BY_VIDEO = {"elvis_besokstyp": "Distanskontakt via videolänk (DV)", "pmo_kontakttyp": "Distanskontakt via videolänk"}
ANY_UNIT = {"unit": "Den enhet du arbetar åt vid tillfället"}
NONE = dict.fromkeys(VALUES, "")


class Proof(NamedTuple):
    """One contact and what a rule makes of it: columns, or a piece of the advice that names the rule."""

    rule: str
    contact: Contact
    columns: Mapping[str, str] = {}
    advice: str = ""


def to(contact: Contact, *changes: Mapping[str, Any]) -> Contact:
    for change in changes:
        contact = contact._replace(**change)
    return contact


PROOFS = [
    Proof("R7", CHAT, WRITTEN),
    Proof("R7", to(CHAT, {"chat_mode": "async"}), WRITTEN),
    Proof("R8", Contact(("letter",), consultation="none", role="original"), WRITTEN),
    Proof("R9", AUDIO, TELEPHONE),
    Proof("R9", to(AUDIO, {"channels": ("phone",)}), TELEPHONE),
    Proof("R10", VIDEO, BY_VIDEO),
    Proof("R11", CHAT, {"documents": "yes"}),
    Proof("R11", to(CHAT, {"chat_mode": "async"}), {"documents": "hsp_judges", **WRITTEN}),
    Proof("R12", to(CHAT, BOOKED), {"registers": "yes", "pmo_orsak": ""}),
    Proof("R12", CHAT, {"registers": "yes", "pmo_orsak": "chatt"}),
    Proof("R14", to(VIDEO, BOOKED), advice="planeringsunderlag har skapats automatiskt"),
    Proof("R15", to(VIDEO, BOOKED), advice="ändra Orsak till aktuell orsak"),
    Proof("R16", to(VIDEO, BOOKED), advice="enligt avsnittet för besöksformen"),
    Proof("R17", VIDEO, advice="Efterregistrera"),
    Proof("R18", VIDEO, advice="försvinner från akutliggaren"),
    Proof("R19", to(VIDEO, {"registers_self": "yes"}), advice="rekommenderas att du registrerar direkt"),
    Proof("R20", to(VIDEO, {"dictates": "yes"}), advice="Nämn direkt i diktatet"),
    Proof("R21", VIDEO, advice="Ny, därefter Öppenvårdskontakt"),
    Proof("R22", VIDEO, advice="disketten eller på Control + S"),
    Proof("R23", VIDEO, advice="Kassaregistrera och diagnosregistrera"),
    Proof("R24", ADMIN, {"registers": "as_before", **NONE}),
    Proof("R25", ADMIN, advice="avslutas direkt"),
    Proof("R26", to(ADMIN, {"registers_self": "no"}), advice="rekommenderas du att göra det"),
    Proof("R27", to(ADMIN, {"registers_self": "yes"}), advice="rekommenderas du att lägga upp en bokning"),
    Proof("R28", ADMIN, advice="klarmarkerad"),
    Proof("R29", to(VIDEO, BOOKED), advice="skapats automatiskt i tidboken"),
    Proof("R30", to(VIDEO, BOOKED), advice="gällande rutin på enheten"),
    Proof("R31", VIDEO, advice="Inget besök skapas i PMO"),
    Proof("R33", VIDEO, advice="kan sedan bara sökas fram med personnummer"),
    Proof("R33", to(VIDEO, {"completed": "yes"}), advice="ärendet är avslutat"),
    Proof("R34", VIDEO, advice="1. Online MVG prio 2-5"),
    Proof("R35", VIDEO, advice="aldrig ett sms"),
    Proof("R36", VIDEO, advice="Drop-in MVG"),
    Proof("R37", VIDEO, advice="Receptionsvyn"),
    Proof("R38", VIDEO, advice="efter att vårdkontakten är avslutad"),
    Proof("R39", VIDEO, advice="ska det här vara angivet: {booking}"),
    Proof("R40", CHAT, {"pmo_orsak": "chatt"}),
    Proof("R40", AUDIO, {"pmo_orsak": "ljud"}),
    Proof("R40", CHAT_VIDEO, {"pmo_orsak": "video"}),
    Proof("R41", VIDEO, advice="behöver Orsak"),
    Proof("R42", VIDEO, advice="ingen särskild hantering av vårdgarantin"),
    Proof("R43", VIDEO, advice="som tidigare"),
    Proof("R44", VIDEO, advice="rutan för vårdgaranti ibockad"),
    Proof("R45", VIDEO, advice="Kassaregistrera och diagnosregistrera"),
    Proof("R46", ADMIN, {"registers": "as_before", **NONE}),
    Proof("R47", ADMIN, advice="lämnas över"),
    Proof("R48", to(ADMIN, {"registers_self": "no"}), advice="rekommenderas du att göra det"),
    Proof("R49", to(ADMIN, {"registers_self": "yes"}), advice="rekommenderas du att lägga upp en bokning"),
    Proof("R50", ADMIN, advice="i PMO"),
    Proof("R51", CHAT, {"documents": "yes"}),
    Proof("R52", to(CHAT, {"chat_mode": "async"}), {"documents": "hsp_judges"}),
    Proof("R53", CHAT, ANY_UNIT),
    Proof("R54", CHAT, advice="chatthistorik finns sparad"),
    Proof("R55", CHAT, {"phrase": "Chatt med patient"}),
    Proof("R55", CHAT, advice="relevant anteckningstyp"),
    Proof("R56", CHAT_VIDEO, {"documents": "yes"}),
    Proof("R58", CHAT, {"registers": "yes", **WRITTEN}),
    Proof("R59", to(CHAT, {"medical_assessment": "no"}), {"registers": "no", **NONE}),
    Proof("R59", to(CHAT, {"decision": "none"}), {"registers": "no", **NONE}),
    Proof("R60", CHAT, {"elvis_besokstyp": "Skriftlig distanskontakt (B)"}),
    Proof("R61", CHAT, {"elvis_besoksform": "Brevkontakt inkl. chatt (B)"}),
    Proof("R62", CHAT, {"elvis_kassa": "Chatt"}),
    Proof("R62", to(CHAT, {"fee_exempt": "yes"}), {"elvis_kassa": "Avgiftsfritt (AF)"}),
    Proof("R63", CHAT, {"pmo_kontakttyp": "Skriftlig distanskontakt"}),
    Proof("R64", CHAT, {"pmo_artikel": "Chatt Min Vård Gävleborg"}),
    Proof("R64", to(CHAT, {"fee_exempt": "yes"}), {"pmo_artikel": "Avgiftsfritt (AF)"}),
    Proof("R65", CHAT, advice="IT-support"),
    Proof("R66", CHAT, {"kva": ""}),
    Proof("R66", CHAT, advice="ingen åtgärdskod"),
    Proof("R67", CHAT, {"fee_basis": "Avgiftshandboken"}),
    Proof("R68", to(CHAT, {"origin": "administrative"}), {"registers": "as_before", **NONE}),
    Proof("R69", AUDIO, {"documents": "yes"}),
    Proof("R69", to(AUDIO, {"channels": ("chat", "audio")}), {"documents": "yes"}),
    Proof("R70", AUDIO, ANY_UNIT),
    Proof("R71", to(AUDIO, {"channels": ("chat", "audio")}), {"registers": "yes", **TELEPHONE}),
    Proof("R71", to(AUDIO, {"channels": ("phone", "chat")}), {"registers": "yes", **TELEPHONE}),
    Proof("R72", AUDIO, {"elvis_besokstyp": "Telefonkontakt (T)", "elvis_besoksform": "Telefonkontakt (T)"}),
    Proof("R73", AUDIO, {"elvis_kassa": "Telefonkontakt"}),
    Proof("R73", to(AUDIO, {"fee_exempt": "yes"}), {"elvis_kassa": "Avgiftsfritt (AF)"}),
    Proof("R74", AUDIO, {"kva": "XS012"}),
    Proof("R75", AUDIO, {"pmo_kontakttyp": "Telefonkontakt"}),
    Proof("R76", AUDIO, {"pmo_artikel": "Kval telefonkontakt"}),
    Proof("R76", to(AUDIO, {"fee_exempt": "yes"}), {"pmo_artikel": "Avgiftsfritt (AF)"}),
    Proof("R77", AUDIO, advice="IT-support"),
    Proof("R78", AUDIO, {"fee_basis": "as telephone call"}),
    Proof("R79", VIDEO, {"documents": "yes"}),
    Proof("R80", VIDEO, ANY_UNIT),
    Proof("R81", CHAT_VIDEO, BY_VIDEO),
    Proof("R82", to(VIDEO, {"channels": ("chat", "phone", "video")}), BY_VIDEO),
    Proof("R83", VIDEO, {**BY_VIDEO, "elvis_besoksform": "Telefonkontakt (T)"}),
    Proof("R84", VIDEO, {"elvis_kassa": "Videolänk"}),
    Proof("R84", to(VIDEO, {"fee_exempt": "yes"}), {"elvis_kassa": "Avgiftsfritt (AF)"}),
    Proof("R85", VIDEO, {"kva": "XS012"}),
    Proof("R86", VIDEO, {"pmo_kontakttyp": "Distanskontakt via videolänk"}),
    Proof("R87", VIDEO, {"pmo_artikel": "Distanskontakt video"}),
    Proof("R87", to(VIDEO, {"fee_exempt": "yes"}), {"pmo_artikel": "Avgiftsfritt (AF)"}),
    Proof("R88", VIDEO, advice="IT-support"),
    Proof("R89", VIDEO, {"fee_basis": "as öppenvårdsbesök"}),
    Proof("R90", to(CHAT, ASKED), {"documents": "not_required"}),
    Proof("R90", to(CHAT, LEAVING), {"documents": "no"}),
    Proof("R91", to(CHAT, ASKING), {"documents": "yes"}),
    Proof("R92", to(CHAT, ASKED), {"documents": "not_required"}),
    Proof("R93", to(CHAT, ASKING), {"phrase": "Chatt med patient + konsulterat kollega NN"}),
    Proof("R94", to(CHAT, ASKING), advice="bör framgå i chatten"),
    Proof("R95", to(CHAT, ASKING), ANY_UNIT),
    Proof("R96", to(CHAT, RECEIVING), {"documents": "yes"}),
    Proof("R97", to(CHAT, LEAVING), {"documents": "no", "phrase": "", "unit": ""}),
    Proof("R98", to(CHAT, ASKING), {"registers": "yes"}),
    Proof("R98", to(CHAT, ASKED), {"registers": "no", **NONE}),
    Proof("R99", to(CHAT, RECEIVING), {"registers": "yes"}),
    Proof("R99", to(CHAT, LEAVING), {"registers": "no", **NONE}),
    Proof("R100", to(CHAT, RECEIVING), dict(zip(VALUES, FIELDS["chat"], strict=True))),
    Proof("R101", to(CHAT_VIDEO, ASKED), {"documents": "not_required"}),
    Proof("R101", to(CHAT_VIDEO, LEAVING), {"documents": "if_needed"}),
    Proof("R102", to(CHAT_VIDEO, ASKING), {"documents": "yes"}),
    Proof("R103", to(CHAT_VIDEO, ASKED), {"documents": "not_required"}),
    Proof("R104", to(CHAT_VIDEO, ASKING), {"phrase": "konsulterat kollega NN"}),
    Proof("R105", to(CHAT_VIDEO, ASKING), advice="bör framgå i chatten"),
    Proof("R106", to(CHAT_VIDEO, ASKING), ANY_UNIT),
    Proof("R107", to(CHAT_VIDEO, RECEIVING), advice="Inhämta via chatt"),
    Proof("R108", to(CHAT_VIDEO, RECEIVING), {"documents": "yes"}),
    Proof("R109", to(CHAT_VIDEO, LEAVING), {"documents": "if_needed"}),
    Proof("R110", to(CHAT_VIDEO, LEAVING), advice="All chatthistorik"),
    Proof("R111", to(CHAT_VIDEO, ASKING), {"registers": "yes"}),
    Proof("R111", to(CHAT_VIDEO, ASKED), {"registers": "no", **NONE}),
    Proof("R112", to(CHAT_VIDEO, RECEIVING), {"registers": "yes"}),
    Proof("R112", to(CHAT_VIDEO, LEAVING), {"registers": "no", **NONE}),
    Proof("R113", to(CHAT_VIDEO, RECEIVING), dict(zip(VALUES, FIELDS["video"], strict=True))),
    Proof(
        "R113", to(CHAT_VIDEO, ASKING, {"channels": ("chat", "audio")}), dict(zip(VALUES, FIELDS["audio"], strict=True))
    ),
    Proof("R114", to(VIDEO, THIRD), {"registers": "may"}),
    Proof("R115", to(VIDEO, HOST), {"documents": "yes"}),
    Proof("R116", to(VIDEO, INVITED), {"documents": "yes"}),
    Proof("R116", to(VIDEO, THIRD), {"documents": "yes"}),
    Proof("R117", to(VIDEO, HOST), ANY_UNIT),
    Proof("R118", to(VIDEO, HOST), {"registers": "yes", **dict(zip(VALUES, FIELDS["video"], strict=True))}),
    Proof("R119", to(VIDEO, THIRD), {"registers": "may", "kva": "XS012", **BY_VIDEO}),
    Proof("R119", to(VIDEO, THIRD), advice="Ny, därefter Öppenvårdskontakt"),
    Proof("R120", to(VIDEO, THIRD), {"elvis_kassa": "Avgiftsfritt"}),
    Proof("R121", to(VIDEO, THIRD), {"pmo_artikel": "0-kvitto"}),
    Proof("R123", to(VIDEO, {"triaged": "yes"}), advice="triagens svar/utfall"),
    Proof("R124", to(VIDEO, {"triaged": "yes"}), advice="på den enhet du arbetar åt"),
    Proof(
        "R150", to(VIDEO, {"triaged": "yes"}), dict(zip(VALUES, FIELDS["video"], strict=True)), "följer kontaktformen"
    ),
    Proof("R151", to(VIDEO, {"booking_ticket_issued": "yes"}), advice="bokningsbiljett är utfärdad"),
    Proof("R152", to(CHAT, {"forms_sent": "yes"}), advice="formulär är skickade"),
    Proof("R4", ADMIN, advice="09-31022"),
    Proof("R14", to(VIDEO, TICKET), advice="Ett planeringsunderlag har skapats automatiskt"),
    Proof("R15", to(VIDEO, TICKET), advice="Ändra Orsak till aktuell orsak"),
    Proof("R29", to(VIDEO, TICKET), advice="Ett besök har skapats automatiskt"),
    Proof("R37", to(VIDEO, DESK), advice="Välj resurstidbok och tidstyp"),
    Proof("R77", to(AUDIO, {"channels": ("phone",)}), advice="IT-support"),
    Proof("R107", to(CHAT_VIDEO, RECEIVING, {"channels": ("chat", "audio")}), advice="under ljudsamtalet"),
]


def proven(proof: Proof, data: Tables) -> bool:
    found = decide(proof.contact, data)
    advice = [item.text for item in found.advice if proof.rule in item.rules]
    return (
        all(found.value(name) == value for name, value in proof.columns.items())
        and (not proof.advice or any(proof.advice in text for text in advice))
        and proof.rule in found.rules
    )


def broken(rule: str, data: Tables) -> Tables:
    """The tables with everything that names the rule changed."""

    def other(name: str, row: DecisionRow) -> DecisionRow:
        if rule not in (*row.rules, *row.considered_rules):
            return row
        codes = {"documents": ("no", "yes"), "registers": ("no", "yes")}.get(name, ("XS012", "fel"))
        return row._replace(value=next(code for code in codes if code != row.value))

    booking = data.booking
    if rule in booking.rules:
        booking = booking._replace(fields=booking.fields[:-2])
    return data._replace(
        decide={name: tuple(other(name, row) for row in rows) for name, rows in data.decide.items()},
        lines=tuple(line._replace(text="fel") if line.text and rule in line.rules else line for line in data.lines),
        booking=booking,
    )


PROOF_IDS = [f"{proof.rule}-{number}" for number, proof in enumerate(PROOFS)]


@pytest.mark.parametrize("proof", PROOFS, ids=PROOF_IDS)
def test_rule(proof: Proof) -> None:
    assert proven(proof, tables())


@pytest.mark.parametrize("rule", dict.fromkeys(proof.rule for proof in PROOFS))
def test_a_broken_rule_is_caught(rule: str) -> None:
    data = broken(rule, tables())
    assert not all(proven(proof, data) for proof in PROOFS if proof.rule == rule)


def test_every_rule_that_the_program_decides_is_proven() -> None:
    wanted = {
        rule.id
        for rule in load_rules(default_profile()).values()
        if rule.use == "T" and (5 <= int(rule.id[1:]) <= 121 or 150 <= int(rule.id[1:]) <= 152)
    }
    assert len(wanted) == 91
    assert wanted <= {proof.rule for proof in PROOFS}


def test_every_rule_that_the_tables_name_is_proven() -> None:
    data = tables()
    named = {rule for rows in data.decide.values() for row in rows for rule in (*row.rules, *row.considered_rules)}
    named |= {rule for line in data.lines for rule in line.rules}
    assert named == {proof.rule for proof in PROOFS}


def test_every_line_of_the_page_is_seen() -> None:
    contacts = [proof.contact for proof in PROOFS]
    seen = {item.text for contact in contacts for item in register(contact).advice}
    assert seen == {line.text for line in tables().lines if line.text}


def test_r39_names_what_a_booking_lacks() -> None:
    fields = [name for name, _ in tables().booking.fields]
    assert len(fields) == 5
    assert missing_with(fields) == ()
    for missing in fields:
        assert missing_with([name for name in fields if name != missing]) == (missing,)
    assert missing_with([]) == tuple(fields)


def test_r44_a_schedule_template_ticks_the_care_guarantee_but_not_hidden_in_1177() -> None:
    assert missing_with(["name", "number", "current_hsp"], has_template=True) == ("hidden_in_1177",)


def missing_with(booked: list[str], has_template: bool = False) -> tuple[str, ...]:
    """The fields that a booking still lacks."""
    subject = Subject(TriageNote(), Contact(), booked=tuple(booked), has_template=has_template)
    return subject.missing_booking_fields(tables())


@pytest.mark.parametrize("contact", [CHAT, AUDIO, VIDEO, to(VIDEO, THIRD)])
def test_r150_triage_adds_no_values_of_its_own(contact: Contact) -> None:
    one, other = (register(contact._replace(triaged=code)) for code in ("yes", "no"))
    assert actual(one) == actual(other)


@pytest.mark.parametrize(
    "contact", [to(VIDEO, BOOKED), to(VIDEO, {"prio": "1"}), to(VIDEO, THIRD), to(CHAT, {"decision": "none"})]
)
def test_drop_in_steps_are_for_drop_in_of_prio_2_to_5_that_is_registered(contact: Contact) -> None:
    rules = {rule for item in register(contact).advice for rule in item.rules}
    assert not rules & {"R17", "R19", "R22", "R23", "R31", "R34", "R38", "R39", "R44", "R45"}


def test_advice_keeps_to_the_system_that_is_used() -> None:
    assert "pmo" not in [part.id for part in register(to(VIDEO, {"admin_system": "elvis"})).page]
    assert "elvis" not in [part.id for part in register(to(VIDEO, {"admin_system": "pmo"})).page]


# 4.1.1 is about Elvis and 4.1.2 about PMO; 4.2.2, 4.3.2, 4.4.2 and 4.7.2 have a sentence about each.
OF_SYSTEM = {
    "elvis": rules_named("R14-R28, R60-R62, R72-R73, R83-R84, R120"),
    "pmo": rules_named("R29-R50, R63-R65, R75-R77, R86-R88, R121"),
}


@pytest.mark.parametrize(("system", "other"), [("elvis", "pmo"), ("pmo", "elvis")])
def test_F4_no_line_of_a_page_of_one_system_cites_a_sentence_about_the_other(system: str, other: str) -> None:
    fees: list[Mapping[str, Any]] = [{"fee_exempt": fee} for fee in ("", "yes", "no")]
    for contact in (to(proof.contact, fee, {"admin_system": system}) for proof in PROOFS for fee in fees):
        for item in (item for part in register(contact).page for item in part.items):
            assert not OF_SYSTEM[other] & {*item.rules}, (contact, item)


def test_where_no_system_is_named_the_fee_cites_the_sentences_about_both() -> None:
    for channel in CHANNELS[:4]:
        cases = [
            to(CHAT, {"channels": (channel,), "fee_exempt": "yes", "admin_system": name}) for name in ("", *OF_SYSTEM)
        ]
        both, *each = (set(cited(register(contact), "fee_basis")) for contact in cases)
        assert both == each[0] | each[1]
        assert all(each)


@pytest.mark.parametrize("channels", [("video", "audio"), ("audio", "video"), ("video", "chat", "audio")])
def test_F17_a_drop_in_is_registered_afterwards_though_its_channels_have_no_values(channels: tuple[str, ...]) -> None:
    found = register(to(VIDEO, {"channels": channels}))
    assert found.registers == NOT_COVERED
    assert {"R17", "R18", "R21", "R31", "R33", "R38", "R39"} <= {rule for item in found.advice for rule in item.rules}
    assert found.needs_booking
    assert cited(found, "pmo_orsak") == ()  # R40 wants one of three channels, and none of them is settled


def test_F17_so_is_one_with_an_invited_colleague_in_an_audio_call() -> None:
    found = register(to(AUDIO, HOST))
    assert [gap.id for gap in found.gaps if gap.stops] == ["G5"]
    assert "R17" in {rule for item in found.advice for rule in item.rules}


def test_the_desk_is_informed_that_the_professionals_book() -> None:
    """4.1.2.2: "Vårdpersonal som hanterar Drop-in bokar", reception and cash desk choose book and slot type."""
    booking = {item.text: item.task for item in register(to(VIDEO, DESK)).advice if "R38" in item.rules}
    assert [("vårdpersonalen bokar" in text, task) for text, task in booking.items()] == [(True, False)]


def test_a_person_who_neither_dictates_nor_registers_gets_no_instructions() -> None:
    found = register(to(VIDEO, {"dictates": "no", "registers_self": "no"}))
    rules = {rule for item in found.advice for rule in item.rules}
    assert not rules & {"R19", "R20"}


def test_g11_is_named_for_obstetrix_only() -> None:
    assert "G11" in [gap.id for gap in register(to(VIDEO, {"record_system": "obstetrix"})).gaps]
    assert "G11" not in [gap.id for gap in register(to(VIDEO, {"record_system": "melior"})).gaps]


def test_the_phrases_are_those_that_the_checks_look_for() -> None:
    phrases, decide_by = default_profile().phrases, tables().decide
    assert {row.value for row in decide_by["opening"]} == {phrases.chat_opening, ""}
    assert {row.value.casefold() for row in decide_by["consulted"]} == {f"{phrases.consulted} NN".casefold(), ""}


def test_a_conflict_is_asked_about_with_the_roles_that_fit() -> None:
    (question,) = register(to(CHAT, {"role": "third_party"})).questions
    assert question.text.startswith("Rollen går inte ihop")
    assert [code for code, _ in question.choices] == ["original", "administrator", "reception"]


def test_the_engine_holds_no_swedish_value() -> None:
    source = (Path(converter.__file__).parent / "registration" / "engine.py").read_text("utf-8")
    values = {
        row.value
        for name in (*COLUMNS, *PHRASES, UNIT, "pmo_orsak")
        for row in tables().decide[name]
        if len(row.value) > 3
    } - {"XS012"}
    own = {"not_required", "if_needed", "as_before"}
    assert [value for value in values - own if value in source] == []


def test_register_is_at_the_top_of_the_package() -> None:
    assert converter.register(CHAT) == register(CHAT, default_profile())


# -- all facts -------------------------------------------------------------------------------------------------

DECIDED = (*COLUMNS, "phrase", "unit", "pmo_orsak", "inferred", "questions")
UNREAD = tuple(name for name in CODES if name not in READ)


@st.composite
def contacts(draw: st.DrawFn, unknown: bool = True) -> Contact:
    channels = draw(st.lists(st.sampled_from(CHANNELS), min_size=0 if unknown else 1, max_size=4).map(tuple))
    blank = ("",) if unknown else ()
    return Contact(channels, **{name: draw(st.sampled_from((*blank, *codes))) for name, codes in CODES.items()})


@given(contacts())
def test_there_is_always_an_answer_a_question_or_a_gap(contact: Contact) -> None:
    found = register(contact)
    for name in ("documents", "registers"):
        answer = found.value(name)
        assert answer or found.questions or found.registers == "as_before"
        assert (answer == NOT_COVERED) <= any(gap.stops for gap in found.gaps)
    assert "X6" not in [gap.id for gap in found.gaps]
    assert any(found.value(name) for name in VALUES) <= (found.registers in ("yes", "may"))


@pytest.mark.slow
@pytest.mark.counted
@given(contacts())
def test_xs012_is_never_for_chat_and_never_an_amount_of_money(contact: Contact) -> None:
    found = register(contact)
    if not set(contact.channels) & {"audio", "phone", "video"}:
        assert found.values["kva"] == ""
    by_phone = bool(found.values["kva"]) and not set(contact.channels) & {"audio", "video"}
    assert ("kva" in found.inferred) == (found.registers == "may" or by_phone)
    assert not re.search(r"\d\s*(kr|kronor|SEK)", str(found))


@pytest.mark.slow
@pytest.mark.counted
@given(contacts(unknown=False))
def test_one_occasion_has_one_registration_and_nobody_documents_twice(contact: Contact) -> None:
    """The desk is not counted: it registers for one of the others."""
    roles = [role for role in CODES["role"] if role not in ("administrator", "reception")]
    everyone = [register(contact._replace(role=role)) for role in roles]
    assert sum(found.registers == "yes" for found in everyone) <= 1
    if contact.consultation != "multi_party":
        assert sum(found.documents == "yes" for found in everyone) <= 1


@pytest.mark.slow
@pytest.mark.counted
@given(contacts(), st.data())
def test_facts_that_no_rule_reads_change_nothing(contact: Contact, data: st.DataObject) -> None:
    changes: dict[str, Any] = {name: data.draw(st.sampled_from(("", *CODES[name]))) for name in UNREAD}
    changed = contact._replace(colleague="x", unit_worked_for="y", **changes)
    one, other = (actual(register(each)) for each in (contact, changed))
    assert {name: one[name] for name in DECIDED} == {name: other[name] for name in DECIDED}
    assert set(one["gaps"].split()) ^ set(other["gaps"].split()) <= {"G11"}


@pytest.mark.slow
@given(contacts(), st.data())
def test_the_questions_come_to_an_end_and_every_answer_settles_something(contact: Contact, data: st.DataObject) -> None:
    for _ in range(len(READ) + 1):
        found = register(contact)
        if not found.questions:
            return
        for question in found.questions:
            answers = [actual(register(answered(contact, question.fact, code))) for code, _ in question.choices]
            assert actual(found) not in answers
        fact, choices = found.questions[0].fact, found.questions[0].choices
        code = data.draw(st.sampled_from([code for code, _ in choices]))
        contact = answered(contact, fact, code)
    raise AssertionError("the questions do not end")


def answered(contact: Contact, fact: str, code: str) -> Contact:
    changes: dict[str, Any] = {fact: (code,) if fact == "channels" else code}
    return contact._replace(**changes)


@pytest.mark.slow
@given(contacts())
def test_what_is_known_never_depends_on_what_was_asked(contact: Contact) -> None:
    """A value given while facts are missing stays when they are answered: it was never a guess."""
    found = register(contact)
    for question in found.questions:
        for code, _ in question.choices:
            if not getattr(contact, question.fact):
                later = register(answered(contact, question.fact, code))
                for name in VALUES:
                    assert found.value(name) in ("", later.value(name))
