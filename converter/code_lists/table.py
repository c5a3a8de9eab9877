"""A code list as one sorted table of bytes: a code is found by bisection, without reading the rest.

A line is a code: its key, then the fields of `ListedCode`, separated by tabs. The lines are sorted by key.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from converter.note.code_systems import normalized_code

_MARKERS: Final = "†*"
CACHE_SIZE: Final = 4096
"""Codes, and steps of bisections, that are kept: the usual codes are found at once, others in a few steps."""


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


class CodeList:
    """The codes of one file."""

    def __init__(self, name: str, digest: str, version: str, table: bytes) -> None:
        self.name: Final = name
        """The name of the file, without its folder."""
        self.digest: Final = digest
        """SHA-256 of the file, as hexadecimal."""
        self.version: Final = version
        """The newest date from which a code of it is valid; the beginning of its digest where it has no dates."""
        self.title: Final = f"{name} ({version})"
        """What messages call it: file and version."""
        self.table: Final = table
        self._found: Final[dict[str, ListedCode | None]] = {}
        self._probes: Final[dict[int, tuple[int, bytes, int]]] = {}
        """Steps of bisections, by position: where the line at it begins, its key, and where the next line begins."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CodeList) and (self.name, self.digest, self.table) == (
            other.name, other.digest, other.table,
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.title})"

    def __reduce__(self) -> "tuple[type[CodeList], tuple[str, str, str, bytes]]":
        return CodeList, (self.name, self.digest, self.version, self.table)

    def find(self, code: str) -> ListedCode | None:
        """A code in any spelling; None when the list does not have it."""
        key = key_of(code)
        if key not in self._found:
            if len(self._found) > CACHE_SIZE:
                self._found.clear()
            line = self._line(self._first(key.encode()))
            self._found[key] = _listed(line) if line.startswith(f"{key}\t".encode()) else None
        return self._found[key]

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
            if (probe := self._probes.get(middle)) is None:
                start = table.rfind(b"\n", low, middle) + 1 or low
                tab = table.find(b"\t", start)
                probe = start, table[start:tab], table.find(b"\n", tab) + 1
                if len(self._probes) < CACHE_SIZE:
                    self._probes[middle] = probe
            if probe[1] < sought:
                low = probe[2]
            else:
                high = probe[0]
        return low

    def _line(self, start: int) -> bytes:
        return self.table[start : self.table.find(b"\n", start)] if start < len(self.table) else b""


def _listed(line: bytes) -> ListedCode:
    return ListedCode(*line.decode().split("\t")[1:])


def table_of(codes: Iterable[ListedCode]) -> bytes:
    """The table of codes with different keys; no field has a tab or a line feed in it."""
    lines = sorted((key_of(listed.code).encode(), "\t".join(listed).encode()) for listed in codes)
    return b"".join(b"%b\t%b\n" % line for line in lines)
