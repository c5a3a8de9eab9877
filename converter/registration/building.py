"""Builds the registration tables from the data of `registration.toml`, and keeps where each part was written."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from converter.note.model import CODED_FACTS, YES_NO_FACTS
from converter.profile.schema import KeyPath
from converter.profile.structure import meant_words
from converter.profile.toml_file import Mistake
from converter.registration import notation
from converter.registration.decision_tables import (
    KIND,
    SYSTEM,
    Booking,
    Column,
    Conditions,
    DecisionRow,
    FactQuestion,
    Inference,
    Line,
    MentionedGap,
    Section,
    System,
    Tables,
)  # fmt: skip
from converter.registration.evaluation import FROM_CHANNELS
from converter.registration.notation import Conclusion

NOT_KINDS: Final = ("system", "label", "optional", "only", "rows")
"""The keys of a column that are no kinds of contacts; the others are kinds, or the fact of a variant."""


P = TypeVar("P", DecisionRow, Line, MentionedGap, Inference, Booking)


class Written(NamedTuple):
    """A part of the tables and where it was written."""

    path: KeyPath
    table: str
    """The decision table that it is a row of; `""` for all else."""
    part: DecisionRow | Line | MentionedGap | Inference | Booking


class ParsedTables(NamedTuple):
    """The tables, where each part of them was written, and the mistakes: texts that are not in the notation."""

    tables: Tables
    written: tuple[Written, ...]
    mistakes: tuple[Mistake, ...]


def parse_tables(data: Mapping[str, Any]) -> ParsedTables:
    """The tables of data in which every key has a value of its kind (`structure`)."""
    builder = _Builder(data)
    return ParsedTables(builder.tables(), tuple(builder.written), tuple(builder.mistakes))


class _Builder:
    """Reads the texts of the data; a text that cannot be read is a mistake, and counts as one without conditions."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.named: Mapping[str, str] = data.get("conditions", {})
        self.written: list[Written] = []
        self.mistakes: list[Mistake] = []

    def tables(self) -> Tables:
        data = self.data
        systems = tuple(System(name, system["name"]) for name, system in data.get("system", {}).items())
        columns = tuple(
            Column(name, column["label"], column.get("system", ""), column.get("optional", False))
            for name, column in data["column"].items()
        )
        decide = {name: tuple(self._decision(name, pairs)) for name, pairs in data["decide"].items()}
        decide |= {name: tuple(self._column(name, column)) for name, column in data["column"].items()}
        sections = tuple(self._sections(systems))
        return Tables(
            systems=systems,
            columns=columns,
            same_channel=data.get("same_channel", {}),
            decide=decide,
            mentioned_gaps=tuple(
                self._keep(MentionedGap(self._conclusion(text, (*path, 1)).gap, when), path)
                for path, when, text in self._rows_of("left_open")
            ),
            inferences=tuple(
                self._keep(Inference(fact.strip(), value.strip(), when), path)
                for path, when, text in self._rows_of("infer")
                for fact, _, value in [text.partition("=")]
            ),
            assumed=data.get("assume", {}),
            sections=sections,
            lines=tuple(self._lines(sections, {column.name: column for column in columns})),
            questions=self._questions(systems),
            booking=self._booking(),
            unit_words=data.get("page", {}).get("unit", "{unit}"),
        )

    def _keep(self, part: P, path: KeyPath, table: str = "") -> P:
        """The part; where it was written is kept."""
        self.written.append(Written(path, table, part))
        return part

    # -- texts --

    def _conditions(self, written: str, path: KeyPath) -> Conditions:
        try:
            return notation.parse_conditions(written, self.named)
        except notation.Unreadable as unreadable:
            part, decisions = str(unreadable), self.data["decide"]
            names = (*self.named, *CODED_FACTS, *FROM_CHANNELS, *YES_NO_FACTS, *decisions, *notation.UNCONDITIONAL)
            meant = meant_words(part.partition("=")[0].strip(), names, "#condition-form")
            self.mistakes.append(("MVG470", path, (written, part, *meant)))
            return ()

    def _conclusion(self, written: str, path: KeyPath) -> Conclusion:
        try:
            return notation.parse_conclusion(written)
        except notation.Unreadable as unreadable:
            self.mistakes.append(("MVG471", path, (str(unreadable),)))
            return Conclusion()

    def _pairs(self, pairs: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Conditions, str]]:
        for number, (condition, text) in enumerate(pairs):
            yield (*path, number), self._conditions(condition, (*path, number, 0)), text

    def _rows_of(self, table: str) -> Iterator[tuple[KeyPath, Conditions, str]]:
        return self._pairs(self.data.get(table, {}).get("rows", ()), (table, "rows"))

    # -- decisions --

    def _decision(self, name: str, pairs: Any, path: KeyPath = ()) -> Iterator[DecisionRow]:
        for at, when, text in self._pairs(pairs, path or ("decide", name)):
            yield from self._rows(name, at, when, self._conclusion(text, (*at, 1)))

    def _rows(self, name: str, path: KeyPath, when: Conditions, conclusion: Conclusion) -> Iterator[DecisionRow]:
        for row in notation.rows_of(when, conclusion):
            yield self._keep(row, path, name)

    def _column(self, name: str, column: Mapping[str, Any]) -> Iterator[DecisionRow]:
        path: KeyPath = ("column", name)
        if "rows" in column:
            yield from self._decision(name, column["rows"], (*path, "rows"))
            return
        only = self._conditions(column["only"], (*path, "only")) if "only" in column else ()
        variants = self.data.get("variant", {})
        variant = next((fact for fact in variants if fact in column), "")
        for kind in (key for key in column if key not in NOT_KINDS and key not in variants):
            when = ((KIND, (kind,)), *only)
            conclusion = self._conclusion(column[kind], (*path, kind))
            if variant and conclusion.text and kind in variants[variant]["kinds"]:
                yield from self._varied(name, (*path, kind), when, conclusion, variant)
            yield from self._rows(name, (*path, kind), when, conclusion)
        yield DecisionRow()

    def _varied(
        self, name: str, path: KeyPath, when: Conditions, conclusion: Conclusion, fact: str
    ) -> Iterator[DecisionRow]:
        """The rows for a value that another one replaces where the answer to a question is yes."""
        words = self.data["variant"][fact]["words"]
        variant = self._conclusion(self.data["column"][name][fact], ("column", name, fact))
        both = words.replace("{value}", conclusion.text).replace("{variant}", variant.text)
        text = f"{conclusion.text} || {variant.text} | {both}"
        inferred, of_system = conclusion.inferred or variant.inferred, (*conclusion.of_system, *variant.of_system)
        rules = tuple(dict.fromkeys((*conclusion.rules, *variant.rules)))
        either = conclusion._replace(text=text, rules=rules, inferred=inferred, of_system=of_system)
        replaced = variant if variant.rules else conclusion._replace(text=variant.text, inferred=inferred)
        yield from self._rows(name, path, (*when, (fact, ("",))), either)
        yield from self._rows(name, path, (*when, (fact, ("yes",))), replaced)

    def _booking(self) -> Booking:
        table = self.data.get("booking")
        if table is None:
            return Booking()
        return self._keep(Booking(
            tuple(table["fields"].items()), tuple(table["template_gives"]), tuple(table["rules"]),
            self._conditions(table["when"], ("booking", "when")), table["given_by"],
        ), ("booking",))  # fmt: skip

    # -- the page --

    def _sections(self, systems: tuple[System, ...]) -> Iterator[Section]:
        """The sections of the page: two for a system, with another title where the system is not known."""
        sections = list(self.data["section"])
        shown = [section.get("system") for section in sections]
        new = [{"id": system.id, "system": system.id} for system in systems if system.id not in shown]
        last = max((number for number, system in enumerate(shown, 1) if system), default=len(sections))
        names = dict(systems)
        for section in (*sections[:last], *new, *sections[last:]):
            if name := names.get(section.get("system", "")):
                title, unknown = section.get("title", name), self.data.get("page", {}).get("unknown_system", "{system}")
                yield Section(section["id"], title, ((SYSTEM, (section["system"],)),))
                yield Section(section["id"], unknown.replace("{system}", name), ((SYSTEM, ("",)),))
            else:
                yield Section(section["id"], section.get("title", ""), (), section.get("diagnosis", False))

    def _lines(self, sections: tuple[Section, ...], columns: Mapping[str, Column]) -> Iterator[Line]:
        """The lines of each section, and the columns of its system that none of them shows."""
        lines = {section.id: [] for section in sections}  # type: dict[str, list[Line]]
        for number, data in enumerate(self.data["section"]):
            path: KeyPath = ("section", number, "lines")
            for at, when, text in self._pairs(data.get("lines", ()), path):
                advice = self._conclusion(text, (*at, 1))
                line = Line(
                    data["id"], "", label="", text=advice.text, when=when, rules=advice.rules, task=advice.task,
                    inferred=advice.inferred,
                )  # fmt: skip
                if field := notation.field_of(advice.text):
                    name, label = field
                    line = Line(data["id"], name, label or (columns[name].label if name in columns else ""), when=when)
                lines[data["id"]].append(self._keep(line, at))
        shown = {line.field for of_section in lines.values() for line in of_section}
        section_of = {when[0][1][0]: section for section, _, when, _ in sections if when}
        for column in columns.values():
            if column.name not in shown and column.system and column.system in section_of:
                section = section_of[column.system]
                lines[section].append(Line(section, column.name, column.label))
        for of_section in lines.values():
            yield from of_section

    def _questions(self, systems: tuple[System, ...]) -> dict[str, FactQuestion]:
        """The question for each fact; the answers to that for the system are the systems."""
        questions = {}
        for fact, ask in self.data["ask"].items():
            choices = tuple(ask["choices"].items()) if "choices" in ask else systems if fact == SYSTEM else ()
            questions[fact] = FactQuestion(
                ask["question"], choices, ask.get("conflict", ""), ask.get("optional", False)
            )
        return questions
