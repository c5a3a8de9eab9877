"""Where each line of an output comes from: the line of the source, and the row, rule or template that made it.

The template is run again with texts that know where they are from, and listened to while it prints them. What comes
out must be the very output that the pipeline gave; a line of text must stand on the line of the source it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final, NamedTuple

from converter import render, sandbox
from converter.facts import is_signed
from converter.model import Entry, Field, RecordNote
from converter.pipeline import target_of
from converter.profile import Profile
from converter.profile_tools.source_map import SourceMap, build_source_map
from converter.reading import Reading
from converter.result import Result, digest_of
from converter.sandbox.environment import compile_with_print_hook

KEYWORD, TEXT, FILL, PHRASE, FACT, PROFILE, TEMPLATE = (
    "keyword", "text", "fill", "phrase", "fact", "profile", "template",
)  # fmt: skip
"""What makes a line: a heading by a row of the profile; a text of the note; one fetched from elsewhere in it; a phrase
that was asked for; a fact; a value of the profile; the template itself."""
_RULES: Final = {"presenting_reason": ("R137",), "triage_answers": ("R134",), "phrase": ("R55", "R93")}
_FACTS: Final = {
    "note_id": "id", "created": "created", "ended": "ended", "signed_at": "signed_at", "overview": "signed_at",
    "patient": "patient.name", "patient_number": "patient.number", "patient_number_type": "patient.number",
    "author": "author.name", "author_role": "author.role", "author_hsa_id": "author.hsa_id",
    "triage_outcome": "triage.outcome", "triage_priority": "contact.prio", "record_type": "record_type",
    "signing_unit": "signing_unit.name", "signing_unit_hsa_id": "signing_unit.hsa_id", "signer": "signer",
}  # fmt: skip
"""What a template calls a fact of the note."""
_PROFILE: Final = {
    "record_template": "record.template", "signed_title": "record.signed_title", "routine": "routine.document",
    "routine_revision": "routine.revision", "routine_valid_to": "routine.valid_to", "profile": "name",
    "profile_version": "version", "profile_digest": "SHA-256", "source_digest": "SHA-256",
}  # fmt: skip
"""What a template calls a value of the profile, or one that is counted."""


class Origin(NamedTuple):
    """Where a text that a template prints is from."""

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
    """The line of the source; 0 when it is from none."""
    verbatim: bool
    """Whether the words of the line stand so on that line of the source."""
    rules: tuple[str, ...]
    template: str
    template_line: int
    also: tuple[int, ...] = ()
    """The lines of the source that what else stands on the line is from: its heading, another fact."""


class Provenance(NamedTuple):
    """An output, line by line, and the source it is from."""

    source: tuple[str, ...]
    lines: tuple[Line, ...]


class _TracedText(str):
    """A text that knows where it is from."""

    origin: Origin


def _traced(text: str, origin: Origin) -> _TracedText:
    told = _TracedText(text)
    told.origin = origin
    return told


class _Piece(NamedTuple):
    """What a template printed at once: text of one line, the value it was, which line of that, the template's line."""

    text: str
    origin: Origin | None
    number: int
    template_line: int


class _NoteContext(NamedTuple):
    """What is known of a note: the record, where its words stand, which entry is which, and the group headings."""

    record: RecordNote
    found: SourceMap
    numbers: Mapping[int, int]
    groups: tuple[str, ...]
    rules: Mapping[str, tuple[str, ...]]
    """The rules behind each keyword of the record."""
    signed: bool
    """Whether it says who signed and when: the document has one title or the other."""

    @property
    def diagnoses(self) -> int:
        """How many diagnoses the note has."""
        note = self.record.note
        return sum(1 for diagnosis in (note.principal_diagnosis, *note.secondary_diagnoses) if diagnosis.label)


def trace_output(source: bytes | str, reading: Reading, result: Result, to: str, profile: Profile) -> Provenance:
    """Where each line of `result.output` comes from: it was made of `source`, read as `reading`, for the target `to`.

    Raises `ValueError` when the template does not make that output again: it was fitted to a character set, or cut.
    """
    assert result.record is not None
    target, found = target_of(to, profile), build_source_map(reading)
    shown = render.view(result.record, profile, target, digest_of(source), target.own_headings)
    numbers = {id(entry): at for at, entry in enumerate(result.record.note.entries)}
    rules = {row.pmo: row.rules for row in profile.rows}
    known = _NoteContext(result.record, found, numbers, profile.groups, rules, is_signed(result.record.note, profile))
    names = _traced_context(
        shown, [field for field in result.record.fields if field.text or target.empty or not field.placed], known
    )
    lines = tuple(_lines(_pieces(profile.templates[target.template], target.template, names), target.template, found))
    if "\n".join(line.text for line in lines).rstrip("\n") != str(result.output).rstrip("\n"):
        raise ValueError("the output is not what the template makes of the record")
    while lines and not lines[-1].text:
        lines = lines[:-1]
    return Provenance(found.lines, lines)


# -- texts that know where they are from ----------------------------------------------------------------------


def _traced_context(shown: render.View, fields: list[Field], known: _NoteContext) -> dict[str, object]:
    """What the template is given, each text with its origin."""
    sections = []
    for (heading, text), field in zip(shown.sections, fields, strict=False):
        sections.append((_traced(heading, _of_heading(field, known)), _traced(text, _of_text(field, known))))
    for number, (heading, text) in enumerate(shown.sections[len(fields) :]):
        fact = _diagnosis_origin(number, known) if number < known.diagnoses else _outcome_origin(text, known)
        sections.append((_traced(heading, Origin(PROFILE, f"labels.{heading}")), _traced(text, fact)))
    names: dict[str, object] = {"sections": tuple(sections)}
    names |= {name: _fact(name, value, known) for name, value in shown.facts.items()}
    if shown.diagnoses is not None:
        names["diagnoses"] = tuple(
            tuple(_traced(word, _diagnosis_origin(number, known)) for word in row)
            for number, row in enumerate(shown.diagnoses)
        )
    return names


def _of_heading(field: Field, known: _NoteContext) -> Origin:
    line = next((part.line for part in field.parts if part.origin == "note"), 0)
    return Origin(KEYWORD, field.heading or field.keyword, (line,), known.rules.get(field.keyword, ()))


def _of_text(field: Field, known: _NoteContext) -> Origin:
    kinds = {part.origin for part in field.parts}
    made = [part.origin for part in field.parts if part.origin != "note"]
    kind = TEXT if "note" in kinds or not made else PHRASE if made[0] == "phrase" else FILL
    lines = [line for part in field.parts for line in _of_part(part, field, known)]
    rules = tuple(rule for origin in dict.fromkeys(made) for rule in _RULES[origin])
    return Origin(kind, field.heading or field.keyword, tuple(lines), rules)


def _of_part(part: Entry, field: Field, known: _NoteContext) -> Iterator[int]:
    """For each line of a field that a part of it gave, the line of the source."""
    found, length = known.found, part.text.count("\n") + 1
    if part.origin == "triage_answers":
        yield from _of_answers(known)
    elif part.origin == "presenting_reason":
        yield from _run(found.line("triage.presenting_reason"), length)
    elif part.origin == "phrase":
        yield from [0] * length
    else:
        if field.placed and part.keyword not in ("", field.heading) and part.keyword not in known.groups:
            yield part.line
        if part.text:
            yield from _run(found.texts[known.numbers[id(part)]], length)


def _of_answers(known: _NoteContext) -> Iterator[int]:
    """A question and its answer are one line: the answer goes on where the question ends."""
    found, answers = known.found, 0
    for number, (question, answer) in enumerate(known.record.note.triage.answers):
        asked, told = found.line("triage.question", number), found.line("triage.answer", answers)
        answers += bool(answer)
        yield from _run(asked or told, question.count("\n") + 1)
        yield from _run(told + 1, answer.count("\n"))


def _run(first: int, length: int) -> range | list[int]:
    return range(first, first + length) if first else [0] * length


def _diagnosis_origin(number: int, known: _NoteContext) -> Origin:
    found, principal = known.found, 1 if known.record.note.principal_diagnosis.label else 0
    if number < principal:
        return Origin(FACT, "principal_diagnosis", (found.line("principal_diagnosis"),))
    return Origin(FACT, "secondary_diagnosis", (found.line("secondary_diagnosis", number - principal),))


def _outcome_origin(text: str, known: _NoteContext) -> Origin:
    return Origin(FACT, "triage.outcome", tuple(_run(known.found.line("triage.outcome"), text.count("\n") + 1)))


def _fact(name: str, value: str, known: _NoteContext) -> object:
    if name in _PROFILE:
        key = "record.unsigned_title" if name == "signed_title" and not known.signed else _PROFILE[name]
        return _traced(value, Origin(PROFILE, key))
    fact = _FACTS[name]
    return _traced(value, Origin(FACT, fact, tuple(_run(known.found.line(fact), value.count("\n") + 1))))


# -- listening to the template --------------------------------------------------------------------------------


def _pieces(source: str, name: str, names: Mapping[str, object]) -> Iterator[_Piece]:
    """What the template prints, piece by piece, line by line. A line that ends is followed by a piece of the next."""
    heard: list[Any] = []
    written = source.split("\n")
    compiled = compile_with_print_hook(source, name, heard.append)
    output = sandbox.stream(compiled, names)
    for printed in output:
        known = [value.origin for value in heard if isinstance(value, _TracedText)]
        origin = known[0] if len(known) == 1 else None
        heard.clear()
        assert output.gi_frame is not None  # it has just given a piece
        at = compiled.get_corresponding_lineno(output.gi_frame.f_lineno)
        for number, text in enumerate(printed.split("\n")):
            if origin is None and text.strip():  # the words of the template: they stand on this line or further down
                at = next((line for line in range(at, len(written) + 1) if text.strip() in written[line - 1]), at)
            yield _Piece(text, origin, number, at)


def _lines(pieces: Iterator[_Piece], template: str, found: SourceMap) -> Iterator[Line]:
    line: list[_Piece] = []
    number = 1
    for piece in pieces:
        if piece.number:  # every piece but the first of what was printed begins a line
            yield _line(number, line, template, found)
            number, line = number + 1, []
        line.append(piece)
    if line:  # else the note is without any text, and the template printed nothing
        yield _line(number, line, template, found)


def _line(number: int, pieces: list[_Piece], template: str, found: SourceMap) -> Line:
    """A line is of the first text or fact that is printed on it, else of its heading; else the template's own."""
    text = "".join(piece.text for piece in pieces)
    told = [piece for piece in pieces if piece.origin and piece.text.strip()]
    told = told or [piece for piece in pieces if piece.origin and not text.strip()]
    if not told:
        at = next((piece.template_line for piece in pieces if piece.text.strip()), pieces[0].template_line)
        return Line(number, text, TEMPLATE, "", 0, False, (), template, at)
    piece = min(told, key=lambda one: one.origin is not None and one.origin.kind in (KEYWORD, PROFILE))
    origin = piece.origin
    assert origin is not None
    near = _near(piece)
    words = unescape(piece.text) if not template.endswith(".txt.j2") else piece.text
    source = found.holding(words, near) if near and origin.kind in (TEXT, FILL) else near
    verbatim = bool(source and words.strip() in found.words[source - 1])
    also = sorted({_near(one) for one in told} - {0, source or near})
    return Line(
        number, text, origin.kind, origin.name, source or near, verbatim, origin.rules, template, piece.template_line,
        tuple(also),
    )  # fmt: skip


def _near(piece: _Piece) -> int:
    """The line of the source that a piece is told to be from; 0 when it is from none."""
    lines = piece.origin.lines if piece.origin else ()
    return lines[piece.number] if piece.number < len(lines) else 0
