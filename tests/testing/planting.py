"""Planted errors: what a programmer could get wrong in mapping, readers, checks, render, and who must notice.

Each is put in the place of a function of the program, wherever the program has it, and changes what comes out of it:
not as nonsense, but as a slip that gives a note that looks right.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pytest

from converter import readers, render
from converter.findings import Finding
from converter.note import identifiers
from converter.note.model import Entry, Field, RecordNote, TriageNote
from converter.note.reading import Reading
from converter.profile import Profile, RequiredField
from converter.profile import wording as facts
from converter.readers import decoding
from converter.readers import text as text_reader
from converter.readers import xml as xml_reader
from converter.record import checks, contact_checks, diagnosis_checks, given_facts, mapping, phrases
from converter.registration import engine, register
from converter.registration.model import Registration
from converter.render import charsets

Wrap = Callable[[Callable[..., Any]], Callable[..., Any]]


class Planted(NamedTuple):
    """An error: where it is, what it does, and the property that must notice."""

    functions: tuple[Callable[..., Any], ...]
    wrap: Wrap
    noticed_by: str


def plant(monkeypatch: pytest.MonkeyPatch, error: Planted) -> None:
    """Puts the error in the place of its functions, in every module and table of the program.

    What was remembered without the error is forgotten: it would be answered with.
    """
    forget()
    monkeypatch.setattr(readers, "reader_of", readers.reader_of.__wrapped__)  # it remembers the readers it has found
    for function in error.functions:
        wrong = error.wrap(function)
        for module, name in list(_places(function)):
            there = getattr(module, name)
            swapped = wrong if there is function else tuple(wrong if item is function else item for item in there)
            monkeypatch.setattr(module, name, swapped)


def forget() -> None:
    """Empties what the registration remembers of the contacts it has seen."""
    for name, module in list(sys.modules.items()):
        if name.startswith("converter.registration"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def _places(function: Callable[..., Any]) -> Iterator[tuple[Any, str]]:
    for name, module in list(sys.modules.items()):
        if name.startswith("converter."):
            for attribute, value in vars(module).items():
                if value is function or (type(value) is tuple and function in value):
                    yield module, attribute


# -- how an outcome is changed --------------------------------------------------------------------------------


def _after(change: Callable[..., Any]) -> Wrap:
    """The outcome changed; `change` gets it, then the arguments."""
    return lambda function: lambda *given, **named: change(function(*given, **named), *given)


def _note(change: Callable[[TriageNote], TriageNote]) -> Wrap:
    def changed(reading: Reading, *_: object) -> Reading:
        return reading if reading.note is None else reading._replace(note=change(reading.note))

    return _after(changed)


def _texts(change: Callable[[str], str]) -> Wrap:
    """Every text changed by a reader, in the note and in what it shows for the proof."""

    def changed(reading: Reading, *_: object) -> Reading:
        if reading.note is None:
            return reading
        entries = tuple(entry._replace(text=change(entry.text)) for entry in reading.note.entries)
        blocks = tuple(block if block.fact else block._replace(body=change(block.body)) for block in reading.blocks)
        return reading._replace(note=reading.note._replace(entries=entries), blocks=blocks)

    return _after(changed)


def _entries(change: Callable[[list[Entry]], list[Entry]]) -> Wrap:
    return _note(lambda note: note._replace(entries=tuple(change(list(note.entries)))))


def _record(change: Callable[[list[Field]], list[Field]]) -> Wrap:
    def changed(outcome: tuple[RecordNote, Any], *_: object) -> tuple[RecordNote, Any]:
        record, findings = outcome
        return record._replace(fields=tuple(change(list(record.fields)))), findings

    return _after(changed)


def _fields(change: Callable[[Field], Field]) -> Wrap:
    return _record(lambda fields: [change(field) for field in fields])


def _retold(field: Field, text: str) -> Field:
    """A field with another text, and parts that say the same: it agrees with itself."""
    return field._replace(text=text, parts=tuple(part._replace(text=text) for part in field.parts[:1]))


def _swapped_texts(fields: list[Field]) -> list[Field]:
    first, second, *rest = fields
    return [first._replace(text=second.text, parts=second.parts), second._replace(text=first.text, parts=first.parts),
            *rest]  # fmt: skip


def _swapped_keywords(fields: list[Field]) -> list[Field]:
    *rest, one, other = fields[:5]
    return [*rest, one._replace(keyword=other.keyword), other._replace(keyword=one.keyword), *fields[5:]]


def _quiet(*codes: str) -> Wrap:
    """A check that does not say these codes."""
    return _after(lambda findings, *_: [finding for finding in findings if finding.code not in codes])


def _printed(change: Callable[[str], str]) -> Wrap:
    return _after(lambda output, *_: change(output))


def _latin(function: Callable[..., Any]) -> Callable[..., Any]:
    def decode(source: bytes | str, profile: Profile, encoding: str = "") -> Any:
        try:
            return function(source, profile, encoding)
        except decoding.Undecodable as refused:
            if refused.finding.code == "MVG105" and isinstance(source, bytes):
                return source.decode("latin-1").replace("\r\n", "\n"), ()
            raise

    return decode


def _wrong_guess(function: Callable[..., Any]) -> Callable[..., Any]:
    def decode(source: bytes | str, profile: Profile, encoding: str = "") -> Any:
        text, findings = function(source, profile, encoding)
        if any(finding.code == "MVG108" for finding in findings) and isinstance(source, bytes):
            return source.decode("cp1252", "replace").replace("\r\n", "\n").replace("\r", "\n"), findings
        return text, findings

    return decode


def _marked(reported: tuple[str, Any], source: bytes | str, *_: object) -> tuple[str, Any]:
    return ("\ufeff" if isinstance(source, bytes) and source.startswith(b"\xef\xbb\xbf") else "") + reported[
        0
    ], reported[1]


def _strips(function: Callable[..., Any]) -> Callable[..., Any]:
    """What is missing, by `str.strip` alone: a zero-width space counts as filled."""

    def missing(note: TriageNote, profile: Profile, required: Sequence[RequiredField]) -> list[Finding]:
        blank = {field.heading for field in required if not _of(note, field.fact).strip()}
        return [finding for finding in function(note, profile, required) if finding.words[0] in blank]

    return missing


def _of(note: TriageNote, path: str) -> str:
    value: Any = note
    for name in path.split("."):
        value = getattr(value, name)
    return str(value)


def _views(change: Callable[[tuple[tuple[str, str], ...]], Any]) -> Wrap:
    return _after(lambda shown, *_: shown._replace(sections=tuple(change(shown.sections))))


def _quoting(findings: Any, record: RecordNote, *_: object) -> list[Finding]:
    title = record.note.principal_diagnosis.title
    return [found._replace(words=(title, *found.words[1:])) if found.words else found for found in findings]


def _guessing(function: Callable[..., Any]) -> Callable[..., Any]:
    def guessed(contact: Any, *rest: Any) -> Registration:
        return function(contact._replace(origin=contact.origin or "booked", prio=contact.prio or "3"), *rest)  # type: ignore[no-any-return]  # any function

    return guessed


def _with_xs012(answer: Registration, contact: Any, *_: object) -> Registration:
    return answer._replace(values={**answer.values, "kva": "XS012"}) if set(contact.channels) == {"chat"} else answer


READERS = (text_reader.read, xml_reader.read)
MAPPING = (mapping.to_record,)

ERRORS: dict[str, Planted] = {
    # readers
    "the last line of a text is dropped": Planted(READERS, _texts(lambda text: text.rpartition("\n")[0]), "balance"),
    "line breaks are folded to spaces": Planted(READERS, _texts(lambda text: text.replace("\n", " ")), "answers"),
    "spaces are folded": Planted(READERS, _texts(lambda text: " ".join(text.split(" "))[:-1]), "answers"),
    "texts are composed": Planted(READERS, _texts(lambda text: text.replace("a\u030a", "å")), "answers"),
    "quotation marks are made straight": Planted(READERS, _texts(lambda text: text.replace("”", '"')), "answers"),
    "a text is cut at a tag": Planted(READERS, _texts(lambda text: text.split("<")[0]), "answers"),
    "the last entry is lost": Planted(READERS, _entries(lambda entries: entries[:-1]), "forms"),
    "two entries change places": Planted(READERS, _entries(lambda entries: entries[::-1]), "answers"),
    "the signer is lost": Planted(READERS, _note(lambda note: note._replace(signer="")), "lines"),
    "secondary diagnoses are lost": Planted(
        READERS, _note(lambda note: note._replace(secondary_diagnoses=())), "lines"
    ),
    "an id is made up": Planted(READERS, _note(lambda note: note._replace(id=note.id or "C24-0")), "forms"),
    "an encoding is guessed": Planted((decoding.decode,), _latin, "encodings"),
    "the wrong encoding is settled on": Planted((decoding.decode,), _wrong_guess, "encodings"),
    "the mark of an encoding is kept": Planted((decoding.decode,), _after(_marked), "encodings"),
    "a diagnosis loses its title": Planted(
        (facts.parse_diagnosis,), _after(lambda diagnosis, *_: diagnosis._replace(title=diagnosis.title[:10])), "lines"
    ),
    # mapping
    "two texts change places": Planted(MAPPING, _record(_swapped_texts), "table"),
    "two rows change places": Planted(MAPPING, _record(_swapped_keywords), "table"),
    "the last line of a field is dropped": Planted(
        MAPPING, _fields(lambda field: _retold(field, field.text.rpartition("\n")[0] or field.text)), "balance"
    ),
    "a field is lost": Planted(MAPPING, _record(lambda fields: fields[:-3] + fields[-2:]), "balance"),
    "a field is doubled": Planted(MAPPING, _record(lambda fields: [fields[0], *fields]), "balance"),
    "text without a place is dropped": Planted(
        MAPPING, _record(lambda fields: [field for field in fields if field.placed]), "placed"
    ),
    "text without a place is given one": Planted(MAPPING, _fields(lambda field: field._replace(placed=True)), "placed"),
    "a repeated keyword keeps its first text": Planted(
        MAPPING, _fields(lambda field: _retold(field, field.parts[0].text) if field.parts else field), "table"
    ),
    "a phrase takes the place of the text": Planted(
        (phrases.with_phrase,),
        _after(
            lambda done, record, keyword, phrase: (
                done[0]._replace(
                    fields=tuple(
                        field._replace(text=phrase) if phrase in field.text else field for field in done[0].fields
                    )
                ),
                done[1],
            )
        ),
        "phrases",
    ),
    "what is given is not taken": Planted(
        (given_facts.apply_given,), _after(lambda done, note, *_: (note, done[1])), "given"
    ),
    # checks
    "a zero-width space counts as filled": Planted((checks.missing_required,), _strips, "gate"),
    "one field is not required": Planted((checks.missing_required,), _after(lambda found, *_: found[1:]), "gate"),
    "the gate is open": Planted((checks.missing_required,), _quiet("MVG401"), "gate"),
    "the button is always ready": Planted(
        (checks.button,), _after(lambda label, profile, *_: profile.button_ready), "gate"
    ),
    "text without a place is not reported": Planted(
        (checks.unplaced_texts,), _quiet("MVG301", "MVG302", "MVG303", "MVG318"), "placed"
    ),
    "the check digit is not checked": Planted(
        (identifiers.number_fault,), _after(lambda fault, *_: "" if fault == "MVG405" else fault), "numbers"
    ),
    "a chat needs no opening": Planted(
        (contact_checks.lacks_chat_opening,), _after(lambda lacks, *_: False), "phrases"
    ),
    "a consultation needs no name": Planted(
        (contact_checks.lacks_consulted,), _after(lambda lacks, *_: False), "phrases"
    ),
    "a finding quotes the note": Planted((diagnosis_checks.diagnoses,), _after(_quoting), "silent"),
    # render
    "the last section is not shown": Planted(
        (render.render_context,), _views(lambda sections: sections[:-1]), "balance"
    ),
    "texts are shown in capitals": Planted(
        (render.render_context,),
        _views(lambda sections: [(heading, text.upper()) for heading, text in sections]),
        "balance",
    ),
    "mark-up is not escaped": Planted(
        (render.render,), _printed(lambda output: output.replace("&lt;", "<")), "balance"
    ),
    "the output ends too early": Planted((render.render,), _printed(lambda output: output[:-40]), "answers"),
    "control characters get out": Planted(
        (render.render,), _printed(lambda output: output.replace(" ", "\x0b")), "balance"
    ),
    "characters are swapped in silence": Planted(
        (charsets.encode_for_target,), _after(lambda fitted, *_: fitted._replace(findings=())), "charsets"
    ),
    # registration
    "a chat gets XS012": Planted((engine.decide,), _after(_with_xs012), "registration"),
    "an unknown fact is guessed": Planted((register,), _guessing, "registration"),
}
