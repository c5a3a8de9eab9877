"""Checks the settings of a target that answers a Questionnaire: every mistake at once, with file, line and linkId.

An unknown setting is not checked, nor what cannot be checked without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from converter.findings import Finding
from converter.note.identifiers import is_hsa_id
from converter.profile.layers import ProfileSources
from converter.profile.model import Profile, ProfileError
from converter.profile.questionnaire import (
    ACTIVE,
    DISPLAY,
    GROUP,
    REFERENCE,
    TEXT_TYPES,
    Item,
    Questionnaire,
    all_items,
    is_uri,
    may_be_enabled,
    parse_questionnaire,
)
from converter.profile.schema import KeyPath
from converter.profile.structure import unknown_name
from converter.profile.tables import UnknownSetting
from converter.profile.target_settings import build_settings
from converter.profile.toml_file import Mistake, findings_of

_ADDRESS: Final = '"urn:oid:1.2.752.…", "https://…"'
_HSA_ID: Final = '"SE2321000016-…"'
_MAPPINGS: Final = {"items": TEXT_TYPES, "facts": TEXT_TYPES, "diagnoses": (REFERENCE,)}
"""The mappings to items, each with the types that an item of it may have."""


def mistakes(name: str, sources: ProfileSources) -> Iterator[Finding]:
    """Every mistake in the settings of the target `name`, and in the Questionnaire that it names."""
    settings = build_settings(sources.data["targets"][name].get("settings", {}))
    path: KeyPath = ("targets", name, "settings")
    names = {
        "items": [row["record"] for row in sources.data["keyword"]],
        "code_systems": [row["name"] for row in sources.data["code_system"]],
    }
    yield from findings_of(_wrong_values(settings, path, names), sources.position)
    file = settings["questionnaire"]
    if isinstance(file, UnknownSetting):
        return
    if file not in sources.files:
        shown, line, column = sources.position((*path, "questionnaire"))
        yield Finding("MVG707", line, column, (file, shown))
        return
    try:
        questionnaire = parse_questionnaire(sources.files[file], file)
    except ProfileError as error:
        yield from error.findings
        return
    yield from findings_of(_links(settings, path, questionnaire, file), sources.position)


def _mapped(settings: Mapping[str, Any], table: str) -> dict[str, str]:
    """A mapping without what is not known in it; empty for one that is not known itself."""
    entries = settings.get(table, {})
    return (
        {} if isinstance(entries, UnknownSetting) else {key: to for key, to in entries.items() if isinstance(to, str)}
    )


def _wrong_values(settings: Mapping[str, Any], path: KeyPath, names: Mapping[str, Sequence[str]]) -> Iterator[Mistake]:
    """Addresses and HSA-ids that have another form, keywords and code systems that the profile does not have."""
    for key in ("identifier_system", "encounter_system", "staff_system"):
        value = settings.get(key)
        if isinstance(value, str) and not is_uri(value):
            yield "MVG705", (*path, key), (key, _ADDRESS)
    for table, is_right, expected in (
        ("identity_systems", is_uri, _ADDRESS),
        ("code_systems", is_uri, _ADDRESS),
        ("units", is_hsa_id, _HSA_ID),
    ):
        for key, value in _mapped(settings, table).items():
            if not is_right(value):
                yield "MVG705", (*path, table, key), (key, expected)
    for table, known in names.items():
        for name in _mapped(settings, table):
            if name not in known:
                yield unknown_name((*path, table, name), name, known)


def _links(settings: Mapping[str, Any], path: KeyPath, questionnaire: Questionnaire, file: str) -> Iterator[Mistake]:
    """The linkIds of the mappings, and the items that have to have an answer."""
    found = {item.link_id: (item, above) for item, above in all_items(questionnaire.items)}
    used: dict[str, KeyPath] = {}
    mapped = {link_id for table in _MAPPINGS for link_id in _mapped(settings, table).values()}
    for table, types in _MAPPINGS.items():
        for key, link_id in _mapped(settings, table).items():
            at = (*path, table, key)
            if link_id in used:
                yield "MVG706", at, (link_id, used[link_id])
            if link_id in found:
                yield from _wrong_item(key, at, *found[link_id], types, mapped)
            else:
                yield "MVG765", at, (key, link_id, file)
            used.setdefault(link_id, at)
    yield from _out_of_order(settings, path, list(found))
    if not any(isinstance(settings.get(table), UnknownSetting) for table in _MAPPINGS):
        for item in without_source(questionnaire.items, mapped):
            yield "MVG768", (*path, "items"), (item.link_id, item.title or item.link_id, file)


def _wrong_item(
    key: str, at: KeyPath, item: Item, above: tuple[Item, ...], types: tuple[str, ...], mapped: Collection[str]
) -> Iterator[Mistake]:
    """An item that cannot take what is mapped to it: by its type, by itself, or by the items it is nested in."""
    if item.type not in types:
        yield "MVG766", at, (key, item.link_id, item.type, ", ".join(types))
    for one in (item, *above):
        for restriction in one.restrictions:
            yield "MVG769", at, (key, one.link_id, restriction)
    for one in above:
        if one.type != GROUP and one.link_id not in mapped:
            yield "MVG769", at, (key, one.link_id, f"type {one.type}")


def _out_of_order(settings: Mapping[str, Any], path: KeyPath, order: list[str]) -> Iterator[Mistake]:
    """Keywords that are mapped in another order than that of their items: two linkIds have probably changed places."""
    last, before = -1, ""
    for keyword, link_id in _mapped(settings, "items").items():
        if link_id in order:
            if (place := order.index(link_id)) < last:
                yield "MVG767", (*path, "items", keyword), (keyword, before)
            else:
                last, before = place, keyword


def without_source(items: tuple[Item, ...], mapped: Collection[str]) -> Iterator[Item]:
    """Items that have to have an answer and get none from any mapping."""
    for item in items:
        if item.type == GROUP:
            if any(one.link_id in mapped for one, _ in all_items(item.items)):
                yield from without_source(item.items, mapped)
            elif item.required and may_be_enabled(item, mapped):
                yield item
        elif item.link_id in mapped:
            yield from without_source(item.items, mapped)
        elif item.required and item.type != DISPLAY and may_be_enabled(item, mapped):
            yield item


# -- what stops no profile, but some notes -----------------------------------------------------------------------


def notices(profile: Profile) -> Iterator[Finding]:
    """Notices about a profile without mistakes: templates not in use, and texts that have no field."""
    for name, target in profile.targets.items():
        file = target.settings.get("questionnaire")
        if target.format == "questionnaire-response" and isinstance(file, str):
            yield from _notices_of(name, file, target.settings, profile)


def _notices_of(name: str, file: str, settings: Mapping[str, Any], profile: Profile) -> Iterator[Finding]:
    questionnaire = parse_questionnaire(profile.files[file], file)
    if questionnaire.status != ACTIVE:
        yield Finding("MVG750", words=(file, questionnaire.status))
    # The keywords, facts and diagnoses that a note may have and the target has no item for.
    possible = {
        "items": [row.record for row in profile.rows],
        "facts": ["triage.outcome"],
        "diagnoses": ["principal", "secondary"],
    }
    for table, keys in possible.items():
        given = settings.get(table, {})
        lacking = [] if isinstance(given, UnknownSetting) else [key for key in keys if key not in given]
        if lacking:
            yield Finding("MVG751", words=(name, ", ".join(lacking), table))
    # The items that a form shows on one line, with a keyword whose text may have more.
    types = {item.link_id: item.type for item, _ in all_items(questionnaire.items)}
    for keyword, link_id in _mapped(settings, "items").items():
        if types[link_id] == "string":
            yield Finding("MVG752", words=(file, link_id, keyword))
