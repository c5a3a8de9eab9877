"""What the commands of `mvg profile` share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import category

from converter.cli.command import argument, lang_option, style_option
from converter.cli.language import Text
from converter.cli.options import ReportOptions, exit_with_mistakes

if TYPE_CHECKING:
    from converter.profile import Profile
    from converter.profile.layers import ProfileSources

F = TypeVar("F", bound=Callable[..., Any])

folder_argument = argument("folder", metavar=Text("[MAPP]", "[DIR]"), required=False)


def reporting_options(function: F) -> F:
    """`--format` and `--lang`, as `ReportOptions`."""

    @style_option
    @lang_option
    @functools.wraps(function)
    def command(*args: Any, style: str, **kwargs: Any) -> Any:
        return function(*args, reporting=ReportOptions(strict=False, style=style, quiet=False, verbose=False), **kwargs)

    return command  # type: ignore[return-value]  # click calls it with other arguments than those of the function


def profile_sources(folder: str | None) -> ProfileSources:
    """The layers and merged data of a valid profile."""
    from converter.profile.layers import read_sources

    return read_sources(folder)


def valid_profile(folder: str | None) -> Profile:
    """A profile without mistakes, in its templates either; ends the command (78) with all of them otherwise."""
    from converter.profile_tools.dry_run import validate

    loaded, found = validate(folder)
    if loaded is None or found:
        exit_with_mistakes(folder, found)
    return loaded


def visible_text(text: str) -> str:
    """A text of a profile for a terminal, with escapes for special spaces and combining characters."""
    from converter.note.unicode_text import for_screen

    return "".join(
        f"<U+{ord(character):04X}>" if category(character) in ("Zs", "Mn") and character != " " else character
        for character in for_screen(text)
    )


def display_name(folder: str | None) -> str:
    """The name of a profile in findings."""
    return folder or "profile"
