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
    *(nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Tuple),
    *(nodes.Filter, nodes.Test, nodes.Call, nodes.Compare, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Neg),
)
_FORMAT: Final = r"(?:[^%]|%%)*%-?[0-9]{0,3}s(?:[^%]|%%)*"
"""One text, padded: with two, a template could double what it is given again and again."""


class Forbidden(Exception):
    """A template says what it may not."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


@lru_cache(maxsize=64)
def compiled(source: str, name: str, escape: bool) -> Template:
    """A compiled template, looked through; compiling costs far more than rendering. Raises `TemplateFault`."""
    environment = _environment(escape)
    try:
        code = environment.compile(source, name)
        return environment.template_class.from_code(environment, code, environment.make_globals(None))
    except Forbidden as forbidden:
        raise TemplateFault(Finding("MVG718", forbidden.line, 0, (name, forbidden.what))) from None
    except (TemplateError, RecursionError, SyntaxError, ValueError, MemoryError) as error:
        why = str(getattr(error, "message", "") or type(error).__name__).rstrip(".")
        raise TemplateFault(Finding("MVG503", getattr(error, "lineno", 0) or 0, 0, (name, why))) from None


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

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 -- Jinja2's
        for what, line in _forbidden(node):
            raise Forbidden(what, line)
        for loop in list(node.find_all(nodes.For)):
            weight = sum(1 for part in loop.body for _ in part.find_all(nodes.Node)) + 1
            loop.iter = nodes.Filter(
                loop.iter,
                _COUNTED,
                [nodes.Const(weight)],
                [],
                None,
                None,
                lineno=loop.lineno,
                environment=node.environment,
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
    """What of a node is forbidden; `""` when it is allowed."""
    look = _LOOKS.get(type(node))
    if look is not None:
        return look(node, macros)
    known = _EXPRESSIONS if isinstance(node, nodes.Expr) else _STATEMENTS
    allowed = isinstance(node, known) or not isinstance(node, nodes.Expr | nodes.Stmt)
    return "" if allowed else type(node).__name__.lower()


def _call(call: Any, macros: Mapping[str, nodes.Macro]) -> str:
    plain = isinstance(call.node, nodes.Name) and call.node.name in macros and not _has_call(call)
    return "" if plain else "()"


def _filter(found: Any, macros: Mapping[str, nodes.Macro]) -> str:  # noqa: ARG001 -- every look has the same shape
    padded = isinstance(found.node, nodes.Const) and re.fullmatch(_FORMAT, str(found.node.value))
    return "" if found.name in FILTERS and (found.name != "format" or padded) else f"|{found.name}"


def _macro(macro: Any, macros: Mapping[str, nodes.Macro]) -> str:  # noqa: ARG001 -- every look has the same shape
    """A macro has no loops and no calls, so it cannot recurse, and prints little."""
    if macro.find((nodes.For, nodes.Call)):
        return "macro + for/()"
    printed = sum(len(output.nodes) for output in macro.find_all(nodes.Output))
    return f"macro > {MAX_PRINTED}" if printed > MAX_PRINTED else ""


_LOOKS: Final[dict[type, Callable[[Any, Mapping[str, nodes.Macro]], str]]] = {
    nodes.Getattr: lambda found, _: f".{found.attr}" if found.attr.startswith("_") else "",
    nodes.Name: lambda found, _: "self" if found.name == "self" else "",
    nodes.For: lambda found, _: "recursive" if found.recursive else "",
    nodes.Tuple: lambda found, _: "(,)" if found.ctx == "load" else "",
    nodes.Call: _call,
    nodes.Filter: _filter,
    nodes.Macro: _macro,
}
"""The nodes that are allowed only in some ways."""


def _has_call(call: nodes.Call) -> bool:
    """Whether a call hands on what another call made, or more than can be seen."""
    return bool(call.dyn_args or call.dyn_kwargs or call.find(nodes.Call))
