"""Every line the registration page can print, with its rule and the routine's sentence: `docs/registrering.md`.

`--rewrite` writes the list anew. The sentences are held against the text of the routine, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.profile import default_profile
from converter.registration import load_registration, load_rules
from converter.registration.decision_tables import DecisionRow, Line
from paths import ROOT

DOCUMENT = ROOT / "docs" / "registrering.md"
MARK = "<!-- Listan nedan skrivs av tests/registration/test_lines.py --rewrite. -->\n"
END = "\n<!-- Här slutar listan. -->\n"
FORCES = {"MUST": "ska", "SHOULD": "rekommenderas", "MAY": "kan", "NOT": "inte", "FACT": "så är det"}
SOFT = re.compile(r"rekommender|\bbör\b|[Ff]örslag|\bkan\b|vid behov")
"""How the page says what the routine only recommends or allows."""
TABLES, RULES = load_registration(default_profile()), load_rules(default_profile())


def values() -> Iterator[tuple[str, Line, DecisionRow]]:
    """Every value that a line can show, with the table it is of."""
    for line in TABLES.lines:
        rows = TABLES.decide[line.field] if line.field else ()
        yield from ((line.section, line, row) for row in rows if row.shown or row.value)


def advice() -> Iterator[tuple[str, Line]]:
    yield from ((line.section, line) for line in TABLES.lines if line.text)


def text_of(row: DecisionRow) -> str:
    places = {"{unit}": TABLES.unit_words.replace("{unit}", "*enheten*"), "{colleague}": "*kollegans namn*"}
    text = row.shown or row.value
    for place, words in places.items():
        text = text.replace(place, words)
    return text


def printed() -> list[tuple[str, str, tuple[str, ...], bool]]:
    """Section of the page, line, rules, whether inferred: every line once, in the order of the page."""
    found: dict[tuple[str, str, tuple[str, ...], bool], None] = {}
    titles = {section.id: section.title for section in reversed(TABLES.sections)}
    for line in TABLES.lines:
        part = titles[line.section]
        if line.text:
            text = line.text.replace("{booking}", ", ".join(words for _, words in TABLES.booking.fields))
            found[part, ("☐ " if line.task else "") + text, line.rules, line.inferred] = None
        for row in TABLES.decide[line.field] if line.field else ():
            if row.shown or row.value:
                found[part, f"{line.label}: {text_of(row)}", row.rules, row.inferred] = None
    return list(found)


def merged() -> dict[tuple[str, str, bool], tuple[str, ...]]:
    """The rules of each line, where several say it in the same words."""
    found: dict[tuple[str, str, bool], tuple[str, ...]] = {}
    for title, text, rules, inferred in printed():
        known = found.get((title, text, inferred), ())
        found[title, text, inferred] = tuple(dict.fromkeys((*known, *rules)))
    return found


def listed() -> str:
    """The list as Markdown: a table for each part of the page; a sentence is not repeated."""
    lines: list[str] = []
    part = last = ""
    for (title, text, inferred), rules in merged().items():
        if title != part:
            part, last = title, ""
            lines += ["", f"## {title}", "", "| Raden på sidan | Regel | Rutinens egna ord |", "|---|---|---|"]
        cited = "<br>".join(f"{rule} ({RULES[rule].section}; {FORCES[RULES[rule].force]})" for rule in rules)
        words = "<br>".join(dict.fromkeys(f"”{RULES[rule].words}”" for rule in rules if RULES[rule].words))
        shown = "som ovan" if words and words == last else words or "Sägs inte."
        lines.append(f"| {text}{' *(härlett)*' if inferred else ''} | {cited} | {shown} |")
        last = words
    return "\n".join([*lines, ""])


def test_F4_every_line_stands_in_the_document_with_its_rule_and_the_routines_sentence(
    request: pytest.FixtureRequest,
) -> None:
    head, mark, rest = DOCUMENT.read_text("utf-8").partition(MARK)
    _, end, tail = rest.partition(END)
    assert mark
    assert end
    if request.config.getoption("--rewrite"):
        DOCUMENT.write_text(head + MARK + listed() + END + tail, "utf-8")
    assert DOCUMENT.read_text("utf-8") == head + MARK + listed() + END + tail


def test_F4_every_line_cites_a_rule() -> None:
    assert [text for _, text, rules, _ in printed() if not rules] == []


def test_F4_a_sentence_is_the_routines_word_for_word(shared: Path) -> None:
    words = (shared / "routine/routine-09-663403-rev5.txt").read_text("utf-8")
    words = re.sub(r"\s+", " ", re.sub(r"-\s*\n\s*", "-", words))
    assert [rule.id for rule in RULES.values() if rule.words and rule.words not in words] == []


def test_F4_what_the_routine_does_not_say_is_marked_as_inferred() -> None:
    assert [
        text for _, text, rules, inferred in printed() if not inferred and not any(RULES[r].words for r in rules)
    ] == []


INFERRED = {
    ("elvis_besokstyp", "letter"), ("elvis_besoksform", "phone"), ("elvis_kassa", "phone"), ("pmo_artikel", "phone"),
    ("kva", "phone"), ("kva", "third"), ("pmo_orsak", "phone"), ("fee_basis", "phone"),
}  # fmt: skip


def test_F4_the_values_that_are_inferred_are_those_of_the_rule_book() -> None:
    """The telephone's but for the contact type, the letter's (B), XS012 of a third party."""
    found = {
        (line.field, dict(row.when).get("entry", ("",))[0])
        for _, line, row in values()
        if row.inferred and line.field in dict.fromkeys(field for field, _ in INFERRED)
    }
    assert found == INFERRED


def test_F4_a_page_of_one_system_cites_no_rule_of_the_other() -> None:
    """4.1.1 is about Elvis, 4.1.2 about PMO; what is shown for both says which it is of."""
    for group, line in advice():
        sections = {RULES[rule].section for rule in line.rules}
        systems = {"4.1.1": "elvis", "4.1.2": "pmo"}
        of = {system for start, system in systems.items() if any(section.startswith(start) for section in sections)}
        shown = {group} & {"elvis", "pmo"} or set(dict(line.when).get("admin_system", ("elvis", "pmo"))) - {""}
        assert not of or of == shown, line.text


def test_F11_what_the_routine_recommends_or_allows_is_not_an_order() -> None:
    for _, line in advice():
        forces = {RULES[rule].force for rule in line.rules}
        soft = forces <= {"SHOULD", "MAY"}
        if soft:
            assert SOFT.search(line.text) or line.inferred, line.text
        if re.search(r"rekommender|\bbör\b|[Ff]örslag", line.text):
            assert "SHOULD" in forces, line.text


def test_F15_boxes_are_for_tasks_only() -> None:
    """A task asks somebody to do something; a fact of a system, or where something is kept, has no box."""
    for _, line in advice():
        forces = {RULES[rule].force for rule in line.rules}
        if line.task and not line.inferred:
            assert forces - {"FACT"} or "R17" in line.rules, line.text


def test_F7_nobody_is_asked_to_write_down_an_identity_number() -> None:
    assert [
        text for _, text, _, _ in printed() if re.search(r"skriv (ned|upp|ner)|anteckna", text, re.IGNORECASE)
    ] == []


def test_F4_words_that_are_not_the_routines_are_gone() -> None:
    for words in ("skapa inget nytt", "Inte som chatt", "lägg inte till XS012", "personnummer och kanalen"):
        assert [text for _, text, _, _ in printed() if words in text] == []
