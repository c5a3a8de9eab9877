"""How the time of one note grows with its size, for every shape that could cost more than it (P4, P21).

Run: `python tests/benchmarks/bounds.py`. An exponent of 1 is twice the time for twice the size.
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from converter import convert, load_profile
from hostile import SHAPES

PROFILE = load_profile()
GIVEN = {"principal_diagnosis": "J03.9", "record_type": "Besöksanteckning", "signing_unit.name": "Exempelby"}
SHARES = (0.25, 1.0)
ROUNDS = 5


def seconds(source: bytes, target: str) -> float:
    """The quickest of some rounds."""

    def once() -> float:
        start = time.perf_counter()
        convert(source, target, profile=PROFILE, given=GIVEN)
        return time.perf_counter() - start

    return min(once() for _ in range(ROUNDS))


def main() -> None:
    """Prints a row for each shape: seconds at the limit of size, lines or nodes, and the exponent up to there."""
    print("| shape | target | at the limit, s | exponent |\n|---|---|---|---|")
    for name, shape in SHAPES.items():
        for target in ("melior", "pmo"):
            small, large = (seconds(shape(share).encode(), target) for share in SHARES)
            exponent = math.log(large / small) / math.log(SHARES[1] / SHARES[0])
            print(f"| {name} | {target} | {large:.2f} | {exponent:.2f} |", flush=True)


if __name__ == "__main__":
    main()
