"""Reads and builds the registration part of a profile; `checking` finds its mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from converter.findings import Finding
from converter.profile import Profile, ProfileError
from converter.profile.schema import REGISTRATION as FILE
from converter.profile.schema import RULES
from converter.registration.decision_tables import Ask, Booking, Conditions, Group, Line, Reservation, Row, Tables
from converter.registration.rules import checked_rules
from converter.registration.toml_files import is_shipped, read_toml


def load_registration(profile: Profile) -> Tables:
    """The registration tables of a profile, read once. Raises `ProfileError` with every mistake, each with its line."""
    return tables_in(profile.tables.get(FILE), profile.tables.get(RULES))


@lru_cache(maxsize=8)
def tables_in(content: bytes | None, rules: bytes | None) -> Tables:
    """`load_registration` for the files themselves."""
    if content is None:
        raise ProfileError((Finding("MVG446"),))
    data, source = read_toml(content, FILE)
    if not (is_shipped(FILE, content) and is_shipped(RULES, rules)) and (found := _mistakes(data, source, rules)):
        raise ProfileError(found)
    return build(data)


def faults(profile: Profile) -> tuple[Finding, ...]:
    """Every mistake in the registration of a profile, also of the one that ships, with its line."""
    if FILE not in profile.tables:
        return ()
    try:
        return _mistakes(*read_toml(profile.tables.get(FILE), FILE), profile.tables.get(RULES))
    except ProfileError as error:
        return error.findings


def _mistakes(data: Mapping[str, Any], source: str, rules: bytes | None) -> tuple[Finding, ...]:
    from converter.registration.validation import mistakes

    return mistakes(data, source, checked_rules(rules))


def build(data: Mapping[str, Any]) -> Tables:
    """The tables of checked data."""
    booking = data["booking"]
    return Tables(
        same_channel=data["same_channel"],
        decide={name: tuple(Row(**_frozen(row)) for row in rows) for name, rows in data["decide"].items()},
        reservations=tuple(Reservation(**_frozen(row)) for row in data["reservations"]["rows"]),
        groups=tuple(Group(**_frozen(row)) for row in data["group"]),
        lines=tuple(Line(**_frozen(row)) for row in data["line"]),
        asks={fact: Ask(**{**ask, "choices": tuple(ask["choices"].items())}) for fact, ask in data["ask"].items()},
        booking=Booking(
            tuple(booking["fields"].items()),
            tuple(booking["template_gives"]),
            tuple(booking["rules"]),
            conditions(booking["when"]),
            booking["given_by"],
        ),
    )


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: conditions(value) if key == "when" else tuple(value) if isinstance(value, list) else value
        for key, value in row.items()
    }


def conditions(when: Mapping[str, Any]) -> Conditions:
    """`when` as it is written, as facts with their patterns."""
    return tuple((fact, tuple(wanted) if isinstance(wanted, list) else (wanted,)) for fact, wanted in when.items())
