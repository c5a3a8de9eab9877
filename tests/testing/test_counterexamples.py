"""A note that broke a property is kept as files, and asked again."""

from __future__ import annotations

import codecs

import pytest

from converter.profile import Profile
from converter.record import checks
from converter.testing import PROPERTIES
from converter.testing.properties import broken, files


@pytest.mark.parametrize(
    ("source", "suffix"),
    [
        (b"Status\n1\n", ".txt"),
        (b"\xef\xbb\xbf <a/>", ".xml"),
        (codecs.BOM_UTF16_LE + "<a/>".encode("utf-16-le"), ".xml"),
        (b"", ".txt"),
    ],
)
def test_a_golden_pair_is_the_note_and_the_name_of_the_property(source: bytes, suffix: str) -> None:
    note, kept = files("gate", source).items()
    assert note[0].endswith(suffix)
    assert note[1] == source
    assert kept == (note[0].removesuffix(suffix) + ".property", b"gate\n")
    assert files("gate", source) == files("gate", source)
    assert files("gate", source + b"1") != files("gate", source)


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_that_holds_has_nothing_to_say(name: str, profile: Profile) -> None:
    assert broken(name, b"Status\n1\n", profile) == ""


def test_a_property_that_does_not_hold_says_where(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "missing_required", lambda *_: [])
    assert "pmo" in broken("gate", b"Status\n1\n", profile)


def test_a_property_that_is_none_says_which_there_are(profile: Profile) -> None:
    assert "gate" in broken("gaet", b"Status\n1\n", profile)
