"""Validation of `registration.toml`: every mistake as a finding with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from converter.findings import Finding
from converter.note.fields import FACTS
from converter.note.model import YES_NO_FACTS
from converter.profile.schema import ROWS, Key, KeyPath
from converter.profile.structure import missing_keys, not_among, unknown_name
from converter.profile.toml_file import Mistake, TomlFile, findings_of
from converter.registration.building import NOT_KINDS, ParsedTables, parse_tables
from converter.registration.decision_tables import (
    ANOTHER_COLLEAGUE,
    BOOKED_FROM,
    CODES,
    DECIDED,
    KIND,
    PHRASES,
    REMINDER,
    SYSTEM,
    Booking,
    DecisionRow,
    Inference,
    Line,
    MentionedGap,
)  # fmt: skip
from converter.registration.evaluation import FROM_CHANNELS, fits
from converter.registration.notation import UNCONDITIONAL
from converter.registration.rules import Rule, with_meant
from converter.registration.structure import without_wrong_parts, wrong_structure
from converter.registration.text_validation import Phrases, text_mistakes

Codes = Mapping[str, tuple[str, ...]]
"""The facts of a contact with their codes; `channels` too."""
OUTPUT_FIELDS: Final = (
    "schema", "note_id", "source_sha256", "facts", "inferred_facts", "missing_facts", *DECIDED, "phrase", "unit",
    "unit_name", "either", "rules", "inferred", "questions", "gaps", "advice", "booking", "systems", "columns",
    "sources", "document", "revision", "valid_to", "expired", *PHRASES, REMINDER, KIND,
)  # fmt: skip
"""The names that no column may have: the fields of the output as JSON, and the tables that the program reads."""
_NOTE_FACTS: Final = (
    *(fact.name for fact in FACTS),
    "triage.answers",
    "colleague",
    "unit_worked_for",
    ANOTHER_COLLEAGUE,
)
"""What a condition of an inference can name beside the facts of the contact that have codes."""
_MONEY: Final = re.compile(r"\d\s*(?:kr\b|kronor|SEK|:-)", re.IGNORECASE)


class Checked(NamedTuple):
    """What the checks of meaning look at."""

    data: Mapping[str, Any]
    """The data without what has mistakes of structure."""
    parsed: ParsedTables
    rules: Mapping[str, Rule]
    codes: Codes
    tables: tuple[str, ...]
    """The names of all tables, also of those that were left out."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of contacts that a column has a value for."""
        return tuple(dict.fromkeys(row.value for row in self.parsed.tables.decide.get(KIND, ()) if row.value))


def mistakes(toml: TomlFile, rules: Mapping[str, Rule], codes: Codes, phrases: Phrases) -> tuple[Finding, ...]:
    """Every mistake in the file. A part with a mistake of structure is not checked for its meaning."""
    found = tuple(wrong_structure(toml.data))
    data = without_wrong_parts(toml.data, found)
    named = [toml.data.get(kind, {}) for kind in ("decide", "column")]
    tables = tuple(name for table in named if isinstance(table, dict) for name in table)
    checked = Checked(data, parse_tables(data), rules, codes, tables)
    found += checked.parsed.mistakes
    found += tuple(mistake for check in _CHECKS for mistake in check(checked))
    found += tuple(text_mistakes(data, checked.parsed, rules, phrases))
    names = {name for values in codes.values() for name in values}.union(
        codes, rules, tables, data["ask"], FROM_CHANNELS
    )
    found = tuple(with_meant(mistake, names.union(data.get("system", {}), _NOTE_FACTS)) for mistake in found)
    return tuple(dict.fromkeys(findings_of(found, toml.position)))


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
        known = possible | dict.fromkeys(_NOTE_FACTS) if isinstance(part, Inference) else possible
        for fact, patterns in part.when:
            if fact not in known:
                yield _unknown(fact, known, path)
                continue
            for pattern in patterns:
                if not _can_match(fact, pattern, known[fact], checked.codes):
                    yield "MVG708", path, (pattern,)
            asked = "channels" if fact in FROM_CHANNELS else fact
            if isinstance(part, DecisionRow) and fact not in checked.tables and asked not in checked.data["ask"]:
                yield "MVG712", path, (fact,)


def _unknown(name: str, known: Mapping[str, object], path: KeyPath) -> Mistake:
    mistake = unknown_name(path, name, known)
    return ("MVG708", path, (name,)) if mistake[0] == "MVG703" else mistake


def _can_match(fact: str, pattern: str, values: tuple[str, ...] | None, codes: Codes) -> bool:
    if fact in FROM_CHANNELS:
        return all(channel in codes["channels"] for channel in re.split("[+>*?]", pattern) if channel)
    return values is None or not pattern or any(fits(value, (pattern,)) for value in values if value)


# -- names ----------------------------------------------------------------------------------------------------


def _names(checked: Checked) -> Iterator[Mistake]:
    """Every rule, gap, question, field and system that is named exists."""
    for path, _, part in checked.parsed.written:
        yield from (("MVG708", path, (name,)) for name, known in _named(part, checked) if not known)
    systems = [system.id for system in checked.parsed.tables.systems]
    for kind, rows in (("column", checked.data["column"].items()), ("section", enumerate(checked.data["section"]))):
        for key, row in rows:
            if "system" in row and row["system"] not in systems:
                yield "MVG708", (kind, key, "system"), (row["system"],)
    for channel, other in checked.parsed.tables.same_channel.items():
        for name in (channel, other):
            if name not in checked.codes["channels"]:
                yield "MVG708", ("same_channel", channel), (name,)
    for fact, code in checked.parsed.tables.assumed.items():
        if code not in checked.codes.get(fact, ()):
            yield "MVG708", ("assume", fact), (code if fact in checked.codes else fact,)


def _named(part: Any, checked: Checked) -> Iterator[tuple[str, bool]]:
    """The names in a part, each with whether it exists."""
    rules, tables = checked.rules, checked.parsed.tables
    if isinstance(part, (DecisionRow, Line, Booking)):
        yield from ((rule, rule in rules) for rule in (*part.rules, *getattr(part, "considered_rules", ())))
    if isinstance(part, (DecisionRow, MentionedGap)) and part.gap:
        yield part.gap, part.gap in rules and not rules[part.gap].force
    if isinstance(part, DecisionRow):
        yield from ((part.ask, part.ask in checked.data["ask"]) for _ in part.ask[:1])
        named = [system for fact, patterns in part.when if fact == SYSTEM for system in patterns if system]
        yield from ((system, system in dict(tables.systems)) for system in named)
    if isinstance(part, Line) and part.field:
        yield part.field, part.field in checked.tables
    if isinstance(part, Inference):
        codes = checked.codes.get(part.fact)
        is_text = part.value.startswith("{") and part.value[1:-1] in _NOTE_FACTS
        yield part.fact, part.fact in ("unit_worked_for", "colleague") or codes is not None
        yield part.value, is_text or part.value in (codes or ())
    if isinstance(part, Booking):
        yield from ((name, name in dict(part.fields)) for name in (*part.template_gives, *part.given_by))
        yield from ((str(path), path in BOOKED_FROM) for path in part.given_by.values())


def _sections(checked: Checked) -> Iterator[Mistake]:
    """Every section has an id of its own, and a title or a system."""
    seen: set[str] = set()
    for number, section in enumerate(checked.data["section"]):
        if section["id"] and section["id"] in seen:
            yield "MVG709", ("section", number, "id"), (section["id"],)
        seen.add(section["id"])
        if section["id"] and not (section.get("title") or section.get("system")):
            yield "MVG704", ("section", number), ("[section] title",)


# -- columns and systems --------------------------------------------------------------------------------------


def _columns(checked: Checked) -> Iterator[Mistake]:
    """A column has a value for each kind of contact, or rows; it stands on the page."""
    variants = checked.data.get("variant", {})
    shown = {line.field for line in checked.parsed.tables.lines}
    for name, column in checked.data["column"].items():
        path: KeyPath = ("column", name)
        kinds = [key for key in column if key not in NOT_KINDS and key not in variants]
        if name in OUTPUT_FIELDS or name in checked.data["decide"]:
            yield "MVG474", path, (name,)
        if "rows" in column and kinds:
            yield "MVG711", (*path, "rows"), (name, "rows")
        if "rows" not in column:
            unknown = (kind for kind in kinds if kind not in checked.kinds)
            yield from (_unknown(kind, dict.fromkeys(checked.kinds), (*path, kind)) for kind in unknown)
            yield from (("MVG472", path, (name, kind)) for kind in checked.kinds if kind not in kinds)
        if len([fact for fact in variants if fact in column]) > 1:
            yield "MVG711", path, (name, "[variant]")
        if name not in shown:
            yield "MVG473", path, (name,)


def _variants(checked: Checked) -> Iterator[Mistake]:
    """A variant is for a fact that is yes or no, and for kinds of contacts."""
    for fact, variant in checked.data.get("variant", {}).items():
        if fact not in YES_NO_FACTS:
            yield not_among(("variant", fact), fact, fact, YES_NO_FACTS)
        for number, kind in enumerate(variant["kinds"]):
            if kind not in checked.kinds:
                yield "MVG708", ("variant", fact, "kinds", number), (kind,)


def _systems(checked: Checked) -> Iterator[Mistake]:
    """The systems are those that a note can name; the page has a title for one that is not known."""
    systems = checked.data.get("system", {})
    for name in systems:
        if name not in checked.codes[SYSTEM]:
            yield "MVG741", ("system", name), (name, systems[name]["name"], SYSTEM)
    for code in checked.codes[SYSTEM]:
        if code not in systems:
            yield "MVG704", ("system",), (f"[system.{code}]",)
    if systems and "unknown_system" not in checked.data.get("page", {}):
        yield "MVG704", ("page",), ("[page] unknown_system",)


# -- questions ------------------------------------------------------------------------------------------------


def _questions(checked: Checked) -> Iterator[Mistake]:
    """A question asks for a fact of the contact and has an answer for each of its codes."""
    for fact, ask in checked.data["ask"].items():
        path, codes = ("ask", fact), checked.codes.get(fact, ())
        if not codes:
            yield _unknown(fact, checked.codes, path)
            continue
        choices = ask.get("choices", dict.fromkeys(codes, "") if fact == SYSTEM else {})
        yield from (("MVG708", path, (code,)) for code in choices if code not in codes)
        yield from missing_keys(dict.fromkeys(codes, Key()), path, choices, f"ask.{fact}.choices")
        if any(not isinstance(word, str) for word in choices.values()):
            yield "MVG705", path, (fact, '"…"')


_CHECKS: Final[tuple[Callable[[Checked], Iterator[Mistake]], ...]] = (
    _totality, _outcomes, _conditions, _names, _sections, _columns, _variants, _systems, _questions, _cycles,
)  # fmt: skip
