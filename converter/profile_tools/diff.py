"""The difference between two profiles: the values that differ, and how the results of notes would differ.

Reports which fields, findings and outputs differ, not their text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any, Final, NamedTuple

from converter.conversion.result import Result
from converter.findings import Finding
from converter.pipeline import ParsedNote, parse
from converter.profile import Profile
from converter.profile.layers import ProfileSources
from converter.profile.schema import REGISTRATION_FILE
from converter.profile_tools.value_paths import values
from converter.registration import register, subject_of
from converter.registration.json_page import as_json

REGISTER: Final = "register"
"""What stands for the registration among the targets."""


class ValueChange(NamedTuple):
    """A value that differs; `""` where one side has none."""

    name: str
    before: str
    after: str


class NoteDiff(NamedTuple):
    """How the results of one note differ for one target."""

    note: str
    target: str
    output: str
    """`same`, `differs`, `new`, `gone` (it is refused now), or `refused` by both."""
    lines: tuple[str, ...]
    """The difference of the outputs, line by line. It is text of the note: shown on request only."""
    fields: tuple[str, ...] = ()
    """The keywords of the record, or values of the registration, that differ or are there for one profile only."""
    gained: tuple[Finding, ...] = ()
    lost: tuple[Finding, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the results are the same."""
        return self.output in ("same", "refused") and not (self.fields or self.gained or self.lost)


def value_changes(before: ProfileSources, after: ProfileSources) -> Iterator[ValueChange]:
    """Every value that differs between two profiles, and every template and table file."""
    old, new = _written_values(before), _written_values(after)
    for name in _differing(old, new):
        yield ValueChange(name, old.get(name, ""), new.get(name, ""))


def _written_values(sources: ProfileSources) -> Mapping[str, str]:
    written = {value.name: value.written for value in values(sources.data) if value.name not in ("extends", "replaces")}
    order = [value for value in written if value.startswith("keyword.") and value.endswith(".record")]
    files = {name: known[:12] for name, known in sources.hashes.items() if name != "profile.toml"}
    return {**written, "keyword": ", ".join(written[name] for name in order), **files}


def note_diffs(name: str, source: bytes, before: Profile, after: Profile) -> Iterator[NoteDiff]:
    """How the results of one note differ, for each target of either profile, and its registration."""
    after = after.replace(name=before.name, version=before.version)  # they always differ
    parsed = [parse(source, profile=one) for one in (before, after)]
    for target in dict.fromkeys((*before.targets, *after.targets)):
        old, new = (one.to(target) if target in one.profile.targets else None for one in parsed)
        before_text, after_text = _lasting(old, before), _lasting(new, after)
        lines = _line_diff((before_text or "").splitlines(), (after_text or "").splitlines())
        differing = NoteDiff(name, target, _verdict(before_text, after_text), lines)
        if old is not None and new is not None:  # else only one profile has the target: all of it is new or gone
            fields = _differing(_texts(old), _texts(new), missing="")
            findings, now = set(old.findings), set(new.findings)
            gained, lost = tuple(sorted(now - findings)), tuple(sorted(findings - now))
            differing = differing._replace(fields=fields, gained=gained, lost=lost)
        if not differing.same:
            yield differing
    old_page, new_page = pages = [_registration(one) for one in parsed]
    if old_page != new_page:
        old_lines, new_lines = (json.dumps(page, ensure_ascii=False, indent=2).splitlines() for page in pages)
        verdict = _verdict("A" if old_page else None, "B" if new_page else None)
        yield NoteDiff(name, REGISTER, verdict, _line_diff(old_lines, new_lines), _differing(old_page, new_page))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], missing: Any = None) -> tuple[str, ...]:
    """The keys whose values differ; one that is not there has the value `missing`."""
    return tuple(key for key in dict.fromkeys((*old, *new)) if old.get(key, missing) != new.get(key, missing))


def _line_diff(old: list[str], new: list[str]) -> tuple[str, ...]:
    return tuple(unified_diff(old, new, "A", "B", lineterm="", n=1))


def _registration(parsed: ParsedNote) -> dict[str, Any]:
    """The registration of a note as the data of `mvg register --format json`; empty where there is none."""
    note, profile = parsed.reading.note, parsed.profile
    if note is None or REGISTRATION_FILE not in profile.tables:
        return {}
    subject = subject_of(note, profile)
    data: dict[str, Any] = json.loads(as_json(register(subject.contact, profile), subject, profile))
    return data


def _lasting(result: Result | None, profile: Profile) -> str | None:
    """The output without the digest of the profile, which every edit changes."""
    if result is None or result.output is None:
        return None
    return result.output.replace(profile.digest, "SHA-256")


def _verdict(old: str | None, new: str | None) -> str:
    if old is None or new is None:
        return "refused" if old == new else "new" if old is None else "gone"
    return "same" if old == new else "differs"


def _texts(result: Result) -> dict[str, str]:
    """The texts by keywords of the profile: a heading without a place is text of the note."""
    if result.record is None:
        return {}
    return {field.keyword: field.text for field in result.record.fields if field.placed}
