"""A finding: something to tell about a note, as a value. How it is worded stands in `catalogue`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from converter.catalogue import CATALOGUE, CAUTION, ERROR


class Finding(NamedTuple):
    """A stable code, where it was seen, and the words that fill its sentence.

    The words are keywords of the profile, names of facts, code points, numbers: never note text and never an
    identity number, so that a finding can be logged, mailed and counted.
    """

    code: str
    line: int = 0
    """In the source, from 1; 0 when there is no such place."""
    column: int = 0
    """In characters, from 1; 0 when it is not known."""
    words: tuple[str, ...] = ()

    @property
    def severity(self) -> str:
        """`error` (nothing is written), `warning` or `info`."""
        return CATALOGUE[self.code].severity

    @property
    def exit_code(self) -> int:
        """The exit code of a command that ends because of this finding; 0 unless it is an error."""
        return CATALOGUE[self.code].exit_code

    def message(self, language: str = "sv") -> str:
        """The sentence, in Swedish (`sv`) or English (`en`); of a stop of the program's own it says so."""
        kind = CATALOGUE[self.code]
        said = kind.wording(language).message.format(*self.words)
        return f"{said} {CAUTION.get(language, CAUTION['sv'])}" if kind.caution else said

    def next_step(self, language: str = "sv") -> str:
        """What to do about it; `""` when there is nothing to do."""
        return CATALOGUE[self.code].wording(language).next_step.format(*self.words)


def has_errors(findings: Iterable[Finding]) -> bool:
    """True when a finding among them stops the output."""
    return not _ERRORS.isdisjoint([finding.code for finding in findings])


IN_COPY: Final = {
    "MVG240": "MVG241", "MVG243": "MVG247", "MVG244": "MVG224", "MVG245": "MVG248", "MVG246": "MVG226",
    "MVG249": "MVG250",
}  # fmt: skip
"""The code of a question that stops an export, and that of the warning which a copy shows instead."""


def in_copy(question: Finding) -> Finding:
    """A question as a target without a gate shows it: a warning, unless it stops every target."""
    return question._replace(code=IN_COPY.get(question.code, question.code))


_ERRORS: Final = frozenset(code for code, kind in CATALOGUE.items() if kind.severity == ERROR)
