"""Builds a `Profile` from checked data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from converter.code_lists.table import CodeList
from converter.note.code_systems import CodeSystem, CodeSystems
from converter.note.model import YES_NO_FACTS
from converter.note.unicode_text import fold, letters_and_digits
from converter.profile.code_list_files import code_lists
from converter.profile.layers import ProfileSources, registration_routine
from converter.profile.model import (
    FieldLimits,
    Phrases,
    Profile,
    ReadingWords,
    Required,
    Routine,
    Row,
    TableFiles,
    Target,
)
from converter.profile.schema import REGISTRATION_FILE, TABLE_FILES, is_blank
from converter.profile.target_settings import build_settings, named_files


def build(sources: ProfileSources) -> Profile:
    """Builds the profile from checked sources. Reads today's date."""
    data = sources.data
    lists = code_lists(sources)
    record = data["record"]
    return Profile(
        folders=tuple(layer.folder for layer in sources.layers),
        name=data["name"],
        version=data["version"],
        digest=_digest(sources.digest, lists),
        tables=TableFiles({name: sources.files[name] for name in TABLE_FILES if _is_kept(name, sources)}),
        routine=_routine(data["routine"]),
        registration_routine=_routine(registration_routine(sources)),
        template=record["template"],
        signed_title=record["signed_title"],
        unsigned_title=record["unsigned_title"],
        placeholders=frozenset(map(letters_and_digits, record.get("placeholders", ()))),
        button_ready=record["button_ready"],
        button_before=record["button_before"],
        rows=tuple(Row(**_frozen(row)) for row in data["keyword"]),
        groups=tuple(record["group_headings"]),
        required=tuple(Required(**_frozen(field)) for field in data["required"]),
        code_systems=_code_systems(data["code_system"], data.get("diagnoses", {})),
        code_lists=lists,
        phrases=Phrases(**_frozen(data["phrases"])),
        reading=ReadingWords(**{key: frozenset(map(fold, words)) for key, words in data.get("reading", {}).items()}),
        label_facts=data["labels"],
        word_codes=_word_codes(data["values"]),
        targets={name: _target(table) for name, table in data["targets"].items()},
        templates={
            name: content.decode("utf-8-sig") for name, content in sources.files.items() if name.endswith(".j2")
        },
        files=TableFiles({name: sources.files[name] for name in named_files(data)}),
        swaps=data["swaps"],
    )


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record: the lists of a table as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _target(table: dict[str, Any]) -> Target:
    fields = {_FIELDS.get(key, key): build_settings(value) for key, value in table.items()}
    return Target(**{**fields, "limits": FieldLimits(**fields.get("limits", {}))})


_FIELDS: Final = {"empty": "writes_empty"}
"""The keys of a target that have another name as a field."""


def _code_systems(rows: list[dict[str, Any]], diagnoses: dict[str, list[str]]) -> CodeSystems:
    systems = tuple(CodeSystem(**_frozen({key: row[key] for key in row if key != "file"})) for row in rows)
    return CodeSystems(systems, tuple(diagnoses.get("other_systems", ())), tuple(diagnoses.get("separators", ())))


def _digest(digest: str, lists: Mapping[str, CodeList]) -> str:
    """The digest of a profile with its code lists, which are no part of its folder."""
    named = "".join(f"{known.digest} {system}\n" for system, known in lists.items())
    return hashlib.sha256((named + digest).encode()).hexdigest() if lists else digest


def _is_kept(name: str, sources: ProfileSources) -> bool:
    """Whether a profile has a file of tables; it can declare that it has no contact registration, or none yet."""
    declared = sources.data["routine"].get("registration")
    return name in sources.files and not (name == REGISTRATION_FILE and (declared == "none" or is_blank(declared)))


def _routine(table: dict[str, str]) -> Routine:
    fields = {key: value for key, value in table.items() if key != "registration"}
    return Routine(**fields, expired=_is_over(fields["valid_to"]))


def _is_over(last_day: str) -> bool:
    return date.fromisoformat(last_day) < datetime.now(UTC).date()


def dated(profile: Profile) -> Profile:
    """The profile as it is today: whoever keeps one for days meets the one on which its routine expires."""
    known = (profile.routine, profile.registration_routine)
    now = tuple(routine._replace(expired=_is_over(routine.valid_to)) for routine in known)
    return profile if now == known else profile.replace(routine=now[0], registration_routine=now[1])


def _word_codes(values: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """The words of each fact of the contact; those that are yes or no share one table."""
    yes_no = {f"contact.{fact}": values["yes_no"] for fact in YES_NO_FACTS}
    return yes_no | {f"contact.{fact}": words for fact, words in values.items() if fact != "yes_no"}
