"""Code systems (classifications of diagnoses): the formats of their codes and the spellings of their names."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import Final, NamedTuple

from converter.note.unicode_text import folded_letters

LONGEST_CODE: Final = 32
"""Longer texts are no code of any system, in characters; patterns of a region are matched against no longer ones."""


class CodeSystem(NamedTuple):
    """One code system. The patterns are regular expressions, each for a whole code."""

    name: str
    pattern: str
    aliases: tuple[str, ...] = ()
    """Other names of the system."""
    in_title: str = ""
    """Pattern of codes that are noticed in the title of a diagnosis; `""` for none."""
    in_list: str = ""
    """Pattern of codes that are noticed in a title only behind a separator, as they may mean something else alone."""
    oid: str = ""
    """The object identifier of the system; `""` when none is known."""


class CodeSystems:
    """The code systems of a profile, in its order."""

    def __init__(
        self, systems: tuple[CodeSystem, ...] = (), others: tuple[str, ...] = (), separators: tuple[str, ...] = ()
    ) -> None:
        self.systems: Final = systems
        self.others: Final = others
        """How the names of other systems begin."""
        self.separators: Final = separators
        """Signs and words between the diagnoses of a list."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CodeSystems) and (self.systems, self.others, self.separators) == (
            other.systems, other.others, other.separators,
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash((self.systems, self.others, self.separators))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the systems."""
        return tuple(system.name for system in self.systems)

    def __getitem__(self, name: str) -> CodeSystem:
        """The system with this name. Raises `KeyError`."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, CodeSystem]:
        return {system.name: system for system in self.systems}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {folded_letters(name): system.name for system in self.systems for name in (system.name, *system.aliases)}

    @cached_property
    def _families(self) -> tuple[str, ...]:
        return tuple(map(folded_letters, self.others))

    def is_code(self, code: str, system: str = "") -> bool:
        """Whether `code` has the format of a code of `system`; of any system when that is `""`."""
        if len(code) > LONGEST_CODE:
            return False
        if system:
            return _compiled(self._by_name[system].pattern).fullmatch(code) is not None
        return any(_compiled(one.pattern).fullmatch(code) for one in self.systems)

    def named(self, written: str) -> str:
        """The name of the system that is named, whatever the case and punctuation; `""` for none of them."""
        return self._spellings.get(folded_letters(written), "")

    def resembles_name(self, written: str) -> bool:
        """Whether `written` begins like the name of a code system, of the profile or another one."""
        return folded_letters(written).startswith(self._families)

    def has_code(self, title: str) -> bool:
        """Whether the title of a diagnosis has a code in it: one of `in_title`, or one of `in_list` in a list."""
        return _is_found(self._code_in_title, title)

    @cached_property
    def _code_in_title(self) -> str:
        """What a code in a title looks like."""
        anywhere = _any_of(system.in_title for system in self.systems)
        listed = _any_of(system.in_list for system in self.systems)
        separators = _any_of(rf"\b{word}" if word.isalpha() else re.escape(word) for word in self.separators)
        patterns = [rf"(?<![\w.])(?:{anywhere})(?![\w-])"] if anywhere else []
        patterns += [rf"(?:{separators})\s*(?:{listed})(?![\w.-])"] if separators and listed else []
        return "|".join(patterns) or "(?!)"


_compiled: Final = lru_cache(maxsize=64)(re.compile)


@lru_cache(maxsize=256)
def _is_found(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text; looked for once, as many notes have the same diagnosis."""
    return _compiled(pattern).search(text) is not None


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(filter(None, patterns))


def upper(code: str) -> str:
    """A code with its letters a to z in capitals; other letters, which can be no part of a code, as they stand."""
    return code.translate(_CAPITALS)


_CAPITALS: Final = str.maketrans(ascii_lowercase, ascii_uppercase)


def bare_code(code: str) -> str:
    """A code in capitals, without the punctuation behind it."""
    return upper(code.rstrip(":;,."))


def normalized_code(code: str) -> str:
    """The form in which two codes are compared: `J06.9`, `J069` and `j06.9` are one."""
    return code.upper().replace(".", "")
