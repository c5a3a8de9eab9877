"""What a change would do: reported as data, note by note, without a word of the note unless it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.profile import Profile, load_profile
from converter.profile.layers import read_sources
from converter.profile_tools.diff import ValueChange, note_diffs, value_changes
from converter.profile_tools.value_paths import called, values
from paths import BROKEN, SAMPLES
from regional import region_at

NOTE = (SAMPLES / "ksh97.xml").read_bytes()
UNKNOWN = (BROKEN / "mvg301-okant-sokord.xml").read_bytes()


def test_a_change_is_named_with_what_it_was_and_will_be(profile: Profile, tmp_path: Path) -> None:
    toml = '[routine]\nrevision = "6"\n[[keyword]]\nclinic24 = "Status"\npmo = "Statusfynd"\n'
    after = read_sources(region_at(tmp_path, toml, melior__txt__j2="x"))
    reported = {change.name: change for change in value_changes(read_sources(profile.folder), after)}
    assert set(reported) == {
        "name", "routine.revision", "keyword.Status.record", "keyword", "melior.txt.j2",
    }  # fmt: skip
    assert reported["routine.revision"] == ValueChange("routine.revision", '"5"', '"6"')
    assert list(value_changes(after, after)) == []


def test_the_order_of_the_keywords_is_a_change(tmp_path: Path) -> None:
    toml = '[[keyword]]\npmo = "B"\nclinic24 = "B"\n[[keyword]]\npmo = "A"\nclinic24 = "A"\n'
    one = read_sources(region_at(tmp_path / "a", toml))
    other = read_sources(region_at(tmp_path / "b", toml.replace("B", "C").replace("A", "B").replace("C", "A")))
    assert [change.name for change in value_changes(one, other)] == ["keyword"]


def test_another_name_and_version_touch_no_note(profile: Profile, tmp_path: Path) -> None:
    after = load_profile(region_at(tmp_path, ""))
    assert list(note_diffs("a", NOTE, profile, after)) == []
    assert list(note_diffs("a", b"", profile, after)) == []


def test_a_renamed_keyword_touches_its_field_in_every_target_that_shows_it(profile: Profile, tmp_path: Path) -> None:
    after = load_profile(region_at(tmp_path, '[[keyword]]\nclinic24 = "Besöksorsak"\npmo = "Orsak"\n'))
    outcomes = list(note_diffs("a", NOTE, profile, after))
    own = {name for name, target in profile.targets.items() if target.note_headings}
    assert {outcome.target for outcome in outcomes if outcome.output == "differs"} == {*profile.targets} - own
    for outcome in outcomes:
        if outcome.target in own:
            continue
        assert (outcome.output, outcome.fields) == ("differs", ("Kontaktorsak", "Orsak"))
        assert outcome.gained == outcome.lost == ()
        assert any("Orsak" in line for line in outcome.lines if line.startswith("+"))


def test_a_keyword_that_is_added_makes_a_refused_note_pass(profile: Profile, tmp_path: Path) -> None:
    after = load_profile(region_at(tmp_path, '[[keyword]]\nclinic24 = "Levnadsvanor"\npmo = "Vanor"\n'))
    reported = {outcome.target: outcome for outcome in note_diffs("a", UNKNOWN, profile, after)}
    assert (reported["pmo"].output, reported["melior"].output) == ("new", "differs")
    assert [finding.code for finding in reported["pmo"].lost] == ["MVG301"]
    assert reported["pmo"].fields == ("Vanor",)
    back = {outcome.target: outcome for outcome in note_diffs("a", UNKNOWN, after, profile)}
    assert back["pmo"].output == "gone"
    assert [finding.code for finding in back["pmo"].gained] == ["MVG301"]


def test_a_target_that_only_one_of_them_has_is_reported(profile: Profile, tmp_path: Path) -> None:
    after = load_profile(region_at(tmp_path, '[targets.vardval]\ntemplate = "melior.txt.j2"\n'))
    (outcome,) = note_diffs("a", NOTE, profile, after)
    assert (outcome.target, outcome.output) == ("vardval", "new")
    assert outcome.lines
    assert not [*outcome.fields, *outcome.gained, *outcome.lost]  # that all of it is new says enough
    assert [gone.output for gone in note_diffs("a", NOTE, after, profile)] == ["gone"]


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (("keyword", 3, "record"), "keyword.Status.record"),
        (("labels", "Ärende"), "labels.Ärende"),
        (("keyword", 1, "aliases", 0), "keyword.Patientens egenanamnes.aliases.1"),
        (("required", 1), "required.record_type"),
    ],
)
def test_a_place_has_a_name_that_people_understand(place: tuple[str | int, ...], name: str, profile: Profile) -> None:
    assert called(read_sources(profile.folder).data, place) == name


def test_every_value_has_a_name_of_its_own(profile: Profile) -> None:
    found = [value.name for value in values(read_sources(profile.folder).data)]
    assert len(found) == len(set(found))
    assert "keyword.Åtgärd.record" in found


def test_another_article_changes_the_registration(profile: Profile, tmp_path: Path) -> None:
    """Its value is named; what the page has is in the lines, which are shown on request only."""
    source = (profile.folder / "registration.toml").read_text("utf-8")
    for file in ("registration.txt.j2", "registration.html.j2", "rules.toml"):
        (tmp_path / file).write_bytes((profile.folder / file).read_bytes())
    changed = source.replace('name = "Elvis"', 'name = "Elvira"')
    after = load_profile(region_at(tmp_path, "", registration__toml=changed))
    (outcome,) = note_diffs("a", NOTE, profile, after)
    assert (outcome.target, outcome.output, outcome.fields) == ("register", "differs", ("systems",))
    assert any("Elvira" in line for line in outcome.lines)
    none = load_profile(region_at(tmp_path, '[routine]\nregistration = "none"\n'))
    assert [one.output for one in note_diffs("a", NOTE, profile, none) if one.target == "register"] == ["gone"]
