"""Earlier names of keys and values of `profile.toml`: profiles and command lines of an earlier version are still read.

`earlier_names.toml` has them. It is read only when a name is met that the schema does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from converter.findings import Finding
from converter.profile.schema import SCHEMA, KeyPath
from converter.profile.structure import tables
from converter.profile.toml_file import Renamed, TomlFile, findings_of


@lru_cache(maxsize=1)
def _earlier() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """`keys`: table to earlier key to key; `values`: key to earlier value to value."""
    import tomllib

    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def current_value(key: str, value: str) -> str:
    """The name that a value of a key has now; the value itself where it has no other."""
    return _earlier()["values"].get(key, {}).get(value, value)


def with_current_names(file: TomlFile) -> TomlFile:
    """The file with the current names of its keys and values, changed in place, and a list of what was renamed."""
    renamed: list[Renamed] = []
    for kind, path, table in tables(file.data):
        if isinstance(table, dict):
            renamed += _rename(kind, path, table)
    return file._replace(renamed=tuple(renamed)) if renamed else file


def _rename(kind: str, path: KeyPath, table: dict[str, Any]) -> list[Renamed]:
    """Gives the keys of a table and their values their current names, in place; what was renamed."""
    unknown = [name for name in table if name not in SCHEMA[kind]]
    names = _earlier()["keys"].get(kind, {}) if unknown else {}
    found = [name for name in unknown if name in names and names[name] not in table]
    if found:
        items = [(names[name] if name in found else name, value) for name, value in table.items()]
        table.clear()
        table.update(items)
    renamed = [Renamed((*path, names[name]), (*path, name), name, names[name]) for name in found]
    for name, value in table.items():
        key = SCHEMA[kind].get(name)
        if key and key.values and isinstance(value, str) and value not in key.values:
            table[name] = current_value(name, value)
            if table[name] != value:
                renamed.append(Renamed((*path, name), (*path, name), value, table[name]))
    return renamed


def earlier_names(file: TomlFile) -> Iterator[Finding]:
    """A hint (MVG733) for each key and value that the file has under an earlier name."""
    names = ((key.path, (key.earlier, key.current)) for key in file.renamed)
    return findings_of((("MVG733", path, words) for path, words in names), file.position)
