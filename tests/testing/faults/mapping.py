"""Faults of the mapping, of phrases and of what the user gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from converter.note.model import Field, RecordNote, TriageNote
from converter.record import given_facts, mapping, phrases
from testing.faults.base import Fault, after, at

Change = Callable[..., Any]


def _record(change: Callable[[list[Field]], list[Field]]) -> Fault:
    def changed(outcome: tuple[RecordNote, Any], *_: object) -> tuple[RecordNote, Any]:
        record, findings = outcome
        return record._replace(fields=tuple(change(list(record.fields)))), findings

    return Fault("mapping", at(mapping.to_record, wrap=after(changed)))


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
            monkeypatch.setitem(mapping.FILL_TEXTS, name, (make, *mapping.FILL_TEXTS[name][1:]))

    return Fault("mapping", place)


def _phrase(change: Callable[[RecordNote, RecordNote, str], RecordNote]) -> Fault:
    return Fault(
        "mapping",
        at(
            phrases.with_phrase,
            wrap=after(lambda done, record, keyword, phrase: (change(done[0], record, phrase), done[1])),
        ),
    )


def _all_with(record: RecordNote, phrase: str, change: Callable[[str], str]) -> RecordNote:
    fields = [field._replace(text=change(field.text)) if phrase in field.text else field for field in record.fields]
    return record._replace(fields=tuple(fields))


def _settled(change: Callable[[TriageNote, TriageNote], TriageNote]) -> Fault:
    return Fault(
        "overrides",
        at(given_facts.apply_given, wrap=after(lambda done, note, *_: (change(done[0], note), done[1]))),
    )


def _given(**changes: Callable[[TriageNote], Any]) -> Fault:
    """What is given alters more or other than it should."""

    def changed(done: tuple[TriageNote, Any], note: TriageNote, wanted: Any, *_: object) -> tuple[TriageNote, Any]:
        if not wanted:
            return done
        return done[0]._replace(**{name: change(done[0]) for name, change in changes.items()}), done[1]

    return Fault("overrides", at(given_facts.apply_given, wrap=after(changed)))


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
    "a repeated keyword is joined backwards": _fields(
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
        "mapping", at(mapping.place_number, wrap=lambda function: lambda *given: 0)
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
    "a phrase is added twice": _phrase(
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
        "mapping", at(mapping.to_record, wrap=after(lambda done, *_: (done[0]._replace(template="Annan"), done[1])))
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
