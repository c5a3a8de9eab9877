"""The registration in a few lines without layout: what a golden file keeps."""

from __future__ import annotations

from converter.profile import Profile
from converter.registration.decision_tables import PHRASES
from converter.registration.loading import load_registration
from converter.registration.model import PageItem, Registration
from converter.registration.subject import Subject


def summary(registration: Registration, subject: Subject, profile: Profile) -> str:
    """The facts, values with the rules that their lines cite, rules of the advice, questions, gaps, and all rules.

    `(inferred)` marks what is not stated, `[ ]` a task, `!` a gap that leaves a value open.
    """
    tables, items = load_registration(profile), {item.field: item for item in registration.items}
    either, gaps = dict(registration.either), [f"{gap.id}{'!' * gap.stops}" for gap in registration.gaps]
    lines = []
    for name, fact in subject.contact._asdict().items():
        if fact:
            text = " ".join(fact) if isinstance(fact, tuple) else fact
            lines.append(f"{name} = {text}{_mark(name in subject.inferred)}")
    for name in tables.outputs:
        if value := registration.value(name) or " | ".join(either.get(name, ())):
            lines.append(f"{name} = {value}{_mark(name in registration.inferred)}{_on_page(value, items.get(name))}")
    lines += [f"{name}: {items[name].text}" for name in PHRASES if name in items]
    for section in registration.page:
        advice = [item for item in section.items if not item.field]
        if advice:
            words = (f"{'[ ] ' * item.task}{'+'.join(item.rules)}{_mark(item.inferred)}" for item in advice)
            lines.append(f"{section.id}: {', '.join(words)}")
    lines += [f"question {question.fact}: {question.text}" for question in registration.questions]
    lines += [f"gaps: {' '.join(gaps)}"] if gaps else []
    return "\n".join([*lines, f"rules: {' '.join(registration.rules)}", ""])


def _on_page(value: str, item: PageItem | None) -> str:
    """What the page prints for a value, if it is another text, and the rules that it cites."""
    if item is None:
        return ""
    words = f": {item.text}" if item.text not in (value, "") else ""
    return f"{words} [{' '.join(item.rules)}]" if item.rules else words


def _mark(is_inferred: bool) -> str:
    return " (inferred)" if is_inferred else ""
