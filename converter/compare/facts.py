"""The facts of a note compared with those that a receiver returned.

A finding says which fact differs and never has a value of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from operator import attrgetter
from typing import Final

from converter.compare.difference import Difference, Kind
from converter.compare.returned import ReturnedDiagnosis, ReturnedNote
from converter.note import times
from converter.note.code_systems import normalized_code
from converter.note.facts import label_key
from converter.note.model import Diagnosis, RecordNote, TriageNote
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.profile.wording import parse_diagnosis

_TEMPLATE: Final = "template"
_OFFSET: Final = re.compile(r"T.*(?:Z|[+-]\d\d:?\d\d)$")
"""A time in ISO 8601 with an offset."""
_STAMP: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?")
"""A time as HL7 and RIV-TA write it: `20240314094100`, with or without an offset."""
KindOf = Callable[[str, str], str]
"""`principal` or `secondary` for the keyword and the linkId of a diagnosis; `""` when they do not say."""
_OPTIONAL: Final = ("signer", "author.hsa_id", "record_type")
"""Facts that a receiver may leave out of what it returns."""


def fact_differences(
    record: RecordNote, returned: ReturnedNote, profile: Profile, kind_of: KindOf
) -> Iterator[Difference]:
    """The facts that the note has and that are missing, other ones or in another case in what was returned."""
    note = record.note
    if (names := returned.facts.get(_TEMPLATE)) and not _same_words(names[0], record.template):
        yield Difference(Kind.OTHER_TEMPLATE, record.template)
    is_signed_by_id = note.author.hsa_id and note.author.hsa_id in returned.facts.get("author.hsa_id", ())
    for fact, value, came in _comparable(record, returned):
        label = profile.labels.get(label_key(fact, note), fact)
        if not came:
            if fact not in _OPTIONAL:
                yield Difference(Kind.FACT_MISSING, label)
        elif not (_is_among(fact, value, came) or (fact == "signer" and is_signed_by_id)):  # a name has many forms
            yield Difference(Kind.FACT_DIFFERS, label)
        elif fact not in _IS_SAME and value.strip() not in map(str.strip, came) and _is_among(fact, value, came):
            yield Difference(Kind.CASE, label, 1, 1)
    if returned.diagnoses is not None:
        in_texts = {kind_of(text.keyword, text.link) for text in returned.texts if text.text}
        yield from _diagnoses(note, returned.diagnoses, in_texts, profile, kind_of)


def common_facts(record: RecordNote, returned: ReturnedNote, profile: Profile) -> int:
    """How many facts of the note, diagnoses among them, are the same in what was returned."""
    codes = {normalized_code(one.code) for one, _ in _parsed(returned.diagnoses or (), profile, lambda *_: "")}
    ours = (record.note.principal_diagnosis, *record.note.secondary_diagnoses)
    same = sum(_is_among(fact, value, came) for fact, value, came in _comparable(record, returned))
    return same + sum(normalized_code(one.code) in codes for one in ours)


def is_of_patient(record: RecordNote, returned: ReturnedNote) -> bool:
    """Whether a note of the file has the identity number of the note."""
    number = record.note.patient.number
    return bool(number) and any(_same_number(number, came) for came in returned.facts.get("patient.number", ()))


def _comparable(record: RecordNote, returned: ReturnedNote) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each fact that the kind of file has and the note knows, with its value in the note and those in the file."""
    for fact, came in returned.facts.items():
        if fact != _TEMPLATE and (value := str(attrgetter(fact)(record.note))):
            yield fact, value, came


def _is_among(fact: str, value: str, came: tuple[str, ...]) -> bool:
    return any(_IS_SAME.get(fact, _same_words)(value, other) for other in came)


def _same_words(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _same_number(one: str, other: str) -> bool:
    first, second = (re.sub(r"\W", "", number).upper() for number in (one, other))
    return first == second


def _same_time(one: str, other: str) -> bool:
    """Whether two times are the same, to the precision of the coarser one; an ambiguous time can be either."""
    first, second = times.span(one), times.span(_iso(other))
    if _OFFSET.search(one) and "T" in other and not _OFFSET.search(other):
        return False
    if first is None or second is None:
        return _same_words(one, other)
    (start, end), (other_start, other_end) = (
        [time.replace(microsecond=0) for time in span] for span in (first, second)
    )
    return start <= other_end and other_start <= end


def _iso(text: str) -> str:
    """A time of HL7 or RIV-TA in ISO 8601; any other text as it is."""
    found = _STAMP.fullmatch(text.strip())
    if found is None:
        return text.strip()
    year, month, day, hour, minute, second, offset = found.groups("")
    return f"{year}-{month}-{day}T{hour}:{minute}" + (f":{second}" if second else "") + offset


_IS_SAME: Final = {"patient.number": _same_number, "signed_at": _same_time}


def _diagnoses(
    note: TriageNote,
    returned: tuple[ReturnedDiagnosis, ...],
    in_texts: Container[str],
    profile: Profile,
    kind_of: KindOf,
) -> Iterator[Difference]:
    """Diagnoses that are not in what was returned, of the other kind, with another title, and added ones.

    `in_texts` are the kinds of diagnoses that were returned as texts, which are compared as such.
    """
    rest = _parsed(returned, profile, kind_of)
    ours = [("principal", note.principal_diagnosis), *(("secondary", one) for one in note.secondary_diagnoses)]
    for kind, diagnosis in ours:
        label = profile.labels[f"{kind}_diagnosis"]
        same = [one for one in rest if _is_same_diagnosis(one[0], diagnosis)]
        if not same:
            if diagnosis.label and (diagnosis.code or kind not in in_texts):
                yield Difference(Kind.FACT_MISSING, label)
            continue
        came = max(same, key=lambda one: (one[1] in (kind, ""), _same_title(one[0].title, diagnosis.title)))
        rest.remove(came)
        if came[1] not in (kind, "") or not _same_title(came[0].title, diagnosis.title):
            yield Difference(Kind.FACT_DIFFERS, label)
        elif came[0].code != diagnosis.code or came[0].title not in (diagnosis.title, ""):
            yield Difference(Kind.CASE, label, 1, 1)
    if rest:
        yield Difference(Kind.FACT_DIFFERS, profile.labels["secondary_diagnosis"])


def _parsed(diagnoses: Iterable[ReturnedDiagnosis], profile: Profile, kind_of: KindOf) -> list[tuple[Diagnosis, str]]:
    """Each diagnosis, with the code that a text begins with, and its kind."""
    return [
        (one if one.code else parse_diagnosis(one.title, profile.code_systems), kind_of(keyword, link))
        for one, keyword, link in diagnoses
        if one.code or one.title.strip()
    ]


def _is_same_diagnosis(one: Diagnosis, other: Diagnosis) -> bool:
    """Whether two diagnoses have the same code, or the same title and no code."""
    if one.code or other.code:
        return normalized_code(one.code) == normalized_code(other.code)
    return _same_words(one.title, other.title)


def _same_title(one: str, other: str) -> bool:
    return not one or not other or _same_words(one, other)
