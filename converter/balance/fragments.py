"""The third proof, fragment by fragment: texts and facts looked up in an output, where its template prints them.

The output is cut into its lines, or into the texts and attributes of its elements. This is for templates that do more
than `template_steps` can repeat, and for the sample values with which compiled steps are proven once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from converter.balance.fields import DIAGNOSIS
from converter.balance.xml_tokens import attributes, tokens, unescape

_TAG: Final = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
_LOOP: Final = re.compile(r"{%-?\s*for\s+([a-z_]+(?:\s*,\s*[a-z_]+)+)\s+in\s+(sections|diagnoses)\b")
_EXPRESSION: Final = re.compile(r"{{.*?}}", re.DOTALL)
_STRING: Final = re.compile(r""""[^"]*"|'[^']*'""")
_COLUMNS: Final = {"sections": ("heading", "text"), "diagnoses": DIAGNOSIS}

Path = tuple[str, ...]
"""Names of elements, outermost first; `@name` at the end is an attribute. `()` in plain text."""
Leaf = tuple[Path, str]
"""A text or the value of an attribute, with its path."""
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


# -- what a template is made of -------------------------------------------------------------------------------


class Expression(NamedTuple):
    """A `{{ }}` of a template."""

    names: tuple[str, ...]
    """The names in it, as `ExpectedOutput` has them: those of a loop by their columns."""
    path: Path
    label: str
    """The template's own words before it on its line."""


class StaticText(NamedTuple):
    """Words that a template prints in every output."""

    text: str
    path: Path
    label: str
    """The template's own words before it on its line; `""` when an expression is between."""
    beside_expression: bool
    """Whether an expression stands in the same text or attribute."""


class TemplateOutline(NamedTuple):
    """The expressions and the words of a template, with their places."""

    plain: bool
    """Whether the output is plain text, not XML or HTML."""
    expressions: tuple[Expression, ...]
    static_texts: tuple[StaticText, ...]
    words: frozenset[str]
    """The static texts outside attributes, line by line."""


def outline_of(source: str, plain: bool) -> TemplateOutline:
    """The outline of a template."""
    columns: dict[str, str] = {}
    for names, rows in _LOOP.findall(source):
        columns |= zip((name.strip() for name in names.split(",")), _COLUMNS[rows], strict=False)
    expressions: list[Expression] = []
    static_texts: list[StaticText] = []
    words: list[str] = []
    label, is_used = "", False
    for path, text in _leaves(_TAG.sub(" \0", source), plain):
        in_attribute = bool(path) and path[-1].startswith("@")
        for number, line in enumerate(text.split("\n")):
            label = "" if number else label
            for before, expression in zip(_EXPRESSION.split(line), [*_EXPRESSION.findall(line), ""], strict=True):
                own = before.replace("\0", "").strip()
                if own:
                    static_texts.append(StaticText(own, path, "" if is_used else label, "{{" in text))
                if own and not in_attribute:
                    words += before.split("\0")
                    label, is_used = own, False
                printed = [columns.get(name, name) for name in re.findall("[a-z_]+", _STRING.sub("", expression))]
                if printed:
                    expressions.append(Expression(tuple(printed), path, label))
                    is_used = True
    lines = frozenset(filter(None, map(str.strip, words)))
    return TemplateOutline(plain, tuple(expressions), tuple(static_texts), lines)


def _leaves(source: str, plain: bool) -> Iterator[Leaf]:
    """The texts and attributes of XML or HTML with their paths; plain text is one leaf."""
    if plain:
        yield (), source
        return
    path: list[str] = []
    for end, name, tag, text in tokens(source):
        if end:
            path = path[:-1]
        else:
            path.append(name)
            for attribute, value in attributes(tag):
                yield (*path, f"@{attribute}"), value
            if tag.endswith("/"):
                path.pop()
        yield tuple(path), unescape(text)


# -- an output compared with what is expected -----------------------------------------------------------------


def fragments_balance(output: str, expected: ExpectedOutput, outline: TemplateOutline) -> bool:
    """Whether an output has the expected texts in one run, each fact where the template prints it, and no other words.

    Words of the template and of the facts may stand beside them.
    """
    values = [(name, value) for name, value in expected.facts.items() if value]
    values += [pair for row in expected.diagnoses for pair in zip(DIAGNOSIS, row, strict=True) if pair[1]]
    texts = [text for row in expected.sections for text in row if text]
    if outline.plain:
        return _lines_balance(output, texts, values, outline)
    leaves = [leaf for leaf in _leaves(output, plain=False) if leaf[1].strip()]
    return _elements_balance(leaves, [text.strip() for text in texts], values, outline)


def _lines_balance(output: str, texts: Sequence[str], values: Sequence[Value], outline: TemplateOutline) -> bool:
    padded, start = f"\n{output}\n", 0
    while (between := unmatched(padded[start:], texts, "\n")) is not None:
        ahead = padded[:start] + between[0]
        rest = [((), line) for line in f"{ahead}\n{between[-1] if texts else ''}".split("\n")]
        if not "".join(between[1:-1]).strip() and _rest_balances(rest, values, outline):
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


def _elements_balance(leaves: list[Leaf], texts: list[str], values: Sequence[Value], outline: TemplateOutline) -> bool:
    in_attributes = [leaf for leaf in leaves if leaf[0][-1].startswith("@")]
    in_elements = [leaf for leaf in leaves if not leaf[0][-1].startswith("@")]
    actual, start = [text.strip() for _, text in in_elements], 0
    try:
        while actual[start : start + len(texts)] != texts:
            start = actual.index(texts[0], start + 1)
    except ValueError:
        return False
    rest = in_elements[:start] + in_elements[start + len(texts) :]
    return _rest_balances(rest, values, outline, in_attributes)


def _rest_balances(
    rest: Sequence[Leaf], values: Sequence[Value], outline: TemplateOutline, in_attributes: Sequence[Leaf] = ()
) -> bool:
    """Whether each value is at an expression that prints it, and `rest` has no words but of values and template."""
    for (name, value), times in Counter(values).items():
        expressions = [expression for expression in outline.expressions if name in expression.names]
        leaves = (*rest, *in_attributes)
        if expressions and all(_count(value, one, leaves, outline.plain) < times for one in expressions):
            return False
    known = {*outline.words, *chain.from_iterable(value.split("\n") for _, value in values)}
    longest_first = sorted(known, key=len, reverse=True)
    return not any(_without(line, longest_first) for _, text in rest for line in text.split("\n"))


def _count(value: str, expression: Expression, leaves: Sequence[Leaf], plain: bool) -> int:
    """How often a value stands at the place of an expression."""
    if plain:
        return "\n".join(text for _, text in leaves if expression.label in text or "\n" in value).count(value)
    depth = len(expression.path)
    return sum(text.strip() == value.strip() for path, text in leaves if path[:depth] == expression.path)


def _without(line: str, known: Iterable[str]) -> str:
    """What is left of a line without the known words."""
    for words in known:
        line = line.replace(words, "")
    return line.strip()
