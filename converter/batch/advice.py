"""What to do about a finding of a batch: the advice of the catalogue, made to fit the commands for many notes."""

from __future__ import annotations

import re
from typing import Any, Final

from converter.conversion.result import finding_data
from converter.findings import Finding
from converter.findings.catalogue import Language

OPTIONS: Final = frozenset([
    "--add-phrases", "--answers", "--approved-for-patient", "--audit", "--charset", "--cluster", "--encoding",
    "--every", "--files-from",
    "--format", "--from", "--headings", "--jobs", "--keep", "--lang", "--memory", "--metrics", "--move-done",
    "--null", "--out", "--place", "--profile", "--quarantine-ok", "--quiet", "--ready", "--recheck", "--recursive",
    "--registration", "--replace", "--report", "--retry", "--settle", "--severity", "--shard", "--shards",
    "--strict", "--timeout", "--to", "--verbose", "-0", "-q", "-r", "-v",
])  # fmt: skip
"""The options of `mvg batch` and `mvg watch`; a test compares them with the commands."""
_FITTING: Final = OPTIONS - {"--place"}
"""Those that advice can name as they are: it gives `--place` the number of a line, and a batch takes none."""
OPTION_PATTERN: Final = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
_CONVERT_ALONE: Final = {
    "sv": "Gör om just den här anteckningen med mvg export eller mvg copy. ",
    "en": "Convert this note by itself with mvg export or mvg copy. ",
}


def fitting(finding: Finding, language: Language = "sv") -> str:
    """The advice; when it names an option that a batch does not take so, it begins with the command that does."""
    step = finding.next_step(language)
    return step if _FITTING.issuperset(OPTION_PATTERN.findall(step)) else _CONVERT_ALONE[language] + step


def data_of(finding: Finding, targets: tuple[str, ...], language: Language = "sv") -> dict[str, Any]:
    """A finding of a batch for JSON, with the targets that it concerns; none when it concerns them all."""
    return {**finding_data(finding, language), "next_step": fitting(finding, language), "targets": list(targets)}
