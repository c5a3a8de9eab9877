"""The inputs of a batch: each is met once, in an order of the names alone, nothing is passed over (P7, P13, P18)."""

from __future__ import annotations

import io
import os
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from batching import GOOD, OTHER
from converter.batch.inputs import Source, files, items
from converter.batch.tasks import Input

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def _keys(*sources: Source) -> list[str]:
    return [item.key for item in items(sources)]


@pytest.fixture
def nested(inbox: Path) -> Path:
    for name in ("b.txt", "a.xml", "mapp/c.txt", "mapp/inre/d.txt", "tom/"):
        path = inbox / name
        path.mkdir(parents=True) if name.endswith("/") else path.parent.mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_bytes(GOOD)
    return inbox


def test_a_folder_gives_its_files_by_name_and_those_of_its_folders_on_request(nested: Path) -> None:
    assert _keys(Source(str(nested))) == ["a.xml", "b.txt", "mapp", "tom"]
    assert [item.fault and item.fault.code for item in items([Source(str(nested))])] == [None, None, *["MVG836"] * 2]
    assert _keys(Source(str(nested), recursive=True)) == ["a.xml", "b.txt", "mapp/c.txt", "mapp/inre/d.txt"]


def test_a_file_is_named_as_it_was_written_without_root_and_steps_upwards(
    nested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(nested / "mapp")
    assert _keys(Source("c.txt"), Source("./inre/../c.txt"), Source("../b.txt")) == ["c.txt", "c.txt", "b.txt"]
    assert _keys(Source(str(nested / "b.txt"))) == [str(nested / "b.txt").lstrip("/")]


def test_where_an_input_lies_does_not_depend_on_how_it_was_named(nested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(nested)
    origins = {item.origin for name in ("b.txt", "./b.txt", str(nested / "b.txt")) for item in items([Source(name)])}
    assert len(origins) == 1
    assert next(items([Source("a.xml")])).origin not in origins


def test_what_is_not_there_is_an_input_too_whose_reader_will_say_so(tmp_path: Path) -> None:
    (item,) = items([Source(str(tmp_path / "finns-inte.txt"))])
    assert (item.path, item.fault) == (str(tmp_path / "finns-inte.txt"), None)


@needs_posix
def test_P18_links_and_what_is_no_file_are_inputs_and_no_link_is_followed(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "annan").mkdir()
    (tmp_path / "annan/hemlig.txt").write_bytes(GOOD)
    (inbox / "länk").symlink_to(tmp_path / "annan")
    os.mkfifo(inbox / "rör")
    assert _keys(Source(str(inbox), recursive=True)) == ["länk", "rör"]


def test_a_folder_that_cannot_be_listed_is_an_input_itself(nested: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def refuse(folder: bytes) -> Any:
        if folder.endswith(b"mapp"):
            raise PermissionError
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert _keys(Source(str(nested), recursive=True)) == ["a.xml", "b.txt", "mapp"]
    (item,) = items([Source(str(nested / "mapp"))])
    assert (item.key, item.path) == ("mapp", ""), "a folder is nothing that could be moved away"
    assert item.fault is not None
    assert item.fault.code == "MVG803"


def test_an_entry_that_vanishes_is_an_input_whose_reader_will_say_so(nested: Path) -> None:
    found = files([Source(str(nested), recursive=True)])
    first = next(found)
    (nested / "b.txt").unlink()
    assert [each.key for each in (first, *found)] == ["a.xml", "b.txt", "mapp/c.txt", "mapp/inre/d.txt"]


def _zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mapp/", b"")
        archive.writestr("mapp/å.txt", GOOD)
        archive.writestr("b.xml", OTHER)


def _tar(file: Path) -> None:
    mode = {".gz": "w:gz", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}.get(file.suffix, "w")
    with tarfile.open(file, mode) as archive:  # type: ignore[call-overload]  # a mode of the table
        for name, data in (("mapp", None), ("mapp/å.txt", GOOD), ("b.xml", OTHER)):
            member = tarfile.TarInfo(name)
            member.type = tarfile.DIRTYPE if data is None else tarfile.REGTYPE
            member.size = len(data or b"")
            archive.addfile(member, io.BytesIO(data or b""))


@pytest.mark.parametrize("name", ["n.zip", "N.ZIP", "n.tar", "n.tar.gz", "n.tgz", "n.tar.bz2", "n.tar.xz"])
def test_an_archive_gives_its_members_in_their_order(inbox: Path, name: str) -> None:
    (_zip if name.casefold().endswith("zip") else _tar)(inbox / name)
    *found, last = items([Source(str(inbox))])
    assert (last.key, last.whole) == (name, True)
    assert [(item.key, item.data, item.fault) for item in found] == [
        (f"{name}/mapp/å.txt", GOOD, None),
        (f"{name}/b.xml", OTHER, None),
    ]
    assert len({item.origin for item in found}) == 2
    assert [path.name for path in inbox.iterdir()] == [name], "nothing is unpacked"


def test_what_stands_before_a_damaged_place_is_an_input_and_the_archive_is_reported(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from converter.batch import inputs
    from converter.files.storage import refused

    def cut(_: str) -> Iterator[Input]:
        yield Input("hel.txt", data=GOOD)
        raise refused("MVG817")

    monkeypatch.setitem(inputs.CONTAINERS, ".zip", cut)
    (inbox / "n.zip").touch()
    whole, broken = items([Source(str(inbox))])
    assert (whole.key, whole.fault) == ("n.zip/hel.txt", None)
    assert broken.key == "n.zip"
    assert broken.fault is not None
    assert broken.fault.code == "MVG817"


def test_O14_one_rule_says_which_files_of_a_folder_are_left_alone(inbox: Path) -> None:
    for name in ("a.txt", ".b.txt", "~$c.docx", "d.tmp", "e.txt.part", "Thumbs.db", "desktop.ini"):
        (inbox / name).write_bytes(GOOD)
    found = {item.key: item.fault.code if item.fault else "" for item in items([Source(str(inbox))])}
    assert found.pop("a.txt") == ""
    assert set(found.values()) == {"MVG835"}
    (named,) = items([Source(str(inbox / ".b.txt"))])
    assert named.fault is None, "who names it means it"


@pytest.mark.parametrize("name", ["n.zip", "n.tar", "n.tar.gz", "n.jsonl"])
def test_O5_a_container_without_a_note_is_an_input_itself(inbox: Path, name: str) -> None:
    if name == "n.jsonl":
        (inbox / name).write_text("\n  \n")
    elif name == "n.zip":
        zipfile.ZipFile(inbox / name, "w").close()
    else:
        tarfile.open(inbox / name, "w:gz" if name.endswith("gz") else "w").close()
    (item,) = items([Source(str(inbox))])
    assert (item.key, item.fault.code if item.fault else "") == (name, "MVG840")
