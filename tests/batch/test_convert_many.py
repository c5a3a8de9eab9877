"""`convert_many`: the engine of a batch for a program that keeps its own folders."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections.abc import Generator, Iterator
from typing import Any

import pytest

import converter
from batching import BAD, GOOD, OTHER
from converter import Converted, convert, convert_many
from converter.batch import convert_many as module
from converter.batch.answer_file import NoteAnswers
from converter.batch.config import BatchConfig, ResourceLimits
from converter.batch.tasks import Input, Task
from converter.findings import Finding
from converter.note.reading import Decisions
from converter.pipeline import ParsedNote, parse
from converter.profile import ProfileError
from converter.record.mapping import Place
from paths import BROKEN

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="what is put in the way of a worker needs a fork")


def _results(found: Iterator[Converted]) -> dict[str, dict[str, Any]]:
    return {one.id: one.results for one in found}


def test_each_note_has_a_result_for_each_target_that_is_the_one_of_convert() -> None:
    notes: dict[str, bytes | str] = {"a": GOOD, "b": OTHER.decode(), "c": BAD}
    found = _results(convert_many(notes.items(), ("pmo", "melior"), jobs=2))
    assert found == {name: {to: convert(data, to) for to in ("pmo", "melior")} for name, data in notes.items()}
    assert not found["c"]["pmo"].ok
    assert found["c"]["melior"].ok


def test_options_are_those_of_a_batch() -> None:
    (one,) = convert_many([("a", GOOD)], ("melior",), headings="clinic24", charset="ascii", replace=True, jobs=1)
    assert one.results["melior"] == convert(GOOD, "melior", headings="clinic24", charset="ascii", replace=True)


def test_answers_hold_for_the_note_of_their_id_and_bytes() -> None:
    asking = (BROKEN / "mvg240-etiketter-i-patientens-text.txt").read_bytes()
    decided = Decisions(texts=frozenset([14, 15, 16]))
    book = {("a", hashlib.sha256(asking).hexdigest()): NoteAnswers(decided)}
    found = _results(convert_many([("a", BAD), ("b", asking)], ("json",), jobs=1, answers=book))
    assert found["b"]["json"] == convert(asking, "json")
    found = _results(convert_many([("a", asking)], ("json",), jobs=1, answers=book))
    assert found["a"]["json"] == convert(asking, "json", decisions=decided) != convert(asking, "json")


def test_sources_are_taken_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[tuple[str, bytes]]:
        nonlocal taken
        while True:
            taken += 1
            yield str(taken), GOOD

    found = convert_many(endless(), jobs=1)
    assert [next(found).results["pmo"].ok for _ in range(5)] == [True] * 5
    assert isinstance(found, Generator)
    found.close()
    assert taken < 500


@needs_fork
def test_P12_a_note_that_kills_its_worker_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(source: bytes, **named: Any) -> ParsedNote:
        if source == BAD:
            os.kill(os.getpid(), signal.SIGKILL)
        return parse(source, **named)

    monkeypatch.setattr(module, "parse", parsed)
    found = _results(convert_many([(str(at), BAD if at == 7 else GOOD) for at in range(20)], jobs=2))
    assert [finding.code for finding in found.pop("7")["pmo"].findings] == ["MVG820"]
    assert all(results["pmo"].ok for results in found.values())


@needs_fork
@pytest.mark.parametrize(("error", "code"), [(MemoryError(), "MVG822"), (ValueError("Kanariefågel"), "MVG901")])
def test_a_fault_is_a_finding_that_quotes_nothing(monkeypatch: pytest.MonkeyPatch, error: Exception, code: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(module, "parse", fail)
    (one,) = convert_many([("a", GOOD)], jobs=1, limits=ResourceLimits(seconds=30))
    assert [finding.code for finding in one.results["pmo"].findings] == [code]
    assert "Kanariefågel" not in str(one)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"to": ("word",)}, ValueError),
        ({"charset": "klingon"}, ValueError),
        ({"x": 1}, TypeError),
        ({"places": (Place("12", "Status"),)}, ValueError),
        ({"strict": True}, TypeError),
        ({"registration": "text"}, TypeError),
    ],
)
def test_a_wrong_call_is_refused_at_once(wrong: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        convert_many([], **wrong)


def test_a_profile_whose_registration_cannot_be_used_is_refused_at_once(config: BatchConfig) -> None:
    broken = config.profile.replace(tables={**config.profile.tables, "registration.toml": b"x"})
    with pytest.raises(ProfileError):
        convert_many([], profile=broken)
    (one,) = convert_many([("a", GOOD)], profile=config.profile.replace(tables={}), jobs=1)
    assert one.results["pmo"].ok


def test_it_is_public() -> None:
    assert {"convert_many", "Converted"} <= set(converter.__all__)


def test_a_converter_makes_of_a_task_what_convert_makes_and_of_a_fault_a_finding(
    monkeypatch: pytest.MonkeyPatch, config: BatchConfig
) -> None:
    """What a worker does, in this process."""
    task, maker = Task(1, Input("a", data=GOOD, id="a")), module.ResultProcessor(config)
    assert maker.process(task) == Converted("a", {"pmo": convert(GOOD)})
    faulty = task._replace(item=task.item._replace(fault=Finding("MVG820")))
    assert [finding.code for finding in maker.process(faulty).results["pmo"].findings] == ["MVG820"]
    for error, code in ((MemoryError(), "MVG822"), (ValueError(), "MVG901")):
        monkeypatch.setattr(module, "parse", _raising(error))
        assert [finding.code for finding in maker.process(task).results["pmo"].findings] == [code]


def _raising(error: Exception) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
