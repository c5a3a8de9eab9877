"""The headings of a profile, arranged for comparing the lines of a copied text with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from converter.profile import Profile

LABEL_LENGTH: Final = 8
"""A label must have so many letters to be recognised when it is misspelt."""
ABBREVIATION_LENGTH: Final = 3
"""The fewest letters of a word that is cut short, without a colon behind it."""
SHORTEST_ABBREVIATION: Final = 2
"""The same with a colon, as in `St:`."""
_SIGNATURE: Final = ("signer", "signed_at")
"""Facts whose label is recognised by its first word alone, as in `Signerat:`."""
COLON: Final = r"\s*(?::|kolon\b)"
"""A colon, also as it was dictated."""
SEPARATOR: Final = (
    r"(?:</[^<>]{0,20}>|[*_~\])>])*"
    r"(?:\s*(?:[:：;=→]|->|[–—]+(?:\s|$)|kolon\b)|\s+-+(?:\s|$)|\.?\s+(?=[A-ZÅÄÖ][a-zåäö]|[0-9])|\t|\s{2,})"
)
"""A colon, another sign or a gap that sets a heading apart from the text behind it, or a capital letter or digit."""
_NO_LETTERS: Final = bytes(code for code in range(128) if not chr(code).isalpha())

ByLength = Mapping[int, Sequence[tuple[str, str, str, str]]]
"""Length to the names of that length, each with its three thirds: two wrong letters leave one third intact."""


class HeadingIndex:
    """The folded names of a profile's headings, by what a line can be looked up with: `profile.derive(HeadingIndex)`.

    Keywords are what is no label of a fact: keywords of Clinic24 with their aliases, group headings, and the keywords
    of PMO that have another name in Clinic24.
    """

    def __init__(self, profile: Profile) -> None:
        headings = profile.headings
        keywords = [name for name, meaning in headings.items() if meaning.kind != "fact"]
        keywords += [name for name, row in profile.pmo.items() if row.clinic24]
        labels = [name for name, meaning in headings.items() if meaning.kind == "fact"]
        self.keywords = tuple(sorted(keywords, key=len, reverse=True))
        """The keywords, the longest first."""
        self.keyword_set = frozenset(keywords)
        self.keyword_roots = tuple(name for name in keywords if not any(o in name and o != name for o in keywords))
        """The keywords that contain no other: a text that mentions any keyword mentions one of these."""
        self.keywords_by_beginning = _by_beginning(self.keywords)
        self.keywords_by_letters = {name.replace(" ", ""): name for name in keywords}
        """Keyword without its spaces to keyword."""
        self.keywords_by_length = _by_length(keywords)
        self.labels = tuple(name for name in labels if len(name) >= LABEL_LENGTH)
        """The labels that are long enough to be recognised when they are misspelt."""
        self.labels_by_length = _by_length(self.labels)
        self.signature_labels = {
            name.split()[0]: name for name in reversed(self.labels) if headings[name].name in _SIGNATURE
        }
        """The first word of a label of signer or signing time to the label."""
        self.signatures_by_length = _by_length(self.signature_labels)
        self.label_beginnings = frozenset(name[:LABEL_LENGTH] for name in self.labels)
        self.ascii_letters = frozenset(ascii_letters(name) for name in headings if not name.isascii())
        """What a wrong encoding leaves of the headings that it can damage."""
        self.heading_within = re.compile(rf"(?<![^\W_])(?:{_any_of(headings)})(?![^\W_])", re.IGNORECASE)
        """Any heading, as whole words."""
        self.label_end = re.compile(rf"(?:{_any_of({name[-1] for name in labels})}){SEPARATOR}", re.IGNORECASE)
        """How any label ends. Most values with a colon contain no such end: a time does not."""

    def starts_with_label(self, lowered: str) -> bool:
        """Whether a text in small letters begins with a label."""
        return lowered[:LABEL_LENGTH] in self.label_beginnings and lowered.startswith(self.labels)


def ascii_letters(folded: str) -> bytes:
    """The letters of a heading that no wrong encoding changes."""
    return folded.encode("ascii", "ignore").translate(None, _NO_LETTERS)


def _any_of(names: Iterable[str]) -> str:
    """A regular expression for any of the names, with any white space for a space; longer names take precedence."""
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))


def _by_beginning(names: Iterable[str]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name[:SHORTEST_ABBREVIATION], []).append(name)
    return found


def _by_length(names: Iterable[str]) -> ByLength:
    found: dict[int, list[tuple[str, str, str, str]]] = {}
    for name in names:
        third = len(name) // 3
        found.setdefault(len(name), []).append((name, name[:third], name[third : 2 * third], name[2 * third :]))
    return found
