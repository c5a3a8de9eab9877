"""The code lists of a profile: where their files are, whose they are, and what is wrong with them."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from code_lists.published_files import INVENTED, row, write_list
from converter import convert
from converter.profile import Profile, load_profile
from converter.profile.layers import read_sources
from paths import SAMPLES
from regional import refused

BASE = 'version = "1"\nextends = "min-vard-gavleborg"\n'
NOTE = (SAMPLES / "halsont-chatt.xml").read_bytes()


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def _folder(folder: Path, toml: str, start: str = BASE) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "profile.toml").write_text(f'name = "{folder.name}"\n{start}\n{toml}', "utf-8")
    return folder


def _codes(folder: Path) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(finding.code, finding.line, finding.words) for finding in refused(load_profile, folder)]


def test_the_list_of_the_diagnoses_belongs_to_the_first_code_system(tmp_path: Path) -> None:
    region = _folder(tmp_path / "region", '[diagnoses]\nfile = "paahittad.tsv"\n')
    write_list(region)
    profile = load_profile(region)
    assert [*profile.code_lists] == [profile.code_systems.names[0]]
    assert profile.code_lists["ICD-10-SE"].find("Y10.0")
    assert pickle.loads(pickle.dumps(profile)) == profile  # noqa: S301 -- it was written a moment ago


def test_each_code_system_can_have_a_list_of_its_own(tmp_path: Path) -> None:
    second = '[[code_system]]\nname = "KSH97-P"\nfile = "../listor/andra.tsv"\n'
    first = '[[code_system]]\nname = "ICD-10-SE"\nfile = "a.tsv"\n'
    region = _folder(tmp_path / "region", f'{second}{first}[diagnoses]\nfile = "finns-inte.tsv"\n')
    write_list(region, name="a.tsv")
    (tmp_path / "listor").mkdir()
    write_list(tmp_path / "listor", [row("Y10-", "Kittelsjuka")], "andra.tsv")
    lists = load_profile(region).code_lists
    assert {system: known.name for system, known in lists.items()} == {"ICD-10-SE": "a.tsv", "KSH97-P": "andra.tsv"}
    assert lists["KSH97-P"].find("Y10-")


def test_a_list_lies_where_the_profile_that_names_it_lies(tmp_path: Path) -> None:
    base = _folder(tmp_path / "bas", '[diagnoses]\nfile = "paahittad.tsv"\n')
    write_list(base)
    own = _folder(tmp_path / "egen", '[record]\nbutton_before = "Spara"\n', 'version = "1"\nextends = "../bas"\n')
    assert load_profile(own).code_lists["ICD-10-SE"].find("Y10.0")
    toml = (own / "profile.toml").read_text("utf-8")
    (own / "profile.toml").write_text(f'{toml}[diagnoses]\nfile = "b.tsv"\n', "utf-8")
    write_list(own, [row("Y77", "Annat")], "b.tsv")
    assert load_profile(own).code_lists["ICD-10-SE"].find("Y10.0") is None


def test_a_list_is_no_file_that_is_read_with_the_folder_and_yet_part_of_its_digest(tmp_path: Path) -> None:
    region = _folder(tmp_path / "region", '[diagnoses]\nfile = "paahittad.tsv"\n')
    write_list(region)
    assert [*read_sources(region).layers[0].files] == ["profile.toml"]
    first = load_profile(region)
    write_list(region, [*INVENTED, row("Y88", "Ny")])
    assert load_profile(region).digest != first.digest


def test_without_a_list_nothing_changes(profile: Profile) -> None:
    assert profile.code_lists == {}
    assert "MVG411" in {finding.code for finding in convert(NOTE, profile=profile).findings}


def test_all_mistakes_of_a_profile_and_its_lists_are_reported_at_once(tmp_path: Path) -> None:
    system = '[[code_system]]\nname = "KSH97-P"\nfile = "b.tsv"\n'
    region = _folder(tmp_path / "region", f'{system}[diagnoses]\nfile = "a.tsv"\n[routine]\nvalid_to = "i vår"\n')
    write_list(region, [row("Y10", "a", since="igår"), row("Y11", "b", since="i dag")], "a.tsv")
    assert _codes(region) == [
        ("MVG705", 11, ("profile.toml", "valid_to", '"2025-04-10"')),
        ("MVG758", 2, ("a.tsv",)),
        ("MVG758", 3, ("a.tsv",)),
        ("MVG754", 0, ("b.tsv", "ENOENT")),
    ]


@pytest.mark.parametrize(
    "toml",
    ["diagnoses = 1\n", "code_system = 1\n", "code_system = [1]\n", '[diagnoses]\nfile = 1\n',
     '[[code_system]]\nfile = "a.tsv"\n', '[[code_system]]\nname = "ICD-10-SE"\nfile = "a.tsv"\npattern = "("\n'],
)  # fmt: skip
def test_no_list_is_read_where_the_code_systems_are_wrong(toml: str, tmp_path: Path) -> None:
    found = _codes(_folder(tmp_path / "region", toml))
    assert found
    assert {code for code, *_ in found} <= {"MVG704", "MVG705", "MVG753"}
