"""`mvg demo`: the whole way of a shipped sample, step by step, with the commands to type next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from converter.cli import report
from converter.cli.command import Command, lang_option
from converter.cli.language import Text, say

if TYPE_CHECKING:
    from converter.pipeline import ParsedNote
    from converter.profile import Profile
    from converter.result import Result

SAMPLE: Final = "halsont-chatt.txt"


@click.command(
    cls=Command,
    help=Text(
        "Visa hela vägen för en påhittad anteckning: in, vad som saknas, ut, beviset, kontaktregistreringen, och "
        "kommandona att skriva sedan. Skriver inget på disken.",
        "Show the whole way of an invented note: in, what is missing, out, the proof, the contact registration, and "
        "the commands to type next. Writes nothing to disk.",
    ),
)
@lang_option
def demo() -> None:
    from converter.pipeline import parse
    from converter.profile import default_profile
    from converter.profile.layers import packaged
    from converter.proven_page import registration_page_of

    profile, path = default_profile(), packaged("samples") / SAMPLE
    source = path.read_text("utf-8")
    copied, completed = parse(_incomplete(source, profile), profile=profile), parse(source, profile=profile)
    gated = next(name for name, target in profile.targets.items() if target.gated)
    free = next(name for name, target in profile.targets.items() if not target.gated)
    refused, result = copied.to(gated), completed.to(free)
    assert result.output is not None
    assert result.note is not None

    _head(1, say("Anteckningen, som den kopieras (påhittad patient)", "The note, as it is copied (invented patient)"))
    _show(str(copied.source))
    _head(2, say(f"Vad som saknas innan den kan exporteras till {gated}", f"What {gated} needs before the export"))
    report.show(refused.findings, SAMPLE, out=True)
    click.echo(report.summary(SAMPLE, refused, copies=False))
    _head(3, say(f"Texten för {free}, när allt är ifyllt", f"The text for {free}, when all is filled in"))
    _show(result.output)
    click.echo(report.summary(SAMPLE, completed.to(gated), copies=False))
    _head(4, say("Beviset", "The proof"))
    _show_proof(completed, free, result)
    _head(5, say("Kontaktregistreringen", "The contact registration"))
    _show(registration_page_of(result.note, profile, "text"))
    _head(6, say("Skriv härnäst", "Type next"))
    for command, words in _next_commands(str(path)):
        click.echo(f"  {command}\n      {words}")


def _incomplete(source: str, profile: Profile) -> str:
    """The sample without the lines of the required fields: they are filled in last."""
    headings = tuple(f"{field.heading}:" for field in profile.required)
    return "".join(line for line in source.splitlines(keepends=True) if not line.startswith(headings))


def _show_proof(completed: ParsedNote, target: str, result: Result) -> None:
    """What was compared, and that an output with a single character less would not have been given."""
    from converter import render
    from converter.output import balances

    assert result.output is not None
    assert result.record is not None
    row = completed.profile.targets[target]
    view = render.view(result.record, completed.profile, row, "", row.own_headings)
    texts = [text for _, text in result.sections if text]
    characters = sum(map(len, texts))
    click.echo(say(
        f"  {len(texts)} texter med {characters} tecken, och varje uppgift, jämfördes en andra gång med anteckningen.",
        f"  {len(texts)} texts of {characters} characters, and each fact, were compared with the note a second time.",
    ))  # fmt: skip
    altered = result.output.replace(texts[0], texts[0][:-1], 1)
    trials = {
        say("som den är", "as it is"): result.output,
        say("med ett tecken borttaget", "without one sign"): altered,
    }
    for words, output in trials.items():
        proven = balances(output, result.record, view, row, completed.profile, completed.source, row.own_headings)
        click.echo(f"  {words}: {say('bevisad', 'proven') if proven else say('stoppas', 'stopped')}")


def _next_commands(sample: str) -> list[tuple[str, str]]:
    return [
        ("mvg paste", say("det du har kopierat blir text att klistra in", "what you copied becomes text to paste")),
        ("mvg page", say("samma sak på en sida i webbläsaren", "the same on a page in the browser")),
        (f'mvg "{sample}"', say("kontrollera en fil och välj vad som ska göras", "check a file and choose what to do")),
        ("mvg batch MAPP --out UT", say("omvandla en hel mapp", "convert a whole folder")),
        ("mvg -h", say("alla kommandon", "all commands")),
    ]


def _head(number: int, words: str) -> None:
    click.echo(click.style(f"\n{number}. {words}\n", bold=True))


def _show(text: str) -> None:
    for line in text.rstrip("\n").split("\n"):
        click.echo(f"  │ {line}".rstrip())
