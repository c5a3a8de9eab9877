"""Regular expressions of other systems, matched in time that is bounded by the lengths of text and expression.

Python's own matcher may take exponential time. Here a set of states is followed through the text instead (Thompson's
construction). Only what such a matcher can decide is supported: no back references, lookaround or word boundaries.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

_MOST_STATES: Final = 5000
_CHARACTER: Final = re.compile(
    r"\\[dDwWsStnrfv]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[^\w\s]|\[\^?(?:\\.|[^\]\\\[])+\]|[^\\()|*+?\[\]{}^$]"
)
"""What matches one character: an escape, a class, a dot or the character itself."""
_REPEATED: Final = re.compile(r"(?:([*+?])|\{(\d{1,5})(,?)(\d{0,5})\})\??(?![*+?{])")
_SIGNS: Final[dict[str, tuple[int, int | None]]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_Part = Callable[[int], int]
"""A part of an expression: adds its states, which go on to the given state, and returns the first of them."""


class Unsupported(ValueError):
    """An expression that is none, or that cannot be decided in bounded time."""


class _State(NamedTuple):
    """A state: what one character must match to go on, None for no character, and the states it goes on to."""

    character: re.Pattern[str] | None
    following: list[int]


class TextPattern:
    """An expression that a whole text matches or not. Raises `Unsupported` when it is made."""

    def __init__(self, expression: str) -> None:
        self._states = [_State(None, [])]
        self._rest = expression
        try:
            part = self._alternatives(is_outermost=True)
            if self._rest:
                raise Unsupported
            self._start = part(0)
        except (re.error, RecursionError):
            raise Unsupported from None

    def matches(self, text: str) -> bool:
        """Whether the whole of a text matches."""
        steps: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        states = self._reached([self._start])
        for character in text:
            if (step := (states, character)) not in steps:
                passed = [self._states[one] for one in states]
                steps[step] = self._reached(
                    [one.following[0] for one in passed if one.character and one.character.fullmatch(character)]
                )
            states = steps[step]
        return 0 in states

    def _reached(self, waiting: list[int]) -> frozenset[int]:
        """These states and those that they go on to without a character."""
        found: set[int] = set()
        while waiting:
            if (one := waiting.pop()) not in found:
                found.add(one)
                waiting += [] if self._states[one].character else self._states[one].following
        return frozenset(found)

    # -- construction ------------------------------------------------------------------------------------------

    def _add(self, character: re.Pattern[str] | None, *following: int) -> int:
        if len(self._states) > _MOST_STATES:
            raise Unsupported
        self._states.append(_State(character, list(following)))
        return len(self._states) - 1

    def _take(self, start: str) -> bool:
        """Whether the rest of the expression starts so; then it is taken away."""
        is_so = self._rest.startswith(start)
        self._rest = self._rest.removeprefix(start)
        return is_so

    def _alternatives(self, is_outermost: bool = False) -> _Part:
        parts = [self._sequence(is_outermost)]
        while self._take("|"):
            parts.append(self._sequence(is_outermost))
        return lambda then: self._add(None, *[part(then) for part in parts])

    def _sequence(self, is_outermost: bool) -> _Part:
        """Anchors at both ends of the whole expression change nothing: the whole text has to match anyway."""
        parts: list[_Part] = []
        if is_outermost:
            self._take("^")
        while self._rest and self._rest[0] not in "|)$":
            parts.append(self._repeated(self._single()))
        if is_outermost:
            self._take("$")

        def joined(then: int) -> int:
            for part in reversed(parts):
                then = part(then)
            return then

        return joined

    def _single(self) -> _Part:
        if self._take("("):
            if not self._take("?:") and self._rest.startswith("?"):
                raise Unsupported
            part = self._alternatives()
            if not self._take(")"):
                raise Unsupported
            return part
        found = _CHARACTER.match(self._rest)
        if found is None:
            raise Unsupported
        self._rest = self._rest[found.end() :]
        character = re.compile(found[0], re.ASCII)
        return lambda then: self._add(character, then)

    def _repeated(self, part: _Part) -> _Part:
        found = _REPEATED.match(self._rest)
        if found is None:
            return part
        self._rest = self._rest[found.end() :]
        sign, least, comma, most = found.groups()
        low, high = _SIGNS[sign] if sign else (int(least), int(most) if most else None if comma else int(least))
        if high is not None and high < low:
            raise Unsupported

        def repeated(then: int) -> int:
            start = then
            if high is None:
                start = self._add(None, then)
                self._states[start].following.append(part(start))
            else:
                for _ in range(high - low):
                    start = self._add(None, part(start), then)
            for _ in range(low):
                start = part(start)
            return start

        return repeated
