"""A command whose help is in the user's language all through; click words what is around it in English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import click

from converter.cli.language import say

# Chosen when a command is loaded, as all its help is.
_USAGE, _OPTIONS, _HELP = (
    say("Användning: ", "Usage: "),
    say("Val", "Options"),
    say("Visa den här hjälpen.", "Show this help."),
)
_REMARKS: Final = (("[default: ", say("[förval: ", "[default: ")), ("[required]", say("[krävs]", "[required]")))
"""What click writes after the help of an option, and how it is said here."""


class InfoOption(click.Option):
    """An option that is a question: the command answers it and does nothing else.

    Click has its own for help and version. To look their words up, they load the languages of the machine at every
    start.
    """

    def __init__(self, names: Sequence[str], answer: Callable[[click.Context], str], words: str) -> None:
        super().__init__(names, is_flag=True, is_eager=True, expose_value=False, callback=self._give, help=words)
        self._answer = answer

    def _give(self, ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            click.echo(self._answer(ctx), color=ctx.color)
            ctx.exit()


class Command(click.Command):
    """A command, or what a group has in common with one."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"options_metavar": say("[VAL]", "[OPTIONS]"), **named})
        self._help: click.Option | None = None

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`-h`, always the same one."""
        if self._help is None:
            self._help = InfoOption(self.get_help_option_names(ctx), click.Context.get_help, _HELP)
        return self._help

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, _USAGE)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the options."""
        records = [option.get_help_record(ctx) for option in self.get_params(ctx) if isinstance(option, click.Option)]
        with formatter.section(_OPTIONS):
            formatter.write_dl([(name, _worded(words)) for name, words in filter(None, records)])


def _worded(words: str) -> str:
    for remark, said in _REMARKS:
        words = words.replace(remark, said)
    return words
