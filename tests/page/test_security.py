"""Each item of the security list at the level of HTTP; the control is the request that differs in that item alone."""

from __future__ import annotations

import http.client
import json
import logging
import os
import stat
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from converter.page.app import Suggestions
from converter.page.security import HEADERS, MAX_REQUEST_BYTES
from converter.profile import Profile
from page.conftest import HALSONT, Run

Answer = tuple[int, dict[str, str], bytes]
BODY = json.dumps({"text": HALSONT, "target": "pmo"})
NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site"}


def _ask(run: Run, method: str, path: str, body: str | None = None, **headers: str | None) -> Answer:
    """One request with the headers of the page's own calls, but for those that are given; None leaves one out."""
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {name: value for name, value in {**run.headers, **changed}.items() if value is not None}
    data = (body or "").encode()
    with closing(http.client.HTTPConnection("127.0.0.1", run.port, timeout=20)) as connection:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {**sent, "Content-Length": str(len(data))}.items():
            connection.putheader(name, value)
        connection.endheaders(data)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()


def _state(run: Run, **headers: str | None) -> int:
    return _ask(run, "POST", "/api/state", BODY, **headers)[0]


WRONG: dict[str, dict[str, str | None]] = {
    "no token": {"X_MVG_Token": None},
    "an empty token": {"X_MVG_Token": ""},
    "another token": {"X_MVG_Token": "A" * 43},
    "a token with letters beyond ASCII": {"X_MVG_Token": "\u00e5"},
    "the name localhost": {"Host": "localhost:{port}"},
    "a name that was rebound": {"Host": "evil.example:{port}"},
    "no port in the host": {"Host": "127.0.0.1"},
    "no host": {"Host": None},
    "another origin": {"Origin": "http://evil.example"},
    "the origin of another port": {"Origin": "http://127.0.0.1:1"},
    "the origin of a file": {"Origin": "null"},
    "no origin": {"Origin": None},
    "another site": {"Sec_Fetch_Site": "cross-site"},
    "the same site only": {"Sec_Fetch_Site": "same-site"},
    "no word of the site": {"Sec_Fetch_Site": None},
    "a form": {"Content_Type": "application/x-www-form-urlencoded"},
    "plain text, which needs no leave of the browser": {"Content_Type": "text/plain"},
    "JSON with a parameter": {"Content_Type": "application/json; charset=utf-8"},
}


@pytest.mark.parametrize("headers", WRONG.values(), ids=WRONG)
def test_a_call_that_differs_in_one_header_is_refused(run: Run, headers: dict[str, str | None]) -> None:
    filled = {name: value and value.replace("{port}", str(run.port)) for name, value in headers.items()}
    assert _state(run, **filled) in (400, 403)
    assert _state(run) == 200  # the control


@pytest.mark.slow
@pytest.mark.counted
def test_a_refused_call_holds_nothing_of_the_note(run: Run) -> None:
    status, _, data = _ask(run, "POST", "/api/state", BODY, X_MVG_Token="wrong")  # noqa: S106 -- a wrong one
    assert (status, json.loads(data)) == (403, {"failed": "refused"})


@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS", "DELETE"])
def test_a_call_is_a_post(run: Run, method: str) -> None:
    status, _, data = _ask(run, method, "/api/state", BODY)
    assert status in (200, 405)  # 200 is the empty answer to OPTIONS
    assert b"button" not in data
    assert b"button" in _ask(run, "POST", "/api/state", BODY)[2]  # the control


def test_the_page_opens_in_a_tab_and_in_nothing_else(run: Run) -> None:
    assert _ask(run, "GET", "/", **NAVIGATION)[0] == 200
    for changed in ({"Sec_Fetch_Dest": "iframe"}, {"Sec_Fetch_Mode": "cors"}, {"Sec_Fetch_Dest": None}):
        assert _ask(run, "GET", "/", **{**NAVIGATION, **changed})[0] == 403
    assert _ask(run, "GET", "/", Host="evil.example", **NAVIGATION)[0] == 403


@pytest.mark.parametrize("path", ["/static/page.js", "/static/page.css"])
def test_script_and_style_are_given_to_the_page_alone(run: Run, path: str) -> None:
    assert _ask(run, "GET", path)[0] == 200
    assert _ask(run, "GET", path, Sec_Fetch_Site="cross-site")[0] == 403
    assert _ask(run, "GET", path, Host="evil.example")[0] == 403


def test_every_answer_has_the_headers_and_none_a_cookie(run: Run) -> None:
    answers = [
        _ask(run, "GET", "/", **NAVIGATION),
        _ask(run, "GET", "/static/page.js"),
        _ask(run, "GET", "/static/nothing"),
        _ask(run, "POST", "/api/state", BODY),
        _ask(run, "POST", "/api/state", "not JSON"),
        _ask(run, "POST", "/api/state", BODY, X_MVG_Token=None),
    ]
    assert [status for status, _, _ in answers] == [200, 200, 404, 200, 400, 403]
    for _, headers, _ in answers:
        assert {name: headers.get(name) for name in HEADERS} == HEADERS
        assert not {"Set-Cookie", "Server", "ETag"} & set(headers)
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in HEADERS["Content-Security-Policy"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_the_page_holds_no_token_and_no_script_or_style_of_its_own(run: Run) -> None:
    page = _ask(run, "GET", "/", **NAVIGATION)[2].decode()
    assert run.token not in page
    assert page.count("<script") == page.count("<script src=") == 1
    assert "style=" not in page
    assert " on" not in page.split("<body")[1].replace(" on ", " ").replace(" one", " ")
    assert "http:" not in page
    assert "https:" not in page


def test_a_token_has_256_bits_and_is_another_in_each_run(start: Callable[..., Run]) -> None:
    first, second = start(), start()
    assert len(first.token) == 43  # 32 bytes in base64
    assert first.token != second.token
    assert first.port != second.port
    assert _state(first, X_MVG_Token=second.token) == 403


def test_only_the_loopback_interface_answers(run: Run) -> None:
    listening = Path("/proc/net/tcp")
    if not listening.exists():
        pytest.skip("this system has no /proc/net/tcp")
    rows = [row.split()[1] for row in listening.read_text().splitlines()[1:] if row.split()[3] == "0A"]
    assert [row for row in rows if row.endswith(f":{run.port:04X}")] == [f"0100007F:{run.port:04X}"]
    everywhere = [path for path in (Path("/proc/net/tcp6"),) if path.exists()]
    assert all(f":{run.port:04X} 0000" not in path.read_text() for path in everywhere)


def test_a_body_above_1_MB_is_refused_and_one_below_is_read(run: Run) -> None:
    body = json.dumps({"text": "x" * (MAX_REQUEST_BYTES - 100), "target": "pmo"})
    assert _ask(run, "POST", "/api/state", body)[0] == 200
    status, headers, data = _ask(run, "POST", "/api/state", body + " " * 200)
    assert status == 413
    assert b"xxxx" not in data
    assert headers


@pytest.mark.parametrize(
    "data",
    [[], {"text": 1}, {"other": ""}, {"target": "nowhere"}, {"target": "pmo", "given": {"id": "x"}},
     {"target": "pmo", "given": []}, {"target": "pmo", "answers": [["a"]]}, {"target": "pmo", "answers": [["a", "b"]]},
     {"target": "pmo", "file": "?"}, {"target": "pmo", "file": 1}, {"target": "pmo", "contact": {"prio": "3"}},
     {"target": "pmo", "contact": {"name": ["x"]}}, {"target": "pmo", "overrides": [["nowhere", "x"]]},
     {"target": "pmo", "damaged_ok": 1}, {"target": "pmo", "answers": "x"}],
    ids=str,
)  # fmt: skip
def test_what_the_page_never_sends_is_refused(run: Run, data: Any) -> None:
    for path in ("/api/state", "/api/output"):
        assert _ask(run, "POST", path, json.dumps(data))[::2] == (400, b'{"failed": "refused"}')


def test_nothing_of_a_note_is_logged_or_reported_when_the_program_has_a_fault(
    run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: Any) -> Any:
        raise RuntimeError(f"it was {HALSONT}")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("converter.page.app.page_view", fault)
    assert _ask(run, "POST", "/api/state", BODY)[::2] == (500, b'{"failed": "fault"}')
    monkeypatch.undo()
    assert _state(run) == 200
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert "Exempelsson" not in caplog.text
    logging.getLogger("control").error("Exempelsson")  # the control: what is logged is seen
    assert "Exempelsson" in caplog.text


def test_the_redirect_file_is_private_and_goes_as_soon_as_it_was_used(run: Run) -> None:
    assert stat.S_IMODE(run.redirect.stat().st_mode) == 0o600
    assert stat.S_IMODE(run.redirect.parent.stat().st_mode) == 0o700
    assert _state(run, X_MVG_Token="wrong") == 403  # noqa: S106 -- a wrong one
    assert run.redirect.exists()  # the control: what is refused is no use
    assert _state(run) == 200
    assert not run.redirect.parent.exists()


def test_the_token_stands_in_no_command_line_and_no_environment(run: Run) -> None:
    processes = [path for path in Path("/proc").glob("[0-9]*") if (path / "cmdline").exists()]
    if not processes:
        pytest.skip("this system has no /proc")
    for process in processes:
        for name in ("cmdline", "environ"):
            try:
                assert run.token.encode() not in (process / name).read_bytes()
            except OSError:  # it ended, or is another's
                continue


_OTHER_USER = """
import http.client, sys
port, redirect, token = int(sys.argv[1]), sys.argv[2], sys.argv[3]
try:
    print("read" if open(redirect).read() else "empty")
except PermissionError:
    print("denied")
headers = {"Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
connection = http.client.HTTPConnection("127.0.0.1", port)
connection.request("POST", "/api/state", '{"text": "x", "target": "pmo"}', {**headers, "X-MVG-Token": token})
print(connection.getresponse().status)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can run as another user")
def test_another_user_of_the_machine_cannot_read_the_token_and_is_refused(run: Run) -> None:
    python = Path("/usr/bin/python3")
    if not python.exists():
        pytest.skip("no interpreter that another user can run")

    def tried(token: str, **user: Any) -> list[str]:
        line = [str(python), "-I", "-c", _OTHER_USER, str(run.port), str(run.redirect), token]
        ran = subprocess.run(line, capture_output=True, text=True, check=True, cwd="/", **user)
        return str(ran.stdout).split()

    other = tried("", user=65534, group=65534, extra_groups=[])
    assert other == ["denied", "403"]
    assert tried(run.token) == ["read", "200"]  # the control: the user's own process


@pytest.mark.slow
def test_the_server_ends_after_its_idle_time_and_not_while_it_is_used(profile: Profile) -> None:
    run = Run(profile, idle_seconds=1.5)
    try:
        until = time.monotonic() + 3
        while time.monotonic() < until:
            assert _state(run) == 200
            time.sleep(0.2)
        run.thread.join(timeout=20)
        assert not run.thread.is_alive()
        with pytest.raises(OSError, match="refused"):
            _state(run)
    finally:
        run.close()


def test_a_refused_call_does_not_keep_the_server_alive(profile: Profile) -> None:
    run = Run(profile, idle_seconds=1.0)
    try:
        until = time.monotonic() + 20
        while run.thread.is_alive() and time.monotonic() < until:
            try:
                assert _state(run, X_MVG_Token=None) == 403
            except OSError:
                break
            time.sleep(0.1)
        run.thread.join(timeout=5)
        assert not run.thread.is_alive()
        assert not run.redirect.exists()
    finally:
        run.close()


def test_the_server_ends_with_its_tab(run: Run) -> None:
    assert _ask(run, "POST", "/api/end", "{}", X_MVG_Token=None)[0] == 403
    assert _ask(run, "POST", "/api/start", "{}")[0] == 200
    assert run.thread.is_alive()
    run.close()
    run.thread.join(timeout=20)
    assert not run.thread.is_alive()


@pytest.mark.parametrize(("text", "target"), [("hej", "pmo"), ("hej", "registration-text"), ("", "melior")])
def test_a_stopped_note_has_no_output(run: Run, text: str, target: str) -> None:
    body = json.dumps({"text": text, "target": target})
    assert _ask(run, "POST", "/api/output", body)[::2] == (409, b'{"failed": "refused"}')
    assert _ask(run, "POST", "/api/output", json.dumps({"text": HALSONT, "target": target}))[0] == 200


def test_a_profile_without_registration_offers_none(profile: Profile) -> None:
    run = Run(profile.replace(tables=type(profile.tables)()))
    try:
        page = _ask(run, "GET", "/", **NAVIGATION)[2]
        assert b"pmo-html" in page
        assert b"registration-html" not in page
    finally:
        run.close()


def test_the_settings_of_the_user_are_given_to_the_page_alone(start: Callable[..., Run]) -> None:
    run = start(suggestions=Suggestions({"signer": ("Lisbet Mallgren",)}, "melior"))
    status, _, document = _ask(run, "GET", "/", Content_Type=None, Origin=None, X_MVG_Token=None, **NAVIGATION)
    assert (status, b"Mallgren" in document) == (200, False)
    assert _ask(run, "POST", "/api/start", "{}", X_MVG_Token=None)[0] == 403
    status, _, answer = _ask(run, "POST", "/api/start", "{}")  # the control
    assert (status, json.loads(answer)["suggestions"]) == (200, {"signer": ["Lisbet Mallgren"]})
