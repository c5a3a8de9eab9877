"""`mvg demo`: every step from a sample note that ships to its record, and the commands to type next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from converter.cli import report
from converter.cli.command import command, lang_option
from converter.cli.language import say
from converter.findings.catalogue import ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.conversion.result import Result
    from converter.pipeline import ParsedNote
    from converter.profile import Profile

SAMPLE: Final = "halsont-chatt.txt"
_HEAD: Final = 5
"""Facts of the note that are shown; the others are counted."""
_VALUE: Final = re.compile(r"  (?!\[)\S.{0,21} {2,}\S.*\[R")
"""A line of the page of the registration with a label, a value and a rule."""
_WIDTH: Final = 40


@command(
    "Visa hela vägen för en påhittad anteckning: anteckningen, vad som saknas, resultatet, kontrollräkningen, "
    "kontaktregistreringen och kommandona att fortsätta med. Skriver inget på disken.",
    "Show all steps for an invented note: the note, what is missing, the result, the proof, the contact "
    "registration, and the commands to continue with. Writes nothing to disk.",
)
@lang_option
def demo() -> None:
    from converter.conversion.proven_page import registration_page_of
    from converter.pipeline import parse
    from converter.profile import default_profile
    from converter.profile.shipped import packaged

    profile, path = default_profile(), packaged("samples") / SAMPLE
    source = path.read_text("utf-8")
    headings = tuple(f"{field.heading}:" for field in profile.required)  # these fields are filled in last
    incomplete = "".join(line for line in source.splitlines(keepends=True) if not line.startswith(headings))
    copied, completed = parse(incomplete, profile=profile), parse(source, profile=profile)
    gated = next(name for name, target in profile.targets.items() if target.gated)
    free = next(name for name, target in profile.targets.items() if not target.gated)
    refused, result = copied.to(gated), completed.to(free)
    assert result.output is not None
    assert result.note is not None

    _head(1, say("Anteckningen, som den kopieras (påhittad patient)", "The note, as it is copied (invented patient)"))
    _show(_shortened(copied))
    _head(2, say(f"Vad som saknas för {_title(profile, gated)}", f"What is missing for {_title(profile, gated)}"))
    report.show([finding for finding in refused.findings if finding.severity == ERROR], SAMPLE, out=True)
    click.echo(report.summary(SAMPLE, refused, copies=False))
    _head(3, say(f"Texten för {_title(profile, free)}, när allt är ifyllt",
                 f"The text for {_title(profile, free)}, when everything is filled in"))  # fmt: skip
    _show(result.output.splitlines())
    click.echo(report.summary(SAMPLE, completed.to(gated), copies=False))
    _head(4, say("Kontrollräkningen", "The proof"))
    _show_proof(completed, free, result)
    _head(5, say("Kontaktregistreringen", "The contact registration"))
    page = registration_page_of(result.note, profile, "text").splitlines()
    values = [line for line in page if _VALUE.match(line)]
    _show([*page[:2], "", *values, "", _left_out(len(list(filter(None, page))) - len(values) - 2)])
    _head(6, say("Fortsätt med", "Continue with"))
    click.echo("\n".join(f"  {words:{_WIDTH}} {command}" for words, command in _next_commands(str(path))))


def _title(profile: Profile, target: str) -> str:
    return profile.targets[target].title or target


def _shortened(copied: ParsedNote) -> list[str]:
    """The lines of the note, with most of the facts before its first keyword left out."""
    lines = str(copied.source).splitlines()
    assert copied.reading.note is not None
    first = min(entry.line for entry in copied.reading.note.entries) - 1
    return [*lines[:_HEAD], _left_out(first - _HEAD), "", *lines[first:]]


def _left_out(number: int) -> str:
    return say(f"… {number} rader till", f"… {number} more lines")


def _show_proof(completed: ParsedNote, target: str, result: Result) -> None:
    """What was compared, and that an output with a single character less would not have been given."""
    from converter import render
    from converter.conversion.output import is_proven

    assert result.output is not None
    assert result.record is not None
    row = completed.profile.targets[target]
    context = render.render_context(result.record, completed.profile, row, "", row.note_headings)
    texts = [text for _, text in result.sections if text]
    characters = sum(map(len, texts))
    click.echo(say(
        f"  {len(texts)} texter ({characters} tecken) och varje uppgift jämfördes en gång till med anteckningen.",
        f"  {len(texts)} texts ({characters} characters) and every fact were compared with the note once more.",
    ))  # fmt: skip
    altered = result.output.replace(texts[0], texts[0][:-1], 1)
    trials = {
        say("texten som den är", "the text as it is"): result.output,
        say("texten med ett tecken borttaget", "the text without one character"): altered,
    }
    for words, output in trials.items():
        proven = is_proven(output, result.record, context, row, completed.profile, completed.source, row.note_headings)
        click.echo(f"  {words}: {say('stämmer', 'proven') if proven else say('stoppas', 'stopped')}")


def _next_commands(sample: str) -> list[tuple[str, str]]:
    return [
        (say("gör text att klistra in av det kopierade", "turn what was copied into text to paste"), "mvg paste"),
        (say("samma sak på en sida i webbläsaren", "the same on a page in the browser"), "mvg page"),
        (say("kontrollera en fil och välj vad som görs", "check a file and choose what to do"), f'mvg "{sample}"'),
        (say("visa hela kontaktregistreringen", "show the whole contact registration"), f'mvg register "{sample}"'),
        (say("omvandla en hel mapp", "convert a whole folder"), say("mvg batch IN --out UT", "mvg batch IN --out OUT")),
        (say("visa alla kommandon", "show all commands"), "mvg -h"),
    ]


def _head(number: int, words: str) -> None:
    click.echo(click.style(f"\n{number}. {words}\n", bold=True))


def _show(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(f"  │ {line}".rstrip())
