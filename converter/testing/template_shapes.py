"""Templates of every shape that a target can have, for profiles that are made up in tests."""

from __future__ import annotations

from typing import Final, NamedTuple

_EACH: Final = "{% for heading, text in sections %}\n"
_COMMA: Final = '{{ "," if not loop.last }}'


class Shape(NamedTuple):
    """A template, and whether its target has names for its keywords."""

    file: str
    source: str
    has_names: bool = False


def _shape(file: str, before: str, section: str, after: str) -> Shape:
    source = f"{before}{_EACH}{section}{{% endfor %}}\n{after}"
    return Shape(file, source, "names[" in section)


_XML: Final = "<note>\n", "</note>\n"
SHAPES: Final = {
    "element-text": _shape("element-text.xml.j2", _XML[0], "<k>{{ heading }}</k>\n<t>{{ text }}</t>\n", _XML[1]),
    "element-name": _shape(
        "element-name.xml.j2", _XML[0], "<{{ names[heading] }}>{{ text }}</{{ names[heading] }}>\n", _XML[1]
    ),
    "attribute": _shape("attribute.xml.j2", _XML[0], '<keyword name="{{ heading }}">{{ text }}</keyword>\n', _XML[1]),
    "attributes": _shape("attributes.xml.j2", _XML[0], '<s k="{{ heading }}" t="{{ text }}"/>\n', _XML[1]),
    "one-line": _shape("one-line.txt.j2", "", "{{ heading }}: {{ text }}\n", ""),
    "indented": _shape("indented.txt.j2", "", "{{ heading }}:\n    {{ text|indent(4) }}\n\n", ""),
    "json-list": _shape(
        "json-list.json.j2",
        '{"note": [\n',
        '  {"keyword": "{{ heading }}", "text": "{{ text }}"}' + _COMMA + "\n",
        "]}\n",
    ),
    "json-keys": _shape("json-keys.json.j2", "{\n", '  "{{ heading }}": "{{ text }}"' + _COMMA + "\n", "}\n"),
    "json-names": _shape(
        "json-names.json.j2",
        '{"keywords": {\n',
        '  "{{ names[heading] }}": {"title": "{{ heading }}", "text": "{{ text }}"}' + _COMMA + "\n",
        "}}\n",
    ),
}
"""Shapes by name. In mark-up and JSON a keyword can be a text, an attribute, a key, or the name of an element."""
FILES: Final = {shape.file: shape.source.encode() for shape in SHAPES.values()}
