"""What can be wrong in `profile.toml`: every mistake at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from converter.characters import fold
from converter.findings import Finding
from converter.model import CHANNELS, CONTACT_CODES, FACTS

FILE: Final = "profile.toml"
FILLS: Final = ("presenting_reason", "triage_answers")
SHOWN_FACTS: Final = ("overview", "patient", "author", "triage_outcome", "diagnoses", "signing", "provenance")

_SHAPE: Final[dict[str, dict[str, type]]] = {
    "": {"name": str, "version": str, "routine": dict, "record": dict, "keyword": list, "required": list,
         "phrases": dict, "labels": dict, "values": dict, "targets": dict, "swaps": dict},
    "routine": {"document": str, "revision": str, "title": str, "valid_to": str},
    "record": {"template": str, "signed_title": str, "group_headings": list, "button_ready": str,
               "button_before": str},
    "required": {"heading": str, "fact": str, "option": str},
    "phrases": {"chat_opening": str, "consulted": str, "consulted_keyword": str, "booking_ticket_words": list,
                "forms_words": list},
}  # fmt: skip
_OPTIONAL: Final[dict[str, dict[str, type]]] = {
    "keyword": {"clinic24": str, "aliases": list, "fill": str, "expected": bool, "rules": list},
    "target": {"gated": bool, "empty": bool, "shows": list},
}
_NEEDED: Final[dict[str, dict[str, type]]] = {**_SHAPE, "keyword": {"pmo": str}, "target": {"template": str}}
_REQUIRED_FACTS: Final = ("principal_diagnosis.label", "record_type", "signing_unit.name")


def mistakes(data: dict[str, Any], source: str, files: Mapping[str, bytes]) -> Iterator[Finding]:
    shape = list(_wrong_shape(data, source))
    yield from shape
    if not shape:
        yield from _wrong_values(data, source)
        yield from _doubled_headings(data, source)
        for name, target in data["targets"].items():
            if target["template"] not in files:
                yield Finding(
                    "MVG707", _line(source, target["template"], f"[targets.{name}]"), 0, (target["template"],)
                )


def _wrong_shape(data: dict[str, Any], source: str) -> Iterator[Finding]:
    yield from _wrong_table("", data, source)
    for kind in ("routine", "record", "phrases"):
        yield from _wrong_table(kind, data.get(kind, {}), source)
    for kind in ("keyword", "required"):
        for table in _tables(data.get(kind)):
            yield from _wrong_table(kind, table, source)
    for table in data["targets"].values() if isinstance(data.get("targets"), dict) else ():
        yield from _wrong_table("target", table, source)


def _tables(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _wrong_table(kind: str, table: object, source: str) -> Iterator[Finding]:
    if not isinstance(table, dict):
        yield Finding("MVG705", _line(source, kind), 0, (FILE, kind))
        return
    needed, optional = _NEEDED[kind], _OPTIONAL.get(kind, {})
    for key in needed:
        if key not in table:
            yield Finding("MVG704", _line(source, kind), 0, (f"{FILE} [{kind}]" if kind else FILE, key))
    for key, value in table.items():
        expected = needed.get(key) or optional.get(key)
        if expected is None:
            yield Finding("MVG703", _line(source, key, kind), 0, (FILE, key))
        elif not isinstance(value, expected) or (expected is list and not _right_list(kind, value)):
            yield Finding("MVG705", _line(source, key, kind), 0, (FILE, key))


def _right_list(kind: str, value: Any) -> bool:
    return all(isinstance(item, dict if kind == "" else str) for item in value)


def _wrong_values(data: dict[str, Any], source: str) -> Iterator[Finding]:
    def wrong(key: str, section: str = "") -> Finding:
        return Finding("MVG705", _line(source, key, section), 0, (FILE, key))

    try:
        date.fromisoformat(data["routine"]["valid_to"])
    except ValueError:
        yield wrong("valid_to")
    yield from (wrong(row["fill"]) for row in data["keyword"] if row.get("fill", FILLS[0]) not in FILLS)
    yield from (wrong(field["fact"]) for field in data["required"] if field["fact"] not in _REQUIRED_FACTS)
    if data["phrases"]["consulted_keyword"] not in [row.get("clinic24") for row in data["keyword"]]:
        yield wrong("consulted_keyword")
    yield from (wrong(label, "[labels]") for label, fact in data["labels"].items() if fact not in FACTS)
    codes = {"yes_no": ("yes", "no"), "channels": CHANNELS, **CONTACT_CODES}
    for fact, words in data["values"].items():
        if not isinstance(words, dict) or any(code not in codes.get(fact, ()) for code in words.values()):
            yield wrong(fact, f"[values.{fact}]")
    for name, target in data["targets"].items():
        if any(shown not in SHOWN_FACTS for shown in target.get("shows", ())):
            yield wrong("shows", f"[targets.{name}]")
    yield from (
        wrong(swap, "[swaps]") for swap, text in data["swaps"].items() if not isinstance(text, str) or len(swap) != 1
    )


def _doubled_headings(data: dict[str, Any], source: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for written in _written_headings(data):
        folded = fold(written)
        if folded in seen:
            last = source.rfind(f'"{written}"')
            yield Finding("MVG706", source.count("\n", 0, last) + 1, 0, (FILE, written))
        seen.add(folded)


def _written_headings(data: dict[str, Any]) -> Iterator[str]:
    for row in data["keyword"]:
        yield from ([row["clinic24"]] if "clinic24" in row else [])
        yield from row.get("aliases", ())
    yield from data["record"]["group_headings"]
    yield from data["labels"]


def _line(source: str, key: str, section: str = "") -> int:
    """The line on which `key` first stands after `section`; only mistakes need it, so a search will do."""
    start = max(source.find(section), 0) if section else 0
    word = rf"\b{re.escape(key)}\b" if key[:1].isalnum() else re.escape(key)
    at = re.compile(word).search(source, start)
    return source.count("\n", 0, at.start() if at else start) + 1
