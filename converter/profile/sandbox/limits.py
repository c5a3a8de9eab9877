"""The limits of one run of a template, and the errors of a template."""

from __future__ import annotations

from typing import Final

from converter.findings import FindingError

MAX_STEPS: Final = 500_000
"""Iterations of loops in one run: 25 times the lines of the largest note."""
MAX_OUTPUT: Final = 32 * 1024 * 1024
"""Characters that one run may print: sixteen times the largest note."""
STEPS: Final = " steps"
"""The name of the step counter in the context of a run: no template can write it."""


class TemplateFault(FindingError):
    """A template cannot be used; the finding has its name and line."""


class LimitExceeded(Exception):
    """A run has taken more steps or printed more than it may."""
