"""`mvg batch`: many notes, each with its own outcome; killed at any moment, it is simply run again."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final, NoReturn

import click

from converter.batch import quarantine
from converter.batch.how import WHOLE, How
from converter.batch.inputs import Source, count, items
from converter.batch.outcome import Totals
from converter.cli import report
from converter.cli.command import Command
from converter.cli.many import Ending, Wish, many_options, order_of, tell_end, tell_totals
from converter.cli.options import leave
from converter.cli.words import FILE, say
from converter.findings import Finding
from converter.storage import Refused, open_file

_CALLED: Final = "converter.called"


class _Batch(Command):
    """A command that remembers how it was called: the parts of a cluster are called the same."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_CALLED] = tuple(args)
        return super().parse_args(ctx, args)


@click.command(
    cls=_Batch,
    help=say(
        "Gör om många anteckningar: filer, mappar, arkiv (zip, tar) och JSON Lines. Varje anteckning blir klar eller "
        "hamnar i karantän med en fil som säger varför. Avbryts körningen på något sätt: kör samma kommando igen. "
        "En tom mapp är inget fel (slutkod 0); en sökväg som inte finns är det (66).",
        "Convert many notes: files, folders, archives (zip, tar) and JSON Lines. Each note is done, or goes into "
        "quarantine with a file that says why. However the run ends, run the same command again. An empty folder is "
        "no error (exit 0); a path that is not there is one (66).",
    ),
)
@click.argument("inputs", metavar=say("[IN]...", "[IN]..."), nargs=-1)
@click.option(
    "--files-from",
    metavar=FILE,
    help=say("Namn, ett på varje rad; - är standard in.", "Names, one a line; - is standard input."),
)
@click.option("--retry", is_flag=True, help=say("Försök igen med karantänen.", "Try the quarantine again."))
@click.option("--shard", metavar="I/N", default="1/1", help=say("Bara del I av N.", "Only part I of N."))
@click.option(
    "--report",
    "reports",
    metavar=FILE,
    multiple=True,
    help=say("Rapport som .jsonl eller .html; kan upprepas.", "Report as .jsonl or .html; repeatable."),
)
@click.option(
    "--cluster",
    metavar=say("ADRESS", "ADDRESS"),
    help=say("Dask-kluster (tls://…), eller local.", "Dask cluster (tls://…), or local."),
)
@click.option("--shards", type=click.IntRange(1, 4096), default=16, show_default=True,
              metavar=say("ANTAL", "COUNT"),
              help=say("Delar i ett kluster.", "Parts in a cluster."))  # fmt: skip
@many_options
def batch(
    inputs: tuple[str, ...], files_from: str | None, retry: bool, shard: str, reports: tuple[str, ...],
    cluster: str | None, shards: int, **shared: Any,
) -> None:  # fmt: skip
    """The command; its help is worded above."""
    wish = Wish(**shared)
    if retry == bool(inputs or files_from):
        raise click.UsageError(say("Ange antingen indata eller --retry.", "Give either inputs or --retry."))
    how = wish.how(_shard(shard))
    _check_lines(wish, how, retry or how.shard != WHOLE)
    sources = [Source(name, wish.recursive) for name in inputs]
    _check_sources(sources, how.out, wish)
    if cluster is not None:
        _on_cluster(cluster, shards, wish, how)
    found = quarantine.items(how) if retry else items(_all_of(sources, files_from, wish))
    order = order_of(found, how, wish, _number(sources, files_from), reports)
    try:
        with Ending() as ending:
            ended = ending.run(order)
    except Refused as refused:
        leave(wish.out, [refused.finding], wish.manner)
    if not any(ended.totals[:3]) and ended.fault is None:
        report.show([Finding("MVG810")], wish.out, report.VERBOSE)
    sys.exit(tell_end(ended, order, wish))


def _on_cluster(address: str, shards: int, wish: Wish, how: How) -> NoReturn:
    """Runs the same command in parts on a cluster, and ends with the gravest of their exit codes."""
    from converter.batch.cluster import run_parts

    if wish.lines:
        raise click.UsageError(say("Ett kluster skriver till en mapp, inte .jsonl.", "A cluster writes to a folder."))
    arguments = _without(click.get_current_context().meta[_CALLED], ("--cluster", "--shards", "--jobs", "--format"))
    code, totals, start = 0, Totals(), time.monotonic()
    try:
        for part in run_parts([*arguments, "--jobs", "1"], str(Path.cwd()), shards, address, wish.jobs):
            code = max(code, part.code)
            totals = totals.plus(part.totals)
    except Refused as refused:
        leave(address, [refused.finding], wish.manner)
    tell_totals(totals._replace(seconds=time.monotonic() - start), wish, how)
    sys.exit(code)


def _without(arguments: Sequence[str], names: tuple[str, ...]) -> Iterator[str]:
    """The arguments without these options and their values."""
    rest = iter(arguments)
    for argument in rest:
        if argument in names:
            next(rest, None)
        elif argument.partition("=")[0] not in names:
            yield argument


def _number(sources: Sequence[Source], files_from: str | None) -> int:
    """How many inputs there are, for the bar of somebody who looks; 0 when nobody looks or can tell."""
    looked_at = sys.stderr is not None and sys.stderr.isatty()
    return count(sources) if looked_at and files_from is None else 0


def _shard(written: str) -> tuple[int, int]:
    """`2/4` taken apart. Raises a usage error for what is no part of a whole."""
    number, _, of = written.partition("/")
    if not (number.isascii() and of.isascii() and number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        told = say("Skriv del och antal, till exempel 2/4.", "Write part and number, like 2/4.")
        raise click.BadParameter(told, param_hint="--shard")
    return int(number), int(of)


def _check_lines(wish: Wish, how: How, in_part: bool) -> None:
    """Raises a usage error when JSON Lines would hold a part only; ends the command when they are not ours (73)."""
    if wish.lines and in_part:
        raise click.UsageError(
            say("--retry och --shard skriver till en mapp, inte .jsonl.", "--retry and --shard write to a folder.")
        )
    if wish.lines and os.path.lexists(wish.lines) and not Path(how.out).is_dir():
        leave(wish.out, [Finding("MVG804")], wish.manner)


def _check_sources(sources: Iterable[Source], out: str, wish: Wish) -> None:
    """Ends the command for a source that is not there (66), or that the results would be written into (2)."""
    for source in sources:
        if not os.path.lexists(source.path):
            leave(source.path, [Finding("MVG801")], wish.manner)
        inside = Path(os.path.realpath(source.path))
        if inside == Path(out) or (source.recursive and inside in Path(out).parents):
            raise click.UsageError(say("Utmappen ligger i en inmapp.", "The output folder lies in an input folder."))


def _all_of(sources: Iterable[Source], files_from: str | None, wish: Wish) -> Iterator[Source]:
    yield from sources
    if files_from is not None:
        with _list(files_from, wish) as lines:
            for line in lines:
                if name := line.rstrip(b"\r\n"):
                    yield Source(os.fsdecode(name), wish.recursive)


def _list(name: str, wish: Wish) -> IO[bytes]:
    """The list of names; ends the command when it is not there (66)."""
    if name == "-" and sys.stdin is not None:
        return sys.stdin.buffer
    try:
        return os.fdopen(open_file(name), "rb")
    except Refused as refused:
        leave(name, [refused.finding], wish.manner)
