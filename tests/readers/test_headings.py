"""How headings are written: the certain ways are read, the others are asked about, and prose is left alone."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from converter import load_profile, read_note
from converter.note.reading import Decisions, Reading
from converter.profile import Profile
from converter.readers.heading_index import HeadingIndex
from converter.readers.headings import VARIANTS, Variant, certain_heading, list_kind
from converter.readers.similarity import distance
from paths import SAMPLES

PROFILE = load_profile()
KEYWORDS = tuple(PROFILE.places)
CERTAIN = [variant for variant in VARIANTS if variant.certain]
POSSIBLE = [variant for variant in VARIANTS if not variant.certain]


def _read(line: str, after: str = "Besöksorsak\nhosta\n\n", profile: Profile = PROFILE) -> Reading:
    return read_note(f"{after}{line}\nmer text\n", profile=profile)


def _codes(reading: Reading) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in (*reading.findings, *reading.questions)]


@pytest.mark.parametrize("variant", CERTAIN, ids=lambda variant: variant.name)
@pytest.mark.parametrize("keyword", KEYWORDS[1:])
@pytest.mark.parametrize(
    "change", [str, str.upper, str.lower, "  {}".format], ids=["as is", "upper", "lower", "indented"]
)
def test_K2_a_certain_variant_is_read_as_its_keyword(
    keyword: str, variant: Variant, change: Callable[[str], str]
) -> None:
    reading = _read(change(variant.form.format(keyword)))
    assert reading.note is not None
    assert [(entry.keyword, entry.text) for entry in reading.note.entries[1:]] == [(keyword, "mer text")]
    assert reading.questions == ()
    assert {code for code, _ in _codes(reading)} <= {"MVG253"}


@pytest.mark.parametrize("variant", POSSIBLE, ids=lambda variant: variant.name)
@pytest.mark.parametrize("keyword", KEYWORDS[1:])
def test_K2_a_variant_that_may_be_a_keyword_is_asked_about_at_its_line_and_stays_text(
    keyword: str, variant: Variant
) -> None:
    written = variant.form.format(keyword)
    reading = _read(written)
    assert reading.note is not None
    assert [entry.text for entry in reading.note.entries] == [f"hosta\n\n{written}\nmer text"]
    assert ("MVG244", 4) in _codes(reading)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
@pytest.mark.parametrize("keyword", KEYWORDS[2:])
@pytest.mark.parametrize("behind", [" Rodnat svalg.", ": rodnat svalg.", " – rodnat svalg.", "Rodnat svalg.", "38,5"])
def test_P24_no_variant_with_its_text_behind_it_is_taken_for_the_patients_words_in_silence(
    keyword: str, variant: Variant, behind: str
) -> None:
    written = variant.form.format(keyword) + behind
    reading = _read(f"Hostar.\n\n{written}\n\nMer text", after="Patientens egenanamnes\n")
    assert reading.note is not None
    is_read = [entry.keyword for entry in reading.note.entries] == ["Patientens egenanamnes", keyword]
    assert is_read or 4 in {line for _, line in _codes(reading)}


@pytest.mark.parametrize("change", [str, str.upper])
@pytest.mark.parametrize("behind", ["Rodnat svalg.", ": Rodnat svalg.", ":Rodnat svalg."])
@pytest.mark.parametrize(
    "before",
    [
        "",
        "Hostar",
        "Hostar sedan i går",
        "På ett kafé",
        "Hostar.",
        "Feber 38,5",
        "Tempen är 38",
        "”Hostar.”",
        '"Hostar"',
    ],
)
@pytest.mark.parametrize("keyword", KEYWORDS[2:])
def test_P24_a_keyword_that_is_glued_to_words_is_asked_about_with_where_to_split_the_line(
    keyword: str, before: str, behind: str, change: Callable[[str], str]
) -> None:
    source = f"Patientens egenanamnes\n{before}{change(keyword)}{behind}\n"
    reading = read_note(source, profile=PROFILE)
    assert reading.note is not None
    if reading.questions:
        column = len(before) + 1
        assert [(one.code, one.words[0]) for one in reading.questions] == [("MVG249", f"2:{column}")]
        reading = read_note(source, profile=PROFILE, decisions=Decisions(splits=frozenset([(2, column)])))
    assert reading.note is not None
    entries = [(entry.keyword, entry.text.strip()) for entry in reading.note.entries]
    assert entries == [("Patientens egenanamnes", before), (keyword, "Rodnat svalg.")]


GLUED_TO = (
    "Hostar sedan i går",
    "Hostar i dag.",
    "Feber 38,5",
    "Normalt är CRP,",
    "Hostar (slem)",
    "Saturation 97 %",
    "Säger ”Hostar”",
)
"""What a heading is glued to where the line break or blank above it is lost: words and the signs that end them."""


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("change", [str, _decomposed])
@pytest.mark.parametrize("after", ["Patientens egenanamnes", "Kompletterande anamnes"])
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_P24_no_variant_that_is_glued_to_words_is_taken_for_text_in_silence(
    variant: Variant, after: str, change: Callable[[str], str]
) -> None:
    behind = ["", " ÖLI", ": rodnat", "Rodnat svalg"]
    if variant.name not in ("letter", "word before"):  # their first letters are no keyword
        behind.append(" rodnat svalg")
    silent = [
        line
        for keyword in ("Status", "Bedömning")
        for before in GLUED_TO
        for text in behind
        if not _codes(_read(line := change(before + variant.form.format(keyword) + text), f"{after}\nHostar.\n"))
    ]
    assert silent == []


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_P24_a_line_with_a_glued_heading_is_split_where_the_question_says(variant: Variant) -> None:
    for before in GLUED_TO:
        line = before + variant.form.format("Bedömning") + "Rodnat svalg"
        source = f"Patientens egenanamnes\nHostar.\n{line}\n"
        for question in read_note(source, profile=PROFILE).questions:
            if question.code == "MVG249":
                columns = [int(place.partition(":")[2]) for place in question.words[0].split(", ")]
                splits = frozenset((3, column) for column in columns)
                reading = read_note(source, profile=PROFILE, decisions=Decisions(splits=splits))
                assert reading.questions == (), line
                assert reading.note is not None
                assert [entry.keyword for entry in reading.note.entries] == ["Patientens egenanamnes", "Bedömning"]


@pytest.mark.parametrize("between", ["", " "], ids=["glued", "spaced"])
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_P24_a_heading_that_lost_the_line_break_above_it_is_not_taken_for_text_in_silence(
    path: Path, between: str
) -> None:
    """Two lines become one, as a lossy copy makes them; what began on the lower one is noticed on the upper one."""
    lines = path.read_text("utf-8").split("\n")
    whole = read_note("\n".join(lines), profile=PROFILE)
    assert whole.note is not None
    for below in [block.line - 1 for block in whole.blocks if block.heading and block.line > 1]:
        above = max(at for at in range(below) if lines[at].strip())
        joined = [*lines[:above], lines[above] + between + lines[below], *lines[below + 1 :]]
        reading = read_note("\n".join(joined), profile=PROFILE)
        new = Counter(code for code, _ in _codes(reading)) - Counter(code for code, _ in _codes(whole))
        assert new or reading.note is None, above + 1


@pytest.mark.parametrize(
    ("written", "keyword"),
    [
        ("S t a t u s", "Status"),
        ("S.t.a.t.u.s", "Status"),
        ("B E D Ö M N I N G", "Bedömning"),
        ("Ѕtаtuѕ", "Status"),  # Cyrillic letters
        ("Kompl anamnes", "Kompletterande anamnes"),
        ("Kompl. anamn.", "Kompletterande anamnes"),
        ("Bed:", "Bedömning"),
        ("Bedömnig", "Bedömning"),
        ("Bdeömning:", "Bedömning"),
        ("Bedöming: ÖLI", "Bedömning"),
        ("Statsu", "Status"),
        ("tatus", "Status"),
        ("Bed/åtg", "Bedömning"),
        ("Bedömn. & plan", "Bedömning"),
        ("Bed. och åtg.", "Bedömning"),
        ("Bedömming, plan", "Bedömning"),
        ("<Status/>", "Status"),
        ("<Status/fynd>", "Status"),
        ("<Status> mer", "Status"),
        ("<Status>Mer text</Status>", "Status"),
        ("[Status]Mer text", "Status"),
        ("<b><Status></b> Mer", "Status"),
        ("<rubrik>Status</rubrik> Mer", "Status"),
        ('<p class="rubrik">Status</p>', "Status"),
        ("Statusx1", "Status"),
        ("Kompleterande annamnes", "Kompletterande anamnes"),
        ("Patients egenanamnes", "Patientens egenanamnes"),
        ("Kontaktorsak", "Besöksorsak"),
        ("Kontaktorsak: hosta", "Besöksorsak"),
        ("Patientens egen anamnes (Min vård Gävleborg)", "Patientens egenanamnes"),
        ("Psykiskt status", "Status"),
        ("Läkarens bedömning:", "Bedömning"),
        ("Status SpO2 97 % enligt egen mätare", "Status"),
        ("Kompletterande anamnes Rökare 10 cig/dag.", "Kompletterande anamnes"),
        ("Status 2", "Status"),
        ("Bedömning (läk): vila", "Bedömning"),
        ("Bedömning och planering: vila", "Bedömning"),
        ("Status vid ankomst", "Status"),
        ("Status vid ankomst:", "Status"),
        ("Bedömning av läkare:", "Bedömning"),
        ("Bedömning med plan", "Bedömning"),
        ("Status kl 14:20", "Status"),
        ("14:20 Status", "Status"),
        ("Kl 14:20 Bedömning:", "Bedömning"),
        ("Dr Ek: Status", "Status"),
        ("Rubrik: Kompletterande anamnes", "Kompletterande anamnes"),
        (": Status", "Status"),
        ("Ｓｔａｔｕｓ", "Status"),
        ("Kompletterande", "Kompletterande anamnes"),
        ("Stat", "Status"),
    ],
)
def test_K2_a_line_like_a_heading_is_asked_about(written: str, keyword: str) -> None:
    reading = _read(written)
    assert reading.note is not None
    assert ("MVG244", 4) in _codes(reading)
    question = next(question for question in reading.questions if question.line == 4)
    assert question.words == (keyword, "4")


@pytest.mark.parametrize(
    "line", ["Medicinsk status", "2.1 Status", "Dr Ek: Status", "Status vid ankomst", "Status idag"]
)
def test_K2_a_heading_right_below_the_end_of_a_sentence_is_asked_about(line: str) -> None:
    assert ("MVG244", 3) in _codes(_read(line, "Besöksorsak\nHostar sedan i går.\n"))
    assert ("MVG244", 3) not in _codes(_read(line, "Besöksorsak\nHostar och har\n"))


def test_K2_a_heading_with_a_colon_is_asked_about_wherever_it_stands() -> None:
    for above in ("Hostar sedan i går.", "Hostar och har"):
        assert ("MVG244", 3) in _codes(_read("kl 14.20 bedömning:", f"Besöksorsak\n{above}\n"))


@pytest.mark.parametrize(
    "line",
    [
        "Status vid förra besöket var bra.",
        "Bedömning av läkare väntas i morgon, säger hon",
        "Orsak: bedömning",
        "Kl 14:20: bedömning av läkare",
        "bedömning samma dag.",
        "kontakt.",
        "”Statin”",
        "Status och fynd någon tid",
        "Statin/ezetimib",
        "stat och kommun samt region, för länge sedan.",
        "<0,3/<5",
        "<br/>",
    ],
)
def test_a_keyword_in_a_sentence_with_a_word_behind_it_that_makes_it_text_is_text(line: str) -> None:
    assert _codes(_read(line)) == []


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("Bed?mning", "Bedömning"),
        ("BED\ufffdMNING:", "Bedömning"),
        ("BedÃ¶mning", "Bedömning"),
        ("Bed÷mning", "Bedömning"),  # cp1252 read as cp850
        ("Bed”mning", "Bedömning"),  # cp850 read as cp1252
        ("Bedšmning", "Bedömning"),  # MacRoman read as cp1252
    ],
)
def test_a_heading_damaged_by_a_wrong_encoding_is_asked_about(damaged: str, right: str) -> None:
    reading = _read(damaged)
    assert [(question.code, question.line, question.words) for question in reading.questions] == [
        ("MVG246", 4, (right, "4"))
    ]


def test_a_damaged_label_is_reported() -> None:
    assert ("MVG231", 4) in _codes(_read("Signera fr?n enhet: X"))


@pytest.mark.parametrize(
    "line",
    [
        "**Bidiagnos:** Z73.3 Stress", "[Signerad av]: Dr Ek", "> Ärende: C24-1", "Huvuddiagnos J06.9 ÖLI",
        "Huvuddiagnos = J06.9", "Journaltyp\tEpikris", "Signerad av Dr Ek", "Huvuddiagnos (ICD): F20",
        "Signerad av – Ek",
    ],
)  # fmt: skip
def test_a_label_with_other_signs_or_without_a_colon_is_reported(line: str) -> None:
    assert _codes(_read(line)) == [("MVG231", 4)]


@pytest.mark.parametrize(
    "line", ["Signerad av läkaren fick jag ett intyg", "journaltyp är valt", "signerad av", "> Svalg: ua"]
)
def test_words_of_a_label_in_a_sentence_are_text(line: str) -> None:
    assert ("MVG231", 4) not in _codes(_read(line))


@pytest.mark.parametrize("line", ["Lokalstatus", "Sköterskebedömning", "Hudstatus:", "Råd"])
def test_K12_a_professional_heading_over_the_patients_text_is_asked_about(line: str) -> None:
    assert ("MVG245", 3) in _codes(_read(line, "Egen anamnes\nHostar.\n"))
    assert ("MVG245", 3) not in _codes(_read(line, "Status\nHostar.\n"))
    assert ("MVG245", 3) not in _codes(_read(f"{line} och annat", "Egen anamnes\nHostar.\n"))


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("Hosta. Status: opåverkad. Bedömning: ÖLI.", "4:8, 4:27"),
        ("Anamnes Patientens egenanamnes Hostat i två veckor", "4:1, 4:9"),
        ("Ont i halsen. Status: rodnad", "4:15"),
        ("Status opåverkad i dag. Bedömning: virus, åter vid behov", "4:1, 4:25"),
        ("Bedömning god i dag. Status: virus. Åter vid behov", "4:1, 4:22"),
        ("14:20 Bedömning: ÖLI.", "4:7"),
        ("Bedömning öli. Status: ua", "4:1, 4:16"),
        ("Hosta Status Opåverkad Bedömning ÖLI Kompletterande anamnes Rökare", "4:7, 4:24, 4:38"),
        ("Status: u a. Bedömning: vila. Huvuddiagnos: J06.9 Journaltyp: Ssk", "4:14, 4:31, 4:51"),
    ],
)
@pytest.mark.parametrize("after", ["Besöksorsak\nhosta\n\n", "Besöksorsak\nhosta\nEgen anamnes\n"])
def test_K2_headings_within_a_line_are_proposed_as_cuts(line: str, columns: str, after: str) -> None:
    reading = _read(line, after)
    (question,) = [question for question in reading.questions if question.code == "MVG249"]
    assert (question.line, question.words[0]) == (4, columns)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("hosta.Bedömning", "MVG249"),
        ("CRP 12.Status rodnat", "MVG249"),
        ("se:Status", "MVG249"),
        ("Läkaren skrev ”Status”. Bedömning: ÖLI.", "MVG249"),
        ("Hostar. Bedömning-ÖLI", "MVG249"),
        ("Hostar. Bedömning\u200bÖLI", "MVG249"),
        ("Hostar mest på natten.Bed: vila", "MVG251"),
    ],
)
@pytest.mark.parametrize("after", ["Patientens egenanamnes", "Kompletterande anamnes"])
def test_P24_a_keyword_within_a_line_that_lost_a_blank_beside_it_is_noticed(line: str, code: str, after: str) -> None:
    assert (code, 3) in _codes(_read(line, f"{after}\nHostar.\n"))


@pytest.mark.parametrize(
    "line",
    [
        "Grundstatus god",
        "Statusen är bättre. Statusar finns.",
        "HON SÄGER ATT STATUSEN ÄR GOD",
        "Feber 38,5. Status är oförändrat sedan i går",
        "Hon har varit mycket trött (slem) Status oförändrat sedan i går, ingen feber",
        "Det kom ett nytt e-Status från kliniken, och hon läste det i går kväll",
        "Läkaren skrev:”Status u a”",
    ],
)
def test_an_ordinary_word_beside_a_sign_or_with_other_letters_is_no_glued_heading(line: str) -> None:
    assert _codes(_read(line, "Kompletterande anamnes\nHostar.\n")) == []


@pytest.mark.parametrize(
    "line",
    [
        "Status post appendektomi 2019",
        "Status post appendektomi",
        "status quo",
        "Status quo sedan i går.",
        "Bedömning enligt dr Ek:",
        "Anamnes enligt mamman:",
        "Status efter op",
        "Status epilepticus i barndomen",
        "Statin",
        "Statur: kort",
        "Ananas",
        "Se Bedömning: nedan",
        "Ny bedömning: imorgon",
        "Bedömd",
        "Svalg: rodnat",
        "Statusar och annat",
        "SpO2 97 %",
        "- Alvedon 500 mg",
        "”Jag mår bra”, säger hon.",
        "Levaxin 100 µg 1x1",
        "När du mig?",
        "Feber?",
        "x",
        "…",
        "100",
    ],
)
@pytest.mark.parametrize("opens", [True, False])
def test_ordinary_lines_lead_to_no_finding(line: str, opens: bool) -> None:
    assert _codes(_read(line, "Besöksorsak\nhosta\n" + "\n" * opens)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Status kvarstår som vid förra besöket i mars.",
        "Bedömning kvarstår: ingen ny behandling behövs just nu",
        "Anamnes stämmer med det som dottern berättar",
    ],
)
def test_K2_prose_that_begins_with_a_keyword_is_reported_and_stays(line: str) -> None:
    reading = _read(line)
    assert reading.note is not None
    assert reading.note.entries[0].text == f"hosta\n\n{line}\nmer text"
    assert _codes(reading) == [("MVG251", 4)]


LONG = "misstänkt viros, egenvård rekommenderas med dryck och vila, åter vid försämring eller feber i mer än fem dygn"


@pytest.mark.parametrize("gap", [" - ", " = ", "\t", " → ", "; ", "  "])
def test_a_misspelt_heading_with_a_gap_before_a_long_text_is_asked_about(gap: str) -> None:
    reading = _read(f"Bedömnign{gap}{LONG}")
    assert [(one.code, one.line, one.words) for one in reading.questions] == [("MVG244", 4, ("Bedömning", "4"))]


def test_a_misspelt_heading_with_a_colon_within_a_long_line_is_reported() -> None:
    assert _codes(_read(f"{LONG}. Bedömnign: {LONG}")) == [("MVG251", 4)]
    assert _codes(_read(f"{LONG}. Vilket betyder: {LONG}")) == []


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        ("Mår bra. Status\nRodnad i svalget.", [("MVG249", 4, ("4:10", "--split 4:10"))]),
        ("Mår bra.Status\n  Rodnad", [("MVG249", 4, ("4:9", "--split 4:9"))]),
        ("Mår bra. Status\n  rodnad i svalget.", [("MVG244", 4, ("Status", "4"))]),
        ('Hon sa "Status"\nRodnad', []),
    ],
)
def test_a_heading_at_the_end_of_a_line_is_asked_about_with_its_column(
    lines: str, asked: list[tuple[str, int, tuple[str, ...]]]
) -> None:
    assert [(one.code, one.line, one.words) for one in _read(lines).questions] == asked


@pytest.mark.parametrize("item", ["- Status", "* Status", "1. Status", "2) Bedömning", "• Bedömning:"])
def test_K2_a_list_item_among_list_items_is_text(item: str) -> None:
    mark = item.split(maxsplit=1)[0]
    reading = _read(f"{mark} hosta\n{item}\n{mark} feber")
    assert reading.note is not None
    assert len(reading.note.entries) == 1
    assert _codes(reading) == [("MVG254", 5)]


def test_a_heading_in_a_list_is_one_where_no_item_stands_right_beside_it() -> None:
    reading = _read("- Status\nrodnad i svalget\n- feber")
    assert reading.note is not None
    assert [(one.keyword, one.text) for one in reading.note.entries[1:]] == [
        ("Status", "rodnad i svalget\n- feber\nmer text")
    ]


def test_K2_a_list_item_that_opens_the_list_is_asked_about() -> None:
    reading = _read("- Status\n- rodnad\n- svullnad")
    assert [(question.code, question.line) for question in reading.questions] == [("MVG244", 4)]


def test_numbered_headings_right_below_each_other_are_headings() -> None:
    reading = _read("1. Status: u a\n2. Bedömning: vila")
    assert reading.note is not None
    assert [entry.keyword for entry in reading.note.entries] == ["Besöksorsak", "Status", "Bedömning"]


def test_a_form_feed_before_a_heading_is_a_line_end() -> None:
    reading = _read("frisk\n\x0cStatus")
    assert reading.note is not None
    assert reading.note.entries[1].keyword == "Status"
    assert reading.note.entries[1].line == 6


@pytest.mark.parametrize(
    ("line", "kind"),
    [("- a", "-"), ("1. a", "1."), ("(12) a", "1."), ("b) a", "a."), ("  • a", "•"), ("-a", ""), ("a", "")],
)
def test_the_kind_of_a_list_mark(line: str, kind: str) -> None:
    assert list_kind(line) == kind


@pytest.mark.parametrize("line", ["", "   ", "x" * 5000, ":", "...", "1.", "”"])
def test_a_line_of_signs_or_of_great_length_is_no_heading(line: str) -> None:
    assert certain_heading(line, PROFILE) is None


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [("status", "status", 0), ("statsu", "status", 1), ("tatus", "status", 1), ("statuss", "status", 1),
     ("sattsu", "status", 2), ("xtatux", "status", 2), ("abc", "status", 3), ("", "ab", 2)],
)  # fmt: skip
def test_the_distance_counts_changed_missing_extra_and_swapped_letters(one: str, other: str, wrong: int) -> None:
    assert min(distance(one, other, 2), 3) == wrong


@pytest.mark.parametrize("text", ["a", "en status till", "egenanamnes", "sjukdom", *HeadingIndex(PROFILE).keywords])
def test_a_text_mentions_a_keyword_when_it_mentions_one_that_contains_no_other(text: str) -> None:
    index = HeadingIndex(PROFILE)
    mentions = any(keyword in text for keyword in index.keywords)
    assert any(keyword in text for keyword in index.keyword_roots) == mentions


def test_every_label_has_as_many_letters_together_as_are_searched() -> None:
    index = HeadingIndex(PROFILE)
    assert all(index.label_letters.search(label) for label in index.labels)
    assert index.label_letters.search("2024-03-14T09:12:00+01:00") is None
