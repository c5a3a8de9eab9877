"""Compares what a receiver returned with the note that was sent: keyword by keyword, character by character."""

from converter.compare.comparison import Comparison, compare
from converter.compare.returned import KINDS, ReturnedNote, Unreadable, default_target, read_returned

__all__ = ["KINDS", "Comparison", "ReturnedNote", "Unreadable", "compare", "default_target", "read_returned"]
