"""The language that the user reads: texts are pairs, and one of the two is chosen when it is displayed."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import os
from collections.abc import Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from converter.findings.catalogue import Language

LANGUAGES: Final["tuple[Language, ...]"] = ("sv", "en")
_requested: ContextVar[str] = ContextVar("language", default="")
"""The language that `--lang` asks for in this run; `""` for none."""


class Text(NamedTuple):
    """A text in both languages."""

    swedish: str
    english: str

    def __str__(self) -> str:
        return self.english if language() == "en" else self.swedish


def say(swedish: str, english: str) -> str:
    """The one of the two that the user reads."""
    return str(Text(swedish, english))


def language() -> "Language":
    """What `--lang` says, else `MVG_LANG`, else Swedish."""
    requests = (_requested.get(), os.environ.get("MVG_LANG", "").lower())
    return next((known for request in requests for known in LANGUAGES if known == request), "sv")


def read_language(arguments: Sequence[str]) -> None:
    """Takes the language from a command line before it is parsed: errors and help are in it, wherever `--lang` stands.

    A value that is no language is left for the parser to refuse.
    """
    requested = ""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for option, following in zip(options, [*options[1:], ""], strict=False):
        name, equals, value = option.partition("=")
        if name == "--lang":
            requested = value if equals else following
    _requested.set(requested)


DIR: Final = Text("MAPP", "DIR")
FILE: Final = Text("FIL", "FILE")
"""What the help calls the value of an option."""
