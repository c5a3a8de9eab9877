"""Targets of every shape: mark-up with keywords as names and attributes, `Heading: text`, JSON; and faults in each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from itertools import product
from xml.etree import ElementTree

import pytest

from converter import convert, render
from converter.note.model import Diagnosis, Entry, TriageNote
from converter.profile import Profile, Target
from converter.profile.sandbox.escaping import json_escaped
from converter.profile_tools.sample_notes import notes as sample_notes
from converter.proof import output_is_proven
from converter.proof.fragments import ExpectedOutput
from converter.proof.known_template import known_template
from converter.proof.leaves import leaves_of, template_leaves
from converter.proof.output import expected_names, expected_output, joined_sections
from converter.proof.record import expected_sections
from converter.proof.text_rules import attribute_line_ends, escape_json, indent
from converter.record import mapping
from converter.testing.profile_variants import SHAPES, changed, shaped
from converter.testing.writers import as_xml
from testing.trials import NOTE

SHAPE_NAMES = tuple(SHAPES)
HARD = TriageNote(
    entries=(
        Entry("Besöksorsak", 'Sa "hej" & <gick>\\n\\u00e5'),
        Entry("Status", "\tTabb och  två blanksteg\n\n  indragen rad\nStatus: rad som liknar en rubrik"),
        Entry("Bedömning", "{{ text }}, }, ]\u2028å a\u030a \U0001f912 %s"),
    ),
    principal_diagnosis=Diagnosis("J06.9", "ICD-10-SE", "A"),
    secondary_diagnoses=(Diagnosis("R05.9", "", "B"), Diagnosis("", "", "C")),
    signer="Vera Provare",
)


def _region(profile: Profile, empty: bool = False) -> Profile:
    """The profile with a target of each shape; an even number of a change makes empty keywords be written."""
    start = 0 if empty else len(SHAPES)
    numbers = [number for number in range(start, start + 2 * len(SHAPES)) if (number % 2 == 0) == empty]
    return changed(profile, [partial(shaped, number) for number in numbers])


def _expected(output: str, target: Target, shape: str) -> list[tuple[str, str]]:
    """Headings and texts of an output, by the parser of a reader that knows the shape."""
    if target.syntax == "json":
        data = json.loads(output)
        if shape == "json-list":
            return [(row["keyword"], row["text"]) for row in data["note"]]
        if shape == "json-keys":
            return list(data.items())
        return [(row["title"], row["text"]) for row in data["keywords"].values()]
    if target.syntax == "markup":
        return list(_in_markup(ElementTree.fromstring(output), target, shape))  # noqa: S314 -- our own output
    return []


def _in_markup(root: ElementTree.Element, target: Target, shape: str) -> list[tuple[str, str]]:
    headings = {name: heading for heading, name in target.names.items()}
    if shape == "element-name":
        return [(headings[child.tag], child.text or "") for child in root]
    if shape == "attribute":
        return [(child.attrib["name"], child.text or "") for child in root]
    if shape == "attributes":
        return [(child.attrib["k"], child.attrib["t"]) for child in root]
    texts = [child.text or "" for child in root]
    return list(zip(texts[::2], texts[1::2], strict=True))


@pytest.mark.parametrize("shape", SHAPE_NAMES)
@pytest.mark.parametrize("empty", [False, True], ids=["filled", "empty"])
@pytest.mark.parametrize("note", [NOTE, HARD], ids=["note", "hard"])
def test_every_text_stands_under_its_keyword_in_every_shape(
    shape: str, empty: bool, note: TriageNote, profile: Profile
) -> None:
    region = _region(profile, empty)
    target = region.targets[f"shape-{shape}"]
    assert target.writes_empty is empty
    result = convert(as_xml(note), f"shape-{shape}", profile=region)
    assert result.output is not None, [finding.code for finding in result.findings]
    parsed = _expected(result.output, target, shape)
    if parsed:
        assert parsed == list(result.sections)
    else:
        for heading, text in result.sections:
            assert heading in result.output
            assert indent(text, 4 if shape == "indented" else 0) in result.output


@pytest.mark.parametrize("shape", SHAPE_NAMES)
def test_the_shapes_compile_to_steps(shape: str, profile: Profile) -> None:
    region = _region(profile)
    target = region.targets[f"shape-{shape}"]
    assert known_template(region.templates[target.template], target.syntax).steps is not None


def _rendered(profile: Profile, shape: str, source: str = "") -> tuple[str, Callable[[str], bool]]:
    """The output of the note in a shape, and whether another output would be taken for right."""
    region = _region(profile)
    target = region.targets[f"shape-{shape}"]
    record, _ = mapping.to_record(NOTE, region)
    sections = expected_sections(record, region, target, note_headings=False)
    expected = expected_output(record, region, sections, {}, "", expected_names(region, target) if target.names else {})
    assert expected is not None
    output = convert(as_xml(NOTE), f"shape-{shape}", profile=region).output
    assert output is not None
    template = source or region.templates[target.template]
    return output, lambda other: output_is_proven(other, expected, template, target.syntax)


FAULTS: dict[str, Callable[[str], str]] = {
    "a word is altered": lambda output: output.replace("segt", "tunt"),
    "a text is lost": lambda output: output.replace("Hosta och feber", "", 1),
    "a line is lost": lambda output: re.sub(r"Sedan i måndags\.", "", output, count=1),
    "a heading is altered": lambda output: output.replace("Status", "Lokalstatus", 1).replace("n3", "n33"),
    "texts change places": lambda output: _exchanged(output, "Hosta och feber", "Förkylning"),
    "text is invented": lambda output: output.replace("Förkylning", "Förkylning. Åter vid behov", 1),
    "a text is doubled": lambda output: output.replace("Förkylning", "Förkylning Förkylning", 1),
    "the last line is doubled": lambda output: output + output[output.rstrip().rfind("\n") + 1 :],
    "the output ends too early": lambda output: output[: len(output) // 2],
    "a code is altered": lambda output: output.replace("J06.9", "J06.8"),
    "a control character gets in": lambda output: output.replace("feber", "fe\x0bber"),
    "an object is added": lambda output: output.replace("[\n", '[\n{"keyword": "X", "text": "y"},\n').replace(
        "{\n", '{\n"X": "y",\n', 1
    ).replace("<note>", "<note><extra>y</extra>").replace("Kontaktorsak", "X: y\nKontaktorsak", 1),
    "nothing is written": lambda output: output[:0],
}  # fmt: skip


def _exchanged(output: str, one: str, other: str) -> str:
    return output.replace(one, "\0").replace(other, one).replace("\0", other)


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "fault"), list(product(SHAPE_NAMES, FAULTS)))
@pytest.mark.parametrize("filter_", ["", "|d"], ids=["steps", "fragments"])
def test_a_fault_in_an_output_of_any_shape_is_detected(shape: str, fault: str, filter_: str, profile: Profile) -> None:
    """By the steps of the template and, for one that steps cannot repeat, in the parsed output."""
    source = re.sub(r"{{ (text|heading) }}", rf"{{{{ \1{filter_} }}}}", SHAPES[shape].source)
    if filter_ and shape == "indented":
        source = source.replace("{{ text|indent(4) }}", "{{ (text)|indent(4) }}")
    output, is_proven = _rendered(profile, shape, source)
    syntax = _region(profile).targets[f"shape-{shape}"].syntax
    assert (known_template(source, syntax).steps is None) is bool(filter_)
    assert is_proven(output)
    wrong = FAULTS[fault](output)
    assert wrong != output
    assert not is_proven(wrong)


FACTS = """{
  "patient": {"name": "{{ patient }}", "number": "{{ patient_number }}", "type": "{{ patient_number_type }}"},
  "author": {"name": "{{ author }}", "role": "{{ author_role }}"},
  "signer": "{{ signer }}", "Journaltyp": "{{ record_type }}",
  "diagnoses": [
{% for kind, code, system, title, label in diagnoses %}
    {"kind": "{{ kind }}", "code": "{{ code }}", "system": "{{ system }}", "title": "{{ title }}"}COMMA
{% endfor %}
  ],
  "sections": [
{% for heading, text in sections %}
    {"keyword": "{{ heading }}", "text": "{{ text }}"}COMMA
{% endfor %}
  ]
}
"""
SHOWS = ("patient", "author", "signing", "diagnoses")
SEPARATORS = ('{{ "," if not loop.last }}', "{% if not loop.last %},{% endif %}", "{{ ',' if not loop.last else '' }}")


def _with_facts(profile: Profile, source: str = FACTS.replace("COMMA", SEPARATORS[0])) -> Profile:
    target = Target("facts.json.j2", shows=SHOWS)
    return profile.replace(
        targets={**profile.targets, "facts": target}, templates={**profile.templates, "facts.json.j2": source}
    )


@pytest.mark.parametrize("separator", SEPARATORS)
def test_json_has_facts_diagnoses_and_texts_nested(separator: str, profile: Profile) -> None:
    source = FACTS.replace("COMMA", separator)
    assert known_template(source, "json").steps is not None
    result = convert(as_xml(NOTE), "facts", profile=_with_facts(profile, source))
    data = json.loads(result.output or "")
    assert data["patient"] == {"name": NOTE.patient.name, "number": NOTE.patient.number, "type": "personnummer"}
    assert data["author"]["role"] == NOTE.author.role
    assert data["diagnoses"][0]["code"] == NOTE.principal_diagnosis.code
    assert [(row["keyword"], row["text"]) for row in data["sections"]] == list(result.sections)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"signer": "{{ signer }}"', '"signer": "{{ author }}"'),
        ('"name": "{{ patient }}"', '"name": "{{ author }}"'),
        ('"number": "{{ patient_number }}"', '"number": "{{ patient }}"'),
        ('"Journaltyp": "{{ record_type }}"', '"Journaltyp": "{{ signer }}"'),
        ('"code": "{{ code }}"', '"code": "{{ title }}"'),
        ('"keyword": "{{ heading }}"', '"keyword": "{{ text }}"'),
        ('"signer": "{{ signer }}"', '"signer": "Dr Ek"'),
        ('"text": "{{ text }}"', '"text": "{{ text }} ua"'),
        ('"text": "{{ text }}"', '"text": "{{ text }}", "again": "{{ text }}"'),
        ('"text": "{{ text }}"', '"text": "{{ text|upper }}"'),
        ('"text": "{{ text }}"', '"text": "{{ text[:20] }}"'),
        ('"text": "{{ text }}"', '"text": {{ text }}'),
        ('"keyword": "{{ heading }}", ', ""),
        ("in sections %}", "in sections[::-1] %}"),
        ("in sections %}", "in sections[:-1] %}"),
        ("in diagnoses %}", "in diagnoses[:1] %}"),
    ],
)
def test_a_json_template_that_alters_or_misplaces_something_gives_nothing(old: str, new: str, profile: Profile) -> None:
    source = FACTS.replace("COMMA", SEPARATORS[0])
    assert old in source
    note = NOTE._replace(secondary_diagnoses=(Diagnosis("R05.9", "ICD-10-SE", "Hosta"),))
    assert convert(as_xml(note), "facts", profile=_with_facts(profile)).ok
    result = convert(as_xml(note), "facts", profile=_with_facts(profile, source.replace(old, new)))
    assert (result.output, result.findings[-1].code) == (None, "MVG602")


@pytest.mark.parametrize(
    "change",
    [
        lambda expected: expected._replace(facts={**expected.facts, "signer": expected.facts["patient"]}),
        lambda expected: expected._replace(facts={**expected.facts, "author_role": ""}),
        lambda expected: expected._replace(diagnoses=expected.diagnoses[:-1]),
        lambda expected: expected._replace(sections=expected.sections[::-1]),
    ],
)
@pytest.mark.parametrize("filter_", ["", "|d"], ids=["steps", "fragments"])
def test_facts_that_were_exchanged_in_json_are_detected(
    change: Callable[[ExpectedOutput], ExpectedOutput], filter_: str, profile: Profile
) -> None:
    source = re.sub(r"{{ (\w+) }}", rf"{{{{ \1{filter_} }}}}", FACTS.replace("COMMA", SEPARATORS[0]))
    region = _with_facts(profile, source)
    record, _ = mapping.to_record(NOTE, region)
    target = region.targets["facts"]
    expected = expected_output(
        record, region, expected_sections(record, region, target, note_headings=False), {"x": ""}, ""
    )
    output = convert(as_xml(NOTE), "facts", profile=region).output
    assert expected is not None
    assert output is not None
    assert output_is_proven(output, expected, source, "json")
    assert not output_is_proven(output, change(expected), source, "json")


# -- keys and names -------------------------------------------------------------------------------------------


def test_a_heading_that_is_a_key_comes_once_with_all_its_texts(profile: Profile) -> None:
    region = _region(profile)
    result = convert(as_xml(HARD), "shape-json-keys", profile=region)
    assert json.loads(result.output or "")["Bidiagnos"] == "R05.9 B\nC"
    doubled = str(result.output).replace("{\n", '{\n  "Status": "x",\n', 1)
    assert leaves_of(doubled, "json") is None
    sections = (("a", "b"), ("c", ""), ("a", ""), ("a", "d"))
    assert joined_sections(sections, SHAPES["json-keys"].source) == (("a", "b\nd"), ("c", ""))
    assert joined_sections(sections, SHAPES["json-list"].source) == sections


def test_a_text_whose_heading_has_no_name_stops_a_target_with_names_and_says_its_line(profile: Profile) -> None:
    source = f"Alvedon vid behov\n\n{NOTE_TEXT}"
    result = convert(source, "shape-element-name", profile=_region(profile))
    (finding,) = [finding for finding in result.findings if finding.severity == "error"]
    assert (finding.code, finding.exit_code, result.output) == ("MVG745", 1, None)
    assert (finding.line, finding.words) == (1, ("1",))
    placed = convert(source, "shape-element-name", profile=_region(profile), places=_places(str(finding.line)))
    assert "Alvedon vid behov" in str(placed.output)


NOTE_TEXT = "Besöksorsak\n\nHosta\n\nStatus\n\nOpåverkad\n"


def _places(line: str) -> tuple[mapping.Place, ...]:
    return (mapping.Place(line, "Bedömning"),)


def test_a_text_without_heading_never_takes_the_name_of_a_keyword_that_the_note_does_not_have(profile: Profile) -> None:
    region = _region(profile)
    target = region.targets["shape-element-name"]
    assert "" not in expected_names(region, target)
    note = mapping.to_record(TriageNote(entries=(Entry("", "Rad utan rubrik"),)), region)[0]
    assert render.render_context(note, region, target, "", note_headings=False).names == {}


def test_a_name_that_the_template_writes_itself_is_no_name_for_a_keyword(profile: Profile) -> None:
    source = SHAPES["json-keys"].source.replace("{\n", '{\n  "Status": "x",\n', 1)
    target = Target("a.json.j2")
    region = profile.replace(targets={"a": target}, templates={"a.json.j2": source})
    assert convert(as_xml(NOTE), "a", profile=region).output is None
    names = _region(profile).targets["shape-element-name"].names
    elements = SHAPES["element-name"].source.replace("<note>", f"<note><{names['Status']}>x</{names['Status']}>")
    region = profile.replace(targets={"a": Target("a.xml.j2", names=names)}, templates={"a.xml.j2": elements})
    assert convert(as_xml(NOTE), "a", profile=region).output is None


def test_two_keywords_with_one_name_are_not_proven(profile: Profile) -> None:
    names = dict.fromkeys(_region(profile).targets["shape-json-names"].names, "same")
    target = Target("a.json.j2", names=names)
    region = profile.replace(targets={"a": target}, templates={"a.json.j2": SHAPES["json-names"].source})
    assert convert(as_xml(NOTE), "a", profile=region).output is None


@pytest.mark.parametrize("shape", ["element-name", "json-names"])
@pytest.mark.parametrize("headings", ["record", "clinic24"])
def test_names_are_the_same_whichever_headings_are_chosen(shape: str, headings: str, profile: Profile) -> None:
    result = convert(as_xml(NOTE), f"shape-{shape}", profile=_region(profile), headings=headings)
    assert "n0" in str(result.output)
    assert ("Besöksorsak" in str(result.sections)) is (headings == "clinic24")


# -- what is handed out ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPE_NAMES)
def test_a_section_of_any_shape_is_its_text(shape: str, profile: Profile) -> None:
    result = convert(as_xml(HARD), f"shape-{shape}", profile=_region(profile), section="Status")
    assert result.output == f"{HARD.entries[1].text}\n"


@pytest.mark.parametrize("shape", SHAPE_NAMES)
def test_a_transliteration_is_escaped_as_the_output_needs_it(shape: str, profile: Profile) -> None:
    region = _region(profile)
    region = region.replace(swaps={"≥": '"<'})
    note = NOTE._replace(entries=(Entry("Status", "CRP ≥ 5"),))
    target = region.targets[f"shape-{shape}"]
    result = convert(as_xml(note), f"shape-{shape}", profile=region, charset="cp1252", replace=True)
    assert leaves_of(result.output or "", target.syntax) is not None
    parsed = dict(_expected(result.output or "", target, shape) or result.sections)
    assert parsed["Status"] == 'CRP "< 5'
    one = convert(as_xml(note), f"shape-{shape}", profile=region, charset="cp1252", replace=True, section="Status")
    assert one.output == 'CRP "< 5\n'


def test_a_line_that_reads_like_a_heading_is_reported_unless_texts_are_indented(profile: Profile) -> None:
    region = _region(profile)
    codes = {
        shape: [f.code for f in convert(as_xml(HARD), f"shape-{shape}", profile=region).findings]
        for shape in ("one-line", "indented", "json-list")
    }
    assert {shape: "MVG510" in found for shape, found in codes.items()} == {
        "one-line": True, "indented": False, "json-list": False,
    }  # fmt: skip


# -- pieces ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", 'a"b\\c/d', "\b\f\n\r\t\x00\x1f\x7f", "å\u2028\U0001f912"])
def test_a_text_is_escaped_for_json_by_render_and_proof_alike(text: str) -> None:
    assert escape_json(text) == json_escaped(text)
    assert json.loads(f'"{escape_json(text)}"') == text


def test_line_ends_survive_in_an_attribute() -> None:
    text = "1\n2\t3\r4"
    written = f'<a b="{attribute_line_ends(text)}"/>'
    assert ElementTree.fromstring(written).attrib["b"] == text  # noqa: S314 -- our own


def test_only_lines_with_text_are_indented() -> None:
    assert indent("a\n\n b\n  \nc", 2) == "a\n\n   b\n    \n  c"


@pytest.mark.parametrize(
    "output", ["", "{", '{"a": 1, "a": 2}', '["a": 1]', "NaN", "Infinity", "[1,]", "[" * 100_000, '{"a": "\n"}']
)
def test_what_a_parser_refuses_or_reads_in_two_ways_is_no_json(output: str) -> None:
    assert leaves_of(output, "json") is None


def test_a_heading_that_is_empty_is_left_out_where_the_template_asks_for_it(profile: Profile) -> None:
    source = SHAPES["one-line"].source.replace("{{ heading }}: ", "{% if heading %}{{ heading }}: {% endif %}")
    region = profile.replace(targets={"a": Target("a.txt.j2")}, templates={"a.txt.j2": source})
    assert known_template(source, "text").steps is not None
    assert convert(f"Rad för sig\n\n{NOTE_TEXT}", "a", profile=region).output == (
        "Rad för sig\nKontaktorsak: Hosta\nStatus: Opåverkad\n"
    )


def test_only_keywords_and_labels_that_are_named_have_names(profile: Profile) -> None:
    target = Target("a.xml.j2", names={"status:": "s", "Besöksorsak": "k", "Åtgärd": "a"})
    names = {"Status": "s", "Besöksorsak": "k", "Kontaktorsak": "k", "Åtgärd": "a"}
    assert expected_names(profile, target) == names
    record, _ = mapping.to_record(NOTE, profile)
    shown = render.render_context(record, profile, target, "", note_headings=False)
    assert shown.names == {heading: names[heading] for heading, _ in shown.sections if heading in names}


@pytest.mark.parametrize(("written", "key"), [("a\\u00e5", "aå"), ("a\\x", "a\\x")])
def test_a_key_of_a_json_template_is_read_as_json_has_it(written: str, key: str) -> None:
    assert next(template_leaves(f'{{"{written}": ""}}', "json")) == (("#",), key)


def test_the_leaves_of_json_and_mark_up() -> None:
    assert leaves_of('{"a": [{"b": "c"}, 1, true, null]}', "json") == [
        (("#",), "a"), (("a", "#"), "b"), (("a", "b"), "c"), (("a",), "1"), (("a",), "true"), (("a",), "null"),
    ]  # fmt: skip
    assert leaves_of('<x:a xmlns:x="u" b="c&#10;d">e<!-- f -->g<h/></x:a>', "markup") == [
        (("#",), "a"), (("a", "@b"), "c\nd"), (("a",), "eg"), (("a", "#"), "h"),
    ]  # fmt: skip


def test_the_notes_of_the_dry_run_are_proven_in_every_shape(profile: Profile) -> None:
    region = _region(profile)
    for kind, note in sample_notes(region).items():
        for shape in SHAPE_NAMES:
            assert convert(as_xml(note), f"shape-{shape}", profile=region).output is not None, (kind, shape)
