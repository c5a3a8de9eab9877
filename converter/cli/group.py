"""A group of commands whose modules are imported when a command is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click

from converter.cli.command import Command, Localized, lang_option
from converter.cli.language import Text

_COMMANDS: Final = Text("Kommandon", "Commands")
Commands = Mapping[str, tuple[str, Text]]
"""Command name to the module below `converter.cli` that has it, and its line in the help of the group.

The command has the name of its module there, unless another name follows after a colon.
"""


class LazyGroup(Command, click.Group):
    """The commands of a table."""

    subcommand_metavar: Any = Localized()

    def __init__(self, *args: Any, table: Commands, **named: Any) -> None:
        super().__init__(*args, subcommand_metavar=Text("KOMMANDO", "COMMAND"), **named)
        lang_option(self)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the table."""
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in self._table:
            return None
        module, _, name = self._table[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"converter.cli.{module}"), name or module.rpartition(".")[2])
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the options and the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the commands."""
        with formatter.section(str(_COMMANDS)):
            formatter.write_dl([(name, str(words)) for name, (_, words) in self._table.items()])
