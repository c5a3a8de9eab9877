"""The XML form: `triage-note.xsd`, namespace `urn:mvg-export:triage-note:1`.

Most files are laid out as the form shows it: elements and attributes in order, no comments, no prefixes, no numbered
references. Such a file is read by regular expressions made of the table of facts, at a third of what lxml and the
schema cost. Any other file, and any fault, is left to `xml_tree`; a property holds the two against each other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import compress
from typing import Final

from converter.note.facts import (
    CODE,
    CODES,
    FACTS,
    IDENTITY_NUMBER,
    NAMESPACE,
    NUMBER_TYPE,
    TEXT,
    TIME,
    Fact,
    assemble,
)
from converter.note.markup import unescape
from converter.note.model import (
    NO_DIAGNOSIS,
    NUMBER_TYPES,
    Diagnosis,
    Entry,
    TriageAnswer,
    TriageNote,
)
from converter.note.reading import NO_DECISIONS, Decisions, Reading
from converter.note.unicode_text import can_encode, is_latin_1, trim_blank_lines
from converter.profile import Profile
from converter.readers.headings import keyword_of

_MAX_CHARACTERS: Final = 64 * 1024
"""Characters of a file that is read here: the limits of the XML reader are far away."""

_NOT_ORDINARY: Final = (*map(chr, (*range(9), *range(11, 32))), "\x85", "\u2028", "\u2029", "\ufffe", "\uffff")
"""What the expressions take for ordinary characters and XML, or a line of it, does not: controls and line ends."""
_OTHER_REFERENCE: Final = "&(?!(?:amp|lt|gt|quot|apos);)"
_S: Final = r"[ \t\n]*+"
_TEXT: Final = "[^<]*+"
_LINE: Final = r"[^<\n]*+"
_VALUE: Final = r"[^\s\"<>&]*+"
_TIME: Final = r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?+(?:Z|[+-][0-9]{2}:[0-9]{2})?+)?+"
_CODE: Final = "[a-z0-9_]++"
_VALUES: Final = {
    TEXT: _TEXT, TIME: _TIME, NUMBER_TYPE: "|".join(NUMBER_TYPES), CODE: _CODE, CODES: f"{_CODE}(?: {_CODE})*+",
}  # fmt: skip
"""What the value of a fact of each kind looks like."""


def _value(fact: Fact) -> str:
    """The value of a fact, as a named group."""
    value = _VALUES.get(fact.kind) or (_LINE if "/" in fact.xml_path else _VALUE)
    return f"(?P<{_group(fact)}>{value})"


def _group(fact: Fact) -> str:
    return fact.name.replace(".", "__")


def _attributes(element: str) -> str:
    at = (
        (fact, fact.xml_path.removeprefix(f"{element}@")) for fact in FACTS if fact.xml_path.startswith(f"{element}@")
    )
    # Only the kind of a number must be there.
    return "".join(f'(?: {name}="{_value(fact)}"){"" if fact.kind == NUMBER_TYPE else "?+"}' for fact, name in at)


def _leaves(section: str) -> list[str]:
    """The leaves that a section can have, in order; none is needed."""
    names = [
        (fact, fact.xml_path.removeprefix(f"{section}/")) for fact in FACTS if fact.xml_path.startswith(f"{section}/")
    ]
    return [f"(?:<{name}{_attributes(name)}>{_value(fact)}</{name}>{_S})?+" for fact, name in names]


def _leaf(name: str, value: str) -> str:
    return f"<{name}>({value})</{name}>{_S}"


def _section(name: str, *inside: str) -> str:
    return f"(?:<{name}>{_S}{''.join(inside)}</{name}>{_S})?+"


_ITEM: Final = f"<item>{_S}{_leaf('question', _TEXT)}{_leaf('answer', _TEXT)}</item>{_S}"
_ENTRY: Final = f"<entry>{_S}{_leaf('keyword', _LINE)}<text(?:/>|>({_TEXT})</text>){_S}</entry>{_S}"
_DIAGNOSIS: Final = (
    f'<diagnosis type="(principal|secondary)">{_S}(?:<code(?: system="({_VALUE})")?+>({_LINE})</code>{_S})?+'
    f"(?:{_leaf('title', _LINE)})?+</diagnosis>{_S}"
)


_REASON, _OUTCOME = _leaves("triage")
_CONTACT: Final = f"(?:<contact{_attributes('contact')}(?:/>|>{_S}{''.join(_leaves('contact'))}</contact>){_S})?+"
_DECLARATION: Final = r'(?:<\?xml version="1\.0"(?: encoding="[A-Za-z][A-Za-z0-9._-]*+")?+\?>\n)?+'
_PATTERNS: Final = {
    "head": f'{_DECLARATION}<triage-note xmlns="{NAMESPACE}"{_attributes("triage-note")}>{_S}'
    + _section("patient", *_leaves("patient"))
    + _section("author", *_leaves("author"))
    + _section("triage", _REASON, f"(?P<items>(?:{_ITEM})*+)", _OUTCOME)
    + f"{_CONTACT}(?P<entries><entries>{_S})?+",
    "item": _ITEM,
    "entry": _ENTRY,
    "tail": f"(?:</entries>{_S})?+(?P<diagnoses>(?:{_DIAGNOSIS})*+)"
    + _section("signing", *_leaves("signing"))
    + f"</triage-note>{_S}",
    "diagnosis": _DIAGNOSIS,
}
_pattern: Final = lru_cache(lambda name: re.compile(_PATTERNS[name]))


_NO_CODES: Final = ()


@lru_cache
def _facts_in(name: str) -> tuple[Fact | None, ...]:
    """The fact of each group of a pattern, in order; None for a group that is none."""
    facts = {index: fact for fact in FACTS if (index := _pattern(name).groupindex.get(_group(fact)))}
    return tuple(map(facts.get, range(1, _pattern(name).groups + 1)))


def read(source: str, profile: Profile, decisions: Decisions = NO_DECISIONS) -> Reading:
    """Reads the XML form; there is nothing to decide about its lines."""
    if (note := plain_note(source, profile)) is not None:
        return Reading(note, (), source, "xml")
    from converter.readers import xml_tree

    return xml_tree.read(source, profile, decisions)


def plain_note(text: str, profile: Profile) -> TriageNote | None:
    """The note in a file of the plain layout; None for any other file."""
    if len(text) > _MAX_CHARACTERS or not _is_ordinary(text) or (head := _pattern("head").match(text)) is None:
        return None
    has_entries = head["entries"] is not None
    entries, end = _entries(text, head.end(), profile) if has_entries else ([], head.end())
    tail = _pattern("tail").fullmatch(text, end)
    if tail is None or has_entries != text.startswith("</entries>", end):
        return None
    diagnoses, facts = _diagnoses(tail["diagnoses"]), _facts(head, tail, profile)
    if diagnoses is None or facts is None:
        return None
    return assemble(facts, entries, _answers(head["items"] or ""), *diagnoses)


def _facts(head: re.Match[str], tail: re.Match[str], profile: Profile) -> dict[str, str] | None:
    """The facts by their names; None where a code of the contact is none of the profile's."""
    facts, codes = {}, profile.words
    values = (*head.groups(), *tail.groups())
    for fact, written in compress(zip((*_facts_in("head"), *_facts_in("tail")), values, strict=True), values):
        if fact is None:
            continue
        name, _, kind, _, _ = fact
        if kind in (CODE, CODES) and not all(map(codes.get(name, _NO_CODES).__contains__, written.split())):
            return None
        value = unescape(written) if "&" in written else written
        facts[name] = trim_blank_lines(value) if kind == TEXT else value.strip()
    if not facts.get(IDENTITY_NUMBER):
        facts.pop("patient.number_type", None)
    return facts


def _is_ordinary(text: str) -> bool:
    """Whether the expressions take every character and reference of a text for what XML takes it for."""
    if any(map(text.__contains__, _NOT_ORDINARY)) or ("]" in text and "]]>" in text):
        return False
    if "&" in text and re.search(_OTHER_REFERENCE, text):
        return False
    return is_latin_1(text) or can_encode(text, "utf-8")


def _text(written: str) -> str:
    return unescape(written) if "&" in written else written


def _answers(items: str) -> list[TriageAnswer]:
    pairs = _pattern("item").findall(items)
    return [TriageAnswer(trim_blank_lines(_text(one)), trim_blank_lines(_text(other))) for one, other in pairs]


def _entries(text: str, start: int, profile: Profile) -> tuple[list[Entry], int]:
    """The entries from `start` on, and where they end."""
    entries: list[Entry] = []
    match, line, counted, has_references = _pattern("entry").match, 1, 0, "&" in text
    while entry := match(text, start):
        heading, words = entry.groups("")
        at, start = entry.start(1), entry.end()
        line, counted = line + text.count("\n", counted, at), at
        if has_references:
            heading, words = unescape(heading), unescape(words)
        heading = heading.strip()
        entries.append(Entry(keyword_of(heading, profile), trim_blank_lines(words), "note", line, heading))
    return entries, start


def _diagnoses(text: str) -> tuple[Diagnosis, list[Diagnosis]] | None:
    """The principal diagnosis and the others; None where the form does not allow them."""
    principal, others = NO_DIAGNOSIS, []
    for number, (kind, system, code, title) in enumerate(_pattern("diagnosis").findall(text)):
        diagnosis = Diagnosis(_text(code).strip(), system, _text(title).strip())
        if not (code or title) or (number and kind == "principal"):
            return None
        if kind == "principal":
            principal = diagnosis
        else:
            others.append(diagnosis)
    return principal, others
