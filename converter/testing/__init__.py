"""For testers, inside and outside the project: notes to attack a mapping with, and what must hold for them.

The strategies need the extra `testers` (Hypothesis); properties, writers and fixtures do not. See docs/testing.md.
Names are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.testing.strategies import contacts, notes
    from converter.testing.properties import PROPERTIES, Property, Verdict
    from converter.testing.writers import as_text, as_xml

__all__ = ["PROPERTIES", "Property", "Verdict", "as_text", "as_xml", "contacts", "notes"]

_HOMES = {
    "PROPERTIES": "properties",
    "Property": "properties",
    "Verdict": "properties",
    "as_text": "writers",
    "as_xml": "writers",
    "contacts": "strategies",
    "notes": "strategies",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
