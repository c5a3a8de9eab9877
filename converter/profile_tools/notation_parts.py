"""The texts of `registration.toml` taken apart, so that a condition, a value and a rule can each be changed alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from converter.registration.building import NOT_KINDS
from converter.registration.notation import UNCONDITIONAL

Data = Mapping[str, Any]
_TEXT: Final = re.compile(r"(.*?)(?:\s*\((härlett)\))?(?:\s*\[([^\[\]]*)\])?", re.DOTALL)
_RULES: Final = re.compile(r"\([^()]*\)|[^\s,()]+(?: i \w+)?")


def taken_apart(data: Data) -> dict[str, Any]:
    """The data with a table for each row and value: `when`, `value`, `shown`, `rules`, `inferred`."""
    return {name: _changed(name, table, data, _Apart) for name, table in data.items()}


def put_together(data: Data) -> dict[str, Any]:
    """The inverse of `taken_apart`."""
    return {name: _changed(name, table, data, _Together) for name, table in data.items()}


class _Apart:
    """Takes texts apart."""

    @staticmethod
    def when(written: str, named: Data) -> dict[str, Any]:
        """The facts of a condition, each with its pattern or patterns; a named condition is a key without any."""
        when: dict[str, Any] = {}
        for clause in () if written in UNCONDITIONAL else map(str.strip, written.split(",")):
            fact, _, patterns = clause.partition("=")
            several = patterns.split("/")
            when[fact] = [] if clause in named else several if len(several) > 1 else patterns
        return when

    @staticmethod
    def text(written: str) -> dict[str, Any]:
        """The parts of a result."""
        found = _TEXT.fullmatch(written)
        assert found is not None
        value, bar, shown = found[1].partition(" | ")
        parts: dict[str, Any] = {"value": value}
        parts |= {"shown": shown} if bar else {}
        parts |= {"inferred": True} if found[2] else {}
        return parts | ({"rules": _RULES.findall(found[3])} if found[3] else {})

    @classmethod
    def row(cls, row: list[str], named: Data) -> dict[str, Any]:
        """A row as a table."""
        return {"when": cls.when(row[0], named), **cls.text(row[1])}


class _Together:
    """Puts texts together."""

    @staticmethod
    def when(parts: Data, _: Data) -> str:
        """A condition."""
        clauses = (
            f"{fact}={'/'.join(patterns) if isinstance(patterns, list) else patterns}".removesuffix("=")
            for fact, patterns in parts.items()
        )
        return ", ".join(clauses) or UNCONDITIONAL[-1]

    @staticmethod
    def text(parts: Data | str) -> str:
        """A result; a text that was not taken apart stays."""
        if isinstance(parts, str):
            return parts
        text = parts.get("value", "") + (f" | {parts['shown']}" if "shown" in parts else "")
        marked = f"{text} (härlett)" if parts.get("inferred") else text
        return f"{marked} [{' '.join(parts['rules'])}]" if parts.get("rules") else marked

    @classmethod
    def row(cls, row: Data, named: Data) -> list[str]:
        """A row of two texts."""
        return [cls.when(row.get("when", {}), named), cls.text(row)]


def _changed(name: str, table: Any, data: Data, by: Any) -> Any:
    """A table of the file with the texts in it changed."""
    named, variants = data.get("conditions", {}), data.get("variant", {})

    def rows(listed: Any) -> list[Any]:
        return [by.row(row, named) for row in listed]

    def value(key: str, written: Any) -> Any:
        if key in ("rows", "lines"):
            return rows(written)
        if key in ("when", "only"):
            return by.when(written, named)
        return by.text(written) if name == "column" and key not in NOT_KINDS and key not in variants else written

    if name == "decide":
        return {key: rows(listed) for key, listed in table.items()}
    if name == "conditions":
        return {key: by.when(written, {}) for key, written in table.items()}
    if name == "column":
        return {column: {key: value(key, each) for key, each in keys.items()} for column, keys in table.items()}
    if name == "section":
        return [{key: value(key, each) for key, each in section.items()} for section in table]
    return {key: value(key, each) for key, each in table.items()}
