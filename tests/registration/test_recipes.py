"""The changes that docs/profile.md describes for who is responsible for the routine, each made and seen on the page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from converter.conversion.proven_page import registration_page_of
from converter.note.model import Contact, TriageNote
from converter.profile import Profile, default_profile, load_profile
from converter.registration import register
from converter.registration.loading import faults
from paths import ROOT

CHAT = Contact(
    ("chat",), chat_mode="sync", origin="booked", medical_assessment="yes", decision="treatment", consultation="none",
    role="original", fee_exempt="no",
)  # fmt: skip
DOCUMENT = (ROOT / "docs" / "profile.md").read_text("utf-8")
SYSTEM = """
[system.journalia]
name = "Journalia"

[column.journalia_typ]
system = "journalia"
label  = "Typ av kontakt"
chat   = "Chattkontakt [R7]"
letter = ""
audio  = "Samtal [R9]"
phone  = "Samtal [R9]"
video  = "Videomöte [R10]"
third  = ""

[column.journalia_taxa]
system = "journalia"
label  = "Taxa"
chat   = "Taxa 1 [R67]"
letter = ""
audio  = "Taxa 2 [R78]"
phone  = "Taxa 2 [R78]"
video  = "Taxa 3 [R89]"
third  = ""
"""


def _changed(folder: Path, *changes: tuple[str, str, str]) -> Profile:
    """The profile that ships with changes to its files: name, what is there, and what stands there then."""
    shutil.copytree(default_profile().folder, folder / "profile", ignore=shutil.ignore_patterns("tests"))
    for name, old, new in changes:
        path = folder / "profile" / name
        source = path.read_text("utf-8")
        assert old in source
        path.write_text(source.replace(old, new, 1), "utf-8")
    profile = load_profile(folder / "profile")
    assert faults(profile) == ()
    return profile


def _page(contact: Contact, profile: Profile) -> str:
    return registration_page_of(TriageNote(contact=contact), profile, "text")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ('= "Chatt [R62]"', '= "Chatt via Min vård [R62]"', "Kassaregistrering       Chatt via Min vård  [R62;"),
        (
            '"Chatt Min Vård Gävleborg [R64]"',
            '"Chattavgift [R64]"',
            "Artikel                 Chattavgift  [R64;",
        ),
        (
            "En medicinsk bedömning är gjord",
            "Bedömningen är gjord",
            "Ja. Bedömningen är gjord och ett beslut är fattat.",
        ),
    ],
    ids=["the text of a value", "the article of a fee", "the wording of a rule"],
)
def test_a_text_is_changed_where_it_stands(old: str, new: str, shown: str, tmp_path: Path) -> None:
    page = _page(CHAT, _changed(tmp_path, ("registration.toml", old, new)))
    assert shown in page
    assert shown not in _page(CHAT, default_profile())
    assert old.removeprefix("= ") in DOCUMENT or "En medicinsk" in old


def test_a_system_with_two_columns_is_added(tmp_path: Path) -> None:
    profile = _changed(
        tmp_path,
        ("profile.toml", 'PMO = "pmo"', 'PMO = "pmo"\nJournalia = "journalia"'),
        ("registration.toml", "\n# -- Villkor med namn", f"{SYSTEM}\n# -- Villkor med namn"),
    )
    assert SYSTEM.strip() in DOCUMENT
    page = _page(CHAT._replace(admin_system="journalia"), profile)
    part = page[page.index("JOURNALIA") :]
    assert "Typ av kontakt          Chattkontakt  [R7; avsnitt 2.1]" in part
    assert "Taxa                    Taxa 1  [R67; avsnitt 4.2.2.1]" in part
    assert "PMO\n" not in part
    assert "OM ENHETEN REGISTRERAR I JOURNALIA" in _page(CHAT, profile)
    assert dict(register(Contact(("chat",)), profile).values)["journalia_taxa"] == ""
