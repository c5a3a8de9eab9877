"""Validation of `registration.toml`: every mistake as a finding with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from converter.findings import Finding
from converter.note.model import CHANNELS, CONTACT_CODES
from converter.profile.schema import FLAG, INLINE, LIST, ROWS, TABLE, Key, KeyPath
from converter.profile.structure import missing_keys, of_wrong_kind, wrong_keys
from converter.profile.toml_file import Mistake, TomlFile, findings_of
from converter.registration.decision_tables import BOOKED_FROM, CODES, TABLES
from converter.registration.rules import Rule

FILE: Final = "registration.toml"
_TOP: Final = {
    "same_channel": Key(TABLE), "decide": Key(TABLE), "reservations": Key(TABLE), "booking": Key(TABLE),
    "group": Key(ROWS), "line": Key(ROWS), "ask": Key(TABLE),
}  # fmt: skip
_WHEN: Final = Key(INLINE, needed=False)
_TEXT, _LIST, _FLAG = Key(needed=False), Key(LIST, needed=False), Key(FLAG, needed=False)
_ROW: Final = {
    "when": _WHEN, "value": _TEXT, "shown": _TEXT, "rules": _LIST, "also": _LIST, "gap": _TEXT, "ask": _TEXT,
    "inferred": _FLAG, "either": _LIST,
}  # fmt: skip
_RESERVATION: Final = {"gap": Key(), "when": _WHEN}
_GROUP: Final = {"id": Key(), "title": Key(), "when": _WHEN}
_LINE: Final = {
    "group": Key(), "field": _TEXT, "label": _TEXT, "text": _TEXT, "when": _WHEN, "rules": _LIST, "task": _FLAG,
    "inferred": _FLAG,
}  # fmt: skip
_ASK: Final = {"question": Key(), "choices": Key(INLINE), "conflict": _TEXT, "optional": _FLAG}
_BOOKING: Final = {
    "fields": Key(TABLE), "template_gives": Key(LIST), "rules": Key(LIST), "when": Key(INLINE), "given_by": Key(INLINE),
}  # fmt: skip
_DERIVED: Final = ("path", "kinds", "used")
"""Facts that are derived from the channels."""
_ASKABLE: Final = {"channels": CHANNELS, **CONTACT_CODES}
_MONEY: Final = re.compile(r"\d\s*(?:kr\b|kronor|SEK|:-)", re.IGNORECASE)

Check = Callable[[Mapping[str, Any], Mapping[str, Rule]], Iterator[Mistake]]


def mistakes(toml: TomlFile, rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    """Every mistake in the file: first those of structure; if there are none, those of meaning."""
    found = tuple(_wrong_structure(toml.data))
    found = found or tuple(mistake for check in _CHECKS for mistake in check(toml.data, rules))
    return tuple(findings_of(found, toml.position))


# -- structure ------------------------------------------------------------------------------------------------


def _wrong_structure(data: Mapping[str, Any]) -> Iterator[Mistake]:
    top = list(_table(data, (), "", _TOP))
    yield from top
    if top:
        return
    for name, rows in data["decide"].items():
        yield from _rows(rows, ("decide", name), _ROW)
    yield from _rows(data["reservations"].get("rows"), ("reservations", "rows"), _RESERVATION)
    yield from _rows(data["group"], ("group",), _GROUP)
    yield from _rows(data["line"], ("line",), _LINE)
    for name, ask in data["ask"].items():
        yield from _table(ask, ("ask", name), f"ask.{name}", _ASK)
    yield from _table(data["booking"], ("booking",), "booking", _BOOKING)


def _table(table: object, path: KeyPath, name: str, schema: Mapping[str, Key]) -> Iterator[Mistake]:
    if not isinstance(table, dict):
        yield of_wrong_kind(path, name, INLINE)
        return
    yield from missing_keys(schema, path, table, name)
    yield from wrong_keys(schema, path, table)


def _rows(rows: object, path: KeyPath, schema: Mapping[str, Key]) -> Iterator[Mistake]:
    name = str(path[-1])
    if not isinstance(rows, list) or not rows:
        yield "MVG705", path, (name, "[{ … }, { … }]")
        return
    for number, row in enumerate(rows):
        yield from _table(row, (*path, number), name, schema)


# -- meaning --------------------------------------------------------------------------------------------------


def _all_rows(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Every row of the file that can hold conditions or rules, with its path."""
    yield from _decisions(data)
    yield from ((("reservations", "rows", number), row) for number, row in enumerate(data["reservations"]["rows"]))
    yield from ((("group", number), row) for number, row in enumerate(data["group"]))
    yield from ((("line", number), row) for number, row in enumerate(data["line"]))
    yield ("booking",), data["booking"]


def _decisions(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, int], Mapping[str, Any]]]:
    """Every row of the decision tables, with its path."""
    for name, rows in data["decide"].items():
        yield from ((("decide", name, number), row) for number, row in enumerate(rows))


def _totality(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Mistake]:
    """Every table exists, and its last row, and no other, has no conditions."""
    yield from missing_keys(dict.fromkeys(TABLES, Key(ROWS)), ("decide",), data["decide"], "decide")
    for path, row in _decisions(data):
        _, name, number = path
        if bool(row.get("when")) == (number == len(data["decide"][name]) - 1):
            yield "MVG710", path, (name,)


def _outcomes(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Mistake]:
    """A row has one outcome: a value (a code where the table has codes, never an amount), a gap or a question."""
    for path, row in _decisions(data):
        name = path[1]
        if len(row.keys() & {"value", "gap", "ask"}) != 1:
            yield "MVG711", path, (name,)
        elif "value" in row and row["value"] not in CODES.get(name, (row["value"],)):
            yield "MVG705", path, (name, ", ".join(code for code in CODES[name] if code))
        elif _MONEY.search(row.get("value", "") + " " + row.get("shown", "")):
            yield "MVG714", path, (name,)


def _conditions(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Mistake]:
    """A condition names a fact or a table, and patterns that match one of its values."""
    possible: dict[str, tuple[str, ...] | None] = {**CONTACT_CODES, **dict.fromkeys(_DERIVED)}
    possible |= {name: tuple(row.get("value", "") for row in rows) for name, rows in data["decide"].items()}
    for path, row in _all_rows(data):
        for fact, patterns in row.get("when", {}).items():
            if fact not in possible:
                yield "MVG708", path, (fact,)
                continue
            for pattern in patterns if isinstance(patterns, list) else [patterns]:
                if not isinstance(pattern, str):
                    yield "MVG705", path, (fact, '"…"')
                elif not _can_match(pattern, possible[fact]):
                    yield "MVG708", path, (pattern,)
            if path[0] == "decide" and not _is_askable(fact, data):
                yield "MVG712", path, (fact,)


def _can_match(pattern: str, values: tuple[str, ...] | None) -> bool:
    return values is None or not pattern or any(fnmatchcase(value, pattern) for value in values)


def _is_askable(fact: str, data: Mapping[str, Any]) -> bool:
    return fact in data["decide"] or ("channels" if fact in _DERIVED else fact) in data["ask"]


def _names(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Mistake]:
    """Every rule, gap, group, field and question that is named exists."""
    groups = {group["id"] for group in data["group"]}
    for path, row in _all_rows(data):
        named = [(rule, rule in rules) for key in ("rules", "also") for rule in row.get(key, ())]
        named += [(row["gap"], bool(row["gap"] in rules and not rules[row["gap"]].force))] if "gap" in row else []
        named += [(row["ask"], row["ask"] in data["ask"])] if "ask" in row else []
        named += [(row["group"], row["group"] in groups)] if "group" in row else []
        named += [(row["field"], row["field"] in data["decide"])] if "field" in row else []
        yield from (("MVG708", path, (name,)) for name, known in named if not known)
    booking = data["booking"]
    for name in (*booking["template_gives"], *booking["given_by"]):
        if name not in booking["fields"]:
            yield "MVG708", ("booking",), (name,)
    for attribute in booking["given_by"].values():
        if attribute not in BOOKED_FROM:
            yield "MVG708", ("booking",), (str(attribute),)


def _questions(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Mistake]:
    """A question asks for a fact of the contact and has a choice for each of its values."""
    for fact, ask in data["ask"].items():
        path, codes = ("ask", fact), _ASKABLE.get(fact, ())
        yield from (("MVG708", path, (code,)) for code in ask["choices"] if code not in codes)
        yield from missing_keys(dict.fromkeys(codes, Key()), path, ask["choices"], f"ask.{fact}")
        if any(not isinstance(word, str) for word in ask["choices"].values()):
            yield "MVG705", path, (fact, '"…"')
    for channel in (*data["same_channel"], *data["same_channel"].values()):
        if channel not in CHANNELS:
            yield "MVG708", ("same_channel",), (str(channel),)


def _cycles(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Mistake]:
    """No table depends on itself, directly or through others."""
    depends_on = {
        name: {fact for row in rows for fact in row.get("when", ()) if fact in data["decide"]}
        for name, rows in data["decide"].items()
    }
    settled: set[str] = set()
    while ready := {name for name in depends_on if name not in settled and depends_on[name] <= settled}:
        settled |= ready
    yield from (("MVG713", ("decide", name, 0), (name,)) for name in depends_on if name not in settled)


_CHECKS: Final[tuple[Check, ...]] = (_totality, _outcomes, _conditions, _names, _questions, _cycles)
