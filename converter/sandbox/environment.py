"""The language of templates: what of Jinja2 they may use, and where their loops are counted. Imports Jinja2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateError, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from converter.findings import Finding
from converter.sandbox import STEPS, TemplateFault, TooMuch

MAX_PRINTED: Final = 50
"""Values that a macro may print: what it prints is gathered before it is counted."""
FILTERS: Final = (
    "capitalize", "count", "d", "default", "e", "escape", "first", "format", "last", "length", "lower", "title", "trim",
    "upper",
)  # fmt: skip
"""The filters that cannot make much of little."""
_COUNTED: Final = "counted"
_STATEMENTS: Final = (nodes.Output, nodes.For, nodes.If, nodes.Macro)
_EXPRESSIONS: Final = (
    nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Tuple, nodes.Call,
    nodes.Slice, nodes.Neg,
)  # fmt: skip
_FORMAT: Final = re.compile(r"(?:[^%]|%%)*%-?[0-9]{0,3}s(?:[^%]|%%)*")
"""One text, padded: with two, a template could double what it is given again and again."""


class Forbidden(Exception):
    """A template says what it may not."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


@lru_cache(maxsize=64)
def compiled(source: str, name: str) -> Template:
    """A compiled template, looked through; compiling costs far more than rendering. Raises `TemplateFault`."""
    environment = _environment(not name.endswith(".txt.j2"))
    try:
        code = environment.compile(source, name)
        return environment.template_class.from_code(environment, code, environment.make_globals(None))
    except Forbidden as forbidden:
        raise TemplateFault(Finding("MVG718", forbidden.line, 0, (name, forbidden.what))) from None
    except (TemplateError, RecursionError, SyntaxError, ValueError, MemoryError) as error:
        raise TemplateFault(Finding("MVG503", getattr(error, "lineno", 0) or 0, 0, (name,))) from None


def parsed(source: str, name: str) -> nodes.Template:
    """The tree of a template that compiles."""
    return _environment(not name.endswith(".txt.j2")).parse(source, name)


def listening(source: str, name: str, hear: Callable[[Any], object]) -> Template:
    """A template that compiles, compiled anew, that tells every value it prints before it prints it."""
    environment = _new_environment(not name.endswith(".txt.j2"))
    environment.finalize = lambda value: (hear(value), value)[1]
    code = environment.compile(source, name)
    return environment.template_class.from_code(environment, code, environment.make_globals(None))


@lru_cache(maxsize=2)
def _environment(escape: bool) -> Environment:
    return _new_environment(escape)


def _new_environment(escape: bool) -> Environment:
    environment = Environment(
        autoescape=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters = {name: environment.filters[name] for name in FILTERS} | {_COUNTED: _counted}
    environment.globals = {}
    return environment


@pass_context
def _counted(context: Context, things: Any, weight: int) -> Any:
    """What a loop goes over, when the run can afford to go through the body so often."""
    left = context.parent[STEPS]
    left[0] -= weight * (len(things) + 1)
    if left[0] < 0:
        raise TooMuch
    return things


class _Generator(CodeGenerator):
    """Compiles a template that was looked through, and counts its loops."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        for what, line in _forbidden(node):
            raise Forbidden(what, line)
        for loop in list(node.find_all(nodes.For)):
            weight = sum(1 for part in loop.body for _ in part.find_all(nodes.Node)) + 1
            loop.iter = nodes.Filter(
                loop.iter, _COUNTED, [nodes.Const(weight)], [], None, None, lineno=loop.lineno, environment=node.environment
            )
        super().visit_Template(node, frame)


class Environment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, with keys for attributes and nothing else."""

    code_generator_class = _Generator

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of a key, also of one that is called like a method of dictionaries."""
        return self.getitem(obj, attribute) if isinstance(obj, Mapping) else super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only the loop has attributes: `loop.first` and the like."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)


# -- looking through ------------------------------------------------------------------------------------------


def _forbidden(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """What the template may not say, with the line, in its order."""
    macros = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
    for node in tree.find_all(nodes.Node):
        what = _what(node, macros)
        if what:
            yield what, node.lineno


def _what(node: nodes.Node, macros: Mapping[str, nodes.Macro]) -> str:
    match node:
        case nodes.Getattr(attr=name) if name.startswith("_"):
            return f".{name}"
        case nodes.Call():
            plain = isinstance(node.node, nodes.Name) and node.node.name in macros and not _has_call(node)
            return "" if plain else "()"
        case nodes.Name(name="self"):
            return "self"
        case nodes.For(recursive=True):
            return "recursive"
        case nodes.Macro():
            return _in_macro(node)
        case nodes.Filter(name=name) if name not in FILTERS:
            return f"|{name}"
        case nodes.Filter(name="format", node=given):
            simple = isinstance(given, nodes.Const) and _FORMAT.fullmatch(str(given.value))
            return "" if simple else "|format"
        case nodes.Tuple(ctx="load"):
            return "(,)"
        case nodes.Expr() if not isinstance(node, _EXPRESSIONS):
            return type(node).__name__.lower()
        case nodes.Stmt() if not isinstance(node, _STATEMENTS):
            return type(node).__name__.lower()
        case _:
            return ""


def _has_call(call: nodes.Call) -> bool:
    """Whether a call hands on what another call made, or more than can be seen."""
    return bool(call.dyn_args or call.dyn_kwargs or call.find(nodes.Call))


def _in_macro(macro: nodes.Macro) -> str:
    """A macro has no loops and no calls, so it cannot recurse, and prints little."""
    if macro.find(nodes.For) or macro.find(nodes.Call):
        return "macro + for/()"
    printed = sum(len(output.nodes) for output in macro.find_all(nodes.Output))
    return "macro > 50" if printed > MAX_PRINTED else ""
