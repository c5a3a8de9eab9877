"""Which language the user reads."""

from __future__ import annotations

import os
from typing import Final

import click

LANGUAGES: Final = ("sv", "en")
_CHOSEN: Final = "converter.language"


def language() -> str:
    """`sv` or `en`: what `--lang` says, else `MVG_LANG`, else Swedish."""
    context = click.get_current_context(silent=True)
    chosen = (context.meta.get(_CHOSEN) if context else None) or os.environ.get("MVG_LANG", "").lower()
    return str(chosen) if chosen in LANGUAGES else "sv"


def say(swedish: str, english: str) -> str:
    """The one of the two that the user reads."""
    return english if language() == "en" else swedish


def _choose(context: click.Context, _: click.Parameter, value: str | None) -> None:
    context.meta[_CHOSEN] = value


DIR: Final = say("MAPP", "DIR")
FILE: Final = say("FIL", "FILE")
"""What the help calls the value of an option."""

lang_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=_choose,
    help=say("Språk; annars MVG_LANG.", "Language; otherwise MVG_LANG."),
)
