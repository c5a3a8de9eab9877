"""The XML form: `triage-note.xsd`, namespace `urn:mvg-export:triage-note:1`.

Most files are laid out as the form shows it: elements and attributes in order, no comments, no prefixes, no numbered
references. Such a file is read by regular expressions made of the table of facts, at a third of what lxml and the
schema cost. Any other file, and any fault, is left to `xml_tree`; a property holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from converter.note.fields import (
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
    Answer,
    Diagnosis,
    Entry,
    TriageNote,
)
from converter.note.reading import NO_DECISIONS, Decisions, Reading
from converter.note.unicode_text import trim_blank_lines
from converter.profile import Profile
from converter.readers.headings import keyword_of

_MOST: Final = 64 * 1024
"""Characters of a file that is read here: the limits of the XML reader are far away."""

_CONTROL: Final = r"\0-\x08\x0b-\x1f"
_RARE: Final = ("\x85", "\u2028", "\u2029", "\ufffe", "\uffff")
"""Line ends within a line, and what XML cannot hold: a class with them would take long to compile."""
_S: Final = r"[ \t\n]*+"
_REFERENCE: Final = "&(?:amp|lt|gt|quot|apos);"
_TEXT: Final = rf"(?:[^<&{_CONTROL}]++|{_REFERENCE})*+"
_LINE: Final = rf"(?:[^<&\n{_CONTROL}]++|{_REFERENCE})*+"
_VALUE: Final = rf"[^\s\"<>&{_CONTROL}]*+"
_TIME: Final = r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?+(?:Z|[+-][0-9]{2}:[0-9]{2})?+)?+"
_CODE: Final = "[a-z0-9_]++"
_VALUES: Final = {
    TEXT: _TEXT, TIME: _TIME, NUMBER_TYPE: "|".join(NUMBER_TYPES), CODE: _CODE, CODES: f"{_CODE}(?: {_CODE})*+",
}  # fmt: skip
"""What the value of a fact of each kind looks like."""


def _value(fact: Fact) -> str:
    """The value of a fact, as a named group."""
    value = _VALUES.get(fact.kind) or (_LINE if "/" in fact.element else _VALUE)
    return f"(?P<{fact.name.replace('.', '__')}>{value})"


def _attributes(element: str) -> str:
    at = ((fact, fact.element.removeprefix(f"{element}@")) for fact in FACTS if fact.element.startswith(f"{element}@"))
    # Only the kind of a number must be there.
    return "".join(f'(?: {name}="{_value(fact)}"){"" if fact.kind == NUMBER_TYPE else "?+"}' for fact, name in at)


def _leaves(section: str) -> list[str]:
    """The leaves that a section can have, in order; none is needed."""
    names = [
        (fact, fact.element.removeprefix(f"{section}/")) for fact in FACTS if fact.element.startswith(f"{section}/")
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
_CODED: Final = tuple(
    (fact.name.replace(".", "__"), fact.name.removeprefix("contact.")) for fact in FACTS if fact.kind in (CODE, CODES)
)
_GROUPS: Final = {fact.name.replace(".", "__"): (fact.name, fact.kind == TEXT) for fact in FACTS}


def read(source: str, profile: Profile, decisions: Decisions = NO_DECISIONS) -> Reading:
    """Reads the XML form; there is nothing to decide about its lines."""
    if (note := _plain(source, profile)) is not None:
        return Reading(note, (), source, "xml")
    from converter.readers import xml_tree

    return xml_tree.read(source, profile, decisions)


def _plain(text: str, profile: Profile) -> TriageNote | None:
    """The note in a file of the plain layout; None for any other file."""
    if len(text) > _MOST or _has_rare(text) or (head := _pattern("head").match(text)) is None:
        return None
    entries, end = _entries(text, head.end(), profile) if head["entries"] else ([], head.end())
    tail = _pattern("tail").fullmatch(text, end)
    if tail is None or bool(head["entries"]) != text.startswith("</entries>", end):
        return None
    found = head.groupdict() | tail.groupdict()
    diagnoses = _diagnoses(found["diagnoses"])
    if diagnoses is None or not _are_codes(found, profile):
        return None
    facts = {
        name: trim_blank_lines(_text(value)) if is_text else _text(value).strip()
        for group, (name, is_text) in _GROUPS.items() if (value := found[group])
    }  # fmt: skip
    if not facts.get(IDENTITY_NUMBER):
        facts.pop("patient.number_type", None)
    return assemble(facts, entries, _answers(found["items"] or ""), *diagnoses)


def _are_codes(found: Mapping[str, str | None], profile: Profile) -> bool:
    """Whether each code of the contact is one of the profile's."""
    known = profile.contact_codes
    return all(code in known[fact] for group, fact in _CODED for code in (found[group] or "").split())


def _has_rare(text: str) -> bool:
    """Whether there is anything that the expressions take for an ordinary character and XML does not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return "]]>" in text or any(map(text.__contains__, _RARE))


def _text(written: str) -> str:
    return unescape(written) if "&" in written else written


def _answers(items: str) -> list[Answer]:
    pairs = _pattern("item").findall(items)
    return [Answer(trim_blank_lines(_text(one)), trim_blank_lines(_text(other))) for one, other in pairs]


def _entries(text: str, start: int, profile: Profile) -> tuple[list[Entry], int]:
    """The entries from `start` on, and where they end."""
    entries: list[Entry] = []
    match, line, counted = _pattern("entry").match, 1, 0
    while entry := match(text, start):
        line, counted = line + text.count("\n", counted, entry.start(1)), entry.start(1)
        heading = _text(entry[1]).strip()
        words = trim_blank_lines(_text(entry[2] or ""))
        entries.append(Entry(keyword_of(heading, profile), words, "note", line, heading))
        start = entry.end()
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
