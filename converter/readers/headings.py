"""Headings of a copied text: how a person writes one, and which lines certainly are one.

`VARIANTS` is the one table of ways to write a heading. Recognition takes the marks of the certain ones off a line;
the others lead to a question (`ambiguity`). Tests and generators write headings by the same table.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
import unicodedata
from collections.abc import Mapping
from itertools import islice
from typing import Final, NamedTuple

from converter.note.unicode_text import fold, is_latin_1, is_plain
from converter.profile import HeadingMeaning, Profile
from converter.readers.altered_headings import LETTERS_ALIKE


class Variant(NamedTuple):
    """A way to write a heading."""

    name: str
    form: str
    """The heading stands for `{}`."""
    certain: bool
    """Whether it is read as the heading; otherwise the user is asked."""


VARIANTS: Final = (
    Variant("alone", "{}", True),
    Variant("colon", "{}:", True),
    Variant("spaced colon", "{} :", True),
    Variant("full stop", "{}.", True),
    Variant("hyphen", "{} -", True),
    Variant("dash", "{} –", True),
    Variant("long dash", "{}—", True),
    Variant("double quotation marks", "”{}”", True),
    Variant("straight quotation marks", '"{}"', True),
    Variant("single quotation marks", "’{}’", True),
    Variant("angle quotation marks", "»{}«", True),
    Variant("bullet", "• {}", True),
    Variant("list hyphen", "- {}", True),
    Variant("list star", "* {}:", True),
    Variant("number", "1. {}", True),
    Variant("number in brackets", "(2) {}", True),
    Variant("number and bracket", "3) {}:", True),
    Variant("letter", "a) {}", True),
    Variant("square brackets", "[{}]", False),
    Variant("round brackets", "({})", False),
    Variant("tag", "<b>{}</b>", False),
    Variant("angle brackets", "<{}>", False),
    Variant("end tag", "</{}>", False),
    Variant("angle brackets in a tag", "<b><{}></b>", False),
    Variant("number sign", "## {}", False),
    Variant("stars", "**{}**", False),
    Variant("underscores", "__{}__", False),
    Variant("equals signs", "== {} ==", False),
    Variant("dashes", "--- {} ---", False),
    Variant("greater-than sign", "> {}", False),
    Variant("trailing bullet", "{} •", False),
    Variant("semicolon", "{};", False),
    Variant("exclamation mark", "{}!", False),
    Variant("comma", "{},", False),
    Variant("profession", "{} (ssk)", False),
    Variant("slash", "{}/uppföljning", False),
    Variant("and", "{} och åtgärd", False),
    Variant("ampersand", "{} & plan", False),
    Variant("plus", "{} + plan", False),
    Variant("word before", "Medicinsk {}", False),
    Variant("number behind", "{} 2", False),
)
"""Capitals, small letters, indentation and doubled spaces make no other variant."""

_LIST_MARK: Final = re.compile(r"(?:[-–—•*·◦▪‣]|\(?(?:[0-9]{1,2}|[a-zA-Z])[.)])\s+")
QUOTES: Final = "\"'”“„’‘‚»«›‹"
_TRAILING: Final = " \t\u00a0:.-–—"
_AFTER_A_LETTER: Final = (".", ")")
TAG: Final = (
    r"</?(?i:a|b|big|blockquote|br|center|code|d[dlt]|div|em|font|h[1-6]|hr|i|li|mark|o:p|ol|p|pre|s|small|span|strong"
    r"|su[bp]|t[dhr]|table|tbody|thead|tt|u|ul)(?=[\s/>])[^<>]{0,200}>"
    r"|<(?P<element>[a-z][\w-]{0,20})>(?=[^<>]{1,200}</(?P=element)>\s*\S)"
)
"""Mark-up that is copied along with a text, as a pattern: tags of HTML, and the start of an element before other text.

Other words in angle brackets are words: `<Status>` is a heading.
"""
_TAG: Final = re.compile(TAG)
GLUED: Final = "(?-i:(?<=[^\\W_A-ZÅÄÖ])(?=[A-ZÅÄÖ])|(?<=[^\\W0-9])(?=[0-9])|(?<=[A-ZÅÄÖ])(?=[A-ZÅÄÖ][a-zåäö0-9]))"
"""Where two words meet that lost what stood between them, most often a line break, as a pattern: `StatusRodnat`."""


class HeadingMatch(NamedTuple):
    """A heading that a line certainly begins with."""

    meaning: HeadingMeaning
    heading: str
    """As written, with what stands before it on the line, up to and including its colon."""
    rest: str
    """What stands behind it on the line."""
    plain: bool = True
    """Written as the profile spells it, but for case, spaces and a colon."""
    listed: str = ""
    """The kind of its list mark (`list_kind`)."""

    @property
    def is_fact(self) -> bool:
        """Whether it is the label of a fact, and no keyword or group heading."""
        return self.meaning.kind == "fact"


def certain_heading(line: str, profile: Profile) -> HeadingMatch | None:
    """The heading that a line certainly is, or begins with before a colon; None for any other line."""
    head, colon, rest = line.partition(":")
    bare = head.strip()
    if not bare or len(bare) > 2 * profile.longest:
        return None
    known = profile.headings
    if meaning := known.get(bare.casefold()) or (None if is_plain(bare) else known.get(fold(bare))):
        return HeadingMatch(meaning, head + colon, rest)
    if bare[0].isalpha() and bare[-1].isalpha() and bare[1:2] not in _AFTER_A_LETTER:
        return None
    meaning = known.get(_unmarked(bare))
    return HeadingMatch(meaning, head + colon, rest, plain=False, listed=list_kind(bare)) if meaning else None


def headings_as_written(profile: Profile) -> Mapping[str, HeadingMeaning]:
    """Each heading as the profile spells it, to its meaning. Most lines with a heading begin so: nothing is folded."""
    names = (*profile.label_facts, *profile.groups, *profile.places)
    return {name: profile.headings[fold(name)] for name in names}


def heading_at_column(line: str, profile: Profile) -> HeadingMatch | None:
    """The heading that a line begins with, where the user decided that one begins (`--split`): it needs no colon."""
    if found := certain_heading(line, profile):
        return found
    ends = [word.end() for word in islice(re.finditer(_WORD, line), _WORDS_OF_A_HEADING)]
    for end in reversed(ends):
        if meaning := profile.headings.get(fold(line[:end])):
            return HeadingMatch(meaning, line[:end], line[end:], plain=False)
    return None


_WORD: Final = rf"[^\W_]+?(?:(?![^\W_])|{GLUED})"
_WORDS_OF_A_HEADING: Final = 6


def keyword_of(heading: str, profile: Profile) -> str:
    """The keyword that a heading means; itself when the profile does not know it."""
    if heading in profile.places:
        return heading
    meaning = profile.headings.get(heading.casefold()) or profile.headings.get(fold(heading))
    return heading if meaning is None or meaning.kind == "fact" else meaning.name


def list_kind(line: str) -> str:
    """The kind of the list mark a line begins with: the sign itself, `1.` for digits, `a.` for a letter; else `""`."""
    mark = _LIST_MARK.match(line.lstrip())
    if mark is None:
        return ""
    sign = mark[0].strip().strip("(.)")
    return "1." if sign.isdigit() else "a." if sign.isalpha() else sign


def _unmarked(bare: str) -> str:
    """A line without list mark, surrounding quotation marks and trailing dash or full stop, folded."""
    if mark := _LIST_MARK.match(bare):
        bare = bare[mark.end() :]
    bare = bare.rstrip(_TRAILING)
    if len(bare) > 1 and bare[0] in QUOTES and bare[-1] in QUOTES:
        bare = bare[1:-1]
    return fold(bare.rstrip(_TRAILING))


def unframed(line: str) -> str:
    """A line without tags and without the signs around its words, folded, look-alike letters made Latin."""
    text = line if line.isascii() else unicodedata.normalize("NFKC", line)
    if "<" in text:
        text = _TAG.sub(" ", text)
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    mark = _LIST_MARK.match(text, start, end)
    folded = fold(text[mark.end() if mark else start : end])
    return folded if is_latin_1(folded) else folded.translate(LETTERS_ALIKE)
