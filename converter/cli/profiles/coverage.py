"""`mvg profile coverage`: what notes use of a profile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from converter.cli.command import argument, command, lang_option, profile_option, style_option
from converter.cli.language import Text, say
from converter.cli.options import DEFAULT_REPORT, profile_or_exit
from converter.cli.profiles.common import notes_in
from converter.files.redaction import redact_name

if TYPE_CHECKING:
    from converter.profile import Profile
    from converter.profile_tools.coverage import Coverage


@command(
    "Visa vad anteckningarna använder av profilen: sökord, skrivsätt, etiketter och värden som aldrig "
    "användes, rubriker som saknar plats (antal och rad, aldrig text) och olika skrivsätt för samma sökord i "
    "en anteckning. ANTECKNING är en fil eller en mapp.",
    "Show what the notes use of the profile: keywords, spellings, labels and words that were never used, "
    "headings without a place (counts and lines, never text), and different spellings of one keyword in a "
    "note. NOTE is a file or a folder.",
)
@argument("notes", metavar=Text("ANTECKNING...", "NOTE..."), nargs=-1, required=True)
@profile_option
@style_option
@lang_option
def coverage(notes: tuple[str, ...], profile: str | None, style: str) -> None:
    from converter.profile_tools.coverage import cover

    loaded = profile_or_exit(profile, DEFAULT_REPORT)
    found = cover(notes_in(notes), loaded)
    click.echo(_as_json(found, loaded) if style == "json" else _as_text(found, loaded))


def _as_json(found: Coverage, profile: Profile) -> str:
    data = {
        "schema": 1,
        "read": found.read,
        "unread": [redact_name(name) for name in found.unread],
        "used": dict(sorted(found.used.items())),
        "unused": list(found.unused(profile)),
        "unmapped": [{"note": redact_name(name), "line": line} for name, line in found.unmapped],
        "competing": [one._asdict() for one in found.competing],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _as_text(found: Coverage, profile: Profile) -> str:
    unused = found.unused(profile)
    parts = [
        (say(f"Lästa anteckningar: {found.read}", f"Notes read: {found.read}"), []),
        (say("Gick inte att läsa", "Could not be read"), [redact_name(name) for name in found.unread]),
        (say("Användes aldrig", "Never used"), list(unused)),
        (say("Rubriker utan plats", "Headings without a place"),
         [f"{redact_name(name)}, {say('rad', 'line')} {line}" for name, line in found.unmapped]),
        (say("Olika skrivsätt för samma sökord i en anteckning", "Different spellings of one keyword in a note"),
         [f"{one.keyword}: {' / '.join(one.spellings)} ({one.notes})" for one in found.competing]),
    ]  # fmt: skip
    head, *rest = parts
    lines = [head[0]]
    for title, rows in rest:
        lines += [f"{title}: {len(rows)}", *(f"  {row}" for row in rows)]
    return "\n".join(lines)
