"""The bar: only on a terminal, on one line of it, gone in the end; and the summary that stays."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from converter.batch import progress as room
from converter.batch.outcome import DONE, KEPT, QUARANTINED, Outcome, Totals
from converter.batch.progress import Progress, progress, summary
from told import groups, outcome, tell

NBSP = "\xa0"


class Screen(io.TextIOWrapper):
    """A terminal of one line, as far as one can see."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")

    def isatty(self) -> bool:
        return True

    @property
    def written(self) -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding)

    @property
    def line(self) -> str:
        """What stands on it: a carriage return goes to its begin, and what comes then stands over what was."""
        shown: list[str] = []
        for piece in self.written.split("\r"):
            shown[: len(piece)] = piece
        return "".join(shown).rstrip(" ")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [50.0]
    monkeypatch.setattr(room, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    width = [100]
    monkeypatch.setattr(room, "_columns", lambda _: width[0])
    return width


def test_only_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.delenv("TERM", raising=False)
    assert [progress(stream) for stream in (None, io.StringIO(), closed)] == [None, None, None]
    assert isinstance(progress(Screen()), Progress)
    monkeypatch.setenv("TERM", "dumb")
    assert progress(Screen()) is None


@pytest.mark.parametrize(
    ("total", "language", "shown"),
    [
        (200, "sv", "█" * 20 + "░" * 20 + "  100/200  50/s  2,0 s kvar  98 klara, 1 redan klara, 1 i karantän"),
        (200, "en", "█" * 20 + "░" * 20 + "  100/200  50/s  2.0 s left  98 done, 1 done before, 1 in quarantine"),
        (0, "sv", "100  50/s  98 klara, 1 redan klara, 1 i karantän"),
        (100, "sv", "█" * 40 + "  100/100  50/s  98 klara, 1 redan klara, 1 i karantän"),
        (50, "sv", "█" * 40 + "  100/50  50/s  98 klara, 1 redan klara, 1 i karantän"),
    ],
)
def test_the_line_says_how_many_how_fast_how_long_and_what_became_of_them(
    clock: list[float], columns: list[int], total: int, language: str, shown: str
) -> None:
    columns[0] = 120
    screen = Screen()
    bar = Progress(screen, total, language)
    clock[0] += 2
    bar.on_outcomes([*(outcome(number, DONE) for number in range(98)), outcome(98, KEPT), outcome(99, QUARANTINED)])
    assert screen.line == shown


def test_at_the_end_the_line_is_empty_again(clock: list[float], columns: list[int]) -> None:
    screen = Screen()
    bar = Progress(screen, 200)
    for group in groups(200):
        clock[0] += 1
        bar.on_outcomes(group)
    assert screen.line
    bar.on_end(Totals())
    assert screen.line == ""
    assert screen.written.endswith("\r")
    assert "\n" not in screen.written
    assert columns


def test_a_shorter_line_leaves_nothing_of_a_longer_one(clock: list[float], columns: list[int]) -> None:
    screen = Screen()
    bar = Progress(screen, 0)
    clock[0] += 1
    bar.on_outcomes([outcome(1, KEPT)])
    columns[0] = 20
    clock[0] += 1
    bar.on_outcomes([outcome(2, KEPT)])
    assert screen.line == "2  2 redan klara"[:19]


@pytest.mark.parametrize("width", [1, 5, 20, 40, 60, 80, 200])
@pytest.mark.parametrize("total", [0, 20_000])
def test_the_line_fits_whatever_the_width(clock: list[float], columns: list[int], width: int, total: int) -> None:
    columns[0] = width
    screen = Screen()
    bar = Progress(screen, total)
    for group in groups(3000, of=500):
        clock[0] += 1
        bar.on_outcomes(group)
        assert len(screen.line) < width or screen.line == ""


def test_it_is_drawn_five_times_a_second_at_most(clock: list[float]) -> None:
    screen = Screen()
    bar = Progress(screen, 10_000)
    for number in range(10_000):
        clock[0] += 0.001
        bar.on_outcomes([outcome(number)])
    assert 40 <= screen.written.count("\r") <= 52


def test_a_group_of_nothing_draws_nothing() -> None:
    screen = Screen()
    Progress(screen).on_outcomes([])
    assert screen.written == ""


def test_the_rate_is_that_of_late(clock: list[float], columns: list[int]) -> None:
    """What an earlier run has done is told in a moment; the notes that are left take longer."""
    screen = Screen()
    bar = Progress(screen, 20_000)
    for _ in range(10):
        clock[0] += 0.5
        bar.on_outcomes([outcome(number, KEPT) for number in range(1000)])
    for _ in range(30):
        clock[0] += 0.5
        bar.on_outcomes([outcome(number, DONE) for number in range(50)])
    assert "100/s" in screen.line
    assert "1 min 25 s kvar" in screen.line
    assert columns


def test_a_stream_without_block_signs_gets_plain_ones(clock: list[float], columns: list[int]) -> None:
    for encoding in ("ascii", "cp1252"):
        screen = Screen(encoding)
        bar = Progress(screen, 100, "en")
        clock[0] += 1
        bar.on_outcomes([outcome(number, DONE) for number in range(50)])
        assert screen.line.startswith("#" * 20 + "-" * 20)
    assert columns
    screen.reconfigure(encoding="utf-8")
    assert not room._can_show(SimpleNamespace(encoding="unknown"), "█")  # type: ignore[arg-type]


def test_there_is_no_colour_and_nothing_of_a_name(clock: list[float]) -> None:
    screen = Screen()
    bar = Progress(screen, 3)
    clock[0] += 1
    bar.on_outcomes([Outcome(1, "Zxqvkanarie", QUARANTINED)])
    bar.on_end(Totals())
    assert "\x1b" not in screen.written
    assert "Zxqv" not in screen.written


def test_somebody_else_can_write_between_two_drawings(clock: list[float]) -> None:
    screen = Screen()
    bar = Progress(screen, 100)
    bar.clear()
    assert screen.written == ""
    clock[0] += 1
    bar.on_outcomes([outcome(1)])
    bar.clear()
    assert screen.line == ""
    clock[0] += 0.01
    bar.on_outcomes([outcome(2)])
    assert "2/100" in screen.line


def test_a_terminal_that_has_gone_is_no_reason_to_stop(clock: list[float]) -> None:
    class Gone(Screen):
        def write(self, _: str) -> int:
            raise OSError(5, "gone")

    tell(Progress(Gone(), 200), 200)
    screen = Screen()
    bar = Progress(screen, 200)
    screen.close()
    clock[0] += 1
    bar.on_outcomes([outcome(1)])
    bar.on_end(Totals())


@pytest.fixture
def terminal() -> Iterator[tuple[int, io.TextIOWrapper]]:
    if not hasattr(os, "openpty"):
        pytest.skip("this system has no pseudo-terminals")
    outer, inner = os.openpty()
    stream = open(inner, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- closed below
    yield outer, stream
    stream.close()
    os.close(outer)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no terminals of this kind")
@pytest.mark.parametrize("width", [0, 50, 132])
def test_in_a_real_terminal_the_line_is_as_wide_as_that_allows(
    terminal: tuple[int, io.TextIOWrapper], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl
    import struct
    import termios

    monkeypatch.setenv("TERM", "xterm")
    outer, stream = terminal
    fcntl.ioctl(outer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    bar = progress(stream, 1000)
    assert bar is not None
    bar.on_outcomes([outcome(number) for number in range(200)])
    drawn = os.read(outer, 10_000).decode().lstrip("\r")
    assert len(drawn) <= (width or 80) - 1
    assert f"200/1{NBSP}000" in drawn


@pytest.mark.parametrize(
    ("totals", "language", "lines"),
    [
        (Totals(0, 0, 0, 0.0), "sv", ["inget att göra (0 s)"]),
        (Totals(0, 0, 0, 0.0), "en", ["nothing to do (0 s)"]),
        (Totals(19800, 0, 0, 14.0), "sv", [f"19{NBSP}800 klara (14 s, 1{NBSP}414/s)"]),
        (Totals(1, 2, 0, 0.5, "MVG826"), "en",
         ["1 done, 2 done before (500 ms, 6.0/s)", "The run was stopped: the same command goes on where it ended."]),
        (Totals(1, 0, 0, 0.5, "MVG826"), "sv",
         ["1 klara (500 ms, 2,0/s)", "Körningen stannade: samma kommando fortsätter där den slutade."]),
    ],
    ids=range(5),
)  # fmt: skip
def test_the_summary_says_how_it_went(totals: Totals, language: str, lines: list[str]) -> None:
    assert summary(totals, "ut/quarantine", language) == lines


@pytest.mark.parametrize(("language", "step"), [("sv", "mvg explain KOD"), ("en", "mvg explain CODE")])
def test_what_is_in_quarantine_comes_with_what_to_do_next(language: str, step: str) -> None:
    lines = summary(Totals(1, 1, 1, 1.0, "MVG805"), "ut-190102039801\x1b/quarantine", language)
    assert len(lines) == 4
    assert "<U+001B>/quarantine" in lines[1]
    assert "190102039801" not in lines[1]
    assert step in lines[2]
    assert "mvg quarantine retry" in lines[2]
    assert not any(re.search(r"[\x00-\x1f]", line) for line in lines)
