"""`mvg demo`: every step is real, and nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from converter import convert, proof
from converter.cli import cli
from converter.cli.demo import SAMPLE
from converter.conversion.proven_page import registration_page_of
from converter.profile import Profile
from paths import SAMPLES


def _demo(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["demo", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_demo_shows_the_copied_note_what_is_missing_the_text_and_the_registration(profile: Profile) -> None:
    shown = _demo()
    output = convert((SAMPLES / SAMPLE).read_text("utf-8"), "melior", profile=profile).output
    assert output is not None
    assert all(f"│ {line}".rstrip() in shown for line in output.splitlines())
    assert shown.count("FEL MVG401") == len(profile.required)
    assert len(shown.splitlines()) < 110
    assert f"{SAMPLE}: Klar att exportera" in shown
    assert "MVG901" not in shown
    steps = [shown.index(f"\n{number}. ") for number in range(1, 7)]
    assert steps == sorted(steps)


def test_the_note_that_the_demo_begins_with_lacks_the_required_fields_and_counts_the_facts_it_leaves_out(
    profile: Profile,
) -> None:
    first, _, _ = _demo().partition("\n2. ")
    dropped = tuple(f"{field.heading}:" for field in profile.required)
    lines = (SAMPLES / SAMPLE).read_text("utf-8").splitlines()
    start = lines.index("Besöksorsak: Ont i halsen")
    for line in filter(None, lines[:5] + lines[start:]):
        assert (f"│ {line}" in first) != line.startswith(dropped), line
    left_out = [line for line in lines[5:start] if not line.startswith(dropped)]
    assert f"│ … {len(left_out)} rader till\n" in first


def test_the_demo_shows_each_value_of_the_registration_and_counts_the_other_lines(profile: Profile) -> None:
    note = convert((SAMPLES / SAMPLE).read_text("utf-8"), "melior", profile=profile).note
    assert note is not None
    page = registration_page_of(note, profile, "text").splitlines()
    shown = _demo().partition("\n5. ")[2].partition("\n6. ")[0]
    for label in ("Dokumentera", "Registrera", "Kontakttyp", "Artikel", "Orsak i bokningen", "Avgift"):
        assert next(line for line in page if line.startswith(f"  {label} ")) in shown
    hidden = [line for line in page if line and f"│ {line}" not in shown]
    assert f"│ … {len(hidden)} rader till\n" in shown


@pytest.mark.parametrize(("accepts", "words"), [(None, ["stämmer", "stoppas"]), (True, ["stämmer", "stämmer"])])
def test_the_demo_asks_the_proof_itself(
    monkeypatch: pytest.MonkeyPatch, accepts: bool | None, words: list[str]
) -> None:
    if accepts is not None:
        monkeypatch.setattr(proof, "output_is_proven", lambda *_: accepts)
    shown = _demo().partition("\n4. ")[2].partition("\n5. ")[0]
    assert [word for word in shown.replace("\n", " ").split() if word in ("stämmer", "stoppas")] == words


def test_the_demo_writes_nothing_and_is_in_english_on_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = _demo("--lang", "en")
    assert "The proof" in shown
    assert "Continue with" in shown
    assert list(tmp_path.iterdir()) == []
