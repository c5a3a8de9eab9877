"""What is said of a command that is called wrongly: click's errors in the user's language, and where help is."""

from __future__ import annotations

from typing import Final

import click

from converter.cli.language import language, say
from converter.files.redaction import redact

_NO_COMMAND: Final = "Missing command."


def usage_message(error: click.UsageError) -> str:
    """A sentence on one line and where help is; of a group without a command its help."""
    context = error.ctx
    if context is not None and error.message in (_NO_COMMAND, context.get_help()):
        return context.get_help()
    sentence = _range_message(error) or (error.format_message() if language() == "en" else _swedish(error))
    if isinstance(error, click.NoSuchOption) and not error.possibilities and context and context.parent is None:
        sentence += say(
            f" Val skrivs efter kommandot: mvg KOMMANDO {error.option_name}.",
            f" Options follow the command: mvg COMMAND {error.option_name}.",
        )
    return f"{redact(sentence)}\n{say('Hjälp', 'Help')}: {context.command_path if context else 'mvg'} -h"


def _swedish(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            near = f" Menade du {', '.join(error.possibilities)}?" if error.possibilities else ""
            return f"Valet {error.option_name} finns inte.{near}"
        case click.BadParameter():
            return _swedish_value(error)
        case click.BadOptionUsage():
            takes_one = "does not take" not in error.message
            return f"Valet {error.option_name} {'behöver ett' if takes_one else 'tar inget'} värde."
        case _:
            return _swedish_message(error.format_message())


def _swedish_value(error: click.BadParameter) -> str:
    """What is said of a value that is missing or wrong."""
    name = error.param.get_error_hint(error.ctx) if error.param else ""
    if isinstance(error, click.MissingParameter):
        return f"{name} saknas."
    if error.param and isinstance(error.param.type, click.Choice):
        return f"Värdet för {name} finns inte; välj bland {', '.join(map(str, error.param.type.choices))}."
    return f"{error.param_hint or name}: {error.message}"


def _range_message(error: click.UsageError) -> str:
    """The numbers that an option takes; `""` for an error of another kind."""
    param = error.param if isinstance(error, click.BadParameter) else None
    kind = param.type if param and not isinstance(error, click.MissingParameter) else None
    if param is None or not isinstance(kind, click.IntRange | click.FloatRange):
        return ""
    whole = isinstance(kind, click.IntRange)
    what = say("Ange ett heltal", "Give a whole number") if whole else say("Ange ett tal", "Give a number")
    if kind.max is None:
        least = say("större än", "above") if kind.min_open else say("minst", "not below")
        numbers = f"{what}{say(' som är', '')} {least} {kind.min:g}"
    else:
        numbers = f"{what} {say('från', 'from')} {kind.min:g} {say('till', 'to')} {kind.max:g}"
    point = "" if whole else say(", med punkt före decimalerna", ", with a point before the decimals")
    return f"{param.get_error_hint(error.ctx)}: {numbers}{point}."


def _swedish_message(message: str) -> str:
    """The two usage errors that click has no class for; those of this program are Swedish already."""
    if message.startswith("No such command"):
        return f"Kommandot {message.removeprefix('No such command').split('.')[0].strip()} finns inte."
    if message.startswith("Got unexpected extra argument"):
        surplus = message.partition("(")[2].rstrip(").")
        return f"Det står för många argument: {surplus}. Ett namn med mellanslag skrivs inom citattecken."
    return message
