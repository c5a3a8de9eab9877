"""The settings of a target's format as a writer asks for them: what is blank or missing becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.profile import Blank, Profile, Target
from converter.profile.schema import FORMATS


def blanks_of(target: Target, profile: Profile) -> list[Finding]:
    """The blanks that stop every note of a target: those of settings that its format needs as a whole."""
    if not target.format:
        return []
    settings = TargetSettings(target, profile)
    for key, row in FORMATS[target.format].settings.items():
        if row.needed and isinstance(target.settings.get(key), Blank):
            settings.text(key)
    return settings.findings


class TargetSettings:
    """The settings of one target, and the findings of one note that is written for it.

    A setting that is asked for and is blank is reported, with what is needed and who knows it; a blank that no note
    asks for stops nothing.
    """

    def __init__(self, target: Target, profile: Profile) -> None:
        self._settings = target.settings
        self._target = next((name for name, row in profile.targets.items() if row.settings is target.settings), "")
        self.findings: list[Finding] = []

    def report(self, code: Code, *words: str) -> None:
        """Adds a finding."""
        self.findings.append(Finding(code, words=words))

    def text(self, key: str) -> str:
        """A setting; `""` when it is left out, or when it is blank, which is reported."""
        return self._known(key, self._settings.get(key, ""))

    def mapping(self, table: str) -> Mapping[str, Any]:
        """A mapping; empty when it is left out or blank."""
        found = self._settings.get(table, {})
        return {} if isinstance(found, Blank) else found

    def mapped(self, table: str, key: str) -> str | None:
        """An entry of a mapping; `""` when it has none. None when it or the mapping is blank, which is reported."""
        found = self._settings.get(table, {})
        value, path = (found, table) if isinstance(found, Blank) else (found.get(key, ""), f"{table}.{key}")
        return self._known(path, value) or (None if isinstance(value, Blank) else "")

    def entry(self, table: str, key: str, label: str) -> str:
        """An entry of a mapping that must have it; `""` when it is missing or blank, which is reported.

        `label` is that of the fact whose value is looked up: a finding never has the value itself.
        """
        value = self.mapped(table, key)
        if value == "":
            self.report("MVG532", f"{self._path}.{table}", label)
        return value or ""

    def _known(self, key: str, value: str | Blank) -> str:
        if isinstance(value, Blank):
            self.report("MVG520", f"{self._path}.{key}", value.needed, value.ask)
            return ""
        return value

    @property
    def _path(self) -> str:
        return f"targets.{self._target}.settings"
