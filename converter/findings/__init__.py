"""Findings: what the program reports of a note, as values, and the words for each code."""

from __future__ import annotations

from converter.findings.finding import COPY_WARNINGS, Finding, FindingError, as_copy_warning, has_errors

__all__ = ["COPY_WARNINGS", "Finding", "FindingError", "as_copy_warning", "has_errors"]
