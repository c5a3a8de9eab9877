"""Validates a profile: every mistake at once, each with its file, line and column.

The structure is checked file by file, the meaning on the merged data. A mistake in the structure of one table does not
hide a mistake of meaning in another. Templates are checked by `profile_tools.dry_run`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from converter.findings import Finding
from converter.note.facts import GIVABLE, REQUIRABLE
from converter.note.times import is_date
from converter.note.unicode_text import fold
from converter.profile import schema
from converter.profile.code_list_files import code_list_mistakes
from converter.profile.layers import ProfileSources, registration_routine
from converter.profile.schema import KeyPath
from converter.profile.structure import missing, not_among, of_wrong_kind, wrong_shape
from converter.profile.target_validation import TARGET_CHECKS
from converter.profile.toml_file import Mistake, decoded, findings_of

_PHRASE_CODES: Final = {
    "chat_opening_for": "channels", "consulted_for": "consultation", "no_colleague_for": "consultation",
}  # fmt: skip
"""The keys under `[phrases]` that list codes, with the table under `[values]` that has these."""


def mistakes(sources: ProfileSources) -> Iterator[Finding]:
    """Every mistake in the sources. The data of a profile that ships has none: the tests check it."""
    unsound: set[str | int] = set()
    if sources.data is not sources.shipped:
        yield from _mistakes_in_data(sources, unsound)
    for beside, needs in _SKIPPED_WITH.items():
        if unsound.isdisjoint(needs):
            yield from beside(sources)


def _mistakes_in_data(sources: ProfileSources, unsound: set[str | int]) -> Iterator[Finding]:
    """Every mistake in `profile.toml`; the tables that cannot be checked further are added to `unsound`."""

    def findings(mistakes: Iterable[Mistake], position: Callable[[KeyPath], tuple[str, int, int]]) -> Iterator[Finding]:
        found = list(mistakes)
        # The other mistakes leave data that can be checked further.
        unsound.update(path[0] for code, path, _ in found if code in ("MVG704", "MVG705", "MVG753"))
        return findings_of(found, position)

    for layer in sources.layers:
        yield from findings(wrong_shape(layer.data), layer.toml.position)
    yield from findings(missing(sources.data), sources.position)
    for check, needs in _CHECKS.items():
        if unsound.isdisjoint(needs):
            yield from findings(check(sources.data), sources.position)
    if "routine" not in unsound:
        yield from findings_of(_registration(sources), sources.position)


# -- meaning ---------------------------------------------------------------------------------------------------


def _date(data: Mapping[str, Any]) -> Iterator[Mistake]:
    if not is_date(data["routine"]["valid_to"]):
        yield "MVG705", ("routine", "valid_to"), ("valid_to", '"2025-04-10"')


def _registration(sources: ProfileSources) -> Iterator[Mistake]:
    """A profile with another routine than its registration tables declares where these come from.

    Otherwise their values would be printed under the number of a document that does not contain them.
    """
    routine, source = sources.data["routine"], registration_routine(sources)
    declared = routine.get("registration", "own")
    same = all(routine[key] == source.get(key) for key in ("document", "revision"))
    if declared == "own" and not same:
        yield "MVG445", ("routine", "document"), (str(routine["document"]), str(source.get("document", "")))


def _headings(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Each heading of a note has one meaning; a spelling that folds to another one of the same keyword is useless."""
    yield from _doubled(_written_headings(data))
    for path, heading, _ in _written_headings(data):
        if not fold(heading) or ":" in fold(heading):  # the reader splits at the colon: such a heading never matches
            yield "MVG705", path, (heading, f'"{fold(heading).replace(":", "") or "…"}"')


def _written_headings(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str, KeyPath]]:
    """Every heading of a note with its path, its spelling and the path of its owner; aliases come last."""
    rows = _rows_of(data, "keyword")
    yield from (((*at, "clinic24"), row["clinic24"], at) for at, row in rows if "clinic24" in row)
    groups = enumerate(data["record"]["group_headings"])
    yield from ((("record", "group_headings", number), group, ("record", group)) for number, group in groups)
    yield from ((("labels", label), label, ("labels", fact)) for label, fact in data["labels"].items())
    for at, row in rows:
        yield from (((*at, "aliases", number), alias, at) for number, alias in enumerate(row.get("aliases", ())))


def _rows_of(data: Mapping[str, Any], table: str) -> list[tuple[KeyPath, Any]]:
    """The rows of a table, each with its path."""
    return [((table, number), row) for number, row in enumerate(data[table])]


def _doubled(written: Iterable[tuple[KeyPath, str, KeyPath]]) -> Iterator[Mistake]:
    seen: dict[str, tuple[str, KeyPath, KeyPath]] = {}
    for path, word, belongs in written:
        if (folded := fold(word)) not in seen:
            seen[folded] = word, belongs, path
            continue
        first, owner, there = seen[folded]
        useless = owner == belongs and first != word
        yield ("MVG717", path, (word, first)) if useless else ("MVG706", path, (word, there))


def _rows(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Each keyword of the record note has a name, and one row."""
    rows = _rows_of(data, "keyword")
    yield from _doubled(((*at, "record"), row["record"], at) for at, row in rows)
    yield from (of_wrong_kind((*at, "record"), "record", schema.TEXT) for at, row in rows if not fold(row["record"]))


def _phrase(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """The keyword that a phrase is added to is one of the note."""
    known = [row["clinic24"] for row in data["keyword"] if row.get("clinic24")]
    for key in ("chat_opening_keyword", "consulted_keyword"):
        if data["phrases"][key] not in known:
            yield not_among(("phrases", key), key, data["phrases"][key], known)


def _phrase_codes(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """The contacts that a phrase belongs to are named by codes of the profile."""
    for key, fact in _PHRASE_CODES.items():
        known = tuple(dict.fromkeys(data["values"].get(fact, {}).values()))
        for number, code in enumerate(data["phrases"][key]):
            if code not in known:
                yield not_among(("phrases", key, number), key, code, known)


def _required(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Each required field comes once, under a label of the copied text, with a possible option and targets."""
    rows = _rows_of(data, "required")
    for key in ("fact", "option"):
        yield from _doubled(((*at, key), row[key], at) for at, row in rows if key in row)
    gated = [name for name, target in data["targets"].items() if target.get("gated")]
    for at, row in rows:
        carriers = REQUIRABLE.get(row["fact"], ())
        labels = {fold(word) for word, fact in data["labels"].items() if fact in carriers}
        if carriers and fold(row["heading"]) not in labels:
            yield "MVG724", (*at, "heading"), (row["heading"], ", ".join(carriers))
        for number, name in enumerate(row.get("targets", ())):
            if name not in gated:
                yield not_among((*at, "targets", number), "targets", name, gated)
        if option := row.get("option"):
            yield from _option(option, carriers, (*at, "option"))


def _option(option: str, carriers: tuple[str, ...], path: KeyPath) -> Iterator[Mistake]:
    """An option has a name that is free and that a command line can have, and gives a fact that a user can give."""
    if not re.fullmatch(schema.OPTION_NAME, option):
        yield "MVG705", path, ("option", '"--exempel"')
    elif option in schema.RESERVED_OPTIONS:
        yield "MVG734", path, (option,)
    elif carriers and not set(GIVABLE).issuperset(carriers):
        yield "MVG735", path, (option,)


def _code_systems(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Each code system has one row, and patterns that a code can be compared with in bounded time."""
    rows = _rows_of(data, "code_system")
    if not rows:
        yield "MVG704", ("code_system",), ("[[code_system]]",)
    yield from _doubled(((*at, "name"), row["name"], at) for at, row in rows)
    for at, row in rows:
        for key in ("pattern", "in_title", "in_list"):
            if key in row and not _is_safe(row[key]):
                yield "MVG753", (*at, key), (key,)


def _is_safe(pattern: str) -> bool:
    """Whether a regular expression is one, matches no empty text, and repeats no group and nothing without a limit."""
    bare = re.sub(r"\\.|\[[^\]]*\]", "x", pattern)
    try:
        return not re.search(r"[*+]|,\}|\)\{|\(\?(?!:)", bare) and re.fullmatch(pattern, "") is None
    except re.error:
        return False


def _words(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Each word of a fact has one code."""
    for fact in schema.VALUES:
        words = data["values"].get(fact, {}).items()
        yield from _doubled((("values", fact, word), word, ("values", code)) for word, code in words)


_CHECKS: Final[dict[Callable[[Mapping[str, Any]], Iterator[Mistake]], tuple[str, ...]]] = {
    _date: ("routine",),
    _headings: ("keyword", "record", "labels"),
    _rows: ("keyword",),
    _phrase: ("keyword", "phrases"),
    _phrase_codes: ("phrases", "values"),
    _required: ("required", "labels", "targets"),
    _code_systems: ("code_system",),
    _words: ("values",),
    **TARGET_CHECKS,
}
"""Each check of meaning, with the tables whose structure must be right for it."""


def _wrong_files(sources: ProfileSources) -> Iterator[Finding]:
    """Files that are missing, and templates that are not UTF-8."""
    routine = sources.data.get("routine")
    if isinstance(routine, dict) and routine.get("registration") == "own":
        shown, line, column = sources.position(("routine", "registration"))
        needed = (*schema.TABLE_FILES, *schema.REGISTRATION_PAGES)
        yield from (Finding("MVG707", line, column, (name, shown)) for name in needed if name not in sources.files)
    for name, target in sources.data["targets"].items():
        if "template" in target and target["template"] not in sources.files:
            shown, line, column = sources.position(("targets", name, "template"))
            yield Finding("MVG707", line, column, (target["template"], shown))
    for name, content in sources.files.items():
        if name.endswith(".j2") and (wrong := decoded(content)[1]):
            yield Finding("MVG503", wrong.line, wrong.column, (name, wrong.cause))


def _wrong_questionnaires(sources: ProfileSources) -> Iterator[Finding]:
    """Mistakes in the targets that answer a Questionnaire; what finds them is imported for such a target."""
    for name, target in sources.data["targets"].items():
        if target.get("format") == "questionnaire-response" and "template" not in target:
            from converter.profile import questionnaire_settings

            yield from questionnaire_settings.mistakes(name, sources)


_SKIPPED_WITH: Final[dict[Callable[[ProfileSources], Iterator[Finding]], tuple[str, ...]]] = {
    _wrong_files: ("targets",),
    _wrong_questionnaires: ("targets", "keyword", "code_system"),
    code_list_mistakes: ("code_system", "diagnoses"),
}
"""Each check of what lies beside `profile.toml`, with the tables whose structure must be right for it."""
