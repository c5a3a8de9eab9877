"""The texts of `registration.toml` taken apart, so that a condition, a value and a rule can each be changed alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from converter.registration.building import NOT_KINDS
from converter.registration.notation import UNCONDITIONAL

Data = Mapping[str, Any]
Change = Callable[[Any], Any]
_RESULT: Final = re.compile(r"(.*?)(?:\s*\((härlett)\))?(?:\s*\[([^\[\]]*)\])?", re.DOTALL)
_RULES: Final = re.compile(r"\([^()]*\)|[^\s,()]+(?: i \w+)?")


def taken_apart(data: Data) -> dict[str, Any]:
    """The data with a table for each row and value: `when`, `value`, `shown`, `rules`, `inferred`."""
    named = data.get("conditions", {})

    def when(written: str) -> dict[str, Any]:
        """The facts of a condition, each with its pattern or patterns; a named condition is a key without any."""
        facts: dict[str, Any] = {}
        for clause in () if written in UNCONDITIONAL else map(str.strip, written.split(",")):
            fact, _, patterns = clause.partition("=")
            several = patterns.split("/")
            facts[fact] = [] if clause in named else several if len(several) > 1 else patterns
        return facts

    def result(written: str) -> dict[str, Any]:
        """The parts of a result."""
        found = _RESULT.fullmatch(written)
        assert found is not None
        value, bar, shown = found[1].partition(" | ")
        parts: dict[str, Any] = {"value": value}
        parts |= {"shown": shown} if bar else {}
        parts |= {"inferred": True} if found[2] else {}
        return parts | ({"rules": _RULES.findall(found[3])} if found[3] else {})

    return _changed(data, when, result, lambda row: {"when": when(row[0]), **result(row[1])})


def put_together(data: Data) -> dict[str, Any]:
    """The inverse of `taken_apart`. A result that was not taken apart stays."""

    def when(facts: Data) -> str:
        clauses = (
            f"{fact}={'/'.join(patterns) if isinstance(patterns, list) else patterns}".removesuffix("=")
            for fact, patterns in facts.items()
        )
        return ", ".join(clauses) or UNCONDITIONAL[-1]

    def result(parts: Data | str) -> str:
        if isinstance(parts, str):
            return parts
        text = parts.get("value", "") + (f" | {parts['shown']}" if "shown" in parts else "")
        marked = f"{text} (härlett)" if parts.get("inferred") else text
        return f"{marked} [{' '.join(parts['rules'])}]" if parts.get("rules") else marked

    return _changed(data, when, result, lambda row: [when(row.get("when", {})), result(row)])


def _changed(data: Data, when: Change, result: Change, row: Change) -> dict[str, Any]:
    """The data with each condition, result and row in it changed."""
    no_kinds = (*NOT_KINDS, *data.get("variant", {}))

    def table(name: str, keys: Data) -> dict[str, Any]:
        return {key: value(name, key, written) for key, written in keys.items()}

    def value(name: str, key: str, written: Any) -> Any:
        holds = {"decide": "rows", "conditions": "when"}.get(name, key)
        if holds in ("rows", "lines"):
            return [*map(row, written)]
        if holds in ("when", "only"):
            return when(written)
        return result(written) if name == "column" and key not in no_kinds else written

    changed: dict[str, Any] = {}
    for name, inside in data.items():
        if name == "column":
            changed[name] = {column: table(name, keys) for column, keys in inside.items()}
        else:
            changed[name] = [table(name, one) for one in inside] if name == "section" else table(name, inside)
    return changed
