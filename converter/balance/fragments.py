"""An output cut into pieces, lines or elements. Each fact is looked for where the template prints its name.

This is for templates that do more than a `template_steps` can, and for the stand-ins that a shape is proven with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from converter.balance.fields import DIAGNOSIS
from converter.balance.gaps import unmatched
from converter.balance.xml_tokens import attributes, tokens, unescape

_TAG: Final = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
_LOOP: Final = re.compile(r"{%-?\s*for\s+([a-z_]+(?:\s*,\s*[a-z_]+)+)\s+in\s+(sections|diagnoses)\b")
_PRINTED: Final = re.compile(r"{{.*?}}", re.DOTALL)
_STRING: Final = re.compile(r""""[^"]*"|'[^']*'""")
_COLUMNS: Final = {"sections": ("heading", "text"), "diagnoses": DIAGNOSIS}


Leaf = tuple[tuple[str, ...], str]
"""A text, and the elements around it, outermost first; `@name` at the end stands for an attribute."""


class ExpectedOutput(NamedTuple):
    """What an output has to tell."""

    sections: tuple[tuple[str, str], ...]
    """Heading and text, in order."""
    facts: Mapping[str, str]
    """By the names that templates print."""
    diagnoses: tuple[tuple[str, ...], ...]
    """Rows of `fields.DIAGNOSIS`."""


class Expression(NamedTuple):
    """A place of a template where names are printed."""

    names: tuple[str, ...]
    """As the proof knows them, whatever the loops of the template call them."""
    path: tuple[str, ...]
    """Where it is, as in `Leaf`."""
    label: str
    """The words before it on its line."""


class StaticText(NamedTuple):
    """A place of a template where words of its own stand instead of a name."""

    text: str
    path: tuple[str, ...]
    """Where it is, as in `Leaf`."""
    label: str
    """The words before it on its line, in mark-up, when nothing has been printed since."""
    printed: bool
    """Whether a name is printed in the same text."""


class TemplateOutline(NamedTuple):
    """What a template has of its own."""

    plain: bool
    places: tuple[Expression, ...]
    fixed: tuple[StaticText, ...]
    words: frozenset[str]
    """Its labels, line by line."""


def outline_of(source: str, plain: bool) -> TemplateOutline:
    """The frame of a template."""
    called: dict[str, str] = {}
    for names, rows in _LOOP.findall(source):
        called |= zip((name.strip() for name in names.split(",")), _COLUMNS[rows], strict=False)
    places: list[Expression] = []
    fixed: list[StaticText] = []
    words: list[str] = []
    label, used = "", False
    for path, text in _leaves(_TAG.sub(" \0", source), plain):
        in_attribute = bool(path) and path[-1].startswith("@")
        for number, line in enumerate(text.split("\n")):
            label = "" if number else label
            for before, printed in zip(_PRINTED.split(line), [*_PRINTED.findall(line), ""], strict=True):
                own = before.replace("\0", "").strip()
                if own:
                    fixed.append(StaticText(own, path, "" if used else label, "{{" in text))
                if own and not in_attribute:
                    words += before.split("\0")
                    label, used = own, False
                names = [called.get(name, name) for name in re.findall("[a-z_]+", _STRING.sub("", printed))]
                if names:
                    places.append(Expression(tuple(names), path, label))
                    used = True
    return TemplateOutline(plain, tuple(places), tuple(fixed), frozenset(filter(None, map(str.strip, words))))


def _leaves(source: str, plain: bool) -> Iterator[Leaf]:
    """What stands between the tags of mark-up, and in its attributes, each with the elements around it."""
    if plain:
        yield (), source
        return
    path: list[str] = []
    for end, name, written, text in tokens(source):
        if end:
            path = path[:-1]
        else:
            path.append(name)
            for attribute, value in attributes(written):
                yield (*path, f"@{attribute}"), value
            if written.endswith("/"):
                path.pop()
        yield tuple(path), unescape(text)


def fragments_balance(output: str, expected: ExpectedOutput, frame: TemplateOutline) -> bool:
    """Whether the texts stand in one run, each fact where the template prints it, and beside them known words."""
    told = [(name, value) for name, value in expected.facts.items() if value]
    told += [(name, value) for row in expected.diagnoses for name, value in zip(DIAGNOSIS, row, strict=True) if value]
    texts = [text for row in expected.sections for text in row if text]
    if frame.plain:
        return _lines_balance(output, texts, told, frame)
    leaves = [leaf for leaf in _leaves(output, plain=False) if leaf[1].strip()]
    return _elements_balance(leaves, list(map(str.strip, texts)), told, frame)


def _lines_balance(output: str, texts: Sequence[str], told: Sequence[tuple[str, str]], frame: TemplateOutline) -> bool:
    padded, start = f"\n{output}\n", 0
    while (between := unmatched(padded[start:], texts, "\n")) is not None:
        ahead = padded[:start] + between[0]
        beside = [((), line) for line in f"{ahead}\n{between[-1] if texts else ''}".split("\n")]
        if not "".join(between[1:-1]).strip() and _is_known(beside, told, frame):
            return True
        if not texts:
            return False
        start = len(ahead) + 1  # a fact ahead of the texts may read like the first heading
    return False


def _elements_balance(
    leaves: list[Leaf], texts: list[str], told: Sequence[tuple[str, str]], frame: TemplateOutline
) -> bool:
    values = [leaf for leaf in leaves if leaf[0][-1].startswith("@")]
    words = [leaf for leaf in leaves if not leaf[0][-1].startswith("@")]
    said, at = [text.strip() for _, text in words], 0
    try:
        while said[at : at + len(texts)] != texts:
            at = said.index(texts[0], at + 1)
    except ValueError:
        return False
    beside = words[:at] + words[at + len(texts) :]
    return _is_known(beside, told, frame, values)


def _is_known(
    beside: Sequence[Leaf], told: Sequence[tuple[str, str]], frame: TemplateOutline, values: Sequence[Leaf] = ()
) -> bool:
    """Whether each fact is at a place that prints it, and beside the texts only words of facts and template."""
    for (name, value), often in Counter(told).items():
        places = [place for place in frame.places if name in place.names]
        if places and all(_count(value, place, (*beside, *values), frame.plain) < often for place in places):
            return False
    known = {*frame.words, *chain.from_iterable(value.split("\n") for _, value in told)}
    longest = sorted(known, key=len, reverse=True)
    return not any(_without(line, longest) for _, text in beside for line in text.split("\n"))


def _count(value: str, place: Expression, leaves: Sequence[Leaf], plain: bool) -> int:
    """How often a fact stands at a place."""
    if plain:
        return "\n".join(text for _, text in leaves if place.label in text or "\n" in value).count(value)
    depth = len(place.path)
    return sum(text.strip() == value.strip() for path, text in leaves if path[:depth] == place.path)


def _without(line: str, known: Iterable[str]) -> str:
    for word in known:
        line = line.replace(word, "")
    return line.strip()
