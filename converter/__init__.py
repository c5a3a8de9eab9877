"""Triage notes to record notes: nothing lost, altered, invented or leaked.

`convert` takes a note the whole way, `parse` the first half, for any number of targets, `register` says how the
contact is registered, `load_profile` reads what a region edits.
Names are imported when they are first used, so that `import converter` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lazy_names import lazy_names

if TYPE_CHECKING:
    from converter.batch.convert_many import Converted, convert_many
    from converter.conversion.options import ConvertOptions
    from converter.conversion.result import Result
    from converter.note.reading import Decisions
    from converter.pipeline import ParsedNote, convert, parse, read_note
    from converter.profile import Profile, ProfileError, load_profile
    from converter.record.mapping import Place
    from converter.registration import Registration, register

__version__ = "0.2.0"
__all__ = [
    "ConvertOptions", "Converted", "Decisions", "ParsedNote", "Place", "Profile", "ProfileError", "Registration",
    "Result", "__version__", "convert", "convert_many", "load_profile", "parse", "read_note", "register",
]  # fmt: skip
__getattr__ = lazy_names(__name__, {
    "batch.convert_many": ("Converted", "convert_many"),
    "note.reading": ("Decisions",),
    "conversion.options": ("ConvertOptions",),
    "pipeline": ("ParsedNote", "convert", "parse", "read_note"),
    "profile": ("Profile", "ProfileError", "load_profile"),
    "record.mapping": ("Place",),
    "registration": ("Registration", "register"),
    "conversion.result": ("Result",),
})  # fmt: skip
