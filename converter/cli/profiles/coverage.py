"""`mvg profile coverage`: what notes use of a profile."""

from __future__ import annotations

import click

from converter.cli import report
from converter.cli.command import command, lang_option, profile_option, style_option
from converter.cli.language import say
from converter.cli.options import notes_argument
from converter.cli.profiles.common import notes_in
from converter.cli.reporting import DEFAULT_REPORT, profile_or_exit
from converter.files.redaction import redact_name


@command(
    "Visa vad anteckningarna använder av profilen: sökord, skrivsätt, etiketter och värden som aldrig "
    "användes, rubriker som saknar plats (antal och rad, aldrig text) och olika skrivsätt för samma sökord i "
    "en anteckning. ANTECKNING är en fil eller en mapp.",
    "Show what the notes use of the profile: keywords, spellings, labels and words that were never used, "
    "headings without a place (counts and lines, never text), and different spellings of one keyword in a "
    "note. NOTE is a file or a folder.",
)
@notes_argument
@profile_option
@style_option
@lang_option
def coverage(notes: tuple[str, ...], profile: str | None, style: str) -> None:
    from converter.profile_tools.coverage import cover

    loaded = profile_or_exit(profile, DEFAULT_REPORT)
    found = cover(notes_in(notes), loaded)
    unused, unread = list(found.unused(loaded)), [redact_name(name) for name in found.unread]
    if style == "json":
        report.print_json({
            "schema": 1, "read": found.read, "unread": unread, "used": dict(sorted(found.used.items())),
            "unused": unused, "unmapped": [{"note": redact_name(name), "line": line} for name, line in found.unmapped],
            "competing": [one._asdict() for one in found.competing],
        })  # fmt: skip
        return
    parts = [
        (say("Gick inte att läsa", "Could not be read"), unread),
        (say("Användes aldrig", "Never used"), unused),
        (say("Rubriker utan plats", "Headings without a place"),
         [f"{redact_name(name)}, {say('rad', 'line')} {line}" for name, line in found.unmapped]),
        (say("Olika skrivsätt för samma sökord i en anteckning", "Different spellings of one keyword in a note"),
         [f"{one.keyword}: {' / '.join(one.spellings)} ({one.notes})" for one in found.competing]),
    ]  # fmt: skip
    click.echo(say(f"Lästa anteckningar: {found.read}", f"Notes read: {found.read}"))
    for title, rows in parts:
        click.echo("\n".join((f"{title}: {len(rows)}", *(f"  {row}" for row in rows))))
