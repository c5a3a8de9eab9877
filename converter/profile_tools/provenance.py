"""Provenance: for each line of an output its line in the source, and the row, rule or template that made it.

The template is run again with texts that carry their origin, and a hook sees each of them when it is printed. The
output must be the one that the pipeline made; a line of text must be on the line of the source that it names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple

from converter import render
from converter.conversion.result import Result, digest_of
from converter.note.reading import Reading
from converter.pipeline import target_of
from converter.profile import Profile, sandbox, syntax_of
from converter.profile.sandbox.environment import compile_with_print_hook
from converter.profile_tools.origins import (
    FILL,
    KEYWORD,
    PROFILE,
    TEMPLATE,
    TEXT,
    Origin,
    OriginKind,
    Origins,
    TracedText,
)
from converter.profile_tools.source_map import SourceMap, build_source_map


class Line(NamedTuple):
    """A line of the output."""

    number: int
    text: str
    kind: OriginKind
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
    shown = render.render_context(result.record, profile, target, digest_of(source), target.note_headings)
    sections = render.sections_of(result.record, profile, target, target.note_headings)
    fields = [field for field in result.record.fields if field.text or target.writes_empty or not field.placed]
    origins = Origins(result.record, found, profile)
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


# -- running the template with a print hook -------------------------------------------------------------------


def _pieces(source: str, name: str, names: Mapping[str, object]) -> Iterator[_Piece]:
    """The pieces that the template prints, split at line ends: after a line end comes a piece of the next line."""
    heard: list[Any] = []
    written = source.split("\n")
    compiled = compile_with_print_hook(source, name, heard.append)
    output = sandbox.stream(compiled, names)
    for printed in output:
        known = [value.origin for value in heard if isinstance(value, TracedText)]
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
        return Line(
            number, text, kind=TEMPLATE, name="", source=0, verbatim=False, rules=(), template=template,
            template_line=at,
        )  # fmt: skip
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
        number, text, kind=origin.kind, name=origin.name, source=source or near, verbatim=verbatim,
        rules=origin.rules, template=template, template_line=piece.template_line, also=tuple(also),
    )  # fmt: skip


def _source_line(piece: _Piece) -> int:
    """The source line of a piece by its origin; 0 for none."""
    lines = piece.origin.lines if piece.origin else ()
    return lines[piece.number] if piece.number < len(lines) else 0
