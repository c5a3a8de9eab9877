"""`mvg register`: Swedish and English options, exit codes, what the note answers, beside an export."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from converter.conversion.result import digest_of
from converter.profile import Profile, load_profile
from converter.registration.fact_options import OPTIONS, answer_of
from paths import SAMPLES, SECOND_REGION

Mvg = Callable[..., CompletedProcess[str]]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((SAMPLES / "halsont-chatt.txt",), 0),
        ((SAMPLES / "halsont-chatt.txt", "--avgiftsfri"), 0),
        (("--kanal", "video", "--ursprung", "bokad"), 1),
        (("--kanal", "video", "--kanal", "ljud", "--ursprung", "bokad"), 1),
        (("--kanal", "brev", "--konsultation", "ingen"), 1),
        (("--ursprung", "administrativt ärende"), 0),
    ],
)
def test_F8_register_ends_with_1_only_while_a_value_is_open(mvg: Mvg, arguments: tuple[str, ...], code: int) -> None:
    ran = mvg("register", *arguments)
    assert ran.returncode == code
    assert "KONTAKTREGISTRERING" in ran.stdout


@pytest.mark.parametrize("command", ["export", "copy"])
def test_F8_export_and_copy_ignore_the_registration_in_their_exit_codes(mvg: Mvg, tmp_path: Path, command: str) -> None:
    out, page = tmp_path / "out", tmp_path / "r.txt"
    ran = mvg(command, SAMPLES / "utslag-foto.txt", "-o", out, "--with-registration", page)
    assert ran.returncode == 0
    assert "FRÅGOR" in page.read_text("utf-8")


def test_the_registration_beside_an_export_carries_the_digest_of_the_source(mvg: Mvg, tmp_path: Path) -> None:
    source = SAMPLES / "halsont-chatt.txt"
    mvg("export", source, "-o", tmp_path / "out", "--with-registration", tmp_path / "r.json")
    data = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert data["source_sha256"] == digest_of(source.read_bytes())
    assert data == json.loads(mvg("register", source, "--format", "json").stdout)


def test_F16_what_the_booking_has_is_ticked_and_its_names_are_the_profiles(mvg: Mvg) -> None:
    note = SAMPLES / "halsont-chatt.txt"
    ran = mvg("register", note, "--bokningen-har", "rutan dölj i 1177 ibockad", "--tidboksmall")
    assert "[x] rutan dölj i 1177 ibockad" in ran.stdout
    assert "[x] rutan ingår i vårdgarantin ibockad" in ran.stdout
    assert "MVG443" not in ran.stderr
    assert "rutan dölj i 1177 ibockad." in mvg("register", note, "--tidboksmall").stderr
    wrong = mvg("register", note, "--bokningen-har", "fax")
    assert wrong.returncode == 2
    assert "hidden_in_1177" in wrong.stderr


def test_F21_a_profile_can_have_none(tmp_path: Path, mvg: Mvg) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    head = 'name = "region"\nversion = "1"\nextends = "min-vard-gavleborg"\n'
    (folder / "profile.toml").write_text(f'{head}[routine]\nregistration = "none"\n', "utf-8")
    ran = mvg("register", SAMPLES / "halsont-chatt.txt", "--profile", folder)
    assert ran.returncode == 78
    assert "MVG446" in ran.stderr
    assert mvg("export", SAMPLES / "halsont-chatt.txt", "--profile", folder).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("fact", [fact for fact in OPTIONS if fact not in ("colleague", "unit_worked_for")])
def test_every_answer_can_be_given_in_swedish_and_in_english(fact: str, profile: Profile, mvg: Mvg) -> None:
    """What the page says to write is what the command takes, and the English code means the same."""
    for code in profile.contact_codes[fact]:
        swedish = answer_of(fact, code, profile).replace('"', "").split(" ", 1)
        name = "channel" if fact == "channels" else fact.replace("_", "-")
        flags = {"yes": f"--{name}", "no": f"--no-{name}"}
        english = [flags[code]] if OPTIONS[fact].swedish_no else [f"--{name}", code.replace("_", "-")]
        reported = [
            json.loads(mvg("register", *words, "--format", "json").stdout)["facts"] for words in (swedish, english)
        ]
        assert reported[0] == reported[1]
        assert reported[0][fact] == ([code] if fact == "channels" else code)


def test_a_colleague_and_a_unit_can_be_named(mvg: Mvg) -> None:
    facts = ("--kanal", "video", "--ursprung", "bokad", "--kollega", "Karin Mallander", "--roll", "startade kontakten")
    ran = mvg("register", *facts, "--enhet", "Exempelby")
    assert "konsulterat kollega Karin Mallander" in ran.stdout
    assert "Exempelby (den enhet du arbetar åt vid tillfället)" in ran.stdout


@pytest.mark.parametrize(
    ("lang", "words"), [("sv", "Välj bland ingen, endast konsultation"), ("en", "none, consult_only")]
)
def test_a_word_that_is_none_of_the_facts_is_wrong_usage(mvg: Mvg, lang: str, words: str) -> None:
    ran = mvg("register", "--konsultation", "kanske", "--lang", lang)
    assert ran.returncode == 2
    assert words in ran.stderr
    assert "--konsultation" in ran.stderr


def test_the_help_of_an_option_is_its_question(mvg: Mvg) -> None:
    reported = " ".join(mvg("register", "--help").stdout.split())
    assert "Är kontakten avgiftsfri?" in reported
    assert "Ja eller nej" not in reported


def test_its_help_has_the_words_of_the_profile_in_use(mvg: Mvg, profile: Profile, tmp_path: Path) -> None:
    shown = " ".join(mvg("register", "--help", "--profile", SECOND_REGION).stdout.split())
    second = load_profile(SECOND_REGION)
    for fact, words in second.words.items():
        name = fact.removeprefix("contact.")
        if name in OPTIONS and not OPTIONS[name].swedish_no:
            assert "|".join(words.values()) in shown
            assert "|".join(profile.words[fact].values()) not in shown
    assert "Elvis|PMO" in mvg("register", "--help").stdout
    (tmp_path / "profile.toml").write_text("name = 1\n", "utf-8")
    ran = mvg("register", "--help", "--profile", tmp_path)
    assert (ran.returncode, "--kanal, --channel KOD" in ran.stdout) == (0, True)


@pytest.fixture
def urgent(tmp_path: Path) -> Path:
    """A profile that requires the priority and the channels, by options of its own."""
    folder = tmp_path / "region"
    folder.mkdir()
    (folder / "profile.toml").write_text(
        'name = "region"\nversion = "1"\nextends = "min-vard-gavleborg"\n'
        + "".join(
            f'[[required]]\nheading = "{heading}"\nfact = "contact.{fact}"\noption = "--{name}"\n'
            for heading, fact, name in (
                ("Kontaktens prioritet", "prio", "allvar"), ("Kontaktens kanaler", "channels", "media"),
            )
        ),
        "utf-8",
    )  # fmt: skip
    return folder


def test_the_option_that_a_missing_field_names_is_one_of_register_too(mvg: Mvg, urgent: Path, tmp_path: Path) -> None:
    note = tmp_path / "anteckning.txt"
    note.write_text("Ärende: C24-1\n\nBesöksorsak\nHosta\n", "utf-8")
    given = ("--allvar", "3", "--media", "video")
    exported = mvg("export", note, "--profile", urgent)
    assert "ange --allvar" in exported.stderr
    own = mvg("register", note, "--profile", urgent, *given)
    assert own.returncode in (0, 1)
    assert own.stdout == mvg("register", note, "--profile", urgent, "--prioritet", "3", "--kanal", "video").stdout
    assert "--allvar" in mvg("register", "--help", "--profile", urgent).stdout
    assert mvg("register", note, "--profile", urgent, "--allvar", "9").returncode == 2
    assert mvg("register", note, "--profile", urgent, "--allvar", "3", "--prioritet", "4").returncode == 2
