"""No command ends with a fault of the program for a note that was edited, however it was edited."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.cli import cli
from edited_notes import edited

COMMANDS = [
    ["export"], ["export", "--to", "pmo-html"], ["export", "--format", "json"], ["export", "--add-phrases"],
    ["export", "--profile", "cosmic-exempel", "--to", "rivta"],
    ["export", "--profile", "cosmic-exempel", "--to", "cosmic-fhir"], ["check"], ["check", "--format", "json"],
    ["copy"], ["copy", "--charset", "ascii", "--replace"], ["copy", "--section", "Status"], ["trace"],
    ["register"], ["register", "--format", "json"], ["register", "--format", "html"],
]  # fmt: skip


@pytest.mark.slow
@given(edited(), st.sampled_from(COMMANDS))
@settings(max_examples=400)
def test_no_command_ends_in_a_fault_of_the_program(source: bytes | str, command: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "note"
        note.write_bytes(source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass"))
        ran = CliRunner().invoke(cli, [command[0], str(note), *command[1:]])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), command
    assert ran.exit_code != 70, command
