"""The settings of targets whose format the program writes itself, and those of them that nobody knows yet.

An unknown setting is a value of its own: `{ blank = "what is needed", ask = "who knows it" }`, in place of a text, a
flag or a mapping, or of one text of a mapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.profile.schema import FILE_NAME, FORMATS, KeyPath, is_unknown_setting
from converter.profile.tables import UnknownSetting

NOTE_CODES: Final = {
    "utr": "Utredning", "atb": "Åtgärd/Behandling", "sam": "Sammanfattning", "sao": "Samordning",
    "ins": "Inskrivning", "slu": "Slutanteckning", "auf": "Anteckning utan fysiskt möte",
    "sva": "Slutenvårdsanteckning", "bes": "Besöksanteckning",
}  # fmt: skip
"""The codes of *KV Anteckningstyp* (OID 1.2.752.129.2.2.2.11) with their names."""


def build_settings(value: Any) -> Any:
    """Settings that have been checked, with each unknown one as an `UnknownSetting`."""
    if is_unknown_setting(value):
        return UnknownSetting(value["blank"], value["ask"])
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


def unknown_settings(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, UnknownSetting]]:
    """Every unknown setting of a checked profile, with its path."""
    yield from _unknown_in(("routine",), data["routine"])
    for name, target in data["targets"].items():
        yield from _unknown_in(("targets", name, "settings"), target.get("settings", {}))


def _unknown_in(path: KeyPath, table: Mapping[str, Any]) -> Iterator[tuple[KeyPath, UnknownSetting]]:
    for key, value in table.items():
        if is_unknown_setting(value):
            yield (*path, key), build_settings(value)
        elif isinstance(value, dict):
            yield from _unknown_in((*path, key), value)
