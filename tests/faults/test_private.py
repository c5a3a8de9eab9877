"""No patient data outside outputs and quarantine, and nobody else may read what is written (P15, P17)."""

from __future__ import annotations

import json
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from faults import worlds
from faults.harness import World
from paths import BROKEN, WHOLE

MakeWorld = Callable[..., World]
CANARY, NUMBER = "Zxqvkanarie", "190102039801"
OUT = ("in", "-r", "--out", "ut", "--jobs", "2")
NAMED = f"{NUMBER[2:8]}-{NUMBER[8:]} a"
"""An identity number is in the file name too, which is often so."""


def _with_birds(data: bytes) -> Iterator[bytes]:
    """A note with canary and number in all its texts, then in other places, whole or spoilt."""
    bird = f"{CANARY}{NUMBER}{CANARY}".encode()
    if data.lstrip().startswith(b"<"):
        yield data.replace(b"<text>", b"<text>" + bird + b" ")
        yield re.sub(rb">([^<>\n][^<>]*)<", rb">" + bird + rb" \1<", data)
        yield re.sub(rb'="[^"]*"', b'="' + bird + b'"', data)
        yield re.sub(rb"</(\w)", rb"</" + CANARY.encode() + rb"\1", data)
    else:
        yield re.sub(rb"(?m)^([^:\n]{30,})$", rb"\1 " + bird, data)
        yield re.sub(rb": ([^\n]*)", b": " + bird + rb" \1", data)
        yield re.sub(rb"(?m)^([^\n:]{3,}):", bird + rb" \1:", data)
        yield bird + b"\n" + data + bird
        yield data.replace(b"\n", b"\n\xff" + bird, 4)


def _birds(root: Path) -> None:
    notes = [
        note for path in [*WHOLE[:12], *sorted(BROKEN.glob("*.xml"))[:8]] for note in _with_birds(path.read_bytes())
    ]
    folder = root / "in"
    (folder / NAMED).mkdir(parents=True)
    for number, note in enumerate(notes):
        (folder / NAMED / f"{NUMBER} {number}.txt").write_bytes(note)
    with zipfile.ZipFile(folder / f"{NUMBER}.zip", "w") as packed:
        for number, note in enumerate(notes[:8]):
            packed.writestr(f"{NUMBER}/../{number}" if number % 2 else f"{NUMBER} {number}.txt", note)
    with tarfile.open(folder / f"{NUMBER}.tar", "w") as tar:
        for number, note in enumerate(notes[:8]):
            member = tarfile.TarInfo(f"{NUMBER}/{number}.txt")
            member.size = len(note)
            tar.addfile(member, BytesIO(note))
    lines = [{"id": f"{NUMBER} {n}", "note": note.decode("utf-8", "replace")} for n, note in enumerate(notes[:8])]
    text = "".join(f"{json.dumps(line)}\n" for line in lines) + f'{{"id": "{NUMBER}", "note": {CANARY}\n'
    (folder / f"{NUMBER}.jsonl").write_text(text)


def _leaks(output: bytes) -> set[str]:
    text = output.decode("utf-8", "replace").casefold()
    digits = re.sub(r"[^0-9a-zåäö]", "", text)
    return {word for word in (CANARY.casefold(), NUMBER) if word in text} | {
        number for number in (NUMBER, NUMBER[2:]) if number in digits
    }


def _outside(world: World) -> Iterator[tuple[str, bytes]]:
    """All that was written but inputs, outputs and the quarantine, and the names of our making."""
    for path in (*world.root.rglob("*"), *world.temporary.rglob("*"), world.output / "out", world.output / "err"):
        inner = path.relative_to(world.root.parent).parts
        if path.is_file() and (inner[:2] != ("world", "ut") or ".mvg" in inner) and inner[:2] != ("world", "in"):
            yield str(path), path.read_bytes()
    for path in (world.root / "ut/.mvg").rglob("*"):
        yield "a name in .mvg", path.name.encode()


def _search(world: World, options: tuple[str, ...] = (), twins: tuple[str, ...] = ()) -> None:
    world.build()
    for _ in range(2):
        ran = world.run(*world.arguments, *options, twins=twins)
        assert ran.code in (1, 70, 75), ran.err[-300:]  # 70: a twin that fails at every note is stopped
        found = [(name, leaks) for name, output in _outside(world) if (leaks := _leaks(output))]
        assert not found, f"leaked: {found}"
    assert len(list((world.root / "ut").rglob("*.pmo.xml"))) > 9, "nothing was converted"
    assert len(list((world.root / "ut/quarantine").iterdir())) > 40, "nothing was put aside"


@pytest.mark.parametrize(
    "options", [(), ("-v",), ("--format", "json", "-v"), ("--strict",), ("--registration", "html")]
)
def test_no_canary_is_found_outside_outputs_and_quarantine(options: tuple[str, ...], make_world: MakeWorld) -> None:
    _search(make_world(_birds, *OUT), options)


@pytest.mark.parametrize("twin", ["reveals_names", "journals_names", "drafts_elsewhere", "quotes_exceptions"])
def test_a_twin_that_leaks_is_caught(twin: str, make_world: MakeWorld) -> None:
    with pytest.raises(AssertionError, match="leaked"):
        _search(make_world(_birds, *OUT), () if twin == "reveals_names" else ("-v",), (twin,))


def test_no_canary_is_in_environment_or_command_line_of_a_worker(make_world: MakeWorld) -> None:
    world = make_world(_birds, *OUT)
    world.build()
    world.run(twins=("looks_at_itself",))
    looked = (world.output / "looked").read_bytes()
    assert b"PATH=" in looked
    assert b"zygote" in looked
    assert not _leaks(looked)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277])
@pytest.mark.parametrize("options", [(), ("--move-done", "klar"), ("--registration", "json")])
def test_files_are_private_whatever_the_umask(umask: int, options: tuple[str, ...], make_world: MakeWorld) -> None:
    _look_at_modes(make_world(worlds.archives, *OUT, *options), umask)


def _look_at_modes(world: World, umask: int, twins: tuple[str, ...] = ()) -> None:
    world.build()
    world.run(umask=umask, twins=twins)
    made = [path for path in world.root.rglob("*") if path.relative_to(world.root).parts[0] not in ("in", "klar")]
    made += [path for path in (world.root / "klar").rglob("*") if path.is_dir()]
    assert len(made) > 9
    for path in made:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert not mode & 0o077, f"wider: {path} {mode:o}"


def test_lines_are_private_too(make_world: MakeWorld) -> None:
    world = make_world(worlds.archives, "in", "--out", "ut.jsonl")
    world.build().run(umask=0)
    assert stat.S_IMODE((world.root / "ut.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE((world.root / "ut.jsonl.parts").stat().st_mode) == 0o700


def test_a_twin_that_leaves_modes_to_the_umask_is_caught(make_world: MakeWorld) -> None:
    with pytest.raises(AssertionError, match="wider"):
        _look_at_modes(make_world(worlds.folder, *OUT), 0o022, ("writes_under_the_umask",))
