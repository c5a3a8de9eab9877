"""Templates compiled by the proof itself, so that it can lay out an output a second time without Jinja2.

Most templates only print names, loop over the sections and diagnoses, and leave out what is empty. Such a template is
compiled into steps, and the output must be what the steps give, to the character. A template that does more is not
supported here; its output is compared fragment by fragment (`fragments`).
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
_EMPTY_TOGETHER: Final = {"patient_number_type": "patient_number"}
"""Names whose value means nothing where another one is empty."""
_COLUMNS: Final = {"sections": ("heading", "text"), "diagnoses": DIAGNOSIS}

Row = tuple[str, ...]


class Step(NamedTuple):
    """A format string, or a condition or loop over other steps."""

    format: str = ""
    """For the operator `%`, with names."""
    names: tuple[str, ...] = ()
    """Of a condition: the names of which one must have a value. Of a loop: the variables of a row."""
    rows: str = ""
    """Of a loop: `sections` or `diagnoses`."""
    steps: tuple[Step, ...] = ()


class UnsupportedTemplate(Exception):
    """A template does more than steps can repeat."""


def compile_template(source: str) -> tuple[Step, ...]:
    """The steps of a template. Raises `UnsupportedTemplate`."""
    # As `trim_blocks` and `lstrip_blocks` of Jinja2: a block tag takes its indent and its line end with it.
    parts = iter(_TAG.split(_LINE_END.sub("", _INDENT.sub("", source))))
    return tuple(_compile(parts, ""))


def _compile(parts: Iterator[str], until: str, condition: Sequence[str] = ()) -> list[Step]:
    """The steps up to the end tag `until`; `condition` are the names of the `if` around them."""
    steps: list[Step] = []
    pending = ""
    for part in parts:
        if not part.startswith(("{{", "{%", "{#")):
            pending += part.replace("%", "%%")
        elif name := _PRINT.fullmatch(part):
            if condition and _EMPTY_TOGETHER.get(name[1], name[1]) not in condition:
                raise UnsupportedTemplate  # its value could be left out
            pending += f"%({name[1]})s"
        elif (end := _END.fullmatch(part)) and end[1] == until:
            return [*steps, *_printing(pending)]
        elif not part.startswith("{#"):
            steps += (*_printing(pending), _compile_block(part, parts, condition))
            pending = ""
    if until:
        raise UnsupportedTemplate
    return [*steps, *_printing(pending)]


def _printing(format_: str) -> list[Step]:
    return [Step(format_)] if format_ else []


def _compile_block(tag: str, parts: Iterator[str], condition: Sequence[str]) -> Step:
    if condition:
        raise UnsupportedTemplate
    if block := _IF.fullmatch(tag):
        names = tuple(re.split(r"\s+or\s+", block[1]))
        return Step(names=names, steps=tuple(_compile(parts, "if", names)))
    loop = _FOR.fullmatch(tag)
    if loop is None:
        raise UnsupportedTemplate
    names = tuple(name.strip() for name in loop[1].split(","))
    if len(names) != len(_COLUMNS[loop[2]]):
        raise UnsupportedTemplate
    return Step(names=names, rows=loop[2], steps=tuple(_compile(parts, "for")))


def render_steps(steps: Sequence[Step], values: Mapping[str, str], rows: Mapping[str, Sequence[Row]]) -> str:
    """The output of the steps for these values and rows. Raises `KeyError` for a name without a value."""
    parts: list[str] = []
    for format_, names, source, inner in steps:
        if not names:
            parts.append(format_ % values)
        elif source:
            parts += [render_steps(inner, dict(zip(names, row, strict=True)), rows) for row in rows[source]]
        elif len(inner) == 1 and values[names[0]]:
            parts.append(inner[0].format % values)
        elif any(map(values.__getitem__, names)):
            parts.append(render_steps(inner, values, rows))
    return "".join(parts)
