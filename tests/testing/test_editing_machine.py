"""A note as a clinician works on it: after each step the gate, the balance and XML = text hold."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from converter.profile import Profile
from converter.testing import NoteEditing, editing
from testing.planting import ERRORS, plant

SHORT = settings(
    max_examples=12, stateful_step_count=8, deadline=None, database=None, suppress_health_check=list(HealthCheck),
    derandomize=True,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.counted
def test_what_is_promised_holds_after_every_edit() -> None:
    run_state_machine_as_test(NoteEditing, settings=SHORT)


@pytest.mark.slow
@pytest.mark.parametrize(
    "error", ["the button is always ready", "the last entry is lost", "the last section is not shown"]
)
def test_control_a_planted_error_stops_the_editing(
    error: str, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, ERRORS[error])
    unshrunk = settings(SHORT, phases=[Phase.generate])
    with pytest.raises(AssertionError, match=r"gate|forms|balance"):
        run_state_machine_as_test(editing(profile), settings=unshrunk)
