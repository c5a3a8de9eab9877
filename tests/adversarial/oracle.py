"""What must be true of a converted adversarial note: an oracle that knows only the note and what came out.

It uses the program through `convert` and `parse` alone, and reads the outputs by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree

from adversarial.notes import ASKED, BLANK, FACT, HEADING, KEYWORDS, REPORTED, TEXT, Line, Note
from converter import Decisions, Place

PMO: Final = "{urn:mvg-export:record-note:1}"
CLINIC24: Final = {pmo: clinic24 for clinic24, pmo in KEYWORDS.items()}
FACTS_IN_XML: Final = {
    "Journaltyp": "signing/record-type", "Signera från enhet": "signing/unit", "Signerad av": "signing/signer",
    "Patientens namn": "patient/name", "Patientens personnummer": "patient/number", "Ärende": "overview/note-id",
    "Vårdpersonalens namn": "author/name",
}  # fmt: skip
DIAGNOSES: Final = {"Huvuddiagnos": "principal", "Bidiagnos": "secondary"}
HEADINGS_OF_TEXT: Final = (*KEYWORDS, "Anamnes", "Huvuddiagnos", "Bidiagnos", "Bidiagnoser", "Diagnoser")


class Program(NamedTuple):
    """The program under test; a broken twin takes its place in the controls."""

    convert: Callable[..., Any]
    parse: Callable[..., Any]


class Placed(NamedTuple):
    """A line of an output and the keyword it stands under."""

    keyword: str
    text: str


def faults(note: Note, program: Program) -> list[str]:
    """Every way in which what the program made of a note is not what it must be."""
    export, copy = program.convert(note.source, "pmo"), program.convert(note.source, "melior", headings="clinic24")
    if note.exit_code:
        return list(_refused(note, export, copy))
    found = [*_reported(note, export, copy)]
    if copy.output is None:
        return [*found, "copy is refused"]
    found += _complete(note, copy.output)
    found += _in_place(note, _sections_of_text(copy.output))
    if export.output is not None:
        root = ElementTree.fromstring(export.output)
        found += _exact(note, _sections_of_xml(root))
        found += _facts(note, root)
    elif not any(line.need == ASKED for line in note.lines) and not _tail_in_doubt(note):
        found.append("export is refused without a reason")
    found += _same_facts(note, program)
    return found


def _refused(note: Note, export: Any, copy: Any) -> Iterator[str]:
    for name, result in (("export", export), ("copy", copy)):
        if result.output is not None:
            yield f"{name} is not refused"
        elif result.exit_code != note.exit_code:
            yield f"{name} ends with {result.exit_code}, not {note.exit_code}"


# -- findings -------------------------------------------------------------------------------------------------


def _reported(note: Note, export: Any, copy: Any) -> Iterator[str]:
    """A finding at each line that needs one; no export where the user must be asked."""
    in_export, in_copy = _lines_of(export), _lines_of(copy)
    for number, line in enumerate(note.lines, 1):
        if line.need == ASKED and export.output is not None:
            yield f"line {number} ({line.kind}): export is not refused"
        if line.need and number not in in_copy:
            yield f"line {number} ({line.kind}): copy says nothing"
        if line.need and number not in in_export:
            yield f"line {number} ({line.kind}): export says nothing"


def _lines_of(result: Any) -> set[int]:
    """The lines that warnings and errors name, as their line or in their words."""
    lines: set[int] = set()
    for finding in result.findings:
        if finding.severity == "info":
            continue
        lines.add(finding.line)
        for word in finding.words:
            for first, last in re.findall(r"(?<![\w:.])(\d+)(?:-(\d+))?(?![\w:.])", word):
                lines.update(range(int(first), int(last or first) + 1))
    return lines


# -- text -----------------------------------------------------------------------------------------------------


def _sections_of_text(output: str) -> list[Placed]:
    keyword, placed = "", []
    for text in output.split("\n"):
        if text in HEADINGS_OF_TEXT:
            keyword = text
        elif text.strip():
            placed.append(Placed(keyword, text.strip()))
    return placed


def _sections_of_xml(root: ElementTree.Element) -> list[Placed]:
    placed = []
    for section in root.iter(f"{PMO}section"):
        keyword = section.findtext(f"{PMO}keyword", "")
        text = section.findtext(f"{PMO}text", "")
        placed += [Placed(CLINIC24.get(keyword, keyword), line.strip()) for line in text.split("\n") if line.strip()]
    return placed


def _written(line: Line) -> str:
    """What of a line is text."""
    return (line.text if line.role == TEXT else line.rest if line.role == HEADING else "").strip()


def _complete(note: Note, output: str) -> Iterator[str]:
    """No line of text is missing, and none is there twice."""
    there = Counter(text.strip() for text in output.split("\n"))
    wanted = Counter(filter(None, map(_written, note.lines)))
    for text, times in wanted.items():
        marked = "(obs " in text
        if there[text] < times or (marked and there[text] > times):
            at = next(number for number, line in enumerate(note.lines, 1) if _written(line) == text)
            yield f"line {at} ({note.lines[at - 1].kind}): {there[text]} times in the copied text, not {times}"


def _in_place(note: Note, placed: list[Placed]) -> Iterator[str]:
    """Each marked line stands under its keyword, or a line that is reported has moved it; the order is kept."""
    where = {text: keyword for keyword, text in placed}
    order = {text: number for number, (_, text) in enumerate(placed)}
    allowed: set[str] = set()
    certain, last = "", dict.fromkeys(KEYWORDS, -1)
    for number, line in enumerate(note.lines, 1):
        if line.role == HEADING:
            certain, allowed = line.owner, set()
        if line.moves:
            allowed |= {certain, line.text.strip() if line.text.strip() in HEADINGS_OF_TEXT else certain}
        text = _written(line)
        if "(obs " not in text or text not in where:
            continue
        if where[text] not in {line.owner, *allowed}:
            yield f"line {number} ({line.kind}): under {where[text]}, not {line.owner}"
        if not allowed and order[text] < last.get(line.owner, -1):
            yield f"line {number} ({line.kind}): not in its order"
        last[line.owner] = order[text]


def _exact(note: Note, placed: list[Placed]) -> Iterator[str]:
    """An export has the lines of each keyword, all of them, in their order, and no other."""
    if any(line.moves for line in note.lines):
        return
    for keyword in {*KEYWORDS, *(keyword for keyword, _ in placed)} - {*DIAGNOSES}:
        wanted = [_written(line) for line in note.lines if line.owner == keyword and _written(line)]
        there = [text for section, text in placed if section == keyword]
        if there != wanted:
            yield f"export: the text of {keyword} is another"


# -- facts ----------------------------------------------------------------------------------------------------


def _facts(note: Note, root: ElementTree.Element) -> Iterator[str]:
    """An export has the facts of head and tail, each in its element."""
    reported = dict(fact for line in note.lines if line.role == FACT for fact in _facts_on(line))
    for label, path in FACTS_IN_XML.items():
        there = root.findtext("/".join(PMO + step for step in path.split("/")), "")
        if there != reported.get(label, ""):
            yield f"export: {label} is another"
    for label, kind in DIAGNOSES.items():
        there = " ".join(
            f"{element.findtext(PMO + 'code')} {element.findtext(PMO + 'title')}"
            for element in root.iter(f"{PMO}diagnosis")
            if element.get("type") == kind
        )
        if there != reported.get(label, ""):
            yield f"export: {label} is another"


def _facts_on(line: Line) -> list[tuple[str, str]]:
    """Label and value of each fact on a line: one, or two where the writer forgot to begin a new line."""
    first = (line.owner, line.rest)
    label, colon, value = line.text[len(": ".join(first)) :].strip().partition(": ")
    return [first, (label, value)] if line.role == FACT and colon else [first]


def _same_facts(note: Note, program: Program) -> Iterator[str]:
    """A label in the text changes no fact: the facts are those of a note that has prose in its place."""
    planted = [line.role == TEXT and "label" in line.kind for line in note.lines]
    if not any(planted):
        return
    lines = tuple(
        line._replace(text=f"Rad {number} är utbytt.") if label else line
        for number, (line, label) in enumerate(zip(note.lines, planted, strict=True))
    )
    with_labels, without = (program.parse(one.source).reading.note for one in (note, note._replace(lines=lines)))
    if with_labels is None or without is None:
        yield "a note with a label in its text is not read"
    elif with_labels._replace(entries=()) != without._replace(entries=()):
        yield "a label in the text changes a fact"


def _tail_in_doubt(note: Note) -> bool:
    """Whether the facts at the end follow the patient's own text, or a line that ends in a colon."""
    body = [line for line in note.lines if line.role in (TEXT, HEADING)]
    return body[-1].owner == "Patientens egenanamnes" or body[-1].text.endswith(":")


# -- answers --------------------------------------------------------------------------------------------------

UNANSWERED: Final = ("label twice at the end", "text under the group heading", "text before the first keyword")
"""Troubles whose answer is another than what the lines say."""


def answers(note: Note) -> dict[str, Any] | None:
    """What a user who knows what the writer meant answers to every question; None where the note must be corrected."""
    if note.exit_code or any(line.need and line.kind in UNANSWERED for line in note.lines):
        return None
    facts, texts, places, splits = set(), set(), [], set()
    in_doubt = _tail_in_doubt(note)
    for number, line in enumerate(note.lines, 1):
        first, *second = _facts_on(line)
        if second:
            splits.add((number, len(": ".join(first)) + 2))
        if line.role == FACT and (in_doubt or line.need) and number > len(note.lines) - FACTS_AT_THE_END:
            facts.add(number)
        if line.role == TEXT and line.kind.startswith("heading ") and line.moves:
            places.append(Place(str(number), line.owner))
        elif line.role == TEXT and line.need:
            texts.add(number)
    decisions = Decisions(facts=frozenset(facts), texts=frozenset(texts), splits=frozenset(splits))
    return {"decisions": decisions, "places": tuple(places)}


FACTS_AT_THE_END: Final = 14
"""No more lines than that are the facts at the end, with blank lines between them; the head is further up."""


def answered_faults(note: Note, program: Program) -> list[str]:
    """Whether a note is exported as its writer meant it, once all questions have been answered."""
    options = answers(note)
    if options is None:
        return []
    export = program.convert(note.source, "pmo", **options)
    if export.output is None:
        stopped = [(finding.code, finding.line) for finding in export.findings if finding.severity == "error"]
        return [f"answered: export is refused, {stopped}"]
    still = tuple(line._replace(moves=False) for line in note.lines)
    root = ElementTree.fromstring(export.output)
    found = [*_exact(note._replace(lines=still), _sections_of_xml(root)), *_facts(note, root)]
    return [f"answered: {fault}" for fault in found]


__all__ = ["BLANK", "REPORTED", "Placed", "Program", "answered_faults", "faults"]
