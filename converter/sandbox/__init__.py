"""Templates of others, held: what they may say is looked at when they are compiled, what they do when they run.

A template lays out what it is given and has no need of more: no calls but of its own short macros, no attributes but
keys, no arithmetic, no other file (`environment`). What is left cannot run long but by loops and by printing; both
are counted here. The sandbox of Jinja2 stands behind that as a second wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from types import GeneratorType
from typing import TYPE_CHECKING, Final

from converter.findings import Finding

if TYPE_CHECKING:
    from jinja2 import Template

MAX_STEPS: Final = 2_000_000
"""How many parts of loop bodies one run may go through; the largest note asks for less than a tenth."""
MAX_OUTPUT: Final = 32 * 1024 * 1024
"""Characters that one run may give: sixteen times the largest note."""
STEPS: Final = " steps"
"""What the counter is called among the names of a run: nothing that a template can write."""
_PIECES: Final = 64
"""Pieces of output between two looks at their size."""


class TemplateFault(Exception):
    """A template cannot be used; carries the finding with its name and line, and never quotes the note."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class TooMuch(Exception):
    """A template did more than it may."""


def template(source: str, name: str, escape: bool = True) -> Template:
    """A compiled template. Raises `TemplateFault`.

    What it prints is escaped unless its name ends in `.txt.j2`, or what it is given is escaped already.
    """
    from converter.sandbox.environment import compiled

    return compiled(source, name, escape and not name.endswith(".txt.j2"))


def run(compiled: Template, names: Mapping[str, object]) -> str:
    """What a template makes of these names: texts, and tuples and dictionaries of them. Raises `TemplateFault`."""
    output = started(compiled, names)
    try:
        return "".join(_chunks(output))
    except Exception as error:  # whatever a template of others comes to: its text may quote the note
        raise TemplateFault(_fault(compiled, error, output)) from None


def started(compiled: Template, names: Mapping[str, object]) -> GeneratorType[str, None, None]:
    """The pieces of the output, one after another, with the steps counted."""
    # The same as template.generate(), without gathering the global names, of which there are none, for every note.
    environment = compiled.environment
    context = environment.context_class(environment, {**names, STEPS: [MAX_STEPS]}, compiled.name, compiled.blocks)
    pieces = compiled.root_render_func(context)
    assert isinstance(pieces, GeneratorType)  # it is looked into for the line where it stands
    return pieces


def _chunks(output: Iterator[str]) -> Iterator[str]:
    left = MAX_OUTPUT
    while gathered := list(islice(output, _PIECES)):
        chunk = "".join(gathered)
        left -= len(chunk)
        if left < 0:
            raise TooMuch
        yield chunk


def _fault(compiled: Template, error: Exception, output: GeneratorType[str, None, None]) -> Finding:
    """The finding of an error while a template ran, with the line of the template where it stands or stood."""
    at = output.gi_frame.f_lineno if output.gi_frame else 0
    trace = error.__traceback__
    while trace is not None:
        at = trace.tb_lineno if trace.tb_frame.f_code.co_filename == compiled.filename else at
        trace = trace.tb_next
    line = compiled.get_corresponding_lineno(at) if at else 0
    name = compiled.name or ""
    if isinstance(error, TooMuch):
        return Finding("MVG719", line, 0, (name,))
    return Finding("MVG503", line, 0, (name, type(error).__name__))
