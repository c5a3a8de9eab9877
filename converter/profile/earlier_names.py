"""Earlier names of keys and values of `profile.toml`: profiles and options of an earlier version are still read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from converter.findings import Finding
from converter.profile.schema import KeyPath
from converter.profile.structure import tables
from converter.profile.toml_file import Renamed, TomlFile, findings_of

_KEYS: Final[Mapping[str, Mapping[str, str]]] = {"keyword": {"pmo": "record"}}
"""Kind of table to the earlier name of a key, and the name that it has now."""
_VALUES: Final[Mapping[str, Mapping[str, str]]] = {"headings": {"pmo": "record"}}
"""Key of a target to the earlier name of a value, and the name that it has now."""


def current_value(key: str, value: str) -> str:
    """The name that a value of a key has now; the value itself where it has no other."""
    return _VALUES.get(key, {}).get(value, value)


def with_current_names(file: TomlFile) -> TomlFile:
    """The file with the current names of its keys and values, changed in place, and a list of what was renamed."""
    renamed: list[Renamed] = []
    for kind, path, table in tables(file.data):
        if isinstance(table, dict) and (kind in _KEYS or kind == "target"):
            renamed += _rename(kind, path, table)
    return file._replace(renamed=tuple(renamed)) if renamed else file


def _rename(kind: str, path: KeyPath, table: dict[str, Any]) -> Iterator[Renamed]:
    """Gives the keys of a table and their values their current names, in place; what was renamed."""
    for earlier, current in _KEYS.get(kind, {}).items():
        if earlier in table and current not in table:
            items = [(current if name == earlier else name, value) for name, value in table.items()]
            table.clear()
            table.update(items)
            yield Renamed((*path, current), (*path, earlier), earlier, current)
    for key, names in _VALUES.items() if kind == "target" else ():
        if isinstance(value := table.get(key), str) and value in names:
            table[key] = names[value]
            yield Renamed((*path, key), (*path, key), value, names[value])


def earlier_names(file: TomlFile) -> Iterator[Finding]:
    """A hint (MVG733) for each key and value that the file has under an earlier name."""
    names = ((key.path, (key.earlier, key.current)) for key in file.renamed)
    return findings_of((("MVG733", path, words) for path, words in names), file.position)
