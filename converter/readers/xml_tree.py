"""The XML form read by lxml and judged by the schema, whatever its layout.

The schema is the one place that says what the form is: a file that does not fit it is refused with the place and
the kind of the fault, never mended and never read in part (promises P1 and P4). What fits is
taken as it stands. The order is fixed, so that the proof can hold the words of the file against the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from lxml import etree

from converter.findings import Finding
from converter.note.facts import FACTS, TEXT, assemble
from converter.note.markup import has_comments, parse
from converter.note.model import NO_DIAGNOSIS, Diagnosis, Entry, TriageAnswer
from converter.note.reading import NO_DECISIONS, Decisions, Reading
from converter.note.unicode_text import fold, trim_blank_lines, with_line_feeds, xml_line_feeds
from converter.profile import Profile
from converter.readers.decoding import position_in_source
from converter.readers.headings import keyword_of
from converter.readers.xml_schema import element_name, faults

MAX_NODES: Final = 10_000
"""Tags, comments and instructions; a chat of a thousand questions has six thousand."""
MAX_DEPTH: Final = 256
"""What libxml2 allows; a note is four deep."""
MAX_ATTRIBUTES: Final = 200

_VERSION: Final = r"""\s*<\?xml\s+version\s*=\s*["']([^"']*)["']"""
_USUAL_DECLARATION: Final = '<?xml version="1.0"'
_DOCTYPE: Final = r"(?s:(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE)"


# Expressions for what is rare are compiled when it is met.
# A carriage return that came as a reference is a line end too, as one that stands there is (XML 1.0, 2.11).
_RETURN: Final = r"&#(?:0*13|x0*[dD]);"
_LINE_END: Final = (
    r"(?P<kept>(?s:<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>))" rf"|{_RETURN}(?P<end>\n|&#(?:0*10|x0*[aA]);)?"
)
_CONTROL: Final = r"&#(?:0*(?:12[7-9]|13[0-24-9]|1[45][0-9])|x0*(?:7[fF]|8[0-46-9a-fA-F]|9[0-9a-fA-F]));"
"""References to `unicode_text.C1_CONTROLS`."""
_REPLACEMENT_REFERENCE: Final = r"&#(?:0*65533|x0*[fF][fF][fF][dD]);"
"""A reference to `unicode_text.REPLACEMENT`."""


_CODE, _TITLE, _KEYWORD = element_name("code"), element_name("title"), element_name("keyword")
_LEAVES: Final = {
    (element_name(section), element_name(leaf)): fact
    for fact in FACTS
    for section, _, leaf in [fact.xml_path.partition("/")]
    if leaf
}
"""Section and leaf to the fact."""
_FACT: Final = {leaf: fact.name for (section, leaf), fact in _LEAVES.items() if section != element_name("patient")}
"""Leaf to fact; those of the patient stand in a section of their own."""
_FREE_TEXTS: Final = frozenset(fact.name for fact in FACTS if fact.kind == TEXT)
_ONE_LINE: Final = (
    *{leaf for (_, leaf), fact in _LEAVES.items() if fact.kind != TEXT}, _KEYWORD, _CODE, _TITLE,
)  # fmt: skip
"""The elements whose value is a single line; the others hold text."""
_ATTRIBUTES: Final = {
    attribute: fact.name for fact in FACTS for _, _, attribute in [fact.xml_path.partition("contact@")] if attribute
}


def read(source: str, profile: Profile, _: Decisions = NO_DECISIONS) -> Reading:
    """Reads the XML form; there is nothing to decide about its lines."""
    text = xml_line_feeds(source)
    if (refused := _refusal(text)) is not None:
        return Reading(None, (refused,))
    try:
        root = parse(text)
        if "&#" in text and re.search(_RETURN, text):
            text = re.sub(_LINE_END, _line_end, text)
            root = parse(text)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        return Reading(None, (_syntax_fault(error),))
    if text.count("=") > MAX_ATTRIBUTES and any(len(element.attrib) > MAX_ATTRIBUTES for element in root.iter()):
        return Reading(None, (Finding("MVG206", words=(str(MAX_ATTRIBUTES),)),))
    if found := faults(root, profile):
        return Reading(None, found)
    return _read(root, text, source, profile)


def _line_end(found: re.Match[str]) -> str:
    """A line end for a carriage return; one that stood in the file stays, so that the lines count the same."""
    return found["kept"] or ("\n" if found["end"] == "\n" else "&#10;")


# -- refusing -------------------------------------------------------------------------------------------------


def _refusal(text: str) -> Finding | None:
    """What can be refused before anything is parsed."""
    version = None if text.startswith(_USUAL_DECLARATION) else re.match(_VERSION, text)
    if version and version[1] != "1.0":
        return Finding("MVG203", 1)
    if "<!DOCTYPE" in text and (doctype := re.match(_DOCTYPE, text)):
        return Finding("MVG202", text.count("\n", 0, doctype.end()) + 1)
    if text.count("<") > MAX_NODES:
        return Finding("MVG204", words=(str(MAX_NODES),))
    return None


def _syntax_fault(error: Exception) -> Finding:
    line, column = getattr(error, "position", (0, 0))
    if getattr(error, "code", 0) == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return Finding("MVG205", line, column, (str(MAX_DEPTH),))
    return Finding("MVG201", line, column)


def _broken_lines(root: Any, profile: Profile) -> Iterator[Finding]:
    """A line break inside a fact that is one line, in an element or an attribute (but not around it).

    A keyword of the profile may be wrapped: it is printed as the profile spells it.
    """
    for name, value in _attributes(root):
        if _is_broken(value):
            yield Finding("MVG214", root.sourceline, 0, (name,))
    for element in root.iter(*_ONE_LINE):
        text = element.text
        broken = text and not text.isprintable() and _is_broken(text)
        if broken and not (element.tag == _KEYWORD and fold(text) in profile.headings):
            yield Finding("MVG214", element.sourceline, 0, (element.tag.rpartition("}")[2],))


def _attributes(element: Any) -> Iterator[tuple[str, str]]:
    """The attributes of the form; those of XML Schema itself, such as `xsi:schemaLocation`, say nothing of the note."""
    return ((name, value) for name, value in element.items() if not name.startswith(_SCHEMA_INSTANCE))


_SCHEMA_INSTANCE: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
"""The namespace of attributes that a schema allows everywhere (XML Schema 1.0, part 1, section 2.6)."""


def _is_broken(value: str) -> bool:
    return "\n" in with_line_feeds(value.strip())


# -- reading --------------------------------------------------------------------------------------------------


class _NoteParts:
    """What the sections of one file have given so far."""

    __slots__ = ("answers", "diagnoses", "entries", "facts", "last_line", "profile")

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.facts: dict[str, str] = {}
        self.answers: list[TriageAnswer] = []
        self.entries: list[Entry] = []
        self.diagnoses: list[tuple[str, Diagnosis]] = []
        self.last_line = 0

    def has_single_lines(self) -> bool:
        """Whether no fact has a line break; False may be a false alarm. Most files hold breaks in their texts only."""
        lines = [value for fact, value in self.facts.items() if fact not in _FREE_TEXTS]
        lines += [entry.heading for entry in self.entries]
        for _, (code, _, title) in self.diagnoses:
            lines += (code, title)
        return "".join(lines).isprintable()


def _read(root: Any, text: str, source: str, profile: Profile) -> Reading:
    """Takes the note from a tree that fits the schema; `text` is what was parsed, `source` the file as it came."""
    parts = _NoteParts(profile)
    for name, value in _attributes(root):
        parts.facts[name] = value.strip()
    for section in root:
        _READ_SECTION[section.tag](section, parts)
    if not parts.has_single_lines() and (broken := tuple(_broken_lines(root, profile))):
        return Reading(None, broken)
    diagnoses = parts.diagnoses
    if "principal" in [kind for kind, _ in diagnoses[1:]]:  # one, and first: XSD 1.0 cannot say it
        return Reading(None, (Finding("MVG210", parts.last_line, 0, ("diagnosis",)),))
    principal = diagnoses.pop(0)[1] if diagnoses and diagnoses[0][0] == "principal" else NO_DIAGNOSIS
    note = assemble(parts.facts, parts.entries, parts.answers, principal, [diagnosis for _, diagnosis in diagnoses])
    return Reading(note, tuple(_warnings(text)), source, "xml")


def _warnings(text: str) -> Iterator[Finding]:
    """The warnings about a file that was read."""
    if has_comments(text):
        yield Finding("MVG213")
    if "&#" in text and (control := re.search(_CONTROL, text)):
        yield Finding("MVG227", *position_in_source(text, control.start()))
    if "&#" in text and (lost := re.search(_REPLACEMENT_REFERENCE, text)):
        yield Finding("MVG261", *position_in_source(text, lost.start()))


# Each function adds what one section holds to the parts of the note.


def _words(leaf: Any) -> str:
    return (leaf.text or "").strip()


def _facts(section: Any, parts: _NoteParts) -> None:
    for leaf in section:
        parts.facts[_FACT[leaf.tag]] = (leaf.text or "").strip()


def _patient(section: Any, parts: _NoteParts) -> None:
    for leaf in section:
        parts.facts[f"patient.{leaf.get('type', 'name')}"] = _words(leaf)


def _triage(section: Any, parts: _NoteParts) -> None:
    for leaf in section:
        if (fact := _FACT.get(leaf.tag)) is not None:
            parts.facts[fact] = trim_blank_lines(leaf.text or "")
        else:
            question, answer = leaf
            parts.answers.append(
                TriageAnswer(trim_blank_lines(question.text or ""), trim_blank_lines(answer.text or ""))
            )


def _contact(section: Any, parts: _NoteParts) -> None:
    _facts(section, parts)
    for name, value in _attributes(section):
        parts.facts[_ATTRIBUTES.get(name, name)] = value


def _entries(section: Any, parts: _NoteParts) -> None:
    profile = parts.profile
    for keyword, text in section:
        heading, body = _words(keyword), text.text or ""
        parts.entries.append(
            Entry(keyword_of(heading, profile), trim_blank_lines(body), "note", keyword.sourceline, heading)
        )


def _diagnosis(section: Any, parts: _NoteParts) -> None:
    words = {leaf.tag: _words(leaf) for leaf in section}
    system = " ".join(filter(None, re.split("[ \t\r\n]", section[0].get("system", ""))))  # as a token of XML Schema
    parts.last_line = section.sourceline
    parts.diagnoses.append((section.get("type"), Diagnosis(words.get(_CODE, ""), system, words.get(_TITLE, ""))))


_READ_SECTION: Final[dict[str, Callable[[Any, _NoteParts], None]]] = {
    element_name("patient"): _patient,
    element_name("author"): _facts,
    element_name("triage"): _triage,
    element_name("contact"): _contact,
    element_name("entries"): _entries,
    element_name("diagnosis"): _diagnosis,
    element_name("signing"): _facts,
}
