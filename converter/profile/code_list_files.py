"""The code lists of a profile: which file belongs to which code system, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from converter.code_lists.table import CodeList
from converter.findings import Finding
from converter.profile.layers import ProfileSources, named_code_lists


def code_lists(sources: ProfileSources) -> dict[str, CodeList]:
    """Each code system that has a list, by its name, of checked sources. Reads files. Raises `ListMistakes`."""
    lists = {}
    for system, path in _files(sources):
        from converter.code_lists.cache import load_list  # for a profile that has a list

        lists[system["name"]] = load_list(path, system["pattern"])
    return lists


def code_list_mistakes(sources: ProfileSources) -> Iterator[Finding]:
    """Every mistake in the code lists of a profile whose code systems are right. Reads files."""
    for system, path in _files(sources):
        from converter.code_lists.cache import load_list
        from converter.code_lists.published import ListMistakes

        try:
            load_list(path, system["pattern"])
        except ListMistakes as mistakes:
            yield from mistakes.findings


def _files(sources: ProfileSources) -> Iterator[tuple[Mapping[str, Any], Path]]:
    """Each code system with a list, and its file: its own, or for the first system that of `[diagnoses]`.

    A file is looked for in the folder of the profile that names it; in the nearest one where several do.
    """
    general = sources.data.get("diagnoses", {}).get("file")
    for number, system in enumerate(sources.data["code_system"]):
        name, file = (system["name"], system["file"]) if "file" in system else ("", None if number else general)
        if file is not None:
            naming = (layer.folder for layer in sources.layers if (name, file) in named_code_lists(layer.data))
            yield system, next(naming, sources.layers[0].folder) / file
