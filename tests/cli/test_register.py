"""`mvg register`, the registration beside an export or a copy, and the rules in `mvg explain`."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from converter.findings.catalogue import CATALOGUE
from converter.findings.promises import PROMISES
from converter.profile import default_profile
from paths import SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
VIDEO = ("--channel", "video", "--origin", "booked", "--consultation", "none", "--role", "original", "--no-fee-exempt",
         "--admin-system", "pmo")  # fmt: skip
CHAT = SAMPLES / "halsont-chatt.xml"


def broken_profile(folder: Path, name: str, content: str) -> Path:
    shutil.copytree(default_profile().folder, folder / "profile")
    (folder / "profile" / name).write_text(content)
    return folder / "profile"


def test_a_note_gives_its_page(mvg: Mvg) -> None:
    done = mvg("register", CHAT, "--no-fee-exempt")
    assert done.returncode == 0
    assert "Chatt Min Vård Gävleborg" in done.stdout
    assert "MVG440" not in done.stderr
    assert "MVG430" in done.stderr


def test_a_missing_fact_comes_back_as_a_question(mvg: Mvg) -> None:
    done = mvg("register", "--kanal", "video", "--ursprung", "bokad", "--roll", "startade kontakten")
    assert done.returncode == 1
    assert "--konsultation ingen: nej" in done.stdout
    assert "MVG440" in done.stderr
    assert "Konsultation av kollega" in done.stderr
    assert "ange --konsultation" in done.stderr


@pytest.mark.parametrize("name", ["ryggont-ljud", "receptfornyelse", "flerpartssamtal", "overtagande", "konsultation"])
def test_every_kind_of_sample_is_registered_alike_from_both_its_forms(name: str, mvg: Mvg) -> None:
    pages = [mvg("register", SAMPLES / f"{name}.{form}", "--fee-exempt", "--format", "json") for form in ("xml", "txt")]
    assert [done.returncode for done in pages] == [0, 0]
    one, other = (json.loads(done.stdout) for done in pages)
    assert one.pop("source_sha256") != other.pop("source_sha256")
    assert one == other
    assert one["questions"] == []


def test_json_is_the_registration_and_nothing_else_is_on_standard_output(mvg: Mvg) -> None:
    done = mvg("register", *VIDEO, "--format", "json")
    data = json.loads(done.stdout)
    assert data["elvis_besokstyp"] == "Distanskontakt via videolänk (DV)"
    assert data["kva"] == "XS012"
    assert data["revision"] == "5"
    assert json.loads(done.stderr)["notes"][0]["findings"][0]["code"] == "MVG430"


def test_facts_are_written_with_either_dash(mvg: Mvg) -> None:
    facts = ("--channel", "chat", "--channel", "phone", "--origin", "drop-in", "--prio", "2", "--role", "original")
    one, other = (
        mvg("register", *facts, "--consultation", word, "--no-fee-exempt") for word in ("consult_only", "consult-only")
    )
    assert one.stdout == other.stdout
    assert "konsulterat kollega NN" in one.stdout


def test_an_option_wins_over_the_note_with_a_finding(mvg: Mvg) -> None:
    done = mvg("register", CHAT, "--channel", "chat", "--channel", "video", "--no-fee-exempt", "--prio", "3")
    assert "Distanskontakt via videolänk (DV)" in done.stdout or "Distanskontakt via videolänk" in done.stdout
    assert done.stderr.count("MVG317") == 1
    assert "Kontaktens kanaler" in done.stderr


def test_a_gap_is_a_warning_and_stops_with_strict(mvg: Mvg) -> None:
    facts = ("--channel", "video", "--channel", "audio", "--origin", "booked")
    assert "MVG441" in mvg("register", *facts).stderr
    done = mvg("register", *facts, "--strict")
    assert (done.returncode, done.stdout) == (1, "")


def test_what_a_booking_lacks_is_named(mvg: Mvg) -> None:
    drop_in = (*VIDEO, "--origin", "drop-in", "--prio", "3")
    done = mvg("register", *drop_in, "--booking", "name", "--booking", "number", "--schedule-template")
    assert "MVG443" in done.stderr
    assert "aktuell HSP, rutan dölj i 1177 ibockad" in done.stderr
    assert "vårdgarantin" not in done.stderr
    every = [word for name in ("name", "number", "current-hsp", "hidden-in-1177") for word in ("--booking", name)]
    assert "MVG443" not in mvg("register", *drop_in, *every, "--schedule-template").stderr
    # A booked contact has its visit already (R29), and a contact of Elvis no resource book.
    assert "MVG443" not in mvg("register", *VIDEO, "--booking", "name").stderr
    assert "MVG443" not in mvg("register", *drop_in, "--booking", "name", "--admin-system", "elvis").stderr


def test_the_page_is_written_to_a_file_as_html(mvg: Mvg, tmp_path: Path) -> None:
    assert mvg("register", *VIDEO, "--to", "html", "-o", tmp_path / "p.html").stdout == ""
    assert (tmp_path / "p.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    again = mvg("register", *VIDEO, "-o", tmp_path / "p.html")
    assert again.returncode == 73


@pytest.mark.parametrize("arguments", [(), ("--channel", "fax"), ("--prio", "6"), (CHAT, "-o", CHAT)])
def test_wrong_usage(arguments: tuple[Any, ...], mvg: Mvg) -> None:
    assert mvg("register", *arguments).returncode == 2


def test_what_cannot_be_read_is_reported(mvg: Mvg, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    assert mvg("register", tmp_path / "empty.txt").returncode == 65
    assert mvg("register", tmp_path / "none.txt").returncode == 66
    assert mvg("register", "-", "--no-fee-exempt", stdin=CHAT.read_bytes()).returncode == 0


def test_tables_that_cannot_be_used_end_the_command_with_their_line(mvg: Mvg, tmp_path: Path) -> None:
    folder = broken_profile(tmp_path, "registration.toml", "\n[")
    done = mvg("register", *VIDEO, "--profile", folder)
    assert done.returncode == 78
    assert "rad 2" in done.stderr
    assert mvg("copy", CHAT, "--profile", folder, "-o", tmp_path / "out").returncode == 78


# -- questions at a terminal -----------------------------------------------------------------------------------


def answers(monkeypatch: pytest.MonkeyPatch, *given: str) -> list[str]:
    """Plays the person at the keyboard; what is left over was not asked for."""
    left = list(given)

    def prompt(*_: object, **__: object) -> str:
        return left.pop(0)

    monkeypatch.setattr("click.prompt", prompt)
    # The package gives the command under this name, so the module is fetched from where it was loaded.
    for module in ("converter.cli.register", "converter.cli.questions"):
        monkeypatch.setattr(sys.modules[module], "is_terminal", lambda: True)
    return left


def test_at_a_terminal_the_facts_that_matter_are_asked_for(mvg: Mvg, monkeypatch: pytest.MonkeyPatch) -> None:
    left = answers(monkeypatch, "1 fax", "chatt, 4", "drop-in", "3", "takeover", "2", "pmo", "nej")
    done = mvg("register")
    assert left == []
    assert "Ja, du som mottagande kollega registrerar vårdkontakten." in done.stdout
    assert "Distanskontakt video" in done.stdout
    assert "Hur kom kontakten till?" in done.stderr
    assert "1. chatt" in done.stderr
    assert "MVG440" not in done.stderr


def test_an_empty_answer_leaves_the_fact_unknown(mvg: Mvg, monkeypatch: pytest.MonkeyPatch) -> None:
    left = answers(monkeypatch, "")
    done = mvg("register", "--kanal", "video", "--ursprung", "bokad", "--roll", "startade kontakten")
    assert left == []
    assert "svar saknas, se frågorna" in done.stdout
    assert "MVG440" in done.stderr


def test_a_question_that_no_value_waits_for_can_be_left(mvg: Mvg, monkeypatch: pytest.MonkeyPatch) -> None:
    left = answers(monkeypatch, "")
    done = mvg("register", CHAT)
    assert (left, done.returncode) == ([], 0)
    assert "Avgiftsfritt (AF) om kontakten är avgiftsfri" in done.stdout


# -- beside an export or a copy --------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "begins"), [("r.txt", "KONTAKT"), ("r.html", "<!DOCTYPE"), ("r.json", "{")])
@pytest.mark.parametrize("command", ["export", "copy"])
def test_the_registration_is_written_beside(command: str, name: str, begins: str, mvg: Mvg, tmp_path: Path) -> None:
    done = mvg(command, CHAT, "-o", tmp_path / "out", "--with-registration", tmp_path / name)
    assert done.returncode == 0
    assert (tmp_path / "out").exists()
    assert (tmp_path / name).read_text("utf-8").startswith(begins)


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("command", ["export", "copy"])
def test_a_registration_that_cannot_be_written_leaves_nothing(command: str, mvg: Mvg, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("there")
    done = mvg(command, CHAT, "-o", tmp_path / "out", "--with-registration", tmp_path / "r.txt")
    assert done.returncode == 73
    assert not (tmp_path / "out").exists()
    same = mvg(command, CHAT, "-o", tmp_path / "out", "--with-registration", tmp_path / "out")
    assert same.returncode == 2
    for name, content in (("rules.toml", "rule = 1"), ("registration.txt.j2", "{{ nobody }}")):
        folder = broken_profile(tmp_path / name, name, content)
        page = tmp_path / "s.txt"
        done = mvg(command, CHAT, "--profile", folder, "-o", tmp_path / "out", "--with-registration", page)
        assert done.returncode == 78
        assert not (tmp_path / "out").exists()


# -- explain ---------------------------------------------------------------------------------------------------


def test_explain_shows_a_rule_in_the_language_asked_for_and_the_routines_own_words(mvg: Mvg) -> None:
    reported = mvg("explain", "r83").stdout
    assert reported.startswith("R83 (avsnitt 4.4.2; ska)\n\nVideo i Elvis")
    assert "Rutinen: ”I Elvis registreras besökstyp Distanskontakt via videolänk (DV)" in reported
    assert "Video in Elvis" not in reported
    assert "Behöver: Kontaktens kanaler" in reported
    english = mvg("explain", "r83", "--lang", "en").stdout
    assert english.startswith("R83 (section 4.4.2; must)\n\nVideo in Elvis")
    assert "Video i Elvis" not in english
    assert "Needs: channels" in english
    assert "09-663403 revision 5, giltig t.o.m. 2025-04-10" in reported


def test_explain_shows_a_gap_with_what_is_nearby(mvg: Mvg) -> None:
    reported = mvg("explain", "G2", "--lang", "en").stdout
    assert reported.startswith("G2 (section 4.4.2; not stated)")
    assert "Nearby: R81, R82" in reported
    assert "framgår inte" in mvg("explain", "X1").stdout


def test_explain_shows_every_promise_that_a_finding_cites(mvg: Mvg) -> None:
    assert mvg("explain", "p1").stdout == "P1 (löfte)\n\nIngen text går förlorad.\n"
    assert mvg("explain", "P1", "--lang", "en").stdout == "P1 (promise)\n\nNo text is lost.\n"
    cited = {rule for kind in CATALOGUE.values() for rule in kind.rules if rule.startswith("P")}
    assert cited <= set(PROMISES)
    assert list(PROMISES) == [f"P{number}" for number in range(1, 29)]


def test_explain_knows_no_other_rule_and_needs_its_file(mvg: Mvg, tmp_path: Path) -> None:
    assert mvg("explain", "R153").returncode == 2
    folder = broken_profile(tmp_path, "rules.toml", "x")
    assert mvg("explain", "R1", "--profile", folder).returncode == 78
    (folder / "registration.toml").unlink()  # then no command but this one looks into the rules
    assert mvg("explain", "R1", "--profile", folder).returncode == 78
