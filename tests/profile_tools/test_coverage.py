"""What notes use of a profile: nothing that was used is called unused, and no text of a note is reported."""

from __future__ import annotations

from converter.profile import Profile
from converter.profile_tools.coverage import Competing, cover, names
from converter.profile_tools.golden_pairs import golden_pairs
from paths import SAMPLES, WHOLE

NOTE = """\
Kontaktens kanaler: chatt, brev
Kontaktens prioritet: 4

Besöksorsak: Utslag

Egenanamnes
Kliar.

Patientens egen anamnes
Sedan i går.

Hemliga vanor:
Röker inte.

Statuss
x

Anamnes
"""


def test_what_a_note_uses_is_counted_once_a_note(profile: Profile) -> None:
    found = cover([("a", NOTE.encode()), ("b", NOTE.encode())], profile)
    assert (found.read, found.unread) == (2, ())
    assert found.used["keyword.Besöksorsak"] == 2
    assert found.used["keyword.Patientens egenanamnes ”Egenanamnes”"] == 2
    assert found.used["keyword.Anamnes ”Anamnes”"] == 2
    assert found.used["labels.Kontaktens prioritet"] == 2
    assert found.used["values.channels.brev"] == found.used["values.prio.4"] == 2
    assert "keyword.Status" in found.unused(profile)
    assert not set(found.unused(profile)) & set(found.used)


def test_headings_without_a_place_are_reported_by_line_alone(profile: Profile) -> None:
    found = cover([("a", NOTE.encode())], profile)
    assert found.unmapped == (("a", 12), ("a", 15))
    assert "Hemliga" not in repr(found)
    assert "Röker" not in repr(found)


def test_sub_headings_of_a_professional_are_reported_by_line(profile: Profile) -> None:
    note = "1. Status\nu.a.\n\nLevnadsvanor:\nRöker inte.\n\nArbete:\nLärare.\n"
    assert cover([("a", note.encode())], profile).unmapped == (("a", 4), ("a", 7))


def test_an_xml_entry_that_the_profile_does_not_know_has_no_place(profile: Profile) -> None:
    name = "mvg301-okant-sokord.xml"
    found = cover([(name, (SAMPLES / "broken" / name).read_bytes())], profile)
    assert found.unmapped == ((name, 19),)


def test_spellings_that_meet_in_one_note_compete(profile: Profile) -> None:
    found = cover([("a", NOTE.encode()), ("b", b"Status\nx\n\nSTATUS:\ny\n")], profile)
    ways = ("Egenanamnes", "Patientens egen anamnes")
    assert found.competing == (Competing("Patientens egenanamnes", ways, 1),)


def test_a_note_that_cannot_be_read_is_counted_apart(profile: Profile) -> None:
    found = cover([("a", b"bara text"), ("b", NOTE.encode())], profile)
    assert (found.read, found.unread) == (1, ("a",))


def test_everything_used_has_a_name_in_the_profile(profile: Profile) -> None:
    found = cover([(path.name, path.read_bytes()) for path in WHOLE], profile)
    assert set(found.used) <= set(names(profile))
    assert not found.unmapped
    assert not found.competing


def test_the_golden_pairs_that_ship_use_the_whole_profile(profile: Profile) -> None:
    found = cover([(pair.name, pair.note) for pair in golden_pairs(profile)[0]], profile)
    assert found.unused(profile) == ()
