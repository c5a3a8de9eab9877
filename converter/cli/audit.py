"""`mvg audit`: verifies audit logs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from converter.cli import report
from converter.cli.command import LazyGroup, argument, command, lang_option, option, style_option
from converter.cli.language import Text, language, say

_HELP = Text("Kontrollera en revisionslogg.", "Verify an audit log.")


@click.group(cls=LazyGroup, table={"verify": ("audit:verify", _HELP)}, help=_HELP)
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
@option("--expect", default="", metavar=Text("SUMMA", "DIGEST"),
        help=Text("Kontrollsumman som sparades vid en tidigare kontroll.",
                  "The digest that was kept from an earlier check."))  # fmt: skip
@style_option
@lang_option
def verify(log: str, expect: str, style: str) -> None:
    from converter.batch.hash_chain import EMPTY
    from converter.batch.verification import Verification
    from converter.batch.verification import verify as verified
    from converter.conversion.result import finding_data
    from converter.files.redaction import redact_name
    from converter.files.storage import Refused
    from converter.findings import has_errors

    try:
        found = verified(Path(log), expect.strip().lower())
    except Refused as refused:
        found = Verification((refused.finding,), EMPTY, 0, 0)
    if style == "json":
        report.print_json({
            "schema": 1, "name": redact_name(log), "ok": not has_errors(found.findings), "events": found.head.line,
            "runs": found.runs, "notes": found.notes, "sha256": found.head.sha256 or None,
            "findings": [finding_data(finding, language()) for finding in found.findings],
        })  # fmt: skip
    else:
        report.show(found.findings, log, out=True)
    if style == "text" and not has_errors(found.findings):
        counts = (found.head.line, found.runs, found.notes)
        sentence = say("Kedjan är hel. Händelser: {}, körningar: {}, anteckningar: {}.",
                       "The chain is whole. Events: {}, runs: {}, notes: {}.")  # fmt: skip
        click.echo(sentence.format(*counts))
        click.echo(say("Kontrollsumma", "Digest") + f": {found.head.sha256}")
    sys.exit(max((finding.exit_code for finding in found.findings), default=0))
