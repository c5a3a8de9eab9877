"""The origin of each text that a template is given: of its note, of the profile, or made by the program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from converter import render
from converter.note.facts import FACTS, IDENTITY_NUMBER
from converter.note.model import Entry, Field, RecordNote
from converter.profile import Profile
from converter.profile.wording import is_signed
from converter.profile_tools.source_map import SourceMap

OriginKind = Literal["keyword", "text", "fill", "phrase", "fact", "profile", "template"]
KEYWORD: Final = "keyword"
TEXT: Final = "text"
FILL: Final = "fill"
PHRASE: Final = "phrase"
FACT: Final = "fact"
PROFILE: Final = "profile"
TEMPLATE: Final = "template"
"""The kinds of lines: a heading by a row of the profile; a text of the note; a text filled in from elsewhere in the
note; a phrase of `--add-phrases`; a fact; a value of the profile; text of the template."""
_RULES: Final = {"presenting_reason": ("R137",), "triage_answers": ("R134",), "phrase": ("R55", "R93")}
_FACTS: Final = {fact.template_name: fact.name for fact in FACTS if fact.template_name} | {
    "overview": "signed_at", "patient_number_type": IDENTITY_NUMBER,
}  # fmt: skip
"""Template name to fact of the note."""
_PROFILE: Final = {
    "record_template": "record.template", "signed_title": "record.signed_title", "routine": "routine.document",
    "routine_revision": "routine.revision", "routine_valid_to": "routine.valid_to", "profile": "name",
    "profile_version": "version", "profile_digest": "SHA-256", "source_digest": "SHA-256",
}  # fmt: skip
"""Template name to key of the profile, or to a computed value."""


class Origin(NamedTuple):
    """The origin of a text that a template prints."""

    kind: OriginKind
    name: str
    """The keyword of the note, the fact, or the key of the profile."""
    lines: tuple[int, ...] = ()
    """For each line of the text the line of the source; 0 where there is none."""
    rules: tuple[str, ...] = ()


class TracedText(str):
    """A text with its origin."""

    origin: Origin

    def __new__(cls, text: str, origin: Origin) -> TracedText:
        traced = super().__new__(cls, text)
        traced.origin = origin
        return traced


class Origins:
    """The origins of what is printed of a note."""

    def __init__(self, record: RecordNote, found: SourceMap, profile: Profile) -> None:
        self._note, self._found, self._profile = record.note, found, profile
        self._numbers = {id(entry): at for at, entry in enumerate(record.note.entries)}
        self._rules = {row.record: row.rules for row in profile.rows}
        """The rules of each keyword of the record."""

    def context(self, shown: render.RenderContext, fields: list[Field], count: int) -> dict[str, object]:
        """The context of the template, each text with its origin; `count` is the number of sections it is given."""
        sections: list[tuple[TracedText, TracedText]] = []
        for (heading, text), field in zip(shown.sections, fields, strict=False):
            line = next((part.line for part in field.parts if part.origin == "note"), 0)
            row = Origin(KEYWORD, field.heading or field.keyword, (line,), self._rules.get(field.keyword, ()))
            sections.append((TracedText(heading, row), TracedText(text, self._of_text(field))))
        diagnoses = sum(1 for one in (self._note.principal_diagnosis, *self._note.secondary_diagnoses) if one.label)
        for number, (heading, text) in enumerate(shown.sections[len(fields) :]):
            origin = self._of_diagnosis(number) if number < diagnoses else self._of_fact("triage.outcome", text)
            sections.append((TracedText(heading, Origin(PROFILE, f"labels.{heading}")), TracedText(text, origin)))
        if count < len(sections):
            sections = _joined(sections)
        names: dict[str, object] = {"sections": tuple(sections)}
        if shown.names is not None:
            names["names"] = {
                heading: TracedText(shown.names[heading], heading.origin)
                for heading, _ in sections
                if heading in shown.names
            }
        names |= {name: TracedText(value, self._of_name(name, value)) for name, value in shown.facts.items()}
        if shown.diagnoses is not None:
            names["diagnoses"] = tuple(
                tuple(TracedText(word, self._of_diagnosis(number)) for word in row)
                for number, row in enumerate(shown.diagnoses)
            )
        return names

    def _of_text(self, field: Field) -> Origin:
        made = [part.origin for part in field.parts if part.origin != "note"]
        kind: OriginKind = TEXT if len(made) < len(field.parts) or not made else PHRASE if made[0] == "phrase" else FILL
        lines = [line for part in field.parts for line in self._of_part(part, field)]
        rules = tuple(rule for origin in dict.fromkeys(made) for rule in _RULES[origin])
        return Origin(kind, field.heading or field.keyword, tuple(lines), rules)

    def _of_part(self, part: Entry, field: Field) -> Iterator[int]:
        """The source line of each line of a part of a field."""
        found, length = self._found, part.text.count("\n") + 1
        if part.origin == "triage_answers":
            answers = 0
            for number, (question, answer) in enumerate(self._note.triage.answers):
                asked, answered = found.line("triage.question", number), found.line("triage.answer", answers)
                answers += bool(answer)
                yield from _consecutive(asked or answered, question.count("\n") + 1)
                yield from _consecutive(answered + 1, answer.count("\n"))  # it begins on the last line of its question
        elif part.origin == "presenting_reason":
            yield from _consecutive(found.line("triage.presenting_reason"), length)
        elif part.origin == "phrase":
            yield from [0] * length
        else:
            if field.placed and part.keyword not in ("", field.heading) and part.keyword not in self._profile.groups:
                yield part.line
            if part.text:
                yield from _consecutive(found.texts[self._numbers[id(part)]], length)

    def _of_diagnosis(self, number: int) -> Origin:
        principal = 1 if self._note.principal_diagnosis.label else 0
        kind = "principal_diagnosis" if number < principal else "secondary_diagnosis"
        return Origin(FACT, kind, (self._found.line(kind, max(number - principal, 0)),))

    def _of_fact(self, fact: str, text: str) -> Origin:
        return Origin(FACT, fact, tuple(_consecutive(self._found.line(fact), text.count("\n") + 1)))

    def _of_name(self, name: str, value: str) -> Origin:
        if name == "signed_title" and not is_signed(self._note, self._profile):
            return Origin(PROFILE, "record.unsigned_title")
        return Origin(PROFILE, _PROFILE[name]) if name in _PROFILE else self._of_fact(_FACTS[name], value)


def _joined(sections: list[tuple[TracedText, TracedText]]) -> list[tuple[TracedText, TracedText]]:
    """Each heading once, with the texts of all its sections."""
    texts: dict[TracedText, list[TracedText]] = {heading: [] for heading, _ in sections}
    for heading, text in sections:
        texts[heading] += [text] if text else []
    joined = []
    for heading, several in texts.items():
        origin = several[0].origin if several else heading.origin
        lines = tuple(line for text in several for line in text.origin.lines) if several else origin.lines
        joined.append((heading, TracedText("\n".join(several), origin._replace(lines=lines))))
    return joined


def _consecutive(first: int, length: int) -> range | list[int]:
    return range(first, first + length) if first else [0] * length
