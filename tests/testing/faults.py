"""Faults that alter a record: text, placement, a fact, provenance. Each must be stopped while the program runs.

A fault takes the place of a function of the program, a row of a table, or a template of the profile. It is not nonsense
but a slip: a note that looks right comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from converter import balance, charsets, facts, given, mapping, pipeline, render, times
from converter.charsets import Fitted
from converter.model import Answer, Diagnosis, Entry, Field, RecordNote, TriageNote
from converter.profile import Profile
from converter.readers import decoding
from converter.readers import text as text_reader
from converter.readers import xml as xml_reader
from converter.reading import Block, Reading
from converter.registration import page as registration_page
from converter.registration import register
from converter.result import as_json, digest_of
from testing.planting import Planted, Wrap, plant

Change = Callable[..., Any]


class Fault(NamedTuple):
    """A fault, and what it does to the program or to the profile."""

    kind: str
    place: Callable[[pytest.MonkeyPatch], None] = lambda _: None
    profile: Callable[[Profile], Profile] = lambda profile: profile


def _at(*functions: Callable[..., Any], wrap: Wrap) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: plant(monkeypatch, Planted(functions, wrap, ""))


def _after(change: Change) -> Wrap:
    return lambda function: lambda *given, **named: change(function(*given, **named), *given)


# -- readers --------------------------------------------------------------------------------------------------

READERS = (text_reader.read, xml_reader.read)


def _reader(change: Callable[[Reading], Reading]) -> Fault:
    def changed(reading: Reading, *_: object) -> Reading:
        return reading if reading.note is None else change(reading)

    return Fault("reader", _at(*READERS, wrap=_after(changed)))


def _note(change: Callable[[TriageNote], TriageNote]) -> Fault:
    return _reader(lambda reading: reading._replace(note=change(reading.note)))  # type: ignore[arg-type]


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
    return _note(lambda note: note._replace(entries=tuple(change(list(note.entries)))))


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


def _patient(**changes: Callable[[TriageNote], str]) -> Fault:
    return _note(lambda note: note._replace(patient=note.patient._replace(**{k: c(note) for k, c in changes.items()})))


def _triage(**changes: Callable[[TriageNote], Any]) -> Fault:
    return _note(lambda note: note._replace(triage=note.triage._replace(**{k: c(note) for k, c in changes.items()})))


def _contact(**changes: Callable[[TriageNote], Any]) -> Fault:
    return _note(lambda note: note._replace(contact=note.contact._replace(**{k: c(note) for k, c in changes.items()})))


def _principal(change: Callable[[Diagnosis], Diagnosis]) -> Fault:
    return _note(lambda note: note._replace(principal_diagnosis=change(note.principal_diagnosis)))


def _shifted(note: TriageNote) -> tuple[Answer, ...]:
    answers = [answer.answer for answer in note.triage.answers]
    return tuple(
        Answer(asked.question, answer)
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
    "a sign is made two": _texts(lambda text: text.replace("\u2265", ">=")),
    "texts are cut at two hundred signs": _texts(lambda text: text[:40]),
    "numbers get a decimal point": _texts(lambda text: text.replace("38,5", "38.5")),
    "negations are lost": _texts(lambda text: text.replace("Inget ", "")),
    "the last entry is lost": _entries(lambda entries: entries[:-1]),
    "an entry is told twice": _entries(lambda entries: [*entries, entries[-1]]),
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
    "the wrong encoding is settled on": Fault("reader", _at(*_DECODED, wrap=_latin)),
    "a damaged letter is mended": Fault(
        "reader", _at(*_DECODED, wrap=_after(lambda told, *_: (told[0].replace("\u2265", "å"), told[1])))
    ),
    "lines are trimmed while they are decoded": Fault(
        "reader", _at(*_DECODED, wrap=_after(lambda told, *_: (re.sub(r"[ \t]+\n|\n[ \t]+", "\n", told[0]), told[1])))
    ),
}  # fmt: skip


# -- mapping and what the user decided ------------------------------------------------------------------------


def _record(change: Callable[[list[Field]], list[Field]]) -> Fault:
    def changed(outcome: tuple[RecordNote, Any], *_: object) -> tuple[RecordNote, Any]:
        record, findings = outcome
        return record._replace(fields=tuple(change(list(record.fields)))), findings

    return Fault("mapping", _at(mapping.to_record, wrap=_after(changed)))


def _fields(change: Callable[[Field], Field]) -> Fault:
    return _record(lambda fields: [change(field) for field in fields])


def _retold(change: Callable[[str], str]) -> Fault:
    """A field with another text, and parts that say the same: it agrees with itself."""

    def changed(field: Field) -> Field:
        text = change(field.text)
        return field._replace(text=text, parts=tuple(part._replace(text=text) for part in field.parts[:1]))

    return _fields(changed)


def _moved(fields: list[Field]) -> list[Field]:
    """The text of the fourth field goes to the third."""
    third, fourth = fields[2:4]
    third = third._replace(text=f"{third.text}\n{fourth.text}".strip(), parts=third.parts + fourth.parts)
    return [*fields[:2], third, fourth._replace(text="", parts=()), *fields[4:]]


def _fills(**makers: Callable[[TriageNote], str]) -> Fault:
    def place(monkeypatch: pytest.MonkeyPatch) -> None:
        for name, make in makers.items():
            monkeypatch.setitem(mapping._FILLS, name, (make, *mapping._FILLS[name][1:]))

    return Fault("mapping", place)


def _phrase(change: Callable[[RecordNote, RecordNote, str], RecordNote]) -> Fault:
    return Fault(
        "mapping",
        _at(
            mapping.with_phrase,
            wrap=_after(lambda done, record, keyword, phrase: (change(done[0], record, phrase), done[1])),
        ),
    )


def _all_with(record: RecordNote, phrase: str, change: Callable[[str], str]) -> RecordNote:
    fields = [field._replace(text=change(field.text)) if phrase in field.text else field for field in record.fields]
    return record._replace(fields=tuple(fields))


def _settled(change: Callable[[TriageNote, TriageNote], TriageNote]) -> Fault:
    return Fault(
        "overrides",
        _at(given.settle, wrap=_after(lambda done, note, wanted, *_: (change(*done[:1], note), done[1]))),
    )


def _given(**changes: Callable[[TriageNote], Any]) -> Fault:
    """What is given alters more or other than it should."""

    def changed(done: tuple[TriageNote, Any], note: TriageNote, wanted: Any, *_: object) -> tuple[TriageNote, Any]:
        if not wanted:
            return done
        return done[0]._replace(**{name: change(done[0]) for name, change in changes.items()}), done[1]

    return Fault("overrides", _at(given.settle, wrap=_after(changed)))


def _last_row(fields: list[Field]) -> list[Field]:
    return [*fields[:-1], fields[-1]._replace(text="ua")]


MAPPING_FAULTS: dict[str, Fault] = {
    "two texts change places in the record": _record(
        lambda fields: [fields[0]._replace(text=fields[2].text), fields[1], fields[2]._replace(text=fields[0].text),
                        *fields[3:]]
    ),
    "two rows change places": _record(
        lambda fields: [*fields[:3], fields[3]._replace(keyword=fields[4].keyword),
                        fields[4]._replace(keyword=fields[3].keyword), *fields[5:]]
    ),
    "the rows are in another order": _record(lambda fields: [*fields[1:], fields[0]]),
    "a text goes to the row above": _record(_moved),
    "a field is lost": _record(lambda fields: fields[:3] + fields[4:]),
    "a field is doubled": _record(lambda fields: [fields[0], *fields]),
    "a text is made up": _record(_last_row),
    "the last line of a field is dropped": _retold(lambda text: text.rpartition("\n")[0] or text),
    "a blank line is added within a field": _retold(lambda text: text.replace("\n", "\n\n", 1)),
    "the ends of a field are trimmed of a full stop": _retold(lambda text: text.rstrip(".")),
    "text without a place is dropped": _record(lambda fields: [field for field in fields if field.placed]),
    "text without a place gets one": _fields(lambda field: field._replace(placed=True)),
    "a repeated keyword keeps its first text": _fields(
        lambda field: field._replace(text=field.parts[0].text) if field.parts else field
    ),
    "a repeated keyword is told backwards": _fields(
        lambda field: field._replace(text="\n".join(part.text for part in reversed(field.parts)))
        if len(field.parts) > 1 else field
    ),
    "a repeated keyword becomes one line": _fields(
        lambda field: field._replace(text=" ".join(part.text for part in field.parts))
        if len(field.parts) > 1 else field
    ),
    "the unknown heading of a placed text is lost": _fields(
        lambda field: field._replace(text=field.text.replace("Övrigt\n", ""))
    ),
    "a placed text goes to the first row": Fault(
        "mapping", _at(mapping._place, wrap=lambda function: lambda *given: 0)
    ),
    "nothing is fetched": _fills(presenting_reason=lambda note: "", triage_answers=lambda note: ""),
    "the reason is not fetched": _fills(presenting_reason=lambda note: ""),
    "answers are fetched without questions": _fills(
        triage_answers=lambda note: "\n".join(answer.answer for answer in note.triage.answers)
    ),
    "answers are fetched backwards": _fills(
        triage_answers=lambda note: "\n".join(" ".join(answer) for answer in note.triage.answers[::-1])
    ),
    "the outcome is fetched as the reason": _fills(presenting_reason=lambda note: note.triage.outcome),
    "a phrase takes the place of the text": _phrase(lambda done, _, phrase: _all_with(done, phrase, lambda _: phrase)),
    "a phrase is told twice": _phrase(
        lambda done, _, phrase: _all_with(done, phrase, lambda text: text.replace(phrase, f"{phrase}\n{phrase}"))
    ),
    "a phrase stands at the wrong end": _phrase(
        lambda done, _, phrase: _all_with(
            done, phrase, lambda text: "\n".join(sorted(text.split("\n"), key=lambda line: line in phrase))
        )
    ),
    "another colleague is named": _phrase(
        lambda done, _, phrase: _all_with(done, phrase, lambda text: text.replace("Dr Ek", "Dr Al"))
    ),
    "the template of the record is another": Fault(
        "mapping", _at(mapping.to_record, wrap=_after(lambda done, *_: (done[0]._replace(template="Annan"), done[1])))
    ),
    "what is given is not taken": _settled(lambda _, note: note),
    "the signer is given as the author": _given(author=lambda note: note.author._replace(name=note.signer)),
    "what is given changes the id": _given(id=lambda note: ""),
    "what is given clears the secondary diagnoses": _given(secondary_diagnoses=lambda note: ()),
    "the given diagnosis loses its title": _given(
        principal_diagnosis=lambda note: note.principal_diagnosis._replace(title="")
    ),
    "the given diagnosis loses its system": _given(
        principal_diagnosis=lambda note: note.principal_diagnosis._replace(system="")
    ),
    "the given time is cut": _given(signed_at=lambda note: note.signed_at[:16]),
    "unit and signer change places": _given(
        signer=lambda note: note.signing_unit.name,
        signing_unit=lambda note: note.signing_unit._replace(name=note.signer),
    ),
    "what was not given is cleared": _settled(lambda done, _: done._replace(record_type="Annan")),
}  # fmt: skip


# -- render, templates, JSON ----------------------------------------------------------------------------------


def _view(change: Change) -> Fault:
    return Fault("render", _at(render.view, wrap=_after(lambda shown, *_: change(shown))))


def _sections(change: Change) -> Fault:
    return _view(lambda shown: shown._replace(sections=tuple(change(list(shown.sections)))))


def _swapped(first: str, second: str) -> Fault:
    def change(shown: render.View) -> render.View:
        told = dict(shown.facts)
        if first in told and second in told:
            told[first], told[second] = told[second], told[first]
        return shown._replace(facts=told)

    return _view(change)


def _shown(name: str, change: Callable[[str], str]) -> Fault:
    return _view(
        lambda shown: shown._replace(facts={**shown.facts, name: change(shown.facts[name])})
        if name in shown.facts else shown
    )  # fmt: skip


def _rows(change: Change) -> Fault:
    return _view(
        lambda shown: shown._replace(diagnoses=tuple(change(list(shown.diagnoses)))) if shown.diagnoses else shown
    )


def _output(change: Callable[[str], str]) -> Fault:
    return Fault("render", _at(render.render, wrap=_after(lambda output, *_: change(output))))


def _time(change: Callable[[str], str], function: Callable[..., Any] = times.iso) -> Fault:
    return Fault("times", _at(function, wrap=_after(lambda told, *_: change(told))))


def _template(name: str, old: str, new: str) -> Fault:
    def change(profile: Profile) -> Profile:
        source = profile.templates[name]
        assert old in source, (name, old)
        return profile._replace(templates={**profile.templates, name: source.replace(old, new)})

    return Fault("template", profile=change)


def _json(change: Callable[[str], str]) -> Fault:
    return Fault("JSON", _at(as_json, wrap=_after(lambda output, *_: change(output))))


def _emptied(key: str) -> Fault:
    return _json(lambda output: re.sub(rf'("{key}": )\[\n.*?\n    \]', r"\1[]", output, count=1, flags=re.DOTALL))


RENDER_FAULTS: dict[str, Fault] = {
    "the last section is not shown": _sections(lambda sections: sections[:-1]),
    "sections are reversed": _sections(lambda sections: sections[::-1]),
    "texts are shown in capitals": _sections(lambda sections: [(head, text.upper()) for head, text in sections]),
    "headings are those of the section before": _sections(
        lambda sections: [
            (before[0], text) for before, (_, text) in zip([sections[-1], *sections], sections, strict=False)
        ]
    ),
    "texts are wrapped": _sections(lambda sections: [(head, text.replace(". ", ".\n")) for head, text in sections]),
    "author and signer change places": _swapped("author", "signer"),
    "author and patient change places": _swapped("author", "patient"),
    "unit and its id change places": _swapped("signing_unit", "signing_unit_hsa_id"),
    "creation and end change places in the output": _swapped("created", "ended"),
    "number and id change places": _swapped("patient_number", "note_id"),
    "the kind of number is another": _shown("patient_number_type", lambda _: "samordningsnummer"),
    "the number is cut to ten digits": _shown("patient_number", lambda number: number[2:]),
    "the signer is cut to the surname": _shown("signer", lambda name: name.split()[-1] if name else ""),
    "the title says that it is not signed": _shown("signed_title", lambda _: "Osignerad anteckning"),
    "the priority is raised": _shown("triage_priority", lambda _: "1"),
    "the outcome of the triage is not shown": _shown("triage_outcome", lambda _: ""),
    "diagnoses are reversed": _rows(lambda rows: rows[::-1]),
    "diagnoses change kinds": _rows(lambda rows: [("secondary", *row[1:]) for row in rows]),
    "diagnoses lose their titles": _rows(lambda rows: [(*row[:3], "", row[1]) for row in rows]),
    "diagnoses change systems": _rows(lambda rows: [(*row[:2], "KSH97-P", *row[3:]) for row in rows]),
    "only the principal diagnosis is shown": _rows(lambda rows: rows[:1]),
    "titles are dropped from running text": Fault(
        "render", _at(facts.diagnosis_as_written, wrap=_after(lambda told, *_: told.split(" (")[0]))
    ),
    "mark-up is not escaped": _output(lambda output: output.replace("&lt;", "<")),
    "mark-up is escaped twice": _output(lambda output: output.replace("&amp;", "&amp;amp;")),
    "the output ends too early": _output(lambda output: output[:-40]),
    "a blank line is added within a text of the output": _output(
        lambda output: output.replace("Förkylning\n", "Förkylning\n\n")
    ),
    "tabs of the output become spaces": _output(lambda output: output.replace("\t", "    ")),
    "no-break spaces of the output become spaces": _output(lambda output: output.replace("\u00a0", " ")),
    "the output is composed": _output(lambda output: output.replace("a\u030a", "å")),
    "control characters get out": _output(lambda output: output.replace("feber", "fe\x0bber")),
    "a word is added to a heading": _output(lambda output: output.replace("Bedömning", "Bedömning (utkast)", 1)),
    "the last line is told twice": _output(lambda output: output + output[output.rstrip().rfind("\n") :].lstrip("\n")),
    "the digest of the profile is another": _shown("profile_digest", lambda digest: digest[::-1]),
    "the revision is another": _shown("routine_revision", lambda _: "4"),
    "the validity is another": _shown("routine_valid_to", lambda _: "2027-01-01"),
    "profile and version change places": _swapped("profile", "profile_version"),
    "digests change places": _swapped("profile_digest", "source_digest"),
    "the digest is of the text, not of the file": Fault(
        "provenance",
        _at(digest_of, wrap=lambda function: lambda source: function(
            source.decode("utf-8", "replace").strip() if isinstance(source, bytes) else source.strip()
        )),
    ),
    "the digest is cut": Fault("provenance", _at(digest_of, wrap=_after(lambda digest, *_: digest[:40]))),
    "offsets are dropped": _time(lambda told: told[:19]),
    "times are shown in UTC": _time(lambda told: told.replace("T10:15:00+01:00", "T09:15:00+00:00")),
    "an offset is made summer time": _time(lambda told: told.replace("+01:00", "+02:00")),
    "seconds are dropped": _time(lambda told: told[:17] + "00" + told[19:]),
    "the day of a time is another": _time(lambda told: told.replace("03-14", "03-15"), times.shown),
    "minutes are rounded": _time(lambda told: told.replace(":15", ":00"), times.shown),
}  # fmt: skip
PMO, HTML, TEXT, MELIOR = "pmo.xml.j2", "pmo.html.j2", "pmo.txt.j2", "melior.txt.j2"
TEMPLATE_FAULTS: dict[str, Fault] = {
    "the template prints the author as signer": _template(PMO, "<signer>{{ signer }}", "<signer>{{ author }}"),
    "the template prints the author as signer, with a filter": _template(
        PMO, "<signer>{{ signer }}", "<signer>{{ author|trim }}"
    ),
    "the page prints the author as signer": _template(HTML, "<dd>{{ signer }}</dd>", "<dd>{{ author }}</dd>"),
    "the page prints the unit as record type": _template(
        HTML, "<dd>{{ record_type }}</dd>", "<dd>{{ signing_unit }}</dd>"
    ),
    "the text prints the id as number": _template(TEXT, "Nummer: {{ patient_number }}", "Nummer: {{ note_id }}"),
    "the text prints the unit as signer": _template(
        TEXT, "Signerad av: {{ signer }}", "Signerad av: {{ signing_unit }}"
    ),
    "the template prints the number as name": _template(PMO, "<name>{{ patient }}", "<name>{{ patient_number }}"),
    "the template prints the end as creation": _template(PMO, "<created>{{ created }}", "<created>{{ ended }}"),
    "the template prints the signing time as creation": _template(
        PMO, "<created>{{ created }}", "<created>{{ signed_at }}"
    ),
    "the template prints the code as title": _template(PMO, "<title>{{ title }}", "<title>{{ code }}"),
    "the template prints the kind of the number as a word": _template(
        PMO, 'type="{{ patient_number_type }}"', 'type="personnummer"'
    ),
    "the template says principal for all": _template(PMO, 'type="{{ kind }}"', 'type="principal"'),
    "the template leaves out the system": _template(PMO, ' system="{{ system }}"', ""),
    "the template leaves out the last section": _template(PMO, "in sections %}", "in sections[:-1] %}"),
    "the template adds words to a text": _template(PMO, "<text>{{ text }}", "<text>{{ text }} ua"),
    "the template puts a text under the next heading": _template(
        MELIOR, "{{ heading }}\n{% endif %}\n{{ text }}", "{{ text }}\n{% endif %}\n{{ heading }}"
    ),
    "the template cuts long texts": _template(MELIOR, "{{ text }}", "{{ text[:30] }}"),
    "the template prints texts in lower case": _template(MELIOR, "{{ text }}", "{{ text|lower }}"),
    "the template trims texts": _template(MELIOR, "{{ text }}", "{{ text|trim }}."),
    "the template prints the profile as source": _template(
        PMO, "<source-sha256>{{ source_digest }}", "<source-sha256>{{ profile_digest }}"
    ),
    "the template prints the validity as revision": _template(
        PMO, "<revision>{{ routine_revision }}", "<revision>{{ routine_valid_to }}"
    ),
    "the template has a revision of its own": _template(PMO, "{{ routine_revision }}", "6"),
    "the text has a patient of its own": _template(TEXT, "Patient: {{ patient }}", "Patient: Astrid"),
}
JSON_FAULTS: dict[str, Fault] = {
    "JSON has another identity number": _json(lambda output: output.replace("199104272381", "199104272399")),
    "JSON has no answers": _emptied("answers"),
    "JSON has no entries": _emptied("entries"),
    "JSON has another signer": _json(lambda output: output.replace('"signer": "Sara', '"signer": "Lisbet')),
    "JSON has another diagnosis": _json(lambda output: output.replace('"code": "J06.9"', '"code": "J06.8"')),
    "JSON has no system": _json(lambda output: output.replace('"system": "ICD-10-SE"', '"system": ""')),
    "JSON has another time": _json(lambda output: output.replace("10:05:30", "10:05:00")),
    "JSON has no findings": _json(
        lambda output: re.sub(r'"findings": \[.*?\n  \]', '"findings": []', output, flags=re.S)
    ),
    "JSON calls a warning information": _json(lambda output: output.replace('"warning"', '"info"')),
    "JSON has another source": _json(lambda output: re.sub(r'("source_sha256": ")...', r"\1000", output)),
    "JSON has another profile": _json(lambda output: re.sub(r'("profile_version": ")', r"\g<1>0", output)),
    "JSON has another text in the record": _json(lambda output: output.replace("segt", "tunt")),
    "JSON is cut": _json(lambda output: output[:-20]),
    "JSON has another channel": _json(lambda output: output.replace('"chat"', '"video"')),
    "JSON says that the note is ready": _json(lambda output: output.replace('"button": "', '"button": "Ej ')),
}


# -- what is handed out ---------------------------------------------------------------------------------------


def _fitted(change: Callable[[str], str], quiet: bool = False) -> Fault:
    def changed(fitted: Fitted, text: str, charset: str, *_: object) -> Fitted:
        if not charset:
            return fitted
        return Fitted(change(fitted.text), () if quiet else fitted.findings)

    return Fault("character set", _at(charsets.fit, wrap=_after(changed)))


def _section(change: Callable[[str], str]) -> Fault:
    return Fault("section", _at(pipeline._section, wrap=_after(lambda text, *_: change(text))))


def _page(change: Callable[[str], str]) -> Fault:
    return Fault("registration page", _at(registration_page.document, wrap=_after(lambda output, *_: change(output))))


HANDED_FAULTS: dict[str, Fault] = {
    "what cannot be shown is dropped": _fitted(lambda text: re.sub(r"\[[^]]*\]|>=", "", text)),
    "a swap is another sign": _fitted(lambda text: text.replace(">=", "<=")),
    "a letter that can be shown is swapped": _fitted(lambda text: text.replace("F", "f")),
    "characters are swapped in silence": _fitted(lambda text: text, quiet=True),
    "a line end is lost with a swap": _fitted(lambda text: text.replace("\n", " ", 1)),
    "å becomes a": _fitted(lambda text: text.replace("å", "a").replace("ö", "o")),
    "a section ends too early": _section(lambda text: text[:-3] + "\n"),
    "a section has its heading": _section(lambda text: f"Status\n{text}"),
    "a section has the next one": _section(lambda text: f"{text}Åter vid behov\n"),
    "a section is another one": _section(lambda text: "Förkylning\nÅter vid behov\n"),
    "a section loses its last line": _section(lambda text: text.split("\n")[0][:2] + "\n"),
    "the page has another channel": _page(lambda output: output.replace("chatt", "video").replace('"chat"', '"video"')),
    "the page has another priority": _page(lambda output: re.sub(r'prio 3|"prio": "3"', "prio 2", output)),
    "the page lacks a fact": _page(lambda output: re.sub(r"(?m)^.*(Avgiftsfri kontakt|fee_exempt).*\n", "", output)),
    "the page has another revision": _page(lambda output: output.replace("revision 5", "revision 4").replace(
        '"revision": "5"', '"revision": "4"')),
    "the page has another value": _page(lambda output: output.replace("Dokumentera", "Dokumentera inte").replace(
        '"documents": "yes"', '"documents": "no"')),
    "the page is cut": _page(lambda output: output[: len(output) // 2]),
    "the page is of another contact": Fault(
        "registration page",
        _at(registration_page.document, wrap=lambda function: lambda registration, contact, *rest: function(
            registration, contact._replace(prio="1", dictates="yes"), *rest
        )),
    ),
}  # fmt: skip

FAULTS: dict[str, Fault] = {
    **READER_FAULTS, **MAPPING_FAULTS, **RENDER_FAULTS, **TEMPLATE_FAULTS, **JSON_FAULTS, **HANDED_FAULTS,
}  # fmt: skip
