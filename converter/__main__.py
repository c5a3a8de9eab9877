"""The command in a process of its own: `mvg`, or `python -m converter`."""

from __future__ import annotations

import gc
from typing import Final

_THINGS: Final = 100_000
"""New things in memory between two searches for what is unused; a short command makes fewer."""


def run() -> None:
    """Runs the command, which ends the process. At the end, too, what is in memory is not searched."""
    gc.set_threshold(_THINGS)
    from converter.cli import main

    try:
        main()
    finally:
        gc.freeze()


if __name__ == "__main__":
    run()
