"""What headings mean by the profile, as the proof works it out: keywords with the group headings, and facts.

The tables are made once for each profile: `profile.derive(keyword_meanings)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Final

from converter.profile import Profile
from converter.proof.text_rules import fold

Meanings = Mapping[str, str]
"""Folded heading to its keyword or to its fact."""
_DECORATION: Final = re.compile(r"^[\W_]*(?:\d{1,2}[.):]|[a-zA-Z][.)])?[\W_]+|[\W_]+$")
"""What may stand around a heading: list marks, quotation marks, brackets, a number, an end dash or full stop."""


def keyword_meanings(profile: Profile) -> Meanings:
    """The keywords and group headings of the note by each of their spellings."""
    meanings = {fold(group): group for group in profile.groups}
    for row in profile.rows:
        meanings |= {fold(name): row.clinic24 for name in (row.clinic24, *row.aliases) if row.clinic24}
    return meanings


def fact_meanings(profile: Profile) -> Meanings:
    """The facts by their labels."""
    return {fold(label): meaning.name for label, meaning in profile.headings.items() if meaning.kind == "fact"}


def section_keywords(profile: Profile) -> Set[str]:
    """The keywords and group headings that begin a section; text without a heading continues it."""
    return frozenset((*profile.places, *profile.groups))


def meaning_of(heading: str, meanings: Meanings) -> str | None:
    """What a heading means as it stands or, where that is nothing, without the decoration around it."""
    folded = fold(heading)
    return meanings.get(folded) or meanings.get(_DECORATION.sub("", folded))


def is_heading_of(keyword: str, heading: str, meanings: Meanings) -> bool:
    """Whether a heading of copied text means a keyword; a heading without a meaning is its own keyword."""
    return meaning_of(heading, meanings) == keyword or (fold(heading) not in meanings and is_unnamed(keyword, heading))


def is_keyword(keyword: str, heading: str, profile: Profile) -> bool:
    """Whether a heading of the XML form means a keyword; in its element it has no decoration."""
    meaning = profile.derive(keyword_meanings).get(fold(heading))
    return is_unnamed(keyword, heading) if meaning is None else keyword == meaning


def is_unnamed(keyword: str, heading: str) -> bool:
    """Whether a keyword is its heading as written without the colon: the name of a heading that means nothing."""
    return keyword == heading.strip().rstrip(":").rstrip()
