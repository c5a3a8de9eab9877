"""A code list as one sorted table of bytes: a code is found by bisection, without reading the rest.

A line is a code: its key, then the fields of `ListedCode`, separated by tabs. The lines are sorted by key.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from converter.note.code_systems import normalized_code

_MARKERS: Final = "†*"


class ListedCode(NamedTuple):
    """One code of a list."""

    code: str
    """As the list spells it."""
    title: str
    valid_from: str = ""
    """ISO date; `""` when the list has none."""
    valid_to: str = ""
    marker: str = ""
    """`†` for a code of a cause (etiology), `*` for one of a manifestation, `""` for any other."""
    partners: str = ""
    """The codes of the other kind that belong to it, by their keys, separated by spaces."""
    never_principal: str = ""
    """`1` for a code that may not be a principal diagnosis."""
    divided: str = ""
    """`1` for a category that has codes of its own, of which one is to be used."""


def key_of(code: str) -> str:
    """What a code is found by: `J03.9`, `j039` and `J03.9†` have one key."""
    return normalized_code(code).rstrip(_MARKERS)


class CodeList(NamedTuple):
    """The codes of one file."""

    name: str
    """The name of the file, without its folder."""
    digest: str
    """SHA-256 of the file, as hexadecimal."""
    version: str
    """The newest date from which a code of it is valid; the beginning of its digest where it has no dates."""
    table: bytes

    @property
    def title(self) -> str:
        """What messages call it: file and version."""
        return f"{self.name} ({self.version})"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.title})"

    def find(self, code: str) -> ListedCode | None:
        """A code in any spelling; None when the list does not have it."""
        return find_key(self, key_of(code))

    def beginning_with(self, key: str) -> Iterator[ListedCode]:
        """The codes whose key begins with `key`, sorted by key."""
        sought = key.encode()
        start = self._first(sought)
        while (line := self._line(start)).startswith(sought) and line:
            yield _listed(line)
            start += len(line) + 1

    def has_line(self, code: str, title: str) -> bool:
        """Whether some line has this code and this title, each in full; reads the whole table."""
        return f"\t{code}\t{title}\t".encode() in self.table

    def _first(self, sought: bytes) -> int:
        """Where the first line begins whose key is not less than `sought`."""
        table = self.table
        low, high = 0, len(table)
        while low < high:
            middle = (low + high) // 2
            start = table.rfind(b"\n", low, middle) + 1 or low
            tab = table.find(b"\t", start)
            if table[start:tab] < sought:
                low = table.find(b"\n", tab) + 1
            else:
                high = start
        return low

    def _line(self, start: int) -> bytes:
        return self.table[start : self.table.find(b"\n", start)] if start < len(self.table) else b""


@lru_cache(maxsize=4096)
def find_key(codes: CodeList, key: str) -> ListedCode | None:
    """The code with a key; the usual ones are kept and found at once, others in a few steps."""
    line = codes._line(codes._first(key.encode()))
    return _listed(line) if line.startswith(f"{key}\t".encode()) else None


def _listed(line: bytes) -> ListedCode:
    return ListedCode(*line.decode().split("\t")[1:])


def table_of(codes: Iterable[ListedCode]) -> bytes:
    """The table of codes with different keys; no field has a tab or a line feed in it."""
    lines = sorted((key_of(listed.code).encode(), "\t".join(listed).encode()) for listed in codes)
    return b"".join(b"%b\t%b\n" % line for line in lines)
