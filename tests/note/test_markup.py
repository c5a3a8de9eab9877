"""XML and HTML: the safe parser, escaping, and the texts between tags."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from converter.note.markup import escape, has_comments, parse, texts_between_tags
from paths import SAMPLES

XML_SAMPLES = sorted(SAMPLES.glob("*.xml"))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<a>b</a>", ["b"]),
        ("<a> b <c/> d\n e </a>", ["b", "d\n e"]),
        ("<a>\n  <b/>\n</a>", []),
        ("<a/>", []),
        ("", []),
        ('<a b="not this">c</a>', ["c"]),
        ("<a>1 &lt; 2 &amp;&amp; 3 &gt; 2</a>", ["1 < 2 && 3 > 2"]),
        ("<a>&quot;&apos;</a>", ["\"'"]),
        ("<a>5 > 3 ></a>", ["5 > 3 >"]),
        ("<a>></a>", [">"]),
        ("<a>&#229;&#xE5;&#x1F912;</a>", ["åå🤒"]),
        ("<a>&amp;#229; &amp;lt;</a>", ["&#229; &lt;"]),  # taken apart once, not twice
        ("<a>&nbsp;</a>", ["&nbsp;"]),  # a name that XML does not have is left
        ("<a>&#32;&#9;</a>", []),
        ("<a>&#32;b&#32;</a>", ["b"]),
        ("<a>b<!-- c > < d -->e</a>", ["be"]),
        ("<note>b<?c d?>e</note>", ["be"]),
        ("<?c d > e?><note>b</note>", ["b"]),
        ('<?xml version="1.0"?><a>b</a>', ["b"]),
        ("<a><![CDATA[<b> & &amp; ]]></a>", ["<b> & &amp;"]),
        ("<a>b<![CDATA[<!-- c -->]]>d</a>", ["b<!-- c -->d"]),
        ("<a><!-- <![CDATA[b]]> -->c</a>", ["c"]),
        ("<a><![CDATA[b]]><![CDATA[c]]></a>", ["bc"]),
        ("<a><![CDATA[ > b]]> > c</a>", ["> b > c"]),
        ("<a>å\N{NO-BREAK SPACE}ä</a>", ["å\N{NO-BREAK SPACE}ä"]),
    ],
)
def test_the_texts_between_the_tags_are_returned_in_order(source: str, words: list[str]) -> None:
    assert texts_between_tags(source) == words


@pytest.mark.parametrize("path", XML_SAMPLES, ids=lambda path: path.name)
def test_the_texts_are_those_of_the_parser(path: Path) -> None:
    text = path.read_text("utf-8")
    seen = [words for words in map(str.strip, parse(text).itertext()) if words]
    assert texts_between_tags(text) == seen


@pytest.mark.parametrize("text", ["a < b & c > d", "\"'", "&lt;", "å"])
def test_an_escaped_text_is_parsed_unchanged_as_text_and_as_attribute(text: str) -> None:
    root = parse(f"""<a b="{escape(text)}" c='{escape(text)}'>{escape(text)}</a>""")
    assert (root.text, root.get("b"), root.get("c")) == (text, text, text)


@pytest.mark.parametrize("aside", ["<!-- c -->", "<?c d?>"])
def test_a_comment_within_a_text_does_not_divide_it(aside: str) -> None:
    assert parse(f"<a>before{aside}after</a>").text == "beforeafter"


@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0"?>'])
def test_comments_and_processing_instructions_are_found_and_nothing_else(declaration: str) -> None:
    for markup in ("<a>b? <c/>d!</a>", "<a><![CDATA[<!-- b --> <?c d?>]]></a>"):
        assert not has_comments(declaration + markup)
    for markup in ("<a><!-- b --></a>", "<a><?b c?></a>", "<?b c?><a/>", "<a/><!---->"):
        assert has_comments(declaration + markup)


def test_the_parser_takes_the_text_as_decoded_whatever_it_declares() -> None:
    assert parse('<?xml version="1.0" encoding="ISO-8859-1"?><a>å 🤒</a>').text == "å 🤒"


def test_blank_text_is_kept_by_the_parser() -> None:
    assert parse("<a> <b/>\n</a>").xpath("string()") == " \n"


def test_an_entity_is_never_resolved(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("canary", "utf-8")
    text = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{canary.as_uri()}"><!ENTITY y "inside">]><a>1&x;2&y;3</a>'
    tree = etree.tostring(parse(text), encoding="unicode")
    assert "canary" not in re.sub("<!DOCTYPE.*?]>", "", tree)
    assert "inside" not in re.sub("<!DOCTYPE.*?]>", "", tree)
