"""Whatever lies in the folder has one outcome with a true reason, and nothing is written outside (P7, P18, P19)."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.readers.decoding import MAX_BYTES
from faults.harness import THOROUGH, World
from faults.twins import plant
from paths import SAMPLES

MakeWorld = Callable[..., World]
OUT = ("in", "-r", "--out", "ut", "--jobs", "1")
GOOD, OTHER = (SAMPLES / "halsont-chatt.txt").read_bytes(), (SAMPLES / "cystit-video.txt").read_bytes()
Fill = Callable[[Path], object]


def _outcomes(world: World, *arguments: str, twins: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The codes of each input in quarantine; and that the rest was done, the inputs as before, nothing outside."""
    world.build()
    before = {name: reported for name, reported in world.tree().items() if not name.startswith("ut")}
    ran = world.run(*(arguments or world.arguments), twins=twins)
    assert ran.code in (0, 1), ran
    assert "Traceback" not in ran.err
    after = {name: reported for name, reported in world.tree().items() if not name.startswith("ut")}
    assert after == before, "written outside"
    reported = [json.loads(path.read_bytes()) for path in _companions(world)]
    outcomes = {one["key"]: [finding["code"] for finding in one["findings"]] for one in reported}
    done = [path for path in (world.root / "ut").rglob("*.pmo.xml") if not path.is_symlink()]
    counted = [int(number) for number in re.findall(r"(\d+) (?:done|in quarantine)", ran.err)]
    assert sum(counted) == len(done) + len(reported), "an input in two places, or in none"
    return outcomes


def _companions(world: World) -> list[Path]:
    names = {path.name for path in (world.root / "ut/quarantine").iterdir()}
    return [world.root / "ut/quarantine" / name for name in names if re.search(r"^[0-9a-f]{16}-.*\.json$", name)]


# -- things that are no files -------------------------------------------------------------------------------------


def _strange(root: Path) -> None:
    folder, away = root / "in", root / "away"
    for made in (folder, away):
        made.mkdir()
    (folder / "good.txt").write_bytes(GOOD)
    (away / "secret.txt").write_bytes(OTHER)
    (folder / "link.txt").symlink_to("../away/secret.txt")
    (folder / "folder").symlink_to("../away")
    (folder / "nowhere").symlink_to("nothing")
    (folder / "itself").symlink_to("itself")
    with (folder / "sparse.txt").open("wb") as sparse:
        sparse.truncate(20 << 30)
    (folder / f"{'n' * 251}.txt").write_bytes(GOOD)
    (folder / f"{'m' * 243}.txt").write_bytes(OTHER)
    Path(os.fsdecode(os.fsencode(folder) + b"/l\xe4kare.txt")).write_bytes(GOOD)
    (folder / "b\\c.txt").write_bytes(GOOD)
    (folder / "rad\nbrytning\x1b[2J.txt").write_bytes(OTHER)
    (folder / "quarantine").mkdir()
    (folder / "quarantine/x.txt").write_bytes(GOOD)
    (folder / "empty").mkdir()


STRANGE = {
    "link.txt": ["MVG802"],
    "folder": ["MVG802"],
    "nowhere": ["MVG802"],
    "itself": ["MVG802"],
    "sparse.txt": ["MVG104"],
    f"{'n' * 251}.txt": ["MVG813"],
    "l\udce4kare.txt": ["MVG812"],
    "b\\c.txt": ["MVG814"],
    "quarantine/x.txt": ["MVG818"],
}


def test_whatever_is_no_ordinary_file_is_in_quarantine_with_a_true_reason(make_world: MakeWorld) -> None:
    world = make_world(_strange, *OUT)
    _look_at_strange_things(world)
    made = sorted(path.name for path in (world.root / "ut").glob("*.pmo.xml"))
    assert made == sorted([f"{'m' * 243}.txt.pmo.xml", "good.txt.pmo.xml", "rad%0Abrytning%1B[2J.txt.pmo.xml"])
    assert "\x1b" not in (world.output / "err").read_text()


def _without_big_copies(world: World) -> World:
    """The world is not copied: a copy of the sparse file would be none."""
    plant(world, build=lambda: world)
    tree = world.tree
    plant(world, tree=lambda: _light(world, tree))
    return world


def _light(world: World, tree: Callable[[], dict[str, tuple[str, int, bytes]]]) -> dict[str, tuple[str, int, bytes]]:
    sparse = world.root / "in/sparse.txt"
    hidden = world.output / "sparse"
    sparse.rename(hidden)
    try:
        return tree()
    finally:
        hidden.rename(sparse)


def test_pipes_sockets_and_devices_are_refused_and_nobody_waits(make_world: MakeWorld) -> None:
    world = make_world(lambda root: (root / "in").mkdir(), *OUT)
    os.mkfifo(world.root / "in/pipe.txt")
    with socket.socket(socket.AF_UNIX) as heard:
        here = Path.cwd()
        os.chdir(world.root / "in")
        try:
            heard.bind("socket.txt")
        finally:
            os.chdir(here)
    expected = {"pipe.txt": ["MVG802"], "socket.txt": ["MVG802"]}
    if not os.geteuid():
        os.mknod(world.root / "in/device.txt", 0o020600, os.makedev(1, 5))
        expected["device.txt"] = ["MVG802"]
    plant(world, build=lambda: world)
    assert _outcomes(world) == expected


def test_a_link_in_the_output_folder_leads_nobody_out(make_world: MakeWorld) -> None:
    def fill(root: Path) -> None:
        (root / "in/mapp").mkdir(parents=True)
        (root / "in/mapp/a.txt").write_bytes(GOOD)
        (root / "in/b.txt").write_bytes(OTHER)
        (root / "away").mkdir()
        (root / "away/victim").write_text("untouched")
        (root / "ut").mkdir()
        (root / "ut/mapp").symlink_to("../away")
        (root / "ut/b.txt.pmo.xml").symlink_to("../away/victim")

    assert _outcomes(make_world(fill, *OUT)) == {"mapp/a.txt": ["MVG802"], "b.txt": ["MVG816"]}


# -- names that collide -------------------------------------------------------------------------------------------


def _colliding(root: Path) -> None:
    folder = root / "in"
    folder.mkdir()
    for name, note in (("A.txt", GOOD), ("a.txt", OTHER), ("\u00e5.txt", GOOD), ("a\u030a.txt", OTHER)):
        (folder / name).write_bytes(note)
    with zipfile.ZipFile(folder / "z.zip", "w") as packed:
        for name in ("x.txt", "X.txt"):
            packed.writestr(name, GOOD)
    (folder / "l.jsonl").write_text(
        "".join(f"{json.dumps({'id': 'same', 'note': n.decode()})}\n" for n in (GOOD, OTHER))
    )


def _look_at_collisions(world: World, twins: tuple[str, ...] = ()) -> None:
    outcomes = _outcomes(world, twins=twins)
    assert outcomes == {
        "a.txt": ["MVG815"],
        "\u00e5.txt": ["MVG815"],
        "z.zip/X.txt": ["MVG815"],
        "l.jsonl/same": ["MVG815"],
    }
    copies = [path for path in (world.root / "ut/quarantine").iterdir() if path not in _companions(world)]
    assert {path.read_bytes() for path in copies} == {GOOD, OTHER}, "no note is lost"


def test_no_note_is_written_over_another_whose_name_some_file_system_takes_for_its_own(make_world: MakeWorld) -> None:
    _look_at_collisions(make_world(_colliding, *OUT))


# -- archives -----------------------------------------------------------------------------------------------------


def _zip(members: dict[str, bytes] | None = None, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", level) as packed:
        for name, data in (members or {"a.txt": GOOD, "b.txt": OTHER}).items():
            packed.writestr(name, data)
    return file.getvalue()


def _tar(mode: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as tar:  # type: ignore[call-overload]  # a mode made of the ending
        for name, data in (("a.txt", GOOD), ("b.txt", OTHER)):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return file.getvalue()


def _member(name: str, data: bytes = GOOD, **fields: object) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        for field, value in fields.items():
            setattr(member, field, value)
        tar.addfile(member, io.BytesIO(data))
    return file.getvalue()


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz", "tar.xz", "tar.bz2"])
def test_an_archive_cut_off_anywhere_is_named_and_what_is_whole_in_it_is_converted(
    ending: str, make_world: MakeWorld
) -> None:
    whole = _zip() if ending == "zip" else _tar({"tar": "w"}.get(ending, f"w:{ending[4:]}"))
    if ending == "tar":
        whole = whole[: -(-len(whole.rstrip(b"\0")) // 512) * 512 + 512]  # some of the zeros at the end may be missing
    step = len(whole) // (400 if THOROUGH else 24)
    cuts = [*range(0, len(whole), step), len(whole) - 1]

    def fill(root: Path) -> None:
        (root / "in").mkdir()
        for cut in cuts:
            (root / f"in/{cut:06}.{ending}").write_bytes(whole[:cut])

    world = make_world(fill, *OUT)
    outcomes = _outcomes(world)
    assert {f"{cut:06}.{ending}": ["MVG817"] for cut in cuts} == {
        name: codes for name, codes in outcomes.items() if name.count("/") == 0
    }
    for made in (world.root / "ut").rglob("*.pmo.xml"):
        assert made.name in ("a.txt.pmo.xml", "b.txt.pmo.xml")
    sound = {path.read_bytes() for path in (world.root / "ut").rglob("a.txt.pmo.xml")}
    assert len(sound) <= 1, "half a note was taken for a whole one"


def _patched(archive: bytes, at: int, form: str, value: int) -> bytes:
    """A zip whose directory says something else of its first member."""
    place = archive.index(b"PK\1\2") + at
    return archive[:place] + struct.pack(form, value) + archive[place + struct.calcsize(form) :]


BOMB = _zip({"bomb.txt": bytes(64 << 20)})
ARCHIVES: dict[str, tuple[bytes, dict[str, list[str]]]] = {
    "up.zip": (_zip({"../up.txt": GOOD}), {"up.zip/../up.txt": ["MVG814"]}),
    "root.zip": (_zip({"/root.txt": GOOD}), {"root.zip//root.txt": ["MVG814"]}),
    "dot.zip": (_zip({"a/./b.txt": GOOD}), {"dot.zip/a/./b.txt": ["MVG814"]}),
    "big.zip": (BOMB, {"big.zip/bomb.txt": ["MVG104"]}),
    "small.zip": (_patched(BOMB, 24, "<L", 1000), {"small.zip/bomb.txt": ["MVG817"]}),
    "locked.zip": (_patched(_zip({"a.txt": GOOD}), 8, "<H", 1), {"locked.zip/a.txt": ["MVG823"]}),
    "lzma.zip": (_zip({"a.txt": GOOD}, zipfile.ZIP_LZMA), {"lzma.zip/a.txt": ["MVG823"]}),
    "sum.zip": (_patched(_zip({"a.txt": GOOD}), 16, "<L", 1), {"sum.zip/a.txt": ["MVG817"]}),
    "up.tar": (_member("../up.txt"), {"up.tar/../up.txt": ["MVG814"]}),
    "link.tar": (_member("a.txt", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"), {"link.tar/a.txt": ["MVG802"]}),
    "hard.tar": (_member("a.txt", b"", type=tarfile.LNKTYPE, linkname="b"), {"hard.tar/a.txt": ["MVG802"]}),
    "pipe.tar": (_member("a.txt", b"", type=tarfile.FIFOTYPE), {"pipe.tar/a.txt": ["MVG802"]}),
    "big.tar": (_member("a.txt", bytes(MAX_BYTES + 1)), {"big.tar/a.txt": ["MVG104"]}),
    "empty.zip": (_zip({"mapp/": b""}), {"empty.zip": ["MVG840"]}),
    "none.zip": (b"no archive", {"none.zip": ["MVG817"]}),
    "none.tar": (b"no archive", {"none.tar": ["MVG817"]}),
    "none.tgz": (b"\x1f\x8bno archive", {"none.tgz": ["MVG817"]}),
    "zero.tar": (b"", {"zero.tar": ["MVG817"]}),
}


def _archives(root: Path) -> None:
    (root / "in").mkdir()
    for name, (data, _) in ARCHIVES.items():
        (root / "in" / name).write_bytes(data)
    with zipfile.ZipFile(root / "in/large.zip", "w") as packed, packed.open("a.txt", "w", force_zip64=True) as member:
        member.write(GOOD)


def test_each_hostile_member_has_an_outcome_with_a_true_reason(make_world: MakeWorld) -> None:
    world = make_world(_archives, *OUT)
    _look_at_archives(world)
    assert [str(path.relative_to(world.root)) for path in world.root.rglob("*.pmo.xml")] == [
        "ut/large.zip/a.txt.pmo.xml"
    ]


# -- controls -----------------------------------------------------------------------------------------------------


def _look_at_archives(world: World, twins: tuple[str, ...] = ()) -> None:
    expected = {name: codes for _, reported in ARCHIVES.values() for name, codes in reported.items()}
    assert _outcomes(world, twins=twins) == expected


def _look_at_strange_things(world: World, twins: tuple[str, ...] = ()) -> None:
    assert _outcomes(_without_big_copies(world), twins=twins) == STRANGE


@pytest.mark.parametrize(
    ("twin", "fill", "look"),
    [
        ("knows_names_as_they_are", _colliding, _look_at_collisions),
        ("trusts_members", _archives, _look_at_archives),
        ("follows_links", _strange, _look_at_strange_things),
    ],
)
def test_a_twin_that_trusts_its_inputs_is_caught(
    twin: str, fill: Fill, look: Callable[[World, tuple[str, ...]], None], make_world: MakeWorld
) -> None:
    world = make_world(fill, *OUT)
    with pytest.raises(AssertionError):
        look(world, (twin,))
