"""What happens to a run from outside: inputs that go, a second run, workers that die, hang or eat memory, signals."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from faults import worlds
from faults.harness import Fault, Undisturbed, World, Zygote, finished, kill_run, needs_strace

MakeWorld = Callable[..., World]
OUT = ("in", "-r", "--out", "ut", "--jobs", "1")


def _until(holds: Callable[[], object], seconds: float = 20.0) -> None:
    last = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < last, "it did not come about"
        time.sleep(0.01)


# -- inputs that change -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("twin", ["inputs_vanish", "inputs_become_folders", "inputs_become_links"])
def test_an_input_that_is_gone_when_it_is_read_is_in_quarantine_with_a_true_reason(
    twin: str, make_world: MakeWorld
) -> None:
    world = make_world(worlds.folder, *OUT)
    world.build()
    ran = world.run(twins=(twin,))
    assert ran.code == 1
    reason = {"inputs_vanish": "MVG801", "inputs_become_folders": "MVG802", "inputs_become_links": "MVG802"}[twin]
    assert f"a.txt: {reason}" in ran.err
    assert "2 done, 3 in quarantine" in ran.err
    assert not (world.root / "ut/a.txt.pmo.xml").exists()


def test_an_input_that_grows_between_reading_and_moving_stays_where_it_is(make_world: MakeWorld) -> None:
    world = make_world(worlds.folder, *OUT, "--move-done", "klar")
    world.build()
    ran = world.run(twins=("inputs_grow",))
    assert (world.root / "in/a.txt").read_bytes().endswith(b"senare")
    assert not (world.root / "klar/a.txt").exists()
    assert "a.txt: WARNING MVG825" in ran.err
    assert ran.code == 1
    assert world.run().code == 1
    kept = [content for name, (_, _, content) in world.tree().items() if name.startswith(("ut/", "klar/"))]
    assert any(b"senare" in content for content in kept), "what was written later is lost"


# -- two runs -----------------------------------------------------------------------------------------------------


def test_a_second_run_refuses_and_says_who_and_after_a_kill_the_folder_is_free(make_world: MakeWorld) -> None:
    world = make_world(worlds.folder, *OUT)
    sound = Undisturbed.of(world)
    world.build()
    with Zygote() as other:
        first = world.beside(other)
        first.start(twins=("hangs_at_first_note",), gate="main")
        _, process = other.hear()
        other.go(process)
        _until(lambda: (world.root / "ut/.mvg/lock").is_file() and (world.root / "ut/.mvg/lock").read_bytes())
        ran = world.run()
        assert ran.code == 75
        assert f"process {process}, since " in ran.err
        kill_run(process)
        assert first.end().code == -signal.SIGKILL
    finished(world, sound)


def test_the_twin_without_a_lock_is_caught(make_world: MakeWorld) -> None:
    world = make_world(worlds.folder, *OUT)
    with pytest.raises(AssertionError, match="refused"):
        _two_at_once(world, ("has_no_lock",))
    _two_at_once(world, ())


def _two_at_once(world: World, twins: tuple[str, ...]) -> None:
    world.build()
    with Zygote() as other:
        first = world.beside(other)
        first.start(twins=(*twins, "hangs_at_first_note"), gate="main")
        _, process = other.hear()
        other.go(process)
        _until((world.root / "ut/.mvg/journal.sqlite").is_file)
        code = world.run(twins=twins).code
        kill_run(process)
        first.end()
    assert code == 75, "the second was not refused"


def test_the_worker_of_a_run_that_was_killed_while_it_gave_out_notes_holds_nothing(make_world: MakeWorld) -> None:
    """The notes of an archive go through the pipe: the worker has the first half of them when its supervisor dies."""
    world = make_world(worlds.archives, *OUT)
    sound = Undisturbed.of(world)
    world.build()
    world.run(twins=("dies_giving_out_notes",))
    finished(world, sound)


def test_the_twin_whose_workers_hold_their_own_pipe_is_caught(make_world: MakeWorld) -> None:
    world = make_world(worlds.archives, *OUT)
    sound = Undisturbed.of(world)
    world.build()
    _, processes = world.run(twins=("dies_giving_out_notes", "workers_hold_their_pipe")), _workers(world)
    try:
        with pytest.raises(AssertionError, match="Another run"):
            finished(world, sound)
    finally:
        for process in processes:
            os.kill(process, signal.SIGKILL)


def _workers(world: World) -> list[int]:
    """Who holds the lock of this world."""
    lock = str(world.root / "ut/.mvg/lock")
    return [
        int(held.parts[2])
        for held in Path("/proc").glob("[0-9]*/fd/*")
        if int(held.parts[2]) > 1 and os.path.lexists(held) and os.path.realpath(held) == lock
    ]


# -- workers ------------------------------------------------------------------------------------------------------

DEATHS = {
    "kills_workers": ("MVG820", ()),
    "hangs": ("MVG821", ("--timeout", "0.5")),
    "eats_memory": ("MVG822", ("--memory", "400")),
    "ends_workers": ("MVG820", ()),
    "overflows_the_stack": ("MVG901", ()),
}


def _lose_a_worker(world: World, twin: str, twins: tuple[str, ...] = ()) -> None:
    code, options = DEATHS[twin]
    sound = Undisturbed.of(world)
    world.build()
    ran = world.run(*world.arguments, *options, twins=(twin, *twins))
    assert "Traceback" not in ran.err
    assert ran.code == 1, ran
    assert f"b.xml: {code}" in ran.err
    assert "2 done, 3 in quarantine" in ran.err, "others were lost"
    for name in ("ut/a.txt.pmo.xml", "ut/mapp/d.txt.pmo.xml"):
        assert world.tree()[name] == sound.after[name]
    assert any(name.endswith("-b.xml") for name in world.tree() if "/quarantine/" in name), "no copy of it"
    retry = world.arguments.index("--out")
    assert world.run("--retry", *world.arguments[retry:]).code == 1
    finished(world, sound)


@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize("twin", DEATHS)
def test_a_note_that_costs_its_worker_twice_is_in_quarantine_and_the_others_are_done(
    twin: str, jobs: str, make_world: MakeWorld
) -> None:
    _lose_a_worker(make_world(worlds.folder, *OUT[:-1], jobs), twin)


def test_a_plain_process_pool_is_caught(make_world: MakeWorld) -> None:
    with pytest.raises(AssertionError):
        _lose_a_worker(make_world(worlds.folder, *OUT), "kills_workers", ("has_a_plain_pool",))


@needs_strace
def test_a_worker_that_dies_once_costs_nothing(make_world: MakeWorld) -> None:
    world = make_world(worlds.folder, *OUT)
    sound = Undisturbed.of(world)
    for place in world.calls("worker", ("write", "link", "rename"))[:6]:
        world.build()
        assert world.run(fault=Fault(place.call, "signal=SIGKILL", place.when, "worker")).fired
        finished(world, sound)


# -- signals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("everybody", [False, True])
def test_a_run_that_is_asked_to_end_ends_after_the_note_at_hand(
    number: signal.Signals, everybody: bool, make_world: MakeWorld, zygote: Zygote
) -> None:
    """Ctrl-C at a terminal reaches the workers too."""
    world = make_world(worlds.folder, *OUT)
    sound = Undisturbed.of(world)
    world.build()
    world.start(gate="main", twins=("takes_its_time",))
    _, process = zygote.hear()
    zygote.go(process)
    _until((world.root / "ut/a.txt.pmo.xml").exists)
    assert process > 1
    (os.killpg if everybody else os.kill)(process, number)
    ran = world.end()
    assert ran.code == 75, ran
    assert "MVG826" in ran.err
    assert "Traceback" not in ran.err
    assert not list(Path(world.root, "ut/.mvg").glob(".mvg-*")), "a draft is left"
    assert not (world.root / "ut/mapp/d.txt.pmo.xml").exists(), "it did not end before all was done"
    finished(world, sound)
