"""Validation of the names in `registration.toml`: of rules, gaps, fields, systems, columns, kinds and questions."""

# Annotations are not postponed here: as strings, each field of a tuple would be compiled at import.

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from converter.note.facts import FACTS
from converter.note.model import YES_NO_FACTS
from converter.profile.schema import Key, KeyPath
from converter.profile.structure import missing_keys, not_among, unknown_name
from converter.profile.toml_file import Mistake
from converter.registration.building import NOT_KINDS, ParsedTables
from converter.registration.decision_tables import (
    ANOTHER_COLLEAGUE,
    BOOKED_FROM,
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
from converter.registration.rules import Rule

OUTPUT_FIELDS: Final = (
    "schema", "note_id", "source_sha256", "facts", "inferred_facts", "missing_facts", *DECIDED, "phrase", "unit",
    "unit_name", "either", "rules", "inferred", "questions", "gaps", "advice", "booking", "systems", "columns",
    "sources", "document", "revision", "valid_to", "expired", *PHRASES, REMINDER, KIND,
)  # fmt: skip
"""The names that no column may have: the fields of the output as JSON, and the tables that the program reads."""
NOTE_FACTS: Final = (
    *(fact.name for fact in FACTS), "triage.answers", "colleague", "unit_worked_for", ANOTHER_COLLEAGUE,
)  # fmt: skip
"""What a condition of an inference can name beside the facts of the contact that have codes."""


class Checked(NamedTuple):
    """What the checks of meaning look at."""

    data: Mapping[str, Any]
    """The data without what has mistakes of structure."""
    parsed: ParsedTables
    rules: Mapping[str, Rule]
    codes: Mapping[str, tuple[str, ...]]
    """The facts of a contact with their codes; `channels` too."""
    phrases: Mapping[str, str]
    """The tables whose values are phrases of the note, each with the phrase of the profile that the checks ask for."""
    tables: tuple[str, ...]
    """The names of all tables, also of those that were left out."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of contacts that a column has a value for."""
        return tuple(dict.fromkeys(row.value for row in self.parsed.tables.decide.get(KIND, ()) if row.value))


Check = Callable[[Checked], Iterator[Mistake]]


def not_known(name: str, known: Mapping[str, object], path: KeyPath) -> Mistake:
    """The mistake for a name that is not known, with the one that was probably meant."""
    mistake = unknown_name(path, name, known)
    return ("MVG708", path, (name,)) if mistake[0] == "MVG703" else mistake


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
        is_text = part.value.startswith("{") and part.value[1:-1] in NOTE_FACTS
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
            yield from (not_known(kind, dict.fromkeys(checked.kinds), (*path, kind)) for kind in unknown)
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
            yield not_known(fact, checked.codes, path)
            continue
        choices = ask.get("choices", dict.fromkeys(codes, "") if fact == SYSTEM else {})
        yield from (("MVG708", path, (code,)) for code in choices if code not in codes)
        yield from missing_keys(dict.fromkeys(codes, Key()), path, choices, f"ask.{fact}.choices")
        if any(not isinstance(word, str) for word in choices.values()):
            yield "MVG705", path, (fact, '"…"')


NAME_CHECKS: Final[tuple[Check, ...]] = (
    _names, _sections, _columns, _variants, _systems, _questions,
)  # fmt: skip
