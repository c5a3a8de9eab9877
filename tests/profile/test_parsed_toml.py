"""The data of the TOML files that ship, kept beside the program so that no command parses them (`--rewrite`)."""

from __future__ import annotations

import json
import shutil
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from converter.profile import ProfileError, load_profile, packaged
from converter.profile.layers import read_sources
from converter.profile.shipped import PARSED, SHIPPED
from converter.profile.toml_file import parse_toml
from converter.profile.validation import mistakes

READ = ("profile.toml", "registration.toml", "rules.toml")
FILES = sorted(path for name in READ for path in packaged("templates").glob(f"*/{name}"))


def test_each_file_that_ships_is_kept_as_it_is_now(request: pytest.FixtureRequest) -> None:
    data = {path: json.dumps(tomllib.loads(path.read_text("utf-8")), ensure_ascii=False) for path in FILES}
    written = "".join(f"{sha256(path.read_bytes()).hexdigest()} {text}\n" for path, text in data.items())
    kept = packaged("templates") / PARSED
    if request.config.getoption("--rewrite"):
        kept.write_bytes(written.encode())
    assert kept.read_bytes().decode() == written, "write it anew: pytest tests/profile/test_parsed_toml.py --rewrite"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_kept_is_what_the_parser_says(path: Path) -> None:
    parsed = parse_toml(path.read_bytes(), path.name)
    assert parsed.data == tomllib.loads(parsed.text)


def test_a_file_with_another_content_is_parsed() -> None:
    content = (packaged("templates") / SHIPPED / "profile.toml").read_bytes()
    changed = content.replace(b"\nname", b" \nname", 1)
    assert changed != content
    assert parse_toml(changed, "profile.toml").data == parse_toml(content, "profile.toml").data
    assert parse_toml(b'name = "x"', "profile.toml").data == {"name": "x"}


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=lambda folder: folder.name)
def test_no_profile_that_ships_has_a_mistake_for_a_command_to_find(folder: Path) -> None:
    sources = read_sources(folder)
    assert sources.shipped is sources.data
    assert not [*mistakes(sources._replace(shipped=None))]


def test_a_profile_that_ships_is_checked_once_it_says_anything_else(tmp_path: Path) -> None:
    copy = shutil.copytree(packaged("templates") / SHIPPED, tmp_path / SHIPPED)
    toml = (copy / "profile.toml").read_text("utf-8")
    (copy / "profile.toml").write_text(toml + "\n[nowhere]\n", "utf-8")
    with pytest.raises(ProfileError):
        load_profile(copy)


def test_each_reading_has_data_of_its_own() -> None:
    content = (packaged("templates") / SHIPPED / "profile.toml").read_bytes()
    parse_toml(content, "profile.toml").data.clear()
    assert parse_toml(content, "profile.toml").data
    assert load_profile().rows


def test_changed_data_of_a_profile_that_ships_is_checked() -> None:
    sources = read_sources("cosmic-exempel")
    changed = {name: table for name, table in sources.data.items() if name != "targets"}
    assert [finding.code for finding in mistakes(sources._replace(data=changed))][:1] == ["MVG704"]
