"""`mvg profile mutate`: the mutation score of a profile's golden pairs, and the mutants that survive."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from converter.cli import report
from converter.cli.command import command, lang_option, option, style_option, usage_error
from converter.cli.language import Text, say
from converter.cli.profiles.common import folder_argument, valid_profile, visible_text
from converter.cli.reporting import exit_with

if TYPE_CHECKING:
    from converter.profile_tools.mutation import Score

_CHANGES = {
    "dropped": ("borttagen", "dropped"),
    "swapped": ("bytt med nästa", "swapped with the next"),
    "altered": ("ändrad", "altered"),
    "renamed": ("omdöpt", "renamed"),
}


@command(
    "Ta bort, byt och ändra varje rad och värde i profile.toml och registration.toml, och varje rad i mallar, "
    "en i taget, och visa vilka av ändringarna som proven inte skulle märka. Slutkod 1 när poängen är under "
    "--min-score.",
    "Drop, swap and alter each row and value of profile.toml and registration.toml, and each line of the "
    "templates, one at a time, and show which of these changes the golden pairs would not notice. Exit 1 below "
    "--min-score.",
)
@folder_argument
@option("--min-score", type=click.FloatRange(0, 100), metavar=Text("PROCENT", "PERCENT"), default=100,
        show_default=True, help=Text("Andelen som minst ska märkas, i procent.",
                                     "The share that must be noticed at least, in per cent."))  # fmt: skip
@style_option
@lang_option
def mutate(folder: str | None, min_score: float, style: str) -> None:
    from converter.profile.layers import read_sources
    from converter.profile_tools.golden_pairs import failures, golden_pairs
    from converter.profile_tools.mutation import score

    profile = valid_profile(folder)
    found, odd = golden_pairs(profile)
    if odd:
        exit_with(folder or "profile", odd)
    if next(failures(profile), None) is not None:
        raise usage_error("Proven går inte igenom; kör mvg profile test.", "Golden pairs fail; run mvg profile test.")
    result = score(read_sources(folder), found)
    survivors = [
        {"file": mutant.file, "line": mutant.line, "what": mutant.what, "change": mutant.change}
        for mutant in result.survivors
    ]
    if style == "json":
        report.print_json({
            "schema": 1, "tried": sum(result.tried.values()), "files": dict(result.tried),
            "score": round(result.percent, 1), "survivors": survivors,
        })  # fmt: skip
    else:
        _show(survivors, result)
    sys.exit(int(result.percent < min_score))


def _show(survivors: list[dict[str, Any]], result: Score) -> None:
    if survivors:
        click.echo(say("Det här skulle proven inte märka:", "The golden pairs would not notice this:"))
    for one in survivors:
        change = say(*_CHANGES[one["change"]])
        what = f"{one['what']} " if one["what"] else ""
        click.echo(visible_text(f"{one['file']}:{one['line']}: {what}{change}"))
    missed = Counter(one["file"] for one in survivors)
    for file, tried in result.tried.items() if survivors and len(result.tried) > 1 else ():
        click.echo(visible_text(f"{file}: {tried - missed[file]} {say('av', 'of')} {tried}"))
    tried = sum(result.tried.values())
    noticed = tried - len(survivors)
    click.echo(say(f"{noticed} av {tried} ändringar skulle märkas: {result.percent:.1f} %.",
                   f"{noticed} of {tried} changes would be noticed: {result.percent:.1f} %."))  # fmt: skip
