"""The body of a call from the page, validated."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from converter.note.fields import GIVABLE
from converter.note.model import Contact
from converter.options import ConvertOptions

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
    text, file = _of(str, data.get("text", "")), data.get("file")
    given = _mapping(data.get("given", {}), GIVABLE, lambda value: _of(str, value))
    contact = _mapping(data.get("contact", {}), Contact._fields, _codes)
    return PageRequest(
        source=text if file is None else _decoded(file), target=_of(str, data.get("target", "")), given=given,
        answers=_answers(data.get("answers", [])), contact=contact,
    )  # fmt: skip


def _of(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise ValueError(kind.__name__)
    return value


def _mapping(value: Any, keys: tuple[str, ...], read: Callable[[Any], T]) -> dict[str, T]:
    if not isinstance(value, dict) or not value.keys() <= set(keys):
        raise ValueError("mapping")
    return {key: read(part) for key, part in value.items()}


def _codes(value: Any) -> tuple[str, ...]:
    return tuple(_of(str, code) for code in _of(list, value))


def _answers(value: Any) -> tuple[tuple[str, int], ...]:
    pairs = _of(list, value)
    if any(not isinstance(pair, list) or len(pair) != 2 for pair in pairs):  # noqa: PLR2004 -- a pair
        raise ValueError("answers")
    return tuple((_of(str, question), _of(int, choice)) for question, choice in pairs)


def _decoded(file: Any) -> bytes:
    try:
        return base64.b64decode(_of(str, file), validate=True)
    except binascii.Error:
        raise ValueError("base64") from None
