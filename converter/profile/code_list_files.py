"""The code lists of a profile: which file belongs to which code system, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from converter.code_lists.table import CodeList
from converter.findings import Finding
from converter.profile.layers import ProfileSources, named_files


def code_lists(sources: ProfileSources) -> dict[str, CodeList]:
    """Each code system that has a list, by its name, of checked sources. Reads files. Raises `ListMistakes`."""
    return {system["name"]: _load(path, system["pattern"]) for system, path in _files(sources)}


def code_list_mistakes(sources: ProfileSources) -> Iterator[Finding]:
    """Every mistake in the code lists of a profile whose code systems are right. Reads files."""
    for system, path in _files(sources):
        from converter.code_lists import ListMistakes

        try:
            _load(path, system["pattern"])
        except ListMistakes as mistakes:
            yield from mistakes.findings


def _load(path: Path, pattern: str) -> CodeList:
    from converter.code_lists import load_list  # for a profile that has a list

    return load_list(path, pattern)


def _files(sources: ProfileSources) -> Iterator[tuple[Mapping[str, Any], Path]]:
    """Each code system with a list, and its file: its own, or for the first system that of `[diagnoses]`."""
    for number, system in enumerate(sources.data["code_system"]):
        if "file" in system:
            yield system, _path(sources, system["file"], system["name"])
        elif number == 0 and "file" in (diagnoses := sources.data.get("diagnoses", {})):
            yield system, _path(sources, diagnoses["file"], "")


def _path(sources: ProfileSources, file: str, system: str) -> Path:
    """A file from the folder of the profile that names it; of the nearest one where several do."""
    naming = (layer.folder for layer in sources.layers if (system, file) in named_files(layer.data))
    return next(naming, sources.layers[0].folder) / file
