"""The codes that a note or its conversion can cause; the strategies reach all of them."""

from __future__ import annotations

from typing import Final

from converter.findings.catalogue import CATALOGUE, RETIRED

_STAGES: Final = "123456"
"""The stages of a note in `catalogue`; the others are about profiles, files and the program."""
NOT_FROM_A_NOTE: Final[dict[str, str]] = {
    "MVG255": "an answer about a line that has no effect",
    "MVG317": "an option of mvg register that differs from the note",
    **RETIRED,
    "MVG443": "the options of mvg register about a booking in the resource book",
    **dict.fromkeys([f"MVG{number}" for number in range(470, 480)], "a mistake in the registration of a profile"),
    **dict.fromkeys(("MVG445", "MVG446", "MVG463"), "a profile with a routine of its own, or without a registration"),
    "MVG464": "a required field of the profile that no option gives",
    "MVG465": "a value given beside the note that is none of the profile's",
    **dict.fromkeys((f"MVG{number}" for number in range(480, 492)), "a code list of the profile"),
    "MVG503": "a template of the profile",
    **dict.fromkeys(("MVG505", "MVG506"), "limits of the profile, measured in a field"),
    **dict.fromkeys(
        [f"MVG{number}" for number in range(520, 538)], "a target with the format `questionnaire-response`"
    ),
    **dict.fromkeys([f"MVG{number}" for number in range(540, 550)], "a target with the format `rivta`"),
    **dict.fromkeys([f"MVG{number}" for number in range(560, 592)], "what a receiver returned"),
    "MVG601": "a fault in the program",
    "MVG602": "a fault in the program or in a template",
    "MVG603": "a fault in the program",
    "MVG604": "a fault in the program or in a template of the page",
}
"""The codes of these stages that no note can cause, and their causes."""
FROM_A_NOTE: Final = frozenset(code for code in CATALOGUE if code[3] in _STAGES and code not in NOT_FROM_A_NOTE)
