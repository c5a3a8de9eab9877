"""An error of the system costs one note or stops the run in good order; the rerun completes (P11)."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faults import worlds
from faults.harness import Ran, Undisturbed, World, finished, halfway, needs_strace, some

MakeWorld = Callable[..., World]
OUT = ("in", "-r", "--out", "ut", "--jobs", "1", "--timeout", "4")
"""A worker that cannot be given its notes is ended like one that hangs."""
CODES = (0, 1, 66, 73, 75, 78)
"""How a run may end whose system fails; 70 only when no worker can be made, which is MVG827."""
CALLS = {
    "openat": ("EMFILE", "EACCES", "EIO", "ENOSPC", "EROFS"),
    "write": ("ENOSPC", "EIO"),
    "pwrite64": ("ENOSPC", "EIO"),
    "read": ("EIO",),
    "pread64": ("EIO",),
    "link": ("EIO", "ENOSPC", "EACCES", "EROFS", "EXDEV"),
    "rename": ("EIO", "ENOSPC", "EACCES", "EROFS", "EXDEV"),
    "unlink": ("EIO", "EACCES", "EROFS"),
    "mkdir": ("EACCES", "ENOSPC", "EROFS"),
    "fsync": ("EIO", "ENOSPC"),
    "fdatasync": ("EIO", "ENOSPC"),
    "ftruncate": ("EIO",),
    "flock": ("EIO",),
    "close": ("EIO",),
    "clone": ("EAGAIN", "ENOMEM"),
    "mmap": ("ENOMEM",),
    "socketpair": ("EMFILE",),
    "poll": ("EINTR",),
}


def in_good_order(
    ran: Ran, world: World, sound: Undisturbed, codes: tuple[int, ...] = CODES, drafts: bool = False
) -> None:
    """No traceback, a right exit code, no torn file, no draft left."""
    assert "Traceback" not in ran.err
    assert "Exception ignored" not in ran.err
    assert ran.code in codes or "MVG827" in ran.err, ran
    halfway(world, sound, over=True, drafts=drafts)


@needs_strace
@pytest.mark.parametrize("gate", ["main", "worker"])
@pytest.mark.parametrize(("moving", "lasting"), [((), False), (("--move-done", "klar"), True)])
def test_an_error_at_every_system_call_costs_a_note_or_stops_in_good_order(
    gate: str, lasting: bool, moving: tuple[str, ...], make_world: MakeWorld
) -> None:
    world = make_world(worlds.folder, *OUT, *moving)
    sound = Undisturbed.of(world)
    _fail_at_calls(world, sound, gate, lasting)


def _fail_at_calls(
    world: World,
    sound: Undisturbed,
    gate: str,
    lasting: bool,
    twins: tuple[str, ...] = (),
    most: int = 5,
    among: tuple[str, ...] = tuple(CALLS),
) -> None:
    places = [
        place._replace(what=f"error={error}", when=place.when + "+" * lasting, most=9)
        for place in world.calls(gate, among)
        for error in CALLS[place.call]
        if not (lasting and place.call in ("close", "poll", "write"))  # not even /dev/null would take a word
        and not (gate == "main" and place.call == "close")  # a finalizer of the library would say so on its own
    ]
    fired = 0
    for place in some(places, most):
        world.build()
        try:
            ran = world.run(fault=place, twins=twins)
            fired += ran.fired
            in_good_order(ran, world, sound, drafts=lasting)
            if not _names_a_folder(ran, world):
                completed(world, sound)
        except (AssertionError, TimeoutError) as error:
            error.add_note(f"{place}")
            raise
    print(f"failed at {fired} of {len(places)} system calls")  # noqa: T201 -- -s shows the figures
    assert fired


def _names_a_folder(ran: Ran, world: World) -> bool:
    """Whether a folder could not be listed: it is in quarantine then, without a copy, until a person takes it away."""
    names = [line.partition(": MVG80")[0] for line in ran.err.splitlines() if ": MVG80" in line]
    return any((world.root / name).is_dir() or (world.root / "in" / name).is_dir() for name in names)


def completed(world: World, sound: Undisturbed) -> None:
    """After the cause is gone: the same command, and `--retry` for what went into quarantine, end as ever."""
    world.run()
    if "--out" in world.arguments:
        where = world.arguments.index("--out")
        world.run("--retry", *world.arguments[where:])
    finished(world, sound)


# -- real ones --------------------------------------------------------------------------------------------------


@contextmanager
def _mounted(*command: str) -> Iterator[Path]:
    folder = Path(command[-1])
    folder.mkdir(exist_ok=True)
    if os.geteuid() or subprocess.run(["mount", *command], capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("size", [0, 8, 16, 24, 32])
def test_a_disk_that_is_full_stops_the_run_and_with_room_it_completes(size: int, make_world: MakeWorld) -> None:
    world = make_world(worlds.folder, *OUT)
    sound = Undisturbed.of(world)
    world.build()
    with _mounted("-t", "tmpfs", "-o", "size=160k,mode=700", "none", str(world.root / "ut")) as out:
        _fill(out / "ballast", size)
        ran = world.run()
        assert ran.code == 73, ran
        assert "ENOSPC" in ran.err or "SQLITE_FULL" in ran.err
        (out / "ballast").unlink()
        in_good_order(ran, world, sound, (73,))
        subprocess.run(["mount", "-o", "remount,size=9m", str(out)], check=True)
        finished(world, sound)


def _fill(ballast: Path, left: int) -> None:
    """Fills a file system until so many KiB are left."""
    free = os.statvfs(ballast.parent)
    ballast.write_bytes(bytes(max(free.f_bavail * free.f_bsize - (left << 10), 0)))


def test_a_folder_that_cannot_be_written_stops_the_run(make_world: MakeWorld) -> None:
    world = make_world(worlds.folder, *OUT)
    sound = Undisturbed.of(world)
    world.build()
    (world.root / "ut").mkdir(0o700)
    with _mounted("--bind", str(world.root / "ut"), str(world.root / "ut")) as out:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(out)], check=True)
        ran = world.run()
        assert ran.code == 73, ran
        assert "EROFS" in ran.err
    in_good_order(ran, world, sound)
    finished(world, sound)


@pytest.mark.parametrize("name", ["RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_AS", "RLIMIT_NPROC"])
@pytest.mark.parametrize("share", [0, 1, 2, 3])
def test_a_limit_of_the_shell_costs_notes_or_stops_in_good_order(name: str, share: int, make_world: MakeWorld) -> None:
    world = make_world(worlds.folder, *OUT)
    sound = Undisturbed.of(world)
    most = {
        "RLIMIT_FSIZE": (0, 2000, 5000, 9000),
        "RLIMIT_NOFILE": (6, 10, 12, 14),
        "RLIMIT_AS": tuple(size << 20 for size in (60, 90, 120, 200)),
        "RLIMIT_NPROC": (1, 1, 1, 1),
    }[name][share]
    assert hasattr(resource, name)
    world.build()
    ran = world.run(limits={name: most})
    in_good_order(ran, world, sound, CODES)
    completed(world, sound)


# -- standard output and standard error -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "streams", [("/dev/full", "/dev/full"), (None, None), (None, "/dev/full"), ("/dev/full", None)]
)
@pytest.mark.parametrize("options", [(), ("-v",), ("--format", "json"), ("-q",)])
def test_nobody_who_listens_is_no_reason_to_stop(
    streams: tuple[str | None, str | None], options: tuple[str, ...], make_world: MakeWorld
) -> None:
    world = make_world(worlds.folder, *OUT, *options)
    sound = Undisturbed.of(world)
    world.build()
    ran = world.run(streams=streams)
    assert ran.code == sound.code
    assert world.tree() == sound.after
    assert world.journal() == sound.journal


# -- controls ---------------------------------------------------------------------------------------------------


@needs_strace
@pytest.mark.parametrize("twin", ["keeps_drafts_after_errors", "takes_errors_for_done", "shows_tracebacks"])
def test_a_broken_twin_is_caught_by_errors(twin: str, make_world: MakeWorld) -> None:
    world = make_world(worlds.folder, *OUT)
    sound = Undisturbed.of(world)
    with pytest.raises(AssertionError):
        _fail_at_calls(world, sound, "worker", lasting=False, twins=(twin,), most=1000, among=("write", "link"))
