"""What a trial is made of: notes as an integration job meets them, and what must become of each.

Good ones lie in folders, in zips, in packed tars and in JSON Lines; each has a number of its own in its text, so that
no output can stand for another's. Bad ones are of every kind: the broken samples that a conversion refuses, damaged
archives, and what is no ordinary file at all.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Final, NamedTuple

from converter import load_profile
from converter.pipeline import read_note
from converter.testing.writers import as_text, as_xml
from faults.packing import PACKERS, packed_tar
from paths import BROKEN, WHOLE

_NUMBER: Final = "Löpnummer 000000."
_WARD: Final = 100
"""Notes of a folder, with its containers."""
_PACKED: Final = {7: "paket.zip", 8: "paket.tar.gz", 9: "paket.jsonl"}
"""The container that a note lies in, by the last figure of its number; the others are files."""


class Trial(NamedTuple):
    """What must become of each input, by its whole relative name."""

    good: dict[str, bytes]
    """The bytes that are to be converted."""
    bad: dict[str, str]
    """The code that says why not."""
    refused: dict[str, bytes]
    """The bytes of those of the bad that are notes: some target may take them."""


class _Kind(NamedTuple):
    """A kind of bad input."""

    code: str
    name: str
    """Where it lies; `{}` is its number."""
    make: Callable[[Path], object]
    inner: str = ""
    """The name of the input in the container that it lies in."""
    before: str = ""
    """The note that has the same name, comes first and is done."""


def lay_out(root: Path, number: int) -> Trial:
    """Fills the folder `in` with inputs; one in a hundred is bad, but of each kind there is one at least."""
    kinds = list(_kinds())
    bad = max(number // 100, len(kinds))
    trial = Trial(_good(root / "in", number - bad), {}, {})
    (root / "away").mkdir()
    (root / "away/secret.txt").write_bytes(_source(0))
    for at, kind in enumerate(islice(cycle(kinds), bad)):
        name = kind.name.format(at)
        file = root / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        kind.make(file)
        key = f"{name}/{kind.inner}" if kind.inner else name
        trial.bad[key] = kind.code
        if key.startswith("trasiga/"):
            trial.refused[key] = file.read_bytes()
        if kind.before:
            trial.good[key] = kind.before.encode()
    return trial


# -- good ones ----------------------------------------------------------------------------------------------------


def _good(folder: Path, number: int) -> dict[str, bytes]:
    notes: dict[str, bytes] = {}
    for first in range(0, number, _WARD):
        ward, packed = folder / _ward(first), dict[str, dict[str, bytes]]()
        ward.mkdir(parents=True)
        for at in range(first, min(first + _WARD, number)):
            name, data = _name(at), _source(at)
            if (container := _PACKED.get(at % 10)) is None:
                (ward / name).write_bytes(data)
                notes[f"{ward.name}/{name}"] = data
            else:
                packed.setdefault(container, {})[name] = data
                notes[f"{ward.name}/{container}/{name}"] = data
        for container, members in packed.items():
            (ward / container).write_bytes(_PACKERS[container](members))
    return notes


def _ward(at: int) -> str:
    return f"avd-{at // _WARD:03}"


def _name(at: int) -> str:
    return f"N{at:06}{_TEMPLATES[at % len(_TEMPLATES)][0]}"


def _source(at: int) -> bytes:
    return _TEMPLATES[at % len(_TEMPLATES)][1].replace(b"000000", b"%06d" % at)


def _templates() -> Iterator[tuple[str, bytes]]:
    """The samples, in their own form, with a number in the first text."""
    profile = load_profile()
    for path in WHOLE:
        note = read_note(path.read_bytes(), profile=profile).note
        assert note is not None
        at = next(at for at, entry in enumerate(note.entries) if entry.text)
        entry = note.entries[at]._replace(text=f"{note.entries[at].text} {_NUMBER}")
        note = note._replace(entries=(*note.entries[:at], entry, *note.entries[at + 1 :]))
        yield path.suffix, (as_xml(note) if path.suffix == ".xml" else as_text(note, profile)).encode()


_TEMPLATES: Final = list(_templates())


_PACKERS: Final = {f"paket{ending}": pack for ending, pack in PACKERS}


# -- bad ones -----------------------------------------------------------------------------------------------------


def _kinds() -> Iterator[_Kind]:
    for code, sample in _refused():
        yield _Kind(code, f"trasiga/{sample.stem}-{{}}{sample.suffix}", _copy_of(sample))
    yield from _ODD


def _refused() -> Iterator[tuple[str, Path]]:
    """The broken samples that a plain export refuses."""
    with (BROKEN / "cases.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            command, _, name = row["arguments"].partition(" ")
            if command == "export" and row["exit"] in ("1", "65") and (BROKEN / name).is_file():
                yield row["code"], BROKEN / name


def _copy_of(sample: Path) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(sample.read_bytes())


def _note(file: Path) -> None:
    file.write_bytes(_source(1))


def _link_to(target: str) -> Callable[[Path], object]:
    return lambda file: file.symlink_to(target)


def _sparse(file: Path) -> None:
    with file.open("wb") as sparse:
        sparse.truncate(20 << 30)


def _cutpacked_tar(file: Path) -> None:
    file.write_bytes(packed_tar({"N.txt": _source(1)})[:-20])


_TWICE: Final = BROKEN / "mvg815-samma-id.jsonl"
_FIRST: Final = _TWICE.read_text("utf-8").splitlines()[0]
_ODD: Final = (
    _Kind("MVG802", "udda/pipe-{}.txt", os.mkfifo),
    _Kind("MVG802", "udda/link-{}.txt", _link_to("../../away/secret.txt")),
    _Kind("MVG802", "udda/folder-{}", _link_to("../../away")),
    _Kind("MVG802", "udda/nowhere-{}.txt", _link_to("nothing")),
    _Kind("MVG104", "udda/sparse-{}.txt", _sparse),
    _Kind("MVG812", "udda/l\udce4kare-{}.txt", _note),
    _Kind("MVG813", f"udda/{'n' * 240}-{{}}.txt", _note),
    _Kind("MVG814", "udda/b\\c-{}.txt", _note),
    _Kind("MVG814", "udda/out-{}.zip", _copy_of(BROKEN / "mvg814-leder-ut.zip"), "../anteckning.txt"),
    _Kind("MVG815", "udda/same-{}.jsonl", _copy_of(_TWICE), json.loads(_FIRST)["id"], json.loads(_FIRST)["note"]),
    _Kind("MVG817", "udda/cut-{}.zip", _copy_of(BROKEN / "mvg817-avhugget.zip")),
    _Kind("MVG818", "quarantine/x-{}.txt", _note),
    _Kind("MVG823", "udda/locked-{}.zip", _copy_of(BROKEN / "mvg823-krypterad.zip"), "anteckning.txt"),
    _Kind("MVG824", "udda/other-{}.jsonl", _copy_of(BROKEN / "mvg824-inte-en-anteckning.jsonl"), "#1"),
)
