"""No note gives a document that FHIR R4 does not allow: the official schema and invariants judge generated notes.

`MVG_RECEIVED=10000 pytest tests/render/test_questionnaire_standard.py -s -k P28` tries so many, `MVG_SEED` others.
"""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from converter import convert
from converter.note.model import Author, Diagnosis, Entry, NumberType, Patient, TriageNote, Unit
from converter.profile import Profile
from converter.profile.questionnaire import Item, all_items, parse_questionnaire
from converter.profile.questionnaire_settings import without_source
from converter.testing import as_xml, notes
from fhir import invariants, needs_fhir, problems
from receivers import FHIR, NOTE, QUESTIONNAIRE, example_profile, example_questionnaire

PROFILE = example_profile()
KEYWORDS = list(PROFILE.targets[FHIR].settings["items"])
EXAMPLES = int(os.environ.get("MVG_RECEIVED", "1000"))
NUMBERS: tuple[tuple[NumberType, str], ...] = (
    ("personnummer", "199104272381"), ("samordningsnummer", "202601612381"), ("reservnummer", "98240301AA06"),
)  # fmt: skip
TIMES = ("2024-03-14T09:41:00+01:00", "2024-07-01T12:00", "2024-03-14T08:40Z", "2024-03-14T08:41:07.899Z")
DIAGNOSES = (
    Diagnosis("J03.9", "ICD-10-SE", "Akut tonsillit, ospecificerad"), Diagnosis("R51-", "KSH97-P", "Huvudvärk"),
    Diagnosis("A39.2†", "ICD-10-SE", "Akut ”sepsis” ≥ & <b> \\"),
)  # fmt: skip
UNITS = (Unit("Exempelby hälsocentral"), Unit("Enheten", "SE2321000016-EXHC"), Unit("provköpings  Hälsocentral"))


@st.composite
def signed_notes(draw: st.DrawFn) -> TriageNote:
    """A drawn note, mostly with all that the receiver asks for."""
    note = draw(notes(PROFILE))
    kind, number = draw(st.sampled_from(NUMBERS))
    signer = draw(st.sampled_from(("Lisbet Mallgren", "Å. Ö-Æ <x>")))
    complete = note._replace(
        patient=Patient(note.patient.name, number, kind),
        entries=tuple(entry for entry in note.entries if entry.keyword in PROFILE.places),
        author=Author(signer, note.author.role, "SE2321000016-1A2B"),
        principal_diagnosis=draw(st.sampled_from(DIAGNOSES)),
        secondary_diagnoses=tuple(draw(st.lists(st.sampled_from(DIAGNOSES), max_size=3))),
        record_type=note.record_type or "Besök",
        signing_unit=draw(st.sampled_from(UNITS)),
        signer=signer,
        signed_at=draw(st.sampled_from(TIMES)),
        triage=note.triage._replace(presenting_reason=note.triage.presenting_reason or "Ont"),
    )
    return draw(st.sampled_from((complete, complete, complete, complete, note)))


@needs_fhir
@pytest.mark.slow
@given(signed_notes())
def test_no_drawn_note_gives_a_document_that_fhir_does_not_allow(note: TriageNote) -> None:
    _judge(note)


def _judge(note: TriageNote) -> bool:
    """Whether a note is written; what is written has to be valid, and proven."""
    result = convert(as_xml(note), FHIR, profile=PROFILE, damaged_ok=True)
    assert "MVG602" not in [finding.code for finding in result.findings]
    if result.output is None:
        return False
    assert problems(json.loads(result.output)) == []
    return True


PIECES = (
    "Ont i halsen", "sedan 3 dagar", "38,9",
    "\n", "\n\n", "\n  ", "\t", " ", ". ", ", ", "å ä ö", "≥", "🙂", "👩\u200d⚕️", "\u00a0",
    "\u2028", "e\u0301", '"', "\\", "\\n", "</text>", "<b>", "&amp;", "{}",
    "null", "#diagnosis-1", "‰½", "\ufb01", "x" * 300,
)  # fmt: skip
"""What a text is made of: words, line ends, and characters that a writer of JSON could get wrong."""


def _random_note(chance: random.Random) -> TriageNote:
    """A signed note, of any texts and any of the facts that a receiver asks for; a few lack one."""

    def text() -> str:
        return "Pat. " + "".join(chance.choices(PIECES, k=chance.randint(1, 25)))

    kind, number = chance.choice(NUMBERS)
    signer = chance.choice(("Lisbet Mallgren", "Å. Ö-Æ <x>"))
    keywords = [keyword for keyword in KEYWORDS if chance.random() < 0.7]
    entries = [Entry("Besöksorsak", text()), *(Entry(keyword, text()) for keyword in keywords[1:])]
    return NOTE._replace(
        id=chance.choice(("", "C24-1", "Å 1")),
        patient=Patient("Astrid Exempelsson", number, kind),
        author=Author(signer, "", chance.choice(("SE2321000016-1A2B",) * 30 + ("",))),
        entries=tuple(entries),
        principal_diagnosis=chance.choice(DIAGNOSES),
        secondary_diagnoses=tuple(chance.choices(DIAGNOSES, k=chance.randint(0, 3))),
        signing_unit=chance.choice(UNITS),
        signer=signer,
        signed_at=chance.choice(TIMES),
        triage=NOTE.triage._replace(outcome=chance.choice(("", "Egenvård", "Kontakt\ninom ett dygn"))),
    )


@needs_fhir
@pytest.mark.slow
def test_P28_no_generated_note_gives_a_document_that_fhir_does_not_allow() -> None:
    seed = int(os.environ.get("MVG_SEED", "17"))
    chance = random.Random(seed)  # noqa: S311 -- seeded notes
    written = sum(_judge(_random_note(chance)) for _ in range(EXAMPLES))
    print(f"{written} documents of {EXAMPLES} notes")  # noqa: T201 -- the figure of docs/promises.md
    assert written > 0.9 * EXAMPLES


# -- controls: what the judges see ----------------------------------------------------------------------------


@pytest.mark.slow
@needs_fhir
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda data: data.update(status="klar"), "status: enum"),
        (lambda data: data.update(authored="2024-03-14T09:41:00"), "authored: pattern"),
        (lambda data: data.update(extra=1), ": additionalProperties"),
        (lambda data: data["item"][2]["answer"][0].update(valueString=""), "item/2/answer/0/valueString: pattern"),
        (lambda data: data["contained"][1].pop("subject"), ": required"),
        (lambda data: data["subject"].update(identifier={}), "ele-1"),
        (lambda data: data["item"][2].update(item=[{"linkId": "x"}]), "QuestionnaireResponse.item: qrs-1"),
        (lambda data: data["contained"].append({"resourceType": "PractitionerRole", "id": "x"}),
         "QuestionnaireResponse: dom-3"),
        (lambda data: data["contained"][0].update(contained=[{"resourceType": "PractitionerRole", "id": "y"}]),
         "QuestionnaireResponse: dom-2"),
        (lambda data: data["contained"][0].update(meta={"versionId": "1"}), "QuestionnaireResponse: dom-4"),
        (lambda data: data["contained"][0].update(id="z"), "dangling: author"),
        (lambda data: data["contained"].append({**data["contained"][0]}), "twice: author"),
    ],
)  # fmt: skip
def test_a_broken_document_is_judged_broken(change: Callable[[dict[str, Any]], object], expected: str) -> None:
    data = json.loads(convert(as_xml(NOTE), FHIR, profile=PROFILE).output or "")
    assert problems(data) == []
    broken = copy.deepcopy(data)
    change(broken)
    assert expected in problems(broken)


@pytest.mark.slow
@pytest.mark.counted
@needs_fhir
def test_the_invariants_of_what_is_written_are_all_tried() -> None:
    assert {name.partition(": ")[2] or name for name in invariants()} == {
        "ele-1", "dom-2", "dom-3", "dom-4", "dom-5", "con-4", "con-5", "qrs-1", "ref-1",
    }  # fmt: skip


@needs_fhir
def test_the_example_questionnaire_is_valid() -> None:
    from fhir import schema_errors

    assert schema_errors(example_questionnaire()) == []


# -- any questionnaire ----------------------------------------------------------------------------------------


@st.composite
def questionnaires(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A Questionnaire with nested groups and fields, and settings that fit it: the keywords anywhere, in its order."""
    sources = [*KEYWORDS, "triage.outcome", "principal", "secondary"]
    used: list[tuple[str, str]] = []
    names = iter(range(1000))

    def item(source: str, depth: int) -> dict[str, Any]:
        link_id = f"{next(names)}"
        used.append((source, link_id))
        kind = "reference" if source in ("principal", "secondary") else draw(st.sampled_from(("string", "text")))
        row: dict[str, Any] = {"linkId": link_id, "type": kind, "required": draw(st.booleans())}
        if draw(st.booleans()):
            row["text"] = f"Rubrik {link_id}"
        if source == "secondary":
            row["repeats"] = draw(st.booleans())
        elif kind != "reference" and draw(st.booleans()):
            row["maxLength"] = draw(st.integers(1, 60))
        if depth < 3 and waiting and draw(st.integers(0, 4)) == 0:
            row["item"] = [item(waiting.pop(0), depth + 1)]
        return row

    def level(depth: int) -> list[dict[str, Any]]:
        rows = []
        while waiting and (depth == 0 or draw(st.integers(0, 2))):
            kind = draw(st.sampled_from(("item", "group", "other"))) if depth < 4 else "item"
            if kind == "item":
                rows.append(item(waiting.pop(0), depth))
            elif kind == "group" and (inside := level(depth + 1)):
                rows.append({
                    "linkId": f"{next(names)}", "type": "group", "required": draw(st.booleans()), "item": inside,
                })  # fmt: skip
            else:
                rows.append({"linkId": f"{next(names)}", "type": draw(st.sampled_from(("display", "choice", "text")))})
        return rows

    waiting = sources
    data = {"resourceType": "Questionnaire", "url": "https://exempel.invalid/q", "status": "draft", "item": level(0)}
    items = {source: link_id for source, link_id in used if source in KEYWORDS}
    facts = {source: link_id for source, link_id in used if source == "triage.outcome"}
    diagnoses = {source: link_id for source, link_id in used if source in ("principal", "secondary")}
    return data, {"items": items, "facts": facts, "diagnoses": diagnoses}


@cache
def _target_settings() -> dict[str, Any]:
    return dict(PROFILE.targets[FHIR].settings)


def _profile(data: dict[str, Any], tables: dict[str, Any]) -> Profile:
    target = PROFILE.targets[FHIR]._replace(settings={**_target_settings(), **tables})
    return PROFILE.replace(files={QUESTIONNAIRE: json.dumps(data).encode()}, targets={FHIR: target})


def _answered(items: list[dict[str, Any]], above: tuple[str, ...] = ()) -> dict[str, tuple[tuple[str, ...], list[Any]]]:
    """The linkIds above each item of a document, and its answers."""
    found = {}
    for item in items:
        answers = item.get("answer", [])
        found[item["linkId"]] = above, [next(iter(answer.values())) for answer in answers]
        for holder in (item, *answers):
            found |= _answered(holder.get("item", []), (*above, item["linkId"]))
    return found


@pytest.mark.slow
@needs_fhir
@given(questionnaires(), st.sampled_from((0, 1, 2)), st.text("aå🙂\n ", min_size=1, max_size=70).filter(str.strip))
def test_any_questionnaire_is_answered_as_it_asks_or_the_note_is_refused(
    drawn: tuple[dict[str, Any], dict[str, Any]], diagnoses: int, text: str
) -> None:
    data, tables = drawn
    profile = _profile(data, tables)
    questionnaire = parse_questionnaire(json.dumps(data).encode(), QUESTIONNAIRE)
    known = {item.link_id: (item, above) for item, above in all_items(questionnaire.items)}
    entries = (*NOTE.entries[:2], NOTE.entries[2]._replace(text=f"x{text}x"))
    note = NOTE._replace(entries=entries, secondary_diagnoses=NOTE.secondary_diagnoses[:diagnoses])
    result = convert(as_xml(note), FHIR, profile=profile)
    codes = [finding.code for finding in result.findings if finding.exit_code]
    if result.output is None:
        assert set(codes) <= {"MVG524", "MVG526", "MVG528", "MVG529"}
        assert codes
        return
    document = json.loads(result.output)
    assert problems(document) == []
    answered = _answered(document["item"])
    order = [link_id for link_id in known if link_id in answered]
    assert list(answered) == order
    texts = [value for _, values in answered.values() for value in values if isinstance(value, str)]
    assert sorted(texts) == sorted([*(entry.text for entry in entries), note.triage.outcome])
    for link_id, (above, values) in answered.items():
        item, over = known[link_id]
        assert above == tuple(one.link_id for one in over)
        assert len(values) <= 1 or item.repeats
        assert all(len(value) <= item.max_length for value in values if isinstance(value, str) and item.max_length)
    assert not _unanswered(questionnaire.items, answered)


def _unanswered(items: tuple[Item, ...], answered: dict[str, Any]) -> list[str]:
    """Required items without an answer, where what they are nested in has one."""
    missing = [item.link_id for item in items if item.required and item.link_id not in answered]
    for item in items:
        if item.link_id in answered:
            missing += _unanswered(item.items, answered)
    return missing


@pytest.mark.slow
@pytest.mark.counted
@given(questionnaires(), st.integers(0, 255))
def test_the_check_of_a_profile_finds_what_no_note_could_ever_answer(
    drawn: tuple[dict[str, Any], dict[str, Any]], left: int
) -> None:
    """With every mapped item answered, the required ones that have no answer are those that the check reports."""
    data, tables = drawn
    links = [link_id for table in tables.values() for link_id in table.values()]
    mapped = [link_id for number, link_id in enumerate(links) if left >> number & 1]
    questionnaire = parse_questionnaire(json.dumps(data).encode(), QUESTIONNAIRE)
    places = {item.link_id: [item.link_id, *(one.link_id for one in above)]
              for item, above in all_items(questionnaire.items)}  # fmt: skip
    # What is nested in a field that has no answer is a mistake of its own.
    answered = {link_id: True for name in mapped for link_id in places[name]}
    fields = {item.link_id for item, _ in all_items(questionnaire.items) if item.type != "group"}
    assume(all(link_id in mapped for link_id in answered if link_id in fields))
    reported = [item.link_id for item in without_source(questionnaire.items, mapped)]
    assert sorted(reported) == sorted(_unanswered(questionnaire.items, answered))
