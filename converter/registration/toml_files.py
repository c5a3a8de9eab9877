"""Reads the TOML files of the registration."""

from __future__ import annotations

from functools import lru_cache

from converter.findings import Finding
from converter.profile import Profile, ProfileError
from converter.profile.shipped import SHIPPED, packaged
from converter.profile.toml_file import TomlFile, parse_toml


def read_toml(content: bytes | None, name: str) -> TomlFile:
    """A file of the profile, parsed. Raises `ProfileError` when it cannot be, or when there is none."""
    if content is None:
        raise ProfileError(Finding("MVG701", words=(name,)))
    return parse_toml(content, name)


@lru_cache(maxsize=8)
def is_shipped(name: str, content: bytes | None) -> bool:
    """Whether a file is the one that ships, which the tests validate, so that a command need not."""
    return content == (packaged("templates") / SHIPPED / name).read_bytes()


def is_shipped_profile(profile: Profile) -> bool:
    """Whether a profile is the one that ships itself, and none that extends it."""
    return profile.folders == (packaged("templates") / SHIPPED,)
