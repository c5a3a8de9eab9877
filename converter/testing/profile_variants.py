"""Hypothesis strategies for profiles: variants of one that a region could have. Each is checked, and made, as a
profile that is loaded from a folder: what a region could not load is not drawn.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from converter.profile import Profile
from converter.profile.building import build
from converter.profile.layers import ProfileSources, read_sources
from converter.profile.schema import NEEDED_LABELS
from converter.profile.validation import mistakes

# -- templates of every shape that a target can have ----------------------------------------------------------

_EACH: Final = "{% for heading, text in sections %}\n"
_COMMA: Final = '{{ "," if not loop.last }}'
Data = dict[str, Any]
Change = Callable[[int, Data], None]
"""Changes the data of a profile at the row with a number."""
_NEW_KEYWORDS: Final = ("Läkemedel", "Överkänslighet", "Uppföljning", "Levnadsvanor", "Råd")
"""Keywords that a region could add."""


class Shape(NamedTuple):
    """A template, and whether its target has names for its keywords."""

    file: str
    source: str
    has_names: bool = False


def _shape(file: str, section: str, before: str = "", after: str = "") -> Shape:
    if ".xml" in file:
        before, after = "<note>\n", "</note>\n"
    return Shape(file, f"{before}{_EACH}{section}\n{{% endfor %}}\n{after}", "names[" in section)


_SHAPES: Final = (
    _shape("element-text.xml.j2", "<k>{{ heading }}</k>\n<t>{{ text }}</t>"),
    _shape("element-name.xml.j2", "<{{ names[heading] }}>{{ text }}</{{ names[heading] }}>"),
    _shape("attribute.xml.j2", '<keyword name="{{ heading }}">{{ text }}</keyword>'),
    _shape("attributes.xml.j2", '<s k="{{ heading }}" t="{{ text }}"/>'),
    _shape("one-line.txt.j2", "{{ heading }}: {{ text }}"),
    _shape("indented.txt.j2", "{{ heading }}:\n    {{ text|indent(4) }}\n"),
    _shape(
        "json-list.json.j2", '  {"keyword": "{{ heading }}", "text": "{{ text }}"}' + _COMMA, '{"note": [\n', "]}\n"
    ),
    _shape("json-keys.json.j2", '  "{{ heading }}": "{{ text }}"' + _COMMA, "{\n", "}\n"),
    _shape(
        "json-names.json.j2",
        '  "{{ names[heading] }}": {"title": "{{ heading }}", "text": "{{ text }}"}' + _COMMA,
        '{"keywords": {\n',
        "}}\n",
    ),
)
SHAPES: Final = {shape.file.partition(".")[0]: shape for shape in _SHAPES}
"""Shapes by name. In mark-up and JSON a keyword can be a text, an attribute, a key, or the name of an element."""
FILES: Final = {shape.file: shape.source.encode() for shape in SHAPES.values()}


# -- changes --------------------------------------------------------------------------------------------------


def _turned(at: int, data: Data) -> None:
    rows = data["keyword"]
    rows[:] = rows[at % len(rows) :] + rows[: at % len(rows)]


def _added(at: int, data: Data) -> None:
    name = _NEW_KEYWORDS[at % len(_NEW_KEYWORDS)]
    data["keyword"].insert(at % (len(data["keyword"]) + 1), {"record": name, "clinic24": name})


def _renamed(at: int, data: Data) -> None:
    """Another keyword of the record for a row."""
    row = data["keyword"][at % len(data["keyword"])]
    row["record"] = f"{row['record']} ({at})"


def _aliased(at: int, data: Data) -> None:
    """One more name for a keyword."""
    rows = [row for row in data["keyword"] if row.get("clinic24")]
    row = rows[at % len(rows)]
    row["aliases"] = [*row.get("aliases", ()), f"{_NEW_KEYWORDS[at % len(_NEW_KEYWORDS)]} {at}"]


def _plain(at: int, data: Data) -> None:
    """A row without `fill` and `expected`."""
    row = data["keyword"][at % len(data["keyword"])]
    row.pop("fill", None)
    row.pop("expected", None)


def less_required(at: int, data: Data) -> None:
    if len(data["required"]) > 1:
        del data["required"][at % len(data["required"])]


def shaped(at: int, data: Data) -> None:
    """One more target, of another shape, with names for the keywords where its template needs them."""
    name = list(SHAPES)[at % len(SHAPES)]
    target: Data = {"template": SHAPES[name].file, "empty": at % 2 == 0}
    if SHAPES[name].has_names:
        labels = {fact: label for label, fact in reversed(data["labels"].items())}
        written = [row["record"] for row in data["keyword"]] + [labels[fact] for fact in NEEDED_LABELS]
        target["names"] = {heading: f"n{number}" for number, heading in enumerate(written)}
    data["targets"][f"shape-{name}"] = target


_CHANGES: Final[tuple[Change, ...]] = (_turned, _added, _renamed, _aliased, _plain, less_required, shaped)


def profiles(base: Profile) -> SearchStrategy[Profile]:
    """The profile in the folder of `base` with rows rotated, added, renamed or aliased, fewer required fields, or a
    target of another shape.
    """
    changes = st.lists(st.tuples(st.sampled_from(_CHANGES), st.integers(0, 9)), max_size=4)
    return changes.map(lambda drawn: changed(base, [partial(change, at) for change, at in drawn]))


def changed(base: Profile, changes: list[Callable[[Data], None]]) -> Profile:
    """The profile in the folder of `base`, loaded with changes to its data; one that makes it invalid is left out."""
    sources = _sources(base.folder)
    for change in changes:
        data = copy.deepcopy(sources.data)
        change(data)
        variant = sources._replace(data=data, digest=hashlib.sha256(repr(data).encode()).hexdigest())
        sources = sources if list(mistakes(variant)) else variant
    return build(sources)


@lru_cache(maxsize=8)
def _sources(folder: Path) -> ProfileSources:
    sources = read_sources(folder)
    return sources._replace(files={**sources.files, **FILES})
