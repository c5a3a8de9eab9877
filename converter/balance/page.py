"""The third proof, of the page for the contact registration: the facts it rests on, and every value, as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from converter.balance.cut import resolved, without_asides
from converter.model import CONTACT_CODES, Contact
from converter.profile import Profile

Item = tuple[str, str]
"""A label and a value; the label is `""` for a sentence."""
Words = Mapping[str, Mapping[str, str]]
"""Facts of a contact, their codes, and the words for them."""
_FACTS: Final = ("unit_worked_for", "channels", *CONTACT_CODES)
_BREAK: Final = re.compile(r"</(?:p|h1|h2|h3|li|div|dd)>")


def page_balances(
    output: str, form: str, contact: Contact, items: Sequence[Item], words: Words, profile: Profile
) -> bool:
    """Whether a page states each known fact of a contact and no other, and each item, in order.

    `form` is `text` or `html`; `items` are the values that were decided, with their labels; `words` are those of the
    registration for facts and codes, where it has others than the profile.
    """
    lines = _lines(output, form)
    routine = profile.routine
    words_of_it = [
        re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        for word in (routine.document, routine.revision, routine.valid_to)
    ]
    rests_on = any(all(word.search(line) for word in words_of_it) for line in lines)
    return (
        rests_on
        and all(_is_stated(fact, contact, lines, words, profile) for fact in _FACTS)
        and _are_there(items, lines)
    )


def page_data_balances(output: str, contact: Contact, values: Mapping[str, object], profile: Profile) -> bool:
    """Whether a page in JSON has the facts of a contact and the values that were decided."""
    try:
        data = json.loads(output)
        facts = dict(data["facts"])
        rests_on = (data["document"], data["revision"], data["valid_to"])
    except (ValueError, LookupError, TypeError):
        return False
    told = {name: value for name, value in facts.items() if name in contact._fields}
    owed = {name: list(value) if isinstance(value, tuple) else value for name, value in contact._asdict().items()}
    routine = profile.routine
    same = all(data.get(name) == value for name, value in values.items())
    return same and told == owed and rests_on == (routine.document, routine.revision, routine.valid_to)


def _lines(output: str, form: str) -> list[str]:
    """What a page says, line by line, with single spaces."""
    if form == "html":
        output = re.sub(r"(?s)<style>.*?</style>", "", without_asides(output))
        output = resolved(re.sub(r"<[^>]*>", " ", _BREAK.sub("\n", output.replace("\n", " "))))
    return [" ".join(line.split()) for line in output.split("\n")]


def _is_stated(fact: str, contact: Contact, lines: Sequence[str], words: Words, profile: Profile) -> bool:
    """Whether a fact stands behind its label in the words for it; whether it does not, when it is not known."""
    name, value = f"contact.{fact}", getattr(contact, fact)
    label = " ".join(profile.labels.get(name, fact).split())
    said = [line[len(label) :].strip(" :") for line in lines if line.startswith(f"{label} ")]
    known = words.get(fact) or profile.words.get(name, {})
    if not value:
        return not any(told in known.values() for told in said)
    codes = [value] if isinstance(value, str) else value
    return " ".join(" → ".join(known.get(code, code) for code in codes).split()) in said


def _are_there(items: Sequence[Item], lines: Sequence[str]) -> bool:
    """Whether each item has a line of its own, one after the other."""
    left = iter(lines)
    for label, text in items:
        start, value = " ".join(label.split()), " ".join(text.split())
        if not any(line.startswith(start) and _holds(line[len(start) :], value) for line in left):
            return False
    return True


def _holds(line: str, value: str) -> bool:
    """Whether a line is a value, behind a mark and before the rules that it rests on."""
    rest = line.removeprefix("[ ]").strip()
    return rest == value or rest.startswith((f"{value} [", f"{value} R", f"{value} ("))
