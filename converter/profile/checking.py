"""What can be wrong in a profile: every mistake at once, each with its file, line and column.

The shape is checked file by file, the meaning on what the files come to. A mistake of shape hides none of meaning in
another table. What is wrong within a template takes compiling it, and is checked by `workshop.rehearsal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from converter.characters import fold
from converter.findings import Finding
from converter.profile.layers import Layer, Sources
from converter.profile.schema import (
    FREE,
    KINDS,
    LIST,
    NEEDED_LABELS,
    REQUIRED,
    RESERVED_TARGETS,
    ROWS,
    SCHEMA,
    TABLE,
    TARGET_NAME,
    TEXT,
    VALUES,
    WRITTEN,
    Key,
)

_CLOSE: Final = 0.7
"""How alike two names are that may be meant as one; 1 is the same."""
Place = tuple[str | int, ...]
Mistake = tuple[str, Place, tuple[str | Place, ...]]
"""A code, the path of what is wrong, and the words that follow the name of the file; a path becomes file and line."""


def mistakes(sources: Sources) -> Iterator[Finding]:
    """Every mistake in what was read."""
    unsound: set[str | int] = set()

    def told(source: Sources | Layer, found: Iterable[Mistake]) -> Iterator[Finding]:
        for code, path, words in found:
            if code in ("MVG704", "MVG705"):  # the others leave data that can be looked at
                unsound.add(path[0])
            shown, line, column = source.place(path)
            said = (word if isinstance(word, str) else "{}:{}".format(*source.place(word)) for word in words)
            yield Finding(code, line, column, (shown, *said))

    for layer in sources.layers:
        yield from told(layer, _wrong_shape(layer.data))
    yield from told(sources, _lacking(sources.data))
    for check, needs in _CHECKS.items():
        if not unsound.intersection(needs):
            yield from told(sources, list(check(sources.data)))
    if "targets" not in unsound:
        yield from _wrong_files(sources)


# -- shape ----------------------------------------------------------------------------------------------------


def _tables(data: Mapping[str, Any]) -> Iterator[tuple[str, Place, Any]]:
    """Every table that has a schema: its kind, its path, and what stands there."""
    yield "", (), data
    for name, key in SCHEMA[""].items():
        if key.kind == ROWS and isinstance(data.get(name), list):
            yield from ((name, (name, number), row) for number, row in enumerate(data[name]))
        elif name in SCHEMA and isinstance(data.get(name), dict):
            yield name, (name,), data[name]
    targets = data.get("targets")
    for name, target in targets.items() if isinstance(targets, dict) else ():
        yield "target", ("targets", name), target


def _wrong_shape(data: Mapping[str, Any]) -> Iterator[Mistake]:
    for kind, path, table in _tables(data):
        if isinstance(table, dict):
            yield from _wrong_keys(SCHEMA[kind], path, table)
        else:
            rows = kind == path[0] and SCHEMA[""][kind].kind == ROWS
            yield _of_wrong_kind(path, str(path[0 if kind == path[0] else -1]), ROWS if rows else TABLE)
    yield from _wrong_free(data)


def _of_wrong_kind(path: Place, name: str, kind: str) -> Mistake:
    return "MVG705", path, (name, WRITTEN[kind].format(".".join(part for part in path if isinstance(part, str))))


def _wrong_keys(schema: Mapping[str, Key], path: Place, table: Mapping[str, Any]) -> Iterator[Mistake]:
    for name, value in table.items():
        key = schema.get(name)
        if key is None:
            code, said = unknown(name, schema)
            yield code, (*path, name), said
        elif not isinstance(value, KINDS[key.kind]) or (key.kind == LIST and not _are_texts(value)):
            yield _of_wrong_kind((*path, name), name, key.kind)
        else:
            yield from _wrong_values(key, (*path, name), value)


def unknown(name: str, known: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The code for a name that nobody knows and its words: the name, and the one that was meant, if it can be told."""
    from difflib import get_close_matches

    meant = get_close_matches(name, known, 1, _CLOSE)
    return ("MVG728", (name, *meant)) if meant else ("MVG703", (name,))


def _wrong_values(key: Key, path: Place, value: Any) -> Iterator[Mistake]:
    if not key.values:
        return
    for number, item in enumerate([value] if isinstance(value, str) else value):
        if item not in key.values:
            at = path if isinstance(value, str) else (*path, number)
            yield "MVG723", at, (str(path[-1]), ", ".join(key.values))


def _wrong_free(data: Mapping[str, Any]) -> Iterator[Mistake]:
    tables: dict[tuple[str, ...], tuple[Any, tuple[str, ...]]] = {
        (name,): (data.get(name), possible) for name, possible in FREE.items()
    }
    values = data.get("values")
    for name, words in values.items() if isinstance(values, dict) else ():
        if name in VALUES:
            tables["values", name] = words, VALUES[name]
        else:
            code, said = unknown(name, VALUES)
            yield code, ("values", name), tuple(f"values.{word}" for word in said)
    for path, (table, possible) in tables.items():
        if isinstance(table, dict):
            yield from _wrong_words(path, table, possible)
        elif table is not None and len(path) > 1:
            yield _of_wrong_kind(path, path[-1], TABLE)


def _wrong_words(path: tuple[str, ...], table: Mapping[str, Any], possible: tuple[str, ...]) -> Iterator[Mistake]:
    for name, value in table.items():
        if not isinstance(value, str):
            yield _of_wrong_kind((*path, name), name, TEXT)
        elif path == ("swaps",) and len(name) != 1:
            yield "MVG705", (*path, name), (name, f'"{name[:1] or "…"}"')
        elif possible and value not in possible:
            yield "MVG723", (*path, name), (name, ", ".join(possible))


def _are_texts(value: Any) -> bool:
    return all(isinstance(item, str) for item in value)


def _lacking(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """What the whole lacks: keys, words for codes, labels that every output writes."""
    for kind, path, table in _tables(data):
        for name, key in SCHEMA[kind].items() if isinstance(table, dict) else ():
            if key.needed and name not in table:
                yield "MVG704", path or (name,), (f"[{kind}] {name}" if kind else name,)
    values: Any = data.get("values")
    labels: Any = data.get("labels")
    for name, codes in VALUES.items() if isinstance(values, dict) else ():
        words = values.get(name, {})
        lacking = [code for code in codes if code not in words.values()] if isinstance(words, dict) else []
        yield from (("MVG704", ("values", name), (f"[values.{name}] {code}",)) for code in lacking)
    for fact in NEEDED_LABELS if isinstance(labels, dict) else ():
        if fact not in labels.values():
            yield "MVG704", ("labels",), (f"[labels] {fact}",)


# -- meaning --------------------------------------------------------------------------------------------------


def _date(data: Mapping[str, Any]) -> Iterator[Mistake]:
    try:
        date.fromisoformat(data["routine"]["valid_to"])
    except ValueError:
        yield "MVG705", ("routine", "valid_to"), ("valid_to", '"2025-04-10"')


def _headings(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Each heading of a note means one thing; one that differs in nothing that counts is of no use."""
    yield from _doubled(_written_headings(data))
    for path, heading, _ in _written_headings(data):
        if not fold(heading) or ":" in fold(heading):  # what stands before a colon is the heading: never met
            yield "MVG705", path, (heading, f'"{fold(heading).replace(":", "") or "…"}"')


def _written_headings(data: Mapping[str, Any]) -> Iterator[tuple[Place, str, Place]]:
    """Every heading of a note: where it stands, how it is written, and what it belongs to; aliases come last."""
    rows = [(("keyword", number), row) for number, row in enumerate(data["keyword"])]
    yield from (((*at, "clinic24"), row["clinic24"], at) for at, row in rows if "clinic24" in row)
    groups = enumerate(data["record"]["group_headings"])
    yield from ((("record", "group_headings", number), group, ("record", group)) for number, group in groups)
    yield from ((("labels", label), label, ("labels", fact)) for label, fact in data["labels"].items())
    for at, row in rows:
        yield from (((*at, "aliases", number), alias, at) for number, alias in enumerate(row.get("aliases", ())))


def _doubled(written: Iterable[tuple[Place, str, Place]]) -> Iterator[Mistake]:
    seen: dict[str, tuple[str, Place, Place]] = {}
    for path, word, belongs in written:
        if (folded := fold(word)) not in seen:
            seen[folded] = word, belongs, path
            continue
        first, owner, there = seen[folded]
        useless = owner == belongs and first != word
        yield ("MVG717", path, (word, first)) if useless else ("MVG706", path, (word, there))


def _rows(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """A keyword of the record note has a name, and one row."""
    rows = list(enumerate(data["keyword"]))
    yield from _doubled((("keyword", number, "pmo"), row["pmo"], ("keyword", number)) for number, row in rows)
    yield from (_of_wrong_kind(("keyword", number, "pmo"), "pmo", TEXT) for number, row in rows if not fold(row["pmo"]))


def _phrase(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """The keyword that takes a phrase is one of the note."""
    known = [row["clinic24"] for row in data["keyword"] if row.get("clinic24")]
    if data["phrases"]["consulted_keyword"] not in known:
        yield "MVG723", ("phrases", "consulted_keyword"), ("consulted_keyword", ", ".join(known))


def _required(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """A required field has a place in the copied text: a label of its heading, for its fact."""
    for number, field in enumerate(data["required"]):
        carried = REQUIRED.get(field["fact"], ("",))[0]
        if carried and fold(field["heading"]) not in {
            fold(word) for word, of in data["labels"].items() if of == carried
        }:
            yield "MVG724", ("required", number, "heading"), (field["heading"], carried)


def _words(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Each word of a fact means one code."""
    for fact in VALUES:
        words = data["values"][fact].items()
        yield from _doubled((("values", fact, word), word, ("values", code)) for word, code in words)


def _targets(data: Mapping[str, Any]) -> Iterator[Mistake]:
    for name in data["targets"]:
        if name in RESERVED_TARGETS or not re.fullmatch(TARGET_NAME, name):
            yield "MVG703", ("targets", name), (f"targets.{name}",)


_CHECKS: Final[dict[Callable[[Mapping[str, Any]], Iterator[Mistake]], tuple[str, ...]]] = {
    _date: ("routine",),
    _headings: ("keyword", "record", "labels"),
    _rows: ("keyword",),
    _phrase: ("keyword", "phrases"),
    _required: ("required", "labels"),
    _words: ("values",),
    _targets: ("targets",),
}
"""Each check of meaning with the tables that must have the right shape for it."""


def _wrong_files(sources: Sources) -> Iterator[Finding]:
    """Templates that are not there, and files of templates that are no text."""
    for name, target in sources.data["targets"].items():
        if target["template"] not in sources.files:
            shown, line, column = sources.place(("targets", name, "template"))
            yield Finding("MVG707", line, column, (target["template"], shown))
    for name, content in sources.files.items():
        if name.endswith(".j2"):
            try:
                content.decode()
            except UnicodeDecodeError as error:
                line, start = content.count(b"\n", 0, error.start) + 1, content.rfind(b"\n", 0, error.start)
                yield Finding("MVG503", line, error.start - start, (name, "invalid UTF-8"))
