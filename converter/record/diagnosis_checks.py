"""The checks of diagnoses: the form of their codes, and what the code lists of the region say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.code_systems import CodeSystems, bare_code, normalized_code
from converter.note.model import Diagnosis, RecordNote, TriageNote
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.record.listed_codes import against_lists


def diagnoses(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """The form of the codes, one in each field and each once, and what the code lists of the profile say of them.

    An info says what was checked. None of it stops an export: the routine's gate is the three required fields alone
    (R138-R142), and a list may be older than that of the record system; `--strict` stops at these warnings too.
    """
    headed, systems = _headed(record.note, profile), profile.code_systems
    wrong = [_wrong(diagnosis, systems) for _, diagnosis in headed]
    found = [
        _diagnosis(code, diagnosis, heading, profile)
        for (heading, diagnosis), codes in zip(headed, wrong, strict=True) for code in codes
    ]  # fmt: skip
    if record.note.secondary_diagnoses:
        found += _repeated(headed)
    if profile.code_lists:
        readable = [one for one, codes in zip(headed, wrong, strict=True) if _UNREADABLE.isdisjoint(codes)]
        formed = [one for one in readable if _has_form(one[1], systems)]
        return [*found, *against_lists(formed, record.note, profile)]
    if record.note.principal_diagnosis.code:
        found.append(_FORM_ONLY)
    return found


_FORM_ONLY: Final = Finding("MVG411")
_UNREADABLE: Final = frozenset(("MVG410", "MVG413"))
"""The findings of a code that no list can have."""


def _has_form(diagnosis: Diagnosis, systems: CodeSystems) -> bool:
    return bool(diagnosis.code) and systems.is_code(bare_code(diagnosis.code), diagnosis.system)


def _headed(note: TriageNote, profile: Profile) -> list[tuple[str, Diagnosis]]:
    """Each diagnosis with what it is called in a finding."""
    second = profile.labels["secondary_diagnosis"]
    others = [(f"{second} {number}", diagnosis) for number, diagnosis in enumerate(note.secondary_diagnoses, 1)]
    return [(profile.labels["principal_diagnosis"], note.principal_diagnosis), *others]


def _wrong(diagnosis: Diagnosis, systems: CodeSystems) -> list[Code]:
    """The finding codes for a diagnosis whose form is wrong; none when there is nothing to say."""
    code, system, title = diagnosis
    if (system and system not in systems.names) or (title.startswith("(") and systems.resembles_name(title)):
        return ["MVG413"]
    if not code:
        return ["MVG459" if systems.has_code(title) else "MVG412"] if title else []
    several: list[Code] = ["MVG456"] if systems.has_code(title) else []
    if title.startswith((".", ",")) and re.match(_TORN_CODE, title):
        return ["MVG410", *several]
    if systems.is_code(code, system):
        return several
    if systems.is_code(bare_code(code), system):
        return ["MVG454", *several]
    return ["MVG456"] if systems.has_code(code[1:]) else ["MVG410", *several]


_TORN_CODE: Final = r"[.,]\s*[0-9]"
"""A title that begins like the rest of a code: `J03 .9`."""


def _diagnosis(code: Code, diagnosis: Diagnosis, heading: str, profile: Profile) -> Finding:
    names = profile.code_systems.names
    systems = {"MVG413": (", ".join(names),), "MVG410": (diagnosis.system or " / ".join(names),)}
    return Finding(code, words=(heading, *systems.get(code, ())))


def _repeated(headed: Sequence[tuple[str, Diagnosis]]) -> list[Finding]:
    """A diagnosis that is another one again: by its code, or by its title when it has no code."""
    first: dict[str, str] = {}
    found = []
    for heading, diagnosis in headed:
        same = normalized_code(diagnosis.code) or fold(diagnosis.title)
        if same and first.setdefault(same, heading) != heading:
            found.append(Finding("MVG457", words=(heading, first[same])))
    return found
