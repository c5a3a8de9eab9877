"""The documented XML form: `triage-note.xsd`, namespace `urn:mvg-export:triage-note:1`.

Words a person wrote are element text; attributes hold codes, times and types. Order is fixed, so that the
balance can hold the text of the file against the model. Nothing is mended and nothing is passed over: what the
form does not know is a finding that stops the reading (promises P1, P4, hazards 1-3 and 8).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from converter.characters import fold, trim_blank_lines
from converter.findings import Finding, has_errors
from converter.markup import parse
from converter.model import CHANNELS, CONTACT_CODES, NUMBER_TYPES, Answer, Diagnosis, Entry
from converter.profile import Profile
from converter.facts import assemble
from converter.reading import Block, Reading

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE: Final = "urn:mvg-export:triage-note:1"
MAX_NODES: Final = 20_000
MAX_DEPTH: Final = 200
MAX_ATTRIBUTES: Final = 200

_VERSION: Final = re.compile(r"""\s*<\?xml\s+version\s*=\s*["']([^"']*)["']""")
_DOCTYPE: Final = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_ASIDE: Final = re.compile(r"<!--|<\?(?!xml\s)")


class _Section(NamedTuple):
    """An element below the root: what stands in it, in order."""

    rank: int
    leaves: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    """The fact of each leaf."""
    repeats: bool = False


def _qualified(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _sections() -> dict[str, _Section]:
    facts = {
        "patient": {"name": "patient.name", "number": "patient.number"},
        "author": {"name": "author.name", "role": "author.role", "hsa-id": "author.hsa_id"},
        "triage": {
            "presenting-reason": "triage.presenting_reason",
            "item": "triage.item",
            "outcome": "triage.outcome",
        },
        "contact": {"colleague": "contact.colleague", "unit-worked-for": "contact.unit_worked_for"},
        "entries": {},
        "diagnosis": {},
        "signing": {
            "record-type": "record_type",
            "signing-unit": "signing_unit.name",
            "signing-unit-hsa-id": "signing_unit.hsa_id",
            "signer": "signer",
            "signed-at": "signed_at",
        },
    }
    return {
        _qualified(section): _Section(
            rank, tuple(map(_qualified, leaves)), tuple(leaves.values()), section == "diagnosis"
        )
        for rank, (section, leaves) in enumerate(facts.items(), 1)
    }


_SECTIONS: Final = _sections()
_ROOT, _ENTRY, _CODE, _TITLE = map(_qualified, ("triage-note", "entry", "code", "title"))
_ENTRY_PAIR: Final = [_qualified("keyword"), _qualified("text")]
_ITEM_PAIR: Final = [_qualified("question"), _qualified("answer")]
_ENTRIES, _DIAGNOSIS = map(_qualified, ("entries", "diagnosis"))
_ROOT_FACTS: Final = ("id", "created", "ended")
_ABOUT_THE_FILE: Final = "{http://www.w3.org/2001/XMLSchema-instance}"  # where the schema is, not what the note says


def read(text: str, profile: Profile) -> Reading:
    """Reads the XML form."""
    if (refused := _refusal(text)) is not None:
        return Reading(None, (refused,))
    from lxml import etree

    try:
        root = parse(text)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        return Reading(None, (_syntax_finding(error),))
    if text.count("=") > MAX_ATTRIBUTES and any(len(element.attrib) > MAX_ATTRIBUTES for element in root.iter()):
        return Reading(None, (Finding("MVG206", words=(str(MAX_ATTRIBUTES),)),))
    if root.tag != _ROOT:
        return Reading(None, (Finding("MVG207", root.sourceline or 0),))
    return _Walk(profile).note(root, text)


def _refusal(text: str) -> Finding | None:
    """What can be refused before anything is parsed."""
    version = _VERSION.match(text)
    if version and version[1] != "1.0":
        return Finding("MVG203", 1)
    if "<!DOCTYPE" in text and (doctype := _DOCTYPE.match(text)):
        return Finding("MVG202", text.count("\n", 0, doctype.end()) + 1)
    if text.count("<") > MAX_NODES:
        return Finding("MVG204", words=(str(MAX_NODES),))
    return None


def _syntax_finding(error: Exception) -> Finding:
    line, column = getattr(error, "position", (0, 0))
    if "depth" in str(error):  # libxml2 has no code of its own for it; the text is judged here and goes nowhere
        return Finding("MVG205", line, column, (str(MAX_DEPTH),))
    return Finding("MVG201", line, column)


class _Walk:
    """One walk over one tree: collects facts, entries and findings."""

    def __init__(self, profile: Profile) -> None:
        self.headings = profile.headings
        self.facts: dict[str, str] = {}
        self.answers: list[Answer] = []
        self.entries: list[Entry] = []
        self.blocks: list[Block] = []
        self.diagnoses: dict[str, list[Diagnosis]] = {"principal": [], "secondary": []}
        self.findings: list[Finding] = []

    def note(self, root: _Element, text: str) -> Reading:
        self._attributes(root, _ROOT_FACTS, "")
        rank = 0
        for section in root:
            shape = _SECTIONS.get(section.tag)
            if shape is None:
                self._report("MVG208", section, root)
                continue
            if shape.rank < rank or (shape.rank == rank and not shape.repeats):
                self._report("MVG210", section, section)
            rank = shape.rank
            self._section(section, shape)
        if _ASIDE.search(text):
            self.findings.append(Finding("MVG213"))
        return self._reading(root, text)

    def _section(self, section: _Element, shape: _Section) -> None:
        if section.tag == _ENTRIES:
            self._no_attributes(section)
            for entry in section:
                self._entry(entry, section)
        elif section.tag == _DIAGNOSIS:
            self._diagnosis(section)
        else:
            if section.attrib:
                self._section_attributes(section)
            self._leaves(section, shape)

    def _leaves(self, section: _Element, shape: _Section) -> None:
        last = -1
        for leaf in section:
            try:
                place = shape.leaves.index(leaf.tag)
            except ValueError:
                self._report("MVG208", leaf, section)
                continue
            fact = shape.facts[place]
            if place < last or (place == last and fact != "triage.item"):
                self._report("MVG210", leaf, leaf)
            last = place
            if fact == "triage.item":
                self.answers.append(Answer(*map(str.strip, self._pair(leaf, _ITEM_PAIR))))
            elif fact == "patient.number":
                self._number(leaf)
            elif text := self._text(leaf).strip():
                self.facts[fact] = text

    def _pair(self, element: _Element, tags: list[str]) -> tuple[str, str]:
        """The texts of an element that holds just these two."""
        if element.attrib:
            self._report("MVG209", element, element)
        if [child.tag for child in element] != tags:
            self._report("MVG210", element, element)
            return "", ""
        return self._text(element[0]), self._text(element[1])

    def _entry(self, entry: _Element, parent: _Element) -> None:
        if entry.tag != _ENTRY:
            self._report("MVG208", entry, parent)
            return
        heading, body = self._pair(entry, _ENTRY_PAIR)
        heading, body = heading.strip(), trim_blank_lines(body)
        meaning = self.headings.get(heading.casefold()) or self.headings.get(fold(heading))
        known = meaning is not None and meaning.kind != "fact"
        keyword = meaning.name if meaning is not None and known else heading
        self.entries.append(Entry(keyword, body, entry.sourceline or 0))
        self.blocks.append(Block(heading, body))

    def _diagnosis(self, section: _Element) -> None:
        kind = section.get("type", "")
        if kind not in self.diagnoses or len(section.attrib) > 1:
            self._report("MVG209", section, section)
            return
        tags = [child.tag for child in section]
        if tags not in ([_CODE, _TITLE], [_CODE], [_TITLE]) or (kind == "principal" and any(self.diagnoses.values())):
            self._report("MVG210", section, section)
            return
        texts = {child.tag: self._text(child, ("system",)).strip() for child in section}
        system = section[0].get("system", "")
        self.diagnoses[kind].append(Diagnosis(texts.get(_CODE, ""), system, texts.get(_TITLE, "")))

    def _text(self, leaf: _Element, attributes: tuple[str, ...] = ()) -> str:
        if len(leaf):
            self._report("MVG208", leaf[0], leaf)
        if leaf.attrib and any(name not in attributes for name in leaf.attrib):
            self._report("MVG209", leaf, leaf)
        text = leaf.text or ""
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _number(self, leaf: _Element) -> None:
        kind = leaf.get("type", "")
        if kind not in NUMBER_TYPES:
            self._value(leaf, "number/@type", NUMBER_TYPES)
        if text := self._text(leaf, ("type",)).strip():
            self.facts[f"patient.{kind}"] = text

    def _section_attributes(self, section: _Element) -> None:
        if _local(section) != "contact":
            self._no_attributes(section)
            return
        self._attributes(section, ("channels", *CONTACT_CODES), "contact.")
        channels = self.facts.get("contact.channels", "").split()
        if any(channel not in CHANNELS for channel in channels):
            self._value(section, "channels", CHANNELS)
        for code, values in CONTACT_CODES.items():
            if self.facts.get(f"contact.{code}", values[0]) not in values:
                self._value(section, code, values)

    def _attributes(self, element: _Element, known: tuple[str, ...], prefix: str) -> None:
        for written, value in element.attrib.items():
            if written.startswith(_ABOUT_THE_FILE):
                continue
            name = written.replace("-", "_")
            if name not in known or "_" in written:
                self._report("MVG209", element, element)
            elif value.strip():
                self.facts[prefix + name] = value.strip()

    def _no_attributes(self, element: _Element) -> None:
        if element.attrib:
            self._report("MVG209", element, element)

    def _value(self, element: _Element, name: str, possible: tuple[str, ...]) -> None:
        words = (name.replace("_", "-"), ", ".join(possible))
        self.findings.append(Finding("MVG212", element.sourceline or 0, 0, words))

    def _report(self, code: str, element: _Element, known: _Element) -> None:
        """A finding at `element`, worded with the name of `known`, which is part of the form."""
        self.findings.append(Finding(code, element.sourceline or 0, 0, (_local(known),)))

    def _reading(self, root: _Element, text: str) -> Reading:
        if has_errors(self.findings):
            return Reading(None, tuple(self.findings))
        if (loose := _loose_text(root)) is not None:
            return Reading(None, (*self.findings, loose))
        principal = self.diagnoses["principal"] or [Diagnosis()]
        note = assemble(self.facts, self.entries, self.answers, principal[0], self.diagnoses["secondary"])
        return Reading(note, tuple(self.findings), text, blocks=tuple(self.blocks))


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _loose_text(root: _Element) -> Finding | None:
    """Text beside elements, where the form has no place for it."""
    for parent in root.iter():
        if len(parent) and any(text and not text.isspace() for text in (parent.text, *(child.tail for child in parent))):
            return Finding("MVG211", parent.sourceline or 0, 0, (_local(parent),))
    return None
