"""Every rule of section 4.8 and 4.9 that the tool decides is named by a test that proves it."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
ELSEWHERE = {"R150": "contact registration"}


def test_every_rule_of_the_export_is_named_by_a_test(shared: Path) -> None:
    rows = [line.split("\t") for line in (shared / "routine/rules.tsv").read_text("utf-8").splitlines()[1:]]
    decided = {row[0] for row in rows if row[3] == "T" and 122 <= int(row[0][1:]) <= 152} - set(ELSEWHERE)
    sources = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py") if path.name != "test_rules.py")
    named = set(
        re.findall(
            r"(?<![A-Z0-9])R1[2-5]\d(?!\d)",
            "\n".join(re.findall(r"def test_\w+|id=\"R\d+\"", sources)).replace("_", " "),
        )
    )
    assert decided <= named, sorted(decided - named)
