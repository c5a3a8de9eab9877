"""The test kit, for this project and others: strategies for notes, and properties that hold for every note.

The strategies need the extra `testers` (Hypothesis); properties, writers and fixtures do not. See docs/testing.md.
Names are imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lazy_names import lazy_names

if TYPE_CHECKING:
    from converter.testing.editing_machine import NoteEditing, editing
    from converter.testing.file_strategies import corrupt, corruption_lists, encodings, line_ends, sources
    from converter.testing.fuzzing import fuzz
    from converter.testing.note_strategies import contacts, notes
    from converter.testing.profile_variants import profiles
    from converter.testing.properties import PROPERTIES, Property, Verdict
    from converter.testing.text_strategies import facts, lines, texts
    from converter.testing.writers import as_text, as_xml

__all__ = [
    "PROPERTIES", "NoteEditing", "Property", "Verdict", "as_text", "as_xml", "contacts", "corrupt", "corruption_lists",
    "editing", "encodings", "facts", "fuzz", "line_ends", "lines", "notes", "profiles", "sources", "texts",
]  # fmt: skip
__getattr__ = lazy_names(__name__, {
    "file_strategies": ("corrupt", "encodings", "corruption_lists", "line_ends", "sources"),
    "editing_machine": ("NoteEditing", "editing"),
    "fuzzing": ("fuzz",),
    "properties": ("PROPERTIES", "Property", "Verdict"),
    "profile_variants": ("profiles",),
    "note_strategies": ("contacts", "notes"),
    "text_strategies": ("facts", "lines", "texts"),
    "writers": ("as_text", "as_xml"),
})  # fmt: skip
