"""Validation of the texts of `registration.toml`: what the page would print literally, though it was meant otherwise.

A placeholder that nothing fills, a reference that is not written as one, a value without its rule, a phrase that the
checks of a note do not ask for, and a row that is never tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.profile.schema import KeyPath
from converter.profile.toml_file import Mistake
from converter.registration import notation
from converter.registration.building import NOT_KINDS
from converter.registration.decision_tables import Conditions, DecisionRow
from converter.registration.evaluation import fits
from converter.registration.name_validation import Check, Checked

_BRACES: Final = re.compile(r"\{[^{}]*\}?|\}")
_INFERRED: Final = re.compile(r"\(\s*härlett\s*\)", re.IGNORECASE)
_KEYWORD: Final = re.compile(r"\s*(lucka|fråga)\b[\s:]*(\S*?)[\s.]*", re.IGNORECASE)
_RULE_BEHIND: Final = re.compile(rf"\(\s*({notation.RULE_ID})\b[^()]*\)|\s({notation.RULE_ID})\.?$")
_NAMES: Final = ("{unit}", "{colleague}")
"""What the page fills in the words of a value."""
_PLACEHOLDERS_BY_KEY: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "variant": {"words": ("{value}", "{variant}")},
    "page": {"unknown_system": ("{system}",), "unit": ("{unit}",)},
    "column": {"label": ()},
    "system": {"name": ()},
    "section": {"title": ()},
    "ask": {"question": (), "conflict": ()},
}
"""The placeholders of the keys that have any, or that have none; each of them has to be there."""


def _values(checked: Checked) -> Iterator[Mistake]:
    """A value that the page prints has its rule, and a phrase is the one that the checks of a note ask for."""
    for path, name, part in checked.parsed.written:
        if not isinstance(part, DecisionRow):
            continue
        # what the page prints needs a rule: a sentence, or the value of a column
        if not part.rules and (part.shown or (name in checked.data["column"] and (part.value or part.either))):
            yield "MVG479", path, (name,)
        phrase = checked.phrases.get(name, part.value)
        if part.value and part.value.removesuffix(" NN").casefold() != phrase.casefold() and name in checked.phrases:
            yield "MVG743", path, (name, part.value, phrase)


# -- placeholders ---------------------------------------------------------------------------------------------


def _placeholders(checked: Checked) -> Iterator[Mistake]:
    """Placeholders that a key does not have, and those that it lacks: the value would not be shown."""
    for name, keys in _PLACEHOLDERS_BY_KEY.items():
        table = checked.data.get(name, {})
        rows: list[tuple[KeyPath, Any]] = [((name,), table)]
        if name != "page":
            numbered = table.items() if isinstance(table, dict) else enumerate(table)
            rows = [((name, key), row) for key, row in numbered]
        for path, row in rows:
            for key, placeholders in keys.items():
                if key in row:
                    yield from _unfilled((*path, key), row[key], placeholders)
                    missing = [placeholder for placeholder in placeholders if placeholder not in row[key]]
                    yield from (("MVG477", (*path, key), (key, placeholder)) for placeholder in missing)


def _unfilled(path: KeyPath, text: str, filled: tuple[str, ...]) -> Iterator[Mistake]:
    for braces in _BRACES.findall(text):
        if braces not in filled:
            yield "MVG476", path, (braces, ", ".join(filled) or "–")


# -- results --------------------------------------------------------------------------------------------------


def _conclusions(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str, tuple[str, ...]]]:
    """The texts behind conditions with their paths, and the placeholders that are filled in each."""
    for name, pairs in data["decide"].items():
        yield from ((("decide", name, number, 1), text, _NAMES) for number, (_, text) in enumerate(pairs))
    for name, column in data["column"].items():
        for number, (_, text) in enumerate(column.get("rows", ())):
            yield ("column", name, "rows", number, 1), text, _NAMES
        yield from ((("column", name, key), text, ()) for key, text in column.items() if key not in NOT_KINDS)
    for number, section in enumerate(data["section"]):
        for row, (_, text) in enumerate(section.get("lines", ())):
            yield ("section", number, "lines", row, 1), text, ()


def _misread(checked: Checked) -> Iterator[Mistake]:
    """What texts would print though it was meant as a rule, a gap, a question or a placeholder."""
    for path, text, filled in _conclusions(checked.data):
        yield from _misread_in(path, text, filled, checked)


def _misread_in(path: KeyPath, written: str, filled: tuple[str, ...], checked: Checked) -> Iterator[Mistake]:
    try:
        conclusion = notation.parse_conclusion(written)
    except notation.Unreadable:
        return  # has been reported
    has_no_text = conclusion.gap or conclusion.ask
    if path[0] == "column" and (conclusion.task or (path[-1] in checked.data.get("variant", {}) and has_no_text)):
        yield "MVG478", path, (written,)
    text = conclusion.text
    likely = (*_INFERRED.findall(text), *re.findall(r"\[[^\]]*\]?|\]", text))
    likely += tuple(found[0] for found in _RULE_BEHIND.finditer(text) if (found[1] or found[2]) in checked.rules)
    parts = [part.strip() for part in text.split("|")]
    likely += tuple(part for part in parts if _is_like_a_keyword(part, checked))
    yield from (("MVG478", path, (piece.strip(),)) for piece in dict.fromkeys(likely))
    if path[0] == "section":
        if has_no_text:
            yield "MVG478", path, (written,)
        if notation.field_of(text):
            return
        text = text.removesuffix(notation.BOOKING)
    code, bar, words = text.partition(" | ")
    if filled and bar:
        yield from _unfilled(path, code, ())
    yield from _unfilled(path, words if filled and bar else text, filled)


def _is_like_a_keyword(part: str, checked: Checked) -> bool:
    """Whether a text is `lucka X4` or `fråga role`, written in another way."""
    if (found := _KEYWORD.fullmatch(part)) is None:
        return False
    names = checked.data["ask"] if found[1].casefold() == "fråga" else checked.rules
    return not found[2] or found[2].casefold() in map(str.casefold, names)


# -- rows -----------------------------------------------------------------------------------------------------


def _never_tried(checked: Checked) -> Iterator[Mistake]:
    """Rows that never give the outcome, because one above holds whenever they do."""
    written = checked.parsed.written  # of the rows that a text stands for, the last one holds for every system
    conditions = {path: part.when for path, _, part in written if isinstance(part, DecisionRow)}
    rows = [(path, when) for path, when in conditions.items() if isinstance(path[-1], int)]
    for number, (path, when) in enumerate(rows):
        above = (at for at, wider in rows[:number] if at[:-1] == path[:-1] and _holds_with(wider, when))
        if first := next(above, None):
            yield "MVG744", path, (str(path[1]), first)


def _holds_with(wider: Conditions, narrower: Conditions) -> bool:
    """Whether conditions hold whenever others do: each of them allows what one of the others allows."""

    def allows(patterns: tuple[str, ...], pattern: str) -> bool:
        is_value = pattern and set(pattern).isdisjoint("*?")
        return pattern in patterns or bool(is_value and fits(pattern, patterns))

    return bool(wider) and all(
        any(fact == other and all(allows(patterns, each) for each in allowed) for other, allowed in narrower)
        for fact, patterns in wider
    )


TEXT_CHECKS: Final[tuple[Check, ...]] = (_placeholders, _misread, _values, _never_tried)
