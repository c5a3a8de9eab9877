"""Proof of the registration page: each line is a decided value, a fact of the note, or words of the profile.

What must be there is looked for first: whom the page is about, the facts it rests on, every value and every piece of
advice in order with its rules, and the boxes of the booking. Then each line is split into known pieces, and no word may
be left over. The page as JSON is proven by `page_data`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from converter.note.model import CODED_FACTS, Contact, TriageNote
from converter.profile import PageForm, Profile
from converter.proof.facts import diagnosis_text
from converter.proof.page_words import Pair, is_made_of, known_words, lines_of, own_words, single_spaced
from converter.proof.text_rules import is_blank
from converter.proof.timestamps import same_time
from converter.proof.xml_tokens import unescape

Words = Mapping[str, Mapping[str, str]]
"""Facts of a contact, their codes, and the words for them."""
BLANK: Final = "______________"
"""The line to fill in by hand where the note gives nothing."""
_FACTS: Final = ("channels", "colleague", *CODED_FACTS)
"""What the page rests on; the unit is one of its values."""
_AFTER_VALUE: Final = re.compile(r"(?: (?P<mark>\([^()]+\)))?(?P<cited>(?: \[?[A-ZÅÄÖ]+-?[0-9].*)?)")
"""What may stand behind a value on its line: a mark in brackets, then the rules with their sections."""
_RULE: Final = re.compile(r"(?<![\w.-])[A-ZÅÄÖ]+-?[0-9]+(?:\.[0-9]+)*(?![\w-])")
"""The id of a rule; a profile chooses its letters."""
_SECTION: Final = re.compile(r"(?<![\w.])[0-9]+(?:\.[0-9]+)*(?![\w])")
_NAME: Final = re.compile("{(unit|colleague|diagnosis)}")
_CLASSED: Final = re.compile(r'<[a-z0-9]+ class="([^"]*)">([^<]*)(?=<)')
_TEXT_BOX: Final = re.compile(r"(?m)^ *\[([ x])\] (.*)$")


class PageLine(NamedTuple):
    """A value or a piece of advice that the page must have.

    In the text of a value `{unit}`, `{colleague}` and `{diagnosis}` stand for what the note says; `{booking}` in advice
    stands for the fields of the booking.
    """

    text: str
    label: str = ""
    field: str = ""
    """The name of the value; `""` for advice."""
    part: str = ""
    rules: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    """Those of the routine in which the rules stand."""
    inferred: bool = False
    task: bool = False


class BookingField(NamedTuple):
    """A field of the booking: the value that the note gives, or a box that is ticked or not."""

    name: str
    label: str
    value: str = ""
    ticked: bool = False


class ExpectedPage(NamedTuple):
    """What a page must state, and the words that it may state it with."""

    note: TriageNote
    contact: Contact
    """The facts that were decided by."""
    inferred: tuple[str, ...] = ()
    """Those of them that the note does not state."""
    digest: str = ""
    """SHA-256 of the source of the note; `""` without one."""
    lines: tuple[PageLine, ...] = ()
    """Values and advice, in order."""
    booking: tuple[BookingField, ...] = ()
    """Empty when no booking is made."""
    values: Mapping[str, object] = MappingProxyType({})
    """Further values of the page as JSON, by their keys."""
    words: Words = MappingProxyType({})
    """The words of the registration for facts and codes, where it has others than the profile."""
    vocabulary: frozenset[str] = frozenset()
    """The words that any page of the profile may have: titles and labels."""
    page_words: tuple[str, ...] = ()
    """The words that this page may have: questions with their answers, rules, gaps."""


def page_is_proven(output: str, form: PageForm, expected: ExpectedPage, profile: Profile, template: str) -> bool:
    """Whether a page in `form`, `text` or `html`, states what is expected and nothing else.

    `template` is the source of its template.
    """
    facts = {name: _fact(name, expected, profile) for name in _FACTS}
    lines = lines_of(output, form, _texts(expected))
    head = _labelled(_head(expected.note, profile))
    booked = _labelled((field.label, field.value) for field in expected.booking)
    times = _times(expected.note, profile, lines)
    if times is None or not _names_routine(lines, profile) or not _are_there(expected, lines):
        return False
    if not all({f"{label} {value}", f"{label}: {value}"}.intersection(lines) for label, value in (*head, *booked)):
        return False
    if not all(_is_stated(name, *facts[name], expected, lines, profile) for name in _FACTS):
        return False
    if not _boxes_are_right(output, form, expected):
        return False
    known = known_words(template, form, expected.vocabulary, profile)
    values = [f"{line.label} {single_spaced(_filled(line.text, expected))}".strip() for line in expected.lines]
    own = own_words((*head, *booked, *times, *facts.values()), values, expected.page_words)
    return all(is_made_of(line, known, own) for line in dict.fromkeys(lines))


# -- what has to stand there ----------------------------------------------------------------------------------


def _filled(text: str, expected: ExpectedPage) -> str:
    """A line with what the note says in it, without what stands on the lines below it."""
    contact = expected.contact
    names = {
        "unit": contact.unit_worked_for or BLANK,
        "colleague": "NN" if is_blank(contact.colleague) else contact.colleague.strip(),
        "diagnosis": _diagnosis(expected.note) or BLANK,
    }
    return _NAME.sub(lambda name: names[name[1]], text.partition("{booking}")[0])


def _diagnosis(note: TriageNote) -> str:
    return diagnosis_text(note.principal_diagnosis) if any(note.principal_diagnosis) else ""


def _head(note: TriageNote, profile: Profile) -> Iterator[Pair]:
    """Whom the page is about, without the time."""
    number = f"patient.{note.patient.number_type or 'personnummer'}"
    facts = (
        ("patient.name", note.patient.name), (number, note.patient.number), ("author.name", note.author.name),
        ("id", note.id),
    )  # fmt: skip
    for name, value in facts:
        yield profile.labels.get(name, name), value


def _labelled(pairs: Iterable[Pair]) -> list[Pair]:
    return [(single_spaced(label), single_spaced(value)) for label, value in pairs if not is_blank(value)]


def _texts(expected: ExpectedPage) -> list[str]:
    """The texts of the note that a page may print."""
    note, contact = expected.note, expected.contact
    return [
        note.patient.name, note.patient.number, note.author.name, note.id, note.ended, note.created, note.signed_at,
        contact.colleague, contact.unit_worked_for, _diagnosis(note),
    ]  # fmt: skip


def _times(note: TriageNote, profile: Profile, lines: Sequence[str]) -> list[Pair] | None:
    """How the page states when the contact was, with its label; None when it states another time, or none."""
    name = next((name for name in ("ended", "created", "signed_at") if getattr(note, name)), "")
    time = getattr(note, name).strip() if name else ""
    if not time:
        return []
    label = single_spaced(profile.labels.get(name, name))
    stated = [line[len(label) :].strip() for line in lines if line.startswith(f"{label} ")]
    right = [(label, text) for text in stated if text == single_spaced(time) or same_time(text, time, False)]
    return right or None


def _names_routine(lines: Sequence[str], profile: Profile) -> bool:
    """Whether a line names the routine that the registration rests on, with its revision and how long it is valid."""
    routine = profile.registration_routine
    words = [
        re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        for word in (routine.document, routine.revision, routine.valid_to)
    ]
    return any(all(word.search(line) for word in words) for line in lines)


def _fact(name: str, expected: ExpectedPage, profile: Profile) -> Pair:
    """A fact of the contact as the page has it, with its label; `""` when it is not known."""
    value = getattr(expected.contact, name)
    known = expected.words.get(name) or profile.words.get(f"contact.{name}", {})
    codes = [value] if isinstance(value, str) else value
    label = single_spaced(profile.labels.get(f"contact.{name}", name))
    return label, single_spaced(" → ".join(known.get(code, code) for code in codes))


def _is_stated(
    name: str, label: str, text: str, expected: ExpectedPage, lines: Sequence[str], profile: Profile
) -> bool:
    """Whether a fact stands behind its label, marked when it is inferred; whether none does when it is not known."""
    known = expected.words.get(name) or profile.words.get(f"contact.{name}", {})
    stated = [line[len(label) :].strip(" :") for line in lines if line.startswith((f"{label} ", f"{label}:"))]
    if not text:
        return not any(words in known.values() for words in stated)
    if name in expected.inferred:
        return any(words.startswith(f"{text} (") for words in stated)
    return text in stated


def _are_there(expected: ExpectedPage, lines: Sequence[str]) -> bool:
    """Whether each value and piece of advice has a line of its own, one after the other."""
    rest = iter(lines)
    for line in expected.lines:
        label, text = single_spaced(line.label), single_spaced(_filled(line.text, expected))
        if not any(found.startswith(label) and _holds(found[len(label) :], text, line) for found in rest):
            return False
    return True


def _holds(found: str, text: str, line: PageLine) -> bool:
    """Whether a line is this text, behind a box, marked as inferred if it is, and with no other rules than its own."""
    found = found.strip().removeprefix("[ ]").strip()
    after = _AFTER_VALUE.fullmatch(found, len(text)) if found.startswith(text) else None
    if after is None or bool(after["mark"]) != line.inferred:
        return False
    rules, sections = _RULE.findall(after["cited"]), _SECTION.findall(_RULE.sub("", after["cited"]))
    return rules in ([], [*line.rules]) and sections in ([], [*line.sections])


def _boxes_are_right(output: str, form: PageForm, expected: ExpectedPage) -> bool:
    """Whether each field of the booking that the note does not give has one box, ticked when it is already there.

    In a text `[x]` is a ticked box and `[ ]` one that is not; in HTML a ticked box is an element of the class `done`.
    """
    boxes: list[tuple[str, bool]]
    if form == "html":
        boxes = [
            (single_spaced(unescape(text)), "done" in classes.split()) for classes, text in _CLASSED.findall(output)
        ]
    else:
        boxes = [(single_spaced(text), mark == "x") for mark, text in _TEXT_BOX.findall(output)]
    fields = [field for field in expected.booking if is_blank(field.value)]
    return all(
        [ticked for label, ticked in boxes if label == single_spaced(field.label)] == [field.ticked] for field in fields
    )
