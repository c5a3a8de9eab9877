"""The phrases that the routine asks for, added to a record where they are missing (`--add-phrases`)."""

from __future__ import annotations

from converter.findings import Finding
from converter.note.model import Entry, RecordNote
from converter.profile import Profile
from converter.record import contact_checks


def add_phrases(record: RecordNote, profile: Profile) -> tuple[RecordNote, tuple[Finding, ...]]:
    """The record with the phrases of R55 and R93 where they are missing; a name is never invented."""
    phrases, findings = profile.phrases, []
    if contact_checks.lacks_chat_opening(record, profile):
        record, keyword = with_phrase(record, phrases.chat_opening_keyword, phrases.chat_opening, opens=True)
        findings.append(Finding("MVG312", words=(phrases.chat_opening, keyword)))
    if contact_checks.lacks_consulted(record, profile):
        if colleague := contact_checks.colleague_of(record.note, profile):
            phrase = f"{phrases.consulted} {colleague}"
            record, keyword = with_phrase(record, phrases.consulted_keyword, phrase)
            findings.append(Finding("MVG312", words=(phrases.consulted, keyword)))
        else:
            findings.append(Finding("MVG422", words=(phrases.consulted,)))
    return record, tuple(findings)


def with_phrase(record: RecordNote, keyword: str, phrase: str, opens: bool = False) -> tuple[RecordNote, str]:
    """The record note with a phrase on a line of its own, and the keyword of the record that took it.

    `keyword` is the keyword of the note whose text it ends (R93), or `opens` (R55).
    """
    index = next(number for number, field in enumerate(record.fields) if field.placed and field.heading == keyword)
    field = record.fields[index]
    added = (Entry(field.heading, phrase, origin="phrase"),)
    parts, lines = (added + field.parts, (phrase, field.text)) if opens else (field.parts + added, (field.text, phrase))
    field = field._replace(text="\n".join(filter(None, lines)), parts=parts)
    return record._replace(fields=(*record.fields[:index], field, *record.fields[index + 1 :])), field.keyword
