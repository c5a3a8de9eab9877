"""The golden pairs: what ships holds, every kind says what it is for, and what belongs to nothing is reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from converter.profile import Profile, load_profile
from converter.profile_tools.golden_pairs import (
    FOLDER,
    KINDS,
    NOTES,
    actual_output,
    difference,
    failures,
    golden_pairs,
    matches,
)
from regional import region_at

NOTE = "Patientens sökorsak: Hosta\n\nStatus\nOpåverkad. ≥ 2\n\nOkänt:\nText\n"


def _profile(folder: Path, **files: str) -> Profile:
    (region_at(folder) / FOLDER).mkdir()
    for name, text in files.items():
        (folder / FOLDER / name.replace("__", ".")).write_text(text, "utf-8")
    return load_profile(folder)


@pytest.mark.slow
def test_the_golden_pairs_that_ship_hold_and_use_every_kind_and_target(profile: Profile) -> None:
    found, odd = golden_pairs(profile)
    assert odd == ()
    assert list(failures(profile)) == []
    assert {pair.kind for pair in found} >= {*KINDS, *profile.targets}
    assert all(pair.expected for pair in found)


def test_identity_numbers_in_the_golden_pairs_that_ship_are_test_numbers(profile: Profile, shared: Path) -> None:
    listed = (shared / "standards/identifiers/skatteverket-testnumbers.tsv").read_text("utf-8")
    allowed = {line.split("\t")[1] for line in listed.splitlines() if not line.startswith("#")}
    for path in (profile.folder / FOLDER).iterdir():
        assert set(re.findall(r"(?<![0-9A-Z-])[0-9]{12}(?![0-9A-Z-])", path.read_text("utf-8"))) <= allowed, path.name


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("uppgifter", "triage.presenting_reason = Hosta\n\n[Status]\nOpåverkad. ≥ 2\n\nOkänt:\nText\n"),
        ("fynd", "MVG225 rad 6: 6\n"),
        ("fraser", "[Kontaktorsak]\nHosta\n\n[Status]\nOpåverkad. ≥ 2\n"),
        ("cp1252", "Opåverkad. >= 2\n"),
        ("registrering", "question channels: "),
        ("registreringssida", "KONTAKTREGISTRERING"),
        ("melior", "Besöksorsak\nHosta\n"),
        ("pmo", "MVG401: Huvuddiagnos, --huvuddiagnos\n"),
        ("json", "MVG401: Huvuddiagnos, --huvuddiagnos\n"),
    ],
)
def test_a_kind_keeps_what_it_says(kind: str, wanted: str, tmp_path: Path) -> None:
    profile = _profile(tmp_path, **{"a__txt": NOTE, f"a__{kind}": ""})
    (pair,) = golden_pairs(profile)[0]
    assert wanted in actual_output(pair, profile)
    assert not matches(pair, profile)
    assert f"+{wanted.splitlines()[0]}" in difference(pair, profile)
    assert [name for (name, *_), _ in failures(profile)] == [f"a.{kind}"]


@pytest.mark.parametrize("kind", [*KINDS, "melior"])
def test_a_note_that_cannot_be_read_is_an_outcome_too(kind: str, tmp_path: Path) -> None:
    profile = _profile(tmp_path, **{"a__txt": "bara text", f"a__{kind}": ""})
    (pair,) = golden_pairs(profile)[0]
    reported = actual_output(pair, profile)
    assert ("MVG221" in reported) == (kind not in ("fraser", "registrering", "registreringssida", "property"))


def test_a_profile_whose_targets_are_all_gated_has_a_narrow_text_too(tmp_path: Path) -> None:
    profile = _profile(tmp_path, a__txt=NOTE, a__cp1252="")
    gated = profile.replace(targets={"pmo": profile.targets["pmo"]})
    assert "MVG401" in actual_output(golden_pairs(profile)[0][0], gated)


def test_a_target_that_is_gone_gives_nothing(tmp_path: Path) -> None:
    profile = _profile(tmp_path, a__txt=NOTE, a__melior="x")
    (pair,) = golden_pairs(profile)[0]
    assert actual_output(pair, profile.replace(targets={"pmo": profile.targets["pmo"]})) == ""


def test_both_forms_of_a_note_must_give_what_is_kept(tmp_path: Path, profile: Profile) -> None:
    mine = _profile(tmp_path, a__txt=NOTE, a__xml="<x/>", a__melior="x")
    assert [pair.name for pair in golden_pairs(mine)[0]] == ["a.melior", "a.melior"]
    assert {path.suffix for path in (profile.folder / FOLDER).iterdir()} >= {NOTES[1]}


def test_what_belongs_to_no_golden_pair_is_reported(tmp_path: Path) -> None:
    profile = _profile(tmp_path, ensam__txt=NOTE, utan__melior="x", b__txt=NOTE, b__okand="x")
    found, odd = golden_pairs(profile)
    assert found == ()
    assert sorted(finding.words[0] for finding in odd) == ["b.okand", "b.txt", "ensam.txt", "utan.melior"]
    assert {finding.code for finding in odd} == {"MVG731"}


def test_a_profile_without_golden_pairs_is_reported(tmp_path: Path) -> None:
    assert [finding.code for finding in golden_pairs(_profile(tmp_path))[1]] == ["MVG732"]
    (tmp_path / FOLDER).rmdir()
    assert [finding.code for finding in golden_pairs(load_profile(tmp_path))[1]] == ["MVG732"]


@pytest.mark.slow
@pytest.mark.counted
def test_an_outcome_is_the_same_whatever_the_day_and_the_digests(profile: Profile) -> None:
    later = profile.replace(
        digest="0" * 64,
        routine=profile.routine._replace(expired=not profile.routine.expired),
        registration_routine=profile.registration_routine._replace(expired=not profile.registration_routine.expired),
    )
    for pair in golden_pairs(profile)[0]:
        assert actual_output(pair, later) == actual_output(pair, profile) == pair.expected, pair.name
