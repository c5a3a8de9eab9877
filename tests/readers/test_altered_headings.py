"""Keywords with altered letters, and keywords that a time or a spoken word stands before, are asked about."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest

from converter import load_profile, read_note
from converter.note.unicode_text import fold
from converter.readers.altered_headings import AlteredKeywords, may_be_disguised, undisguised, unescaped
from converter.readers.similarity import distance, lacking

PROFILE = load_profile()
KEYWORDS = tuple(PROFILE.places)
ALTERED: dict[str, Callable[[str], str]] = {
    "definite": "{}en".format,
    "plural": "{}er".format,
    "transliterated": lambda name: name.replace("ö", "oe"),
    "without dots": lambda name: name.replace("ö", "o"),
    "letters lost": lambda name: name.replace("ö", ""),
    "misread m": lambda name: name.replace("m", "rn"),
    "misread u": lambda name: name.replace("u", "ii"),
    "misread digits": lambda name: name.replace("S", "5").replace("B", "8"),
    "without spaces": lambda name: name.replace(" ", ""),
    "spaced letters": " ".join,
    "as an address": quote,
    "as HTML": lambda name: name.encode("ascii", "xmlcharrefreplace").decode(),
    "as JSON": lambda name: name.encode("unicode_escape").decode(),
    "in an e-mail": lambda name: name.replace("ö", "=C3=B6"),
    "soft hyphen": lambda name: f"{name[:3]}\u00ad{name[3:]}",
    "zero width space": lambda name: f"{name[:3]}\u200b{name[3:]}",
    "mathematical letters": lambda name: "".join(
        chr(0x1D400 + ord(letter.lower()) - ord("a")) if letter.isascii() and letter.isalpha() else letter
        for letter in name
    ),
    "Cyrillic letters": lambda name: name.translate(str.maketrans("aeopcSB", "аеорсЅВ")),
}
SET_APART = ("Ny rubrik {}", "nytt sökord {}", "Ssk: {}:", "2024-03-14 09:41: {}:", "2024-03-14 09:41: {}", "09.41 {}")


def _asked(text: str, line: int) -> bool:
    """Whether the keyword is read as one, or the user is asked about its line."""
    reading = read_note(text, profile=PROFILE)
    assert reading.note is not None
    is_read = len(reading.note.entries) > 1
    return is_read or line in {question.line for question in reading.questions}


@pytest.mark.parametrize("change", ALTERED)
@pytest.mark.parametrize("keyword", KEYWORDS[1:])
@pytest.mark.parametrize(
    "form", ["{}\nRodnat svalg.", "{} Rodnat svalg sedan i går, värst på natten och när hon äter."]
)
@pytest.mark.parametrize("above", ["Hostar.\n\n", "Hostar.\n", "Hostar\n"])
def test_P24_a_keyword_with_altered_letters_is_asked_about(keyword: str, change: str, form: str, above: str) -> None:
    written = ALTERED[change](keyword)
    assert _asked(f"Besöksorsak\n{above}{form.format(written)}\n", 2 + above.count("\n"))


@pytest.mark.parametrize("keyword", KEYWORDS[1:])
@pytest.mark.parametrize(
    ("form", "behind"),
    [
        (form, behind)
        for form in SET_APART
        for behind in (" rodnat svalg.", " Rodnat svalg.", "\nRodnat svalg.")
        # `09.41 Status rodnat svalg.` is a sentence: it is warned about at most.
        if not (behind[1].islower() and form.endswith("{}") and "ny" not in form.lower())
    ],
)
@pytest.mark.parametrize("above", ["Hostar.\n\n", "Hostar\n"])
def test_P24_a_keyword_behind_a_time_or_a_spoken_word_is_asked_about(
    keyword: str, form: str, behind: str, above: str
) -> None:
    written = form.format(keyword.lower() if "ny" in form.lower() else keyword)
    assert _asked(f"Besöksorsak\n{above}{written}{behind}\n", 2 + above.count("\n"))


@pytest.mark.parametrize("keyword", KEYWORDS[1:])
@pytest.mark.parametrize("above", ["Hostar.\n\n", "Hostar.\n", "Hostar sedan i går. "])
def test_P24_a_keyword_that_a_hyphen_divides_is_asked_about(keyword: str, above: str) -> None:
    for at in range(4, len(keyword) - 1):
        if " " not in keyword[at - 1 : at + 1]:
            assert _asked(f"Besöksorsak\n{above}{keyword[:at]}-\n{keyword[at:]} rodnat svalg.\n", 2 + above.count("\n"))


def test_P24_a_keyword_in_capitals_within_a_line_is_asked_about() -> None:
    assert _asked("Besöksorsak\nhostar mest om natten STATUS opåverkad\n", 2)
    assert not _asked("Besöksorsak\nDE SA ATT STATUS VAR BRA\n", 2)
    assert not _asked("Besöksorsak\nvill ha en BEDÖMNING av läkare\n", 2)


@pytest.mark.parametrize(
    "line",
    [
        "Statusar har jag inte hört om.",
        "Patienten söker för halsont sedan i går.",
        "Bedömningen av läkare dröjer.",
        "Jag har fått en bedöm-\nning av läkare tidigare.",
        "Hostar, 1508 mg α-blockerare, 5 µg.",
        "Besöket Var bra.",
    ],
)
def test_P24_no_question_about_words_like_keywords_in_ordinary_text(line: str) -> None:
    assert not _asked(f"Besöksorsak\n{line}\nMer text.\n", 2)


def test_a_text_without_escapes_stays_as_it_is() -> None:
    assert unescaped("100 % av 5=5 & Bed%C3%B6mning %FF \\q") == "100 % av 5=5 & Bedömning ÿ \\q"
    assert unescaped("Bed=F6mning &ouml; \\u00f6\\xf6") == "Bedömning ö öö"


def test_signs_of_prose_disguise_nothing() -> None:
    assert not may_be_disguised("”Citat” – ≥ 38,5 → åter … 5 μg 🤒")
    assert may_be_disguised("Sta\u00adtus")
    assert may_be_disguised("Ѕtаtus")
    assert undisguised("Ѕtа\u200btus – ök") == "Status – ök"


def test_no_keyword_is_found_in_other_words() -> None:
    keywords = AlteredKeywords(tuple(map(fold, KEYWORDS)))
    assert [keywords.find(word) for word in ("", "status", "svalg", "moln 1", "100 %")] == ["", "", "", "", ""]


@pytest.mark.parametrize("written", ["bedömning", "bedömming", "bedömnni", "ebdömning", "beömninng"])
def test_no_more_letters_are_lacking_than_are_wrong(written: str) -> None:
    assert lacking(written, "bedömning") <= distance(written, "bedömning", 9)


@pytest.mark.parametrize("line", ["| Signerad av | Per |", "- Huvuddiagnos J20.9 Bronkit", "* Signerad tid 2024-03-14"])
def test_a_label_in_a_table_or_a_list_is_warned_about(line: str) -> None:
    reading = read_note(f"Besöksorsak\nHostar.\n{line}\n", profile=PROFILE)
    assert [(finding.code, finding.line) for finding in reading.findings] == [("MVG231", 3)]


@pytest.mark.parametrize(
    "line",
    [
        "Pnr: 19121212-1212",
        "Nästa patient: 191212121212",
        "Patient: Test Testsson, 121212-1212",
        "Test Testsson 19121212-1212",
        "191212121212 Test Testsson",
    ],
)
def test_P24_an_identity_number_with_a_name_or_a_label_is_warned_about(line: str) -> None:
    reading = read_note(f"Besöksorsak\nHostar.\n{line}\nKliar.\n", profile=PROFILE)
    assert ("MVG231", 3) in [(finding.code, finding.line) for finding in reading.findings]


@pytest.mark.parametrize(
    "line", ["Ringer för min man 19121212-1212 också.", "Ringde 026-15 40 00", "Prov 19121212-1213: ua", "P-glukos 7,8"]
)
def test_P24_no_warning_about_other_numbers_or_one_in_a_sentence(line: str) -> None:
    reading = read_note(f"Besöksorsak\nHostar.\n{line}\nKliar.\n", profile=PROFILE)
    assert [finding.code for finding in reading.findings] == []


@pytest.mark.parametrize(
    ("line", "asked", "reported"),
    [
        ("Mår bra nu. Be\u00addömning: ÖLI.", ["MVG244"], []),
        ("Ua. Stat. lokalt ua", [], []),  # of the section that it stands in
        ("Ua. Stat. lokalt ua. Bed. ÖLI", [], ["MVG251"]),
        ("Ua. Bed. ÖLI", [], ["MVG251"]),
    ],
)
def test_P24_a_keyword_within_a_line_that_is_disguised_or_cut_short_is_noticed(
    line: str, asked: list[str], reported: list[str]
) -> None:
    reading = read_note(f"Besöksorsak\nHostar.\n\nStatus\nOpåverkad.\n{line}\n", profile=PROFILE)
    assert [question.code for question in reading.questions] == asked
    assert [finding.code for finding in reading.findings] == reported
