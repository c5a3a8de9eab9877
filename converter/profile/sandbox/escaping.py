"""Texts as the output of a template has them: as they are, escaped for mark-up, or escaped for a string of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from converter.note.markup import escape
from converter.profile import Syntax


def json_escaped(value: Any) -> Any:
    """A text as JSON writes it within quotation marks; any other value as it is."""
    return json.dumps(value, ensure_ascii=False)[1:-1] if isinstance(value, str) else value


ESCAPES: Final[dict[Syntax, Callable[[str], str]]] = {"text": str, "markup": escape, "json": json_escaped}
"""What writes a text in each syntax."""
