"""What the formats that the program writes itself have in common: the document, and the settings of a target."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.facts import FACTS, values_of
from converter.note.model import RecordNote
from converter.profile import Profile, Target, UnknownSetting
from converter.profile.schema import FORMATS
from converter.render import omission
from converter.render.templates import METADATA


class Document(NamedTuple):
    """A record note as one document."""

    text: str | None
    """None when an error among the findings stopped it."""
    findings: tuple[Finding, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    """Heading and text of each part that it has in words, in its order."""


def keyword_texts(record: RecordNote) -> tuple[tuple[str, str], ...]:
    """Keyword and text of each keyword that has a text, in the order of the record."""
    return tuple([(field.keyword, field.text) for field in record.fields if field.text])


def facts_omitted(record: RecordNote, profile: Profile, written: Collection[str]) -> list[Finding]:
    """Names the facts of the note that a document does not hold; `written` are those of `note.facts.FACTS` it does."""
    values = zip(FACTS, values_of(record.note), strict=True)
    filled = [fact.name for fact, value in values if value and fact.name not in written]
    return omission([fact for fact in filled if fact in METADATA], record.note, profile)


# -- settings -------------------------------------------------------------------------------------------------


def blanks_of(target: Target, profile: Profile) -> list[Finding]:
    """The findings about unknown settings that stop every note of a target: its format cannot do without them."""
    settings = TargetSettings(target, profile)
    for key, row in FORMATS[target.format].settings.items() if target.format else ():
        if row.needed and isinstance(target.settings.get(key), UnknownSetting):
            settings.text(key)
    return settings.findings


class TargetSettings:
    """The settings of one target, and the findings of one note that is written for it.

    A setting that is asked for and that nobody knows yet is reported, with what is needed and who knows it; one that no
    note asks for stops nothing.
    """

    def __init__(self, target: Target, profile: Profile) -> None:
        name = next((name for name, row in profile.targets.items() if row.settings is target.settings), "")
        self._path = f"targets.{name}.settings"
        self._settings = target.settings
        self.findings: list[Finding] = []

    def report(self, code: Code, *words: str) -> None:
        """Adds a finding."""
        self.findings.append(Finding(code, words=words))

    def text(self, key: str) -> str:
        """A setting; `""` when it is left out, or when it is not known, which is reported."""
        return self._known(key, self._settings.get(key, "")) or ""

    def mapping(self, table: str) -> Mapping[str, Any]:
        """A mapping; empty when it is left out or not known."""
        found = self._settings.get(table, {})
        return {} if isinstance(found, UnknownSetting) else found

    def mapped(self, table: str, key: str) -> str | None:
        """An entry of a mapping; `""` when it has none. None when it or the mapping is not known, which is reported."""
        found = self._settings.get(table, {})
        if isinstance(found, UnknownSetting):
            return self._known(table, found)
        return self._known(f"{table}.{key}", found.get(key, ""))

    def entry(self, table: str, key: str, label: str) -> str:
        """An entry of a mapping that must have it; `""` when it is missing or not known, which is reported.

        `label` is that of the fact whose value is looked up: a finding never has the value itself.
        """
        value = self.mapped(table, key)
        if value == "":
            self.report("MVG532", f"{self._path}.{table}", label)
        return value or ""

    def _known(self, key: str, value: str | UnknownSetting) -> str | None:
        """A value; None for an unknown setting, which is reported."""
        if isinstance(value, UnknownSetting):
            self.report("MVG520", f"{self._path}.{key}", value.needed, value.ask)
            return None
        return value
