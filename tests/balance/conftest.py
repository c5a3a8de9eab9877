"""Clears the caches of the proof before each test, so that a mutant is run in each."""

from __future__ import annotations

import pytest

from converter.balance import output, text_rules, timestamps
from converter.profile import Profile


@pytest.fixture(autouse=True)
def _clear_caches(profile: Profile) -> None:
    for cached in (output.known_template, timestamps.same_time, text_rules.fold, text_rules.is_filled):
        cached.cache_clear()
    profile._derived.clear()
