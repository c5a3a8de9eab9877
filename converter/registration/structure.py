"""The structure of `registration.toml`: its tables, their keys and the kinds of their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.profile.schema import FLAG, INLINE, LIST, PAIRS, ROWS, TABLE, Key, KeyPath
from converter.profile.structure import missing_keys, of_wrong_kind, wrong_keys
from converter.profile.toml_file import Mistake
from converter.registration.building import NOT_KINDS

_OPTIONAL: Final = Key(TABLE, needed=False)
_TOP_LEVEL: Final = {
    "system": _OPTIONAL, "variant": _OPTIONAL, "column": Key(TABLE), "conditions": _OPTIONAL,
    "same_channel": _OPTIONAL, "decide": Key(TABLE), "left_open": _OPTIONAL, "infer": _OPTIONAL, "assume": _OPTIONAL,
    "booking": _OPTIONAL, "page": _OPTIONAL, "section": Key(ROWS), "ask": Key(TABLE),
}  # fmt: skip
_TEXT, _FLAG, _PAIRS = Key(needed=False), Key(FLAG, needed=False), Key(PAIRS, needed=False)
_NAMED_TABLES: Final = {
    "system": {"name": Key()},
    "variant": {"kinds": Key(LIST), "words": Key()},
    "column": {"label": Key(), "system": _TEXT, "optional": _FLAG, "only": _TEXT, "rows": _PAIRS},
    "ask": {"question": Key(), "choices": Key(INLINE, needed=False), "conflict": _TEXT, "optional": _FLAG},
}
"""The tables with a table for each of their keys; a column has a key for each kind of contact too."""
_SINGLE: Final = {
    "left_open": {"rows": Key(PAIRS)},
    "infer": {"rows": Key(PAIRS)},
    "page": {"unknown_system": _TEXT, "unit": _TEXT},
    "booking": {
        "fields": Key(TABLE), "template_gives": Key(LIST), "rules": Key(LIST), "when": Key(), "given_by": Key(TABLE),
    },
}  # fmt: skip
_SECTION: Final = {"id": Key(), "title": _TEXT, "system": _TEXT, "diagnosis": _FLAG, "lines": _PAIRS}
_FREE: Final = {"conditions": Key(), "same_channel": Key(), "assume": Key(), "decide": Key(PAIRS)}
"""The tables whose keys a region chooses, with what each key is."""


def wrong_structure(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Every key that is unknown or missing, and every value of the wrong kind."""
    yield from _table(data, (), "", _TOP_LEVEL)
    for name in _TOP_LEVEL:
        table = data.get(name)
        if isinstance(table, list) and name == "section":
            for number, section in enumerate(table):
                yield from _table(section, (name, number), name, _SECTION)
        elif isinstance(table, dict):
            yield from _inside(name, table)


def _inside(name: str, table: Mapping[str, Any]) -> Iterator[Mistake]:
    if name in _FREE:
        yield from wrong_keys(dict.fromkeys(table, _FREE[name]), (name,), table)
    elif name in _SINGLE:
        yield from _table(table, (name,), name, _SINGLE[name])
    for key, value in table.items() if name in _NAMED_TABLES else ():
        schema = _NAMED_TABLES[name]
        if name == "column" and isinstance(value, dict):  # its other keys are kinds, which `validation` checks
            schema = schema | {key: _TEXT for key in value if key not in NOT_KINDS}
        yield from _table(value, (name, key), f"{name}.{key}", schema)


def _table(table: object, path: KeyPath, name: str, schema: Mapping[str, Key]) -> Iterator[Mistake]:
    if not isinstance(table, dict):
        yield of_wrong_kind(path, str(path[-1]), INLINE)
        return
    yield from missing_keys(schema, path, table, name)
    yield from wrong_keys(schema, path, table)


def without_wrong_parts(data: Mapping[str, Any], mistakes: tuple[Mistake, ...]) -> dict[str, Any]:
    """The data without the parts that have mistakes of structure, so that the rest can be checked for its meaning."""
    wrong = {path[:2] for _, path, _ in mistakes}
    whole = {path[0] for path in wrong if len(path) == 1 or path[0] in _SINGLE}
    kept: dict[str, Any] = {name: [] if key.kind == ROWS else {} for name, key in _TOP_LEVEL.items() if key.needed}
    for name, table in data.items():
        if name not in _TOP_LEVEL or name in whole:
            continue
        if isinstance(table, dict):
            kept[name] = {key: value for key, value in table.items() if (name, key) not in wrong}
        else:
            kept[name] = [{"id": ""} if (name, number) in wrong else row for number, row in enumerate(table)]
    return kept
