"""The command in a process of its own: `mvg`, or `python -m converter`."""

from __future__ import annotations

import gc
from typing import Final

_GC_THRESHOLD: Final = 100_000
"""Generation 0 of the garbage collector: the new objects between two collections; a short command makes fewer."""


def run() -> None:
    """Runs the command, which ends the process; the garbage collector does not run at its end either."""
    gc.set_threshold(_GC_THRESHOLD)
    from converter.cli import main

    try:
        main()
    finally:
        gc.freeze()


if __name__ == "__main__":
    run()
