"""What the commands of `mvg profile` share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from unicodedata import category

from converter.cli.command import argument, lang_option, style_option
from converter.cli.files import read_source
from converter.cli.language import Text
from converter.cli.reporting import ReportOptions, exit_on_refusal, exit_with_mistakes

if TYPE_CHECKING:
    from converter.profile import Profile

_ENDINGS: Final = (".txt", ".xml")
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


def notes_in(names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each note; of a folder the `.txt` and `.xml` in it and in its folders, in order.

    Ends the command (66) at a file that cannot be read.
    """
    for name in names:
        paths = [Path(name)]
        if paths[0].is_dir():
            paths = sorted(path for path in paths[0].rglob("*") if path.suffix in _ENDINGS and path.is_file())
        for path in paths:
            with exit_on_refusal(str(path)):
                source = read_source(str(path))
            yield str(path), source
