"""The outline of a template: its expressions and its own words, with their places in its output."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from typing import Final, NamedTuple

from converter.profile import Syntax
from converter.proof.facts import DIAGNOSIS
from converter.proof.leaves import NAME, PLACEHOLDER, UNQUOTED, Path, template_leaves

_TAG: Final = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
_LOOP: Final = re.compile(r"{%-?\s*for\s+([a-z_]+(?:\s*,\s*[a-z_]+)+)\s+in\s+(sections|diagnoses)\b")
_EXPRESSION: Final = re.compile(r"{{(.*?)}}", re.DOTALL)
_STRING: Final = re.compile(r""""[^"]*"|'[^']*'""")
_KEYWORD_NAME: Final = re.compile(r"\bnames\s*\[[^\]]*\]")
_INDENT: Final = re.compile(r"\|\s*indent\(\s*([0-9]+)\s*\)\s*$")
_COLUMNS: Final = {"sections": ("heading", "text"), "diagnoses": DIAGNOSIS}
KEYWORD_NAME: Final = "keyword_name"
"""What an outline calls `names[heading]`: the name that the target has for a keyword."""
OF_A_SECTION: Final = ("heading", KEYWORD_NAME, "text")


class Expression(NamedTuple):
    """A `{{ }}` of a template."""

    names: tuple[str, ...]
    """The names in it, as `ExpectedOutput` has them: those of a loop by their columns."""
    path: Path
    label: str
    """The template's own words before it on its line."""
    indent: int = 0
    """Spaces before each line of the value but the first."""


class StaticText(NamedTuple):
    """Words that a template prints in every output."""

    text: str
    path: Path
    label: str
    """The template's own words before it on its line; `""` when an expression is between."""
    beside_expression: bool
    """Whether an expression stands in the same text or attribute."""


class TemplateLine(NamedTuple):
    """A line of a plain-text template that prints a heading, a text, or both."""

    columns: tuple[str, ...]
    """`heading`, `text`, or both in this order."""
    literals: tuple[str, ...]
    """What stands before, between and behind them."""
    indent: int
    """Spaces before each line of the text but the first."""
    is_conditional: bool
    """Whether a block tag stands between its expressions: the heading is left out when it is empty."""


class TemplateOutline(NamedTuple):
    """The expressions and the words of a template, with their places."""

    syntax: Syntax
    expressions: tuple[Expression, ...]
    static_texts: tuple[StaticText, ...]
    words: frozenset[str]
    """The static texts, line by line; those of attributes and names are left out."""
    all_words: frozenset[str]
    """The static texts, line by line, with those of attributes."""
    lines: tuple[TemplateLine, ...]
    """Of a plain text: the lines with sections."""

    @property
    def slots(self) -> tuple[tuple[Path, str], ...]:
        """The places of headings, their names, and texts, in the order of the template."""
        return tuple(
            (expression.path, name)
            for expression in self.expressions
            for name in expression.names
            if name in OF_A_SECTION
        )

    @property
    def is_structured(self) -> bool:
        """Whether headings or texts stand in JSON, in attributes, or as names of elements, not in texts of elements."""
        return self.syntax == "json" or any(
            path[-1:] == (NAME,) or path[-1][0] == "@" for path, _ in self.slots if path
        )

    @property
    def unquoted(self) -> tuple[str, ...]:
        """The names that a JSON template prints without quotation marks around them."""
        columns = [one for one in self.expressions if one.path[-1:] == (UNQUOTED,)]
        return tuple(name for one in columns for name in one.names if name != "if" and "loop" not in one.names)

    def names_at(self, path: Path) -> frozenset[str]:
        """The names of elements or keys that the template itself writes at a path."""
        return frozenset(static.text for static in self.static_texts if static.path == path)


def outline_of(source: str, syntax: Syntax) -> TemplateOutline:
    """The outline of a template."""
    columns: dict[str, str] = {}
    for names, rows in _LOOP.findall(source):
        columns |= zip((name.strip() for name in names.split(",")), _COLUMNS[rows], strict=False)
    written: list[str] = []

    def number(expression: re.Match[str]) -> str:
        written.append(expression[1])
        return f"\x01{len(written) - 1}\x02"

    numbered = _EXPRESSION.sub(number, _TAG.sub(" \0", source))
    scanner = _Scanner(columns, written)
    for path, text in template_leaves(numbered, syntax):
        scanner.scan(path, text)
    words = frozenset(filter(None, map(str.strip, scanner.words)))
    in_attributes = (static.text for static in scanner.static_texts if static.path[-1:] != (NAME,))
    return TemplateOutline(
        syntax, tuple(scanner.expressions), static_texts=tuple(scanner.static_texts), words=words,
        all_words=words.union(in_attributes), lines=tuple(scanner.lines),
    )  # fmt: skip


class _Scanner:
    """Gathers the expressions and the static texts of the leaves of a template."""

    def __init__(self, columns: dict[str, str], written: list[str]) -> None:
        self.expressions: list[Expression] = []
        self.static_texts: list[StaticText] = []
        self.words: list[str] = []
        self.lines: list[TemplateLine] = []
        self._columns, self._written = columns, written
        self._label, self._is_used = "", False

    def scan(self, path: Path, text: str) -> None:
        """Takes in one leaf."""
        beside = path[-1:] == (NAME,) or (bool(path) and path[-1].startswith("@"))
        for number, line in enumerate(text.split("\n")):
            self._label = "" if number else self._label
            parts = PLACEHOLDER.split(line)
            literals, expressions = parts[::2], [*map(self._expression, parts[1::2]), None]
            for literal, expression in zip(literals, expressions, strict=True):
                self._static(literal, path, "\x01" in text, beside)
                if expression and expression.names:
                    self.expressions.append(expression._replace(path=path, label="" if beside else self._label))
                    self._is_used = True
            if not path:
                self._line(literals, [one for one in expressions if one])

    def _static(self, literal: str, path: Path, beside_expression: bool, is_apart: bool) -> None:
        own = literal.replace("\0", "").strip()
        if not own:
            return
        label = "" if self._is_used else self._label
        self.static_texts.append(StaticText(own, path, label, beside_expression))
        if not is_apart:
            self.words += literal.split("\0")
            self._label, self._is_used = own, False

    def _expression(self, number: str) -> Expression:
        source = self._written[int(number)]
        width = _INDENT.search(source)
        plain = _KEYWORD_NAME.sub(KEYWORD_NAME, _STRING.sub("", source))
        names = tuple(self._columns.get(name, name) for name in re.findall("[a-z_]+", plain))
        return Expression(names, (), "", int(width[1]) if width else 0)

    def _line(self, literals: list[str], expressions: list[Expression]) -> None:
        """Takes in a line of a plain text when it prints a heading or a text, and nothing else."""
        columns = tuple(name for one in expressions for name in one.names if name in OF_A_SECTION)
        if columns and len(columns) == len(expressions):
            indents = [one.indent for one in expressions if "text" in one.names]
            own = tuple(one.replace(" \0", "") for one in literals)
            self.lines.append(TemplateLine(columns, own, max(indents, default=0), "\0" in "".join(literals[1:-1])))
