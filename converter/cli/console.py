"""Messages on a console with an older code page (850, 437, 1252)."""

from __future__ import annotations

import codecs
import io
import sys
from typing import Final

_SIMPLER: Final = {
    "’": "'", "‘": "'", "”": '"', "“": '"', "„": '"', "…": "...", "–": "-", "—": "-", "≥": ">=", "†": "+",
}  # fmt: skip
"""Signs of the messages that code pages lack, and the ASCII that people write for them."""
_HANDLER: Final = "mvg.simpler"


def prepare_streams() -> None:
    """Makes the standard streams able to show every message; what cannot be simplified is spelt out as `\\u2026`.

    A terminal's standard output is not simplified, as a note can be shown there: no sign is exchanged for another.
    """
    codecs.register_error(_HANDLER, _simplify)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            shows_notes = stream is sys.stdout and stream.isatty()
            stream.reconfigure(errors="backslashreplace" if shows_notes else _HANDLER)


def _simplify(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_SIMPLER.get(sign) or ascii(sign)[1:-1] for sign in signs), error.end
