"""Why a template does not reproduce a note: the usual mistakes of an author, found in the template itself.

Each cause is the name of a table of `findings/explanations.toml` with its words, and the line of the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from jinja2 import nodes

from converter import proof
from converter.profile import Syntax, syntax_of
from converter.profile.json_file import NotJson, parse_json
from converter.profile.sandbox.environment import parse_template

_SAFE_FILTERS: Final = ("d", "default", "indent")
_ESCAPE_FILTERS: Final = ("e", "escape")
_LETTER_OR_DIGIT: Final = re.compile(r"[^\W_]")
_NAME_AND_NEIGHBOURS: Final = re.compile(r"((?:^|(?<=}}))[^{}]*){{\s*([a-z_]+)[^}]*}}(?=([^{}]*))")


class Cause(NamedTuple):
    """What is wrong in a template."""

    line: int
    words: tuple[str, ...]
    """The name of an explanation, with `#` before it, and its words."""


def cause_of(source: str, file: str, target: str) -> Cause:
    """The first cause that is found; `altered` on the first line when none is."""
    syntax = syntax_of(file)
    tree = parse_template(source, file)
    finders = (_filters(tree, syntax), _slices(tree), _conditions(tree), _sections(source, tree, syntax, target))
    return next((cause for causes in finders for cause in causes), Cause(1, ("#altered",)))


# -- expressions ----------------------------------------------------------------------------------------------


def _columns(tree: nodes.Template) -> dict[str, str]:
    """The variables of the loop over the sections: what the template calls heading and text."""
    columns: dict[str, str] = {}
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.iter, nodes.Name) and loop.iter.name == "sections" and isinstance(loop.target, nodes.Tuple):
            variables = [item.name for item in loop.target.items if isinstance(item, nodes.Name)]
            columns |= dict(zip(variables, ("heading", "text"), strict=False))
    return columns


def _filters(tree: nodes.Template, syntax: Syntax) -> Iterator[Cause]:
    for found in tree.find_all(nodes.Filter):
        names = [name.name for name in found.find_all(nodes.Name)]
        if names and found.name in _ESCAPE_FILTERS and syntax != "text":
            yield Cause(found.lineno, ("#escape", f"|{found.name}", names[0]))
        elif names and found.name == "indent" and syntax != "text":
            yield Cause(found.lineno, ("#indent",))
        elif names and found.name not in (*_SAFE_FILTERS, *_ESCAPE_FILTERS):
            yield Cause(found.lineno, ("#filter", f"|{found.name}", names[0]))


def _slices(tree: nodes.Template) -> Iterator[Cause]:
    for found in tree.find_all(nodes.Getitem):
        if isinstance(found.node, nodes.Name) and found.node.name != "names":
            yield Cause(found.lineno, ("#slice", found.node.name))


def _conditions(tree: nodes.Template) -> Iterator[Cause]:
    """An `if` on a heading or a text, around something else of the section."""
    columns = _columns(tree)
    for block in tree.find_all(nodes.If):
        if isinstance(block.test, nodes.Name) and block.test.name in columns:
            inside = {name.name for part in block.body for name in part.find_all(nodes.Name)}
            if inside & set(columns) - {block.test.name}:
                yield Cause(block.lineno, ("#condition", block.test.name))


# -- the places of headings and texts -------------------------------------------------------------------------


def _sections(source: str, tree: nodes.Template, syntax: Syntax, target: str) -> Iterator[Cause]:
    outline = proof.outline_of(source, syntax)
    printed = [column for _, column in outline.slots]
    columns = {column: variable for variable, column in _columns(tree).items()}
    heading, text = columns.get("heading", "heading"), columns.get("text", "text")
    headings = [column for column in printed if column != "text"]
    for path, column in outline.slots:
        if path[-1:] == ("#",) and column == "heading" and syntax == "markup":
            yield Cause(_line(source, heading), ("#element-name", target))
    if not headings:
        yield Cause(_line(source, "sections"), ("#never", heading))
    for column, variable in (("text", text), ("heading", heading)):
        if column == "text" and column not in printed:
            yield Cause(_line(source, "sections"), ("#never", variable))
        if printed.count(column) > 1:
            yield Cause(_line(source, variable), ("#twice", variable))
    if "text" in printed and printed.index("text") < min(map(printed.index, headings), default=0):
        yield Cause(_line(source, text), ("#order",))
    yield from _beside(source, syntax, {"heading": heading, "text": text})
    for number, line in enumerate(source.split("\n"), 1):
        if pair := re.search(r"{{\s*([a-z_]+)\s*}}{{\s*([a-z_]+)\s*}}", line):
            yield Cause(number, ("#joined", pair[1], pair[2]))


def _beside(source: str, syntax: Syntax, variables: dict[str, str]) -> Iterator[Cause]:
    """Words of the template on the line of a heading or a text, or in its element or string.

    In plain text also lines on which nothing divides heading and text, or a text is indented unevenly.
    """
    lines = list(enumerate(source.split("\n"), 1))
    for number, line in lines:
        for before, variable, behind in re.findall(_NAME_AND_NEIGHBOURS, line):
            inside = [before, behind]
            if syntax != "text":
                inside = [before[max(map(before.rfind, '<>"')) + 1 :], re.split('[<>"]', behind)[0]]
            own = next((part.strip() for part in inside if _LETTER_OR_DIGIT.search(part)), "")
            if own and variable in variables.values():
                yield Cause(number, ("#own-words", own, variable))
    heading, text = (re.escape(variables[column]) for column in ("heading", "text"))
    for number, line in lines if syntax == "text" else ():
        if re.search(rf"{{{{\s*{heading}\s*}}}} *{{{{\s*{text}\b", line):
            yield Cause(number, ("#no-separator",))
        indented = re.match(rf"( *){{{{\s*{text}\s*(?:\|\s*indent\(\s*(\d+)\s*\))?\s*}}}}", line)
        if indented and len(indented[1]) != int(indented[2] or 0):
            yield Cause(number, ("#indent",))


def _line(source: str, word: str) -> int:
    """The first line of a template that prints a word, else the first one that has it in a tag."""
    lines = list(enumerate(source.split("\n"), 1))
    for form in (rf"{{{{[^}}]*\b{re.escape(word)}\b", rf"{{%[^}}]*\b{re.escape(word)}\b"):
        if found := [number for number, line in lines if re.search(form, line)]:
            return found[0]
    return 1


# -- JSON -----------------------------------------------------------------------------------------------------


def json_cause(source: str, output: str) -> Cause | None:
    """Why an output is no JSON, and the line of the template; None for one that is."""
    unquoted = proof.outline_of(source, "json").unquoted
    if unquoted:
        return Cause(_line(source, unquoted[0]), ("#json-quotes", unquoted[0]))
    try:
        parse_json(output)
    except NotJson as error:
        if error.words == ("#json-double",):
            return Cause(_line(source, "sections"), ("#json-key",))
        of_a_comma = error.words[0] in ("#json-separator", "#json-value", "#json-name", "#json-trailing")
        return Cause(_line_of_output(output, error.line, source), ("#json-comma" if of_a_comma else "#json",))
    return None


def _line_of_output(output: str, number: int, source: str) -> int:
    """The line of the template that wrote a line of an output, by its own words before the first value."""
    written = [*output.split("\n"), ""][number - 1].strip()
    own = [(number, line.strip().split("{{")[0]) for number, line in enumerate(source.split("\n"), 1)]
    return next((number for number, words in own if words and written.startswith(words)), len(own))
