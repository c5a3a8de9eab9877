"""The registration in a few lines without layout: what a golden file keeps."""

from __future__ import annotations

from collections.abc import Iterator

from converter.profile import Profile
from converter.registration.decision_tables import PHRASES, Tables
from converter.registration.loading import load_registration
from converter.registration.model import PageItem, PageSection, Registration
from converter.registration.subject import Subject


def summary(registration: Registration, subject: Subject, profile: Profile) -> str:
    """The facts, values with the rules that their lines cite, rules of the advice, questions, gaps, and all rules.

    `(inferred)` marks what is not stated, `[ ]` a task, `!` a gap that leaves a value open.
    """
    gaps = [f"{gap.id}{'!' * gap.stops}" for gap in registration.gaps]
    lines = [
        *_facts(subject),
        *_values(registration, load_registration(profile)),
        *(f"{section.id}: {advice}" for section in registration.page if (advice := _advice(section))),
        *(f"question {question.fact}: {question.text}" for question in registration.questions),
        *([f"gaps: {' '.join(gaps)}"] if gaps else []),
        f"rules: {' '.join(registration.rules)}",
    ]
    return "\n".join([*lines, ""])


def _facts(subject: Subject) -> Iterator[str]:
    for name, value in subject.contact._asdict().items():
        if value:
            text = " ".join(value) if isinstance(value, tuple) else value
            yield f"{name} = {text}{_mark(name in subject.inferred)}"


def _values(registration: Registration, tables: Tables) -> Iterator[str]:
    items, either = {item.field: item for item in registration.items}, dict(registration.either)
    for name in tables.outputs:
        if value := registration.value(name) or " | ".join(either.get(name, ())):
            yield f"{name} = {value}{_mark(name in registration.inferred)}{_on_page(value, items.get(name))}"
    yield from (f"{name}: {items[name].text}" for name in PHRASES if name in items)


def _on_page(value: str, item: PageItem | None) -> str:
    """What the page prints for a value, if it is another text, and the rules that it cites."""
    if item is None:
        return ""
    words = f": {item.text}" if item.text not in (value, "") else ""
    return f"{words} [{' '.join(item.rules)}]" if item.rules else words


def _advice(section: PageSection) -> str:
    advice = [item for item in section.items if not item.field]
    return ", ".join(f"{'[ ] ' * item.task}{'+'.join(item.rules)}{_mark(item.inferred)}" for item in advice)


def _mark(is_inferred: bool) -> str:
    return " (inferred)" if is_inferred else ""
