"""`mvg audit`: verifies audit logs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli import report
from converter.cli.command import LazyGroup, argument, command, lang_option, option, style_option
from converter.cli.language import Text, language, say

if TYPE_CHECKING:
    from converter.batch.hash_chain import Verification

_ABOUT = Text("Kontrollera en revisionslogg.", "Verify an audit log.")


@click.group(cls=LazyGroup, table={"verify": ("audit:verify", _ABOUT)}, help=_ABOUT)
def audit() -> None:
    """The commands about audit logs."""


@command(
    "Kontrollera att ingen händelse i revisionsloggen har ändrats, tagits bort, flyttats eller lagts till och "
    "att slutet inte är avklippt. Spara kontrollsumman som visas på en annan plats; med --expect jämförs "
    "loggen med den.",
    "Verify that no event of the audit log was changed, removed, moved or added, and that its end was not cut "
    "off. Keep the digest that is shown somewhere else; --expect compares the log with it.",
)
@argument("log", metavar=Text("LOGG", "LOG"))
@option(
    "--expect",
    default="",
    metavar=Text("SUMMA", "DIGEST"),
    help=Text(
        "Kontrollsumman som sparades vid en tidigare kontroll.", "The digest that was kept from an earlier check."
    ),
)
@style_option
@lang_option
def verify(log: str, expect: str, style: str) -> None:
    from converter.batch.hash_chain import EMPTY, Verification
    from converter.batch.hash_chain import verify as verified
    from converter.files.storage import Refused

    try:
        found = verified(Path(log), expect.strip().lower())
    except Refused as refused:
        found = Verification((refused.finding,), EMPTY, 0, 0)
    (_show_json if style == "json" else _show)(log, found)
    sys.exit(max((finding.exit_code for finding in found.findings), default=0))


def _show(log: str, found: Verification) -> None:
    report.show(found.findings, log, out=True)
    if any(finding.severity == "error" for finding in found.findings):
        return
    click.echo(
        say(
            f"Kedjan är hel. Händelser: {found.head.line}, körningar: {found.runs}, anteckningar: {found.notes}.",
            f"The chain is whole. Events: {found.head.line}, runs: {found.runs}, notes: {found.notes}.",
        )
    )
    click.echo(say("Kontrollsumma", "Digest") + f": {found.head.sha256}")


def _show_json(log: str, found: Verification) -> None:
    import json

    from converter.files.redaction import redact_name
    from converter.findings import has_errors
    from converter.result import finding_data

    data = {
        "schema": 1,
        "name": redact_name(log),
        "ok": not has_errors(found.findings),
        "events": found.head.line,
        "runs": found.runs,
        "notes": found.notes,
        "sha256": found.head.sha256 or None,
        "findings": [finding_data(finding, language()) for finding in found.findings],
    }
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
