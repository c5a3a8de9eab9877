"""Answers to the questions of single notes: for these bytes of this note and no other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from batching import GOOD, Ran, tree
from converter.batch.answer_file import NoteAnswers
from converter.batch.config import BatchConfig
from converter.batch.outcome import DONE, KEPT, QUARANTINED, Outcome
from converter.note.reading import Decisions
from converter.record.mapping import Place
from paths import BROKEN

UNPLACED = (BROKEN / "mvg302-text-under-anamnes.txt").read_bytes()
SHA = hashlib.sha256(UNPLACED).hexdigest()
ANSWER = NoteAnswers(places=(Place("Anamnes", "Kompletterande anamnes"),))


def test_an_answer_holds_for_these_bytes_and_changes_no_other_note(
    run: Callable[..., Ran], config: BatchConfig, inbox: Path
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
    assert run(answers={("another.txt", SHA): ANSWER}).statuses["x.txt"] == QUARANTINED


def test_open_questions_hold_back_a_target_with_a_gate_until_they_are_answered(
    run: Callable[..., Ran], config: BatchConfig, inbox: Path
) -> None:
    asking = (BROKEN / "mvg240-etiketter-i-patientens-text.txt").read_bytes()
    (inbox / "a.txt").write_bytes(asking)
    first = run(targets=("pmo", "melior"))
    outcome = first.outcomes[0]
    assert (outcome.status, [to for to, _ in outcome.outputs], outcome.withheld) == (QUARANTINED, ["melior"], ("pmo",))
    asked = {code: (lines, to) for code in ("MVG240", "MVG241") for lines, to in [_reported(outcome, code)]}
    assert asked == {"MVG240": ([14, 15, 16], {("pmo",)}), "MVG241": ([14, 15, 16], {("melior",)})}
    assert set(tree(Path(config.out))) >= {"a.txt.melior.txt"}
    answers = {("a.txt", hashlib.sha256(asking).hexdigest()): NoteAnswers(Decisions(texts=frozenset([14, 15, 16])))}
    again = run(targets=("pmo", "melior"), answers=answers)
    assert again.statuses == {"a.txt": DONE}
    assert not {"MVG240", "MVG241"} & set(again.codes["a.txt"])
    assert set(tree(Path(config.out))) == {"a.txt.melior.txt", "a.txt.pmo.xml"}


def _reported(outcome: Outcome, code: str) -> tuple[list[int], set[tuple[str, ...]]]:
    """The lines that a code names, and the targets it concerns."""
    found = [(finding.line, targets) for finding, targets in outcome.targeted_findings if finding.code == code]
    return [line for line, _ in found], {targets for _, targets in found}
