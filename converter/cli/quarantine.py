"""`mvg quarantine`: what needs a person, one by one or as a whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from converter.cli import report
from converter.cli.batch_options import BatchOptions, batch_options, places_of, report_files_option
from converter.cli.command import Command, LazyGroup, argument, command, lang_option, option, style_option
from converter.cli.language import DIR, FILE, Text, say
from converter.cli.reporting import exit_on_refusal, exit_with
from converter.files.redaction import redact, redact_name, single_line
from converter.files.storage import refusing
from converter.files.windows_paths import extended
from converter.findings import Finding

if TYPE_CHECKING:
    from converter.batch.config import BatchConfig
    from converter.batch.quarantine import QuarantineEntry

_TABLE = {
    "list": ("quarantine:list_", Text("Visa anteckningarna i karantän.", "List the notes in quarantine.")),
    "show": ("quarantine:show", Text("Visa varför en anteckning ligger där.", "Show why a note is there.")),
    "retry": ("quarantine:retry", Text("Försök igen med alla eller några.", "Try all or some of them again.")),
    "discard": ("quarantine:discard", Text("Avfärda en anteckning för gott.", "Discard a note for good.")),
}
_HELP = Text("Hantera anteckningarna i karantän.", "Handle the notes in quarantine.")


@click.group(cls=LazyGroup, table=_TABLE, help=_HELP)
def quarantine() -> None:
    """The commands about the quarantine."""


_out_option = option("--out", required=True, metavar=DIR,
                     help=Text("Mappen för resultaten.", "Folder for the results."))  # fmt: skip


@click.command(cls=Command, name="list", help=_TABLE["list"][1])
@_out_option
@style_option
@lang_option
def list_(out: str, style: str) -> None:
    """One line an entry: id, since when, codes, name."""
    from converter.batch.quarantine import unrecorded

    entries = _entries(out)
    if style == "json":
        report.print_json({"schema": 1, "entries": [_data(ref, entry) for ref, entry in entries]})
        return
    for ref, entry in entries:
        findings = entry.record["findings"]  # those that keep it there: errors, or warnings when it has no error
        stopping = [finding for finding in findings if finding["severity"] == "error"] or findings
        codes = ", ".join(dict.fromkeys(finding["code"] for finding in stopping))
        missing = ", ".join(entry.record["withheld"])
        held = say("original", "source") if entry.holds_source else say("kopia", "copy")
        name = redact_name(entry.record["key"])
        click.echo(f"{ref}  {_day(entry)}  {held}  {codes}  ({missing})  {name}")
    click.echo(say(f"{len(entries)} i karantän.", f"{len(entries)} in quarantine."), err=True)
    if lost := unrecorded(_config(out)):
        sentence = say(
            f"Utan läsbar post, och därför inte i listan: {len(lost)}. De ligger i mappen quarantine.",
            f"Without a readable record, and so not listed: {len(lost)}. They are in the folder quarantine.",
        )
        click.echo(sentence, err=True)


@click.command(cls=Command, help=_TABLE["show"][1])
@argument("ids", metavar="ID", nargs=1)
@_out_option
@style_option
@lang_option
def show(ids: str, out: str, style: str) -> None:
    """Everything that the record says but the key of the note, which may hold an identity number."""
    chosen = _chosen(out, (ids,))
    if style == "json":
        report.print_json({"schema": 1, "entries": [_data(ref, entry) for ref, entry in chosen]})
        return
    for ref, entry in chosen:
        name = redact_name(entry.record["key"])
        click.echo(f"{ref}  {name}")
        click.echo(f"{say('Sedan', 'Since')}: {_day(entry)}")
        click.echo(f"{say('Saknas', 'Missing')}: {', '.join(entry.record['withheld'])}")
        click.echo(f"{say('Anteckningen', 'The note')}: {os.path.relpath(entry.note)}")
        for finding, words in zip(entry.record["findings"], entry.record["words"], strict=True):
            found = Finding(finding["code"], finding["line"] or 0, finding["column"] or 0, tuple(words))
            report.show([found], ", ".join(finding["targets"]) or name, report.VERBOSE, out=True)


@command(
    "Försök igen med anteckningarna i karantän, eller bara dem med dessa ID, för de mål som saknas. Profil och "
    "alla andra val får vara andra än förut. Ett original flyttas till mappen för färdiga, eller ligger kvar "
    "märkt som klart; det tas aldrig bort.",
    "Try the notes in quarantine again, or those with these IDs only, for the targets that were wanted. The "
    "profile and all other options may differ from before. A source is moved to the folder of done files, or "
    "stays and is marked as done; it is never removed.",
)
@argument("ids", metavar="[ID]...", nargs=-1)
@report_files_option
@batch_options
def retry(ids: tuple[str, ...], reports: tuple[str, ...], **shared: Any) -> None:
    """The same as `mvg batch --retry`."""
    from converter.cli.batch import run_retry

    options = BatchOptions(**shared)
    chosen = {entry.name for _, entry in _chosen(options.out, ids)} if ids else None
    sys.exit(run_retry(options, reports, chosen))


@command(
    "Avfärda anteckningar för gott: de flyttas till mappen discarded i utmappen, med vem som bestämde och "
    "varför. Samma fil med samma innehåll omvandlas inte igen. Ingenting tas bort; det gör --keep efter sin "
    "tid.",
    "Discard notes for good: they are moved to the folder discarded in the output folder, with who decided and "
    "why. The same file with the same bytes is not converted again. Nothing is removed; --keep does that in time.",
)
@argument("ids", metavar="ID...", nargs=-1, required=True)
@_out_option
@option("--reason", required=True, metavar="TEXT",
        help=Text("Varför, utan patientuppgifter.", "Why, without patient data."))  # fmt: skip
@option("--audit", metavar=FILE, help=Text("Fortsätt revisionsloggen här.", "Continue the audit log here."))
@lang_option
def discard(ids: tuple[str, ...], out: str, reason: str, audit: str | None) -> None:
    """Moves the entries; each decision is in the record and in the audit log.

    What is discarded is chosen while no run can change it.
    """
    from converter.batch import quarantine_records
    from converter.batch.audit_log import AuditLog
    from converter.batch.run import held
    from converter.cli.batch_options import run_of, who

    config, reason = _config(out), redact(reason)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    decider = who()
    with exit_on_refusal(out), refusing("MVG805"), held(config, decider, when):
        chosen = _chosen(out, ids)  # an unknown id ends the command before a log is opened
        log = AuditLog(run_of(config), Path(audit)) if audit else None
        for ref, entry in chosen:
            if log is not None:  # first: no decision is carried out without its event
                log.discarded(ref, entry.record["input_sha256"], reason)
            quarantine_records.discard(entry, config, decider, when, reason)
            click.echo(say(f"{ref} är avfärdad.", f"{ref} is discarded."))
        if log is not None:
            log.close()


# -- what they share --------------------------------------------------------------------------------------------


def _config(out: str) -> BatchConfig:
    """The output folder; ends the command when there is none (66)."""
    from converter.batch.config import BatchConfig
    from converter.batch.names import QUARANTINE
    from converter.profile import default_profile

    folder, _ = places_of(out)
    if not Path(extended(Path(folder, QUARANTINE))).is_dir():
        exit_with(out, [Finding("MVG801")])
    return BatchConfig(folder, default_profile())


def _entries(out: str) -> list[tuple[str, QuarantineEntry]]:
    """Each note in quarantine that is still to be done, and its short id; the oldest first."""
    from converter.batch import quarantine as store
    from converter.batch.journal import read_key
    from converter.batch.names import short_id

    config = _config(out)
    with exit_on_refusal(out):
        key = read_key(config.state)
    pending = sorted(store.pending(config), key=lambda entry: (entry.since, entry.name))
    # The second note that came from the same place has `-2` behind its short id.
    ends = ["" if entry.record["sequence"] == 1 else f"-{entry.record['sequence']}" for entry in pending]
    return [(short_id(entry.origin, key) + end, entry) for entry, end in zip(pending, ends, strict=True)]


def _chosen(out: str, ids: Sequence[str]) -> list[tuple[str, QuarantineEntry]]:
    """The entries with these ids; ends the command when one of them is unknown (66)."""
    entries = _entries(out)
    known = {ref for ref, _ in entries}
    if unknown := [name for name in ids if name not in known]:
        sentence = say("Det finns ingen anteckning i karantän med ID", "No note in quarantine has the id")
        report.print_line(f"{sentence} {single_line(unknown[0])}.")
        sys.exit(Finding("MVG801").exit_code)
    return [(ref, entry) for ref, entry in entries if ref in ids]


def _day(entry: QuarantineEntry) -> str:
    return datetime.fromtimestamp(entry.since).astimezone().strftime("%Y-%m-%d %H:%M")


def _data(ref: str, entry: QuarantineEntry) -> dict[str, Any]:
    record = entry.record
    return {
        "id": ref, "name": redact_name(record["key"]),
        "since": datetime.fromtimestamp(entry.since, UTC).isoformat(timespec="seconds"), "holds": record["holds"],
        "note": entry.name if record["copied"] else None, "input_sha256": record["input_sha256"] or None,
        "targets": record["targets"], "withheld": record["withheld"], "findings": record["findings"],
    }  # fmt: skip
