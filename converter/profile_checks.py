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
RESERVED_TARGET: Final = "json"
"""The target that every profile has, without a template."""
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
REQUIRED_FACTS: Final = ("principal_diagnosis.label", "record_type", "signing_unit.name")


_HEADER: Final = re.compile(r"^[ \t]*(\[.*\])[ \t]*(?:#.*)?$", re.MULTILINE)


class _Source:
    """The text of the file, to find the line of a mistake; only mistakes need it, so a search will do."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.headers: dict[str, list[int]] = {}
        for match in _HEADER.finditer(text):
            self.headers.setdefault(match[1], []).append(match.start())

    def table(self, header: str, number: int = 0) -> int:
        """Where the `number`th table of that header begins; 0 when it is not there."""
        found = self.headers.get(header, ())
        return found[number] if number < len(found) else 0

    def finding(self, code: str, start: int, key: str, *words: str) -> Finding:
        """A finding at the first line from `start` that sets `key`, or else at `start` itself."""
        quoted = re.escape(key)
        sets = rf"""^[ \t]*(?:(?:"{quoted}"|{quoted})[ \t]*=|\[+{quoted}[\].])"""
        at = re.compile(sets, re.MULTILINE).search(self.text, start)
        return Finding(code, self._line(at.end() if at else start), 0, words or (FILE, key))

    def last(self, written: str) -> int:
        """The last line that has `written` in quotes and is not a PMO keyword; from 1."""
        quoted = f'"{written}"'
        lines = self.text.split("\n")
        return max(
            (n for n, line in enumerate(lines, 1) if quoted in line and not line.lstrip().startswith("pmo")), default=1
        )

    def _line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1


def mistakes(data: dict[str, Any], text: str, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Every mistake in the parsed `profile.toml`; `text` is its source, `files` what lies beside it."""
    source = _Source(text)
    shape = list(_wrong_shape(data, source))
    yield from shape
    if not shape:
        yield from _wrong_values(data, source)
        yield from _wrong_words(data, source)
        yield from _wrong_headings(data, source)
        yield from _wrong_targets(data["targets"], source, files)


def _wrong_shape(data: dict[str, Any], source: _Source) -> Iterator[Finding]:
    yield from _wrong_table("", data, source, 0)
    for kind in ("routine", "record", "phrases"):
        if kind in data:
            yield from _wrong_table(kind, data[kind], source, source.table(f"[{kind}]"))
    for kind in ("keyword", "required"):
        tables = data.get(kind)
        for number, table in enumerate(tables if isinstance(tables, list) else ()):
            yield from _wrong_table(kind, table, source, source.table(f"[[{kind}]]", number))
    targets = data.get("targets")
    for name, table in targets.items() if isinstance(targets, dict) else ():
        yield from _wrong_table("target", table, source, source.table(f"[targets.{name}]"))
    values = data.get("values")
    for name, words in values.items() if isinstance(values, dict) else ():
        if not isinstance(words, dict):
            yield source.finding("MVG705", 0, name)


def _wrong_table(kind: str, table: object, source: _Source, start: int) -> Iterator[Finding]:
    if not isinstance(table, dict):
        yield source.finding("MVG705", start, kind)
        return
    needed, optional = _NEEDED[kind], _OPTIONAL.get(kind, {})
    for key in needed:
        if key not in table:
            yield source.finding("MVG704", start, "\0", f"{FILE} [{kind}]" if kind else FILE, key)
    for key, value in table.items():
        expected = needed.get(key) or optional.get(key)
        if expected is None:
            yield source.finding("MVG703", start, key)
        elif not isinstance(value, expected) or (expected is list and not _right_list(kind, value)):
            yield source.finding("MVG705", start, key)


def _right_list(kind: str, value: Any) -> bool:
    return all(isinstance(item, dict if kind == "" else str) for item in value)


def _wrong_values(data: dict[str, Any], source: _Source) -> Iterator[Finding]:
    try:
        date.fromisoformat(data["routine"]["valid_to"])
    except ValueError:
        yield source.finding("MVG705", 0, "valid_to")
    for number, row in enumerate(data["keyword"]):
        if row.get("fill", FILLS[0]) not in FILLS:
            yield source.finding("MVG705", source.table("[[keyword]]", number), "fill")
    for number, field in enumerate(data["required"]):
        if field["fact"] not in REQUIRED_FACTS:
            yield source.finding("MVG705", source.table("[[required]]", number), "fact")
    if data["phrases"]["consulted_keyword"] not in [row.get("clinic24") for row in data["keyword"]]:
        yield source.finding("MVG705", 0, "consulted_keyword")


def _wrong_words(data: dict[str, Any], source: _Source) -> Iterator[Finding]:
    labels = source.table("[labels]")
    yield from (source.finding("MVG705", labels, label) for label, fact in data["labels"].items() if fact not in FACTS)
    codes = {"yes_no": ("yes", "no"), "channels": CHANNELS} | {
        fact: codes for fact, codes in CONTACT_CODES.items() if codes != ("yes", "no")
    }
    for fact, possible in codes.items():
        words = data["values"].get(fact, {})
        if not words:
            yield source.finding("MVG704", source.table("[values.yes_no]"), "\0", FILE, f"values.{fact}")
        elif set(words.values()) != set(possible):  # each code has its word, and there is no other
            yield source.finding("MVG705", source.table(f"[values.{fact}]"), "\0", FILE, f"values.{fact}")
    for fact in data["values"].keys() - codes.keys():
        yield source.finding("MVG703", source.table(f"[values.{fact}]"), "\0", FILE, f"values.{fact}")
    swaps = source.table("[swaps]")
    for character, text in data["swaps"].items():
        if not isinstance(text, str) or len(character) != 1:
            yield source.finding("MVG705", swaps, character)


def _wrong_headings(data: dict[str, Any], source: _Source) -> Iterator[Finding]:
    seen: set[str] = set()
    for written in _written_headings(data):
        folded = fold(written)
        if folded in seen:
            yield Finding("MVG706", source.last(written), 0, (FILE, written))
        elif not folded or ":" in folded:  # what stands before a colon is the heading: this one is never met
            yield Finding("MVG705", source.last(written), 0, (FILE, written))
        seen.add(folded)


def _written_headings(data: dict[str, Any]) -> Iterator[str]:
    for row in data["keyword"]:
        yield from ([row["clinic24"]] if "clinic24" in row else [])
        yield from row.get("aliases", ())
    yield from data["record"]["group_headings"]
    yield from data["labels"]


def _wrong_targets(targets: dict[str, Any], source: _Source, files: Mapping[str, bytes]) -> Iterator[Finding]:
    for name, target in targets.items():
        start = source.table(f"[targets.{name}]")
        if name == RESERVED_TARGET:
            yield source.finding("MVG703", start, "\0", FILE, f"targets.{name}")
        if any(shown not in SHOWN_FACTS for shown in target.get("shows", ())):
            yield source.finding("MVG705", start, "shows")
        if target["template"] not in files:
            yield source.finding("MVG707", start, "template", target["template"])
