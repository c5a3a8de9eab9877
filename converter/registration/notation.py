"""How conditions and conclusions are written in `registration.toml`: as they stand on the page, with their rules.

A condition is `held=chat, part=own/desk`, the name of another condition, or `annars` and `alltid` for none. A
conclusion is `Chatt (härlett) [R62 (R71)]`, with a code and a bar in front where it has one, `lucka X4` or `fråga
role`.
"""

# Annotations are not postponed here: as strings, each field of these tuples would be compiled at import.

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from converter.registration.decision_tables import SYSTEM, Conditions, DecisionRow

RULE_ID: Final = r"[A-ZÅÄÖ]+-?[0-9]+(?:\.[0-9]+)*"
"""The form of the id of a rule or a gap: `R62`, `L1`, `RUT-4.2`."""
UNCONDITIONAL: Final = ("annars", "alltid")
"""How a row or a line without conditions is written."""
_UNKNOWN: Final = "?"
_TASK: Final = "☐"
_INFERRED: Final = "(härlett)"
_RULE: Final = re.compile(rf"(?<![\w.-])({RULE_ID})(?![\w-])(?: i (\w+))?")
_CONSIDERED: Final = re.compile(r"\(([^()]*)\)")
_KEYWORDS: Final = ("lucka ", "fråga ")
_KEYWORD: Final = re.compile(r"(lucka|fråga) (\S+)")
_FIELD: Final = re.compile(r"(?:([^{}]+): )?\{(\w+)\}")
BOOKING: Final = "{booking}"
"""Stands in a line for the fields of the booking."""


class Unreadable(ValueError):
    """A text that is not in this notation; its argument is the part that cannot be read."""


class Conclusion(NamedTuple):
    """What follows when a condition holds: the second text of a row."""

    text: str = ""
    """Without marks and rules; `code | sentence` and `value || value` are still in it."""
    gap: str = ""
    """The id of a gap in the routine; `""` for none."""
    ask: str = ""
    """The fact that contradicts the others and is asked for again; `""` for none."""
    task: bool = False
    """Whether it is something to do."""
    inferred: bool = False
    """Whether the routine implies it but does not state it."""
    rules: tuple[str, ...] = ()
    considered_rules: tuple[str, ...] = ()
    """Rules that bear on it without stating it."""
    of_system: tuple[tuple[str, str], ...] = ()
    """Those of `rules` that are about one system: system and rule."""


def parse_conditions(written: str, named: Mapping[str, str]) -> Conditions:
    """The conditions of a text; `named` are those that have a name. Raises `Unreadable`."""
    return () if written in UNCONDITIONAL else tuple(_conditions(written, named))


def _conditions(written: str, named: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for part in written.split(","):
        clause = part.strip()
        if clause in named:
            yield from _conditions(named[clause], {})
            continue
        fact, _, patterns = clause.partition("=")
        if not (fact and patterns):
            raise Unreadable(clause)
        yield fact.strip(), tuple("" if each == _UNKNOWN else each for each in map(str.strip, patterns.split("/")))


def parse_conclusion(written: str) -> Conclusion:
    """The parts of a conclusion. Raises `Unreadable`."""
    if written.startswith(_KEYWORDS) and (keyword := _KEYWORD.fullmatch(written)):
        return Conclusion(gap=keyword[2]) if keyword[1] == "lucka" else Conclusion(ask=keyword[2])
    before, opened, inside = written.rpartition("[")
    is_cited = opened and 0 <= inside.find("]") == len(inside) - 1
    text, cited = (before.rstrip(), inside[:-1]) if is_cited else (written.rstrip(), "")
    inferred = text.endswith(_INFERRED)
    text = text.removesuffix(_INFERRED).rstrip()
    rules, considered, of_system = _cited(cited)
    return Conclusion(
        text.removeprefix(_TASK).lstrip(), "", ask="", task=text.startswith(_TASK), inferred=inferred, rules=rules,
        considered_rules=considered, of_system=of_system,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _cited(written: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The rules, those considered and those of one system in brackets; cached, for many brackets are alike."""
    considered, stated = "", written
    if "(" in written:
        considered, stated = " ".join(_CONSIDERED.findall(written)), _CONSIDERED.sub(" ", written)
    if left := _RULE.sub("", f"{stated} {considered}").strip(" ,"):
        raise Unreadable(left)
    rules = _RULE.findall(stated)
    return (
        tuple(rule for rule, _ in rules),
        tuple(rule for rule, _ in _RULE.findall(considered)),
        tuple((system, rule) for rule, system in rules if system),
    )


def rows_of(when: Conditions, written: Conclusion) -> Iterator[DecisionRow]:
    """The rows that a conclusion stands for: one for each system that it has rules of, and one for all."""
    value, _, shown = written.text.partition(" | ")
    either = tuple(value.split(" || "))
    row = DecisionRow(
        when, "" if len(either) > 1 else value, shown=shown, rules=written.rules,
        considered_rules=written.considered_rules, gap=written.gap, ask=written.ask, inferred=written.inferred,
        either=either if len(either) > 1 else (),
    )  # fmt: skip
    for system in dict.fromkeys(system for system, _ in written.of_system):
        others = {rule for other, rule in written.of_system if other != system}
        rules = tuple(rule for rule in written.rules if rule not in others)
        yield row._replace(when=(*when, (SYSTEM, (system,))), rules=rules)
    yield row


def field_of(text: str) -> tuple[str, str] | None:
    """The field that a line of the page shows, with its label, `""` for that of the column; None for advice."""
    found = None if text.endswith(BOOKING) else _FIELD.fullmatch(text)
    return (found[2], found[1] or "") if found else None
