"""Properties of reading: a note is read completely, in either form and any encoding, or it is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from converter.note.model import Diagnosis, TriageNote
from converter.profile import Profile
from converter.profile.wording import diagnosis_as_written, parse_diagnosis
from converter.testing.note_under_test import NotApplicable, NoteUnderTest, folded, is_visible, strings
from converter.testing.writers import as_text, as_xml

_NOT_XML: Final = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION: Final = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
_LEGACY_ENCODINGS: Final = ("cp1252", "cp850", "mac-roman")
_TEMPLATE_CODES: Final = ("MVG503",)
"""Codes with a line of a template, not of the note."""
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII)
_FRAME: Final = re.compile(r"\A(?:<[^<>]*>|[\W_])+|(?:<[^<>]*>|[\W_])+\Z")
"""The signs and the mark-up at both ends of a line."""
HEADING_WORDS: Final = 4
"""A line with more words before its colon is running text."""
_NO_WORD: Final = re.compile(r"[\s():;,/+&–—]+")
"""The separators of the parts of a diagnosis."""


def answers(case: NoteUnderTest) -> None:
    """Any source gives an output or an error, and every finding has a valid line and can be worded."""
    for target in (case.free_target, case.gated_target):
        result = case.convert(target, damaged_ok=False)
        case.require(result.ok == (result.output is not None), target)
        last = case.source.count(b"\n") + case.source.count(b"\r") + 1
        for finding in result.findings:
            case.require(finding.code in _TEMPLATE_CODES or finding.line <= last, finding.code)
            for language in ("sv", "en"):
                message = finding.message(language) + finding.next_step(language)
                case.require("{" not in message and message.strip(), finding.code, language)


def repeat(case: NoteUnderTest) -> None:
    """The same source gives the same result."""
    case.require(case.convert(case.free_target) == case.convert(case.free_target, case.source))


# -- nothing is lost ------------------------------------------------------------------------------------------


def lines(case: NoteUnderTest) -> None:
    """Every line of the source is in the note; checked without the reader and the proof."""
    known = "\n".join(strings(case.note))
    known += known.casefold()  # a code counts in small letters too
    lines_of = _lines_of_xml if case.reading.form == "xml" else _lines_of_text
    text = _NOT_XML.sub("\ufffd", "\n".join(case.reading.lines))  # replaced like this, with a finding (MVG228)
    for number, line in lines_of(text, case.profile):
        case.require(_without_spaces(line) in _without_spaces(known), f"{number}")


def _without_spaces(text: str) -> str:
    return " ".join(text.split())


def _lines_of_xml(text: str, _: Profile) -> Iterator[tuple[int, str]]:
    root = ElementTree.fromstring(_DECLARATION.sub("", text))  # noqa: S314 -- it was read, so it has no DOCTYPE
    for number, element in enumerate(root.iter()):
        for line in "".join([element.text or "", element.tail or ""]).split("\n"):
            yield number, line


def _lines_of_text(text: str, profile: Profile) -> Iterator[tuple[int, str]]:
    """The texts of each line, without the headings of the profile and the words of its codes."""
    waiting = ""  # the fact whose label is alone on a line above
    for number, line in enumerate(text.split("\n"), 1):
        head, _, tail = line.partition(":")
        meaning = profile.headings.get(folded(head))
        if meaning is not None:
            waiting = meaning.name
            parts = _rewritten_fact(meaning.name, tail, profile)
        elif is_visible(line):
            is_reworded = waiting in profile.codes or waiting.endswith("_diagnosis")
            parts = _rewritten_fact(waiting, line, profile) if is_reworded else [head, tail]
            waiting = ""
        else:
            continue
        yield from ((number, part) for part in parts if is_visible(part))


def _rewritten_fact(fact: str, words: str, profile: Profile) -> list[str]:
    """The texts of a fact that the note keeps: none of a code, the words of a diagnosis."""
    if fact.endswith("_diagnosis"):
        systems = {_letters(name) for system in profile.code_systems.systems for name in (system.name, *system.aliases)}
        return [word for word in _NO_WORD.split(words) if word and _letters(word) not in systems]
    return [] if fact in profile.codes else [words]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


# -- the two forms --------------------------------------------------------------------------------------------


def forms(case: NoteUnderTest) -> None:
    """The note is the same when it is written in the other form and read again."""
    note = case.note
    if case.reading.form == "xml":
        if not fits_text(note, case.profile):
            raise NotApplicable
        again = case.read(as_text(note, case.profile))
    else:
        again = case.read(xml_of(note))
    case.require(again is not None, "unreadable")
    differing = [name for name in note._fields if getattr(note, name) != getattr(again, name)]
    case.require(not differing, *differing)


def xml_of(note: TriageNote) -> str:
    """The note as XML. Raises `NotApplicable` when its id or times are not valid in XML."""
    times = (note.created, note.ended, note.signed_at)
    if any(character in note.id for character in "<>") or not all(map(_TIME.fullmatch, filter(None, times))):
        raise NotApplicable
    return as_xml(note)


def fits_text(note: TriageNote, profile: Profile) -> bool:
    """Whether copied text can represent the note: no line of a text reads like a heading, each fact is one line."""
    facts = [*strings(note._replace(entries=()))]
    return (
        bool(note.entries)
        and is_one_note(note)
        and all(entry.keyword in profile.places or entry.keyword in profile.groups for entry in note.entries)
        and all(is_plain(line, profile) for entry in note.entries for line in entry.text.split("\n"))
        and all("\n" not in fact for fact in facts)
        and all(question and answer for question, answer in note.triage.answers)
        and all(
            one in (Diagnosis(), parse_diagnosis(diagnosis_as_written(one), profile.code_systems))
            for one in (note.principal_diagnosis, *note.secondary_diagnoses)
        )
    )


def is_one_note(note: TriageNote) -> bool:
    """Whether at most one keyword is repeated, and not the first: any other text may be two notes, and is refused."""
    times = Counter(entry.keyword for entry in note.entries)
    begins_again = any(times[entry.keyword] > 1 for entry in note.entries[:1])
    return not begins_again and sum(often > 1 for often in times.values()) <= 1


def is_plain(line: str, profile: Profile) -> bool:
    """Whether a line is running text, whatever stands around it: a sentence, or words that no heading begins like.

    Stricter than the reader, on purpose: this says what certainly is text.
    """
    head, colon, _ = line.strip().partition(":")
    if not head or folded(head) in profile.headings:
        return not head and not colon
    if (words := folded(_FRAME.sub("", head))) in profile.headings or not words:
        return False
    if len(head.split()) > HEADING_WORDS:
        return True
    first = head[0].casefold()
    return not colon and first.isascii() and first != "?" and first not in profile.derive(initials)


def initials(profile: Profile) -> frozenset[str]:
    """The first letters of the profile's headings, folded."""
    return frozenset(heading[0] for heading in (*profile.headings, *profile.record_keywords) if heading)


# -- encodings and the way back -------------------------------------------------------------------------------


def encodings(case: NoteUnderTest) -> None:
    """Line ends and encodings change nothing; a legacy encoding is identified by a keyword or refused, not guessed."""
    note, text = case.note, _DECLARATION.sub("", "\n".join(case.reading.lines))
    for encoding, line_end in (("utf-8-sig", "\r\n"), ("utf-16", "\r")):
        case.require(case.read(text.replace("\n", line_end).encode(encoding)) == note, encoding)
    for encoding in _LEGACY_ENCODINGS:
        older = text.encode(encoding, "ignore")
        is_utf8 = older.decode(errors="ignore").encode() == older
        if older.decode(encoding) == text and not is_utf8:
            again = case.read(older)
            case.require(again is None or again == note, encoding)


def stable(case: NoteUnderTest) -> None:
    """Copied with the note's own headings, the text is a note again, and is copied the same.

    A text with lines that read like headings is cut at them the first time; from then on it stays as it is.
    """
    if case.reading.questions or not is_one_note(case.note):
        raise NotApplicable  # an ambiguous line may be read differently when other lines have moved
    if any(finding.code == "MVG223" for finding in case.reading.findings):
        raise NotApplicable  # of two values of a fact, one is text, and only their order tells which
    first = _copied_text(case, case.source)
    again = _copied_text(case, first)
    note, profile = case.note, case.profile
    if fits_text(note, profile):
        case.require(again == first, case.bare_target)
    else:
        case.require(_copied_text(case, again) == again, case.bare_target, "cut")


def _copied_text(case: NoteUnderTest, source: bytes | str) -> str:
    output = case.convert(case.bare_target, source, headings="clinic24").output
    if output is None:
        raise NotApplicable
    return output
