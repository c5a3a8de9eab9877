"""Reads the folder of a profile and those it extends, and merges them.

A folder overrides its base: a text, a list or a flag replaces the base's, a table is merged key by key; its own labels
and words come first, as the first one is the one that is written. A `[[keyword]]` is merged with the base's row with
the same `clinic24`, else the same `record`, a `[[required]]` with the row with the same `fact`; other rows are added at
the end. A table named in `replaces` is not merged. Files override by name. `name` and `version` are never inherited.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import errno
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.profile.earlier_names import with_current_names
from converter.profile.model import ProfileError
from converter.profile.schema import PROFILE_FILE, REGISTRATION_FILE, SCHEMA, KeyPath, is_unknown_setting
from converter.profile.shipped import SHIPPED, packaged
from converter.profile.toml_file import TomlFile, parse_toml

_NEVER_INHERITED: Final = tuple(key for key, what in SCHEMA[""].items() if what.own)
_WORDS: Final = ("labels", "values")
_MATCHING_KEYS: Final = {"keyword": ("clinic24", "record"), "required": ("fact",), "code_system": ("name",)}
"""The keys by which a row of a folder matches a row of its base; the first key with a match decides."""


class Layer(NamedTuple):
    """One folder of the chain, as read."""

    folder: Path
    toml: TomlFile
    """Its `profile.toml`, named by the reference that led to it."""
    files: Mapping[str, bytes]
    hashes: Mapping[str, str]
    """SHA-256 of each file, as hexadecimal."""

    @property
    def data(self) -> dict[str, Any]:
        """The data of its `profile.toml`."""
        return self.toml.data


class ProfileSources(NamedTuple):
    """A profile before it is checked: its layers, nearest first, and their merged data and files."""

    layers: tuple[Layer, ...]
    data: dict[str, Any]
    files: Mapping[str, bytes]
    hashes: Mapping[str, str]
    digest: str
    shipped: dict[str, Any] | None
    """The same object as `data` where every layer is one that ships: the tests validate it, so that a command need not;
    `data` that was changed is another object."""

    def position(self, path: KeyPath) -> tuple[str, int, int]:
        """File, line and column of a path in `data`, or of the nearest part above it that a layer has."""
        defining: list[Layer] = []
        for layer in self.layers:  # none below one that replaces the table defines anything of it
            defining.append(layer)
            if path[0] in _NEVER_INHERITED or path[0] in _not_inherited(layer.data):
                break
        for length in range(len(path), 0, -1):
            for layer in defining:
                if (found := self._position_in(layer, path[:length])) is not None:
                    return layer.toml.name, *found
        if path[0] in _not_inherited(defining[-1].data):
            return defining[-1].toml.position(("replaces",))
        return self.layers[0].toml.name, 1, 1

    def is_own(self, path: KeyPath) -> bool:
        """Whether the nearest folder itself defines a path, or anything in it."""
        return self._position_in(self.layers[0], path) is not None

    def _position_in(self, layer: Layer, path: KeyPath) -> tuple[int, int] | None:
        """Line and column of a path of the merged data in a layer, whose rows have other numbers."""
        if len(path) > 1 and path[0] in _MATCHING_KEYS and isinstance(path[1], int):
            kind, row = str(path[0]), self.data[path[0]][path[1]]
            rows = layer.data.get(kind, ())
            same = next((number for number, other in enumerate(rows) if other is row), None)
            number = _matching_row(row, rows, _MATCHING_KEYS[kind]) if same is None else same
            path = (kind, -1 if number is None else number, *path[2:])
        return layer.toml.positions.get(path)


def read_sources(folder: str | Path | None = None) -> ProfileSources:
    """A folder, or a shipped profile by its name, and everything that it extends.

    Raises `ProfileError` for a file that cannot be read, and for a cycle of `extends`.
    """
    layers = tuple(_chain(_folder(folder)))
    digest = ""
    data: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    hashes: dict[str, str] = {}
    for layer in reversed(layers):
        data = _merge(layer.data, data) if data else layer.data
        files |= layer.files
        hashes |= layer.hashes
        listing = "".join(f"{known} {name}\n" for name, known in layer.hashes.items())
        digest = hashlib.sha256((listing + digest).encode()).hexdigest()
    return ProfileSources(
        layers, data, files=files, hashes=hashes, digest=digest,
        shipped=data if all(one.toml.ships for one in layers) else None,
    )  # fmt: skip


def _folder(named: str | Path | None) -> Path:
    """The folder itself where it exists: the name of a shipped profile does not hide it."""
    shipped = packaged("templates") / (SHIPPED if named is None else named)
    if named is None:
        return shipped
    path = Path(named)
    return shipped if len(path.parts) == 1 and not path.exists() and shipped.is_dir() else path


def _chain(folder: Path) -> Iterator[Layer]:
    seen: list[Path] = []
    name, layer = PROFILE_FILE, None
    while True:
        layer = _read(folder, name, layer)
        yield layer
        seen.append(folder.resolve())
        base = layer.data.get("extends")
        if not isinstance(base, str):
            return
        # A profile that ships is named, and a path has a slash and is relative to the folder.
        folder = folder / base if re.search(r"[/\\]", base) else packaged("templates") / base
        name = f"{base}/{PROFILE_FILE}"
        if folder.resolve() in seen:
            raise ProfileError(_at_extends(layer, "MVG716"))


def _at_extends(layer: Layer, code: Code) -> Finding:
    name, line, column = layer.toml.position(("extends",))
    return Finding(code, line, column, (name, layer.data["extends"]))


def _read(folder: Path, name: str, extending: Layer | None) -> Layer:
    """A folder as a layer; `extending` is the layer that names it, None for the folder that was asked for."""
    try:
        paths = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
        toml = with_current_names(parse_toml(paths[PROFILE_FILE].read_bytes(), name))
        lists = {file for _, file in named_code_lists(toml.data)}
        files = {file: path.read_bytes() for file, path in paths.items() if file not in lists}
    except (OSError, KeyError, ValueError) as error:
        missing = _at_extends(extending, "MVG715") if extending else Finding("MVG701", words=(PROFILE_FILE,))
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            code = errno.errorcode.get(error.errno or 0, "?")
            missing = Finding("MVG727", missing.line, missing.column, (name, code))
        raise ProfileError(missing) from None
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return Layer(folder, toml, files, hashes)


def named_code_lists(data: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The code lists that a `profile.toml` names, each with its code system; `""` for that of `[diagnoses]`.

    They are large, and are read for themselves (`code_list_files`).
    """
    systems: Any = data.get("code_system")
    rows = systems if _are_rows(systems) else ()
    tables = [("", data.get("diagnoses")), *((row.get("name"), row) for row in rows)]
    files = ((name, table.get("file")) for name, table in tables if isinstance(table, dict))
    return {(str(name), file) for name, file in files if isinstance(file, str)}


def registration_routine(sources: ProfileSources) -> dict[str, Any]:
    """The `[routine]` of the nearest folder with registration tables: their values are based on it."""
    having = [number for number, layer in enumerate(sources.layers) if REGISTRATION_FILE in layer.files]
    routine: dict[str, Any] = {}
    for layer in reversed(sources.layers[min(having, default=0) :]):
        routine |= layer.data.get("routine", {})
    return routine


# -- merging --------------------------------------------------------------------------------------------------


def _merge(own: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """`own` merged over its `base`. A value of the wrong kind is kept, for validation to report."""
    kept = {key: value for key, value in base.items() if key not in _NEVER_INHERITED and key not in _not_inherited(own)}
    laid = {key: _merged_value(key, own[key], value) if key in own else value for key, value in kept.items()}
    return {**own, **laid}


def _not_inherited(data: Mapping[str, Any]) -> list[Any]:
    """The tables that a folder does not inherit."""
    replaced = data.get("replaces")
    return replaced if isinstance(replaced, list) else []


def _merged_value(key: str, own: Any, base: Any) -> Any:
    if isinstance(own, dict) and isinstance(base, dict) and not (is_unknown_setting(own) or is_unknown_setting(base)):
        inside = key if key in _WORDS else ""
        merged = {name: _merged_value(inside, value, base.get(name)) for name, value in own.items()}
        return {**merged, **base, **merged} if inside else {**base, **merged}
    if not (key in _MATCHING_KEYS and _are_rows(own) and _are_rows(base)):
        return own
    rows = list(base)
    for row in own:
        index = _matching_row(row, base, _MATCHING_KEYS[key])
        if index is None:
            rows.append(row)
        else:
            rows[index] = {**rows[index], **row}
    return rows


def _matching_row(row: Mapping[str, Any], rows: Iterable[Any], known_by: tuple[str, ...]) -> int | None:
    """The number of the row with the same value for one of the keys, the first key first."""
    for key in known_by:
        for number, other in enumerate(rows):
            if isinstance(other, dict) and key in row and row[key] == other.get(key):
                return number
    return None


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)
