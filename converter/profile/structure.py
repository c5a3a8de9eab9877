"""Checks data against a schema: unknown keys, values of the wrong kind, missing keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from converter.findings.catalogue import Code
from converter.profile.schema import (
    CODE,
    FREE,
    KINDS,
    LIST,
    NEEDED_LABELS,
    NUMBER,
    ROWS,
    SCHEMA,
    TABLE,
    TEXT,
    VALUES,
    WRITTEN,
    Key,
    KeyPath,
    is_blank,
)
from converter.profile.toml_file import Mistake

_CLOSE: Final = 0.7
"""The least similarity of a misspelt name to a known one, from 0 to 1."""


def tables(data: Mapping[str, Any]) -> Iterator[tuple[str, KeyPath, Any]]:
    """Every table with a schema: its kind, its path, and the value there."""
    yield "", (), data
    for name, key in SCHEMA[""].items():
        if key.kind == ROWS and isinstance(data.get(name), list):
            yield from ((name, (name, number), row) for number, row in enumerate(data[name]))
        elif name in SCHEMA and isinstance(data.get(name), dict):
            yield name, (name,), data[name]
    targets = data.get("targets")
    for name, target in targets.items() if isinstance(targets, dict) else ():
        yield "target", ("targets", name), target
        if isinstance(target, dict) and isinstance(target.get("limits"), dict):
            yield "limits", ("targets", name, "limits"), target["limits"]


def wrong_shape(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Mistakes in the structure of one file."""
    for kind, path, table in tables(data):
        if isinstance(table, dict):
            yield from wrong_keys(SCHEMA[kind], path, table)
        else:
            rows = kind == path[0] and SCHEMA[""][kind].kind == ROWS
            yield of_wrong_kind(path, str(path[0 if kind == path[0] else -1]), ROWS if rows else TABLE)
    yield from _wrong_free(data)


def of_wrong_kind(path: KeyPath, name: str, kind: str) -> Mistake:
    """A value that is not of its kind (of `schema.KINDS`)."""
    return "MVG705", path, (name, WRITTEN[kind].format(".".join(part for part in path if isinstance(part, str))))


def wrong_keys(schema: Mapping[str, Key], path: KeyPath, table: Mapping[str, Any]) -> Iterator[Mistake]:
    """Keys of a table that its schema does not have, and values of the wrong kind or not among the possible ones."""
    for name, value in table.items():
        key = schema.get(name)
        if key is None:
            code, words = unknown_name(name, schema)
            yield code, (*path, name), words
        elif key.blank and is_blank(value):
            continue
        elif not isinstance(value, KINDS[key.kind]) or not _is_sound(key.kind, value):
            yield of_wrong_kind((*path, name), name, key.kind)
        else:
            yield from _wrong_values(key, (*path, name), value)


def unknown_name(name: str, known: Iterable[str]) -> tuple[Code, tuple[str, ...]]:
    """The code and the words of the mistake for an unknown name; the words have the name that was probably meant."""
    from difflib import get_close_matches

    meant = get_close_matches(name, known, 1, _CLOSE)
    return ("MVG728", (name, *meant)) if meant else ("MVG703", (name,))


def not_among(path: KeyPath, key: str, value: str, known: Iterable[str]) -> Mistake:
    """The mistake for a value that is none of those of a key; the words have the value that was probably meant."""
    known = tuple(known)
    return "MVG723", path, (key, ", ".join(known), *meant_words(value, known, "#choose"))


def meant_words(name: str, known: Iterable[str], otherwise: str) -> tuple[str, ...]:
    """The words of a finding that ask for the known name that was probably meant; `otherwise` when none is near."""
    _, (_, *meant) = unknown_name(name, known)
    return ("#meant", *meant) if meant else (otherwise,)


def _wrong_values(key: Key, path: KeyPath, value: Any) -> Iterator[Mistake]:
    if not key.values:
        return
    for number, item in enumerate([value] if isinstance(value, str) else value):
        if item not in key.values:
            at = path if isinstance(value, str) else (*path, item if isinstance(value, dict) else number)
            yield not_among(at, str(path[-1]), item, key.values)


def _wrong_free(data: Mapping[str, Any]) -> Iterator[Mistake]:
    tables: dict[tuple[str, ...], tuple[Any, tuple[str, ...]]] = {
        (name,): (data.get(name), possible) for name, possible in FREE.items()
    }
    values = data.get("values")
    for name, words in values.items() if isinstance(values, dict) else ():
        if name in VALUES:
            tables["values", name] = words, VALUES[name]
        else:
            code, names = unknown_name(name, VALUES)
            yield code, ("values", name), tuple(f"values.{word}" for word in names)
    targets = data.get("targets")
    for name, target in targets.items() if isinstance(targets, dict) else ():
        if isinstance(target, dict) and isinstance(target.get("names"), dict):
            tables["targets", name, "names"] = target["names"], ()
    for path, (table, possible) in tables.items():
        if isinstance(table, dict):
            yield from _wrong_words(path, table, possible)
        elif table is not None and len(path) > 1:
            yield of_wrong_kind(path, path[-1], TABLE)


def _wrong_words(path: tuple[str, ...], table: Mapping[str, Any], possible: tuple[str, ...]) -> Iterator[Mistake]:
    for name, value in table.items():
        if not isinstance(value, str):
            yield of_wrong_kind((*path, name), name, TEXT)
        elif path == ("swaps",) and len(name) != 1:
            yield "MVG705", (*path, name), (name, f'"{name[:1] or "…"}"')
        elif possible and value not in possible:
            yield not_among((*path, name), name, value, possible)
        elif path[0] == "values" and not re.fullmatch(CODE, value):
            yield "MVG740", (*path, name), (name, value)


def missing_keys(schema: Mapping[str, Key], path: KeyPath, table: Mapping[str, Any], name: str) -> Iterator[Mistake]:
    """Needed keys that a table does not have; `name` is that of the table, `""` for the top of the file."""
    for key, row in schema.items():
        if row.needed and key not in table:
            yield "MVG704", path or (key,), (f"[{name}] {key}" if name else key,)


def _is_sound(kind: str, value: Any) -> bool:
    """Whether the items of a list are texts, and a number is one that counts something."""
    if kind == NUMBER:
        return not isinstance(value, bool) and value >= 0
    return kind != LIST or all(isinstance(item, str) for item in value)


def missing(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """What the merged data lacks: needed keys, words for codes, labels that every output has."""
    for kind, path, table in tables(data):
        if isinstance(table, dict):
            yield from missing_keys(SCHEMA[kind], path, table, kind)
    values: Any = data.get("values")
    labels: Any = data.get("labels")
    for name, codes in VALUES.items() if isinstance(values, dict) else ():
        words = values.get(name, {})
        missing_codes = [code for code in codes if code not in words.values()] if isinstance(words, dict) else []
        yield from (("MVG704", ("values", name), (f"[values.{name}] {code}",)) for code in missing_codes)
    for fact in NEEDED_LABELS if isinstance(labels, dict) else ():
        if fact not in labels.values():
            yield "MVG704", ("labels",), (f"[labels] {fact}",)
