"""The circuit breaker: what every note fails for alike is not the notes, and nothing more is taken (O12)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from batching import GOOD, Ran, tree
from converter.batch import processor as processors
from converter.batch.circuit_breaker import FAILURE_LIMIT, CircuitBreaker
from converter.batch.outcome import DONE, KEPT, QUARANTINED, SKIPPED, Outcome, Status
from converter.findings import Finding
from converter.findings.catalogue import Code


def _stops(*reported: tuple[str, str]) -> list[str]:
    """The code that stops the run after each outcome (status, code), `""` when it goes on."""
    breaker = CircuitBreaker()
    found = [
        breaker.check(Outcome(number, "", cast(Status, status), (Finding(cast(Code, code)),) if code else ()))
        for number, (status, code) in enumerate(reported)
    ]
    return [fault.code if fault else "" for fault in found]


@pytest.mark.parametrize(
    ("code", "stop", "exit_code"), [("MVG822", "MVG833", 70), ("MVG820", "MVG833", 70), ("MVG503", "MVG834", 78)]
)
def test_O12_twenty_in_a_row_of_one_kind_stop_the_run(code: Code, stop: Code, exit_code: int) -> None:
    assert _stops(*[(QUARANTINED, code)] * FAILURE_LIMIT) == [""] * 19 + [stop]
    assert Finding(stop, words=(code, "20")).exit_code == exit_code


@pytest.mark.parametrize("between", [(DONE, ""), (QUARANTINED, "MVG401"), (QUARANTINED, "MVG821")])
def test_O12_a_note_that_fares_otherwise_begins_the_count_anew(between: tuple[str, str]) -> None:
    assert not any(_stops(*[(QUARANTINED, "MVG822")] * 19, between, *[(QUARANTINED, "MVG822")] * 19))


@pytest.mark.parametrize("between", [(KEPT, ""), (SKIPPED, "MVG835")])
def test_O12_what_was_not_converted_says_nothing(between: tuple[str, str]) -> None:
    assert _stops(*[(QUARANTINED, "MVG822")] * 19, between, (QUARANTINED, "MVG822"))[-1] == "MVG833"


@pytest.mark.parametrize("code", ["MVG401", "MVG221", "MVG815"])
def test_O12_the_control_faults_of_notes_stop_nothing(code: str) -> None:
    assert not any(_stops(*[(QUARANTINED, code)] * 500))


@pytest.mark.slow
def test_O12_a_run_in_a_bad_environment_takes_no_more_notes(
    run: Callable[..., Ran], inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(400):
        (inbox / f"{number:03}.txt").write_bytes(GOOD)

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(processors, "parse", fail)
        ran = run()
    assert ran.ended.fault is not None
    assert (ran.ended.fault.code, ran.ended.fault.words[0]) == ("MVG833", "MVG822")
    assert len(ran.outcomes) < 200
    assert len(tree(inbox)) == 400
    assert set(run().statuses.values()) == {DONE}, "the next run, in a good one, takes them all"
