"""The findings whose next step names an option for a decision about a note, and the broken samples of each."""

from __future__ import annotations

import re
import shlex
from typing import Final

from converter import ConvertOptions
from converter.findings.catalogue import CATALOGUE, Code
from paths import BROKEN

OPTION: Final = re.compile(r"--(?:fact|text|place|split|one-note|override|damaged-ok|add-phrases)\b")
WITHOUT_CHOICES: Final[dict[Code, str]] = {
    "MVG322": "an option of the command line names a value that the note does not have: it is to be corrected there",
    "MVG323": "an option of the command line has no effect: it is to be left out there",
    "MVG453": "the time is to be written in another way, which is a field to fill in and no choice",
}
"""Findings whose next step names such an option although there is nothing to choose."""
_FACTS: Final = {
    "--huvuddiagnos": "principal_diagnosis", "--journaltyp": "record_type", "--signera-fran-enhet": "signing_unit.name",
    "--signed-by": "signer", "--signed-at": "signed_at",
}  # fmt: skip
OF_A_TARGET: Final[tuple[Code, ...]] = ("MVG745",)
"""Codes that leave a decision with the targets of some profiles alone: the shipped one has no broken sample of them."""
CODES: Final = tuple(
    code for code, kind in CATALOGUE.items()
    if OPTION.search(kind.wording("sv").next_step) and code not in WITHOUT_CHOICES and code not in OF_A_TARGET
)  # fmt: skip
"""The codes that leave a decision."""


def cases(code: Code) -> list[tuple[bytes, str, ConvertOptions]]:
    """Source, target and options of each broken sample of a code. A phrase that lacks a name leaves no decision."""
    rows = [line.split("\t") for line in (BROKEN / "cases.tsv").read_text("utf-8").splitlines()]
    found = []
    for _, arguments, _ in (row for row in rows if row[0] == code):
        command, *words = [word for word in shlex.split(arguments) if word != "-v"]
        given = {_FACTS[key]: value for key, value in zip(words[::2], words[1::2], strict=False) if key in _FACTS}
        name = next(word for word in words if "." in word and (BROKEN / word).is_file())
        target = {"export": "pmo", "copy": "melior"}[command]
        if name != "mvg421-fras-med-nn.txt":
            found.append(((BROKEN / name).read_bytes(), target, ConvertOptions(given=given)))
    return found
