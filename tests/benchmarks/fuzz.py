"""How fast `mvg fuzz` is, against Hypothesis making the very same notes and doing nothing with them.

Both are run in turns, each round with a seed of its own, and what counts is all the rounds of each together.
Run: `python tests/benchmarks/fuzz.py`.
"""

from __future__ import annotations

import time
from unittest.mock import patch

from converter import load_profile
from converter.testing import PROPERTIES, fuzz
from converter.testing.properties import Property

GOAL = 0.7
ROUNDS, EXAMPLES = 7, 60 * len(PROPERTIES)
PROFILE = load_profile()
NOTHING = {name: Property(lambda _: None, known.swedish, known.english) for name, known in PROPERTIES.items()}


def rate(seed: int) -> float:
    """Notes a second of one attack."""
    start = time.process_time()
    return fuzz(PROFILE, EXAMPLES, seed).asked / (time.process_time() - start)


def main() -> None:
    """Prints the row."""
    floors, measured = [], []
    rate(ROUNDS)  # what is read once: templates, tables, schemas
    for seed in range(ROUNDS):
        measured.append(rate(seed))
        with patch.dict(PROPERTIES, NOTHING):
            floors.append(rate(seed))
    ratio = sum(measured) / sum(floors)
    print("| what | against | notes a second | ratio | goal |\n|---|---|---|---|---|")
    print(f"| mvg fuzz | Hypothesis making the same notes | {max(floors):.0f} | {ratio:.2f} | {GOAL} |")


if __name__ == "__main__":
    main()
