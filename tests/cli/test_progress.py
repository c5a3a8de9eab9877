"""The bar: only on a terminal, on one line of it, gone in the end; and the summary that stays."""

from __future__ import annotations

import io
import re

import pytest

from converter.batch.outcome import DONE, KEPT, QUARANTINED, Outcome, Totals
from converter.cli.progress import Progress, progress, summary
from sample_run import groups, notify, outcome

NBSP = "\xa0"
_CONTROL = re.compile(r"\x1b\[[?0-9]*[a-zA-Z]")


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
        """What stands on it: a carriage return goes to its begin, and `ESC [K` erases from there."""
        shown: list[str] = []
        for piece in self.written.split("\r"):
            if "\x1b[K" in piece:
                shown.clear()
            text = _CONTROL.sub("", piece)
            shown[: len(text)] = text
        return "".join(shown).rstrip(" ")


@pytest.fixture(autouse=True)
def _columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")


def test_only_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    assert [progress(stream) for stream in (None, io.StringIO(), closed)] == [None, None, None]
    assert isinstance(progress(Screen()), Progress)
    monkeypatch.setenv("TERM", "dumb")
    assert progress(Screen()) is None


@pytest.mark.parametrize(
    ("total", "language", "shown"),
    [
        (200, "sv", r"\[#{19,}-{19,}\] 100/200  98 klara, 1 redan klara, 1 i karantän"),
        (200, "en", r"\[#{15,}-{15,}\] 100/200  98 done, 1 done before, 1 in quarantine"),
        (0, "sv", "100  98 klara, 1 redan klara, 1 i karantän"),
        (50, "sv", r"\[#+\] 100/50  98 klara, 1 redan klara, 1 i karantän"),
    ],
)
def test_the_line_says_how_many_and_what_became_of_them(
    monkeypatch: pytest.MonkeyPatch, total: int, language: str, shown: str
) -> None:
    monkeypatch.setenv("MVG_LANG", language)
    screen = Screen()
    bar = Progress(screen, total)
    bar.on_outcomes([*(outcome(number, DONE) for number in range(98)), outcome(98, KEPT), outcome(99, QUARANTINED)])
    assert re.fullmatch(shown, screen.line)


@pytest.mark.parametrize("width", [45, 60, 80, 200])
@pytest.mark.parametrize("total", [0, 20_000])
def test_the_line_fits(monkeypatch: pytest.MonkeyPatch, width: int, total: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    screen = Screen()
    bar = Progress(screen, total)
    for group in groups(3000, of=500):
        bar.on_outcomes(group)
        assert 0 < len(screen.line) <= width


def test_at_the_end_the_line_is_empty_and_the_cursor_visible() -> None:
    screen = Screen()
    notify(Progress(screen, 200), 200)
    assert screen.line == ""
    assert "\n" not in screen.written
    assert screen.written.rindex("\x1b[?25h") > screen.written.rindex("\x1b[?25l")


def test_there_is_no_colour_and_nothing_of_a_name() -> None:
    screen = Screen()
    notify(Progress(screen, 3), 3)
    Progress(screen, 3).on_outcomes([Outcome(1, "Zxqvkanarie", QUARANTINED)])
    assert not re.search(r"\x1b\[[0-9;]*m", screen.written)
    assert "Zxqv" not in screen.written


def test_other_text_can_be_written_between_two_drawings() -> None:
    screen = Screen()
    bar = Progress(screen, 100)
    bar.on_outcomes([outcome(1)])
    bar.clear()
    assert screen.line == ""
    bar.on_outcomes([outcome(2)])
    assert "2/100" in screen.line


def test_a_terminal_that_has_gone_is_no_reason_to_stop() -> None:
    class Gone(Screen):
        def write(self, _: str) -> int:
            raise OSError(5, "gone")

    notify(Progress(Gone(), 200), 200)
    screen = Screen()
    bar = Progress(screen, 200)
    screen.close()
    bar.on_outcomes([outcome(1)])
    bar.on_end(Totals())


@pytest.mark.parametrize(
    ("totals", "language", "lines"),
    [
        (Totals(0, 0, 0, 0.0), "sv", ["inget att göra (0 s)"]),
        (Totals(0, 0, 0, 0.0), "en", ["nothing to do (0 s)"]),
        (Totals(19800, 0, 0, 14.0), "sv", [f"19{NBSP}800 klara (14 s, 1{NBSP}414/s)"]),
        (Totals(1, 2, 0, 0.5, "MVG826"), "en",
         ["1 done, 2 done before (500 ms, 6.0/s)", "The run was stopped: the same command continues where it ended."]),
        (Totals(1, 0, 0, 0.5, "MVG826"), "sv",
         ["1 klara (500 ms, 2,0/s)", "Körningen stannade: samma kommando fortsätter där den slutade."]),
        (Totals(0, 0, 0, 0.0, "MVG805"), "sv",
         ["inget gjort (0 s)", "Körningen stannade: samma kommando fortsätter där den slutade."]),
    ],
    ids=range(6),
)  # fmt: skip
def test_the_summary_says_how_it_went(
    monkeypatch: pytest.MonkeyPatch, totals: Totals, language: str, lines: list[str]
) -> None:
    monkeypatch.setenv("MVG_LANG", language)
    assert summary(totals, "ut/quarantine") == lines


@pytest.mark.parametrize(("language", "step"), [("sv", "mvg explain KOD"), ("en", "mvg explain CODE")])
def test_what_is_in_quarantine_comes_with_what_to_do_next(
    monkeypatch: pytest.MonkeyPatch, language: str, step: str
) -> None:
    monkeypatch.setenv("MVG_LANG", language)
    lines = summary(Totals(1, 1, 1, 1.0, "MVG805"), "ut-190102039801\x1b/quarantine")
    assert len(lines) == 4
    assert "<U+001B>/quarantine" in lines[1]
    assert "190102039801" not in lines[1]
    assert step in lines[2]
    assert "mvg quarantine retry" in lines[2]
    assert not any(re.search(r"[\x00-\x1f]", line) for line in lines)
