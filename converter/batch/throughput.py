"""Notes per second over the time of a run, in bounded memory, and the axes of its chart."""

from __future__ import annotations

import math
from typing import Final

MOST: Final = 96
"""Limit of intervals; when there would be more, pairs of neighbours are merged."""
_FIRST: Final = 0.25
"""Initial length of an interval in seconds."""
_MAX_TICKS: Final = 5
_TICK_INTERVALS: Final = (
    0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
)  # fmt: skip
"""Round distances between two ticks of a time axis, in seconds."""


class Throughput:
    """Counts notes in intervals of equal length."""

    def __init__(self) -> None:
        self._width = _FIRST
        self._counts: list[float] = []
        self._until = 0.0

    def add(self, count: int, until: float) -> None:
        """Adds notes that ended since the last call, evenly up to `until` (seconds since the start)."""
        begin, self._until = self._until, max(until, self._until)
        while self._until >= MOST * self._width:
            self._counts = [sum(self._counts[at : at + 2]) for at in range(0, len(self._counts), 2)]
            self._width *= 2
        last = max(0, math.ceil(self._until / self._width) - 1)
        self._counts += [0.0] * (last + 1 - len(self._counts))
        length = self._until - begin
        if not length:
            self._counts[last] += count
            return
        for at in range(int(begin / self._width), last + 1):
            inside = min(self._until, (at + 1) * self._width) - max(begin, at * self._width)
            self._counts[at] += count * inside / length

    def rates(self) -> list[tuple[float, float, float]]:
        """Start, length and notes per second of each interval; the last one ends with the run."""
        starts = [at * self._width for at in range(len(self._counts))]
        lengths = [min(self._width, self._until - start) for start in starts]
        return [
            (start, length, count / length)
            for start, length, count in zip(starts, lengths, self._counts, strict=True)
            if length
        ]


def round_up(value: float) -> float:
    """A round end of an axis for a value, with a round number at its half."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 3, 4, 6, 8, 10, 20) if step * power >= value)


def time_marks(seconds: float) -> list[float]:
    """The ticks of a time axis: at most five, at round times."""
    step = next(
        (step for step in _TICK_INTERVALS if seconds / step < _MAX_TICKS),
        _TICK_INTERVALS[-1] * (int(seconds / _TICK_INTERVALS[-1] / 4) + 1),
    )
    return [mark * step for mark in range(int(seconds / step) + 1)]
