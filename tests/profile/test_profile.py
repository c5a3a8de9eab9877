"""The profile: what ships is valid, each mistake has its code and its line, and all are reported at once."""

from __future__ import annotations

import pickle
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from converter.findings import Finding
from converter.note.facts import LABELLED
from converter.note.model import CODED_FACTS, YES_NO_FACTS
from converter.note.unicode_text import fold
from converter.pipeline import JSON
from converter.profile import Profile, ProfileError, building, default_profile, load_profile, packaged
from converter.profile.building import dated
from converter.profile.layers import read_sources
from converter.profile.schema import PROFILE_FILE, RESERVED_TARGETS
from converter.profile.validation import mistakes
from converter.profile_tools.golden_pairs import KINDS, NOTES
from regional import refused

SHIPPED = packaged("templates") / "min-vard-gavleborg"
LINES = (SHIPPED / PROFILE_FILE).read_text("utf-8").split("\n")


def _line(text: str, nth: int = 1) -> int:
    """The number of the `nth` line of the shipped profile that begins with `text`."""
    return [number for number, line in enumerate(LINES, 1) if line.startswith(text)][nth - 1]


def _copy(folder: Path, changes: dict[int, str]) -> Path:
    """The shipped profile with these lines replaced."""
    copy = shutil.copytree(SHIPPED, folder / "profile")
    lines = [changes.get(number, line) for number, line in enumerate(LINES, 1)]
    (copy / PROFILE_FILE).write_text("\n".join(lines), "utf-8")
    return copy


def _findings(folder: Path, changes: dict[int, str]) -> tuple[Finding, ...]:
    findings = refused(load_profile, _copy(folder, changes))
    assert all(finding.exit_code == 78 and finding.message() for finding in findings)
    return findings


def _mistakes(folder: Path, changes: dict[int, str]) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in _findings(folder, changes)]


def test_the_profile_that_ships_is_loaded_once() -> None:
    assert default_profile() is default_profile()
    assert default_profile() == load_profile() == load_profile(SHIPPED) == load_profile(str(SHIPPED))


def test_every_fact_has_a_label_and_every_code_a_word(profile: Profile) -> None:
    assert set(profile.labels) == set(LABELLED)
    assert profile.contact_codes["channels"] == ("chat", "audio", "phone", "video", "letter")
    assert all(profile.contact_codes[fact] for fact in CODED_FACTS)
    assert {profile.contact_codes[fact] for fact in YES_NO_FACTS} == {("yes", "no")}


def test_every_heading_means_what_its_row_says(profile: Profile) -> None:
    for row in filter(lambda row: row.clinic24, profile.rows):
        assert {profile.headings[fold(name)] for name in (row.clinic24, *row.aliases)} == {("keyword", row.clinic24)}
        assert profile.rows[profile.places[row.clinic24]] is row
    assert profile.headings["anamnes"] == ("group", "Anamnes")
    assert profile.headings["signera från enhet"] == ("fact", "signing_unit.name")
    assert profile.longest == max(map(len, profile.headings))
    assert "åtgärd" not in profile.headings


def test_a_profile_and_its_mistakes_can_be_pickled(profile: Profile) -> None:
    profile.derive(lambda one: one.name)  # a function that cannot be pickled
    assert pickle.loads(pickle.dumps(profile)) == profile  # noqa: S301 -- our own bytes
    error = ProfileError(Finding("MVG702", 3, 0, (PROFILE_FILE,)), Finding("MVG701"))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own bytes
    assert again.findings == error.findings
    assert str(again) == "MVG702, MVG701"


@pytest.mark.parametrize("name", sorted(path.name for path in SHIPPED.iterdir() if path.is_file()))
def test_the_digest_changes_with_every_file(name: str, profile: Profile, tmp_path: Path) -> None:
    copy = _copy(tmp_path, {})
    assert load_profile(copy).digest == profile.digest
    (copy / name).write_bytes((copy / name).read_bytes() + b"\n")
    changed = load_profile(copy).digest
    assert changed != profile.digest
    (copy / name).rename(copy / f"{name}.old")
    (copy / name).write_bytes((SHIPPED / name).read_bytes())
    assert load_profile(copy).digest not in (changed, profile.digest)


class _Clock(datetime):
    moment: datetime

    @classmethod
    def now(cls, *_: object) -> datetime:  # type: ignore[override]  # a fixed time, whatever the zone
        return cls.moment


@pytest.mark.parametrize(
    ("last", "end"),
    [
        ("2025-01-10", "2025-01-10T23:00:00Z"),  # winter time
        ("2025-04-10", "2025-04-10T22:00:00Z"),  # summer time
        ("2025-03-30", "2025-03-30T22:00:00Z"),  # summer time begins
        ("2025-10-26", "2025-10-26T23:00:00Z"),  # and ends
        ("2024-12-31", "2024-12-31T23:00:00Z"),
        ("2028-02-28", "2028-02-28T23:00:00Z"),  # before a leap day
    ],
)
def test_a_routine_expires_when_its_last_day_ends_in_stockholm(
    last: str, end: str, monkeypatch: pytest.MonkeyPatch, profile: Profile
) -> None:
    monkeypatch.setattr(building, "datetime", _Clock)
    kept = profile.replace(routine=profile.routine._replace(valid_to=last))
    for seconds in (-3 * 86_400, -86_400, -7_200, -3_600, -1, 0, 3_600, 7_200, 86_400):
        _Clock.moment = datetime.fromisoformat(end) + timedelta(seconds=seconds)
        assert dated(kept).routine.expired is (seconds >= 0), seconds


def test_a_process_that_outlives_the_routine_learns_that_it_has_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "datetime", _Clock)
    _Clock.moment = datetime.fromisoformat("2025-04-10T12:00:00Z")
    valid = default_profile()
    assert not valid.routine.expired
    assert default_profile() is valid, "and what was derived from it stands"
    _Clock.moment += timedelta(days=1)
    expired = default_profile()
    assert expired.routine.expired
    assert default_profile() is expired


PATIENT = '[[required]]\nheading = "Patientens namn"\nfact = "patient.name"\noption = "--patient"'
BROKEN = {
    # TOML itself
    "quotation mark missing": (_line("version"), 'version = "1', ["MVG702"]),
    "key given twice": (_line("version"), 'name = "again"', ["MVG702"]),
    "value missing": (_line("title"), "title =", ["MVG702"]),
    # unknown and missing
    "unknown key at the top": (_line("version") + 1, 'colour = "red"', ["MVG703"]),
    "unknown table": (_line("# Sökorden"), "[colours]", ["MVG703"]),
    "unknown key of the routine": (_line("[record]") - 1, 'author = "x"', ["MVG703"]),
    "unknown key of the record": (_line("# Sökorden"), 'colour = "x"', ["MVG703"]),
    "unknown key of a keyword": (_line("expected", 2), "wanted = true", ["MVG703"]),
    "unknown key of a target": (_line("empty"), "full = true", ["MVG703"]),
    "key of the routine missing": (_line("revision"), "", ["MVG704"], _line("[routine]")),
    "key of the phrases missing": (_line("forms_words"), "", ["MVG704"], _line("[phrases]")),
    "key of a required field missing": (_line("heading"), "", ["MVG704"], _line("[[required]]")),
    "key of a keyword missing": (_line("record", 1), "", ["MVG704"], _line("[[keyword]]")),
    "name missing": (_line("name"), "", ["MVG704"], 1),
    # wrong kinds and values
    "number for a text": (_line("version"), "version = 1", ["MVG705"]),
    "date for a text": (_line("valid_to"), "valid_to = 2025-04-10", ["MVG705"]),
    "no date": (_line("valid_to"), 'valid_to = "i vår"', ["MVG705"]),
    "text for a list": (_line("group_headings"), 'group_headings = "Anamnes"', ["MVG705"]),
    "list of numbers": (_line("group_headings"), "group_headings = [1]", ["MVG705"]),
    "text for yes or no": (_line("expected"), 'expected = "ja"', ["MVG705"]),
    "number for yes or no": (_line("gated"), "gated = 1", ["MVG705"]),
    "unknown source of a text": (_line("fill"), 'fill = "dreams"', ["MVG723"]),
    "required field that is no fact": (_line("fact", 2), 'fact = "signatur"', ["MVG723"]),
    "required field for an open target": (_line("fact", 2), 'fact = "record_type"\ntargets = ["pmo", "melior"]',
                                                   ["MVG723"], _line("fact", 2) + 1),
    "required field twice": (_line("option", 2), '[[required]]\nheading = "Journaltyp"\nfact = "record_type"',
                             ["MVG706"], _line("option", 2) + 2),
    "option twice": (_line("option", 2), 'option = "--huvuddiagnos"', ["MVG706"]),
    "phrase without a keyword": (_line("consulted_keyword"), 'consulted_keyword = "Åtgärd"', ["MVG723"]),
    "phrase for no channel": (_line("chat_opening_for"), 'chat_opening_for = ["chat", "chatt"]', ["MVG723"]),
    "phrase for no consultation": (_line("consulted_for"), 'consulted_for = ["takover"]', ["MVG723"]),
    "no such consultation": (_line("no_colleague_for"), 'no_colleague_for = ["nobody"]', ["MVG723"]),
    "phrase for channels that are none": (_line("chat_opening_for"), 'chat_opening_for = "chat"', ["MVG705"]),
    "label of no fact": (_line('"Signerad av"'), '"Signerad av" = "signatur"', ["MVG723"]),
    "label of a number": (_line('"Journaltyp"'), '"Journaltyp" = 3', ["MVG705"]),
    "word for no code": (_line("chatt ="), 'chatt = "chat"\nsms = "s-m-s"', ["MVG740"], _line("chatt =") + 1),
    "word for neither yes nor no": (_line('nej = "no"'), 'x = "x"\nnej = "no"', ["MVG723"]),
    "unknown fact to show": (_line("shows"), 'shows = ["weather"]', ["MVG723"]),
    "swap of two characters": (_line('"≤"'), '"≤≤" = "x"', ["MVG705"]),
    "swap for a number": (_line('"≤"'), '"≤" = 1', ["MVG705"]),
    # doubled headings and missing templates
    "alias of a label": (_line("aliases"), 'aliases = ["ÄRENDE :"]', ["MVG706"]),
    "alias twice": (_line("aliases"), 'aliases = ["Anamnesen", "anamnesen"]', ["MVG717"]),
    "alias twice in the same spelling": (_line("aliases"), 'aliases = ["Anamnesen", "Anamnesen"]', ["MVG706"]),
    "alias in two characters for one": (_line("aliases"), 'aliases = ["Patientens Egenanamnes", "Möte", "Mo\u0308te"]',
                                        ["MVG717", "MVG717"]),
    "keyword of the record twice": (_line("record", 2), 'record = "kontaktorsak"', ["MVG706"]),
    "keyword of the record without a name": (_line("record", 6), 'record = " "', ["MVG705"]),
    "word of a fact twice": (_line("brev"), 'Chatt = "letter"', ["MVG706"]),
    "word of a fact that adds nothing": (_line("brev"), 'brev = "letter"\nBrev = "letter"', ["MVG717"],
                                         _line("brev") + 1),
    "required field without a place": (_line("heading", 2), 'heading = "Typ av journal"', ["MVG724"]),
    "option without dashes": (_line("option"), 'option = "diagnos"', ["MVG705"]),
    "option of the program": (_line("option"), 'option = "--to"', ["MVG734"]),
    "option for whose note it is": (_line("option", 3), PATIENT, ["MVG735"], _line("option", 3) + 3),
    "label of the diagnosis missing": (_line('"Bidiagnos"'), "", ["MVG704"], _line("[labels]")),
    "table that is replaced unknown": (_line("version"), 'version = "1"\nreplaces = ["rutin"]', ["MVG723"],
                                       _line("version") + 1),
    "group that is a keyword": (_line("group_headings"), 'group_headings = ["bedömning"]', ["MVG706"]),
    "template that is not there": (_line("template", 3), 'template = "none.j2"', ["MVG707"]),
    "template outside the folder": (_line("template", 2), 'template = "../pmo.xml.j2"', ["MVG707"]),
    "pattern that is none": (_line("pattern"), "pattern = '[A-Z'", ["MVG753"]),
    "pattern without a limit": (_line("pattern", 2), "pattern = '([A-Z]+)+'", ["MVG753"]),
    "pattern that repeats a group": (_line("pattern"), "pattern = '(?:[A-Z]?){30}[A-Z]{30}'", ["MVG753"]),
    "pattern with an open limit": (_line("in_title"), "in_title = '[A-Z]{2,}'", ["MVG753"]),
    "pattern of nothing": (_line("in_list"), "in_list = '[A-Z]?'", ["MVG753"]),
    "pattern that looks around": (_line("pattern"), "pattern = '(?=a)a'", ["MVG753"]),
    "code system twice": (_line('name = "KSH97-P"'), 'name = "Icd-10-se"', ["MVG706"]),
    # The mistake stands in a later table of its kind.
    "wrong kind in the second keyword": (_line("expected", 2), 'expected = "ja"', ["MVG705"]),
    "wrong kind in the second target": (_line("gated", 2), "gated = 1", ["MVG705"]),
    "key missing in the fourth keyword": (_line("record", 4), "", ["MVG704"], _line("[[keyword]]", 4)),
    "template missing in the second target": (_line("template", 3), "", ["MVG704"], _line("[targets.pmo-text]")),
    "alias of a keyword": (_line("aliases"), 'aliases = ["Status"]', ["MVG706"]),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_a_mistake_is_reported_with_its_code_and_line(case: tuple[int, str, list[str], int], tmp_path: Path) -> None:
    at, line, codes, reported = (*case, case[0])[:4]
    assert _mistakes(tmp_path, {at: line}) == [(code, reported) for code in codes]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ((_line("fill"), 'fill = "triage_answer"'), "triage_answers"),
        ((_line("consulted_keyword"), 'consulted_keyword = "Bedömningen"'), "Bedömning"),
        ((_line("chat_opening_for"), 'chat_opening_for = ["chatt"]'), "chat"),
        ((_line('"Signerad av"'), '"Signerad av" = "signr"'), "signer"),
        ((_line("shows"), 'shows = ["pateint"]'), "patient"),
        ((_line("shows"), 'shows = ["weather"]'), ""),
    ],
)
def test_a_value_that_is_misspelt_is_reported_with_the_one_that_was_meant(
    line: tuple[int, str], meant: str, tmp_path: Path
) -> None:
    reported = [one for one in _findings(tmp_path, dict([line])) if one.code == "MVG723"]
    wanted = f"Menade du {meant}? Rätta raden." if meant else "Skriv ett av värdena."
    assert [one.next_step() for one in reported] == [wanted]


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    changes = {
        _line("valid_to"): 'valid_to = "i vår"',
        _line("fill"): 'fill = "dreams"',
        _line("consulted_keyword"): 'consulted_keyword = "Åtgärd"',
        _line('"Journaltyp"'): '"Journaltyp" = "recordtype"',
        _line("shows"): 'shows = ["weather"]',
        _line("aliases"): 'aliases = ["Anamnesen", "anamnesen"]',
        _line("template", 3): 'template = "none.j2"',
    }
    reported = _mistakes(tmp_path, changes)
    reported = [mistake for mistake in reported if mistake[0] != "MVG724"]  # nothing carries Journaltyp now
    assert sorted(line for _, line in reported) == sorted(changes)
    assert sorted(code for code, _ in reported) == ["MVG705", "MVG707", "MVG717", *["MVG723"] * 4]


def test_a_misspelt_name_is_reported_with_the_one_that_was_meant(tmp_path: Path) -> None:
    changes = {_line("button_ready"): 'button_redy = "x"', _line("[values.prio]"): "[values.piro]"}
    reported = [finding for finding in _findings(tmp_path, changes) if finding.code == "MVG728"]
    assert [finding.words[1:] for finding in reported] == [
        ("button_redy", "button_ready"),
        ("values.piro", "values.prio"),
    ]


def test_words_for_no_fact_and_a_fact_without_words_are_reported(tmp_path: Path) -> None:
    reported = _mistakes(tmp_path, {_line("[values.prio]"): "[values.mood]"})
    assert reported == [("MVG703", _line("[values.prio]"))]  # a region does without a fact that it has no words for


def test_a_profile_of_another_shape_altogether_is_reported_without_an_exception(tmp_path: Path) -> None:
    (tmp_path / PROFILE_FILE).write_text(
        'keyword = ["a"]\nrequired = 3\ntargets = 3\nroutine = "x"\nvalues = 1\nlabels = []\n[swaps]\n', "utf-8"
    )
    findings = refused(load_profile, tmp_path)
    assert {finding.code for finding in findings} == {"MVG704", "MVG705"}
    wrong = {finding.words[1] for finding in findings if finding.code == "MVG705"}
    assert wrong == {"keyword", "required", "targets", "routine", "values", "labels"}


def test_a_profile_without_the_words_for_yes_and_no_is_reported(tmp_path: Path) -> None:
    at = _line("[values.yes_no]")
    assert _mistakes(tmp_path, {at: "", at + 1: "", at + 2: ""})


@pytest.mark.parametrize("value", ["[" * 5000, "1" * 5000])
def test_a_monstrous_value_is_invalid_toml(value: str, tmp_path: Path) -> None:
    assert [code for code, _ in _mistakes(tmp_path, {_line("version"): f"version = {value}"})] == ["MVG702"]


@pytest.mark.parametrize("folder", ["missing", "empty", "a\0b"])
def test_a_folder_without_a_profile_is_reported(folder: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert refused(load_profile, tmp_path / folder) == (Finding("MVG701", words=(PROFILE_FILE,)),)


def test_what_is_there_and_cannot_be_read_is_not_reported_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / PROFILE_FILE).write_text("a file, not a folder", "utf-8")
    assert refused(load_profile, tmp_path / PROFILE_FILE) == (Finding("MVG727", words=(PROFILE_FILE, "ENOTDIR")),)


def test_a_base_that_cannot_be_read_is_reported_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "base").write_text("a file, not a folder", "utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / PROFILE_FILE).write_text('name = "own"\nextends = "../base"\n', "utf-8")
    assert refused(load_profile, tmp_path / "own") == (Finding("MVG727", 2, 1, ("../base/profile.toml", "ENOTDIR")),)


def test_a_profile_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    (tmp_path / PROFILE_FILE).write_bytes('name = "Gävleborg"'.encode("latin-1"))
    assert refused(load_profile, tmp_path) == (Finding("MVG702", 1, 10, (PROFILE_FILE, "#ansi")),)


@pytest.mark.parametrize("name", ["templates", "samples"])
def test_the_folders_are_found_beside_the_package_or_in_it(name: str, tmp_path: Path) -> None:
    assert packaged(name).is_dir()
    assert packaged(name).name == name
    assert not packaged(str(tmp_path / "missing")).exists()


def test_a_template_that_is_no_text_is_reported_with_its_line(tmp_path: Path) -> None:
    for file in filter(Path.is_file, load_profile().folder.iterdir()):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "melior.txt.j2").write_bytes(b"a\n\xff")
    assert refused(load_profile, tmp_path) == (Finding("MVG503", 2, 1, ("melior.txt.j2", "#ansi")),)


@pytest.mark.parametrize(
    ("line", "text", "code"),
    [
        (_line("[values.prio]"), '[values]\nprio = "1"\n[values.mood]', "MVG705"),
        (_line("aliases"), 'aliases = ["Egen: anamnes"]', "MVG705"),
        *(
            (_line("[targets.other]"), f"[targets.{name}]", "MVG703")
            for name in ("json", "fynd", "txt", '"A"', '"a/b"')
        ),
    ],
)
def test_words_that_are_no_table_a_heading_with_a_colon_and_a_target_that_is_no_ending_are_reported(
    line: int, text: str, code: str, tmp_path: Path
) -> None:
    assert code in [found for found, _ in _mistakes(tmp_path, {line: text})]


@pytest.mark.parametrize(
    ("line", "text", "wanted"),
    [
        ("expected", 'expected = "ja"', "true, false"),
        ("version", "version = 1", '"…"'),
        ("group_headings", "group_headings = [1]", '["…", "…"]'),
        ("valid_to", 'valid_to = "2025-13-01"', '"2025-04-10"'),
        ('"≤"', '"≤≥" = "x"', '"≤"'),
        ('"≤"', '"" = "x"', '"…"'),
        ("aliases", 'aliases = ["Egen: anamnes"]', '"egen anamnes"'),
        ("[values.prio]", '[values]\nprio = "1"\n[values.mood]', "[values.prio]"),
    ],
)
def test_a_value_of_the_wrong_kind_is_reported_with_how_it_is_written(
    line: str, text: str, wanted: str, tmp_path: Path
) -> None:
    findings = refused(load_profile, _copy(tmp_path, {_line(line): text}))
    assert wanted in [finding.words[-1] for finding in findings if finding.code == "MVG705"]


@pytest.mark.parametrize(
    ("text", "why"), [("aliases = [1\nb = 2", "en lista slutar inte"), ('pmo = "a"\npmo = "b"', "pmo står två gånger")]
)
def test_toml_that_cannot_be_read_is_reported_with_the_reason(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / PROFILE_FILE).write_text(text, "utf-8")
    assert why in refused(load_profile, tmp_path)[0].message()


def test_no_kind_of_golden_pair_and_no_note_can_be_taken_for_a_target() -> None:
    assert {*KINDS, *(ending.removeprefix(".") for ending in NOTES), JSON} == {*RESERVED_TARGETS}


def test_what_follows_from_the_fields_of_a_profile_follows_a_changed_field_too(profile: Profile) -> None:
    assert "fritext" not in profile.headings
    assert profile.filled_rows
    region = profile.replace(groups=("Fritext",), rows=tuple(row._replace(fill="") for row in profile.rows))
    assert region.headings["fritext"].kind == "group"
    assert region.filled_rows == frozenset()


def test_a_derived_value_is_made_once_for_each_profile_and_its_arguments(profile: Profile) -> None:
    made: list[str] = []

    def name(one: Profile, end: str = "") -> str:
        made.append(one.name + end)
        return made[-1]

    assert [profile.derive(name), profile.derive(name)] == [profile.name] * 2
    assert profile.replace(name="annan").derive(name) == "annan"
    assert [profile.derive(name, "!"), profile.derive(name, "?"), profile.derive(name, "!")][-1] == f"{profile.name}!"
    assert made == [profile.name, "annan", f"{profile.name}!", f"{profile.name}?"]


def test_a_profile_whose_code_systems_are_gone_is_reported() -> None:
    sources = read_sources()
    data = {**sources.data, "code_system": []}
    assert "MVG704" in [finding.code for finding in mistakes(sources._replace(data=data))]


@pytest.mark.parametrize("text", ["2025-W15-4", "20250410", "2025-02-30", "10/4 2025", ""])
def test_the_last_day_of_a_routine_is_a_date_as_it_is_written_elsewhere(text: str) -> None:
    sources = read_sources()
    data = {**sources.data, "routine": {**sources.data["routine"], "valid_to": text}}
    assert "MVG705" in [finding.code for finding in mistakes(sources._replace(data=data))]
