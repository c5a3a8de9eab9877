"""What a run remembers on disk: private, never more than it may take, and gone with it (P11, P17)."""

from __future__ import annotations

import stat
from contextlib import closing
from pathlib import Path

import pytest

from converter.batch.scratch import SeenClaims
from converter.files.storage import Refused


def test_claims_that_were_seen_are_known_with_their_origins_and_no_others(tmp_path: Path) -> None:
    with closing(SeenClaims(tmp_path)) as seen:
        seen.add([])
        assert seen.origins([b"a"]) == {}
        assert list(tmp_path.iterdir()) == [], "nothing is made for nothing"
        seen.add([(b"a", b"1"), (b"b", b"2")])
        assert seen.origins([b"a", b"c"]) == {b"a": b"1"}
        (file,) = tmp_path.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_P11_a_disk_that_cannot_hold_them_is_reported(tmp_path: Path) -> None:
    with pytest.raises(Refused) as lacking:
        SeenClaims(tmp_path / "finns inte").add([(b"a", b"1")])
    assert lacking.value.finding.code == "MVG805"
    with closing(SeenClaims(tmp_path)) as seen:
        seen.add([(b"a", b"1")])
        seen._base.execute("DROP TABLE seen")
        with pytest.raises(Refused) as broken:
            seen.origins([b"a"])
        assert (broken.value.finding.code, broken.value.finding.words) == ("MVG805", ("SQLITE_ERROR",))
