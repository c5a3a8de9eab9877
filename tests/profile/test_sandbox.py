"""Templates of others: what they may say, and that nothing they do goes on for long or grows large."""

from __future__ import annotations

import time

import pytest

from converter.profile.sandbox import MAX_OUTPUT, TemplateFault, run, template

GIVEN = {"text": "<a> & b", "pairs": (("H", "x" * 1000),) * 600, "row": {"items": "I", "title": "T"}}


def _fault(source: str, name: str = "a.xml.j2") -> tuple[str, int, tuple[str, ...]]:
    with pytest.raises(TemplateFault) as refused:
        run(template(source, name), GIVEN)
    found = refused.value.finding
    assert found.exit_code == 78
    return found.code, found.line, found.words[1:]


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("{{ text }}", "&lt;a&gt; &amp; b"),
        ("{% if text and not nothing is defined %}ja{% endif %}", "ja"),
        ("{{ row.items }}{{ row['title'] }}{{ row.title|lower|upper }}", "ITT"),
        ("{% for a, b in pairs[:2] %}{{ loop.index }}{{ a }}{% endfor %}", "1H2H"),
        ("{{ '%-4s'|format(row.title) }}|", "T   |"),
        ("{{ 'x' if pairs|length > 3 }}{{ 'y' if pairs|length < 3 }}", "x"),
        ("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(row.title) }}", "[T]"),
        ("{% for a in () %}{% else %}tom{% endfor %}", "tom"),
    ],
)
def test_what_a_template_needs_is_there(source: str, output: str) -> None:
    assert run(template(source, "a.xml.j2"), GIVEN) == output


def test_plain_text_is_not_escaped_and_no_empty_piece_ends_the_output() -> None:
    assert run(template("{{ text }}", "a.txt.j2"), GIVEN) == GIVEN["text"]
    source = "{% for a in pairs %}{{ '' }}{% endfor %}sist"
    assert run(template(source, "a.txt.j2"), GIVEN) == "sist"


@pytest.mark.parametrize("escape", [True, False])
def test_a_number_in_an_attribute_is_printed_as_it_is(escape: bool) -> None:
    source = '{% for a in pairs[:2] %}<a n="{{ loop.index }}"/>{% endfor %}'
    assert run(template(source, "a.xml.j2", escape=escape), GIVEN) == '<a n="1"/><a n="2"/>'


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ ''.__class__ }}", ".__class__"),
        ("{{ row._x }}", "._x"),
        ("{% for a in range(10**9) %}{% endfor %}", "()"),
        ("{{ text.upper() }}", "()"),
        ("{{ lipsum(1000) }}", "()"),
        ("{{ loop(1) }}", "()"),
        ("{% macro m(x) %}{{ m(x) }}{% endmacro %}", "macro + for/()"),
        ("{% macro m(x) %}{% for a in x %}{% endfor %}{% endmacro %}", "macro + for/()"),
        ("{% macro m(x) %}{{ x }}{{ x }}{% endmacro %}{{ m(m(1)) }}", "()"),
        ("{% set x = text %}", "assign"),
        ("{% set x %}{{ text }}{% endset %}", "assignblock"),
        ("{% include 'b' %}", "include"),
        ("{% extends 'b' %}", "extends"),
        ("{% import 'b' as b %}", "import"),
        ("{% block b %}{% endblock %}", "block"),
        ("{% filter upper %}{% endfilter %}", "filterblock"),
        ("{{ text ~ text }}", "concat"),
        ("{{ text * 9 }}", "mul"),
        ("{{ 9 ** 9 }}", "pow"),
        ("{{ text + text }}", "add"),
        ("{{ [text] }}", "list"),
        ("{{ {1: text} }}", "dict"),
        ("{{ text|replace('a', 'aaaa') }}", "|replace"),
        ("{{ text|center(99999999) }}", "|center"),
        ("{{ '%99999s'|format(text) }}", "|format"),
        ("{{ '%s%s'|format(text, text) }}", "|format"),
        ("{{ text|format(text) }}", "|format"),
        ("{{ pairs|counted(1) }}", "|counted"),
        ("{{ text|indent(99999999) }}", "|indent"),
        ("{{ text|trim|indent(2) }}", "|indent"),
    ],
)
def test_what_a_template_has_no_need_of_is_refused_with_its_line(source: str, what: str) -> None:
    assert _fault(f"a\n\n{source}") == ("MVG718", 3, (what,))


@pytest.mark.parametrize(
    "source",
    [
        "\n{% for a in pairs %}{% for b in pairs %}{% for c in pairs %}{% endfor %}{% endfor %}{% endfor %}",
        "\n{% for a in text %}{% for b, c in pairs %}{% for d, e in pairs %}{% endfor %}{% endfor %}{% endfor %}",
        "\n{% for a, b in pairs %}{% for c, d in pairs %}{{ b }}{{ b }}{{ b }}{{ b }}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_that_does_too_much_is_stopped_with_its_line_and_soon(source: str) -> None:
    start = time.monotonic()
    assert _fault(source) == ("MVG719", 2, ())
    assert time.monotonic() - start < 30  # a bound, not a measure: without the count it would take hours


def test_an_output_without_end_is_stopped() -> None:
    source = "\n" + "{{ text }}" * 200
    with pytest.raises(TemplateFault) as refused:
        run(template(source, "a.txt.j2"), {"text": "x" * (MAX_OUTPUT // 90)})
    assert (refused.value.finding.code, refused.value.finding.line) == ("MVG719", 2)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("\n{{ nobody }}", 2),
        ("\n{% if %}", 2),
        ("\n{{ text.upper }}", 2),
        ("\n{{ text['__class__'] }}", 2),
        ("\n{% for a in nobody %}{% endfor %}", 2),
        ("\n{% for a in 3 %}{% endfor %}", 2),
        ("{{ a" + "[0]" * 3000 + " }}", 0),
        ("{{ text|nofilter }}", 1),
    ],
)
def test_a_template_that_fails_is_reported_with_its_line(source: str, line: int) -> None:
    code, at, _ = _fault(source)
    assert (code, at) in {("MVG503", line), ("MVG718", line)}
