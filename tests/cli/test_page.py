"""`mvg page`: what it opens, what it says, how it ends."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.request import url2pathname

import pytest

from converter.page.app import Suggestions
from converter.page.server import Lifetime, Redirect, ended_by_signals
from paths import ROOT

Mvg = Callable[..., CompletedProcess[str]]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a stand-in for the browser was given; it ends the server as a closed tab would."""
    opened: list[str] = []

    def open_(address: str) -> bool:
        opened.append(address)
        text = Path(url2pathname(address.removeprefix("file://"))).read_text("utf-8")
        found = re.search(r"url=http://(127\.0\.0\.1:\d+)/#([\w-]+)", text)
        assert found is not None
        headers = {
            "Origin": f"http://{found[1]}", "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json",
            "X-MVG-Token": found[2],
        }  # fmt: skip
        with closing(http.client.HTTPConnection(found[1], timeout=10)) as connection:
            connection.request("POST", "/api/end", "{}", headers)
            assert connection.getresponse().read() == b"{}"
        return len(opened) == 1

    monkeypatch.setattr("webbrowser.open", open_)
    return opened


@pytest.mark.slow
@pytest.mark.counted
def test_the_page_is_opened_by_a_file_whose_name_has_no_token(mvg: Mvg, browser: list[str]) -> None:
    ran = mvg("page")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr == "Sidan är öppen i webbläsaren. Ctrl-C avslutar.\n"
    assert browser[0].startswith("file://")
    assert "127.0.0.1" not in browser[0]
    assert not Path(browser[0].removeprefix("file://")).parent.exists()


def test_the_settings_of_the_user_are_offered_by_the_page(
    mvg: Mvg, browser: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reported: list[Suggestions] = []
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("converter.page.server.serve", lambda *_, suggestions: reported.append(suggestions))
    file = tmp_path / "mvg" / "settings.toml"
    file.parent.mkdir()
    file.write_text('unit = "Exempelby hälsocentral"\nsystem = "PMO"\ntarget = "melior"\n', "utf-8")
    assert mvg("page").returncode == 0
    file.write_text('system = "Finns inte"\ntarget = "finns-inte"\n', "utf-8")
    assert mvg("page").returncode == 0
    file.write_text("fel", "utf-8")
    ran = mvg("page")
    assert (ran.returncode, "MVG864" in ran.stderr) == (0, True)
    values = {"signing_unit.name": ("Exempelby hälsocentral",), "admin_system": ("pmo",)}
    assert reported == [Suggestions(values, "melior"), Suggestions({}), Suggestions({})]


def test_without_a_browser_the_file_to_open_is_named(mvg: Mvg, browser: list[str]) -> None:
    browser.append("one that was opened before")
    line = mvg("page", "--lang", "en").stderr
    assert line == f"Open {url2pathname(browser[1].removeprefix('file://'))} in the browser. Ctrl-C ends it.\n"


def test_without_the_extra_it_says_what_to_install(mvg: Mvg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "converter.page.server", None)
    ran = mvg("page")
    assert ran.returncode == 70
    assert "MVG870" in ran.stderr
    assert "mvg-export[page]" in ran.stderr


@pytest.mark.parametrize("broken", ["tempfile.mkdtemp", "socket.socket.bind"])
def test_a_system_that_refuses_is_exit_75(mvg: Mvg, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "no")

    if broken == "socket.socket.bind":

        class Refusing(socket.socket):
            bind = refuse

        monkeypatch.setattr("converter.page.server.socket.socket", Refusing)
    else:
        monkeypatch.setattr(broken, refuse)
    ran = mvg("page")
    assert ran.returncode == 75
    assert "MVG871" in ran.stderr
    assert "EACCES" in ran.stderr


def test_a_wrong_profile_is_exit_78(mvg: Mvg, tmp_path: Path) -> None:
    assert mvg("page", "--profile", tmp_path).returncode == 78


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_removes_the_file(tmp_path: Path, number: int) -> None:
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/opened"\n', "utf-8")
    script.chmod(0o700)
    environment = {**os.environ, "BROWSER": str(script), "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-m", "converter", "page"], env=environment, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        last = time.monotonic() + 30
        while not list(tmp_path.glob("mvg-*/mvg.html")) or not (tmp_path / "opened").exists():
            assert time.monotonic() < last
            time.sleep(0.05)
        time.sleep(0.2)
        process.send_signal(number)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert list(tmp_path.glob("mvg-*")) == []


def test_the_redirect_file_can_be_removed_twice() -> None:
    redirect = Redirect("http://127.0.0.1:1/#x")
    redirect.remove()
    redirect.remove()
    assert not redirect.path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_a_signal_ends_the_wait_and_has_its_old_effect_afterwards() -> None:
    lifetime, before = Lifetime(60), signal.getsignal(signal.SIGTERM)
    with ended_by_signals(lifetime):
        signal.raise_signal(signal.SIGTERM)
        lifetime.wait()
    assert signal.getsignal(signal.SIGTERM) is before


def test_on_windows_the_port_is_taken_alone(mvg: Mvg, browser: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.page.server.EXCLUSIVE", socket.SO_KEEPALIVE)  # the option of another system
    assert mvg("page").returncode == 0
    assert browser
