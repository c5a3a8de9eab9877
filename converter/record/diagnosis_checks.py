"""The checks of diagnoses: the form of their codes, and what the code lists of the region say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.code_systems import CodeSystems, bare_code, normalized_code
from converter.note.model import Diagnosis, RecordNote
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.record.listed_codes import check_against_lists


def diagnoses(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """The form of the codes, one in each field and each once, and what the code lists of the profile say of them.

    An info says what was checked. None of it stops an export: the routine's gate is the three required fields alone
    (R138-R142), and a list may be older than that of the record system; `--strict` stops at these warnings too.
    """
    note, systems = record.note, profile.code_systems
    second = profile.labels["secondary_diagnosis"]
    named = [(profile.labels["principal_diagnosis"], note.principal_diagnosis)]
    named += [(f"{second} {number}", diagnosis) for number, diagnosis in enumerate(note.secondary_diagnoses, 1)]
    found: list[Finding] = []
    well_formed: list[tuple[str, Diagnosis]] = []
    for heading, diagnosis in named:
        code, system = diagnosis.code, diagnosis.system
        wrong = _wrong(diagnosis, systems)
        for one in wrong:
            names = ", ".join(systems.names) if one == "MVG413" else system or " / ".join(systems.names)
            found.append(Finding(one, words=(heading, names) if one in _UNREADABLE else (heading,)))
        if profile.code_lists and code and _UNREADABLE.isdisjoint(wrong) and systems.is_code(bare_code(code), system):
            well_formed.append((heading, diagnosis))
    if note.secondary_diagnoses:
        found += _repeated(named)
    if profile.code_lists:
        return [*found, *check_against_lists(well_formed, note, profile)]
    if note.principal_diagnosis.code:
        found.append(_FORM_ONLY)
    return found


_FORM_ONLY: Final = Finding("MVG411")
_UNREADABLE: Final = frozenset(("MVG410", "MVG413"))
"""The findings of a code that no list can have; they name the code systems."""


def _wrong(diagnosis: Diagnosis, systems: CodeSystems) -> list[Code]:
    """The finding codes for a diagnosis whose form is wrong; none for a right one."""
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


def _repeated(named: Sequence[tuple[str, Diagnosis]]) -> list[Finding]:
    """A diagnosis that is another one again: by its code, or by its title when it has no code."""
    first: dict[str, str] = {}
    found = []
    for heading, diagnosis in named:
        same = normalized_code(diagnosis.code) or fold(diagnosis.title)
        if same and first.setdefault(same, heading) != heading:
            found.append(Finding("MVG457", words=(heading, first[same])))
    return found
