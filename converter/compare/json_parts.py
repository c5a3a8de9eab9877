"""The parts of a JSON file of a receiver, whatever is in their place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def part_of(value: dict[str, Any], name: str) -> dict[str, Any]:
    """The object under a name; an empty one when there is none."""
    inside = value.get(name)
    return inside if isinstance(inside, dict) else {}


def text_of(value: dict[str, Any], name: str) -> tuple[str, ...]:
    """The text under a name; none when it is blank or something else stands there."""
    inside = value.get(name)
    return (inside,) if isinstance(inside, str) and inside.strip() else ()


def leaves(value: Any) -> Iterator[str]:
    """The texts in a value, however deep; a number or a truth value as JSON writes it."""
    if isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from leaves(inside)
    elif value is not None:
        yield value if isinstance(value, str) else json.dumps(value, default=str)


def objects_of(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in the list under a name; none when something else stands there."""
    inside = value.get(name)
    return [one for one in inside if isinstance(one, dict)] if isinstance(inside, list) else []
