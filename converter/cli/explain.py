"""`mvg explain CODE` and `mvg list`: what a code means, and what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from converter.cli.words import lang_option, language, say

if TYPE_CHECKING:
    from converter.catalogue import Kind

_BLANK = ("…", "…", "…")


@click.command(
    help=say(
        "Förklara en kod, till exempel mvg explain MVG401: vad den betyder, varför den uppstår, vad du kan göra och "
        "vilken regel som ligger bakom.",
        "Explain a code, for example mvg explain MVG401: what it means, why it arises, what to do, and which rule "
        "stands behind it.",
    )
)
@click.argument("code", metavar=say("KOD", "CODE"))
@lang_option
def explain(code: str) -> None:
    """The command; its help is worded above."""
    from converter.catalogue import CATALOGUE

    kind = CATALOGUE.get(code.upper())
    if kind is None:
        raise click.BadParameter(
            say("Koden finns inte; se mvg list codes.", "No such code; see mvg list codes."), param_hint="KOD"
        )
    click.echo(_explained(code.upper(), kind, language()))


def _explained(code: str, kind: Kind, tongue: str) -> str:
    wording = kind.wording(tongue)
    english = tongue == "en"
    lines = [f"{code} ({kind.severity}{f', exit {kind.exit_code}' if kind.exit_code else ''})", ""]
    lines.append(wording.message.format(*_BLANK))
    lines.append(("Cause: " if english else "Orsak: ") + wording.cause.format(*_BLANK))
    if wording.next_step:
        lines.append(("What to do: " if english else "Gör så här: ") + wording.next_step.format(*_BLANK))
    if kind.rules:
        lines.append(("Rests on: " if english else "Bygger på: ") + ", ".join(kind.rules))
    return "\n".join(lines)


@click.command("list", help=say("Räkna upp format, mål eller koder.", "List formats, targets or codes."))
@click.argument("what", type=click.Choice(["formats", "targets", "codes"]), metavar="formats|targets|codes")
@click.option("--profile", metavar="MAPP", help=say("Profilens mapp.", "Folder of the profile."))
@lang_option
def list_(what: str, profile: str | None) -> None:
    """The command; its help is worded above."""
    tongue = language()
    rows = {"formats": _formats, "targets": lambda tongue: _targets(profile, tongue), "codes": _codes}[what](tongue)
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        click.echo(f"{name:{width}}  {text}")


def _formats(tongue: str) -> list[tuple[str, str]]:
    from converter.readers import FORMS

    return [(name, form.describes[tongue]) for name, form in FORMS.items()]


def _targets(folder: str | None, tongue: str) -> list[tuple[str, str]]:
    from converter.cli.options import PLAIN, profile_of

    gated, free = (
        ("mvg export, gated", "mvg copy") if tongue == "en" else ("mvg export, kräver de tre fälten", "mvg copy")
    )
    targets = profile_of(folder, PLAIN).targets
    return [(name, gated if target.gated else free) for name, target in targets.items()] + [("json", gated)]


def _codes(tongue: str) -> list[tuple[str, str]]:
    from converter.catalogue import CATALOGUE

    return [(code, kind.wording(tongue).message.format(*_BLANK)) for code, kind in CATALOGUE.items()]
