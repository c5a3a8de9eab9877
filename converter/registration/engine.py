"""The registration of a contact by the decision tables of the profile: its values, questions, gaps and page.

Pure: no clock, no files, no Swedish value.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, Final

from converter.note.model import Contact
from converter.profile import Profile, default_profile
from converter.registration.decision_tables import DECIDED, PHRASES, REMINDER, UNIT, FactQuestion, Line, Tables
from converter.registration.evaluation import Evaluation, Outcome
from converter.registration.loading import TableSources, sources_of, tables_in
from converter.registration.model import Gap, PageItem, PageSection, Question, Registration
from converter.registration.notation import BOOKING

NOT_COVERED: Final = "not_covered"


def register(contact: Contact, profile: Profile | None = None) -> Registration:
    """The registration of a contact. Raises `ProfileError` when the profile's tables cannot be used."""
    sources = (profile or default_profile()).derive(sources_of)
    return _cached(contact._replace(colleague="", unit_worked_for=""), sources)


@lru_cache(maxsize=1024)
def _cached(contact: Contact, sources: TableSources) -> Registration:
    """Without its names a contact is a few codes, and most contacts are alike: each combination is decided once."""
    return decide(contact, tables_in(sources))


def decide(contact: Contact, tables: Tables) -> Registration:
    """The registration of a contact by these tables."""
    evaluation = Evaluation(contact, tables)
    names = (*tables.required_tables, *PHRASES, *tables.optional_tables)
    outcomes = {name: evaluation.outcome(name) for name in names}
    page = tuple(_page(evaluation))
    cited = (rule for section in page for item in section.items for rule in item.rules)
    rows = {name: outcome.row for name, outcome in outcomes.items()}
    considered = (rule for row, _ in evaluation.outcomes.values() for rule in (*row.rules, *row.considered_rules))
    shown = Registration(
        values={column.name: rows[column.name].value for column in tables.columns},
        rules=tuple(sorted({*considered, *cited}, key=_letters_and_numbers)),
        inferred=tuple(name for name in names if rows[name].inferred and outcomes[name].words),
        either=tuple((name, rows[name].either) for name in tables.required_tables if rows[name].either),
        questions=tuple(_questions(evaluation, outcomes.values())),
        gaps=tuple(_gaps(evaluation, outcomes.values())),
        page=page,
        needs_booking=bool(tables.booking.fields) and evaluation.match(tables.booking.when).is_certain,
    )
    return shown._replace(**required_of_text(evaluation))


def required_of_text(evaluation: Evaluation) -> dict[str, Any]:
    """The fields of a registration that say what the text of the note must have."""
    rows = {name: evaluation.outcome(name).row for name in (*DECIDED, *PHRASES, UNIT, REMINDER)}
    return {name: NOT_COVERED if rows[name].gap else rows[name].value for name in DECIDED} | {
        "phrase": " + ".join(filter(None, (rows[name].value for name in PHRASES))),
        "unit": rows[UNIT].value,
        "reminds_of_opening": rows[REMINDER].value == "yes",
    }


def optional_questions(contact: Contact, tables: Tables) -> tuple[Question, ...]:
    """The questions that no value depends on but whose answer would change the page."""
    evaluation = Evaluation(contact, tables)
    page = tuple(_page(evaluation))
    return tuple(
        _question(evaluation, fact, question, conflict=False)
        for fact, question in tables.questions.items()
        if question.optional and not evaluation.facts[fact]
        if any(tuple(_page(evaluation.replaced(fact, code))) != page for code, _ in question.choices)
    )


def _letters_and_numbers(rule: str) -> list[Any]:
    """Sorts rules by their letters, and by their numbers where these are alike."""
    return [int(part) if part.isdigit() else part for part in re.split("([0-9]+)", rule)]


# -- questions and gaps ---------------------------------------------------------------------------------------


def _questions(evaluation: Evaluation, outcomes: Collection[Outcome]) -> Iterable[Question]:
    """The questions for the facts that these outcomes lack, in the order of the profile."""
    missing = {fact for outcome in outcomes for fact in outcome.missing}
    conflicts = {outcome.row.ask for outcome in evaluation.outcomes.values()}
    for fact, question in evaluation.tables.questions.items():
        if fact in missing and not question.optional:
            yield _question(evaluation, fact, question, fact in conflicts)


def _question(evaluation: Evaluation, fact: str, question: FactQuestion, conflict: bool) -> Question:
    """The question with the answers that do not contradict the other facts."""
    tables, choices = evaluation.tables.decide, []
    asking = [name for name in evaluation.outcomes if any(row.ask for row in tables.get(name, ()))]
    for choice in question.choices:
        outcomes = map(evaluation.replaced(fact, choice[0]).outcome, asking)
        if fact not in [outcome.row.ask for outcome in outcomes]:
            choices.append(choice)
    return Question(fact, question.conflict if conflict and question.conflict else question.question, tuple(choices))


def _gaps(evaluation: Evaluation, outcomes: Collection[Outcome]) -> Iterable[Gap]:
    """The gaps that leave a value open, then those that do not."""
    stopping = dict.fromkeys(outcome.row.gap for outcome in outcomes if outcome.row.gap)
    yield from (Gap(gap, stops=True) for gap in stopping)
    for row in evaluation.tables.mentioned_gaps:
        if row.gap not in stopping and evaluation.match(row.when).is_certain:
            yield Gap(row.gap, stops=False)


# -- the page -------------------------------------------------------------------------------------------------


def _page(evaluation: Evaluation) -> Iterable[PageSection]:
    """The sections of the page that have a line."""
    for section in evaluation.tables.sections:
        if evaluation.match(section.when).is_certain:
            items = (_item(evaluation, line) for line in evaluation.tables.lines if line.section == section.id)
            if shown := tuple(item for item in items if item):
                yield PageSection(section.id, section.title, shown, section.diagnosis)


def _item(evaluation: Evaluation, line: Line) -> PageItem | None:
    match = evaluation.match(line.when)
    if not match.is_certain:
        return None
    if not line.field:
        inferred = line.inferred or match.inferred
        return PageItem(line.text, line.rules, inferred=inferred, task=line.task, has_booking=BOOKING in line.text)
    outcome = evaluation.outcome(line.field)
    row, missing = outcome
    is_open = line.field in evaluation.tables.required_tables and (row.gap or missing)
    if not (outcome.words or is_open):
        return None
    return PageItem(
        outcome.words, row.rules, field=line.field, label=line.label, inferred=row.inferred, gap=row.gap,
        is_open=bool(missing),
    )  # fmt: skip
