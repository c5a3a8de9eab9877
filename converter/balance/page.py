"""The third proof, of the page for the registration: each line is a value, a fact of the note, or words of the profile.

What has to stand there is looked for: the facts the page rests on, what the note gives and every value, in order. Then
the page is laid out in pieces, and no word may be left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Final, NamedTuple

from converter.balance.fields import diagnosis_text
from converter.balance.text_rules import is_blank
from converter.balance.timestamps import same_time
from converter.balance.xml_tokens import unescape, without_comments
from converter.model import CONTACT_CODES, Contact, TriageNote
from converter.profile import Profile

Item = tuple[str, str]
"""A label and a value; the label is `""` for a sentence."""
Words = Mapping[str, Mapping[str, str]]
"""Facts of a contact, their codes, and the words for them."""
_FACTS: Final = ("channels", "colleague", *CONTACT_CODES)
"""What the page rests on; the unit is one of its values."""
_BREAK: Final = re.compile(r"</(?:p|h1|h2|h3|li|div|dd)>")
_TAG: Final = re.compile(r"{#.*?#}|{%.*?%}|{{(.*?)}}", re.DOTALL)
_LITERAL: Final = re.compile(r'"([^"]*)"')
_LINE: Final = re.compile(r"_{2,}")
"""A line to fill in by hand."""
_MARKS: Final = ("[", "]", "x", "→", ",", ":", ";", ".", "(", ")", "NN")


class PageOwed(NamedTuple):
    """What a page has to tell, and the words that it may tell it with."""

    note: TriageNote
    contact: Contact
    """The facts that were decided by."""
    inferred: tuple[str, ...] = ()
    """Those of them that the note does not state."""
    digest: str = ""
    """SHA-256 of the source of the note; `""` without one."""
    items: tuple[Item, ...] = ()
    """The values that were decided, with their labels, in order; `{unit}`, `{colleague}`, `{diagnosis}` and `{booking}`
    stand for what the note says."""
    booking: tuple[Item, ...] = ()
    """The fields of a booking that the note gives: their words, and the attribute path in the note."""
    words: Words = MappingProxyType({})
    """The words of the registration for facts and codes, where it has others than the profile."""
    vocabulary: frozenset[str] = frozenset()
    """The other words of the registration: titles, labels, rules."""
    asked: tuple[str, ...] = ()
    """What the page asks, and the answers that it offers."""


def page_balances(output: str, form: str, owed: PageOwed, profile: Profile, template: str) -> bool:
    """Whether a page in `form`, `text` or `html`, tells what it owes and nothing else; `template` is its source."""
    facts = {name: _fact(name, owed, profile) for name in _FACTS}
    items = [(_single(label), _single(_filled(text, owed))) for label, text in owed.items]
    lines = _lines(output, form, _texts(owed))
    head, booked = _labelled(_head(owed.note, profile)), _labelled(_booking(owed))
    times = _times(owed.note, profile, lines)
    if times is None or not _rests_on(lines, profile) or not _are_there(items, lines):
        return False
    if not all(_is_labelled(label, value, lines) for label, value in (*head, *booked)):
        return False
    if not all(_is_stated(name, *facts[name], owed, lines, profile) for name in _FACTS):
        return False
    known = _words_of(template, form, owed.vocabulary, profile)
    own = _own((*head, *booked, *times, *facts.values()), items, owed.asked)
    return all(_is_made_of(line, known, own) for line in dict.fromkeys(lines))


def page_data_balances(output: str, owed: PageOwed, values: Mapping[str, object], profile: Profile) -> bool:
    """Whether a page in JSON is of this note and has the facts of its contact and the values that were decided."""
    try:
        data = json.loads(output)
        facts = dict(data["facts"])
        rests_on = (data["document"], data["revision"], data["valid_to"])
        source = (data["note_id"], data["source_sha256"], data["inferred_facts"])
    except (ValueError, LookupError, TypeError):
        return False
    contact, routine = owed.contact, profile.registration_routine
    told = {name: value for name, value in facts.items() if name in contact._fields}
    expected = {name: list(value) if isinstance(value, tuple) else value for name, value in contact._asdict().items()}
    same = all(data.get(name) == _named(value, contact) for name, value in values.items())
    of_it = source == (owed.note.id, owed.digest, list(owed.inferred))
    return same and of_it and told == expected and rests_on == (routine.document, routine.revision, routine.valid_to)


def _named(value: object, contact: Contact) -> object:
    """A value with the colleague who was consulted in place of the routine's NN (R93, R104)."""
    name = contact.colleague.strip()
    return f"{value[:-2]}{name}" if name and isinstance(value, str) and value.endswith(" NN") else value


# -- what has to stand there ----------------------------------------------------------------------------------


def _single(text: str) -> str:
    return " ".join(text.split())


def _filled(text: str, owed: PageOwed) -> str:
    """A value with what the note says in it, and what stands behind it on its line left out."""
    contact = owed.contact
    colleague = contact.colleague.strip()
    text = text.partition("{booking}")[0].replace("{unit}", contact.unit_worked_for or "______________")
    text = text.replace("{colleague}", "NN" if is_blank(colleague) else colleague)
    return text.replace("{diagnosis}", "".join(_written(owed)) or "______________")


def _written(owed: PageOwed) -> Iterator[str]:
    diagnosis = owed.note.principal_diagnosis
    if any(diagnosis):
        yield diagnosis_text(diagnosis)


def _head(note: TriageNote, profile: Profile) -> Iterator[Item]:
    """Whom the page is about, but for the time."""
    number = f"patient.{note.patient.number_type or 'personnummer'}"
    told = (
        ("patient.name", note.patient.name),
        (number, note.patient.number),
        ("author.name", note.author.name),
        ("id", note.id),
    )
    for name, value in told:
        yield profile.labels.get(name, name), value


def _booking(owed: PageOwed) -> Iterator[Item]:
    """The fields of the booking that the note gives, where the page tells of one."""
    if any("{booking}" in text for _, text in owed.items):
        for label, path in owed.booking:
            yield label, str(attrgetter(path)(owed.note))


def _labelled(pairs: Iterable[Item]) -> list[Item]:
    return [(_single(label), _single(value)) for label, value in pairs if not is_blank(value)]


def _texts(owed: PageOwed) -> list[str]:
    """The texts of the note that a page may print."""
    note, contact = owed.note, owed.contact
    return [
        note.patient.name, note.patient.number, note.author.name, note.id, note.ended, note.created, note.signed_at,
        contact.colleague, contact.unit_worked_for, *_written(owed),
    ]  # fmt: skip


def _times(note: TriageNote, profile: Profile, lines: Sequence[str]) -> list[Item] | None:
    """How the page states when the contact was, with its label; None when it states another time, or none."""
    name = next((name for name in ("ended", "created", "signed_at") if getattr(note, name)), "")
    time = getattr(note, name).strip() if name else ""
    if not time:
        return []
    label = _single(profile.labels.get(name, name))
    told = [line[len(label) :].strip() for line in lines if line.startswith(f"{label} ")]
    right = [(label, one) for one in told if one == _single(time) or same_time(one, time, False)]
    return right or None


def _is_labelled(label: str, value: str, lines: Iterable[str]) -> bool:
    return any(line in (f"{label} {value}", f"{label}: {value}") for line in lines)


def _rests_on(lines: Sequence[str], profile: Profile) -> bool:
    """Whether a line names the routine that the registration rests on, with its revision and how long it is valid."""
    routine = profile.registration_routine
    words = [
        re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        for word in (routine.document, routine.revision, routine.valid_to)
    ]
    return any(all(word.search(line) for word in words) for line in lines)


def _fact(name: str, owed: PageOwed, profile: Profile) -> Item:
    """A fact of the contact as the page has it, with its label; `""` when it is not known."""
    value = getattr(owed.contact, name)
    known = owed.words.get(name) or profile.words.get(f"contact.{name}", {})
    codes = [value] if isinstance(value, str) else value
    label = _single(profile.labels.get(f"contact.{name}", name))
    return label, _single(" → ".join(known.get(code, code) for code in codes))


def _is_stated(name: str, label: str, text: str, owed: PageOwed, lines: Sequence[str], profile: Profile) -> bool:
    """Whether a fact stands behind its label, marked when it is inferred; whether none does when it is not known."""
    known = owed.words.get(name) or profile.words.get(f"contact.{name}", {})
    told = [line[len(label) :].strip(" :") for line in lines if line.startswith(f"{label} ")]
    if not text:
        return not any(one in known.values() for one in told)
    if name in owed.inferred:
        return any(one.startswith(f"{text} (") for one in told)
    return text in told


def _are_there(items: Sequence[Item], lines: Sequence[str]) -> bool:
    """Whether each item has a line of its own, one after the other."""
    left = iter(lines)
    for label, value in items:
        if not any(line.startswith(label) and _holds(line[len(label) :], value) for line in left):
            return False
    return True


def _holds(line: str, value: str) -> bool:
    """Whether a line is a value, behind a mark and before the rules that it rests on."""
    rest = line.strip().removeprefix("[ ]").strip()
    return rest == value or rest.startswith((f"{value} [", f"{value} R", f"{value} ("))


# -- and nothing else -----------------------------------------------------------------------------------------


def _lines(output: str, form: str, texts: Iterable[str] = ()) -> list[str]:
    """What a page says, line by line, with single spaces; `texts` are those that may have line feeds of their own."""
    if form == "html":
        output = re.sub(r"(?s)<style>.*?</style>", "", without_comments(output))
        output = unescape(re.sub(r"<[^>]*>", " ", _BREAK.sub("\n", output.replace("\n", " "))))
    else:
        for text in texts:
            if "\n" in text and text.strip():
                output = output.replace(text, _single(text)).replace(text.strip(), _single(text))
    return [_single(line) for line in output.split("\n")]


def _words_of(template: str, form: str, vocabulary: frozenset[str], profile: Profile) -> Mapping[str, Sequence[str]]:
    """The words that a page may have whatever the note says, by their first character."""
    routines = (*profile.routine[:4], *profile.registration_routine[:4], f"{profile.name} {profile.version}")
    codes = [word for codes in profile.words.values() for word in codes.values()]
    return _indexed(template, form, vocabulary, frozenset([*routines, *codes, *profile.labels.values()]))


@lru_cache(maxsize=32)
def _indexed(template: str, form: str, vocabulary: frozenset[str], others: frozenset[str]) -> Mapping[str, list[str]]:
    words = {_single(word) for word in (*vocabulary, *others, *_MARKS, *_own_words(template, form))}
    return _by_first(words | {word.upper() for word in words})


def _own(pairs: Iterable[Item], items: Iterable[Item], asked: Iterable[str]) -> Mapping[str, list[str]]:
    """What the note and its registration have on a page, each behind its label, by the first character."""
    pieces = {f"{label}{mark} {value}" for label, value in pairs if value for mark in ("", ":")}
    return _by_first({*pieces, *(f"{label} {value}".strip() for label, value in items), *map(_single, asked)})


def _by_first(words: Iterable[str]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in words:
        if word:
            index.setdefault(word[0], []).append(word)
    return index


def _own_words(template: str, form: str) -> Iterator[str]:
    """The words that a template writes itself."""
    for printed in _TAG.findall(template):
        yield from _LITERAL.findall(printed)
    bare = _TAG.sub("\0", template)
    if form == "html":
        bare = re.sub(r"(?s)<style>.*?</style>", "", without_comments(bare))
        bare = unescape(re.sub(r"<[^>]*>", "\n", bare))
    for line in bare.split("\n"):
        yield from line.split("\0")


def _is_made_of(line: str, known: Mapping[str, Sequence[str]], own: Mapping[str, Sequence[str]]) -> bool:
    """Whether a line can be laid out in pieces, without a word left over."""
    seen, ahead = {0}, [0]
    while ahead:
        at = ahead.pop()
        if at == len(line):
            return True
        first = line[at]
        ends = {at + 1} if first == " " else set()
        if blank := _LINE.match(line, at):
            ends.add(blank.end())
        for pieces in (known, own):
            ends.update(at + len(piece) for piece in pieces.get(first, ()) if line.startswith(piece, at))
        ahead += sorted(ends - seen)
        seen |= ends
    return False
