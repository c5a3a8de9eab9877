"""Which language the user reads."""

from __future__ import annotations

import os
from typing import Final

LANGUAGES: Final = ("sv", "en")


def language() -> str:
    """`sv`, or `en` when `MVG_LANG` says so."""
    chosen = os.environ.get("MVG_LANG", "").lower()
    return chosen if chosen in LANGUAGES else "sv"


def say(swedish: str, english: str) -> str:
    """The one of the two that the user reads."""
    return english if language() == "en" else swedish
