"""Commands and options with help in the user's language; click's own words around it are English."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, Final

import click

from converter.cli.language import DIR, LANGUAGES, Text, read_language, say

_USAGE, _OPTIONS = Text("Användning: ", "Usage: "), Text("Val", "Options")
_HELP: Final = Text("Visa den här hjälpen.", "Show this help.")
_REMARKS: Final = (("[default: ", Text("[förval: ", "[default: ")), ("[required]", Text("[krävs]", "[required]")))
"""What click writes after the help of an option, and how it is translated."""


class Localized:
    """An attribute for a `Text` that reads as a string in the user's language."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._key = f"localized {name}"

    def __get__(self, instance: Any, owner: type) -> Any:
        value = vars(instance)[self._key]
        return str(value) if isinstance(value, Text) else value

    def __set__(self, instance: Any, value: object) -> None:
        vars(instance)[self._key] = value


class Option(click.Option):
    """An option whose help, metavar and words for its default can be a `Text`."""

    help: Any = Localized()
    metavar: Any = Localized()
    show_default: Any = Localized()

    def __init__(self, *args: Any, help: Text | str | None = None, **named: Any) -> None:  # noqa: A002 -- click's name
        super().__init__(*args, **named)
        self.help = help


class Argument(click.Argument):
    """An argument whose metavar can be a `Text`."""

    metavar: Any = Localized()


option = partial(click.option, cls=Option)
argument = partial(click.argument, cls=Argument)


class InfoOption(Option):
    """An option that prints something and ends the command.

    Click has its own for help and version. To look their words up, they load the languages of the machine at every
    start.
    """

    def __init__(self, names: Sequence[str], info: Callable[[click.Context], str], help_: Text) -> None:
        super().__init__(names, is_flag=True, is_eager=True, expose_value=False, callback=self._print, help=help_)
        self._info = info

    def _print(self, ctx: click.Context, _: click.Parameter, requested: bool) -> None:
        if requested and not ctx.resilient_parsing:
            click.echo(self._info(ctx), color=ctx.color)
            ctx.exit()


class Command(click.Command):
    """A command whose help is in the user's language; the base of a group too."""

    help: Any = Localized()
    epilog: Any = Localized()
    options_metavar: Any = Localized()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"options_metavar": Text("[VAL]", "[OPTIONS]"), **named})
        self._help: click.Option | None = None

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> click.Context:
        """Parses the command line; its language is read from the whole of it first."""
        if parent is None:
            read_language(args)
        return super().make_context(info_name, args, parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parses the arguments. An error of the parser names the command too, so that its help is named."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option `-h`, made once."""
        if self._help is None:
            self._help = InfoOption(self.get_help_option_names(ctx), click.Context.get_help, _HELP)
        return self._help

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, str(_USAGE))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the options."""
        records = [option.get_help_record(ctx) for option in self.get_params(ctx) if isinstance(option, click.Option)]
        with formatter.section(str(_OPTIONS)):
            formatter.write_dl([(name, translated(words)) for name, words in filter(None, records)])


def translated(words: str) -> str:
    """The help of an option with what click adds to it in the user's language."""
    for remark, translation in _REMARKS:
        words = words.replace(remark, str(translation))
    return words


def command(
    swedish: str, english: str, name: str | None = None, cls: type[Command] = Command
) -> Callable[[Callable[..., Any]], Command]:
    """Makes a command of a function, with its help in both languages, and with its name unless one is given."""
    return click.command(name, cls=cls, help=Text(swedish, english))


def usage_error(swedish: str, english: str) -> click.UsageError:
    """An error in how a command is called, in the user's language."""
    return click.UsageError(say(swedish, english))


def wrong_value(option: str, swedish: str, english: str) -> click.BadParameter:
    """An error in the value of an option, in the user's language."""
    return click.BadParameter(say(swedish, english), param_hint=option)


lang_option = option(
    "--lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    help=Text("Språk; annars MVG_LANG.", "Language; otherwise MVG_LANG."),
)
style_option = option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help=Text("Hur svaret visas.", "How the answer is shown."),
)  # fmt: skip
profile_option = option(
    "--profile",
    metavar=DIR,
    help=Text(
        "Profilens mapp, eller namnet på en som följer med.", "Folder of the profile, or the name of one that ships."
    ),
)


# -- groups ---------------------------------------------------------------------------------------------------

_COMMANDS_HEAD: Final = Text("Kommandon", "Commands")
Commands = Mapping[str, tuple[str, Text]]
"""Command name to the module below `converter.cli` that has it, and its line in the help of the group.

The command has the name of its module there, unless another name follows after a colon.
"""


class LazyGroup(Command, click.Group):
    """A group whose commands stand in a table; each is imported when it is called."""

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
        with formatter.section(str(_COMMANDS_HEAD)):
            formatter.write_dl([(name, str(words)) for name, (_, words) in self._table.items()])
