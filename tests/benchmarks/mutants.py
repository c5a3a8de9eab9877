"""How many of the mutants that `mutmut run` made were noticed, by module, as the table of docs/mutation.md.

Run after it: `python tests/benchmarks/mutants.py`. One that ended in a time-out was noticed; one that no test reaches
lives. Those that live are listed last; `mutmut show NAME` shows one.
"""

from __future__ import annotations

import json
from pathlib import Path

MUTANTS = Path("mutants/converter")
NOTICED = {1, 3, 24, -24, 36, 152, 255}
"""How mutmut says that a test failed, or that the time was up."""


def _row(name: str, made: int, lived: int, untried: int) -> str:
    later = f" {untried} are still to be tried" if untried else ""
    score = int(1000 * (made - lived) / made) / 10 if made else 0.0
    return f"| {name:24} | {made:5} | {lived:5} | {score:5} |{later}"


def main() -> None:
    print("| module                   |  made | lived |     % |\n|---|--:|--:|--:|")
    total: list[tuple[int, int, int]] = []
    lived: list[str] = []
    for path in sorted(MUTANTS.rglob("*.meta")):
        codes = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        tried = {name: code for name, code in codes.items() if code is not None}
        living = [name for name, code in tried.items() if code not in NOTICED]
        total.append((len(tried), len(living), len(codes) - len(tried)))
        print(_row(f"`{path.relative_to(MUTANTS).with_suffix('').as_posix()}`", *total[-1]))
        lived += living
    print(_row("together", *map(sum, zip((0, 0, 0), *total, strict=True))), *lived, sep="\n")


if __name__ == "__main__":
    main()
