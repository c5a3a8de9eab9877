"""The data of the TOML files that ship, kept beside the program so that no command parses them (`--rewrite`)."""

from __future__ import annotations

import json
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from converter.profile import load_profile, packaged
from converter.profile.layers import SHIPPED
from converter.profile.toml_file import PARSED, parse_toml

READ = ("profile.toml", "registration.toml")
"""The files that are read at the start of a command; of `rules.toml` it parses what it shows."""
FILES = sorted(path for name in READ for path in packaged("templates").glob(f"*/{name}"))


def test_each_file_that_ships_is_kept_as_it_is_now(request: pytest.FixtureRequest) -> None:
    data = {path: json.dumps(tomllib.loads(path.read_text("utf-8")), ensure_ascii=False) for path in FILES}
    written = "".join(f"{sha256(path.read_bytes()).hexdigest()} {text}\n" for path, text in data.items())
    if request.config.getoption("--rewrite"):
        PARSED.write_bytes(written.encode())
    assert PARSED.read_bytes().decode() == written, "write it anew: pytest tests/profile/test_parsed_toml.py --rewrite"


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


def test_each_reading_has_data_of_its_own() -> None:
    content = (packaged("templates") / SHIPPED / "profile.toml").read_bytes()
    parse_toml(content, "profile.toml").data.clear()
    assert parse_toml(content, "profile.toml").data
    assert load_profile().rows
