"""The words of a registration page: each of its lines is made of known pieces, and no word is left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from converter.profile import PageForm, Profile
from converter.proof.xml_tokens import unescape, without_comments

Pair = tuple[str, str]
"""A label and a value."""
_BREAK: Final = re.compile(r"</(?:p|h1|h2|h3|li|div|dd)>")
_TAG: Final = re.compile(r"{#.*?#}|{%.*?%}|{{(.*?)}}", re.DOTALL)
_LITERAL: Final = re.compile(r'"([^"]*)"')
_BLANK_LINE: Final = re.compile(r"_{2,}")
_MARKS: Final = ("[", "]", "x", "→", ",", ":", ";", ".", "(", ")", "NN")


def single_spaced(text: str) -> str:
    """A text with single spaces for all its white space, and none at its ends."""
    return " ".join(text.split())


def lines_of(output: str, form: PageForm, texts: Iterable[str] = ()) -> list[str]:
    """The lines of a page, with single spaces; `texts` are those that may have line feeds of their own."""
    if form == "html":
        output = re.sub(r"(?s)<style>.*?</style>", "", without_comments(output))
        output = unescape(re.sub(r"<[^>]*>", " ", _BREAK.sub("\n", output.replace("\n", " "))))
    else:
        for text in texts:
            if "\n" in text and text.strip():
                output = output.replace(text, single_spaced(text)).replace(text.strip(), single_spaced(text))
    return [single_spaced(line) for line in output.split("\n")]


def known_words(
    template: str, form: PageForm, vocabulary: frozenset[str], profile: Profile
) -> Mapping[str, Sequence[str]]:
    """The words that a page may have whatever the note says, by their first character."""
    routines = (*profile.routine[:4], *profile.registration_routine[:4], f"{profile.name} {profile.version}")
    codes = [word for codes in profile.words.values() for word in codes.values()]
    return indexed_words(template, form, vocabulary, frozenset([*routines, *codes, *profile.labels.values()]))


@lru_cache(maxsize=32)
def indexed_words(
    template: str, form: PageForm, vocabulary: frozenset[str], others: frozenset[str]
) -> Mapping[str, list[str]]:
    """The words of a template, its vocabulary and `others`, in capitals too, by their first character."""
    words = {single_spaced(word) for word in (*vocabulary, *others, *_MARKS, *_template_words(template, form))}
    return _by_first_character(words | {word.upper() for word in words})


def own_words(pairs: Iterable[Pair], values: Iterable[str], others: Iterable[str]) -> Mapping[str, list[str]]:
    """What the note and its registration have on a page, each behind its label, by the first character."""
    pieces = {f"{label}{mark} {value}" for label, value in pairs if value for mark in ("", ":")}
    return _by_first_character({*pieces, *values, *map(single_spaced, others)})


def _by_first_character(words: Iterable[str]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in words:
        if word:
            index.setdefault(word[0], []).append(word)
    return index


def _template_words(template: str, form: PageForm) -> Iterator[str]:
    """The words that a template writes itself."""
    for printed in _TAG.findall(template):
        yield from _LITERAL.findall(printed)
    bare = _TAG.sub("\0", template)
    if form == "html":
        bare = re.sub(r"(?s)<style>.*?</style>", "", without_comments(bare))
        bare = unescape(re.sub(r"<[^>]*>", "\n", bare))
    for line in bare.split("\n"):
        yield from line.split("\0")


def is_made_of(line: str, known: Mapping[str, Sequence[str]], own: Mapping[str, Sequence[str]]) -> bool:
    """Whether a line can be split into known pieces, without a word left over."""
    seen, ahead = {0}, [0]
    while ahead:
        at = ahead.pop()
        if at == len(line):
            return True
        first = line[at]
        ends = {at + 1} if first == " " else set()
        if blank := _BLANK_LINE.match(line, at):
            ends.add(blank.end())
        for pieces in (known, own):
            ends.update(at + len(piece) for piece in pieces.get(first, ()) if line.startswith(piece, at))
        ahead += sorted(ends - seen)
        seen |= ends
    return False
