"""The kit has teeth: every planted error is noticed by the property that must, and nothing else is called one."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from converter.profile import Profile
from converter.testing import PROPERTIES, sources
from testing.planting import ERRORS, forget, plant

SEED = 20


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Answers that were remembered with an error in the program are forgotten."""
    yield
    forget()


def _is_noticed(name: str, profile: Profile, examples: int) -> bool:
    checked = PROPERTIES[name]
    quickly = settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        find(
            sources(profile),
            lambda source: bool(checked.holds(source, profile).reason),
            settings=quickly,
            random=Random(SEED),  # noqa: S311 -- to be repeated
        )
    except NoSuchExample:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_a_planted_error_is_noticed(error: str, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, ERRORS[error])
    assert _is_noticed(ERRORS[error].noticed_by, profile, 400)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("name", sorted({error.noticed_by for error in ERRORS.values()}))
def test_control_without_an_error_the_property_notices_nothing(name: str, profile: Profile) -> None:
    assert not _is_noticed(name, profile, 60)


def test_there_are_thirty_errors_and_more_and_most_properties_have_one() -> None:
    assert len(ERRORS) >= 30
    assert len({error.noticed_by for error in ERRORS.values()}) >= 12
