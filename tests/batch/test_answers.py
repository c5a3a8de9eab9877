"""Answers to the questions of single notes: for these bytes of this note and no other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batching import GOOD, Ran
from converter.batch import answers as room
from converter.batch.answers import Answer, read_answers
from converter.batch.how import How
from converter.batch.outcome import DONE, KEPT, QUARANTINED
from converter.findings import Finding
from converter.mapping import Place
from converter.pipeline import ConvertOptions
from converter.reading import Decisions
from converter.storage import Refused
from paths import BROKEN

UNPLACED = (BROKEN / "mvg302-text-under-anamnes.txt").read_bytes()
SHA = hashlib.sha256(UNPLACED).hexdigest()
PLACES = (Place("Anamnes", "Kompletterande anamnes"),)
ANSWER = Answer(Decisions(), PLACES)


def _places(written: Any) -> tuple[Place, ...]:
    return tuple(Place(*text.split("=")) for text in written)


def _read(tmp_path: Path, text: str) -> dict[tuple[str, str], Answer]:
    (tmp_path / "svar").write_text(text, "utf-8")
    return read_answers(str(tmp_path / "svar"), _places)


def test_a_line_answers_for_one_note(tmp_path: Path) -> None:
    told = {"id": "a", "sha256": SHA, "facts": [3], "texts": [4, 5], "splits": [[6, 2]], "places": ["x=y"],
            "one_note": True, "damaged_ok": True}  # fmt: skip
    found = _read(tmp_path, f"\n{json.dumps(told)}\n" + json.dumps({"id": "b", "sha256": SHA}))
    decided = Decisions(frozenset({3}), frozenset({4, 5}), frozenset({(6, 2)}), True)
    assert found == {("a", SHA): Answer(decided, (Place("x", "y"),), True), ("b", SHA): Answer(Decisions())}
    applied = found["a", SHA].applied(ConvertOptions(places=PLACES))
    assert applied == {"decisions": decided, "places": (*PLACES, Place("x", "y")), "damaged_ok": True}


@pytest.mark.parametrize(
    "member",
    [{"id": 1}, {"sha256": "x"}, {"sha256": 1}, {"facts": [0]}, {"facts": ["1"]}, {"texts": [True]}, {"splits": [[1]]},
     {"splits": [1]}, {"places": [1]}, {"one_note": 1}, {"damaged_ok": "ja"}, {"other": 1}],
    ids=str,
)  # fmt: skip
def test_what_is_no_answer_is_told_by_its_line(tmp_path: Path, member: dict[str, Any]) -> None:
    good = json.dumps({"id": "a", "sha256": SHA})
    for broken in (json.dumps({"id": "b", "sha256": SHA, **member}), "x", "[]", good, '{"id":"b","id":"b"}', "{}"):
        with pytest.raises(Refused) as refused:
            _read(tmp_path, f"{good}\n{broken}")
        assert refused.value.finding == Finding("MVG862", 2)


def test_a_file_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", 10)
    with pytest.raises(Refused):
        _read(tmp_path, json.dumps({"id": "a", "sha256": SHA}))


def test_an_answer_holds_for_these_bytes_and_changes_no_other_note(
    run: Callable[..., Ran], how: How, inbox: Path
) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    (inbox / "x.txt").write_bytes(UNPLACED)
    assert run().statuses == {"a.txt": DONE, "x.txt": QUARANTINED}
    answers = {("x.txt", SHA): ANSWER}
    assert run(answers=answers).statuses == {"a.txt": KEPT, "x.txt": DONE}
    assert run(answers=answers).statuses == {"a.txt": KEPT, "x.txt": KEPT}
    assert run().statuses == {"a.txt": KEPT, "x.txt": QUARANTINED}, "the answer was withdrawn"
    (inbox / "x.txt").write_bytes(UNPLACED + b"\n")
    assert run(answers=answers).statuses["x.txt"] == QUARANTINED, "other bytes may have other lines"
