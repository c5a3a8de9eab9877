"""Makes a `Profile` of checked data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from converter.characters import fold, letters_and_digits
from converter.model import CONTACT_CODES, Field
from converter.profile.layers import Sources, registration_routine
from converter.profile.model import Heading, Phrases, Profile, ReadingWords, Required, Routine, Row, TableFiles, Target
from converter.profile.schema import REGISTRATION, TABLE_FILES


def build(sources: Sources) -> Profile:
    """The profile that checked sources make. Reads today's date."""
    data = sources.data
    routine, record, phrases = data["routine"], data["record"], data["phrases"]
    rows = tuple(Row(**{key: _frozen(value) for key, value in row.items()}) for row in data["keyword"])
    values = _values(data["values"])
    headings = _headings(rows, record["group_headings"], data["labels"])
    return Profile(
        folders=tuple(layer.folder for layer in sources.layers),
        name=data["name"],
        version=data["version"],
        digest=sources.digest,
        tables=TableFiles({name: sources.files[name] for name in TABLE_FILES if _is_kept(name, sources)}),
        routine=_routine(routine),
        registration_routine=_routine(registration_routine(sources)),
        template=record["template"],
        signed_title=record["signed_title"],
        unsigned_title=record["unsigned_title"],
        placeholders=frozenset(map(letters_and_digits, record.get("placeholders", ()))),
        button_ready=record["button_ready"],
        button_before=record["button_before"],
        rows=rows,
        places={row.clinic24: index for index, row in enumerate(rows) if row.clinic24},
        expected=tuple(row.clinic24 for row in rows if row.expected and row.clinic24),
        fetched=frozenset(index for index, row in enumerate(rows) if row.fill),
        fields=tuple(Field(row.pmo, row.clinic24, "") for row in rows),
        groups=tuple(record["group_headings"]),
        required=tuple(Required(**field) for field in data["required"]),
        phrases=Phrases(**{key: _frozen(value) for key, value in phrases.items()}),
        reading=ReadingWords(**{key: frozenset(map(fold, words)) for key, words in data.get("reading", {}).items()}),
        headings=headings,
        pmo={name: row for row in rows if (name := fold(row.pmo)) not in headings},
        longest=max(map(len, headings)),
        labels=_first_words(data["labels"]),
        codes={fact: {fold(word): code for word, code in words.items()} for fact, words in values.items()},
        words={fact: _first_words(words) for fact, words in values.items()},
        targets={
            name: Target(**{key: _frozen(value) for key, value in target.items()})
            for name, target in data["targets"].items()
        },
        templates={name: content.decode() for name, content in sources.files.items() if name.endswith(".j2")},
        swaps=data["swaps"],
    )


def _is_kept(name: str, sources: Sources) -> bool:
    """Whether a file of tables is there; a profile can say that it has no contact registration."""
    none = name == REGISTRATION and sources.data["routine"].get("registration") == "none"
    return name in sources.files and not none


def _routine(said: dict[str, str]) -> Routine:
    told = {key: value for key, value in said.items() if key != "registration"}
    expired = date.fromisoformat(told["valid_to"]) < datetime.now(UTC).date()
    return Routine(**told, expired=expired)


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
