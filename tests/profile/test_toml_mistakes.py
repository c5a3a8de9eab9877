"""The usual mistakes in a TOML file: each is named with its line and its cause, and all of a file at once."""

from __future__ import annotations

import codecs

import pytest

from converter.profile.toml_file import parse_toml
from converter.profile.toml_mistakes import MAX_MISTAKES, toml_mistakes
from regional import refused

PLANTED = [
    ("curly quotes", 'a = "1"\nname = “region”\n', 2, ("#curly-quotes", "“”")),
    ("a curly quote in a list", 'a = ["b", ”c”]\n', 1, ("#curly-quotes", "”")),
    ("single curly quotes", "a = ‘b’\n", 1, ("#curly-quotes", "‘’")),
    ("curly quotes around a key", "“a” = 'b'\n", 1, ("#curly-quotes", "“”")),
    ("å in a key", 'å = "1"\n', 1, ("#unquoted-key", "å")),
    ("a space in a key", 'Patientens namn = "patient.name"\n', 1, ("#unquoted-key", "Patientens namn")),
    ("ä in a header", '[labels.ärende]\nx = "1"\n', 1, ("#unquoted-header",)),
    ("no quotes", "name = region\n", 1, ("#unquoted-value", "name")),
    ("a word for a flag", "gated = ja\n", 1, ("#unquoted-value", "gated")),
    ("capital letter in a flag", "gated = True\n", 1, ("#unquoted-value", "gated")),
    ("a number with a zero before it", "version = 01\n", 1, ("#unquoted-value", "version")),
    ("no closing quote", 'name = "region\nversion = "1"\n', 1, ("#open-quote",)),
    ("no closing apostrophe", "name = 'region\n", 1, ("#open-quote",)),
    ("no closing quotes of several lines", 'a = """x\ny\n', 1, ("#open-quote",)),
    ("a quote inside", 'title = "Han sa "hej" igen"\n', 1, ("#inner-quote",)),
    ("two pairs on a line", 'a = "b" c = "d"\n', 1, ("#inner-quote",)),
    ("a backslash before a letter without meaning", 'extends = "C:\\region"\nextend = "C:\\q"\n', 2, ("#backslash",)),
    ("a backslash before u", 'extends = "C:\\users"\n', 1, ("#backslash",)),
    ("a key twice", 'name = "a"\nversion = "1"\nname = "b"\n', 3, ("#double-key", "name", "1")),
    ("a quoted key twice", '[labels]\n"å" = "id"\n"å" = "ended"\n', 3, ("#double-key", "å", "2")),
    ("a table twice", '[a]\nx = 1\n[b]\n[a]\n', 4, ("#double-table", "a", "1")),
    ("a table with a bracket in its name twice", '["a]"]\n["a]"]\n', 2, ("#toml", "Cannot declare ('a]',) twice")),
    ("single brackets", "[keyword]\nx = 1\n[keyword]\nx = 2\n[keyword]\nx = 3\n", 3, ("#single-brackets", "keyword")),
    ("single brackets after double ones", "[[keyword]]\nx = 1\n[keyword]\nx = 2\n", 3, ("#single-brackets", "keyword")),
    ("a colon", 'name: "region"\n', 1, ("#colon", "name")),
    ("a word alone", "name\n", 1, ("#no-equals",)),
    ("a comma missing", 'a = ["b" "c"]\n', 1, ("#open-list",)),
    ("a comma missing on a line of a list", 'a = [\n  "b",\n  "c" "d",\n]\n', 3, ("#open-list",)),
    ("a comma too many", 'a = ["b",, "c"]\n', 1, ("#open-list",)),
    ("a bracket missing", 'a = [\n  "b",\n  "c"\nd = "1"\n', 1, ("#open-list",)),
    ("a bracket of a header missing", '[a\nx = "1"\n', 1, ("#open-header",)),
    ("a bracket of rows missing", '[[a]\nx = "1"\n', 1, ("#open-header",)),
    ("a no-break space", 'a =\u00a0"b"\n', 1, ("#invisible", "U+00A0")),
    ("a zero-width space", '\u200ba = "b"\n', 1, ("#invisible", "U+200B")),
    ("a value without a key", ' = "b"\n', 1, ("#inner-quote",)),
    ("no value", "a =\n", 1, ("#no-value",)),
    ("a comment for a value", "a = # b\n", 1, ("#no-value",)),
    ("something else", "a = }\n", 1, ("#toml", "Invalid value")),
    ("a table that a dotted key has made", "a.b = 1\n[a]\nx = 1\n", 2, ("#double-table", "a", "1")),
    ("a key that a table has made", '[a.b]\n[a]\nb = "c"\n', 3, ("#toml", "Cannot overwrite a value")),
    ("a dotted key into a text", 'a = "b"\na.c = "d"\n', 2, ("#toml", "Cannot overwrite a value")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_mistake_is_named_with_its_line_and_its_cause(
    text: str, line: int, words: tuple[str, ...], line_end: str
) -> None:
    (found,) = refused(parse_toml, text.replace("\n", line_end).encode(), "profile.toml")
    assert (found.code, found.line, found.words) == ("MVG702", line, ("profile.toml", *words))
    for language in ("sv", "en"):
        assert "#" not in found.message(language).replace("med #", "").replace("with #", "")
        assert "{" not in found.message(language)
        assert found.next_step(language) not in ("", found.words[1])
    assert found.message("sv") != found.message("en")


def test_every_mistake_of_a_file_is_reported_at_once() -> None:
    text = 'name = “b”\nversion = 1.\nå = "x"\n[a\nb = "c\n[x]\ny = ja\n[x.z]\nq = ["a" "b"]\nok = "1"\n'
    assert [(one.line, one.words[0]) for one in toml_mistakes(text)] == [
        (1, "#curly-quotes"), (2, "#unquoted-value"), (3, "#unquoted-key"), (4, "#open-header"), (5, "#open-quote"),
        (7, "#unquoted-value"), (9, "#open-list"),
    ]  # fmt: skip


def test_what_is_unknown_is_reported_alone_or_not_at_all() -> None:
    assert [one.words[0] for one in toml_mistakes("a = }\nb = }\nc = ja\n")] == ["#toml", "#unquoted-value"]


def test_no_more_than_twenty_mistakes_are_reported() -> None:
    assert len(toml_mistakes("a = b\n" * 50)) == MAX_MISTAKES


def test_a_valid_file_has_no_mistake() -> None:
    assert toml_mistakes('a = "b"\n') == []


@pytest.mark.parametrize("value", ["[" * 3000, "1" * 5000])
def test_a_monstrous_value_is_reported(value: str) -> None:
    assert toml_mistakes(f"a = {value}\n")


# -- encodings ------------------------------------------------------------------------------------------------


def test_a_byte_order_mark_is_accepted() -> None:
    file = parse_toml(codecs.BOM_UTF8 + 'name = "å"\n'.encode(), "profile.toml")
    assert file.data == {"name": "å"}
    assert file.position(("name",)) == ("profile.toml", 1, 1)


@pytest.mark.parametrize(
    ("content", "line", "column", "cause"),
    [
        ('a = "1"\nname = "Gävleborg"\n'.encode("cp1252"), 2, 10, "#ansi"),
        ('name = "å"\n'.encode("utf-16"), 1, 0, "#utf-16"),
        (codecs.BOM_UTF16_BE + 'name = "å"\n'.encode("utf-16-be"), 1, 0, "#utf-16"),
        (b'name = "\x81\x8d"\n', 1, 9, "#encoding"),
    ],
)
def test_another_encoding_is_named_with_what_to_do(content: bytes, line: int, column: int, cause: str) -> None:
    (found,) = refused(parse_toml, content, "profile.toml")
    assert (found.line, found.column, found.words) == (line, column, ("profile.toml", cause))
    assert "UTF-8" in found.next_step()


def test_other_mistakes_of_a_file_in_another_encoding_are_reported_too() -> None:
    findings = refused(parse_toml, "name = “ä”\ngated = ja\n".encode("cp1252"), "profile.toml")
    assert [one.words[1] for one in findings] == ["#ansi", "#curly-quotes", "#unquoted-value"]


def test_a_file_name_with_doubled_backslashes_is_right() -> None:
    assert parse_toml(b'extends = "..\\\\bas"\n', "profile.toml").data == {"extends": "..\\bas"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('questionnaire = "a\\bas.json"\n', 1),
        ('extends = "..\\bas"\n', 1),
        ('a = 1\n[targets.x]\ntemplate = "t\\ta.txt.j2"\n', 3),
        ('[[x]]\nfile = "\\f"\n', 2),
    ],
)
def test_a_file_name_in_which_a_backslash_was_taken_for_something_else_is_reported(text: str, line: int) -> None:
    (found,) = refused(parse_toml, text.encode(), "profile.toml")
    assert (found.line, found.words[1]) == (line, "#backslash")
