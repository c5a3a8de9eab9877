"""Regions of tests: their folders, the mistakes that they are refused for, and the words of the one that ships."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.findings import Finding
from converter.profile import Profile, ProfileError
from converter.registration import load_registration, load_rules

SYSTEMS = (
    "PMO", "Elvis", "Melior", "Obstetrix", "COSMIC", "Gävleborg", "Gavleborg", "Min vård", "09-663403", "KSH97-P",
    "KSH97", "Clinic24",
)  # fmt: skip
GENERAL = frozenset(("status", "bedömning", "planering", "åtgärd", "anamnes", "anteckningar"))
"""Keywords of the profile that are words of any record, in any region."""
KEY = "clinic24"
"""The name of a key of the profile, and of a value of `headings`."""
GENERAL_OF_REGISTRATION = frozenset(("{unit}", "dokumentera", "registrera", "notera", "enhet", "free"))
"""Words of the first region's registration that are words of any registration, or a name in a template."""

HEAD = 'name = "region"\nversion = "1"\nextends = "min-vard-gavleborg"\n'


def region_at(folder: Path, toml: str = "", head: str = HEAD, **files: str) -> Path:
    """The folder of a profile that extends the one that ships, with other files; `__` in their names is a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"profile.toml": head + toml, **files}.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    return folder


def refused(load: Callable[..., object], *arguments: object) -> tuple[Finding, ...]:
    """The mistakes for which a profile is refused."""
    with pytest.raises(ProfileError) as error:
        load(*arguments)
    return error.value.findings


def terms(profile: Profile) -> frozenset[str]:
    """The words that only this region has: keywords, required fields, titles, buttons, its systems and its routine."""
    keywords = {name for row in profile.rows for name in (row.record, row.clinic24, *row.aliases) if name}
    required = {name for field in profile.required for name in (field.heading, field.option.removeprefix("--"))}
    labels = {profile.labels[fact] for fact in ("principal_diagnosis", "secondary_diagnosis", "triage.outcome")}
    titles = {target.title for target in profile.targets.values() if target.title} - {"Annat"}
    buttons = {profile.button_ready, *(target.button for target in profile.targets.values() if target.button)}
    named = {*SYSTEMS, *keywords, *required, *labels, *titles, *buttons, *profile.groups, profile.routine.title}
    return frozenset(term.casefold() for term in named) - GENERAL


def registration_terms(profile: Profile) -> frozenset[str]:
    """The words of a region's registration: labels, sections, values, sentences, questions, and its rules in words."""
    tables, rules = load_registration(profile), load_rules(profile).values()
    rows = [row for table in tables.decide.values() for row in table]
    columns = [row for column in tables.columns for row in tables.decide[column.name]]
    named = {
        *(column.label for column in tables.columns), *(section.title for section in tables.sections),
        *(word for line in tables.lines for word in (line.label, line.text)), *(row.shown for row in rows),
        *(word for row in columns for word in (row.value, *row.either)), *dict(tables.booking.fields).values(),
        *(question.question for question in tables.questions.values()), *(rule.sv for rule in rules),
        *(rule.en for rule in rules),
    }  # fmt: skip
    return frozenset(word.casefold() for word in named if word) - GENERAL_OF_REGISTRATION


def found(text: str, words: frozenset[str]) -> set[str]:
    """The words in a text, whole or as parts of a name."""
    bare = re.sub(rf'\b{KEY}\b(?=[" =`,)\]}}:|]|$)|\.{KEY}\b', "", text)
    parts = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return {one.casefold() for one in re.findall(rf"(?<![^\W_])(?:{parts})(?![^\W_])", bare, re.IGNORECASE)}
