"""`mvg profile show`: every value of a profile, with its file and line."""

from __future__ import annotations

import json
from pathlib import Path

import click

from converter.cli import report
from converter.cli.command import command, lang_option, style_option
from converter.cli.profiles.common import folder_argument, visible_text
from converter.cli.reporting import DEFAULT_REPORT, profile_or_exit


@command(
    "Visa varje värde som gäller i profilen, även ärvda, och i vilken fil och på vilken rad det står.",
    "Show every value in force in the profile, inherited ones included, and the file and line that sets it.",
)
@folder_argument
@style_option
@lang_option
def show(folder: str | None, style: str) -> None:
    from converter.profile.layers import read_sources
    from converter.profile_tools.value_paths import values

    profile, sources = profile_or_exit(folder, DEFAULT_REPORT), read_sources(folder)
    rows = [(value, *sources.position(value.path)) for value in values(sources.data)]
    if style == "json":
        data = [{"name": value.name, "value": json.loads(value.written), "file": file, "line": line, "column": column}
                for value, file, line, column in rows]  # fmt: skip
        head = {"schema": 1, "name": profile.name, "version": profile.version, "sha256": profile.digest}
        chain = {"folders": [Path(folder).name for folder in profile.folders], "values": data}
        report.print_json({**head, **chain})
        return
    click.echo(f"# {profile.name} {profile.version}\n# SHA-256 {profile.digest}")
    for value, file, line, _ in rows:
        click.echo(f"{visible_text(f'{value.name} = {value.written}'):60}  # {visible_text(file)}:{line}")
