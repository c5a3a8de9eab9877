"""A note under test: the conversions that a property makes of it, and their findings. Needs no Hypothesis."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

from converter.conversion.options import ConvertOptions
from converter.conversion.result import Result
from converter.findings.catalogue import CATALOGUE
from converter.note.facts import GIVABLE, REQUIRABLE
from converter.note.model import TriageNote
from converter.note.reading import NO_DECISIONS, Reading
from converter.pipeline import ParsedNote, parse
from converter.profile import Profile
from converter.render.templates import compiled_template

FAULT: Final = 70
"""The exit code of a fault in the program."""
# Defined independently of the program: its own definition of a blank text is under test too.
_NOTHING: Final = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
_SINGLE: Final = (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2065, 0x2800, 0x3164, 0xFFA0)
_INVISIBLE: Final = frozenset((*_SINGLE, *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)))
_FORMATTING: Final = frozenset(
    (0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
)
"""Soft hyphens, joiners, direction marks: only the visible characters of a heading count."""
_AS_READ: Final = ("", "", NO_DECISIONS)
"""What decides how a source is read, where nothing is asked for: it is read once for all such conversions."""


class PropertyViolation(Exception):
    """A property does not hold. Its message has names of the program and the profile, never text of the note."""

    def __init__(self, *at: str) -> None:
        super().__init__(", ".join(at))


class NotApplicable(Exception):
    """The property does not apply to the note."""


class NoteUnderTest:
    """A source and a profile, with the codes and targets of its conversions so far."""

    def __init__(self, source: bytes, profile: Profile) -> None:
        self.source = source
        self.profile = profile
        self.codes: set[str] = set()
        self.targets: set[str] = set()

    def convert(self, to: str, source: bytes | str | None = None, **how: Any) -> Result:
        """Converts the source, or another one. Raises `PropertyViolation` for a fault in the program.

        A text that looks damaged is converted all the same: most sources are corrupted on purpose.
        """
        options = ConvertOptions(**{"damaged_ok": True, **how})
        if source is None and (options.form, options.encoding, options.reading_decisions) == _AS_READ:
            parsed = self._parsed
        else:
            parsed = parse(self.source if source is None else source, profile=self.profile, options=options)
        result = parsed.to(to, options)
        self.codes.update(finding.code for finding in result.findings)
        self.require(result.exit_code != FAULT, to, *(found.code for found in result.findings if found.exit_code))
        if result.output is not None:
            self.targets.add(to)
        return result

    def read(self, source: bytes | str) -> TriageNote | None:
        """Reads another source. Raises `PropertyViolation` for a fault in the program."""
        return self._taken(parse(source, profile=self.profile).reading).note

    @cached_property
    def _parsed(self) -> ParsedNote:
        return parse(self.source, profile=self.profile)

    @cached_property
    def reading(self) -> Reading:
        """The source as read. Raises `PropertyViolation` for a fault in the program."""
        return self._taken(self._parsed.reading)

    def _taken(self, reading: Reading) -> Reading:
        self.codes.update(finding.code for finding in reading.findings)
        self.require(all(finding.exit_code != FAULT for finding in reading.findings), "read")
        return reading

    @property
    def note(self) -> TriageNote:
        """The note that was read. Raises `NotApplicable` when there is none."""
        if self.reading.note is None:
            raise NotApplicable
        return self.reading.note

    @cached_property
    def free_target(self) -> str:
        """A target that needs no required fields. Raises `NotApplicable` when the profile has none."""
        return self._target(gated=False)

    @cached_property
    def gated_target(self) -> str:
        """A target that needs the required fields. Raises `NotApplicable` when the profile has none."""
        return self._target(gated=True)

    @cached_property
    def bare_target(self) -> str:
        """One without the gate whose output can be read as a note: headings and texts, and nothing of the template's
        own. Raises `NotApplicable` when the profile has none."""
        for name, target in self.profile.targets.items():
            if not (target.gated or target.format or target.shows) and target.syntax == "text":
                template = compiled_template(self.profile, target.template)
                if not template.words and "indent" not in template.names:
                    return name
        raise NotApplicable

    def _target(self, gated: bool) -> str:
        for name, target in self.profile.targets.items():
            if target.gated == gated:
                return name
        raise NotApplicable

    @property
    def missing(self) -> dict[str, str]:
        """A value for each required field that the note does not have, and that can be given beside it."""
        missing: dict[str, str] = {}
        for field in self.profile.required:
            fact = REQUIRABLE[field.fact][0]
            path = "principal_diagnosis.label" if fact == "principal_diagnosis" else fact
            known = attrgetter(path)(self.note) if fact in GIVABLE else "1"
            value = " ".join(known) if isinstance(known, tuple) else known
            words = self.profile.words.get(fact, {})
            if not (value if words else is_filled(value, self.profile)):
                missing[fact] = next(iter(words.values()), "J06.9")
        return missing

    def require(self, holds: object, *at: str) -> None:
        """Raises `PropertyViolation` with the places `at` unless the condition holds."""
        if not holds:
            raise PropertyViolation(*at)


def is_visible(text: str) -> bool:
    """Whether a text has a visible character."""
    return any(unicodedata.category(sign) not in _NOTHING and ord(sign) not in _INVISIBLE for sign in text)


def is_filled(text: str, profile: Profile) -> bool:
    """Whether a field is filled in: it has a visible letter or digit, and is no placeholder of the profile."""
    letters = "".join(sign for sign in folded(text) if sign.isalnum() and ord(sign) not in _INVISIBLE)
    return bool(letters) and letters not in profile.placeholders


def is_cautious(result: Result) -> bool:
    """Whether the program stopped as a caution: at an invalid time, at a value that contradicts the note."""
    return any(CATALOGUE[code].caution for code in codes(result))


def folded(text: str) -> str:
    """A heading folded for comparison."""
    seen = "".join(sign for sign in text if ord(sign) not in _FORMATTING)
    return " ".join(unicodedata.normalize("NFC", seen).casefold().split()).rstrip(":").rstrip()


def strings(value: object) -> Iterator[str]:
    """Every string in a record of the model, or in the data of a JSON text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def codes(result: Result) -> list[str]:
    """The codes of the findings, in order."""
    return [finding.code for finding in result.findings]
