"""How many of the mutants that `mutmut run` made were noticed, by module, and by what share of them it is scored.

Run after it: `python tests/benchmarks/mutants.py`. One that ended in a time-out was noticed; one that no test reaches
was not. `mutmut show NAME` shows one of those that lived, which are listed last.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

MUTANTS = Path("mutants/converter")
KILLED, TIMED_OUT = {1, 3}, {24, -24, 36, 152, 255}


def _fate(code: int | None) -> str:
    if code is None:
        return "unknown"
    return "killed" if code in KILLED | TIMED_OUT else "lived"


def _row(name: str, fates: Counter[str]) -> str:
    tried = fates["killed"] + fates["lived"]
    score = f"{100 * fates['killed'] / tried:.1f} %" if tried else "-"
    return f"{name:25} {tried:6} {fates['killed']:7} {fates['lived']:6} {score:>8} {fates['unknown']:8}"


def main() -> None:
    print(f"{'module':25} {'tried':>6} {'killed':>7} {'lived':>6} {'score':>8} {'to try':>8}")
    total: Counter[str] = Counter()
    lived: list[str] = []
    for path in sorted(MUTANTS.rglob("*.meta")):
        mutants = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        fates = Counter(map(_fate, mutants.values()))
        print(_row(path.relative_to(MUTANTS).with_suffix("").as_posix(), fates))
        total += fates
        lived += [name for name, code in mutants.items() if _fate(code) == "lived"]
    print(_row("all", total))
    print(*lived, sep="\n")


if __name__ == "__main__":
    main()
