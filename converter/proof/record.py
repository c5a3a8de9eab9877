"""The second proof: the record, compared with the note laid out a second time by the keyword table of the profile."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from operator import attrgetter
from typing import Final

from converter.note.model import Contact, Diagnosis, Entry, RecordNote, TriageNote
from converter.profile import Profile, Target
from converter.proof.facts import FACTS, TIMES, diagnoses, diagnosis_text
from converter.proof.text_rules import fold, is_blank, is_filled, replace_not_xml
from converter.proof.timestamps import same_time

ExpectedField = tuple[str, str, str, bool]
"""A field of the record: its keyword, the keyword of the note, its text, and whether the table has a row for it."""
Places = Sequence[tuple[str, str]]
"""The user's choices for text without a row: a heading or line number, and the keyword that takes the text."""
_CHANNELS: Final = "contact.channels"
_GIVABLE: Final = (
    "principal_diagnosis", _CHANNELS,
    *(fact.name for fact in FACTS if fact.name != "id" and not fact.name.startswith(("patient.", "triage."))),
)  # fmt: skip
"""The facts that can be given beside the note."""
_LINE_END: Final = r"[\n\r\x85\u2028\u2029]"
"""What divides lines: a given fact that has one is not used, and stops the conversion."""
_GIVABLE_PARTS: Final = frozenset(fact.partition(".")[0] for fact in _GIVABLE)


# -- the facts that were given beside the note -----------------------------------------------------------------


def given_is_proven(
    note: TriageNote, read: TriageNote, given: Mapping[str, str], profile: Profile, stopped: bool
) -> bool:
    """Whether a note is the one that was read, with the facts that were given beside it and no other change.

    `given` maps facts to their text. Where it contradicts the note the given value counts, unless the contradiction has
    `stopped` the conversion.
    """
    if note is read and not any(given.values()):
        return True
    for name, actual, original in zip(note._fields, note, read, strict=True):
        if name not in _GIVABLE_PARTS and actual is not original:
            return False
    texts = {fact: replace_not_xml(given.get(fact, "")).strip() for fact in _GIVABLE}
    return all(_has_right_value(fact, note, read, text, profile, stopped) for fact, text in texts.items())


def _has_right_value(
    fact: str, note: TriageNote, read: TriageNote, given: str, profile: Profile, stopped: bool
) -> bool:
    """Whether a fact has the given value, or that of the note where none was given or both say the same."""
    value_of = attrgetter(fact)
    actual, original = value_of(note), value_of(read)
    if words := profile.word_codes.get(fact):
        return _has_codes(actual, original, given, {fold(word): code for word, code in words.items()}, stopped)
    if not is_filled(given, profile.placeholders) or (stopped and re.search(_LINE_END, given)):
        return bool(actual == original)
    if fact == "principal_diagnosis":
        is_given = diagnosis_matches(actual, given) or _is_completed(actual, given, profile)
        text, is_same = diagnosis_text(original), _has_code(original, given)
    else:
        is_given, text = actual == given, original
        is_same = fact in TIMES and (same_time(given, original) or same_time(original, given))
    is_same = is_same or fold(text) == fold(given)
    return is_given or (actual == original and is_filled(text, profile.placeholders) and (is_same or stopped))


def _is_completed(diagnosis: Diagnosis, given: str, profile: Profile) -> bool:
    """Whether a diagnosis is a given code with the title that the code list of its system has for it."""
    code, system, title = diagnosis
    known = profile.code_lists.get(system)
    same = _letters_and_digits(code) == _letters_and_digits(given)
    return known is not None and same and known.has_line(code, title)


def _has_codes(
    actual: str | tuple[str, ...], original: str | tuple[str, ...], given: str, codes: Mapping[str, str], stopped: bool
) -> bool:
    """Whether a fact with codes has those that the given words mean, or that of the note."""
    if is_blank(given):
        return actual == original
    parts = given.split(",") if isinstance(actual, tuple) else [given]
    meant = tuple(part.strip() if part.strip() in codes.values() else codes.get(fold(part), "") for part in parts)
    is_given = all(meant) and (actual if isinstance(actual, tuple) else (actual,)) == meant
    return is_given or (actual == original and stopped)


def _has_code(diagnosis: Diagnosis, text: str) -> bool:
    """Whether a text begins with the code of a diagnosis."""
    return bool(diagnosis.code) and _letters_and_digits(text).startswith(_letters_and_digits(diagnosis.code))


def diagnosis_matches(diagnosis: Diagnosis, text: str) -> bool:
    """Whether a diagnosis has the letters and digits of a text in their order, and its title as it is written there.

    The spelling of code and system, and the punctuation between them and the title, make no difference.
    """
    code, system, title = diagnosis
    if diagnosis_text(diagnosis) == text:
        return bool(code) or not system
    if not code:
        return not system and title == text
    return _letters_and_digits(f"{code}{system}{title}") == _letters_and_digits(text) and text.endswith(title)


def _letters_and_digits(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


# -- the record: the note under the keywords of the table -----------------------------------------------------


def record_is_proven(record: RecordNote, profile: Profile, places: Places, phrases: bool) -> bool:
    """Whether the record holds the whole note under the keywords of the profile's table, and nothing else.

    With `phrases` the standard phrases of the routine may be there too, where the routine wants them.
    """
    expected = expected_fields(record.note, profile, places)
    actual = [(keyword, heading, text, placed) for keyword, heading, text, _, placed in record.fields]
    same = actual == expected or (phrases and _differ_by_phrases(actual, expected, record.note.contact, profile))
    return same and record.template == profile.template


def expected_fields(note: TriageNote, profile: Profile, places: Places = ()) -> list[ExpectedField]:
    """The fields that a note makes by the table of the profile; text without a row follows the row before it."""
    texts: dict[int, list[str]] = {}
    unplaced: dict[int, list[ExpectedField]] = {}
    unused, last = {*range(len(places))}, -1
    rows = profile.places
    for entry in note.entries:
        index, heading = rows.get(entry.keyword), ""
        if index is None and not _is_empty(entry, profile):
            number = _choice_for(entry, places, unused)
            heading = "" if entry.keyword in profile.groups else entry.keyword
            if number is None:
                unplaced.setdefault(last, []).append((entry.keyword, entry.keyword, entry.text, False))
            else:
                unused.discard(number)
                index = rows[places[number][1]]
        if index is not None:
            last = index
            texts.setdefault(index, []).extend(filter(None, (heading, entry.text)))
    fields = unplaced.get(-1, [])
    for index, row in enumerate(profile.rows):
        text = "\n".join(texts[index]) if index in texts else ""
        if row.fill and is_blank(text):
            text = fill_text(note, row.fill)
        fields.append((row.record, row.clinic24, text, True))
        fields += unplaced.get(index, ())
    return fields


def _is_empty(entry: Entry, profile: Profile) -> bool:
    """Whether an entry without a row is blank: no text, under no heading or a group heading."""
    return is_blank(entry.text) and (entry.keyword in profile.groups or is_blank(entry.keyword))


def _choice_for(entry: Entry, places: Places, unused: Set[int]) -> int | None:
    """The index of the place that the user chose for an entry; a line serves one entry, a heading all of them."""
    first_words = entry.text.partition("\n")[0].partition(":")[0]
    names = {fold(entry.keyword)} if entry.keyword else {"", fold(first_words)}
    for number, (key, _) in enumerate(places):
        is_line = key.strip() == str(entry.line) and number in unused
        if is_line if key.strip().isdigit() else fold(key) in names:
            return number
    return None


def fill_text(note: TriageNote, fill: str) -> str:
    """The text of a keyword that is filled from the triage, `presenting_reason` or the answers, where it has no own."""
    if fill == "presenting_reason":
        text = note.triage.presenting_reason
    else:
        pairs = ((question.strip(), answer.strip()) for question, answer in note.triage.answers)
        text = _joined(*(" ".join(filter(None, pair)) for pair in pairs))
    return "" if is_blank(text) else text


def _joined(*texts: str) -> str:
    """The texts that are not empty, each on lines of its own."""
    return "\n".join(filter(None, texts))


def _differ_by_phrases(
    actual: list[ExpectedField], expected: list[ExpectedField], contact: Contact, profile: Profile
) -> bool:
    """Whether two records differ by the phrases of the routine alone, each in the keyword it belongs to (R55, R93)."""
    if len(actual) != len(expected):
        return False
    phrases = profile.phrases
    is_named = is_filled(contact.colleague, profile.placeholders)
    may_consult = is_named and contact.consultation in ("", *phrases.consulted_for)
    is_chat = not set(phrases.chat_opening_for).isdisjoint(contact.channels)
    for (*names, text, placed), (*own_names, own_text, own_placed) in zip(actual, expected, strict=True):
        texts, heading = {own_text}, own_names[1] if own_placed else None
        if may_consult and heading == phrases.consulted_keyword:
            texts |= {_joined(one, f"{phrases.consulted} {contact.colleague}") for one in texts}
        if is_chat and heading == phrases.chat_opening_keyword:
            texts |= {_joined(phrases.chat_opening, one) for one in texts}
        if text not in texts or (names, placed) != (own_names, own_placed):
            return False
    return True


def expected_sections(
    record: RecordNote, profile: Profile, target: Target, note_headings: bool
) -> tuple[tuple[str, str], ...]:
    """Heading and text of each section of an output, in order; `note_headings` takes the headings of the note.

    A heading that is a key of a JSON object comes once. Diagnoses stand in the running text too (R146), and so does
    the outcome of the triage where the target has no other place for it.
    """
    sections = [
        ((note_headings and heading) or keyword, text)
        for keyword, heading, text, _, placed in record.fields
        if text or target.writes_empty or not placed
    ]
    labels, outcome = profile.labels, record.note.triage.outcome
    sections += [(labels[f"{kind}_diagnosis"], diagnosis_text(one)) for kind, one in diagnoses(record.note)]
    if outcome and "triage_outcome" not in target.shows:
        sections.append((labels["triage.outcome"], outcome))
    if target.syntax != "json":
        return tuple(sections)
    from converter.proof.output import joined_sections  # else a registration would load the proof of templates

    return joined_sections(tuple(sections), profile.templates.get(target.template, ""))
