"""The setting of a run: it differs when an output could (P13)."""

from __future__ import annotations

from itertools import combinations

import pytest

from batching import GOOD
from converter import convert
from converter.batch.config import BatchConfig
from converter.profile import Profile
from converter.profile.building import dated


def _at(profile: Profile, routine: bool, registration: bool) -> Profile:
    return profile.replace(
        routine=profile.routine._replace(expired=routine),
        registration_routine=profile.registration_routine._replace(expired=registration),
    )


def test_P13_a_routine_that_has_expired_is_another_setting(profile: Profile) -> None:
    states = [_at(profile, first, second) for first in (False, True) for second in (False, True)]
    settings = [BatchConfig("", state, ("json",)).setting for state in states]
    assert len(set(settings)) == len(states)
    assert convert(GOOD, "json", profile=states[0]).output != convert(GOOD, "json", profile=states[2]).output


def test_P13_every_other_option_is_another_setting_too(profile: Profile) -> None:
    one = BatchConfig("", profile, ("json",))
    others = [
        one, one._replace(targets=("pmo",)), one._replace(registration="html"), one._replace(form="text"),
        one._replace(encoding="cp1252"), one._replace(add_phrases=True), one._replace(headings="record"),
        one._replace(charset="latin-1"), one._replace(replace=True), one._replace(strict=True),
        one._replace(approved_for_patient="yes"), one._replace(profile=profile.replace(digest="0")),
    ]  # fmt: skip
    assert all(first.setting != second.setting for first, second in combinations(others, 2))
    assert one.setting == one._replace(out="/annan", shard=(1, 2)).setting


@pytest.mark.parametrize("last_day", ["2000-01-01", "2999-01-01"])
def test_a_profile_is_as_it_is_today(profile: Profile, last_day: str) -> None:
    kept = profile.replace(routine=profile.routine._replace(valid_to=last_day, expired=last_day > "2500"))
    today = dated(kept)
    assert today.routine.expired is (last_day < "2500")
    assert dated(today) is today, "and what was derived from it stands"
