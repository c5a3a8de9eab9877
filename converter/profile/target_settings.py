"""The settings of targets whose format the program writes itself, and the facts that are left blank in them.

A blank is a value of its own: `{ blank = "what is needed", ask = "who knows it" }`, in place of a text, a flag or a
mapping, or of one text of a mapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.profile.schema import FILE_NAME, FORMATS, KeyPath, is_blank
from converter.profile.tables import Blank

NOTE_CODES: Final = {
    "utr": "Utredning", "atb": "Åtgärd/Behandling", "sam": "Sammanfattning", "sao": "Samordning",
    "ins": "Inskrivning", "slu": "Slutanteckning", "auf": "Anteckning utan fysiskt möte",
    "sva": "Slutenvårdsanteckning", "bes": "Besöksanteckning",
}  # fmt: skip
"""The codes of *KV Anteckningstyp* (OID 1.2.752.129.2.2.2.11) with their names."""


def build_settings(value: Any) -> Any:
    """Settings that have been checked, with each blank as a `Blank`."""
    if is_blank(value):
        return Blank(value["blank"], value["ask"])
    if isinstance(value, dict):
        return {key: build_settings(inside) for key, inside in value.items()}
    return tuple(value) if isinstance(value, list) else value


def named_files(data: Mapping[str, Any]) -> Iterator[str]:
    """The files that the settings of a checked profile name."""
    for target in data["targets"].values():
        if "format" in target:
            keys, settings = FORMATS[target["format"]].settings, target.get("settings", {})
            named = (settings.get(key) for key, row in keys.items() if row.kind == FILE_NAME)
            yield from (file for file in named if isinstance(file, str))


def blanks(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Blank]]:
    """Every blank of a checked profile, with its path."""
    yield from _blanks(("routine",), data["routine"])
    for name, target in data["targets"].items():
        yield from _blanks(("targets", name, "settings"), target.get("settings", {}))


def _blanks(path: KeyPath, table: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Blank]]:
    for key, value in table.items():
        if is_blank(value):
            yield (*path, key), build_settings(value)
        elif isinstance(value, dict):
            yield from _blanks((*path, key), value)
