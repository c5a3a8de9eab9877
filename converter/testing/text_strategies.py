"""Strategies for lines, texts and facts: they are text by construction, so that no example has to be rejected."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from converter.profile import Profile
from converter.testing.reading_properties import is_plain

# Beginnings of lines of running text. A profile uses those that none of its headings begins like.
_OPENERS: Final = (
    *("1", "Inga besvär", "Lindrig hosta", "Ont i halsen", "Nekar feber", "Utslag", "Går bra", "Oförändrat"),
    *("Allergisk", "Blodtryck", "Klåda", "Mår bra", "Feber", "Trött", "Yrsel", "Hosta", "Diarré", "Vilar"),
    *("- huvudvärk", "* snuva", "2) yrsel", "38,9", "½ tablett", "(se foto)", "<3 dagar", "[se foto]", "{{ mall }}"),
    *("&amp; så", "<br/>", "</text>", "]]>", "<!-- x -->", "{% if %}", '"citat"', "+46", ">2 veckor", "%", "_", "\\n"),
)
_WORDS: Final = (
    *("feber 38,5", "SpO₂ 97 %", "BT ≥ 140", "svullen & röd", "<b>fet</b>", "åäö", "ÅÄÖ", "🤒", "👩🏽\u200d⚕️", "]]>"),
    *("&#10;", "”citat”", "tab\tmitt i", "Status u.a.", "Anamnes", "a\u030a nfd", "hårt\u00a0mellanslag", "  två"),
    *("\u202eomvänd\u202c", "\u200b", "\u00ad", "\ufeff", "\u0378", "J06.9", "19 %", "*fet*", "{{ 7*7 }}"),
    *("tog prov i går kväll på jouren: svar kommer", "100 mg × 3", "→ bättre", "x" * 300, "\u00e5\u0301", "¤", "😀"),
)
_NAMES: Final = (
    "A", "Astrid Exempelsson", "Åsa Öst-Ek", "O'Neill & Co", "Enhet: 2 <b>", "≥ 18 år", "a\u0308", "x\u00a0y", "!", "-",
    "N/A",
)  # fmt: skip


def openers(profile: Profile) -> tuple[str, ...]:
    """Beginnings of lines that this profile never reads as a heading; at least one."""
    return tuple(opener for opener in _OPENERS if is_plain(opener, profile)) or ("1",)


def lines(profile: Profile) -> SearchStrategy[str]:
    """A line of running text: it reads like no heading of the profile, whatever is above and below it."""
    opener = st.sampled_from(openers(profile))
    word = st.one_of(st.sampled_from(_WORDS), st.sampled_from(_WORDS), st.sampled_from(_WORDS), odd_words())
    return st.one_of(opener, st.tuples(opener, word).map(" ".join), st.tuples(opener, word, word).map(" ".join))


def odd_words() -> SearchStrategy[str]:
    """A few characters of any kind that are valid in XML and in a line."""
    characters = st.characters(
        min_codepoint=0x20, exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=":\ufffe\uffff"
    )
    return st.text(characters, min_size=1, max_size=3)


def texts(profile: Profile) -> SearchStrategy[str]:
    """A text under a keyword: one or several lines, with blank lines inside, not at the ends."""
    line = lines(profile)
    inner = st.lists(st.one_of(st.just(""), line), max_size=3).map("\n".join)
    return st.one_of(line, line, st.tuples(line, inner, line).map("\n".join))


def facts() -> SearchStrategy[str]:
    """The text of a fact: one line without spaces around it, never empty."""
    return st.sampled_from(_NAMES)
