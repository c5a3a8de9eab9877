"""A file of answers: decisions about many notes of a batch, each by its id and source."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from converter.conversion.options import ConvertOptions
from converter.files.storage import Refused, read_file
from converter.findings import Finding
from converter.note.reading import Decisions
from converter.profile import Profile
from converter.profile.json_file import NotJson, parse_json
from converter.profile.toml_file import decoded
from converter.record.mapping import Place


class NoteAnswers(NamedTuple):
    """The answers for one note."""

    decisions: Decisions = Decisions()
    places: tuple[Place, ...] = ()
    damaged_ok: bool = False
    approved_for_patient: str = ""

    def added_to(self, options: ConvertOptions) -> ConvertOptions:
        """The conversion options with these answers."""
        return dataclasses.replace(
            options,
            decisions=self.decisions, places=(*options.places, *self.places),
            damaged_ok=self.damaged_ok or options.damaged_ok,
            approved_for_patient=self.approved_for_patient or options.approved_for_patient,
        )  # fmt: skip

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the answers, the same in every process."""
        decided = [sorted(value) if isinstance(value, frozenset) else value for value in self.decisions]
        return hashlib.sha256(json.dumps([decided, *self[1:]]).encode()).digest()


AnswersByNote = Mapping[tuple[str, str], NoteAnswers]
"""Answers by the id of a note and the SHA-256 of its source, as hexadecimal; both must match."""
MAX_ANSWERS_BYTES: Final = 64 << 20
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")


def read_answers(name: str, profile: Profile) -> AnswersByNote:
    """The answers of a file, in UTF-8 and of at most `MAX_ANSWERS_BYTES`.

    Raises `Refused`: MVG862 as `parse_answers` does, or as `storage.read_file` does.
    """
    data = read_file(name, MAX_ANSWERS_BYTES + 1)
    if len(data) > MAX_ANSWERS_BYTES:
        raise _no_answer(data.count(b"\n", 0, MAX_ANSWERS_BYTES) + 1, 0, "#answer-size", str(MAX_ANSWERS_BYTES >> 20))
    text, wrong = decoded(data)
    if wrong:
        raise _no_answer(wrong.line, wrong.column, wrong.cause)
    return parse_answers(text, profile)


def _no_answer(line: int, column: int, *words: str) -> Refused:
    return Refused(Finding("MVG862", line, column, words))


def parse_answers(text: str, profile: Profile) -> AnswersByNote:
    """Answers as JSON Lines, one note a line: `{"id": …, "sha256": …, "texts": [7], "places": {"12": "Status"}}`.

    Raises `Refused` (MVG862) with the line that cannot be used and the member that is missing or wrong.
    """
    found: dict[tuple[str, str], NoteAnswers] = {}
    lines: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            key, answers = _entry(parse_json(line), profile)
        except NotJson as error:
            raise _no_answer(number, error.column, *error.words) from None
        except _WrongMember as error:
            raise _no_answer(number, 0, *error.args) from None
        if key in found:
            raise _no_answer(number, 0, "#answer-twice", str(lines[key]))
        found[key], lines[key] = answers, number
    return found


class _WrongMember(ValueError):
    """A member that cannot be used; its arguments are the words that say why."""


def _entry(data: Any, profile: Profile) -> tuple[tuple[str, str], NoteAnswers]:
    if not isinstance(data, dict):
        raise _WrongMember("#answer-object")
    for number, name in enumerate(data, 1):
        if name not in MEMBERS:  # which may be a text of the note: it is not shown
            raise _WrongMember("#answer-unknown", str(number), ", ".join(MEMBERS))
    for name in ("id", "sha256"):
        if name not in data:
            raise _WrongMember("#answer-missing", name)
    read: dict[str, Any] = {}
    for name, value in data.items():
        example, value_of = MEMBERS[name]
        try:
            read[name] = value_of(value)
        except (ValueError, TypeError, AttributeError):
            raise _WrongMember("#answer-value", name, example) from None
    places: tuple[Place, ...] = read.get("places", ())
    if any(place.keyword not in profile.places for place in places):
        raise _WrongMember("#answer-place", ", ".join(profile.places))
    decisions = Decisions(
        read.get("facts", frozenset()), read.get("texts", frozenset()), read.get("splits", frozenset()),
        one_note=read.get("one_note", False),
    )  # fmt: skip
    approved = {None: "", True: "yes", False: "no"}[read.get("approved_for_patient")]
    return (read["id"], read["sha256"]), NoteAnswers(decisions, places, read.get("damaged_ok", False), approved)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _digest(value: Any) -> str:
    if not _SHA256.fullmatch(value):
        raise ValueError
    return str(value).lower()


def _positive(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError
    return value


def _positives(value: Any) -> frozenset[int]:
    return frozenset(map(_positive, value))


MEMBERS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "id": ('"vård/a.txt"', _text),
    "sha256": ('"…" (64 × 0–9, a–f)', _digest),
    "facts": ("[3]", _positives),
    "texts": ("[7, 9]", _positives),
    "splits": ("[[8, 5]]", lambda cuts: frozenset((_positive(line), _positive(column)) for line, column in cuts)),
    "places": ('{"12": "Status"}', lambda places: tuple(Place(key, _text(word)) for key, word in places.items())),
    "one_note": ("true", _flag),
    "damaged_ok": ("true", _flag),
    "approved_for_patient": ("false", lambda value: None if value is None else _flag(value)),
}
"""The members of an answer: how a value is written, and what reads it."""
