"""What a profile says about the format `rivta`: the identifiers and codes of the region that no note states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.note.identifiers import is_hsa_id
from converter.profile.schema import KeyPath, is_blank
from converter.profile.structure import not_among, unknown_name
from converter.profile.toml_file import Mistake

_HSA_IDS: Final = ("source_system", "care_provider", "care_unit")
"""The settings that are HSA-ids."""
NOTE_CODES: Final = {
    "utr": "Utredning", "atb": "Åtgärd/Behandling", "sam": "Sammanfattning", "sao": "Samordning",
    "ins": "Inskrivning", "slu": "Slutanteckning", "auf": "Anteckning utan fysiskt möte",
    "sva": "Slutenvårdsanteckning", "bes": "Besöksanteckning",
}  # fmt: skip
"""The codes of *KV Anteckningstyp* (OID 1.2.752.129.2.2.2.11) with their names."""
_OID: Final = r"[0-2](?:\.(?:0|[1-9][0-9]*))+"


def wrong_values(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Mistakes of meaning in the settings of targets with this format: their structure is right. Blanks are none."""
    channels = tuple(dict.fromkeys(data["values"].get("channels", {}).values()))
    for name, target in data["targets"].items():
        if target.get("format") == "rivta":
            settings = target.get("settings", {})
            path: KeyPath = ("targets", name, "settings")
            for key in _HSA_IDS:
                if isinstance(value := settings.get(key), str) and not is_hsa_id(value):
                    yield "MVG770", (*path, key), (key,)
            oid = settings.get("reservnummer_oid")
            if isinstance(oid, str) and not re.fullmatch(_OID, oid):
                yield "MVG771", (*path, "reservnummer_oid"), ("reservnummer_oid",)
            yield from _wrong_codes(path, settings, channels)


def _wrong_codes(path: KeyPath, settings: Mapping[str, Any], channels: tuple[str, ...]) -> Iterator[Mistake]:
    if isinstance(code := settings.get("note_code"), str) and code not in NOTE_CODES:
        yield not_among((*path, "note_code"), "note_code", code, NOTE_CODES)
    codes = settings.get("note_codes", {})
    for channel, code in () if is_blank(codes) else codes.items():
        at = (*path, "note_codes", channel)
        if channel not in channels:
            mistake, words = unknown_name(channel, channels)
            yield mistake, at, words
        if isinstance(code, str) and code not in NOTE_CODES:
            yield not_among(at, channel, code, NOTE_CODES)
