"""Texts as the output of a template has them: as they are, escaped for mark-up, or escaped for a string of JSON."""

from __future__ import annotations

from collections.abc import Callable

from converter.note.markup import escape
from converter.profile import Syntax
from converter.sandbox import json_escaped


def escape_for(syntax: Syntax) -> Callable[[str], str]:
    """What writes a text in a syntax."""
    escapes: dict[Syntax, Callable[[str], str]] = {"text": str, "markup": escape, "json": json_escaped}
    return escapes[syntax]
