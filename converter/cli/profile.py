"""`mvg profile`: check, show, start, compare, cover, test and attack a profile. Each command's module is its own."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from converter.cli.words import say

# Name: the module under `converter.cli.profiles` and what `mvg profile --help` says.
_COMMANDS: Final = {
    "check": say("Visa alla fel i en profil, även i mallarna.", "Show every mistake, in the templates too."),
    "show": say("Visa vad profilen kommer fram till, och var det står.", "Show what it comes to, and where it stands."),
    "new": say("Börja en ny profil.", "Start a new profile."),
    "test": say("Kör profilens egna prov.", "Run the profile's own fixtures."),
    "mutate": say("Pröva om proven skulle märka ett fel.", "Try whether the fixtures would notice a fault."),
    "coverage": say("Visa vad anteckningar använder av profilen.", "Show what notes use of the profile."),
    "diff": say("Visa vad en ändring skulle göra.", "Show what a change would do."),
}


class _Commands(click.Group):
    """The commands of the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"converter.cli.profiles.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(say("Kommandon", "Commands")):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_Commands,
    help=say(
        "Profilen är allt som en region kan ändra: sökord, etiketter, mallar. Här startas den, kontrolleras och "
        "prövas.",
        "The profile is all that a region can change: keywords, labels, templates. Here it is started, checked and "
        "tried.",
    ),
    epilog=say(
        "Börja så här: mvg profile new MAPP, ändra, sedan mvg profile check MAPP och mvg profile test MAPP.",
        "Start with: mvg profile new DIR, edit, then mvg profile check DIR and mvg profile test DIR.",
    ),
)
def profile() -> None:
    """The group; its help is worded above."""
