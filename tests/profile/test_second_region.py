"""A second region, invented, with other words for everything and nothing inherited: a region is data."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from converter import convert
from converter.cli import cli
from converter.findings import Finding
from converter.findings.catalogue import CATALOGUE, Language
from converter.page.app import Session, create_app
from converter.page.security import Access
from converter.page.words import page_message, page_words
from converter.profile import Profile, default_profile, load_profile
from converter.profile.layers import read_sources
from converter.profile.schema import TABLE_FILES
from converter.profile_tools.dry_run import validate
from converter.profile_tools.golden_pairs import actual_output, golden_pairs
from converter.profile_tools.mutation import mutants, noticed
from converter.registration import load_registration
from converter.registration.page import FORMS
from converter.testing import fuzz
from converter.testing.writers import as_text, as_xml
from paths import SAMPLES, SECOND_REGION
from regional import found, registration_terms
from regional import terms as regional_terms

REGION = SECOND_REGION
NOTES = sorted((REGION / "tests").glob("*.txt"))
NOTE = REGION / "tests" / "hosta.txt"
LANGUAGES = ("sv", "en")
TARGETS = ("linnea", "vitklint", "lapp", "json")


@pytest.fixture(scope="module")
def region() -> Profile:
    return load_profile(REGION)


@pytest.fixture(scope="module")
def words() -> frozenset[str]:
    """The words of the first region."""
    return regional_terms(default_profile())


@pytest.fixture(scope="module")
def registration_words(words: frozenset[str]) -> frozenset[str]:
    """The words of the first region, those of its registration too."""
    return words | registration_terms(default_profile())


def test_the_second_region_inherits_nothing_and_shares_no_word_with_the_first(
    region: Profile, words: frozenset[str], registration_words: frozenset[str]
) -> None:
    assert region.folders == (REGION,)
    first = default_profile()
    assert not {row.clinic24 for row in region.rows if row.clinic24} & {row.clinic24 for row in first.rows}
    assert not {row.record for row in region.rows} & {row.record for row in first.rows}
    assert not set(region.label_facts) & set(first.label_facts)
    assert set(region.labels) == set(first.labels)
    for fact, codes in region.word_codes.items():
        assert not set(codes) & set(first.word_codes[fact]), fact
        own, others = set(codes.values()), set(first.word_codes[fact].values())
        assert own == others if own <= {"yes", "no"} else not own & others, fact
    assert not set(region.targets) & set(first.targets)
    assert not set(dict(load_registration(region).systems)) & set(dict(load_registration(first).systems))
    assert not found((REGION / "profile.toml").read_text("utf-8"), words)
    for name in (*TABLE_FILES, *FORMS.values()):
        assert not found((REGION / name).read_text("utf-8"), registration_words), name


def test_the_second_region_is_whole_and_its_golden_pairs_hold(region: Profile) -> None:
    assert validate(REGION)[1] == ()
    pairs, mistakes = golden_pairs(region)
    assert (len(pairs), tuple(mistakes)) == (14, ())
    for pair in pairs:
        assert actual_output(pair, region) == pair.path.read_text("utf-8"), pair.path.name


@pytest.mark.slow
def test_every_property_holds_for_the_second_region(region: Profile) -> None:
    assert fuzz(region, 40, 1).failures == ()


@pytest.mark.slow
def test_its_golden_pairs_notice_most_changes(region: Profile) -> None:
    """Every fifth mutant; those that live are words that no contact of the pairs says."""
    made = list(mutants(read_sources(REGION)))[::5]
    assert {mutant.file for mutant in made} >= {"profile.toml", "registration.toml", "registration.txt.j2"}
    assert sum(noticed(mutant, golden_pairs(region)[0]) for mutant in made) > 0.65 * len(made)


@pytest.mark.parametrize(
    "call",
    [("profile", "check", REGION), ("profile", "test", REGION), ("check", NOTE, "--profile", REGION),
     ("profile", "coverage", *NOTES, "--profile", REGION), ("fuzz", "--examples", 5, "--profile", REGION)],
    ids=lambda call: " ".join(map(str, call[:2])).split("/")[0],
)  # fmt: skip
def test_the_tools_for_a_profile_pass_it(call: tuple[object, ...]) -> None:
    ran = CliRunner().invoke(cli, list(map(str, call)))
    assert ran.exit_code == 0, ran.output


def test_its_two_fields_are_required_each_for_its_targets(region: Profile) -> None:
    bare = b"Med egna ord\nHostar.\n"
    asked = {to: [one.words for one in convert(bare, to, profile=region).findings if one.code == "MVG401"]
             for to in TARGETS}  # fmt: skip
    urgency, kind = ("Mötets angelägenhet", "--angelagenhet"), ("Sort av notering", '--set "Sort av notering=…"')
    assert asked == {"linnea": [urgency, kind], "vitklint": [urgency], "lapp": [], "json": [urgency, kind]}
    given = convert(bare, "vitklint", profile=region, given={"contact.prio": "genast"})
    assert (given.ok, given.button) == (True, region.button_ready)


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_command_says_a_word_of_the_first_region(language: Language, words: frozenset[str], tmp_path: Path) -> None:
    text = "Iakttaget: 1\n\nOkänt\n\nUppdrag\n2\nMed egna ord: 3\nMedegna ord\n4\n"
    (tmp_path / "trasig.txt").write_text(text, "utf-8")
    note, broken, profile = str(NOTE), str(tmp_path / "trasig.txt"), ("--profile", str(REGION), "--lang", language)
    calls = [
        *(("export", note, "--to", to, "-v", *profile) for to in ("linnea", "vitklint", "json")),
        *((command, file, "-v", *profile) for command in ("check", "copy", "export") for file in (note, broken)),
        ("trace", note, "--to", "linnea", *profile), ("export", broken, "--angelagenhet", "x", *profile),
        ("export", note, "--set", "x", *profile), ("list", "targets", *profile),
        *((command, "--help", *profile)
          for command in ("export", "copy", "check", "paste", "trace", "page", "register")),
        ("profile", "check", str(REGION), "--lang", language), ("profile", "test", str(REGION), "--lang", language),
        ("profile", "coverage", "--profile", str(REGION), note, "--lang", language), ("--help", "--lang", language),
        ("export", note, "--to", "x", *profile), ("copy", note, "--headings", "record", *profile),
    ]  # fmt: skip
    for call in calls:
        ran = CliRunner().invoke(cli, list(call))
        assert ran.exception is None or isinstance(ran.exception, SystemExit), call
        assert "Traceback" not in ran.output
        assert found(ran.stdout + ran.stderr, words) == set(), call


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_no_registration_has_a_word_of_the_first_region(
    path: Path, language: Language, registration_words: frozenset[str], tmp_path: Path
) -> None:
    note, profile, out = str(path), ("--profile", str(REGION), "--lang", language), tmp_path / "ut"
    calls = [
        *(("register", note, "--to", form, *profile) for form in FORMS),
        *(("export", note, "--to", "lapp", "--with-registration", str(tmp_path / name), *profile)
          for name in ("sida.txt", "sida.html", "sida.json")),
        *(("batch", note, "--out", str(out / form), "--to", "lapp", "--registration", form, *profile)
          for form in ("text", "html", "json")),
        *(("explain", name, *profile) for name in ("R1", "R6", "G1", "G2")),
        ("register", "--kanal", "hologram", *profile), ("register", "--kanal", "?", *profile),
    ]  # fmt: skip
    for call in calls:
        ran = CliRunner().invoke(cli, list(call))
        assert ran.exception is None or isinstance(ran.exception, SystemExit), call
        assert found(ran.stdout + ran.stderr, registration_words) == set(), call
    written = [file for file in tmp_path.rglob("*") if file.suffix in (".txt", ".html", ".json")]
    assert {file.name.rpartition(".registration")[2] for file in written} >= {".txt", ".html", ".json"}
    for file in written:
        assert found(file.read_text("utf-8"), registration_words) == set(), file.name


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_and_no_word_of_the_page_is_of_a_region(
    language: Language, region: Profile, words: frozenset[str]
) -> None:
    for code in CATALOGUE:
        finding = Finding(code, 3, 0, tuple("abcdefghi"))  # type: ignore[arg-type]  # every code of the catalogue is one
        cause = CATALOGUE[code].wording(language).cause
        shown = (finding.message(language), finding.next_step(language), cause, *page_message(finding, language))
        assert found("\n".join(shown), words) == set(), code
    assert found("\n".join(page_words(language).values()), words) == set()
    app = create_app(region, Access(1, "t"), language, Session(lambda: None, lambda: None))
    headers = {"Host": "127.0.0.1:1", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    page = app.test_client().get("/", headers=headers)
    assert page.status_code == 200
    assert found(page.get_data(as_text=True), words) == set()
    assert region.targets["lapp"].title in page.get_data(as_text=True)


def test_a_note_of_the_first_region_is_no_note_of_the_second(region: Profile) -> None:
    result = convert((SAMPLES / "halsont-chatt.txt").read_bytes(), "linnea", profile=region)
    assert not result.ok
    assert result.output is None


@pytest.mark.parametrize("write", [as_xml, as_text], ids=["xml", "text"])
def test_its_note_is_the_same_in_both_forms(write: object, region: Profile) -> None:
    note = convert(NOTE.read_bytes(), "json", profile=region).note
    assert note is not None
    source = as_xml(note) if write is as_xml else as_text(note, region)
    assert convert(source, "lapp", profile=region).output == (REGION / "tests" / "hosta.lapp").read_text("utf-8")
