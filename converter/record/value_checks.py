"""The checks of single values: identity number, HSA-ids, who signed and when, letters that were lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from typing import Final

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note import times
from converter.note.identifiers import is_hsa_id, number_fault, other_kind
from converter.note.model import RecordNote, TriageNote
from converter.note.reading import Reading
from converter.note.unicode_text import is_blank
from converter.profile import Profile
from converter.profile.wording import is_filled

_NOTHING: Final = ()


def identity_number(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Name and number, which a target with a gate needs, and the number's form, date and check digit.

    A finding never shows the number; a wrong one stops no export.
    """
    patient, found = record.note.patient, []
    has_number = is_filled(patient.number, profile)
    if gated and not is_filled(patient.name, profile):
        found.append(Finding("MVG407", words=(profile.label("patient.name"),)))
    if gated and not has_number:
        found.append(Finding("MVG408", words=(profile.label("patient.personnummer"),)))
    if has_number and (fault := number_fault(patient.number, patient.number_type)):
        kinds = (patient.number_type, other_kind(patient.number, patient.number_type))
        found.append(Finding(fault, words=kinds if fault == "MVG450" else kinds[:1]))
    return found


def hsa_ids(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """The form of the HSA-ids of a note, which needs none."""
    note = record.note
    given = (("author.hsa_id", note.author.hsa_id), ("signing_unit.hsa_id", note.signing_unit.hsa_id))
    return [Finding("MVG414", words=(profile.label(fact),)) for fact, value in given if value and not is_hsa_id(value)]


def signing(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Times that can be understood and follow one another, and for a target with a gate who signed and when (R144)."""
    note = record.note
    written = [(fact, getattr(note, fact)) for fact in ("created", "ended", "signed_at")]
    found = []
    for fact, time in written:
        if is_blank(time):
            continue
        if fault := times.fault(time):
            # The record's document can hold times only: another text stops it.
            code: Code = "MVG453" if gated and fault == "MVG415" else fault
            found.append(Finding(code, words=(profile.label(fact),)))
        elif times.is_foreign(time):
            found.append(Finding("MVG458", words=(profile.label(fact),)))
    found += _backwards(written, profile)
    needed = (("signer", note.signer, "--signed-by"), ("signed_at", note.signed_at, "--signed-at"))
    lacking = [(fact, option) for fact, value, option in needed if gated and not is_filled(value, profile)]
    found += [Finding("MVG417", words=(profile.label(fact), option)) for fact, option in lacking]
    if lacking:
        labels = ", ".join(profile.label(fact) for fact, _ in lacking)
        found.append(Finding("MVG419", words=(labels, profile.unsigned_title)))
    return found


def _backwards(written: Sequence[tuple[str, str]], profile: Profile) -> list[Finding]:
    """Each time that certainly is before an earlier step of the contact, and a signing long after it.

    `written` holds fact and time of what was created, ended and signed, in this order.
    """
    spans = [(fact, moments) for fact, time in written if (moments := times.span(time))]
    found = [
        Finding("MVG451", words=(profile.label(later), profile.label(earlier)))
        for number, (later, (_, last)) in enumerate(spans)
        for earlier, (first, _) in spans[:number]
        if last < first
    ]
    if len(spans) > 1 and spans[-1][0] == "signed_at":
        (before, (_, last)), (signing, (first, _)) = spans[-2:]
        if first - last > _LONG_AFTER:
            found.append(Finding("MVG452", words=(profile.label(signing), profile.label(before))))
    return found


_LONG_AFTER: Final = timedelta(days=366)


def join_absences(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, with one for all that copied text never has: who the patient is, who signed and when."""
    absent = [finding for finding in findings if finding.code in _ABSENT]
    if not absent:
        return list(findings)
    labels = ", ".join(dict.fromkeys(finding.words[0] for finding in absent if finding.code != "MVG419"))
    titles = [finding.words[1] for finding in absent if finding.code == "MVG419"]
    one = Finding("MVG419", words=(labels, *titles)) if titles else Finding("MVG409", words=(labels,))
    return [finding for finding in findings if finding.code not in _ABSENT] + [one]


_ABSENT: Final = ("MVG407", "MVG408", "MVG417", "MVG419")


# -- damage ---------------------------------------------------------------------------------------------------


def damage(note: TriageNote, reading: Reading) -> Sequence[Finding]:
    """Whether å, ä and ö became question marks: two or more inside words, and none of the three letters left.

    The texts are judged without headings and labels, which nobody mistypes when they are copied. The first damaged
    line of the source is named.
    """
    source = reading.text
    if source.find("?", source.find("?>") + 2 if source.startswith("<?") else 0) < 0:
        return _NOTHING
    triage = note.triage
    texts = [*(entry.text for entry in note.entries), triage.presenting_reason, triage.outcome]
    body = "\n".join([*texts, *chain.from_iterable(triage.answers)])
    if body.count("?") < _FEWEST_LOST or _SWEDISH.search(body) or _marks_in_words(body) < _FEWEST_LOST:
        return _NOTHING
    return [
        Finding("MVG260", next((number for number, line in enumerate(reading.lines, 1) if _marks_in_words(line)), 0))
    ]


def _marks_in_words(text: str) -> int:
    """How many question marks stand inside words; those of web addresses do not count."""
    words = text.split()
    return sum(
        len(_MARK_IN_WORD.findall(word)) for word in words if "?" in word and "://" not in word and "www." not in word
    )


_MARK_IN_WORD: Final = re.compile(r"(?<=[^\W\d_])\?(?=[^\W\d_])")
_SWEDISH: Final = re.compile("[åäöÅÄÖ]|[aAoO][\u0308\u030a]")
"""The three letters, in one character or two."""
_FEWEST_LOST: Final = 2


def accept_damage(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, with one warning instead of those that stop a damaged text: the user accepts it as it is."""
    left = [finding for finding in findings if finding.code not in _DAMAGE]
    first = next((finding for finding in findings if finding.code in _DAMAGE), None)
    return left if first is None else [*left, Finding("MVG262", first.line)]


_DAMAGE: Final = ("MVG260", "MVG261")
