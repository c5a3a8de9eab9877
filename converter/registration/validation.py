"""Validation of `registration.toml`: every mistake as a finding with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import Any, Final

from converter.findings import Finding
from converter.model import CHANNELS, CONTACT_CODES
from converter.registration.decision_tables import BOOKED_FROM, CODES, TABLES
from converter.registration.rules import Rule
from converter.registration.toml_files import row_line, wrong_keys

FILE: Final = "registration.toml"
_TOP: Final[dict[str, type]] = {
    "same_channel": dict, "decide": dict, "reservations": dict, "booking": dict, "group": object, "line": object,
    "ask": dict,
}  # fmt: skip
_ROW: Final[dict[str, type]] = {
    "when": dict, "value": str, "shown": str, "rules": list, "also": list, "gap": str, "ask": str, "inferred": bool,
    "either": list,
}  # fmt: skip
_LINE: Final[dict[str, type]] = {
    "field": str, "label": str, "text": str, "when": dict, "rules": list, "task": bool, "inferred": bool,
}  # fmt: skip
_DERIVED: Final = ("path", "kinds", "used")
"""Facts that are derived from the channels."""
_ASKABLE: Final = {"channels": CHANNELS, **CONTACT_CODES}
_MONEY: Final = re.compile(r"\d\s*(?:kr\b|kronor|SEK|:-)", re.IGNORECASE)

Check = Callable[[Mapping[str, Any], str, Mapping[str, Rule]], Iterator[Finding]]


def mistakes(data: Mapping[str, Any], source: str, rules: Mapping[str, Rule]) -> tuple[Finding, ...]:
    """Every mistake in the data: those of structure; if there are none, those of meaning."""
    return tuple(_structure(data, source)) or tuple(
        finding for check in _CHECKS for finding in check(data, source, rules)
    )


# -- structure ----------------------------------------------------------------------------------------------------


def _structure(data: Mapping[str, Any], source: str) -> Iterator[Finding]:
    top = wrong_keys(data, _TOP, {}, (FILE, "", lambda: 1))
    yield from top
    if top:
        return
    for name, rows in data["decide"].items():
        yield from _rows(rows, name, {}, _ROW, source)
    yield from _rows(data["reservations"].get("rows"), "rows", {"gap": str}, {"when": dict}, source)
    yield from _rows(data["group"], "group", {"id": str, "title": str}, {"when": dict}, source)
    yield from _rows(data["line"], "line", {"group": str}, _LINE, source)
    for name, ask in data["ask"].items():
        yield from wrong_keys(
            ask,
            {"question": str, "choices": dict},
            {"conflict": str, "optional": bool},
            (FILE, f"ask.{name}", partial(row_line, source, name)),
        )
    booking: dict[str, type] = {
        "fields": dict, "template_gives": list, "rules": list, "when": dict, "given_by": dict,
    }  # fmt: skip
    yield from wrong_keys(data["booking"], booking, {}, (FILE, "booking", partial(row_line, source, "booking")))


def _rows(
    rows: object, name: str, required: dict[str, type], optional: dict[str, type], source: str
) -> Iterator[Finding]:
    if not isinstance(rows, list) or not rows:
        yield Finding("MVG705", row_line(source, name), 0, (FILE, name, "[{ … }, { … }]"))
        return
    for number, row in enumerate(rows):
        yield from wrong_keys(row, required, optional, (FILE, name, partial(row_line, source, name, number)))


# -- meaning --------------------------------------------------------------------------------------------------


_LocatedRow = tuple[str, Mapping[str, Any], Callable[[], int]]
"""The table of a row, the row, and a function that finds its line."""


def _all_rows(data: Mapping[str, Any], source: str) -> Iterator[_LocatedRow]:
    """Every row of the file that can hold conditions or rules."""
    tables = {**data["decide"], "rows": data["reservations"]["rows"], "group": data["group"], "line": data["line"]}
    for name, rows in tables.items():
        for number, row in enumerate(rows):
            yield name, row, partial(row_line, source, name, number)
    yield "booking", data["booking"], partial(row_line, source, "booking")


def _totality(data: Mapping[str, Any], source: str, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Every table exists, and its last row, and no other, has no conditions."""
    yield from (Finding("MVG704", 1, 0, (f"{FILE} [decide]", name)) for name in TABLES if name not in data["decide"])
    for name, rows in data["decide"].items():
        for number, row in enumerate(rows):
            if bool(row.get("when")) == (number == len(rows) - 1):
                yield Finding("MVG710", row_line(source, name, number), 0, (FILE, name))


def _outcomes(data: Mapping[str, Any], source: str, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """A row has one outcome: a value (a code where the table has codes, never an amount), a gap or a question."""
    for name, rows in data["decide"].items():
        for number, row in enumerate(rows):
            line = partial(row_line, source, name, number)
            if len(row.keys() & {"value", "gap", "ask"}) != 1:
                yield Finding("MVG711", line(), 0, (FILE, name))
            elif "value" in row and row["value"] not in CODES.get(name, (row["value"],)):
                yield Finding("MVG705", line(), 0, (FILE, name, ", ".join(code for code in CODES[name] if code)))
            elif _MONEY.search(row.get("value", "") + " " + row.get("shown", "")):
                yield Finding("MVG714", line(), 0, (FILE, name))


def _conditions(data: Mapping[str, Any], source: str, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """A condition names a fact or a table, and patterns that match one of its values."""
    possible: dict[str, tuple[str, ...] | None] = {**CONTACT_CODES, **dict.fromkeys(_DERIVED)}
    possible |= {name: tuple(row.get("value", "") for row in rows) for name, rows in data["decide"].items()}
    for name, row, line in _all_rows(data, source):
        for fact, patterns in row.get("when", {}).items():
            if fact not in possible:
                yield Finding("MVG708", line(), 0, (FILE, fact))
                continue
            for pattern in patterns if isinstance(patterns, list) else [patterns]:
                if not isinstance(pattern, str):
                    yield Finding("MVG705", line(), 0, (FILE, fact, '"…"'))
                elif not _can_match(pattern, possible[fact]):
                    yield Finding("MVG708", line(), 0, (FILE, pattern))
            if name in data["decide"] and not _is_askable(fact, data):
                yield Finding("MVG712", line(), 0, (FILE, fact))


def _can_match(pattern: str, values: tuple[str, ...] | None) -> bool:
    return values is None or not pattern or any(fnmatchcase(value, pattern) for value in values)


def _is_askable(fact: str, data: Mapping[str, Any]) -> bool:
    return fact in data["decide"] or ("channels" if fact in _DERIVED else fact) in data["ask"]


def _names(data: Mapping[str, Any], source: str, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Every rule, gap, group, field and question that is named exists."""
    groups = {group["id"] for group in data["group"]}
    for _, row, line in _all_rows(data, source):
        named = [(rule, rule in rules) for key in ("rules", "also") for rule in row.get(key, ())]
        named += [(row["gap"], bool(row["gap"] in rules and not rules[row["gap"]].force))] if "gap" in row else []
        named += [(row["ask"], row["ask"] in data["ask"])] if "ask" in row else []
        named += [(row["group"], row["group"] in groups)] if "group" in row else []
        named += [(row["field"], row["field"] in data["decide"])] if "field" in row else []
        yield from (Finding("MVG708", line(), 0, (FILE, name)) for name, known in named if not known)
    booking = data["booking"]
    for name in (*booking["template_gives"], *booking["given_by"]):
        if name not in booking["fields"]:
            yield Finding("MVG708", row_line(source, "booking"), 0, (FILE, name))
    for path in booking["given_by"].values():
        if path not in BOOKED_FROM:
            yield Finding("MVG708", row_line(source, "booking"), 0, (FILE, str(path)))


def _questions(data: Mapping[str, Any], source: str, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """A question asks for a fact of the contact and has a choice for each of its values."""
    for fact, ask in data["ask"].items():
        line, codes = partial(row_line, source, fact), _ASKABLE.get(fact, ())
        yield from (Finding("MVG708", line(), 0, (FILE, code)) for code in ask["choices"] if code not in codes)
        yield from (
            Finding("MVG704", line(), 0, (f"{FILE} [ask.{fact}]", code)) for code in codes if code not in ask["choices"]
        )
        if any(not isinstance(word, str) for word in ask["choices"].values()):
            yield Finding("MVG705", line(), 0, (FILE, fact, '"…"'))
    for channel in (*data["same_channel"], *data["same_channel"].values()):
        if channel not in CHANNELS:
            yield Finding("MVG708", row_line(source, "same_channel"), 0, (FILE, str(channel)))


def _cycles(data: Mapping[str, Any], source: str, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """No table depends on itself, directly or through others."""
    depends_on = {
        name: {fact for row in rows for fact in row.get("when", ()) if fact in data["decide"]}
        for name, rows in data["decide"].items()
    }
    free: set[str] = set()
    while more := {name for name in depends_on if name not in free and depends_on[name] <= free}:
        free |= more
    yield from (Finding("MVG713", row_line(source, name), 0, (FILE, name)) for name in depends_on if name not in free)


_CHECKS: Final[tuple[Check, ...]] = (_totality, _outcomes, _conditions, _names, _questions, _cycles)
