"""`mvg profile diff`: the differences between two profiles, and between their results for notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from converter.cli import report
from converter.cli.command import argument, command, lang_option, option, style_option
from converter.cli.language import Text, language, say
from converter.cli.profiles.common import notes_in, valid_profile, visible_text
from converter.files.redaction import redact_name

if TYPE_CHECKING:
    from converter.profile_tools.diff import NoteDiff, ValueChange

_VERDICTS = {
    "same": ("samma resultat", "the same result"),
    "differs": ("annat resultat", "another result"),
    "new": ("resultat som inte fanns", "a result that was not there"),
    "gone": ("inget resultat längre", "no result any more"),
    "refused": ("inget resultat", "no result"),
}


@command(
    "Visa vad som skiljer profilen B från profilen A, och vad det ändrar för varje ANTECKNING: fält, "
    "meddelanden och resultat, utan anteckningens text. Med --show-text visas texten som skiljer. ANTECKNING "
    "är en fil eller mapp.",
    "Show how profile B differs from profile A, and what that changes for each NOTE: fields, findings and "
    "results, without the text of the note. --show-text shows the text that differs. NOTE is a file or a "
    "folder.",
)
@argument("before", metavar="A")
@argument("after", metavar="B")
@argument("notes", metavar=Text("[ANTECKNING]...", "[NOTE]..."), nargs=-1)
@option("--show-text", is_flag=True, help=Text("Visa även texten som skiljer.", "Show the text that differs too."))
@style_option
@lang_option
def diff(before: str, after: str, notes: tuple[str, ...], show_text: bool, style: str) -> None:
    from converter.profile.layers import read_sources
    from converter.profile_tools.diff import note_diffs, value_changes

    old, new = valid_profile(before), valid_profile(after)
    changed = list(value_changes(read_sources(before), read_sources(after)))
    read = 0
    outcomes: list[NoteDiff] = []
    for name, source in notes_in(notes):
        read += 1
        outcomes += note_diffs(name, source, old, new)
    if style == "json":
        report.print_json(_data(changed, outcomes, read, show_text))
    else:
        _show(changed, outcomes, read, show_text)


def _data(changed: list[ValueChange], outcomes: list[NoteDiff], read: int, show_text: bool) -> dict[str, Any]:
    from converter.conversion.result import finding_data

    notes = [
        {"note": redact_name(one.note), "target": one.target, "output": one.output, "fields": list(one.fields),
         "gained": [finding_data(finding, language()) for finding in one.gained],
         "lost": [finding_data(finding, language()) for finding in one.lost],
         **({"lines": list(one.lines)} if show_text else {})}
        for one in outcomes
    ]  # fmt: skip
    return {"schema": 1, "changes": [change._asdict() for change in changed], "read": read, "notes": notes}


def _show(changed: list[ValueChange], outcomes: list[NoteDiff], read: int, show_text: bool) -> None:
    for name, old, new in changed:
        click.echo(visible_text(f"{name}: {old or '–'} → {new or '–'}"))
    alike: dict[NoteDiff, list[str]] = {}  # most targets of a note differ in the same way
    for one in outcomes:
        alike.setdefault(one._replace(target="", lines=one.lines if show_text else ()), []).append(one.target)
    for one, targets in alike.items():
        click.echo(f"{redact_name(one.note)} [{', '.join(targets)}]: {say(*_VERDICTS[one.output])}")
        rows = [say(f"fältet {field}", f"the field {field}") for field in one.fields]
        rows += [f"+ {finding.code} {finding.message(language())}" for finding in one.gained]
        rows += [f"- {finding.code} {finding.message(language())}" for finding in one.lost]
        for row in [*rows, *(one.lines if show_text else ())]:
            click.echo(f"  {visible_text(row)}")
    touched = len({one.note for one in outcomes})
    click.echo(say(f"{len(changed)} värden skiljer; {touched} av {read} anteckningar skulle ge något annat.",
                   f"{len(changed)} values differ; {touched} of {read} notes would give something else."))  # fmt: skip
