"""Views of a provenance: text for a terminal, JSON, and a page with the note left and the result right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from converter.findings.catalogue import Language
from converter.note.unicode_text import replace_not_xml
from converter.profile import Profile
from converter.profile_tools.origins import FACT, FILL, KEYWORD, PHRASE, PROFILE, TEMPLATE, TEXT
from converter.profile_tools.provenance import Line, Provenance

_KINDS: Final = {
    KEYWORD: ("sökord {name}", "keyword {name}"),
    TEXT: ("text ur {name}", "text of {name}"),
    FILL: ("hämtad till {name}", "fetched for {name}"),
    PHRASE: ("fras i {name}", "phrase in {name}"),
    FACT: ("uppgiften {name}", "the fact {name}"),
    PROFILE: ("profilen, {name}", "the profile, {name}"),
    TEMPLATE: ("mallen", "the template"),
}
_WORDS: Final = {
    "title": ("Var varje rad kommer ifrån", "Where each line comes from"),
    "help": (
        "Peka på en rad, eller gå till den med Tab: raden den hör ihop med lyser upp. Enter går dit. "
        "Rader i grått till vänster har ingen rad i resultatet.",
        "Point at a line, or go to it with Tab: the line it belongs to lights up. Enter goes there. "
        "Lines in grey on the left have no line in the result.",
    ),
    "note": ("Anteckningen", "The note"),
    "result": ("Resultatet", "The result"),
    "profile": ("Profil", "Profile"),
}


def made_by(line: Line, language: Language) -> str:
    """The origin of a line in words: its kind, its rules, the template."""
    parts = [_KINDS[line.kind][language == "en"].format(name=line.name)]
    if line.kind in (TEXT, FILL, FACT) and line.text.strip() and line.source and not line.verbatim:
        parts.append("rewritten" if language == "en" else "omskriven")
    if line.kind == FACT and not line.source:
        parts.append("given by an option" if language == "en" else "angiven med en flagga")
    parts += line.rules
    return ", ".join([*parts, f"{line.template}:{line.template_line}"])


def as_text(provenance: Provenance, language: Language) -> str:
    """A table: the number of each line, its line of the source, its origin, its text."""
    head = ("LINE", "FROM", "ORIGIN", "RESULT") if language == "en" else ("RAD", "UR", "URSPRUNG", "RESULTAT")
    rows = [
        (str(line.number), str(line.source or "-"), made_by(line, language), line.text) for line in provenance.lines
    ]
    width = max(len(by) for _, _, by, _ in (head, *rows))
    return "".join(
        f"{number:>4} {source:>4}  {by:{width}}  {text}".rstrip() + "\n" for number, source, by, text in (head, *rows)
    )


def as_json(provenance: Provenance, profile: Profile) -> str:
    """Each line with its line of the source and its origin. Fields are only ever added."""
    lines = [
        {**line._asdict(), "source": line.source or None, "rules": list(line.rules), "also": list(line.also)}
        for line in provenance.lines
    ]
    data = {
        "schema": 1,
        "profile": profile.name,
        "profile_version": profile.version,
        "profile_sha256": profile.digest,
        "lines": lines,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_html(provenance: Provenance, profile: Profile, language: Language) -> str:
    """One page without scripts and external addresses: CSS alone highlights the lines that belong together."""
    from jinja2 import Environment, StrictUndefined

    linked: dict[int, list[int]] = {}
    for line in provenance.lines:
        for source in filter(None, (line.source, *line.also)):
            linked.setdefault(source, []).append(line.number)
    template = (Path(__file__).parent / "provenance.html.j2").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        language=language,
        profile=f"{profile.name} {profile.version} · SHA-256 {profile.digest}",
        words={name: pair[language == "en"] for name, pair in _WORDS.items()},
        links=[_highlight(source, numbers) for source, numbers in linked.items()],
        source=[
            (number, replace_not_xml(text), linked.get(number, [0])[0])
            for number, text in enumerate(provenance.source, 1)
        ],
        result=[
            (line.number, replace_not_xml(line.text), line.kind, made_by(line, language) if line.text.strip() else "",
             line.source)
            for line in provenance.lines
        ],
    )  # fmt: skip


def _highlight(source: int, numbers: list[int]) -> str:
    """The CSS selector that highlights a source line and its results when either is pointed at or focused."""
    results = ", ".join(f"#r{number}" for number in numbers)
    there = f"body:has(#s{source}:is(:hover, :focus)) :is({results})"
    back = f"body:has(:is({results}):is(:hover, :focus)) #s{source}"
    return f"{there}, {back}"
