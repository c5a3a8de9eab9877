"""How often ordinary Swedish text leads to a warning or an error: per 1,000 lines of prose without headings.

The text is put into a professional's section and into the patient's. It is made of the sentences and words of the
samples.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final, NamedTuple

from converter import convert
from paths import SAMPLES

LINES: Final = 5_000
MOST: Final = 1.0
"""The most warnings and errors per 1,000 lines."""
OWN: Final = "Patientens egenanamnes"
PROFESSIONALS: Final = "Kompletterande anamnes"
_ABOVE: Final = {
    OWN: f"Besöksorsak\nHosta\n\n{OWN}\n",
    PROFESSIONALS: f"Besöksorsak\nHosta\n\nPatientens egenanamnes\nHostar.\n\n{PROFESSIONALS}\n",
}
_BELOW: Final = (
    "\n\nBedömning\nEgenvård.\n\nHuvuddiagnos: J06.9 Övre luftvägsinfektion\nJournaltyp: Sjuksköterskeanteckning\n"
    "Signera från enhet: Exempelby hälsocentral\nSignerad av: Lisbet Mallgren\nSignerad tid: 2024-03-14T09:41\n"
)
_CHUNK: Final = 100
"""Lines of prose in one note."""
_SHORT: Final = 3
_OPENING: Final = 3
"""So many words of a sentence stay together."""
_HEADING: Final = re.compile(r"[A-ZÅÄÖ][\w ,-]*(?::|$)")
"""How the headings and labels of the samples begin."""


class Measured(NamedTuple):
    """What came of some lines of prose in one section."""

    lines: int
    alarms: Counter[str]
    """Warnings and errors at a line of the prose, by code."""
    at: list[tuple[str, str]]
    """Code and line of each."""

    @property
    def rate(self) -> float:
        """Warnings and errors per 1,000 lines."""
        return 1000 * self.alarms.total() / self.lines


def measure(lines: Sequence[str], keyword: str) -> Measured:
    """Converts notes that have the lines under a keyword, and counts what is reported about them."""
    above = _ABOVE[keyword]
    first, at = above.count("\n") + 1, []
    for start in range(0, len(lines), _CHUNK):
        chunk = lines[start : start + _CHUNK]
        result = convert(above + "\n".join(chunk) + _BELOW, "pmo")
        for finding in result.findings:
            number = finding.line - first
            if finding.severity != "info" and 0 <= number < len(chunk):
                at.append((str(finding.code), chunk[number]))
    return Measured(sum(map(bool, map(str.strip, lines))), Counter(code for code, _ in at), at)


# -- text of the samples --------------------------------------------------------------------------------------


def sentences() -> list[str]:
    """The sentences of the samples' texts, without their headings and labels."""
    lines = [line for path in sorted(SAMPLES.glob("*.txt")) for line in path.read_text("utf-8-sig").splitlines()]
    parts = (part.strip() for line in lines for part in re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])", line))
    return sorted({part for part in parts if len(part) > _SHORT and not _HEADING.match(part) and part[-1] != ":"})


def from_samples(count: int, seed: int = 1) -> list[str]:
    """So many lines of prose: sentences of the samples, and new ones of their words, in paragraphs of every width."""
    rng, known = Random(seed), sentences()
    following: defaultdict[str, list[str]] = defaultdict(list)
    for sentence in known:
        words = sentence.split()
        for word, after in zip(words, [*words[1:], ""], strict=True):
            following[word].append(after)
    lines: list[str] = []
    while sum(map(bool, lines)) < count:
        spoken = [
            rng.choice(known)
            if rng.random() < 0.5
            else " ".join(_new_sentence(rng, rng.choice(known).split()[:_OPENING], following))
            for _ in range(rng.randint(1, 6))
        ]
        lines += [*textwrap.wrap(" ".join(spoken), rng.choice((30, 60, 72, 100, 400))), ""]
        if rng.random() < 0.3:
            lines.pop()
    return lines


def _new_sentence(rng: Random, opening: Sequence[str], following: dict[str, list[str]]) -> Iterator[str]:
    """Begins as a sentence of the samples, and goes on with words that follow each other somewhere in them."""
    yield from opening
    word = opening[-1]
    for _ in range(25):
        word = rng.choice(following[word])
        if not word:
            return
        yield word
