"""Adversarial notes against the oracle, 1,000 or as many as `MVG_ADVERSARIAL` says; and broken twins it must catch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from adversarial.notes import adversarial
from adversarial.oracle import Program, answered_faults, answers, faults
from converter import convert, parse
from converter.readers.ambiguity import AmbiguityChecker
from converter.readers.layout import Layout

NOTES = int(os.environ.get("MVG_ADVERSARIAL", "1000"))
PROGRAM = Program(convert, parse)
SEARCHED = 300
"""Notes among which a broken twin must be caught."""


@pytest.mark.slow
def test_P24_no_adversarial_note_loses_moves_or_invents_anything_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    found: list[str] = []
    kinds: Counter[str] = Counter()
    refused = 0
    for seed in range(NOTES):
        note = adversarial(seed)
        kinds.update(set(note.kinds))
        refused += note.exit_code > 0
        found += [f"seed {seed}: {fault}" for fault in faults(note, PROGRAM)]
    with capsys.disabled():
        print(f"\n{NOTES} adversarial notes, {len(kinds)} kinds of trouble, {refused} refused, {len(found)} faults")
    assert found == []
    assert len(kinds) > 100
    assert min(kinds[kind] for kind in ("second note", "paragraph below an answer", "quoted labels")) > NOTES // 200


@pytest.mark.slow
def test_P24_once_every_question_is_answered_an_export_says_what_its_writer_meant() -> None:
    notes = [note for note in map(adversarial, range(NOTES // 2)) if answers(note)]
    found = [fault for note in notes for fault in answered_faults(note, PROGRAM)]
    assert found == []
    assert len(notes) > NOTES // 4


def test_the_oracle_catches_answers_that_have_no_effect() -> None:
    unheard = Program(lambda source, to, **_: convert(source, to), parse)
    assert any(answered_faults(note, unheard) for note in map(adversarial, range(20)))


def test_a_seed_makes_the_same_note_every_time() -> None:
    assert adversarial(7) == adversarial(7)
    assert adversarial(7) != adversarial(8)


def test_P24_notes_without_trouble_are_exported() -> None:
    quiet = [
        note for note in map(adversarial, range(600)) if not note.exit_code and not any(x.need for x in note.lines)
    ]
    assert all(convert(note.source, "pmo").output is not None for note in quiet)
    assert len(quiet) > 40


# -- broken twins ---------------------------------------------------------------------------------------------


def _without(note_kind: str) -> Callable[[str], str]:
    """Takes away the first line that has the words."""

    def drop(source: str) -> str:
        lines = source.split("\n")
        at = next((number for number, line in enumerate(lines) if note_kind in line), -1)
        return source if at < 0 else "\n".join(lines[:at] + lines[at + 1 :])

    return drop


def _label_to_the_head(source: str) -> str:
    """Reads a diagnosis in the text as if it stood at the head of the note."""
    lines = source.split("\n")
    at = next((number for number, line in enumerate(lines) if "F20.0" in line and line.startswith("Huvud")), -1)
    return source if at < 0 else "\n".join([lines[at], *lines[:at], *lines[at + 1 :]])


def _labels_in_place(source: str) -> str:
    """Takes each label in the text for prose, so that nobody is asked about it."""
    return source.replace("Huvuddiagnos: F20.0", "Diagnosen F20.0").replace("Signerad av: Per", "Signerade Per")


def _swapped(source: str) -> str:
    """Two lines of a text in the wrong order."""
    lines = source.split("\n")
    marked = [number for number in range(len(lines) - 1) if "(obs" in lines[number] and "(obs" in lines[number + 1]]
    if marked:
        lines[marked[0]], lines[marked[0] + 1] = lines[marked[0] + 1], lines[marked[0]]
    return "\n".join(lines)


def _moved(source: str) -> str:
    """The line above a heading is put below it."""
    lines = source.split("\n")
    at = next((number for number, line in enumerate(lines) if line.strip() == "Bedömning" and number > 1), 0)
    above = next((number for number in range(at - 1, 0, -1) if "(obs" in lines[number]), 0)
    return (
        source if not above else "\n".join([*lines[:above], *lines[above + 1 : at + 1], lines[above], *lines[at + 1 :]])
    )


def _no_numbers(source: str) -> str:
    """A heading with a sign before it is read without a question."""
    return source.replace("## ", "").replace("→ ", "").replace("**", "")


TWINS: dict[str, Callable[[str], str]] = {
    "drops a line of the text": _without("(obs 1004)"),
    "drops a label in the text": _without("Konsulterad kollega: hade"),
    "takes a label in the text as a fact": _label_to_the_head,
    "says nothing of a label in the text": _labels_in_place,
    "swaps two lines": _swapped,
    "puts a line under the next keyword": _moved,
    "reads a possible heading without a question": _no_numbers,
    "changes a letter": lambda source: source.replace("feber", "fever"),
    "prints a line twice": lambda source: source.replace(
        "\nIngen feber", "\nIngen feber och ingen hosta (obs 1002).\nIngen feber"
    ),
    "collapses spaces": lambda source: source.replace("Prov\t", "Prov "),
    "changes the signer": lambda source: source.replace("Signerad av: Lisbet", "Signerad av: Lisa"),
    "changes the identity number": lambda source: source.replace("199104272381", "195211182018"),
}
"""Readers that are broken as readers have been: each misreads the source before the program reads it."""


@pytest.mark.slow
@pytest.mark.parametrize("name", TWINS)
def test_the_oracle_catches_a_broken_twin(name: str) -> None:
    misread = TWINS[name]

    def broken_convert(source: str, to: str, **options: Any) -> Any:
        return convert(misread(source), to, **options)

    def broken_parse(source: str) -> Any:
        return parse(misread(source))

    assert _caught(Program(broken_convert, broken_parse))


def _caught(program: Program) -> bool:
    """Whether the oracle finds a fault that is more than a refusal."""
    plain = (note._replace(ends=("\n",) * len(note.lines)) for note in map(adversarial, range(SEARCHED)))
    found = (fault for note in plain for fault in faults(note, program) if "refused without" not in fault)
    return any(fault != "copy is refused" for fault in found)


def _every_label_is_a_fact(layout: Layout) -> frozenset[int]:
    return frozenset(layout.labels)


def test_the_oracle_catches_a_reader_that_takes_labels_in_the_text_as_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Layout, "_facts", _every_label_is_a_fact)
    assert _caught(PROGRAM)


def test_the_oracle_catches_a_reader_that_never_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AmbiguityChecker, "check", lambda _checker, _line: None)
    assert _caught(PROGRAM)


def test_the_oracle_catches_a_reader_that_sees_one_note_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.readers.layout.second_note", lambda *_: iter(()))
    assert _caught(PROGRAM)


@pytest.mark.slow
def test_the_oracle_finds_nothing_where_nothing_is_broken() -> None:
    assert not _caught(PROGRAM)
