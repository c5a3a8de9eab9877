"""Every result of the program is proven, for any note and any options."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter import Place, convert, load_profile
from converter.testing import sources

PROFILE = load_profile()
WORDS = ("", "-", "Ek", "j06.9: ÖLI", "J20.9 (icd10se) Bronkit", "2024-03-14T09:40", "2024-10-27T02:30", "≥ 2", " Ek ")
FACTS = ("principal_diagnosis", "record_type", "signing_unit.name", "signer", "signed_at")
SECTIONS = ("", "", *PROFILE.places, "Huvuddiagnos", "Åtgärd")
PLACES = st.builds(Place, st.sampled_from(("1", "3", "Qvw", "Anamnes", "")), st.sampled_from(list(PROFILE.places)))
OPTIONS = st.fixed_dictionaries(
    {
        "given": st.dictionaries(st.sampled_from(FACTS), st.sampled_from(WORDS), max_size=4),
        "places": st.lists(PLACES, max_size=2).map(tuple),
        "add_phrases": st.booleans(),
        "headings": st.sampled_from(("record", "clinic24")),
        "charset": st.sampled_from(("", "cp1252", "ascii")),
        "replace": st.booleans(),
        "section": st.sampled_from(SECTIONS),
        "damaged_ok": st.booleans(),
    }
)


@pytest.mark.slow
@given(sources(PROFILE), st.sampled_from((*PROFILE.targets, "json")), OPTIONS)
@settings(max_examples=120)
def test_no_note_and_no_option_ends_in_a_failed_proof(source: bytes, to: str, options: dict[str, Any]) -> None:
    result = convert(source, to, profile=PROFILE, **options)
    assert result.exit_code != 70, [finding.code for finding in result.findings]
    assert result.ok == (result.output is not None)
