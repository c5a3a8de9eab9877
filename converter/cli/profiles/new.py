"""`mvg profile new`: a new profile, with explaining comments and a golden pair that matches."""

from __future__ import annotations

import os
from pathlib import Path

import click

from converter.cli.command import Command, argument, lang_option, option
from converter.cli.language import DIR, Text, say
from converter.cli.options import DEFAULT_REPORT, exit_with

_PROFILE = """\
# En profil är allt som en region kan ändra utan att ändra programmet. Den här bygger på en som följer med programmet:
# bara det som skiljer behöver stå här. Allt som kan stå: docs/profile.md. Vad profilen kommer fram till:
#
#   mvg profile show {folder}      varje värde, och var det står
#   mvg profile check {folder}     alla fel på en gång
#   mvg profile test {folder}      proven i mappen tests
#   mvg profile mutate {folder}    skulle proven märka ett fel?

# Namnet och versionen står i varje resultat som kan bära dem. Höj versionen vid varje ändring som tas i bruk.
name = "{name}"
version = "1"
extends = "min-vard-gavleborg"

# Ett annat namn i journalsystemet på ett sökord i Clinic24. Raden känns igen på clinic24.
# [[keyword]]
# clinic24 = "Besöksorsak"
# record = "Kontaktorsak"

# Fler sätt att skriva ett sökord. En lista ersätter den ärvda i sin helhet.
# [[keyword]]
# clinic24 = "Bedömning"
# aliases = ["Bedömning och plan"]

# Ett nytt sökord läggs sist.
# [[keyword]]
# clinic24 = "Levnadsvanor"
# record = "Levnadsvanor"

# Ska tabellen se helt annorlunda ut, eller sökorden stå i en annan ordning: ärv den inte alls. Skriv raden under name.
# Så blir också två sökord ett: det ena skrivs som aliases till det andra. Helt egna mål: ["keyword", "targets"].
# replaces = ["keyword"]

# Ett nytt mål är en mall i den här mappen och tre rader. Namnet är också provens filändelse, exempel.vardsystem.
# [targets.vardsystem]
# template = "vardsystem.txt.j2"
# shows = ["patient"]
#
# En mall visar sections (rubrik och text) och allt i de grupper som shows nämner; vad de heter i mallen står i
# docs/profile.md. Ledord är dess egna. vardsystem.txt.j2 kan vara:
#
#   Patient: {{{{ patient }}}} {{{{ patient_number }}}}
#
#   {{% for heading, text in sections %}}
#   {{{{ heading }}}}
#   {{{{ text }}}}
#
#   {{% endfor %}}
"""
_NOTE = """\
Patientens namn: Astrid Exempelsson
Patientens personnummer: 199104272381
Patientens sökorsak: Ont i halsen

Besöksorsak: Ont i halsen sedan tre dagar.

Status
Svalg: rodnat.

Huvuddiagnos: J03.9 Akut tonsillit, ospecificerad
Journaltyp: Besöksanteckning
Signera från enhet: Exempelby hälsocentral
"""


@click.command(
    cls=Command,
    help=Text(
        "Börjar en ny profil i MAPP, som inte får finnas: profile.toml med kommentarer som visar vad som kan ändras, "
        "och ett prov i tests. Profilen bygger på den medföljande; med --whole blir den i stället en kopia av den.",
        "Starts a new profile in DIR, which must not exist: profile.toml with comments that show what can be changed, "
        "and a fixture in tests. The profile extends the one that ships; with --whole it is a copy of it instead.",
    ),
)
@argument("folder", metavar=DIR)
@option("--whole", is_flag=True, help=Text("Kopiera hela den medföljande profilen.", "Copy the whole profile."))
@lang_option
def new(folder: str, whole: bool) -> None:
    from converter.findings import Finding

    target = Path(folder)
    if os.path.lexists(target):
        exit_with(folder, [Finding("MVG804")], DEFAULT_REPORT)
    try:
        _write(target, whole)
    except (OSError, ValueError) as error:
        code = getattr(error, "strerror", None) or "?"
        exit_with(folder, [Finding("MVG805", words=(code,))], DEFAULT_REPORT)
    sentence = say("Profilen är påbörjad. Ändra i {}, sedan: mvg profile check {}",
               "The profile is started. Edit {}, then: mvg profile check {}")  # fmt: skip
    click.echo(sentence.format(target / "profile.toml", folder))


def _write(target: Path, whole: bool) -> None:
    from converter.profile import load_profile, packaged
    from converter.profile.layers import SHIPPED
    from converter.profile_tools.golden_pairs import actual_output, golden_pairs

    if whole:
        for file in sorted((packaged("templates") / SHIPPED).rglob("*")):
            copy = target / file.relative_to(packaged("templates") / SHIPPED)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if file.is_file():
                copy.write_bytes(file.read_bytes())
        return
    tests = target / "tests"
    tests.mkdir(parents=True)
    (target / "profile.toml").write_text(_PROFILE.format(name=_toml(target.name), folder=target), "utf-8", newline="\n")
    (tests / "exempel.txt").write_text(_NOTE, "utf-8", newline="\n")
    for ending in ("melior", "pmo-text", "fynd", "uppgifter"):
        (tests / f"exempel.{ending}").touch()
    profile = load_profile(target)
    for pair in golden_pairs(profile)[0]:
        pair.path.write_bytes(actual_output(pair, profile).encode())


def _toml(text: str) -> str:
    """A text within the quotation marks of TOML."""
    import json

    return json.dumps(text, ensure_ascii=False)[1:-1]
