"""A template of the profile read by the proof itself, so that it can lay out the note a second time.

Most templates do no more than print names, go through the sections and the diagnoses, and leave out what is empty.
Such a template is read here into steps, without Jinja2; the output must be what the steps give, to the character.
A template that does more has no shape, and its output is proven piece by piece (`output`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from converter.balance.fields import DIAGNOSIS

_TAG: Final = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#})", re.DOTALL)
_PRINT: Final = re.compile(r"{{\s*([a-z_]+)\s*}}")
_IF: Final = re.compile(r"{%\s*if\s+([a-z_]+(?:\s+or\s+[a-z_]+)*)\s*%}")
_FOR: Final = re.compile(r"{%\s*for\s+([a-z_]+(?:\s*,\s*[a-z_]+)*)\s+in\s+(sections|diagnoses)\s*%}")
_END: Final = re.compile(r"{%\s*end(if|for)\s*%}")
_INDENT: Final = re.compile(r"(?m)^[ \t]+(?={[%#])")
_LINE_END: Final = re.compile(r"(?<=[%#]})\n")
_GOES_WITH: Final = {"patient_number_type": "patient_number"}
"""A name that says nothing without another one."""
_COLUMNS: Final = {"sections": ("heading", "text"), "diagnoses": DIAGNOSIS}

Row = tuple[str, ...]


class Step(NamedTuple):
    """A piece of a template: words with names to fill in, or a condition or loop over other steps."""

    words: str = ""
    """A format of the operator `%`, by names."""
    names: tuple[str, ...] = ()
    """Of a condition: any of which is to be filled. Of a loop: what a row is called."""
    rows: str = ""
    """`sections` or `diagnoses`."""
    steps: tuple[Step, ...] = ()


class UnsupportedTemplate(Exception):
    """A template does more than a shape can."""


def compile_template(source: str) -> tuple[Step, ...]:
    """The steps of a template. Raises `UnsupportedTemplate`."""
    # As the environment of the templates has it: a tag of control takes its indent and its line end with it.
    pieces = iter(_TAG.split(_LINE_END.sub("", _INDENT.sub("", source))))
    return tuple(_steps(pieces, ""))


def _steps(pieces: Iterator[str], until: str, bound: Sequence[str] = ()) -> list[Step]:
    """The steps up to the end tag `until`. `bound` are the names that a condition around them asks for."""
    steps: list[Step] = []
    words = ""
    for piece in pieces:
        if not piece.startswith(("{{", "{%", "{#")):
            words += piece.replace("%", "%%")
        elif name := _PRINT.fullmatch(piece):
            if bound and _GOES_WITH.get(name[1], name[1]) not in bound:
                raise UnsupportedTemplate  # it would be left out although it says something
            words += f"%({name[1]})s"
        elif (end := _END.fullmatch(piece)) and end[1] == until:
            return [*steps, *_words(words)]
        elif not piece.startswith("{#"):
            steps += (*_words(words), _block(piece, pieces, bound))
            words = ""
    if until:
        raise UnsupportedTemplate
    return [*steps, *_words(words)]


def _words(words: str) -> list[Step]:
    return [Step(words)] if words else []


def _block(tag: str, pieces: Iterator[str], bound: Sequence[str]) -> Step:
    if condition := _IF.fullmatch(tag):
        names = tuple(re.split(r"\s+or\s+", condition[1]))
        if bound:
            raise UnsupportedTemplate
        return Step(names=names, steps=tuple(_steps(pieces, "if", names)))
    loop = _FOR.fullmatch(tag)
    if loop is None or bound:
        raise UnsupportedTemplate
    names = tuple(name.strip() for name in loop[1].split(","))
    if len(names) != len(_COLUMNS[loop[2]]):
        raise UnsupportedTemplate
    return Step(names=names, rows=loop[2], steps=tuple(_steps(pieces, "for")))


def render_steps(steps: Sequence[Step], facts: Mapping[str, str], rows: Mapping[str, Sequence[Row]]) -> str:
    """What the steps give for these facts and rows. Raises `KeyError` for a name that there is none of."""
    pieces: list[str] = []
    for words, names, kind, inner in steps:
        if not names:
            pieces.append(words % facts)
        elif kind:
            pieces += [render_steps(inner, dict(zip(names, row, strict=True)), rows) for row in rows[kind]]
        elif len(inner) == 1 and facts[names[0]]:
            pieces.append(inner[0].words % facts)
        elif any(map(facts.__getitem__, names)):
            pieces.append(render_steps(inner, facts, rows))
    return "".join(pieces)
