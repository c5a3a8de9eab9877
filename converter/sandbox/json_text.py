"""Texts in JSON."""

from __future__ import annotations

import json
from typing import Any


def json_escaped(value: Any) -> Any:
    """A text as JSON writes it within quotation marks; any other value as it is."""
    return json.dumps(value, ensure_ascii=False)[1:-1] if isinstance(value, str) else value
