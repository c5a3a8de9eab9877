"""The XML form: the schema decides, each fault has its code and line, and a hostile file does nothing (P1, P4)."""

from __future__ import annotations

import copy
import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from lxml import etree

from converter import convert
from converter.findings import Finding
from converter.note.facts import NAMESPACE
from converter.note.model import (
    CODED_FACTS,
    NUMBER_TYPES,
    Diagnosis,
    Entry,
    NumberType,
    Patient,
    TriageAnswer,
    TriageNote,
)
from converter.profile import Profile
from converter.readers import read
from converter.readers.xml_schema import SCHEMA
from converter.readers.xml_tree import MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES
from paths import SAMPLES

CANARY = "KANARIEFAGEL"
XML_SAMPLES = sorted(SAMPLES.glob("*.xml"))
VALID = "199104272381"


def _note(body: str, attributes: str = "") -> str:
    root = f'<triage-note xmlns="{NAMESPACE}"{attributes}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n{body}\n</triage-note>'


def _text(text: str) -> str:
    return _note(f"<entries><entry><keyword>Status</keyword><text>{text}</text></entry></entries>")


def _accepted(source: str, profile: Profile) -> TriageNote:
    reading = read(source, profile)
    assert reading.note is not None
    assert reading.form == "xml"
    return reading.note


def _refused(source: str, profile: Profile) -> tuple[Finding, ...]:
    reading = read(source, profile)
    assert reading.note is None
    assert all(finding.exit_code == 65 for finding in reading.findings)
    return reading.findings


# -- faults ---------------------------------------------------------------------------------------------------

FAULTS = {
    "tag not closed": (_text(CANARY)[:-10], "MVG201", 4),
    "ampersand alone": (_text(f"{CANARY} & x"), "MVG201", 3),
    "entity that nobody declared": (_text(f"&{CANARY};"), "MVG201", 3),
    "control character": (_text(f"{CANARY}\x1b"), "MVG201", 3),
    "reference to a control character": (_text(f"{CANARY}&#27;"), "MVG201", 3),
    "two roots": (_note("") + f"<{CANARY}/>", "MVG201", 4),
    "lone surrogate": (_text(f"{CANARY}\ud800"), "MVG201", 0),
    "nothing but space in the XML": (f"<{CANARY}", "MVG201", 1),
    "document type": (f"<!DOCTYPE {CANARY}>{_note('')[39:]}", "MVG202", 1),
    "document type after asides": (f"<?a b?>\n<!-- {CANARY} -->\n<!DOCTYPE a>\n<a/>", "MVG202", 3),
    "XML 1.1": (_text(CANARY).replace("1.0", "1.1", 1), "MVG203", 1),
    "other root": (f"<{CANARY}/>", "MVG207", 1),
    "other namespace": (_text(CANARY).replace(NAMESPACE, "urn:other"), "MVG207", 2),
    "no namespace": (_text(CANARY).replace(f' xmlns="{NAMESPACE}"', ""), "MVG207", 2),
    "unknown element": (_note(f"<patient>\n<{CANARY}/>\n</patient>"), "MVG208", 4),
    "unknown element of another namespace": (_note(f'\n<o:{CANARY} xmlns:o="urn:o"/>'), "MVG208", 4),
    "element in a text": (_text(f"a\n<b>{CANARY}</b>"), "MVG208", 3),
    "unknown attribute": (_note(f'\n<entries {CANARY}="{CANARY}"/>'), "MVG209", 4),
    "unknown attribute of a leaf": (_note(f'<patient>\n<name a="{CANARY}"/></patient>'), "MVG209", 4),
    "unknown attribute of another namespace": (_note("", ' xml:lang="sv"'), "MVG209", 2),
    "wrong order": (_note(f"<signing/>\n<patient><name>{CANARY}</name></patient>"), "MVG210", 4),
    "repeated": (_note(f"<author/>\n<author><name>{CANARY}</name></author>"), "MVG210", 4),
    "keyword missing": (_note(f"<entries>\n<entry><text>{CANARY}</text></entry></entries>"), "MVG210", 4),
    "text missing": (_note(f"<entries>\n<entry><keyword>{CANARY}</keyword></entry></entries>"), "MVG210", 4),
    "type of the number missing": (_note(f"<patient>\n<number>{CANARY}</number></patient>"), "MVG212", 4),
    "type of the diagnosis missing": (_note(f"\n<diagnosis><title>{CANARY}</title></diagnosis>"), "MVG212", 4),
    "loose text": (_note(f"\n<patient>{CANARY}</patient>"), "MVG211", 4),
    "loose text in the root": (_note(CANARY), "MVG211", 2),
    "unknown channel": (_note(f'\n<contact channels="chat {CANARY}"/>'), "MVG212", 4),
    "unknown priority": (_note(f'\n<contact prio="{CANARY}"/>'), "MVG212", 4),
    "unknown kind of number": (_note(f'<patient>\n<number type="{CANARY}">1</number></patient>'), "MVG212", 4),
    "bracket in an attribute": (_note("", f' id="{CANARY}&lt;"'), "MVG212", 2),
    "nil": (_note(f'<patient xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">'
                  f"<name>{CANARY}</name></patient>"), "MVG209", 3),
    "a type that is none": (_note(f'<patient xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="{CANARY}"/>'),
                            "MVG209", 3),
    "prefixed, unknown element": (f'<t:triage-note xmlns:t="{NAMESPACE}">\n<t:{CANARY}/></t:triage-note>', "MVG208", 2),
    "prefixed, loose text": (f'<t:triage-note xmlns:t="{NAMESPACE}">{CANARY}</t:triage-note>', "MVG211", 1),
}  # fmt: skip


@pytest.mark.parametrize(("source", "code", "line"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_reported_with_its_code_and_line_and_no_word_of_the_file(
    source: str, code: str, line: int, profile: Profile
) -> None:
    findings = _refused(source, profile)
    assert (findings[0].code, findings[0].line) == (code, line)
    reported = "".join(finding.message(language) + finding.next_step(language) for finding in findings for language in
                   ("sv", "en"))  # fmt: skip
    assert CANARY.lower() not in reported.lower()


def test_all_faults_are_reported_at_once_but_not_without_end(profile: Profile) -> None:
    body = "\n".join('<diagnosis type="secondary" a="1"><title/></diagnosis>' for _ in range(30))
    assert [finding.line for finding in _refused(_note(body), profile)] == list(range(3, 23))


@pytest.mark.parametrize(
    ("written", "possible"),
    [
        ('<patient><number type="x">1</number></patient>', "personnummer, samordningsnummer, reservnummer"),
        ('<diagnosis type="x"><code>J06.9</code></diagnosis>', "principal, secondary"),
    ],
)
def test_a_wrong_type_is_reported_with_the_types_of_its_element(written: str, possible: str, profile: Profile) -> None:
    assert ("type", possible) in [finding.words for finding in _refused(_note(written), profile)]


def test_a_wrong_value_is_reported_with_its_possible_values(profile: Profile) -> None:
    findings = _refused(_note('<contact chat-mode="x" prio="6"/>'), profile)
    assert {finding.words for finding in findings} == {("chat-mode", "sync, async"), ("prio", "1, 2, 3, 4, 5")}


@pytest.mark.parametrize("kinds", [("secondary", "principal"), ("principal", "principal")])
def test_the_principal_diagnosis_is_one_and_first(kinds: tuple[str, str], profile: Profile) -> None:
    body = "\n".join(f'<diagnosis type="{kind}"><title>a</title></diagnosis>' for kind in kinds)
    (finding,) = _refused(_note(body), profile)
    assert (finding.code, finding.words) == ("MVG210", ("diagnosis",))


# -- the reader and the schema --------------------------------------------------------------------------------


def _changes(root: etree._Element) -> Iterator[Callable[[], object]]:
    """Every way to take away, double, move, empty or rename one element of a note, or to spoil one attribute."""
    for element in list(root.iter())[1:]:
        parent = element.getparent()
        at = parent.index(element)
        yield partial(parent.remove, element)
        yield partial(parent.insert, at, copy.deepcopy(element))
        yield partial(parent.insert, at + 2, element)
        yield element.clear
        yield partial(setattr, element, "tag", f"{{{NAMESPACE}}}title")
        for name, value in element.items():
            yield from (partial(element.set, name, wrong) for wrong in ("", "x", f" {value} ", f"{value} {value}"))


def _is_right(root: etree._Element, schema: etree.XMLSchema, profile: Profile) -> bool:
    """Whether a file fits the schema, with codes that the profile has."""
    kinds = [element.get("type", "").strip() for element in root.findall(f"{{{NAMESPACE}}}diagnosis")]
    known = profile.contact_codes
    codes = [
        (name.replace("-", "_"), code)
        for contact in root.findall(f"{{{NAMESPACE}}}contact")
        for name, value in contact.attrib.items()
        for code in value.split()
    ]
    return (
        bool(schema.validate(root))
        and "principal" not in kinds[1:]
        and all(code in known[fact] for fact, code in codes)
    )


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("path", XML_SAMPLES[:4], ids=lambda path: path.name)
def test_the_reader_accepts_exactly_what_the_schema_accepts(path: Path, profile: Profile) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    count = len(list(_changes(etree.parse(path).getroot())))
    outcomes = set()
    for number in range(count):
        root = etree.parse(path).getroot()
        list(_changes(root))[number]()
        right = _is_right(root, schema, profile)
        source = etree.tostring(root, encoding="unicode")
        assert (read(source, profile).note is not None) is right, source
        outcomes.add(right)
    assert outcomes == {True, False}


@pytest.mark.parametrize(
    "attributes", ['<number type=" personnummer">1</number>', '<number type="personnummer ">1</number>']
)
def test_a_code_with_a_space_around_it_is_another_code(attributes: str, profile: Profile) -> None:
    assert "MVG212" in {finding.code for finding in _refused(_note(f"<patient>{attributes}</patient>"), profile)}
    assert "MVG212" in {finding.code for finding in _refused(_note('<contact chat-mode=" sync"/>'), profile)}


@pytest.mark.parametrize("kind", NUMBER_TYPES)
@pytest.mark.parametrize("space", ["", " ", "\n"])
def test_spaces_in_a_list_of_channels_mean_nothing(kind: NumberType, space: str, profile: Profile) -> None:
    note = _accepted(_note(
        f'<patient><number type="{kind}">{VALID}</number></patient>'
        f'<contact channels="{space}chat  audio" chat-mode="sync"/>'
        f'<diagnosis type="principal"><code system="ICD-10-SE{space}">J06.9</code></diagnosis>'
    ), profile)  # fmt: skip
    assert note.patient == Patient("", VALID, kind)
    assert (note.contact.channels, note.contact.chat_mode) == (("chat", "audio"), "sync")
    assert note.principal_diagnosis == Diagnosis("J06.9", "ICD-10-SE")


def test_every_fact_of_the_form_is_read(profile: Profile) -> None:
    last = {fact: profile.contact_codes[fact][-1] for fact in CODED_FACTS}
    codes = " ".join(f'{fact.replace("_", "-")}="{code}"' for fact, code in last.items())
    note = _accepted(_note(
        f"<patient><name>a</name><number type='reservnummer'>b</number></patient>"
        f"<author><name>c</name><role>d</role><hsa-id>e</hsa-id></author>"
        f"<triage><presenting-reason>f</presenting-reason><item><question>g</question><answer>h</answer></item>"
        f"<item><question/><answer>i</answer></item><outcome>j</outcome></triage>"
        f"<contact {codes}><colleague>k</colleague><unit-worked-for>l</unit-worked-for></contact>"
        f"<entries><entry><keyword> status </keyword><text>\n\n m \n</text></entry></entries>"
        f"<diagnosis type='secondary'><title>n</title></diagnosis>"
        f"<signing><record-type>o</record-type><signing-unit>p</signing-unit><signing-unit-hsa-id>q"
        f"</signing-unit-hsa-id><signer>r</signer><signed-at> 2024-03-14T09:41 </signed-at></signing>",
        ' id=" t " created="2024-03-14T09:00Z" ended="2024-03-14 09:40"'), profile)  # fmt: skip
    assert (note.id, note.created, note.ended) == ("t", "2024-03-14T09:00Z", "2024-03-14 09:40")
    assert note.patient == ("a", "b", "reservnummer")
    assert note.author == ("c", "d", "e")
    assert note.triage == ("f", (TriageAnswer("g", "h"), TriageAnswer("", "i")), "j")
    assert (note.contact.colleague, note.contact.unit_worked_for) == ("k", "l")
    assert all(getattr(note.contact, fact) == code for fact, code in last.items())
    assert note.entries == (Entry("Status", " m "),)
    assert (note.principal_diagnosis, note.secondary_diagnoses) == (Diagnosis(), (Diagnosis(title="n"),))
    assert (note.record_type, note.signing_unit, note.signer, note.signed_at) == (
        "o", ("p", "q"), "r", "2024-03-14T09:41")  # fmt: skip


def test_an_empty_note_is_a_note(profile: Profile) -> None:
    assert _accepted(_note(""), profile) == TriageNote()


def test_a_prefix_is_as_good_as_a_default_namespace(profile: Profile) -> None:
    source = f'<t:triage-note xmlns:t="{NAMESPACE}"><t:patient><t:name>a</t:name></t:patient></t:triage-note>'
    assert _accepted(source, profile).patient == Patient("a")


INSTANCE = 'xmlns:{0}="http://www.w3.org/2001/XMLSchema-instance"'
TYPE = f"{INSTANCE} xmlns:s='http://www.w3.org/2001/XMLSchema' {{0}}:type='s:string'"


@pytest.mark.parametrize("prefix", ["xsi", "i", "xmlns-i"])
@pytest.mark.parametrize(
    "written",
    [
        INSTANCE,
        f"{INSTANCE} {{0}}:schemaLocation='{NAMESPACE} triage-note.xsd'",
        f"{INSTANCE} {{0}}:schemaLocation='{NAMESPACE}\n  triage-note.xsd'",
        f"{INSTANCE} {{0}}:schemaLocation='{NAMESPACE}&#10;triage-note.xsd'",
        f"{INSTANCE} {{0}}:schemaLocation='a > b &amp;lt; &quot;'",
        f"{INSTANCE.replace('http', '&#104;ttp')} {{0}}:schemaLocation='{NAMESPACE} triage-note.xsd'",
        f"{{0}}:noNamespaceSchemaLocation='triage-note.xsd' {INSTANCE}",
    ],
)
@pytest.mark.parametrize("at", ["<triage-note", "<contact", "<text", "<number", '<code system="ICD-10-SE"'])
def test_what_a_writer_says_of_its_schema_is_no_word_of_the_note(
    at: str, written: str, prefix: str, profile: Profile
) -> None:
    """Most libraries that write XML put a location or a type there."""
    source = (SAMPLES / "halsont-chatt.xml").read_text("utf-8")
    extended = source.replace(at, f"{at} {written.format(prefix)}", 1)
    assert extended != source
    assert _accepted(extended, profile) == _accepted(source, profile)
    assert convert(extended, "melior", profile=profile)[:2] == convert(source, "melior", profile=profile)[:2]


@pytest.mark.parametrize("at", ["<text", "<name", "<presenting-reason"])
def test_a_type_that_is_the_elements_own_is_read_over(at: str, profile: Profile) -> None:
    source = (SAMPLES / "halsont-chatt.xml").read_text("utf-8")
    extended = source.replace(at, f"{at} {TYPE.format('xsi')}", 1)
    assert _accepted(extended, profile) == _accepted(source, profile)
    assert convert(extended, "melior", profile=profile).ok


@pytest.mark.parametrize(
    ("written", "keyword"),
    [
        ("STATUS:", "Status"),
        ("Patientens\n  egen anamnes", "Patientens egenanamnes"),
        ("anamnes", "Anamnes"),
        ("Åtgärd", "Åtgärd"),
        ("Journaltyp", "Journaltyp"),
        ("", ""),
    ],
)
def test_a_keyword_is_known_as_in_a_text_and_kept_when_it_is_not(written: str, keyword: str, profile: Profile) -> None:
    entry = f"<entry>\n<keyword>{written}</keyword><text>a</text></entry>"
    note = _accepted(_note(f"<entries>\n{entry}</entries>"), profile)
    assert note.entries == (Entry(keyword, "a"),)
    assert (note.entries[0].heading, note.entries[0].line) == (written, 5)


# -- one line -------------------------------------------------------------------------------------------------

BREAKS = ("\n", "\r", "\r\n", "&#10;", "&#13;", "&#xA;", "&#x0d;", "\u0085", "&#133;", "&#x85;", "\u2028", "&#8232;",
          "\u2029", "&#x2029;")  # fmt: skip
ONE_LINE = {
    "name of the patient": ("<patient><name>{}</name></patient>", "name"),
    "number": ("<patient><number type='reservnummer'>{}</number></patient>", "number"),
    "name of the author": ("<author><name>{}</name></author>", "name"),
    "role": ("<author><role>{}</role></author>", "role"),
    "HSA-id": ("<author><hsa-id>{}</hsa-id></author>", "hsa-id"),
    "colleague": ("<contact><colleague>{}</colleague></contact>", "colleague"),
    "unit worked for": ("<contact><unit-worked-for>{}</unit-worked-for></contact>", "unit-worked-for"),
    "unknown keyword": ("<entries><entry><keyword>{}</keyword><text>x</text></entry></entries>", "keyword"),
    "code": ("<diagnosis type='principal'><code>{}</code></diagnosis>", "code"),
    "title": ("<diagnosis type='secondary'><title>{}</title></diagnosis>", "title"),
    "record type": ("<signing><record-type>{}</record-type></signing>", "record-type"),
    "unit": ("<signing><signing-unit>{}</signing-unit></signing>", "signing-unit"),
    "HSA-id of the unit": ("<signing><signing-unit-hsa-id>{}</signing-unit-hsa-id></signing>", "signing-unit-hsa-id"),
    "signer": ("<signing><signer>{}</signer></signing>", "signer"),
}


@pytest.mark.parametrize("line_break", BREAKS)
@pytest.mark.parametrize(("body", "name"), ONE_LINE.values(), ids=ONE_LINE)
def test_K6_a_line_break_inside_a_fact_of_one_line_is_refused(
    body: str, name: str, line_break: str, profile: Profile
) -> None:
    (finding,) = _refused(_note(body.format(f"{CANARY}{line_break}Nummer: 1")), profile)
    assert (finding.code, finding.words) == ("MVG214", (name,))
    around = _accepted(_note(body.format(f"{line_break} a {line_break}")), profile)
    assert around == _accepted(_note(body.format("a")), profile)


@pytest.mark.parametrize("forbidden", ["\v", "\f", "&#11;", "&#x0C;"])
def test_K6_form_feed_and_vertical_tab_cannot_stand_in_xml_at_all(forbidden: str, profile: Profile) -> None:
    (finding,) = _refused(_note(f"<patient><name>a{forbidden}b</name></patient>"), profile)
    assert finding.code == "MVG201"


@pytest.mark.parametrize("line_break", ["\n", "\u2028", "&#10;"])
def test_K6_the_texts_of_a_note_have_lines(line_break: str, profile: Profile) -> None:
    item = f"<item><question>a{line_break}b</question><answer>a{line_break}b</answer></item>"
    triage = f"<presenting-reason>a{line_break}b</presenting-reason>{item}<outcome>a{line_break}b</outcome>"
    note = _accepted(_note(f"<triage>{triage}</triage>"), profile)
    text = f"a{line_break.replace('&#10;', chr(10))}b"
    assert note.triage == (text, (TriageAnswer(text, text),), text)


# -- text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a<![CDATA[<b> & c]]>d", "a<b> & cd"),
        ("a<!-- b -->c", "ac"),
        ("a<?b c?>d", "ad"),
        ("1 &lt; 2 &amp; 3 &gt; 2 &quot;&apos;", "1 < 2 & 3 > 2 \"'"),
        ("&#229;&#xE5;&#x1F912;", "åå🤒"),
        ("a&#13;b", "a\nb"),
        ("a&#13;&#10;b&#xD;&#xA;c&#x0d;\nd", "a\nb\nc\nd"),
        ("a&#10;b", "a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a&amp;#13;b", "a&#13;b"),
        ("<![CDATA[a&#13;b]]>", "a&#13;b"),  # someone wrote that, it is no reference.
        ("a\n\n  b\t\N{NO-BREAK SPACE}c", "a\n\n  b\t\N{NO-BREAK SPACE}c"),
        ("<![CDATA[<!DOCTYPE a>]]>", "<!DOCTYPE a>"),
    ],
)
def test_a_text_is_what_a_reader_of_the_xml_sees(written: str, text: str, profile: Profile) -> None:
    assert _accepted(_text(written), profile).entries == (Entry("Status", text),)


@pytest.mark.parametrize("declared", ["<?xml version='1.0'?>", '<?xml  version = "1.0"?>', ""])
def test_version_1_0_is_read_however_it_is_declared(declared: str, profile: Profile) -> None:
    assert _accepted(declared + _text("a").partition("?>")[2].lstrip(), profile).entries == (Entry("Status", "a"),)


def test_what_the_patient_did_not_say_is_nothing(profile: Profile) -> None:
    item = "<item><question>När?</question><answer/></item><item><question/><answer>I går</answer></item>"
    note = _accepted(_note(f"<triage><presenting-reason/>{item}<outcome></outcome></triage>"), profile)
    assert note.triage == ("", (TriageAnswer("När?", ""), TriageAnswer("", "I går")), "")


def test_a_code_system_is_one_line(profile: Profile) -> None:
    note = _accepted(
        _note('<diagnosis type="principal"><code system=" ICD&#10; 10 ">J06.9</code></diagnosis>'), profile
    )
    assert note.principal_diagnosis.system == "ICD 10"


@pytest.mark.parametrize("end", ["&#13;\n", "&#xD;\n", "&#13;&#10;", "&#13;", "\n"])
def test_a_line_end_written_as_a_reference_moves_no_line(end: str, profile: Profile) -> None:
    texts = _text(f"a{end}b{end}c{end}d").replace(
        "</entries>", "\n<entry><keyword>Ny</keyword><text>x</text></entry></entries>"
    )
    first, second = _accepted(texts, profile).entries
    assert first.text == "a\nb\nc\nd"
    assert second.line == texts.count("\n", 0, texts.index("<keyword>Ny")) + 1


@pytest.mark.parametrize("around", [("<!-- <![CDATA[ -->", "<!-- ]]> -->"), ("<?a <!-- ?>", "<?a --> ?>")])
def test_a_comment_hides_no_line_end(around: tuple[str, str], profile: Profile) -> None:
    source = (
        _text("a&#13;b").replace("<entries>", f"{around[0]}<entries>").replace("</entries>", f"</entries>{around[1]}")
    )
    assert _accepted(source, profile).entries == (Entry("Status", "a\nb"),)


@pytest.mark.parametrize("written", ["&#127;", "&#128;", "&#155;", "&#0159;", "&#x7F;", "&#x9b;", "&#x0096;"])
def test_a_control_written_as_a_reference_is_reported_as_damage(written: str, profile: Profile) -> None:
    source = _text(f"\nb{written}c")
    assert read(source, profile).findings == (Finding("MVG227", source.count("\n", 0, source.index(written)) + 1, 2),)


@pytest.mark.parametrize("written", ["&#65533;", "&#xFFFD;", "&#x0fffd;", "\ufffd"])
def test_K9_a_lost_character_is_reported_however_it_is_written(written: str, profile: Profile) -> None:
    source = _text(f"\nb{written}c")
    reading = read(source, profile)
    assert reading.findings == (Finding("MVG261", source.count("\n", 0, source.index(written)) + 1, 2),)
    assert reading.note is not None


@pytest.mark.parametrize("written", ["&#126;", "&#133;", "&#x85;", "&#160;", "&#xA0;", "&#1280;", "&amp;#155;"])
def test_other_references_are_no_damage(written: str, profile: Profile) -> None:
    assert read(_text(written), profile).findings == ()


@pytest.mark.parametrize(
    ("source", "reported"),
    [(_text("a<!-- b -->"), True), (_text("a<?b?>"), True), (_text("a"), False), (_text("a &lt;!-- b"), False)],
)
def test_a_comment_or_instruction_is_left_out_and_reported(source: str, reported: bool, profile: Profile) -> None:
    assert read(source, profile).findings == ((Finding("MVG213"),) if reported else ())


# -- hostile files --------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
HOSTILE = {
    "billion laughs": (f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l11;</a>', "MVG202"),
    "parameter entities": ('<!DOCTYPE a [<!ENTITY % b "c"> %b;]><a/>', "MVG202"),
    "100 000 attributes": (_note("", "".join(f' a{n}=""' for n in range(100_000))), "MVG206"),
    "too many attributes by one": (_note("", "".join(f' a{n}=""' for n in range(MAX_ATTRIBUTES + 1))), "MVG206"),
    "300 000 comments": (_note("<!---->" * 290_000), "MVG204"),
    "300 000 instructions": (_note("<?a?>" * 300_000), "MVG204"),
    "too many nodes by one": (_note("<a/>" * (MAX_NODES - 2)), "MVG204"),
    "depth 4000": (_note("<a>" * 4000 + "</a>" * 4000), "MVG205"),
    "depth 5000 without an end": (_note("<a>" * 5000), "MVG205"),
    "too deep by one": (_note("<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH), "MVG205"),
    "10 MB of text": (_text("a" * 10_000_000), "MVG104"),
    "comment without an end": ("<!-- " * 9_000 + "<!DOCTYPE", "MVG201"),
    "one long tag": ("<" + "a" * 2_000_000, "MVG201"),
    "one long attribute name": (_note(f'<patient {"a" * 1_000_000}=""/>'), "MVG201"),
    "faults without end": (_note("<diagnosis/>" * 9_000), "MVG210"),
}


@pytest.mark.parametrize(("source", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_ends_in_a_finding(source: str, code: str, profile: Profile) -> None:
    assert code in {finding.code for finding in _refused(source, profile)}


@pytest.mark.parametrize("size", [2_000_000])
def test_a_large_text_is_read_whole(size: int, profile: Profile) -> None:
    assert len(_accepted(_text("a" * size), profile).entries[0].text) == size


def _opened(folder: Path, act: Callable[[], object]) -> bool:
    """Whether `act` opened a file in `folder`, asked of the kernel: libxml2 opens files behind Python's back."""
    if sys.platform != "linux":
        pytest.skip("inotify is there on Linux only")
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    try:
        assert libc.inotify_add_watch(watch, os.fsencode(folder), 0x20) >= 0  # IN_OPEN
        act()
        return bool(os.read(watch, 4096))
    except BlockingIOError:
        return False
    finally:
        os.close(watch)


OUTSIDE = {
    "external entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "{0}">]><a>&x;</a>',
    "external DTD": '<!DOCTYPE a SYSTEM "{0}"><a/>',
    "external DTD after a comment": '<!-- --><!DOCTYPE a SYSTEM "{0}"><a/>',
    "parameter entity": '<!DOCTYPE a [<!ENTITY % x SYSTEM "{0}"> %x;]><a/>',
    "schema location": f'<triage-note xmlns="{NAMESPACE}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
                       f'i:schemaLocation="{NAMESPACE} {{0}}"/>',
    "style sheet": f'<?xml-stylesheet href="{{0}}"?><triage-note xmlns="{NAMESPACE}"/>',
    "inclusion": f'<triage-note xmlns="{NAMESPACE}"><i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{{0}}"/>'
                 "</triage-note>",
}  # fmt: skip


@pytest.mark.parametrize("source", OUTSIDE.values(), ids=OUTSIDE)
def test_a_file_that_names_another_file_does_not_open_it(source: str, profile: Profile, tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text(f"<a>{CANARY}</a>", "utf-8")
    assert _opened(tmp_path, other.read_bytes)
    assert not _opened(tmp_path, lambda: read(source.format(other.as_uri()), profile))
    assert CANARY not in repr(read(source.format(other), profile))


def test_a_fault_whose_place_cannot_be_found_again_is_reported_all_the_same(profile: Profile) -> None:
    source = _note('<patient><name/></patient><a:foo xmlns:a="urn:one"/><signing><a:foo xmlns:a="urn:two"/></signing>')
    assert {finding.code for finding in _refused(source, profile)} == {"MVG210"}
