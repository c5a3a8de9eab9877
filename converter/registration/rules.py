"""The rules and gaps of the routine in words, for `mvg explain R83` and for the page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from converter.findings import Finding
from converter.profile import Profile, ProfileError
from converter.registration.toml_files import is_shipped, read_toml, row_line, wrong_keys

FILE: Final = "rules.toml"
FORCES: Final = ("MUST", "SHOULD", "MAY", "NOT", "FACT")
USES: Final = ("T", "A", "C")
_RULE: Final[dict[str, type]] = {
    "id": str, "section": str, "force": str, "use": str, "needs": list, "sv": str, "en": str,
}  # fmt: skip
_WORDS: Final[dict[str, type]] = {"words": str}
_GAP: Final[dict[str, type]] = {"id": str, "section": str, "nearby": list, "sv": str, "en": str}


class Rule(NamedTuple):
    """A rule of the routine (R), or a gap in it (G, and X for one that the rule book has not numbered)."""

    id: str
    section: str
    sv: str
    en: str
    force: str = ""
    """The force of the routine's wording, of `FORCES`; `""` for a gap."""
    use: str = ""
    """`T` decided by the program, `A` advice, `C` context; `""` for a gap."""
    needs: tuple[str, ...] = ()
    """The facts that it depends on."""
    nearby: tuple[str, ...] = ()
    """The rules next to a gap."""
    words: str = ""
    """The sentence of the routine, for the rules that the page cites."""


def load_rules(profile: Profile) -> Mapping[str, Rule]:
    """Every rule and gap of the profile by its id, in order. Raises `ProfileError` with every mistake."""
    return rules_in(profile.tables.get(FILE))


@lru_cache(maxsize=8)
def rules_in(content: bytes | None) -> Mapping[str, Rule]:
    """The rules of the content of `rules.toml`. A page shows a few of them: those that ship are parsed on demand."""
    return _Shipped(content.decode()) if content and is_shipped(FILE, content) else checked_rules(content)


class _Shipped(Mapping[str, Rule]):
    """The rules and gaps of the file that ships, each parsed on first access."""

    def __init__(self, source: str) -> None:
        headings = list(re.finditer(r'^\[\[(rule|gap)\]\]\nid = "(\w+)"', source, re.MULTILINE))
        ends = [heading.start() for heading in headings[1:]] + [len(source)]
        self._blocks = {
            heading[2]: (heading[1], source[heading.start() : end]) for heading, end in zip(headings, ends, strict=True)
        }
        self._rules: dict[str, Rule] = {}

    def __getitem__(self, name: str) -> Rule:
        if name not in self._rules:
            kind, block = self._blocks[name]
            self._rules[name] = _rule(tomllib.loads(block)[kind][0])
        return self._rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._blocks)

    def __len__(self) -> int:
        return len(self._blocks)


@lru_cache(maxsize=8)
def checked_rules(content: bytes | None) -> Mapping[str, Rule]:
    """All rules and gaps, validated. Raises `ProfileError` with every mistake."""
    data, source = read_toml(content, FILE)
    mistakes = _mistakes(data, source)
    if mistakes:
        raise ProfileError(tuple(mistakes))
    return {row["id"]: _rule(row) for row in (*data["rule"], *data["gap"])}


def _rule(row: Mapping[str, Any]) -> Rule:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Rule(**fields)


def _mistakes(data: dict[str, Any], source: str) -> list[Finding]:
    findings = wrong_keys(data, {"rule": object, "gap": object}, {}, (FILE, "rule", lambda: 1))
    if findings:
        return findings
    for kind, required in (("rule", _RULE), ("gap", _GAP)):
        rows = data[kind] if isinstance(data[kind], list) else [data[kind]]
        for number, row in enumerate(rows):
            findings += wrong_keys(row, required, _WORDS, (FILE, kind, partial(row_line, source, kind, number)))
    return findings or [*_wrong_words(data, source), *_wrong_ids(data, source)]


def _wrong_words(data: dict[str, Any], source: str) -> Iterable[Finding]:
    for number, row in enumerate(data["rule"]):
        for key, possible in (("force", FORCES), ("use", USES)):
            if row[key] not in possible:
                yield Finding("MVG705", row_line(source, "rule", number), 0, (FILE, key, ", ".join(possible)))


def _wrong_ids(data: dict[str, Any], source: str) -> Iterable[Finding]:
    known = {row["id"] for row in data["rule"]}
    seen: set[str] = set()
    for kind in ("rule", "gap"):
        for number, row in enumerate(data[kind]):
            line = row_line(source, kind, number)
            if row["id"] in seen:
                yield Finding("MVG709", line, 0, (FILE, row["id"]))
            seen.add(row["id"])
            for rule in row.get("nearby", ()):
                if rule not in known:
                    yield Finding("MVG708", line, 0, (FILE, rule))
