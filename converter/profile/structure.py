"""Checks data against a schema: unknown keys, values of the wrong kind, missing keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from converter.profile import schema
from converter.profile.schema import SCHEMA, Key, KeyKind, KeyPath, is_unknown_setting
from converter.profile.toml_file import Mistake

_MIN_SIMILARITY: Final = 0.7
"""The least similarity of a misspelt name to a known one, from 0 to 1."""


def tables(data: Mapping[str, Any]) -> Iterator[tuple[str, KeyPath, Any]]:
    """Every table with a schema: its kind, its path, and the value there."""
    yield "", (), data
    for name, key in SCHEMA[""].items():
        if key.kind == schema.ROWS and isinstance(data.get(name), list):
            yield from ((name, (name, number), row) for number, row in enumerate(data[name]))
        elif name in SCHEMA and isinstance(data.get(name), dict):
            yield name, (name,), data[name]
    for name, target in _table(data, "targets").items():
        yield "target", ("targets", name), target
        if isinstance(target, dict) and isinstance(target.get("limits"), dict):
            yield "limits", ("targets", name, "limits"), target["limits"]


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A table; empty where there is none, or a value of another kind."""
    table = data.get(name)
    return table if isinstance(table, dict) else {}


def wrong_shape(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Mistakes in the structure of one file."""
    for kind, path, table in tables(data):
        if isinstance(table, dict):
            yield from wrong_keys(SCHEMA[kind], path, table)
        else:
            rows = kind == path[0] and SCHEMA[""][kind].kind == schema.ROWS
            yield of_wrong_kind(path, str(path[0 if kind == path[0] else -1]), schema.ROWS if rows else schema.TABLE)
    yield from _wrong_free(data)


def of_wrong_kind(path: KeyPath, name: str, kind: KeyKind) -> Mistake:
    """A value that is not of its kind (of `schema.KINDS`)."""
    return "MVG705", path, (name, schema.WRITTEN[kind].format(".".join(part for part in path if isinstance(part, str))))


def wrong_keys(keys: Mapping[str, Key], path: KeyPath, table: Mapping[str, Any]) -> Iterator[Mistake]:
    """Keys of a table that its schema does not have, and values of the wrong kind or not among the possible ones."""
    for name, value in table.items():
        at, key = (*path, name), keys.get(name)
        if key is None:
            yield unknown_name(at, name, keys)
        elif key.blank and is_unknown_setting(value):
            continue
        elif not _is_of_kind(value, key.kind):
            yield of_wrong_kind(at, name, key.kind)
        elif key.values:
            yield from _wrong_values(key.values, at, name, value)
        elif key.kind == schema.PAIRS:
            yield from (("MVG475", (*at, number), (name,)) for number, pair in enumerate(value) if not _is_pair(pair))


def _wrong_values(possible: tuple[str, ...], path: KeyPath, name: str, value: Any) -> Iterator[Mistake]:
    """A text, items of a list or keys of a table that are not among the possible ones."""
    for number, item in enumerate([value] if isinstance(value, str) else value):
        if item not in possible:
            at = path if isinstance(value, str) else (*path, item if isinstance(value, dict) else number)
            yield not_among(at, name, item, possible)


def _is_of_kind(value: Any, kind: KeyKind) -> bool:
    """Whether a value is of a kind: the items of a list are texts, pairs are some, and a number counts something."""
    if kind == schema.NUMBER:
        return type(value) is int and value >= 0
    if kind == schema.LIST:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, schema.KINDS[kind]) and (kind != schema.PAIRS or bool(value))


def _is_pair(value: Any) -> bool:
    """Whether a value is a condition and a text."""
    return isinstance(value, list) and [type(text) for text in value] == [str, str]


def unknown_name(path: KeyPath, name: str, known: Iterable[str]) -> Mistake:
    """The mistake for a name that is not known; the words have the name that was probably meant."""
    meant = _meant(name, known)
    return "MVG728" if meant else "MVG703", path, (name, *meant)


def not_among(path: KeyPath, key: str, value: str, known: Iterable[str]) -> Mistake:
    """The mistake for a value that is none of those of a key; the words have the value that was probably meant."""
    known = tuple(known)
    return "MVG723", path, (key, ", ".join(known), *meant_words(value, known, "#choose"))


def meant_words(name: str, known: Iterable[str], otherwise: str) -> tuple[str, ...]:
    """The words of a finding that ask for the known name that was probably meant; `otherwise` when none is near."""
    meant = _meant(name, known)
    return ("#meant", *meant) if meant else (otherwise,)


def _meant(name: str, known: Iterable[str]) -> list[str]:
    """The known name that was probably meant, if any."""
    from difflib import get_close_matches

    return get_close_matches(name, known, 1, _MIN_SIMILARITY)


def _wrong_free(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Mistakes in the tables whose keys a region chooses."""
    values = _table(data, "values")
    for name in values:
        if name not in schema.VALUES:
            code, path, names = unknown_name(("values", name), name, schema.VALUES)
            yield code, path, tuple(f"values.{word}" for word in names)
    for name, possible in schema.FREE.items():
        yield from _wrong_words((name,), _table(data, name), possible)
    for name, words in values.items():
        if name in schema.VALUES and isinstance(words, dict):
            yield from _wrong_words(("values", name), words, schema.VALUES[name])
        elif name in schema.VALUES:
            yield of_wrong_kind(("values", name), name, schema.TABLE)
    for name, target in _table(data, "targets").items():
        if isinstance(target, dict):
            yield from _wrong_words(("targets", name, "names"), _table(target, "names"), ())


def _wrong_words(path: tuple[str, ...], table: Mapping[str, Any], possible: tuple[str, ...]) -> Iterator[Mistake]:
    for name, value in table.items():
        if not isinstance(value, str):
            yield of_wrong_kind((*path, name), name, schema.TEXT)
        elif path == ("swaps",) and len(name) != 1:
            yield "MVG705", (*path, name), (name, f'"{name[:1] or "…"}"')
        elif possible and value not in possible:
            yield not_among((*path, name), name, value, possible)
        elif path[0] == "values" and not re.fullmatch(schema.CODE, value):
            yield "MVG740", (*path, name), (name, value)


def missing_keys(keys: Mapping[str, Key], path: KeyPath, table: Mapping[str, Any], name: str) -> Iterator[Mistake]:
    """Needed keys that a table does not have; `name` is that of the table, `""` for the top of the file."""
    for key, row in keys.items():
        if row.needed and key not in table:
            yield "MVG704", path or (key,), (f"[{name}] {key}" if name else key,)


def missing(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """What the merged data lacks: needed keys, words for codes, labels that every output has."""
    for kind, path, table in tables(data):
        if isinstance(table, dict):
            yield from missing_keys(SCHEMA[kind], path, table, kind)
    values: Any = data.get("values")
    labels: Any = data.get("labels")
    for name, codes in schema.VALUES.items() if isinstance(values, dict) else ():
        words = values.get(name, {})
        missing_codes = [code for code in codes if code not in words.values()] if isinstance(words, dict) else []
        yield from (("MVG704", ("values", name), (f"[values.{name}] {code}",)) for code in missing_codes)
    for fact in schema.NEEDED_LABELS if isinstance(labels, dict) else ():
        if fact not in labels.values():
            yield "MVG704", ("labels",), (f"[labels] {fact}",)
