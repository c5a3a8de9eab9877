"""`mvg profile new`: a new profile, with explaining comments and a golden pair that matches."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import click

from converter.cli.command import argument, command, lang_option, option, wrong_value
from converter.cli.language import DIR, Text, say
from converter.cli.reporting import exit_with

_EXAMPLE: Final = "exempel.txt"
_NAME: Final = re.compile(r'^name = ".*?"', re.MULTILINE)
"""The name of the profile that is copied; a copy has that of its folder."""
_START: Final = Path(__file__).parent / "start"
"""A profile that is begun: its comments and its note have the words of the profile that it extends."""


@command(
    "Börja en ny profil i MAPP, som inte får finnas: profile.toml med kommentarer som visar vad som kan "
    "ändras, och ett prov i tests. Profilen bygger på den medföljande; med --whole blir den i stället en kopia "
    "av den, och med --from en kopia av en annan profil som följer med.",
    "Start a new profile in DIR, which must not exist: profile.toml with comments that show what can be "
    "changed, and a golden pair in tests. The profile extends the one that ships; with --whole it is a copy of "
    "it instead, and with --from a copy of another profile that ships.",
)
@argument("folder", metavar=DIR)
@option("--whole", is_flag=True, help=Text("Kopiera hela den medföljande profilen.", "Copy the whole profile."))
@option("--from", "copied", metavar=Text("PROFIL", "PROFILE"),
        help=Text("Kopiera profilen med det namnet, som följer med.",
                  "Copy the profile of that name, which ships."))  # fmt: skip
@lang_option
def new(folder: str, whole: bool, copied: str | None) -> None:
    from converter.findings import Finding
    from converter.profile.shipped import SHIPPED, packaged

    copied = copied or (SHIPPED if whole else "")
    names = sorted(path.parent.name for path in packaged("templates").glob("*/profile.toml"))
    if copied and copied not in names:
        listed = ", ".join(names)
        raise wrong_value(
            "--from", f"Välj en profil som följer med: {listed}.", f"Choose a profile that ships: {listed}."
        )
    target = Path(folder)
    if os.path.lexists(target):
        exit_with(folder, [Finding("MVG808")])
    try:
        if copied:
            _copy(copied, target)
        else:
            _start(target)
    except (OSError, ValueError) as error:
        code = getattr(error, "strerror", None) or "?"
        exit_with(folder, [Finding("MVG805", words=(code,))])
    sentence = say("Profilen är skapad. Ändra i {}, kör sedan: mvg profile check {}",
               "The profile is created. Edit {}, then run: mvg profile check {}")  # fmt: skip
    click.echo(sentence.format(target / "profile.toml", folder))


def _start(target: Path) -> None:
    """Writes a profile that extends the one that ships, and golden pairs for it."""
    from converter.profile import load_profile
    from converter.profile_tools.golden_pairs import actual_output, golden_pairs

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


def _copy(name: str, target: Path) -> None:
    """Copies a profile that ships; the copy has the name of its folder, in the results of its golden pairs too."""
    from converter.profile import load_profile, packaged
    from converter.profile_tools.golden_pairs import actual_output, golden_pairs

    folder = packaged("templates") / name
    for file in sorted(folder.rglob("*")):
        copy = target / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file():
            copy.write_bytes(file.read_bytes())
    path = target / "profile.toml"
    named = _NAME.sub(lambda _: f'name = "{_toml(target.name)}"', path.read_bytes().decode(), count=1)
    path.write_bytes(named.encode())
    profile = load_profile(target)
    for pair in golden_pairs(profile)[0]:
        if name.encode() in pair.path.read_bytes():
            pair.path.write_bytes(actual_output(pair, profile).encode())


def _toml(text: str) -> str:
    """A text within the quotation marks of TOML."""
    import json

    return json.dumps(text, ensure_ascii=False)[1:-1]
