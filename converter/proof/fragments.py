"""The third proof, fragment by fragment: texts and facts looked up in an output, where its template prints them.

The output is cut into its lines, or into its leaves (`leaves`). This is for templates that do more than
`template_steps` can repeat, and for the sample values with which compiled steps are proven once.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from converter.proof.facts import DIAGNOSIS
from converter.proof.leaves import ANY, NAME, Leaf, Path, leaves_of
from converter.proof.template_outline import KEYWORD_NAME, Expression, TemplateLine, TemplateOutline
from converter.proof.text_rules import indent

Value = tuple[str, str]
"""Name in templates, and value."""


class ExpectedOutput(NamedTuple):
    """What an output has to state."""

    sections: tuple[tuple[str, str], ...]
    """Heading and text, in order."""
    facts: Mapping[str, str]
    """By their names in templates."""
    diagnoses: tuple[tuple[str, ...], ...]
    """Rows of `fields.DIAGNOSIS`."""
    names: Mapping[str, str] = {}
    """Heading to the name that the target has for it; empty for a target without names."""


def fragments_are_proven(output: str, expected: ExpectedOutput, outline: TemplateOutline) -> bool:
    """Whether an output has the expected texts in one run, each fact where the template prints it, and no other words.

    Words of the template and of the facts may stand beside them. Mark-up and JSON are well-formed.
    """
    values = [(name, value) for name, value in expected.facts.items() if value]
    values += [pair for row in expected.diagnoses for pair in zip(DIAGNOSIS, row, strict=True) if pair[1]]
    leaves = leaves_of(output, outline.syntax)
    if leaves is None:
        return False
    if outline.is_structured:
        return _structure_is_proven(leaves, expected, values, outline)
    if outline.syntax == "text":
        return _lines_are_proven(output, _text_fragments(expected.sections, outline), values, outline)
    texts = [text for row in expected.sections for text in row if text]
    shown = [leaf for leaf in leaves if leaf[0][-1] != NAME and leaf[1].strip()]
    return _elements_are_proven(shown, [text.strip() for text in texts], values, outline)


# -- plain text -----------------------------------------------------------------------------------------------

_BEFORE_A_TEXT: Final = re.compile(r" *[^\w ]\W*(?<=[\s:=|\])>])")
"""What a template may write between a heading and its text on the same line: a sign, and nothing that could be text."""
_AROUND_A_HEADING: Final = re.compile(r"\W*")


def _text_fragments(sections: Iterable[tuple[str, str]], outline: TemplateOutline) -> list[str]:
    """Each heading and each text as a plain text has them, both in one where the template prints both on one line."""
    layouts = [line for line in outline.lines if _is_layout(line)]
    both = next((line for line in layouts if line.columns == ("heading", "text")), None)
    heading_line = next((line for line in layouts if line.columns == ("heading",)), None)
    text_line = next((line for line in layouts if line.columns == ("text",)), None)
    fragments: list[str] = []
    for heading, text in sections:
        if both and (heading or not both.is_conditional):
            fragments.append(f"{both.literals[0]}{heading}{both.literals[1]}{indent(text, both.indent)}")
        else:
            fragments.append(heading and _in_line(heading, heading_line))
            fragments.append(text and _in_line(text, (both and _without_heading(both)) or text_line))
    return [fragment for fragment in fragments if fragment]


def _is_layout(line: TemplateLine) -> bool:
    """Whether a line has only signs beside its heading, and only spaces beside its text, as many as it is indented."""
    first, last = line.literals[0], line.literals[-1]
    if line.columns == ("text",):
        return not last.strip() and first == " " * line.indent
    if line.columns == ("heading",):
        return all(_AROUND_A_HEADING.fullmatch(one) for one in (first, last))
    between = line.literals[1]
    return (
        line.columns == ("heading", "text")
        and _AROUND_A_HEADING.fullmatch(first) is not None
        and _BEFORE_A_TEXT.fullmatch(between) is not None
        and not last.strip()
    )


def _without_heading(line: TemplateLine) -> TemplateLine:
    return TemplateLine(("text",), ("", ""), line.indent, is_conditional=False)


def _in_line(text: str, line: TemplateLine | None) -> str:
    """A heading or a text with what the template writes around it; as it is where the template has no line for it."""
    return f"{line.literals[0]}{indent(text, line.indent)}{line.literals[-1].rstrip()}" if line else text


def _lines_are_proven(output: str, texts: Sequence[str], values: Sequence[Value], outline: TemplateOutline) -> bool:
    padded, start = f"\n{output}\n", 0
    # The line of a heading that is empty has only the signs beside it.
    marks = {sign for line in outline.lines if _is_layout(line) for literal in line.literals for sign in literal}
    while (between := unmatched(padded[start:], texts, "\n")) is not None:
        ahead = padded[:start] + between[0]
        rest = [((), line) for line in f"{ahead}\n{between[-1] if texts else ''}".split("\n")]
        if marks.issuperset("".join("".join(between[1:-1]).split())) and _rest_is_proven(rest, values, outline):
            return True
        if not texts:
            return False
        start = len(ahead) + 1  # a fact ahead of the texts may read like the first heading
    return False


def unmatched(text: str, fragments: Iterable[str], bound: str = "") -> list[str] | None:
    """What stands before, between and after the fragments in a text; None when they are not there in that order.

    With a `bound`, a fragment counts only between two of them; neighbours share one.
    """
    between, position, shared = [], 0, len(bound)
    for fragment in [bound + fragment + bound for fragment in fragments if fragment]:
        start = text.find(fragment, position)
        if start < 0:
            return None
        between.append(text[position:start])
        position = start + len(fragment) - shared
    between.append(text[position:])
    return between


# -- mark-up and JSON -----------------------------------------------------------------------------------------


def _elements_are_proven(
    leaves: list[Leaf], texts: list[str], values: Sequence[Value], outline: TemplateOutline
) -> bool:
    """Mark-up with headings and texts as the texts of elements: they are there in one run."""
    in_attributes = [leaf for leaf in leaves if leaf[0][-1].startswith("@")]
    in_elements = [leaf for leaf in leaves if not leaf[0][-1].startswith("@")]
    start = _start_of([text.strip() for _, text in in_elements], texts)
    if start is None:
        return False
    rest = in_elements[:start] + in_elements[start + len(texts) :]
    return _rest_is_proven(rest, values, outline, in_attributes)


def _structure_is_proven(
    leaves: list[Leaf], expected: ExpectedOutput, values: Sequence[Value], outline: TemplateOutline
) -> bool:
    """JSON, and mark-up with headings or texts elsewhere: those in their places in one run, a text behind its heading.

    Names of elements and keys are those of the template and of the headings, attributes those of template and values.
    """
    slots = outline.slots
    columns = [column for _, column in slots]
    if columns.count("text") != 1 or columns[0] == "text" or len(set(columns)) != len(columns):
        return False
    run = [
        (number, _as_shown(path, value, outline))
        for heading, text in expected.sections
        for number, (path, column) in enumerate(slots)
        for value in ({"heading": heading, KEYWORD_NAME: expected.names.get(heading, ""), "text": text}[column],)
    ]
    run = [one for one in run if one[1]]
    placed: list[tuple[int, tuple[int, str]]] = []
    for at, (path, text) in enumerate(leaves):
        number = next((number for number, (slot, _) in enumerate(slots) if _is_at(path, slot)), None)
        if number is not None and (shown := _as_shown(path, text, outline)):
            placed.append((at, (number, shown)))
    start = _start_of([one for _, one in placed], run)
    if start is None:
        return False
    used = {at for at, _ in placed[start : start + len(run)]}
    rest = [leaf for at, leaf in enumerate(leaves) if at not in used and leaf[1].strip()]
    return _names_are_proven(rest, outline) and _rest_is_proven(
        [leaf for leaf in rest if leaf[0][-1:] != (NAME,)], values, outline
    )


def _as_shown(path: Path, text: str, outline: TemplateOutline) -> str:
    """A text as it is compared: an element may have its text on lines of its own."""
    is_element = outline.syntax == "markup" and path[-1] != NAME and path[-1][0] != "@"
    return text.strip() if is_element else text


def _names_are_proven(rest: Iterable[Leaf], outline: TemplateOutline) -> bool:
    """Whether the template itself writes each name of an element or key that is no heading."""
    return all(
        any(text == static.text and _is_at(path, static.path) for static in outline.static_texts)
        for path, text in rest
        if path[-1:] == (NAME,)
    )


def _is_at(path: Path, pattern: Path) -> bool:
    return len(path) == len(pattern) and all(map(_matches, path, pattern))


def _matches(name: str, pattern: str) -> bool:
    return pattern in (name, ANY)


def _start_of(found: Sequence[object], run: Sequence[object]) -> int | None:
    """Where a run begins; None when it is not there."""
    if not run:
        return 0
    starts = (at for at in range(len(found) - len(run) + 1) if found[at] == run[0])
    return next((at for at in starts if found[at : at + len(run)] == run), None)


# -- what is no text ------------------------------------------------------------------------------------------


def _rest_is_proven(
    rest: Sequence[Leaf], values: Sequence[Value], outline: TemplateOutline, in_attributes: Sequence[Leaf] = ()
) -> bool:
    """Whether each value is at an expression that prints it, and `rest` has no words but of values and template."""
    for (name, value), times in Counter(values).items():
        expressions = [expression for expression in outline.expressions if name in expression.names]
        leaves = (*rest, *in_attributes)
        if expressions and all(_count(value, one, leaves, outline) < times for one in expressions):
            return False
    own = outline.all_words if outline.is_structured else outline.words
    known = {*own, *chain.from_iterable(value.split("\n") for _, value in values)}
    longest_first = sorted(known, key=len, reverse=True)
    return not any(_without(line, longest_first) for _, text in rest for line in text.split("\n"))


def _count(value: str, expression: Expression, leaves: Sequence[Leaf], outline: TemplateOutline) -> int:
    """How often a value stands at the place of an expression."""
    if outline.syntax == "text":
        return "\n".join(text for _, text in leaves if expression.label in text or "\n" in value).count(value)
    depth = len(expression.path)
    return sum(text.strip() == value.strip() for path, text in leaves if _is_at(path[:depth], expression.path))


def _without(line: str, known: Iterable[str]) -> str:
    """What is left of a line without the known words."""
    for words in known:
        line = line.replace(words, "")
    return line.strip()
