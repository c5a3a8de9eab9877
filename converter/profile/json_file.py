"""JSON that a person or another system wrote: its content, or where and why it is none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from converter.note.unicode_text import line_and_column
from converter.profile.toml_file import WrongEncoding, decoded

_REASONS: Final = {
    "Expecting property name": "#json-name",
    "Expecting ':'": "#json-colon",
    "Expecting ','": "#json-separator",
    "Expecting value": "#json-value",
    "Illegal trailing comma": "#json-trailing",
    "Extra data": "#json-extra",
    "Invalid control character": "#json-control",
    "Invalid \\": "#json-escape",
    "Unterminated string": "#json-open",
}
"""The explanation of each message of the parser, by its beginning."""
_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(:?)|[{}\[\]]|NaN|-?Infinity|-?\d{4301,}', re.DOTALL)
"""The tokens that show names that come twice in an object, and numbers that JSON does not have."""


class NotJson(ValueError):
    """A text that is no JSON: the line and the column, 0 when they are not known, and an explanation with its words."""

    def __init__(self, line: int, column: int, words: tuple[str, ...]) -> None:
        super().__init__(words[0])
        self.line, self.column, self.words = line, column, words


def parse_json(content: bytes | str) -> Any:
    """The content of a JSON text in which no object has a name twice. Raises `NotJson`."""
    try:
        return json.loads(content, object_pairs_hook=_without_doubles, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        reason = next((row for start, row in _REASONS.items() if error.msg.startswith(start)), "#json-separator")
        raise NotJson(error.lineno, error.colno, (reason,)) from None
    except UnicodeDecodeError:
        wrong = decoded(content)[1] if isinstance(content, bytes) else None
        line, column, cause = wrong or WrongEncoding(1, 0, "#encoding")
        raise NotJson(line, column, (cause,)) from None
    except RecursionError:
        raise NotJson(1, 0, ("#json-deep",)) from None
    except ValueError:  # a name that comes twice, or a number that JSON does not have
        text = content if isinstance(content, str) else decoded(content)[0]
        raise next(_unlike_json(text), NotJson(1, 0, ("#json-number",))) from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError
    return data


def _no_number(_: str) -> Any:
    raise ValueError


def _unlike_json(text: str) -> Iterator[NotJson]:
    """Names that come twice in an object, and numbers that JSON does not have, of a text that is JSON otherwise."""
    objects: list[set[str]] = []
    for found in _TOKEN.finditer(text):
        token, name, is_name = found[0], found[1], bool(found[2])
        if token in ("{", "["):
            objects.append(set())
        elif token in ("}", "]"):
            objects.pop()
        elif name is None:
            yield NotJson(*line_and_column(text, found.start()), ("#json-number",))
        elif is_name:
            known = str(json.loads(f'"{name}"', strict=False))
            if known in objects[-1]:
                yield NotJson(*line_and_column(text, found.start()), ("#json-double",))
            objects[-1].add(known)
