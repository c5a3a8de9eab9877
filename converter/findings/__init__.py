"""Findings: what the program reports of a note, as values, and the words for each code."""

from __future__ import annotations

from converter.findings.finding import IN_COPY, Finding, has_errors, in_copy

__all__ = ["IN_COPY", "Finding", "has_errors", "in_copy"]
