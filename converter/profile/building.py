"""Builds a `Profile` from checked data."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from converter.note.code_systems import CodeSystem, CodeSystems
from converter.note.model import YES_NO_FACTS
from converter.note.unicode_text import fold, letters_and_digits
from converter.profile.code_list_files import code_lists
from converter.profile.layers import ProfileSources, registration_routine
from converter.profile.model import Profile
from converter.profile.schema import RULES_FILE, TABLE_FILES, is_unknown_setting
from converter.profile.tables import (
    FieldLimits,
    KeywordRow,
    Phrases,
    ReadingWords,
    RequiredField,
    Routine,
    Target,
    frozen,
)
from converter.profile.target_settings import build_settings, named_files


def build(sources: ProfileSources) -> Profile:
    """Builds the profile from checked sources. Reads today's date."""
    data, lists, digest = sources.data, code_lists(sources), sources.digest
    record, values, reading = data["record"], data["values"], data.get("reading", {})
    if lists:  # they are no part of the folder that the digest is of
        named = "".join(f"{known.digest} {system}\n" for system, known in lists.items())
        digest = hashlib.sha256((named + digest).encode()).hexdigest()
    # A profile can declare that it has no contact registration, or none yet.
    declared = data["routine"].get("registration")
    kept = (RULES_FILE,) if declared == "none" or is_unknown_setting(declared) else TABLE_FILES
    systems = tuple(
        CodeSystem(**frozen({key: row[key] for key in row if key != "file"})) for row in data["code_system"]
    )
    diagnoses = data.get("diagnoses", {})
    words = {**dict.fromkeys(YES_NO_FACTS, values["yes_no"]), **values}
    return Profile(
        folders=tuple(layer.folder for layer in sources.layers),
        name=data["name"],
        version=data["version"],
        digest=digest,
        tables={name: sources.files[name] for name in kept if name in sources.files},
        routine=_routine(data["routine"]),
        registration_routine=_routine(registration_routine(sources)),
        template=record["template"],
        signed_title=record["signed_title"],
        unsigned_title=record["unsigned_title"],
        placeholders=frozenset(map(letters_and_digits, record.get("placeholders", ()))),
        button_ready=record["button_ready"],
        button_before=record["button_before"],
        rows=tuple(KeywordRow(**frozen(row)) for row in data["keyword"]),
        groups=tuple(record["group_headings"]),
        required=tuple(RequiredField(**frozen(field)) for field in data["required"]),
        code_systems=CodeSystems(
            systems, tuple(diagnoses.get("other_systems", ())), tuple(diagnoses.get("separators", ()))
        ),
        code_lists=lists,
        phrases=Phrases(**frozen(data["phrases"])),
        reading=ReadingWords(**{key: frozenset(map(fold, words)) for key, words in reading.items()}),
        label_facts=data["labels"],
        word_codes={f"contact.{fact}": codes for fact, codes in words.items() if fact != "yes_no"},
        targets={name: _target(table) for name, table in data["targets"].items()},
        templates={
            name: content.decode("utf-8-sig") for name, content in sources.files.items() if name.endswith(".j2")
        },
        files={name: sources.files[name] for name in named_files(data)},
        swaps=data["swaps"],
    )


def _target(table: dict[str, Any]) -> Target:
    fields = {key: build_settings(value) for key, value in table.items()}
    limits = FieldLimits(**fields.pop("limits", {}))
    return Target(writes_empty=fields.pop("empty", False), limits=limits, **fields)


def _routine(table: dict[str, str]) -> Routine:
    fields = {key: value for key, value in table.items() if key != "registration"}
    return Routine(**fields, expired=_is_over(fields["valid_to"]))


def _is_over(last_day: str) -> bool:
    """Whether a day has ended in Stockholm, which is an hour or two ahead of UTC."""
    now, last = datetime.now(UTC), date.fromisoformat(last_day)
    if last != now.date():
        return last < now.date()
    from converter.note.times import in_stockholm

    return last_day < in_stockholm(now)[: len(last_day)]


class KeptProfile:
    """A profile that a process keeps for days, in which its routine may expire."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    def today(self) -> Profile:
        """The profile as it is today; the same object until a routine expires."""
        self._profile = dated(self._profile)
        return self._profile


def dated(profile: Profile) -> Profile:
    """The profile as it is today: whoever keeps one for days meets the one on which its routine expires."""
    known = (profile.routine, profile.registration_routine)
    now = tuple(routine._replace(expired=_is_over(routine.valid_to)) for routine in known)
    return profile if now == known else profile.replace(routine=now[0], registration_routine=now[1])
