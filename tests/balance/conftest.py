"""What the proof remembers from one note to the next is forgotten before each test: a mutant is to be met anew."""

from __future__ import annotations

import pytest

from converter.balance import output, text_rules, timestamps
from converter.profile import Profile


@pytest.fixture(autouse=True)
def _forgotten(profile: Profile) -> None:
    for remembering in (output._template, timestamps.same_time, text_rules.fold, text_rules.is_filled):
        remembering.cache_clear()
    profile._derived.clear()
