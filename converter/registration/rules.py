"""The rules and gaps of the routine in words, for `mvg explain R83` and for the page."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from converter.findings import Finding
from converter.profile import Profile, ProfileError
from converter.profile.schema import LIST, ROWS, RULES_FILE, Key
from converter.profile.structure import meant_words, missing_keys, of_wrong_kind, wrong_keys
from converter.profile.tables import frozen
from converter.profile.toml_file import Mistake, TomlFile, findings_of, parse_toml
from converter.registration.model import PageItem
from converter.registration.notation import RULE_ID

FORCES: Final = ("MUST", "SHOULD", "MAY", "NOT", "FACT")
USES: Final = ("T", "A", "C")
_RULE: Final = {
    "id": Key(), "section": Key(), "force": Key(values=FORCES), "use": Key(values=USES), "needs": Key(LIST),
    "sv": Key(), "en": Key(), "words": Key(needed=False),
}  # fmt: skip
_GAP: Final = {"id": Key(), "section": Key(), "nearby": Key(LIST), "sv": Key(), "en": Key()}
_TOP_LEVEL: Final = {"rule": Key(ROWS), "gap": Key(ROWS)}


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
    return rules_in(profile.tables.get(RULES_FILE))


@lru_cache(maxsize=8)
def rules_in(content: bytes | None) -> Mapping[str, Rule]:
    """The rules of the content of `rules.toml`. The tests validate those that ship, so that a command need not."""
    toml = _toml(content)
    return _rules(toml.data) if toml.ships else checked_rules(content)


@lru_cache(maxsize=8)
def checked_rules(content: bytes | None) -> Mapping[str, Rule]:
    """All rules and gaps, validated. Raises `ProfileError` with every mistake."""
    toml = _toml(content)
    found = tuple(_wrong_structure(toml.data)) or tuple(_wrong_ids(toml.data))
    if found:
        raise ProfileError(*findings_of(found, toml.position))
    return _rules(toml.data)


def sections_of(item: PageItem, rules: Mapping[str, Rule]) -> str:
    """The sections of the routine that a line of the page rests on, each once."""
    return ", ".join(dict.fromkeys(rules[rule].section for rule in item.rules))


def _toml(content: bytes | None) -> TomlFile:
    if content is None:
        raise ProfileError(Finding("MVG701", words=(RULES_FILE,)))
    return parse_toml(content, RULES_FILE)


def _rules(data: Mapping[str, Any]) -> dict[str, Rule]:
    return {row["id"]: Rule(**frozen(row)) for row in (*data["rule"], *data["gap"])}


def with_meant(mistake: Mistake, names: Iterable[str]) -> Mistake:
    """A mistake; an unknown name (MVG708) with the one of `names` that was probably meant."""
    code, path, words = mistake
    if code != "MVG708":
        return mistake
    return code, path, (*words, *meant_words(str(words[0]), sorted(names), "#unknown-name"))


def _wrong_structure(data: Mapping[str, Any]) -> Iterator[Mistake]:
    top = [*missing_keys(_TOP_LEVEL, (), data, ""), *wrong_keys(_TOP_LEVEL, (), data)]
    yield from top
    for kind, schema in (("rule", _RULE), ("gap", _GAP)) if not top else ():
        for number, row in enumerate(data[kind]):
            if isinstance(row, dict):
                yield from missing_keys(schema, (kind, number), row, kind)
                yield from wrong_keys(schema, (kind, number), row)
            else:
                yield of_wrong_kind((kind, number), kind, ROWS)


def _wrong_ids(data: Mapping[str, Any]) -> Iterator[Mistake]:
    known = {row["id"] for row in data["rule"]}
    seen: set[str] = set()
    for kind in ("rule", "gap"):
        for number, row in enumerate(data[kind]):
            if not re.fullmatch(RULE_ID, row["id"]):
                yield "MVG742", (kind, number, "id"), (row["id"],)
            if row["id"] in seen:
                yield "MVG709", (kind, number), (row["id"],)
            seen.add(row["id"])
            unknown = [rule for rule in row.get("nearby", ()) if rule not in known]
            yield from (with_meant(("MVG708", (kind, number), (rule,)), known) for rule in unknown)
