"""Faults of readers and of decoding."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from converter.note.model import Diagnosis, Entry, TriageAnswer, TriageNote
from converter.note.reading import Block, Reading
from converter.profile import Profile
from converter.readers import decoding
from converter.readers import text as text_reader
from converter.readers import xml as xml_reader
from testing.faults.base import Fault, after, at

Change = Callable[..., Any]

READERS = (text_reader.read, xml_reader.read)


def _reader(change: Callable[[Reading], Reading]) -> Fault:
    def changed(reading: Reading, *_: object) -> Reading:
        return reading if reading.note is None else change(reading)

    return Fault("reader", at(*READERS, wrap=after(changed)))


def _note(change: Callable[[TriageNote], TriageNote]) -> Fault:
    return _reader(lambda reading: reading._replace(note=change(reading.note)))  # type: ignore[arg-type]  # it has a note


def _fact(**changes: Callable[[TriageNote], Any]) -> Fault:
    return _note(lambda note: note._replace(**{name: change(note) for name, change in changes.items()}))


def _texts(change: Callable[[str], str], source: bool = False) -> Fault:
    """Every text changed, in the note and in what the reader shows for it; with `source` in its source too."""

    def changed(reading: Reading) -> Reading:
        assert reading.note is not None
        entries = tuple(entry._replace(text=change(entry.text)) for entry in reading.note.entries)
        blocks = tuple(block if block.fact else block._replace(body=change(block.body)) for block in reading.blocks)
        text = change(reading.text) if source else reading.text
        return reading._replace(note=reading.note._replace(entries=entries), blocks=blocks, text=text)

    return _reader(changed)


def _entries(change: Callable[[list[Entry]], list[Entry]]) -> Fault:
    return _note(
        lambda note: note._replace(entries=tuple(change(list(note.entries)))) if len(note.entries) > 1 else note
    )


def _keyword(old: str, new: str) -> Fault:
    """A keyword taken for another one, everywhere."""

    def changed(reading: Reading) -> Reading:
        assert reading.note is not None
        entries = tuple(
            entry._replace(keyword=new) if entry.keyword == old else entry for entry in reading.note.entries
        )
        blocks = tuple(block._replace(keyword=new) if block.keyword == old else block for block in reading.blocks)
        return reading._replace(note=reading.note._replace(entries=entries), blocks=blocks)

    return _reader(changed)


def _not_cut(reading: Reading) -> Reading:
    """The heading Bedömning is not seen: it and its text go on as the text above."""
    note = reading.note
    assert note is not None
    at = next((n for n, entry in enumerate(note.entries) if entry.keyword == "Bedömning" and n), 0)
    if not at:
        return reading
    above, lost = note.entries[at - 1 : at + 1]
    gap = "\n\n" if reading.form == "text" else "\n"
    entry = above._replace(text=f"{above.text}{gap}{lost.heading}\n{lost.text}")
    entries = (*note.entries[: at - 1], entry, *note.entries[at + 1 :])
    blocks = list(reading.blocks)
    for number, block in enumerate(blocks):
        if block.keyword == "Bedömning" and not block.fact:
            blocks[number - 1 : number + 1] = [blocks[number - 1]._replace(body=entry.text)]
            break
    return reading._replace(note=note._replace(entries=entries), blocks=tuple(blocks))


def _label_taken(reading: Reading) -> Reading:
    """A label within a text is taken for the signer."""
    note, label = reading.note, "Signerad av:"
    assert note is not None
    for number, block in enumerate(reading.blocks):
        before, found, after = block.body.partition(f"\n{label}")
        if found and not block.fact:
            name, _, rest = after.partition("\n")
            line = block.line + before.count("\n") + 2
            cut = [
                block._replace(body=before),
                Block(label, name.strip(), "signer", line),
                Block("", rest, "", line + 1, ""),
            ]
            blocks = (*reading.blocks[:number], *cut, *reading.blocks[number + 1 :])
            entries = tuple(
                part
                for entry in note.entries
                for part in (
                    [entry._replace(text=before), Entry("", rest, "note", line + 1)]
                    if entry.text == block.body
                    else [entry]
                )
            )
            return reading._replace(note=note._replace(entries=entries, signer=name.strip()), blocks=blocks)
    return reading


def _patient(**changes: Callable[[TriageNote], Any]) -> Fault:
    return _note(lambda note: note._replace(patient=note.patient._replace(**{k: c(note) for k, c in changes.items()})))


def _triage(**changes: Callable[[TriageNote], Any]) -> Fault:
    return _note(lambda note: note._replace(triage=note.triage._replace(**{k: c(note) for k, c in changes.items()})))


def _contact(**changes: Callable[[TriageNote], Any]) -> Fault:
    return _note(lambda note: note._replace(contact=note.contact._replace(**{k: c(note) for k, c in changes.items()})))


def _principal(change: Callable[[Diagnosis], Diagnosis]) -> Fault:
    return _note(lambda note: note._replace(principal_diagnosis=change(note.principal_diagnosis)))


def _shifted(note: TriageNote) -> tuple[TriageAnswer, ...]:
    answers = [answer.answer for answer in note.triage.answers]
    return tuple(
        TriageAnswer(asked.question, answer)
        for asked, answer in zip(note.triage.answers, [*answers[1:], *answers[:1]], strict=True)
    )


def _latin(function: Callable[..., Any]) -> Callable[..., Any]:
    def decode(source: bytes | str, profile: Profile, encoding: str = "") -> Any:
        text, findings = function(source, profile, encoding)
        if isinstance(source, bytes) and any(finding.code == "MVG108" for finding in findings):
            return source.decode("latin-1"), findings
        return text, findings

    return decode


_DECODED = (decoding.decode,)
READER_FAULTS: dict[str, Fault] = {
    "the last line of a text is dropped": _texts(lambda text: text.rpartition("\n")[0] or text),
    "line breaks are folded to spaces": _texts(lambda text: text.replace("\n", " ")),
    "double spaces are folded": _texts(lambda text: text.replace("  ", " ")),
    "double spaces are folded before the text is cut": _texts(lambda text: text.replace("  ", " "), source=True),
    "tabs become spaces before the text is cut": _texts(lambda text: text.replace("\t", " "), source=True),
    "a blank line within a text is dropped": _texts(lambda text: text.replace("\n\n", "\n")),
    "a blank line is added within a text": _texts(lambda text: text.replace("\n", "\n\n", 1)),
    "the indent of lines is dropped": _texts(lambda text: re.sub(r"(?m)^[ \t]+", "", text)),
    "texts are composed": _texts(lambda text: text.replace("a\u030a", "å")),
    "texts are composed before they are cut": _texts(lambda text: text.replace("a\u030a", "å"), source=True),
    "quotation marks are made straight": _texts(lambda text: text.replace("\u201d", '"')),
    "no-break spaces become spaces": _texts(lambda text: text.replace("\u00a0", " ")),
    "a text is cut at a tag": _texts(lambda text: text.split("<")[0]),
    "a character becomes two": _texts(lambda text: text.replace("\u2265", ">=")),
    "texts are cut at two hundred characters": _texts(lambda text: text[:40]),
    "numbers get a decimal point": _texts(lambda text: text.replace("38,5", "38.5")),
    "negations are lost": _texts(lambda text: text.replace("Inget ", "")),
    "the last entry is lost": _entries(lambda entries: entries[:-1]),
    "an entry is read twice": _entries(lambda entries: [*entries, entries[-1]]),
    "entries are reversed": _entries(lambda entries: entries[::-1]),
    "two texts change places": _entries(
        lambda entries: [*entries[:-2], entries[-2]._replace(text=entries[-1].text),
                         entries[-1]._replace(text=entries[-2].text)]
    ),
    "an empty entry is made up": _entries(lambda entries: [*entries, Entry("Status", "ua", heading="Status")]),
    "Status is read as Bedömning": _keyword("Status", "Bedömning"),
    "the patient's words are read as the clinician's": _keyword("Patientens egenanamnes", "Kompletterande anamnes"),
    "a heading is not seen": _reader(_not_cut),
    "a label within a text is taken for a fact": _reader(_label_taken),
    "an id is made up": _fact(id=lambda note: note.id + "1"),
    "creation and end change places": _fact(created=lambda note: note.ended, ended=lambda note: note.created),
    "a time loses its offset": _fact(signed_at=lambda note: note.signed_at[:19]),
    "a time is moved by an hour": _fact(created=lambda note: note.created.replace("T09:", "T08:")),
    "the seconds of a time are lost": _fact(ended=lambda note: note.ended.replace(":30+", ":00+")),
    "the signer is lost": _fact(signer=lambda note: ""),
    "the author signs": _fact(signer=lambda note: note.author.name or "Lisbet"),
    "the signing time is that of the end": _fact(signed_at=lambda note: note.ended),
    "the record type is another": _fact(record_type=lambda note: note.record_type[:-1]),
    "the unit loses its id": _fact(signing_unit=lambda note: note.signing_unit._replace(hsa_id="")),
    "secondary diagnoses are lost": _fact(secondary_diagnoses=lambda note: ()),
    "secondary diagnoses change places": _fact(secondary_diagnoses=lambda note: note.secondary_diagnoses[::-1]),
    "a secondary diagnosis becomes the principal one": _fact(
        principal_diagnosis=lambda note: (note.secondary_diagnoses or (Diagnosis("Z00.0"),))[0]
    ),
    "a diagnosis loses its title": _principal(lambda diagnosis: diagnosis._replace(title=diagnosis.title[:5])),
    "a diagnosis loses its system": _principal(lambda diagnosis: diagnosis._replace(system="")),
    "a diagnosis gets a title": _principal(lambda diagnosis: diagnosis._replace(title=diagnosis.title + " UNS")),
    "a code loses its last digit": _principal(lambda diagnosis: diagnosis._replace(code=diagnosis.code[:-2])),
    "the author is the patient": _patient(name=lambda note: note.author.name),
    "digits of the identity number change places": _patient(
        number=lambda note: note.patient.number[:-2] + note.patient.number[:-3:-1]
    ),
    "the number is of another kind": _patient(number_type=lambda note: "reservnummer" if note.patient.number else ""),
    "the presenting reason is lost": _triage(presenting_reason=lambda note: ""),
    "the outcome is lost": _triage(outcome=lambda note: ""),
    "answers go to the question before": _triage(answers=_shifted),
    "the last answer is lost": _triage(answers=lambda note: note.triage.answers[:-1]),
    "channels are sorted": _contact(channels=lambda note: tuple(sorted(note.contact.channels))),
    "a channel is lost": _contact(channels=lambda note: note.contact.channels[:1]),
    "the priority is another": _contact(prio=lambda note: "1" if note.contact.prio else ""),
    "yes and no change places": _contact(
        fee_exempt=lambda note: note.contact.dictates, dictates=lambda note: note.contact.fee_exempt
    ),
    "the colleague is lost": _contact(colleague=lambda note: ""),
    "the wrong encoding is settled on": Fault("reader", at(*_DECODED, wrap=_latin)),
    "a damaged letter is mended": Fault(
        "reader", at(*_DECODED, wrap=after(lambda reported, *_: (reported[0].replace("\u2265", "å"), reported[1])))
    ),
    "lines are trimmed while they are decoded": Fault(
        "reader", at(*_DECODED, wrap=after(lambda reported, *_: (re.sub(r"[ \t]+\n|\n[ \t]+", "\n", reported[0]), reported[1])))
    ),
}  # fmt: skip
