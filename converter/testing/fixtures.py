"""A note that broke a property, kept as files and asked again. Needs no Hypothesis.

`NAME.xml` or `NAME.txt` is the note, `NAME.property` beside it has the name of the property on its one line.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from converter.findings import Finding
from converter.profile import Profile
from converter.testing.properties import PROPERTIES

SUFFIX: Final = ".property"
NOTE_SUFFIXES: Final = (".xml", ".txt")


def files(name: str, source: bytes) -> dict[str, bytes]:
    """The two files that keep the note which broke the property `name`, by file name."""
    stem = f"{name}-{hashlib.sha256(source).hexdigest()[:8]}"
    form = ".xml" if source.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") else ".txt"
    return {stem + form: source, stem + SUFFIX: f"{name}\n".encode()}


def replay(fixture: Path, profile: Profile) -> tuple[Finding, ...]:
    """Asks the property of `NAME.property` of the note beside it; what comes back is empty when it holds.

    MVG911 says that it does not hold, MVG912 that the fixture cannot be asked. Raises `OSError` for a file that
    cannot be read.
    """
    name = fixture.read_text("utf-8", "replace").strip()
    beside = [note for suffix in NOTE_SUFFIXES if (note := fixture.with_suffix(suffix)).is_file()]
    if name not in PROPERTIES or len(beside) != 1:
        return (Finding("MVG912", words=(SUFFIX, ", ".join(PROPERTIES))),)
    verdict = PROPERTIES[name].holds(beside[0].read_bytes(), profile)
    return (Finding("MVG911", words=(name, verdict.reason)),) if verdict.reason else ()
