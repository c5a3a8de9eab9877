"""A note of any shape, as large as a note may be, has an answer (P4, P21); `benchmarks/bounds.py` says how soon."""

from __future__ import annotations

import pytest

from converter import convert
from converter.profile import Profile
from hostile import SHAPES

GIVEN = {"principal_diagnosis": "J03.9", "record_type": "Besöksanteckning", "signing_unit.name": "Exempelby"}


@pytest.mark.slow
@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize(
    "shape", ["text: characters that all differ", "text: marks on one letter", "text: controls in one line"]
)
def test_P21_a_large_note_of_any_shape_is_fitted_to_a_character_set(
    shape: str, replace: bool, profile: Profile
) -> None:
    result = convert(SHAPES[shape](1), "melior", profile=profile, charset="cp1252", replace=replace)
    assert result.output is None or result.output.encode("cp1252")


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("target", ["melior", "pmo"])
def test_P21_a_large_note_of_any_shape_is_written_or_refused(shape: str, target: str, profile: Profile) -> None:
    result = convert(SHAPES[shape](1).encode(), target, profile=profile, given=GIVEN)
    assert not {"MVG601", "MVG602"}.intersection(finding.code for finding in result.findings)
    assert result.ok is (result.output is not None)
