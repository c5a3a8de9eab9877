"""The reference pages in `docs/reference/`, made from the program itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import click

from converter.cli import cli
from converter.cli.command import translated
from converter.cli.language import Text, read_language, say
from converter.cli.report import label
from converter.findings import catalogue
from converter.note.facts import FACTS, GIVABLE, LABELLED
from converter.profile import Profile
from converter.profile.schema import FORMATS
from paths import ROOT

_SCHEMAS: Final = ROOT / "converter" / "schemas"
_NOTE: Final = Text(
    "Sidan skapas av programmet: `pytest tests/test_reference.py --rewrite`.",
    "This page is generated from the program: `pytest tests/test_reference.py --rewrite`.",
)
_LONG: Final = re.compile(r"--[a-z-]+")
_MANY: Final = 4
"""Commands that have an option before it is listed with the others that many have."""
_EXITS: Final = {
    0: Text("Klart; varningar får förekomma.", "Done; there may be warnings."),
    catalogue.NEEDS_A_PERSON: Text(
        "En anteckning har stoppats och behöver åtgärdas; med `--strict` även vid varningar.",
        "A note was refused and needs a person; with `--strict` at warnings too.",
    ),
    2: Text("Kommandot är fel skrivet.", "The command is written wrongly."),
    catalogue.NOT_A_NOTE: Text("Indata kan inte läsas som en anteckning.", "The input cannot be read as a note."),
    catalogue.NO_INPUT: Text("Filen finns inte.", "The file does not exist."),
    catalogue.PROGRAM_FAULT: Text("Ett fel i programmet.", "A fault in the program."),
    catalogue.CANNOT_WRITE: Text(
        "Filen finns redan, eller kan inte skrivas.", "The file exists already, or cannot be written."
    ),
    catalogue.BUSY: Text("Upptaget; försök igen.", "Busy; try again."),
    catalogue.BAD_PROFILE: Text("Profilen är ogiltig.", "The profile is invalid."),
    141: Text(
        "Programmet som läste utdata slutade läsa (0 på Windows).",
        "The program that read the output stopped reading (0 on Windows).",
    ),
}


# -- commands -------------------------------------------------------------------------------------------------


def _commands(
    group: click.Group, path: str, parent: click.Context
) -> Iterator[tuple[str, click.Command, click.Context]]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None
        context = click.Context(command, parent=parent, info_name=name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}", context)
        else:
            yield f"{path} {name}", command, context


def commands() -> str:
    """Every command with its options, those of many commands together, and the exit codes."""
    found = list(_commands(cli, "mvg", click.Context(cli, info_name="mvg", **cli.context_settings)))
    records = {path: _options(command, context) for path, command, context in found}
    uses = Counter(record for options in records.values() for record in options)
    head, meaning = say("val", "option"), say("betydelse", "meaning")
    title = say("Val som många kommandon har", "Options of many commands")
    parts = [say("# Kommandon", "# Commands"), str(_NOTE)]
    for path, command, context in found:
        usage = " ".join([path, *command.collect_usage_pieces(context)])
        parts += [f"## `{path}`", f"```text\n{usage}\n```", str(command.help)]
        if own := [record for record in records[path] if uses[record] < _MANY]:
            parts.append(_table((head, meaning), [(f"`{name}`", words) for name, words in own]))
        if shared := [f"`{_LONG.findall(name)[0]}`" for name, words in records[path] if uses[name, words] >= _MANY]:
            parts.append(f"[{title}](#{title.lower().replace(' ', '-')}): {', '.join(shared)}")
    parts += [f"## {title}", _table((head, meaning), [
        (f"`{name}`", words) for (name, words), number in uses.items() if number >= _MANY
    ])]  # fmt: skip
    exits = [(str(code), str(words)) for code, words in _EXITS.items()]
    return _page([*parts, say("## Slutkoder", "## Exit codes"), _table((say("kod", "code"), meaning), exits)])


def _options(command: click.Command, context: click.Context) -> list[tuple[str, str]]:
    """Each option of a command and its help, without `--help` and arguments, which have none."""
    options = [one for one in command.get_params(context) if isinstance(one, click.Option) and one.name != "help"]
    return [(name, translated(words)) for name, words in (one.get_help_record(context) or ("", "") for one in options)]


# -- codes ----------------------------------------------------------------------------------------------------


def codes(language: catalogue.Language) -> str:
    """Every finding: severity, exit code, message, cause, next step, and what it rests on."""
    parts = [say("# Meddelanden", "# Findings (messages and their codes)"), str(_NOTE), say(
        "`mvg explain KOD` visar detsamma. Ett meddelande har aldrig text ur en anteckning eller ett personnummer.",
        "`mvg explain CODE` shows the same. A finding never holds text of a note or an identity number.",
    )]  # fmt: skip
    blank = tuple("…" for _ in range(9))
    for code, kind in catalogue.CATALOGUE.items():
        wording = kind.wording(language)
        exit_code = say(f", slutkod {kind.exit_code}", f", exit {kind.exit_code}") if kind.exit_code else ""
        lines = [f"**{wording.message.format(*blank)}**", wording.cause.format(*blank)]
        lines += [say("Gör så här: ", "What to do: ") + wording.next_step.format(*blank)] if wording.next_step else []
        lines += [say("Bygger på ", "Based on ") + ", ".join(kind.rules) + "."] if kind.rules else []
        parts += [f"### {code} ({label(kind.severity, language).lower()}{exit_code})", "\\\n".join(map(_plain, lines))]
    return _page(parts)


# -- JSON -----------------------------------------------------------------------------------------------------


def json_schemas() -> str:
    """Every machine-readable output: its schema, and the fields that are always there."""
    parts = ["# Machine-readable output", str(_NOTE), (
        "Each output has a JSON Schema in the package (`converter/schemas`). Within a version of `schema`, fields are "
        "only ever added."
    )]  # fmt: skip
    for path in sorted(_SCHEMAS.glob("*.schema.json")):
        schema = json.loads(path.read_text("utf-8"))
        rows = [
            (f"`{name}`", _kind(field), "yes" if name in schema.get("required", ()) else "")
            for name, field in schema.get("properties", {}).items()
        ]
        parts += [f"## {schema['title']}", f"[`{path.name}`](../../converter/schemas/{path.name})"]
        if rows:
            parts.append(_table(("field", "kind", "always"), rows))
    return _page(parts)


def _kind(field: dict[str, Any]) -> str:
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    kind = field.get("type", "see the schema")
    return kind if isinstance(kind, str) else " or ".join(kind)


# -- targets --------------------------------------------------------------------------------------------------


def targets(profile: Profile) -> str:
    """Every target of the shipped profile: who takes it, what it needs, what it shows."""
    rows = []
    for name, row in profile.targets.items():
        command = "`mvg export`" if row.gated else "`mvg copy`, `mvg paste`"
        needs = ", ".join(field.heading for field in profile.required) if row.gated else ""
        rows.append((f"`{name}`", command, needs, ", ".join(f"`{fact}`" for fact in row.shows)))
    return _page(["# Targets", str(_NOTE), (
        "The targets of the shipped profile. Every target holds all text of the note. A fact that a target has no "
        "place for is named by MVG315 (`-v`); a gated target is refused while a text has no place (MVG301 to "
        "MVG303, MVG318)."
    ), _table(("target", "command", "must be filled", "shows, beside the texts"), rows)])  # fmt: skip


# -- the tables of facts in docs/profile.md -------------------------------------------------------------------

_FACT_ROWS: Final = re.compile(r"(?<=\| Kan ges \|\n\|---\|---\|---\|---\|\n)(?:\| `[a-z_.]+` \| .* \| ja \|.*\n)+")
_GROUPS: Final = ("patient", "author", "triage_outcome", "signing")
"""The groups whose names in templates are those of facts alone."""
_FACTS_OF_A_QUESTIONNAIRE: Final = re.compile(r"(?<=en uppgift = fältets linkId: ).*(?= \|)")


def with_fact_tables(document: str, profile: Profile) -> str:
    """The document about profiles, with its rows about facts as the table of facts has them."""
    rows = [f"| `{name}` | {profile.labels[name]} | ja | {'ja' if name in GIVABLE else ''} |\n" for name in LABELLED]
    document = _FACT_ROWS.sub(lambda _: "".join(rows), document, count=1)
    for group in _GROUPS:
        names = ", ".join(f"`{fact.template_name}`" for fact in FACTS if fact.group == group)
        document = re.sub(rf"(?m)^\| `{group}` \| `.* \|$", f"| `{group}` | {names} |", document)
    facts = ", ".join(f"`{name}`" for name in FORMATS["questionnaire-response"].settings["facts"].values)
    return _FACTS_OF_A_QUESTIONNAIRE.sub(lambda _: facts, document)


# -- Markdown -------------------------------------------------------------------------------------------------


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(_plain(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("<", "&lt;")


def _page(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


def pages(profile: Profile) -> dict[str, str]:
    """Every page, by the name of its file."""
    made: dict[str, Callable[[], str]] = {
        "sv kommandon.md": commands, "sv koder.md": lambda: codes("sv"),
        "en commands.md": commands, "en codes.md": lambda: codes("en"),
        "en json.md": json_schemas, "en targets.md": lambda: targets(profile),
    }  # fmt: skip
    shown = {}
    try:
        for name, make in made.items():
            language, _, file = name.partition(" ")
            read_language(["--lang", language])
            shown[file] = make()
    finally:
        read_language([])
    return shown
