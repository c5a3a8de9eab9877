"""The second proof: the record is the table of the profile, filled with the note by a second and simpler hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final

from converter.balance.fields import diagnoses, diagnosis_text
from converter.balance.text_rules import fold, is_blank, is_filled, replace_not_xml
from converter.balance.timestamps import same_time
from converter.model import Diagnosis, Entry, RecordNote, TriageNote
from converter.profile import Profile, Target

ExpectedField = tuple[str, str, str, bool]
"""A field of the record: its keyword, the keyword of Clinic24, its text, and whether it has a place."""
_GIVEN: Final = ("principal_diagnosis", "record_type", "signing_unit", "signer", "signed_at")
"""The fields of a note that can be given beside it."""


def overrides_balances(
    note: TriageNote, read: TriageNote, given: Mapping[str, str], profile: Profile, stopped: bool
) -> bool:
    """Whether a note is the one that was read, with what the user gave beside it and nothing else.

    `given` maps facts to what was written for them. Where it contradicts the note the given value counts, unless that
    has `stopped` the conversion.
    """
    if note is read and not any(given.values()):
        return True
    same = (ours is theirs for ours, theirs, name in zip(note, read, note._fields, strict=True) if name not in _GIVEN)
    if not all(same) or note.signing_unit.hsa_id != read.signing_unit.hsa_id:
        return False
    return all(
        _is_chosen(fact, note, read, replace_not_xml(given.get(fact, "")).strip(), profile, stopped) for fact in _TAKEN
    )


_TAKEN: Final = ("principal_diagnosis", "record_type", "signing_unit.name", "signer", "signed_at")


def _is_chosen(fact: str, note: TriageNote, read: TriageNote, given: str, profile: Profile, stopped: bool) -> bool:
    """Whether a fact is what was given for it, or what the note has where nothing else was given."""
    take = attrgetter(fact)
    ours, theirs = take(note), take(read)
    if not is_filled(given, profile.placeholders):
        return bool(ours == theirs)
    if fact == "principal_diagnosis":
        taken, there, kept = diagnosis_matches(ours, given), diagnosis_text(theirs), _has_code(theirs, given)
    else:
        taken, there, kept = ours == given, theirs, fold(theirs) == fold(given)
        kept = kept or (fact == "signed_at" and (same_time(given, theirs) or same_time(theirs, given)))
    return taken or (ours == theirs and is_filled(there, profile.placeholders) and (kept or stopped))


def _has_code(diagnosis: Diagnosis, text: str) -> bool:
    """Whether a text begins with the code of a diagnosis."""
    return bool(diagnosis.code) and _signs(text).startswith(_signs(diagnosis.code))


def diagnosis_matches(diagnosis: Diagnosis, text: str) -> bool:
    """Whether a diagnosis has the letters and digits of a text in their order, and its title as it is written there.

    How code and system are spelt, and the signs and spaces that part them from the title, make no difference.
    """
    code, system, title = diagnosis
    if diagnosis_text(diagnosis) == text:
        return bool(code) or not system
    if not code:
        return not system and title == text
    return _signs(f"{code}{system}{title}") == _signs(text) and text.endswith(title)


def _signs(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def record_balances(record: RecordNote, profile: Profile, places: Sequence[tuple[str, str]], phrases: bool) -> bool:
    """Whether the record holds the whole note under the keywords of the profile's table, and nothing else.

    `places` are the user's: heading or line, and the keyword that takes the text. With `phrases` those of the routine
    may be there too, where they belong.
    """
    expected = expected_fields(record.note, profile, places)
    found = [(field.keyword, field.heading, field.text, field.placed) for field in record.fields]
    same = found == expected or (phrases and _are_added(found, expected, record.note, profile))
    return same and record.template == profile.template


def expected_fields(note: TriageNote, profile: Profile, places: Sequence[tuple[str, str]] = ()) -> list[ExpectedField]:
    """The fields that a note makes by the table of the profile."""
    texts: dict[int, list[str]] = {}
    homeless: dict[int, list[Entry]] = {}
    left, last = list(enumerate(places)), -1
    for entry in note.entries:
        index, heading = profile.places.get(entry.keyword), ""
        if index is None and not _is_nothing(entry, profile):
            index = _chosen(entry, places, left, profile)
            heading = "" if entry.keyword in profile.groups else entry.keyword
            if index is None:
                homeless.setdefault(last, []).append(entry)
        if index is not None:
            last = index
            texts.setdefault(index, []).extend(filter(None, (heading, entry.text)))
    expected = _homeless(homeless.get(-1, ()))
    for index, row in enumerate(profile.rows):
        text = "\n".join(texts.get(index, ()))
        if row.fill and is_blank(text):
            text = fill_text(note, row.fill)
        expected.append((row.pmo, row.clinic24, text, True))
        expected += _homeless(homeless.get(index, ()))
    return expected


def _homeless(entries: Sequence[Entry]) -> list[ExpectedField]:
    return [(entry.keyword, entry.keyword, entry.text, False) for entry in entries]


def _is_nothing(entry: Entry, profile: Profile) -> bool:
    """Whether an entry without a place is a heading over nothing, or nothing at all."""
    return is_blank(entry.text) and (entry.keyword in profile.groups or is_blank(entry.keyword))


def _chosen(
    entry: Entry, places: Sequence[tuple[str, str]], left: list[tuple[int, tuple[str, str]]], profile: Profile
) -> int | None:
    """The row that the user chose for an entry; a line that was named serves one entry, a heading all of them."""
    begins = entry.text.partition("\n")[0].partition(":")[0]
    names = {fold(entry.keyword)} if entry.keyword else {"", fold(begins)}
    for number, (key, keyword) in enumerate(places):
        named, unused = fold(key) in names, (number, (key, keyword))
        if named or (key.strip() == str(entry.line) and unused in left):
            if unused in left:
                left.remove(unused)
            return profile.places[keyword]
    return None


def fill_text(note: TriageNote, fill: str) -> str:
    """What the patient said before the contact, as the keyword that has no text of its own takes it."""
    if fill == "presenting_reason":
        text = note.triage.presenting_reason
    else:
        pairs = ((question.strip(), answer.strip()) for question, answer in note.triage.answers)
        text = "\n".join(filter(None, (" ".join(filter(None, pair)) for pair in pairs)))
    return "" if is_blank(text) else text


def _are_added(found: list[ExpectedField], expected: list[ExpectedField], note: TriageNote, profile: Profile) -> bool:
    """Whether two records differ by the phrases of the routine alone, each where it belongs (R55, R93)."""
    if len(found) != len(expected):
        return False
    words, contact = profile.phrases, note.contact
    asked = contact.consultation in ("", "consult_only") and not is_blank(contact.colleague)
    for ours, theirs in zip(found, expected, strict=True):
        texts = {theirs[2]}
        if asked and theirs[3] and theirs[1] == words.consulted_keyword:
            texts |= {_lines(text, f"{words.consulted} {contact.colleague}") for text in texts}
        if "chat" in contact.channels and theirs[3] and theirs[1] == words.chat_opening_keyword:
            texts |= {_lines(words.chat_opening, text) for text in texts}
        if ours[2] not in texts or (*ours[:2], ours[3]) != (*theirs[:2], theirs[3]):
            return False
    return True


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def expected_sections(record: RecordNote, profile: Profile, target: Target, own: bool) -> tuple[tuple[str, str], ...]:
    """Heading and text of what an output tells, in order; `own` takes the headings of Clinic24.

    Diagnoses stand in the running text too (R146), and so does the outcome of the triage where it stands nowhere else.
    """
    told = [
        ((own and heading) or keyword, text)
        for keyword, heading, text, _, placed in record.fields
        if text or target.empty or not placed
    ]
    labels = profile.labels
    told += [(labels[f"{kind}_diagnosis"], diagnosis_text(one)) for kind, one in diagnoses(record.note)]
    if record.note.triage.outcome and "triage_outcome" not in target.shows:
        told.append((labels["triage.outcome"], record.note.triage.outcome))
    return tuple(told)
