"""Triage notes to record notes: nothing lost, altered, invented or leaked.

`convert` takes a note the whole way, `parse` the first half, for any number of targets, `register` says how the
contact is registered, `load_profile` reads what a region edits.
Names are imported when they are first used, so that `import converter` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.batch.stream import Converted, convert_many
    from converter.note.reading import Decisions
    from converter.options import ConvertOptions
    from converter.pipeline import ParsedNote, convert, parse, read_note
    from converter.profile import Profile, ProfileError, load_profile
    from converter.record.mapping import Place
    from converter.registration import Registration, register
    from converter.result import Result

__version__ = "0.2.0"
__all__ = [
    "ConvertOptions", "Converted", "Decisions", "ParsedNote", "Place", "Profile", "ProfileError", "Registration",
    "Result", "__version__", "convert", "convert_many", "load_profile", "parse", "read_note", "register",
]  # fmt: skip

_HOMES = {
    "ConvertOptions": "converter.options",
    "Decisions": "converter.note.reading",
    "ParsedNote": "converter.pipeline",
    "Place": "converter.record.mapping",
    "Registration": "converter.registration",
    "Result": "converter.result",
    "Converted": "converter.batch.stream",
    "convert": "converter.pipeline",
    "convert_many": "converter.batch.stream",
    "parse": "converter.pipeline",
    "read_note": "converter.pipeline",
    "Profile": "converter.profile",
    "ProfileError": "converter.profile",
    "load_profile": "converter.profile",
    "register": "converter.registration",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
