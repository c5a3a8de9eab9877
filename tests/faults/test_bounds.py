"""Memory is flat and time linear, whatever the number of notes and the size of the archive (P21)."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from faults.harness import THOROUGH, World
from paths import SAMPLES

MakeWorld = Callable[..., World]
OUT = ("in", "-r", "--out", "ut", "--jobs", "2", "--format", "json")
NOTE = (SAMPLES / "konsultation.txt").read_bytes()
LARGE = b"x " * 50_000
"""No note: it is read, handed to a worker and copied, and costs little time."""
_SLACK = 20 << 10
"""KiB that differ between two runs of the same, and a block of inputs on its way."""


def _notes(root: Path, number: int, note: bytes) -> None:
    for at in range(number):
        file = root / f"in/{at % 100:02}/{at:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(note)


def _zip(root: Path, number: int, note: bytes) -> None:
    (root / "in").mkdir()
    with zipfile.ZipFile(root / "in/z.zip", "w") as packed:
        for at in range(number):
            packed.writestr(f"{at:06}.txt", note)


def _tar(root: Path, number: int, note: bytes) -> None:
    (root / "in").mkdir()
    with tarfile.open(root / "in/t.tar.gz", "w:gz", compresslevel=1) as packed:
        for at in range(number):
            member = tarfile.TarInfo(f"{at:06}.txt")
            member.size = len(note)
            packed.addfile(member, io.BytesIO(note))


def _lines(root: Path, number: int, note: bytes) -> None:
    (root / "in").mkdir()
    with (root / "in/l.jsonl").open("w") as file:
        for at in range(number):
            file.write(json.dumps({"id": f"{at:06}", "note": note.decode()}) + "\n")


KINDS: dict[str, Callable[..., None]] = {"a folder": _notes, "a zip": _zip, "a tar": _tar, "lines": _lines}


def _cost(world: World, twins: tuple[str, ...] = ()) -> tuple[int, float]:
    """KiB by which the supervisor grew, and seconds."""
    ran = world.run(twins=(*twins, "measures_itself"))
    *_, totals, grown = ran.err.splitlines()
    return int(grown), json.loads(totals)["totals"]["seconds"]


def _look_at_memory(
    make_world: MakeWorld, kind: str, sizes: tuple[int, int], note: bytes = LARGE, twins: tuple[str, ...] = ()
) -> None:
    few, many = (_cost(make_world(partial(KINDS[kind], number=number, note=note), *OUT), twins) for number in sizes)
    for size, (kib, seconds) in zip(sizes, (few, many), strict=True):
        print(f"{kind}, {size} notes of {len(note)} bytes: {kib} KiB, {seconds:.1f} s")  # noqa: T201 -- -s shows the figures
    assert many[0] - few[0] < _SLACK, f"grew by {many[0] - few[0]} KiB"


@pytest.mark.parametrize("kind", KINDS)
def test_memory_does_not_grow_with_an_archive_of_40_megabytes(kind: str, make_world: MakeWorld) -> None:
    _look_at_memory(make_world, kind, (4, 400))


@pytest.mark.skipif(not THOROUGH, reason="takes minutes: set MVG_KILLS to 1000")
@pytest.mark.parametrize("kind", KINDS)
def test_memory_does_not_grow_with_20_000_notes(kind: str, make_world: MakeWorld) -> None:
    _look_at_memory(make_world, kind, (200, 20_000), NOTE)


def test_a_twin_that_gathers_its_inputs_first_is_caught(make_world: MakeWorld) -> None:
    with pytest.raises(AssertionError, match="grew"):
        _look_at_memory(make_world, "a zip", (4, 400), twins=("gathers_inputs",))
