"""Would the fixtures notice? A hole that was left on purpose is found, and one that is not there is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from converter.profile import Profile, load_profile
from converter.profile.layers import gather
from converter.workshop.fixtures import Fixture, fixtures
from converter.workshop.mutation import ALTERED, DROPPED, RENAMED, SWAPPED, Score, mutants, score

HEAD = 'name = "region"\nversion = "1"\nextends = "min-vard-gavleborg"\n'
ROWS = '[[keyword]]\npmo = "Vanor"\nclinic24 = "Levnadsvanor"\naliases = ["Livsstil"]\n'


def _region(folder: Path, note: str, *endings: str, toml: str = ROWS) -> tuple[Path, tuple[Fixture, ...]]:
    (folder / "tests").mkdir(parents=True)
    (folder / "profile.toml").write_text(HEAD + toml, "utf-8")
    (folder / "tests" / "a.txt").write_text(note, "utf-8")
    for ending in endings:
        (folder / "tests" / f"a.{ending}").touch()
    profile = load_profile(folder)
    from converter.workshop.fixtures import outcome

    for fixture in fixtures(profile)[0]:
        fixture.path.write_text(outcome(fixture, profile), "utf-8")
    return folder, fixtures(profile)[0]


def _survivors(found: Score) -> set[tuple[object, str]]:
    return {(mutant.place[-1], mutant.change) for mutant in found.survivors}


def test_a_hole_left_on_purpose_is_found(tmp_path: Path) -> None:
    """The alias is in no note of the fixtures: nobody would miss it."""
    folder, found = _region(tmp_path, "Levnadsvanor\nRöker inte.\n", "melior", "fynd")
    result = score(gather(folder), found)
    assert _survivors(result) == {
        ("version", ALTERED),
        ("name", ALTERED),
        ("aliases", DROPPED),
        (0, DROPPED),
        (0, ALTERED),
    }
    assert 0 < result.percent < 100


def test_a_fixture_that_closes_the_hole_leaves_none(tmp_path: Path) -> None:
    note = (
        "Huvuddiagnos: R05.9\nJournaltyp: x\nSignera från enhet: y\n\nLevnadsvanor\nRöker inte.\n\nLivsstil\nRör sig.\n"
    )
    folder, found = _region(tmp_path, note, "pmo", "uppgifter")
    result = score(gather(folder), found)
    assert result.survivors == ()
    assert result.percent == 100


def test_without_fixtures_only_the_check_notices(tmp_path: Path) -> None:
    folder, _ = _region(tmp_path, "Levnadsvanor\nRöker inte.\n", "melior")
    survivors = _survivors(score(gather(folder), ()))
    assert ("clinic24", ALTERED) in survivors
    assert ("pmo", DROPPED) not in survivors  # a row without its name is refused


def test_nothing_of_its_own_is_nothing_to_try() -> None:
    assert Score(0, ()).percent == 100


def test_every_kind_of_change_is_made_and_each_profile_differs_from_the_next(profile: Profile) -> None:
    sources = gather(profile.folder)
    made = list(mutants(sources))
    assert {mutant.change for mutant in made} == {DROPPED, SWAPPED, ALTERED, RENAMED}
    assert len({mutant.sources.digest for mutant in made}) == len(made)
    assert all(mutant.sources.data != sources.data or mutant.sources.files != sources.files for mutant in made)
    assert {mutant.place[0] for mutant in made if mutant.file == "profile.toml"} == set(sources.data)
    assert {mutant.file for mutant in made if mutant.file != "profile.toml"} == {
        target.template for target in profile.targets.values()
    }


def test_the_fixtures_that_ship_notice_nearly_every_change(profile: Profile) -> None:
    """A sample of every seventh; `mvg profile mutate` tries them all."""
    from converter.workshop.mutation import _noticed

    found = fixtures(profile)[0]
    some = list(mutants(gather(profile.folder)))[::7]
    unnoticed = [mutant.place for mutant in some if not _noticed(mutant.sources, found)]
    assert len(unnoticed) <= 3, unnoticed


def test_a_page_without_its_template_is_noticed(profile: Profile, tmp_path: Path) -> None:
    shutil.copytree(profile.folder, tmp_path / "p")
    (tmp_path / "p" / "registration.txt.j2").unlink()
    from converter.workshop.mutation import _noticed

    kept = tuple(fixture for fixture in fixtures(profile)[0] if fixture.kind == "registrering")
    assert _noticed(gather(tmp_path / "p"), kept)


@pytest.mark.parametrize("line", range(1, 8))
def test_each_line_of_a_template_of_its_own_is_dropped(line: int, profile: Profile, tmp_path: Path) -> None:
    folder, _ = _region(tmp_path, "Status\nx\n", "melior")
    (folder / "melior.txt.j2").write_text(profile.templates["melior.txt.j2"], "utf-8")
    dropped = {mutant.place for mutant in mutants(gather(folder)) if mutant.file == "melior.txt.j2"}
    blank = not profile.templates["melior.txt.j2"].split("\n")[line - 1].strip()
    assert ((line,) in dropped) != blank
