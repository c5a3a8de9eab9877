"""No text of a note ever reaches standard error, a check or an exception, whatever is wrong with the note."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from paths import BROKEN, WHOLE

Mvg = Callable[..., CompletedProcess[str]]
CANARY, NUMBER = "Zxqvkanarie", "190102039801"
SOURCES = [*WHOLE, *(path for path in sorted(BROKEN.iterdir()) if path.suffix in {".txt", ".xml"})]
SOURCES = [path for path in SOURCES if 0 < path.stat().st_size < 20_000]
BIRD = f"{CANARY}{NUMBER}{CANARY}".encode()
COMMANDS = (
    ("export", "-v"),
    ("export", "--lang", "en", "--add-phrases", "--format", "json"),
    ("check", "-v"),
    ("copy", "-v", "--charset", "ascii", "--replace", "--section", CANARY),
)


def _with_canaries(data: bytes) -> Iterator[bytes]:
    """The note with the canary in all its texts, in all its values, as a line of its own, in every tag."""
    if data.lstrip().startswith(b"<"):
        yield re.sub(rb">([^<>\n][^<>]*)<", rb">" + BIRD + rb" \1<", data)
        yield re.sub(rb">([^<>\n][^<>]*)<", rb">" + BIRD + rb"<", data)
        yield re.sub(rb'="[^"]*"', b'="' + BIRD + b'"', data[: data.rfind(b">")]) + b">"
        yield re.sub(rb"</(\w)", rb"</" + CANARY.encode() + rb"\1", data)
        yield re.sub(rb">\n", rb">" + BIRD + rb"\n", data)
        yield re.sub(rb"<(name|text|item|code)>", rb"<" + CANARY.encode() + rb">", data)
        yield data.replace(b">", b"><!--" + BIRD + b"-->&" + CANARY.encode() + b";", 3)
    else:
        yield re.sub(rb": [^\n]*", b": " + BIRD, data)
        yield re.sub(rb"(?m)^(?=[^\s:]*$)", BIRD + b"\n", data)
        yield re.sub(rb"(?m)^([^\n:]{3,}):", BIRD + rb" \1:", data)
        yield re.sub(rb"(?m)^[^\n:]{3,40}$", BIRD + b":", data)
        yield BIRD + b"\n" + data + BIRD + "\x1b\ufffd≥🩹".encode()
        yield data.replace(b"\n", b"\n\xff" + BIRD, 4)


@pytest.mark.slow
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_text_of_a_note_reaches_standard_error(mvg: Mvg, tmp_path: Path, path: Path) -> None:
    note = tmp_path / f"a{path.suffix}"
    for data in _with_canaries(path.read_bytes()):
        note.write_bytes(data)
        for command, *options in COMMANDS:
            ran = mvg(command, note, *options)
            reported = ran.stderr + (ran.stdout if command == "check" else "")
            assert CANARY.casefold() not in reported.casefold(), (command, options)
            assert NUMBER not in reported, (command, options)
            assert ran.returncode != 70, (command, options, reported)


def test_the_canary_would_be_seen(mvg: Mvg, tmp_path: Path) -> None:
    """The control: what the search looks for is in the output of the very same notes."""
    seen = 0
    for path in WHOLE[:6]:
        for data in _with_canaries(path.read_bytes()):
            (tmp_path / "a").write_bytes(data)
            seen += CANARY in mvg("copy", tmp_path / "a").stdout
    assert seen > 6


OPTIONS = (
    "--huvuddiagnos",
    "--journaltyp",
    "--signera-fran-enhet",
    "--signed-by",
    "--signed-at",
    "--place",
    "--encoding",
)


@pytest.mark.slow
@pytest.mark.parametrize("option", [*OPTIONS, "--from", "--charset", "--section", "--to", "--headings"])
@pytest.mark.parametrize("value", [CANARY, f"{CANARY}=Status", f"1={CANARY}", NUMBER])
def test_no_text_of_an_option_reaches_standard_error(mvg: Mvg, option: str, value: str) -> None:
    for path in (WHOLE[0], BROKEN / "mvg401-alla-tre-saknas.xml", BROKEN / "mvg303-text-fore-sokorden.txt"):
        for command in ("export", "copy", "check"):
            ran = mvg(command, path, "-v", option, value)
            reported = ran.stderr + (ran.stdout if command == "check" else "")
            assert value not in reported
            assert ran.returncode != 70
