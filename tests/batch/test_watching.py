"""An inbox: a file is taken once, when it has come to rest, and not before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from batching import GOOD
from converter.batch import inputs
from converter.batch.inputs import Source
from converter.batch.watching import Inbox


@pytest.fixture
def box(inbox: Path) -> Inbox:
    return Inbox(Source(str(inbox), recursive=True))


def _look(box: Inbox) -> list[str]:
    rested = box.look()
    return [item.key for item in box.take(rested)]


def test_a_file_is_taken_at_the_second_look_and_once(box: Inbox, inbox: Path) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    assert [_look(box) for _ in range(4)] == [[], ["a.txt"], [], []]


def test_a_file_that_grows_is_left_until_it_rests(box: Inbox, inbox: Path) -> None:
    for length in (1, 2, 3):
        (inbox / "a.txt").write_bytes(GOOD[:length])
        assert _look(box) == []
    assert _look(box) == ["a.txt"]


def test_a_file_that_is_written_again_is_taken_again(box: Inbox, inbox: Path) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    assert [_look(box), _look(box)] == [[], ["a.txt"]]
    (inbox / "a.txt").write_bytes(GOOD + b"x")
    assert [_look(box), _look(box)] == [[], ["a.txt"]]
    os.utime(inbox / "a.txt", ns=(1, 1))
    assert [_look(box), _look(box)] == [[], ["a.txt"]]


def test_what_was_not_taken_is_given_again(box: Inbox, inbox: Path) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    box.look()
    assert box.look() == box.look() != []


def test_temporary_names_are_left_alone_in_every_folder(box: Inbox, inbox: Path) -> None:
    (inbox / "mapp").mkdir()
    for name in (".a", "~$a", "a.tmp", "mapp/.a", "mapp/a.part", "mapp/a.txt"):
        (inbox / name).write_bytes(GOOD)
    assert [_look(box), _look(box)] == [[], ["mapp/a.txt"]]


def test_a_file_that_vanishes_between_two_looks_is_forgotten(box: Inbox, inbox: Path) -> None:
    (inbox / "a.txt").write_bytes(GOOD)
    assert _look(box) == []
    (inbox / "a.txt").unlink()
    assert _look(box) == []


def test_a_share_that_is_away_for_a_moment_is_looked_at_again(
    box: Inbox, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> list[bytes]:
        raise OSError(5, "")

    (inbox / "a.txt").write_bytes(GOOD)
    with monkeypatch.context() as broken:
        broken.setattr(os, "scandir", away)
        assert [_look(box), _look(box)] == [[], []], "and the inbox itself is not taken for a note"
    assert [_look(box), _look(box)] == [[], ["a.txt"]]


def test_a_file_that_vanishes_within_a_look_is_no_fault(
    box: Inbox, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "_listed", lambda _: ([b"borta.txt"], set()))
    assert _look(box) == []
