"""The command in a process of its own: `mvg`, or `python -m converter`."""

from __future__ import annotations

import gc
import sys
from typing import Final

_GC_THRESHOLD: Final = 100_000
"""Generation 0 of the garbage collector: the new objects between two collections; a short command makes fewer."""
_ABORTED: Final = 1


def run() -> None:
    """Runs the command, which ends the process; the garbage collector does not run at its end either."""
    gc.set_threshold(_GC_THRESHOLD)
    try:
        from converter.cli import main

        main()
    except KeyboardInterrupt:  # before the command has begun or after its end: the language is not known
        sys.exit(_ABORTED)
    finally:
        gc.freeze()


if __name__ == "__main__":
    run()
