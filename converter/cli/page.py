"""`mvg page`: the local page in the browser, for one user on this machine."""

from __future__ import annotations

import webbrowser
from pathlib import Path

from converter.cli.command import command, lang_option, profile_option
from converter.cli.language import language, say
from converter.cli.report import print_line, show
from converter.cli.reporting import DEFAULT_REPORT, exit_on_refusal, exit_with, profile_or_exit
from converter.cli.settings import load_settings
from converter.findings import Finding


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
        from converter.page.app import Suggestions
        from converter.page.server import serve
    except ImportError:
        exit_with("mvg page", [Finding("MVG870")])
    loaded = profile_or_exit(profile, DEFAULT_REPORT)
    settings, warnings = load_settings()
    show(warnings, "settings.toml")
    values = {fact: texts for fact, texts in settings.suggestions.items() if texts}
    values |= {fact: (code,) for fact, code in settings.contact_codes(loaded).items()}
    suggestions = Suggestions(values, settings.target if settings.target in loaded.targets else "")
    with exit_on_refusal("mvg page"):
        serve(loaded, language(), _open, suggestions=suggestions)


def _open(path: Path) -> None:
    """Opens the file in the user's browser, or names it where there is none to start."""
    if webbrowser.open(path.as_uri()):
        words = say("Sidan är öppen i webbläsaren.", "The page is open in the browser.")
    else:
        words = say(f"Öppna {path} i webbläsaren.", f"Open {path} in the browser.")
    print_line(f"{words} {say('Ctrl-C avslutar.', 'Ctrl-C ends it.')}")
