"""From bytes to text: what is stated decides, a keyword may settle, nothing is guessed (P3)."""

from __future__ import annotations

import codecs

import pytest

from converter.findings import Finding
from converter.note.reading import Reading
from converter.profile import Profile
from converter.readers import read
from converter.readers.decoding import MAX_BYTES, MAX_LINES, Undecodable, decode, position_in_source

NOTE = "Besöksorsak\nÖm i halsen, åt höger\n\nStatus\nu.a."
XML = '<?xml version="1.0" encoding="{}"?>\n<a>åäö</a>'
DANGEROUS = ("rot13", "hex", "base64", "zip", "bz2", "unicode_escape", "raw_unicode_escape", "punycode", "idna",
             "utf-7", "utf_7", "U7", "unicode-1-1-utf-7", "undefined", "mbcs")  # fmt: skip


def _refused(source: bytes | str, profile: Profile, encoding: str = "") -> Finding:
    with pytest.raises(Undecodable) as refused:
        decode(source, profile, encoding)
    assert str(refused.value) == refused.value.finding.code  # a traceback of it would quote nothing of the note
    return refused.value.finding


MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
]


@pytest.mark.parametrize(("mark", "encoding"), MARKS)
def test_a_byte_order_mark_decides_and_is_no_text(mark: bytes, encoding: str, profile: Profile) -> None:
    assert decode(mark + NOTE.encode(encoding), profile) == (NOTE, ())


@pytest.mark.parametrize(("mark", "encoding"), MARKS)
def test_a_mark_before_a_text_that_has_one_is_no_text_either(mark: bytes, encoding: str, profile: Profile) -> None:
    """A file with a mark was read as text and saved with another."""
    assert decode(mark + f"\ufeff{NOTE}".encode(encoding), profile) == (NOTE, ())


@pytest.mark.parametrize(("mark", "encoding"), MARKS)
def test_a_byte_order_mark_decides_over_the_declaration(mark: bytes, encoding: str, profile: Profile) -> None:
    text = XML.format("ISO-8859-1")
    assert decode(mark + text.encode(encoding), profile) == (text, ())


def test_plain_utf_8_needs_no_mark(profile: Profile) -> None:
    assert decode(NOTE.encode(), profile) == (NOTE, ())


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("UTF-8", "utf-8"), ("macintosh", "mac-roman"),
     ("iso-8859-15", "iso8859-15"), ("IBM850", "cp850")],
)  # fmt: skip
def test_the_encoding_that_an_xml_file_declares_is_honoured(declared: str, encoding: str, profile: Profile) -> None:
    text = XML.format(declared)
    assert decode(text.encode(encoding), profile) == (text, ())
    single = text.replace('"', "'")
    assert decode(single.encode(encoding), profile) == (single, ())


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac-roman"])
@pytest.mark.parametrize(
    "text",
    [NOTE, NOTE.upper(), NOTE.replace("Besöksorsak\n", "  Besöksorsak: "), f"Status\nfri text åäö\n{NOTE}",
     "Patientens sökorsak: Hosta\nStatus\nu.a."],
)  # fmt: skip
def test_a_keyword_at_the_start_of_a_line_settles_an_older_encoding(text: str, encoding: str, profile: Profile) -> None:
    line = next(number for number, line in enumerate(text.lower().split("\n"), 1) if "sök" in line[:14])
    assert decode(text.encode(encoding), profile) == (text, (Finding("MVG108", line, words=(encoding,)),))


def test_the_line_of_the_settling_keyword_is_counted_as_the_reader_counts(profile: Profile) -> None:
    _, findings = decode("Status\x0b\x1c\x85u.a.\nBesöksorsak\nHosta".encode("cp1252", "replace"), profile)
    assert [finding.line for finding in findings] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "Status\nÖm i halsen",  # no keyword with å, ä or ö
        "Hosta sedan Besöksorsak blev ifylld",  # not at the start of a line
        "Åtgärder\nVila",  # no keyword of the profile
        "Ärendelista\nVila",  # only begins like one
    ],
)
@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac-roman"])
def test_what_no_keyword_settles_is_refused_with_the_byte(text: str, encoding: str, profile: Profile) -> None:
    data = text.encode(encoding)
    at = next(position for position, byte in enumerate(data) if byte > 0x7F)
    line = data[:at].count(b"\n") + 1
    assert _refused(data, profile) == Finding("MVG105", line, words=(str(at),))


def test_two_encodings_that_both_fit_settle_nothing(profile: Profile) -> None:
    both = b"Bes\xf6ksorsak\nx\nBes\x94ksorsak\nx"  # cp1252 and then cp850
    assert _refused(both, profile) == Finding("MVG105", 1, words=("3",))


def test_latin_1_is_never_tried_in_the_dark(profile: Profile) -> None:
    assert _refused(b"Bes\xf6ksorsak\x81\nhosta \x9d", profile).code == "MVG105"


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac-roman", "latin-1", "utf-16-le", "utf-16", "utf-8"])
def test_a_given_encoding_decides(encoding: str, profile: Profile) -> None:
    text = "Status\nÖm i halsen, åt höger"
    assert decode(text.encode(encoding), profile, encoding) == (text, ())


def test_a_given_encoding_wins_over_mark_declaration_and_utf_8(profile: Profile) -> None:
    assert decode(codecs.BOM_UTF8 + b"a", profile, "cp1252")[0] == "ï»¿a"
    assert decode(XML.format("UTF-8").encode("latin-1"), profile, "latin-1")[0] == XML.format("UTF-8")
    assert decode("Status\nå".encode(), profile, "cp1252")[0] == "Status\nÃ¥"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_a_stated_encoding_that_does_not_fit_is_refused_with_the_byte(encoding: str, profile: Profile) -> None:
    assert _refused(b"Status\n12\x81", profile, encoding).words[1] == "9"
    declared = XML.format(encoding).replace("åäö", "").encode() + b"\x81"
    assert _refused(declared, profile) == Finding("MVG106", words=(encoding, str(len(declared) - 1)))


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-16be", "UTF-32"])
@pytest.mark.parametrize("behind", ["", " ", "  ", "   "])
def test_a_declaration_in_ascii_of_an_encoding_that_has_none_is_refused(
    declared: str, behind: str, profile: Profile
) -> None:
    """Whatever its length: an even number of bytes can be read as UTF-16, and no keyword is found in that."""
    data = (XML.format(declared) + behind).encode()
    codec = codecs.lookup(declared).name
    assert _refused(data, profile) == Finding("MVG106", words=(codec, "0"))


def test_the_byte_is_counted_from_the_start_of_the_file_behind_a_mark_too(profile: Profile) -> None:
    assert _refused(codecs.BOM_UTF8 + b"Status\n\xff", profile) == Finding("MVG106", words=("utf-8", "10"))
    assert _refused(codecs.BOM_UTF16_LE + b"S\0t", profile) == Finding("MVG106", words=("utf-16-le", "4"))


@pytest.mark.parametrize("encoding", [*DANGEROUS, "utf-88", "å", "x" * 1000, "..", "utf-8\0"])
def test_what_is_no_character_set_is_refused(encoding: str, profile: Profile) -> None:
    assert _refused(b"Status\n+AOQ- 6162", profile, encoding) == Finding("MVG107")


@pytest.mark.parametrize("declared", [*DANGEROUS, "x-unknown"])
def test_what_is_no_character_set_is_refused_in_a_declaration_too(declared: str, profile: Profile) -> None:
    assert _refused(XML.format(declared).replace("åäö", "+AOQ-").encode(), profile) == Finding("MVG107")


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"PK\x03\x04", "ZIP/Word"),
        (b"\x1f\x8b\x08", "GZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (rb"{\rtf1\ansi", "RTF"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"\r\n <HTML lang='sv'>", "HTML"),
        (b"<!doctype\n html>", "HTML"),
    ],
)
@pytest.mark.parametrize("encoding", ["", "cp1252"])
def test_a_file_of_another_kind_is_named(start: bytes, kind: str, encoding: str, profile: Profile) -> None:
    assert _refused(start + NOTE.encode("latin-1"), profile, encoding) == Finding("MVG102", words=(kind,))


@pytest.mark.parametrize("text", ["<htmlx>", "Status: <html>", "\nPDF", " <!doctype note>"])
def test_a_text_that_only_resembles_another_kind_is_decoded(text: str, profile: Profile) -> None:
    assert decode(text.encode(), profile) == (text, ())


def test_a_nul_is_no_text_and_its_byte_is_reported(profile: Profile) -> None:
    assert _refused("Status".encode("utf-16-le"), profile) == Finding("MVG103", words=("1",))


@pytest.mark.parametrize("source", [b"", b" \r\n\t", "", "\n \N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}".encode(),
                                    codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF8 + b"\n"])  # fmt: skip
def test_a_file_without_a_character_is_empty(source: bytes | str, profile: Profile) -> None:
    assert _refused(source, profile) == Finding("MVG101")


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_refused(profile: Profile) -> None:
    assert decode(b"a" * MAX_BYTES, profile)[1] == ()
    assert _refused(b"a" * (MAX_BYTES + 1), profile) == Finding("MVG104", words=(str(MAX_BYTES),))
    assert _refused("a" * (MAX_BYTES + 1), profile).code == "MVG104"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_at_the_limit_of_lines_is_read_and_one_line_more_is_refused(end: str, profile: Profile) -> None:
    assert decode("a" + end * MAX_LINES, profile)[1] == ()
    assert _refused("a" + end * (MAX_LINES + 1), profile) == Finding("MVG109", words=(str(MAX_LINES),))


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_line_ends_are_left_as_they_came(end: str, profile: Profile) -> None:
    assert decode(f"a{end}{end}b{end}".encode(), profile) == (f"a{end}{end}b{end}", ())
    assert decode(f"a{end}b", profile)[0] == f"a{end}b"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_position_counts_every_line_end(end: str) -> None:
    assert position_in_source(f"a{end}{end}bc", len(f"a{end}{end}b")) == (3, 2)


@pytest.mark.parametrize("damage", ["Ã¶", "Ã¥", "Ã„", "Ã–", "Â°", "Ã\x85"])
def test_text_damaged_before_it_came_is_reported_and_left(damage: str, profile: Profile) -> None:
    text = f"Status\nhosta {damage} och {damage}"
    assert decode(text.encode(), profile) == (text, (Finding("MVG227", 2, 7),))
    assert decode(text, profile) == (text, (Finding("MVG227", 2, 7),))


def test_K9_a_lost_character_is_reported_where_it_stands_first(profile: Profile) -> None:
    text = "Status\nhosta \ufffd och \ufffd"
    assert decode(text.encode(), profile) == (text, (Finding("MVG261", 2, 7),))
    assert decode(f"{text} Ã¶", profile)[1] == (Finding("MVG261", 2, 7), Finding("MVG227", 2, 15))


@pytest.mark.parametrize("text", ["JOÃO", "SÃO PAULO", "Â", "Âge", "åäö ÅÄÖ éüñ"])
def test_real_letters_are_no_damage(text: str, profile: Profile) -> None:
    assert decode(text, profile) == (text, ())


def test_lines_and_columns_are_counted_from_one() -> None:
    assert [position_in_source("ab\n\nc", at) for at in range(5)] == [
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 1),
        (3, 1),
    ]


@pytest.mark.parametrize(
    ("source", "form"),
    [("Status\nu.a.", "text"), ('<triage-note xmlns="urn:mvg-export:triage-note:1"/>', "xml"),
     (' \n<triage-note xmlns="urn:mvg-export:triage-note:1"/>', "xml")],
)  # fmt: skip
def test_the_form_is_found_out(source: str, form: str, profile: Profile) -> None:
    assert read(source, profile).form == form


def test_a_given_form_is_the_form(profile: Profile) -> None:
    assert read("<a>\nStatus\nu.a.", profile, "text").form == "text"
    assert [finding.code for finding in read("Status\nu.a.", profile, "xml").findings] == ["MVG201"]


def test_what_decoding_found_stands_before_what_reading_found(profile: Profile) -> None:
    source = "Besöksorsak\nhosta\nKanal:\nxyz\n\nJournaltyp: a\nJournaltyp: b".encode("cp1252")
    assert [finding.code for finding in read(source, profile).findings] == ["MVG108", "MVG223"]


def test_an_undecodable_note_is_a_reading_without_a_note(profile: Profile) -> None:
    assert read(b"", profile) == Reading(None, (Finding("MVG101"),))


@pytest.mark.parametrize("encoding", ["iso-8859-1", "latin-1", "iso-8859-15"])
def test_cp1252_declared_as_latin_1_is_refused_with_the_byte(encoding: str, profile: Profile) -> None:
    data = "Status\n38,5\u201339,0".encode("cp1252")
    codec = codecs.lookup(encoding).name
    assert _refused(data, profile, encoding) == Finding("MVG106", words=(codec, "11"))
    assert decode(data.replace(b"\x96", b"\x85"), profile, encoding)[0] == "Status\n38,5\x8539,0"


@pytest.mark.parametrize("control", ["\x7f", "\x80", "\x96", "\x9b", "\x9f"])
def test_a_control_that_no_text_has_is_reported_as_damage(control: str, profile: Profile) -> None:
    text = f"Status\nåäö 38,5{control}39"
    assert decode(text.encode(), profile) == (text, (Finding("MVG227", 2, 9),))
    assert decode(text.encode().replace(control.encode(), b""), profile)[1] == ()
