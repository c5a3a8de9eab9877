"""Writing the result: whole or not at all, over nothing that was there, for nobody else's eyes."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from converter import convert
from converter.cli.files import read_source, write_output
from converter.files.storage import Refused
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "cystit-video.txt"
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files or modes")


def _refused(run: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refused:
        run()
    return refused.value.finding.code, refused.value.finding.words


@pytest.fixture
def umask() -> Iterator[Callable[[int], object]]:
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


@needs_posix
@pytest.mark.parametrize("mask", [0o000, 0o002, 0o022, 0o027, 0o077])
@pytest.mark.parametrize("force", [False, True])
def test_the_output_is_private_whatever_the_umask(
    mvg: Mvg, tmp_path: Path, umask: Callable[[int], object], mask: int, force: bool
) -> None:
    target = tmp_path / "ut.xml"
    if force:
        target.touch(0o666)
    umask(mask)
    assert mvg("export", NOTE, "-o", target, *["--force"] * force).returncode == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_output_is_whole_and_alone_in_its_folder(mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("export", NOTE, "-o", tmp_path / "ut.xml")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert (tmp_path / "ut.xml").read_bytes().decode() == convert(NOTE.read_bytes()).output
    assert [path.name for path in tmp_path.iterdir()] == ["ut.xml"]


def test_a_file_that_exists_is_kept_unless_force_is_given(mvg: Mvg, tmp_path: Path) -> None:
    target = tmp_path / "ut.xml"
    target.write_text("först")
    ran = mvg("export", NOTE, "-o", target)
    assert (ran.returncode, target.read_text()) == (73, "först")
    assert "MVG804" in ran.stderr
    assert mvg("export", NOTE, "-o", target, "--force").returncode == 0
    assert target.read_text("utf-8").startswith("<?xml")
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "ut.xml"
    monkeypatch.setattr(os, "fsync", lambda _: target.write_text("först"))
    assert _refused(lambda: write_output("sedan", str(target), force=False)) == ("MVG804", ())
    assert (target.read_text(), list(tmp_path.iterdir())) == ("först", [target])


@pytest.mark.parametrize("link", ["itself", "symbolic", "hard"])
def test_the_note_is_never_written_over_not_even_by_force(mvg: Mvg, tmp_path: Path, link: str) -> None:
    note, target = tmp_path / "a.txt", tmp_path / "b.txt"
    note.write_bytes(NOTE.read_bytes())
    if link == "symbolic":
        target.symlink_to(note)
    elif link == "hard":
        target.hardlink_to(note)
    else:
        target = note
    for command in ("export", "copy"):
        ran = mvg(command, note, "-o", target, "--force")
        assert (ran.returncode, note.read_bytes()) == (2, NOTE.read_bytes())
        assert "Utfilen är anteckningen själv." in ran.stderr


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("command", [("export", NOTE), ("copy", NOTE), ("register", NOTE), ("trace", NOTE), ("probe",)])
def test_a_folder_as_output_is_wrong_usage(mvg: Mvg, tmp_path: Path, command: tuple[str, ...], force: bool) -> None:
    ran = mvg(*command, "-o", tmp_path, *["--force"] * force)
    assert (ran.returncode, ran.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert "Utfilen är en mapp: skriv även ett filnamn." in ran.stderr


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_as_target_is_not_followed(mvg: Mvg, tmp_path: Path, force: bool, dangling: bool) -> None:
    target, other = tmp_path / "ut.xml", tmp_path / "annan.xml"
    target.symlink_to(other)
    if not dangling:
        other.write_text("kvar")
    ran = mvg("export", NOTE, "-o", target, *["--force"] * force)
    assert ran.returncode == (0 if force else 73)
    assert target.is_symlink() != force
    assert (not other.exists()) if dangling else other.read_text() == "kvar"


@pytest.mark.parametrize("call", ["fsync", "link", "open"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_after_an_error_of_the_system_nothing_is_left(
    mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    real, name = getattr(os, call), errno.errorcode[number]

    def fail(first: object, *rest: object, **named: object) -> object:
        if call == "open" and ".mvg-" not in str(first):
            return real(first, *rest, **named)
        raise OSError(number, "Kanariefågel")

    monkeypatch.setattr(os, call, fail)
    ran = mvg("export", NOTE, "-o", tmp_path / "ut.xml")
    assert (ran.returncode, ran.stdout, list(tmp_path.iterdir())) == (73, "", [])
    assert f"MVG805: Resultatet går inte att skriva ({name})." in ran.stderr
    assert "Kanariefågel" not in ran.stderr


def test_after_an_error_of_the_system_the_old_file_is_untouched(
    mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    target = tmp_path / "ut.xml"
    target.write_text("först")
    monkeypatch.setattr(os, "fsync", fail)
    assert mvg("export", NOTE, "-o", target, "--force").returncode == 73
    assert (target.read_text(), list(tmp_path.iterdir())) == ("först", [target])


def test_an_abort_while_writing_leaves_nothing(mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    ran = mvg("export", NOTE, "-o", tmp_path / "ut.xml")
    assert (ran.returncode, list(tmp_path.iterdir())) == (1, [])
    assert ran.stderr.endswith("Avbrutet.\n")


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", ["finns/inte/ut.xml", "a.txt/ut.xml", "", ".", "..", "/", "mapp", "a" * 300, "\0"])
def test_a_target_that_cannot_be_one_is_refused_as_such(
    mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, force: bool
) -> None:
    folder = tmp_path / "här"
    (folder / "mapp").mkdir(parents=True)
    monkeypatch.chdir(folder)
    Path("a.txt").touch()
    ran = mvg("export", NOTE, "-o", name, *["--force"] * force)
    assert ran.returncode in {2, 73}
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.txt", "här", "mapp"]


def test_a_file_that_another_run_has_begun_is_left_alone(mvg: Mvg, tmp_path: Path) -> None:
    """Two machines or containers that share a folder can share a process number too."""
    begun = tmp_path / f".mvg-{os.getpid()}.tmp"
    begun.write_text("en annans")
    ran = mvg("export", NOTE, "-o", tmp_path / "ut.xml")
    assert begun.read_text() == "en annans"
    assert "MVG804" not in ran.stderr


def test_on_windows_the_name_is_given_by_a_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "link", None)
    write_output("å\n", str(tmp_path / "ut.txt"), force=False)
    assert (tmp_path / "ut.txt").read_bytes() == "å\n".encode()
    assert len(list(tmp_path.iterdir())) == 1


@needs_posix
def test_a_full_standard_output_is_reported_in_this_process_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert _refused(lambda: write_output("a\n", None, force=False)) == ("MVG805", ("ENOSPC",))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments", [("export", "--to", "json"), ("export", "--to", "pmo-text"), ("check", "-v"), ("copy", "-o", "ut")]
)
def test_a_terminal_never_gets_a_raw_control_or_direction_character(
    mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    hostile = "AT: röd\x1b[31m \x9b2J \u202egod\u2066 \u200bslut\x07\x85"
    Path("a\x1b[2J\u202e.txt").write_bytes(NOTE.read_bytes().replace(b"AT: gott", hostile.encode()))
    ran = mvg(*arguments, "a\x1b[2J\u202e.txt", terminals=("stdout", "stderr"))
    assert ran.returncode == 0
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", ran.stdout + ran.stderr
    )


def test_a_document_on_a_terminal_shows_what_it_hides(mvg: Mvg, tmp_path: Path) -> None:
    note = tmp_path / "a.txt"
    note.write_bytes(NOTE.read_bytes().replace(b"AT: gott", "AT: \u202egott\u200b\u009b2J".encode()))
    plain = mvg("export", note, "--to", "pmo-text", "-q")
    shown = mvg("export", note, "--to", "pmo-text", "-q", terminals=("stdout",))
    assert "AT: \u202egott\u200b" in plain.stdout
    assert "AT: <U+202E>gott<U+200B>" in shown.stdout


def test_standard_output_that_is_closed_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(Refused) as refused:
        write_output("x", None, False)
    assert (refused.value.finding.code, refused.value.finding.words) == ("MVG805", ("EBADF",))


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_without_links_the_name_is_taken_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def link(*_: object) -> None:
        raise OSError(number, "")

    monkeypatch.setattr(os, "link", link)
    write_output("ett", str(tmp_path / "ut.xml"), False)
    with pytest.raises(Refused):
        write_output("två", str(tmp_path / "ut.xml"), False)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("ut.xml", "ett")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("command", [("export",), ("copy",), ("register",), ("trace",)])
def test_P18_a_pipe_or_device_is_never_replaced(command: tuple[str, ...], mvg: Mvg, tmp_path: Path) -> None:
    pipe = tmp_path / "ut.txt"
    os.mkfifo(pipe)
    ran = mvg(*command, NOTE, "-o", pipe, "--force")
    assert (ran.returncode, "MVG805" in ran.stderr) == (73, True)
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["ut.txt"]


def test_a_hyphen_is_standard_output(mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert mvg("export", NOTE, "-o", "-").stdout == mvg("export", NOTE).stdout != ""
    assert mvg("copy", NOTE, "-o", "-", terminals=("stdout",)).stdout.startswith("Besöksorsak")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["reg.pdf", "reg", "reg.xml"])
def test_a_registration_has_a_known_ending(name: str, mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("export", NOTE, "-o", tmp_path / "ut.xml", "--with-registration", tmp_path / name)
    assert (ran.returncode, ".txt, .html, .htm, .json" in ran.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("other", ["mapp/../ut.txt", "./ut.txt", "UT.TXT"])
def test_two_spellings_of_one_name_are_one_file(other: str, mvg: Mvg, tmp_path: Path) -> None:
    (tmp_path / "mapp").mkdir()
    ran = mvg("export", NOTE, "-o", tmp_path / "ut.txt", "--with-registration", f"{tmp_path}/{other}", "--force")
    assert ran.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mapp"]


@pytest.mark.parametrize("command", ["export", "copy"])
@pytest.mark.parametrize("there", ["ut.xml", "reg.txt"])
def test_one_file_that_is_there_stops_both(command: str, there: str, mvg: Mvg, tmp_path: Path) -> None:
    (tmp_path / there).write_text("x", "utf-8")
    ran = mvg(command, NOTE, "-o", tmp_path / "ut.xml", "--with-registration", tmp_path / "reg.txt")
    assert (ran.returncode, "MVG804" in ran.stderr) == (73, True)
    assert [path.read_text("utf-8") for path in tmp_path.iterdir()] == ["x"]


def test_a_standard_input_that_cannot_be_read_is_no_fault_of_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(errno.EBADF, "")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Closed()))
    assert _refused(lambda: read_source("-")) == ("MVG803", ("EBADF",))


@pytest.mark.parametrize("section", ["", "  "])
def test_an_empty_section_is_wrong_usage(section: str, mvg: Mvg) -> None:
    ran = mvg("copy", NOTE, "--section", section)
    assert (ran.returncode, ran.stdout) == (2, "")


def test_a_fault_of_a_template_is_reported_with_its_file(mvg: Mvg) -> None:
    ran = mvg("export", NOTE, "--profile", BROKEN / "profiles" / "mvg503-okand-variabel")
    assert "\npmo.xml.j2, rad " in f"\n{ran.stderr}"
