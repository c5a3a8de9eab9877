"""The settings of targets whose format the program writes itself, and the facts that are left blank in them.

A blank is a value of its own: `{ blank = "what is needed", ask = "who knows it" }`, in place of a text, a flag or a
mapping, or of one text of a mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.note.identifiers import is_hsa_id
from converter.profile.model import Blank
from converter.profile.schema import FILE_NAME, FORMATS, MAP, Key, KeyPath, is_blank
from converter.profile.structure import missing_keys, not_among, unknown_name, wrong_keys
from converter.profile.toml_file import Mistake

_HSA_IDS: Final = ("source_system", "care_provider", "care_unit")
"""The settings of the format `rivta` that are HSA-ids."""
NOTE_CODES: Final = {
    "utr": "Utredning", "atb": "Åtgärd/Behandling", "sam": "Sammanfattning", "sao": "Samordning",
    "ins": "Inskrivning", "slu": "Slutanteckning", "auf": "Anteckning utan fysiskt möte",
    "sva": "Slutenvårdsanteckning", "bes": "Besöksanteckning",
}  # fmt: skip
"""The codes of *KV Anteckningstyp* (OID 1.2.752.129.2.2.2.11) with their names."""
_OID: Final = r"[0-2](?:\.(?:0|[1-9][0-9]*))+"


def wrong_settings(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Mistakes in the structure of the settings: they are checked merged, as a folder may give some of them only."""
    for name, target in data["targets"].items():
        path: KeyPath = ("targets", name)
        if "format" not in target:
            if "template" not in target:
                yield "MVG704", path, ("[target] template",)
            if "settings" in target:
                yield "MVG703", (*path, "settings"), (f"targets.{name}.settings",)
        elif "template" in target:
            yield "MVG760", (*path, "format"), (name,)
        elif target["format"] not in FORMATS:
            yield not_among((*path, "format"), "format", target["format"], FORMATS)
        else:
            path, settings = (*path, "settings"), target.get("settings", {})
            keys = FORMATS[target["format"]].settings
            yield from wrong_keys(keys, path, _without_blanks(settings))
            yield from missing_keys(keys, path, settings, f"targets.{name}.settings")
            maps = {key: table for key, table in settings.items() if key in keys and keys[key].kind == MAP}
            for key, table in maps.items():
                if isinstance(table, dict) and not is_blank(table):
                    yield from wrong_keys(dict.fromkeys(table, Key()), (*path, key), _without_blanks(table))


def _without_blanks(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if not is_blank(value)}


def wrong_rivta_settings(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Identifiers and codes that no note states and that cannot be right, in settings of the right structure."""
    channels = tuple(dict.fromkeys(data["values"].get("channels", {}).values()))
    targets = [(name, target) for name, target in data["targets"].items() if target.get("format") == "rivta"]
    for name, target in targets:
        settings = target.get("settings", {})
        path: KeyPath = ("targets", name, "settings")
        texts = {key: value for key, value in settings.items() if isinstance(value, str)}
        for key in _HSA_IDS:
            if key in texts and not is_hsa_id(texts[key]):
                yield "MVG770", (*path, key), (key,)
        if "reservnummer_oid" in texts and not re.fullmatch(_OID, texts["reservnummer_oid"]):
            yield "MVG771", (*path, "reservnummer_oid"), ("reservnummer_oid",)
        if "note_code" in texts and texts["note_code"] not in NOTE_CODES:
            yield not_among((*path, "note_code"), "note_code", texts["note_code"], NOTE_CODES)
        for channel, code in _without_blanks(settings).get("note_codes", {}).items():
            at = (*path, "note_codes", channel)
            if channel not in channels:
                yield unknown_name(at, channel, channels)
            if isinstance(code, str) and code not in NOTE_CODES:
                yield not_among(at, channel, code, NOTE_CODES)


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
