"""Killed at any moment and run again: no torn file on the way, at the end all as if nothing had happened (P8-P10)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from faults import worlds
from faults.harness import KILLS, THOROUGH, Undisturbed, World, finished, halfway, needs_strace, some

MakeWorld = Callable[..., World]
WRITING = (
    "openat", "write", "pwrite64", "ftruncate", "rename", "renameat", "renameat2", "link", "linkat", "unlink",
    "unlinkat", "mkdir", "mkdirat", "fsync", "fdatasync", "flock", "close",
)  # fmt: skip


class _Case(NamedTuple):
    fill: Callable[[Path], object]
    arguments: tuple[str, ...]
    before: tuple[str, ...] = ()
    """A run that is already over."""


CASES = {
    "a folder": _Case(worlds.folder, ("in", "-r", "--out", "ut", "--jobs", "1")),
    "several targets": _Case(
        worlds.folder,
        ("in", "-r", "--out", "ut", "--jobs", "1", "--to", "pmo", "--to", "melior", "--registration", "html"),
    ),
    "moving": _Case(worlds.folder, ("in", "-r", "--out", "ut", "--jobs", "1", "--move-done", "klar")),
    "again": _Case(
        worlds.folder, ("--retry", "--out", "ut", "--jobs", "1"), ("in", "-r", "--out", "ut", "--from", "xml")
    ),
    "another profile": _Case(
        worlds.folder,
        ("in", "-r", "--out", "ut", "--jobs", "1", "--headings", "clinic24"),
        ("in", "-r", "--out", "ut", "--strict"),
    ),
    "lines": _Case(worlds.folder, ("in", "-r", "--out", "ut.jsonl", "--jobs", "1")),
    "archives": _Case(worlds.archives, ("in", "-r", "--out", "ut", "--jobs", "1")),
    "two workers": _Case(worlds.archives, ("in", "-r", "--out", "ut", "--jobs", "2")),
}


def _world(case: str, make_world: MakeWorld) -> tuple[World, Undisturbed]:
    world = make_world(CASES[case].fill, *CASES[case].arguments)
    if CASES[case].before:
        world.run(*CASES[case].before)
    return world, Undisturbed.of(world)


@needs_strace
@pytest.mark.parametrize("gate", ["main", "worker"])
@pytest.mark.parametrize("case", [name for name in CASES if name != "two workers"])
def test_killed_at_every_system_call_that_writes_it_ends_as_if_nothing_had_happened(
    case: str, gate: str, make_world: MakeWorld
) -> None:
    world, sound = _world(case, make_world)
    _kill_at_calls(world, sound, gate)


def _kill_at_calls(world: World, sound: Undisturbed, gate: str, twins: tuple[str, ...] = (), most: int = 6) -> None:
    places = world.calls(gate, WRITING)
    assert {place.call for place in places} >= ({"openat", "pwrite64", "fdatasync"} if gate == "main" else {"write"})
    fired = 0
    for place in some(places, most):
        world.build()
        fired += world.run(fault=place._replace(what="signal=SIGKILL", everybody=True), twins=twins).fired
        halfway(world, sound)
        finished(world, sound, twins)
    print(f"killed at {fired} of {len(places)} system calls")  # noqa: T201 -- -s shows the figures
    assert fired


@pytest.mark.parametrize("case", CASES)
def test_killed_at_any_moment_it_ends_as_if_nothing_had_happened(case: str, make_world: MakeWorld) -> None:
    world, sound = _world(case, make_world)
    _kill_at_moments(world, sound)


def _kill_at_moments(world: World, sound: Undisturbed, twins: tuple[str, ...] = ()) -> None:
    chance = random.Random(sound.code if not THOROUGH else None)  # noqa: S311 -- moments are no secret
    fired = 0
    for _ in range(-(-KILLS // len(CASES))):
        world.build()
        for _ in range(chance.choice((1, 1, 2))):
            fired += world.killed_after(chance.uniform(0, sound.seconds), chance.random() < 0.8, twins)
            halfway(world, sound)
        finished(world, sound, twins)
    print(f"killed {fired} times")  # noqa: T201 -- -s shows the figures
    assert fired


# -- a power cut --------------------------------------------------------------------------------------------------


def _cut_power(world: World, sound: Undisturbed, chance: random.Random) -> None:
    """Takes from the disk what it was not made to hold: files and names without an `fsync`, renames of inputs."""
    trace = (world.output / "trace-0").read_text("utf-8", "replace")
    synced = set(re.findall(r"^fsync\(\d+<([^>]*)>\)\s+= 0", trace, re.MULTILINE))
    new = set(world.tree()) - set(sound.before)
    for file in [world.root / name for name in new if name.startswith("ut/") and "/.mvg" not in name]:
        if file.is_dir():
            continue
        if str(file.parent) not in synced:
            file.unlink()
        elif str(file) not in synced:
            file.write_bytes(file.read_bytes()[: chance.choice((0, 100))])
    done = world.root / "klar"
    for file in [path for path in done.rglob("*") if path.is_file() and chance.random() < 0.3]:
        file.rename(world.root / "in" / file.relative_to(done))


def _lose_power_at_calls(world: World, sound: Undisturbed, twins: tuple[str, ...] = ()) -> None:
    places = world.calls("main", ("fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "close"))
    chance = random.Random(1)  # noqa: S311 -- moments are no secret
    for place in some(places, 12):
        world.build()
        world.run(fault=place._replace(what="signal=SIGKILL", everybody=True, traced="fsync"), twins=twins)
        _cut_power(world, sound, chance)
        finished(world, sound)


@needs_strace
@pytest.mark.parametrize("case", ["moving", "again"])
def test_what_was_made_of_an_input_that_is_gone_survives_a_power_cut(case: str, make_world: MakeWorld) -> None:
    _lose_power_at_calls(*_world(case, make_world))


# -- controls -----------------------------------------------------------------------------------------------------


@needs_strace
@pytest.mark.parametrize(
    ("twin", "case", "gate", "reported"),
    [
        ("writes_under_the_final_name", "a folder", "worker", "torn"),
        ("journal_first", "a folder", "worker", "reported as done"),
        ("leaves_drafts", "a folder", "worker", None),
        ("moves_first", "moving", "main", None),
    ],
)
def test_a_broken_twin_is_caught_by_kills(
    twin: str, case: str, gate: str, reported: str | None, make_world: MakeWorld
) -> None:
    world, sound = _world(case, make_world)
    with pytest.raises(AssertionError, match=reported):
        _kill_at_calls(world, sound, gate, (twin,), most=1000)


@needs_strace
@pytest.mark.parametrize("case", ["moving", "again"])
def test_a_twin_that_waits_for_no_disk_is_caught_by_power_cuts(case: str, make_world: MakeWorld) -> None:
    world, sound = _world(case, make_world)
    with pytest.raises(AssertionError):
        _lose_power_at_calls(world, sound, ("waits_for_no_disk",))
