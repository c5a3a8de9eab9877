"""A difference between what was sent and what came back, as a value: its kind, a keyword, a place, counts.

It names the code point of a single character, and never holds note text: of letters and digits in a row only their
number is given.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from converter.findings import Finding
from converter.findings.catalogue import Code


class Kind(Enum):
    """What differs; the value is the code of its finding."""

    _value_: Code
    CUT = "MVG562"
    MISSING = "MVG563"
    REMOVED = "MVG564"
    ADDED = "MVG565"
    REPLACED = "MVG566"
    """A character that every character set has: the text was edited."""
    REWRITTEN = "MVG567"
    OTHER_TEMPLATE = "MVG568"
    OUTSIDE = "MVG569"
    LINE_ENDS = "MVG570"
    LINES_JOINED = "MVG571"
    LINES_BROKEN = "MVG572"
    BLANK_LINES = "MVG573"
    TABS = "MVG574"
    SPACES = "MVG575"
    TRAILING = "MVG576"
    CASE = "MVG577"
    NORMALIZATION = "MVG578"
    TYPOGRAPHY = "MVG579"
    MOVED = "MVG580"
    DOUBLED = "MVG581"
    UNKNOWN = "MVG582"
    REORDERED = "MVG583"
    FACT_MISSING = "MVG584"
    FACT_DIFFERS = "MVG585"
    TWICE = "MVG586"
    INACTIVE = "MVG587"
    OPAQUE = "MVG589"
    LACKED = "MVG590"
    """A character that a field may lack."""
    LACKED_IN_DOCUMENT = "MVG591"


class Difference(NamedTuple):
    """One difference, or all of its kind in a keyword."""

    kind: Kind
    keyword: str
    """`""` outside the texts of the keywords."""
    line: int = 0
    """In the text of the keyword, from 1; outside of them in the whole text. 0 when it is about no line."""
    column: int = 0
    size: int = 1
    """Characters; the number of places where places of one kind are reported together."""
    actual_size: int = 0
    """Characters that stand there instead."""
    expected: str = ""
    """Code point and name of the single character that was expected."""
    actual: str = ""
    """Code points and names of what stands there instead."""
    other: str = ""
    """The keyword that the text stands under instead."""
    key: str = ""
    """What was removed or added, in the form in which texts are compared. Never shown."""

    @property
    def code(self) -> Code:
        """The code of its finding."""
        return self.kind.value

    @property
    def finding(self) -> Finding:
        """The difference as a finding."""
        named = " → ".join(filter(None, (self.expected, self.actual)))
        numbers = map(str, (self.line, self.column, self.size, self.actual_size))
        return Finding(self.code, words=(self.keyword, *numbers, named and f" ({named})", self.other))
