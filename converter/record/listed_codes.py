"""What the code lists of a profile say of the diagnoses of a note."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from converter.code_lists.table import CodeList, ListedCode, key_of
from converter.findings import Finding
from converter.note import times
from converter.note.code_systems import bare_code
from converter.note.model import Diagnosis, TriageNote
from converter.note.unicode_text import letters_and_digits
from converter.profile import Profile

MOST_NAMED: Final = 30
"""The most codes that a message names, or a person is asked to choose from."""
_ETIOLOGY, _MANIFESTATION = "†", "*"


class _ListedDiagnosis(NamedTuple):
    """A diagnosis of the note that a list has."""

    heading: str
    written: Diagnosis
    code: str
    """Its code as it should be written: in capitals, without punctuation after it."""
    listed: ListedCode
    source: CodeList


def check_against_lists(
    diagnoses: Sequence[tuple[str, Diagnosis]], note: TriageNote, profile: Profile
) -> list[Finding]:
    """What the lists say of diagnoses, and which lists were asked.

    `diagnoses` are those whose code has the form of one, each with the heading that messages call it by.
    """
    days, systems = _days(note), profile.code_systems
    found: list[Finding] = []
    known: list[_ListedDiagnosis] = []
    unchecked, restricted = False, False  # restricted: by where a code stands, or beside which others
    for heading, diagnosis in diagnoses:
        code, system = bare_code(diagnosis.code), diagnosis.system
        # The code system that the note names, else those whose codes have this form.
        possible = [system] if system else [name for name in systems.names if systems.is_code(code, name)]
        lists = [profile.code_lists.get(name) for name in possible]
        if one := _find(heading, diagnosis, code, lists):
            listed = one.listed
            known.append(one)
            if listed.divided or (listed.code, listed.title) != (code, diagnosis.title) or not _is_valid(listed, days):
                found += _check_one(one, days)
            restricted = restricted or bool(listed.marker or listed.never_principal)
        elif lists and None not in lists:
            titles = ", ".join(source.title for source in lists if source is not None)
            found.append(Finding("MVG482", words=(heading, titles)))
        else:
            unchecked = True
    if restricted:
        found += _check_together(known, note)
    if known:
        found.append(Finding("MVG480", words=(", ".join(dict.fromkeys(one.source.title for one in known)),)))
    if unchecked:
        found.append(Finding("MVG411"))
    if not days and any(one.listed.valid_from or one.listed.valid_to for one in known):
        found.append(Finding("MVG481"))
    return found


def _find(heading: str, diagnosis: Diagnosis, code: str, lists: Sequence[CodeList | None]) -> _ListedDiagnosis | None:
    """The diagnosis with the first entry for its code; None where no list has the code."""
    for source in lists:
        if source is not None and (listed := source.find(code)):
            return _ListedDiagnosis(heading, diagnosis, code, listed, source)
    return None


# -- a single diagnosis ---------------------------------------------------------------------------------------


def _check_one(one: _ListedDiagnosis, days: tuple[str, str] | None) -> Iterator[Finding]:
    heading, written, code, listed, source = one
    marker = code[-1] if code[-1] in (_ETIOLOGY, _MANIFESTATION) else ""
    if listed.divided:
        within = [other.code for other in source.beginning_with(key_of(listed.code)) if not other.divided]
        yield Finding("MVG489", words=(heading, listed.code, source.title, shortened(within)))
    if written.title and not is_title(written.title, listed.title):
        yield Finding("MVG483", words=(heading, listed.code, listed.title, source.title))
    if not _is_valid(listed, days):
        period = f"{listed.valid_from}–{listed.valid_to}"
        yield Finding("MVG485", words=(heading, listed.code, period, source.title))
    if marker and marker != listed.marker:
        yield Finding("MVG488", words=(heading, listed.code, listed.marker or "–", source.title))


def _is_valid(listed: ListedCode, days: tuple[str, str] | None) -> bool:
    """Whether a code is valid on one of the days, or these are not known."""
    return days is None or (listed.valid_from <= days[1] and not "" < listed.valid_to < days[0])


def is_title(written: str, title: str) -> bool:
    """Whether a written title is that of a list, or that up to a comma, a semicolon or a bracket in it.

    White space, case and punctuation make no difference.
    """
    if written == title:
        return True
    wanted = letters_and_digits(written)
    ends = [match.start() for match in re.finditer(_PUNCTUATION, title)]
    return any(letters_and_digits(title[:end]) == wanted for end in (*ends, len(title)))


_PUNCTUATION: Final = r"[,;(\[]"


def shortened(codes: Sequence[str]) -> str:
    """Codes for a message: the first `MOST_NAMED`, and `…` for the rest."""
    return ", ".join((*codes[:MOST_NAMED], *("…" for _ in codes[MOST_NAMED : MOST_NAMED + 1])))


def _days(note: TriageNote) -> tuple[str, str] | None:
    """The first and the last day in Sweden that the contact may have been on, as ISO dates; None when none is known."""
    days = [times.in_stockholm(time)[:10] for text in (note.created, note.ended) if (time := times.parse(text))]
    return (min(days), max(days)) if days else None


# -- diagnoses together ---------------------------------------------------------------------------------------


def _check_together(known: Sequence[_ListedDiagnosis], note: TriageNote) -> Iterator[Finding]:
    """Codes that are never a principal diagnosis and are, and manifestations without the disease that they are of."""
    for one in known:
        words = (one.heading, one.listed.code, one.source.title)
        principal = one.written is note.principal_diagnosis
        if principal and one.listed.marker == _MANIFESTATION:
            yield Finding("MVG486", words=words)
        elif principal and one.listed.never_principal:
            yield Finding("MVG484", words=words)
        elif one.listed.marker == _MANIFESTATION and not any(
            _is_disease_of(other, one, key_of(one.listed.code)) for other in known if other is not one
        ):
            yield Finding("MVG487", words=words)


def _is_disease_of(other: _ListedDiagnosis, manifestation: _ListedDiagnosis, key: str) -> bool:
    return (
        other.listed.marker == _ETIOLOGY
        or other.code.endswith(_ETIOLOGY)
        or key_of(other.listed.code) in manifestation.listed.partners.split()
        or key in other.listed.partners.split()
    )


# -- completion of what was given -----------------------------------------------------------------------------


def complete_diagnosis(given: str, label: str, profile: Profile) -> tuple[str, tuple[Finding, ...]]:
    """A given principal diagnosis with the title of its code, where only a code was given and a list has it.

    Anything else comes back as it is; MVG491 where a part of a code was given, which is never completed unasked.
    `label` is what messages call the diagnosis.
    """
    word = given.strip()
    if not profile.code_lists or len(word.split()) != 1 or not any(map(str.isdigit, word)):
        return given, ()
    exact = [
        (system, listed)
        for system, source in profile.code_lists.items()
        if (listed := source.find(word)) and not listed.divided
    ]
    if len(exact) == 1:
        system, listed = exact[0]
        words = (label, listed.code, profile.code_lists[system].title)
        return f"{listed.code} ({system}) {listed.title}", (Finding("MVG490", words=words),)
    possible = [*dict.fromkeys(code for code, _ in possible_codes(word, profile))]
    return given, (Finding("MVG491", words=(label, shortened(possible))),) if possible else ()


def possible_codes(given: str, profile: Profile) -> list[tuple[str, str]]:
    """The codes of the lists that begin like what was given and may be a principal diagnosis, each with its text."""
    return [
        (listed.code, f"{listed.code} ({system}) {listed.title}")
        for system, source in profile.code_lists.items()
        for listed in source.beginning_with(key_of(given))
        if not (listed.divided or listed.never_principal or listed.marker == _MANIFESTATION)
    ]
