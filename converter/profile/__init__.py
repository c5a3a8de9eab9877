"""A profile: everything that a region can edit, in a folder with `profile.toml` and Jinja2 templates.

`layers` reads the folder and those it extends, `structure` checks it against the `schema`, `validation` checks its
meaning, and `building` makes a `Profile` (`model`) of its `tables`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from converter.profile.building import KeptProfile, build
from converter.profile.layers import read_sources
from converter.profile.model import Profile, ProfileError
from converter.profile.shipped import packaged
from converter.profile.tables import (
    HeadingMeaning,
    KeywordRow,
    PageForm,
    RequiredField,
    Syntax,
    Target,
    UnknownSetting,
    syntax_of,
)
from converter.profile.validation import mistakes

__all__ = [
    "HeadingMeaning", "KeywordRow", "PageForm", "Profile", "ProfileError", "RequiredField", "Syntax", "Target",
    "UnknownSetting", "default_profile", "load_profile", "packaged", "syntax_of",
]  # fmt: skip


def load_profile(folder: str | Path | None = None) -> Profile:
    """The profile in `folder`, or a shipped one by its name; without an argument the shipped default.

    Reads files and today's date. Raises `ProfileError` with every mistake, each with its file, line and column.
    """
    sources = read_sources(folder)
    if found := tuple(mistakes(sources)):
        raise ProfileError(*found)
    return build(sources)


def default_profile() -> Profile:
    """The shipped profile, loaded once, as it is today."""
    return _default().today()


@lru_cache(maxsize=1)
def _default() -> KeptProfile:
    return KeptProfile(load_profile())
