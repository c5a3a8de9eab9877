"""A note that broke a property is kept as files, and asked again."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from converter import checks
from converter.profile import Profile
from converter.testing import PROPERTIES
from converter.testing.fixtures import files, replay


def _keep(folder: Path, name: str, source: bytes) -> Path:
    for file, content in files(name, source).items():
        (folder / file).write_bytes(content)
    (kept,) = folder.glob("*.property")
    return kept


@pytest.mark.parametrize(
    ("source", "suffix"),
    [
        (b"Status\n1\n", ".txt"),
        (b"\xef\xbb\xbf <a/>", ".xml"),
        (codecs.BOM_UTF16_LE + "<a/>".encode("utf-16-le"), ".xml"),
        (b"", ".txt"),
    ],
)
def test_a_fixture_is_the_note_and_the_name_of_the_property(source: bytes, suffix: str) -> None:
    note, kept = files("gate", source).items()
    assert note[0].endswith(suffix)
    assert note[1] == source
    assert kept == (note[0].removesuffix(suffix) + ".property", b"gate\n")
    assert files("gate", source) == files("gate", source)
    assert files("gate", source + b"1") != files("gate", source)


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_fixture_whose_property_holds_says_nothing(name: str, profile: Profile, tmp_path: Path) -> None:
    assert replay(_keep(tmp_path, name, b"Status\n1\n"), profile) == ()


def test_a_fixture_whose_property_does_not_hold_says_which(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "CHECKS", ())
    (finding,) = replay(_keep(tmp_path, "gate", b"Status\n1\n"), profile)
    assert (finding.code, finding.exit_code, finding.words[0]) == ("MVG911", 1, "gate")
    assert "gate" in finding.message("en")


def test_a_fixture_that_cannot_be_asked_says_so(profile: Profile, tmp_path: Path) -> None:
    kept = _keep(tmp_path, "gate", b"Status\n1\n")
    kept.write_text("gaet\n")
    assert [(finding.code, finding.exit_code) for finding in replay(kept, profile)] == [("MVG912", 78)]
    kept.write_text("gate\n")
    kept.with_suffix(".xml").write_bytes(b"<a/>")
    assert [finding.code for finding in replay(kept, profile)] == ["MVG912"], "which of the two notes?"
    kept.with_suffix(".xml").unlink()
    kept.with_suffix(".txt").unlink()
    assert [finding.code for finding in replay(kept, profile)] == ["MVG912"]
