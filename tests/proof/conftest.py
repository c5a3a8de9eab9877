"""Clears the caches of the proof before each test, so that a mutant is run in each."""

from __future__ import annotations

import pytest

from converter.profile import Profile
from converter.proof import known_template, page_words, text_rules, timestamps


@pytest.fixture(autouse=True)
def _clear_caches(profile: Profile) -> None:
    caches = (
        known_template.known_template, known_template.shape_of, page_words.indexed_words,
        timestamps.same_time, text_rules.fold, text_rules.is_filled,
    )  # fmt: skip
    for cached in caches:
        cached.cache_clear()
    profile._derived.clear()
