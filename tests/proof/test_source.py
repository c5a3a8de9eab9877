"""The first proof, from bytes to note: it holds for every sample and detects each mistake of a reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from converter import convert, proof, read_note, readers
from converter.findings import Finding
from converter.note import markup
from converter.note.model import Author, Diagnosis, Entry, Patient, Triage, TriageAnswer, TriageNote, Unit
from converter.note.reading import Block, Decisions, Reading
from converter.profile import Profile
from converter.proof.source_bytes import decoded_is_proven
from converter.proof.source_text import _body_lines, _plain_body_lines
from converter.proof.source_xml import matches_plain_form, xml_is_proven
from converter.readers.headings import VARIANTS, Variant
from converter.testing import as_text, as_xml
from paths import BROKEN, SAMPLES, WHOLE
from testing.trials import NOTE

XML, TEXT = SAMPLES / "lang-anteckning.xml", SAMPLES / "lang-anteckning.txt"
READABLE = [path for path in sorted(BROKEN.iterdir()) if path.suffix in {".txt", ".xml"}]


def _read(source: bytes | str, profile: Profile) -> Reading:
    return readers.read(source, profile)


@pytest.mark.parametrize("path", [*WHOLE, *READABLE], ids=lambda path: path.name)
def test_P1_every_sample_that_can_be_read_is_proven(path: Path, profile: Profile) -> None:
    codes = [finding.code for finding in read_note(path.read_bytes(), profile=profile).findings]
    assert "MVG601" not in codes


def test_a_reading_without_a_note_is_not_proven(profile: Profile) -> None:
    assert not proof.source_is_proven("x", Reading(None, text="x"), profile)


# -- decoding -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "encoding", "text"),
    [
        ("Status\nå", "", "Status\nå"),
        ("\ufeffStatus", "", "Status"),
        ("\ufeff\ufeffStatus", "", "Status"),
        ("\ufeffStatus".encode("utf-16"), "", "Status"),
        ("\ufeffStatus".encode("utf-8-sig"), "utf-8", "Status"),
        ("Bedömning\nå".encode(), "", "Bedömning\nå"),
        ("Bedömning\nå".encode("utf-8-sig"), "", "Bedömning\nå"),
        ("Bedömning\nå".encode("utf-16"), "", "Bedömning\nå"),
        ("Bedömning\nå".encode("cp1252"), "", "Bedömning\nå"),
        ("Bedömning\nå".encode("cp850"), "", "Bedömning\nå"),
        ("Bedömning\nå".encode("mac-roman"), "", "Bedömning\nå"),
        ("Status\nå".encode("latin-1"), "latin-1", "Status\nå"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><a>å</a>'.encode("latin-1"), "", None),
    ],
)
def test_a_decoded_text_is_its_bytes_in_their_encoding(
    source: bytes | str, encoding: str, text: str | None, profile: Profile
) -> None:
    right = text or str(source, "latin-1") if isinstance(source, bytes) else str(text)
    assert decoded_is_proven(source, right, encoding, profile)
    assert not decoded_is_proven(source, right + " ", encoding, profile)
    assert not decoded_is_proven(source, right.replace("å", "a") or "x", encoding, profile) or "å" not in right


@pytest.mark.parametrize(
    ("source", "encoding"),
    [
        ("Status\nå".encode("latin-1"), ""),
        (b"Status\xff", "utf-8"),
        (b"Status", "no-such-encoding"),
        (b"Bed\x94mning \x81", ""),
    ],
)
def test_bytes_in_no_certain_encoding_are_not_proven(source: bytes, encoding: str, profile: Profile) -> None:
    assert not decoded_is_proven(source, source.decode("latin-1"), encoding, profile)


# -- the XML form ---------------------------------------------------------------------------------------------

XML_FAULTS: dict[str, Callable[[TriageNote], TriageNote]] = {
    "an answer lost": lambda note: note._replace(triage=note.triage._replace(answers=note.triage.answers[:-1])),
    "answers swapped": lambda note: note._replace(triage=note.triage._replace(answers=note.triage.answers[::-1])),
    "a heading altered": lambda note: note._replace(entries=(note.entries[0]._replace(heading="X"), *note.entries[1:])),
    "kind of number": lambda note: note._replace(patient=note.patient._replace(number_type="reservnummer")),
    "patient and author": lambda note: note._replace(
        patient=note.patient._replace(name=note.author.name), author=note.author._replace(name=note.patient.name)
    ),
    "channels": lambda note: note._replace(contact=note.contact._replace(channels=note.contact.channels[::-1])),
    "system": lambda note: note._replace(principal_diagnosis=note.principal_diagnosis._replace(system="")),
    "diagnoses": lambda note: note._replace(secondary_diagnoses=note.secondary_diagnoses[::-1]),
    "unit for signer": lambda note: note._replace(signing_unit=Unit(note.signer), signer=note.signing_unit.name),
}


@pytest.mark.parametrize("fault", XML_FAULTS)
@pytest.mark.parametrize(
    "source", [as_xml(NOTE), as_xml(NOTE).replace("och feber", "<!-- x -->och feber")], ids=["plain", "any"]
)
def test_a_fault_of_the_xml_reader_is_detected(source: str, fault: str, profile: Profile) -> None:
    note = _read(source, profile).note
    assert note is not None
    assert xml_is_proven(source, note)
    assert matches_plain_form(source, note) is ("<!--" not in source)
    assert not xml_is_proven(source, XML_FAULTS[fault](note))


@pytest.mark.parametrize("path", [path for path in WHOLE if path.suffix == ".xml"], ids=lambda path: path.name)
def test_a_sample_in_the_usual_layout_is_proven_at_once(path: Path, profile: Profile) -> None:
    source = path.read_text("utf-8")
    note = _read(source, profile).note
    assert note is not None
    assert matches_plain_form(source, note) is ("CDATA" not in source)
    assert not matches_plain_form(source.replace("</text>", " </text>", 1), note)
    assert not matches_plain_form(source, note._replace(id=f'{note.id}" lang="sv'))


@pytest.mark.parametrize(
    ("written", "id_", "text"),
    [
        ('<triage-note {} id="1" created="x"><entries><entry><keyword>a</keyword><text>b</text></entry></entries>',
         '1" created="x', "b"),
        ('<triage-note {} id="1"><entries><entry><keyword>a</keyword><text>b</text><text>c</text></entry></entries>',
         "1", "b</text><text>c"),
        ('<triage-note {} id="1"><entries><entry><keyword>a</keyword><text>b > </text></entry></entries>', "1", "b >"),
        ('<triage-note {} id="1"><entries><entry><keyword>a</keyword><text>b&amp;</text></entry></entries>', "1",
         "b&amp;"),
    ],
)  # fmt: skip
def test_a_word_that_holds_markup_is_not_proven_by_the_markup_of_the_file(written: str, id_: str, text: str) -> None:
    source = f"{written.format(NAMESPACE)}</triage-note>"
    assert not xml_is_proven(source, TriageNote(id=id_, entries=(Entry("a", text, heading="a"),)))


NAMESPACE = 'xmlns="urn:mvg-export:triage-note:1"'


@pytest.mark.parametrize(
    ("source", "note"),
    [
        (
            f"<triage-note {NAMESPACE}><patient><name>A</name></patient><author/></triage-note>",
            {"patient": Patient("A")},
        ),
        (f"<triage-note {NAMESPACE}><patient/><author><name>A</name></author></triage-note>", {"author": Author("A")}),
        (f'<triage-note {NAMESPACE} id=" a  b "/>', {"id": "a  b"}),
        (
            f"<triage-note {NAMESPACE}><patient><name>\n A&amp;<![CDATA[<B>]]>&#x41;&#65;&apos;\n</name></patient>"
            "</triage-note>",
            {"patient": Patient("A&<B>AA'")},
        ),
        (
            f"<triage-note {NAMESPACE}><entries><entry><keyword>Status</keyword>"
            "<text>\n\n  a\r\n\r\nb&#13;c \n \n</text></entry></entries></triage-note>",
            {"entries": (Entry("Status", "  a\n\nb\nc ", heading="Status"),)},
        ),
        (f'<triage-note {NAMESPACE}><diagnosis type="secondary"><title> </title></diagnosis></triage-note>', {}),
        (f'<triage-note {NAMESPACE}><patient><number type="personnummer"> </number></patient></triage-note>', {}),
        (
            f"<triage-note {NAMESPACE}><triage><item><question>\n  A?\n</question><answer> B </answer></item></triage>"
            "</triage-note>",
            {"triage": Triage(answers=(TriageAnswer("A?", "B "),))},
        ),
        (
            '<t:triage-note xmlns:t="urn:mvg-export:triage-note:1"><t:author><t:role>A</t:role></t:author>'
            "</t:triage-note>",
            {"author": Author("", "A")},
        ),
        (
            f"<triage-note {NAMESPACE}><signing/><author><role>&okänd;</role></author></triage-note>",
            {"author": Author("", "&okänd;")},
        ),
    ],
)
def test_a_file_is_proven_in_every_spelling_of_its_xml(source: str, note: dict[str, Any]) -> None:
    assert xml_is_proven(source, TriageNote(**note))
    assert not xml_is_proven(source, TriageNote(**note)._replace(signer="A"))


@pytest.mark.parametrize("space", ["&#13;\n", "&#10;", "&#32;", "&#x9;", "\r\n"])
def test_white_space_between_elements_is_no_text_however_it_is_written(space: str, profile: Profile) -> None:
    """Writers of XML in Java and .NET write the line ends of Windows as references."""
    plain = XML.read_text("utf-8")
    result = convert(re.sub(r"(?<!\?)>\n *<", f">{space}<", plain), "melior", profile=profile)
    assert result.output == convert(plain, "melior", profile=profile).output


@pytest.mark.parametrize("space", ["\u00a0", "&#xa0;", "\u2003"])
def test_other_spaces_between_elements_are_text(space: str, profile: Profile) -> None:
    result = convert(XML.read_text("utf-8").replace("<entries>", f"<entries>{space}"), "melior", profile=profile)
    assert result.exit_code == 65


def test_a_long_declaration_states_the_encoding_too(profile: Profile) -> None:
    plain = XML.read_text("utf-8").replace("–", "-").replace("≥", ">").encode("ascii", "xmlcharrefreplace").decode()
    assert plain.startswith('<?xml version="1.0" encoding=')
    declared = plain.replace("encoding=", " " * 2000 + "encoding=", 1).replace('"UTF-8"', '"windows-1252"')
    declared = declared.replace("</name>", " Å</name>", 1)
    note = read_note(declared.encode("cp1252"), profile=profile).note
    assert note is not None
    assert note.patient.name.endswith(" Å")


@pytest.mark.parametrize(
    ("written", "read"),
    [("ICD-10  SE", "ICD-10 SE"), (" A&#10;B ", "A B"), ("A\u00a0B", "A\u00a0B"), ("A\u2029B",) * 2],
)
def test_a_code_system_is_a_token_in_which_only_white_space_of_xml_is_joined(
    written: str, read: str, profile: Profile
) -> None:
    source = f'<triage-note {NAMESPACE}><diagnosis type="principal"><code system="{written}">J06.9</code></diagnosis>'
    reading = read_note(f"{source}</triage-note>", profile=profile)
    assert reading.note is not None
    assert reading.note.principal_diagnosis.system == read


@pytest.mark.parametrize(
    "loose",
    [
        "<patient>x<name>A</name></patient>",
        "<patient><name>A</name>x</patient>",
        "<patient><name>A</name></patient>x",
        "<patient><name>A</name><name>A</name></patient>",
        "<patient><name>A</name></patient><author/>x",
    ],
)
def test_a_text_outside_the_fields_is_detected(loose: str) -> None:
    source = f"<triage-note {NAMESPACE}>{loose}</triage-note>"
    assert not xml_is_proven(source, TriageNote(patient=Patient("A")))


def test_an_entry_of_the_xml_form_has_the_keyword_that_its_heading_means(profile: Profile) -> None:
    source = as_xml(NOTE._replace(entries=(Entry("EGENANAMNES", "a"), Entry("Qvw:", "b"))))
    reading = _read(source, profile)
    assert reading.note is not None
    assert proof.source_is_proven(source, reading, profile)
    for number in (0, 1):
        entries = list(reading.note.entries)
        entries[number] = entries[number]._replace(keyword="Status")
        wrong = reading._replace(note=reading.note._replace(entries=tuple(entries)))
        assert not proof.source_is_proven(source, wrong, profile)


@pytest.mark.parametrize(
    ("written", "channels", "is_proven"),
    [
        ("chat  audio", ("chat", "audio"), True),
        ("chat audio", ("chataudio",), False),
        ("chat", ("chat", "audio"), False),
    ],
)
def test_spaces_in_an_attribute_mean_nothing(written: str, channels: tuple[str, ...], is_proven: bool) -> None:
    source = f'<triage-note {NAMESPACE}><contact channels=" {written} "/></triage-note>'
    note = TriageNote(contact=NOTE.contact._replace(**dict.fromkeys(NOTE.contact._fields[1:], ""), channels=channels))
    assert xml_is_proven(source, note) is is_proven


def test_a_kind_of_number_that_the_file_does_not_have_is_detected() -> None:
    source = f"<triage-note {NAMESPACE}><patient><name>A</name></patient></triage-note>"
    assert xml_is_proven(source, TriageNote(patient=Patient("A")))
    assert not xml_is_proven(source, TriageNote(patient=Patient("A", "", "personnummer")))


def test_spaces_within_a_fact_of_the_xml_form_count() -> None:
    source = f"<triage-note {NAMESPACE}><patient><name>A  B</name></patient></triage-note>"
    assert xml_is_proven(source, TriageNote(patient=Patient("A  B")))
    assert not xml_is_proven(source, TriageNote(patient=Patient("A B")))


def test_control_a_parser_that_recovers_is_detected(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = XML.read_text("utf-8").replace("</text>", "&nbsp;kvar</text>", 1)
    assert [finding.code for finding in read_note(broken, profile=profile).findings] == ["MVG201"]
    recovering = etree.XMLParser(encoding="utf-8", recover=True, remove_comments=True, remove_pis=True)
    monkeypatch.setattr(markup, "safe_parser", lambda: partial(etree.fromstring, parser=recovering))
    caught = read_note(broken, profile=profile)
    assert (caught.note, caught.findings[-1].code) == (None, "MVG601")


def test_control_text_that_ends_at_a_comment_is_detected(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    source = XML.read_text("utf-8").replace("</text>", "<!-- x -->kvar</text>", 1)
    assert read_note(source, profile=profile).note is not None
    cutting = etree.XMLParser(encoding="utf-8", resolve_entities=False, load_dtd=False)
    monkeypatch.setattr(markup, "safe_parser", lambda: partial(etree.fromstring, parser=cutting))
    caught = read_note(source, profile=profile)
    assert (caught.note, caught.findings[-1].code) == (None, "MVG601")


# -- copied text ----------------------------------------------------------------------------------------------


def _with_change(reading: Reading, number: int, **changes: Any) -> Reading:
    blocks = list(reading.blocks)
    blocks[number] = blocks[number]._replace(**changes)
    return reading._replace(blocks=tuple(blocks))


def test_each_block_of_a_copied_text_counts(profile: Profile) -> None:
    source = as_text(NOTE, profile)
    reading = _read(source, profile)
    assert proof.source_is_proven(source, reading, profile)
    for number in range(len(reading.blocks)):
        lost = reading._replace(blocks=reading.blocks[:number] + reading.blocks[number + 1 :])
        assert not proof.source_is_proven(source, lost, profile)
        for changes in ({"line": 99}, {"heading": "Annat:"}, {"body": "annat"}):
            assert not proof.source_is_proven(source, _with_change(reading, number, **changes), profile)
    assert reading.note is not None
    for number, entry in enumerate(reading.note.entries):
        entries = [*reading.note.entries]
        entries[number] = entry._replace(text=entry.text + "x")
        altered = reading._replace(note=reading.note._replace(entries=tuple(entries)))
        assert not proof.source_is_proven(source, altered, profile)
    twice = reading._replace(blocks=(*reading.blocks, reading.blocks[-1]))
    assert not proof.source_is_proven(source, twice, profile)


@pytest.mark.parametrize(
    ("source", "blocks", "lines"),
    [
        ("Status\na", [("Status", "a", 1)], [2]),
        ("Status: a", [("Status:", "a", 1)], [1]),
        ("Status\n\n  a\nb\n", [("Status", "  a\nb", 1)], [3]),
        ("Status\n  a", [("Status", "a", 1)], None),
        ("Status\nab", [("Status", "a", 1)], None),
        ("Status\n \na", [("Status", "a", 1)], [3]),
        ("Status\n \n a", [("Status", "a", 1)], None),
        ("Status\t a", [("Status", "a", 1)], [1]),
        ("Status\n", [("Status", "", 1)], [1]),
        ("\u200b\nStatus\n\u200b", [("Status", "", 2)], [2]),
        ("x\nStatus\n", [("Status", "", 2)], None),
        ("Status\na\nb", [("Status", "a", 1)], None),
        ("Status\nb", [("Status", "a", 1)], None),
        ("Status x\na", [("Status", "a", 1)], None),
    ],
)
def test_blocks_cover_every_line_once(source: str, blocks: list[tuple[str, str, int]], lines: list[int] | None) -> None:
    parsed = [Block(heading, body, "", line) for heading, body, line in blocks]
    assert _body_lines(parsed, source, split=False) == lines
    assert _plain_body_lines(parsed, source) in (None, lines)


@pytest.mark.parametrize(
    ("source", "blocks", "lines"),
    [
        ("Ärende: 1\n\nStatus\na\nb\n\n\nPlan\n\n\n", [(1, "Ärende:", "1", "id"), (3, "Status", "a\nb", ""),
                                                          (8, "Plan", "", "")], [1, 4, 8]),
        ("\nx\n", [(2, "", "x", "")], [2]),
        ("Ärende: 1\nx", [(1, "Ärende:", "1", "id"), (2, "", "x", "")], [1, 2]),
        ("Ärende: 1\nx", [(1, "Ärende:", "1", "id"), (1, "", "x", "")], None),
        ("Ärende: 1\nx", [(1, "Ärende:", "1", "id")], None),
        ("Ärende: 1\nx ", [(1, "Ärende:", "1", "id"), (2, "", "x", "")], None),
        ("Ärende: 1\nx\n", [(1, "Ärende:", "1", "id"), (3, "", "x", "")], None),
        ("x\n\ny", [(1, "", "x", ""), (2, "", "", ""), (3, "", "y", "")], None),
        ("", [], []),
    ],
)  # fmt: skip
def test_the_usual_layout_is_proven_in_one_comparison(
    source: str, blocks: list[tuple[int, str, str, str]], lines: list[int] | None
) -> None:
    parsed = [Block(heading, body, fact, line) for line, heading, body, fact in blocks]
    assert _plain_body_lines(parsed, source) == lines
    assert lines is None or _body_lines(parsed, source, split=False) == lines


def test_a_block_may_end_within_a_line_only_where_the_user_cut_it() -> None:
    blocks = [Block("Status:", "a", "", 1), Block("Bedömning:", "b", "", 1)]
    source = "Status: a Bedömning: b"
    assert _body_lines(blocks, source, split=True) == [1, 1]
    assert _body_lines(blocks, source, split=False) is None


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_of_the_source_counts(end: str, profile: Profile) -> None:
    source = f"Status{end}a{end}{end}b"
    reading = _read(source, profile)
    assert proof.source_is_proven(source, reading, profile)
    assert reading.note is not None
    entries = (reading.note.entries[0]._replace(text="a\nb"),)
    wrong = _with_change(reading._replace(note=reading.note._replace(entries=entries)), 0, body="a\nb")
    assert not proof.source_is_proven(source, wrong, profile)


FACT_FAULTS: dict[str, dict[str, Any]] = {
    "signer": {"signer": "Lisbet Mallgren"},
    "no signer": {"signer": ""},
    "id": {"id": "C24"},
    "patient": {"patient": Patient("Astrid Exempelsson", "199104272381", "reservnummer")},
    "diagnosis": {"principal_diagnosis": Diagnosis("J06.9", "ICD-10-SE", "Akut övre luftvägsinfektion, annan")},
    "system": {"principal_diagnosis": Diagnosis("J06.9", "", "Akut övre luftvägsinfektion")},
    "no diagnosis": {"principal_diagnosis": Diagnosis()},
    "secondary": {"secondary_diagnoses": ()},
    "prio": {"contact": NOTE.contact._replace(prio="2")},
    "channels": {"contact": NOTE.contact._replace(channels=())},
    "answers": {"triage": NOTE.triage._replace(answers=NOTE.triage.answers[::-1])},
}


@pytest.mark.parametrize("fault", FACT_FAULTS)
def test_a_fact_that_the_copied_text_does_not_state_is_detected(fault: str, profile: Profile) -> None:
    source = as_text(NOTE, profile)
    reading = _read(source, profile)
    assert reading.note is not None
    wrong = reading._replace(note=reading.note._replace(**FACT_FAULTS[fault]))
    assert not proof.source_is_proven(source, wrong, profile)


@pytest.mark.parametrize("written", ["Video ,  CHATT", "video,chatt", "ljud och bild, chatt"])
def test_how_a_list_of_words_is_written_does_not_matter(written: str, profile: Profile) -> None:
    source = f"Kontaktens kanaler: {written}\nStatus\nx"
    reading = _read(source, profile)
    assert reading.note is not None
    assert reading.note.contact.channels == ("video", "chat")
    assert proof.source_is_proven(source, reading, profile)


def test_a_fact_between_the_keywords_is_detected_unless_the_user_decided_so(profile: Profile) -> None:
    blocks = (Block("Status", "a", "", 1, "Status"), Block("Signerad av:", "B", "signer", 3), Block("", "c", "", 4, ""))
    entries = (Entry("Status", "a", "note", 1, "Status"), Entry("", "c", "note", 4, ""))
    source = "Status\na\nSignerad av: B\nc"
    reading = Reading(TriageNote(entries=entries, signer="B"), text=source, form="text", blocks=blocks)
    assert not proof.source_is_proven(source, reading, profile)
    decided = reading._replace(decisions=Decisions(facts=frozenset([3])))
    assert proof.source_is_proven(source, decided, profile)


def test_a_fact_that_two_blocks_state_is_detected(profile: Profile) -> None:
    blocks = (Block("Signerad av:", "A", "signer", 1), Block("Signerad av:", "B", "signer", 2))
    source = "Signerad av: A\nSignerad av: B"
    reading = Reading(TriageNote(signer="A"), text=source, form="text", blocks=blocks)
    assert not proof.source_is_proven(source, reading, profile)


def test_answers_are_those_of_their_questions(profile: Profile) -> None:
    blocks = (
        Block("Triagesvar:", "a", "triage.answer", 1),
        Block("Triagefråga:", "b", "triage.question", 2),
        Block("Triagesvar:", "c", "triage.answer", 3),
        Block("Triagesvar:", "d", "triage.answer", 4),
    )
    source = "Triagesvar: a\nTriagefråga: b\nTriagesvar: c\nTriagesvar: d"
    answers = (TriageAnswer("", "a"), TriageAnswer("b", "c"), TriageAnswer("", "d"))
    for parsed, is_proven in (
        (answers, True),
        ((TriageAnswer("b", "a"), TriageAnswer("", "c"), TriageAnswer("", "d")), False),
    ):
        reading = Reading(TriageNote(triage=Triage(answers=parsed)), text=source, form="text", blocks=blocks)
        assert proof.source_is_proven(source, reading, profile) is is_proven


@pytest.mark.parametrize(
    ("heading", "keyword", "fact", "is_proven"),
    [
        ("STATUS :", "Status", "", True),
        ("Status", "Bedömning", "", False),
        ("1. Status:", "Status", "", True),
        ("”Status”", "Status", "", True),
        ("- Status –", "Status", "", True),
        ("Status2", "Status", "", False),
        ("Qvw:", "Qvw", "", True),
        ("Qvw:", "Status", "", False),
        ("", "", "", True),
        ("", "Status", "", False),
        ("Signerad av:", "", "signer", True),
        ("Signerad av:", "", "record_type", False),
        ("Qvw:", "", "signer", False),
    ],
)
def test_a_block_is_what_its_heading_means(
    heading: str, keyword: str, fact: str, is_proven: bool, profile: Profile
) -> None:
    source = f"{heading}\nx"
    line = 1 if heading else 2
    block = Block(heading, "x", fact, line, keyword)
    facts = {fact: "x"} if fact else {"entries": (Entry(keyword, "x", "note", line, heading),)}
    reading = Reading(TriageNote(**facts), text=source, form="text", blocks=(block,))
    assert proof.source_is_proven(source, reading, profile) is is_proven


def test_a_keyword_alone_on_a_line_is_no_text_unless_it_is_reported(profile: Profile) -> None:
    source = "Status\na\nBedömning\nb"
    body = "a\nBedömning\nb"
    block, entry = Block("Status", body, "", 1, "Status"), Entry("Status", body, "note", 1, "Status")
    reading = Reading(TriageNote(entries=(entry,)), text=source, form="text", blocks=(block,))
    assert not proof.source_is_proven(source, reading, profile)
    assert proof.source_is_proven(source, reading._replace(decisions=Decisions(texts=frozenset([3]))), profile)
    other = profile.replace(name="another")  # what is derived from a profile is not taken for another one
    assert not proof.source_is_proven(source, reading, other)


@pytest.mark.parametrize(("keyword", "is_proven"), [("Status", True), ("", True), ("Bedömning", False)])
def test_text_after_a_fact_continues_the_keyword_above_it(keyword: str, is_proven: bool, profile: Profile) -> None:
    source = "Status\na\nSignerad av: B\nc"
    blocks = (
        Block("Status", "a", "", 1, "Status"),
        Block("Signerad av:", "B", "signer", 3),
        Block("", "c", "", 4, keyword),
    )
    entries = (Entry("Status", "a", "note", 1, "Status"), Entry(keyword, "c", "note", 4, ""))
    note = TriageNote(entries=entries, signer="B")
    reading = Reading(note, text=source, form="text", blocks=blocks, decisions=Decisions(facts=frozenset([3])))
    assert proof.source_is_proven(source, reading, profile) is is_proven
    chosen = reading._replace(decisions=Decisions(facts=frozenset([3]), places=(("4", "Bedömning"),)))
    assert proof.source_is_proven(source, chosen, profile)


def test_a_fact_without_a_heading_is_detected(profile: Profile) -> None:
    block = Block("", "B", "signer", 1)
    reading = Reading(TriageNote(signer="B"), text="B", form="text", blocks=(block,))
    assert not proof.source_is_proven("B", reading, profile)


def test_a_heading_without_a_meaning_begins_no_section(profile: Profile) -> None:
    source = "Status\na\nQvw:\nb\n\nc"
    blocks = (
        Block("Status", "a", "", 1, "Status"),
        Block("Qvw:", "b", "", 3, "Qvw"),
        Block("", "c", "", 6, "Status"),
    )
    entries = tuple(Entry(block.keyword, block.body, "note", block.line, block.heading) for block in blocks)
    reading = Reading(TriageNote(entries=entries), text=source, form="text", blocks=blocks)
    assert proof.source_is_proven(source, reading, profile)


@pytest.mark.parametrize(("key", "is_proven"), [("2", True), ("status", True), ("3", False)])
def test_a_keyword_line_that_the_user_gave_a_place_is_text(key: str, is_proven: bool, profile: Profile) -> None:
    source = "Bedömning\nStatus"
    block, entry = (
        Block("Bedömning", "Status", "", 1, "Bedömning"),
        Entry("Bedömning", "Status", "note", 1, "Bedömning"),
    )
    decisions = Decisions(places=((key, "Bedömning"),))
    reading = Reading(TriageNote(entries=(entry,)), text=source, form="text", blocks=(block,), decisions=decisions)
    assert proof.source_is_proven(source, reading, profile) is is_proven


def test_text_that_the_user_decided_on_may_stand_among_the_last_facts(profile: Profile) -> None:
    source = "Status\na\n\nJournaltyp: b\nc\nSignerad av: d"
    blocks = (
        Block("Status", "a", "", 1, "Status"),
        Block("Journaltyp:", "b", "record_type", 4),
        Block("", "c", "", 5, "Status"),
        Block("Signerad av:", "d", "signer", 6),
    )
    entries = (Entry("Status", "a", "note", 1, "Status"), Entry("Status", "c", "note", 5, ""))
    note = TriageNote(entries=entries, record_type="b", signer="d")
    reading = Reading(note, text=source, form="text", blocks=blocks)
    assert not proof.source_is_proven(source, reading, profile)
    decided = reading._replace(decisions=Decisions(texts=frozenset([5])))
    assert proof.source_is_proven(source, decided, profile)


@pytest.mark.parametrize("variant", [one for one in VARIANTS if one.certain], ids=lambda one: one.name)
def test_a_label_in_the_tail_may_be_written_in_any_certain_way_though_its_value_is_not_understood(
    variant: Variant, profile: Profile
) -> None:
    """It is text with the label for a heading, and the facts around it still stand in one run at the end."""
    label = variant.form.format("Avgiftsfri kontakt").rstrip(":")
    source = f"Status\nBra.\n\nRegistreras i: PMO\n{label}: kanske\nJournaltyp: Besöksanteckning\n"
    codes = {finding.code for finding in convert(source, "melior", profile=profile).findings}
    assert not codes & {"MVG601", "MVG602"}


@pytest.mark.parametrize(
    "tail", ["Journaltyp: A Signera från enhet: B", "Journaltyp: A Signerad av: B\nSignerad tid: C"]
)
@pytest.mark.parametrize("before", ["", "Huvuddiagnos: J06.9 ÖLI\n", "Registreras i: PMO\n\n"])
def test_facts_on_one_line_at_the_end_are_asked_about_and_the_facts_around_them_are_facts(
    before: str, tail: str, profile: Profile
) -> None:
    result = convert(f"Status\nBra.\n\n{before}{tail}\n", profile=profile)
    assert "MVG249" in {finding.code for finding in result.findings}
    assert result.exit_code == 1


def test_a_text_among_the_last_facts_is_one_only_where_it_begins_with_a_label_and_is_asked_about(
    profile: Profile,
) -> None:
    source = "Status\na\n\nSignerad av: d\nJournaltyp: b"
    blocks = (
        Block("Status", "a", "", 1, "Status"),
        Block("Signerad av:", "d", "signer", 4),
        Block("", "Journaltyp: b", "", 5, "Status"),
    )
    entries = (Entry("Status", "a", "note", 1, "Status"), Entry("Status", "Journaltyp: b", "note", 5, ""))
    reading = Reading(TriageNote(entries=entries, signer="d"), text=source, form="text", blocks=blocks)
    assert not proof.source_is_proven(source, reading, profile)
    asked = reading._replace(questions=(Finding("MVG249", 5, 1, ("5:1", "")),))
    assert proof.source_is_proven(source, asked, profile)
