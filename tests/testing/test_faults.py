"""P26: every planted fault that alters a record is stopped while the program runs; the document says so truly."""

from __future__ import annotations

import os

import pytest

from converter.profile import Profile
from testing.detection import rewrite, row, rows_of_the_document, stopped_and_silent
from testing.faults import FAULTS
from testing.trials import everything

WHOLE_ROWS = list(FAULTS) if "MVG_FAULTS" in os.environ else list(FAULTS)[::12]
"""What properties and drawn notes show takes seconds for each: all rows with `MVG_FAULTS=1`."""


@pytest.fixture(scope="module", autouse=True)
def _rewritten(request: pytest.FixtureRequest, profile: Profile) -> None:
    if request.config.getoption("--rewrite"):
        rewrite(profile)


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("name", FAULTS)
def test_P26_a_fault_is_stopped_while_the_program_runs(name: str, profile: Profile) -> None:
    codes, silent = stopped_and_silent(name, profile)
    assert silent == []
    assert codes
    assert rows_of_the_document()[name].run_time == " ".join(sorted(codes))


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE_ROWS)
def test_P26_a_row_of_the_document_says_what_detects_the_fault(name: str, profile: Profile) -> None:
    assert rows_of_the_document()[name] == row(name, profile)


def test_the_document_has_a_row_for_each_fault_and_there_are_eighty_and_more() -> None:
    assert list(rows_of_the_document()) == list(FAULTS)
    assert len(FAULTS) >= 80
    kinds = {fault.kind for fault in FAULTS.values()}
    assert kinds >= {"reader", "mapping", "overrides", "render", "times", "provenance", "template", "JSON"}
    assert kinds >= {"character set", "section", "registration page"}


def test_control_without_a_fault_all_trials_but_the_refused_ones_are_reported(profile: Profile) -> None:
    outcomes = everything(profile)
    assert all(outcome.output is not None for outcome in outcomes)
    assert outcomes == everything(profile)
