"""Provenance: for each line of an output its line in the source, and the row, rule or template that made it.

The template is run again with texts that carry their origin, and a hook sees each of them when it is printed. The
output must be the one that the pipeline made; a line of text must be on the line of the source that it names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final, NamedTuple

from converter import render, sandbox
from converter.note.fields import FACTS, IDENTITY_NUMBER
from converter.note.model import Entry, Field, RecordNote
from converter.note.reading import Reading
from converter.pipeline import target_of
from converter.profile import Profile, syntax_of
from converter.profile.wording import is_signed
from converter.profile_tools.source_map import SourceMap, build_source_map
from converter.result import Result, digest_of
from converter.sandbox.environment import compile_with_print_hook

KEYWORD, TEXT, FILL, PHRASE, FACT, PROFILE, TEMPLATE = (
    "keyword", "text", "fill", "phrase", "fact", "profile", "template",
)  # fmt: skip
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

    kind: str
    name: str
    """The keyword of the note, the fact, or the key of the profile."""
    lines: tuple[int, ...] = ()
    """For each line of the text the line of the source; 0 where there is none."""
    rules: tuple[str, ...] = ()


class Line(NamedTuple):
    """A line of the output."""

    number: int
    text: str
    kind: str
    name: str
    source: int
    """The line of the source; 0 for none."""
    verbatim: bool
    """Whether that line of the source contains the text of the line."""
    rules: tuple[str, ...]
    template: str
    template_line: int
    also: tuple[int, ...] = ()
    """The source lines of everything else on the line: its heading, another fact."""


class Provenance(NamedTuple):
    """An output, line by line, and its source."""

    source: tuple[str, ...]
    lines: tuple[Line, ...]


class _TracedText(str):
    """A text with its origin."""

    origin: Origin

    def __new__(cls, text: str, origin: Origin) -> _TracedText:
        traced = super().__new__(cls, text)
        traced.origin = origin
        return traced


class _Piece(NamedTuple):
    """A printed value or a line of it: the text, its origin, the number of the line in it, the line of the template."""

    text: str
    origin: Origin | None
    number: int
    template_line: int


def trace_output(source: bytes | str, reading: Reading, result: Result, to: str, profile: Profile) -> Provenance:
    """The provenance of `result.output`, which was made of `source`, read as `reading`, for the target `to`.

    Raises `ValueError` when the template does not print that output: it was fitted to a character set, or cut.
    """
    assert result.record is not None
    target, found = target_of(to, profile), build_source_map(reading)
    shown = render.render_context(result.record, profile, target, digest_of(source), target.own_headings)
    sections = render.sections_of(result.record, profile, target, target.own_headings)
    fields = [field for field in result.record.fields if field.text or target.writes_empty or not field.placed]
    origins = _Origins(result.record, found, profile)
    names = origins.context(shown._replace(sections=tuple(sections)), fields, len(shown.sections))
    pieces: list[list[_Piece]] = []
    for piece in _pieces(profile.templates[target.template], target.template, names):
        if piece.number or not pieces:  # every piece of a printed value but the first begins a line
            pieces.append([])
        pieces[-1].append(piece)
    lines = [_line(number, line, target.template, found) for number, line in enumerate(pieces, 1)]
    if "\n".join(line.text for line in lines).rstrip("\n") != str(result.output).rstrip("\n"):
        raise ValueError("the output is not what the template makes of the record")
    while lines and not lines[-1].text:
        lines.pop()
    return Provenance(found.lines, tuple(lines))


# -- texts with their origin ----------------------------------------------------------------------------------


class _Origins:
    """The origins of what is printed of a note."""

    def __init__(self, record: RecordNote, found: SourceMap, profile: Profile) -> None:
        self._note, self._found, self._profile = record.note, found, profile
        self._numbers = {id(entry): at for at, entry in enumerate(record.note.entries)}
        self._rules = {row.record: row.rules for row in profile.rows}
        """The rules of each keyword of the record."""

    def context(self, shown: render.RenderContext, fields: list[Field], count: int) -> dict[str, object]:
        """The context of the template, each text with its origin; `count` is the number of sections it is given."""
        sections: list[tuple[_TracedText, _TracedText]] = []
        for (heading, text), field in zip(shown.sections, fields, strict=False):
            line = next((part.line for part in field.parts if part.origin == "note"), 0)
            row = Origin(KEYWORD, field.heading or field.keyword, (line,), self._rules.get(field.keyword, ()))
            sections.append((_TracedText(heading, row), _TracedText(text, self._of_text(field))))
        diagnoses = sum(1 for one in (self._note.principal_diagnosis, *self._note.secondary_diagnoses) if one.label)
        for number, (heading, text) in enumerate(shown.sections[len(fields) :]):
            origin = self._of_diagnosis(number) if number < diagnoses else self._of_fact("triage.outcome", text)
            sections.append((_TracedText(heading, Origin(PROFILE, f"labels.{heading}")), _TracedText(text, origin)))
        if count < len(sections):
            sections = _joined(sections)
        names: dict[str, object] = {"sections": tuple(sections)}
        if shown.names is not None:
            names["names"] = {
                heading: _TracedText(shown.names[heading], heading.origin)
                for heading, _ in sections
                if heading in shown.names
            }
        names |= {name: _TracedText(value, self._of_name(name, value)) for name, value in shown.facts.items()}
        if shown.diagnoses is not None:
            names["diagnoses"] = tuple(
                tuple(_TracedText(word, self._of_diagnosis(number)) for word in row)
                for number, row in enumerate(shown.diagnoses)
            )
        return names

    def _of_text(self, field: Field) -> Origin:
        made = [part.origin for part in field.parts if part.origin != "note"]
        kind = TEXT if len(made) < len(field.parts) or not made else PHRASE if made[0] == "phrase" else FILL
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


def _joined(sections: list[tuple[_TracedText, _TracedText]]) -> list[tuple[_TracedText, _TracedText]]:
    """Each heading once, with the texts of all its sections."""
    texts: dict[_TracedText, list[_TracedText]] = {heading: [] for heading, _ in sections}
    for heading, text in sections:
        texts[heading] += [text] if text else []
    joined = []
    for heading, several in texts.items():
        origin = several[0].origin if several else heading.origin
        lines = tuple(line for text in several for line in text.origin.lines) if several else origin.lines
        joined.append((heading, _TracedText("\n".join(several), origin._replace(lines=lines))))
    return joined


def _consecutive(first: int, length: int) -> range | list[int]:
    return range(first, first + length) if first else [0] * length


# -- running the template with a print hook -------------------------------------------------------------------


def _pieces(source: str, name: str, names: Mapping[str, object]) -> Iterator[_Piece]:
    """The pieces that the template prints, split at line ends: after a line end comes a piece of the next line."""
    heard: list[Any] = []
    written = source.split("\n")
    compiled = compile_with_print_hook(source, name, heard.append)
    output = sandbox.stream(compiled, names)
    for printed in output:
        known = [value.origin for value in heard if isinstance(value, _TracedText)]
        origin = known[0] if len(known) == 1 else None
        heard.clear()
        assert output.gi_frame is not None  # it has just yielded
        at = compiled.get_corresponding_lineno(output.gi_frame.f_lineno)
        for number, text in enumerate(printed.split("\n")):
            if origin is None and text.strip():  # text of the template, on this line of it or further down
                at = next((line for line in range(at, len(written) + 1) if text.strip() in written[line - 1]), at)
            yield _Piece(text, origin, number, at)


def _line(number: int, pieces: list[_Piece], template: str, found: SourceMap) -> Line:
    """A line takes its origin from the first text or fact on it, else from its heading, else from the template."""
    text = "".join(piece.text for piece in pieces)
    traced = [piece for piece in pieces if piece.origin and piece.text.strip()]
    traced = traced or [piece for piece in pieces if piece.origin and not text.strip()]
    if not traced:
        at = next((piece.template_line for piece in pieces if piece.text.strip()), pieces[0].template_line)
        return Line(number, text, TEMPLATE, "", 0, False, (), template, at)
    piece = min(traced, key=lambda one: one.origin is not None and one.origin.kind in (KEYWORD, PROFILE))
    origin = piece.origin
    assert origin is not None
    near = _source_line(piece)
    syntax = syntax_of(template)  # a reader of the output sees its text without references and escapes
    read = json.loads(f'"{piece.text}"') if syntax == "json" else piece.text
    words = str(unescape(read) if syntax == "markup" else read).partition("\n")[0]
    source = found.find(words, near) if near and origin.kind in (TEXT, FILL) else near
    verbatim = bool(source and words.strip() in found.words[source - 1])
    also = sorted({_source_line(one) for one in traced} - {0, source or near})
    return Line(
        number, text, origin.kind, origin.name, source or near, verbatim, origin.rules, template, piece.template_line,
        tuple(also),
    )  # fmt: skip


def _source_line(piece: _Piece) -> int:
    """The source line of a piece by its origin; 0 for none."""
    lines = piece.origin.lines if piece.origin else ()
    return lines[piece.number] if piece.number < len(lines) else 0
