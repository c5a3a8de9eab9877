"""What the command line adds to a note: the three fields, who signed and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from converter.characters import is_blank, name, not_xml, replace_not_xml
from converter.facts import diagnosis_as_written, parse_diagnosis
from converter.findings import Finding
from converter.model import TriageNote
from converter.profile import Profile

# Fact: how it is taken from a note as written, how it is put there, and whether what is given wins over the note.
_SETTERS: Final[dict[str, tuple[Callable[[TriageNote], str], Callable[[TriageNote, str], TriageNote], bool]]] = {
    "principal_diagnosis": (
        lambda note: diagnosis_as_written(note.principal_diagnosis),
        lambda note, text: note._replace(principal_diagnosis=parse_diagnosis(text)),
        True,
    ),
    "record_type": (lambda note: note.record_type, lambda note, text: note._replace(record_type=text), True),
    "signing_unit.name": (
        lambda note: note.signing_unit.name,
        lambda note, text: note._replace(signing_unit=note.signing_unit._replace(name=text)),
        True,
    ),
    "signer": (lambda note: note.signer, lambda note, text: note._replace(signer=text), False),
    "signed_at": (lambda note: note.signed_at, lambda note, text: note._replace(signed_at=text), False),
}
GIVEN_FACTS: Final = tuple(_SETTERS)
"""The facts that can be given beside the note."""


def settle(note: TriageNote, given: Mapping[str, str], profile: Profile) -> tuple[TriageNote, tuple[Finding, ...]]:
    """The note with what was given beside it, and a finding wherever the two differ.

    `given` maps facts of `GIVEN_FACTS` to their text; empty ones are not given. Raises `KeyError` for another fact.
    """
    findings: tuple[Finding, ...] = ()
    for fact, written in given.items():
        taken, put, wins = _SETTERS[fact]
        findings += tuple(Finding("MVG228", words=(name(character),)) for _, character in not_xml(written))
        text, there = replace_not_xml(written).strip(), taken(note)
        if is_blank(text) or text == there:
            continue
        if not is_blank(there):
            findings += (Finding("MVG313" if wins else "MVG314", words=(profile.labels.get(fact, fact),)),)
        if wins or is_blank(there):
            note = put(note, text)
    return note, findings
