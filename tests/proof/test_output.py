"""The third proof: an output holds the texts and facts, each in its place, and the words of its template."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain, cycle
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter import convert, load_profile, proof, render
from converter.profile import Profile, Syntax, syntax_of
from converter.proof import known_template as known_templates
from converter.proof.fragments import ExpectedOutput, fragments_are_proven
from converter.proof.known_template import SAMPLE_VALUES, TEMPLATE_NAMES, known_template
from converter.proof.label_meanings import misplaced
from converter.proof.leaves import leaves_of
from converter.proof.output import expected_output, output_is_proven
from converter.proof.template_outline import outline_of
from converter.proof.template_steps import UnsupportedTemplate, compile_template, render_steps, shape_values
from converter.record import mapping
from converter.render.templates import compiled_template
from paths import SAMPLES
from testing.trials import NOTE, sources

XML = (SAMPLES / "lang-anteckning.xml").read_bytes()
LOOP = "{% for heading, text in sections %}\n"


def _expected(**facts: str) -> ExpectedOutput:
    sections = (("A", "b"), ("C", "d"))
    return ExpectedOutput(
        sections, {**dict.fromkeys(TEMPLATE_NAMES, ""), **facts}, (("principal", "J06.9", "ICD", "x", "J06.9 x"),)
    )


# -- the steps of a template ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("x\n", "x\n"),
        ("100 % {{ signer }}!\n", "100 % Ek!\n"),
        ("{# a #}\n{% if signer %}\n  {{ signer }}\n{% endif %}\ny", "  Ek\ny"),
        ("  {% if author or signer %}{{ signer }}{{ author }}{% endif %}\n", "Ek"),
        ("{% if author %}{{ author }}{% endif %}\n", ""),
        ("{% if patient_number %}{{ patient_number_type }}{% endif %}", ""),
        ("{% for a, b in sections %}\n{% if a %}{{ a }}{% endif %}-{{ b }}\n{% endfor %}\n", "A-b\nC-d\n"),
        ("{% for k, c, s, t, l in diagnoses %}{% if s or c %}<{{ c }}{{ s }}>{% endif %}{% endfor %}", "<J06.9ICD>"),
    ],
)
def test_a_simple_template_compiles_to_steps(source: str, output: str) -> None:
    expected = _expected(signer="Ek")
    rows = {"sections": expected.sections, "diagnoses": expected.diagnoses}
    assert render_steps(compile_template(source), expected.facts, rows) == output


@pytest.mark.parametrize(
    "source",
    [
        "{{ signer|upper }}",
        "{% set a = 1 %}",
        "{% if signer %}{% else %}{% endif %}",
        "{% if not signer %}{% endif %}",
        "{% if author %}{{ signer }}{% endif %}",
        "{% for a in sections %}{% endfor %}",
        "{% endif %}",
        "{% for a, b in sections[:1] %}{% endfor %}",
        "{% if a %}{% if a %}{% endif %}{% endif %}",
        "{% if signer %}",
        "{% if signer %}{% for a, b in sections %}{% endfor %}{% endif %}",
        "{%- if signer -%}{%- endif -%}",
        "{{ signer }}\0",
    ],
)
def test_a_template_that_does_more_has_none(source: str) -> None:
    with pytest.raises(UnsupportedTemplate):
        compile_template(source)


WORDS = st.sampled_from(("", "a", "a&b", '"<', "%s %d", "x\ny", "\tz", "\0", "0\0", "å\n", "\u2028"))
LAYOUTS = (
    *((text, syntax_of(name)) for name, text in load_profile().templates.items() if "registration" not in name),
    ("{% for a, b in sections %}{% if b or a %}{{ a }}{% endif %}: {{ b|indent(2) }}\n{% endfor %}100 %\n\n", "text"),
    ("{% for a, b in sections %}{{ names[a] }}={{ b }}{{ ';' if not loop.last }}{% endfor %}{{ signer|indent(3) }}",
     "text"),
    ('<a b="{{ signer }}">{% for a, b in sections %}<c d="{{ a }}">{{ b }}</c>{% endfor %}</a>', "markup"),
    ('{ {% for a, b in sections %}"{{ a }}": "{{ b }}"{{ "," if not loop.last }}{% endfor %} }', "json"),
    ("{% for k, c, s, t, l in diagnoses %}{% if s or c %}<{{ c }}{{ s }}>{% endif %}{{ t }}{% endfor %}", "text"),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.counted
@given(
    st.sampled_from(LAYOUTS), st.lists(st.tuples(WORDS, WORDS), max_size=3),
    st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS), max_size=2), st.lists(WORDS, min_size=4, max_size=4),
    st.booleans(),
)  # fmt: skip
def test_an_output_that_is_filled_into_its_shape_is_what_the_steps_give(
    layout: tuple[str, Syntax], sections: Any, rows: Any, values: list[str], named: bool
) -> None:
    source, syntax = layout
    facts = dict(zip(TEMPLATE_NAMES, cycle(values), strict=False))
    names = {heading: f"n{heading}" for heading, _ in sections} if named else {}
    expected, known = ExpectedOutput(tuple(sections), facts, tuple(rows), names), known_template(source, syntax)
    steps = compile_template(source, syntax)
    with patch.object(
        known_templates, "known_template", lambda *_: known._replace(steps=steps, shape_values=shape_values(steps))
    ):
        known_templates.shape_of.cache_clear()
        try:
            filled = known_templates.fill_shape(source, syntax, expected)
        except KeyError:
            with pytest.raises(KeyError):
                known_templates.steps_output(steps, expected, syntax)
        else:
            assert filled in ("", known_templates.steps_output(steps, expected, syntax))
            is_plain = all(map(str.isprintable, chain(*sections, *rows, values)))
            assert filled or not is_plain


def test_the_templates_that_ship_compile_to_steps(profile: Profile) -> None:
    for name, target in profile.targets.items():
        assert known_template(profile.templates[target.template], target.syntax).steps is not None, name


@pytest.mark.parametrize(
    "source",
    [
        LOOP + "{{ heading }}\n{% endfor %}",
        LOOP + "{{ heading }} {{ text }}\n{% endfor %}",
        LOOP + "{{ heading }}\n{{ text }} ua\n{% endfor %}",
        LOOP + "{{ heading }}\n{{ signer }}\n{% endfor %}",
        LOOP + "{% if text %}{{ heading }}\n{{ text }}\n{% endif %}{% endfor %}",
        "{{ nobody }}",
    ],
)
def test_steps_that_do_not_print_every_value_are_not_used(source: str) -> None:
    assert known_template(source, "text").steps is None


def test_a_fact_that_a_loop_asks_about_makes_no_shape() -> None:
    loop = "{% for k, c, s, t, l in diagnoses %}{% if k or signer %}x{% endif %}{% endfor %}"
    with pytest.raises(UnsupportedTemplate):
        shape_values(compile_template(loop))


def test_the_names_that_a_template_misplaces_are_returned(profile: Profile) -> None:
    assert proof.misplaced_names("Signerad av: {{ author }}\n", "text") == ("author",)
    assert proof.misplaced_names("Nummer: 19121212-1212\n", "text") == ("patient_number",)
    for target in profile.targets.values():
        assert proof.misplaced_names(profile.templates[target.template], target.syntax) == ()


def test_the_samples_have_every_value_and_none() -> None:
    assert [sum(map(bool, expected.facts.values())) for expected in SAMPLE_VALUES] == [len(TEMPLATE_NAMES), 0, 0]


# -- what an output is held against ---------------------------------------------------------------------------


def _rendered(profile: Profile, to: str) -> tuple[str, render.RenderContext, Any]:
    target = profile.targets[to]
    record, _ = mapping.to_record(NOTE, profile)
    shown = render.render_context(record, profile, target, proof.digest_of(b"x"), note_headings=False)
    return render.render(shown, compiled_template(profile, target.template)), shown, record


TARGETS = ["pmo", "pmo-text", "pmo-html", "melior"]


@pytest.mark.parametrize("to", TARGETS)
@pytest.mark.parametrize("filter_", ["", "|e"], ids=["steps", "fragments"])
def test_an_output_is_what_is_expected_and_no_character_more(to: str, filter_: str, profile: Profile) -> None:
    """The same output by the steps of its template, and fragment by fragment for a template without steps."""
    output, shown, record = _rendered(profile, to)
    target = profile.targets[to]
    name = target.template
    source = re.sub(r"{{ (\w+) }}", rf"{{{{ \1{filter_} }}}}", profile.templates[name])
    syntax = syntax_of(name)
    assert (known_template(source, syntax).steps is None) is bool(filter_)
    expected = expected_output(record, profile, shown.sections, shown.facts, proof.digest_of(b"x"))
    assert expected is not None
    assert output_is_proven(output, expected, source, syntax)
    for wrong in (
        output.replace("Hosta och feber", ""),
        output.replace("Bedömning", "", 1),
        output.replace("segt", "tunt"),
        output.replace("Sedan i måndags.\n", "Sedan i måndags.\n\n"),
        output.replace("\n  Inget", "\nInget"),
        output.replace("Status", "Mer\nStatus", 1),
        output + "mer",
        output.replace("J06.9", "J06.8"),
        output.replace("Förkylning", "Påhittad rad\nFörkylning"),
        output.replace("feber", "fe\x0bber"),
        "",
    ):
        assert wrong != output
        assert not output_is_proven(wrong, expected, source, syntax)


@pytest.mark.parametrize(
    "change",
    [
        lambda expected: expected._replace(facts={**expected.facts, "signer": expected.facts["author"]}),
        lambda expected: expected._replace(facts={**expected.facts, "patient_number": "191212121212"}),
        lambda expected: expected._replace(facts={**expected.facts, "patient_number_type": "reservnummer"}),
        lambda expected: expected._replace(facts={**expected.facts, "created": expected.facts["ended"]}),
        lambda expected: expected._replace(diagnoses=expected.diagnoses[::-1]),
        lambda expected: expected._replace(diagnoses=expected.diagnoses[:1]),
        lambda expected: expected._replace(sections=expected.sections[::-1]),
    ],
)
def test_an_output_that_owes_something_else_is_not_proven(
    change: Callable[[ExpectedOutput], ExpectedOutput], profile: Profile
) -> None:
    output, shown, record = _rendered(profile, "pmo")
    expected = expected_output(record, profile, shown.sections, shown.facts, proof.digest_of(b"x"))
    assert expected is not None
    template = profile.templates["pmo.xml.j2"]
    assert output_is_proven(output, expected, template, "markup")
    assert not output_is_proven(output, change(expected), template, "markup")


def test_the_expected_output_comes_from_the_note_and_the_profile(profile: Profile) -> None:
    _, shown, record = _rendered(profile, "pmo")
    expected = expected_output(record, profile, shown.sections, shown.facts, "0" * 64)
    assert expected is not None
    assert expected.facts == {**shown.facts, "source_digest": "0" * 64}
    assert expected.diagnoses == shown.diagnoses


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("created", "2024-03-14T09:12:00"),
        ("created", "2024-03-14T09:13:00+01:00"),
        ("signed_at", ""),
        ("overview", "Signerad anteckning"),
        ("overview", "Osignerad anteckning 2024-03-14 10:15 (+01:00)"),
        ("overview", "Signerad anteckning 2024-03-14 10:16 (+01:00)"),
    ],
)
def test_a_time_or_title_that_is_not_that_of_the_note_is_not_expected(name: str, value: str, profile: Profile) -> None:
    _, shown, record = _rendered(profile, "pmo")
    assert expected_output(record, profile, shown.sections, {**shown.facts, name: value}, "") is None


def test_an_unsigned_note_has_its_own_title(profile: Profile) -> None:
    record, _ = mapping.to_record(NOTE._replace(signer="-"), profile)
    shown = render.render_context(record, profile, profile.targets["pmo"], "", note_headings=False)
    assert shown.facts["signed_title"] == profile.unsigned_title
    assert expected_output(record, profile, shown.sections, shown.facts, "") is not None


def test_a_fact_that_the_target_does_not_show_is_not_expected(profile: Profile) -> None:
    record, _ = mapping.to_record(NOTE, profile)
    expected = expected_output(record, profile, (("A", "b"),), {}, "")
    assert expected is not None
    assert expected.facts == {}
    assert not output_is_proven(
        "A\nb\nx\n", expected, LOOP + "{{ heading }}\n{{ text }}\n{% endfor %}{{ signer }}\n", "text"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<a>&lt;</a>",
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>å</a>',
        "<a>\n<!-- b --><?c?></a>\n",
    ],
)
def test_well_formed_markup_is_well_formed(text: str) -> None:
    assert leaves_of(text, "markup") is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        "<a>",
        "<a></b>",
        "<a>&</a>",
        "<a>&nbsp;</a>",
        "<a>\x1b</a>",
        "<a b=c/>",
        "<a/><a/>",
        "<a>\ud800</a>",
        "<x:a/>",
        "<a>]]></a>",
        "<a>\ufffe</a>",
        "<a b='<'/>",
    ],
)
def test_what_cannot_be_read_back_is_not_well_formed(text: str) -> None:
    assert leaves_of(text, "markup") is None


# -- by fragments ---------------------------------------------------------------------------------------------

TEXT_OUTLINE = outline_of(
    f"L: {{{{ signer }}}}\n{LOOP}{{{{ heading }}}}\n{{{{ text }}}}\n{{% endfor %}}\nSlut\n", "text"
)


@pytest.mark.parametrize(
    ("output", "sections", "signer", "is_proven"),
    [
        ("A\nb\nC\nd\n", None, "", True),
        ("A\nb\n\n\nC\nd\n", None, "", True),
        ("A\nb\nC\ndx\n", None, "", False),
        ("xA\nb\nC\nd\n", None, "", False),
        ("A\nx\nb\nC\nd\n", None, "", False),
        ("A\nb\nx\nC\nd\n", None, "", False),
        ("A\nb\nC\nd\nx\n", None, "", False),
        ("A\nb\nC\nd\nSlut\n", None, "", True),
        ("L:\nA\nb\nC\nd", None, "", True),
        ("L: x\nA\nb\nC\nd\n", None, "x", True),
        ("A\nb\nC\nd\n", None, "x", False),
        ("x\nA\nb\nC\nd\n", None, "x", False),
        ("L: A\nA\nb\nC\nd\n", None, "A", True),
        ("A\nA\nb\nC\nd\n", None, "", False),
        ("L: x\n", (), "x", True),
        ("L: x\n", (), "", False),
        ("\n", (), "", True),
        ("b\nA\nC\nd\n", None, "", False),
        ("A\nb\n\nb\n", (("A", "b\n\nb"),), "", True),
        ("A\nb\nb\n", (("A", "b\n\nb"),), "", False),
        ("A\na\n\nb\n", (("A", "a\nb"),), "", False),
        ("A\n b\n", (("A", "b"),), "", False),
        ("A\nb\n \n", (("A", "b"),), "", True),
        ("A\nb\nc\n", (("A", "b c"),), "", False),
        ("L: x\nA\nb\nL: x\n", (("A", "b"),), "x", True),
        ("L: x\ny\nA\nb\n", (("A", "b"),), "x\ny", True),
    ],
)
def test_a_plain_text_has_the_expected_texts_in_one_run(
    output: str, sections: tuple[tuple[str, str], ...] | None, signer: str, is_proven: bool
) -> None:
    expected = _expected(signer=signer)
    expected = expected._replace(sections=expected.sections if sections is None else sections, diagnoses=())
    assert fragments_are_proven(output, expected, TEXT_OUTLINE) is is_proven


@pytest.mark.parametrize(
    ("output", "is_proven"),
    [
        ('<a><s k="A">b</s><s k="C">d</s></a>', True),
        ('<a><s k="A">\n  b\n</s><s k="C"> d</s></a>', True),
        ('<a><s k=" A">b</s><s k="C">d</s></a>', False),
        ('<a><s k="A">b</s><s k="A">d</s></a>', False),
        ('<a><s k="A">d</s><s k="C">b</s></a>', False),
        ('<a><s k="A">b  d</s><s k="C">d</s></a>', False),
    ],
)
def test_xml_may_have_its_headings_in_attributes_and_a_text_on_lines_of_its_own(output: str, is_proven: bool) -> None:
    source = f'<a>{LOOP}<s k="{{{{ heading }}}}">{{{{ text }}}}</s>{{% endfor %}}</a>'
    expected = _expected()._replace(diagnoses=())
    assert fragments_are_proven(output, expected, outline_of(source, "markup")) is is_proven


def test_K7_a_blank_line_added_within_a_text_is_detected() -> None:
    expected = ExpectedOutput((("Status", "a\nb"),), dict.fromkeys(TEMPLATE_NAMES, ""), ())
    source = LOOP + "{{ heading }}\n{{ text|e }}\n{% endfor %}"
    assert output_is_proven("Status\na\nb\n", expected, source, "text")
    assert not output_is_proven("Status\na\n\nb\n", expected, source, "text")


XML_OUTLINE = outline_of(
    f'<a><s>L {{{{ signer }}}}</s><d k="{{{{ author }}}}" f="w"/>{LOOP}<h>{{{{ heading }}}}</h><t>{{{{ text }}}}</t>'
    "{% endfor %}</a>",
    "markup",
)


@pytest.mark.parametrize(
    ("output", "facts", "is_proven"),
    [
        ("<a><h>A</h><t>b</t><h>C</h><t>d</t></a>", {}, True),
        ("<a><h>A</h><t>b</t><h>C</h></a>", {}, False),
        ("<a><h>A</h><t>d</t><h>C</h><t>b</t></a>", {}, False),
        ("<a><h>A</h><t>b</t>x<h>C</h><t>d</t></a>", {}, False),
        ("<a><h>A</h><t>b</t><h>C</h><t>d</t><s>x</s></a>", {}, False),
        ("<a><h>A</h><t>b</t><h>C</h><t>d</t><s>L</s></a>", {}, True),
        ("<a><h>A</h><t>b</t><h>C</h><t>d</t><s>x</s></a>", {"signer": "x"}, True),
        ("<a><h>A</h><t>b</t><h>C</h><t>d</t><z>x</z></a>", {"signer": "x"}, False),
        ("<a><h>A</h><t>b</t><h>C</h><t>d</t></a>", {"signer": "x"}, False),
        ('<a><d k="x&amp;"/><h>A</h><t>b</t><h>C</h><t>d</t></a>', {"author": "x&"}, True),
        ('<a><d k="y"/><h>A</h><t>b</t><h>C</h><t>d</t></a>', {"author": "x"}, False),
        ('<a><d j="x"/><h>A</h><t>b</t><h>C</h><t>d</t></a>', {"author": "x"}, False),
        ("<a><s>A</s><h>A</h><t>b</t><h>C</h><t>d</t></a>", {"signer": "A"}, True),
    ],
)
def test_xml_has_the_expected_texts_in_one_run_and_each_fact_in_its_element(
    output: str, facts: dict[str, str], is_proven: bool
) -> None:
    assert fragments_are_proven(output, _expected(**facts)._replace(diagnoses=()), XML_OUTLINE) is is_proven


# -- what labels mean -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "plain", "misnamed"),
    [
        ("Signerad av: {{ signer }}", True, False),
        ("Signerad av: {{ author }}", True, True),
        ("Signerad av: {{ author|upper }}", True, True),
        ('Signerad av: {{ "author" }}{{ signer }}', True, False),
        ("Signerad av: Dr Ek", True, True),
        ("Skriven av: {{ author }} {{ author_role }}", True, False),
        ("Något annat: {{ author }}", True, False),
        ("<signer>{{ signer }}</signer>", False, False),
        ("<x:signer>{{ author }}</x:signer>", False, True),
        ("<a><patient><name>{{ author }}</name></patient></a>", False, True),
        ("<a><name>{{ author }}</name></a>", False, False),
        ('<number type="{{ patient_number_type }}">{{ patient_number }}</number>', False, False),
        ('<number type="{{ signer }}">{{ patient_number }}</number>', False, True),
        ('<number type="personnummer">{{ patient_number }}</number>', False, True),
        ("<revision>6</revision>", False, True),
        ("<patient><x><y>ord</y></x></patient>", False, False),
        ("<SIGNED_AT>{{ created }}</SIGNED_AT>", False, True),
        ("Kod: ICD: 10", True, True),
        ("<dt>Signerad av</dt><dd>{{ signer }}</dd>", False, False),
        ("<dt>Signerad av</dt><dd>{{ author }}</dd>", False, True),
        ("<dt>Signerad av</dt><dd>Dr Ek</dd>", False, True),
        ('<dt>Signerad av</dt><dd class="x">{{ signer }}</dd>', False, False),
        ("<dt>Signerad av</dt>\n<dd>{{ author }}</dd>", False, False),
        ("<p>Rutin <b>{{ routine }}</b> revision <b>{{ routine_revision }}</b></p>", False, False),
        ("<p>Rutin <b>{{ routine }}</b> revision <b>{{ routine }}</b></p>", False, True),
        (f"{LOOP}<section><keyword>{{{{ heading }}}}</keyword></section>{{% endfor %}}", False, False),
        ("{% for h, t in sections %}<section><text>{{ h }}</text></section>{% endfor %}", False, True),
        ("<record-note><template>{{ record_template }}</template></record-note>", False, True),
    ],
)
def test_a_value_under_the_name_of_another_is_detected(source: str, plain: bool, misnamed: bool) -> None:
    assert bool(misplaced(outline_of(source, "text" if plain else "markup"))) is misnamed
    if misnamed:
        assert not output_is_proven("", _expected(), source, "text" if plain else "markup")


# -- in a conversion -------------------------------------------------------------------------------------------

OUTPUT_FAULTS: dict[str, Callable[[str], str]] = {
    "the last section is lost": lambda output: output.replace("Bedömning", "", 1),
    "a letter is altered": lambda output: output.replace("Torr rethosta", "Torr rethostan"),
    "a line is doubled": lambda output: output.replace("Torr rethosta i ca", "Torr rethosta i ca Torr rethosta i ca"),
    "a word is added at the end": lambda output: output.replace("SHA-256", "SHA-256 mer") + "\nmer",
}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("fault", OUTPUT_FAULTS)
def test_P2_a_fault_of_the_output_is_detected_and_nothing_is_written(
    target: str, fault: str, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = render.render
    monkeypatch.setattr(render, "render", lambda *args: OUTPUT_FAULTS[fault](original(*args)))
    result = convert(XML, target, profile=profile)
    assert (result.output, result.exit_code) == (None, 70)
    assert "MVG602" in [finding.code for finding in result.findings]


def test_sections_that_are_handed_out_one_by_one_are_proven(profile: Profile) -> None:
    target = profile.targets["melior"]
    for headings, own in (("record", False), ("clinic24", True), ("", target.note_headings)):
        result = convert(sources()["xml"], "melior", profile=profile, headings=headings)
        assert result.record is not None
        assert proof.expected_sections(result.record, profile, target, own) == result.sections


def test_a_target_that_shows_no_overview_states_no_times(profile: Profile) -> None:
    record, _ = mapping.to_record(NOTE, profile)
    shown = render.render_context(
        record, profile, profile.targets["pmo"]._replace(shows=("patient",)), "", note_headings=False
    )
    expected = expected_output(record, profile, shown.sections, shown.facts, "")
    assert expected is not None
    assert expected.facts["patient"] == "Astrid Exempelsson"


@pytest.mark.parametrize("text", ["a\nb", "  a & b"])
def test_an_element_may_have_its_text_on_lines_of_its_own(text: str) -> None:
    source = "<n>{% for k, t in sections %}<k>\n  {{ k }}\n</k><t>\n{{ t }}\n</t>{% endfor %}</n>\n"
    written = text.replace("&", "&amp;")
    output = f"<n><k>\n  Status\n</k><t>\n{written}\n</t></n>\n"
    expected = ExpectedOutput((("Status", text),), {}, ())
    outline = known_template(source, "markup").outline
    assert output_is_proven(output, expected, source, "markup")
    assert fragments_are_proven(output, expected, outline)
    for wrong in (output.replace("Status", "Bedömning"), output.replace("b", ""), output.replace("a", "a a")):
        assert not output_is_proven(wrong, expected, source, "markup")
        assert not fragments_are_proven(wrong, expected, outline)
