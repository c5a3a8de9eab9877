"""The tables and the rules of a profile: what a region may write, and each mistake with its code and line."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from converter import read_note
from converter.cli import cli
from converter.conversion.proven_page import registration_page_of
from converter.note.model import Contact, TriageNote
from converter.profile import Profile, default_profile, load_profile
from converter.profile_tools.dry_run import validate
from converter.registration import load_registration, load_rules, register, subject_of
from converter.registration.findings import findings as registration_findings
from converter.registration.loading import faults
from converter.registration.name_validation import OUTPUT_FIELDS
from converter.registration.rules import FORCES, checked_rules, rules_in
from paths import SAMPLES
from regional import refused

TABLES, RULES = "registration.toml", "rules.toml"


def edited(folder: Path, name: str, old: str, new: str) -> tuple[Profile, int]:
    """The profile that ships with one edit, and the line of that edit."""
    shutil.copytree(default_profile().folder, folder / "profile")
    path = folder / "profile" / name
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), "utf-8")
    return load_profile(folder / "profile"), source.count("\n", 0, source.index(old)) + 1


def mistakes(profile: Profile) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in refused(load_registration, profile)]


CHAT_ROW = '["kinds=chat", "chat [R7]"]'
VARIANT = '[variant.triaged]\nkinds = ["chat"]\nwords = "{value}; {variant}"\n\n'
CHAT_FIELD = 'chat   = "Chatt [R62]"'


@pytest.mark.parametrize(
    ("old", "new", "code", "shift"),
    [
        (CHAT_ROW, CHAT_ROW.replace("kinds", "kindz"), "MVG728", 0),
        (CHAT_ROW, CHAT_ROW.replace("kinds", "weather"), "MVG708", 0),
        (CHAT_ROW, CHAT_ROW.replace("kinds=chat", "kinds=chatt"), "MVG708", 0),
        (CHAT_ROW, CHAT_ROW.replace("kinds=chat", "kinds"), "MVG470", 0),
        (CHAT_ROW, CHAT_ROW.replace("kinds=chat", "kinds="), "MVG470", 0),
        (CHAT_ROW, CHAT_ROW.replace("kinds=chat", "channels=chat"), "MVG728", 0),
        (CHAT_ROW, CHAT_ROW.replace("R7", "R777"), "MVG708", 0),
        (CHAT_ROW, CHAT_ROW.replace("R7", "regel 7"), "MVG471", 0),
        (CHAT_ROW, CHAT_ROW.replace("R7", "R7 (R777)"), "MVG708", 0),
        (CHAT_ROW, '["kinds=chat", "chat [R7]", "mer"]', "MVG475", 0),
        (CHAT_ROW, '["kinds=chat", 7]', "MVG475", 0),
        (CHAT_ROW, '"chat"', "MVG475", 0),
        (CHAT_ROW, '["annars", "chat [R7]"]', "MVG710", 0),
        ('["annars", "lucka X1"]', '["kinds=chat", "lucka X1"]', "MVG710", 0),
        ('"lucka G3"', '"lucka G33"', "MVG708", 0),
        ('"lucka G3"', '"lucka R3"', "MVG708", 0),
        ('["annars", "fråga role"]', '["annars", "fråga hat"]', "MVG708", 0),
        ('"consultation=none, role=original"', '"consultation=nine, role=original"', "MVG708", 0),
        ('"consultation=none, role=original"', '"consultation=none, triaged=yes"', "MVG712", 0),
        ("R24 i elvis", "R24 i elva", "MVG708", 0),
        ('"if_needed | Vid behov.', '"perhaps | Vid behov.', "MVG723", 0),
        ('["kva=XS012", "lucka G4"]', '["kva=XS012", "XS012"]', "MVG711", 0),
        ('["kva=XS012", "lucka G4"]', '["kva=XS013", "lucka G4"]', "MVG708", 0),
        ('["ended=*", "completed=yes"]', '["finished=*", "completed=yes"]', "MVG708", 0),
        ('["ended=*", "completed=yes"]', '["ended=*", "complete=yes"]', "MVG708", 0),
        ('["ended=*", "completed=yes"]', '["ended=*", "completed=ja"]', "MVG708", 0),
        ("{signing_unit.name}", "{signing_unit.nam}", "MVG708", 0),
        ('origin = "drop_in"', 'origin = "dropin"', "MVG708", 0),
        ('origin = "drop_in"', 'orign = "drop_in"', "MVG708", 0),
        ('"Videolänk [R84]"', '"Videolänk 200 kr [R84]"', "MVG714", 0),
        ('"Videolänk [R84]"', "7", "MVG705", 0),
        (CHAT_FIELD, 'chatt  = "Chatt [R62]"', "MVG728", 0),
        (CHAT_FIELD, 'fax    = "Chatt [R62]"', "MVG708", 0),
        (CHAT_FIELD, "", "MVG472", -3),
        (CHAT_FIELD, 'rows = [["annars", "Chatt"]]', "MVG711", 0),
        ('system = "elvis"\nlabel  = "Besökstyp"', 'system = "elva"\nlabel  = "Besökstyp"', "MVG708", 0),
        ("[column.kva]\nlabel", "[column.kva]\nlabbel", "MVG704", 0),
        ("[column.kva]", "[column.kvaa]", "MVG473", 0),
        ("[column.kva]", "[column.held]", "MVG474", 0),
        ("[column.kva]", "[column.phrase]", "MVG474", 0),
        ("[variant.fee_exempt]", "[variant.origin]", "MVG723", 0),
        ("[variant.fee_exempt]", "[variant]\ntriaged = 7\n[variant.fee_exempt]", "MVG705", 1),
        ('kinds = ["chat", "audio"', 'kinds = ["chatt", "audio"', "MVG708", 0),
        ('kinds = ["chat", "audio"', 'kindz = ["chat", "audio"', "MVG728", 0),
        ('"Dokumentera: {documents}"', '"Dokumentera: {papers}"', "MVG708", 0),
        ('id = "who"', 'id = "before"', "MVG709", 0),
        ('id = "who"\ntitle = "Vem gör vad"', 'id = "who"', "MVG704", -1),
        ('id = "who"', 'idd = "who"', "MVG728", 0),
        ('id = "elvis"\nsystem = "elvis"', 'id = "elvis"\nsystem = "elvas"', "MVG708", 1),
        ('template_gives = ["care_guarantee"]', 'template_gives = ["care"]', "MVG708", -3),
        ('template_gives = ["care_guarantee"]', 'template_gives = "care"', "MVG705", 0),
        ('number = "patient.number"', 'number = "patient.numbers"', "MVG708", None),
        ('number = "patient.number"', 'fax = "patient.number"', "MVG708", None),
        ('when = "afterwards=yes, admin_system', 'when = "afterward=yes, admin_system', "MVG728", None),
        ('phone = "audio"', 'phone = "radio"', "MVG708", 0),
        ('phone = "audio"', "phone = 3", "MVG705", 0),
        ('choices.sync = "synkront', 'choices.sinc = "synkront', "MVG708", -2),
        ('choices.sync = "synkront', 'choices.sinc = "synkront', "MVG704", -2),
        ('choices.no = "nej"', "choices.no = 0", "MVG705", None),
        ('question = "Vem är du', 'fråga = "Vem är du', "MVG702", 0),
        ('question = "Vem är du', 'query = "Vem är du', "MVG703", 0),
        ("[ask.fee_exempt]", "[ask.fee]", "MVG708", 0),
        ("documents = [", "papers = [", "MVG704", None),
        ("documents = [", "documents = []\npapers = [", "MVG705", 0),
        ('[system.pmo]\nname = "PMO"', "", "MVG704", None),
        ("[system.pmo]\nname", "[system.pmu]\nname", "MVG741", 0),
        ("[same_channel]", "same_channel = 7\n[other]", "MVG705", None),
        ("[booking.fields]", "[booking.feelds]", "MVG728", 0),
        ("[left_open]", "[left_opne]", "MVG728", None),
        ('unknown_system = "Om', 'unknown = "Om', "MVG704", None),
        (CHAT_FIELD, 'chat = "Lucka X4"', "MVG478", 0),
        (CHAT_FIELD, 'chat = "lucka X4 [R62]"', "MVG478", 0),
        (CHAT_FIELD, 'chat = "Fråga role"', "MVG478", 0),
        (CHAT_FIELD, 'chat = "Chatt [R62"', "MVG478", 0),
        (CHAT_FIELD, 'chat = "Chatt R62]"', "MVG478", 0),
        (CHAT_FIELD, 'chat = "Chatt (R62)"', "MVG478", 0),
        (CHAT_FIELD, 'chat = "Chatt R62"', "MVG478", 0),
        (CHAT_FIELD, 'chat = "Chatt [R62] (härlett)"', "MVG478", 0),
        (CHAT_FIELD, 'chat = "Chatt (Härlett) [R62]"', "MVG478", 0),
        (CHAT_FIELD, 'chat = "Chatt"', "MVG479", 0),
        (CHAT_FIELD, 'chat = "Chatt {kanal} [R62]"', "MVG476", 0),
        (CHAT_FIELD, 'chat = "Chatt {unit} [R62]"', "MVG476", 0),
        ('["annars", ""],\n]\n# Rutinen säger', '["annars", "Chatt"],\n]\n# Rutinen säger', "MVG743", 0),
        ('"Chatt med patient [R55]"', '"Chatt med patienten [R55]"', "MVG743", 0),
        ('"konsulterat kollega NN | ', '"rådfrågat kollega NN | ', "MVG743", 0),
        ("konsulterat kollega {colleague} [R93]", "konsulterat {kollega} [R93]", "MVG476", 0),
        ("kollega NN | konsulterat", "kollega {colleague} | konsulterat", "MVG476", 0),
        ('"if_needed | Vid behov. [R109 (R101)]"', '"if_needed | Vid behov."', "MVG479", 0),
        ("{value}; {variant} om", "{varde}; {variant} om", "MVG476", 0),
        ("{value}; {variant} om", "{varde}; {variant} om", "MVG477", 0),
        ('unit = "{unit} (den', 'unit = "{enhet} (den', "MVG477", 0),
        ("registrerar i {system}", "registrerar i {systemet}", "MVG476", 0),
        ("registrerar i {system}", "registrerar i systemet", "MVG477", 0),
        ('label  = "Besökstyp"', 'label  = "{besökstyp}"', "MVG476", 0),
        ('title = "Vem gör vad"', 'title = "Vem gör {vad}"', "MVG476", 0),
        ('"Dokumentera: {documents}"', '"Dokumentera {documents} nu [R51]"', "MVG476", 0),
        ('"Dokumentera: {documents}"', '"lucka X4"', "MVG478", 0),
        ('question = "Vem är du', 'question = "Vem {är} du', "MVG476", 0),
        ('fee_exempt = "Avgiftsfritt (AF)"', 'fee_exempt = "lucka X4"', "MVG478", 0),
        ('fee_exempt = "Avgiftsfritt (AF)"', 'fee_exempt = "☐ Avgiftsfritt (AF)"', "MVG478", 0),
        ('fee_exempt = "Avgiftsfritt (AF)"', 'fee_exempt = "Avgiftsfritt [R777]"', "MVG708", -6),
        ('fee_exempt = "Avgiftsfritt (AF)"', 'fee_exempt = "Avgiftsfritt [R62"', "MVG478", 0),
        (CHAT_ROW, f"{CHAT_ROW},\n  {CHAT_ROW}", "MVG744", 1),
        (CHAT_ROW, f'["kinds=chat/letter", "lucka X1"],\n  {CHAT_ROW}', "MVG744", 1),
        (CHAT_ROW, f'["kinds=c*", "lucka X1"],\n  {CHAT_ROW}', "MVG744", 1),
        (CHAT_ROW, '["entry=chat", "chat [R7]"]', "MVG713", 0),
        ("[column.elvis_kassa]", f"{VARIANT}[column.elvis_kassa]\ntriaged = 'Ja'", "MVG711", 4),
    ],
)
def test_a_mistake_is_reported_with_its_code_and_line(
    old: str, new: str, code: str, shift: int | None, tmp_path: Path
) -> None:
    profile, line = edited(tmp_path, TABLES, old, new)
    found = mistakes(profile)
    if shift is None:
        assert code in [each for each, _ in found]
    else:
        assert (code, line + shift) in found


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    shutil.copytree(default_profile().folder, tmp_path / "profile")
    path = tmp_path / "profile" / TABLES
    source = path.read_text("utf-8")
    for old, new in (
        ('"Telefonkontakt (T) [R72]"', "7"), ("R7]", "R777]"), ('"kinds=audio"', '"kindz=audio"'),
        ('id = "fee"', 'id = "code"'), ('"annars", "fråga role"', '"annars", "fråga hat"'),
    ):  # fmt: skip
        assert old in source
        source = source.replace(old, new, 1)
    path.write_text(source, "utf-8")
    codes = {code for code, _ in mistakes(load_profile(tmp_path / "profile"))}
    assert {"MVG705", "MVG708", "MVG728", "MVG709"} <= codes


def test_a_mistake_of_structure_does_not_make_others(tmp_path: Path) -> None:
    profile, line = edited(tmp_path, TABLES, CHAT_FIELD, "chat = 7")
    assert mistakes(profile) == [("MVG705", line)]


@pytest.mark.parametrize(("name", "code"), [(TABLES, "MVG446"), (RULES, "MVG701")])
def test_a_missing_file_is_reported_and_only_when_it_is_needed(name: str, code: str, tmp_path: Path) -> None:
    shutil.copytree(default_profile().folder, tmp_path / "profile")
    (tmp_path / "profile" / name).unlink()
    assert mistakes(load_profile(tmp_path / "profile")) == [(code, 0)]


@pytest.mark.parametrize("content", [b"\xff", b"[", b"x = 1"])
def test_a_file_that_is_no_toml_is_reported(content: bytes, tmp_path: Path) -> None:
    shutil.copytree(default_profile().folder, tmp_path / "profile")
    (tmp_path / "profile" / TABLES).write_bytes(content)
    codes = [code for code, _ in mistakes(load_profile(tmp_path / "profile"))]
    assert codes[0] in ("MVG702", "MVG704")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('id = "R2"', 'id = "R1"', "MVG709"),
        ('force = "MUST"', 'force = "PERHAPS"', "MVG723"),
        ('use = "C"', 'use = "Z"', "MVG723"),
        ('nearby = ["R17", "R31"]', 'nearby = ["R170"]', "MVG708"),
        ('section = "1"', 'sektion = "1"', "MVG728"),
        ('section = "1"', "section = 1", "MVG705"),
        ('id = "R2"', 'id = "regel 2"', "MVG742"),
        ("[[gap]]", "[[gäp]]", "MVG702"),
    ],
)
def test_a_mistake_in_the_rules_is_reported(old: str, new: str, code: str, tmp_path: Path) -> None:
    profile, line = edited(tmp_path, RULES, old, new)
    found = [(finding.code, finding.line) for finding in refused(load_rules, profile)]
    assert code in [each for each, _ in found]
    assert abs(found[0][1] - line) <= 5


@pytest.mark.parametrize("content", ["x = 1\n", "rule = []\n", "rule = 1\ngap = 2\n", "rule = [1]\ngap = []\n"])
def test_rules_of_another_shape_are_reported(content: str, tmp_path: Path) -> None:
    shutil.copytree(default_profile().folder, tmp_path / "profile")
    (tmp_path / "profile" / RULES).write_text(content)
    assert mistakes(load_profile(tmp_path / "profile"))


def test_a_region_changes_a_value_by_editing_the_file_alone(tmp_path: Path) -> None:
    profile, _ = edited(tmp_path, TABLES, '"Kval telefonkontakt [R76]"', '"Telefon, egen artikel [R76]"')
    contact = Contact(("audio",), origin="booked", consultation="none", role="original", fee_exempt="no")
    assert register(contact, profile).values["pmo_artikel"] == "Telefon, egen artikel"
    assert register(contact).values["pmo_artikel"] == "Kval telefonkontakt"


def test_a_question_without_words_for_a_conflict_is_asked_as_it_is(tmp_path: Path) -> None:
    conflict = 'conflict = "Rollen går inte ihop med uppgiften om kollegan. Vem är du i kontakten?"\n'
    profile, _ = edited(tmp_path, TABLES, conflict, "")
    contact = Contact(("video",), origin="booked", consultation="none", role="third_party")
    assert register(contact, profile).questions[0].text == "Vem är du i kontakten?"


def test_all_rules_and_gaps_are_there_in_both_languages() -> None:
    rules = load_rules(default_profile())
    assert [name for name in rules if name[0] == "R"] == [f"R{number}" for number in range(1, 153)]
    assert [name for name in rules if name[0] == "G"] == [f"G{number}" for number in range(1, 19)]
    for rule in rules.values():
        assert rule.sv.endswith(".")
        assert rule.en.endswith(".")
        assert rule.sv != rule.en
        assert (rule.force in FORCES) != bool(rule.nearby)


def test_sections_force_and_use_are_those_of_the_rule_book(shared: Path) -> None:
    rules = load_rules(default_profile())
    with (shared / "routine" / "rules.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            rule = rules[row["id"]]
            assert (rule.section, rule.force, rule.use) == (row["section"], row["force"], row["use"])


def test_the_rules_that_ship_are_the_same_with_and_without_a_check() -> None:
    content = default_profile().tables[RULES]
    assert list(rules_in(content).items()) == list(checked_rules(content).items())


def test_the_tables_that_ship_have_no_mistake(tmp_path: Path) -> None:
    """A command does not check them again."""
    assert faults(default_profile()) == ()
    broken, _ = edited(tmp_path, TABLES, "\n[decide]\n", "\n[decide\n")
    assert [finding.code for finding in faults(broken)] == ["MVG702"]


def test_a_profile_without_a_registration_has_no_mistake_in_it() -> None:
    profile = default_profile()
    assert faults(profile.replace(tables={})) == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["L1", "RUT-4", "SÄK4.2"])
def test_a_rule_can_have_any_letters(name: str, tmp_path: Path) -> None:
    """Its id is read, proven on the page, sorted and explained like those of the profile that ships."""
    shutil.copytree(default_profile().folder, tmp_path / "profile", ignore=shutil.ignore_patterns("tests"))
    for file in (TABLES, RULES):
        path = tmp_path / "profile" / file
        source = re.sub(r"\bR62\b", name, path.read_text("utf-8"))
        path.write_text(re.sub(r"\bX1\b", f"{name}9", source), "utf-8")
    profile, found = validate(tmp_path / "profile")
    assert profile
    assert not [finding for finding in found if finding.severity == "error"]
    contact = Contact(
        ("chat",), chat_mode="sync", origin="booked", medical_assessment="yes", decision="treatment",
        consultation="none", role="original", fee_exempt="no",
    )  # fmt: skip
    registration = register(contact, profile)
    assert name in registration.rules
    for form in ("text", "html"):
        assert name in registration_page_of(TriageNote(contact=contact), profile, form)
    result = CliRunner().invoke(cli, ["explain", name.lower(), "--profile", str(tmp_path / "profile")])
    assert result.output.startswith(f"{name} (")
    gap = registration_findings(
        register(Contact(("letter", "chat")), profile), subject_of(TriageNote(), profile), profile
    )
    assert f'mvg explain {name}9 --profile "' in " ".join(finding.next_step("sv") for finding in gap)


def test_a_variant_has_its_own_rules(tmp_path: Path) -> None:
    profile, _ = edited(tmp_path, TABLES, 'fee_exempt = "Avgiftsfritt (AF)"', 'fee_exempt = "Noll (härlett) [R120]"')
    assert faults(profile) == ()
    rows = load_registration(profile).decide["elvis_kassa"]
    chat = [row for row in rows if ("entry", ("chat",)) in row.when]
    assert [(row.shown or row.value, row.rules, row.inferred) for row in chat] == [
        ("Chatt; Noll om kontakten är avgiftsfri enligt Avgiftshandboken", ("R62", "R120"), True),
        ("Noll", ("R120",), True),
        ("Chatt", ("R62",), False),
    ]


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        (CHAT_ROW, CHAT_ROW.replace("kinds=chat", "kinds=chatt"), "chat"),
        (CHAT_ROW, CHAT_ROW.replace("kinds=chat", "kind"), "kinds"),
        (CHAT_ROW, CHAT_ROW.replace("kinds=chat", "anars"), "annars"),
        (CHAT_ROW, CHAT_ROW.replace("kinds=chat", "fee_exemt="), "fee_exempt"),
        ('"if_needed | Vid behov.', '"if_neded | Vid behov.', "if_needed"),
        ("[variant.fee_exempt]", "[variant.fee_exemt]", "fee_exempt"),
    ],
)
def test_a_condition_or_a_value_that_is_misspelt_is_reported_with_what_was_meant(
    old: str, new: str, meant: str, tmp_path: Path
) -> None:
    profile, _ = edited(tmp_path, TABLES, old, new)
    first = next(one for one in refused(load_registration, profile) if one.code in ("MVG470", "MVG708", "MVG723"))
    assert first.next_step().startswith(f"Menade du {meant}?")
    assert "Did you mean" in first.next_step("en")


def test_a_condition_like_none_is_reported_with_an_example(tmp_path: Path) -> None:
    profile, _ = edited(tmp_path, TABLES, CHAT_ROW, CHAT_ROW.replace("kinds=chat", "vid behov"))
    assert "held=chat" in refused(load_registration, profile)[0].next_step()


@pytest.mark.parametrize("missing", [TABLES, RULES, "registration.txt.j2", "registration.html.j2"])
def test_a_registration_of_its_own_has_all_its_files(missing: str, tmp_path: Path) -> None:
    shutil.copytree(default_profile().folder, tmp_path / "profile")
    path = tmp_path / "profile" / "profile.toml"
    path.write_text(path.read_text("utf-8").replace("[routine]\n", '[routine]\nregistration = "own"\n', 1), "utf-8")
    (tmp_path / "profile" / missing).unlink()
    (found,) = refused(load_profile, tmp_path / "profile")
    assert (found.code, found.words[0], found.exit_code) == ("MVG707", missing, 78)


def test_no_column_can_have_the_name_of_a_field_of_the_output(profile: Profile) -> None:
    note = read_note((SAMPLES / "halsont-chatt.xml").read_bytes(), profile=profile).note
    assert note is not None
    fields = set(json.loads(registration_page_of(note, profile, "json")))
    assert fields - {column.name for column in load_registration(profile).columns} <= set(OUTPUT_FIELDS)
