"""Properties of options and findings: given facts, phrases, character sets, and that nothing leaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter
from typing import Final

from converter.note.model import TriageNote
from converter.profile.schema import REGISTRATION_FILE
from converter.profile.wording import diagnosis_as_written
from converter.registration import registration_for_checks
from converter.testing.note_under_test import NotApplicable, NoteUnderTest, codes, folded, is_filled
from converter.testing.reading_properties import xml_of
from converter.testing.writers import as_text, as_xml

CANARY: Final = "Zxqvkanarie"
_NUMBER_FAULTS: Final = ("MVG403", "MVG404", "MVG405", "MVG450")
_CHARSETS: Final = ("cp1252", "ascii")
"""The next one is used when the note fits into the one before."""
_GIVEN: Final = {
    "principal_diagnosis": "Z00.0", "record_type": "Provtyp", "signing_unit.name": "Provenhet",
    "signer": "Prov Provsson", "signed_at": "2024-03-14T09:40:01+01:00",
}  # fmt: skip
_PLACEHOLDER: Final = "!?"
_OTHER_VALUES: Final = {**dict.fromkeys(_GIVEN, "Ett annat värde"), "principal_diagnosis": "Z99.9"}


# -- given facts ----------------------------------------------------------------------------------------------


def given(case: NoteUnderTest) -> None:
    """A given fact fills in a missing one, and replaces a value of the note only when that value is named."""
    own = {fact: value.strip() for fact, value in _own(case.note).items()}
    filled = {fact: text for fact, text in own.items() if is_filled(text, case.profile)}
    result = case.convert(case.free_target, given=_GIVEN)
    assert result.note is not None
    after = _own(result.note)
    for fact, value in _GIVEN.items():
        case.require(after[fact].strip() == filled.get(fact, value), fact)
    case.require(codes(result).count("MVG320") == len(filled), "MVG320")
    case.require(not filled or result.output is None, "output")
    named = case.convert(case.free_target, given=_GIVEN, overrides=tuple(filled.items()))
    assert named.note is not None
    case.require(_own(named.note) == _GIVEN, "overrides")
    case.require(codes(named).count("MVG313") == len(filled) and "MVG320" not in codes(named), "MVG313")
    case.require("MVG321" in codes(case.convert(case.free_target, given={"record_type": _PLACEHOLDER})), "MVG321")
    for fact in _GIVEN:
        other = case.convert(case.free_target, given=_GIVEN, overrides=((fact, _OTHER_VALUES[fact]),))
        case.require("MVG322" in codes(other) and other.output is None, fact)
    if code := case.note.principal_diagnosis.code:
        titled = case.convert(case.free_target, given={"principal_diagnosis": f"{code} Annan provtitel"})
        case.require({"MVG314", "MVG320"}.intersection(codes(titled)), "MVG314")
        case.require(titled.note == case.note, "MVG314")
    for fact, text in list(filled.items())[:1]:
        case.require("MVG323" in codes(case.convert(case.free_target, overrides=((fact, text),))), "MVG323")


def _own(note: TriageNote) -> dict[str, str]:
    own = {fact: attrgetter(fact)(note) for fact in _GIVEN}
    return own | {"principal_diagnosis": diagnosis_as_written(note.principal_diagnosis)}


def numbers(case: NoteUnderTest) -> None:
    """A valid identity number is invalid with its last digit changed, or with ten digits (4.3)."""
    patient = case.note.patient
    passes = not set(_NUMBER_FAULTS).intersection(codes(case.convert(case.free_target)))
    if patient.number_type not in ("personnummer", "samordningsnummer") or not passes:
        raise NotApplicable
    number = patient.number
    altered = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    for wrong, code in ((altered, "MVG405"), (number[2:], "MVG403")):
        note = case.note._replace(patient=patient._replace(number=wrong))
        case.require(code in codes(case.convert(case.free_target, xml_of(note))), code)


def phrases(case: NoteUnderTest) -> None:
    """`--add-phrases` adds the routine's phrases where they are due, or a finding says why not."""
    result = case.convert(case.free_target, add_phrases=True)
    if result.record is None:
        raise NotApplicable
    contact, routine = case.note.contact, case.profile.phrases
    if not is_filled(contact.colleague, case.profile):  # a placeholder is nobody who was consulted
        contact = contact._replace(colleague="")
    texts = [re.sub(r"\A\W+", "", folded(field.text)) for field in result.record.fields]
    has_tables = REGISTRATION_FILE in case.profile.tables
    due = folded(registration_for_checks(contact, case.profile).phrase if has_tables else "")
    if due.startswith(folded(routine.chat_opening)):
        case.require(any(text.startswith(folded(routine.chat_opening)) for text in texts), routine.chat_opening)
    if folded(routine.consulted) in due:
        named = any(folded(routine.consulted) in text for text in texts)
        case.require(named or "MVG422" in codes(result), routine.consulted)
    case.require("MVG420" not in codes(result), "MVG420")
    case.require("MVG421" not in codes(result) or "MVG422" in codes(result), "MVG421")
    for heading, text in case.convert(case.free_target).sections:  # nothing is taken away
        case.require(any(text in new for other, new in result.sections if other == heading), "text")


def charsets(case: NoteUnderTest) -> None:
    """A character that the character set lacks stops the output, or is replaced on request; nothing else changes."""
    whole = case.convert(case.free_target).output
    if whole is None:
        raise NotApplicable
    for charset in _CHARSETS:
        strict = case.convert(case.free_target, charset=charset)
        fits = _shown(whole, charset) == whole
        case.require(strict.output == (whole if fits else None), charset)
        case.require(fits != ("MVG501" in codes(strict)), charset)
        swapped = strict if fits else case.convert(case.free_target, charset=charset, replace=True)
        shown = swapped.output or ""
        case.require(fits != ("MVG502" in codes(swapped)) and _shown(shown, charset) == shown, charset)
        case.require(shown.count("\n") == whole.count("\n"), charset)
        if not fits:
            return


def _shown(text: str, charset: str) -> str:
    return text.encode(charset, "ignore").decode(charset)


# -- nothing leaks --------------------------------------------------------------------------------------------


def silent(case: NoteUnderTest) -> None:
    """No finding has a word of the note: a canary in every text and value never appears in one (P15)."""
    for number, source in enumerate(_with_canaries(case)):
        target = case.gated_target if number % 2 else case.free_target
        charset = "" if case.profile.targets[target].gated else "ascii"
        for finding in case.convert(target, source, charset=charset, add_phrases=True).findings:
            texts = (*finding.words, finding.message("sv"), finding.message("en"), finding.next_step())
            case.require(CANARY.casefold() not in "".join(texts).casefold(), finding.code, f"{number}")


def _with_canaries(case: NoteUnderTest) -> Iterator[str]:
    note, text = case.note, "\n".join(case.reading.lines)
    if case.reading.form == "xml":
        yield re.sub(r'="[^"]*"', f'="{CANARY}"', text[: text.rfind(">")]) + ">"
        yield re.sub(r"<(name|text|item|code)>", f"<{CANARY}>", text)
    else:
        yield re.sub(r"(?m)^([^\n:]{3,}):", rf"{CANARY} \1:", text)
        yield re.sub(r"(?m)^[^\n:]{3,40}$", f"{CANARY}:", text)
    marked = _marked(note)
    yield as_text(marked, case.profile)
    yield as_xml(marked)
    yield as_xml(marked._replace(created="", signed_at="")).replace("<text>", f"<text>{CANARY}\x1b", 1)


def _marked(note: TriageNote) -> TriageNote:
    """The note with the canary in each text and value that a person writes."""
    return note._replace(
        id=CANARY, created=CANARY, signer=CANARY, signed_at=CANARY, record_type=CANARY,
        entries=tuple(entry._replace(text=f"{entry.text} {CANARY}") for entry in note.entries),
        patient=note.patient._replace(name=CANARY, number=CANARY, number_type="personnummer"),
        author=note.author._replace(hsa_id=CANARY),
        principal_diagnosis=note.principal_diagnosis._replace(title=CANARY, code="", system=""),
        contact=note.contact._replace(colleague=CANARY, unit_worked_for=CANARY),
    )  # fmt: skip
