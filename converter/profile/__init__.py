"""A profile: what a region edits, as checked data. One folder with `profile.toml` and the Jinja2 templates.

`layers` reads the folder and what it extends, `shape` and `checking` find every mistake by the `schema`, `building`
makes the `Profile` that `data` describes.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from converter.profile.building import build
from converter.profile.layers import packaged, read_sources
from converter.profile.model import Heading, Phrases, Profile, ProfileError, Required, Routine, Row, Target
from converter.profile.validation import mistakes

__all__ = [
    "Heading", "Phrases", "Profile", "ProfileError", "Required", "Routine", "Row", "Target", "default_profile",
    "load_profile", "packaged",
]  # fmt: skip


def load_profile(folder: str | Path | None = None) -> Profile:
    """The profile in `folder`, or one that ships by its name; without one the one that is used everywhere.

    Reads files and today's date; everything after is pure.

    Raises `ProfileError` with every mistake found, each with its file, line and column.
    """
    sources = read_sources(folder)
    if found := tuple(mistakes(sources)):
        raise ProfileError(found)
    return build(sources)


@lru_cache(maxsize=1)
def default_profile() -> Profile:
    """The profile that ships, loaded once."""
    return load_profile()
