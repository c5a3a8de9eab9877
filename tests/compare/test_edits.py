"""Properties: every edit of a returned document is a difference, or is listed in docs/returned.md as none.

Each target of each shipped profile is tried. An edit inserts, deletes, replaces, repeats or moves characters anywhere
in the document, or a part of its tree.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from converter import convert
from converter.compare import Unreadable, compare, read_returned
from converter.conversion.result import Result
from converter.profile import Profile, load_profile
from documents import MEANINGS, local, parsed
from paths import SAMPLES
from returns import journal_note, response, rivta

TARGETS = [
    *(("min-vard-gavleborg", name) for name in ("pmo", "pmo-text", "pmo-html", "melior", "obstetrix", "other")),
    ("cosmic", "cosmic"), ("cosmic-exempel", "cosmic"), ("cosmic-exempel", "cosmic-fhir"), ("cosmic-exempel", "rivta"),
]  # fmt: skip
FHIR, RIVTA = TARGETS[-2:]
PLACES = int(os.environ.get("MVG_EXAMPLES", "100"))
SMALL = SAMPLES / "halsont-chatt.xml"
INSERTED = [
    "x", "7", " ", "\n", "\r\n", "\t", "\u00a0", "\u200b", "\ufeff", "\u0301", "Å", "Makulerad xyz.", "&#65;", "&lt;",
    "<b/>", "<!-- x -->", "&lt;b/&gt;", "&lt;para&gt;x&lt;/para&gt;", '{"x": 1}', '"x", ', ', "x": "y"', "0", "null",
]  # fmt: skip


class Sent(NamedTuple):
    """A note as it was sent to a target."""

    result: Result
    profile: Profile
    kind: str

    @property
    def text(self) -> str:
        return self.result.output or ""

    @property
    def data(self) -> bytes:
        return self.text.encode()

    @property
    def start(self) -> int:
        """Where the document begins: a declaration of XML is no part of a response, but of a copied text."""
        return self.text.index("?>") + 2 if self.kind == "rivta" else 0


@lru_cache
def _profile(name: str) -> Profile:
    return load_profile(name)


@cache
def _sent(at: tuple[str, str], sample: Path = SMALL) -> Sent:
    profile = _profile(at[0])
    result = convert(sample.read_bytes(), at[1], profile=profile, approved_for_patient="yes")
    return Sent(result, profile, profile.targets[at[1]].format or "text")


@lru_cache
def _all_sent(at: tuple[str, str]) -> list[Sent]:
    sent = [_sent(at, sample) for sample in sorted(SAMPLES.glob("*.xml"))]
    return [one for one in sent if one.result.output is not None]


def _is_seen(sent: Sent, data: bytes) -> bool:
    """Whether the comparison reports anything: a difference, another note in the file, or that it cannot be read."""
    try:
        comparison = compare(sent.result, read_returned(data, sent.profile), sent.profile)
    except Unreadable:
        return True
    return bool(comparison.findings)


def _means_the_same(sent: Sent, data: bytes) -> bool:
    try:
        return bool(MEANINGS[sent.kind](data) == MEANINGS[sent.kind](sent.data))
    except (ValueError, AttributeError, ElementTree.ParseError):
        return False


def _unseen(sent: Sent, edits: Iterator[tuple[Any, bytes]]) -> list[Any]:
    """The edits that the comparison and the oracle do not agree on."""
    return [edit for edit, data in edits if _is_seen(sent, data) == _means_the_same(sent, data)]


@pytest.mark.parametrize("at", TARGETS, ids="/".join)
def test_a_document_that_came_back_untouched_is_equal(at: tuple[str, str]) -> None:
    sent = _all_sent(at)
    assert sent
    assert not any(_is_seen(one, one.data) for one in sent)


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("text", ["Makulerad xyz.", " "])
@pytest.mark.parametrize("at", TARGETS, ids="/".join)
def test_a_text_that_was_added_anywhere_is_a_difference(at: tuple[str, str], text: str) -> None:
    sent = _sent(at)
    places = range(sent.start, len(sent.text) + 1, len(sent.text) // PLACES + 1)
    edits = ((place, (sent.text[:place] + text + sent.text[place:]).encode()) for place in places)
    assert _unseen(sent, edits) == []


@pytest.mark.slow
@pytest.mark.parametrize("at", TARGETS, ids="/".join)
@given(data=st.data())
def test_any_edit_of_the_characters_is_a_difference(at: tuple[str, str], data: DataObject) -> None:
    sent = data.draw(st.sampled_from(_all_sent(at)))
    output = sent.text
    start, end, place = (data.draw(st.integers(sent.start, len(output))) for _ in range(3))
    start, end = min(start, end), max(start, end)
    end = min(end, start + data.draw(st.sampled_from([1, 2, 8, 64, 4096])))
    part = output[start:end]
    text = data.draw(st.sampled_from(INSERTED))
    edit = data.draw(st.sampled_from(["insert", "delete", "replace", "repeat", "move"]))
    rest = output[:start] + output[end:]
    changed = {
        "insert": output[:place] + text + output[place:],
        "delete": rest,
        "replace": output[:start] + text + output[end:],
        "repeat": output[:place] + part + output[place:],
        "move": rest[:place] + part + rest[place:],
    }[edit].encode()
    assert _is_seen(sent, changed) != _means_the_same(sent, changed)


# -- trees of XML -----------------------------------------------------------------------------------------------------


def _xml_edits(source: str, pack: Callable[[str], str]) -> Iterator[tuple[Any, bytes]]:
    """Every edit of one element, attribute or text of a tree; `pack` puts the tree into what is returned."""
    for number in range(len([*parsed(source).iter()])):
        for name, edit in _XML_EDITS.items():
            root = parsed(source)
            elements = [*root.iter()]
            parents = {child: parent for parent in elements for child in parent}
            element = elements[number]
            if edit(element, parents.get(element)) is not False:
                yield (name, local(element.tag)), pack(ElementTree.tostring(root, "unicode")).encode()


def _repeat(element: Any, parent: Any, within: Any = None, at: int | None = None) -> Any:
    if parent is None:
        return False
    within = parent if within is None else within
    twin = copy.deepcopy(element)
    twin.tail = None
    within.insert([*parent].index(element) if at is None else at, twin)
    return True


def _remove(element: Any, parent: Any) -> Any:
    return False if parent is None else parent.remove(element)


def _set(name: str, change: Callable[[str], str]) -> Callable[[Any, Any], Any]:
    def edit(element: Any, _: Any) -> Any:
        old = getattr(element, name) or ""
        setattr(element, name, change(old))
        return change(old) != old

    return edit


def _swap(element: Any, parent: Any) -> Any:
    if parent is None or parent[-1] is element:
        return False
    at = [*parent].index(element)
    parent[at], parent[at + 1] = parent[at + 1], parent[at]
    return True


def _to_end(element: Any, parent: Any) -> Any:
    if parent is None or parent[-1] is element:
        return False
    parent.remove(element)
    return parent.append(element)


def _wrap(element: Any, parent: Any) -> Any:
    if parent is None:
        return False
    at = [*parent].index(element)
    parent.remove(element)
    around = ElementTree.Element(element.tag)
    around.append(element)
    return parent.insert(at, around)


def _attributes(element: Any, change: Callable[[dict[str, str]], Any]) -> Any:
    return change(element.attrib) if element.attrib else False


_XML_EDITS: dict[str, Callable[[Any, Any], Any]] = {
    "repeat": _repeat,
    "repeat inside": lambda element, parent: _repeat(element, parent, element, 0),
    "remove": _remove,
    "swap": _swap,
    "to the end": _to_end,
    "wrap": _wrap,
    "rename": _set("tag", lambda tag: f"{tag}x"),
    "other namespace": _set("tag", lambda tag: f"{{urn:x}}{local(tag)}"),
    "no namespace": _set("tag", local),
    "other version": _set("tag", lambda tag: tag.replace(":3}", ":2.1}")),
    "text before": _set("text", lambda text: f"Makulerad {text}"),
    "text behind": _set("text", lambda text: f"{text} xyz."),
    "other case": _set("text", str.swapcase),
    "space behind": _set("text", lambda text: f"{text} "),
    "no-break space": _set("text", lambda text: f"{text}\u00a0"),
    "no text": _set("text", lambda _: ""),
    "tail": _set("tail", lambda tail: f"{tail}Makulerad"),
    "no tail": _set("tail", lambda _: ""),
    "blank tail": _set("tail", lambda tail: f"{tail}\n\t "),
    "attribute": lambda element, _: element.set("x", "y"),
    "attribute of a namespace": lambda element, _: element.set("{http://www.w3.org/XML/1998/namespace}lang", "en"),
    "no attributes": lambda element, _: _attributes(element, dict.clear),
    "other attributes": lambda element, _: _attributes(element, lambda one: one.update(dict.fromkeys(one, "z"))),
    "child": lambda element, _: ElementTree.SubElement(element, "x"),
    "first child": lambda element, _: element.insert(0, ElementTree.Element(element.tag)),
    "section": lambda element, _: element.append(parsed(_SECTION)),
    "own": lambda element, _: element.insert(0, ElementTree.Element("hasMore")),
    "logId": lambda element, _: element.insert(0, ElementTree.Element("logId")),
}
_SECTION = '<section xmlns="http://docbook.org/ns/docbook"><title>Status</title><para>Makulerad</para></section>'


def _tree_edits(output: str, inner: bool) -> Iterator[tuple[Any, bytes]]:
    if not inner:
        yield from _xml_edits(output, lambda tree: tree)
        return
    note = next(one for one in parsed(output).iter() if local(one.tag) == "clinicalDocumentNoteText")
    start, end = output.index("&lt;article"), output.index("&lt;/article&gt;") + len("&lt;/article&gt;")

    def packed(tree: str) -> str:
        element = ElementTree.Element("x")
        element.text = tree
        return output[:start] + ElementTree.tostring(element, "unicode")[3:-4] + output[end:]

    yield from _xml_edits(note.text or "", packed)


@pytest.mark.slow
@pytest.mark.parametrize("inner", [False, True], ids=["response", "article"])
def test_any_edit_of_the_tree_of_a_response_is_a_difference(inner: bool) -> None:
    assert _unseen(_sent(RIVTA), islice(_tree_edits(_sent(RIVTA).text, inner), 0, None, 3)) == []


# -- trees of JSON ----------------------------------------------------------------------------------------------------

Step = str | int


def _paths(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    if isinstance(value, dict | list):
        for step, inside in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, step)
            yield from _paths(inside, (*path, step))


def _at(value: Any, path: tuple[Step, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


_VALUES: list[Any] = [None, True, 0, 1.5, "", "x", {}, [], {"x": "y"}, [{}], {"linkId": "x", "text": "Makulerad"}]
_KEYS = (
    "contained", "a", "valueBoolean", "valueDecimal", "id", "reference", "text", "a.b", "extension", "meta", "item",
    "x",
)  # fmt: skip


def _json_edits(content: Any) -> Iterator[tuple[Any, bytes]]:
    """Every edit of one key, item or value."""
    for path in [(), *_paths(content)]:
        for name, changed in _changed(_at(content, path)):
            yield (name, *path), _put(content, path, changed)
        if path:
            mutant = copy.deepcopy(content)
            del _at(mutant, path[:-1])[path[-1]]
            yield ("remove", *path), json.dumps(mutant).encode()


def _put(content: Any, path: tuple[Step, ...], changed: Any) -> bytes:
    mutant = copy.deepcopy(content)
    if not path:
        return json.dumps(changed).encode()
    _at(mutant, path[:-1])[path[-1]] = changed
    return json.dumps(mutant).encode()


def _changed(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, str):
        others: list[Any] = [f"{value}x", f"x{value}", value.swapcase(), f"{value} ", f"{value}\u00a0", [value]]
        yield from ((f"value {number}", one) for number, one in enumerate([*_VALUES, *others]))
    elif isinstance(value, dict):
        yield from ((f"key {key}", {key: one, **value}) for key, one in zip(_KEYS, [*_VALUES, value], strict=True))
        yield "keys", dict(reversed(value.items()))
        yield "copy of all", {**value, "copy": value}
    elif isinstance(value, list):
        for number, item in enumerate(value):
            rest = value[:number] + value[number + 1 :]
            yield f"repeat {number}", [*value, item]
            yield f"repeat at once {number}", [*value[: number + 1], *value[number:]]
            yield f"first {number}", [item, *rest]
            yield f"last {number}", [*rest, item]
        yield from ((f"item {number}", [*value, one]) for number, one in enumerate(_VALUES))
        yield "nested", [value]


@pytest.mark.slow
def test_any_edit_of_the_tree_of_a_resource_is_a_difference() -> None:
    assert _unseen(_sent(FHIR), islice(_json_edits(json.loads(_sent(FHIR).data)), 0, None, 3)) == []


@pytest.mark.slow
@pytest.mark.counted
@given(data=st.data())
def test_a_part_of_a_resource_put_anywhere_is_a_difference(data: DataObject) -> None:
    sent = data.draw(st.sampled_from(_all_sent(FHIR)))
    content = json.loads(sent.data)
    paths = [*_paths(content)]
    origin, place = data.draw(st.sampled_from(paths)), data.draw(st.sampled_from(paths))
    part = copy.deepcopy(_at(content, origin))
    if data.draw(st.booleans()):
        del _at(content, origin[:-1])[origin[-1]]
    try:
        holder = _at(content, place[:-1])
    except (KeyError, IndexError):
        return
    if isinstance(holder, list):
        holder.insert(int(place[-1]), part)
    else:
        holder[data.draw(st.sampled_from([place[-1], "x"]))] = part
    changed = json.dumps(content).encode()
    assert _is_seen(sent, changed) != _means_the_same(sent, changed)


# -- how a document is written ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("at", TARGETS, ids="/".join)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_mark_and_line_ends_are_no_difference(at: tuple[str, str], encoding: str, end: str) -> None:
    for sent in _all_sent(at):
        output = sent.text.replace("\n", end)
        assert not _is_seen(sent, output.encode(encoding))


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252"])
def test_a_declared_encoding_is_no_difference_in_a_response(encoding: str) -> None:
    sent = _sent(RIVTA)
    output = sent.text.replace('encoding="UTF-8"', f'encoding="{encoding}"', 1)
    assert not _is_seen(sent, output.encode(encoding))
    assert _is_seen(sent, output.replace("halsen", "halsén", 1).encode(encoding))


# -- a document of a format that was not sent -------------------------------------------------------------------------

ADDED = "Makulerad xyz."


@lru_cache
def _pasted() -> Sent:
    return _sent(TARGETS[0], SAMPLES / "lang-anteckning.xml")


def _sections() -> list[tuple[str, str]]:
    return [section for section in _pasted().result.sections if section[1]]


@pytest.mark.slow
def test_a_text_added_anywhere_in_an_article_is_a_difference() -> None:
    source = rivta(_pasted().result, _sections()).decode()
    assert not _is_seen(_pasted(), source.encode())
    edits = [edit for edit in _tree_edits(source, inner=True) if edit[0][0] in ("text before", "tail", "section")]
    unseen = [edit for edit, data in edits if not _is_seen(_pasted(), data)]
    assert unseen == [("text before", "title"), ("section", "title")]  # in the title of the article itself


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer",
    [{"valueString": ADDED}, {"valueBoolean": True}, {"valueInteger": 7}, {"valueQuantity": {"unit": ADDED}},
     {"valueCoding": {"display": ADDED}}, {"valueReference": {"display": ADDED}}, {"valueAttachment": {"title": ADDED}},
     {"item": [{"text": "x", "answer": [{"valueText": ADDED}]}]}],
)  # fmt: skip
def test_an_answer_added_to_any_item_is_a_difference(answer: dict[str, Any]) -> None:
    content = response(_pasted().result, _sections())
    assert not _is_seen(_pasted(), json.dumps(content).encode())
    for number in range(len(content["item"][0]["item"])):
        mutant = copy.deepcopy(content)
        mutant["item"][0]["item"][number]["answer"].append(answer)
        assert _is_seen(_pasted(), json.dumps(mutant).encode()), number
    mutant["item"][0]["item"] = [*content["item"][0]["item"], {"linkId": "x", "text": "x", "answer": [answer]}]
    assert _is_seen(_pasted(), json.dumps(mutant).encode())


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["Text", "Diagnosis"])
@pytest.mark.parametrize(
    "value", [ADDED, 7, True, {"value": ADDED}, {"valueText": 7.5}, {"values": [[{"value": "x"}]]}]
)
def test_a_value_added_to_any_record_is_a_difference(value: Any, tool: str) -> None:
    note = journal_note(_pasted().result, _sections())
    records = note["note"]["records"]["record"]
    for record in records:
        if tool == "Diagnosis" and record["keyword"] in ("Huvuddiagnos", "Bidiagnos"):
            record["keywordToolType"] = tool
            lines = record["value"][0]["value"].split("\n")
            record["value"] = [{"value": line, "journalValueType": tool} for line in lines]
    assert not _is_seen(_pasted(), json.dumps(note).encode())
    for number, record in enumerate(records):
        mutant = copy.deepcopy(note)
        mutant["note"]["records"]["record"][number]["value"] = [*record["value"], value]
        assert _is_seen(_pasted(), json.dumps(mutant).encode()), number
    records.append({"keyword": "Åtgärd", "keywordToolType": tool, "value": [value]})
    assert _is_seen(_pasted(), json.dumps(note).encode())
