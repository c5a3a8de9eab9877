"""What the commands of `mvg profile` share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from converter.cli.options import Manner
from converter.cli.words import lang_option, say

if TYPE_CHECKING:
    from converter.profile.layers import Sources

F = TypeVar("F", bound=Callable[..., Any])

folder_argument = click.argument("folder", metavar=say("[MAPP]", "[DIR]"), required=False)
style_option = click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help=say("Hur svaret visas.", "How the answer is shown."),
)  # fmt: skip


def manner_options(function: F) -> F:
    """`--format` and `--lang`, handed on as a `Manner`."""

    @style_option
    @lang_option
    @functools.wraps(function)
    def command(*args: Any, style: str, **kwargs: Any) -> Any:
        return function(*args, manner=Manner(strict=False, style=style, quiet=False, verbose=False), **kwargs)

    # It is called as click calls it, not as the function it stands for.
    return command  # type: ignore[return-value]


def sources_of(folder: str | None) -> Sources:
    """What a valid profile was made from."""
    from converter.profile.layers import SHIPPED, gather, packaged

    return gather(Path(folder) if folder is not None else packaged("templates") / SHIPPED)


def named(folder: str | None) -> str:
    """What findings call a profile."""
    return folder or "profile"
