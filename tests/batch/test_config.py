"""The digest of a configuration: it differs when an output could (P13)."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from batching import GOOD, changed
from converter import convert
from converter.batch.config import COMMON_OPTIONS, BatchConfig, usable_cores
from converter.profile import Profile
from converter.profile.building import dated
from converter.record.mapping import Place


def _at(profile: Profile, routine: bool, registration: bool) -> Profile:
    return profile.replace(
        routine=profile.routine._replace(expired=routine),
        registration_routine=profile.registration_routine._replace(expired=registration),
    )


def test_P13_a_routine_that_has_expired_has_another_digest(profile: Profile) -> None:
    states = [_at(profile, first, second) for first in (False, True) for second in (False, True)]
    digests = [BatchConfig("", state, ("json",)).digest for state in states]
    assert len(set(digests)) == len(states)
    assert convert(GOOD, "json", profile=states[0]).output != convert(GOOD, "json", profile=states[2]).output


def test_P13_every_other_option_gives_another_digest_too(profile: Profile) -> None:
    one = BatchConfig("", profile, ("json",))
    changes: list[dict[str, Any]] = [
        {"targets": ("pmo",)}, {"registration": "html"}, {"form": "text"}, {"encoding": "cp1252"},
        {"places": (Place("Plan", "Status"),)}, {"add_phrases": True}, {"headings": "record"}, {"charset": "latin-1"},
        {"replace": True}, {"strict": True}, {"approved_for_patient": "yes"}, {"profile": profile.replace(digest="0")},
    ]  # fmt: skip
    assert {*COMMON_OPTIONS} <= {name for change in changes for name in change}
    others = [one, *(changed(one, **change) for change in changes)]
    assert all(first.digest != second.digest for first, second in combinations(others, 2))
    assert one.digest == replace(one, out="/annan", shard=(1, 2)).digest


@pytest.mark.parametrize("last_day", ["2000-01-01", "2999-01-01"])
def test_a_profile_is_as_it_is_today(profile: Profile, last_day: str) -> None:
    kept = profile.replace(routine=profile.routine._replace(valid_to=last_day, expired=last_day > "2500"))
    today = dated(kept)
    assert today.routine.expired is (last_day < "2500")
    assert dated(today) is today, "and what was derived from it stands"


@pytest.mark.parametrize(("granted", "workers"), [(1, 1), (3, 3), (384, 256)])
def test_as_many_workers_run_as_the_cores_that_are_granted(
    granted: int, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(granted)), raising=False)
    assert usable_cores() == workers


@pytest.mark.parametrize(("cores", "workers"), [(None, 1), (2, 2), (384, 256)])
def test_where_the_system_grants_all_cores_they_are_counted(
    cores: int | None, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert usable_cores() == workers
