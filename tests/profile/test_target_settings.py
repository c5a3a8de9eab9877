"""The settings of a target whose format the program writes itself, and the facts that are left blank in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.profile import UnknownSetting, load_profile, schema, target_settings
from converter.profile.layers import read_sources
from converter.profile.schema import FLAG, LIST, MAP, Format, Key
from regional import HEAD, refused, region_at

KEYS = {
    "address": Key(), "codes": Key(MAP, needed=False), "kinds": Key(MAP, needed=False, values=("a", "b")),
    "open": Key(FLAG, needed=False), "names": Key(LIST, needed=False),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(schema.FORMATS, "letter", Format("json", KEYS))


def _target(at: Path, toml: str) -> Path:
    return region_at(at, f'[targets.letter]\nformat = "letter"\n{toml}')


def test_a_target_has_the_settings_and_the_ending_of_its_format(tmp_path: Path) -> None:
    toml = 'address = "x"\nopen = true\nnames = ["n"]\n[targets.letter.settings.codes]\n"å" = "1"\n'
    target = load_profile(_target(tmp_path, f"[targets.letter.settings]\n{toml}")).targets["letter"]
    assert target.settings == {"address": "x", "open": True, "names": ("n",), "codes": {"å": "1"}}
    assert (target.format, target.template, target.ending) == ("letter", "", "json")


def test_a_folder_adds_to_the_settings_of_its_base_and_fills_its_blanks(tmp_path: Path) -> None:
    blank = '{ blank = "adressen", ask = "regionen" }'
    _target(tmp_path / "base", f'settings.address = {blank}\nsettings.codes.a = {blank}\nsettings.codes.b = "2"\n')
    head = HEAD.replace("min-vard-gavleborg", "../base")
    own = region_at(tmp_path / "own", '[targets.letter.settings]\naddress = "x"\n', head)
    base, filled = load_profile(tmp_path / "base"), load_profile(own)
    unknown = UnknownSetting("adressen", "regionen")
    assert base.targets["letter"].settings == {"address": unknown, "codes": {"a": unknown, "b": "2"}}
    assert filled.targets["letter"].settings == {"address": "x", "codes": {"a": unknown, "b": "2"}}
    paths = [path for path, _ in target_settings.unknown_settings(read_sources(own).data)]
    assert paths == [("targets", "letter", "settings", "codes", "a")]


@pytest.mark.parametrize(
    ("toml", "code", "line", "word"),
    [
        ("settings.address = 1", "MVG705", 6, "address"),
        ('settings.address = { blank = "x" }', "MVG705", 6, "address"),
        ('settings.address = { blank = "x", ask = 1 }', "MVG705", 6, "address"),
        ('settings = { address = "x", codes = "y" }', "MVG705", 6, "codes"),
        ('settings = { address = "x", codes = { "å" = 1 } }', "MVG705", 6, "å"),
        ('settings = { address = "x", kinds = { c = "1" } }', "MVG723", 6, "kinds"),
        ('settings = { adress = "x" }', "MVG728", 6, "adress"),
        ('settings = "x"', "MVG705", 6, "settings"),
        ("gated = true", "MVG704", 4, "[targets.letter.settings] address"),
    ],
)
def test_a_mistake_in_the_settings_is_reported_with_its_line(
    toml: str, code: str, line: int, word: str, tmp_path: Path
) -> None:
    findings = refused(load_profile, _target(tmp_path, toml + "\n"))
    assert (code, line, word) in [(one.code, one.line, one.words[1]) for one in findings]


@pytest.mark.parametrize(
    ("toml", "code", "word"),
    [
        ("[targets.letter]\ngated = true", "MVG704", "[target] template"),
        ('[targets.letter]\nformat = "brev"', "MVG723", "format"),
        ('[targets.pmo]\nformat = "letter"', "MVG760", "pmo"),
        ('[targets.pmo]\nsettings.address = "x"', "MVG703", "targets.pmo.settings"),
    ],
)
def test_a_target_has_either_a_template_or_a_known_format(toml: str, code: str, word: str, tmp_path: Path) -> None:
    assert [(one.code, one.words[1]) for one in refused(load_profile, region_at(tmp_path, toml + "\n"))] == [
        (code, word)
    ]
