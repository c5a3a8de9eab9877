"""What the proof knows of a template: its outline, the steps that repeat it, and the shapes of their outputs.

A template that compiles to steps (`template_steps`) is proven once, with sample values.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import lru_cache
from itertools import chain, count
from typing import Final, NamedTuple

from converter.profile import Syntax
from converter.proof.facts import DIAGNOSIS, PROVENANCE, SHOWN
from converter.proof.fragments import ExpectedOutput, fragments_are_proven
from converter.proof.label_meanings import misplaced
from converter.proof.template_outline import TemplateOutline, outline_of
from converter.proof.template_steps import (
    ShapeValues,
    Step,
    UnsupportedTemplate,
    compile_template,
    render_steps,
    shape_values,
)
from converter.proof.text_rules import escape, escape_for

NOTE_NAMES: Final = tuple(fact.template_name for fact in SHOWN)
TEMPLATE_NAMES: Final = (*NOTE_NAMES, "record_template", "signed_title", "overview", *PROVENANCE)
"""Every name that a template is given, but for `sections` and `diagnoses`."""


class KnownTemplate(NamedTuple):
    """What the proof knows of a template."""

    steps: tuple[Step, ...] | None
    """None for a template that steps cannot repeat, or whose output lacks a value."""
    misplaced: tuple[str, ...]
    """The names that it prints under the name of another, writes itself, or leaves out."""
    outline: TemplateOutline
    is_structured: bool
    """`outline.is_structured`, asked once."""
    shape_values: ShapeValues = ShapeValues()
    """The values that decide the shape of its output."""


@lru_cache(maxsize=64)
def known_template(source: str, syntax: Syntax) -> KnownTemplate:
    """What is known of the template with this source; it is worked out once."""
    outline = outline_of(source, syntax)
    known = KnownTemplate(None, tuple(misplaced(outline)), outline, outline.is_structured)
    try:
        steps = compile_template(source, syntax)
        is_complete = all(_samples_are_proven(steps, sample, outline) for sample in SAMPLE_VALUES)
        return known._replace(steps=steps, shape_values=shape_values(steps)) if is_complete else known
    except (UnsupportedTemplate, KeyError):
        return known


def _samples_are_proven(steps: tuple[Step, ...], sample: ExpectedOutput, outline: TemplateOutline) -> bool:
    """Whether the steps give all sample values their places; then they do so for any values, which come escaped."""
    return fragments_are_proven(steps_output(steps, sample, outline.syntax), sample, outline)


SAMPLE_VALUES: Final = (
    ExpectedOutput(
        (("qa", "qb\nqc\n\tqr"), ("qd", "qe")),
        {name: f"q{number}q" for number, name in enumerate(TEMPLATE_NAMES)},
        (("principal", "qf", "qg", "qh", "qi"), ("secondary", "qj", "qk", "ql", "qm")),
        {"qa": "qn", "qd": "qo"},
    ),
    ExpectedOutput((("qa", ""), ("", "qb")), dict.fromkeys(TEMPLATE_NAMES, ""), (), {"qa": "qn", "": "qo"}),
    ExpectedOutput((), dict.fromkeys(TEMPLATE_NAMES, ""), ()),
)
"""An output with every value, one with hardly any, and one with none."""


def steps_output(steps: Sequence[Step], expected: ExpectedOutput, syntax: Syntax) -> str:
    """The output that the steps give, escaped unless it is plain text."""
    sections, facts, rows, names = expected
    written = escape_for(syntax)
    if syntax != "text":
        joined = "\0".join([*chain.from_iterable(sections), *facts.values(), *chain.from_iterable(rows)])
        if syntax == "json" or escape(joined) != joined:
            facts = {name: written(value) for name, value in facts.items()}
            rows = tuple([tuple(map(written, row)) for row in rows])
    parts = [(written(heading), written(text)) for heading, text in sections]
    shown = (
        [(*part, written(names[section[0]])) for part, section in zip(parts, sections, strict=True)] if names else parts
    )
    output = render_steps(steps, facts, {"sections": shown, "diagnoses": rows})
    return output.rstrip("\n") + "\n" if syntax == "text" else output


# -- the quick proof: the shape of an output, filled with the values of a note ----------------------------------


class _Shape(NamedTuple):
    """An output of a template, with a place for each value."""

    pieces: tuple[str, ...]
    """The text between the values, with `""` for each value: every second piece."""
    values: tuple[int, ...]
    """The number of the value that stands in each place."""
    rewritten: tuple[int, ...]
    """The numbers of the values in attributes, and of those indented: their line ends and tabs are rewritten."""


def fill_shape(source: str, syntax: Syntax, expected: ExpectedOutput) -> str:
    """What `steps_output` gives, from the shape that the steps give for stand-ins; `""` where a value is rewritten.

    Outputs have one shape where the same of the `shape_values` are empty and the rows are as many. Raises `KeyError`.
    """
    sections, facts, rows, names = expected
    asked = known_template(source, syntax).shape_values
    filled = [bool(value) for name, value in facts.items() if name in asked.facts] if asked.facts else []
    for columns, table in ((asked.sections, sections), (asked.diagnoses, rows)):
        filled += [bool(row[column]) for row in table for column in columns]
    shape = shape_of(source, syntax, tuple(facts), tuple(filled), len(sections), len(rows), bool(names))
    values = [*facts.values(), *chain.from_iterable(sections), *chain.from_iterable(rows)]
    values += [names[heading] for heading, _ in sections] if names else []
    values = _all_escaped(values, syntax)
    if not all(map(str.isprintable, map(values.__getitem__, shape.rewritten))):
        return ""
    pieces = [*shape.pieces]
    pieces[1::2] = [values[number] for number in shape.values]
    output = "".join(pieces)
    return output.rstrip("\n") + "\n" if syntax == "text" else output


@lru_cache(maxsize=512)
def shape_of(
    source: str, syntax: Syntax, facts: tuple[str, ...], filled: tuple[bool, ...], sections: int, rows: int, named: bool
) -> _Shape:
    """The shape of outputs with these facts and so many rows; `filled` says which `shape_values` have a text."""
    template, numbers, is_filled = known_template(source, syntax), count(), iter(filled)

    def stand_in(is_asked: bool) -> str:
        number = next(numbers)
        return f"\0{number}\0" if not is_asked or next(is_filled) else ""

    def table(length: int, width: int, columns: Container[int]) -> list[tuple[str, ...]]:
        return [tuple([stand_in(column in columns) for column in range(width)]) for _ in range(length)]

    steps, asked = template.steps or (), template.shape_values
    values = {name: stand_in(name in asked.facts) for name in facts}
    headed, shown = table(sections, 2, asked.sections), table(rows, len(DIAGNOSIS), asked.diagnoses)
    if named:
        headed = [(*row, stand_in(False)) for row in headed]
    pieces = render_steps(steps, values, {"sections": headed, "diagnoses": shown}).split("\0")
    printed = tuple(map(int, pieces[1::2]))
    pieces[1::2] = [""] * len(printed)
    rewritten = {*map(values.get, asked.rewritten_facts)}
    rewritten |= {row[column] for row in headed for column in asked.rewritten_sections}
    rewritten |= {row[column] for row in shown for column in asked.rewritten_diagnoses}
    return _Shape(tuple(pieces), printed, tuple(int(one.strip("\0")) for one in rewritten if one))


def _all_escaped(values: list[str], syntax: Syntax) -> list[str]:
    """The values as an output has them; those of mark-up all at once, unless one has the NUL that keeps them apart."""
    if syntax == "text":
        return values
    if syntax == "markup":
        written = escape(joined := "\0".join(values))
        pieces = values if written is joined else written.split("\0")
        if len(pieces) == len(values):
            return pieces
    return list(map(escape_for(syntax), values))
