"""The table kept on disk: private, used for the very same file alone, and never needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from code_lists.published_files import INVENTED, PATTERN, published, row, write_list
from converter.code_lists import cache as table_cache
from converter.code_lists.cache import load_list
from converter.code_lists.published import ListMistakes, Published, read_published
from converter.code_lists.table import CodeList

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the cache folder has another name there")
LONG_AGO = 1_700_000_000


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder; a list is as good as old, whose time of change no test can set."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(table_cache, "SETTLING_TIME", -1.0)
    return tmp_path / "cache" / "mvg-export"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_list(tmp_path)


def _load(path: Path, pattern: str = PATTERN) -> CodeList:
    """Loads as another process would."""
    table_cache.list_in_state.cache_clear()
    return load_list(path, pattern)


def _kept(cache: Path) -> Path:
    (kept,) = cache.iterdir()
    return kept


def test_a_list_is_read_once_and_its_table_after_that(path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _load(path)
    monkeypatch.setattr(table_cache, "read_published", None)
    assert _load(path) == first
    assert (first.name, first.version) == ("paahittad.tsv", "2026-01-01")
    assert load_list(path, PATTERN) is load_list(path, PATTERN)


def test_the_table_is_for_its_user_alone(path: Path, cache: Path) -> None:
    _load(path)
    assert _kept(cache).stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700
    assert "paahittad" not in _kept(cache).name


def test_a_list_that_changed_is_read_anew_even_with_the_same_size_and_time(path: Path) -> None:
    os.utime(path, (LONG_AGO, LONG_AGO))
    first = _load(path)
    data = path.read_bytes().replace(b"Hicka", b"Hosta")
    path.write_bytes(data)
    os.utime(path, (LONG_AGO, LONG_AGO))
    again = _load(path)
    assert again.digest != first.digest
    found = again.find("Y40")
    assert found is not None
    assert found.title == "Hosta vid sjukdom"


def test_a_list_that_changed_a_moment_ago_is_not_kept(path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_cache, "SETTLING_TIME", 60.0)
    assert _load(path).find("Y10")
    assert not cache.exists()


def test_a_list_that_changes_while_it_is_read_is_not_kept(
    path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_change(data: bytes, name: str, pattern: str) -> Published:
        os.utime(path, (1, 1))
        return read_published(data, name, pattern)

    monkeypatch.setattr(table_cache, "read_published", read_and_change)
    assert _load(path).find("Y10")
    assert not cache.exists()


def test_another_pattern_makes_another_table(path: Path) -> None:
    assert _load(path).find("Y10.0")
    assert _load(path, "[A-Z][0-9]{2}").find("Y10.0") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1], lambda data: data[:0], lambda data: data.replace(b"1\t", b"2\t", 1),
        lambda data: data.replace(b"\t2026-01-01\t", b"\t\xff\t", 1), lambda data: data.replace(b"\n", b"\nx", 1),
        lambda data: data.partition(b"\n")[0] + b"\na\tb\tc\n",
    ],
)  # fmt: skip
def test_a_damaged_table_is_made_anew(path: Path, cache: Path, damage: Callable[[bytes], bytes]) -> None:
    first = _load(path)
    kept = _kept(cache)
    kept.write_bytes(damage(kept.read_bytes()))
    assert _load(path) == first
    assert _load(path) == first


def test_a_table_that_others_can_write_is_not_used(path: Path, cache: Path) -> None:
    first = _load(path)
    kept = _kept(cache)
    kept.write_bytes(kept.read_bytes().replace(b"Hicka", b"Hosta"))
    kept.chmod(0o606)
    assert _load(path) == first


def test_a_link_in_place_of_the_table_is_not_followed(path: Path, cache: Path, tmp_path: Path) -> None:
    first = _load(path)
    kept = _kept(cache)
    kept.rename(tmp_path / "elsewhere")
    kept.symlink_to(tmp_path / "elsewhere")
    assert _load(path) == first
    assert not kept.is_symlink()


def test_where_nothing_can_be_kept_the_list_is_read_each_time(
    path: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    assert _load(path).find("Y10")
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", "")
    assert table_cache.cache_folder() is None
    assert _load(path).find("Y10")
    monkeypatch.setenv("HOME", "/home/x")
    assert table_cache.cache_folder() == Path("/home/x/.cache/mvg-export")


def test_a_list_without_dates_is_named_by_its_digest(tmp_path: Path) -> None:
    some = _load(write_list(tmp_path, [{"Kod": "Y10", "Titel": "a"}]))
    assert some.version == some.digest[:8]


@pytest.mark.parametrize(("name", "code"), [("finns-inte.tsv", "ENOENT"), ("mapp", "?"), ("nul\0", "EINVAL")])
def test_a_list_that_cannot_be_read_is_named_without_its_folder(name: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "mapp").mkdir()
    with pytest.raises(ListMistakes) as refused:
        _load(tmp_path / name)
    (finding,) = refused.value.findings
    assert (finding.code, finding.words[0]) == ("MVG754", name)
    assert finding.words[1] == code or name == "mapp"


def test_a_list_that_is_too_large_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_cache, "MAX_BYTES", 10)
    with pytest.raises(ListMistakes) as refused:
        _load(path)
    assert [finding.words for finding in refused.value.findings] == [("paahittad.tsv", "EFBIG")]


def test_a_list_with_mistakes_is_refused_every_time(tmp_path: Path, cache: Path) -> None:
    path = tmp_path / "fel.tsv"
    path.write_bytes(published([*INVENTED, row("", "utan kod")]))
    for _ in range(2):
        with pytest.raises(ListMistakes, match="MVG757"):
            _load(path)
    assert not cache.exists()
