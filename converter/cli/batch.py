"""`mvg batch`: many notes, each with an outcome of its own. The same command continues a run that was killed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from converter.batch import quarantine
from converter.batch.config import REGISTRATION_ENDINGS, REGISTRATION_OUTPUT, WHOLE, BatchConfig
from converter.batch.inputs import Source, count, items
from converter.batch.outcome import Totals
from converter.batch.run import BatchJob
from converter.batch.tasks import Input
from converter.cli import report
from converter.cli.batch_options import BatchOptions, batch_options, job_of, report_files_option
from converter.cli.batch_output import apply_retention, print_finding, print_result, print_totals
from converter.cli.command import Command, argument, command, option, usage_error, wrong_value
from converter.cli.language import FILE, Text, say
from converter.cli.output import chosen_target
from converter.cli.places import all_of, check_sources, own_places
from converter.cli.reporting import exit_on_refusal, exit_with
from converter.cli.service import GracefulStop
from converter.files.windows_paths import extended
from converter.findings import Finding
from converter.findings.catalogue import NEEDS_A_PERSON
from converter.pipeline import JSON
from converter.profile import PageForm, default_profile

if TYPE_CHECKING:
    from converter.batch.quarantine import QuarantineEntry

_CALLED_KEY: Final = "converter.called"
_PROCESS_FOLDERS: Final = ("/dev/", "/proc/")
"""Where names mean something else in every process, as `/dev/stdin` does."""


class _Batch(Command):
    """A command that stores its arguments: the shards of a cluster get the same ones."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_CALLED_KEY] = tuple(args)
        return super().parse_args(ctx, args)


@command(
    "Omvandla flera anteckningar: filer, mappar, arkiv (zip, tar) och JSON Lines. Varje anteckning blir klar "
    "eller hamnar i karantän med en fil som säger varför. Om körningen avbryts: kör samma kommando igen. En "
    "tom mapp är inget fel (slutkod 0); en sökväg som inte finns är det (66).",
    "Convert many notes: files, folders, archives (zip, tar) and JSON Lines. Each note is done, or goes into "
    "quarantine with a file that says why. If the run is interrupted, run the same command again. An empty "
    "folder is no error (exit 0); a path that does not exist is one (66).",
    cls=_Batch,
)
@argument("inputs", metavar=Text("[IN]...", "[IN]..."), nargs=-1)
@option("--files-from", metavar=FILE,
        help=Text("Namn, ett på varje rad; - är standard in.", "Names, one a line; - is standard input."))  # fmt: skip
@option("-0", "--null", is_flag=True,
        help=Text("Namnen i --files-from skiljs av NUL.", "The names in --files-from end with NUL."))  # fmt: skip
@option("--retry", is_flag=True, help=Text("Försök igen med karantänen.", "Try the quarantine again."))
@option("--shard", metavar="I/N", default="1/1", help=Text("Bara del I av N.", "Only part I of N."))
@report_files_option
@option("--cluster", metavar=Text("ADRESS", "ADDRESS"),
        help=Text("Dask-kluster (tls://…), eller local.", "Dask cluster (tls://…), or local."))  # fmt: skip
@option("--shards", type=click.IntRange(1, 4096), default=16, show_default=True, metavar=Text("ANTAL", "COUNT"),
        help=Text("Delar i ett kluster.", "Parts in a cluster."))  # fmt: skip
@batch_options
def batch(
    inputs: tuple[str, ...], files_from: str | None, null: bool, retry: bool, shard: str, reports: tuple[str, ...],
    cluster: str | None, shards: int, **shared: Any,
) -> None:  # fmt: skip
    options = BatchOptions(**shared)
    if retry == bool(inputs or files_from):
        raise usage_error("Ange antingen indata eller --retry.", "Give either inputs or --retry.")
    if retry:
        if shard != "1/1" or cluster is not None:
            raise usage_error("--retry gäller en hel mapp.", "--retry is for a whole folder.")
        sys.exit(run_retry(options, reports))
    if cluster is not None:
        _check_cluster(options, files_from)
    config = options.config(_shard(shard))
    _check_lines(options, config)
    sources = [Source(name, options.recursive) for name in inputs]
    places = own_places(options, reports)
    check_sources(sources, places, options)
    if cluster is not None:
        _on_cluster(cluster, shards, options, config)
    found = items(all_of(sources, files_from, options, places, b"\0" if null else b"\n"))
    has_bar = sys.stderr is not None and sys.stderr.isatty()
    number = count(sources) if has_bar and files_from is None else 0
    sys.exit(_run(job_of(found, config, options, number, reports), options))


def run_retry(options: BatchOptions, reports: Sequence[str], chosen: Collection[str] | None = None) -> int:
    """Converts notes in quarantine again, all or the chosen entries. Returns the exit code.

    Each is converted for all targets of its record. Where the outputs are the lines of one file, the quarantine cannot
    be converted alone: the file is written anew by each run, and the other notes would be missing from it.
    """
    if options.lines:
        raise usage_error(
            "En .jsonl-fil görs om som helhet: kör samma mvg batch igen, den tar också det som ligger i karantän.",
            "A .jsonl file is made anew as a whole: run the same mvg batch again; it takes the quarantine too.",
        )
    entries = _waiting(options, chosen)
    own_places(options, reports)
    wanted = _wanted(entries, options)
    forms: list[PageForm] = [form for entry in entries if (form := entry.record["registration"])]
    forms.sort(key=lambda form: len(REGISTRATION_ENDINGS[form]), reverse=True)
    config = options.config(wanted=wanted, registration=forms[0] if forms else "")
    found = _retried(config, options, {entry.name for entry in entries})
    return _run(job_of(found, config, options, len(entries), reports), options)


def _retried(config: BatchConfig, options: BatchOptions, names: Collection[str]) -> Iterator[Input]:
    """The inputs of the entries with these names, taken while the run holds the folder.

    Another run may have held the folder until then, and have quarantined a note again for other targets: the targets
    are checked once more.
    """
    for target in _wanted(_waiting(options, names), options):
        chosen_target(target, [*config.profile.targets, JSON])
    for item in quarantine.items(config, names, own_targets=not options.targets):
        if form := options.registration:
            targets = tuple(dict.fromkeys((*item.targets, REGISTRATION_OUTPUT)))
            yield item._replace(registration=form, targets=targets)
        else:
            yield item


def _waiting(options: BatchOptions, chosen: Collection[str] | None) -> list[QuarantineEntry]:
    """The pending entries, all or the chosen ones."""
    out = BatchConfig(os.path.realpath(options.out), default_profile())
    return [entry for entry in quarantine.pending(out) if chosen is None or entry.name in chosen]


def _wanted(entries: Iterable[QuarantineEntry], options: BatchOptions) -> tuple[str, ...]:
    """The targets of entries in quarantine. Raises a usage error when `--to` lacks one."""
    wanted = tuple(dict.fromkeys(target for entry in entries for target in entry.record["targets"]))
    if options.targets and (missing := [target for target in wanted if target not in options.targets]):
        names = ", ".join(missing)
        raise usage_error(
            f"Anteckningar i karantän ska också omvandlas för: {names}. Utelämna --to, eller ange alla mål.",
            f"Notes in quarantine are to be converted for these too: {names}. Leave --to out, or name all targets.",
        )
    return wanted


def _run(job: BatchJob, options: BatchOptions) -> int:
    """Runs a job and prints its end. Returns the exit code. Exits when it cannot start."""
    with exit_on_refusal(options.out, options.reporting), GracefulStop() as stop:
        ended = stop.run(job)
    if not ended.totals.inputs and ended.fault is None:
        print_finding(Finding("MVG810"), options.out, options, report.VERBOSE)
    code = print_result(ended, job, options)
    if options.keep is not None and ended.fault is None:
        code = code or apply_retention(job.config, options, job.run.who)
    return code


def _on_cluster(address: str, shards: int, options: BatchOptions, config: BatchConfig) -> NoReturn:
    """Runs the shards of the command on a cluster, and exits with the highest of their exit codes."""
    from converter.batch.cluster import run_shards

    arguments = without_options(
        click.get_current_context().meta[_CALLED_KEY], ("--cluster", "--shards", "--jobs", "--format")
    )
    code, totals, start = 0, Totals(), time.monotonic()
    with exit_on_refusal(address, options.reporting):
        for part in run_shards([*arguments, "--jobs", "1"], str(Path.cwd()), shards, address, options.jobs):
            code = max(code, part.code)
            totals = totals.plus(part.totals)
            if part.code > NEEDS_A_PERSON:
                sentence = say(
                    "Del {} slutade med slutkod {}; --shard {} i stället för --cluster visar varför.",
                    "Part {} ended with exit code {}; --shard {} instead of --cluster shows why.",
                )
                sentence = sentence.format(part.shard, part.code, f"{part.shard}/{shards}")
                options.reporting.end(sentence, loud=True)
    print_totals(totals._replace(seconds=time.monotonic() - start), options, config)
    sys.exit(code)


def _check_cluster(options: BatchOptions, files_from: str | None) -> None:
    """Raises a usage error for what the processes of the shards cannot share: one file of lines, standard input."""
    if options.lines:
        raise usage_error(
            "Ett kluster skriver till en mapp, inte till en .jsonl-fil.",
            "A cluster writes to a folder, not to a .jsonl file.",
        )
    if files_from is not None and (files_from == "-" or files_from.startswith(_PROCESS_FOLDERS)):
        raise usage_error(
            "Delarna i ett kluster läser inte standard in: ge --files-from en fil som alla maskiner når.",
            "The parts of a cluster do not read standard input: give --files-from a file that all machines reach.",
        )


def without_options(arguments: Sequence[str], names: tuple[str, ...]) -> Iterator[str]:
    """The arguments without these options and their values."""
    rest = iter(arguments)
    for word in rest:
        if word in names:
            next(rest, None)
        elif word.partition("=")[0] not in names:
            yield word


def _shard(written: str) -> tuple[int, int]:
    """Parses `2/4`. Raises a usage error."""
    number, _, of = written.partition("/")
    if not (number.isascii() and of.isascii() and number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        raise wrong_value("--shard", "Skriv del och antal, till exempel 2/4.", "Write part and number, like 2/4.")
    return int(number), int(of)


def _check_lines(options: BatchOptions, config: BatchConfig) -> None:
    """Raises a usage error for JSON Lines of a shard or of moved inputs; exits when the file is not our own (73).

    The next run does not see an input that was moved, and would leave its line out.
    """
    if options.lines and options.move_done is not None:
        raise usage_error(
            "--move-done går inte ihop med en .jsonl-fil: nästa körning skulle sakna de flyttade filernas rader.",
            "--move-done does not go with a .jsonl file: the next run would lack the lines of the moved files.",
        )
    if options.lines and config.shard != WHOLE:
        raise usage_error(
            "--shard skriver till en mapp, inte till en .jsonl-fil.",
            "--shard writes to a folder, not to a .jsonl file.",
        )
    if options.lines and os.path.lexists(options.lines) and not Path(extended(config.out)).is_dir():
        exit_with(options.out, [Finding("MVG808")], options.reporting)
