"""What a receiver's document costs, measured in turns with PMO's XML of the same note, and loading its profile.

Run it with `python tests/benchmarks/bench_receivers.py`; docs/performance.md has the figures.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from converter import load_profile
from converter.pipeline import parse
from converter.profile import Profile

NOTE: Final = Path(__file__).parents[2].joinpath("samples/halsont-chatt.xml").read_bytes()
TURNS: Final = 300


def in_turns(*works: Callable[[], object]) -> list[float]:
    """The median seconds of processor of each work, one after the other in each turn."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(TURNS):
        for work, times in zip(works, taken, strict=True):
            start = time.process_time()
            work()
            times.append(time.process_time() - start)
    return [statistics.median(times) for times in taken]


def _conversion(profile: Profile, target: str) -> Callable[[], object]:
    """Converts the note, read anew, to a target."""

    def work() -> None:
        assert parse(NOTE, profile=profile).to(target).output

    work()
    return work


def _loading(name: str) -> float:
    """The seconds of processor that a new process takes to load a profile once it can convert; the least of some."""
    program = (
        "import time, converter.pipeline, converter.profile as p; s = time.process_time(); "
        f"p.load_profile({name!r}); print(time.process_time() - s)"
    )
    return min(float(subprocess.check_output([sys.executable, "-c", program])) for _ in range(15))


def main() -> None:
    """Prints each document against PMO's XML, and each profile against the first."""
    first, region = load_profile("min-vard-gavleborg"), load_profile("cosmic-exempel")
    xml, fhir = in_turns(_conversion(first, "pmo"), _conversion(region, "cosmic-fhir"))
    print(f"PMO's XML {xml * 1e6:.0f} us, cosmic-fhir {fhir * 1e6:.0f} us, {fhir / xml:.2f} x")
    one, other = in_turns(lambda: load_profile("min-vard-gavleborg"), lambda: load_profile("cosmic-exempel"))
    print(f"load min-vard-gavleborg {one * 1e3:.1f} ms, cosmic-exempel {other * 1e3:.1f} ms, {other / one:.2f} x")
    cold, region_cold = _loading("min-vard-gavleborg"), _loading("cosmic-exempel")
    print(f"in a new process {cold * 1e3:.1f} ms and {region_cold * 1e3:.1f} ms, {region_cold / cold:.2f} x")


if __name__ == "__main__":
    main()
