"""The part of Jinja2 that templates may use, as lists of what is allowed. Imports Jinja2."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateError, nodes, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from converter.findings import Finding
from converter.profile import syntax_of
from converter.profile.sandbox.escaping import json_escaped
from converter.profile.sandbox.limits import STEPS, LimitExceeded, TemplateFault

FILTERS: Final = (
    "capitalize", "count", "d", "default", "e", "escape", "first", "format", "indent", "last", "length", "lower",
    "title", "trim", "upper",
)  # fmt: skip
"""The filters whose result is about as long as their input."""
_ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Macro, nodes.Keyword, nodes.Operand),
    *(nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Tuple, nodes.Filter, nodes.Test),
    *(nodes.Call, nodes.Compare, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Neg),
)
_COUNT_FILTER: Final = "counted"
"""The filter that counts the steps of a loop; put in by the compiler, no template can name it."""
_ATTRIBUTE: Final = "attribute"
"""The filter of values in attributes, where a parser takes a line end for a space; put in by the compiler too."""
_OPEN_ATTRIBUTE: Final = re.compile(r"""<[^<>]*=\s*(?:"[^"<>]*|'[^'<>]*)\Z""")
_LINE_ENDS: Final = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
_MAX_INDENT: Final = 16
"""Spaces that one `indent` may add to a line; it may not indent what another filter gives."""
_FORMAT: Final = re.compile(r"(?:[^%]|%%)*%-?[0-9]{0,3}s(?:[^%]|%%)*")
"""A format string with one text, padded: two could double their input again and again."""


@lru_cache(maxsize=64)
def compile_template(source: str, name: str, is_escaped: bool) -> Template:
    """A checked and compiled template; cached, as compiling costs far more than rendering. Raises `TemplateFault`."""
    try:
        return _compile(source, name, _environment(is_escaped))
    except (TemplateError, RecursionError, SyntaxError, ValueError, MemoryError) as error:
        reason = str(getattr(error, "message", "") or type(error).__name__).rstrip(".")
        raise TemplateFault(Finding("MVG503", getattr(error, "lineno", 0) or 0, 0, (name, *_cause(reason)))) from None


_CAUSES: Final = (
    (r"unexpected char '([“”„‟«»‘’‚])'", "#curly-quotes"),
    (r"unknown tag '(.+?)'", "#unknown-tag"),
    (r"()(?:[Uu]nexpected end of template|Jinja was looking)", "#open-block"),
    (r"()(?:unexpected|[Ee]xpected token|Missing end of)", "#braces"),
)
"""The messages of Jinja2, as patterns, each with the name of its explanation; a group is the word in that."""


def _cause(reason: str) -> tuple[str, ...]:
    """The explanation of a message of Jinja2, with its word."""
    for pattern, name in _CAUSES:
        if found := re.search(pattern, reason):
            return (name, found[1]) if found[1] else (name,)
    return "#template", reason


def parse_template(source: str, name: str) -> nodes.Template:
    """The syntax tree of a template that compiles."""
    return _environment(syntax_of(name) == "markup").parse(source, name)


def compile_with_print_hook(source: str, name: str, on_print: Callable[[Any], object]) -> Template:
    """A template that calls `on_print` with every value before it prints it, escaped for mark-up or JSON."""
    syntax = syntax_of(name)
    environment = _new_environment(syntax == "markup")
    in_attribute, in_indent = environment.filters[_ATTRIBUTE], environment.filters["indent"]
    environment.filters[_ATTRIBUTE] = lambda value: (on_print(value), in_attribute(value))[1]
    environment.filters["indent"] = lambda value, width: (on_print(value), in_indent(value, width))[1]
    printed = json_escaped if syntax == "json" else lambda value: value
    environment.finalize = lambda value: (on_print(value), printed(value))[1]
    return _compile(source, name, environment)


def _compile(source: str, name: str, environment: Environment) -> Template:
    tree = environment.parse(source, name)
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    for node in tree.find_all(nodes.Node):
        if construct := _forbidden(node, macros):
            raise TemplateFault(Finding("MVG718", node.lineno, 0, (name, construct)))
    if syntax_of(name) == "markup":
        _mark_attributes(tree, environment)
    for loop in tree.find_all(nodes.For):
        loop.iter = _filtered(loop.iter, _COUNT_FILTER, environment)
    code = environment.compile(tree, name)
    return environment.template_class.from_code(environment, code, {})


def _new_environment(escaped: bool) -> Environment:
    environment = Environment(
        autoescape=escaped, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    own = {_COUNT_FILTER: _counted, _ATTRIBUTE: _escaped_attribute if escaped else _attribute, "indent": _indented}
    environment.filters = {name: environment.filters[name] for name in FILTERS} | own
    environment.globals = {}
    return environment


_environment: Final = lru_cache(maxsize=2)(_new_environment)
"""Shared by all templates but those with a hook, which change theirs."""


def _mark_attributes(tree: nodes.Template, environment: Environment) -> None:
    """Puts the filter of attributes around each value that a template prints in one."""
    tag = ""
    for output in tree.find_all(nodes.Output):
        for number, node in enumerate(output.nodes):
            if isinstance(node, nodes.TemplateData):
                tag = (tag + node.data)[max((tag + node.data).rfind("<"), 0) :]
            elif _OPEN_ATTRIBUTE.search(tag):
                output.nodes[number] = _filtered(node, _ATTRIBUTE, environment)


def _filtered(node: nodes.Node, name: str, environment: Environment) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno, environment=environment)


def _attribute(value: Any) -> Any:
    """A text that is escaped already, with references for its line ends and tabs (XML 1.0, section 3.3.3)."""
    if isinstance(value, str):
        for character, reference in _LINE_ENDS.items():
            value = value.replace(character, reference)
    return value


def _escaped_attribute(value: Any) -> Any:
    return Markup(_attribute(str(escape(value)))) if isinstance(value, str) else value  # noqa: S704 -- it is escaped


def _indented(text: str, width: int) -> str:
    """The text with spaces before each line but the first; an empty line stays empty."""
    return re.sub(r"\n(?=[^\n])", "\n" + " " * width, text)


@pass_context
def _counted(context: Context, items: Any) -> Any:
    """Charges the loop against the steps of the run and returns its iterable."""
    left = context.parent[STEPS]
    left[0] -= len(items) + 1
    if left[0] < 0:
        raise LimitExceeded
    return items


class Environment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, in which `a.b` is the key `b` of `a` and only loops have attributes."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of a key, also of one with the name of a method of dictionaries."""
        return self.getitem(obj, attribute) if isinstance(obj, Mapping) else super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only the attributes of a loop: `loop.first` and the like."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)


def _forbidden(node: nodes.Node, macros: set[str]) -> str:
    """The forbidden construct that a node is, as a message names it; `""` for an allowed one."""
    match node:
        case nodes.Getattr() if node.attr.startswith("_"):
            return f".{node.attr}"
        case nodes.Call(node=nodes.Name(name=name)) if name in macros and not node.find(nodes.Call):
            return ""
        case nodes.Call():
            return "()"
        case nodes.Filter() if not _is_allowed_filter(node):
            return f"|{node.name}"
        case nodes.Macro() if node.find(nodes.For) or node.find(nodes.Call):
            return "macro + for/()"
    return "" if isinstance(node, _ALLOWED) else type(node).__name__.lower()


def _is_allowed_filter(node: nodes.Filter) -> bool:
    """Whether a filter is one of `FILTERS`, and cannot make a text much longer."""
    if node.name == "format":
        return isinstance(node.node, nodes.Const) and _FORMAT.fullmatch(str(node.node.value)) is not None
    if node.name == "indent":
        width = node.args[0] if len(node.args) == 1 and not node.kwargs else None
        is_small = isinstance(width, nodes.Const) and isinstance(width.value, int) and 0 <= width.value <= _MAX_INDENT
        return is_small and not isinstance(node.node, nodes.Filter)
    return node.name in FILTERS
