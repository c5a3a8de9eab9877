"""Faults that alter a record: text, placement, a fact, provenance. Each must be stopped while the program runs.

A fault takes the place of a function of the program, a row of a table, or a template of the profile. It is not nonsense
but a slip: a note that looks right comes out.
"""

from __future__ import annotations

from testing.faults.base import Fault
from testing.faults.handed import HANDED_FAULTS
from testing.faults.mapping import MAPPING_FAULTS
from testing.faults.output import JSON_FAULTS, RENDER_FAULTS, TEMPLATE_FAULTS
from testing.faults.reading import READER_FAULTS

FAULTS: dict[str, Fault] = {
    **READER_FAULTS, **MAPPING_FAULTS, **RENDER_FAULTS, **TEMPLATE_FAULTS, **JSON_FAULTS, **HANDED_FAULTS,
}  # fmt: skip
