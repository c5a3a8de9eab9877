"""Writes measured limits into the text of a `profile.toml`, and leaves every other line of it as it is."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any, Final

from converter.profile.tables import FieldLimits

_HEADER: Final = r"^[ \t]*\[\[?[^\n]*"
_KEY: Final = r"(?m)^([ \t]*{key}[ \t]*=[ \t]*)({value})([ \t]*(?:#[^\r\n]*)?)(?=\r?$)"
_VALUE: Final = r"\"[^\"\r\n]*\"|'[^'\r\n]*'|[0-9]+|\[[^\[\]#\r\n]*\]"


class CannotEdit(ValueError):
    """The file is written in a way that cannot be edited line by line with certainty."""


def with_limits(text: str, target: str, limits: FieldLimits) -> str:
    """The text of a profile with the limits of a target as its table `[targets.NAME.limits]`.

    Raises `CannotEdit` when the result would not be the same profile with these limits; the file is left alone then.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    before: dict[str, Any] = tomllib.loads(text)
    lines = limit_lines(limits)
    bounds = _table(text, f"targets.{target}.limits")
    if bounds is not None:
        edited = _with_lines(text, bounds, lines, end)
    else:
        table = end.join((f"[targets.{target}.limits]", *lines.values()))
        own = _table(text, f"targets.{target}")
        at = len(text) if own is None else own[0] + len(text[slice(*own)].rstrip())
        edited = f"{text[:at].rstrip()}{end}{end}{table}{text[at:] or end}"
    expected = before.setdefault("targets", {}).setdefault(target, {})
    expected["limits"] = {**expected.get("limits", {}), **tomllib.loads("\n".join(lines.values()))}
    try:
        is_expected = tomllib.loads(edited) == before
    except ValueError:
        is_expected = False
    if not is_expected:
        raise CannotEdit
    return edited


def limit_lines(limits: FieldLimits) -> dict[str, str]:
    """Each key of the limits and its line in a profile: of these kinds of values TOML is the same as JSON."""
    return {key: f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in limits._asdict().items()}


def _table(text: str, name: str) -> tuple[int, int] | None:
    """Where the table with this name begins and ends: from its header up to the next one."""
    spaced = r"[ \t]*\.[ \t]*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in name.split("."))
    header = re.search(rf"(?m)^[ \t]*\[[ \t]*{spaced}[ \t]*\][ \t]*(?:#[^\n]*)?\r?$", text)
    if header is None:
        return None
    following = re.compile(_HEADER, re.MULTILINE).search(text, header.end())
    end = following.start() if following else len(text)
    # The comment lines above the next header are about that table.
    comments = re.search(r"(?m)(?:^[ \t]*#[^\n]*\n)+\Z", text[header.end() : end]) if following else None
    return header.start(), header.end() + comments.start() if comments else end


def _with_lines(text: str, bounds: tuple[int, int], lines: dict[str, str], end: str) -> str:
    """The text with the values replaced in a table that is there, and the lines added that it lacks."""
    start, stop = bounds
    table = text[start:stop]
    missing: list[str] = []
    for key, line in lines.items():
        found = re.search(_KEY.format(key=key, value=_VALUE), table)
        if found is None:
            missing.append(line)
        else:
            table = f"{table[: found.start(2)]}{line.removeprefix(f'{key} = ')}{table[found.end(2) :]}"
    body = table.rstrip()
    added = "".join(f"{end}{line}" for line in missing)
    return f"{text[:start]}{body}{added}{table[len(body) :] or end}{text[stop:]}"
