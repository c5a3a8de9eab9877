"""`mvg profile new`: a new profile, with explaining comments and a golden pair that matches."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import click

from converter.cli.command import Command, argument, lang_option, option
from converter.cli.language import DIR, Text, say
from converter.cli.options import DEFAULT_REPORT, exit_with

_EXAMPLE: Final = "exempel.txt"
_NAME: Final = re.compile(r'^name = ".*?"', re.MULTILINE)
"""The name of the profile that is copied; a copy has that of its folder."""
_START: Final = Path(__file__).parent / "start"
"""A profile that is begun: its comments and its note have the words of the profile that it extends."""


@click.command(
    cls=Command,
    help=Text(
        "Börja en ny profil i MAPP, som inte får finnas: profile.toml med kommentarer som visar vad som kan "
        "ändras, och ett prov i tests. Profilen bygger på den medföljande; med --whole blir den i stället en kopia "
        "av den.",
        "Start a new profile in DIR, which must not exist: profile.toml with comments that show what can be "
        "changed, and a golden pair in tests. The profile extends the one that ships; with --whole it is a copy of "
        "it instead.",
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
    sentence = say("Profilen är skapad. Ändra i {}, kör sedan: mvg profile check {}",
               "The profile is created. Edit {}, then run: mvg profile check {}")  # fmt: skip
    click.echo(sentence.format(target / "profile.toml", folder))


def _write(target: Path, whole: bool) -> None:
    from converter.profile import load_profile, packaged
    from converter.profile.shipped import SHIPPED
    from converter.profile_tools.golden_pairs import actual_output, golden_pairs

    if whole:
        for file in sorted((packaged("templates") / SHIPPED).rglob("*")):
            copy = target / file.relative_to(packaged("templates") / SHIPPED)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if file.is_file():
                copy.write_bytes(file.read_bytes())
        _rename(target)
        return
    tests = target / "tests"
    tests.mkdir(parents=True)
    started = (_START / "profile.toml").read_text("utf-8")
    started = started.replace("%NAME%", _toml(target.name)).replace("%FOLDER%", str(target))
    (target / "profile.toml").write_text(started, "utf-8", newline="\n")
    (tests / _EXAMPLE).write_bytes((_START / _EXAMPLE).read_bytes())
    profile = load_profile(target)
    texts: dict[str, str] = {}
    for name, row in profile.targets.items():
        if row.template.endswith(".txt.j2"):
            texts.setdefault(row.template, name)
    for ending in (*texts.values(), "fynd", "uppgifter"):
        (tests / _EXAMPLE).with_suffix(f".{ending}").touch()
    for pair in golden_pairs(profile)[0]:
        pair.path.write_bytes(actual_output(pair, profile).encode())


def _rename(folder: Path) -> None:
    """Gives a copy of the profile that ships the name of its folder, in the results of its golden pairs too."""
    from converter.profile import load_profile
    from converter.profile.shipped import SHIPPED
    from converter.profile_tools.golden_pairs import actual_output, golden_pairs

    path = folder / "profile.toml"
    path.write_bytes(
        _NAME.sub(lambda _: f'name = "{_toml(folder.name)}"', path.read_bytes().decode(), count=1).encode()
    )
    profile = load_profile(folder)
    for pair in golden_pairs(profile)[0]:
        if SHIPPED.encode() in pair.path.read_bytes():
            pair.path.write_bytes(actual_output(pair, profile).encode())


def _toml(text: str) -> str:
    """A text within the quotation marks of TOML."""
    import json

    return json.dumps(text, ensure_ascii=False)[1:-1]
