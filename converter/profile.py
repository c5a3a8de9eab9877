"""A profile: what a region edits, as checked data. One folder with `profile.toml` and the Jinja2 templates."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from converter.characters import fold
from converter.findings import Finding
from converter.model import CONTACT_CODES, Field
from converter.profile_checks import FILE, mistakes


class ProfileError(Exception):
    """The profile cannot be used. Carries every mistake that was seen, as findings (exit 78)."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings

    def __reduce__(self) -> tuple[type[ProfileError], tuple[tuple[Finding, ...]]]:
        return ProfileError, (self.findings,)


class Routine(NamedTuple):
    """The document the profile rests on (G18)."""

    document: str
    revision: str
    title: str
    valid_to: str
    """ISO date, the last day."""
    expired: bool
    """Whether that day had passed when the profile was loaded."""


class Row(NamedTuple):
    """One row of the keyword table (section 4.8.2)."""

    pmo: str
    clinic24: str = ""
    """`""` for a keyword that only PMO has: nothing is ever written there (R132, R133)."""
    aliases: tuple[str, ...] = ()
    fill: str = ""
    """One of `profile_checks.FILLS`: where the text comes from when the note has none."""
    expected: bool = False
    """An empty text gives a warning (G13)."""
    rules: tuple[str, ...] = ()


class Required(NamedTuple):
    """A field without which nothing is exported to PMO (R138-R140)."""

    heading: str
    fact: str
    """Attribute path in `TriageNote`."""
    option: str
    """The command-line option that gives it."""


class Phrases(NamedTuple):
    """What the note must say, and where the program puts it when asked to."""

    chat_opening: str
    consulted: str
    consulted_keyword: str
    booking_ticket_words: tuple[str, ...]
    forms_words: tuple[str, ...]


class Target(NamedTuple):
    """A form of output: one template and one row."""

    template: str
    gated: bool = False
    """Refused until the required fields are filled and all text has a place (PMO)."""
    empty: bool = False
    """Keywords without text are written too."""
    shows: tuple[str, ...] = ()
    """Of `profile_checks.SHOWN_FACTS`: what is shown beside the text."""


class Heading(NamedTuple):
    """What a heading in the note means."""

    kind: str
    """`keyword`, `group` or `fact`."""
    name: str
    """The Clinic24 keyword as the profile spells it, or the fact (of `model.FACTS`)."""


class Profile(NamedTuple):
    """A loaded, valid profile."""

    folder: Path
    name: str
    version: str
    digest: str
    """SHA-256 over the names and contents of the folder's files, as hexadecimal."""
    routine: Routine
    template: str
    signed_title: str
    button_ready: str
    button_before: str
    rows: tuple[Row, ...]
    places: Mapping[str, int]
    """Clinic24 keyword to the index of its row."""
    fields: tuple[Field, ...]
    """The fields of a record note, a row each, before anything is written in them."""
    groups: tuple[str, ...]
    required: tuple[Required, ...]
    phrases: Phrases
    headings: Mapping[str, Heading]
    """Folded heading (`characters.fold`) to its meaning: keywords, aliases, group headings and labels."""
    longest: int
    """How long the longest of them is, in characters."""
    labels: Mapping[str, str]
    """Fact to its label in the copied text."""
    codes: Mapping[str, Mapping[str, str]]
    """Fact to folded Swedish word to code."""
    words: Mapping[str, Mapping[str, str]]
    """Fact to code to Swedish word: the first, where several mean the same."""
    targets: Mapping[str, Target]
    templates: Mapping[str, str]
    """The Jinja2 sources, by file name."""
    swaps: Mapping[str, str]


def load_profile(folder: str | Path | None = None) -> Profile:
    """The profile in `folder`, or the one that ships. Reads files and today's date; everything after is pure.

    Raises `ProfileError` with every mistake found, each with its line.
    """
    root = Path(folder) if folder is not None else packaged("templates") / "min-vard-gavleborg"
    try:
        files = {path.name: path.read_bytes() for path in sorted(root.iterdir()) if path.is_file()}
        source = files[FILE].decode()
    except (OSError, KeyError):
        raise ProfileError((Finding("MVG701", words=(FILE,)),)) from None
    except UnicodeDecodeError:
        raise ProfileError((Finding("MVG702", words=(FILE,)),)) from None
    data = _parse(source)
    if found := tuple(mistakes(data, source, files)):
        raise ProfileError(found)
    return _build(root, data, _templates(files), _digest(files))


@lru_cache(maxsize=1)
def default_profile() -> Profile:
    """The profile that ships, loaded once."""
    return load_profile()


def packaged(name: str) -> Path:
    """The folder `templates` or `samples`: inside the installed package, else beside it in a checkout."""
    inside = Path(__file__).parent / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name


def _templates(files: Mapping[str, bytes]) -> dict[str, str]:
    sources, broken = {}, []
    for name, content in files.items():
        if name.endswith(".j2"):
            try:
                sources[name] = content.decode()
            except UnicodeDecodeError as error:
                broken.append(Finding("MVG503", content.count(b"\n", 0, error.start) + 1, 0, (name,)))
    if broken:
        raise ProfileError(tuple(broken))
    return sources


def _digest(files: Mapping[str, bytes]) -> str:
    listing = "".join(f"{hashlib.sha256(content).hexdigest()} {name}\n" for name, content in files.items())
    return hashlib.sha256(listing.encode()).hexdigest()


def _parse(source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except (ValueError, RecursionError) as error:  # tomllib raises the plain ones for absurd numbers and nesting
        at = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(at[1]), int(at[2])) if at else (source.count("\n") + 1, 0)
        raise ProfileError((Finding("MVG702", line, column, (FILE,)),)) from None


# -- building -------------------------------------------------------------------------------------------------


def _build(folder: Path, data: dict[str, Any], templates: dict[str, str], digest: str) -> Profile:
    routine, record, phrases = data["routine"], data["record"], data["phrases"]
    rows = tuple(Row(**{key: _frozen(value) for key, value in row.items()}) for row in data["keyword"])
    valid_to = date.fromisoformat(routine["valid_to"])
    values = _values(data["values"])
    headings = _headings(rows, record["group_headings"], data["labels"])
    return Profile(
        folder=folder,
        name=data["name"],
        version=data["version"],
        digest=digest,
        routine=Routine(**routine, expired=valid_to < datetime.now(UTC).date()),
        template=record["template"],
        signed_title=record["signed_title"],
        button_ready=record["button_ready"],
        button_before=record["button_before"],
        rows=rows,
        places={row.clinic24: index for index, row in enumerate(rows) if row.clinic24},
        fields=tuple(Field(row.pmo, row.clinic24, "") for row in rows),
        groups=tuple(record["group_headings"]),
        required=tuple(Required(**field) for field in data["required"]),
        phrases=Phrases(**{key: _frozen(value) for key, value in phrases.items()}),
        headings=headings,
        longest=max(map(len, headings)),
        labels={fact: label for label, fact in data["labels"].items()},
        codes={fact: {fold(word): code for word, code in words.items()} for fact, words in values.items()},
        words={fact: _first_words(words) for fact, words in values.items()},
        targets={
            name: Target(**{key: _frozen(value) for key, value in target.items()})
            for name, target in data["targets"].items()
        },
        templates=templates,
        swaps=data["swaps"],
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _headings(rows: tuple[Row, ...], groups: list[str], labels: dict[str, str]) -> dict[str, Heading]:
    headings = {fold(label): Heading("fact", fact) for label, fact in labels.items()}
    headings.update((fold(group), Heading("group", group)) for group in groups)
    for row in rows:
        if row.clinic24:
            headings.update((fold(name), Heading("keyword", row.clinic24)) for name in (row.clinic24, *row.aliases))
    return headings


def _values(values: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    named = {f"contact.{fact}": words for fact, words in values.items() if fact != "yes_no"}
    asked = {f"contact.{fact}": values["yes_no"] for fact, codes in CONTACT_CODES.items() if codes == ("yes", "no")}
    return {**asked, **named}


def _first_words(words: dict[str, str]) -> dict[str, str]:
    first: dict[str, str] = {}
    for word, code in words.items():
        first.setdefault(code, word)
    return first
