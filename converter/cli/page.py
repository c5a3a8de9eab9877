"""`mvg page`: the local page in the browser, for one user on this machine."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from converter.cli.command import command, lang_option, profile_option
from converter.cli.language import language, say
from converter.cli.options import DEFAULT_REPORT, exit_on_refusal, exit_with, profile_or_exit
from converter.cli.report import print_line, show
from converter.cli.settings import UserSettings, load_settings
from converter.findings import Finding
from converter.profile import Profile

if TYPE_CHECKING:
    from converter.page.app import Suggestions


@command(
    "Öppna en sida i webbläsaren: klistra in anteckningen, se var varje text hamnar, fyll i det som saknas och "
    "kopiera eller ladda ner. Sidan finns bara på den här datorn och sparar inget. Den avslutas med fliken, efter "
    "15 minuter utan användning eller med Ctrl-C.",
    "Open a page in the browser: paste the note, see where each text ends up, fill in what is missing, and copy or "
    "download. The page exists on this computer alone and saves nothing. It ends with its tab, after 15 idle "
    "minutes, or with Ctrl-C.",
)
@profile_option
@lang_option
def page(profile: str | None) -> None:
    try:
        from converter.page.server import serve
    except ImportError:
        exit_with("mvg page", [Finding("MVG870")])
    loaded = profile_or_exit(profile, DEFAULT_REPORT)
    settings, warnings = load_settings()
    show(warnings, "settings.toml")
    with exit_on_refusal("mvg page"):
        serve(loaded, language(), _open, suggestions=_suggestions(settings, loaded))


def _suggestions(settings: UserSettings, profile: Profile) -> Suggestions:
    """What the page offers of the user's settings: values of fields, the answer to a question, and the target."""
    from converter.page.app import Suggestions

    values = {fact: texts for fact, texts in settings.suggestions.items() if texts}
    values |= {fact: (code,) for fact, code in settings.contact_codes(profile).items()}
    return Suggestions(values, settings.target if settings.target in profile.targets else "")


def _open(path: Path) -> None:
    """Opens the file in the user's browser, or names it where there is none to start."""
    if webbrowser.open(path.as_uri()):
        print_line(
            say("Sidan är öppen i webbläsaren. Ctrl-C avslutar.", "The page is open in the browser. Ctrl-C ends it.")
        )
    else:
        print_line(say(f"Öppna {path} i webbläsaren. Ctrl-C avslutar.", f"Open {path} in the browser. Ctrl-C ends it."))
