"""Findings: what is reported about a note, as values. Their wording is in `catalogue`, and in `explanations.toml` the
causes and remedies that a word of a finding names.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from converter.findings.catalogue import CATALOGUE, CAUTION, ERROR, Code, Language, Severity

PLACEHOLDERS: Final = ("…",) * 7
"""What stands for the words of a finding where only its code is known; none has more of them."""
COPY_WARNINGS: Final[dict[Code, Code]] = {
    "MVG240": "MVG241", "MVG243": "MVG247", "MVG244": "MVG224", "MVG245": "MVG248", "MVG246": "MVG226",
    "MVG249": "MVG250",
}  # fmt: skip
"""The code of a question that stops an export, and that of the warning which a copy shows instead."""
_ERRORS: Final = frozenset(code for code, entry in CATALOGUE.items() if entry.severity == ERROR)


class Finding(NamedTuple):
    """A stable code, its position, and the words that fill its message.

    The words are keywords of the profile, names of facts, code points, numbers: never note text and never an
    identity number, so that a finding can be logged, mailed and counted.
    """

    code: Code
    line: int = 0
    """In the source, from 1; 0 when it concerns no line."""
    column: int = 0
    """In characters, from 1; 0 when it is not known."""
    words: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """`error` (nothing is written), `warning` or `info`."""
        return CATALOGUE[self.code].severity

    @property
    def exit_code(self) -> int:
        """The exit code of the command because of this finding; 0 unless it is an error."""
        return CATALOGUE[self.code].exit_code

    def message(self, language: Language = "sv") -> str:
        """The message in Swedish (`sv`) or English (`en`), with the caution that belongs to the code, if any."""
        entry = CATALOGUE[self.code]
        text = entry.wording(language).message.format(*_explained(self.words, language, "cause"))
        return f"{text} {CAUTION.get(language, CAUTION['sv'])}" if entry.caution else text

    def next_step(self, language: Language = "sv") -> str:
        """What to do about it; `""` when nothing is to be done."""
        step = CATALOGUE[self.code].wording(language).next_step
        return step.format(*_explained(self.words, language, "remedy"))


@lru_cache(maxsize=1)
def explanations() -> Mapping[str, Mapping[str, str]]:
    """Name to `cause`, `remedy`, `english_cause` and `english_remedy`. Reads `explanations.toml`."""
    import tomllib

    return tomllib.loads(Path(__file__).with_name("explanations.toml").read_text("utf-8"))


def _explained(words: tuple[str, ...], language: Language, part: str) -> list[str]:
    """The words of a finding with the cause or remedy that one of them names in place of that word."""
    texts = list(words)
    for number, word in enumerate(words):
        if word.startswith("#") and (row := explanations().get(word[1:])):
            texts[number] = row[f"english_{part}" if language == "en" else part].format(*words[number + 1 :])
    return texts


class FindingError(Exception):
    """What was asked for cannot be done; carries every finding that says why, and never quotes a note."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings = findings

    def __str__(self) -> str:
        return ", ".join(finding.code for finding in self.findings)

    @property
    def finding(self) -> Finding:
        """The first of the findings, of most errors the only one."""
        return self.findings[0]


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether a finding among them is an error, which stops the output."""
    return not _ERRORS.isdisjoint([finding.code for finding in findings])


def as_copy_warning(question: Finding) -> Finding:
    """A question as a target without a gate shows it: a warning, unless it stops every target."""
    warning = COPY_WARNINGS.get(question.code)
    return question._replace(code=warning) if warning else question
