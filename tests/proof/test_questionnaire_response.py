"""The proof of a QuestionnaireResponse: whatever is wrong in an output is noticed, and nothing that is right."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from converter import convert, proof
from converter.note.model import Author, Diagnosis, Patient, RecordNote, TriageNote, Unit
from converter.pipeline import parse
from converter.profile import Profile, load_profile
from converter.proof.questionnaire_response import response_is_proven
from converter.render import questionnaire_items, questionnaire_response
from converter.testing import as_xml
from receivers import FHIR, NOTE, example_profile, example_questionnaire, region

PROFILE = example_profile()
TARGET = PROFILE.targets[FHIR]
SOURCE = as_xml(NOTE)
DIGEST = proof.digest_of(SOURCE)
RESULT = parse(SOURCE, profile=PROFILE).to(FHIR)
OUTPUT = RESULT.output or ""
DATA: dict[str, Any] = json.loads(OUTPUT)


def _is_proven(output: str, record: RecordNote | None = None, profile: Profile = PROFILE, digest: str = DIGEST) -> bool:
    record = record or RESULT.record
    assert record is not None
    return response_is_proven(output, record, profile.targets[FHIR], profile, digest)


def test_the_output_of_a_note_is_proven() -> None:
    assert _is_proven(OUTPUT)
    assert _is_proven(json.dumps(DATA))


# -- every mutant of an output --------------------------------------------------------------------------------


def _paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in JSON data, but for the whole."""
    for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield (*path, key)
        yield from _paths(node[key], (*path, key))


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def _edited(path: tuple[Any, ...], edit: Callable[[Any, Any], object]) -> Any:
    """The output with an edit of what holds the value at a path; `edit` gets the holder and the last key."""
    data = copy.deepcopy(DATA)
    edit(_at(data, path[:-1]), path[-1])
    return data


def _set(value: Any) -> Callable[[Any, Any], object]:
    def edit(holder: Any, key: Any) -> None:
        holder[key] = value

    return edit


def _move(holder: Any, key: Any) -> None:
    holder[key - 1], holder[key] = holder[key], holder[key - 1]


def _rename(holder: Any, key: Any) -> None:
    holder[f"{key}x"] = holder.pop(key)


def _edits(path: tuple[Any, ...], value: Any) -> Iterator[tuple[str, Callable[[Any, Any], object]]]:
    """Everything that can be lost, doubled, moved, renamed, added or altered at a path, by what it is called."""
    yield "lost", lambda holder, key: holder.pop(key)
    yield "empty", _set(type(value)())
    yield "null", _set(None)
    yield "a number", _set(1)
    if isinstance(path[-1], int):
        yield "twice", lambda holder, key: holder.insert(key, copy.deepcopy(holder[key]))
        if path[-1]:
            yield "moved", _move
    else:
        yield "renamed", _rename
    if isinstance(value, dict):
        yield "more", _set({**value, "extra": "x"})
    if isinstance(value, str):
        altered = {"cut": value[:-1], "longer": f"{value}.", "one line": value.replace("\n", " "),
                   "other case": value.swapcase(), "single spaces": value.replace("  ", " ")}  # fmt: skip
        yield from ((what, _set(text)) for what, text in altered.items() if text != value)


def _mutants() -> Iterator[tuple[str, Any]]:
    """The output with one thing wrong in it, for every such thing there is."""
    for path in _paths(DATA):
        for what, edit in _edits(path, _at(DATA, path)):
            yield f"{'/'.join(map(str, path))} {what}", _edited(path, edit)


@pytest.mark.slow
@pytest.mark.counted
def test_every_mutant_of_an_output_is_noticed() -> None:
    mutants = list(_mutants())
    assert len(mutants) > 900
    assert [name for name, data in mutants if _is_proven(json.dumps(data))] == []


@pytest.mark.slow
def test_two_texts_that_change_places_are_noticed() -> None:
    data = copy.deepcopy(DATA)
    leaves = [path for path in _paths(data) if isinstance(_at(data, path), str)]
    missed = []
    for number, first in enumerate(leaves):
        for second in leaves[number + 1 :]:
            one, other = _at(data, first), _at(data, second)
            if one != other:
                _at(data, first[:-1])[first[-1]], _at(data, second[:-1])[second[-1]] = other, one
                missed += [(first, second)] if _is_proven(json.dumps(data)) else []
                _at(data, first[:-1])[first[-1]], _at(data, second[:-1])[second[-1]] = one, other
    assert missed == []


@pytest.mark.parametrize(
    "output",
    [
        "", "[]", "null", OUTPUT[:-3], OUTPUT + "x", OUTPUT.replace('"status"', '"status": "completed", "status"', 1),
        OUTPUT.replace('"authored": "2024-03-14T09:41:00+01:00"', '"authored": "2024-03-14T09:41:00"'),
        OUTPUT.replace('"authored": "2024-03-14T09:41:00+01:00"', '"authored": "2024-03-14 09:41:00 (+01:00)"'),
        OUTPUT.replace('"item": [', '"item": [3,', 1),
    ],
)  # fmt: skip
def test_an_output_that_is_no_such_document_is_noticed(output: str) -> None:
    assert output != OUTPUT
    assert not _is_proven(output)


# -- every change of the note ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note._replace(id="C24-2"),
        lambda note: note._replace(patient=Patient("A", "202601612381", "personnummer")),
        lambda note: note._replace(patient=note.patient._replace(number_type="samordningsnummer")),
        lambda note: note._replace(author=Author("Lisbet Mallgren", "", "SE2321000016-7K3C")),
        lambda note: note._replace(author=Author("Jonas Testlund", "", "SE2321000016-1A2B")),
        lambda note: note._replace(signer="Jonas Testlund"),
        lambda note: note._replace(signed_at="2024-03-14T10:41:00+01:00"),
        lambda note: note._replace(signing_unit=Unit("Provköpings hälsocentral")),
        lambda note: note._replace(signing_unit=Unit("Okända")),
        lambda note: note._replace(signing_unit=Unit("Exempelby hälsocentral", "SE2321000016-ENH1")),
        lambda note: note._replace(record_type="Läkaranteckning"),
        lambda note: note._replace(triage=note.triage._replace(outcome="Egenvård")),
        lambda note: note._replace(principal_diagnosis=Diagnosis("J03.0", "ICD-10-SE", "Akut tonsillit")),
        lambda note: note._replace(principal_diagnosis=note.principal_diagnosis._replace(system="KSH97-P")),
        lambda note: note._replace(principal_diagnosis=note.principal_diagnosis._replace(system="")),
        lambda note: note._replace(secondary_diagnoses=note.secondary_diagnoses[:1]),
        lambda note: note._replace(secondary_diagnoses=note.secondary_diagnoses[::-1]),
        lambda note: note._replace(secondary_diagnoses=(*note.secondary_diagnoses, Diagnosis("R05.9"))),
    ],
)
def test_an_output_of_another_note_is_noticed(change: Callable[[TriageNote], TriageNote]) -> None:
    assert RESULT.record is not None
    assert not _is_proven(OUTPUT, RESULT.record._replace(note=change(NOTE)))


def test_an_output_of_another_record_source_or_profile_is_noticed() -> None:
    record = RESULT.record
    assert record is not None
    for number, field in enumerate(record.fields):
        fields = list(record.fields)
        fields[number] = field._replace(text=f"{field.text}x")
        assert not _is_proven(OUTPUT, record._replace(fields=tuple(fields))), field.keyword
    assert not _is_proven(OUTPUT, digest="0" * 64)
    assert not _is_proven(OUTPUT, profile=PROFILE.replace(digest="0" * 64))
    assert not _is_proven(OUTPUT, profile=PROFILE.replace(files={}))


def test_a_text_under_a_field_that_has_no_answer_is_noticed(tmp_path: Path) -> None:
    data = example_questionnaire()
    data["item"][1]["type"] = "text"  # now a question, which the example profile does not answer
    assert not _is_proven(
        OUTPUT, profile=PROFILE.replace(files={"questionnaire-exempel.json": json.dumps(data).encode()})
    )


def test_systems_that_the_profile_leaves_out_are_not_expected() -> None:
    settings = {key: value for key, value in TARGET.settings.items() if not key.endswith("r_system")}
    assert {"identifier_system", "encounter_system"}.isdisjoint(settings)
    profile = PROFILE.replace(targets={FHIR: TARGET._replace(settings=settings)})
    result = convert(SOURCE, FHIR, profile=profile)
    assert result.output is not None
    assert not _is_proven(OUTPUT, profile=profile)


def test_a_unit_without_a_name_has_none_in_the_output(tmp_path: Path) -> None:
    profile = load_profile(region(tmp_path, f"[targets.{FHIR}]\ngated = false\n"))
    note = NOTE._replace(signing_unit=Unit("", "SE2321000016-EXHC"))
    assert convert(as_xml(note), FHIR, profile=profile).output


# -- faults in what writes it ---------------------------------------------------------------------------------


def _planted(module: Any, name: str, fault: Callable[[Any], Any]) -> Callable[[pytest.MonkeyPatch], None]:
    """A fault: what a function gives, altered."""
    original = getattr(module, name)
    return lambda monkeypatch: monkeypatch.setattr(module, name, lambda *args: fault(original(*args)))


def _answer_value(fault: Callable[[str], str]) -> Callable[[pytest.MonkeyPatch], None]:
    def value(answer: questionnaire_items.ItemAnswer) -> dict[str, Any]:
        if answer.text:
            return {"valueString": fault(answer.text)}
        return {"valueReference": {"reference": answer.reference}}

    return lambda monkeypatch: monkeypatch.setattr(questionnaire_items.ItemAnswer, "value", property(value))


def _document(fault: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[pytest.MonkeyPatch], None]:
    """A fault: the whole document, altered as it is written."""
    return _planted(questionnaire_response, "_as_json", lambda text: json.dumps(fault(json.loads(text))))


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "a text is cut": _answer_value(lambda text: text[:20]),
    "line feeds become spaces": _answer_value(lambda text: text.replace("\n", " ")),
    "line feeds become CRLF": _answer_value(lambda text: text.replace("\n", "\r\n")),
    "spaces at the start of lines are lost": _answer_value(lambda text: text.replace("\n  ", "\n")),
    "characters are normalized": _answer_value(lambda text: text.replace("≥", ">=")),
    "a character outside the first plane is lost": _answer_value(lambda text: text.replace("🙂", "")),
    "a text comes twice": _answer_value(lambda text: f"{text}\n{text}"),
    "another HSA-id": _planted(questionnaire_response, "_author", lambda made: {**made, "value": "SE2321000016-XX"}),
    "another unit": _planted(questionnaire_response, "_unit", lambda made: {**made, "value": "SE2321000016-XX"}),
    "another patient": _planted(questionnaire_response, "_subject", lambda made: {**made, "value": "202601612381"}),
    "another kind of number": _planted(questionnaire_response, "_subject", lambda made: {**made, "system": "x:y"}),
    "another time": _planted(questionnaire_response, "_authored", lambda made: made.replace("09:41", "10:41")),
    "another offset": _planted(questionnaire_response, "_authored", lambda made: made.replace("+01:00", "+02:00")),
    "no contact": _document(lambda data: {key: data[key] for key in data if key != "encounter"}),
    "another identifier": _document(lambda data: {**data, "identifier": {**data["identifier"], "value": "0" * 64}}),
    "a diagnosis lost": _planted(questionnaire_response, "_conditions", lambda made: made[:-1]),
    "diagnoses in another order": _planted(questionnaire_response, "_conditions", lambda made: made[::-1]),
    "principal and secondary diagnosis change places": _planted(
        questionnaire_response, "_conditions",
        lambda made: [made[0]._replace(kind="secondary"), made[1]._replace(kind="principal"), *made[2:]]),
    "another code system": _planted(
        questionnaire_response, "_conditions", lambda made: [one._replace(system="urn:oid:1.2") for one in made]),
    "a code without its point": _planted(
        questionnaire_response, "_condition",
        lambda made: json.loads(json.dumps(made).replace("J03.9", "J039"))),
    "a title lost": _planted(
        questionnaire_response, "_condition",
        lambda made: {**made, "code": {"coding": [{**made["code"]["coding"][0], "display": "?"}]}}),
    "two fields change places": _planted(
        questionnaire_response, "_answers",
        lambda made: {**made, "bedomning": made["anamnes.egen"], "anamnes.egen": made["bedomning"]}),
    "a text lost": _planted(
        questionnaire_response, "_answers",
        lambda made: {key: value for key, value in made.items() if key != "bedomning"}),
    "items in another order": _planted(
        questionnaire_response, "answered", lambda made: (made[0][::-1], made[1])),
    "items without nesting": _planted(
        questionnaire_response, "answered",
        lambda made: ([inner for item in made[0] for inner in item.get("item", [item])], made[1])),
    "titles lost": _planted(
        questionnaire_response, "answered",
        lambda made: ([{key: value for key, value in item.items() if key != "text"} for item in made[0]], made[1])),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_what_writes_it_stops_the_output(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault](monkeypatch)
    result = convert(SOURCE, FHIR, profile=PROFILE)
    assert result.output is None
    assert [finding.code for finding in result.findings if finding.exit_code] == ["MVG602"]
