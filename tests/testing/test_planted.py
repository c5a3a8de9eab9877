"""The kit has teeth: every planted error is noticed by the property that must, and nothing else is called one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from converter.profile import Profile
from converter.testing import PROPERTIES, sources
from testing.planting import ERRORS, forget, plant


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Answers that were remembered with an error in the program are forgotten."""
    yield
    forget()


def _is_noticed(name: str, profile: Profile, searches: int) -> bool:
    """Whether a note is found for which a property does not hold, in so many short searches."""
    quickly = settings(
        max_examples=60, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    drawn = sources(profile)
    for seed in range(searches):  # one long search stays near what it has found
        with contextlib.suppress(NoSuchExample):
            find(
                drawn,
                lambda source: bool(PROPERTIES[name].holds(source, profile).reason),
                settings=quickly,
                random=Random(seed),  # noqa: S311 -- to be repeated
            )
            return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_a_planted_error_is_noticed(error: str, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, ERRORS[error])
    assert _is_noticed(ERRORS[error].noticed_by, profile, 30)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("name", sorted({error.noticed_by for error in ERRORS.values()}))
def test_control_without_an_error_the_property_notices_nothing(name: str, profile: Profile) -> None:
    assert not _is_noticed(name, profile, 1)


def test_there_are_thirty_errors_and_more_and_most_properties_have_one() -> None:
    assert len(ERRORS) >= 30
    assert len({error.noticed_by for error in ERRORS.values()}) >= 12
