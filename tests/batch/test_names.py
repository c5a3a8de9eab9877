"""Names: nothing is written under a name that leads astray, and no two notes share one (P18, P19)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.batch import names
from converter.batch.names import output_name, portable

KEYS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("a.txt", None), ("mapp/å ä ö.xml", None), ("a\nb", None), ("a" * 240, None), ("Quarantine.txt", None),
        ("a\udce5.txt", "MVG812"), ("a" * 248, "MVG813"), ("å" * 124, "MVG813"), (f"{'b' * 256}/a", "MVG813"),
        ("/a", "MVG814"), ("a/../b", "MVG814"), ("..", "MVG814"), ("a//b", "MVG814"), ("", "MVG814"), ("a/", "MVG814"),
        ("./a", "MVG814"), ("a\0b", "MVG814"), ("a\\b", "MVG814"), (".mvg/a", "MVG818"), ("quarantine/a", "MVG818"),
        ("Quarantine/a", "MVG818"), ("discarded/a", "MVG818"), ("a/quarantine/b", None),
    ],
)  # fmt: skip
def test_a_name_that_nothing_can_be_written_under_has_its_code(key: str, code: str | None) -> None:
    finding = names.fault(key, len(".pmo.xml"))
    assert (finding.code if finding else None) == code


def test_a_name_may_be_as_long_as_its_longest_output_allows() -> None:
    assert names.fault("a" * 247, 8) is None
    assert names.fault("a" * 248, 8) is not None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a.txt", "A.TXT", True),
        ("å.txt", "a\u030a.txt", True),
        ("ß", "ss", True),
        ("a", "b", False),
        ("a/b", "ab", False),
    ],
)
def test_P19_names_that_some_file_system_takes_for_one_have_one_claim(one: str, other: str, same: bool) -> None:
    assert (names.claim(one) == names.claim(other)) is same
    assert names.digest(one) != names.digest(other)


@pytest.mark.slow
@given(KEYS)
def test_P19_case_and_composition_make_no_other_claim(key: str) -> None:
    for form in ("NFC", "NFD"):
        assert names.claim(unicodedata.normalize(form, key)) == names.claim(key)
    assert names.claim(key.casefold()) == names.claim(key)


@given(KEYS, st.binary(min_size=1, max_size=4), st.integers(1, 10**9))
def test_a_name_in_quarantine_is_one_that_every_file_system_takes(key: str, origin: bytes, sequence: int) -> None:
    name = names.quarantine_name(key, origin, sequence)
    assert name.isascii()
    assert len(name) < 100
    assert not set(name) & set('/\\:*?"<>|\0\n ')
    assert name != names.quarantine_name(key, origin + b"x", sequence)
    assert name != names.quarantine_name(key, origin, sequence + 1)


@pytest.mark.parametrize(
    ("target", "ending", "name"),
    [
        ("melior", "txt", "m/a.txt.melior.txt"),
        ("pmo-html", "html", "m/a.txt.pmo-html.html"),
        ("json", "json", "m/a.txt.json"),
    ],
)
def test_an_output_is_named_from_the_whole_name_of_its_input(target: str, ending: str, name: str) -> None:
    assert names.output_name("m/a.txt", target, ending) == name


@pytest.mark.parametrize("name", [".a", "~$a.docx", "a.tmp", "A.TMP", "a.part", "a~", "a.crdownload", "Thumbs.db"])
def test_a_name_of_a_file_that_is_still_written_is_known(name: str) -> None:
    assert names.is_ignored(name)
    assert not names.is_ignored(f"b{name}.txt")


def test_O16_an_input_has_a_short_id_that_nobody_can_turn_back_without_the_secret() -> None:
    one, other = (names.digest(f"/in/{number}.txt") for number in ("19910427-2381", "19410217-9383"))
    assert names.short_id(one, b"k") == names.short_id(one, b"k") != names.short_id(other, b"k")
    assert names.short_id(one, b"k") != names.short_id(one, b"another folder")
    assert len(names.short_id(one, b"k")) == 8


@pytest.mark.parametrize(
    ("key", "safe"),
    [
        ("a.txt", "a.txt"),
        ("å 1/ö.txt", "å 1/ö.txt"),
        ("CON", "%43ON"),
        ("aux.txt", "%61ux.txt"),
        ("x/nul /y", "x/%6Eul%20/y"),
        ("com¹.txt", "%63om¹.txt"),
        ("console.txt", "console.txt"),
        ("a:b", "a%3Ab"),
        ('*?"<>|\t', "%2A%3F%22%3C%3E%7C%09"),
        ("slut./a. ", "slut%2E/a.%20"),
        ("100%25.txt", "100%2525.txt"),
        ("100%.txt", "100%.txt"),
    ],
)
def test_a_name_that_windows_would_not_take_is_escaped_and_can_be_read_back(key: str, safe: str) -> None:
    assert portable(key) == safe
    assert unquote(safe) == key
    assert output_name(key, "melior", "txt") == f"{safe}.melior.txt"


@given(st.lists(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_an_escaped_name_is_the_name_of_one_input_only(parts: list[str]) -> None:
    key = "/".join(parts)
    safe = portable(key)
    assert unquote(safe) == key
    assert not re.search(r'[<>:"|?*\x01-\x1f]', safe)
    assert not any(part.endswith((".", " ")) for part in safe.split("/"))
