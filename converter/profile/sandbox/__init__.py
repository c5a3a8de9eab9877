"""Runs the templates of a profile: only what a template needs is allowed, and a run has limits.

The administrator of a region writes the templates. A mistake in one must not hang a batch, fill the memory or reach
the program's own objects; an attack by the administrator, who runs the program anyway, is not what this is against.
`environment` lists what is allowed; the steps of loops and the characters of the output are counted here.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from types import GeneratorType
from typing import TYPE_CHECKING, Final

from converter.findings import Finding
from converter.profile import syntax_of
from converter.profile.sandbox.limits import MAX_OUTPUT, MAX_STEPS, STEPS, LimitExceeded, TemplateFault

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["MAX_OUTPUT", "TemplateFault", "run", "stream", "template"]
_CHUNK: Final = 64
"""Pieces of output between two checks of its size."""


def template(source: str, name: str, escape: bool = True) -> Template:
    """A compiled template. Raises `TemplateFault`.

    Mark-up is escaped unless `escape` is off, for values that are escaped already. Values for JSON must be.
    """
    from converter.profile.sandbox.environment import compile_template

    return compile_template(source, name, escape and syntax_of(name) == "markup")


def run(compiled: Template, names: Mapping[str, object]) -> str:
    """The output of a template for these names: texts, and tuples and dictionaries of them. Raises `TemplateFault`."""
    pieces = stream(compiled, names)
    try:
        left, chunks = MAX_OUTPUT, []
        while gathered := list(islice(pieces, _CHUNK)):
            chunks.append("".join(gathered))
            left -= len(chunks[-1])
            if left < 0:
                raise LimitExceeded
        return "".join(chunks)
    except Exception as error:  # any error of a template: its message may quote the note
        raise TemplateFault(_fault(compiled, error, pieces)) from None


def stream(compiled: Template, names: Mapping[str, object]) -> GeneratorType[str, None, None]:
    """The pieces of the output, one after another, with the steps counted."""
    # template.generate() would gather the global names, of which there are none, anew for every note.
    environment = compiled.environment
    context = environment.context_class(environment, {**names, STEPS: [MAX_STEPS]}, compiled.name, compiled.blocks)
    pieces = compiled.root_render_func(context)
    assert isinstance(pieces, GeneratorType)  # its frame tells the line of the template
    return pieces


def _fault(compiled: Template, error: Exception, pieces: GeneratorType[str, None, None]) -> Finding:
    """The finding for an error of a run, with the line of the template that raised it, or that was printed last."""
    at = pieces.gi_frame.f_lineno if pieces.gi_frame else 0
    trace = error.__traceback__
    while trace is not None:
        at = trace.tb_lineno if trace.tb_frame.f_code.co_filename == compiled.filename else at
        trace = trace.tb_next
    line = compiled.get_corresponding_lineno(at) if at else 0
    name = compiled.name or ""
    if isinstance(error, LimitExceeded):
        return Finding("MVG719", line, 0, (name,))
    return Finding("MVG503", line, 0, (name, "#run", type(error).__name__))
