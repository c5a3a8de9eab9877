"""How often ordinary Swedish text leads to a warning or an error, in a professional's section and in the patient's.

The text is made of the samples, or read from files with a paragraph between blank lines.
Run: `python tests/benchmarks/false_alarms.py [-v] [FILE ...]`; `-v` shows each line that led to one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from adversarial.prose import LINES, MOST, OWN, PROFESSIONALS, from_samples, measure


def main(arguments: Sequence[str]) -> int:
    """Prints a row for each section; 1 when a rate is too high."""
    files = [name for name in arguments if name != "-v"]
    text = [line for name in files for line in Path(name).read_text("utf-8").splitlines()]
    high = False
    for keyword in (PROFESSIONALS, OWN):
        measured = measure(text or from_samples(LINES), keyword)
        high = high or measured.rate > MOST
        print(f"{keyword}: {measured.lines} lines, {measured.rate:.2f} per 1,000, {dict(measured.alarms)}")
        for code, line in measured.at if "-v" in arguments else ():
            print(f"    {code} {line}")
    return int(high)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
