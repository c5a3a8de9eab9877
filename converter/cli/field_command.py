"""Commands that take facts beside a note: `--set`, and the options that the profile names for its required fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import click

from converter.cli.command import Command, Option, option
from converter.cli.language import Text

_OPTIONS: Final = "converter.cli.field_command"
"""Where a context has the options of the profile."""
_HELP: Final = ("-h", "--help")

set_option = option(
    "--set",
    "values",
    multiple=True,
    metavar=Text('"FÄLT=VÄRDE"', '"FIELD=VALUE"'),
    help=Text("Värde för ett fält som anteckningen saknar; kan upprepas.", "A value that the note lacks; repeatable."),
)


class FieldCommand(Command):
    """A command with `--set` and the options of the profile in use.

    The profile is looked into only for help, and for an option that the command does not have itself. Each of its
    options is another way to write `--set` for its field.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The parameters of the command and those of the profile."""
        return [*super().get_params(ctx), *ctx.meta.get(_OPTIONS, {}).values()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parses the command line, and adds the values of the profile's options to those of `--set`."""
        known = {name for param in self.params for name in (*param.opts, *param.secondary_opts)}
        ctx.meta[_OPTIONS] = options_of_the_profile(args, known)
        rest = super().parse_args(ctx, args)
        for fact, made in ctx.meta.get(_OPTIONS, {}).items():
            if value := ctx.params.pop(str(made.name)):
                ctx.params["values"] += (f"{fact}={value}",)
        return rest


def options_of_the_profile(args: Sequence[str], known: Collection[str]) -> dict[str, Option]:
    """The options of the profile by their facts, when help or an option that is not `known` is asked for."""
    written = [arg.partition("=")[0] for arg in args if arg.startswith("-")]
    if not any(name in _HELP or (name.startswith("--") and name not in known) for name in written):
        return {}
    return {fact: made for fact, made in _options(args) if not set(made.opts).intersection(known)}


def _options(args: Sequence[str]) -> Iterator[tuple[str, Option]]:
    """The fact and the option of each required field that has one. A profile with mistakes gives none."""
    from converter.note.facts import GIVABLE, REQUIRABLE
    from converter.profile import ProfileError
    from converter.profile.layers import read_sources

    try:
        rows: Any = read_sources(named_profile(args)).data.get("required")
    except ProfileError:
        return
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        named = row if isinstance(row, dict) else {}
        name, fact, heading = named.get("option"), named.get("fact"), named.get("heading")
        given = REQUIRABLE.get(fact, ()) if isinstance(fact, str) else ()
        if isinstance(name, str) and name.startswith("--") and set(given[:1]) <= set(GIVABLE) and given:
            words = Text(f"{heading}, om anteckningen saknar det.", f"{heading}, if the note lacks it.")
            yield given[0], Option([name, f"required_{number}"], default="", metavar="TEXT", help=words)


def named_profile(args: Sequence[str]) -> str | None:
    """The profile that a command line names."""
    named: str | None = None
    for arg, following in pairwise([*args, ""]):
        name, equals, value = arg.partition("=")
        if name == "--profile":
            named = (value if equals else following) or None
    return named
