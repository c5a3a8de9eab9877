"""Checks the targets of a profile: their names, limits, names of keywords, and the settings of their formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from converter.note.identifiers import is_hsa_id
from converter.note.times import is_date
from converter.note.unicode_text import fold, is_charset
from converter.profile import schema
from converter.profile.schema import FORMATS, MAP, Key, KeyPath, is_unknown_setting
from converter.profile.structure import missing_keys, not_among, unknown_name, wrong_keys
from converter.profile.tables import syntax_of
from converter.profile.target_settings import NOTE_CODES
from converter.profile.toml_file import Mistake

_HSA_IDS: Final = ("source_system", "care_provider", "care_unit")
"""The settings of the format `rivta` that are HSA-ids."""
_XML_NAME: Final = r"[^\W\d][\w.-]*"
_OID: Final = r"[0-2](?:\.(?:0|[1-9][0-9]*))+"


def _targets(data: Mapping[str, Any]) -> Iterator[Mistake]:
    for name in data["targets"]:
        if name in schema.RESERVED_TARGETS or not re.fullmatch(schema.TARGET_NAME, name):
            yield "MVG703", ("targets", name), (f"targets.{name}",)


def _limits(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Limits with a date, a character set and characters that are none."""
    for name, target in data["targets"].items():
        limits, path = target.get("limits", {}), ("targets", name, "limits")
        if (measured := limits.get("measured")) and not is_date(measured):
            yield "MVG705", (*path, "measured"), ("measured", '"2025-04-10"')
        if limits.get("characters") and not is_charset(limits["characters"]):
            yield "MVG705", (*path, "characters"), ("characters", '"cp1252"')
        for number, characters in enumerate(limits.get("lacks", ())):
            if not re.fullmatch(schema.CODE_POINTS, characters):
                yield "MVG705", (*path, "lacks", number), ("lacks", '"U+2265"')


def _names(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """A target with names has a different one for each keyword and label that it can write, and for nothing else."""
    rows = [tuple(row[key] for key in ("record", "clinic24") if key in row) for row in data["keyword"]]
    for target, table in data["targets"].items():
        if names := table.get("names"):
            shows_outcome = "triage_outcome" in table.get("shows", ())
            facts = [fact for fact in schema.NEEDED_LABELS if not (shows_outcome and fact == "triage.outcome")]
            labels = [tuple(label for label, of in data["labels"].items() if of == fact)[:1] for fact in facts]
            is_markup = syntax_of(table.get("template", "")) == "markup"
            yield from _wrong_names(("targets", target, "names"), names, [*rows, *labels], is_markup)


def _wrong_names(
    path: KeyPath, names: Mapping[str, str], spellings: list[tuple[str, ...]], is_markup: bool
) -> Iterator[Mistake]:
    written = {fold(heading): heading for heading in names}
    used: set[str] = set()
    for headings in filter(None, spellings):
        heading = next((written[fold(one)] for one in headings if fold(one) in written), None)
        name = names.get(heading or "", "")
        if not name or name in used or (is_markup and not re.fullmatch(_XML_NAME, name)):
            yield "MVG746", (*path, heading) if heading else path, (str(path[1]), headings[0])
        used.add(name)
    known = {fold(heading): heading for headings in spellings for heading in headings}
    for folded, heading in written.items():
        if folded not in known:
            yield unknown_name((*path, heading), heading, known.values())


# -- the settings of a format -------------------------------------------------------------------------------


def _settings(data: Mapping[str, Any]) -> Iterator[Mistake]:
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
            yield from wrong_keys(keys, path, _without_unknown(settings))
            yield from missing_keys(keys, path, settings, f"targets.{name}.settings")
            maps = {key: table for key, table in settings.items() if key in keys and keys[key].kind == MAP}
            for key, table in maps.items():
                if isinstance(table, dict) and not is_unknown_setting(table):
                    yield from wrong_keys(dict.fromkeys(table, Key()), (*path, key), _without_unknown(table))


def _without_unknown(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if not is_unknown_setting(value)}


def _rivta_settings(data: Mapping[str, Any]) -> Iterator[Mistake]:
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
        for channel, code in _without_unknown(settings).get("note_codes", {}).items():
            at = (*path, "note_codes", channel)
            if channel not in channels:
                yield unknown_name(at, channel, channels)
            if isinstance(code, str) and code not in NOTE_CODES:
                yield not_among(at, channel, code, NOTE_CODES)


TARGET_CHECKS: Final[dict[Callable[[Mapping[str, Any]], Iterator[Mistake]], tuple[str, ...]]] = {
    _targets: ("targets",),
    _names: ("targets", "keyword", "labels"),
    _settings: ("targets",),
    _limits: ("targets",),
    _rivta_settings: ("targets", "values"),
}
"""Each check of the targets, with the tables whose structure must be right for it."""
