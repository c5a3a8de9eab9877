"""The schema of `profile.toml`: every table, its keys, their kinds and the values they may have.

A test compares it with its description in `docs/profile.md`.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from converter.note import facts
from converter.note.facts import REQUIRABLE
from converter.note.model import CODED_FACTS, NUMBER_TYPES, YES_NO, YES_NO_FACTS

PROFILE_FILE: Final = "profile.toml"
REGISTRATION_FILE, RULES_FILE = "registration.toml", "rules.toml"
TABLE_FILES: Final = (REGISTRATION_FILE, RULES_FILE)
REGISTRATION_PAGES: Final = ("registration.txt.j2", "registration.html.j2")
"""The templates of the page of the registration, as text and as HTML."""
TARGET_NAME: Final = "[a-z0-9_-]+"
"""Pattern of a target's name, which is also a file suffix."""
RESERVED_TARGETS: Final = (
    "json", "txt", "xml", "uppgifter", "fynd", "fraser", "cp1252", "property", "registrering", "registreringssida",
)  # fmt: skip
"""Names that no target may have: the target `json` of every profile, and suffixes with another meaning."""
HEADINGS: Final = ("record", "clinic24")
"""The headings a plain text can have: those of the record, or those of the note."""
REGISTRATIONS: Final = ("own", "inherited", "none")
"""Where the contact registration of a profile with a routine of its own comes from."""
FILLS: Final = ("presenting_reason", "triage_answers")
SHOWN_FACTS: Final = ("overview", "patient", "author", "triage_outcome", "diagnoses", "signing", "provenance")
OPTION_NAME: Final = "--[^\\W_][\\w-]*"
"""Pattern of the option that a profile names for a required field."""
RESERVED_OPTIONS: Final = (
    "--add-phrases", "--approved-for-patient", "--charset", "--clipboard", "--damaged-ok", "--encoding", "--fact",
    "--force", "--format", "--from", "--headings", "--help", "--lang", "--one-note", "--output", "--override",
    "--place", "--profile", "--quiet", "--register", "--replace", "--section", "--set", "--show-text",
    "--signed-at", "--signed-by", "--split", "--step", "--strict", "--text", "--to", "--verbose",
    "--with-registration",
)  # fmt: skip
"""The options that the commands have of their own, which no required field can have; a test compares them."""
VALUES: Final[dict[str, tuple[str, ...]]] = {"yes_no": YES_NO, "channels": ()} | dict.fromkeys(
    (fact for fact in CODED_FACTS if fact not in YES_NO_FACTS), ()
)
"""The tables under `[values]` with the codes of their words; `()` where a region chooses the codes."""
CODE: Final = "[a-z0-9_]+"
"""Pattern of a code that a region chooses."""
NEEDED_LABELS: Final = ("principal_diagnosis", "secondary_diagnosis", "triage.outcome")
"""The facts whose labels are written in every output too (R146)."""

LINE_ENDS: Final = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
"""The line ends that a field can have, by their names."""
CHARACTERS, UTF_16, BYTES = "characters", "utf-16", "bytes"
UNITS: Final = (CHARACTERS, UTF_16, BYTES)
"""What a field counts its length in: characters, UTF-16 units, or the bytes of UTF-8."""
UNKNOWN: Final = "unknown"
"""The unit of a limit whose unit is not known: bytes are counted, of which a text has the most."""
NO_LINES: Final = "none"
"""The value of `line_ends` for a field that joins all lines."""
CODE_POINTS: Final = r"U\+([0-9A-F]{4,6})(?:-U\+([0-9A-F]{4,6}))?"
"""Pattern of a character that a field lacks, or of a range of them."""
CHANGES: Final = (
    "line_breaks", "blank_lines", "long_lines", "tabs", "spaces", "trailing_spaces", "nfc", "nfd", "typography", "case",
)  # fmt: skip
"""What a field can change in a text."""

KeyKind = Literal["text", "list", "flag", "table", "inline", "rows", "pairs", "map", "file", "number"]
TEXT: Final = "text"
LIST: Final = "list"
FLAG: Final = "flag"
TABLE: Final = "table"
INLINE: Final = "inline"
ROWS: Final = "rows"
PAIRS: Final = "pairs"
MAP: Final = "map"
FILE_NAME: Final = "file"
NUMBER: Final = "number"
KINDS: Final[dict[KeyKind, type]] = {
    TEXT: str, LIST: list, FLAG: bool, TABLE: dict, INLINE: dict, ROWS: list, PAIRS: list, MAP: dict, FILE_NAME: str,
    NUMBER: int,
}  # fmt: skip
WRITTEN: Final[dict[KeyKind, str]] = {
    TEXT: '"…"', LIST: '["…", "…"]', FLAG: "true, false", TABLE: "[{}]", INLINE: "{{ … }}", ROWS: "[[{}]]",
    PAIRS: '[["…", "…"], ["…", "…"]]', MAP: '{{ "…" = "…" }}', NUMBER: "4000", FILE_NAME: '"…"',
}  # fmt: skip
"""How messages show a value of each kind; `{}` is the name of the table."""


KeyPath = tuple[str | int, ...]
"""Keys, and numbers of rows and list items, from the top of a file: `("keyword", 1, "aliases", 0)`."""
_UNKNOWN: Final = {"blank", "ask"}
FREE: Final[dict[str, tuple[str, ...]]] = {"labels": facts.LABELLED, "swaps": ()}
"""The tables whose keys a region chooses, with the possible values; so are those under `[values]`."""
_WRITTEN_FACTS: Final = tuple(fact.name for fact in facts.FACTS if fact.kind in (facts.LINE, facts.TEXT))
"""The facts that can be written as the text of a field."""


def is_unknown_setting(value: object) -> bool:
    """Whether a value only says what is needed and who knows it: `{ blank = "…", ask = "…" }`."""
    return (
        isinstance(value, dict) and value.keys() == _UNKNOWN and all(isinstance(text, str) for text in value.values())
    )


class Key(NamedTuple):
    """A key of a table."""

    kind: KeyKind = TEXT
    """The items of a `list` are texts, those of `rows` tables, the values of a `map` texts; a `file`
    is the name of one in the folder."""
    needed: bool = True
    values: tuple[str, ...] = ()
    """The possible values of it, or of each item, or the possible keys of a `map`; `()` for any text."""
    own: bool = False
    """Never inherited."""
    blank: bool = False
    """May be an unknown setting (`is_unknown_setting`) as long as nobody knows the value."""


_TEXT, _FLAG, _LIST = Key(needed=False), Key(FLAG, needed=False), Key(LIST, needed=False)
"""Keys that a table may do without."""
SCHEMA: Final[dict[str, dict[str, Key]]] = {
    "": {
        "name": Key(own=True), "version": Key(own=True), "extends": Key(needed=False, own=True),
        "replaces": Key(LIST, needed=False, own=True, values=(
            "keyword", "required", "code_system", "labels", "values", "targets", "swaps",
        )),
        "routine": Key(TABLE), "record": Key(TABLE), "keyword": Key(ROWS), "required": Key(ROWS),
        "code_system": Key(ROWS), "diagnoses": Key(TABLE, needed=False), "reading": Key(TABLE, needed=False),
        "phrases": Key(TABLE), "labels": Key(TABLE), "values": Key(TABLE), "targets": Key(TABLE), "swaps": Key(TABLE),
    },
    "routine": {
        "document": Key(), "revision": Key(), "title": Key(), "valid_to": Key(),
        "registration": Key(needed=False, values=REGISTRATIONS, blank=True),
    },
    "record": {
        "template": Key(), "signed_title": Key(), "unsigned_title": Key(), "group_headings": Key(LIST),
        "button_ready": Key(), "button_before": Key(), "placeholders": _LIST,
    },
    "keyword": {
        "record": Key(), "clinic24": _TEXT, "aliases": _LIST, "asked_aliases": _LIST,
        "fill": Key(needed=False, values=FILLS), "expected": _FLAG, "rules": _LIST, "patients_own": _FLAG,
    },
    "reading": {
        "text_after": _LIST, "sentence_after": _LIST, "text_lines": _LIST, "sub_headings": _LIST,
        "professional_headings": _LIST,
    },
    "required": {"heading": Key(), "fact": Key(values=tuple(REQUIRABLE)), "option": _TEXT, "targets": _LIST},
    "code_system": {
        "name": Key(), "pattern": Key(), "aliases": _LIST, "in_title": _TEXT, "in_list": _TEXT, "oid": _TEXT,
        "file": _TEXT,
    },
    "diagnoses": {"file": _TEXT, "other_systems": _LIST, "separators": _LIST},
    "phrases": {
        "chat_opening": Key(), "chat_opening_keyword": Key(), "chat_opening_for": Key(LIST),
        "consulted": Key(), "consulted_keyword": Key(), "consulted_for": Key(LIST), "no_colleague_for": Key(LIST),
        "booking_ticket_words": Key(LIST), "forms_words": Key(LIST), "negations": _LIST,
    },
    "target": {
        "template": _TEXT, "format": _TEXT, "settings": Key(TABLE, needed=False), "gated": _FLAG, "empty": _FLAG,
        "shows": Key(LIST, needed=False, values=SHOWN_FACTS), "headings": Key(needed=False, values=HEADINGS),
        "button": _TEXT, "title": _TEXT, "names": Key(TABLE, needed=False), "limits": Key(TABLE, needed=False),
    },
    "limits": {
        "measured": _TEXT, "probe": Key(NUMBER, needed=False), "max_length": Key(NUMBER, needed=False),
        "counts": Key(needed=False, values=(*UNITS, UNKNOWN)), "characters": _TEXT, "lacks": _LIST,
        "line_ends": Key(needed=False, values=(*LINE_ENDS, NO_LINES)),
        "changes": Key(LIST, needed=False, values=CHANGES),
    },
}  # fmt: skip
"""The keys of each table; `""` is the top of the file, `target` each table under `[targets]`, `limits` one in it."""


class Format(NamedTuple):
    """An output format that the program writes itself, as a profile knows it."""

    ending: str
    """The suffix of its files, `json` or `xml`."""
    settings: Mapping[str, Key]
    """The keys of the table `[targets.NAME.settings]` of a target with this format."""


FORMATS: Final[dict[str, Format]] = {
    "questionnaire-response": Format("json", {
        "questionnaire": Key(FILE_NAME), "items": Key(MAP), "facts": Key(MAP, needed=False, values=_WRITTEN_FACTS),
        "diagnoses": Key(MAP, needed=False, values=("principal", "secondary")),
        "identity_systems": Key(MAP, values=NUMBER_TYPES), "code_systems": Key(MAP), "staff_system": Key(),
        "units": Key(MAP, needed=False), "identifier_system": _TEXT, "encounter_system": _TEXT,
    }),
    "rivta": Format("xml", {
        "source_system": Key(), "care_provider": _TEXT, "care_unit": _TEXT, "unit_required": _FLAG,
        "reservnummer_oid": _TEXT, "approved_for_patient": Key(needed=False, values=("yes", "no")),
        "note_code": Key(), "note_codes": Key(MAP, needed=False),
    }),
}  # fmt: skip
"""The possible values of a target's `format`. `converter.conversion.output` has what writes and proves each."""
