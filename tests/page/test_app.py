"""What the page's server hands out, beside what the commands write."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.cli.files import write_output
from converter.conversion.output import encoded
from converter.page.app import Session, create_app
from converter.page.security import Access
from converter.pipeline import convert, target_of
from converter.profile import Profile, building
from converter.profile.tables import FieldLimits
from paths import SAMPLES

NOTE = (SAMPLES / "halsont-chatt.txt").read_text("utf-8")
PORT = 8000
HEADERS = {
    "Host": f"127.0.0.1:{PORT}", "Origin": f"http://127.0.0.1:{PORT}", "Sec-Fetch-Site": "same-origin",
    "X-MVG-Token": "token",
}  # fmt: skip


@pytest.mark.parametrize("line_ends", ["lf", "crlf"])
def test_a_download_has_the_bytes_of_the_command(profile: Profile, line_ends: str, tmp_path: Path) -> None:
    limits = FieldLimits(measured="2026-01-01", line_ends=line_ends)
    region = profile.replace(targets={name: row._replace(limits=limits) for name, row in profile.targets.items()})
    client = create_app(region, Access(PORT, "token"), "sv", Session(lambda: None, lambda: None)).test_client()
    for target in region.targets:
        got = client.post("/api/output", json={"text": NOTE, "target": target}, headers=HEADERS).data
        text = convert(NOTE, target, profile=region).output
        assert text is not None
        write_output(text, str(tmp_path / target), False, target_of(target, region).line_end)
        assert got == (tmp_path / target).read_bytes(), target
        is_text = region.targets[target].syntax == "text"
        assert (b"\r\n" in got) == (is_text and line_ends == "crlf"), target
        assert got == encoded(text, "\r\n" if b"\r\n" in got else "\n")


@pytest.mark.parametrize("form", ["state", "registration-text", "registration-html"])
def test_a_page_that_runs_past_the_last_day_of_the_routine_says_so(
    form: str, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = "2025-04-10"
    monkeypatch.setattr(building, "_is_over", lambda last: last < today)
    valid = building.dated(profile)
    assert not valid.routine.expired
    client = create_app(valid, Access(PORT, "token"), "sv", Session(lambda: None, lambda: None)).test_client()

    def says_so() -> bool:
        path, target = ("state", "pmo") if form == "state" else ("output", form)
        got = client.post(f"/api/{path}", json={"text": NOTE, "target": target}, headers=HEADERS)
        assert got.status_code == 200
        return b"MVG430" in got.data if form == "state" else "giltighetstiden har gått ut" in got.data.decode()

    assert not says_so()
    today = "2025-04-11"
    assert says_so()
