"""The paste test: a text that shows what a field of a record system keeps, and the limits that follow from it."""

from converter.probe.measurement import Damaged, NotAProbe, measure
from converter.probe.profile_edit import CannotEdit, limit_lines, with_limits
from converter.probe.text import VERSION, probe_text

__all__ = ["VERSION", "CannotEdit", "Damaged", "NotAProbe", "limit_lines", "measure", "probe_text", "with_limits"]
