"""Counterexamples of properties, saved as golden pairs and checked again. Needs no Hypothesis.

`NAME.xml` or `NAME.txt` is the note, `NAME.property` beside it has the name of the property on its one line.
"""

from __future__ import annotations

import hashlib
from typing import Final

from converter.profile import Profile
from converter.testing.properties import PROPERTIES

SUFFIX: Final = ".property"


def files(name: str, source: bytes) -> dict[str, bytes]:
    """The two files, by name, of a note for which the property `name` does not hold."""
    stem = f"{name}-{hashlib.sha256(source).hexdigest()[:8]}"
    form = ".xml" if source.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") else ".txt"
    return {stem + form: source, stem + SUFFIX: f"{name}\n".encode()}


def broken(name: str, source: bytes, profile: Profile) -> str:
    """Why the property of that name does not hold for a note; `""` when it does."""
    known = PROPERTIES.get(name)
    return known.holds(source, profile).reason if known else f"? {', '.join(PROPERTIES)}"
