"""Loads the decision tables of a profile from `registration.toml`; `validation` finds the mistakes in them."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from converter.findings import Finding
from converter.profile import Profile, ProfileError
from converter.profile.schema import REGISTRATION_FILE, TABLE_FILES
from converter.profile.shipped import SHIPPED, packaged, parsed_before
from converter.profile.toml_file import TomlFile, parse_toml
from converter.registration.building import parse_tables
from converter.registration.decision_tables import PHRASES, Tables

if TYPE_CHECKING:
    from converter.registration.rules import Rule


def is_shipped_profile(profile: Profile) -> bool:
    """Whether a profile is the one that ships itself, and none that extends it."""
    return profile.folders == (packaged("templates") / SHIPPED,)


class TableSources(NamedTuple):
    """What the tables of a profile are read from; the key of the caches for them."""

    registration: bytes | None
    rules: bytes | None
    codes: frozenset[tuple[str, tuple[str, ...]]]
    """The facts of a contact with their codes."""
    phrases: tuple[tuple[str, str], ...]
    """The tables whose values are phrases of the note, each with the phrase of the profile."""
    is_shipped: bool
    """Whether the profile and its files are those that ship: the tests validate them, so that a command need not."""


def sources_of(profile: Profile) -> TableSources:
    """The sources of the tables of a profile; `profile.derive(sources_of)`."""
    codes = frozenset(profile.contact_codes.items())
    registration, rules = files = [profile.tables.get(file) for file in TABLE_FILES]
    shipped = is_shipped_profile(profile) and all(content and parsed_before(content) for content in files)
    phrases = tuple(zip(PHRASES, (profile.phrases.chat_opening, profile.phrases.consulted), strict=True))
    return TableSources(registration, rules, codes, phrases, shipped)


def load_registration(profile: Profile) -> Tables:
    """The registration tables of a profile, read once. Raises `ProfileError` with every mistake, each with its line."""
    return tables_in(profile.derive(sources_of))


@lru_cache(maxsize=8)
def tables_in(sources: TableSources) -> Tables:
    """The tables of the contents of `registration.toml` and `rules.toml`. Raises `ProfileError`."""
    if sources.registration is None:
        raise ProfileError(Finding("MVG446"))
    toml = parse_toml(sources.registration, REGISTRATION_FILE)
    if not sources.is_shipped:
        from converter.registration.rules import rules_in

        if found := _mistakes(toml, sources, rules_in(sources.rules)):
            raise ProfileError(*found)
    return parse_tables(toml.data).tables


def faults(profile: Profile) -> tuple[Finding, ...]:
    """Every mistake in the registration of a profile, also of the one that ships, with its line."""
    from converter.registration.rules import checked_rules

    sources = profile.derive(sources_of)
    if sources.registration is None:
        return ()
    try:
        return _mistakes(parse_toml(sources.registration, REGISTRATION_FILE), sources, checked_rules(sources.rules))
    except ProfileError as error:
        return error.findings


def _mistakes(toml: TomlFile, sources: TableSources, rules: "Mapping[str, Rule]") -> tuple[Finding, ...]:
    from converter.registration.validation import mistakes

    return mistakes(toml, rules, dict(sources.codes), dict(sources.phrases))
