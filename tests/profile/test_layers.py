"""A profile that extends another: what it says goes before, what it does not say is the base's."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter import convert
from converter.findings import Finding
from converter.profile import Profile, load_profile
from converter.profile.layers import read_sources
from converter.registration import load_registration, load_rules
from paths import ROOT, SAMPLES
from regional import HEAD, refused, region_at

NOTE = (SAMPLES / "ksh97.xml").read_bytes()


def test_a_profile_that_only_extends_is_the_base_under_another_name(profile: Profile, tmp_path: Path) -> None:
    loaded = load_profile(region_at(tmp_path))
    assert (loaded.name, loaded.version) == ("region", "1")
    same = loaded.replace(name=profile.name, version=profile.version, digest=profile.digest, folders=profile.folders)
    assert same == profile


def test_three_lines_rename_a_keyword_of_the_record(profile: Profile, tmp_path: Path) -> None:
    loaded = load_profile(region_at(tmp_path, '[[keyword]]\nclinic24 = "Besöksorsak"\npmo = "Orsak"\n'))
    row = loaded.rows[0]
    assert (row.record, row.clinic24, row.fill, row.expected) == ("Orsak", "Besöksorsak", "presenting_reason", True)
    assert "\nOrsak\n" in (convert(NOTE, "pmo-text", profile=loaded).output or "")
    assert len(loaded.rows) == len(profile.rows)


def test_a_row_is_known_by_its_record_keyword_too_and_a_new_one_comes_last(tmp_path: Path) -> None:
    toml = '[[keyword]]\npmo = "Åtgärd"\nclinic24 = "Åtgärder"\n[[keyword]]\npmo = "Vanor"\nclinic24 = "Levnadsvanor"\n'
    loaded = load_profile(region_at(tmp_path, toml))
    assert [row.clinic24 for row in loaded.rows[-3:]] == ["Åtgärder", "", "Levnadsvanor"]


def test_own_labels_words_and_swaps_come_before_those_of_the_base(profile: Profile, tmp_path: Path) -> None:
    toml = '[labels]\n"Fallnummer" = "id"\n[values.channels]\nchattkanal = "chat"\n[swaps]\n"≥" = "minst"\n'
    loaded = load_profile(region_at(tmp_path, toml))
    assert loaded.labels["id"] == "Fallnummer"
    assert loaded.headings["ärende"] == loaded.headings["fallnummer"]
    assert loaded.words["contact.channels"]["chat"] == "chattkanal"
    assert loaded.codes["contact.channels"]["chatt"] == "chat"
    assert loaded.swaps == {**profile.swaps, "≥": "minst"}


def test_targets_merge_by_name_and_templates_by_file(profile: Profile, tmp_path: Path) -> None:
    template = profile.templates["melior.txt.j2"] + "Slut\n"
    toml = '[targets.melior]\ngated = true\n[targets.vardval]\ntemplate = "melior.txt.j2"\n'
    loaded = load_profile(region_at(tmp_path, toml, melior__txt__j2=template))
    assert loaded.targets["melior"] == profile.targets["melior"]._replace(gated=True)
    assert list(loaded.targets) == [*profile.targets, "vardval"]
    assert (convert(NOTE, "vardval", profile=loaded).output or "").endswith("Slut\n")


def test_a_required_field_is_known_by_its_fact(tmp_path: Path) -> None:
    toml = '[labels]\n"Typ" = "record_type"\n[[required]]\nfact = "record_type"\nheading = "Typ"\n'
    assert [field.heading for field in load_profile(region_at(tmp_path, toml)).required] == [
        "Huvuddiagnos", "Typ", "Signera från enhet",
    ]  # fmt: skip


def test_a_table_that_is_replaced_is_not_inherited(tmp_path: Path) -> None:
    toml = (
        'replaces = ["keyword", "targets"]\n[phrases]\nconsulted_keyword = "Status"\nchat_opening_keyword = "Status"\n'
        '[[keyword]]\npmo = "Status"\nclinic24 = "Status"\n[targets.vardval]\ntemplate = "melior.txt.j2"\n'
    )
    loaded = load_profile(region_at(tmp_path, toml))
    assert [row.record for row in loaded.rows] == ["Status"]
    assert list(loaded.targets) == ["vardval"]


def test_the_registration_comes_from_the_nearest_folder_that_has_it(profile: Profile, tmp_path: Path) -> None:
    loaded = load_profile(region_at(tmp_path / "a"))
    assert load_registration(loaded) == load_registration(profile)
    rules = (profile.folder / "rules.toml").read_text("utf-8").replace('section = "1"', 'section = "1.0"', 1)
    other = load_profile(region_at(tmp_path / "b", "", rules__toml=rules))
    assert load_rules(other)["R1"].section == "1.0"
    assert load_rules(loaded)["R1"].section == "1"


def test_a_chain_is_followed_by_paths_and_its_digest_covers_all_of_it(tmp_path: Path) -> None:
    base = region_at(tmp_path / "bas")
    head = HEAD.replace("min-vard-gavleborg", "../bas")
    loaded = load_profile(
        region_at(tmp_path / "region", '[routine]\nrevision = "6"\nregistration = "inherited"\n', head)
    )
    assert [folder.name for folder in loaded.folders] == ["region", "..", "min-vard-gavleborg"] or [
        folder.resolve().name for folder in loaded.folders
    ] == ["region", "bas", "min-vard-gavleborg"]
    assert loaded.routine.revision == "6"
    region_at(base, "[record]\nsigned_title = 'Signerad'\n")
    changed = load_profile(tmp_path / "region")
    assert changed.digest != loaded.digest
    assert changed.signed_title == "Signerad"


def test_a_mistake_names_the_file_it_stands_in(tmp_path: Path) -> None:
    region_at(tmp_path / "bas", "[record]\ncolour = 'red'\n")
    head = HEAD.replace("min-vard-gavleborg", "../bas")
    toml = '[[keyword]]\nclinic24 = "Status"\naliases = ["Läge", "bedömning"]\n'
    shipped = (ROOT / "templates/min-vard-gavleborg/profile.toml").read_text("utf-8").split("\n")
    line = shipped.index('clinic24 = "Bedömning"') + 1
    assert refused(load_profile, region_at(tmp_path / "region", toml, head)) == (
        Finding("MVG703", 5, 1, ("../bas/profile.toml", "colour")),
        Finding("MVG706", 6, 20, ("profile.toml", "bedömning", f"min-vard-gavleborg/profile.toml:{line}")),
    )


def test_a_mistake_that_both_make_is_reported_where_the_nearest_made_it(tmp_path: Path) -> None:
    region_at(tmp_path / "bas", '[[keyword]]\npmo = "Vanor"\nclinic24 = "Levnadsvanor"\n')
    head = HEAD.replace("min-vard-gavleborg", "../bas")
    (found,) = refused(
        load_profile, region_at(tmp_path / "a", '[[keyword]]\npmo = "Vanor"\nclinic24 = "Status:"\n', head)
    )
    assert (found.code, found.words[:2]) == ("MVG706", ("profile.toml", "Status:"))


@pytest.mark.parametrize(
    ("written", "code"),
    [("finns-inte", "MVG715"), ("../finns-inte", "MVG715"), ("./", "MVG716"), ("../a", "MVG716"), ("../b", "MVG716")],
)
def test_a_base_that_is_missing_and_a_ring_are_reported_with_their_place(
    written: str, code: str, tmp_path: Path
) -> None:
    region_at(tmp_path / "b", "", HEAD.replace("min-vard-gavleborg", "../a"))
    (found,) = refused(load_profile, region_at(tmp_path / "a", "", HEAD.replace("min-vard-gavleborg", written)))
    assert (found.code, found.line, found.column) == (code, 3, 1)


def test_a_base_that_cannot_be_read_is_reported_by_its_own_name(tmp_path: Path) -> None:
    region_at(tmp_path / "bas", "\n[")
    (found,) = refused(load_profile, region_at(tmp_path / "a", "", HEAD.replace("min-vard-gavleborg", "../bas")))
    assert (found.code, found.words) == ("MVG702", ("../bas/profile.toml", "#open-header"))


def test_things_of_another_shape_are_reported_and_not_merged(tmp_path: Path) -> None:
    toml = 'keyword = "x"\nreplaces = 3\nlabels = 1\n[targets]\npmo = 2\n'
    codes = {(found.code, found.words[1]) for found in refused(load_profile, region_at(tmp_path, toml))}
    assert {("MVG705", word) for word in ("keyword", "replaces", "labels", "pmo")} <= codes


@pytest.mark.parametrize(
    ("toml", "head", "reported"),
    [
        ("", HEAD.replace('name = "region"\n', ""), ("MVG704", 1, ("profile.toml", "name"))),
        ('replaces = ["swaps", "keyword"]\n[swaps]\n', HEAD, ("MVG704", 4, ("profile.toml", "keyword"))),
    ],
)
def test_what_is_not_taken_from_a_base_is_missing_in_the_folder_itself(
    toml: str, head: str, reported: tuple[str, int, tuple[str, ...]], tmp_path: Path
) -> None:
    (found,) = refused(load_profile, region_at(tmp_path, toml, head))
    assert (found.code, found.line, found.words) == reported


def test_a_profile_that_ships_goes_by_its_name_unless_a_folder_has_it(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_profile("min-vard-gavleborg") == profile
    region_at(tmp_path / "min-vard-gavleborg")
    assert load_profile("min-vard-gavleborg").name == "region"
    for nobody in ("", "./min-vard", "min-vard"):
        assert [found.code for found in refused(load_profile, Path(nobody))] == ["MVG701"]


def test_the_place_of_what_nobody_wrote_is_the_file_itself(tmp_path: Path) -> None:
    sources = read_sources(region_at(tmp_path))
    assert sources.position(("weather",)) == ("profile.toml", 1, 1)
    assert sources.position(("routine", "weather"))[0] == "min-vard-gavleborg/profile.toml"
    assert sources.layers[0].toml.position(("weather",)) == ("profile.toml", 1, 1)
    assert sources.is_own(("name",))
    assert not sources.is_own(("routine", "title"))
