"""Outputs and templates cut into leaves: texts, values of attributes, and names of elements and keys, in order.

Outputs are parsed by expat and by the `json` module. A template is neither XML nor JSON, so it is scanned, with a
placeholder for each of its expressions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from converter.profile import Syntax
from converter.proof.xml_tokens import attributes, tokens, unescape

Path = tuple[str, ...]
"""Names of elements or keys, outermost first; then `@name` for an attribute or `NAME`. `()` in plain text."""
Leaf = tuple[Path, str]
"""A text, the value of an attribute, or the name of an element or key, with its path."""
NAME: Final = "#"
"""The end of the path of a name: `("note", "#")` is the path of the names of the elements in `note`."""
ANY: Final = "*"
"""The part of a template's path for a name that an expression prints."""
UNQUOTED: Final = "!"
"""The end of the path of an expression that a JSON template prints without quotation marks: no output has it."""
PLACEHOLDER: Final = re.compile("\x01([0-9]+)\x02")
"""Stands for an expression of a template, by its number."""

_JSON_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*+:)?|([{}\[\]])|([^\s{}\[\],:"\0]++)', re.DOTALL)


# -- outputs --------------------------------------------------------------------------------------------------


def leaves_of(output: str, syntax: Syntax) -> list[Leaf] | None:
    """The leaves of an output; None for one that is not well-formed. Plain text is one leaf."""
    if syntax == "text":
        return [((), output)]
    return _json_leaves(output) if syntax == "json" else _markup_leaves(output)


def _markup_leaves(output: str) -> list[Leaf] | None:
    from pyexpat import ExpatError, ParserCreate

    leaves: list[Leaf] = []
    path: list[str] = []

    def start(name: str, values: dict[str, str]) -> None:
        leaves.append(((*path, NAME), _local(name)))
        path.append(_local(name))
        leaves.extend(((*path, f"@{_local(attribute)}"), value) for attribute, value in values.items())

    def text(data: str) -> None:
        here = tuple(path)
        if leaves[-1][0] == here:
            leaves[-1] = here, leaves[-1][1] + data
        else:
            leaves.append((here, data))

    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda _: path.pop()
    try:
        parser.Parse(output, True)
    except (ExpatError, UnicodeEncodeError):
        return None
    return leaves


def _local(name: str) -> str:
    """A name without its namespace or its prefix."""
    return name.rpartition(" ")[2].rpartition(":")[2]


def _json_leaves(output: str) -> list[Leaf] | None:
    try:
        data = json.loads(output, object_pairs_hook=_Object, parse_constant=_refuse)
        return list(_leaves_in(data, ()))
    except (ValueError, RecursionError):
        return None


class _Object(list[tuple[str, Any]]):
    """The keys and values of a JSON object. Raises `ValueError` for a key that comes twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key comes twice")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _leaves_in(data: Any, path: Path) -> Iterator[Leaf]:
    if isinstance(data, _Object):
        for key, value in data:
            yield (*path, NAME), key
            yield from _leaves_in(value, (*path, key))
    elif isinstance(data, list):
        for value in data:
            yield from _leaves_in(value, path)
    else:
        yield path, data if isinstance(data, str) else json.dumps(data)


# -- templates ------------------------------------------------------------------------------------------------


def template_leaves(source: str, syntax: Syntax) -> Iterator[Leaf]:
    """The leaves of a template that has a `PLACEHOLDER` for each expression, and NUL for each block tag."""
    if syntax == "text":
        yield (), source
    elif syntax == "json":
        yield from _json_template_leaves(source)
    else:
        yield from _markup_template_leaves(source)


def _pattern(name: str) -> str:
    """The part of a path that a name is."""
    return ANY if PLACEHOLDER.search(name) else _local(name)


def _markup_template_leaves(source: str) -> Iterator[Leaf]:
    path: list[str] = []
    for end, name, tag, text in tokens(source):
        if end:
            path = path[:-1]
        else:
            yield (*path, NAME), name if PLACEHOLDER.search(name) else _local(name)
            path.append(_pattern(name))
            for attribute, value in attributes(tag):
                yield (*path, f"@{_local(attribute)}"), value
            if tag.endswith("/"):
                path.pop()
        yield tuple(path), unescape(text)


def _json_template_leaves(source: str) -> Iterator[Leaf]:
    """Scans the strings and brackets; `keys` has the last key of each object that is open, and "" for an array."""
    keys: list[str] = []
    for written, colon, bracket, scalar in _JSON_TOKEN.findall(source):
        string = _unescaped(written)
        here = tuple(filter(None, keys))
        if bracket in ("{", "["):
            keys.append("")
        elif bracket:
            keys = keys[:-1]
        elif colon and keys:
            yield (*filter(None, keys[:-1]), NAME), string
            keys[-1] = _pattern(string)
        elif scalar:
            yield ((*here, UNQUOTED) if PLACEHOLDER.search(scalar) else here), scalar
        else:
            yield here, string


def _unescaped(string: str) -> str:
    """What a string of a JSON template stands for; as it is written when JSON does not have it."""
    try:
        return str(json.loads(f'"{string}"', strict=False))
    except ValueError:
        return string
