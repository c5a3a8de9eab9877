"""`mvg profile`: the table of its commands; each has a module in `profiles`."""

from __future__ import annotations

from typing import Final

import click

from converter.cli.command import LazyGroup
from converter.cli.language import Text

_COMMANDS: Final = {
    "check": ("profiles.check", Text("Visa alla fel i en profil, även i mallarna.",
                                     "Show every mistake, in the templates too.")),
    "show": ("profiles.show", Text("Visa varje värde som gäller, och var det står.",
                                   "Show every value, and where it is set.")),
    "new": ("profiles.new", Text("Börja en ny profil.", "Start a new profile.")),
    "test": ("profiles.test", Text("Kör profilens egna prov.", "Run the profile's own golden pairs.")),
    "mutate": ("profiles.mutate", Text("Pröva om proven skulle märka ett fel.",
                                       "Check whether the golden pairs would notice a fault.")),
    "coverage": ("profiles.coverage", Text("Visa vad anteckningar använder av profilen.",
                                           "Show what notes use of the profile.")),
    "diff": ("profiles.diff", Text("Visa vad en ändring skulle göra.", "Show what a change would do.")),
}  # fmt: skip


@click.group(
    cls=LazyGroup,
    table=_COMMANDS,
    help=Text(
        "Profilen är allt som en region kan ändra: sökord, etiketter, mallar. Här skapas, kontrolleras och testas den.",
        "The profile is all that a region can change: keywords, labels, templates. Here it is created, checked and "
        "tried.",
    ),
    epilog=Text(
        "Börja så här: mvg profile new MAPP, ändra, sedan mvg profile check MAPP och mvg profile test MAPP.",
        "Start with: mvg profile new DIR, edit, then mvg profile check DIR and mvg profile test DIR.",
    ),
)
def profile() -> None:
    """The commands about profiles."""
