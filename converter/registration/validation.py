"""Validation of `registration.toml`: every mistake as a finding with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.findings import Finding
from converter.profile.schema import ROWS, Key, KeyPath
from converter.profile.structure import missing_keys, not_among
from converter.profile.toml_file import Mistake, TomlFile, findings_of
from converter.registration.building import parse_tables
from converter.registration.decision_tables import CODES, DECIDED, KIND, DecisionRow, Inference, MentionedGap
from converter.registration.evaluation import FROM_CHANNELS, fits
from converter.registration.name_validation import NAME_CHECKS, NOTE_FACTS, Check, Checked, not_known
from converter.registration.notation import UNCONDITIONAL
from converter.registration.rules import Rule, with_meant
from converter.registration.structure import without_wrong_parts, wrong_structure
from converter.registration.text_validation import TEXT_CHECKS

_MONEY: Final = re.compile(r"\d\s*(?:kr\b|kronor|SEK|:-)", re.IGNORECASE)


def mistakes(
    toml: TomlFile, rules: Mapping[str, Rule], codes: Mapping[str, tuple[str, ...]], phrases: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Every mistake in the file. A part with a mistake of structure is not checked for its meaning."""
    found = tuple(wrong_structure(toml.data))
    data = without_wrong_parts(toml.data, found)
    named = [toml.data.get(kind, {}) for kind in ("decide", "column")]
    tables = tuple(name for table in named if isinstance(table, dict) for name in table)
    checked = Checked(data, parse_tables(data), rules=rules, codes=codes, phrases=phrases, tables=tables)
    found += checked.parsed.mistakes
    found += tuple(mistake for check in _CHECKS for mistake in check(checked))
    names = {*codes, *rules, *tables, *data["ask"], *data.get("system", {}), *FROM_CHANNELS, *NOTE_FACTS}
    names.update(*codes.values())
    return tuple(dict.fromkeys(findings_of((with_meant(mistake, names) for mistake in found), toml.position)))


# -- decisions ------------------------------------------------------------------------------------------------


def _totality(checked: Checked) -> Iterator[Mistake]:
    """Every table that is needed exists, and its last row, and no other, has no conditions."""
    needed = dict.fromkeys((*DECIDED, KIND), Key(ROWS))
    yield from missing_keys(needed, ("decide",), dict.fromkeys(checked.tables), "decide")
    tables: dict[KeyPath, Any] = {("decide", name): pairs for name, pairs in checked.data["decide"].items()}
    for name, column in checked.data["column"].items():
        tables |= {("column", name, "rows"): column["rows"]} if "rows" in column else {}
    for path, pairs in tables.items():
        for number, (condition, _) in enumerate(pairs, 1):
            if (condition in UNCONDITIONAL) != (number == len(pairs)):
                yield "MVG710", (*path, number - 1), (str(path[1]),)


def _outcomes(checked: Checked) -> Iterator[Mistake]:
    """A value is a code where its table has codes, and never an amount of money."""
    for path, name, row in checked.parsed.written:
        if isinstance(row, DecisionRow):
            if name in CODES and not (row.gap or row.ask) and row.value not in CODES[name]:
                yield not_among(path, name, row.value, filter(None, CODES[name]))
            if _MONEY.search(" ".join((row.value, row.shown, *row.either))):
                yield "MVG714", path, (name,)
        elif isinstance(row, MentionedGap) and not row.gap:
            yield "MVG711", path, ("left_open", '"lucka G4"')


def _cycles(checked: Checked) -> Iterator[Mistake]:
    """No table depends on itself, directly or through others."""
    decide = checked.parsed.tables.decide
    depends_on = {
        name: {fact for row in rows for fact, _ in row.when if fact in decide} for name, rows in decide.items()
    }
    settled: set[str] = set()
    while ready := {name for name in depends_on if name not in settled and depends_on[name] <= settled}:
        settled |= ready
    for name in depends_on:
        if name not in settled:
            path: KeyPath = ("column", name) if name in checked.data["column"] else ("decide", name, 0)
            yield "MVG713", path, (name,)


# -- conditions -----------------------------------------------------------------------------------------------


def _conditions(checked: Checked) -> Iterator[Mistake]:
    """A condition names a fact or a table, and patterns that match one of its values."""
    possible: dict[str, tuple[str, ...] | None] = {**checked.codes, **dict.fromkeys(FROM_CHANNELS)}
    del possible["channels"]  # a condition names what is derived from them
    possible |= dict.fromkeys(checked.tables)
    possible |= {name: tuple(row.value for row in rows) for name, rows in checked.parsed.tables.decide.items()}
    for path, _, part in checked.parsed.written:
        known = possible | dict.fromkeys(NOTE_FACTS) if isinstance(part, Inference) else possible
        for fact, patterns in part.when:
            if fact not in known:
                yield not_known(fact, known, path)
                continue
            of_fact, channels = known[fact], checked.codes["channels"]
            for pattern in patterns:
                if fact in FROM_CHANNELS:
                    can_match = all(one in channels for one in re.split("[+>*?]", pattern) if one)
                else:
                    can_match = of_fact is None or not pattern or any(fits(one, (pattern,)) for one in of_fact if one)
                if not can_match:
                    yield "MVG708", path, (pattern,)
            asked = "channels" if fact in FROM_CHANNELS else fact
            if isinstance(part, DecisionRow) and fact not in checked.tables and asked not in checked.data["ask"]:
                yield "MVG712", path, (fact,)


_CHECKS: Final[tuple[Check, ...]] = (_totality, _outcomes, _conditions, *NAME_CHECKS, _cycles, *TEXT_CHECKS)
