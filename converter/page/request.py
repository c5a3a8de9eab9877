"""The body of a call from the page, validated."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from converter.conversion.options import ConvertOptions
from converter.note.facts import GIVABLE
from converter.note.model import Contact

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """A note with all that the user has filled in, chosen and answered. The server keeps none of it."""

    source: bytes | str = ""
    """The pasted text, or the bytes of a file."""
    target: str = ""
    given: dict[str, str]
    answers: tuple[tuple[str, int], ...] = ()
    """Identity of a question (`questions.OpenQuestion.id`) and the index of the choice, in the order of the answers."""
    contact: dict[str, tuple[str, ...]]
    """Facts of the contact, each with the codes of its answer."""

    @property
    def options(self) -> ConvertOptions:
        """The conversion options before any answer."""
        return ConvertOptions(given=self.given)


_KEYS: Final = frozenset(("text", "file", "target", "given", "answers", "contact"))


def parse_request(data: Any) -> PageRequest:
    """The request in the JSON of a call. Raises `ValueError` for one that the page does not send."""
    if not isinstance(data, dict) or not data.keys() <= _KEYS:
        raise ValueError("keys")
    source: bytes | str = _of(str, data.get("text", ""))
    if (file := data.get("file")) is not None:
        source = base64.b64decode(_of(str, file), validate=True)  # its `binascii.Error` is a `ValueError`
    given = _mapping(data.get("given", {}), GIVABLE, lambda value: _of(str, value))
    contact = _mapping(data.get("contact", {}), Contact._fields, lambda codes: _all_of(str, codes))
    answers = []
    for pair in _all_of(list, data.get("answers", [])):
        question, choice = pair
        answers.append((_of(str, question), _of(int, choice)))
    return PageRequest(
        source=source, target=_of(str, data.get("target", "")), given=given, answers=tuple(answers), contact=contact
    )


def _of(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise ValueError(kind.__name__)
    return value


def _all_of(kind: type[T], values: Any) -> tuple[T, ...]:
    return tuple(_of(kind, value) for value in _of(list, values))


def _mapping(value: Any, keys: tuple[str, ...], read: Callable[[Any], T]) -> dict[str, T]:
    if not isinstance(value, dict) or not value.keys() <= set(keys):
        raise ValueError("mapping")
    return {key: read(part) for key, part in value.items()}
