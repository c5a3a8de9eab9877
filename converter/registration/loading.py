"""Loads the decision tables of a profile from `registration.toml`; `validation` finds the mistakes in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from converter.findings import Finding
from converter.profile import Profile, ProfileError
from converter.profile.schema import REGISTRATION as FILE
from converter.profile.schema import RULES
from converter.profile.toml_file import TomlFile
from converter.registration.decision_tables import (
    Booking,
    Conditions,
    FactQuestion,
    Group,
    Line,
    OpenQuestion,
    Row,
    Tables,
)  # fmt: skip
from converter.registration.rules import checked_rules
from converter.registration.toml_files import is_shipped, read_toml


def load_registration(profile: Profile) -> Tables:
    """The registration tables of a profile, read once. Raises `ProfileError` with every mistake, each with its line."""
    return tables_in(profile.tables.get(FILE), profile.tables.get(RULES))


@lru_cache(maxsize=8)
def tables_in(content: bytes | None, rules: bytes | None) -> Tables:
    """The tables of the contents of `registration.toml` and `rules.toml`. Raises `ProfileError`.

    The files that ship are validated by the tests, so that a command need not.
    """
    if content is None:
        raise ProfileError((Finding("MVG446"),))
    toml = read_toml(content, FILE)
    if not (is_shipped(FILE, content) and is_shipped(RULES, rules)) and (found := _mistakes(toml, rules)):
        raise ProfileError(found)
    return build(toml.data)


def faults(profile: Profile) -> tuple[Finding, ...]:
    """Every mistake in the registration of a profile, also of the one that ships, with its line."""
    if FILE not in profile.tables:
        return ()
    try:
        return _mistakes(read_toml(profile.tables.get(FILE), FILE), profile.tables.get(RULES))
    except ProfileError as error:
        return error.findings


def _mistakes(toml: TomlFile, rules: bytes | None) -> tuple[Finding, ...]:
    from converter.registration.validation import mistakes

    return mistakes(toml, checked_rules(rules))


def build(data: Mapping[str, Any]) -> Tables:
    """The tables of validated data."""
    booking = data["booking"]
    return Tables(
        same_channel=data["same_channel"],
        decide={name: tuple(Row(**_fields(row)) for row in rows) for name, rows in data["decide"].items()},
        open_questions=tuple(OpenQuestion(**_fields(row)) for row in data["reservations"]["rows"]),
        groups=tuple(Group(**_fields(row)) for row in data["group"]),
        lines=tuple(Line(**_fields(row)) for row in data["line"]),
        questions={fact: FactQuestion(**_fields(question)) for fact, question in data["ask"].items()},
        booking=Booking(
            fields=tuple(booking["fields"].items()),
            template_gives=tuple(booking["template_gives"]),
            rules=tuple(booking["rules"]),
            when=conditions(booking["when"]),
            given_by=booking["given_by"],
        ),
    )


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record: keys renamed, lists and tables as tuples."""
    return {_NAMES.get(key, key): _frozen(key, value) for key, value in row.items()}


_NAMES: Final = {"also": "considered_rules"}
"""The keys of a row whose field has another name."""


def _frozen(key: str, value: Any) -> Any:
    if key == "when":
        return conditions(value)
    if key == "choices":
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value


def conditions(when: Mapping[str, Any]) -> Conditions:
    """The conditions of a row as facts with their patterns."""
    return tuple((fact, tuple(value) if isinstance(value, list) else (value,)) for fact, value in when.items())
