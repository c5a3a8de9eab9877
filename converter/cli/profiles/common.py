"""What the commands of `mvg profile` share."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from unicodedata import category

import click

from converter.cli import report
from converter.cli.command import argument, lang_option, option
from converter.cli.language import Text
from converter.cli.options import ReportOptions

if TYPE_CHECKING:
    from converter.findings import Finding
    from converter.profile import Profile
    from converter.profile.layers import Sources

F = TypeVar("F", bound=Callable[..., Any])

folder_argument = argument("folder", metavar=Text("[MAPP]", "[DIR]"), required=False)
style_option = option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help=Text("Hur svaret visas.", "How the answer is shown."),
)  # fmt: skip


def reporting_options(function: F) -> F:
    """`--format` and `--lang`, handed on as a `ReportOptions`."""

    @style_option
    @lang_option
    @functools.wraps(function)
    def command(*args: Any, style: str, **kwargs: Any) -> Any:
        return function(*args, reporting=ReportOptions(strict=False, style=style, quiet=False, verbose=False), **kwargs)

    # It is called as click calls it, not as the function it stands for.
    return command  # type: ignore[return-value]


def profile_sources(folder: str | None) -> Sources:
    """What a valid profile was made from."""
    from converter.profile.layers import read_sources

    return read_sources(folder)


def valid_profile(folder: str | None) -> Profile:
    """A profile without a mistake, in its templates either, or the end of the command (78) with all of them."""
    from converter.profile_tools.dry_run import validate

    loaded, found = validate(folder)
    if loaded is None or found:
        exit_with_mistakes(folder, found)
    return loaded


def exit_with_mistakes(folder: str | None, found: Sequence[Finding]) -> NoReturn:
    """Tells every mistake with the file where it stands, and ends the command."""
    for finding in found:
        report.show([finding], _file(finding) or display_name(folder))
    sys.exit(max(finding.exit_code for finding in found))


def _file(finding: Finding) -> str:
    """The file whose line a finding tells: a finding of a profile names it among its words."""
    tables = (word for word in finding.words if word.endswith(".toml"))
    return next(tables, finding.words[0] if finding.words else "") if finding.line else ""


def visible_text(text: str) -> str:
    """A text of a profile for a screen: characters that cannot be told from a space, or from nothing, spelt out."""
    from converter.unicode_text import for_screen

    return "".join(
        f"<U+{ord(character):04X}>" if category(character) in ("Zs", "Mn") and character != " " else character
        for character in for_screen(text)
    )


def display_name(folder: str | None) -> str:
    """What findings call a profile."""
    return folder or "profile"
