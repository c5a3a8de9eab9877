"""Would the fixtures notice? A hole that was left on purpose is found, and one that is not there is not."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from converter.profile import Profile, default_profile, load_profile
from converter.profile.building import build
from converter.profile.layers import ProfileSources, read_sources
from converter.profile_tools.golden_pairs import GoldenPair, golden_pairs
from converter.profile_tools.mutation import Mutant, Score, mutants, noticed, score
from converter.profile_tools.notation_parts import put_together
from converter.profile_tools.value_paths import ALTERED, DROPPED, RENAMED, SWAPPED
from converter.registration import load_registration
from regional import region_at

ROWS = '[[keyword]]\npmo = "Vanor"\nclinic24 = "Levnadsvanor"\naliases = ["Livsstil"]\n'


def _region(folder: Path, note: str, *endings: str, toml: str = ROWS) -> tuple[Path, tuple[GoldenPair, ...]]:
    (region_at(folder, toml) / "tests").mkdir()
    (folder / "tests" / "a.txt").write_text(note, "utf-8")
    for ending in endings:
        (folder / "tests" / f"a.{ending}").touch()
    profile = load_profile(folder)
    from converter.profile_tools.golden_pairs import actual_output

    for pair in golden_pairs(profile)[0]:
        pair.path.write_text(actual_output(pair, profile), "utf-8")
    return folder, golden_pairs(profile)[0]


def _survivors(found: Score) -> set[tuple[object, str]]:
    return {(mutant.path[-1], mutant.change) for mutant in found.survivors}


def test_a_hole_left_on_purpose_is_found(tmp_path: Path) -> None:
    """The alias is in no note of the fixtures: nobody would miss it."""
    folder, found = _region(tmp_path, "Levnadsvanor\nRöker inte.\n", "fraser", "melior", "fynd")
    result = score(read_sources(folder), found)
    assert _survivors(result) == {
        ("version", ALTERED),
        ("name", ALTERED),
        ("aliases", DROPPED),
        (0, DROPPED),
        (0, ALTERED),
    }
    assert 0 < result.percent < 100


def test_a_golden_pair_that_closes_the_hole_leaves_none(tmp_path: Path) -> None:
    note = (
        "Huvuddiagnos: R05.9\nJournaltyp: x\nSignera från enhet: y\n\nLevnadsvanor\nRöker inte.\n\nLivsstil\nRör sig.\n"
    )
    folder, found = _region(tmp_path, note, "pmo", "uppgifter")
    result = score(read_sources(folder), found)
    assert result.survivors == ()
    assert result.percent == 100


def test_without_golden_pairs_only_the_check_notices(tmp_path: Path) -> None:
    folder, _ = _region(tmp_path, "Levnadsvanor\nRöker inte.\n", "melior")
    survivors = _survivors(score(read_sources(folder), ()))
    assert ("clinic24", ALTERED) in survivors
    assert ("record", DROPPED) not in survivors  # a row without its name is refused


def test_nothing_of_its_own_is_nothing_to_try() -> None:
    assert Score({}, ()).percent == 100


@pytest.mark.slow
@pytest.mark.counted
def test_every_kind_of_change_is_made_and_each_profile_differs_from_the_next(profile: Profile) -> None:
    sources = read_sources(profile.folder)
    made = list(mutants(sources))
    assert {mutant.change for mutant in made} == {DROPPED, SWAPPED, ALTERED, RENAMED}
    profiles = [mutant.sources() for mutant in made[::6]]
    assert len({one.digest for one in profiles}) == len(profiles)
    assert all(one.data != sources.data or one.files != sources.files for one in profiles)
    assert {mutant.path[0] for mutant in made if mutant.file == "profile.toml"} == set(sources.data)
    assert {mutant.file for mutant in made if mutant.file != "profile.toml"} == {
        *(target.template for target in profile.targets.values()), "registration.txt.j2", "registration.toml",
    }  # fmt: skip
    assert {mutant.path[0] for mutant in made if mutant.file == "registration.toml"} == {
        "system", "variant", "column", "conditions", "same_channel", "decide", "left_open", "infer", "assume",
        "booking", "page", "section", "ask",
    }  # fmt: skip


def _registration(folder: Path, note: str) -> tuple[ProfileSources, tuple[GoldenPair, ...]]:
    """A region with the tables of the registration in its own folder, and a fixture that asks them."""
    folder, found = _region(folder, f"{note}\n\nStatus\nx\n", "registrering", toml="")
    (folder / "registration.toml").write_bytes(default_profile().tables["registration.toml"])
    return read_sources(folder), found


def _of(sources: ProfileSources, *place: str | int) -> list[Mutant]:
    return [mutant for mutant in mutants(sources) if mutant.path[: len(place)] == place]


def test_a_value_of_the_registration_that_no_contact_comes_to_is_a_hole(tmp_path: Path) -> None:
    audio = "Kontaktens kanaler: ljud\nKontaktens ursprung: bokad\nKonsultation av kollega: ingen\n"
    sources, found = _registration(tmp_path, f"{audio}Rollen i kontakten: startade kontakten")
    altered = {
        mutant.path[2]: mutant
        for mutant in _of(sources, "column", "kva")
        if mutant.path[-1] == "value" and mutant.change == ALTERED
    }
    assert {kind: noticed(mutant, found) for kind, mutant in altered.items()} == {
        "chat": True, "letter": True, "audio": True, "phone": False, "video": False, "third": False,
    }  # fmt: skip
    assert (altered["video"].what, altered["video"].file) == ("column.kva.video.value", "registration.toml")
    text = sources.files["registration.toml"].decode().split("\n")
    assert text[altered["video"].line - 1] == 'video  = "XS012 [R85]"'


def test_what_the_check_of_the_registration_refuses_is_noticed_without_a_golden_pair(tmp_path: Path) -> None:
    sources, _ = _registration(tmp_path, "Kontaktens kanaler: ljud")
    refused = {mutant.change for mutant in _of(sources, "decide", "channel", 0, "rules", 0) if noticed(mutant, ())}
    assert refused == {ALTERED}


def test_rows_of_the_registration_are_swapped_where_their_order_matters(tmp_path: Path) -> None:
    sources, _ = _registration(tmp_path, "Kontaktens kanaler: ljud")
    swapped = {mutant.path for mutant in mutants(sources) if mutant.change == SWAPPED}
    assert ("section", 1, "lines", 0) in swapped  # a line of the page and the next
    assert ("decide", "entry", 0) in swapped  # whatever the case is, the first row that holds counts
    assert ("decide", "channel", 1) not in swapped  # no contact is by audio alone and by audio and chat
    assert ("decide", "replaces_visit", 0) not in swapped  # they say the same


def test_a_condition_is_altered_to_another_value_of_its_fact(tmp_path: Path) -> None:
    sources, _ = _registration(tmp_path, "Kontaktens kanaler: ljud")
    altered = [mutant for mutant in _of(sources, "decide", "opening", 0, "when", "held") if mutant.change == ALTERED]
    ((_, row),) = [(mutant, load_registration(build(mutant.sources())).decide["opening"][0]) for mutant in altered]
    assert row.when[1] == ("held", ("audio",))


def test_a_registration_that_is_its_base_s_is_not_changed(tmp_path: Path) -> None:
    folder, _ = _region(tmp_path, "Status\nx\n", "melior")
    assert {mutant.file for mutant in mutants(read_sources(folder))} == {"profile.toml"}


def _is_shown_by_no_pair(mutant: Mutant) -> bool:
    """Whether a value stands in no output of the profile: the titles of the menu, and the OIDs of formats it lacks."""
    return mutant.path[0] in ("targets", "code_system") and mutant.path[-1] in ("title", "oid")


@pytest.mark.slow
def test_the_golden_pairs_that_ship_notice_nearly_every_change(profile: Profile) -> None:
    """A sample of every 21st, and of the registration of every 150th; `mvg profile mutate` tries them all."""
    found = golden_pairs(profile)[0]
    made = list(mutants(read_sources(profile.folder)))
    tables = [mutant for mutant in made if mutant.file == "registration.toml"]
    for some, most in ([mutant for mutant in made if mutant.file != "registration.toml"][::21], 2), (tables[::150], 5):
        unnoticed = [mutant.path for mutant in some if not _is_shown_by_no_pair(mutant) and not noticed(mutant, found)]
        assert len(unnoticed) <= most, unnoticed


def test_a_page_without_its_template_is_noticed(profile: Profile, tmp_path: Path) -> None:
    shutil.copytree(profile.folder, tmp_path / "p")
    (tmp_path / "p" / "registration.txt.j2").unlink()
    pairs = tuple(pair for pair in golden_pairs(profile)[0] if pair.kind == "registreringssida")
    assert noticed(Mutant("profile.toml", 1, "", (), DROPPED, partial(read_sources, tmp_path / "p")), pairs)


@pytest.mark.parametrize("line", range(1, 8))
def test_each_line_of_a_template_of_its_own_is_dropped(line: int, profile: Profile, tmp_path: Path) -> None:
    folder, _ = _region(tmp_path, "Status\nx\n", "melior")
    (folder / "melior.txt.j2").write_text(profile.templates["melior.txt.j2"], "utf-8")
    dropped = {mutant.path for mutant in mutants(read_sources(folder)) if mutant.file == "melior.txt.j2"}
    blank = not profile.templates["melior.txt.j2"].split("\n")[line - 1].strip()
    assert ((line,) in dropped) != blank


def test_a_result_that_was_not_taken_apart_stays() -> None:
    assert put_together({"column": {"kva": {"chat": "XS012 [R85]"}}}) == {"column": {"kva": {"chat": "XS012 [R85]"}}}
