"""Templates compiled by the proof itself, so that it can lay out an output a second time without Jinja2.

Most templates only print names, loop over the sections and diagnoses, and leave out what is empty. Such a template is
compiled into steps, and the output must be what the steps give, to the character. A template that does more is not
supported here; its output is compared fragment by fragment (`fragments`).
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Final, NamedTuple

from converter.profile import Syntax
from converter.proof.facts import DIAGNOSIS
from converter.proof.text_rules import attribute_line_ends, indent

_TAG: Final = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#})", re.DOTALL)
_PRINT: Final = re.compile(r"{{\s*([a-z_]+)(?:\s*\|\s*indent\(\s*([0-9]+)\s*\))?\s*}}")
_KEYWORD_NAME: Final = re.compile(r"{{\s*names\[\s*([a-z_]+)\s*\]\s*}}")
_SEPARATOR: Final = re.compile(
    r"""{{\s*(?:"([^"{}]*)"|'([^'{}]*)')\s+if\s+not\s+(loop\.(?:first|last))(?:\s+else\s+(?:""|''))?\s*}}"""
)
_IF: Final = re.compile(r"{%\s*if\s+([a-z_]+(?:\s+or\s+[a-z_]+)*|not\s+loop\.(?:first|last))\s*%}")
_FOR: Final = re.compile(r"{%\s*for\s+([a-z_]+(?:\s*,\s*[a-z_]+)*)\s+in\s+(sections|diagnoses)\s*%}")
_END: Final = re.compile(r"{%\s*end(if|for)\s*%}")
_INDENT: Final = re.compile(r"(?m)^[ \t]+(?={[%#])")
_LINE_END: Final = re.compile(r"(?<=[%#]})\n")
_OPEN_ATTRIBUTE: Final = re.compile(r"""<[^<>]*=\s*(?:"[^"<>]*|'[^'<>]*)\Z""")
_EMPTY_TOGETHER: Final = {"patient_number_type": "patient_number"}
"""Names whose value means nothing where another one is empty."""
_COLUMNS: Final = {"sections": ("heading", "text"), "diagnoses": DIAGNOSIS}
_NOT_LAST: Final = "not loop.last"
_NOT_FIRST: Final = "not loop.first"

Row = tuple[str, ...]


class Step(NamedTuple):
    """A format string, or a condition or loop over other steps."""

    format: str = ""
    """For the operator `%`, with names."""
    names: tuple[str, ...] = ()
    """Of a condition: the names of which one must have a value. Of a loop: the variables of a row."""
    rows: str = ""
    """Of a loop: `sections` or `diagnoses`."""
    steps: "tuple[Step, ...]" = ()
    forms: tuple[tuple[str, str, int], ...] = ()
    """Of a format string: key in it, name, and width of an indented value; -1 for the value of an attribute."""


class UnsupportedTemplate(Exception):
    """A template does more than steps can repeat."""


def compile_template(source: str, syntax: Syntax = "text") -> tuple[Step, ...]:
    """The steps of a template. Raises `UnsupportedTemplate`."""
    # As `trim_blocks` and `lstrip_blocks` of Jinja2: a block tag takes its indent and its line end with it.
    if "\0" in source:
        raise UnsupportedTemplate
    parts = _TAG.split(_LINE_END.sub("", _INDENT.sub("", source)))
    if syntax == "markup":
        parts = list(_with_attributes_marked(parts))
    return tuple(_compile(iter(parts), ""))


def _with_attributes_marked(parts: Sequence[str]) -> Iterator[str]:
    """The parts of a template; a value that is printed in an attribute is printed as `|indent(-1)`."""
    tag = ""
    for part in parts:
        name = _PRINT.fullmatch(part)
        if name and not name[2] and _OPEN_ATTRIBUTE.search(tag):
            yield f"{{{{{name[1]}@}}}}"
            continue
        if not part.startswith(("{{", "{%", "{#")):
            tag = (tag + part)[(tag + part).rfind("<") :] if "<" in tag + part else ""
        yield part


class _Literal:
    """The text and values since the last block tag."""

    def __init__(self) -> None:
        self.format = ""
        self.forms: list[tuple[str, str, int]] = []

    def steps(self) -> list[Step]:
        """A step that prints them; none when there is nothing to print."""
        return [Step(self.format, forms=tuple(self.forms))] if self.format else []

    def add(self, part: str, condition: Sequence[str]) -> bool:
        """Adds text, a value or a comment; False for any other part. Raises `UnsupportedTemplate`."""
        if not part.startswith(("{{", "{%", "{#")):
            self.format += part.replace("%", "%%")
        elif part.startswith("{{"):
            key, name, width = _printed(part)
            if key is None:
                return False
            if condition and _EMPTY_TOGETHER.get(name, name) not in condition:
                raise UnsupportedTemplate  # its value could be left out
            if key != name:
                self.forms.append((key, name, width))
            self.format += f"%({key})s"
        return not part.startswith("{%")


def _printed(part: str) -> tuple[str | None, str, int]:
    """Key, name and width (see `Step.forms`) of the value that a tag prints; no key for a tag that does more."""
    if part.endswith("@}}"):
        name = part[2:-3]
        return f"{name}@", name, -1
    if keyword := _KEYWORD_NAME.fullmatch(part):
        return f"names[{keyword[1]}]", f"names[{keyword[1]}]", 0
    if found := _PRINT.fullmatch(part):
        return (f"{found[1]}|{found[2]}" if found[2] else found[1]), found[1], int(found[2] or 0)
    return None, "", 0


def _compile(parts: Iterator[str], until: str, condition: Sequence[str] = ()) -> list[Step]:
    """The steps up to the end tag `until`; `condition` are the names of the `if` around them."""
    steps: list[Step] = []
    pending = _Literal()
    for part in parts:
        if (end := _END.fullmatch(part)) and end[1] == until:
            return [*steps, *pending.steps()]
        if not pending.add(part, condition):
            steps += (*pending.steps(), _compile_block(part, parts, condition))
            pending = _Literal()
    if until:
        raise UnsupportedTemplate
    return [*steps, *pending.steps()]


def _compile_block(tag: str, parts: Iterator[str], condition: Sequence[str]) -> Step:
    if condition:
        raise UnsupportedTemplate
    if separator := _SEPARATOR.fullmatch(tag):
        text = (separator[1] or separator[2] or "").replace("%", "%%")
        return Step(names=(f"not {separator[3]}",), steps=(Step(text),))
    if block := _IF.fullmatch(tag):
        names = tuple(re.split(r"\s+or\s+", " ".join(block[1].split())))
        return Step(names=names, steps=tuple(_compile(parts, "if", names)))
    loop = _FOR.fullmatch(tag)
    if loop is None:
        raise UnsupportedTemplate
    names = tuple(name.strip() for name in loop[1].split(","))
    if len(names) != len(_COLUMNS[loop[2]]):
        raise UnsupportedTemplate
    if loop[2] == "sections":
        names = (*names, f"names[{names[0]}]")
    return Step(names=names, rows=loop[2], steps=tuple(_compile(parts, "for")))


class ShapeValues(NamedTuple):
    """The values that decide the shape of an output: facts by name, columns of sections and diagnoses by number."""

    facts: Set[str] = frozenset()
    """The facts of which a condition asks whether they are empty."""
    sections: tuple[int, ...] = ()
    """The columns of which a condition asks so."""
    diagnoses: tuple[int, ...] = ()
    rewritten_facts: tuple[str, ...] = ()
    """The facts that are indented or stand in an attribute: their line ends and tabs are rewritten (`Step.forms`)."""
    rewritten_sections: tuple[int, ...] = ()
    """The columns that are written so."""
    rewritten_diagnoses: tuple[int, ...] = ()


def shape_values(steps: Sequence[Step]) -> ShapeValues:
    """The values that decide the shape of what the steps give."""
    found: dict[str, set[Any]] = {name: set() for name in ShapeValues._fields}
    for field, value in _shape_values(steps, ""):
        found[field].add(value)
    facts = frozenset(found.pop("facts"))
    return ShapeValues(facts, **{field: tuple(sorted(values)) for field, values in found.items()})


def _shape_values(steps: Sequence[Step], rows: str, columns: Sequence[str] = ()) -> Iterator[tuple[str, Any]]:
    """Each value with the field of `ShapeValues` it belongs to; `columns` are the variables of a loop over `rows`.

    Raises `UnsupportedTemplate` for a fact within a loop.
    """
    for step in steps:
        if step.rows:
            yield from _shape_values(step.steps, step.rows, step.names)
            continue
        for name in step.names:
            if rows and name not in (*columns, _NOT_FIRST, _NOT_LAST):
                raise UnsupportedTemplate
            if name not in (_NOT_FIRST, _NOT_LAST):
                yield (rows, columns.index(name)) if rows else ("facts", name)
        for _, name, _ in step.forms:
            yield (f"rewritten_{rows}", columns.index(name)) if rows else ("rewritten_facts", name)
        yield from _shape_values(step.steps, rows, columns)


def render_steps(steps: Sequence[Step], values: Mapping[str, str], rows: Mapping[str, Sequence[Row]]) -> str:
    """The output of the steps for these values and rows. Raises `KeyError` for a name without a value.

    A row of `sections` is heading and text, and the name of the heading where the target has names.
    """
    parts: list[str] = []
    for format_, names, source, inner, forms in steps:
        if not names:
            parts.append(format_ % (values if not forms else _with_forms(values, forms)))
        elif source:
            parts += [render_steps(inner, row, rows) for row in _rows(names, rows[source])]
        elif len(inner) == 1 and values[names[0]] and not inner[0].forms:
            parts.append(inner[0].format % values)
        elif any(map(values.__getitem__, names)):
            parts.append(render_steps(inner, values, rows))
    return "".join(parts)


def _rows(names: Sequence[str], rows: Sequence[Row]) -> Iterator[dict[str, str]]:
    """The values of each row of a loop by their names, with those of `loop`."""
    last = len(rows) - 1
    for number, row in enumerate(rows):
        values = dict(zip(names, row, strict=False))
        values[_NOT_LAST], values[_NOT_FIRST] = "x" * (number < last), "x" * (number > 0)
        yield values


def _with_forms(values: Mapping[str, str], forms: Sequence[tuple[str, str, int]]) -> dict[str, str]:
    """The values, and those that are indented or stand in an attribute as they are written there."""
    written = {
        key: attribute_line_ends(values[name]) if width < 0 else indent(values[name], width)
        for key, name, width in forms
    }
    return {**values, **written}
