"""Answers to the questions that notes have raised: what a person decided, note by note (`--answers FILE`).

One JSON object a line: `id` and `sha256` say which note, by its id or whole name and the SHA-256 of its bytes; the
other members are decisions. An answer for other bytes than a note has now is not used: its line numbers may mean
other lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from converter.findings import Finding
from converter.mapping import Place
from converter.pipeline import ConvertOptions
from converter.reading import Decisions
from converter.storage import Refused, read_file

MOST: Final = 64 << 20
"""Bytes of the file."""
_DIGITS: Final = frozenset("0123456789abcdef")


class Answer(NamedTuple):
    """What a person decided about one note."""

    decisions: Decisions
    places: tuple[Place, ...] = ()
    damaged_ok: bool = False

    def applied(self, options: ConvertOptions) -> dict[str, Any]:
        """The options of the run that it changes, with their values for this note."""
        return {
            "decisions": self.decisions,
            "places": (*options.places, *self.places),
            "damaged_ok": self.damaged_ok or options.damaged_ok,
        }


Answers = Mapping[tuple[str, str], Answer]
"""By the id of a note and the SHA-256 of its bytes."""
NO_ANSWERS: Final[Answers] = {}


def read_answers(name: str, places_of: Callable[[Sequence[str]], tuple[Place, ...]]) -> dict[tuple[str, str], Answer]:
    """The answers of a file. Raises `Refused`: MVG862 with the first line that is none, or as `read_file` does."""
    data = read_file(name, MOST + 1)
    found: dict[tuple[str, str], Answer] = {}
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            key, answer = _answer(json.loads(line, object_pairs_hook=_once), places_of)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise Refused(Finding("MVG862", number)) from None
        if len(data) > MOST or key in found:
            raise Refused(Finding("MVG862", number))
        found[key] = answer
    return found


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(members)) < len(members):
        raise ValueError
    return dict(members)


def _answer(
    told: dict[str, Any], places_of: Callable[[Sequence[str]], tuple[Place, ...]]
) -> tuple[tuple[str, str], Answer]:
    """Key and answer of a line. Raises `ValueError`, `TypeError` or `KeyError` for what is none."""
    name, digest = told.pop("id"), told.pop("sha256")
    if not (isinstance(name, str) and isinstance(digest, str) and len(digest) == 64 and set(digest) <= _DIGITS):  # noqa: PLR2004 -- digits of a SHA-256
        raise ValueError
    facts, texts = (frozenset(_numbers(told.pop(member, []))) for member in ("facts", "texts"))
    splits = frozenset((line, column) for line, column in map(_numbers, told.pop("splits", [])))
    places = told.pop("places", [])
    one_note, damaged_ok = told.pop("one_note", False), told.pop("damaged_ok", False)
    flags = isinstance(one_note, bool) and isinstance(damaged_ok, bool)
    if told or not flags or not all(isinstance(place, str) for place in places):
        raise ValueError
    return (name, digest), Answer(Decisions(facts, texts, splits, one_note), places_of(places), damaged_ok)


def _numbers(told: list[Any]) -> Iterator[int]:
    for number in told:
        if type(number) is not int or number < 1:
            raise ValueError
        yield number


def digest_text(answer: Answer) -> str:
    """What differs when an answer does, the same in every process."""
    facts, texts, splits, one_note = answer.decisions
    return json.dumps([sorted(facts), sorted(texts), sorted(splits), one_note, answer.places, answer.damaged_ok])
