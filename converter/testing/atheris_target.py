"""Coverage-guided fuzzing with atheris (Linux): `python -m converter.testing.atheris_target FOLDER`.

FOLDER is the corpus: the samples are put there first, and what atheris finds worth keeping joins them. Options of
libFuzzer may follow, such as `-max_total_time=300`. The first byte of an input says which property of `mvg fuzz` is
asked, the rest is the note. A fault ends the attack and leaves the input as `crash-…`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from converter.profile import Profile

NOT_POSSIBLE: Final = 2
"""The exit code when atheris is not installed, or no folder was named."""
# Atheris instruments what is imported inside its context: nothing of the program may be imported before.
_FOLLOWED: Final = (
    "converter.testing.properties",
    "converter.readers.text",
    "converter.readers.xml",
    "converter.readers.xml_tree",
)


class BrokenProperty(Exception):
    """Ends the fuzzing; atheris keeps the input."""


def seeds() -> dict[str, bytes]:
    """The samples as inputs by file name, each with the next property."""
    from converter.profile import packaged
    from converter.testing.properties import PROPERTIES

    notes = [path for path in sorted(packaged("samples").rglob("*")) if path.suffix in {".txt", ".xml"}]
    return {path.name: bytes([number % len(PROPERTIES)]) + path.read_bytes() for number, path in enumerate(notes)}


def attack(data: bytes, profile: Profile) -> None:
    """Checks the property of the first byte for the note in the other bytes. Raises `BrokenProperty`."""
    from converter.testing.properties import PROPERTIES

    if data:
        name = list(PROPERTIES)[data[0] % len(PROPERTIES)]
        if reason := PROPERTIES[name].holds(data[1:], profile).reason:
            raise BrokenProperty(f"{name}: {reason}")


def main(arguments: Sequence[str]) -> int:
    """Fills the corpus and fuzzes until it is stopped; `NOT_POSSIBLE` without atheris or a folder."""
    try:
        atheris = import_module("atheris")
    except ImportError:
        sys.stderr.write("atheris is not installed; it is for Linux only: pip install atheris\n")
        return NOT_POSSIBLE
    if not arguments or arguments[0].startswith("-"):
        sys.stderr.write(f"{(__doc__ or '').partition(chr(10))[0]}\n")
        return NOT_POSSIBLE
    with atheris.instrument_imports(include=["converter"]):
        for name in _FOLLOWED:
            import_module(name)
    from converter.profile import default_profile

    corpus = Path(arguments[0])
    corpus.mkdir(parents=True, exist_ok=True)
    for name, content in seeds().items():
        (corpus / name).write_bytes(content)
    profile = default_profile()
    atheris.Setup(["atheris_target", *arguments], lambda data: attack(data, profile))
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
